//! Finding a word typed in pinyin in Chinese text, without a copy of the text as it is read.
//!
//! A text is walked once, character by character. What is remembered is how many letters of the word the characters
//! up to here have spelled, in every way they can be read: one bit a letter. So `xian` finds 县 and 西安, and
//! `gongw` finds 公文 while the second syllable is still being typed.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::rules::folding::fold_into;
use crate::rules::pinyin_readings::{FIRST, LAST, readings};

/// Longest word in letters: one bit each, and one for the beginning.
const LONGEST: usize = 63;

/// The code of the first character, as a place.
const FIRST_PLACE: usize = 0x3400;

/// Shortest word: a single letter says no syllable that anybody looks for.
const SHORTEST: usize = 2;

/// How the characters of folded texts are read: numbers of syllables.
struct Spoken {
    syllables: Vec<&'static str>,
    /// For each character from [`FIRST`] to [`LAST`], where its syllables end in `all`.
    ends: Vec<usize>,
    all: Vec<u16>,
}

static SPOKEN: LazyLock<Spoken> = LazyLock::new(|| {
    let mut numbers: HashMap<&'static str, u16> = HashMap::new();
    let mut syllables = Vec::new();
    let mut of_character: Vec<Vec<u16>> = (FIRST..=LAST).map(|_| Vec::new()).collect();
    let mut folded = String::new();
    for character in (FIRST..=LAST).filter_map(char::from_u32) {
        folded.clear();
        fold_into(character.encode_utf8(&mut [0; 4]), &mut folded);
        // 乾 stands as 干 in a folded text and keeps its own reading there.
        let Some(heard) = folded.chars().next().and_then(place_of).and_then(|at| of_character.get_mut(at))
        else {
            continue;
        };
        for reading in readings(character) {
            let next = u16::try_from(numbers.len()).unwrap_or(u16::MAX);
            let number = *numbers.entry(reading).or_insert(next);
            if number == next && syllables.len() == usize::from(next) {
                syllables.push(*reading);
            }
            if !heard.contains(&number) {
                heard.push(number);
            }
        }
    }
    let mut spoken = Spoken { syllables, ends: Vec::with_capacity(of_character.len()), all: Vec::new() };
    for heard in of_character {
        spoken.all.extend(heard);
        spoken.ends.push(spoken.all.len());
    }
    spoken
});

fn place_of(character: char) -> Option<usize> {
    let code = u32::from(character);
    if (FIRST..=LAST).contains(&code) { usize::try_from(code - FIRST).ok() } else { None }
}

/// What a character does: from which places in the word it leads, and how many letters further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Step {
    from: u64,
    letters: u32,
}

/// A word in Latin letters and digits as it may be read in Chinese text.
#[derive(Clone, Debug)]
pub struct PinyinWord {
    /// For each character from [`FIRST`] to [`LAST`], the number of its steps in `steps`, 0 for none.
    kinds: Vec<u16>,
    steps: Vec<Vec<Step>>,
    /// Where each letter or digit stands in the word.
    letters: [u64; 128],
    /// The bit of the whole word.
    whole: u64,
    /// The characters of the basic plane with which it may begin, a bit each.
    begins: Box<[u64; 1024]>,
    /// Its first letter, with which it may begin too.
    first: u8,
}

/// Which parts of the word were spelled up to here.
#[derive(Clone, Copy)]
struct Spelled {
    /// By letters alone.
    by_letters: u64,
    /// With at least one Chinese character.
    by_reading: u64,
}

impl PinyinWord {
    /// Reads a folded word; `None` where it has other characters than letters and digits, is too short or too long, or
    /// spells no syllable anywhere.
    pub fn new(word: &str) -> Option<Self> {
        let of_letters = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        if !of_letters || !(SHORTEST..=LONGEST).contains(&word.len()) {
            return None;
        }
        let spoken = &*SPOKEN;
        if !spoken.syllables.iter().any(|syllable| word.contains(syllable)) {
            return None;
        }
        let of_syllables: Vec<Vec<Step>> =
            spoken.syllables.iter().map(|syllable| steps_of(word, syllable)).collect();
        let mut known: HashMap<Vec<Step>, u16> = HashMap::from([(Vec::new(), 0)]);
        let mut steps = vec![Vec::new()];
        let mut kinds = Vec::with_capacity(spoken.ends.len());
        let mut begin = 0;
        for end in &spoken.ends {
            let heard = spoken.all.get(begin..*end).unwrap_or_default();
            begin = *end;
            let all = heard.iter().filter_map(|number| of_syllables.get(usize::from(*number)));
            let mut all = all.filter(|steps| !steps.is_empty());
            let Some(first) = all.next() else {
                kinds.push(0);
                continue;
            };
            let mut together = first.clone();
            together.extend(all.flatten());
            let next = u16::try_from(steps.len()).unwrap_or(0);
            let kind = *known.entry(together.clone()).or_insert(next);
            if kind == next {
                steps.push(together);
            }
            kinds.push(kind);
        }
        let mut letters = [0; 128];
        for (place, byte) in word.bytes().enumerate() {
            if let Some(places) = letters.get_mut(usize::from(byte)) {
                *places |= 1 << place;
            }
        }
        let first = word.bytes().next()?;
        let begins = Box::new([0; 1024]);
        let mut found = Self { kinds, steps, letters, whole: 1 << word.len(), begins, first };
        found.begins = found.beginnings();
        Some(found)
    }

    /// The characters with a step from the beginning of the word.
    fn beginnings(&self) -> Box<[u64; 1024]> {
        let mut begins = Box::new([0; 1024]);
        for (place, kind) in self.kinds.iter().enumerate() {
            let steps = self.steps.get(usize::from(*kind));
            let code = place + FIRST_PLACE;
            if let Some(bits) = begins.get_mut(code / 64)
                && steps.is_some_and(|steps| steps.iter().any(|step| step.from & 1 != 0))
            {
                *bits |= 1 << (code % 64);
            }
        }
        begins
    }

    /// Whether a folded text is read so anywhere.
    pub fn is_in(&self, folded: &str) -> bool {
        self.find(folded).is_some()
    }

    /// The first place in a folded text that is read so, in bytes. Only where the word can begin is it followed: this is
    /// the loop that goes through every text.
    pub fn find(&self, folded: &str) -> Option<Range<usize>> {
        let mut bytes = folded.as_bytes().iter();
        while let Some(first) = bytes.next() {
            // What is neither a letter nor of three bytes is no beginning.
            let (may_begin, width) = if *first < 0x80 {
                (*first == self.first, 1)
            } else if *first & 0xf0 == 0xe0 {
                let (Some(second), Some(third)) = (bytes.next(), bytes.next()) else { return None };
                let code = (u16::from(*first & 0x0f) << 12)
                    | (u16::from(*second & 0x3f) << 6)
                    | u16::from(*third & 0x3f);
                let bits = self.begins.get(usize::from(code >> 6));
                (bits.is_some_and(|bits| bits >> (code & 63) & 1 != 0), 3)
            } else {
                continue;
            };
            if may_begin {
                let start = folded.len() - bytes.as_slice().len() - width;
                if let Some(length) = folded.get(start..).and_then(|from| self.length(from)) {
                    return Some(start..start + length);
                }
            }
        }
        None
    }

    /// How far the word reaches that begins with the first character of a folded text, in bytes.
    fn length(&self, folded: &str) -> Option<usize> {
        let mut spelled = Spelled { by_letters: 1, by_reading: 0 };
        for (place, character) in folded.char_indices() {
            spelled = match place_of(character) {
                Some(at) => Spelled { by_letters: 0, by_reading: self.read(at, spelled) },
                None => self.beside(character, spelled),
            };
            if spelled.by_reading & self.whole != 0 {
                return Some(place + character.len_utf8());
            }
            if spelled.by_letters | spelled.by_reading == 0 {
                return None;
            }
        }
        None
    }

    /// After a Chinese character.
    fn read(&self, at: usize, spelled: Spelled) -> u64 {
        let from = spelled.by_letters | spelled.by_reading;
        let kind = self.kinds.get(at).map_or(0, |kind| usize::from(*kind));
        let steps = self.steps.get(kind).into_iter().flatten();
        steps.fold(0, |reached, step| reached | (from & step.from) << step.letters)
    }

    /// After a character that is not read: a letter or digit spells itself, what is neither is passed over.
    fn beside(&self, character: char, spelled: Spelled) -> Spelled {
        if !character.is_alphanumeric() {
            return spelled;
        }
        let letters = usize::try_from(u32::from(character)).ok().and_then(|code| self.letters.get(code));
        let letters = letters.copied().unwrap_or(0);
        Spelled {
            by_letters: (spelled.by_letters & letters) << 1,
            by_reading: (spelled.by_reading & letters) << 1,
        }
    }
}

/// How a syllable leads on in a word: over itself wherever it stands in it, and to the end from where the word breaks
/// off within it, if that is not at its very beginning.
fn steps_of(word: &str, syllable: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut from = 0;
    for place in 0..word.len() {
        let rest = word.get(place..).unwrap_or_default();
        if rest.starts_with(syllable) {
            from |= 1 << place;
        } else if place > 0 && syllable.starts_with(rest) {
            steps.push(Step { from: 1 << place, letters: u32::try_from(rest.len()).unwrap_or(0) });
        }
    }
    if from != 0 {
        steps.push(Step { from, letters: u32::try_from(syllable.len()).unwrap_or(0) });
    }
    steps
}
