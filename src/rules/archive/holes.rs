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
