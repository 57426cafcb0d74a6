//! Meetings: no room twice, series included; quorum and votes; decisions chased until they are struck off (T4).

use std::sync::Arc;

use chancery::desk::{Command, Office, Session, Values};
use chancery::model::{Id, Problem, Record as _, Value};
use chancery::records::meetings::Meeting;
use chancery::records::supervision::{Matter, MatterState};
use chancery::rules::quorum::{Needed, more_than_half, two_thirds};
use chancery::rules::supervision::{Attention, attention, reports_due, score};
use chancery::rules::working_days::WorkCalendar;
use chancery::store::{Store, occupancy};
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use crate::fixture::{
    SetClock, attach, create, day, go, id, info, moment, owner, person, refused, unit, update, void,
};

const ROOM: u32 = 900;

struct Desk {
    office: Office,
    session: Arc<Session>,
    clock: Arc<SetClock>,
}

impl Desk {
    fn new() -> Self {
        let clock = SetClock::new();
        let office = Office::new(Store::in_memory(&info()).unwrap(), clock.clone()).unwrap();
        let desk = Self { office, session: owner(), clock };
        desk.room(ROOM, 0);
        desk
    }

    fn room(&self, number: u32, buffer: i64) {
        let values = Values::new().text("name", format!("会议室{number}"));
        self.run(create("room", number, values.with("buffer", Value::Integer(buffer))));
    }

    fn run(&self, command: Command) {
        self.office.execute(&self.session, command).unwrap();
    }

    /// The fields and codes of a refusal.
    fn refused(&self, command: Command) -> Vec<(Option<&'static str>, &'static str)> {
        refused(&self.office, command)
    }

    fn meeting(&self, number: u32) -> Meeting {
        self.office.reader(&self.session).unwrap().find(Id::new(id(number))).unwrap().unwrap().record
    }

    fn matter(&self, number: u32) -> Matter {
        self.office.reader(&self.session).unwrap().find(Id::new(id(number))).unwrap().unwrap().record
    }
}

fn time(text: &str) -> Value {
    Value::DateTime(format!("{text}:00").parse().unwrap())
}

fn at(room: u32, start: &str, end: &str) -> Values {
    let values = Values::new().text("title", format!("{start} 的会议")).text("purpose", "议事");
    values.with("start", time(start)).with("end", time(end)).with("room", Value::Link(id(room)))
}

fn civil(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const TAKEN: &[(Option<&str>, &str)] = &[(Some("room"), "occupied")];

#[test]
fn a_room_is_held_by_one_meeting_at_a_time() {
    let desk = Desk::new();
    desk.run(create("meeting", 1, at(ROOM, "2026-03-09T09:00", "2026-03-09T10:00")));
    desk.run(create("meeting", 2, at(ROOM, "2026-03-09T10:00", "2026-03-09T11:00")));
    assert_eq!(desk.refused(create("meeting", 3, at(ROOM, "2026-03-09T09:59", "2026-03-09T10:30"))), TAKEN);
    // Moving one onto the other is refused, moving it away frees its place, and so do calling off, voiding and undo.
    let onto = Values::new().with("start", time("2026-03-09T10:30"));
    let onto = onto.with("end", time("2026-03-09T11:30"));
    assert_eq!(desk.refused(update("meeting", 1, None, onto)), TAKEN);
    let away = Values::new().with("start", time("2026-03-10T09:00")).with("end", time("2026-03-10T10:00"));
    desk.run(update("meeting", 1, None, away));
    desk.run(create("meeting", 3, at(ROOM, "2026-03-09T09:00", "2026-03-09T10:00")));
    assert!(desk.office.execute(&desk.session, Command::Undo).is_ok());
    desk.run(create("meeting", 4, at(ROOM, "2026-03-09T09:00", "2026-03-09T10:00")));
    desk.run(void("meeting", 4));
    desk.run(create("meeting", 5, at(ROOM, "2026-03-09T09:00", "2026-03-09T10:00")));
    let restored = Command::Restore { register: Meeting::NAME.to_owned(), id: id(4) };
    assert_eq!(desk.refused(restored), TAKEN);
}

#[test]
fn a_buffer_keeps_meetings_apart() {
    let desk = Desk::new();
    desk.room(901, 15);
    desk.run(create("meeting", 1, at(901, "2026-03-09T09:00", "2026-03-09T10:00")));
    assert_eq!(desk.refused(create("meeting", 2, at(901, "2026-03-09T10:14", "2026-03-09T11:00"))), TAKEN);
    desk.run(create("meeting", 3, at(901, "2026-03-09T10:15", "2026-03-09T11:00")));
}

#[test]
fn a_series_holds_its_room_and_its_changed_occurrence_gives_it_back() {
    let desk = Desk::new();
    let weekly = at(ROOM, "2026-03-02T09:00", "2026-03-02T10:00");
    desk.run(create("meeting", 1, weekly.text("recurrence", "RRULE:FREQ=WEEKLY;COUNT=10")));
    assert_eq!(desk.refused(create("meeting", 2, at(ROOM, "2026-05-04T09:30", "2026-05-04T11:00"))), TAKEN);
    desk.run(create("meeting", 2, at(ROOM, "2026-05-11T09:30", "2026-05-11T11:00")));
    // The occurrence of 23 March moves half an hour: it may overlap the time it leaves, and frees the rest.
    let moved = at(ROOM, "2026-03-23T09:30", "2026-03-23T10:30").with("series", Value::Link(id(1)));
    desk.run(create("meeting", 3, moved.with("recurrence_id", time("2026-03-23T09:00"))));
    assert_eq!(desk.meeting(1).exceptions, ["2026-03-23T09:00:00"]);
    desk.run(create("meeting", 4, at(ROOM, "2026-03-23T09:00", "2026-03-23T09:30")));
    // Giving up the change would want the time back that somebody else has now.
    assert_eq!(desk.refused(void("meeting", 3)), TAKEN);
    desk.run(void("meeting", 4));
    desk.run(void("meeting", 3));
    assert_eq!(desk.refused(create("meeting", 5, at(ROOM, "2026-03-23T09:00", "2026-03-23T09:30"))), TAKEN);
    // An occurrence can't be moved onto another one of its own series.
    let onto = at(ROOM, "2026-03-30T09:30", "2026-03-30T10:30").with("series", Value::Link(id(1)));
    let onto = create("meeting", 6, onto.with("recurrence_id", time("2026-03-23T09:00")));
    assert_eq!(desk.refused(onto), TAKEN);
    let endless = at(ROOM, "2026-03-03T15:00", "2026-03-03T16:00").text("recurrence", "RRULE:FREQ=DAILY");
    assert_eq!(desk.refused(create("meeting", 7, endless)), [(Some("recurrence"), "room_without_end")]);
}

#[test]
fn rooms_keep_their_hours() {
    let desk = Desk::new();
    let hours = Values::new().text("name", "洽谈室").text("opens", "08:30").text("closes", "17:30");
    desk.run(create("room", 901, hours));
    let early = create("meeting", 1, at(901, "2026-03-09T08:00", "2026-03-09T09:00"));
    assert_eq!(desk.refused(early), [(Some("room"), "room_not_open")]);
    desk.run(create("meeting", 1, at(901, "2026-03-09T08:30", "2026-03-09T17:30")));
}

/// Bookings, moves, series and their ends at random; after each, nothing overlaps and the index says what the records say.
#[test]
fn whatever_is_booked_no_room_has_two_meetings() {
    let desk = Desk::new();
    desk.room(901, 10);
    let mut state = 0x2026_1124_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let (mut taken, mut refused) = (0, 0);
    for step in 0..400_u32 {
        let start = NaiveDateTime::parse_from_str("2026-03-09 08:00", "%Y-%m-%d %H:%M").unwrap();
        let start = start + TimeDelta::minutes(i64::try_from(next(5 * 24 * 4)).unwrap() * 15);
        let end = start + TimeDelta::minutes(i64::try_from(next(12) + 1).unwrap() * 15);
        let room = if next(2) == 0 { ROOM } else { 901 };
        let values = Values::new().text("title", "会").with("room", Value::Link(id(room)));
        let values = values.with("start", Value::DateTime(start)).with("end", Value::DateTime(end));
        let rule = format!("RRULE:FREQ=DAILY;INTERVAL={};COUNT={}", next(3) + 1, next(4) + 1);
        let number = 1 + u32::try_from(next(60)).unwrap();
        let command = match next(4) {
            0 => create("meeting", 1000 + step, values.text("recurrence", rule)),
            1 => update("meeting", number, None, values),
            2 => void("meeting", number),
            _ => create("meeting", number, values),
        };
        match desk.office.execute(&desk.session, command) {
            Ok(_) => taken += 1,
            Err(Problem::Input(_) | Problem::Missing(_)) => refused += 1,
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(taken > 40 && refused > 40, "{taken} {refused}");
    let snapshot = desk.office.store().snapshot().unwrap();
    for (room, buffer) in [(ROOM, 0), (901, 10)] {
        let whole = "2026-01-01T00:00:00".parse().unwrap().."2026-06-01T00:00:00".parse().unwrap();
        let held = occupancy::held(&snapshot, id(room), &whole).unwrap();
        assert!(held.len() > 10);
        for pair in held.windows(2) {
            let gap = pair[1].time.start - pair[0].time.end;
            assert!(gap >= TimeDelta::minutes(buffer), "{pair:?}");
        }
    }
}

#[test]
fn quorum_vectors() {
    assert_eq!([more_than_half(9), more_than_half(10)], [5, 6]);
    assert_eq!([two_thirds(9), two_thirds(10)], [6, 7]);
    assert_eq!(Needed::Any.of(9), 0);
}

#[test]
fn a_vote_needs_its_quorum_and_a_resolution_becomes_a_matter() {
    let desk = Desk::new();
    desk.run(unit(50, "BGS"));
    desk.run(create("meeting", 1, at(ROOM, "2026-03-02T12:00", "2026-03-02T13:00")));
    for number in 0..9 {
        desk.run(person(60 + number, "人"));
        let comes =
            Values::new().with("meeting", Value::Link(id(1))).with("person", Value::Link(id(60 + number)));
        desk.run(create("attendee", 70 + number, comes));
    }
    let again = Values::new().with("meeting", Value::Link(id(1))).with("person", Value::Link(id(60)));
    assert_eq!(desk.refused(create("attendee", 80, again)), [(Some("person"), "asked_already")]);
    for number in 0..4 {
        desk.run(go("attendee", 70 + number, "sign_in"));
    }
    let item = Values::new().with("meeting", Value::Link(id(1))).text("title", "年度预算");
    desk.run(create(
        "agenda_item",
        90,
        item.with("kind", Value::choice("vote")).with("minutes", Value::Integer(20)),
    ));
    desk.run(go("agenda_item", 90, "begin"));
    assert_eq!((desk.meeting(1).members, desk.meeting(1).present), (9, 4));
    assert_eq!(desk.refused(go("agenda_item", 90, "vote")), [(None, "no_quorum")]);
    desk.run(go("attendee", 74, "sign_in"));
    desk.run(go("agenda_item", 90, "vote"));
    let resolved = Values::new().text("resolution", "3月20日前报送预算草案").with("due", day("2026-03-20"));
    let resolved = resolved.with("owner", Value::Link(id(60))).with("lead_unit", Value::Link(id(50)));
    desk.run(update("agenda_item", 90, None, resolved.with("votes_for", Value::Integer(2))));
    assert_eq!(desk.refused(go("agenda_item", 90, "resolve")), [(Some("votes_for"), "too_few_for")]);
    desk.run(update("agenda_item", 90, None, Values::new().with("votes_for", Value::Integer(3))));
    desk.run(go("agenda_item", 90, "resolve"));
    let matters = desk.office.reader(&desk.session).unwrap().all::<Matter>().unwrap();
    assert_eq!(matters.len(), 1);
    let matter = &matters[0].record;
    assert_eq!((matter.number.as_str(), matter.due), ("督〔2026〕1号", Some(civil("2026-03-20"))));
    assert_eq!(matter.owner.map(Id::erase), Some(id(60)));
    // The meeting ended: its minutes are due three working days later.
    desk.clock.set("2026-09-17T02:00:00Z".parse().unwrap());
    desk.run(go("meeting", 1, "hold"));
    assert_eq!(desk.meeting(1).minutes_due, Some(civil("2026-09-21")));
}

#[test]
fn an_agenda_longer_than_its_meeting_is_told() {
    let desk = Desk::new();
    desk.run(create("meeting", 1, at(ROOM, "2026-03-02T12:00", "2026-03-02T13:00")));
    for number in 0..3 {
        let item = Values::new().with("meeting", Value::Link(id(1))).text("title", "议题");
        desk.run(create("agenda_item", 90 + number, item.with("minutes", Value::Integer(25))));
    }
    desk.run(go("meeting", 1, "approve"));
    assert_eq!(desk.refused(go("meeting", 1, "notify")), [(Some("end"), "agenda_too_long")]);
}

#[test]
fn a_matter_is_chased_until_it_is_struck_off() {
    let desk = Desk::new();
    desk.run(unit(50, "BGS"));
    desk.run(person(60, "承办人"));
    let matter = Values::new().text("title", "完成档案室消防改造").with("owner", Value::Link(id(60)));
    assert_eq!(
        desk.refused(create("matter", 1, matter.clone().with("checker", Value::Link(id(60))))),
        [(Some("checker"), "checker_is_owner")]
    );
    desk.run(create("matter", 1, matter.with("lead_unit", Value::Link(id(50)))));
    assert_eq!(desk.refused(go("matter", 1, "assign")), [(Some("due"), "needed_for")]);
    desk.run(update("matter", 1, None, Values::new().with("due", day("2026-03-13"))));
    desk.run(go("matter", 1, "assign"));
    desk.run(go("matter", 1, "undertake"));
    let later = Values::new().with("due", day("2026-03-31"));
    assert_eq!(desk.refused(update("matter", 1, None, later)), [(Some("due"), "due_by_extension")]);
    for (asked, now) in [("2026-03-16", 2), ("2026-03-17", 3)] {
        desk.clock.set(moment(now));
        let ask = Values::new().with("asked_due", day(asked)).text("extension_reason", "设备未到");
        desk.run(update("matter", 1, None, ask));
        desk.run(go("matter", 1, "ask_extension"));
        desk.run(go("matter", 1, "grant_extension"));
        assert_eq!(desk.matter(1).due, Some(civil(asked)));
    }
    let third = Values::new().with("asked_due", day("2026-03-18")).text("extension_reason", "再延");
    desk.run(update("matter", 1, None, third));
    assert_eq!(desk.refused(go("matter", 1, "ask_extension")), [(None, "extensions_used")]);
    desk.clock.set(moment(15));
    let report = Values::new().with("matter", Value::Link(id(1))).text("done", "已完工，待验收");
    desk.run(create("matter_report", 2, report.with("progress", Value::Integer(95))));
    let now = desk.matter(1);
    assert_eq!((now.progress, now.last_word.as_str(), now.reports), (95, "已完工，待验收", 1));
    desk.run(update("matter", 1, None, Values::new().text("result", "改造完成并通过检测")));
    assert_eq!(desk.refused(go("matter", 1, "report_done")), [(None, "no_evidence")]);
    desk.run(attach("matter_report", 2, 3, "检测报告".as_bytes()));
    desk.run(go("matter", 1, "report_done"));
    desk.run(go("matter", 1, "accept"));
    desk.run(go("matter", 1, "strike_off"));
    let end = desk.matter(1);
    // Assigned on Monday 2 March, done on the due day 17 March: on time, one of two weekly reports.
    assert_eq!((end.state, end.score), (MatterState::Closed, Some(40 + 40 + 10)));
    assert!(desk.refused(void("matter", 1)).contains(&(None, "matter_stays")));
}

#[test]
fn an_agenda_longer_than_the_meeting_is_told_when_it_becomes_so() {
    let desk = Desk::new();
    let time = |text: &str| Value::DateTime(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap());
    let hour = |until| {
        let values = Values::new().text("title", "例会").with("start", time("2026-03-09 09:00"));
        values.with("end", time(until))
    };
    let told = |command: Command| -> Vec<(&str, String)> {
        let outcome = desk.office.execute(&desk.session, command).unwrap();
        let shown = |of: &chancery::model::Message| (of.code(), of.arguments[0].1.clone());
        outcome.warnings.iter().map(shown).collect()
    };
    let item = |number: u32, minutes: i64| {
        let values = Values::new().text("title", "议题").with("meeting", Value::Link(id(1)));
        create("agenda_item", number, values.with("minutes", Value::Integer(minutes)))
    };
    assert_eq!(told(create("meeting", 1, hour("2026-03-09 10:00"))), []);
    assert_eq!(told(item(10, 40)), []);
    assert_eq!(told(item(11, 30)), [("agenda_too_long", "70".to_owned())]);
    // Told once, and again only when it has become another figure, or the meeting shorter.
    assert_eq!(told(update("meeting", 1, None, Values::new().text("purpose", "研究"))), []);
    let shorter = Values::new().with("end", time("2026-03-09 09:30"));
    assert_eq!(told(update("meeting", 1, None, shorter)), [("agenda_too_long", "70".to_owned())]);
    assert_eq!(told(update("meeting", 1, None, Values::new().with("end", time("2026-03-09 10:30")))), []);
}

#[test]
fn scores_and_attention_follow_the_calendar() {
    assert_eq!(score(0, 0, 4, 4), 100);
    assert_eq!(score(3, 1, 2, 4), 25 + 30 + 10);
    assert_eq!(score(20, 9, 0, 0), 20);
    assert_eq!(reports_due(civil("2026-03-02"), civil("2026-03-13")), 2);
    assert_eq!(reports_due(civil("2026-03-06"), civil("2026-03-12")), 0);
    let calendar = WorkCalendar::default();
    let due = civil("2026-09-17");
    for (today, expected) in [
        ("2026-09-11", Attention::Nobody),
        ("2026-09-14", Attention::Owner),
        ("2026-09-17", Attention::Department),
        ("2026-09-18", Attention::Deputy),
        // Sunday 20 September is worked.
        ("2026-09-22", Attention::Deputy),
        ("2026-09-23", Attention::Director),
    ] {
        assert_eq!(attention(due, civil(today), &calendar), expected, "{today}");
    }
}
