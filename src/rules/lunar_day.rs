//! The day of the Chinese calendar (GB/T 33661-2017), as heads of a calendar show it.

use chrono::{Datelike as _, NaiveDate};
use tyme4rs::tyme::solar::SolarDay;

/// A day of the Chinese calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LunarDay {
    /// The month, 1 to 12.
    pub month: u8,
    /// Whether it is the leap month of that number.
    pub is_leap: bool,
    /// The day, 1 to 30.
    pub day: u8,
    /// The solar term (节气) that begins on the day, 0 being 冬至, 1 小寒.
    pub term: Option<u8>,
}

/// The first and last year the tables of new moons are relied on for.
const YEARS: std::ops::RangeInclusive<i32> = 1600..=2600;

/// The day of the Chinese calendar; `None` far from our time.
pub fn lunar_day(day: NaiveDate) -> Option<LunarDay> {
    if !YEARS.contains(&day.year()) {
        return None;
    }
    let year = isize::try_from(day.year()).ok()?;
    let solar =
        SolarDay::new(year, usize::try_from(day.month()).ok()?, usize::try_from(day.day()).ok()?).ok()?;
    let lunar = solar.get_lunar_day();
    let month = lunar.get_lunar_month().get_month_with_leap();
    let term = solar.get_term_day();
    let begins = term.get_day_index() == 0;
    Some(LunarDay {
        month: u8::try_from(month.unsigned_abs()).ok()?,
        is_leap: month < 0,
        day: u8::try_from(lunar.get_day()).ok()?,
        term: begins.then(|| u8::try_from(term.get_solar_term().get_index()).ok()).flatten(),
    })
}
