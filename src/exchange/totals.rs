//! Rows of a table that add up the others (合计, 小计, total): no records, but what they say is held against the rows.
//! Amounts are added up, and counts (pages) that a list sums as well.

use std::collections::HashSet;

use super::cell::parse_amount;
use super::{ImportProblem, Row, Sheet};
use crate::model::{AmountUnit, Kind, Message, Money, RecordType};
use crate::rules::folding::fold;

/// Words that begin a row over all rows.
const WHOLE: [&str; 6] = ["合计", "合計", "总计", "總計", "total", "grandtotal"];

/// Words that begin a row over the rows since the one before it.
const PART: [&str; 3] = ["小计", "小計", "subtotal"];

/// A column of amounts: the key of its field, its place, its unit; a count has none.
type Amount = (&'static str, usize, Option<AmountUnit>);

/// What of the amounts of a column was added up; `None` once a cell was no amount, which is reported elsewhere.
type Sum = Option<i128>;

/// Finds the rows that add up others and reports those that do not agree; gives their lines. Only tables with amounts or
/// counts have such rows.
pub(super) fn check(
    record_type: &dyn RecordType,
    sheet: &Sheet,
    columns: &[(usize, usize)],
    units: &[AmountUnit],
    before: u64,
    problems: &mut Vec<ImportProblem>,
) -> HashSet<u64> {
    let amounts: Vec<Amount> = columns
        .iter()
        .zip(units)
        .filter_map(|((place, column), unit)| {
            let field = record_type.fields().get(*place)?;
            match field.kind {
                Kind::Money => Some((field.key, *column, Some(*unit))),
                Kind::Integer if field.sum => Some((field.key, *column, None)),
                _ => None,
            }
        })
        .collect();
    let mut lines = HashSet::new();
    if amounts.is_empty() {
        return lines;
    }
    let mut whole: Vec<Sum> = vec![Some(0); amounts.len()];
    let mut part = whole.clone();
    // A total above all rows is held against them when they have been read.
    let mut ahead = Vec::new();
    let mut has_rows = false;
    for row in &sheet.rows {
        let word = first_word(row, &amounts);
        if WHOLE.contains(&word.as_str()) {
            lines.insert(row.line);
            if has_rows {
                problems.extend(differing(&amounts, &whole, row, before));
            } else {
                ahead.push(row);
            }
            continue;
        }
        if PART.contains(&word.as_str()) {
            lines.insert(row.line);
            problems.extend(differing(&amounts, &part, row, before));
            part.fill(Some(0));
            continue;
        }
        has_rows = true;
        for (((_, column, unit), whole), part) in amounts.iter().zip(&mut whole).zip(&mut part) {
            let text = row.cell(*column);
            let amount = if text.is_empty() { Some(0) } else { parsed(text, *unit).map(i128::from) };
            for sum in [whole, part] {
                *sum = sum.zip(amount).map(|(sum, amount)| sum + amount);
            }
        }
    }
    for row in ahead {
        problems.extend(differing(&amounts, &whole, row, before));
    }
    lines
}

/// An amount in fen, or a count.
fn parsed(text: &str, unit: Option<AmountUnit>) -> Option<i64> {
    match unit {
        Some(unit) => parse_amount(text, unit).ok().map(Money::fen),
        None => text.parse().ok(),
    }
}

/// The amounts of a row that are not the sums.
fn differing(amounts: &[Amount], sums: &[Sum], row: &Row, before: u64) -> Vec<ImportProblem> {
    let mut found = Vec::new();
    for ((key, column, unit), sum) in amounts.iter().zip(sums) {
        let (Some(stated), Some(sum)) = (parsed(row.cell(*column), *unit), sum) else { continue };
        let Ok(sum) = i64::try_from(*sum) else { continue };
        if stated != sum {
            let message = Message::new("import.total_differs");
            let message = match unit {
                Some(_) => message.with("stated", Money::from_fen(stated)).with("sum", Money::from_fen(sum)),
                None => message.with("stated", stated).with("sum", sum),
            };
            found.push(ImportProblem::at(before.saturating_add(row.line), Some((*key).to_owned()), message));
        }
    }
    found
}

/// The first text of a row that is not an amount, folded and without blanks.
fn first_word(row: &Row, amounts: &[Amount]) -> String {
    let is_amount = |place: usize| amounts.iter().any(|(_, column, _)| *column == place);
    let texts = row.cells.iter().enumerate().filter(|(place, _)| !is_amount(*place));
    let first = texts.map(|(_, cell)| cell.trim()).find(|cell| !cell.is_empty()).unwrap_or_default();
    let folded = fold(first);
    folded.chars().filter(|character| !character.is_whitespace() && !":：".contains(*character)).collect()
}
