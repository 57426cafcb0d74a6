//! A set of rows, a bit a row.

/// Rows in one word of a set.
pub(super) const WORD: usize = 64;

/// A set of rows of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RowSet {
    words: Vec<u64>,
}

impl RowSet {
    /// The empty set, with room for the rows of a table.
    pub(super) fn none(rows: usize) -> Self {
        Self { words: vec![0; rows.div_ceil(WORD)] }
    }

    /// The rows whose bits are set.
    pub(super) fn from_words(words: Vec<u64>) -> Self {
        Self { words }
    }

    /// Keeps the rows that another set has too.
    pub(super) fn keep(&mut self, other: &Self) {
        for (place, word) in self.words.iter_mut().enumerate() {
            *word &= other.words.get(place).copied().unwrap_or(0);
        }
    }

    /// Drops the rows that another set has.
    pub(super) fn drop(&mut self, other: &Self) {
        for (word, dropped) in self.words.iter_mut().zip(&other.words) {
            *word &= !dropped;
        }
    }

    /// Adds a row; the set grows where it must.
    pub(super) fn insert(&mut self, row: usize) {
        if self.words.len() <= row / WORD {
            self.words.resize(row / WORD + 1, 0);
        }
        set(&mut self.words, row);
    }

    /// Whether it has a row.
    pub(super) fn contains(&self, row: usize) -> bool {
        self.words.get(row / WORD).is_some_and(|word| word >> (row % WORD) & 1 == 1)
    }

    /// How many rows it has.
    pub(super) fn len(&self) -> usize {
        count(&self.words)
    }

    /// Whether it has none.
    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Its rows, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(place, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = usize::try_from(left.trailing_zeros()).ok().filter(|bit| *bit < WORD)?;
                left &= left - 1;
                Some(place * WORD + bit)
            })
        })
    }
}

/// Sets the bit of a row, counted from the first of these words.
pub(super) fn set(words: &mut [u64], row: usize) {
    if let Some(word) = words.get_mut(row / WORD) {
        *word |= 1 << (row % WORD);
    }
}

/// How many bits are set.
pub(super) fn count(words: &[u64]) -> usize {
    words.iter().map(|word| usize::try_from(word.count_ones()).unwrap_or(0)).sum()
}
