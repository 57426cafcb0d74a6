//! Changes of a series: this one, this one and those that follow, all. Nothing is lost, one undo takes each back, and no
//! room is held twice meanwhile.

use std::collections::BTreeMap;
use std::sync::Arc;

use chancery::desk::{
    Command, OccurrenceBook, Office, Outcome, Reach, SeriesChange, Session, Values, edit_series, make_series,
    make_single,
};
use chancery::model::{Id, Problem, RecordId, Stored, Value};
use chancery::records;
use chancery::records::meetings::{Attendee, AttendeeState, Meeting, MeetingState};
use chancery::store::{Store, occupancy};
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use proptest::prelude::*;

use crate::fixture::{SetClock, create, go, id, info, owner, person, update};

const ROOM: u32 = 900;
const SERIES: u32 = 1;

struct Desk {
    office: Office,
    session: Arc<Session>,
}

impl Desk {
    fn new() -> Self {
        let office = Office::new(Store::in_memory(&info()).unwrap(), SetClock::new()).unwrap();
        let desk = Self { office, session: owner() };
        for number in [ROOM, 901] {
            desk.run(create("room", number, Values::new().text("name", format!("会议室{number}"))));
        }
        desk
    }

    /// Ten Mondays from 2 March 2026, 09:00–10:00, in a room, with an attendee who has accepted and one item.
    fn weekly() -> Self {
        let desk = Self::new();
        let values =
            Values::new().text("title", "例会").text("purpose", "通报").with("room", Value::Link(id(ROOM)));
        let values = values.with("start", at("2026-03-02 09:00")).with("end", at("2026-03-02 10:00"));
        desk.run(create("meeting", SERIES, values.text("recurrence", "RRULE:FREQ=WEEKLY;COUNT=10")));
        desk.run(person(60, "王芳"));
        let comes =
            Values::new().with("meeting", Value::Link(id(SERIES))).with("person", Value::Link(id(60)));
        desk.run(create("attendee", 70, comes));
        desk.run(go("attendee", 70, "accept"));
        let item = Values::new().with("meeting", Value::Link(id(SERIES))).text("title", "上周工作");
        desk.run(create("agenda_item", 71, item));
        desk
    }

    fn run(&self, command: Command) -> Outcome {
        self.office.execute(&self.session, command).unwrap()
    }

    fn edit(&self, original: &str, reach: Reach, change: &SeriesChange) -> Result<Outcome, Problem> {
        self.edit_of(id(SERIES), civil(original), reach, change)
    }

    fn edit_of(
        &self,
        meeting: RecordId,
        original: NaiveDateTime,
        reach: Reach,
        change: &SeriesChange,
    ) -> Result<Outcome, Problem> {
        let reader = self.office.reader(&self.session).unwrap();
        let command = edit_series(&reader, meeting, original, reach, change)?;
        self.office.execute(&self.session, command)
    }

    fn meetings(&self) -> Vec<Stored<Meeting>> {
        self.office.reader(&self.session).unwrap().all().unwrap()
    }

    /// What takes place until the end of June: begin, title and room.
    fn shown(&self) -> Vec<(String, String, Option<RecordId>)> {
        let reader = self.office.reader(&self.session).unwrap();
        let book = OccurrenceBook::read(&reader, records::find("meeting").unwrap()).unwrap();
        let records: BTreeMap<RecordId, Meeting> =
            self.meetings().into_iter().map(|stored| (stored.meta.id, stored.record)).collect();
        let days: [NaiveDate; 2] = ["2026-01-01".parse().unwrap(), "2026-07-01".parse().unwrap()];
        let found = book.between(days[0]..days[1]);
        found
            .iter()
            .map(|shown| (shown, &records[&shown.record]))
            .filter(|(_, meeting)| meeting.state != MeetingState::Cancelled)
            .map(|(shown, meeting)| {
                let time = format!(
                    "{}–{}",
                    shown.occurrence.office_start().format("%m-%d %H:%M"),
                    shown.occurrence.office_end().format("%H:%M")
                );
                (time, meeting.title.clone(), meeting.room.map(Id::erase))
            })
            .collect()
    }

    fn times(&self) -> Vec<String> {
        self.shown().into_iter().map(|(time, _, _)| time).collect()
    }

    fn attendees(&self, meeting: RecordId) -> Vec<AttendeeState> {
        let all = self.office.reader(&self.session).unwrap().all::<Attendee>().unwrap();
        let own = all.into_iter().filter(|of| of.record.meeting.map(Id::erase) == Some(meeting));
        own.map(|of| of.record.state).collect()
    }
}

fn civil(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn at(text: &str) -> Value {
    Value::DateTime(civil(text))
}

fn retimed(start: &str, end: &str) -> SeriesChange {
    SeriesChange::Set(Values::new().with("start", at(start)).with("end", at(end)))
}

fn cancelled() -> SeriesChange {
    SeriesChange::Cancel("主任出差".to_owned())
}

#[test]
fn this_one_moves_and_keeps_its_people() {
    let desk = Desk::weekly();
    let before = desk.times();
    desk.edit("2026-03-16 09:00", Reach::One, &retimed("2026-03-17 14:00", "2026-03-17 16:00")).unwrap();
    let moved = desk.times();
    assert_eq!((moved.len(), moved[2].as_str()), (10, "03-17 14:00–16:00"));
    let own = desk.meetings().into_iter().find(|of| of.record.recurrence_id.is_some()).unwrap();
    assert_eq!(desk.attendees(own.meta.id), [AttendeeState::Invited], "asked again for another time");
    assert_eq!((own.record.sequence, own.record.agenda_minutes), (1, 0));
    // Moved once more, it is the same record.
    desk.edit("2026-03-16 09:00", Reach::One, &retimed("2026-03-18 14:00", "2026-03-18 15:00")).unwrap();
    assert_eq!((desk.meetings().len(), desk.times()[2].as_str()), (2, "03-18 14:00–15:00"));
    desk.run(Command::Undo);
    desk.run(Command::Undo);
    assert_eq!(desk.times(), before);
    // Another field only: the answer stands.
    let renamed = SeriesChange::Set(Values::new().text("title", "季度例会"));
    desk.edit("2026-03-30 09:00", Reach::One, &renamed).unwrap();
    assert_eq!(desk.shown()[4].1, "季度例会");
    let own = desk.meetings().into_iter().find(|of| of.record.title == "季度例会").unwrap();
    assert_eq!(desk.attendees(own.meta.id), [AttendeeState::Accepted]);
    desk.edit("2026-04-06 09:00", Reach::One, &cancelled()).unwrap();
    assert_eq!(desk.times().len(), 9);
    assert!(matches!(desk.edit("2026-04-07 09:00", Reach::One, &cancelled()), Err(Problem::Input(_))));
}

#[test]
fn those_that_follow_go_on_as_a_series_of_their_own() {
    let desk = Desk::weekly();
    desk.edit("2026-03-09 09:00", Reach::One, &retimed("2026-03-10 09:00", "2026-03-10 10:00")).unwrap();
    desk.edit("2026-04-06 09:00", Reach::One, &retimed("2026-04-07 15:00", "2026-04-07 16:00")).unwrap();
    // The place that the moved one left is somebody else's now.
    let other = Values::new().text("title", "面试").with("room", Value::Link(id(ROOM)));
    desk.run(create(
        "meeting",
        50,
        other.with("start", at("2026-04-06 09:00")).with("end", at("2026-04-06 10:00")),
    ));
    let before = desk.times();
    // From the fourth on at ten; the one that was moved by itself stays where it is.
    desk.edit("2026-03-23 09:00", Reach::Following, &retimed("2026-03-23 10:00", "2026-03-23 11:30"))
        .unwrap();
    assert_eq!(
        desk.times(),
        [
            "03-02 09:00–10:00",
            "03-10 09:00–10:00",
            "03-16 09:00–10:00",
            "03-23 10:00–11:30",
            "03-30 10:00–11:30",
            "04-06 09:00–10:00",
            "04-07 15:00–16:00",
            "04-13 10:00–11:30",
            "04-20 10:00–11:30",
            "04-27 10:00–11:30",
            "05-04 10:00–11:30",
        ]
    );
    let series = desk.meetings().into_iter().filter(|of| !of.record.recurrence.is_empty());
    let second = series.max_by_key(|of| of.record.start).unwrap();
    assert_eq!(desk.attendees(second.meta.id), [AttendeeState::Invited]);
    let own =
        desk.meetings().into_iter().find(|of| of.record.start == Some(civil("2026-04-07 15:00"))).unwrap();
    assert_eq!(own.record.series.map(Id::erase), Some(second.meta.id));
    assert_eq!(own.record.recurrence_id, Some(civil("2026-04-06 10:00")));
    desk.run(Command::Undo);
    assert_eq!(desk.times(), before);
    desk.run(Command::Redo);
    desk.run(Command::Undo);
    assert_eq!(desk.times(), before);
    // What is called off is kept with its reason.
    desk.edit("2026-03-30 09:00", Reach::Following, &cancelled()).unwrap();
    assert_eq!(desk.times().len(), 5, "four of the series and the interview");
    desk.run(Command::Undo);
    assert_eq!(desk.times(), before);
}

#[test]
fn all_of_them_move_and_changed_ones_take_over_what_they_did_not_change() {
    let desk = Desk::weekly();
    let renamed = SeriesChange::Set(Values::new().text("title", "季度例会"));
    desk.edit("2026-03-30 09:00", Reach::One, &renamed).unwrap();
    desk.edit("2026-04-06 09:00", Reach::One, &retimed("2026-04-07 15:00", "2026-04-07 16:00")).unwrap();
    desk.edit("2026-04-13 09:00", Reach::One, &cancelled()).unwrap();
    let before = desk.shown();
    let change = Values::new().with("start", at("2026-03-17 08:30")).with("end", at("2026-03-17 10:00"));
    let change = SeriesChange::Set(change.text("title", "工作例会").with("room", Value::Link(id(901))));
    desk.edit("2026-03-16 09:00", Reach::All, &change).unwrap();
    let shown = desk.shown();
    assert_eq!(shown.len(), 9);
    assert_eq!((shown[0].0.as_str(), shown[0].1.as_str()), ("03-03 08:30–10:00", "工作例会"));
    assert_eq!((shown[4].0.as_str(), shown[4].1.as_str()), ("03-31 08:30–10:00", "季度例会"));
    assert_eq!((shown[5].0.as_str(), shown[5].1.as_str()), ("04-07 15:00–16:00", "工作例会"));
    assert!(shown.iter().all(|(_, _, room)| *room == Some(id(901))));
    desk.run(Command::Undo);
    assert_eq!(desk.shown(), before);
    desk.edit("2026-03-16 09:00", Reach::All, &cancelled()).unwrap();
    assert!(desk.shown().is_empty());
    desk.run(Command::Undo);
    assert_eq!(desk.shown(), before);
}

#[test]
fn a_taken_room_refuses_the_whole_change() {
    let desk = Desk::weekly();
    let other = Values::new().text("title", "面试").with("room", Value::Link(id(ROOM)));
    let other = other.with("start", at("2026-04-13 10:30")).with("end", at("2026-04-13 11:00"));
    desk.run(create("meeting", 50, other));
    let before = desk.shown();
    for reach in [Reach::Following, Reach::All] {
        let Err(Problem::Input(faults)) =
            desk.edit("2026-03-16 09:00", reach, &retimed("2026-03-16 10:00", "2026-03-16 11:00"))
        else {
            panic!("{reach:?} was done")
        };
        assert_eq!(faults.first().unwrap().message.code(), "occupied");
        assert_eq!(desk.shown(), before);
    }
}

#[test]
fn shifted_to_a_working_day_it_moves_from_where_it_is() {
    let desk = Desk::new();
    // The 4th of each month, on the working day after; 4 to 6 April 2026 are days off.
    let values = Values::new().text("title", "月会").with("start", at("2026-03-04 09:00"));
    let rule = "RRULE:FREQ=MONTHLY;BYMONTHDAY=4;COUNT=4;X-WORKDAY=NEXT";
    let values = values.with("end", at("2026-03-04 10:00")).text("recurrence", rule);
    match desk.office.execute(&desk.session, create("meeting", SERIES, values)) {
        Ok(_) => {}
        Err(problem) => panic!("{problem:?}"),
    }
    assert_eq!(desk.times()[1], "04-07 09:00–10:00");
    desk.edit("2026-04-04 09:00", Reach::All, &retimed("2026-04-07 14:00", "2026-04-07 15:00")).unwrap();
    assert_eq!(desk.times()[..3], ["03-04 14:00–15:00", "04-07 14:00–15:00", "05-06 14:00–15:00"]);
    assert!(desk.meetings()[0].record.recurrence.contains("WORKDAY"));
}

#[test]
fn single_becomes_series_and_series_single() {
    let desk = Desk::new();
    let values = Values::new().text("title", "例会").with("start", at("2026-03-02 09:00"));
    desk.run(create("meeting", SERIES, values.with("end", at("2026-03-02 10:00"))));
    let reader = || desk.office.reader(&desk.session).unwrap();
    // One that stands alone is changed as it is, whatever is said.
    desk.edit("2026-03-02 09:00", Reach::Following, &retimed("2026-03-02 10:00", "2026-03-02 11:00"))
        .unwrap();
    assert_eq!((desk.times().len(), desk.meetings()[0].record.sequence), (1, 1));
    desk.run(make_series(&reader(), id(SERIES), "RRULE:FREQ=WEEKLY;COUNT=4").unwrap());
    assert_eq!(desk.times().len(), 4);
    desk.edit("2026-03-09 10:00", Reach::One, &retimed("2026-03-10 10:00", "2026-03-10 11:00")).unwrap();
    let before = desk.times();
    desk.run(make_single(&reader(), id(SERIES), civil("2026-03-16 10:00")).unwrap());
    assert_eq!(desk.times(), ["03-10 10:00–11:00", "03-16 10:00–11:00"]);
    assert!(desk.meetings().iter().all(|of| of.record.series.is_none() && of.record.recurrence.is_empty()));
    desk.run(Command::Undo);
    assert_eq!(desk.times(), before);
    desk.run(make_single(&reader(), id(SERIES), civil("2026-03-09 10:00")).unwrap());
    assert_eq!(desk.times(), ["03-10 10:00–11:00"]);
}

#[test]
fn an_approved_series_stays_approved() {
    let desk = Desk::weekly();
    desk.run(go("meeting", SERIES, "approve"));
    desk.edit("2026-03-16 09:00", Reach::Following, &retimed("2026-03-16 10:00", "2026-03-16 11:00"))
        .unwrap();
    assert!(desk.meetings().iter().all(|of| of.record.state == MeetingState::Preparing));
    desk.run(update("meeting", SERIES, None, Values::new().text("note", "仍可更改")));
}

fn series_of(desk: &Desk) -> Vec<RecordId> {
    desk.meetings().iter().filter(|of| !of.record.recurrence.is_empty()).map(|of| of.meta.id).collect()
}

/// What a series shows, told by a model: the times it had, each moved, renamed, or gone.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    original: NaiveDateTime,
    start: NaiveDateTime,
    end: NaiveDateTime,
    title: String,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any run of changes gives what a plain list of occurrences gives, and undo gives back every state before.
    #[test]
    fn changes_lose_nothing(
        edits in prop::collection::vec((0_usize..12, 0_u8..3, 0_u8..4, 0_i64..8), 1..7)
    ) {
        let desk = Desk::weekly();
        // Where the occurrence with this original belongs now, and the times of the model.
        let mut model: Vec<(RecordId, Told)> = (0..10)
            .map(|week| {
                let original = civil("2026-03-02 09:00") + TimeDelta::weeks(week);
                let end = original + TimeDelta::hours(1);
                (id(SERIES), Told { original, start: original, end, title: "例会".to_owned() })
            })
            .collect();
        let mut states = vec![desk.shown()];
        for (number, (which, reach, what, by)) in edits.into_iter().enumerate() {
            let Some((series, chosen)) = model.get(which).cloned() else { continue };
            let reach = [Reach::One, Reach::Following, Reach::All][usize::from(reach)];
            let is_own = chosen.start != chosen.original || chosen.title.ends_with('单');
            let shift = TimeDelta::minutes(by * 15);
            let change = match what {
                0 => SeriesChange::Cancel("取消".to_owned()),
                1 => SeriesChange::Set(Values::new().text("title", format!("会{number}{}", if reach == Reach::One { "单" } else { "" }))),
                _ => SeriesChange::Set(Values::new()
                    .with("start", Value::DateTime(chosen.start + shift))
                    .with("end", Value::DateTime(chosen.end + shift))),
            };
            // A change of many that begins at one with a time of its own would move all by its own distance.
            if is_own && reach != Reach::One {
                continue;
            }
            let known = series_of(&desk);
            let done = desk.edit_of(series, chosen.original, reach, &change);
            match done {
                Ok(outcome) => {
                    prop_assert!(outcome.problems.is_empty());
                    if outcome.number == 0 {
                        continue;
                    }
                }
                Err(Problem::Input(_)) => {
                    prop_assert_eq!(&desk.shown(), states.last().unwrap());
                    continue;
                }
                Err(problem) => panic!("{problem:?}"),
            }
            let is_first = model.iter().filter(|(of, _)| *of == series).all(|(_, told)| told.original >= chosen.original);
            states.push(desk.shown());
            let shown = desk.shown();
            let reached = |(of, told): &(RecordId, Told)| *of == series && match reach {
                Reach::One => told.original == chosen.original,
                Reach::Following => told.original >= chosen.original,
                Reach::All => true,
            };
            let count = model.iter().filter(|entry| reached(entry)).count();
            if let SeriesChange::Cancel(_) = &change {
                prop_assert_eq!(shown.len(), states[states.len() - 2].len() - count);
                model.retain(|entry| !reached(entry));
            } else {
                prop_assert_eq!(shown.len(), states[states.len() - 2].len());
                let split = reach == Reach::Following && !is_first;
                let newest = series_of(&desk).into_iter().find(|of| !known.contains(of));
                for entry in model.iter_mut().filter(|entry| reached(entry)) {
                    let (of, told) = entry;
                    let own_time = told.start != told.original;
                    let own_title = told.title.ends_with('单');
                    if split {
                        *of = newest.unwrap();
                    }
                    if what == 1 {
                        if reach == Reach::One || !own_title {
                            told.title = format!("会{number}{}", if reach == Reach::One { "单" } else { "" });
                        }
                    } else if reach == Reach::One {
                        (told.start, told.end) = (told.start + shift, told.end + shift);
                    } else {
                        told.original += shift;
                        if !own_time {
                            (told.start, told.end) = (told.start + shift, told.end + shift);
                        }
                    }
                }
            }
            let mut expected: Vec<(String, String)> = model.iter()
                .map(|(_, told)| (format!("{}–{}", told.start.format("%m-%d %H:%M"), told.end.format("%H:%M")), told.title.clone()))
                .collect();
            expected.sort();
            let mut found: Vec<(String, String)> = shown.into_iter().map(|(time, title, _)| (time, title)).collect();
            found.sort();
            prop_assert_eq!(found, expected);
            let snapshot = desk.office.store().snapshot().unwrap();
            let whole = civil("2026-01-01 00:00")..civil("2027-01-01 00:00");
            let held = occupancy::held(&snapshot, id(ROOM), &whole).unwrap();
            prop_assert_eq!(held.len(), model.len());
            let apart = held.windows(2).all(|pair| pair[0].time.end <= pair[1].time.start);
            prop_assert!(apart);
        }
        while states.len() > 1 {
            let now = states.pop().unwrap();
            prop_assert_eq!(desk.shown(), now);
            desk.run(Command::Undo);
        }
        prop_assert_eq!(desk.shown(), states.pop().unwrap());
    }
}
