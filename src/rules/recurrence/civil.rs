//! Civil time as one number: seconds since the beginning of 1970 as a clock on the wall shows them, without a zone.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime};

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// Days from the beginning of the common era to 1970.
const BEFORE_1970: i64 = 719_163;

/// The last second that four digits of a year can name.
pub const END_OF_TIME: i64 = 253_402_300_800;

/// The first.
pub const BEGIN_OF_TIME: i64 = -62_135_596_800;

/// The number of a civil time.
pub fn of(time: NaiveDateTime) -> i64 {
    time.and_utc().timestamp()
}

/// The civil time of a number; numbers beyond the calendar give its edge.
pub fn at(civil: i64) -> NaiveDateTime {
    let edge = if civil < 0 { NaiveDateTime::MIN } else { NaiveDateTime::MAX };
    DateTime::from_timestamp(civil, 0).map_or(edge, |moment| moment.naive_utc())
}

/// The number of a day, in days since 1970.
pub fn day_of(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce()) - BEFORE_1970
}

/// The date of a day's number.
pub fn date_of(day: i64) -> NaiveDate {
    let edge = if day < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
    i32::try_from(day + BEFORE_1970).ok().and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or(edge)
}

/// The weekday of a day's number, 0 for Monday.
pub fn weekday(day: i64) -> i64 {
    // 1 January 1970 was a Thursday.
    (day + 3).rem_euclid(7)
}

/// The number of the first day of a month of the Gregorian calendar.
pub fn first_of_month(year: i64, month: i64) -> i64 {
    // Years that begin in March put the leap day at their end (the algorithm is in every textbook of calendars).
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month and day of a day's number in the Gregorian calendar.
pub fn year_month_day(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_month)
}

/// How many days a month of the Gregorian calendar has.
pub fn days_of_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap_year(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Whether a year has a 29 February.
pub fn is_leap_year(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// The first number not before `value` that is `origin` plus a whole number of steps.
pub fn align_up(value: i64, origin: i64, step: i64) -> i64 {
    origin + (value - origin + step - 1).div_euclid(step) * step
}

/// The last number not after `value` that is `origin` plus a whole number of steps.
pub fn align_down(value: i64, origin: i64, step: i64) -> i64 {
    origin + (value - origin).div_euclid(step) * step
}
