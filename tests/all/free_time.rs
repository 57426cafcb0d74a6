//! When people and rooms are free, who is wanted twice, and that neither tells what may not be seen.

use std::sync::Arc;

use chancery::desk::{BatchMode, Command, FreeSlot, Office, Outcome, Session, TimeQuery, Values, find_time};
use chancery::model::Value;
use chancery::rules::free_time::{BusyRanges, FreeRoom, Wanted, find};
use chancery::rules::working_days::WorkCalendar;
use chancery::store::Store;
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use proptest::prelude::*;

use crate::fixture::{SetClock, batch, create, go, id, info, moment, owner, person, restore, update, void};

const ROOM: u32 = 900;

struct Desk {
    office: Office,
    session: Arc<Session>,
}

impl Desk {
    /// Five people, a room for ten with a projector and one for forty. Noon on Monday 2 March 2026.
    fn new() -> Self {
        let office = Office::new(Store::in_memory(&info()).unwrap(), SetClock::new()).unwrap();
        let desk = Self { office, session: owner() };
        for number in 60..65 {
            desk.run(person(number, &format!("人{number}")));
        }
        for (number, seats, equipment) in [(ROOM, 10, "投影"), (901, 40, "视频会议")] {
            let values = Values::new().text("name", format!("会议室{number}"));
            let values = values.with("capacity", Value::Integer(seats)).with("buffer", Value::Integer(15));
            desk.run(create(
                "room",
                number,
                values.with("equipment", Value::Tags(vec![equipment.to_owned()])),
            ));
        }
        desk
    }

    fn run(&self, command: Command) -> Outcome {
        self.office.execute(&self.session, command).unwrap()
    }

    fn meeting(&self, number: u32, start: &str, end: &str, more: Values) -> Outcome {
        let time = |text: &str| Value::DateTime(civil(text));
        let mut values = Values::new().text("title", format!("会{number}")).with("start", time(start));
        values.set("end", time(end));
        more.iter().for_each(|(key, value)| values.set(key.to_owned(), value.clone()));
        self.run(create("meeting", number, values))
    }

    fn comes(&self, number: u32, meeting: u32, person: u32) -> Outcome {
        let values = Values::new().with("meeting", Value::Link(id(meeting)));
        self.run(create("attendee", number, values.with("person", Value::Link(id(person)))))
    }

    fn find(&self, query: &TimeQuery) -> Vec<FreeSlot> {
        find_time(&self.office.reader(&self.session).unwrap(), query).unwrap()
    }
}

fn civil(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn starts(slots: &[FreeSlot]) -> Vec<String> {
    slots.iter().map(|slot| slot.time.start.format("%m-%d %H:%M").to_string()).collect()
}

fn codes(outcome: &Outcome) -> Vec<String> {
    let language = chancery::text::Language::English;
    outcome.warnings.iter().map(|warning| warning.in_language(language)).collect()
}

fn query(days: std::ops::Range<&str>, people: &[u32]) -> TimeQuery {
    let mut query = TimeQuery::within(date(days.start)..date(days.end));
    query.people = people.iter().map(|number| id(*number)).collect();
    query
}

#[test]
fn the_first_time_suits_everybody_and_a_room() {
    let desk = Desk::new();
    let chaired = |person: u32| Values::new().with("chair", Value::Link(id(person)));
    let in_room = |room: u32| Values::new().with("room", Value::Link(id(room)));
    // It is noon: what has begun is not offered, and neither is a time until three, when 60 is free again.
    desk.meeting(1, "2026-03-02 12:00", "2026-03-02 15:00", chaired(60));
    desk.meeting(2, "2026-03-02 15:00", "2026-03-02 16:00", in_room(ROOM));
    desk.meeting(3, "2026-03-02 15:00", "2026-03-02 16:30", in_room(901));
    let mut wanted = query("2026-03-02".."2026-03-04", &[60, 61]);
    assert_eq!(starts(&desk.find(&wanted))[..2], ["03-02 15:00", "03-02 16:00"]);
    wanted.needs_room = true;
    let found = desk.find(&wanted);
    assert_eq!(starts(&found)[0], "03-02 16:15", "a room needs its quarter of an hour");
    assert_eq!(found[0].rooms, [id(ROOM)]);
    // Forty seats: the large room is free a quarter of an hour after half past four.
    wanted.seats = Some(20);
    wanted.minutes = 45;
    let found = desk.find(&wanted);
    assert_eq!((starts(&found)[0].as_str(), found[0].rooms.as_slice()), ("03-02 16:45", &[id(901)][..]));
    wanted.equipment = vec!["投影".to_owned()];
    assert!(desk.find(&wanted).is_empty());
    // A meeting that looks for another time does not stand in its own way.
    let mut own = query("2026-03-02".."2026-03-03", &[60]);
    own.except = Some(id(1));
    assert_eq!(starts(&desk.find(&own))[0], "03-02 12:00");
}

#[test]
fn series_replies_deputies_and_days_off_count() {
    let desk = Desk::new();
    let weekly = Values::new().text("recurrence", "RRULE:FREQ=WEEKLY;BYDAY=TU");
    desk.meeting(1, "2026-03-03 08:30", "2026-03-03 17:30", weekly);
    desk.comes(70, 1, 61);
    let first = |people: &[u32], days| starts(&desk.find(&query(days, people)))[0].clone();
    assert_eq!(first(&[61], "2026-03-10".."2026-03-12"), "03-11 08:30");
    // An occurrence of its own without a list has that of its series.
    let moved = Values::new().with("series", Value::Link(id(1)));
    let moved = moved.with("recurrence_id", Value::DateTime(civil("2026-03-10 08:30")));
    desk.meeting(2, "2026-03-11 08:30", "2026-03-11 10:00", moved);
    assert_eq!(first(&[61], "2026-03-10".."2026-03-12"), "03-10 08:30");
    assert_eq!(first(&[61], "2026-03-11".."2026-03-12"), "03-11 10:00");
    // Who is excused is free; who stands in for them is not.
    desk.run(update("attendee", 70, None, Values::new().with("deputy", Value::Link(id(62)))));
    assert_eq!(first(&[61], "2026-03-17".."2026-03-19"), "03-17 08:30");
    assert_eq!(first(&[62], "2026-03-17".."2026-03-19"), "03-18 08:30");
    let excuse = Command::Move {
        register: "attendee".to_owned(),
        id: id(70),
        base: None,
        transition: "excuse".to_owned(),
        values: Values::new(),
        reason: Some("出差".to_owned()),
    };
    desk.run(excuse);
    assert_eq!(first(&[62], "2026-03-11".."2026-03-19"), "03-11 08:30");
    desk.run(Command::Undo);
    assert_eq!(first(&[62], "2026-03-17".."2026-03-19"), "03-18 08:30");
    desk.run(void("attendee", 70));
    assert_eq!(first(&[62], "2026-03-17".."2026-03-19"), "03-17 08:30");
    desk.run(restore("attendee", 70));
    desk.run(go("meeting", 1, "approve"));
    assert_eq!(first(&[62], "2026-03-17".."2026-03-19"), "03-18 08:30");
    // 2026-04-04 to 06 are days off; the office works again on Tuesday.
    assert_eq!(first(&[60], "2026-04-04".."2026-04-11"), "04-07 08:30");
    let mut any = query("2026-04-04".."2026-04-11", &[60]);
    any.any_day = true;
    assert_eq!(starts(&desk.find(&any))[0], "04-04 08:30");
}

#[test]
fn where_nobody_suits_the_fewest_are_missing() {
    let desk = Desk::new();
    for (meeting, person, start, end) in
        [(1, 60, "08:30", "13:00"), (2, 61, "08:00", "12:30"), (3, 62, "12:00", "18:00")]
    {
        let chair = Values::new().with("chair", Value::Link(id(person)));
        desk.meeting(meeting, &format!("2026-03-03 {start}"), &format!("2026-03-03 {end}"), chair);
    }
    let mut wanted = query("2026-03-03".."2026-03-04", &[60, 61, 62]);
    wanted.optional = vec![id(60)];
    let found = desk.find(&wanted);
    assert_eq!(starts(&found)[0], "03-03 13:00");
    assert_eq!((found[0].missing.as_slice(), found[0].away.len()), (&[id(62)][..], 0));
    let empty = query("2026-03-03".."2026-03-03", &[60]);
    assert!(find_time(&desk.office.reader(&desk.session).unwrap(), &empty).is_err());
    let mut long = query("2026-03-03".."2026-03-04", &[60]);
    long.minutes = 600;
    assert!(find_time(&desk.office.reader(&desk.session).unwrap(), &long).is_err());
}

#[test]
fn who_is_wanted_twice_is_told_and_not_refused() {
    let desk = Desk::new();
    let chaired = |person: u32| Values::new().with("chair", Value::Link(id(person)));
    assert!(codes(&desk.meeting(1, "2026-03-03 09:00", "2026-03-03 10:00", chaired(60))).is_empty());
    assert!(codes(&desk.meeting(2, "2026-03-03 10:00", "2026-03-03 11:00", chaired(60))).is_empty());
    let told = desk.meeting(3, "2026-03-03 09:30", "2026-03-03 10:30", chaired(60));
    assert_eq!(
        codes(&told),
        ["人60 is at “会1”, 2026-03-03 09:00–10:00", "人60 is at “会2”, 2026-03-03 10:00–11:00",]
    );
    // Only who comes in addition is told of, and only when it touches them.
    assert!(codes(&desk.comes(70, 3, 61)).is_empty());
    assert_eq!(codes(&desk.comes(71, 1, 61)).len(), 1);
    assert!(codes(&desk.run(update("meeting", 3, None, Values::new().text("note", "带材料")))).is_empty());
    // A series is compared as far as a year ahead.
    let weekly = chaired(62).text("recurrence", "RRULE:FREQ=WEEKLY");
    desk.meeting(4, "2026-03-04 14:00", "2026-03-04 15:00", weekly);
    let later = desk.meeting(5, "2026-11-25 14:30", "2026-11-25 16:00", chaired(62));
    assert_eq!(codes(&later), ["人62 is at “会4”, 2026-11-25 14:00–15:00"]);
    // A moved occurrence leaves its own place free.
    let moved = chaired(62).with("series", Value::Link(id(4)));
    let moved = moved.with("recurrence_id", Value::DateTime(civil("2026-03-11 14:00")));
    assert!(codes(&desk.meeting(6, "2026-03-11 14:30", "2026-03-11 15:30", moved)).is_empty());
}

#[test]
fn what_may_not_be_seen_takes_its_time_without_a_name() {
    let desk = Desk::new();
    let chair = Values::new().with("chair", Value::Link(id(60)));
    desk.meeting(1, "2026-03-03 08:30", "2026-03-03 12:00", chair.with("room", Value::Link(id(ROOM))));
    let (level, basis) = (chancery::model::Secrecy::CoreTrade, "商业秘密管理办法".to_owned());
    let mark = chancery::model::Mark { level, basis, ..chancery::model::Mark::default() };
    desk.run(Command::Mark {
        register: "meeting".to_owned(),
        id: id(1),
        attachment: None,
        mark,
        reason: String::new(),
    });
    desk.run(crate::fixture::unit(50, "BGS"));
    desk.run(crate::fixture::post(51, "MS", "secretary"));
    desk.run(crate::fixture::appointment(52, 61, 51));
    chancery::desk::seed_roles(&desk.office, &desk.session, chancery::text::Language::English).unwrap();
    let day = chancery::desk::civil_date(moment(0));
    let session = Session::of_person(&desk.office.store().snapshot().unwrap(), id(61), day).unwrap();
    let session = Arc::new(session);
    let reader = desk.office.reader(&session).unwrap();
    let whole = civil("2026-03-03 00:00")..civil("2026-03-04 00:00");
    let busy = reader.busy_people(&[id(60)], &whole, None).unwrap();
    assert_eq!(busy[0].len(), 1);
    assert_eq!((busy[0][0].time.start, busy[0][0].by), (civil("2026-03-03 08:30"), None));
    assert_eq!(reader.busy_room(id(ROOM), &whole).unwrap()[0].by, None);
    let own = desk.office.reader(&desk.session).unwrap();
    assert_eq!(own.busy_people(&[id(60)], &whole, None).unwrap()[0][0].by, Some(("meeting", id(1))));
    let values = Values::new().text("title", "会").with("chair", Value::Link(id(60)));
    let values = values.with("start", Value::DateTime(civil("2026-03-03 09:00")));
    let values = values.with("end", Value::DateTime(civil("2026-03-03 10:00")));
    let told = desk.office.execute(&session, create("meeting", 2, values)).unwrap();
    assert_eq!(codes(&told), ["人60 is taken 2026-03-03 08:30–12:00"]);
}

#[test]
fn many_steps_of_one_command_are_compared_once_it_is_complete() {
    let desk = Desk::new();
    let at = |number: u32, start: &str, end: &str| {
        let values = Values::new().text("title", format!("会{number}")).with("chair", Value::Link(id(60)));
        let time = |text: &str| Value::DateTime(civil(text));
        create("meeting", number, values.with("start", time(start)).with("end", time(end)))
    };
    let both =
        vec![at(1, "2026-03-03 09:00", "2026-03-03 10:00"), at(2, "2026-03-03 09:30", "2026-03-03 10:30")];
    assert_eq!(codes(&desk.run(batch(both, BatchMode::AllOrNothing))).len(), 2);
}

/// A naive answer: every quarter of an hour of every day.
fn slow(wanted: &Wanted, people: &[BusyRanges], rooms: &[FreeRoom]) -> Option<NaiveDateTime> {
    let calendar = WorkCalendar::default();
    let mut day = wanted.days.start;
    while day < wanted.days.end {
        for minute in (0..24 * 60).step_by(usize::try_from(wanted.step).unwrap()) {
            let minute = i64::from(minute);
            let start = day.and_hms_opt(0, 0, 0).unwrap() + TimeDelta::minutes(minute);
            let time = start..start + TimeDelta::minutes(wanted.minutes);
            let free = |busy: &BusyRanges| {
                busy.ranges().iter().all(|of| of.end <= time.start || time.end <= of.start)
            };
            let suits = (wanted.any_day || calendar.is_working_day(day))
                && minute >= wanted.hours.start
                && minute + wanted.minutes <= wanted.hours.end
                && start >= wanted.not_before
                && people.iter().all(free)
                && (!wanted.needs_room
                    || rooms.iter().any(|room| {
                        free(&room.busy)
                            && minute >= room.hours.start
                            && minute + wanted.minutes <= room.hours.end
                    }));
            if suits {
                return Some(start);
            }
        }
        day = day.succ_opt().unwrap();
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_earlier_time_is_missed_and_none_is_taken(
        busy in prop::collection::vec(prop::collection::vec((0_i64..14 * 96, 1_i64..30), 0..40), 1..5),
        rooms in prop::collection::vec((prop::collection::vec((0_i64..14 * 1440, 1_i64..500), 0..40), 0_i64..700, 900_i64..1441), 0..4),
        minutes in 1_i64..300, any_day: bool, needs_room: bool, before in 0_i64..4000,
    ) {
        let begin = date("2026-04-27").and_hms_opt(0, 0, 0).unwrap();
        let at = |minute: i64| begin + TimeDelta::minutes(minute);
        let people: Vec<BusyRanges> = busy
            .iter()
            .map(|times| BusyRanges::of(times.iter().map(|(from, long)| at(from * 15)..at((from + long) * 15)).collect()))
            .collect();
        let rooms: Vec<FreeRoom> = rooms
            .iter()
            .map(|(times, opens, closes)| FreeRoom {
                hours: *opens..*closes,
                busy: BusyRanges::of(times.iter().map(|(from, long)| at(*from)..at(from + long)).collect()),
            })
            .collect();
        let wanted = Wanted {
            days: date("2026-04-27")..date("2026-05-11"),
            hours: 480..1080,
            any_day,
            not_before: at(before),
            minutes,
            step: 15,
            needs_room,
            most: 3,
        };
        let found = find(&wanted, &WorkCalendar::default(), &people, &[], &rooms);
        let expected = slow(&wanted, &people, &rooms);
        let first = found.first().filter(|slot| slot.missing.is_empty()).map(|slot| slot.time.start);
        prop_assert_eq!(first, expected);
        for slot in &found {
            for (person, times) in people.iter().enumerate() {
                prop_assert_eq!(times.clash(&slot.time).is_some(), slot.missing.contains(&person));
            }
        }
        let apart = found.windows(2).all(|pair| {
            pair[0].time.end <= pair[1].time.start || pair[1].time.end <= pair[0].time.start
        });
        prop_assert!(apart);
    }
}
