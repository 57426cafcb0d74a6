//! Tables of samples: a register with its fields across and a record a row, each cell as it would be written in a sheet.

use chrono::NaiveDate;

use crate::desk::Values;
use crate::desk::seeding::{Batch, identity_of_code};
use crate::model::{Kind, Money, RecordId, Value, parse_date_time, parse_decimal};
use crate::records;

/// What parts the words of a set in a cell.
const BETWEEN_WORDS: char = '、';

/// A table of samples.
pub(super) struct Samples<const COLUMNS: usize> {
    /// The register.
    pub(super) register: &'static str,
    /// The keys of its fields, one a column; an empty key is a column that no field has, such as the code of the row.
    pub(super) fields: [&'static str; COLUMNS],
    /// The records. An empty cell is no value, a link the code of the record it leads to, an amount stands in 元, and
    /// the words of a set are parted by 、.
    pub(super) rows: &'static [[&'static str; COLUMNS]],
}

impl<const COLUMNS: usize> Samples<COLUMNS> {
    /// The rows with what they say.
    pub(super) fn records(&self) -> impl Iterator<Item = (&'static [&'static str; COLUMNS], Values)> {
        self.rows.iter().map(|row| (row, self.values(row)))
    }

    /// What a row says.
    pub(super) fn values(&self, row: &[&'static str; COLUMNS]) -> Values {
        let cells = self.fields.into_iter().zip(row).filter(|(key, _)| !key.is_empty());
        cells.map(|(key, cell)| (key, value(self.register, key, cell))).collect()
    }

    /// The identity of the record with a code.
    pub(super) fn identity(&self, code: &str) -> RecordId {
        identity_of_code(self.register, code)
    }

    /// Creates the record of each row with what it says; `code` tells its code.
    pub(super) fn fill(&self, batch: &mut Batch, code: impl Fn(&[&'static str; COLUMNS]) -> String) {
        for (row, values) in self.records() {
            batch.create(self.register, self.identity(&code(row)), values);
        }
    }
}

/// A cell as the value of its field. What can't be read stays a text, which the field refuses.
fn value(register: &str, key: &str, cell: &str) -> Value {
    let field = records::find(register).and_then(|record_type| record_type.field(key));
    let unreadable = || Value::text(cell);
    let Some((_, field)) = field.filter(|_| !cell.is_empty()) else { return unreadable() };
    match field.kind {
        Kind::Text | Kind::LongText => unreadable(),
        Kind::Integer => cell.parse().map_or_else(|_| unreadable(), Value::Integer),
        Kind::Decimal(places) => parse_decimal(cell, places).map_or_else(|_| unreadable(), Value::Integer),
        Kind::Money => {
            parse_decimal(cell, 2).map_or_else(|_| unreadable(), |fen| Value::Money(Money::from_fen(fen)))
        }
        Kind::Date => cell.parse::<NaiveDate>().map_or_else(|_| unreadable(), Value::Date),
        Kind::DateTime => parse_date_time(cell).map_or_else(|_| unreadable(), Value::DateTime),
        Kind::Instant => cell.parse().map_or_else(|_| unreadable(), Value::Instant),
        Kind::Flag => cell.parse().map_or_else(|_| unreadable(), Value::Flag),
        Kind::Choice(_) | Kind::State(_) => Value::choice(cell),
        Kind::Link(target) => Value::Link(identity_of_code(target, cell)),
        Kind::Tags => Value::Tags(cell.split(BETWEEN_WORDS).map(str::to_owned).collect()),
    }
}
