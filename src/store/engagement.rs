//! Who takes part in what when: an index from a person to the times of records, several at a time if so be. A single
//! time stands under each day that it touches; what comes again, or lasts long, stands once with its first and last
//! moment, and its record is asked for the times within.

use std::ops::{ControlFlow, Range};

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::occupancy::days;
use super::{Rows, StoreError, Table, Transaction};
use crate::model::{Engagement, RecordId};

/// Keys of single times by person and day, of lasting ones by person, of what a record asks of whom, and of the note
/// that the index is complete.
const BY_DAY: u8 = 2;
const LASTING: u8 = 3;
const BY_HOLDER: u8 = 4;
const COMPLETE: u8 = 5;

/// A person engaged by a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Engaged {
    /// The register of the record.
    pub register: String,
    /// The record.
    pub holder: RecordId,
    /// When, half-open.
    pub from: NaiveDateTime,
    /// Until when; `None` where it has no end.
    pub until: Option<NaiveDateTime>,
    /// Whether only some times between are meant, which the record tells.
    pub lasting: bool,
}

#[derive(Serialize, Deserialize, PartialEq)]
struct Kept {
    people: Vec<RecordId>,
    from: i64,
    until: i64,
    lasting: bool,
}

/// A time that never comes.
const NEVER: i64 = i64::MAX;

impl Kept {
    fn of(engagement: &Engagement) -> Self {
        let seconds = |time: NaiveDateTime| time.and_utc().timestamp();
        let mut people = engagement.people.clone();
        people.sort_unstable();
        people.dedup();
        let until = engagement.until.map_or(NEVER, seconds);
        Self { people, from: seconds(engagement.from), until, lasting: engagement.lasting }
    }

    fn keys(&self, person: RecordId, holder: RecordId) -> Vec<Vec<u8>> {
        let mut key = key(if self.lasting { LASTING } else { BY_DAY }, person);
        if self.lasting {
            key.extend_from_slice(holder.as_bytes());
            return vec![key];
        }
        let (Some(from), Some(until)) = (civil(self.from), civil(self.until)) else { return Vec::new() };
        let on = |day: NaiveDate| {
            let mut key = key.clone();
            key.extend_from_slice(&day.num_days_from_ce().to_be_bytes());
            key.extend_from_slice(holder.as_bytes());
            key
        };
        days(&(from..until)).map(on).collect()
    }

    fn value(&self, register: &str) -> Vec<u8> {
        [&self.from.to_be_bytes(), &self.until.to_be_bytes(), register.as_bytes()].concat()
    }
}

fn key(kind: u8, of: RecordId) -> Vec<u8> {
    let mut key = Vec::with_capacity(48);
    key.push(kind);
    key.extend_from_slice(of.as_bytes());
    key
}

fn civil(seconds: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp(seconds, 0).map(|moment| moment.naive_utc())
}

fn entry(holder: RecordId, value: &[u8], lasting: bool) -> Option<Engaged> {
    let number = |from: usize| Some(i64::from_be_bytes(value.get(from..from + 8)?.try_into().ok()?));
    let (from, until) = (civil(number(0)?)?, number(8)?);
    let register = String::from_utf8_lossy(value.get(16..)?).into_owned();
    Some(Engaged { register, holder, from, until: civil(until).filter(|_| until != NEVER), lasting })
}

/// What engages a person at some time within `range`, by its beginning; of what lasts, whether it does is for the record
/// to say.
///
/// # Errors
/// When the file can't be read.
pub fn engaged(
    rows: &(impl Rows + ?Sized),
    person: RecordId,
    range: &Range<NaiveDateTime>,
) -> Result<Vec<Engaged>, StoreError> {
    let mut found = Vec::new();
    let prefix = key(BY_DAY, person);
    let mut from = prefix.clone();
    from.extend_from_slice(&range.start.date().num_days_from_ce().to_be_bytes());
    let last = range.end.date().num_days_from_ce();
    rows.entries_from(Table::Occupancy, &prefix, &from, &mut |key, value| {
        let rest = key.get(prefix.len()..).unwrap_or_default();
        let day = rest.get(..4).and_then(|day| day.try_into().ok()).map_or(i32::MAX, i32::from_be_bytes);
        if day > last {
            return Ok(ControlFlow::Break(()));
        }
        let holder = rest.get(4..).and_then(RecordId::from_slice);
        found.extend(holder.and_then(|holder| entry(holder, value, false)));
        Ok(ControlFlow::Continue(()))
    })?;
    let prefix = key(LASTING, person);
    rows.entries(Table::Occupancy, &prefix, &mut |key, value| {
        let holder = key.get(prefix.len()..).and_then(RecordId::from_slice);
        found.extend(holder.and_then(|holder| entry(holder, value, true)));
        Ok(ControlFlow::Continue(()))
    })?;
    found.retain(|engaged| engaged.from < range.end && engaged.until.is_none_or(|until| range.start < until));
    found.sort_by_key(|engaged| (engaged.from, engaged.holder));
    found.dedup();
    Ok(found)
}

/// Every person, and what engages them, as the index says; for the check of a file.
///
/// # Errors
/// When the file can't be read.
pub fn every_holder(rows: &(impl Rows + ?Sized)) -> Result<Vec<(RecordId, Engagement)>, StoreError> {
    let mut found = Vec::new();
    rows.entries(Table::Occupancy, &[BY_HOLDER], &mut |key, value| {
        let holder = key.get(1..).and_then(RecordId::from_slice);
        let kept: Kept = decode(value)?;
        if let (Some(holder), Some(from)) = (holder, civil(kept.from)) {
            let until = civil(kept.until).filter(|_| kept.until != NEVER);
            found.push((holder, Engagement { people: kept.people, from, until, lasting: kept.lasting }));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(found)
}

/// Whether the index was ever made for this file: those of older programs lack it.
///
/// # Errors
/// When the file can't be read.
pub fn is_complete(rows: &(impl Rows + ?Sized)) -> Result<bool, StoreError> {
    Ok(rows.value(Table::Occupancy, &[COMPLETE])?.is_some())
}

fn decode(bytes: &[u8]) -> Result<Kept, StoreError> {
    rmp_serde::from_slice(bytes).map_err(|error| StoreError::Damaged(error.to_string()))
}

impl Transaction {
    /// Makes a record engage these people at this time and nobody else. Gives those for whom that is news: all when the
    /// time is another, otherwise who came in addition.
    ///
    /// # Errors
    /// When the file can't be read or written.
    pub fn engage(
        &mut self,
        register: &str,
        holder: RecordId,
        engagement: Option<&Engagement>,
    ) -> Result<Vec<RecordId>, StoreError> {
        let place = key(BY_HOLDER, holder);
        let before = self.get(Table::Occupancy, &place)?.map(|bytes| decode(&bytes)).transpose()?;
        let after = engagement.filter(|engagement| !engagement.people.is_empty()).map(Kept::of);
        if before == after {
            return Ok(Vec::new());
        }
        let same_time = |kept: &&Kept| {
            after.as_ref().is_some_and(|after| {
                (kept.from, kept.until, kept.lasting) == (after.from, after.until, after.lasting)
            })
        };
        let known: Vec<RecordId> =
            before.as_ref().filter(same_time).map(|kept| kept.people.clone()).unwrap_or_default();
        if let Some(before) = &before {
            for person in &before.people {
                for key in before.keys(*person, holder) {
                    self.delete(Table::Occupancy, &key)?;
                }
            }
        }
        let Some(after) = after else {
            self.delete(Table::Occupancy, &place)?;
            return Ok(Vec::new());
        };
        let value = after.value(register);
        for person in &after.people {
            for key in after.keys(*person, holder) {
                self.put(Table::Occupancy, &key, value.clone())?;
            }
        }
        let bytes =
            rmp_serde::to_vec_named(&after).map_err(|error| StoreError::Encoding(error.to_string()))?;
        self.put(Table::Occupancy, &place, bytes)?;
        self.note_complete()?;
        Ok(after.people.into_iter().filter(|person| !known.contains(person)).collect())
    }

    /// Notes that the index says everything that the records say.
    ///
    /// # Errors
    /// When the file can't be read or written.
    pub fn note_complete(&mut self) -> Result<(), StoreError> {
        if is_complete(self)? { Ok(()) } else { self.put(Table::Occupancy, &[COMPLETE], vec![1]) }
    }
}
