//! Bookings, moves, series, their ends and changes of series at random: no room is ever held twice, and the index always
//! says what the meetings say.

use std::sync::Arc;

use chancery::desk::{
    BatchMode, Command, Office, Reach, Reader, SeriesChange, Session, Values, check_times, edit_series,
};
use chancery::model::{Id, Problem, RecordId, Value};
use chancery::records::meetings::Meeting;
use chancery::rules::recurrence::Schedule;
use chancery::rules::working_days::WorkCalendar;
use chancery::store::{Store, occupancy};
use chrono::{NaiveDateTime, TimeDelta};

use crate::fixture::{SetClock, batch, create, id, info, owner};

const ROOMS: u32 = 12;

/// Steps that share a command, and meetings that there may be at once.
const TOGETHER: usize = 500;
const POOL: usize = 4000;

struct Storm {
    office: Office,
    session: Arc<Session>,
    state: u64,
    meetings: Vec<RecordId>,
    done: usize,
    refused: usize,
}

impl Storm {
    fn new(seed: u64) -> Self {
        let office = Office::new(Store::in_memory(&info()).unwrap(), SetClock::new()).unwrap();
        let session = owner();
        for room in 0..ROOMS {
            let values = Values::new().text("name", format!("会议室{room}"));
            let values = values.with("buffer", Value::Integer(i64::from(room % 3) * 5));
            office.execute(&session, create("room", 900 + room, values)).unwrap();
        }
        Self { office, session, state: seed, meetings: Vec::new(), done: 0, refused: 0 }
    }

    fn next(&mut self, below: u64) -> u64 {
        self.state =
            self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) % below
    }

    fn small(&mut self, below: u64) -> i64 {
        i64::try_from(self.next(below)).unwrap()
    }

    /// A time within twelve weeks.
    fn time(&mut self) -> (NaiveDateTime, NaiveDateTime) {
        let begin = NaiveDateTime::parse_from_str("2026-03-02 08:00", "%Y-%m-%d %H:%M").unwrap();
        let start = begin + TimeDelta::days(self.small(84)) + TimeDelta::minutes(self.small(44) * 15);
        (start, start + TimeDelta::minutes((self.small(8) + 1) * 15))
    }

    fn values(&mut self) -> Values {
        let (start, end) = self.time();
        let room = 900 + u32::try_from(self.next(u64::from(ROOMS))).unwrap();
        let values = Values::new().with("start", Value::DateTime(start)).with("end", Value::DateTime(end));
        values.with("room", Value::Link(id(room)))
    }

    fn rule(&mut self) -> String {
        let (interval, count) = (self.next(3) + 1, self.next(9) + 2);
        let frequency = ["DAILY", "WEEKLY", "MONTHLY"][usize::try_from(self.next(3)).unwrap()];
        format!("RRULE:FREQ={frequency};INTERVAL={interval};COUNT={count}")
    }

    fn some_meeting(&mut self) -> Option<RecordId> {
        let count = u64::try_from(self.meetings.len()).unwrap();
        let at = usize::try_from(self.next(count.max(1))).unwrap();
        self.meetings.get(at).copied()
    }

    /// One more step of a batch.
    fn step(&mut self) -> Command {
        let register = || "meeting".to_owned();
        let known = self.some_meeting();
        let full = self.meetings.len() >= POOL;
        let values = self.values();
        match (self.next(10), known) {
            (0..3, Some(id)) => Command::Update { register: register(), id, base: None, values },
            (3, Some(id)) => {
                let rule = self.rule();
                let values = Values::new().text("recurrence", rule);
                Command::Update { register: register(), id, base: None, values }
            }
            (4..6, Some(id)) => Command::Void { register: register(), id, reason: "撤销".to_owned() },
            (6, Some(id)) => Command::Restore { register: register(), id },
            _ if full => {
                let at = usize::try_from(self.next(POOL as u64)).unwrap();
                let id = self.meetings.swap_remove(at);
                Command::Void { register: register(), id, reason: "撤销".to_owned() }
            }
            (chosen, _) => {
                let id = RecordId::generate();
                self.meetings.push(id);
                let mut values = values.text("title", "会");
                if chosen == 9 {
                    values.set("recurrence", Value::text(self.rule()));
                }
                Command::Create { register: register(), id, values }
            }
        }
    }

    /// A change of a series, if the chosen meeting is one.
    fn change_series(&mut self, reader: &Reader) -> Option<Command> {
        let id = self.some_meeting()?;
        let meeting: Meeting = reader.find(Id::new(id)).unwrap()?.record;
        let plan = meeting.plan().filter(|plan| !plan.recurrence.is_empty())?;
        let calendar = WorkCalendar::default();
        let whole = plan.start..plan.start + TimeDelta::days(2000);
        let times = Schedule::of(&plan).ok()?.occurrences(&calendar, whole).ok()?;
        let chosen = times.get(usize::try_from(self.next(times.len().max(1) as u64)).unwrap())?;
        let reach = [Reach::One, Reach::Following, Reach::All][usize::try_from(self.next(3)).unwrap()];
        let by = TimeDelta::minutes((self.small(9) - 4) * 15);
        let change = match self.next(6) {
            0 => SeriesChange::Cancel("取消".to_owned()),
            1 => SeriesChange::Set(self.values()),
            _ => SeriesChange::Set(
                Values::new()
                    .with("start", Value::DateTime(chosen.start + by))
                    .with("end", Value::DateTime(chosen.end + by + TimeDelta::minutes(self.small(2) * 15))),
            ),
        };
        edit_series(reader, id, chosen.original, reach, &change).ok()
    }

    fn count(&mut self, result: Result<chancery::desk::Outcome, Problem>, steps: usize) {
        match result {
            Ok(outcome) => {
                self.refused += outcome.problems.len();
                self.done += steps - outcome.problems.len();
                for (_, problem) in outcome.problems {
                    assert!(matches!(problem, Problem::Input(_) | Problem::Missing(_)), "{problem:?}");
                }
            }
            Err(Problem::Input(_) | Problem::Missing(_) | Problem::Conflict { .. }) => self.refused += steps,
            Err(problem) => panic!("{problem:?}"),
        }
    }

    fn blow(&mut self, steps: usize) {
        while self.done + self.refused < steps {
            let together: Vec<Command> = (0..TOGETHER).map(|_| self.step()).collect();
            let count = together.len();
            let result = self.office.execute(&self.session, batch(together, BatchMode::GoodOnes));
            self.count(result, count);
            for _ in 0..TOGETHER / 20 {
                let reader = self.office.reader(&self.session).unwrap();
                if let Some(command) = self.change_series(&reader) {
                    let created: Vec<RecordId> = match &command {
                        Command::Batch { steps, .. } => steps
                            .iter()
                            .filter_map(|step| match step {
                                Command::Create { register, id, .. } if register == "meeting" => Some(*id),
                                _ => None,
                            })
                            .collect(),
                        _ => Vec::new(),
                    };
                    drop(reader);
                    let result = self.office.execute(&self.session, command);
                    if result.is_ok() {
                        self.meetings.extend(created);
                    }
                    self.count(result, 1);
                }
            }
            if self.next(4) == 0 {
                let result = self.office.execute(&self.session, Command::Undo);
                self.count(result, 1);
            }
            self.look();
        }
        let findings = check_times(&self.office.store().snapshot().unwrap()).unwrap();
        assert_eq!(findings, []);
    }

    /// No room is held twice, its minutes in between counted.
    fn look(&self) {
        let snapshot = self.office.store().snapshot().unwrap();
        let whole = "2026-01-01T00:00:00".parse().unwrap().."2031-01-01T00:00:00".parse().unwrap();
        for room in 0..ROOMS {
            let held = occupancy::held(&snapshot, id(900 + room), &whole).unwrap();
            let gap = TimeDelta::minutes(i64::from(room % 3) * 5);
            for pair in held.windows(2) {
                assert!(pair[1].time.start - pair[0].time.end >= gap, "{pair:?}");
            }
        }
    }
}

#[test]
fn whatever_is_done_no_room_is_held_twice() {
    let mut storm = Storm::new(0x2026_1128);
    storm.blow(1500);
    assert!(storm.done > 300 && storm.refused > 100, "{} {}", storm.done, storm.refused);
}

#[test]
#[ignore = "a million steps take about five minutes"]
fn a_million_bookings_and_no_room_is_held_twice() {
    let begun = std::time::Instant::now();
    let mut storm = Storm::new(0x2026_1129);
    storm.blow(1_000_000);
    println!("{} done, {} refused in {:?}", storm.done, storm.refused, begun.elapsed());
    assert!(storm.done > 150_000 && storm.refused > 100_000);
}
