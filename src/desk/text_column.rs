//! The texts of one field of many records, compactly: one string with an offset a text, and each text once where
//! they repeat. A million rows cost no million allocations, and a filter is one pass of a substring search.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::sync::OnceLock;

use memchr::memmem::Finder;

use crate::rules::collation_order::places;

/// Ends each text of an arena; folding removes it from every word that is searched for, so no match spans two texts.
const END: char = '\n';

/// After this many rows it shows whether the texts of a column repeat.
const TRIAL: usize = 65_536;

/// A column whose texts are different in more rows of a thousand than this keeps a text for each row.
const DIFFERENT_PER_MILLE: usize = 900;

/// Stands for a text that is no number.
const NO_NUMBER: i64 = i64::MIN;

/// Strings one after another, together at most 4 GiB; what goes beyond is kept as an empty text.
#[derive(Clone, Debug, Default)]
pub(super) struct Arena {
    text: String,
    ends: Vec<u32>,
}

impl Arena {
    pub(super) fn push(&mut self, part: &str) {
        let before = self.text.len();
        self.text.push_str(part);
        self.text.push(END);
        let end = u32::try_from(self.text.len()).unwrap_or_else(|_| {
            self.text.truncate(before);
            u32::try_from(before).unwrap_or(u32::MAX)
        });
        self.ends.push(end);
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Where a text begins, which is where the one before it ends.
    fn start(&self, index: usize) -> usize {
        let before = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        usize::try_from(before).unwrap_or(usize::MAX)
    }

    pub(super) fn get(&self, index: usize) -> &str {
        let Some(end) = self.ends.get(index).and_then(|end| usize::try_from(*end).ok()) else { return "" };
        self.text.get(self.start(index)..end.saturating_sub(END.len_utf8())).unwrap_or_default()
    }

    /// The text in which a byte lies, at or after the text `from`.
    fn holding(&self, at: usize, from: usize) -> usize {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let (mut low, mut step) = (from, 1_usize);
        while self.ends.get(low.saturating_add(step).saturating_sub(1)).is_some_and(|end| *end <= at) {
            low = low.saturating_add(step);
            step = step.saturating_mul(2);
        }
        let high = low.saturating_add(step).min(self.ends.len());
        low + self.ends.get(low..high).unwrap_or_default().partition_point(|end| *end <= at)
    }

    /// An empty arena with room for so many texts, when `texts` of them take what this one holds.
    fn with_room(&self, expected: usize, texts: usize) -> Self {
        let bytes = self.text.len().saturating_mul(expected) / texts.max(1);
        Self { text: String::with_capacity(bytes + bytes / 16), ends: Vec::with_capacity(expected) }
    }

    fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

/// What was found of a text's key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    /// Number of the text.
    pub(super) value: usize,
    /// The key up to the match.
    pub(super) before: &'a [u8],
    /// What stands behind the match, up to the end of the column.
    pub(super) behind: &'a [u8],
}

/// The texts of one field, what is searched of them, and their order.
#[derive(Clone, Debug, Default)]
pub(super) struct TextColumn {
    shown: Arena,
    /// What is searched; empty while it is the text itself.
    keys: Arena,
    has_keys: bool,
    /// The number of each row's text; empty where each row has a text of its own.
    codes: Vec<u32>,
    /// The number that each text stands for, in a column of numbers or dates.
    numbers: Option<Vec<i64>>,
    known: Option<Known>,
    /// How many rows are to be expected: room is made for them at once, because memory that is given up again while
    /// a column grows is rarely given back to the system.
    expected: usize,
    ranks: OnceLock<Vec<u32>>,
}

/// Texts met so far, by their hashes; of two that share a hash the second is kept each time it comes.
#[derive(Clone, Debug, Default)]
struct Known {
    by_hash: HashMap<u64, u32>,
    hasher: RandomState,
}

impl TextColumn {
    /// A column for about so many rows that keeps each text once as long as texts repeat.
    pub(super) fn shared(counted: bool, expected: usize) -> Self {
        let codes = Vec::with_capacity(expected);
        Self { known: Some(Known::default()), codes, expected, ..Self::single(counted) }
    }

    /// A column that keeps a text for each row.
    pub(super) fn single(counted: bool) -> Self {
        Self { numbers: counted.then(Vec::new), ..Self::default() }
    }

    /// Adds the text of the next row, the number it stands for, and what is searched of it.
    pub(super) fn push(&mut self, text: &str, number: Option<i64>, key: &dyn Fn(&str) -> String) {
        let number = number.unwrap_or(NO_NUMBER);
        let Some(known) = &mut self.known else {
            self.add(text, number, key);
            return;
        };
        let hash = known.hasher.hash_one((text, number));
        let code = known.by_hash.get(&hash).copied().filter(|code| {
            let value = usize::try_from(*code).unwrap_or(usize::MAX);
            let same_number = self.numbers.as_ref().is_none_or(|all| all.get(value) == Some(&number));
            same_number && self.shown.get(value) == text
        });
        let code = match code {
            Some(code) => code,
            None => {
                let new = u32::try_from(self.shown.len()).unwrap_or(u32::MAX);
                known.by_hash.insert(hash, new);
                self.add(text, number, key);
                new
            }
        };
        self.codes.push(code);
        if self.codes.len() == TRIAL && self.is_different() {
            self.spread();
        }
    }

    fn add(&mut self, text: &str, number: i64, key: &dyn Fn(&str) -> String) {
        let key = key(text);
        if !self.has_keys && key != text {
            self.has_keys = true;
            self.keys = self.shown.clone();
        }
        if self.has_keys {
            self.keys.push(&key);
        }
        self.shown.push(text);
        if let Some(numbers) = &mut self.numbers {
            numbers.push(number);
        }
    }

    fn is_different(&self) -> bool {
        self.shown.len().saturating_mul(1000) > self.codes.len().saturating_mul(DIFFERENT_PER_MILLE)
    }

    /// Gives each row a text of its own.
    fn spread(&mut self) {
        let old = std::mem::take(self);
        *self = Self::single(old.numbers.is_some());
        let room = |arena: &Arena| arena.with_room(old.expected.max(old.codes.len()), old.codes.len());
        self.shown = room(&old.shown);
        if old.has_keys {
            self.has_keys = true;
            self.keys = room(&old.keys);
        }
        for row in 0..old.codes.len() {
            let value = old.value(row);
            let number = old.numbers.as_ref().and_then(|all| all.get(value)).copied().unwrap_or(NO_NUMBER);
            self.add(old.shown.get(value), number, &|_| old.key(value).to_owned());
        }
    }

    /// Takes leave of what only building needs.
    pub(super) fn finish(&mut self) {
        if self.known.is_some() && self.is_different() {
            self.spread();
        }
        self.known = None;
        self.shown.shrink();
        self.keys.shrink();
        self.codes.shrink_to_fit();
    }

    /// Adds the text that a row of another column of the same field has.
    pub(super) fn push_from(&mut self, other: &Self, row: usize) {
        let value = other.value(row);
        self.push(other.shown.get(value), other.number_of(value), &|_| other.key(value).to_owned());
    }

    /// The number of a row's text.
    pub(super) fn value(&self, row: usize) -> usize {
        if self.is_single() {
            return row;
        }
        self.codes.get(row).and_then(|code| usize::try_from(*code).ok()).unwrap_or(usize::MAX)
    }

    /// Whether each row has a text of its own.
    pub(super) fn is_single(&self) -> bool {
        self.codes.is_empty()
    }

    /// How many texts there are.
    pub(super) fn values(&self) -> usize {
        self.shown.len()
    }

    /// A text by its number.
    pub(super) fn value_text(&self, value: usize) -> &str {
        self.shown.get(value)
    }

    /// The text of a row.
    pub(super) fn text(&self, row: usize) -> &str {
        self.shown.get(self.value(row))
    }

    fn key(&self, value: usize) -> &str {
        self.searched().get(value)
    }

    /// What is searched of a row.
    pub(super) fn row_key(&self, row: usize) -> &str {
        self.key(self.value(row))
    }

    fn number_of(&self, value: usize) -> Option<i64> {
        let number = self.numbers.as_ref()?.get(value).copied();
        number.filter(|number| *number != NO_NUMBER)
    }

    /// The number of a row, in a column of numbers or dates.
    pub(super) fn number(&self, row: usize) -> Option<i64> {
        self.number_of(self.value(row))
    }

    /// Whether the column is one of numbers or dates.
    pub(super) fn is_counted(&self) -> bool {
        self.numbers.is_some()
    }

    fn searched(&self) -> &Arena {
        if self.has_keys { &self.keys } else { &self.shown }
    }

    /// Bytes that a search looks through.
    pub(super) fn searched_bytes(&self) -> usize {
        self.searched().text.len() + self.codes.len()
    }

    /// Every place where a word stands in the keys of some texts, ascending. `found` answers whether it wants to hear
    /// of further places in the same text.
    pub(super) fn find(
        &self,
        finder: &Finder<'_>,
        values: Range<usize>,
        mut found: impl FnMut(Found<'_>) -> bool,
    ) {
        let keys = self.searched();
        let bytes = keys.text.as_bytes();
        let (mut from, end) = (keys.start(values.start), keys.start(values.end.min(keys.len())));
        let mut value = values.start;
        let needle = finder.needle();
        let next = |from| {
            let rest = bytes.get(from..end)?;
            // One byte stands in nearly every text: then the way to the next place must be short.
            if let [only] = needle { memchr::memchr(*only, rest) } else { finder.find(rest) }
        };
        while let Some(offset) = next(from) {
            let at = from + offset;
            value = keys.holding(at, value);
            let before = bytes.get(keys.start(value)..at).unwrap_or_default();
            let behind = bytes.get(at + needle.len()..end).unwrap_or_default();
            let goes_on = found(Found { value, before, behind });
            from = if goes_on { at + 1 } else { keys.start(value + 1) };
        }
    }

    /// The place of each text in the order of the column, by number; [`u32::MAX`] for a text that is no value.
    pub(super) fn ranks(&self) -> &[u32] {
        self.ranks.get_or_init(|| match &self.numbers {
            None => places(self.shown.len(), |value| self.shown.get(value)),
            Some(numbers) => number_places(numbers),
        })
    }
}

fn number_places(numbers: &[i64]) -> Vec<u32> {
    let mut sorted: Vec<(i64, u32)> = numbers.iter().copied().zip(0..).collect();
    sorted.retain(|(number, _)| *number != NO_NUMBER);
    sorted.sort_unstable();
    let mut places = vec![u32::MAX; numbers.len()];
    for (place, equal) in (0..).zip(sorted.chunk_by(|left, right| left.0 == right.0)) {
        for (_, value) in equal {
            if let Some(slot) = usize::try_from(*value).ok().and_then(|value| places.get_mut(value)) {
                *slot = place;
            }
        }
    }
    places
}
