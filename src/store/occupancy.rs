//! Who holds what when: half-open times during which a thing belongs to one record alone. A time stands under each day
//! that it touches, so that a question reads the entries of a few days however many there are.

use std::collections::BTreeSet;
use std::ops::{ControlFlow, Range};

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::{Rows, StoreError, Table, Transaction};
use crate::model::RecordId;

/// Keys of times by thing and day, and of what a holder holds.
const BY_THING: u8 = 0;
const BY_HOLDER: u8 = 1;

/// A thing held by a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The thing.
    pub thing: RecordId,
    /// Who holds it.
    pub holder: RecordId,
    /// When, half-open.
    pub time: Range<NaiveDateTime>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    thing: RecordId,
    from: i64,
    until: i64,
}

fn thing_key(thing: RecordId) -> Vec<u8> {
    let mut key = Vec::with_capacity(48);
    key.push(BY_THING);
    key.extend_from_slice(thing.as_bytes());
    key
}

fn day_key(thing: RecordId, day: NaiveDate) -> Vec<u8> {
    let mut key = thing_key(thing);
    key.extend_from_slice(&day.num_days_from_ce().to_be_bytes());
    key
}

fn time_key(thing: RecordId, day: NaiveDate, holder: RecordId, from: i64) -> Vec<u8> {
    let mut key = day_key(thing, day);
    key.extend_from_slice(holder.as_bytes());
    key.extend_from_slice(&from.to_be_bytes());
    key
}

fn holder_key(holder: RecordId) -> Vec<u8> {
    let mut key = vec![BY_HOLDER];
    key.extend_from_slice(holder.as_bytes());
    key
}

/// The days that a half-open time touches.
pub(super) fn days(time: &Range<NaiveDateTime>) -> impl Iterator<Item = NaiveDate> + use<> {
    let end = time.end;
    std::iter::successors(Some(time.start.date()), |day| day.checked_add_days(Days::new(1)))
        .take_while(move |day| day.and_time(chrono::NaiveTime::MIN) < end)
}

fn civil(seconds: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp(seconds, 0).map(|moment| moment.naive_utc())
}

/// Who holds a thing at some time within `time`, each stretch once, by its beginning.
///
/// # Errors
/// When the file can't be read.
pub fn held(
    rows: &(impl Rows + ?Sized),
    thing: RecordId,
    time: &Range<NaiveDateTime>,
) -> Result<Vec<Held>, StoreError> {
    let mut found = Vec::new();
    let prefix = thing_key(thing);
    let from = day_key(thing, time.start.date());
    let after = days(time).last().map_or(from.clone(), |last| day_key(thing, last));
    rows.entries_from(Table::Occupancy, &prefix, &from, &mut |key, until| {
        if key.get(..after.len()).is_none_or(|day| day > after.as_slice()) {
            return Ok(ControlFlow::Break(()));
        }
        let rest = key.get(after.len()..).unwrap_or_default();
        let holder = rest.get(..16).and_then(RecordId::from_slice);
        let number = |bytes: &[u8]| bytes.try_into().ok().map(i64::from_be_bytes).and_then(civil);
        let from = rest.get(16..).and_then(number);
        if let (Some(holder), Some(from), Some(until)) = (holder, from, number(until))
            && from < time.end
            && time.start < until
        {
            found.push(Held { thing, holder, time: from..until });
        }
        Ok(ControlFlow::Continue(()))
    })?;
    found.sort_by_key(|held| (held.time.start, held.holder));
    found.dedup();
    Ok(found)
}

/// What a record holds and when, in the order in which it was written.
///
/// # Errors
/// When the file can't be read.
pub fn held_by(
    rows: &(impl Rows + ?Sized),
    holder: RecordId,
) -> Result<Vec<(RecordId, Range<NaiveDateTime>)>, StoreError> {
    let Some(bytes) = rows.value(Table::Occupancy, &holder_key(holder))? else { return Ok(Vec::new()) };
    let keeps: Vec<Kept> =
        rmp_serde::from_slice(&bytes).map_err(|error| StoreError::Damaged(error.to_string()))?;
    let times =
        keeps.into_iter().filter_map(|kept| Some((kept.thing, civil(kept.from)?..civil(kept.until)?)));
    Ok(times.collect())
}

/// A thing, who holds it, from when and until when.
pub type Hold = (RecordId, RecordId, NaiveDateTime, NaiveDateTime);

/// Every time that the index of days names; for the check of a file.
///
/// # Errors
/// When the file can't be read.
pub fn every_time(rows: &(impl Rows + ?Sized)) -> Result<BTreeSet<Hold>, StoreError> {
    let mut found = BTreeSet::new();
    rows.entries(Table::Occupancy, &[BY_THING], &mut |key, until| {
        let number = |bytes: &[u8]| bytes.try_into().ok().map(i64::from_be_bytes).and_then(civil);
        let thing = key.get(1..17).and_then(RecordId::from_slice);
        let holder = key.get(21..37).and_then(RecordId::from_slice);
        let from = key.get(37..).and_then(number);
        if let (Some(thing), Some(holder), Some(from), Some(until)) = (thing, holder, from, number(until)) {
            found.insert((thing, holder, from, until));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(found)
}

/// Everything that the index of holders names; for the check of a file.
///
/// # Errors
/// When the file can't be read.
pub fn every_hold(rows: &(impl Rows + ?Sized)) -> Result<BTreeSet<Hold>, StoreError> {
    let mut found = BTreeSet::new();
    rows.entries(Table::Occupancy, &[BY_HOLDER], &mut |key, value| {
        let holder = key.get(1..17).and_then(RecordId::from_slice);
        let keeps: Vec<Kept> =
            rmp_serde::from_slice(value).map_err(|error| StoreError::Damaged(error.to_string()))?;
        for kept in keeps {
            if let (Some(holder), Some(from), Some(until)) = (holder, civil(kept.from), civil(kept.until)) {
                found.insert((kept.thing, holder, from, until));
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(found)
}

impl Transaction {
    /// Makes a record hold these times of these things and no others.
    ///
    /// # Errors
    /// When the file can't be read or written.
    pub fn hold(
        &mut self,
        holder: RecordId,
        times: &[(RecordId, Range<NaiveDateTime>)],
    ) -> Result<(), StoreError> {
        let place = holder_key(holder);
        let before = self.get(Table::Occupancy, &place)?;
        let damaged = |error: rmp_serde::decode::Error| StoreError::Damaged(error.to_string());
        let before: Vec<Kept> = match &before {
            Some(bytes) => rmp_serde::from_slice(bytes).map_err(damaged)?,
            None if times.is_empty() => return Ok(()),
            None => Vec::new(),
        };
        for kept in before {
            if let (Some(from), Some(until)) = (civil(kept.from), civil(kept.until)) {
                for day in days(&(from..until)) {
                    self.delete(Table::Occupancy, &time_key(kept.thing, day, holder, kept.from))?;
                }
            }
        }
        let mut keeps = Vec::with_capacity(times.len());
        for (thing, time) in times {
            let (from, until) = (time.start.and_utc().timestamp(), time.end.and_utc().timestamp());
            for day in days(time) {
                let key = time_key(*thing, day, holder, from);
                self.put(Table::Occupancy, &key, until.to_be_bytes().to_vec())?;
            }
            keeps.push(Kept { thing: *thing, from, until });
        }
        if keeps.is_empty() {
            return self.delete(Table::Occupancy, &place);
        }
        let bytes =
            rmp_serde::to_vec_named(&keeps).map_err(|error| StoreError::Encoding(error.to_string()))?;
        self.put(Table::Occupancy, &place, bytes)
    }
}
