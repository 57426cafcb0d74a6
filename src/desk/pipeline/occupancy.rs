//! Things that only one record may hold at a time: a room at an hour. What a record holds is written with the record,
//! looked at before it is written, and once more when the command is complete, so that no order of steps and no two
//! writers can give a thing away twice.

use std::ops::Range;

use chrono::NaiveDateTime;

use super::Run;
use crate::model::{Faults, Kind, Message, Occupied, Problem, RecordId, RecordType, Row};
use crate::records;
use crate::store::{Rows as _, occupancy};

/// The first of a record's own times that comes too close to the one before it: a series whose occurrences overlap.
fn held_twice(held: &[Occupied]) -> Option<&Occupied> {
    let mut order: Vec<&Occupied> = held.iter().collect();
    order.sort_by_key(|of| (of.thing, of.from));
    let mut pairs = order.iter().zip(order.iter().skip(1));
    let close = pairs.find(|(one, next)| {
        one.thing == next.thing && next.from < one.until.checked_add_signed(one.margin).unwrap_or(one.until)
    });
    close.map(|(_, next)| *next)
}

impl Run<'_> {
    /// What a record holds, as it is or will be.
    fn occupied_by(&self, record_type: &dyn RecordType, row: &Row) -> Result<Vec<Occupied>, Problem> {
        if row.meta.void.is_some() {
            return Ok(Vec::new());
        }
        record_type.occupies(row, &self.inside())
    }

    /// Adds a fault when something that a record would hold is held by another.
    pub(super) fn check_free(
        &self,
        record_type: &dyn RecordType,
        after: &Row,
        complete: bool,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        let all = self.occupied_by(record_type, after)?;
        if !complete && self.holds_already(after.meta.id, &all)? {
            // What it has it keeps, whatever its room has been changed to since.
            return Ok(());
        }
        if let Some(twice) = held_twice(&all) {
            let message = Message::new("problem.occupied_by_itself")
                .with("thing", self.told(record_type, twice.field, twice.thing)?)
                .with("from", twice.from.format("%Y-%m-%d %H:%M"))
                .with("minutes", twice.margin.num_minutes());
            faults.at(twice.field, message);
            return Ok(());
        }
        for wanted in all {
            let from = wanted.from.checked_sub_signed(wanted.margin).unwrap_or(wanted.from);
            let until = wanted.until.checked_add_signed(wanted.margin).unwrap_or(wanted.until);
            let held = occupancy::held(&*self.transaction, wanted.thing, &(from..until))?;
            // What its own series still holds there is given up when the command is complete.
            let others = held
                .into_iter()
                .find(|held| held.holder != after.meta.id && (complete || wanted.kin != Some(held.holder)));
            if let Some(other) = others {
                let message = Message::new("problem.occupied")
                    .with("thing", self.told(record_type, wanted.field, wanted.thing)?)
                    .with("from", other.time.start.format("%Y-%m-%d %H:%M"))
                    .with("until", other.time.end.format("%H:%M"))
                    .with("title", self.told_of_own_kind(record_type, other.holder)?);
                faults.at(wanted.field, message);
                return Ok(());
            }
        }
        Ok(())
    }

    /// Whether a record holds these things at these times, and no others, as the file stands.
    fn holds_already(&self, holder: RecordId, wanted: &[Occupied]) -> Result<bool, Problem> {
        let held = occupancy::held_by(&*self.transaction, holder)?;
        let same = |(of, (thing, time)): (&Occupied, &(RecordId, Range<NaiveDateTime>))| {
            of.thing == *thing && of.from == time.start && of.until == time.end
        };
        Ok(held.len() == wanted.len() && wanted.iter().zip(&held).all(same))
    }

    fn told(&self, record_type: &dyn RecordType, field: &str, thing: RecordId) -> Result<String, Problem> {
        let kind = record_type.field(field).map(|(_, field)| field.kind);
        let Some(Kind::Link(register)) = kind else { return Ok("—".to_owned()) };
        match records::find(register) {
            Some(of) => self.told_of_own_kind(of, thing),
            None => Ok("—".to_owned()),
        }
    }

    /// The title of a record, or a dash where the session may not know of it.
    fn told_of_own_kind(&self, record_type: &dyn RecordType, id: RecordId) -> Result<String, Problem> {
        match self.known(record_type, id)? {
            Some(row) => self.title(record_type, &row),
            None => Ok("—".to_owned()),
        }
    }

    /// Writes what a record holds from now on.
    pub(super) fn hold(&mut self, record_type: &'static dyn RecordType, after: &Row) -> Result<(), Problem> {
        let holds = self.occupied_by(record_type, after)?;
        if self.holds_already(after.meta.id, &holds)? {
            return Ok(());
        }
        let times: Vec<_> = holds.into_iter().map(|held| (held.thing, held.from..held.until)).collect();
        self.transaction.hold(after.meta.id, &times)?;
        self.occupancy_due.insert((record_type.name(), after.meta.id));
        Ok(())
    }

    /// Refuses the whole command when it left a thing with two holders.
    pub(super) fn require_single_holders(&mut self) -> Result<(), Problem> {
        for (register, id) in std::mem::take(&mut self.occupancy_due) {
            let Some(record_type) = records::find(register) else { continue };
            let Some(row) = self.transaction.stored(record_type, id)? else { continue };
            let mut faults = Faults::default();
            self.check_free(record_type, &row, true, &mut faults)?;
            faults.finish()?;
        }
        Ok(())
    }
}
