//! The days that a report is asked for.

use chrono::{Datelike as _, Days, NaiveDate};

/// The days that are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Period {
    #[default]
    Year,
    LastYear,
    Quarter,
    Month,
}

impl Period {
    pub(super) const ALL: [Self; 4] = [Self::Year, Self::LastYear, Self::Quarter, Self::Month];

    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Year => "report.this_year",
            Self::LastYear => "report.last_year",
            Self::Quarter => "report.ninety_days",
            Self::Month => "report.thirty_days",
        }
    }

    /// The first and the last day.
    pub(super) fn days(self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let back = |days| today.checked_sub_days(Days::new(days)).unwrap_or(today);
        let of_year = |year: i32| {
            let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(today);
            (first, NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(today))
        };
        match self {
            Self::Year => (of_year(today.year()).0, today),
            Self::LastYear => of_year(today.year() - 1),
            Self::Quarter => (back(89), today),
            Self::Month => (back(29), today),
        }
    }
}
