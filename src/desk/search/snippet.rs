//! The words around what was found.

use std::ops::Range;

use super::query::Query;
use super::word::Word;
use crate::model::RecordId;
use crate::rules::folding::{fold, fold_into};

/// Characters before what was found, and behind it.
const BEFORE: usize = 18;
const BEHIND: usize = 60;

/// Where something was found, with the words around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// The file or the field it stands in.
    pub source: String,
    /// The attachment it stands in, where it is a file.
    pub file: Option<RecordId>,
    /// What stands before it.
    pub before: String,
    /// What was found, as it is written there.
    pub found: String,
    /// What stands behind it.
    pub behind: String,
}

/// A text on one line. Chinese goes on without a blank where a line ends; words in Latin letters stay apart, and so does
/// everything where a paragraph or a cell ends, which an empty line shows.
pub(super) fn flat(text: &str) -> String {
    flatten(text, |_| {})
}

/// As [`flat`]; `each` is told of every character where in the text it comes from.
fn flatten(text: &str, mut each: impl FnMut(Range<usize>)) -> String {
    let mut flat = String::with_capacity(text.len());
    let (mut ended, mut lines) = (false, 0_u32);
    for (place, character) in text.char_indices() {
        if matches!(character, '\n' | '\r') {
            ended = true;
            lines = lines.saturating_add(u32::from(character == '\n'));
            continue;
        }
        if ended {
            let apart = |of: char| lines > 1 || u32::from(of) < 0x2e80;
            if flat.chars().next_back().is_some_and(|last| apart(last) && last != ' ') && apart(character) {
                flat.push(' ');
                each(place..place);
            }
            (ended, lines) = (false, 0);
        }
        flat.push(character);
        each(place..place + character.len_utf8());
    }
    flat
}

/// Where a text has a word of a query first, as it is written or read, in bytes; also over the end of a line.
pub fn words_in(text: &str, typed: &str) -> Option<Range<usize>> {
    let mut places = Vec::new();
    let flat = flatten(text, |place| places.push(place));
    let query = Query::parse(typed);
    let terms = query.terms.iter().filter(|term| term.takes_texts());
    let found = terms.filter_map(|term| written(&flat, &Word::of(term))).min_by_key(|found| found.start)?;
    let start = flat.get(..found.start)?.chars().count();
    let length = flat.get(found)?.chars().count();
    Some(places.get(start)?.start..places.get(start + length.checked_sub(1)?)?.end)
}

/// Where a text on one line has a word, in bytes of the text as it is written.
fn written(flat: &str, word: &Word<'_>) -> Option<Range<usize>> {
    let Range { start, end } = word.find(&fold(flat))?;
    let (mut reached, mut buffer) = (0, String::new());
    let (mut from, mut to) = (None, flat.len());
    for (place, character) in flat.char_indices() {
        if reached >= end {
            to = place;
            break;
        }
        buffer.clear();
        fold_into(character.encode_utf8(&mut [0; 4]), &mut buffer);
        reached += buffer.len();
        if from.is_none() && reached > start {
            from = Some(place);
        }
    }
    Some(from?..to)
}

/// The words around a word in a text that is on one line; `None` when it neither stands there nor is read there.
pub(super) fn around(source: &str, flat: &str, word: &Word<'_>) -> Option<Snippet> {
    let Range { start: from, end: to } = written(flat, word)?;
    let before = flat.get(..from)?;
    let begin = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(place, _)| place);
    let behind = flat.get(to..)?;
    let stop = behind.char_indices().nth(BEHIND).map_or(behind.len(), |(place, _)| place);
    let cut = |is_cut: bool| if is_cut { "…" } else { "" };
    Some(Snippet {
        source: source.to_owned(),
        file: None,
        before: format!("{}{}", cut(begin > 0), before.get(begin..)?.trim_start()),
        found: flat.get(from..to)?.to_owned(),
        behind: format!("{}{}", behind.get(..stop)?.trim_end(), cut(stop < behind.len())),
    })
}
