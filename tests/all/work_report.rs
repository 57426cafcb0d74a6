//! The report on meetings and supervised matters: its figures by hand, and that each opens its records.

use std::sync::Arc;

use chancery::charts::work::{work_charts, work_tables};
use chancery::desk::{Command, Office, Share, Values, WorkReport};
use chancery::model::{RecordId, Value};
use chancery::store::Store;
use chancery::text::Language;
use chancery::ui::routes::Route;
use chrono::NaiveDate;
use eframe::egui::Theme;
use egui_kittest::kittest::Queryable as _;

use crate::fixture::{SetClock, create, day, id, info, moment, owner, person, unit};
use crate::window::{office as demo_office, rest, until, window};

struct Desk {
    office: Office,
    clock: Arc<SetClock>,
}

fn time(text: &str) -> Value {
    Value::DateTime(format!("{text}:00").parse().unwrap())
}

fn civil(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl Desk {
    fn new() -> Self {
        let clock = SetClock::new();
        let office = Office::new(Store::in_memory(&info()).unwrap(), clock.clone()).unwrap();
        let desk = Self { office, clock };
        desk.run(unit(50, "BGS"));
        desk.run(unit(51, "DAS"));
        for number in 60..64 {
            desk.run(person(number, "人"));
        }
        desk
    }

    fn run(&self, command: Command) {
        self.office.execute(&owner(), command).unwrap();
    }

    fn matter(&self, number: u32, unit: u32, [assigned, due, done]: [&str; 3], state: &str) {
        let mut values = Values::new()
            .text("title", "事项")
            .with("lead_unit", Value::Link(id(unit)))
            .with("owner", Value::Link(id(60)))
            .with("assigned_on", day(assigned))
            .with("first_due", day(due))
            .with("due", day(due))
            .with("state", Value::choice(state.to_owned()));
        if !done.is_empty() {
            values = values.with("done_on", day(done));
        }
        self.run(create("matter", number, values));
    }

    fn report(&self) -> WorkReport {
        let reader = self.office.reader(&owner()).unwrap();
        let today = self.office.clock().today();
        WorkReport::read(&reader, civil("2026-01-01"), today, today).unwrap()
    }
}

#[test]
fn rates_ages_and_times_are_counted_from_the_matters() {
    let desk = Desk::new();
    desk.clock.set(moment(29));
    // 31 March. Done in time, done late, late by 5, 20 and 40 days, in time, stopped.
    desk.matter(1, 50, ["2026-03-02", "2026-03-13", "2026-03-10"], "closed");
    desk.matter(2, 50, ["2026-03-02", "2026-03-13", "2026-03-17"], "accepted");
    desk.matter(3, 51, ["2026-03-02", "2026-03-26", ""], "in_hand");
    desk.matter(4, 51, ["2026-02-02", "2026-03-11", ""], "in_hand");
    desk.matter(5, 51, ["2026-01-05", "2026-02-19", ""], "assigned");
    desk.matter(6, 50, ["2026-03-02", "2026-04-30", ""], "in_hand");
    desk.matter(7, 50, ["2026-03-02", "2026-03-03", ""], "stopped");
    let report = desk.report();
    assert_eq!((report.closed.part, report.closed.whole, report.closed.rate()), (2, 6, Some(3_333)));
    assert_eq!((report.on_time.part, report.on_time.whole, report.on_time.rate()), (1, 2, Some(5_000)));
    assert_eq!(report.late.ids.len(), 3);
    // 6 and 11 working days.
    assert_eq!((report.lead.0, report.mean_lead()), (17, Some(85)));
    let values = |table: &chancery::desk::BarTable, series: usize| -> Vec<f64> {
        table.series[series].iter().map(|bar| bar.value.unwrap()).collect()
    };
    assert_eq!(report.ages.places, ["1–7", "8–30", ">30"]);
    assert_eq!(values(&report.ages, 0), [1.0, 1.0, 1.0]);
    assert_eq!(report.ages.rows(0, 0).unwrap().ids, [id(3)]);
    assert_eq!(values(&report.lead_times, 0), [0.0, 1.0, 1.0, 0.0, 0.0]);
    assert_eq!(report.load.places, ["BGS 科", "DAS 科"]);
    assert_eq!([0, 1, 2].map(|series| values(&report.load, series)), [[1.0, 0.0], [0.0, 3.0], [2.0, 0.0]]);
    assert_eq!(values(&report.months, 0), [1.0, 1.0, 4.0]);
    assert_eq!(values(&report.months, 1), [0.0, 0.0, 2.0]);
}

#[test]
fn meetings_rooms_and_attendance_are_counted() {
    let desk = Desk::new();
    let room = Values::new().text("name", "第一会议室").text("opens", "08:00").text("closes", "18:00");
    desk.run(create("room", 90, room));
    let meeting = Values::new()
        .text("title", "例会")
        .with("start", time("2026-03-09T09:00"))
        .with("end", time("2026-03-09T11:00"))
        .with("room", Value::Link(id(90)))
        .with("state", Value::choice("held"));
    desk.run(create("meeting", 1, meeting));
    for (number, state) in [(60, "present"), (61, "present"), (62, "excused"), (63, "left")] {
        let values = Values::new()
            .with("meeting", Value::Link(id(1)))
            .with("person", Value::Link(id(number)))
            .with("state", Value::choice(state.to_owned()));
        desk.run(create("attendee", number + 100, values));
    }
    desk.clock.set(moment(29));
    let report = desk.report();
    assert_eq!((report.held.0, report.held.1.ids.len()), (120, 1));
    assert_eq!((report.attendance.part, report.attendance.whole), (3, 4));
    assert_eq!(report.came.series[0][2].value, Some(75.0));
    assert_eq!(report.came.series[0][0].value, None, "a month without meetings has no rate");
    // Two hours of 10 × 59 working days from January to March: 2 / 590.
    assert_eq!(report.rooms.series[0][0].value, Some(0.34));
    assert_eq!(report.rooms.rows(0, 0).unwrap().ids, [id(1)]);
}

#[test]
fn nothing_counted_has_no_rate() {
    assert_eq!(Share::default().rate(), None);
    let desk = Desk::new();
    let report = desk.report();
    assert_eq!((report.closed.rate(), report.mean_lead(), report.minutes.rate()), (None, None, None));
    for chart in work_charts(&report, Language::SimplifiedChinese) {
        assert!(chart.is_empty(), "{}", chart.heading);
        assert!(chart.in_words(Language::SimplifiedChinese).contains("无数据"));
    }
}

#[test]
fn the_screen_opens_the_rows_of_a_figure() {
    let office = demo_office();
    let mut harness = window(&office, Language::SimplifiedChinese, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.state_mut().go(Route::WorkReport);
    until(&mut harness, "the figures", |window| {
        window.query_all_by_label_contains("办结率 ").next().is_some()
    });
    harness.get_by_label_contains("逾期未结 ").click();
    until(&mut harness, "the list", |window| {
        window.query_all_by_label_contains("印发《档案借阅管理办法》").next().is_some()
    });
    let reader = office.reader(&owner()).unwrap();
    let today = office.clock().today();
    let report = WorkReport::read(&reader, civil("2026-01-01"), today, today).unwrap();
    let counted: Vec<RecordId> = work_tables(&report)
        .iter()
        .flat_map(|table| table.series.iter().flatten())
        .flat_map(|bar| bar.rows.ids.clone())
        .collect();
    assert!(!counted.is_empty());
}
