//! Everything a session may see, found by what is in titles and search fields: as written, in pinyin, by initials.
//!
//! A query is a substring search over the folded texts of every table, and what it finds is ranked. The tables may be
//! the ones that lists show; they are patched by the records that a command touched.

use std::ops::Range;

use memchr::memmem::Finder;

use super::register_part::{Column, Part, is_searched};
use super::register_table::{RegisterTable, Wanted};
use super::{Reader, Touched, Which, patch};
use crate::model::{Problem, RecordId};
use crate::records::RECORDS;
use crate::rules::folding::fold;
use crate::rules::two_threads::both;
use crate::text::Language;

/// Longest detail in characters.
const DETAIL: usize = 60;

/// A search through more bytes than this is shared by two threads.
const WORTH_A_THREAD: usize = 2 * 1024 * 1024;

/// Of records that fit equally well, so many are put in order by the length of their titles.
const MOST_COMPARED: usize = 20_000;

/// Stands between what is written and how it is read in a key, and ends a key.
const SEPARATOR: u8 = 1;
const END: u8 = b'\n';

/// What stands first in a record's name weighs this much more.
const IN_NAME: u8 = 5;

/// A record that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Register.
    pub register: &'static str,
    /// The record.
    pub id: RecordId,
    /// What it is called.
    pub title: String,
    /// Something else that tells it from others: its number, a code.
    pub detail: String,
    /// How well it fits, for comparing with other hits of the same query only.
    pub score: u32,
}

/// What can be found, as one session sees it in one language.
#[derive(Clone, Debug)]
pub struct SearchIndex {
    tables: Vec<RegisterTable>,
}

impl SearchIndex {
    /// Looks through tables that are there already.
    pub fn new(tables: Vec<RegisterTable>) -> Self {
        Self { tables }
    }

    /// Reads what can be searched of every record the session may see. `progress` is told now and then how many were
    /// read, and answers whether to go on.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn build(
        reader: &Reader,
        language: Language,
        progress: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Self, Problem> {
        let mut tables = Vec::new();
        let mut earlier = 0;
        for record_type in RECORDS {
            let mut further = |done: usize| progress(earlier + done);
            let (which, wanted) = (Which::Living, Wanted::Searched);
            let table = RegisterTable::read(reader, *record_type, which, wanted, language, &mut further)?;
            earlier += table.len();
            tables.push(table);
        }
        Ok(Self { tables })
    }

    /// How many records can be found.
    pub fn len(&self) -> usize {
        self.tables.iter().map(RegisterTable::len).sum()
    }

    /// Whether nothing can be found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads records again that a command touched, and those whose title names one of them.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn update(&mut self, reader: &Reader, touched: &[Touched]) -> Result<(), Problem> {
        match (patch(reader, &self.tables, touched)?, self.tables.first()) {
            (Some(tables), _) => self.tables = tables,
            (None, Some(first)) => *self = Self::build(reader, first.language(), &mut |_| true)?,
            (None, None) => {}
        }
        Ok(())
    }

    /// The records that have every word of the query, the best first: whole texts before beginnings before what
    /// stands somewhere within, titles before other fields, what is written before how it is read.
    pub fn query(&self, query: &str, limit: usize) -> Vec<Hit> {
        let folded = fold(query);
        let words: Vec<Finder<'_>> = folded.split_whitespace().map(Finder::new).collect();
        if words.is_empty() || limit == 0 {
            return Vec::new();
        }
        let scored: Vec<Vec<u16>> = self.tables.iter().map(|table| scores(table, &words)).collect();
        let mut found = Vec::new();
        for (place, scores) in scored.iter().enumerate() {
            let rows = scores.iter().enumerate().filter(|(_, score)| **score > 0);
            found.extend(rows.map(|(row, score)| (*score, place, row)));
        }
        let mut best: Vec<(std::cmp::Reverse<u16>, usize, usize, usize)> = Vec::new();
        for (score, place, row) in most_fitting(found, limit) {
            let length = self.tables.get(place).map_or(0, |table| table.title_length(row));
            best.push((std::cmp::Reverse(score), length, place, row));
        }
        best.sort_unstable();
        best.truncate(limit);
        let hits = best.into_iter().filter_map(|(score, _, place, row)| {
            let table = self.tables.get(place)?;
            Some(hit(table, row, u32::from(score.0)))
        });
        hits.flatten().collect()
    }
}

/// Those of the best scores: at least `limit` where there are so many, and not many more.
fn most_fitting(mut found: Vec<(u16, usize, usize)>, limit: usize) -> Vec<(u16, usize, usize)> {
    if found.len() <= limit {
        return found;
    }
    let mut counts = vec![0_usize; usize::from(u16::MAX) + 1];
    for (score, _, _) in &found {
        if let Some(count) = counts.get_mut(usize::from(*score)) {
            *count += 1;
        }
    }
    let mut left = limit;
    let mut least = 0;
    for (score, count) in counts.iter().enumerate().rev().filter(|(_, count)| **count > 0) {
        least = score;
        left = left.saturating_sub(*count);
        if left == 0 {
            break;
        }
    }
    let mut compared = limit.max(MOST_COMPARED);
    found.retain(|(score, _, _)| match usize::from(*score).cmp(&least) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => {
            let fits = compared > 0;
            compared = compared.saturating_sub(1);
            fits
        }
    });
    found
}

fn hit(table: &RegisterTable, row: usize, score: u32) -> Option<Hit> {
    let id = table.id(row)?;
    let title = Some(table.title(row)).filter(|title| !title.is_empty());
    let fields = table.record_type().fields().iter().enumerate();
    let details = fields.filter(|(_, field)| field.search && !field.title);
    let detail = details.map(|(place, _)| table.text(row, place)).find(|text| !text.is_empty());
    Some(Hit {
        register: table.record_type().name(),
        id,
        title: title.unwrap_or_else(|| id.to_string()),
        detail: detail.unwrap_or_default().chars().take(DETAIL).collect(),
        score,
    })
}

/// How well each row of a table has all the words; 0 when it lacks one.
fn scores(table: &RegisterTable, words: &[Finder<'_>]) -> Vec<u16> {
    let mut all = Vec::with_capacity(table.row_count());
    for (part, _) in table.parts() {
        all.extend(scores_of_part(part, words));
    }
    table.gone().for_each(|row| {
        if let Some(score) = all.get_mut(row) {
            *score = 0;
        }
    });
    all
}

fn scores_of_part(part: &Part, words: &[Finder<'_>]) -> Vec<u16> {
    let columns = || part.columns().filter(|column| is_searched(column.field));
    let mut sums = vec![0_u16; part.len()];
    for (place, word) in words.iter().enumerate() {
        let texts: Vec<Vec<u8>> =
            columns().enumerate().map(|(at, column)| of_texts(column, word, at)).collect();
        let score = |rows: Range<usize>| {
            let mut best = vec![0_u8; rows.len()];
            for (at, (column, of_texts)) in columns().zip(&texts).enumerate() {
                if column.text.is_single() {
                    find_in(column, word, rows.clone(), at, &mut best);
                } else if !of_texts.is_empty() {
                    for (row, best) in rows.clone().zip(&mut best) {
                        *best =
                            of_texts.get(column.text.value(row)).map_or(*best, |score| (*best).max(*score));
                    }
                }
            }
            best
        };
        let bytes: usize = columns().map(|column| column.text.searched_bytes()).sum();
        let best = if bytes < WORTH_A_THREAD {
            score(0..part.len())
        } else {
            let middle = part.len() / 2;
            let (mut first, second) = both("search", || score(0..middle), || score(middle..part.len()));
            first.extend(second);
            first
        };
        for (sum, score) in sums.iter_mut().zip(best) {
            let lacks = score == 0 || (place > 0 && *sum == 0);
            *sum = if lacks { 0 } else { sum.saturating_add(u16::from(score)) };
        }
    }
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

fn find_in(column: &Column, word: &Finder<'_>, texts: Range<usize>, at: usize, best: &mut [u8]) {
    let first = texts.start;
    let weight = if at == 0 && column.field.title { IN_NAME } else { 0 };
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
