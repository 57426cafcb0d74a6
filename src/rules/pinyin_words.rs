//! Finding a word typed in pinyin in Chinese text, without a copy of the text as it is read.
//!
//! A text is walked once, character by character. What is remembered is how many letters of the word the characters
//! up to here have spelled, in every way they can be read: one bit a letter. So `xian` finds 县 and 西安, and
//! `gongw` finds 公文 while the second syllable is still being typed.

use std::ops::Range;

use crate::rules::pinyin_readings::{FIRST, LAST};
use crate::rules::syllables::{SYLLABLES, of_letter, place_of};

/// Longest word in letters: one bit each, and one for the beginning. Each letter or Chinese character of a text takes
/// at least one of them.
pub const LONGEST: usize = 63;

/// Shortest word: a single letter says no syllable that anybody looks for.
const SHORTEST: usize = 2;

/// What a syllable does: from which places in the word it leads, and how many letters further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    from: u64,
    letters: u32,
}

/// A way from one place in the word to another: a syllable or a letter by its number.
#[derive(Clone, Copy, Debug)]
struct Way {
    from: usize,
    to: usize,
    heard: usize,
    is_letter: bool,
}

/// A word in Latin letters and digits as it may be read in Chinese text.
#[derive(Clone, Debug)]
pub struct PinyinWord {
    /// What each syllable does, by its number.
    steps: Vec<Vec<Step>>,
    /// Where each letter or digit stands in the word.
    letters: [u64; 128],
    /// The characters of the basic plane with which it may begin, a bit each.
    begins: Box<[u64; 1024]>,
    /// Its first letter, with which it may begin too.
    first: u8,
    /// How many it has.
    length: usize,
    /// All ways through it, by where they begin.
    ways: Vec<Way>,
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
        let syllables = SYLLABLES.all();
        if !syllables.iter().any(|syllable| word.contains(syllable)) {
            return None;
        }
        let steps: Vec<Vec<Step>> = syllables.iter().map(|syllable| steps_of(word, syllable)).collect();
        let mut letters = [0; 128];
        for (place, byte) in word.bytes().enumerate() {
            if let Some(places) = letters.get_mut(usize::from(byte)) {
                *places |= 1 << place;
            }
        }
        let (ways, begins) = (ways(word, &steps), beginnings(&steps));
        Some(Self { steps, letters, begins, first: word.bytes().next()?, length: word.len(), ways })
    }

    /// Whether a folded text is read so anywhere.
    pub fn is_in(&self, folded: &str) -> bool {
        self.find(folded).is_some()
    }

    /// The first place in a folded text that is read so, in bytes.
    pub fn find(&self, folded: &str) -> Option<Range<usize>> {
        self.find_beginning(folded, 0..folded.len())
    }

    /// As [`Self::find`], only what begins in a range of bytes. Only where the word can begin is it followed: this is the
    /// loop that goes through every character.
    pub fn find_beginning(&self, folded: &str, range: Range<usize>) -> Option<Range<usize>> {
        let end = range.end;
        let mut bytes = folded.as_bytes().get(range)?.iter();
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
                let start = end - bytes.as_slice().len() - width;
                if let Some(length) = folded.get(start..).and_then(|from| self.reach(from)) {
                    return Some(start..start + length);
                }
            }
        }
        None
    }

    /// What the character at a place does.
    fn steps_of(&self, at: usize) -> impl Iterator<Item = &Step> {
        SYLLABLES.of(at).iter().filter_map(|number| self.steps.get(usize::from(*number))).flatten()
    }

    /// In which of 64 stretches of text the word may be read, a bit each, when `heard` tells of each syllable and letter,
    /// by its number, in which stretches it is heard. One that it is not in can't be read so.
    pub fn may_be_in(&self, heard: &[u64]) -> u64 {
        let mut by_letters = [0_u64; LONGEST + 1];
        let mut by_reading = [0_u64; LONGEST + 1];
        by_letters[0] = u64::MAX;
        for way in &self.ways {
            let here = heard.get(way.heard).copied().unwrap_or_default();
            let letters = by_letters.get(way.from).copied().unwrap_or_default() & here;
            let reading = by_reading.get(way.from).copied().unwrap_or_default() & here;
            if !way.is_letter {
                by_reading.get_mut(way.to).into_iter().for_each(|reached| *reached |= letters | reading);
                continue;
            }
            by_letters.get_mut(way.to).into_iter().for_each(|reached| *reached |= letters);
            by_reading.get_mut(way.to).into_iter().for_each(|reached| *reached |= reading);
        }
        by_reading.get(self.length).copied().unwrap_or_default()
    }

    /// In which of 64 stretches it is read for certain, because it is a single syllable that is heard there.
    pub fn is_in_for_certain(&self, heard: &[u64]) -> u64 {
        let whole = self.ways.iter().filter(|way| way.from == 0 && way.to == self.length && !way.is_letter);
        whole.filter_map(|way| heard.get(way.heard)).fold(0, |all, heard| all | heard)
    }

    /// How far the word reaches that begins with the first character of a folded text, in bytes.
    fn reach(&self, folded: &str) -> Option<usize> {
        let mut spelled = Spelled { by_letters: 1, by_reading: 0 };
        for (place, character) in folded.char_indices() {
            spelled = match place_of(character) {
                Some(at) => Spelled { by_letters: 0, by_reading: self.read(at, spelled) },
                None => self.beside(character, spelled),
            };
            if spelled.by_reading >> self.length & 1 != 0 {
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
        self.steps_of(at).fold(0, |reached, step| reached | (from & step.from) << step.letters)
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

/// The characters of the basic plane that lead from the beginning of a word, a bit each.
fn beginnings(steps: &[Vec<Step>]) -> Box<[u64; 1024]> {
    let begins = |number: &u16| {
        let steps = steps.get(usize::from(*number));
        steps.is_some_and(|steps| steps.iter().any(|step| step.from & 1 != 0))
    };
    let mut bits = Box::new([0; 1024]);
    for (code, place) in (FIRST..=LAST).zip(0..) {
        if SYLLABLES.of(place).iter().any(begins)
            && let Some(bits) = usize::try_from(code / 64).ok().and_then(|at| bits.get_mut(at))
        {
            *bits |= 1 << (code % 64);
        }
    }
    bits
}

/// All ways through a word, by where they begin.
fn ways(word: &str, of_syllables: &[Vec<Step>]) -> Vec<Way> {
    let mut ways = Vec::new();
    for (from, byte) in word.bytes().enumerate() {
        let letter = of_letter(char::from(byte));
        ways.extend(letter.map(|heard| Way { from, to: from + 1, heard, is_letter: true }));
        for (heard, step) in
            of_syllables.iter().enumerate().flat_map(|(at, all)| all.iter().map(move |of| (at, of)))
        {
            let letters = usize::try_from(step.letters).unwrap_or_default();
            if step.from >> from & 1 != 0 {
                ways.push(Way { from, to: from + letters, heard, is_letter: false });
            }
        }
    }
    ways
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
