//! When a meeting takes the time of whoever comes to it.

use std::ops::Range;

use chrono::{NaiveDateTime, TimeDelta};

use super::meeting::{EXCEPTION, MOST_DAYS};
use super::{Attendee, AttendeeState, Meeting};
use crate::model::{Engagement, Id, Lookup, Problem, RecordId};
use crate::records::calendar::work_calendar;
use crate::rules::recurrence::Schedule;
use crate::rules::working_days::WorkCalendar;

impl Meeting {
    /// The working days that its rule asks for; those of the program where it asks for none.
    pub(super) fn calendar(&self, office: &dyn Lookup) -> Result<WorkCalendar, Problem> {
        if self.recurrence.contains("WORKDAY") { work_calendar(office) } else { Ok(WorkCalendar::default()) }
    }

    /// Whether a changed occurrence stands in the place of this one.
    pub(super) fn is_replaced(&self, original: NaiveDateTime) -> bool {
        !self.exceptions.is_empty() && self.exceptions.contains(&original.format(EXCEPTION).to_string())
    }

    /// Who takes part, and when.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn engagement(
        &self,
        id: RecordId,
        office: &dyn Lookup,
    ) -> Result<Option<Engagement>, Problem> {
        let Some(plan) = self.plan().filter(|plan| self.takes_place() && plan.start < plan.end) else {
            return Ok(None);
        };
        let mut people: Vec<RecordId> =
            [self.chair, self.recorder].into_iter().flatten().map(Id::erase).collect();
        let mut attendees = office.linking::<Attendee>(id, "meeting")?;
        // A changed occurrence without a list of its own has that of its series.
        if let (true, Some(series)) = (attendees.is_empty(), self.series) {
            attendees = office.linking::<Attendee>(series.erase(), "meeting")?;
        }
        let coming = attendees.iter().map(|of| &of.record).filter(|of| of.state != AttendeeState::Excused);
        people.extend(coming.filter_map(|of| of.deputy.or(of.person)).map(Id::erase));
        if people.is_empty() {
            return Ok(None);
        }
        let Ok(schedule) = Schedule::of(&plan) else { return Ok(None) };
        if !schedule.repeats() && plan.end - plan.start <= TimeDelta::days(MOST_DAYS) {
            let (times, _) = self.times(office)?;
            let once = times.first();
            return Ok(once.map(|time| Engagement {
                people,
                from: time.start,
                until: Some(time.end),
                lasting: false,
            }));
        }
        let (times, more) = self.times(office)?;
        let day = TimeDelta::days(1);
        let from = times.first().map_or(plan.start, |time| time.start.min(plan.start));
        let last = times.iter().map(|time| time.end).max().unwrap_or(plan.end).max(plan.end);
        // Another clock is less than a day away.
        let from = from.checked_sub_signed(day).unwrap_or(from);
        let last = last.checked_add_signed(day).unwrap_or(last);
        Ok(Some(Engagement { people, from, until: (!more).then_some(last), lasting: true }))
    }

    /// Its times within a range of the office's clock, in order; none of a meeting that was called off.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn times_within(
        &self,
        range: Range<NaiveDateTime>,
        office: &dyn Lookup,
    ) -> Result<Vec<Range<NaiveDateTime>>, Problem> {
        if !self.takes_place() {
            return Ok(Vec::new());
        }
        let Some(schedule) = self.plan().and_then(|plan| Schedule::of(&plan).ok()) else {
            return Ok(Vec::new());
        };
        let found = schedule.occurrences(&self.calendar(office)?, range).unwrap_or_default();
        let found = found.into_iter().filter(|of| !self.is_replaced(of.original));
        let times = found.map(|of| of.office_start()..of.office_end());
        Ok(times.filter(|time| time.start < time.end).collect())
    }

    /// Which occurrence begins at a time of the office's clock: its time as the rule gives it. `None` where the meeting
    /// does not come again, or has none there.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn original_of(
        &self,
        start: NaiveDateTime,
        office: &dyn Lookup,
    ) -> Result<Option<NaiveDateTime>, Problem> {
        let schedule = self.plan().filter(|plan| !plan.recurrence.is_empty());
        let Some(schedule) = schedule.and_then(|plan| Schedule::of(&plan).ok()) else { return Ok(None) };
        let until = start.checked_add_signed(TimeDelta::seconds(1)).unwrap_or(start);
        let found = schedule.occurrences(&self.calendar(office)?, start..until).unwrap_or_default();
        Ok(found.into_iter().find(|of| of.office_start() == start).map(|of| of.original))
    }
}
