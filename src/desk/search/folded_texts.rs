//! Folded texts in memory: one after another, with what is heard in each.

use std::ops::Range;

use super::word::Word;
use crate::desk::text_column::TextColumn;
use crate::rules::spoken_texts::SpokenTexts;
use crate::rules::two_threads::both;

/// A search through more bytes than this is shared by two threads.
const WORTH_A_THREAD: usize = 2 * 1024 * 1024;

/// Many folded texts, numbered as they came.
#[derive(Clone, Debug, Default)]
pub(super) struct FoldedTexts {
    written: TextColumn,
    spoken: SpokenTexts,
}

impl FoldedTexts {
    /// Adds the next one.
    pub(super) fn push(&mut self, folded: &str) {
        self.spoken.push(folded);
        self.written.push(folded, None, &str::to_owned);
    }

    /// All of some, one after another.
    pub(super) fn joined(all: [&Self; 2]) -> Self {
        let mut joined = Self::default();
        for texts in all {
            (0..texts.len()).for_each(|number| joined.push(texts.written.value_text(number)));
        }
        joined.written.finish();
        joined
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.written.values()
    }

    /// Their bytes.
    pub(super) fn bytes(&self) -> usize {
        self.written.searched_bytes()
    }

    /// The numbers of those in which a word is written, ascending.
    pub(super) fn written_in(&self, word: &Word<'_>) -> Vec<u32> {
        self.in_halves(self.len(), |numbers| {
            let mut written = Vec::new();
            self.written.find(word.finder(), numbers, |found| {
                written.extend(u32::try_from(found.value));
                false
            });
            written
        })
    }

    /// The numbers of those that are read as a word, ascending.
    pub(super) fn read_in(&self, word: &Word<'_>) -> Vec<u32> {
        let Some(read) = word.read() else { return Vec::new() };
        let text = |number: usize| self.written.value_text(number);
        let mut numbers =
            self.in_halves(self.spoken.blocks(), |blocks| self.spoken.read_as(read, blocks, text));
        // A long text may lie in both halves.
        numbers.dedup();
        numbers
    }

    /// Looks through so many of something, on two threads where that is worth it.
    fn in_halves(&self, count: usize, search: impl Fn(Range<usize>) -> Vec<u32> + Sync) -> Vec<u32> {
        if self.bytes() < WORTH_A_THREAD {
            return search(0..count);
        }
        let (mut numbers, second) = both("texts", || search(0..count / 2), || search(count / 2..count));
        numbers.extend(second);
        numbers
    }
}
