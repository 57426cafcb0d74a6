//! The value of a field, independent of the record it stands in, and how Rust types become values.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Id, Message, Money, RecordId};

/// The value of one field of one record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// No value was given.
    #[default]
    Nothing,
    /// A line or a paragraph.
    Text(String),
    /// A whole number; for a decimal field the number times ten to its places.
    Integer(i64),
    /// An amount in 分.
    Money(Money),
    /// A civil date without zone.
    Date(NaiveDate),
    /// A civil date and time without zone.
    DateTime(NaiveDateTime),
    /// A moment, in UTC.
    Instant(DateTime<Utc>),
    /// Yes or no.
    Flag(bool),
    /// The code of a choice or of a workflow state.
    Choice(String),
    /// A reference to another record.
    Link(RecordId),
    /// A set of words, kept in the order given.
    Tags(Vec<String>),
}

impl Value {
    /// Whether nothing was given; an empty text and an empty set count as nothing.
    pub fn is_nothing(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Text(text) => text.is_empty(),
            Self::Tags(tags) => tags.is_empty(),
            _ => false,
        }
    }

    /// A text value; an empty string is [`Value::Nothing`].
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Nothing } else { Self::Text(text) }
    }

    /// The code of a choice.
    pub fn choice(code: impl Into<String>) -> Self {
        Self::Choice(code.into())
    }

    /// The record this value refers to.
    pub fn as_link(&self) -> Option<RecordId> {
        match self {
            Self::Link(id) => Some(*id),
            _ => None,
        }
    }

    /// The text of a text or a choice.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Choice(text) => Some(text),
            _ => None,
        }
    }

    /// The date of a date value.
    pub fn as_date(&self) -> Option<NaiveDate> {
        match self {
            Self::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// The date and time of a date and time.
    pub fn as_date_time(&self) -> Option<NaiveDateTime> {
        match self {
            Self::DateTime(time) => Some(*time),
            _ => None,
        }
    }

    /// Bytes that are equal exactly when the values are, for unique indexes. Text is compared as written,
    /// without the case of ASCII letters.
    pub fn index_bytes(&self) -> Vec<u8> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Text(text) | Self::Choice(text) => text.to_lowercase().into_bytes(),
            Self::Integer(number) => number.to_be_bytes().to_vec(),
            Self::Money(money) => money.fen().to_be_bytes().to_vec(),
            Self::Date(date) => date.to_string().into_bytes(),
            Self::DateTime(time) => time.and_utc().timestamp().to_be_bytes().to_vec(),
            Self::Instant(instant) => instant.timestamp_micros().to_be_bytes().to_vec(),
            Self::Flag(flag) => vec![u8::from(*flag)],
            Self::Link(id) => id.as_bytes().to_vec(),
            Self::Tags(tags) => tags.join("\u{1f}").into_bytes(),
        }
    }
}

/// A Rust type that can stand in a record.
pub trait FieldValue: Sized {
    /// The value that this is.
    fn to_value(&self) -> Value;

    /// Reads it back.
    ///
    /// # Errors
    /// A message for the user when the value is of another kind or not one of the choices.
    fn from_value(value: Value) -> Result<Self, Message>;
}

/// What is said when a value of one kind is given to a field of another.
pub(super) fn wrong_kind() -> Message {
    Message::new("problem.wrong_kind")
}

macro_rules! field_values {
    ($($type:ty, $variant:ident;)*) => {$(
        impl FieldValue for $type {
            fn to_value(&self) -> Value {
                Value::$variant(self.clone())
            }

            fn from_value(value: Value) -> Result<Self, Message> {
                match value {
                    Value::$variant(inner) => Ok(inner),
                    Value::Nothing => Ok(<$type>::default()),
                    _ => Err(wrong_kind()),
                }
            }
        }

        impl FieldValue for Option<$type> {
            fn to_value(&self) -> Value {
                self.clone().map_or(Value::Nothing, Value::$variant)
            }

            fn from_value(value: Value) -> Result<Self, Message> {
                match value {
                    Value::$variant(inner) => Ok(Some(inner)),
                    Value::Nothing => Ok(None),
                    _ => Err(wrong_kind()),
                }
            }
        }
    )*};
}

field_values! {
    i64, Integer;
    Money, Money;
    bool, Flag;
}

impl FieldValue for String {
    fn to_value(&self) -> Value {
        Value::text(self.as_str())
    }

    fn from_value(value: Value) -> Result<Self, Message> {
        match value {
            Value::Text(text) => Ok(text),
            Value::Nothing => Ok(Self::new()),
            _ => Err(wrong_kind()),
        }
    }
}

impl FieldValue for Vec<String> {
    fn to_value(&self) -> Value {
        if self.is_empty() { Value::Nothing } else { Value::Tags(self.clone()) }
    }

    fn from_value(value: Value) -> Result<Self, Message> {
        match value {
            Value::Tags(tags) => Ok(tags),
            Value::Nothing => Ok(Self::new()),
            _ => Err(wrong_kind()),
        }
    }
}

impl FieldValue for Option<NaiveDate> {
    fn to_value(&self) -> Value {
        self.map_or(Value::Nothing, Value::Date)
    }

    fn from_value(value: Value) -> Result<Self, Message> {
        match value {
            Value::Date(date) => Ok(Some(date)),
            Value::Nothing => Ok(None),
            _ => Err(wrong_kind()),
        }
    }
}

impl FieldValue for Option<NaiveDateTime> {
    fn to_value(&self) -> Value {
        self.map_or(Value::Nothing, Value::DateTime)
    }

    fn from_value(value: Value) -> Result<Self, Message> {
        match value {
            Value::DateTime(time) => Ok(Some(time)),
            Value::Nothing => Ok(None),
            _ => Err(wrong_kind()),
        }
    }
}

impl FieldValue for Option<DateTime<Utc>> {
    fn to_value(&self) -> Value {
        self.map_or(Value::Nothing, Value::Instant)
    }

    fn from_value(value: Value) -> Result<Self, Message> {
        match value {
            Value::Instant(instant) => Ok(Some(instant)),
            Value::Nothing => Ok(None),
            _ => Err(wrong_kind()),
        }
    }
}

impl<R> FieldValue for Option<Id<R>> {
    fn to_value(&self) -> Value {
        self.map_or(Value::Nothing, |id| Value::Link(id.erase()))
    }

    fn from_value(value: Value) -> Result<Self, Message> {
        match value {
            Value::Link(id) => Ok(Some(Id::new(id))),
            Value::Nothing => Ok(None),
            _ => Err(wrong_kind()),
        }
    }
}

/// One of a closed set of codes, declared with [`choices!`](crate::choices).
pub trait Choice: Copy + PartialEq + Default + Sized + 'static {
    /// The set: its codes and their texts.
    const SET: &'static ChoiceSet;

    /// The code that is stored, exported and given on the command line.
    fn code(self) -> &'static str;

    /// The choice of a code.
    fn from_code(code: &str) -> Option<Self>;
}

/// The codes of a choice with the keys of their texts, in the order of declaration.
#[derive(Debug, PartialEq, Eq)]
pub struct ChoiceSet {
    /// Code and text key.
    pub options: &'static [(&'static str, &'static str)],
}

impl ChoiceSet {
    /// The key of the text of a code.
    pub fn text_key(&self, code: &str) -> Option<&'static str> {
        self.options.iter().find(|(known, _)| *known == code).map(|(_, key)| *key)
    }
}

/// Declares an enumeration whose members have stored codes and texts (`set.code`).
///
/// ```ignore
/// choices! {
///     /// How a person holds a post.
///     pub enum Tenure, "tenure" { Main = "main", Acting = "acting" }
/// }
/// ```
/// The first member is the default.
#[macro_export]
macro_rules! choices {
    ($(#[$meta:meta])* $visibility:vis enum $name:ident, $set:literal {
        $(#[$first_meta:meta])* $first:ident = $first_code:literal
        $(, $(#[$member_meta:meta])* $member:ident = $code:literal)* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        $visibility enum $name {
            $(#[$first_meta])*
            #[default]
            #[serde(rename = $first_code)]
            $first,
            $($(#[$member_meta])* #[serde(rename = $code)] $member,)*
        }

        impl $name {
            /// Every member, in the order of declaration.
            pub const ALL: &'static [Self] = &[Self::$first $(, Self::$member)*];
        }

        impl $crate::model::Choice for $name {
            const SET: &'static $crate::model::ChoiceSet = &$crate::model::ChoiceSet {
                options: &[
                    ($first_code, concat!($set, ".", $first_code))
                    $(, ($code, concat!($set, ".", $code)))*
                ],
            };

            fn code(self) -> &'static str {
                match self {
                    Self::$first => $first_code,
                    $(Self::$member => $code,)*
                }
            }

            fn from_code(code: &str) -> Option<Self> {
                match code {
                    $first_code => Some(Self::$first),
                    $($code => Some(Self::$member),)*
                    _ => None,
                }
            }
        }

        impl $crate::model::FieldValue for $name {
            fn to_value(&self) -> $crate::model::Value {
                $crate::model::Value::choice($crate::model::Choice::code(*self))
            }

            fn from_value(value: $crate::model::Value) -> Result<Self, $crate::model::Message> {
                match &value {
                    $crate::model::Value::Choice(code) | $crate::model::Value::Text(code) => {
                        <Self as $crate::model::Choice>::from_code(code).ok_or_else(|| {
                            $crate::model::Message::new("problem.not_a_choice").with("value", code)
                        })
                    }
                    $crate::model::Value::Nothing => Ok(Self::default()),
                    _ => Err($crate::model::Message::new("problem.wrong_kind")),
                }
            }
        }
    };
}

/// A civil date and time as it is typed or stands in a file, `2026-01-05 09:00`, also with seconds, with a T, with
/// slashes, or a date alone for its midnight; years 1800 to 2200.
///
/// # Errors
/// When the text is none of these.
pub fn parse_date_time(text: &str) -> Result<NaiveDateTime, Message> {
    let refuse = || Message::new("problem.not_a_time").with("value", text);
    let tidy = text.trim().replace(['/', '.'], "-").replace(['T', 't'], " ");
    let (date, time) = tidy.split_once(' ').unwrap_or((&tidy, "00:00"));
    let date = NaiveDate::parse_from_str(date, "%Y-%m-%d").map_err(|_| refuse())?;
    let time = ["%H:%M", "%H:%M:%S"]
        .iter()
        .find_map(|format| chrono::NaiveTime::parse_from_str(time.trim(), format).ok());
    let sensible = (1800..=2200).contains(&chrono::Datelike::year(&date));
    time.filter(|_| sensible).map(|time| date.and_time(time)).ok_or_else(refuse)
}

/// A decimal number written with at most `places` decimals, as the scaled integer that is stored.
///
/// # Errors
/// When the text is no number, has too many decimals or is too large.
pub fn parse_decimal(text: &str, places: u8) -> Result<i64, Message> {
    let refuse = || Message::new("problem.not_a_number").with("value", text);
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let places = usize::from(places);
    let fraction = fraction.trim_end_matches('0');
    let only_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !only_digits(whole) || !only_digits(fraction) || fraction.len() > places {
        return Err(refuse());
    }
    let scaled = i64::from_str(&format!("{whole}{fraction:0<places$}")).map_err(|_| refuse())?;
    Ok(if negative { -scaled } else { scaled })
}

/// A scaled integer as a decimal number without needless zeros.
pub fn format_decimal(scaled: i64, places: u8) -> String {
    let factor = 10_u64.saturating_pow(u32::from(places));
    let magnitude = scaled.unsigned_abs();
    let sign = if scaled < 0 { "-" } else { "" };
    let whole = magnitude / factor;
    let fraction = magnitude % factor;
    if fraction == 0 {
        return format!("{sign}{whole}");
    }
    let width = usize::from(places);
    let fraction = format!("{fraction:0width$}");
    format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
}
