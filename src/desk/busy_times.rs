//! When people and rooms are taken, and by what: read from the indexes, so that a question about some weeks takes the
//! same time however many years the office has behind it.

use std::collections::HashMap;
use std::ops::Range;

use chrono::{NaiveDateTime, TimeDelta};

use super::Reader;
use super::inside::Inside;
use crate::desk::permissions::{Permissions, Right};
use crate::model::{Lookup, Problem, RecordId, RecordType, Row};
use crate::records::{self, RECORDS};
use crate::store::{Rows, Store, engagement, occupancy};

/// A time at which somebody takes part in something.
#[derive(Clone)]
pub(super) struct Busy {
    pub(super) register: &'static dyn RecordType,
    pub(super) holder: RecordId,
    pub(super) time: Range<NaiveDateTime>,
}

/// Reads busy times of several people; what they share is worked out once.
pub(super) struct BusyTimes<'a, R> {
    rows: &'a R,
    office: &'a dyn Lookup,
    /// The times of what lasts, by record and range.
    lasting: HashMap<RecordId, (Range<NaiveDateTime>, Vec<Range<NaiveDateTime>>)>,
}

impl<'a, R: Rows> BusyTimes<'a, R> {
    pub(super) fn new(rows: &'a R, office: &'a dyn Lookup) -> Self {
        Self { rows, office, lasting: HashMap::new() }
    }

    /// What a person takes part in within a range, by its beginning. Nothing here is filtered: whoever asks must not
    /// show what a session may not see.
    pub(super) fn of(
        &mut self,
        person: RecordId,
        range: &Range<NaiveDateTime>,
    ) -> Result<Vec<Busy>, Problem> {
        let mut found = Vec::new();
        for engaged in engagement::engaged(self.rows, person, range)? {
            let Some(register) = records::find(&engaged.register) else { continue };
            let holder = engaged.holder;
            if let (false, Some(until)) = (engaged.lasting, engaged.until) {
                found.push(Busy { register, holder, time: engaged.from..until });
                continue;
            }
            let known = self.lasting.get(&holder).filter(|(known, _)| known == range);
            let times = match known {
                Some((_, times)) => times.clone(),
                None => {
                    let times = match self.rows.stored(register, holder)? {
                        Some(row) => register.engaged_times(&row, range.clone(), self.office)?,
                        None => Vec::new(),
                    };
                    self.lasting.insert(holder, (range.clone(), times.clone()));
                    times
                }
            };
            found.extend(times.into_iter().map(|time| Busy { register, holder, time }));
        }
        found.sort_by_key(|busy| (busy.time.start, busy.holder));
        Ok(found)
    }
}

/// A time at which somebody or something is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusyTime {
    /// When, half-open, on the office's clock.
    pub time: Range<NaiveDateTime>,
    /// By what: register and record; `None` where the session may not know.
    pub by: Option<(&'static str, RecordId)>,
}

impl Reader {
    /// The office at this moment as a record's rules see it.
    pub(super) fn inside(&self) -> Inside<'_, crate::store::Snapshot> {
        let session = self.session();
        let today = super::clock::civil_date(self.now());
        Inside { rows: self.snapshot(), today, actor: session.person, permissions: &session.permissions }
    }

    /// When people are taken within a range, in the order in which they are named. What the session may not see takes
    /// its time all the same, and is not named. What `except` takes does not count.
    ///
    /// # Errors
    /// When the file can't be read, or the session may not look at meetings or at one of the people.
    pub fn busy_people(
        &self,
        people: &[RecordId],
        range: &Range<NaiveDateTime>,
        except: Option<RecordId>,
    ) -> Result<Vec<Vec<BusyTime>>, Problem> {
        let mut all = Vec::with_capacity(people.len());
        let mut seen: HashMap<RecordId, bool> = HashMap::new();
        for taken in self.taken_people(people, range, except)? {
            let mut times = Vec::with_capacity(taken.len());
            for one in taken {
                let known = match seen.get(&one.holder) {
                    Some(known) => *known,
                    None => {
                        let known = self.get(one.register, one.holder)?.is_some();
                        seen.insert(one.holder, known);
                        known
                    }
                };
                let by = known.then(|| (one.register.name(), one.holder));
                times.push(BusyTime { time: one.time, by });
            }
            all.push(times);
        }
        Ok(all)
    }

    /// As [`Reader::busy_people`], by what not yet filtered: whoever asks must not show what a session may not see.
    pub(super) fn taken_people(
        &self,
        people: &[RecordId],
        range: &Range<NaiveDateTime>,
        except: Option<RecordId>,
    ) -> Result<Vec<Vec<Busy>>, Problem> {
        self.require_register("meeting")?;
        let register = self.require_register("person")?;
        let inside = self.inside();
        let mut busy = BusyTimes::new(self.snapshot(), &inside);
        let mut all = Vec::with_capacity(people.len());
        for person in people {
            if self.get(register, *person)?.is_none() {
                return Err(super::pipeline::missing(register, *person));
            }
            let mut taken = busy.of(*person, range)?;
            taken.retain(|one| Some(one.holder) != except);
            all.push(taken);
        }
        Ok(all)
    }

    /// When a room is taken within a range. What the session may not see takes its time all the same.
    ///
    /// # Errors
    /// When the file can't be read, or the session may not look at rooms or meetings.
    pub fn busy_room(&self, room: RecordId, range: &Range<NaiveDateTime>) -> Result<Vec<BusyTime>, Problem> {
        let meetings = self.require_register("meeting")?;
        self.require_register("room")?;
        let mut times = Vec::new();
        for held in occupancy::held(self.snapshot(), room, range)? {
            let known = self.get(meetings, held.holder)?.is_some();
            times.push(BusyTime { time: held.time, by: known.then_some((meetings.name(), held.holder)) });
        }
        Ok(times)
    }

    /// When a room is taken, with the minutes around each time that must stay free, without who has it.
    pub(super) fn held_with_margin(
        &self,
        room: RecordId,
        margin: TimeDelta,
        range: &Range<NaiveDateTime>,
        except: Option<RecordId>,
    ) -> Result<Vec<Range<NaiveDateTime>>, Problem> {
        let wider = |time: NaiveDateTime, by: TimeDelta| time.checked_add_signed(by).unwrap_or(time);
        let around = wider(range.start, -margin)..wider(range.end, margin);
        let held = occupancy::held(self.snapshot(), room, &around)?;
        let held = held.into_iter().filter(|held| Some(held.holder) != except);
        Ok(held.map(|held| wider(held.time.start, -margin)..wider(held.time.end, margin)).collect())
    }

    fn require_register(&self, name: &str) -> Result<&'static dyn RecordType, Problem> {
        let register =
            records::find(name).ok_or_else(|| Problem::Bug(format!("there is no register {name}")))?;
        self.require(register, Right::Read)?;
        Ok(register)
    }
}

/// Makes the index of who takes part in what, for a file of a program that had none.
///
/// # Errors
/// When the file can't be read or written.
pub(super) fn complete_index(store: &Store) -> Result<(), Problem> {
    let snapshot = store.snapshot()?;
    let mut is_empty = true;
    for register in RECORDS.iter().filter(|register| register.can_engage()) {
        is_empty &= snapshot.living(register.name())? == 0;
    }
    if is_empty || engagement::is_complete(&snapshot)? {
        return Ok(());
    }
    drop(snapshot);
    let permissions = Permissions::owner();
    let mut transaction = store.begin()?;
    for register in RECORDS.iter().filter(|register| register.can_engage()) {
        let mut rows: Vec<Row> = Vec::new();
        transaction.each_stored(*register, &mut |row| {
            rows.push(row);
            Ok(std::ops::ControlFlow::Continue(()))
        })?;
        for row in rows.iter().filter(|row| row.meta.void.is_none()) {
            let today = chrono::NaiveDate::default();
            let inside = Inside { rows: &transaction, today, actor: None, permissions: &permissions };
            let engagement = register.engages(row, &inside)?;
            transaction.engage(register.name(), row.meta.id, engagement.as_ref())?;
        }
    }
    transaction.note_complete()?;
    Ok(transaction.commit()?)
}
