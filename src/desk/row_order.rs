//! The order of a table's rows: by the places that texts and numbers have in their columns, looked up once a column.

use std::cmp::Ordering;

use super::register_table::RegisterTable;
use crate::rules::search_text::collation_key;

/// Bits that are sorted by at a time.
const DIGIT: u32 = 11;

/// Fewer rows than this are sorted by comparing.
const FEW: usize = 1_024;

/// Rows in the order of their identities.
pub(super) fn by_identity(table: &RegisterTable, mut rows: Vec<u32>) -> Vec<u32> {
    if table.parts()[1].1.is_empty() {
        let last = u32::try_from(table.row_count()).unwrap_or(u32::MAX);
        sort_by_number(&mut rows, last, |row| row);
    } else {
        rows.sort_by_cached_key(|row| usize::try_from(*row).ok().and_then(|row| table.id(row)));
    }
    rows
}

/// Rows that stand in the order of their identities, sorted by fields, the most important first; `true` is
/// descending. Rows without a value come last.
pub(super) fn sorted(table: &RegisterTable, rows: &[u32], keys: &[(usize, bool)]) -> Vec<u32> {
    let [(base, _), (_, tail)] = table.parts();
    let is_late = |row: &u32| usize::try_from(*row).is_ok_and(|row| tail.contains(&row));
    let mut sorted: Vec<u32> = rows.iter().copied().filter(|row| !is_late(row)).collect();
    for (field, descending) in keys.iter().rev() {
        let Some(column) = base.column(*field) else { continue };
        let ranks = column.ranks();
        let last = u32::try_from(ranks.len()).unwrap_or(u32::MAX);
        sort_by_number(&mut sorted, last, |row| {
            let value = usize::try_from(row).map_or(usize::MAX, |row| column.value(row));
            match ranks.get(value) {
                None | Some(&u32::MAX) => last,
                Some(rank) if *descending => last.saturating_sub(1).saturating_sub(*rank),
                Some(rank) => *rank,
            }
        });
    }
    let mut late: Vec<u32> = rows.iter().copied().filter(is_late).collect();
    if late.is_empty() {
        return sorted;
    }
    late.sort_by(|left, right| compare(table, *left, *right, keys));
    merge(table, &sorted, &late, keys)
}

fn merge(table: &RegisterTable, rows: &[u32], late: &[u32], keys: &[(usize, bool)]) -> Vec<u32> {
    let mut merged = Vec::with_capacity(rows.len() + late.len());
    let mut rest = rows;
    for row in late {
        let before = rest.partition_point(|other| compare(table, *other, *row, keys).is_lt());
        let (earlier, later) = rest.split_at(before);
        merged.extend_from_slice(earlier);
        merged.push(*row);
        rest = later;
    }
    merged.extend_from_slice(rest);
    merged
}

fn compare(table: &RegisterTable, left: u32, right: u32, keys: &[(usize, bool)]) -> Ordering {
    let (Ok(left), Ok(right)) = (usize::try_from(left), usize::try_from(right)) else {
        return Ordering::Equal;
    };
    for (field, descending) in keys {
        let (Some((one, one_row)), Some((other, other_row))) =
            (table.at(left, *field), table.at(right, *field))
        else {
            continue;
        };
        let by_field = if one.is_counted() {
            compare_values(one.number(one_row), other.number(other_row), *descending)
        } else {
            let key = |text: &str| (!text.is_empty()).then(|| collation_key(text));
            compare_values(key(one.text(one_row)), key(other.text(other_row)), *descending)
        };
        if by_field.is_ne() {
            return by_field;
        }
    }
    table.id(left).cmp(&table.id(right))
}

fn compare_values<T: Ord>(left: Option<T>, right: Option<T>, descending: bool) -> Ordering {
    match (left, right) {
        (Some(left), Some(right)) if descending => right.cmp(&left),
        (Some(left), Some(right)) => left.cmp(&right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// Sorts rows by a number up to `most`; rows with the same number stay as they stood.
fn sort_by_number(rows: &mut [u32], most: u32, number: impl Fn(u32) -> u32) {
    if rows.len() < FEW {
        rows.sort_by_key(|row| number(*row));
        return;
    }
    let mut keyed: Vec<(u32, u32)> = rows.iter().map(|row| (number(*row), *row)).collect();
    let mut other = vec![(0, 0); keyed.len()];
    let mut shift = 0;
    while shift < u32::BITS && most >> shift > 0 {
        let digit = |number: u32| usize::try_from(number >> shift & ((1 << DIGIT) - 1)).unwrap_or(0);
        let mut places = [0_usize; 1 << DIGIT];
        for (number, _) in &keyed {
            if let Some(place) = places.get_mut(digit(*number)) {
                *place += 1;
            }
        }
        let mut before = 0;
        for place in &mut places {
            before += std::mem::replace(place, before);
        }
        for entry in &keyed {
            let Some(place) = places.get_mut(digit(entry.0)) else { continue };
            if let Some(slot) = other.get_mut(*place) {
                *slot = *entry;
            }
            *place += 1;
        }
        std::mem::swap(&mut keyed, &mut other);
        shift += DIGIT;
    }
    for (slot, (_, row)) in rows.iter_mut().zip(keyed) {
        *slot = row;
    }
}
