//! Keys for finding and ordering names and titles in Chinese and Latin script.
//!
//! A [`search_key`] is what a search looks through with a plain substring search; a [`collation_key`] is what a list
//! sorts by, byte for byte.

use std::borrow::Cow;

pub use crate::rules::folding::{fold, fold_into};
use crate::rules::pinyin_readings::{rank, readings};

/// At most so many ways to read a whole text are written out.
pub const MOST_COMBINATIONS: usize = 16;

/// Stands between the parts of a search key; folding removes it from every text.
pub const SEPARATOR: char = '\u{1}';

/// In a long text, the syllables before and after a character of several readings that its other readings are
/// written out with.
const WINDOW_BEFORE: usize = 3;
const WINDOW_AFTER: usize = 5;

/// The full pinyin of a text, without blanks and punctuation, in every way it can be read.
///
/// Where there are more than [`MOST_COMBINATIONS`] ways, the first is the whole text in its usual reading, and each
/// other reading of a character is given with the syllables around it. Empty for a text without Chinese.
pub fn pinyin_full(text: &str) -> Vec<String> {
    spell(&syllables(text), |reading| reading)
}

/// As [`pinyin_full`], with the first letter of each syllable: 张三 gives `zs`, 重庆 gives `zq`, `cq` and `tq`.
pub fn pinyin_initials(text: &str) -> Vec<String> {
    spell(&syllables(text), |reading| reading.get(..1).unwrap_or(reading))
}

/// The folded text followed by its full pinyin and its initials, each behind a [`SEPARATOR`].
pub fn search_key(text: &str) -> String {
    let mut key = fold(text);
    let syllables = syllables(text);
    let full = spell(&syllables, |reading| reading);
    let initials = spell(&syllables, |reading| reading.get(..1).unwrap_or(reading));
    for part in full.iter().chain(&initials) {
        key.push(SEPARATOR);
        key.push_str(part);
    }
    key
}

/// Whether a search key contains what somebody typed; `query` is folded here.
///
/// Blanks around the query are ignored, and a query in Latin letters also finds pinyin written without its blanks.
/// An empty query is contained in everything.
pub fn matches(key: &str, query: &str) -> bool {
    place_in(key, query).is_some()
}

/// As [`matches`], with the place in the key, in bytes: what is written stands before what is read, and the usual
/// reading before the others.
pub fn place_in(key: &str, query: &str) -> Option<usize> {
    let folded = fold(query);
    let needle = folded.trim();
    let written = memchr::memmem::find(key.as_bytes(), needle.as_bytes());
    if written.is_some() || !needle.is_ascii() || !needle.contains([' ', '\'']) {
        return written;
    }
    let joined = needle.replace([' ', '\''], "");
    memchr::memmem::find(key.as_bytes(), joined.as_bytes())
}

/// One character's readings, or a stretch of other letters and digits as it stands.
enum Syllable {
    Read(Cow<'static, [&'static str]>),
    Letters(String),
}

impl Syllable {
    fn ways(&self) -> usize {
        if let Syllable::Read(readings) = self { readings.len().max(1) } else { 1 }
    }

    fn push(&self, way: usize, cut: fn(&'static str) -> &'static str, spelled: &mut String) {
        match self {
            Syllable::Read(readings) => spelled.extend(readings.get(way).map(|reading| cut(reading))),
            Syllable::Letters(letters) => spelled.push_str(letters),
        }
    }
}

fn syllables(text: &str) -> Vec<Syllable> {
    let mut found = Vec::new();
    if text.is_ascii() {
        return found;
    }
    let mut folded = String::new();
    let mut has_chinese = false;
    for character in text.chars() {
        folded.clear();
        fold_into(character.encode_utf8(&mut [0; 4]), &mut folded);
        let single = folded.chars().next().unwrap_or(character);
        let (as_folded, as_written) = (readings(single), readings(character));
        let all = if as_folded.is_empty() { as_written } else { as_folded };
        if !all.is_empty() {
            has_chinese = true;
            // 乾 folds to 干 but is read qián as well: a traditional character keeps its own readings.
            let own = as_written.iter().filter(|reading| !all.contains(reading));
            let both: Vec<&'static str> =
                if single == character { Vec::new() } else { own.copied().collect() };
            found.push(Syllable::Read(if both.is_empty() {
                Cow::Borrowed(all)
            } else {
                Cow::Owned(all.iter().copied().chain(both).collect())
            }));
            continue;
        }
        folded.retain(char::is_alphanumeric);
        match found.last_mut() {
            Some(Syllable::Letters(letters)) => letters.push_str(&folded),
            _ if folded.is_empty() => {}
            _ => found.push(Syllable::Letters(folded.clone())),
        }
    }
    if !has_chinese {
        found.clear();
    }
    found
}

fn spell(syllables: &[Syllable], cut: fn(&'static str) -> &'static str) -> Vec<String> {
    if syllables.is_empty() {
        return Vec::new();
    }
    let ways = syllables.iter().try_fold(1_usize, |ways, syllable| {
        ways.checked_mul(syllable.ways()).filter(|ways| *ways <= MOST_COMBINATIONS)
    });
    let mut spelled = Vec::new();
    if let Some(ways) = ways {
        for combination in 0..ways {
            let mut rest = combination;
            push_new(
                &mut spelled,
                syllables.iter().map(|syllable| {
                    let way = rest % syllable.ways();
                    rest /= syllable.ways();
                    (syllable, way)
                }),
                cut,
            );
        }
        return spelled;
    }
    push_new(&mut spelled, syllables.iter().map(|syllable| (syllable, 0)), cut);
    for (position, syllable) in syllables.iter().enumerate() {
        let begin = position.saturating_sub(WINDOW_BEFORE);
        let length = position - begin + 1 + WINDOW_AFTER;
        for way in 1..syllable.ways() {
            let around = syllables.iter().enumerate().skip(begin).take(length);
            push_new(
                &mut spelled,
                around.map(|(at, other)| (other, if at == position { way } else { 0 })),
                cut,
            );
        }
    }
    spelled
}

fn push_new<'a>(
    spelled: &mut Vec<String>,
    syllables: impl Iterator<Item = (&'a Syllable, usize)>,
    cut: fn(&'static str) -> &'static str,
) {
    let mut text = String::new();
    for (syllable, way) in syllables {
        syllable.push(way, cut, &mut text);
    }
    if !spelled.contains(&text) {
        spelled.push(text);
    }
}

/// Classes of characters in a collation key, in the order in which they sort.
mod class {
    pub const BLANK: u8 = 0x10;
    pub const SYMBOL: u8 = 0x11;
    pub const DIGITS: u8 = 0x20;
    pub const LATIN: u8 = 0x30;
    pub const CHINESE: u8 = 0x60;
    pub const OTHER_LETTER: u8 = 0x70;
}

/// A key that sorts texts byte for byte: blanks, symbols, numbers by value, Latin letters whatever their case,
/// Chinese by pinyin and then by character, other scripts by code.
///
/// Two texts have the same key exactly where their folded forms are the same.
pub fn collation_key(text: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(text.len() + 4);
    collation_key_into(text, &mut key);
    key
}

/// As [`collation_key`], into a buffer that many texts use one after another.
pub fn collation_key_into(text: &str, key: &mut Vec<u8>) {
    key.clear();
    let folded = if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !byte.is_ascii_uppercase()) {
        // Most numbers, codes and addresses are as they would be folded.
        Cow::Borrowed(text)
    } else {
        Cow::Owned(fold(text))
    };
    let mut leading_zeros: Vec<usize> = Vec::new();
    let mut rest: &str = &folded;
    while let Some(character) = rest.chars().next() {
        if character.is_ascii_digit() {
            let end = rest.find(|other: char| !other.is_ascii_digit()).unwrap_or(rest.len());
            let (digits, behind) = rest.split_at(end);
            leading_zeros.push(push_number(key, digits));
            rest = behind;
            continue;
        }
        push_character(key, character);
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
    }
    // 007 and 7 have the same value; the shorter sorts first, and only after all else is equal.
    if leading_zeros.iter().any(|zeros| *zeros > 0) {
        key.push(0);
        for zeros in leading_zeros {
            push_count(key, zeros);
        }
    }
}

fn push_character(key: &mut Vec<u8>, character: char) {
    let [_, high, middle, low] = u32::from(character).to_be_bytes();
    match character {
        ' ' => key.push(class::BLANK),
        'a'..='z' => key.push(class::LATIN + (low - b'a')),
        _ if character.is_ascii() => key.extend([class::SYMBOL, low]),
        _ => match rank(character) {
            Some(rank) => {
                key.push(class::CHINESE);
                key.extend(rank.to_be_bytes());
            }
            None if character.is_alphabetic() => key.extend([class::OTHER_LETTER, high, middle, low]),
            // Above every ASCII symbol, so that the two forms never mix.
            None => key.extend([class::SYMBOL, 0x80, high, middle, low]),
        },
    }
}

/// Writes a run of digits so that it sorts by value, and gives the number of its leading zeros.
fn push_number(key: &mut Vec<u8>, digits: &str) -> usize {
    let significant = digits.trim_start_matches('0');
    key.push(class::DIGITS);
    push_count(key, significant.len());
    key.extend(significant.bytes());
    digits.len() - significant.len()
}

/// Writes a count so that a larger one sorts later.
fn push_count(key: &mut Vec<u8>, count: usize) {
    let mut left = count;
    while left >= 255 {
        key.push(255);
        left -= 255;
    }
    key.push(u8::try_from(left).unwrap_or(254));
}
