//! Days and stretches of days in words.

use std::ops::Range;

use chrono::{Datelike as _, NaiveDate};

use crate::text::Language;

const WEEKDAYS: [&str; 7] = [
    "calendar.weekday.1",
    "calendar.weekday.2",
    "calendar.weekday.3",
    "calendar.weekday.4",
    "calendar.weekday.5",
    "calendar.weekday.6",
    "calendar.weekday.7",
];

const MONTHS: [&str; 12] = [
    "calendar.month.1",
    "calendar.month.2",
    "calendar.month.3",
    "calendar.month.4",
    "calendar.month.5",
    "calendar.month.6",
    "calendar.month.7",
    "calendar.month.8",
    "calendar.month.9",
    "calendar.month.10",
    "calendar.month.11",
    "calendar.month.12",
];

/// The day of the week.
pub fn weekday_name(day: NaiveDate, language: Language) -> &'static str {
    let place = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or_default();
    WEEKDAYS.get(place).map_or("", |key| language.text(key))
}

/// The name of a month, 1 to 12.
pub fn month_name(month: u32, language: Language) -> &'static str {
    let place = usize::try_from(month.saturating_sub(1)).unwrap_or_default();
    MONTHS.get(place).map_or("", |key| language.text(key))
}

fn filled(key: &'static str, first: NaiveDate, last: NaiveDate, language: Language) -> String {
    // Chinese counts its months, English names them.
    let month = |day: NaiveDate| match language {
        Language::English => month_name(day.month(), language).to_owned(),
        _ => day.month().to_string(),
    };
    language.fill(
        key,
        &[
            ("year", &first.year().to_string()),
            ("month", &month(first)),
            ("day", &first.day().to_string()),
            ("weekday", weekday_name(first, language)),
            ("last_year", &last.year().to_string()),
            ("last_month", &month(last)),
            ("last_day", &last.day().to_string()),
        ],
    )
}

/// A day without its year, with its day of the week.
pub fn day_words(day: NaiveDate, language: Language) -> String {
    filled("calendar.day_words", day, day, language)
}

/// A month with its year.
pub fn month_title(day: NaiveDate, language: Language) -> String {
    filled("calendar.title.month", day, day, language)
}

/// A year.
pub fn year_title(day: NaiveDate, language: Language) -> String {
    filled("calendar.title.year", day, day, language)
}

/// Some days (half-open), as they stand over a calendar.
pub fn days_title(days: &Range<NaiveDate>, language: Language) -> String {
    let (first, last) = (days.start, days.end.pred_opt().unwrap_or(days.end).max(days.start));
    let key = if first == last {
        "calendar.title.day"
    } else if first.year() != last.year() {
        "calendar.title.years"
    } else if first.month() != last.month() {
        "calendar.title.same_year"
    } else {
        "calendar.title.same_month"
    };
    filled(key, first, last, language)
}
