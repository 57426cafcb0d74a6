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
        Some(Self { kinds, steps, letters, whole: 1 << word.len() })
    }

    /// Whether a folded text is read so anywhere.
    pub fn is_in(&self, folded: &str) -> bool {
        self.end(folded, true).is_some()
    }

    /// The first place in a folded text that is read so, in bytes.
    pub fn find(&self, folded: &str) -> Option<Range<usize>> {
        let end = self.end(folded, true)?;
        // The shortest way there: of all beginnings the last that reaches it.
        let before = folded.get(..end)?;
        let mut starts = before.char_indices().rev().map(|(place, _)| place);
        let start = starts.find(|place| before.get(*place..).and_then(|of| self.end(of, false)).is_some())?;
        Some(start..end)
    }

    /// Where the first place ends that is read so, in bytes; beginning `anywhere`, or at the first character only.
    fn end(&self, folded: &str, anywhere: bool) -> Option<usize> {
        let mut spelled = Spelled { by_letters: 1, by_reading: 0 };
        let begin = u64::from(anywhere);
        for (place, character) in folded.char_indices() {
            let Some(at) = place_of(character) else {
                if let Some(known) = self.beside(character, spelled) {
                    spelled = Spelled { by_letters: known.by_letters | begin, ..known };
                    if spelled.by_reading & self.whole != 0 {
                        return Some(place + character.len_utf8());
                    }
                }
                continue;
            };
            let kind = self.kinds.get(at).copied().unwrap_or(0);
            let mut reached = 0;
            if kind != 0 {
                let from = spelled.by_letters | spelled.by_reading;
                for step in self.steps.get(usize::from(kind)).into_iter().flatten() {
                    reached |= (from & step.from) << step.letters;
                }
                if reached & self.whole != 0 {
                    return Some(place + character.len_utf8());
                }
            }
            spelled = Spelled { by_letters: begin, by_reading: reached };
            if spelled.by_letters | spelled.by_reading == 0 {
                return None;
            }
        }
        None
    }

    /// After a character that is not read: a letter or digit spells itself, what is neither is passed over (`None`).
    fn beside(&self, character: char, spelled: Spelled) -> Option<Spelled> {
        if !character.is_alphanumeric() {
            return None;
        }
        let letters = usize::try_from(u32::from(character)).ok().and_then(|code| self.letters.get(code));
        let letters = letters.copied().unwrap_or(0);
        Some(Spelled {
            by_letters: (spelled.by_letters & letters) << 1,
            by_reading: (spelled.by_reading & letters) << 1,
        })
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
