//! One word of a query, ready to be looked for in many texts.

use std::ops::Range;

use memchr::memmem::Finder;

use super::query::Term;
use crate::rules::pinyin_words::PinyinWord;

/// A folded word, as it is written and, where it is no phrase in quotation marks, as it is read.
pub(super) struct Word<'a> {
    finder: Finder<'a>,
    read: Option<PinyinWord>,
}

impl<'a> Word<'a> {
    pub(super) fn of(term: &'a Term) -> Self {
        let read = if term.is_phrase { None } else { PinyinWord::new(&term.text) };
        Self { finder: Finder::new(&term.text), read }
    }

    /// For a search through texts, or through keys in which pinyin stands written.
    pub(super) fn finder(&self) -> &Finder<'a> {
        &self.finder
    }

    /// The word as it is read, where it may be pinyin.
    pub(super) fn read(&self) -> Option<&PinyinWord> {
        self.read.as_ref()
    }

    /// Whether it stands in a folded text.
    pub(super) fn is_written_in(&self, folded: &str) -> bool {
        self.finder.find(folded.as_bytes()).is_some()
    }

    /// Whether Chinese characters of a folded text are read so.
    pub(super) fn is_read_in(&self, folded: &str) -> bool {
        self.read.as_ref().is_some_and(|read| read.is_in(folded))
    }

    /// Where it stands in a folded text, else where the text is read so; in bytes.
    pub(super) fn find(&self, folded: &str) -> Option<Range<usize>> {
        let written =
            self.finder.find(folded.as_bytes()).map(|start| start..start + self.finder.needle().len());
        written.or_else(|| self.read.as_ref()?.find(folded))
    }
}
