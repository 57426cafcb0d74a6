//! M4 (Jugel and others, VLDB 2014): of all figures that fall on one column of dots only the first, the least, the
//! greatest and the last can be seen in a line. What is drawn of them is the same to the dot.

use super::figures::{whole, wide};

/// What can be seen of the figures of one column of dots.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// Which column, from 0.
    pub place: usize,
    /// The first figure.
    pub first: f64,
    /// The least.
    pub least: f64,
    /// The greatest.
    pub greatest: f64,
    /// The last.
    pub last: f64,
}

/// How many lanes the least and greatest are kept in, so that the processor takes several figures at once.
const LANES: usize = 8;

/// The columns of figures in even steps over `width` dots, the last figure on the last dot. Figures that are no number are
/// left out; a column without any is none.
pub fn columns(values: &[f64], width: usize) -> Vec<Column> {
    let width = width.max(1);
    if values.len() < 200_000 {
        return part(values, 0, width, values.len(), width);
    }
    // Two halves at a time: the memory is read faster by two.
    let middle = width / 2;
    let (mut left, right) = crate::rules::two_threads::both(
        "chart",
        || part(values, 0, middle, values.len(), width),
        || part(values, middle, width, values.len(), width),
    );
    left.extend(right);
    left
}

/// The column of the figure at a position, as the drawing of every figure would have it.
pub(super) fn column_of(position: usize, count: usize, width: usize) -> usize {
    let steps = wide(count.saturating_sub(1).max(1));
    whole((wide(position) * wide(width.saturating_sub(1)) / steps).round())
}

/// The first position that falls on a column or one after it.
fn beginning(column: usize, count: usize, width: usize) -> usize {
    if column == 0 {
        return 0;
    }
    let steps = wide(count.saturating_sub(1).max(1));
    let guess = whole((wide(column) - 0.5) * steps / wide(width.saturating_sub(1).max(1)));
    let mut position = guess.saturating_sub(2).min(count);
    while position < count && column_of(position, count, width) < column {
        position += 1;
    }
    position
}

fn part(values: &[f64], from: usize, to: usize, count: usize, width: usize) -> Vec<Column> {
    let mut found = Vec::with_capacity(to - from);
    let mut start = beginning(from, count, width);
    for place in from..to {
        let end = if place + 1 == width { count } else { beginning(place + 1, count, width) };
        let of_column = values.get(start..end).unwrap_or_default();
        start = end;
        let is_number = |value: &&f64| value.is_finite();
        let (Some(first), Some(last)) =
            (of_column.iter().find(is_number), of_column.iter().rev().find(is_number))
        else {
            continue;
        };
        let (least, greatest) = extremes(of_column);
        found.push(Column { place, first: *first, least, greatest, last: *last });
    }
    found
}

/// The least and the greatest finite figure.
fn extremes(values: &[f64]) -> (f64, f64) {
    let mut low = [f64::INFINITY; LANES];
    let mut high = [f64::NEG_INFINITY; LANES];
    let mut take = |group: &[f64]| {
        for ((low, high), value) in low.iter_mut().zip(&mut high).zip(group) {
            // A figure that is no number compares as neither; an infinite one is checked for below.
            *low = if *value < *low { *value } else { *low };
            *high = if *value > *high { *value } else { *high };
        }
    };
    let (groups, rest) = values.as_chunks::<LANES>();
    for group in groups {
        take(group);
    }
    take(rest);
    let low = low.into_iter().fold(f64::INFINITY, f64::min);
    let high = high.into_iter().fold(f64::NEG_INFINITY, f64::max);
    if low.is_finite() && high.is_finite() {
        return (low, high);
    }
    values
        .iter()
        .filter(|value| value.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)))
}
