//! Which rows are selected, by id, so that it survives sorting and filtering.

use std::collections::BTreeSet;

/// The id of a row, wide enough for a UUID.
pub type RowId = u128;

/// A set of rows, or all but a set of rows: selecting everything costs nothing in a list of ten million.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Whether `ids` are the rows left out.
    inverted: bool,
    ids: BTreeSet<RowId>,
}

impl Selection {
    /// Whether the row is selected.
    pub fn contains(&self, id: RowId) -> bool {
        self.ids.contains(&id) != self.inverted
    }

    /// How many of `row_count` rows are selected.
    pub fn len(&self, row_count: usize) -> usize {
        if self.inverted { row_count.saturating_sub(self.ids.len()) } else { self.ids.len() }
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        !self.inverted && self.ids.is_empty()
    }

    /// Whether every row is selected.
    pub fn is_everything(&self) -> bool {
        self.inverted && self.ids.is_empty()
    }

    /// The one selected row, if it is one.
    pub fn single(&self) -> Option<RowId> {
        if self.inverted || self.ids.len() != 1 { None } else { self.ids.first().copied() }
    }

    /// Selects nothing.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Selects everything.
    pub fn select_all(&mut self) {
        *self = Self { inverted: true, ids: BTreeSet::new() };
    }

    /// Selects just this row.
    pub fn select_only(&mut self, id: RowId) {
        *self = Self { inverted: false, ids: BTreeSet::from([id]) };
    }

    /// Selects just these rows.
    pub fn select_these(&mut self, ids: impl IntoIterator<Item = RowId>) {
        *self = Self { inverted: false, ids: ids.into_iter().collect() };
    }

    /// Selects the row if it is not, and the other way round.
    pub fn toggle(&mut self, id: RowId) {
        if !self.ids.remove(&id) {
            self.ids.insert(id);
        }
    }
}
