//! The places of many texts in the order in which a list sorts them.

use super::search_text::{collation_key, collation_key_into};
use super::two_threads::both;

/// Below this many texts a second thread costs more than it brings.
const WORTH_A_THREAD: usize = 20_000;

/// Texts that are the same for so long in spite of what is left out of them are compared as a whole.
const FAR_BYTES: usize = 100 * PREFIX_BYTES;

/// So many bytes of a collation key stand in front of the text's number in one integer.
const PREFIX_BYTES: usize = 12;

/// The place of each of `count` texts among all of them by collation: equal texts have equal places, places have no
/// gaps, and an empty text has the last place, [`u32::MAX`]. Two threads share the work where there is much of it.
pub fn places<'a>(count: usize, text: impl Fn(usize) -> &'a str + Sync) -> Vec<u32> {
    let mut order = Order { places: vec![u32::MAX; count], next: 0, text };
    let all: Vec<u128> = (0..count)
        .filter(|number| !(order.text)(*number).is_empty())
        .map(|number| prefixed(&[], number))
        .collect();
    order.part(&all, Reached::default());
    order.places
}

/// How much of some texts is known to be the same in all of them.
#[derive(Clone, Copy, Default)]
struct Reached {
    /// Bytes of the texts, which need no keys any more.
    text: usize,
    /// Bytes of the keys of what stands behind those.
    key: usize,
}

/// Some bytes of a key with the number of its text behind them.
fn prefixed(key: &[u8], number: usize) -> u128 {
    let mut bytes = [0; 16];
    for (byte, of_key) in bytes.iter_mut().zip(key.iter().take(PREFIX_BYTES)) {
        *byte = *of_key;
    }
    u128::from_be_bytes(bytes) | u128::from(u32::try_from(number).unwrap_or(u32::MAX))
}

fn number_of(prefixed: u128) -> usize {
    usize::try_from(prefixed & u128::from(u32::MAX)).unwrap_or(usize::MAX)
}

fn merge(first: &[u128], second: &[u128]) -> Vec<u128> {
    let mut merged = Vec::with_capacity(first.len() + second.len());
    let mut second = second.iter().copied().peekable();
    for &one in first {
        while let Some(other) = second.next_if(|other| *other < one) {
            merged.push(other);
        }
        merged.push(one);
    }
    merged.extend(second);
    merged
}

struct Order<T> {
    places: Vec<u32>,
    next: u32,
    text: T,
}

impl<'a, T: Fn(usize) -> &'a str + Sync> Order<T> {
    /// Gives places to texts, the same ones as far as `reached`. They are told apart by the next bytes of their keys,
    /// and where those do not decide by the ones behind them.
    fn part(&mut self, texts: &[u128], reached: Reached) {
        if let [only] = texts {
            return self.take(std::slice::from_ref(only));
        }
        let mut words = texts.iter().copied().map(|of| (self.text)(number_of(of)));
        let first = words.next();
        if words.all(|word| Some(word) == first) {
            return self.take(texts);
        }
        if reached.key > FAR_BYTES {
            return self.part_by_whole_keys(texts);
        }
        let reached = self.without_common_start(texts, reached);
        let sorted = |texts: &[u128]| {
            let mut key = Vec::new();
            let mut goes_on = false;
            let mut by_next: Vec<u128> = Vec::with_capacity(texts.len());
            for number in texts.iter().copied().map(number_of) {
                collation_key_into((self.text)(number).get(reached.text..).unwrap_or_default(), &mut key);
                let next = key.get(reached.key..).unwrap_or_default();
                goes_on |= !next.is_empty();
                by_next.push(prefixed(next, number));
            }
            by_next.sort_unstable();
            (by_next, goes_on)
        };
        let (by_next, goes_on) = if texts.len() < WORTH_A_THREAD {
            sorted(texts)
        } else {
            let (first, second) = texts.split_at(texts.len() / 2);
            let (first, second) = both("sort", || sorted(first), || sorted(second));
            (merge(&first.0, &second.0), first.1 || second.1)
        };
        if !goes_on {
            return self.take(&by_next);
        }
        let reached = Reached { key: reached.key.saturating_add(PREFIX_BYTES), ..reached };
        for alike in by_next.chunk_by(|left, right| left >> 32 == right >> 32) {
            self.part(alike, reached);
        }
    }

    /// As [`Self::part`], by their keys as a whole.
    fn part_by_whole_keys(&mut self, texts: &[u128]) {
        let keyed = texts.iter().map(|of| (collation_key((self.text)(number_of(*of))), *of));
        let mut keyed: Vec<(Vec<u8>, u128)> = keyed.collect();
        keyed.sort_unstable();
        for equal in keyed.chunk_by(|left, right| left.0 == right.0) {
            self.take(&equal.iter().map(|(_, of)| *of).collect::<Vec<_>>());
        }
    }

    /// Leaves out what all texts begin with. The key of a text is those of its characters one after another but for
    /// runs of digits, so that the start ends before the first of those.
    fn without_common_start(&self, texts: &[u128], reached: Reached) -> Reached {
        let rest = |of: u128| (self.text)(number_of(of)).get(reached.text..).unwrap_or_default();
        let Some(first) = texts.first().map(|of| rest(*of)) else { return reached };
        let stands_alone = |character: char| {
            (character.is_ascii() && !character.is_ascii_digit())
                || ('\u{4e00}'..='\u{9fff}').contains(&character)
        };
        let mut end = first.find(|character| !stands_alone(character)).unwrap_or(first.len());
        for of in texts {
            let same = first.bytes().zip(rest(*of).bytes()).take(end).take_while(|(one, other)| one == other);
            end = same.count();
            if end == 0 {
                return reached;
            }
        }
        let start = first.get(..first.floor_char_boundary(end)).unwrap_or_default();
        let mut key = Vec::new();
        collation_key_into(start, &mut key);
        // What is known of the key beyond the start stays known.
        Reached { text: reached.text.saturating_add(start.len()), key: reached.key.saturating_sub(key.len()) }
    }

    /// Gives the next place to texts that are equal.
    fn take(&mut self, equal: &[u128]) {
        for number in equal.iter().copied().map(number_of) {
            if let Some(place) = self.places.get_mut(number) {
                *place = self.next;
            }
        }
        self.next = self.next.saturating_add(1);
    }
}
