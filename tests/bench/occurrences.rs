//! The calendar: a file of 10,000 events read, half a million occurrences, a month of 10,000 series, and rooms and people
//! of an office with 100,000 events.

use std::hint::black_box;
use std::sync::Arc;

use chancery::desk::{BatchMode, Command, OccurrenceBook, Office, Session, TimeQuery, Values, find_time};
use chancery::exchange::icalendar::read_calendar;
use chancery::model::{KeptMessage, RecordId, Value};
use chancery::records;
use chancery::rules::recurrence::{Plan, Schedule};
use chancery::rules::working_days::WorkCalendar;
use chancery::store::occupancy;
use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta};

use crate::hostile_rules::hostile_rules;
use crate::offices;
use crate::report::{Target, in_turn, print, print_against, quantile, rounds};

const FILE_EVENTS: usize = 10_000;
const EVENTS: u64 = 100_000;
const ROOMS: u64 = 40;
const PEOPLE: u64 = 400;
const STEPS: usize = 5_000;

fn id(kind: u8, number: u64) -> RecordId {
    let mut bytes = [kind; 16];
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    RecordId::from_bytes(bytes)
}

/// 2026-11-30, a Monday.
fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 30).unwrap()
}

fn file() -> String {
    let mut text = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Bench//EN\r\n");
    for number in 0..FILE_EVENTS {
        let (day, hour) = (number % 28 + 1, number % 9 + 8);
        text.push_str(&format!(
            "BEGIN:VEVENT\r\nUID:{number}@bench\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:202601{day:02}T{hour:02}0000Z\r\n\
             DTEND:202601{day:02}T{hour:02}3000Z\r\nRRULE:FREQ=WEEKLY;COUNT=52\r\nSUMMARY:Weekly meeting number \
             {number} of the office with its departments\r\n about the plan\r\nLOCATION:Room {hour}\r\nSTATUS:CONFIRMED\r\n\
             ATTENDEE;CN=\"Someone {number}\";PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT:mailto:a{number}@bench\r\n\
             DESCRIPTION:What was said\\, and what was not\\; line {number}\\nnext line\r\nEND:VEVENT\r\n"
        ));
    }
    text.push_str("END:VCALENDAR\r\n");
    text
}

fn at(days: u64, minutes: i64) -> NaiveDateTime {
    monday().and_hms_opt(0, 0, 0).unwrap() + Days::new(days) + TimeDelta::minutes(minutes)
}

/// An office with 100,000 events in two years: single ones, one in forty of them a weekly series, in rooms and with
/// people.
fn filled() -> Office {
    let office = offices::fresh("meetings.chancery");
    let session = offices::owner();
    let mut steps = Vec::new();
    let create = |register: &str, id: RecordId, values: Values| Command::Create {
        register: register.to_owned(),
        id,
        values,
    };
    for room in 0..ROOMS {
        let values = Values::new().text("name", format!("Room {room}"));
        let seats = i64::try_from(room % 4 * 10 + 10).unwrap();
        steps.push(create("room", id(1, room), values.with("capacity", Value::Integer(seats))));
    }
    for person in 0..PEOPLE {
        let values =
            Values::new().text("number", format!("P{person:05}")).text("name", format!("人{person}"));
        steps.push(create("person", id(2, person), values));
    }
    // Day by day: each room has five a day, of an hour, from nine on.
    for number in 0..EVENTS {
        let (room, rest) = (number % ROOMS, number / ROOMS);
        let (slot, day) = (rest % 5, rest / 5);
        let start = at(day, 540 + i64::try_from(slot).unwrap() * 90);
        let mut values = Values::new()
            .text("title", format!("Event {number}"))
            .with("start", Value::DateTime(start))
            .with("end", Value::DateTime(start + TimeDelta::minutes(60)))
            .with("room", Value::Link(id(1, room)))
            .with("chair", Value::Link(id(2, number.wrapping_mul(2_654_435_761) % PEOPLE)))
            .with("recorder", Value::Link(id(2, number.wrapping_mul(40_503) % PEOPLE)));
        // In the evening, where nothing else is: series of a year.
        if number % 40 == 0 {
            let start = at(day % 7, 1110 + i64::try_from(number / 40 % 3).unwrap() * 60);
            values = values
                .with("start", Value::DateTime(start))
                .with("end", Value::DateTime(start + TimeDelta::minutes(30)))
                .with("room", Value::Nothing)
                .text("recurrence", "RRULE:FREQ=WEEKLY;COUNT=52");
        }
        steps.push(create("meeting", id(3, number), values));
        if steps.len() >= STEPS {
            run(&office, &session, &mut steps);
        }
    }
    run(&office, &session, &mut steps);
    office
}

fn run(office: &Office, session: &Arc<Session>, steps: &mut Vec<Command>) {
    let label = KeptMessage { key: "demo.measuring_data".to_owned(), arguments: Vec::new() };
    let command = Command::Batch { label, steps: std::mem::take(steps), mode: BatchMode::AllOrNothing };
    office.execute(session, command).unwrap();
}

/// The slowest of the rules that are meant to keep a program busy, asked for a month and for all of time.
fn hostile() {
    let calendar = WorkCalendar::default();
    let time = |text| NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").unwrap();
    let ranges =
        [time("20260601T000000")..time("20260701T000000"), time("19000101T000000")..time("99990101T000000")];
    let mut slowest = (Vec::new(), String::new());
    for (start, lines) in hostile_rules() {
        let plan = Plan {
            start: time(start),
            end: time(start) + TimeDelta::minutes(30),
            time_zone: "America/New_York".to_owned(),
            recurrence: lines,
            ..Plan::default()
        };
        for range in &ranges {
            let times = rounds(5, || {
                let Ok(schedule) = Schedule::of(black_box(&plan)) else { return };
                black_box(schedule.occurrences(&calendar, range.clone()).ok());
            });
            if slowest.0.is_empty() || quantile(&times, 0.5) > quantile(&slowest.0, 0.5) {
                slowest = (times, plan.recurrence.chars().take(40).collect());
            }
        }
    }
    let (times, rule) = slowest;
    print(&format!("meetings: hostile rules, the slowest {rule}"), &times, Target::Milliseconds(50.0));
}

/// Runs and prints all measurements.
pub fn run_all() {
    let text = file();
    let (times, copies) = in_turn(
        41,
        || assert_eq!(read_calendar(black_box(text.as_bytes())).unwrap().len(), FILE_EVENTS),
        || {
            let text = String::from_utf8(black_box(text.as_bytes()).to_vec()).unwrap();
            black_box(text.lines().map(str::to_owned).collect::<Vec<String>>());
        },
    );
    let name = "meetings: file of 10,000 events read";
    print_against(name, &times, "copying its lines", &copies, Target::Milliseconds(40.0));
    hostile();

    let calendar = WorkCalendar::default();
    let schedules: Vec<Schedule> = (0..10_000_u64)
        .map(|number| {
            let start = at(number % 300, i64::try_from(number % 600).unwrap());
            let plan = Plan {
                start,
                end: start + TimeDelta::minutes(30),
                time_zone: "Europe/Berlin".to_owned(),
                recurrence: "RRULE:FREQ=WEEKLY;COUNT=52".to_owned(),
                ..Plan::default()
            };
            Schedule::of(&plan).unwrap()
        })
        .collect();
    let all = at(0, 0) - TimeDelta::days(30)..at(3000, 0);
    let times = rounds(11, || {
        let mut count = 0_u32;
        for schedule in &schedules {
            schedule
                .occurrences_into(&calendar, all.clone(), &mut |occurrence| {
                    black_box(occurrence);
                    count += 1;
                })
                .unwrap();
        }
        assert_eq!(count, 520_000);
    });
    print("meetings: 520,000 occurrences in another time zone", &times, Target::Milliseconds(250.0));

    let series = offices::fresh("series.chancery");
    let mut steps = Vec::new();
    for number in 0..10_000_u64 {
        let start = at(number % 7, i64::try_from(number % 600).unwrap()) - TimeDelta::weeks(700);
        let values = Values::new()
            .text("title", format!("Series {number}"))
            .with("start", Value::DateTime(start))
            .with("end", Value::DateTime(start + TimeDelta::minutes(30)))
            .text("recurrence", "RRULE:FREQ=WEEKLY");
        steps.push(Command::Create { register: "meeting".to_owned(), id: id(4, number), values });
    }
    run(&series, &offices::owner(), &mut steps);
    let meetings = records::find("meeting").unwrap();
    let book = OccurrenceBook::read(&series.reader(&offices::owner()).unwrap(), meetings).unwrap();
    let mut month = 0_u64;
    let times = rounds(21, || {
        month += 1;
        let first = monday() + Days::new(month * 31);
        assert!(book.between(first..first + Days::new(30)).len() > 40_000);
    });
    print("meetings: a month of 10,000 weekly series, not asked before", &times, Target::Milliseconds(5.0));
    let again = monday() + Days::new(31 * 21);
    let times = rounds(21, || {
        black_box(book.between(again..again + Days::new(30)));
    });
    print("meetings: the same month again", &times, Target::Milliseconds(1.0));
    drop(book);

    let office = filled();
    let snapshot = office.store().snapshot().unwrap();
    let mut number = 0;
    let times = rounds(1001, || {
        number += 1;
        let start = at(number % 400, 555);
        let found = occupancy::held(
            &snapshot,
            id(1, number % (ROOMS - 1) + 1),
            &(start..start + TimeDelta::minutes(60)),
        );
        assert_eq!(found.unwrap().len(), 1);
    });
    print("meetings: is a room taken, among 100,000 events", &times, Target::Milliseconds(0.1));
    drop(snapshot);

    let reader = office.reader(&offices::owner()).unwrap();
    let mut first = 0;
    let times = rounds(51, || {
        first += 7;
        let begin = monday() + Days::new(first);
        let mut query = TimeQuery::within(begin..begin + Days::new(56));
        query.people = (0..20).map(|person| id(2, (first * 31 + person * 17) % PEOPLE)).collect();
        query.needs_room = true;
        query.seats = Some(20);
        query.most = 1;
        query.any_day = true;
        assert!(!find_time(&reader, &query).unwrap().is_empty());
    });
    print("meetings: 20 people and a room within 8 weeks", &times, Target::Milliseconds(10.0));
}
