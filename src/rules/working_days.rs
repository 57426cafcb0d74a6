//! The working-day calendar: weekdays, statutory holidays (休) and make-up working days (班).
//!
//! The built-in table holds what the State Council has announced so far; each November an arrangement for the next
//! year is announced, so an office lays an imported [`HolidayTable`] over it. A date the overlay names is as the
//! overlay says; every other date is as the built-in table says, or else Monday to Friday are working days.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use serde::{Deserialize, Serialize};

pub use crate::rules::holiday_table::{HolidayProblem, HolidayProblemKind, HolidayTable, SpecialDay};

/// What to do with a date that falls on a day off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Shift {
    /// Leave it where it is.
    #[default]
    Keep,
    /// The last working day before it, as for statutory filings.
    Previous,
    /// The first working day after it, as for internal tasks.
    Next,
}

/// Answers which days are worked. Cheap to clone and to ask; make a new one when the overlay changes.
#[derive(Clone, Debug)]
pub struct WorkCalendar {
    days: Arc<BTreeMap<NaiveDate, SpecialDay>>,
    /// Dates that differ from Monday-to-Friday, in order, with the working days gained (+) up to and including each.
    differences: Arc<[(NaiveDate, i64)]>,
}

impl Default for WorkCalendar {
    fn default() -> Self {
        static BUILT_IN_ALONE: LazyLock<WorkCalendar> =
            LazyLock::new(|| WorkCalendar::new(&HolidayTable::default()));
        BUILT_IN_ALONE.clone()
    }
}

impl WorkCalendar {
    /// The built-in table with the office's own entries laid over it.
    pub fn new(overlay: &HolidayTable) -> WorkCalendar {
        let mut days = BUILT_IN.clone();
        days.extend(overlay.days.iter().map(|(date, day)| (*date, day.clone())));
        let mut gained = 0;
        let differences = days
            .iter()
            .filter(|(date, day)| day.is_work != is_weekday(**date))
            .map(|(date, day)| {
                gained += if day.is_work { 1 } else { -1 };
                (*date, gained)
            })
            .collect();
        WorkCalendar { days: Arc::new(days), differences }
    }

    /// Whether people work on this date.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        let differs = self.differences.binary_search_by_key(&date, |(day, _)| *day).is_ok();
        is_weekday(date) != differs
    }

    /// What the tables say about a date (休 or 班, and of which holiday); `None` for an ordinary day.
    pub fn special_day(&self, date: NaiveDate) -> Option<&SpecialDay> {
        self.days.get(&date)
    }

    /// The holiday a date belongs to, also for its make-up working days; `None` for an ordinary day.
    pub fn holiday_name(&self, date: NaiveDate) -> Option<&str> {
        self.special_day(date).map(|day| day.name.as_str())
    }

    /// Whether the arrangement of a year is known, which is taken from a day off in its first week of October.
    ///
    /// Working days of a year that is not covered are only a guess from the weekdays, and a screen should say so.
    pub fn covers(&self, year: i32) -> bool {
        let (Some(first), Some(last)) =
            (NaiveDate::from_ymd_opt(year, 10, 1), NaiveDate::from_ymd_opt(year, 10, 7))
        else {
            return false;
        };
        self.days.range(first..=last).any(|(_, day)| !day.is_work)
    }

    /// Working days after `after`, up to and including `until`: the count in the interval (after, until].
    ///
    /// Negative where `until` is before `after`. Takes the same time however long the interval is.
    pub fn working_days_between(&self, after: NaiveDate, until: NaiveDate) -> i64 {
        self.working_days_through(until) - self.working_days_through(after)
    }

    /// The date `count` working days later; the start day is not counted, and need not be a working day.
    ///
    /// A negative count goes back in the same way, and zero gives the date itself. `None` beyond the calendar's end.
    pub fn add_working_days(&self, date: NaiveDate, count: i32) -> Option<NaiveDate> {
        let mut at = date;
        let mut left = u64::from(count.unsigned_abs());
        let forwards = count > 0;
        while left > 0 {
            // No week has more than seven working days, so so many weeks cannot overshoot.
            let weeks = left / 7;
            if weeks > 1 {
                let days = TimeDelta::try_days(i64::try_from(weeks).ok()?.checked_mul(7)?)?;
                let next = if forwards {
                    at.checked_add_signed(days)?
                } else {
                    // Counts [next, at) where `forwards` counts (at, next].
                    at.checked_sub_signed(days)?
                };
                let counted = if forwards {
                    self.working_days_between(at, next)
                } else {
                    self.working_days_between(next.pred_opt()?, at.pred_opt()?)
                };
                left = left.checked_sub(u64::try_from(counted).ok()?)?;
                at = next;
            } else {
                at = if forwards { at.succ_opt()? } else { at.pred_opt()? };
                left -= u64::from(self.is_working_day(at));
            }
        }
        // A jump of whole weeks may end on a day off; the answer is the day on which the last working day fell.
        while count != 0 && !self.is_working_day(at) {
            at = if forwards { at.pred_opt()? } else { at.succ_opt()? };
        }
        Some(at)
    }

    /// The date itself where it is a working day or the shift is [`Shift::Keep`], else the nearest working day in
    /// the asked direction.
    pub fn shift(&self, date: NaiveDate, shift: Shift) -> NaiveDate {
        let mut at = date;
        while shift != Shift::Keep && !self.is_working_day(at) {
            let step = if shift == Shift::Next { at.succ_opt() } else { at.pred_opt() };
            let Some(next) = step else { return date };
            at = next;
        }
        at
    }

    /// Working days from a fixed day long ago up to and including `date`; only differences of it mean anything.
    fn working_days_through(&self, date: NaiveDate) -> i64 {
        // Day 1 of the common era is a Monday.
        let days = i64::from(date.num_days_from_ce());
        let weekdays = days.div_euclid(7) * 5 + days.rem_euclid(7).min(5);
        let known = self.differences.partition_point(|(day, _)| *day <= date);
        let gained =
            known.checked_sub(1).and_then(|last| self.differences.get(last)).map_or(0, |(_, sum)| *sum);
        weekdays + gained
    }
}

fn is_weekday(date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The table of the crate `tyme4rs`, read once: its own look-up compiles a regular expression for each call.
static BUILT_IN: LazyLock<BTreeMap<NaiveDate, SpecialDay>> = LazyLock::new(|| {
    tyme4rs::tyme::holiday::LEGAL_HOLIDAY_DATA.as_bytes().chunks_exact(13).filter_map(built_in_day).collect()
});

/// One entry is 13 characters: year, month, day, `0` for a working day, the index of the name, the distance.
fn built_in_day(entry: &[u8]) -> Option<(NaiveDate, SpecialDay)> {
    let text = std::str::from_utf8(entry).ok()?;
    let date = NaiveDate::parse_from_str(text.get(..8)?, "%Y%m%d").ok()?;
    let name_index: usize = text.get(9..10)?.parse().ok()?;
    let name = tyme4rs::tyme::holiday::LEGAL_HOLIDAY_NAMES.get(name_index)?;
    Some((date, SpecialDay { name: (*name).to_owned(), is_work: text.get(8..9)? == "0" }))
}
