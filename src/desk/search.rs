//! Everything a session may see, found by what is in titles and search fields: as written, in pinyin, by initials.
//!
//! The folded texts of all records stand one after another in one string, so a query is a substring search over it.
//! The index is built once from a [`Reader`] and patched by the records that a command touched; window and command
//! line ask the same one.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use memchr::memmem::Finder;

use super::{Reader, Titles, Touched, View, Which, show};
use crate::model::{Problem, RecordId, RecordType};
use crate::records::{self, RECORDS};
use crate::rules::folding::fold;
use crate::rules::search_text::{SEPARATOR, search_key};
use crate::text::Language;

/// Stands before each field in a record's key; folding removes it from every text.
const FIELD: char = '\u{2}';

/// Ends a record's key; folding removes it from every text.
const END: char = '\n';

/// A word that stands in more records than this is too common to look at each of them: then records that have it as
/// a whole or at the beginning of a text come first, and some of the others.
const MOST_CANDIDATES: usize = 2_000;

/// Once so many records in a thousand of the index are outdated, it is packed.
const OUTDATED_PER_MILLE: usize = 250;

/// Longest detail in characters.
const DETAIL: usize = 60;

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

#[derive(Clone, Debug)]
struct Entry {
    register: &'static str,
    id: RecordId,
    /// Where its key ends; it begins where the one before ends.
    key_end: usize,
    /// Where its title ends in the text of titles and details.
    title_end: usize,
    /// Where its detail ends.
    detail_end: usize,
    /// Changed or gone since; what is true now stands further on.
    outdated: bool,
}

/// What can be found, as one session sees it in one language.
#[derive(Clone, Debug)]
pub struct SearchIndex {
    language: Language,
    keys: String,
    names: String,
    entries: Vec<Entry>,
    outdated: usize,
}

impl SearchIndex {
    /// Reads every record the session may see. `progress` is told now and then how many were read, and answers
    /// whether to go on.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn build(
        reader: &Reader,
        language: Language,
        progress: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Self, Problem> {
        let mut index =
            Self { language, keys: String::new(), names: String::new(), entries: Vec::new(), outdated: 0 };
        let mut titles = Titles::default();
        for record_type in RECORDS {
            let mut failure = None;
            let mut stopped = false;
            reader.visit(*record_type, Which::Living, &mut |view| {
                if let Err(problem) = index.push(reader, &mut titles, *record_type, &view) {
                    failure = Some(problem);
                    return ControlFlow::Break(());
                }
                if index.entries.len().is_multiple_of(4096) && !progress(index.entries.len()) {
                    stopped = true;
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            })?;
            if let Some(problem) = failure {
                return Err(problem);
            }
            if stopped {
                break;
            }
        }
        Ok(index)
    }

    /// How many records can be found.
    pub fn len(&self) -> usize {
        self.entries.len().saturating_sub(self.outdated)
    }

    /// Whether nothing can be found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn push(
        &mut self,
        reader: &Reader,
        titles: &mut Titles,
        record_type: &'static dyn RecordType,
        view: &View,
    ) -> Result<(), Problem> {
        let (mut title, mut detail) = (String::new(), String::new());
        let fields = || record_type.fields().iter().enumerate();
        // What a record is called stands first in its key, where a word weighs more.
        let named = fields().filter(|(_, field)| field.title);
        for (position, field) in named.chain(fields().filter(|(_, field)| field.search && !field.title)) {
            // What the session may not see can't be found either.
            let Some(value) = view.value(position).filter(|value| !value.is_nothing()) else { continue };
            let text = show(reader, titles, field.kind, &value, self.language)?;
            if text.is_empty() {
                continue;
            }
            self.keys.push(FIELD);
            // A line break would end the record's key.
            self.keys.push_str(&search_key(&text).replace(END, " "));
            self.keys.push(SEPARATOR);
            if field.title {
                if !title.is_empty() {
                    title.push_str(" · ");
                }
                title.push_str(&text);
            } else if detail.is_empty() {
                detail.extend(text.chars().take(DETAIL));
            }
        }
        self.keys.push(END);
        if title.is_empty() {
            title = view.row.meta.id.to_string();
        }
        self.names.push_str(&title);
        let title_end = self.names.len();
        self.names.push_str(&detail);
        self.entries.push(Entry {
            register: record_type.name(),
            id: view.row.meta.id,
            key_end: self.keys.len(),
            title_end,
            detail_end: self.names.len(),
            outdated: false,
        });
        Ok(())
    }

    /// Reads records again that a command touched, and those whose title names one of them.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn update(&mut self, reader: &Reader, touched: &[Touched]) -> Result<(), Problem> {
        let mut changed: BTreeSet<(&'static str, RecordId)> = BTreeSet::new();
        for of in touched {
            changed.insert((of.register, of.id));
            for (record_type, view, field) in reader.referring(of.id)? {
                if field.title || field.search {
                    changed.insert((record_type.name(), view.row.meta.id));
                }
            }
        }
        let ids: BTreeSet<RecordId> = changed.iter().map(|(_, id)| *id).collect();
        for entry in self.entries.iter_mut().filter(|entry| !entry.outdated && ids.contains(&entry.id)) {
            entry.outdated = true;
            self.outdated = self.outdated.saturating_add(1);
        }
        let mut titles = Titles::default();
        for (register, id) in changed {
            let Some(record_type) = records::find(register) else { continue };
            if let Some(view) = reader.get(record_type, id)? {
                self.push(reader, &mut titles, record_type, &view)?;
            }
        }
        if self.outdated.saturating_mul(1000) > self.entries.len().saturating_mul(OUTDATED_PER_MILLE) {
            self.pack();
        }
        Ok(())
    }

    /// Drops what is outdated.
    fn pack(&mut self) {
        let old = std::mem::replace(
            self,
            Self {
                language: self.language,
                keys: String::new(),
                names: String::new(),
                entries: Vec::new(),
                outdated: 0,
            },
        );
        for (position, entry) in old.entries.iter().enumerate().filter(|(_, entry)| !entry.outdated) {
            self.keys.push_str(old.key(position));
            let (title, detail) = old.name(position);
            self.names.push_str(title);
            let title_end = self.names.len();
            self.names.push_str(detail);
            self.entries.push(Entry {
                key_end: self.keys.len(),
                title_end,
                detail_end: self.names.len(),
                ..entry.clone()
            });
        }
    }

    fn before(&self, position: usize) -> Option<&Entry> {
        position.checked_sub(1).and_then(|before| self.entries.get(before))
    }

    fn key(&self, position: usize) -> &str {
        let start = self.before(position).map_or(0, |before| before.key_end);
        let end = self.entries.get(position).map_or(start, |entry| entry.key_end);
        self.keys.get(start..end).unwrap_or_default()
    }

    /// Title and detail.
    fn name(&self, position: usize) -> (&str, &str) {
        let start = self.before(position).map_or(0, |before| before.detail_end);
        let Some(entry) = self.entries.get(position) else { return ("", "") };
        let part = |from, to| self.names.get(from..to).unwrap_or_default();
        (part(start, entry.title_end), part(entry.title_end, entry.detail_end))
    }

    /// The records that have every word of the query, the best first: whole texts before beginnings before what
    /// stands somewhere within, titles before other fields, what is written before how it is read.
    pub fn query(&self, query: &str, limit: usize) -> Vec<Hit> {
        let folded = fold(query);
        let words: Vec<&str> = folded.split_whitespace().collect();
        // The longest word is the rarest, more often than not.
        let Some(longest) = words.iter().max_by_key(|word| word.len()) else { return Vec::new() };
        let mut scored: Vec<(u32, usize)> = self
            .candidates(longest)
            .into_iter()
            .filter_map(|position| Some((score(self.key(position), &words)?, position)))
            .collect();
        let length = |position: usize| self.name(position).0.len();
        scored.sort_by(|left, right| {
            right.0.cmp(&left.0).then_with(|| length(left.1).cmp(&length(right.1))).then(left.1.cmp(&right.1))
        });
        let best = scored.into_iter().take(limit);
        best.filter_map(|(score, position)| {
            let entry = self.entries.get(position)?;
            let (title, detail) = self.name(position);
            Some(Hit {
                register: entry.register,
                id: entry.id,
                title: title.to_owned(),
                detail: detail.to_owned(),
                score,
            })
        })
        .collect()
    }

    fn candidates(&self, word: &str) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        if self.collect(word, &mut found) {
            return found;
        }
        for rarer in [
            format!("{FIELD}{word}{SEPARATOR}"),
            format!("{SEPARATOR}{word}{SEPARATOR}"),
            format!("{FIELD}{word}"),
        ] {
            let mut more = BTreeSet::new();
            self.collect(&rarer, &mut more);
            found.extend(more);
        }
        found
    }

    /// Adds the records that have `needle` in their key; `false` when there were too many to add all.
    fn collect(&self, needle: &str, found: &mut BTreeSet<usize>) -> bool {
        let finder = Finder::new(needle.as_bytes());
        let keys = self.keys.as_bytes();
        let mut from = 0;
        while let Some(offset) = keys.get(from..).and_then(|rest| finder.find(rest)) {
            let at = from.saturating_add(offset);
            let position = self.entries.partition_point(|entry| entry.key_end <= at);
            let Some(entry) = self.entries.get(position) else { break };
            if !entry.outdated {
                if found.len() >= MOST_CANDIDATES {
                    return false;
                }
                found.insert(position);
            }
            from = entry.key_end;
        }
        true
    }
}

/// How well a key has all the words; `None` when it lacks one.
fn score(key: &str, words: &[&str]) -> Option<u32> {
    words.iter().try_fold(0_u32, |sum, word| {
        let best = key
            .split(FIELD)
            .skip(1)
            .enumerate()
            .filter_map(|(place, field)| {
                let within = field_score(field.trim_end_matches(END), word)?;
                Some(within.saturating_add(if place == 0 { 5 } else { 0 }))
            })
            .max()?;
        Some(sum.saturating_add(best))
    })
}

/// How well one field has a word: as written, or read as pinyin or initials.
fn field_score(field: &str, word: &str) -> Option<u32> {
    let texts = field.split(SEPARATOR).filter(|text| !text.is_empty());
    texts
        .enumerate()
        .filter_map(|(way, text)| {
            let at = text.find(word)?;
            Some(match (at, text.len() == word.len(), way) {
                (0, true, 0) => 100,
                (0, false, 0) => 80,
                (0, true, _) => 70,
                (0, false, _) => 60,
                (_, _, 0) => 50,
                _ => 30,
            })
        })
        .max()
}
