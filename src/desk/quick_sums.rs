//! Quick sums: what the numbers of some rows of a list come to.

use super::RegisterList;
use crate::model::{Kind, Money, format_decimal};

/// Count, sum, average, least and most of a number field over some rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuickSum {
    kind: Kind,
    /// Rows that have a value.
    pub count: u32,
    /// In the unit of the field: fen, hundredths, pieces.
    pub sum: i64,
    /// The smallest.
    pub least: i64,
    /// The largest.
    pub most: i64,
}

impl QuickSum {
    /// Adds up a field over the rows at some positions of a list. `None` when the field is no number, no row has a
    /// value, or the sum is too large to be held.
    pub fn of(list: &RegisterList, field: usize, positions: impl IntoIterator<Item = usize>) -> Option<Self> {
        let kind = list.kind(field).filter(|_| list.adds_up(field))?;
        let mut total: Option<Self> = None;
        for number in positions.into_iter().filter_map(|position| list.number(position, field)) {
            let next = match total {
                None => Self { kind, count: 1, sum: number, least: number, most: number },
                Some(before) => Self {
                    count: before.count.checked_add(1)?,
                    sum: before.sum.checked_add(number)?,
                    least: before.least.min(number),
                    most: before.most.max(number),
                    ..before
                },
            };
            total = Some(next);
        }
        total
    }

    /// The average, rounded half away from zero to the places of the field; whole numbers to two places.
    pub fn average_text(&self) -> String {
        let scaled = if self.kind == Kind::Integer { 100 } else { 1 };
        let (sum, count) = (i128::from(self.sum) * scaled, i128::from(self.count.max(1)));
        let half = if sum < 0 { -count / 2 } else { count / 2 };
        let average = i64::try_from((sum + half) / count).unwrap_or_default();
        if self.kind == Kind::Integer { format_decimal(average, 2) } else { self.text(average) }
    }

    /// A number of the field as it is written.
    pub fn text(&self, number: i64) -> String {
        match self.kind {
            Kind::Decimal(places) => format_decimal(number, places),
            Kind::Money => Money::from_fen(number).to_string(),
            _ => number.to_string(),
        }
    }
}
