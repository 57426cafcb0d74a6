//! A row of a table, its texts in one piece: a table of a million rows is not made of millions of small ones.

/// A row with its line in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Line, from 1; the header is line 1.
    pub line: u64,
    /// Cells in the order of the columns.
    pub cells: Cells,
}

impl Row {
    pub(super) fn in_words(&self) -> String {
        let cells = self.cells.iter().map(str::trim).filter(|cell| !cell.is_empty());
        cells.collect::<Vec<_>>().join(" ")
    }

    /// The text of a cell without surrounding space; empty where the row is short.
    pub fn cell(&self, place: usize) -> &str {
        self.cells.get(place).trim()
    }
}

/// Texts one behind another, and where each ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells {
    texts: String,
    ends: Vec<usize>,
}

impl Cells {
    /// No cells, with room for some.
    pub fn with_capacity(cells: usize, bytes: usize) -> Self {
        Self { texts: String::with_capacity(bytes), ends: Vec::with_capacity(cells) }
    }

    /// Adds a cell.
    pub fn push(&mut self, text: &str) {
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
    }

    /// Adds empty cells, or takes cells off the end, until there are so many.
    pub fn resize(&mut self, cells: usize) {
        self.ends.resize(cells, self.texts.len());
        self.texts.truncate(self.ends.last().copied().unwrap_or_default());
    }

    /// Gives a cell another text.
    pub fn set(&mut self, place: usize, text: &str) {
        let others = std::mem::take(self);
        for (at, old) in others.iter().enumerate() {
            self.push(if at == place { text } else { old });
        }
    }

    /// The text of a cell; empty where there is none.
    pub fn get(&self, place: usize) -> &str {
        let start = place.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let range = start.zip(self.ends.get(place).copied());
        range.and_then(|(start, end)| self.texts.get(start..end)).unwrap_or_default()
    }

    /// How many bytes their texts take.
    pub fn bytes(&self) -> usize {
        self.texts.len()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The texts.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|place| self.get(place))
    }
}

impl<T: AsRef<str>> FromIterator<T> for Cells {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut cells = Self::default();
        for text in texts {
            cells.push(text.as_ref());
        }
        cells
    }
}
