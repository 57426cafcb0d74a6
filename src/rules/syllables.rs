//! The syllables of Chinese by number, and which of them the characters of folded texts are read as.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::rules::folding::fold_into;
use crate::rules::pinyin_readings::{FIRST, LAST, readings};

/// How many characters are read.
pub const CHARACTERS: usize = (LAST - FIRST + 1) as usize;

/// How many letters and digits there are beside the syllables.
const LETTERS: usize = 36;

/// How the characters of folded texts are read.
pub struct Syllables {
    syllables: Vec<&'static str>,
    /// For each character from [`FIRST`] to [`LAST`], where its syllables end in `of_characters`.
    ends: Vec<usize>,
    of_characters: Vec<u16>,
}

/// All of them.
pub static SYLLABLES: LazyLock<Syllables> = LazyLock::new(|| {
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
    let (mut ends, mut of_characters) = (Vec::with_capacity(CHARACTERS), Vec::new());
    for heard in of_character {
        of_characters.extend(heard);
        ends.push(of_characters.len());
    }
    Syllables { syllables, ends, of_characters }
});

impl Syllables {
    /// All of them, by number.
    pub fn all(&self) -> &[&'static str] {
        &self.syllables
    }

    /// Those of the character at a place, by number.
    pub fn of(&self, place: usize) -> &[u16] {
        let end = |at: usize| self.ends.get(at).copied().unwrap_or_default();
        let begin = place.checked_sub(1).map_or(0, end);
        self.of_characters.get(begin..end(place)).unwrap_or_default()
    }

    /// How many things can be heard: the syllables, and the letters and digits after them.
    pub fn heard(&self) -> usize {
        self.syllables.len() + LETTERS
    }
}

/// The place of a Chinese character among those that are read.
pub fn place_of(character: char) -> Option<usize> {
    let code = u32::from(character);
    if (FIRST..=LAST).contains(&code) { usize::try_from(code - FIRST).ok() } else { None }
}

/// The number of a letter or digit of a folded text, which speaks for itself.
pub fn of_letter(character: char) -> Option<usize> {
    let number = character.to_digit(36).filter(|_| !character.is_ascii_uppercase())?;
    Some(SYLLABLES.syllables.len() + usize::try_from(number).ok()?)
}
