//! Who takes part in what: written at the end of each command that touched it, and compared with what else the same
//! people have to do then. A clash of people is told and refuses nothing.

use std::ops::Range;

use chrono::{Days, NaiveDateTime};

use super::{MOST_WARNINGS, Run};
use crate::desk::busy_times::BusyTimes;
use crate::model::{Message, Problem, RecordId, RecordType, Row};
use crate::records;
use crate::store::Rows as _;

/// A series is compared so far ahead.
const DAYS_AHEAD: u64 = 366;

impl Run<'_> {
    /// Writes whom a record engages, and whom those engage that are a part of it.
    pub(super) fn engage_with_parts(
        &mut self,
        record_type: &'static dyn RecordType,
        row: &Row,
    ) -> Result<(), Problem> {
        if !record_type.can_engage() {
            return Ok(());
        }
        self.engage(record_type, row)?;
        for (register, id, field) in self.transaction.references(row.meta.id)? {
            let Some(part) = records::find(&register) else { continue };
            if part.can_engage()
                && part.counted_by().contains(&field.as_str())
                && let Some(row) = self.transaction.stored(part, id)?
            {
                self.engage(part, &row)?;
            }
        }
        Ok(())
    }

    fn engage(&mut self, record_type: &'static dyn RecordType, row: &Row) -> Result<(), Problem> {
        let engagement = match row.meta.void {
            Some(_) => None,
            None => record_type.engages(row, &self.inside())?,
        };
        let id = row.meta.id;
        let news = self.transaction.engage(record_type.name(), id, engagement.as_ref())?;
        if !news.is_empty() {
            self.newly_engaged.push((record_type, id, news));
        }
        Ok(())
    }

    /// Who is wanted elsewhere at a time at which this command wants them.
    pub(super) fn clashes_of_people(&mut self) -> Result<Vec<Message>, Problem> {
        let mut warnings = Vec::new();
        let begin = self.today.and_time(chrono::NaiveTime::MIN);
        let end = begin.checked_add_days(Days::new(DAYS_AHEAD)).unwrap_or(begin);
        for (record_type, id, people) in std::mem::take(&mut self.newly_engaged) {
            if warnings.len() >= MOST_WARNINGS {
                break;
            }
            let Some(row) = self.transaction.stored(record_type, id)? else { continue };
            let inside = self.inside();
            let times = record_type.engaged_times(&row, begin..end, &inside)?;
            let (Some(first), Some(last)) = (times.first(), times.last()) else { continue };
            let span = first.start..last.end;
            let mut busy = BusyTimes::new(self.transaction, &inside);
            for person in people {
                let others = busy.of(person, &span)?;
                let mut told: Vec<RecordId> = Vec::new();
                for other in others.iter().filter(|other| other.holder != id) {
                    if !told.contains(&other.holder) && overlaps(&times, &other.time) {
                        told.push(other.holder);
                        warnings.extend(self.told_clash(
                            person,
                            other.register,
                            other.holder,
                            &other.time,
                        )?);
                    }
                }
            }
        }
        warnings.truncate(MOST_WARNINGS);
        Ok(warnings)
    }

    fn told_clash(
        &self,
        person: RecordId,
        register: &'static dyn RecordType,
        holder: RecordId,
        time: &Range<NaiveDateTime>,
    ) -> Result<Option<Message>, Problem> {
        let Some(people) = records::find("person") else { return Ok(None) };
        let Some(who) = self.known(people, person)? else { return Ok(None) };
        let message = |key| {
            Message::new(key)
                .with("from", time.start.format("%Y-%m-%d %H:%M"))
                .with("until", time.end.format("%H:%M"))
        };
        let message = match self.known(register, holder)? {
            Some(row) => message("warning.engaged").with("title", self.title(register, &row)?),
            None => message("warning.engaged_elsewhere"),
        };
        Ok(Some(message.with("person", self.title(people, &who)?)))
    }
}

/// Whether a time overlaps one of several that are in order and do not overlap each other.
fn overlaps(times: &[Range<NaiveDateTime>], time: &Range<NaiveDateTime>) -> bool {
    let at = times.partition_point(|own| own.end <= time.start);
    times.get(at).is_some_and(|own| own.start < time.end)
}
