//! `FIELD=VALUE`, as it is typed.

use std::str::FromStr;

/// A field and what it is given, not yet read as a value of the field's kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Assignment {
    /// Key of the field.
    pub(super) field: String,
    /// The text; empty for no value.
    pub(super) text: String,
}

impl FromStr for Assignment {
    type Err = &'static str;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        match typed.split_once('=') {
            Some((field, text)) if !field.trim().is_empty() => {
                Ok(Self { field: field.trim().to_owned(), text: text.to_owned() })
            }
            _ => Err("FIELD=VALUE"),
        }
    }
}

/// Fields and texts, as [`read_values`](crate::exchange::read_values) takes them.
pub(super) fn pairs(typed: &[Assignment]) -> impl Iterator<Item = (&str, &str)> {
    typed.iter().map(|assignment| (assignment.field.as_str(), assignment.text.as_str()))
}
