//! Why a plan gives no occurrences.

use crate::model::Message;

/// What is wrong with a plan, or with a question about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecurrenceError {
    /// A line that is none of RRULE, RDATE, EXDATE and EXRULE.
    #[error("line {line} is no recurrence: {text}")]
    BadLine {
        /// From 1, in the text of the recurrence.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// A part of a rule that can't be read or is out of range.
    #[error("{part} can't be {value}")]
    BadPart {
        /// Name of the part, as `BYMONTH`.
        part: String,
        /// What stands there.
        value: String,
    },
    /// A part that stands twice.
    #[error("{0} is there twice")]
    Twice(String),
    /// A part that RFC 5545 does not allow with the frequency of the rule.
    #[error("{part} is not allowed in a rule that is {frequency}")]
    NotAllowed {
        /// Name of the part.
        part: &'static str,
        /// Name of the frequency.
        frequency: &'static str,
    },
    /// A rule without FREQ.
    #[error("the rule has no FREQ")]
    NoFrequency,
    /// COUNT and UNTIL in one rule.
    #[error("a rule ends with COUNT or with UNTIL, not with both")]
    TwoEnds,
    /// A calendar that the engine does not count in.
    #[error("the calendar {0} is not known")]
    UnknownScale(String),
    /// A time zone that is not in the database.
    #[error("the time zone {0} is not known")]
    UnknownZone(String),
    /// A date or time that can't be read.
    #[error("{0} is no date or time")]
    BadTime(String),
    /// An end before the beginning.
    #[error("the end is before the beginning")]
    EndBeforeStart,
    /// More occurrences than one answer may have.
    #[error("more than {0} occurrences")]
    TooMany(usize),
    /// The rule walks long without giving anything.
    #[error("the rule takes too long to follow")]
    TooMuchWork,
    /// A time at which the plan has no occurrence.
    #[error("there is no occurrence at {0}")]
    NoOccurrence(String),
    /// A series that should be parted before its first occurrence.
    #[error("before the first occurrence there is nothing to part")]
    FirstOne,
    /// A move that the rule can't follow, as of the 15th of each month to another day where it names several.
    #[error("the rule names its days, so that moving it needs a new rule")]
    NamesItsDays,
}

impl RecurrenceError {
    /// What is wrong, for a person.
    pub fn message(&self) -> Message {
        match self {
            Self::BadLine { line, text } => {
                Message::new("recurrence.bad_line").with("line", line).with("text", shortened(text))
            }
            Self::BadPart { part, value } => Message::new("recurrence.bad_part")
                .with("part", shortened(part))
                .with("value", shortened(value)),
            Self::Twice(part) => Message::new("recurrence.twice").with("part", shortened(part)),
            Self::NotAllowed { part, frequency } => {
                Message::new("recurrence.not_allowed").with("part", part).with("frequency", frequency)
            }
            Self::NoFrequency => Message::new("recurrence.no_frequency"),
            Self::TwoEnds => Message::new("recurrence.two_ends"),
            Self::UnknownScale(name) => {
                Message::new("recurrence.unknown_scale").with("name", shortened(name))
            }
            Self::UnknownZone(name) => Message::new("recurrence.unknown_zone").with("name", shortened(name)),
            Self::BadTime(text) => Message::new("recurrence.bad_time").with("text", shortened(text)),
            Self::EndBeforeStart => Message::new("recurrence.end_before_start"),
            Self::TooMany(limit) => Message::new("recurrence.too_many").with("limit", limit),
            Self::TooMuchWork => Message::new("recurrence.too_much_work"),
            Self::NoOccurrence(time) => Message::new("recurrence.no_occurrence").with("time", time),
            Self::FirstOne => Message::new("recurrence.first_one"),
            Self::NamesItsDays => Message::new("recurrence.names_its_days"),
        }
    }
}

/// A hostile file does not get its whole line into a sentence.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
        None => text.to_owned(),
    }
}
