//! A plan that was read, and the occurrences it gives.

use std::ops::{ControlFlow, Range};

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::MOST_OCCURRENCES;
use super::civil::{BEGIN_OF_TIME, DAY, END_OF_TIME, at, date_of, day_of, of};
use super::error::RecurrenceError;
use super::lines::{Length, Lines, Stamp, read_stamp, zone_of};
use super::rule::Workday;
use super::walk::{Effort, Walk};
use crate::rules::time_zones::Zone;
use crate::rules::working_days::{Shift, WorkCalendar};

/// When something takes place, as it stands in a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The first time, of the clock of `time_zone`.
    pub start: NaiveDateTime,
    /// Its end, exclusive. For whole days the midnight after the last of them.
    pub end: NaiveDateTime,
    /// Whether whole days are meant, wherever one is.
    pub all_day: bool,
    /// IANA name of the time zone; empty for the office's own clock.
    pub time_zone: String,
    /// RRULE, RDATE, EXDATE and EXRULE lines of RFC 5545; empty where it takes place once.
    pub recurrence: String,
}

/// One occurrence of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The start as the rule gives it, of the plan's clock: it names the occurrence (RECURRENCE-ID) also when it is
    /// shifted to another day.
    pub original: NaiveDateTime,
    /// When it begins, of the plan's clock.
    pub start: NaiveDateTime,
    /// When it ends, exclusive.
    pub end: NaiveDateTime,
    /// Seconds that the plan's clock is ahead of UTC at the start.
    pub start_offset: i32,
    /// And at the end.
    pub end_offset: i32,
}

/// Seconds the office's clock is ahead of UTC.
pub(super) const OFFICE_OFFSET: i64 = 8 * 3600;

impl Occurrence {
    /// The start on the office's clock.
    pub fn office_start(&self) -> NaiveDateTime {
        self.in_office(self.start, self.start_offset)
    }

    /// The end on the office's clock.
    pub fn office_end(&self) -> NaiveDateTime {
        self.in_office(self.end, self.end_offset)
    }

    fn in_office(&self, time: NaiveDateTime, offset: i32) -> NaiveDateTime {
        let offset = i64::from(offset);
        if offset == OFFICE_OFFSET { time } else { at(of(time) - offset + OFFICE_OFFSET) }
    }
}

/// How long each occurrence lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lasting {
    /// So many seconds, also where the clocks change meanwhile (RFC 5545 §3.8.5.3: the exact duration).
    Exactly(i64),
    /// So many days of the calendar: ends at the same time of the day as it began.
    Days(i64),
}

/// A plan whose text was read and found right. Asking it for occurrences costs nothing but the walk.
#[derive(Clone, Debug)]
pub struct Schedule {
    start: i64,
    lasting: Lasting,
    all_day: bool,
    zone: Zone,
    rules: Vec<Walk>,
    excluded_rules: Vec<Walk>,
    /// Added times with their own length, in order.
    added: Vec<(i64, Option<i64>)>,
    /// Left out, in order.
    excluded: Vec<i64>,
    /// Days left out whole, in order.
    excluded_days: Vec<i64>,
    workday: Workday,
    /// The longest any occurrence lasts, in seconds.
    longest: i64,
    /// Steps that it took to find where its rules end.
    prepared: u32,
}

/// A shift to a working day never leads farther than this in practice.
const SHIFT_MARGIN: i64 = 31 * DAY;

impl Schedule {
    /// Reads a plan.
    ///
    /// # Errors
    /// What in it can't be read, is out of range, or not allowed.
    pub fn of(plan: &Plan) -> Result<Self, RecurrenceError> {
        let zone = if plan.all_day { Zone::office() } else { Self::zone_of(plan)? };
        let (start, end) = (of(plan.start), of(plan.end));
        if end < start {
            return Err(RecurrenceError::EndBeforeStart);
        }
        if start < BEGIN_OF_TIME || end > END_OF_TIME {
            return Err(RecurrenceError::BadTime(plan.start.to_string()));
        }
        let exact = zone.moment(end) - zone.moment(start);
        let lasting = if (end - start) % DAY == 0 && end > start {
            Lasting::Days((end - start) / DAY)
        } else {
            Lasting::Exactly(exact)
        };
        let mut schedule = Self {
            start,
            lasting,
            all_day: plan.all_day,
            zone,
            rules: Vec::new(),
            excluded_rules: Vec::new(),
            added: Vec::new(),
            excluded: Vec::new(),
            excluded_days: Vec::new(),
            workday: Workday::Keep,
            longest: (end - start).max(exact),
            prepared: 0,
        };
        if !plan.recurrence.is_empty() {
            schedule.read_lines(Lines::read(&plan.recurrence)?);
        }
        Ok(schedule)
    }

    fn zone_of(plan: &Plan) -> Result<Zone, RecurrenceError> {
        Zone::find(&plan.time_zone).ok_or_else(|| RecurrenceError::UnknownZone(plan.time_zone.clone()))
    }

    fn read_lines(&mut self, lines: Lines) {
        let zone = self.zone.clone();
        let mut effort = Effort::new();
        let mut walk =
            |rule: &super::Rule| Walk::new(rule, self.start, &mut effort, |moment| zone.civil(moment));
        self.rules = lines.rules.iter().map(&mut walk).collect();
        self.excluded_rules = lines.excluded_rules.iter().map(&mut walk).collect();
        self.prepared = effort.taken();
        self.workday = lines.rules.iter().map(|rule| rule.workday).next().unwrap_or_default();
        for stamp in &lines.excluded {
            match stamp {
                Stamp::Day(day) if !self.all_day => self.excluded_days.push(*day),
                other => self.excluded.push(self.own(other)),
            }
        }
        for (stamp, length) in &lines.added {
            let begin = self.own(stamp);
            let length = length.as_ref().map(|length| match length {
                Length::Lasting(seconds) => *seconds,
                Length::Until(end) => self.own(end) - begin,
            });
            // An end before the beginning adds nothing.
            if length.is_none_or(|length| length >= 0) {
                self.added.push((begin, length));
                self.longest = self.longest.max(length.unwrap_or(0));
            }
        }
        self.excluded.sort_unstable();
        self.excluded_days.sort_unstable();
        self.added.sort_unstable();
        self.added.dedup_by_key(|(begin, _)| *begin);
    }

    /// A time of a line on the plan's own clock; a day means the plan's time on it.
    fn own(&self, stamp: &Stamp) -> i64 {
        match stamp {
            Stamp::Day(day) => day * DAY + self.start.rem_euclid(DAY),
            Stamp::Local(civil) if self.all_day => civil.div_euclid(DAY) * DAY,
            Stamp::Local(civil) => *civil,
            Stamp::Moment(moment) if self.all_day => moment.div_euclid(DAY) * DAY,
            Stamp::Moment(moment) => self.zone.civil(*moment),
        }
    }

    /// Whether it may take place more than once.
    pub fn repeats(&self) -> bool {
        !(self.rules.is_empty() && self.added.is_empty())
    }

    /// The time zone of its clock.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The occurrences that overlap `range` (half-open, the office's clock), by start. One without length overlaps
    /// the range that its start lies in.
    ///
    /// Times that are shifted to the same working day are one occurrence, the one that was planned there.
    ///
    /// # Errors
    /// When the plan gives more than [`MOST_OCCURRENCES`] in the range, or takes more than [`super::MOST_STEPS`].
    pub fn occurrences(
        &self,
        calendar: &WorkCalendar,
        range: Range<NaiveDateTime>,
    ) -> Result<Vec<Occurrence>, RecurrenceError> {
        let mut found = Vec::new();
        self.each(calendar, range, &mut |occurrence| {
            found.push(occurrence);
            if found.len() > MOST_OCCURRENCES { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        if found.len() > MOST_OCCURRENCES {
            return Err(RecurrenceError::TooMany(MOST_OCCURRENCES));
        }
        if self.workday != Workday::Keep {
            once_a_day(&mut found);
        }
        Ok(found)
    }

    /// As [`Schedule::occurrences`], each given to `take`.
    ///
    /// # Errors
    /// As [`Schedule::occurrences`]; what was given before is then not all.
    pub fn occurrences_into(
        &self,
        calendar: &WorkCalendar,
        range: Range<NaiveDateTime>,
        take: &mut dyn FnMut(Occurrence),
    ) -> Result<(), RecurrenceError> {
        if self.workday != Workday::Keep {
            self.occurrences(calendar, range)?.into_iter().for_each(take);
            return Ok(());
        }
        let mut count = 0_usize;
        self.each(calendar, range, &mut |occurrence| {
            count += 1;
            take(occurrence);
            if count > MOST_OCCURRENCES { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        if count > MOST_OCCURRENCES { Err(RecurrenceError::TooMany(MOST_OCCURRENCES)) } else { Ok(()) }
    }

    /// The first occurrence that begins after a time of the office's clock.
    ///
    /// # Errors
    /// When it takes too long to find it.
    pub fn next_after(
        &self,
        calendar: &WorkCalendar,
        after: NaiveDateTime,
    ) -> Result<Option<Occurrence>, RecurrenceError> {
        let mut next: Option<Occurrence> = None;
        self.each(calendar, after..at(END_OF_TIME), &mut |occurrence| {
            if occurrence.office_start() <= after {
                return ControlFlow::Continue(());
            }
            // A shift may bring a later one forward.
            if next.is_none_or(|best| occurrence.start < best.start) {
                next = Some(occurrence);
            }
            let settled = next.is_some_and(|best| of(occurrence.original) > of(best.start) + SHIFT_MARGIN);
            if self.workday == Workday::Keep || settled {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })?;
        Ok(next)
    }

    /// Whether the plan has an occurrence that its rule gives for this time of its own clock.
    ///
    /// # Errors
    /// When it takes too long to say.
    pub fn has(&self, original: NaiveDateTime) -> Result<bool, RecurrenceError> {
        let civil = of(original);
        let mut found = false;
        self.originals(civil..civil + 1, &mut |other, _| {
            found = other == civil;
            ControlFlow::Break(())
        })?;
        Ok(found)
    }

    /// Gives each occurrence that overlaps a range, in the order of their originals.
    ///
    /// # Errors
    /// When it takes more than [`super::MOST_STEPS`].
    pub fn each(
        &self,
        calendar: &WorkCalendar,
        range: Range<NaiveDateTime>,
        take: &mut dyn FnMut(Occurrence) -> ControlFlow<()>,
    ) -> Result<(), RecurrenceError> {
        let range = of(range.start) - OFFICE_OFFSET..of(range.end) - OFFICE_OFFSET;
        let margin = if self.workday == Workday::Keep { 0 } else { SHIFT_MARGIN };
        // A clock of any zone is at most a day away from UTC, and a gap at most a day long.
        let slack = if self.zone.is_office() { OFFICE_OFFSET } else { DAY };
        let low =
            range.start.saturating_sub(self.longest).saturating_sub(margin).saturating_add(match slack {
                OFFICE_OFFSET => OFFICE_OFFSET,
                _ => -DAY,
            });
        let high = range.end.saturating_add(margin).saturating_add(slack);
        let mut before = i64::MIN;
        self.originals(low..high, &mut |civil, length| {
            let Some(begin) = self.shifted(calendar, civil) else { return ControlFlow::Continue(()) };
            let (start, start_offset) = self.zone.resolve(begin);
            let start_moment = start - start_offset;
            // Two times that a change of the clocks makes one.
            if start_moment == before && self.workday == Workday::Keep {
                return ControlFlow::Continue(());
            }
            let (end, end_offset) = self.end_of(start, start_moment, length);
            let end_moment = end - end_offset;
            let overlaps = start_moment < range.end
                && (end_moment > range.start || (end_moment == start_moment && start_moment == range.start));
            if !overlaps {
                return ControlFlow::Continue(());
            }
            before = start_moment;
            take(Occurrence {
                original: at(civil),
                start: at(start),
                end: at(end),
                start_offset: i32::try_from(start_offset).unwrap_or_default(),
                end_offset: i32::try_from(end_offset).unwrap_or_default(),
            })
        })
    }

    /// The civil end of an occurrence, and how far its clock is ahead of UTC then.
    #[inline]
    fn end_of(&self, start: i64, start_moment: i64, length: Option<i64>) -> (i64, i64) {
        match (length, self.lasting) {
            (Some(seconds), _) | (None, Lasting::Exactly(seconds)) => {
                let moment = start_moment + seconds;
                let offset = self.zone.offset(moment);
                (moment + offset, offset)
            }
            (None, Lasting::Days(days)) => self.zone.resolve(start + days * DAY),
        }
    }

    /// Where a time stands after the shift to a working day; `None` where it does not take place.
    #[inline]
    fn shifted(&self, calendar: &WorkCalendar, civil: i64) -> Option<i64> {
        let shift = match self.workday {
            Workday::Keep => return Some(civil),
            Workday::Next => Shift::Next,
            Workday::Previous => Shift::Previous,
            Workday::Omit => {
                let date = date_of(civil.div_euclid(DAY));
                return calendar.is_working_day(date).then_some(civil);
            }
        };
        let date = calendar.shift(date_of(civil.div_euclid(DAY)), shift);
        Some(day_of(date) * DAY + civil.rem_euclid(DAY))
    }

    /// The first time from `civil` on that the rules give, left out or not.
    pub(super) fn next_of_rules(&self, civil: i64) -> Result<Option<i64>, RecurrenceError> {
        let mut next: Option<i64> = None;
        for rule in &self.rules {
            rule.each(civil..END_OF_TIME, &mut Effort::new(), &mut |found| {
                next = Some(next.map_or(found, |best| best.min(found)));
                ControlFlow::Break(())
            })?;
        }
        Ok(next)
    }

    /// How many steps it took to read the plan, and how many it takes to walk a range of the office's clock: a measure
    /// of work that is the same on every machine. Neither is more than [`super::MOST_STEPS`].
    pub fn steps(&self, range: Range<NaiveDateTime>) -> (u32, u32) {
        let mut effort = Effort::new();
        let mut count = 0_usize;
        // What is given up is a measure too.
        let walked = self.walk(of(range.start)..of(range.end), &mut effort, &mut |_, _| {
            count += 1;
            if count > MOST_OCCURRENCES { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        (self.prepared, walked.map_or(super::MOST_STEPS, |()| effort.taken()))
    }

    /// Every time that the plan gives in a range of its own clock, without those left out, in order.
    pub(super) fn originals(
        &self,
        range: Range<i64>,
        take: &mut dyn FnMut(i64, Option<i64>) -> ControlFlow<()>,
    ) -> Result<(), RecurrenceError> {
        self.walk(range, &mut Effort::new(), take)
    }

    fn walk(
        &self,
        range: Range<i64>,
        effort: &mut Effort,
        take: &mut dyn FnMut(i64, Option<i64>) -> ControlFlow<()>,
    ) -> Result<(), RecurrenceError> {
        let mut left_out = Vec::new();
        for rule in &self.excluded_rules {
            rule.each(range.clone(), effort, &mut |civil| {
                left_out.push(civil);
                ControlFlow::Continue(())
            })?;
        }
        left_out.sort_unstable();
        let mut give = |civil: i64, length: Option<i64>| {
            let out = self.excluded.binary_search(&civil).is_ok()
                || left_out.binary_search(&civil).is_ok()
                || (!self.excluded_days.is_empty()
                    && self.excluded_days.binary_search(&civil.div_euclid(DAY)).is_ok());
            if out { ControlFlow::Continue(()) } else { take(civil, length) }
        };
        // The beginning of a plan is its first occurrence, whether or not the rule means it (RFC 5545 §3.8.5.3).
        let first = range.contains(&self.start).then_some(self.start);
        if let ([rule], true) = (self.rules.as_slice(), self.added.is_empty()) {
            if let Some(first) = first
                && give(first, None).is_break()
            {
                return Ok(());
            }
            return rule
                .each(range.start.max(self.start + 1)..range.end, effort, &mut |civil| give(civil, None));
        }
        let mut all: Vec<(i64, Option<i64>)> = first.map(|civil| (civil, None)).into_iter().collect();
        for rule in &self.rules {
            rule.each(range.clone(), effort, &mut |civil| {
                all.push((civil, None));
                ControlFlow::Continue(())
            })?;
        }
        let begin = self.added.partition_point(|(civil, _)| *civil < range.start);
        let added = self.added.get(begin..).unwrap_or_default();
        all.extend(added.iter().take_while(|(civil, _)| *civil < range.end));
        // A time that a rule gives and a line adds with a length has that length.
        all.sort_unstable_by_key(|(civil, length)| (*civil, length.is_none()));
        all.dedup_by_key(|(civil, _)| *civil);
        for (civil, length) in all {
            if give(civil, length).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// The time on the plan's clock that an entry of an RDATE or EXDATE line names.
    pub(super) fn entry_time(
        &self,
        parameters: &[(String, String)],
        entry: &str,
    ) -> Result<i64, RecurrenceError> {
        let begin = entry.split('/').next().unwrap_or(entry);
        Ok(self.own(&read_stamp(begin, zone_of(parameters)?.as_ref())?))
    }

    /// The beginning of the plan, in civil seconds.
    pub(super) fn start(&self) -> i64 {
        self.start
    }
}

/// Sorts shifted occurrences and keeps one a day and time of the day: the one that was planned there, else the first.
fn once_a_day(found: &mut Vec<Occurrence>) {
    found.sort_by_key(|occurrence| {
        (occurrence.start, occurrence.original != occurrence.start, occurrence.original)
    });
    found.dedup_by_key(|occurrence| occurrence.start);
}
