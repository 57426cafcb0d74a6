//! Which rows of a table have the words of a query: a substring search over what its columns keep.

use memchr::memmem::Finder;

use super::register_part::Part;
use super::register_table::RegisterTable;
use super::row_set::{RowSet, WORD, count, set};
use crate::rules::two_threads::both;

/// A search through more bytes than this is shared by two threads.
const WORTH_A_THREAD: usize = 2 * 1024 * 1024;

/// When only few rows come into question, one in so many, they are looked at one by one.
const FEW: usize = 64;

/// Words that were searched for, each with the rows that have it in some field.
pub(super) type Searched = Vec<(String, RowSet)>;

/// The words of a folded query with the rows that have them. A word that was searched for `before`, or one that begins
/// with such a word, need not be looked for everywhere.
pub(super) fn search(table: &RegisterTable, folded: &str, before: &Searched) -> Searched {
    let words = folded.split_whitespace().map(|word| {
        if let Some((_, rows)) = before.iter().find(|(known, _)| known == word) {
            return (word.to_owned(), rows.clone());
        }
        let finder = Finder::new(word.as_bytes());
        let shorter = before.iter().filter(|(known, _)| word.starts_with(known.as_str()));
        let few = shorter.map(|(_, rows)| rows).min_by_key(|rows| rows.len());
        let rows = match few.filter(|rows| rows.len() < table.row_count() / FEW) {
            Some(few) => rows_among(table, &finder, few),
            None => rows_everywhere(table, &finder),
        };
        (word.to_owned(), rows)
    });
    words.collect()
}

/// The rows that have every word.
pub(super) fn rows_with_all(searched: &Searched) -> RowSet {
    let mut words = searched.iter().map(|(_, rows)| rows);
    let mut all = words.next().cloned().unwrap_or_default();
    words.for_each(|rows| all.keep(rows));
    all
}

fn rows_among(table: &RegisterTable, finder: &Finder<'_>, rows: &RowSet) -> RowSet {
    let mut found = RowSet::none(table.row_count());
    let fields = table.record_type().fields().len();
    for row in rows.iter() {
        let has = |place| {
            let at = table.at(row, place);
            at.is_some_and(|(column, row)| finder.find(column.row_key(row).as_bytes()).is_some())
        };
        if (0..fields).any(has) {
            found.insert(row);
        }
    }
    found
}

fn rows_everywhere(table: &RegisterTable, finder: &Finder<'_>) -> RowSet {
    let [(base, base_rows), (tail, _)] = table.parts();
    let mut found = RowSet::from_words(words_with(base, finder));
    for row in RowSet::from_words(words_with(tail, finder)).iter() {
        found.insert(base_rows.end + row);
    }
    table.drop_gone(&mut found);
    found
}

/// The rows of a part that have a word in any field, as the words of a set.
fn words_with(part: &Part, finder: &Finder<'_>) -> Vec<u64> {
    let bytes: usize = part.columns().map(|column| column.text.searched_bytes()).sum();
    let texts_with: Vec<Option<RowSet>> = part
        .columns()
        .map(|column| {
            let mut with = RowSet::none(column.text.values());
            if !column.text.is_single() {
                column.text.find(finder, 0..column.text.values(), |found| {
                    with.insert(found.value);
                    false
                });
            }
            (!with.is_empty()).then_some(with)
        })
        .collect();
    let search = |first: usize, end: usize| {
        let mut words = vec![0; (end - first).div_ceil(WORD)];
        let mut left = end - first;
        for (column, with) in part.columns().zip(&texts_with) {
            if left == 0 {
                break;
            }
            if column.text.is_single() {
                column.text.find(finder, first..end, |found| {
                    set(&mut words, found.value - first);
                    false
                });
            } else if let Some(with) = with {
                for row in (first..end).filter(|row| with.contains(column.text.value(*row))) {
                    set(&mut words, row - first);
                }
            }
            left = (end - first).saturating_sub(count(&words));
        }
        words
    };
    if bytes < WORTH_A_THREAD {
        return search(0, part.len());
    }
    let middle = part.len() / 2 / WORD * WORD;
    let (mut words, second) = both("filter", || search(0, middle), || search(middle, part.len()));
    words.extend(second);
    words
}
