//! How long something is kept.

use chrono::NaiveDate;

/// The last day on which something of a year is kept for so many years: 31 December of the year plus the period
/// (`domain.md` §3.1). 会计档案 count from the first day after the end of their year, which is the same day
/// (会计档案管理办法 第十五条). `None` is for ever, or beyond the calendar.
pub fn expires_on(year: i64, years: Option<u16>) -> Option<NaiveDate> {
    let last = i32::try_from(year.checked_add(i64::from(years?))?).ok()?;
    NaiveDate::from_ymd_opt(last, 12, 31)
}

/// Whether something is to be appraised on a day: its period is over.
pub fn is_due(expires_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    expires_on.is_some_and(|last| today > last)
}

/// The day by which papers of a year stand in the archive: the end of June of the next year.
pub fn filed_by(year: i64) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year.checked_add(1)?).ok()?, 6, 30)
}
