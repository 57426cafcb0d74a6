//! What stands over a day: its date, the day of the Chinese calendar, holidays and make-up working days.

use chrono::{Datelike as _, NaiveDate};

use crate::rules::lunar_day::{LunarDay, lunar_day};
use crate::rules::working_days::WorkCalendar;
use crate::text::Language;

/// Keys of the names of the months of the Chinese calendar.
const MONTHS: [&str; 12] = [
    "lunar.month.1",
    "lunar.month.2",
    "lunar.month.3",
    "lunar.month.4",
    "lunar.month.5",
    "lunar.month.6",
    "lunar.month.7",
    "lunar.month.8",
    "lunar.month.9",
    "lunar.month.10",
    "lunar.month.11",
    "lunar.month.12",
];

/// Keys of the names of the solar terms, from 冬至 on.
const TERMS: [&str; 24] = [
    "term.0", "term.1", "term.2", "term.3", "term.4", "term.5", "term.6", "term.7", "term.8", "term.9",
    "term.10", "term.11", "term.12", "term.13", "term.14", "term.15", "term.16", "term.17", "term.18",
    "term.19", "term.20", "term.21", "term.22", "term.23",
];

const TENS: [&str; 3] = ["初", "十", "廿"];
const DIGITS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// What stands over a day.
#[derive(Clone, Debug, PartialEq)]
pub struct DayHead {
    /// The day.
    pub day: NaiveDate,
    /// The day of the Chinese calendar in a word: its name, or the month on its first day, or the solar term.
    pub lunar: String,
    /// The name of the holiday, or what is made up for; empty on ordinary days.
    pub holiday: String,
    /// 班 as `true`, 休 as `false`; `None` on ordinary days.
    pub is_work: Option<bool>,
    /// Whether the office works.
    pub is_working_day: bool,
}

impl DayHead {
    /// The head of a day.
    pub fn of(day: NaiveDate, calendar: &WorkCalendar, language: Language) -> Self {
        let special = calendar.special_day(day);
        Self {
            day,
            lunar: lunar_day(day).map(|lunar| lunar_words(lunar, language)).unwrap_or_default(),
            holiday: special.map(|special| special.name.clone()).unwrap_or_default(),
            is_work: special.map(|special| special.is_work),
            is_working_day: calendar.is_working_day(day),
        }
    }

    /// The head of a day without the day of the Chinese calendar, where there is no room for it.
    pub fn bare(day: NaiveDate, calendar: &WorkCalendar) -> Self {
        let special = calendar.special_day(day);
        Self {
            day,
            lunar: String::new(),
            holiday: special.map(|special| special.name.clone()).unwrap_or_default(),
            is_work: special.map(|special| special.is_work),
            is_working_day: calendar.is_working_day(day),
        }
    }

    /// Whether it is Saturday or Sunday.
    pub fn is_weekend(&self) -> bool {
        self.day.weekday().num_days_from_monday() >= 5
    }
}

/// A day of the Chinese calendar in one word, as calendars print it: the solar term that begins, the month on its
/// first day, else the day.
pub fn lunar_words(lunar: LunarDay, language: Language) -> String {
    if let Some(key) = lunar.term.and_then(|term| TERMS.get(usize::from(term))) {
        return language.text(key).to_owned();
    }
    let month =
        || MONTHS.get(usize::from(lunar.month.saturating_sub(1))).map_or("", |key| language.text(key));
    if language == Language::English {
        let leap = if lunar.is_leap { "+" } else { "" };
        return format!("{}{leap}/{}", lunar.month, lunar.day);
    }
    if lunar.day == 1 {
        let leap = if lunar.is_leap { language.text("lunar.leap") } else { "" };
        return format!("{leap}{}", month());
    }
    let day = lunar.day.saturating_sub(1);
    let digit = DIGITS.get(usize::from(day % 10)).copied().unwrap_or_default();
    match lunar.day {
        20 => "二十".to_owned(),
        30 => "三十".to_owned(),
        _ => format!("{}{digit}", TENS.get(usize::from(day / 10)).copied().unwrap_or_default()),
    }
}
