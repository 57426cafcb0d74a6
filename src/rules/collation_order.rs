//! The places of many texts in the order in which a list sorts them.

use super::search_text::collation_key_into;
use super::two_threads::both;

/// Below this many texts a second thread costs more than it brings.
const WORTH_A_THREAD: usize = 20_000;

/// So many bytes of a collation key stand in front of the text's number in one integer.
const PREFIX_BYTES: usize = 12;

/// The place of each of `count` texts among all of them by collation: equal texts have equal places, places have no
/// gaps, and an empty text has the last place, [`u32::MAX`]. Two threads share the work where there is much of it.
pub fn places<'a>(count: usize, text: impl Fn(usize) -> &'a str + Sync) -> Vec<u32> {
    let keyed = |from: usize, to: usize| -> Vec<u128> {
        let mut key = Vec::new();
        let texts = (from..to).filter(|number| !text(*number).is_empty());
        let mut keyed: Vec<u128> = texts
            .map(|number| {
                collation_key_into(text(number), &mut key);
                prefixed(&key, number)
            })
            .collect();
        keyed.sort_unstable();
        keyed
    };
    let sorted = if count < WORTH_A_THREAD {
        keyed(0, count)
    } else {
        let half = count / 2;
        let (first, second) = both("sort", || keyed(0, half), || keyed(half, count));
        merge(&first, &second)
    };
    let mut order = Order { places: vec![u32::MAX; count], next: 0, text };
    order.number_off(&sorted, PREFIX_BYTES);
    order.places
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

impl<'a, T: Fn(usize) -> &'a str> Order<T> {
    /// Gives places to texts that are sorted by a part of their keys. Where that part does not decide, the part
    /// behind it does; `behind` is where it begins.
    fn number_off(&mut self, sorted: &[u128], behind: usize) {
        let mut key = Vec::new();
        for alike in sorted.chunk_by(|left, right| left >> 32 == right >> 32) {
            if let [only] = alike {
                self.take(std::slice::from_ref(only));
                continue;
            }
            let mut texts = alike.iter().copied().map(|of| (self.text)(number_of(of)));
            let first = texts.next();
            if texts.all(|text| Some(text) == first) {
                self.take(alike);
                continue;
            }
            let mut goes_on = false;
            let mut by_next: Vec<u128> = Vec::with_capacity(alike.len());
            for number in alike.iter().copied().map(number_of) {
                collation_key_into((self.text)(number), &mut key);
                let next = key.get(behind..).unwrap_or_default();
                goes_on |= !next.is_empty();
                by_next.push(prefixed(next, number));
            }
            if goes_on {
                by_next.sort_unstable();
                self.number_off(&by_next, behind + PREFIX_BYTES);
            } else {
                self.take(alike);
            }
        }
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
