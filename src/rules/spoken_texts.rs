//! Which syllables are heard in which of many folded texts, so that a word in pinyin is looked for only in the few that
//! have them all.
//!
//! A text is cut into stretches. Of 64 stretches together it is kept, a bit each, in which of them every syllable and
//! every letter is heard: some 60 bytes a stretch. A word is first followed through these bits and then through the
//! texts that they leave.

use std::ops::Range;

use crate::rules::pinyin_words::{LONGEST, PinyinWord};
use crate::rules::syllables::{SYLLABLES, of_letter, place_of};

/// A stretch has so many letters and Chinese characters: what begins in it ends, at the latest, in the next.
const STRETCH: usize = LONGEST + 1;

/// Stretches that share their bits.
const BLOCK: usize = 64;

/// Where a stretch lies.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    text: u32,
    start: u32,
    end: u32,
}

/// What is heard in many texts, by the order in which they came.
#[derive(Clone, Debug, Default)]
pub struct SpokenTexts {
    texts: u32,
    /// Those in or behind which a Chinese character stands: nothing else can be read in pinyin.
    stretches: Vec<Stretch>,
    /// For each block one word of bits for everything that can be heard.
    heard: Vec<u64>,
}

impl SpokenTexts {
    /// Adds the next text, folded.
    pub fn push(&mut self, folded: &str) {
        let cuts = cuts(folded);
        let mut spoken = cuts.iter().map(|range| folded.get(range.clone()).unwrap_or_default()).peekable();
        for range in &cuts {
            let here = spoken.next().unwrap_or_default();
            let behind = spoken.peek().copied().unwrap_or_default();
            let is_read = |text: &str| text.chars().any(|character| place_of(character).is_some());
            if let (Ok(start), Ok(end)) = (u32::try_from(range.start), u32::try_from(range.end))
                && (is_read(here) || is_read(behind))
            {
                self.hear([here, behind]);
                self.stretches.push(Stretch { text: self.texts, start, end });
            }
        }
        self.texts = self.texts.saturating_add(1);
    }

    /// Marks what is heard in the next stretch.
    fn hear(&mut self, texts: [&str; 2]) {
        let kinds = SYLLABLES.heard();
        let (block, bit) = (self.stretches.len() / BLOCK, 1 << (self.stretches.len() % BLOCK));
        if self.heard.len() < (block + 1) * kinds {
            self.heard.resize((block + 1) * kinds, 0);
        }
        let Some(heard) = self.heard.get_mut(block * kinds..) else { return };
        let mut mark = |number: usize| {
            if let Some(bits) = heard.get_mut(number) {
                *bits |= bit;
            }
        };
        for character in texts.into_iter().flat_map(str::chars) {
            match place_of(character) {
                Some(place) => SYLLABLES.of(place).iter().for_each(|number| mark(usize::from(*number))),
                None => of_letter(character).into_iter().for_each(&mut mark),
            }
        }
    }

    /// How many blocks of stretches there are, for sharing the work.
    pub fn blocks(&self) -> usize {
        self.stretches.len().div_ceil(BLOCK)
    }

    /// The numbers of the texts in which a word is read, of those that have a stretch in some blocks, ascending; `text`
    /// is asked for the folded text of a number.
    pub fn read_as<'a>(
        &self,
        word: &PinyinWord,
        blocks: Range<usize>,
        text: impl Fn(usize) -> &'a str,
    ) -> Vec<u32> {
        let kinds = SYLLABLES.heard();
        let mut found: Vec<u32> = Vec::new();
        let within = |blocks: usize, size: usize| blocks.saturating_mul(size);
        let heard =
            self.heard.get(within(blocks.start, kinds)..within(blocks.end, kinds)).unwrap_or_default();
        let stretches = self.stretches.get(within(blocks.start, BLOCK)..).unwrap_or_default();
        for (heard, stretches) in heard.chunks_exact(kinds).zip(stretches.chunks(BLOCK)) {
            let (mut left, certain) = (word.may_be_in(heard), word.is_in_for_certain(heard));
            while left != 0 {
                let Some(stretch) =
                    usize::try_from(left.trailing_zeros()).ok().and_then(|at| stretches.get(at))
                else {
                    break;
                };
                let is_certain = certain & left & left.wrapping_neg() != 0;
                left &= left - 1;
                if found.last() != Some(&stretch.text) && (is_certain || reads(word, stretch, &text)) {
                    found.push(stretch.text);
                }
            }
        }
        found
    }
}

/// Whether a word is read in a text from somewhere in a stretch on.
fn reads<'a>(word: &PinyinWord, stretch: &Stretch, text: impl Fn(usize) -> &'a str) -> bool {
    let place = |number: u32| usize::try_from(number).ok();
    let (Some(number), Some(start), Some(end)) =
        (place(stretch.text), place(stretch.start), place(stretch.end))
    else {
        return false;
    };
    word.find_beginning(text(number), start..end).is_some()
}

/// The stretches of a text, in bytes.
fn cuts(folded: &str) -> Vec<Range<usize>> {
    let mut cuts = Vec::new();
    let (mut start, mut count) = (0, 0);
    for (place, character) in folded.char_indices() {
        if place_of(character).is_none() && !character.is_alphanumeric() {
            continue;
        }
        if count == STRETCH {
            cuts.push(start..place);
            (start, count) = (place, 0);
        }
        count += 1;
    }
    if count > 0 {
        cuts.push(start..folded.len());
    }
    cuts
}
