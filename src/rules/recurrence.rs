//! Rules for what comes again: meetings, rounds, maintenance, filings.
//!
//! A rule works on civil dates. Where RFC 5545 has the same part, it means the same here, with two differences: an
//! nth weekday always counts inside its month, also in a yearly rule, and a yearly rule without months uses the
//! month of its start.

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::rules::working_days::{Shift, WorkCalendar};

/// The most periods (days, weeks, months or years) one question may walk through.
pub const MOST_PERIODS: u32 = 200_000;

/// Farther than this a shift to a working day never leads in practice, so so many days around a range are looked at.
const SHIFT_MARGIN: Days = Days::new(31);

/// How often a rule comes round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Frequency {
    /// Every so many days.
    Daily,
    /// Every so many weeks; a week begins on Monday.
    Weekly,
    /// Every so many months; three for quarterly, six for half-yearly.
    #[default]
    Monthly,
    /// Every so many years.
    Yearly,
}

/// A weekday counted inside its month, as the last Friday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NthWeekday {
    /// 1 to 5 from the beginning of the month, -1 to -5 from its end.
    pub nth: i8,
    /// Which day of the week.
    pub weekday: Weekday,
}

/// When a rule stops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum End {
    /// It does not.
    #[default]
    Never,
    /// After so many dates, exceptions counted in.
    Count(u32),
    /// With this date, inclusive, before any shift to a working day.
    Until(NaiveDate),
}

/// What a month day means in a month that does not have it, as the 31st of April or 29 February.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MissingDay {
    /// Nothing happens in that month (RFC 5545).
    #[default]
    Skip,
    /// It happens on the last day of that month.
    LastDay,
}

/// A rule that gives dates. Build it with [`Recurrence::new`] and set the parts that differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recurrence {
    /// The first date that can be given, and what intervals are counted from.
    pub start: NaiveDate,
    /// Day, week, month or year.
    pub every: Frequency,
    /// Every so many of them; at least 1.
    pub interval: u32,
    /// Only these days of the week; none means any, or the weekday of `start` in a weekly rule.
    #[serde(default)]
    pub weekdays: Vec<Weekday>,
    /// Only these days of the month, negative from its end (-1 is the last day); not in a weekly rule.
    #[serde(default)]
    pub month_days: Vec<i8>,
    /// Weekdays counted inside the month, beside `weekdays`; monthly and yearly rules only.
    #[serde(default)]
    pub nth_weekdays: Vec<NthWeekday>,
    /// Only these months, 1 to 12; none means any, or the month of `start` in a yearly rule.
    #[serde(default)]
    pub months: Vec<u8>,
    /// When the rule stops.
    #[serde(default)]
    pub end: End,
    /// Planned dates that are left out; dates before any shift.
    #[serde(default)]
    pub exceptions: BTreeSet<NaiveDate>,
    /// What happens to a date on a day off.
    #[serde(default)]
    pub shift: Shift,
    /// What happens in a month that lacks the day.
    #[serde(default)]
    pub missing_day: MissingDay,
}

/// One date that a rule gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Occurrence {
    /// When it takes place.
    pub date: NaiveDate,
    /// The date before any shift: it names the occurrence also when the holiday table changes.
    pub planned: NaiveDate,
}

/// Why a rule gives no dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecurrenceError {
    /// An interval of zero.
    #[error("the interval must be at least 1")]
    ZeroInterval,
    /// A month day that is 0 or beyond ±31.
    #[error("{0} is not a day of a month")]
    BadMonthDay(i8),
    /// A month that is not 1 to 12.
    #[error("{0} is not a month")]
    BadMonth(u8),
    /// An nth weekday that is 0 or beyond ±5.
    #[error("a month has no weekday number {0}")]
    BadNthWeekday(i8),
    /// The question would walk through more than [`MOST_PERIODS`] periods.
    #[error("the rule gives too many dates in this range")]
    TooMuchWork,
}

impl Recurrence {
    /// A rule without an end that repeats `start` itself: its day, weekday, day of the month, or day of the year.
    pub fn new(start: NaiveDate, every: Frequency, interval: u32) -> Recurrence {
        Recurrence {
            start,
            every,
            interval,
            weekdays: Vec::new(),
            month_days: Vec::new(),
            nth_weekdays: Vec::new(),
            months: Vec::new(),
            end: End::Never,
            exceptions: BTreeSet::new(),
            shift: Shift::Keep,
            missing_day: MissingDay::Skip,
        }
    }

    /// The dates that take place in `range` (half-open), in order, each date once.
    ///
    /// The walk begins at the range, however old the rule is, unless the rule ends by a count. Two planned dates
    /// that are shifted to the same day give one occurrence.
    ///
    /// # Errors
    /// A [`RecurrenceError`] where a part of the rule is out of range or the walk would be too long.
    pub fn occurrences(
        &self,
        calendar: &WorkCalendar,
        range: Range<NaiveDate>,
    ) -> Result<Vec<Occurrence>, RecurrenceError> {
        let pattern = Pattern::of(self)?;
        let margin = if self.shift == Shift::Keep { Days::new(0) } else { SHIFT_MARGIN };
        let mut upper = range.end.checked_add_days(margin).unwrap_or(NaiveDate::MAX);
        if let End::Until(last) = self.end {
            upper = upper.min(last.succ_opt().unwrap_or(NaiveDate::MAX));
        }
        let limit = if let End::Count(count) = self.end { Some(count) } else { None };
        let lower = if limit.is_some() {
            self.start
        } else {
            range.start.checked_sub_days(margin).unwrap_or(NaiveDate::MIN).max(self.start)
        };
        let mut found: Vec<Occurrence> = Vec::new();
        if range.is_empty() || lower >= upper {
            return Ok(found);
        }
        let mut counted = 0;
        let mut first_of_period = pattern.first_period(self, lower);
        for _ in 0..MOST_PERIODS {
            let Some(first) = first_of_period.filter(|first| *first < upper) else { return Ok(found) };
            for planned in pattern.days_of_period(first) {
                if planned < lower {
                    continue;
                }
                if planned >= upper || limit.is_some_and(|limit| counted >= limit) {
                    return Ok(found);
                }
                counted += 1;
                if self.exceptions.contains(&planned) {
                    continue;
                }
                let occurrence = Occurrence { date: calendar.shift(planned, self.shift), planned };
                if range.contains(&occurrence.date) {
                    push_once(&mut found, occurrence);
                }
            }
            first_of_period = pattern.following_period(first);
        }
        Err(RecurrenceError::TooMuchWork)
    }

    /// The first date on or after `from`, looking at most `horizon` days ahead.
    ///
    /// # Errors
    /// As [`Recurrence::occurrences`].
    pub fn next_on_or_after(
        &self,
        calendar: &WorkCalendar,
        from: NaiveDate,
        horizon: u32,
    ) -> Result<Option<Occurrence>, RecurrenceError> {
        let last = from.checked_add_days(Days::new(u64::from(horizon))).unwrap_or(NaiveDate::MAX);
        let mut begin = from;
        let mut width = 62;
        while begin < last {
            let end = begin.checked_add_days(Days::new(width)).unwrap_or(last).min(last);
            if let Some(first) = self.occurrences(calendar, begin..end)?.first() {
                return Ok(Some(*first));
            }
            begin = end;
            width *= 4;
        }
        Ok(None)
    }
}

/// Of several occurrences on one date, keeps the one that was planned there, or else the first.
fn push_once(found: &mut Vec<Occurrence>, occurrence: Occurrence) {
    match found.last_mut() {
        Some(last) if last.date == occurrence.date => {
            if occurrence.planned == occurrence.date {
                *last = occurrence;
            }
        }
        _ => found.push(occurrence),
    }
}

/// A rule as sets of bits, so that a long or hostile list costs no more than a short one.
struct Pattern {
    every: Frequency,
    interval: u32,
    /// Bit 0 is Monday; all bits where any day will do.
    weekdays: u8,
    /// Bit 1 is January; all bits where any month will do.
    months: u16,
    /// Bit n is the nth day from the beginning; and from the end.
    month_days: u32,
    month_days_from_end: u32,
    /// For each n from 1, the weekdays counted from the beginning of the month; and from the end.
    nth: [u8; 5],
    nth_from_end: [u8; 5],
    has_weekdays: bool,
    has_nth: bool,
    missing_day: MissingDay,
}

impl Pattern {
    fn of(rule: &Recurrence) -> Result<Pattern, RecurrenceError> {
        if rule.interval == 0 {
            return Err(RecurrenceError::ZeroInterval);
        }
        let mut pattern = Pattern {
            every: rule.every,
            interval: rule.interval,
            weekdays: rule.weekdays.iter().fold(0, |bits, day| bits | bit_of(*day)),
            months: 0,
            month_days: 0,
            month_days_from_end: 0,
            nth: [0; 5],
            nth_from_end: [0; 5],
            has_weekdays: !rule.weekdays.is_empty(),
            has_nth: false,
            missing_day: rule.missing_day,
        };
        for month in &rule.months {
            if !(1..=12).contains(month) {
                return Err(RecurrenceError::BadMonth(*month));
            }
            pattern.months |= 1 << month;
        }
        for day in &rule.month_days {
            match day {
                1..=31 => pattern.month_days |= 1 << day,
                -31..=-1 => pattern.month_days_from_end |= 1 << day.unsigned_abs(),
                _ => return Err(RecurrenceError::BadMonthDay(*day)),
            }
        }
        for entry in &rule.nth_weekdays {
            let table = if entry.nth < 0 { &mut pattern.nth_from_end } else { &mut pattern.nth };
            let position = usize::from(entry.nth.unsigned_abs()).checked_sub(1);
            let slot = position.and_then(|position| table.get_mut(position));
            *slot.ok_or(RecurrenceError::BadNthWeekday(entry.nth))? |= bit_of(entry.weekday);
            pattern.has_nth = true;
        }
        pattern.fill_defaults(rule);
        Ok(pattern)
    }

    fn fill_defaults(&mut self, rule: &Recurrence) {
        if rule.every == Frequency::Weekly && !self.has_weekdays {
            self.weekdays = bit_of(rule.start.weekday());
            self.has_weekdays = true;
        }
        if self.months == 0 {
            self.months = if rule.every == Frequency::Yearly { 1 << rule.start.month() } else { u16::MAX };
        }
        let picks_days =
            self.month_days != 0 || self.month_days_from_end != 0 || self.has_nth || self.has_weekdays;
        if matches!(rule.every, Frequency::Monthly | Frequency::Yearly) && !picks_days {
            self.month_days = 1 << rule.start.day();
        }
    }

    /// The first day of the last period that begins on or before `lower`: a day, a Monday, the first of a month or
    /// of January.
    fn first_period(&self, rule: &Recurrence, lower: NaiveDate) -> Option<NaiveDate> {
        let interval = i64::from(self.interval);
        match self.every {
            Frequency::Daily => {
                let passed = (lower - rule.start).num_days().div_euclid(interval);
                plus_days(rule.start, passed.checked_mul(interval)?)
            }
            Frequency::Weekly => {
                let monday = plus_days(rule.start, -i64::from(rule.start.weekday().num_days_from_monday()))?;
                let passed = (lower - monday).num_days().div_euclid(interval * 7);
                plus_days(monday, passed.checked_mul(interval * 7)?)
            }
            Frequency::Monthly => {
                let begin = month_number(rule.start);
                let passed = (month_number(lower) - begin).div_euclid(interval);
                first_of_month(begin + passed * interval)
            }
            Frequency::Yearly => {
                let begin = i64::from(rule.start.year());
                let passed = (i64::from(lower.year()) - begin).div_euclid(interval);
                first_of_month((begin + passed * interval) * 12)
            }
        }
    }

    fn following_period(&self, first: NaiveDate) -> Option<NaiveDate> {
        let interval = i64::from(self.interval);
        match self.every {
            Frequency::Daily => plus_days(first, interval),
            Frequency::Weekly => plus_days(first, interval * 7),
            Frequency::Monthly => first_of_month(month_number(first) + interval),
            Frequency::Yearly => first_of_month(month_number(first) + interval * 12),
        }
    }

    fn days_of_period(&self, first: NaiveDate) -> impl Iterator<Item = NaiveDate> + '_ {
        let daily_or_weekly: u64 = match self.every {
            Frequency::Daily => 1,
            Frequency::Weekly => 7,
            Frequency::Monthly | Frequency::Yearly => 0,
        };
        let months: i64 = match self.every {
            Frequency::Daily | Frequency::Weekly => 0,
            Frequency::Monthly => 1,
            Frequency::Yearly => 12,
        };
        let single = (0..daily_or_weekly)
            .filter_map(move |day| first.checked_add_days(Days::new(day)))
            .filter(|day| self.allows(*day));
        let number = month_number(first);
        let monthly =
            (0..months).filter_map(move |offset| first_of_month(number + offset)).flat_map(|month| {
                let days = self.days_of_month(month);
                (1..=31_u32)
                    .filter(move |day| days & (1 << day) != 0)
                    .filter_map(move |day| month.with_day(day))
            });
        single.chain(monthly)
    }

    /// For daily and weekly rules: whether every given part allows the day.
    fn allows(&self, day: NaiveDate) -> bool {
        let weekday_fits = !self.has_weekdays || self.weekdays & bit_of(day.weekday()) != 0;
        let month_fits = self.months & (1 << day.month()) != 0;
        let any_month_day =
            self.every == Frequency::Weekly || (self.month_days == 0 && self.month_days_from_end == 0);
        weekday_fits
            && month_fits
            && (any_month_day || self.listed_days(month_length(day)) & (1 << day.day()) != 0)
    }

    /// For monthly and yearly rules: bit n is set where the nth day of the month is meant.
    fn days_of_month(&self, first: NaiveDate) -> u32 {
        if self.months & (1 << first.month()) == 0 {
            return 0;
        }
        let length = month_length(first);
        let mut days = u32::MAX;
        if self.month_days != 0 || self.month_days_from_end != 0 {
            days = self.listed_days(length);
        }
        if self.has_weekdays || self.has_nth {
            days &= self.listed_weekdays(first, length);
        }
        days
    }

    fn listed_days(&self, length: u32) -> u32 {
        let existing = u32::MAX >> (31 - length);
        let mut days = self.month_days & existing;
        if self.missing_day == MissingDay::LastDay && self.month_days & !existing != 0 {
            days |= 1 << length;
        }
        (1..=length)
            .filter(|back| self.month_days_from_end & (1 << back) != 0)
            .fold(days, |days, back| days | 1 << (length + 1 - back))
    }

    fn listed_weekdays(&self, first: NaiveDate, length: u32) -> u32 {
        let offset = first.weekday().num_days_from_monday();
        (1..=length)
            .filter(|day| {
                let weekday = 1_u8 << ((offset + day - 1) % 7);
                let nth = usize::try_from((day - 1) / 7).ok().and_then(|week| self.nth.get(week));
                let from_end =
                    usize::try_from((length - day) / 7).ok().and_then(|week| self.nth_from_end.get(week));
                let counted = nth.map_or(0, |bits| *bits) | from_end.map_or(0, |bits| *bits);
                (self.weekdays | counted) & weekday != 0
            })
            .fold(0, |days, day| days | 1 << day)
    }
}

fn bit_of(weekday: Weekday) -> u8 {
    1 << weekday.num_days_from_monday()
}

fn plus_days(date: NaiveDate, days: i64) -> Option<NaiveDate> {
    date.checked_add_signed(chrono::TimeDelta::try_days(days)?)
}

/// Months since the year 0, so that months can be counted.
fn month_number(date: NaiveDate) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month0())
}

fn first_of_month(number: i64) -> Option<NaiveDate> {
    let year = i32::try_from(number.div_euclid(12)).ok()?;
    NaiveDate::from_ymd_opt(year, u32::try_from(number.rem_euclid(12)).ok()? + 1, 1)
}

fn month_length(date: NaiveDate) -> u32 {
    match date.month() {
        4 | 6 | 9 | 11 => 30,
        2 if date.leap_year() => 29,
        2 => 28,
        _ => 31,
    }
}
