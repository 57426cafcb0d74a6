//! Numbers of a row that nothing has: a row of archival numbers goes on without a gap (DA/T 13-2022), and where a list
//! from elsewhere has one, somebody must say why.

use std::collections::BTreeSet;

/// The gaps between 1 and the highest number of a row, each with its first and last missing number.
pub fn holes(numbers: &BTreeSet<u64>) -> Vec<(u64, u64)> {
    let mut found = Vec::new();
    let mut expected = 1_u64;
    for number in numbers.iter().copied().filter(|number| *number > 0) {
        if number > expected {
            found.push((expected, number.saturating_sub(1)));
        }
        expected = number.saturating_add(1);
    }
    found
}

/// The number with which a row goes on whose last one is the very last there can be: the one after the highest number that
/// something free follows, or else the first that is free. `None` where nothing is. `given` is in order.
pub fn number_before_the_end(given: &[u64]) -> Option<u64> {
    let follows = given.windows(2).rev().find_map(|pair| match pair {
        [one, next] if one.saturating_add(1) < *next => Some(one.saturating_add(1)),
        _ => None,
    });
    follows.or_else(|| given.first().filter(|first| **first > 1).map(|_| 1))
}
