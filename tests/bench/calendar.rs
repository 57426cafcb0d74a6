//! The calendar over 100,000 events, of which an eighth comes again: read once, a month asked of it, then frames of
//! every view. At M, 20,000 of them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chancery::desk::calendar::{CalendarBook, month_weeks};
use chancery::desk::{BatchMode, Command, FixedClock, Office, Values};
use chancery::model::{KeptMessage, Message, RecordId, Value};
use chancery::store::Store;
use chancery::ui::routes::Route;
use chrono::{Days, NaiveDate, TimeZone as _, Utc};
use eframe::egui::Key;
use egui_kittest::kittest::Queryable as _;

use crate::frames::{Window, window_over};
use crate::offices;
use crate::report::{Target, print, print_amount, quantile, rounds, timed};

const FRAMES: usize = 200;

fn day(offset: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 1, 3).unwrap() + Days::new(offset)
}

/// An office with so many meetings over six years, most of them on days of work.
fn office(count: usize) -> Arc<Office> {
    let now = Utc.with_ymd_and_hms(2026, 11, 25, 2, 0, 0).unwrap();
    let office = Office::new(Store::in_memory(&offices::info()).unwrap(), Arc::new(FixedClock(now))).unwrap();
    let owner = offices::owner();
    let mut made = 0;
    while made < count {
        let steps = (made..(made + 5000).min(count)).map(|number| {
            let mixed = number.wrapping_mul(2_654_435_761) >> 7;
            let on = day((mixed % 2190) as u64);
            let start =
                on.and_hms_opt(8 + (mixed / 2190 % 10) as u32, 15 * (mixed / 7 % 4) as u32, 0).unwrap();
            let length = chrono::TimeDelta::minutes(i64::from(30 + 15 * (mixed / 13 % 8) as u32));
            let mut values = Values::new()
                .text("title", format!("会议{number}"))
                .with("start", Value::DateTime(start))
                .with("end", Value::DateTime(start + length))
                .text("place", format!("{}楼", mixed % 12));
            if number % 8 == 0 {
                values = values.text("recurrence", "RRULE:FREQ=WEEKLY;COUNT=20");
            }
            Command::Create { register: "meeting".to_owned(), id: RecordId::generate(), values }
        });
        let label = KeptMessage::from(&Message::new("batch.import"));
        let steps = steps.collect();
        office.execute(&owner, Command::Batch { label, steps, mode: BatchMode::AllOrNothing }).unwrap();
        made += 5000;
    }
    Arc::new(office)
}

fn until(window: &mut Window, what: &str) {
    let start = Instant::now();
    while window.query_all_by_label_contains(what).next().is_none() {
        assert!(start.elapsed() < Duration::from_secs(120), "the window never showed {what}");
        window.step();
        std::thread::sleep(Duration::from_millis(5));
    }
    for _ in 0..20 {
        window.step();
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Frames of each view, tessellated.
fn scenes(office: &Arc<Office>) -> Vec<(&'static str, Vec<f64>)> {
    let mut window = window_over(office.clone());
    for _ in 0..20 {
        window.step();
        std::thread::sleep(Duration::from_millis(20));
    }
    // The registers are read meanwhile; their threads must not be measured.
    std::thread::sleep(Duration::from_secs(8));
    window.state_mut().go(Route::Calendar);
    until(&mut window, "2026年11月");
    let mut scenes = Vec::new();
    for (name, key) in
        [("week", Key::W), ("month", Key::M), ("year", Key::Y), ("agenda", Key::A), ("day", Key::D)]
    {
        window.key_press(key);
        for _ in 0..20 {
            window.step();
            std::thread::sleep(Duration::from_millis(10));
        }
        let frames = (0..FRAMES).map(|_| {
            timed(|| {
                window.step();
                let output = window.output();
                window.ctx.tessellate(output.shapes.clone(), output.pixels_per_point)
            })
            .0
        });
        scenes.push((name, frames.collect()));
    }
    scenes
}

/// Runs and prints all measurements.
pub fn run() {
    let (medium, large) = (office(20_000), office(100_000));
    let reader = large.reader(&offices::owner()).unwrap();
    let (seconds, book) = timed(|| CalendarBook::read(&reader).unwrap());
    print_amount("calendar: 100,000 events read", seconds, "ms", None);
    let mut month = 0;
    let shown = rounds(40, || {
        // Another month each time: what was asked before is remembered.
        month = (month + 1) % 60;
        let first = day(30 * month);
        let days = first..first + Days::new(42);
        let entries = book.between(days.clone(), &|_, _| true);
        std::hint::black_box(month_weeks(&days, &entries));
    });
    print("calendar: a month of 100,000 events, laid out", &shown, Target::Milliseconds(5.0));
    for ((name, medium), (_, large)) in scenes(&medium).into_iter().zip(scenes(&large)) {
        print_amount(&format!("calendar: frame of the {name}, p50"), quantile(&large, 0.5), "ms", Some(2.0));
        print_amount(&format!("calendar: frame of the {name}, p99"), quantile(&large, 0.99), "ms", Some(4.0));
        let ratio = quantile(&large, 0.5) / quantile(&medium, 0.5);
        print_amount(&format!("calendar: frame of the {name}, L of M"), ratio, "×", Some(1.2));
    }
}
