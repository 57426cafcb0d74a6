//! What takes place when: the occurrences of every record that has a schedule, as a session sees them.
//!
//! A [`OccurrenceBook`] is read once and asked for ranges; it never changes, so that a calendar and a worker can each
//! hold the book of their moment. After a change the next book shares all plans but those that were touched.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::{ControlFlow, Range};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::{Reader, View, Which, work_calendar};
use crate::model::{Message, Problem, RecordId, RecordType, Value};
use crate::rules::recurrence::{MOST_OCCURRENCES, Occurrence, Plan, RecurrenceError, Schedule, civil_of};
use crate::rules::two_threads::both;
use crate::rules::working_days::WorkCalendar;

/// An occurrence with the record that tells of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown {
    /// Where its facts stand: the record that replaces this occurrence, or else the series.
    pub record: RecordId,
    /// The series it belongs to; the record itself where it stands alone.
    pub series: RecordId,
    /// When it takes place.
    pub occurrence: Occurrence,
    /// Whether it takes whole days.
    pub all_day: bool,
    /// Whether its series comes again.
    pub repeats: bool,
}

/// One record's schedule.
#[derive(Clone, Debug)]
struct Entry {
    id: RecordId,
    schedule: Arc<Schedule>,
    all_day: bool,
    /// The series of which this is a changed occurrence, and which one.
    replaces: Option<(RecordId, NaiveDateTime)>,
    /// Whether other records replace some of its occurrences.
    changed: bool,
}

/// How many answers a book keeps.
const KEPT: usize = 16;

/// The schedules of a register at one moment, read through the filter of a session.
pub struct OccurrenceBook {
    record_type: &'static dyn RecordType,
    calendar: Arc<WorkCalendar>,
    entries: BTreeMap<RecordId, Entry>,
    order: Vec<Entry>,
    /// The occurrences that a record of their own replaces.
    replaced: HashSet<(RecordId, NaiveDateTime)>,
    /// Records whose schedule can't be followed.
    troubles: Vec<(RecordId, Message)>,
    answers: Mutex<HashMap<Range<NaiveDate>, Answer>>,
}

type Answer = (Arc<Vec<Shown>>, Arc<[(RecordId, Message)]>);

/// The places of the fields of a schedule in a register.
struct Places {
    start: usize,
    end: Option<usize>,
    all_day: Option<usize>,
    time_zone: Option<usize>,
    recurrence: Option<usize>,
    series: Option<usize>,
    recurrence_id: Option<usize>,
}

impl Places {
    fn of(record_type: &dyn RecordType) -> Result<Self, Problem> {
        let place = |key: &str| record_type.field(key).map(|(place, _)| place);
        let Some(start) = place("start") else {
            let message = Message::new("occurrences.no_schedule").with("register", record_type.name());
            return Err(Problem::input(message));
        };
        Ok(Self {
            start,
            end: place("end"),
            all_day: place("all_day"),
            time_zone: place("time_zone"),
            recurrence: place("recurrence"),
            series: place("series"),
            recurrence_id: place("recurrence_id"),
        })
    }

    /// The schedule of a record; `None` without a beginning.
    fn entry(&self, view: &View) -> Option<Result<Entry, RecurrenceError>> {
        let value = |place: Option<usize>| place.and_then(|place| view.value(place)).unwrap_or_default();
        let start = value(Some(self.start)).as_date_time()?;
        let all_day = value(self.all_day) == Value::Flag(true);
        let midnight = |time: NaiveDateTime| time.date().and_time(NaiveTime::MIN);
        let end = value(self.end).as_date_time();
        let (start, end) = if all_day {
            let next = start.date().succ_opt().unwrap_or(start.date()).and_time(NaiveTime::MIN);
            (midnight(start), end.map_or(next, midnight))
        } else {
            (start, end.unwrap_or(start))
        };
        let text = |place| value(place).as_str().unwrap_or_default().to_owned();
        let plan =
            Plan { start, end, all_day, time_zone: text(self.time_zone), recurrence: text(self.recurrence) };
        let replaces = value(self.series).as_link().zip(value(self.recurrence_id).as_date_time());
        Some(Schedule::of(&plan).map(|schedule| Entry {
            id: view.row.meta.id,
            schedule: Arc::new(schedule),
            all_day,
            replaces,
            changed: false,
        }))
    }
}

impl OccurrenceBook {
    /// Reads the schedules of a register that has them.
    ///
    /// # Errors
    /// When the file can't be read or records of this type have no beginning.
    pub fn read(reader: &Reader, record_type: &'static dyn RecordType) -> Result<Self, Problem> {
        Self::read_with(reader, record_type, &mut |_| {})
    }

    /// As [`OccurrenceBook::read`], showing each record to a visitor who wants more of it than its schedule.
    ///
    /// # Errors
    /// As [`OccurrenceBook::read`].
    pub fn read_with(
        reader: &Reader,
        record_type: &'static dyn RecordType,
        visitor: &mut dyn FnMut(&View),
    ) -> Result<Self, Problem> {
        let places = Places::of(record_type)?;
        let mut entries = BTreeMap::new();
        let mut troubles = Vec::new();
        reader.visit(record_type, Which::Living, &mut |view| {
            visitor(&view);
            take(&places, &view, &mut entries, &mut troubles);
            ControlFlow::Continue(())
        })?;
        Ok(Self::of(record_type, Arc::new(work_calendar(reader)?), entries, troubles))
    }

    /// The book after a change of some records.
    ///
    /// # Errors
    /// As [`OccurrenceBook::read`].
    pub fn refreshed(&self, reader: &Reader, touched: &[RecordId]) -> Result<Self, Problem> {
        let places = Places::of(self.record_type)?;
        let mut entries = self.entries.clone();
        let mut troubles = self.troubles.clone();
        troubles.retain(|(id, _)| !touched.contains(id));
        for id in touched {
            entries.remove(id);
            if let Some(view) = reader.get(self.record_type, *id)? {
                take(&places, &view, &mut entries, &mut troubles);
            }
        }
        Ok(Self::of(self.record_type, Arc::new(work_calendar(reader)?), entries, troubles))
    }

    fn of(
        record_type: &'static dyn RecordType,
        calendar: Arc<WorkCalendar>,
        entries: BTreeMap<RecordId, Entry>,
        troubles: Vec<(RecordId, Message)>,
    ) -> Self {
        let replaced: HashSet<_> = entries.values().filter_map(|entry| entry.replaces).collect();
        let changed: HashSet<RecordId> =
            entries.values().filter_map(|of| of.replaces).map(|of| of.0).collect();
        let mut order: Vec<Entry> = entries.values().cloned().collect();
        order.iter_mut().for_each(|entry| entry.changed = changed.contains(&entry.id));
        Self { record_type, calendar, entries, order, replaced, troubles, answers: Mutex::default() }
    }

    /// Everything that takes place on some days of the office (half-open), by its beginning there.
    pub fn between(&self, days: Range<NaiveDate>) -> Arc<Vec<Shown>> {
        self.answer(days).0
    }

    /// Records whose schedule can't be read, or is too dense to be followed over some days.
    pub fn troubles(&self, days: Range<NaiveDate>) -> Vec<(RecordId, Message)> {
        self.troubles.iter().cloned().chain(self.answer(days).1.iter().cloned()).collect()
    }

    fn answer(&self, days: Range<NaiveDate>) -> Answer {
        if let Some(kept) = self.answers.lock().unwrap_or_else(PoisonError::into_inner).get(&days) {
            return kept.clone();
        }
        let answer = self.compute(&days);
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= KEPT {
            answers.clear();
        }
        answers.insert(days, answer.clone());
        answer
    }

    fn compute(&self, days: &Range<NaiveDate>) -> Answer {
        let range = days.start.and_time(NaiveTime::MIN)..days.end.and_time(NaiveTime::MIN);
        let (first, second) = self.order.split_at(self.order.len() / 2);
        let (first, second) = if self.order.len() < 200 {
            (self.part(&self.order, &range), Part::default())
        } else {
            both("calendar", || self.part(first, &range), || self.part(second, &range))
        };
        let mut shown = Vec::with_capacity(first.shown.len() + second.shown.len());
        let mut others = second.shown.iter().zip(&second.keys).peekable();
        for (own, key) in first.shown.iter().zip(&first.keys) {
            while let Some((other, _)) = others.next_if(|(_, other)| *other < key) {
                shown.push(*other);
            }
            shown.push(*own);
        }
        shown.extend(others.map(|(other, _)| *other));
        let mut troubles = first.troubles;
        troubles.extend(second.troubles);
        (Arc::new(shown), troubles.into())
    }

    fn part(&self, entries: &[Entry], range: &Range<NaiveDateTime>) -> Part {
        let mut found: Vec<(&Entry, Occurrence)> = Vec::with_capacity(entries.len() * 5);
        let mut troubles = Vec::new();
        for entry in entries {
            let before = found.len();
            let replaced = entry.changed && entry.schedule.repeats();
            let done = entry.schedule.occurrences_into(&self.calendar, range.clone(), &mut |occurrence| {
                if !replaced || !self.replaced.contains(&(entry.id, occurrence.original)) {
                    found.push((entry, occurrence));
                }
            });
            if let Err(error) = done {
                found.truncate(before);
                troubles.push((entry.id, error.message()));
            }
        }
        // By beginning, whole days first. Small things are sorted and not large ones.
        let key = |(entry, occurrence): &(&Entry, Occurrence)| {
            civil_of(occurrence.office_start()) * 2 + i64::from(!entry.all_day)
        };
        let mut order: Vec<(i64, u32)> = found.iter().map(key).zip(0..).collect();
        order.sort_unstable();
        let place = |at: u32| found.get(usize::try_from(at).unwrap_or(usize::MAX));
        let shown = order.iter().filter_map(|(_, at)| place(*at)).map(|(entry, occurrence)| Shown {
            record: entry.id,
            series: entry.replaces.map_or(entry.id, |(series, _)| series),
            occurrence: *occurrence,
            all_day: entry.all_day,
            repeats: entry.schedule.repeats(),
        });
        Part { shown: shown.collect(), keys: order.into_iter().map(|(key, _)| key).collect(), troubles }
    }
}

/// What some of the records give.
#[derive(Default)]
struct Part {
    /// In order.
    shown: Vec<Shown>,
    /// What each stands in order by.
    keys: Vec<i64>,
    troubles: Vec<(RecordId, Message)>,
}

fn take(
    places: &Places,
    view: &View,
    entries: &mut BTreeMap<RecordId, Entry>,
    troubles: &mut Vec<(RecordId, Message)>,
) {
    match places.entry(view) {
        Some(Ok(entry)) => {
            entries.insert(entry.id, entry);
        }
        Some(Err(error)) => troubles.push((view.row.meta.id, error.message())),
        None => {}
    }
}

/// What takes place on some days, asked once.
///
/// # Errors
/// As [`OccurrenceBook::read`].
pub fn occurrences(
    reader: &Reader,
    record_type: &'static dyn RecordType,
    days: Range<NaiveDate>,
) -> Result<Vec<Shown>, Problem> {
    Ok(OccurrenceBook::read(reader, record_type)?.between(days).to_vec())
}

/// At most so many objects does an expanded list print; a range that has more is asked in parts.
pub const MOST_EXPANDED: usize = 10 * MOST_OCCURRENCES;
