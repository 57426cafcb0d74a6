//! The rows of archival numbers: which are given, and where one is missing.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::Reader;
use crate::model::{Problem, Record as _, Stored};
use crate::records::archive::{ArchiveItem, Fonds};
use crate::rules::archive::holes::holes;
use crate::rules::archive::number::Grammar;
use crate::store::Rows as _;

/// Numbers that are missing in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberHole {
    /// The first number that is missing.
    pub first: String,
    /// The last one.
    pub last: String,
    /// How many are missing.
    pub count: u64,
}

/// The numbers of a fonds' rows, by what they begin with.
#[derive(Clone, Debug, Default)]
pub struct NumberRows {
    grammars: Vec<(String, Grammar)>,
    rows: BTreeMap<String, (usize, BTreeSet<u64>)>,
}

impl NumberRows {
    /// Adds a number; gives what it begins with, `None` where it follows no grammar of the office.
    pub fn add(&mut self, number: &str) -> Option<String> {
        let read = |(place, (code, grammar)): (usize, &(String, Grammar))| {
            let (parts, item) = grammar.read(number)?;
            (parts.fonds == *code).then_some((place, grammar.prefix(&parts).ok()?, item))
        };
        let (place, prefix, item) = self.grammars.iter().enumerate().find_map(read)?;
        self.rows.entry(prefix.clone()).or_insert_with(|| (place, BTreeSet::new())).1.insert(item);
        Some(prefix)
    }

    /// What is missing in the row that begins so.
    pub fn holes_of(&self, prefix: &str) -> Vec<NumberHole> {
        let Some((place, numbers)) = self.rows.get(prefix) else { return Vec::new() };
        let Some((_, grammar)) = self.grammars.get(*place) else { return Vec::new() };
        let hole = |(first, last): (u64, u64)| {
            Some(NumberHole {
                first: grammar.number(prefix, first).ok()?,
                last: grammar.number(prefix, last).ok()?,
                count: last.saturating_sub(first).saturating_add(1),
            })
        };
        holes(numbers).into_iter().filter_map(hole).collect()
    }

    /// What is missing in all rows, in their order.
    pub fn holes(&self) -> Vec<NumberHole> {
        self.rows.keys().flat_map(|prefix| self.holes_of(prefix)).collect()
    }
}

impl Reader {
    /// The rows of archival numbers with what void items have, and those that the session may not read: that a number is
    /// given says nothing of what it stands for.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn number_rows(&self) -> Result<NumberRows, Problem> {
        let mut rows = NumberRows::default();
        for Stored { record, .. } in self.all::<Fonds>()? {
            if let Ok(grammar) = record.grammar() {
                rows.grammars.push((record.code, grammar));
            }
        }
        let Some(record_type) = crate::records::find(ArchiveItem::NAME) else { return Ok(rows) };
        self.snapshot().each_stored(record_type, &mut |row| {
            let was_never_made = row.meta.void.as_ref().is_some_and(|void| void.undone);
            if let Some(item) = row.typed_ref::<ArchiveItem>().filter(|_| !was_never_made) {
                rows.add(&item.number);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(rows)
    }
}
