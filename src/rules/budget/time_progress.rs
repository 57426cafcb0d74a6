//! 序时进度: how much of a budget year has passed.

use chrono::{Datelike, NaiveDate};

/// A part of a year that has passed; it is kept as a fraction, so that nothing is rounded before the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeProgress {
    /// What has passed.
    pub elapsed: u32,
    /// The year in the same unit.
    pub whole: u32,
}

impl TimeProgress {
    /// By months: those that have ended by the evening of `day`, so that 30 June is half the year.
    pub fn by_months(year: i32, day: NaiveDate) -> Self {
        let ended = match day.year().cmp(&year) {
            std::cmp::Ordering::Less => 0,
            std::cmp::Ordering::Greater => 12,
            std::cmp::Ordering::Equal => {
                let is_last = day.succ_opt().is_none_or(|next| next.month() != day.month());
                if is_last { day.month() } else { day.month0() }
            }
        };
        Self { elapsed: ended, whole: 12 }
    }

    /// By days: the day of the year out of 365 or 366.
    pub fn by_days(year: i32, day: NaiveDate) -> Self {
        let whole = NaiveDate::from_ymd_opt(year, 12, 31).map_or(365, |last| last.ordinal());
        let elapsed = match day.year().cmp(&year) {
            std::cmp::Ordering::Less => 0,
            std::cmp::Ordering::Greater => whole,
            std::cmp::Ordering::Equal => day.ordinal(),
        };
        Self { elapsed, whole }
    }

    /// In hundredths of a per cent, half-up; `None` for a year without length.
    pub fn rate(self) -> Option<i64> {
        super::figures::rate(i128::from(self.elapsed), i128::from(self.whole))
    }
}
