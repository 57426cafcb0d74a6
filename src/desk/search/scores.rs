//! How well the rows of a table have what is looked for. The rarest word is looked for everywhere, the others only in
//! the rows that it leaves, where these are few.

use std::ops::Range;

use memchr::memmem::Finder;

use super::query::{Query, Term};
use crate::desk::register_part::{Column, Part};
use crate::desk::register_table::RegisterTable;
use crate::rules::two_threads::both;

/// A search through more bytes than this is shared by two threads.
const WORTH_A_THREAD: usize = 2 * 1024 * 1024;

/// Stands between what is written and how it is read in a key, and ends a key.
const SEPARATOR: u8 = 1;
const END: u8 = b'\n';

/// What stands first in a record's name weighs this much more.
const IN_NAME: u8 = 5;

/// How an attached text has a word; a row that has it in both ways comes with both, the weightier last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum InText {
    /// It is read so.
    Read,
    /// It is written so.
    Written,
}

impl InText {
    fn score(self) -> u8 {
        match self {
            Self::Read => 5,
            Self::Written => 10,
        }
    }
}

/// How often words stand in a table is guessed from so many of its rows.
const SAMPLE: usize = 8_192;

/// A word that stands in more than one of so many rows stands nearly everywhere.
const EVERYWHERE: usize = 16;

/// So many rows are looked at before it is counted whether there are enough.
const BLOCK: usize = 65_536;

/// When only few rows come into question, one in so many, they are looked at one by one.
const FEW: usize = 12;

/// How well each row of a table has all the terms; 0 when it lacks one. `in_texts` are the rows that have each of them
/// in an attached text, ascending. When `enough` rows were found that have several words which stand nearly everywhere,
/// further ones may be left out.
pub(super) fn scores(
    table: &RegisterTable,
    query: &Query,
    in_texts: &[Vec<(usize, InText)>],
    enough: usize,
) -> Vec<u16> {
    let mut all = Vec::with_capacity(table.row_count());
    for (part, rows) in table.parts() {
        let here = |found: &Vec<(usize, InText)>| {
            let within = found.iter().filter(|(row, _)| rows.contains(row));
            within.map(|(row, how)| (row - rows.start, *how)).collect::<Vec<(usize, InText)>>()
        };
        let in_texts: Vec<Vec<(usize, InText)>> = in_texts.iter().map(here).collect();
        all.extend(scores_of_part(table.record_type().name(), part, query, &in_texts, enough));
    }
    table.gone().for_each(|row| {
        if let Some(score) = all.get_mut(row) {
            *score = 0;
        }
    });
    all
}

/// One term with the columns it may stand in.
struct Search<'a> {
    finder: Finder<'a>,
    columns: Vec<&'a Column>,
    /// How well each text of a column has it, where rows share texts.
    of_texts: Vec<Vec<u8>>,
    in_text: &'a [(usize, InText)],
}

impl<'a> Search<'a> {
    fn new(register: &str, part: &'a Part, term: &'a Term, in_text: &'a [(usize, InText)]) -> Self {
        let columns: Vec<&Column> =
            part.columns().filter(|column| term.takes(register, column.field)).collect();
        let finder = Finder::new(&term.text);
        let of_texts = columns.iter().enumerate().map(|(at, column)| of_texts(column, &finder, at)).collect();
        Self { finder, columns, of_texts, in_text }
    }

    /// How well each of some rows has it.
    fn within(&self, rows: Range<usize>) -> Vec<u8> {
        let mut best = vec![0_u8; rows.len()];
        for (at, (column, of_texts)) in self.columns.iter().zip(&self.of_texts).enumerate() {
            if column.text.is_single() {
                find_in(column, &self.finder, rows.clone(), at, &mut best);
            } else if !of_texts.is_empty() {
                for (row, best) in rows.clone().zip(&mut best) {
                    *best = of_texts.get(column.text.value(row)).map_or(*best, |score| (*best).max(*score));
                }
            }
        }
        let first = self.in_text.partition_point(|(row, _)| *row < rows.start);
        let here = self.in_text.get(first..).unwrap_or_default().iter();
        for (row, how) in here.take_while(|(row, _)| *row < rows.end) {
            if let Some(best) = best.get_mut(row - rows.start) {
                *best = (*best).max(how.score());
            }
        }
        best
    }

    /// How well each row has it, of all rows.
    fn everywhere(&self, count: usize) -> Vec<u8> {
        let bytes: usize = self.columns.iter().map(|column| column.text.searched_bytes()).sum();
        if bytes < WORTH_A_THREAD {
            return self.within(0..count);
        }
        let middle = count / 2;
        let (mut first, second) = both("search", || self.within(0..middle), || self.within(middle..count));
        first.extend(second);
        first
    }

    /// How well one column of a row has it.
    fn of_row(&self, column: &Column, at: usize, row: usize) -> u8 {
        let key = column.text.row_key(row).as_bytes();
        let mut best = 0;
        for place in self.finder.find_iter(key) {
            let behind = key.get(place + self.finder.needle().len()..).unwrap_or_default();
            let (score, is_best) = score(key.get(..place).unwrap_or_default(), behind);
            best = best.max(score);
            if is_best {
                break;
            }
        }
        if best > 0 { best + weight(column, at) } else { 0 }
    }

    /// How well the attached texts of a row have it.
    fn of_text(&self, row: usize) -> u8 {
        let behind = self.in_text.partition_point(|(of, _)| *of <= row);
        let last = behind.checked_sub(1).and_then(|last| self.in_text.get(last));
        last.filter(|(of, _)| *of == row).map_or(0, |(_, how)| how.score())
    }

    /// How well some rows have it.
    fn among(&self, rows: &[usize]) -> Vec<u8> {
        let score = |rows: &[usize]| {
            let of_row = |row: &usize| {
                let columns = self.columns.iter().enumerate();
                let best = columns.map(|(at, column)| self.of_row(column, at, *row)).max().unwrap_or(0);
                if best == 0 { self.of_text(*row) } else { best }
            };
            rows.iter().map(of_row).collect::<Vec<u8>>()
        };
        if rows.len() < 4_096 {
            return score(rows);
        }
        let (one, other) = rows.split_at(rows.len() / 2);
        let (mut first, second) = both("search", || score(one), || score(other));
        first.extend(second);
        first
    }
}

fn scores_of_part(
    register: &str,
    part: &Part,
    query: &Query,
    in_texts: &[Vec<(usize, InText)>],
    enough: usize,
) -> Vec<u16> {
    let none = Vec::new();
    let count = part.len();
    let texts = in_texts.iter().map(Vec::as_slice).chain(std::iter::repeat(none.as_slice()));
    let mut searches: Vec<Search<'_>> = query
        .terms
        .iter()
        .zip(texts)
        .map(|(term, in_text)| Search::new(register, part, term, in_text))
        .collect();
    if searches.len() > 1 && count > 2 * SAMPLE {
        let middle = count / 2 - SAMPLE / 2;
        let commonness = |search: &Search<'_>| {
            search.within(middle..middle + SAMPLE).iter().filter(|score| **score > 0).count()
        };
        let mut known: Vec<(usize, Search<'_>)> =
            searches.into_iter().map(|search| (commonness(&search), search)).collect();
        known.sort_by_key(|(common, _)| *common);
        let rarest = known.first().map_or(0, |(common, _)| *common);
        searches = known.into_iter().map(|(_, search)| search).collect();
        if rarest > SAMPLE / EVERYWHERE && enough < count {
            return first_rows(&searches, count, enough);
        }
    }
    let mut searches = searches.iter();
    let Some(first) = searches.next() else { return vec![0; count] };
    let mut sums: Vec<u16> = first.everywhere(count).into_iter().map(u16::from).collect();
    for search in searches {
        let left = sums.iter().filter(|sum| **sum > 0).count();
        if left == 0 {
            break;
        }
        if left < count / FEW {
            let rows = sums.iter().enumerate().filter(|(_, sum)| **sum > 0);
            let rows: Vec<usize> = rows.map(|(row, _)| row).collect();
            for (row, score) in rows.iter().zip(search.among(&rows)) {
                if let Some(sum) = sums.get_mut(*row) {
                    *sum = if score == 0 { 0 } else { sum.saturating_add(u16::from(score)) };
                }
            }
            continue;
        }
        add(&mut sums, &search.everywhere(count));
    }
    sums
}

/// Adds how well rows have one more word; who lacks it has nothing.
fn add(sums: &mut [u16], scores: &[u8]) {
    for (sum, score) in sums.iter_mut().zip(scores) {
        let lacks = *score == 0 || *sum == 0;
        *sum = if lacks { 0 } else { sum.saturating_add(u16::from(*score)) };
    }
}

/// Where every word stands nearly everywhere: block by block, until there are enough rows that have them all. More
/// would only be put in order behind them.
fn first_rows(searches: &[Search<'_>], count: usize, enough: usize) -> Vec<u16> {
    let all = |rows: Range<usize>| {
        let mut searches = searches.iter();
        let first = searches.next().map_or_else(Vec::new, |search| search.within(rows.clone()));
        let mut sums: Vec<u16> = first.into_iter().map(u16::from).collect();
        searches.for_each(|search| add(&mut sums, &search.within(rows.clone())));
        sums
    };
    let mut sums = Vec::with_capacity(count);
    let mut found = 0;
    while sums.len() < count && found < enough {
        let start = sums.len();
        let end = (start + BLOCK).min(count);
        let middle = start + (end - start) / 2;
        let (mut block, second) = both("search", || all(start..middle), || all(middle..end));
        block.extend(second);
        found += block.iter().filter(|sum| **sum > 0).count();
        sums.extend(block);
    }
    sums.resize(count, 0);
    sums
}

/// How well each text of a column has a word, where texts are shared by rows; empty where none has it.
fn of_texts(column: &Column, word: &Finder<'_>, at: usize) -> Vec<u8> {
    if column.text.is_single() {
        return Vec::new();
    }
    let mut best = vec![0; column.text.values()];
    find_in(column, word, 0..column.text.values(), at, &mut best);
    if best.iter().all(|score| *score == 0) { Vec::new() } else { best }
}

/// What stands first in a name weighs more.
fn weight(column: &Column, at: usize) -> u8 {
    if at == 0 && column.field.title { IN_NAME } else { 0 }
}

fn find_in(column: &Column, word: &Finder<'_>, texts: Range<usize>, at: usize, best: &mut [u8]) {
    let first = texts.start;
    let weight = weight(column, at);
    column.text.find(word, texts, |found| {
        let (score, is_best) = score(found.before, found.behind);
        if let Some(best) = best.get_mut(found.value - first) {
            *best = (*best).max(score + weight);
        }
        !is_best
    });
}

/// How well a text has a word, by what stands before and behind it in the text's key; and whether no other place in
/// the same key can be better.
fn score(before: &[u8], behind: &[u8]) -> (u8, bool) {
    let ends = |byte: Option<&u8>| byte.is_none_or(|byte| matches!(*byte, SEPARATOR | END));
    let is_written = !before.contains(&SEPARATOR);
    match (ends(before.last()), ends(behind.first()), is_written) {
        (true, true, true) => (100, true),
        (true, false, true) => (80, true),
        (true, true, false) => (70, false),
        (true, false, false) => (60, false),
        (false, _, true) => (50, false),
        (false, _, false) => (30, false),
    }
}
