//! Years and their months in the two calendars that rules count in. One shape for both lets every part of a rule mean
//! the same in either.

use std::sync::OnceLock;

use tyme4rs::tyme::lunar::{LunarMonth, LunarYear};

use super::civil::{day_of, days_of_month, first_of_month, year_month_day};
use super::rule::Scale;

/// A month of a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Month {
    /// 1 to 12.
    pub number: i64,
    /// Whether it is a leap month (闰月) that follows the month of its number.
    pub leap: bool,
    /// Number of its first day.
    pub first: i64,
    /// Its days.
    pub length: i64,
}

/// A year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Year {
    /// Number of its first day.
    pub first: i64,
    /// Its days.
    pub length: i64,
    months: [Month; 13],
    count: usize,
}

impl Year {
    /// Its months, in order.
    pub fn months(&self) -> &[Month] {
        self.months.get(..self.count).unwrap_or_default()
    }

    /// The month a day lies in.
    pub fn month_of(&self, day: i64) -> Option<&Month> {
        self.months().iter().rev().find(|month| month.first <= day)
    }

    fn of_months(found: impl IntoIterator<Item = Month>) -> Option<Self> {
        let mut months = [Month::default(); 13];
        let mut count = 0_usize;
        for (place, month) in months.iter_mut().zip(found) {
            *place = month;
            count += 1;
        }
        let (first, last) = (months.first()?, months.get(count.checked_sub(1)?)?);
        Some(Self { first: first.first, length: last.first + last.length - first.first, months, count })
    }
}

/// The years that the table of the lunar calendar covers; rules give nothing beyond.
const LUNAR_YEARS: std::ops::Range<i64> = 1600..2600;

impl Scale {
    /// A year of this calendar; `None` beyond what can be counted.
    pub fn year(self, year: i64) -> Option<Year> {
        match self {
            Self::Gregorian => (1..10_000).contains(&year).then(|| gregorian(year)),
            Self::Chinese => lunar(year).copied(),
        }
    }

    /// The year of this calendar in which a day lies.
    pub fn year_of(self, day: i64) -> Option<i64> {
        let (year, ..) = year_month_day(day);
        match self {
            Self::Gregorian => Some(year),
            // A lunar year begins in the solar year of its number.
            Self::Chinese => Some(if lunar(year)?.first <= day { year } else { year - 1 }),
        }
    }
}

fn gregorian(year: i64) -> Year {
    let mut months = [Month::default(); 13];
    let mut first = first_of_month(year, 1);
    let start = first;
    for (number, month) in (1_i64..=12).zip(&mut months) {
        let length = days_of_month(year, number);
        *month = Month { number, leap: false, first, length };
        first += length;
    }
    Year { first: start, length: first - start, months, count: 12 }
}

/// The crate computes new moons anew for each question, so that each year is kept when it was asked for.
fn lunar(year: i64) -> Option<&'static Year> {
    static KEPT: [OnceLock<Option<Year>>; 1000] = [const { OnceLock::new() }; 1000];
    let place = usize::try_from(year - LUNAR_YEARS.start).ok()?;
    KEPT.get(place)?.get_or_init(|| compute_lunar(year)).as_ref()
}

fn compute_lunar(year: i64) -> Option<Year> {
    let months = LunarYear::new(isize::try_from(year).ok()?).ok()?.get_months();
    let following = LunarMonth::new(isize::try_from(year + 1).ok()?, 1).ok()?;
    let first_days: Vec<i64> = months.iter().chain([&following]).map(first_day).collect::<Option<_>>()?;
    let found = months.iter().zip(first_days.windows(2)).map(|(month, days)| {
        let [first, next] = days else { return None };
        let number = i64::try_from(month.get_month()).ok()?;
        Some(Month { number, leap: month.is_leap(), first: *first, length: next - first })
    });
    Year::of_months(found.collect::<Option<Vec<_>>>()?)
}

fn first_day(month: &LunarMonth) -> Option<i64> {
    let day = month.get_first_julian_day().get_solar_day();
    let date = chrono::NaiveDate::from_ymd_opt(
        i32::try_from(day.get_year()).ok()?,
        u32::try_from(day.get_month()).ok()?,
        u32::try_from(day.get_day()).ok()?,
    )?;
    Some(day_of(date))
}
