//! A register as a list: its visible records, filtered and sorted without touching the file again.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::register_table::{RegisterTable, Wanted};
use super::row_set::RowSet;
use super::{Reader, Which, row_order, row_search};
use crate::model::{Kind, Problem, RecordId, RecordType, format_decimal};
use crate::rules::folding::fold;
use crate::text::Language;

/// The most frequent texts of a field that a filter offers.
const MOST_FACETS: usize = 256;

/// A condition on one field: the texts that are let through, as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFilter {
    /// Key of the field.
    pub field: String,
    /// Texts that pass; an empty text stands for records without a value.
    pub shown: Vec<String>,
}

/// The mark of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowMark {
    /// As it is printed: 普通商密★2年.
    pub shown: String,
    /// Whether a copy may leave without the right to declassify.
    pub may_leave: bool,
}

/// The records of a register that a session may see, some of them shown in some order.
#[derive(Clone, Debug)]
pub struct RegisterList {
    table: RegisterTable,
    /// Every row in the order of identities.
    order: Arc<Vec<u32>>,
    /// Rows that pass the filters, in the order shown.
    shown: Vec<u32>,
    /// The words last searched for: a longer one is found among the rows that have the shorter.
    searched: row_search::Searched,
}

impl RegisterList {
    /// Reads a register. `progress` is told now and then how many rows were read, and answers whether to go on.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn read(
        reader: &Reader,
        record_type: &'static dyn RecordType,
        which: Which,
        language: Language,
        progress: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Self, Problem> {
        let table = RegisterTable::read(reader, record_type, which, Wanted::All, language, progress)?;
        table.record_access(reader);
        Ok(Self::new(table))
    }

    /// A list of everything in a table.
    pub fn new(table: RegisterTable) -> Self {
        let shown = table.order();
        Self { order: Arc::new(shown.clone()), shown, table, searched: row_search::Searched::new() }
    }

    /// The table under the list.
    pub fn table(&self) -> &RegisterTable {
        &self.table
    }

    /// Name of the register.
    pub fn register(&self) -> &'static str {
        self.table.record_type().name()
    }

    /// How many records there are, shown or not.
    pub fn total(&self) -> usize {
        self.order.len()
    }

    /// How many are shown.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Whether none is shown.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    fn row(&self, position: usize) -> Option<usize> {
        self.shown.get(position).and_then(|row| usize::try_from(*row).ok())
    }

    fn rows(&self) -> impl Iterator<Item = usize> {
        self.shown.iter().filter_map(|row| usize::try_from(*row).ok())
    }

    /// The record at a position of the list.
    pub fn id(&self, position: usize) -> Option<RecordId> {
        self.table.id(self.row(position)?)
    }

    /// Where a record stands in the list.
    pub fn position(&self, id: RecordId) -> Option<usize> {
        let row = u32::try_from(self.table.row(id)?).ok()?;
        self.shown.iter().position(|other| *other == row)
    }

    /// What the record at a position is called.
    pub fn title(&self, position: usize) -> String {
        self.row(position).map_or_else(String::new, |row| self.table.title(row))
    }

    /// The mark of the record at a position.
    pub fn mark(&self, position: usize) -> Option<&RowMark> {
        self.row(position).and_then(|row| self.table.mark(row))
    }

    /// The text of a field, given its place in the field table.
    pub fn text(&self, position: usize, field: usize) -> &str {
        self.row(position).map_or("", |row| self.table.text(row, field))
    }

    /// What a field is summed and sorted by at a position, where it is a number or a date.
    pub fn number(&self, position: usize, field: usize) -> Option<i64> {
        self.table.number(self.row(position)?, field)
    }

    /// Whether the session sees the field at all.
    pub fn has_column(&self, field: usize) -> bool {
        self.table.parts()[0].0.column(field).is_some()
    }

    /// The sum of a number field over the rows shown; `None` when it is no number.
    pub fn sum(&self, field: usize) -> Option<i64> {
        if !self.kind(field)?.is_number() {
            return None;
        }
        self.rows().filter_map(|row| self.table.number(row, field)).try_fold(0_i64, i64::checked_add)
    }

    /// The kind of a field that the session sees.
    pub fn kind(&self, field: usize) -> Option<Kind> {
        let field_table = self.table.record_type().fields();
        field_table.get(field).filter(|_| self.has_column(field)).map(|field| field.kind)
    }

    /// Whether a field is a number that can be added up.
    pub fn adds_up(&self, field: usize) -> bool {
        let found = self.table.record_type().fields().get(field);
        self.kind(field).is_some_and(Kind::is_number) && found.is_some_and(|field| !field.ordinal)
    }

    /// The sum of a field as it is written.
    pub fn sum_text(&self, field: usize) -> Option<String> {
        let sum = self.sum(field)?;
        Some(match self.kind(field)? {
            Kind::Decimal(places) => format_decimal(sum, places),
            Kind::Money => crate::model::Money::from_fen(sum).to_string(),
            _ => sum.to_string(),
        })
    }

    /// The most frequent texts of a field over all rows with how often each stands, most frequent first.
    pub fn facets(&self, field: usize) -> Vec<(String, usize)> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        let mut add = |text, count| {
            let known = counts.entry(text).or_insert(0_usize);
            *known = known.saturating_add(count);
        };
        for (part, rows) in self.table.parts() {
            let Some(column) = part.column(field) else { continue };
            let living = rows.clone().filter(|row| !self.table.is_gone(*row)).map(|row| row - rows.start);
            if column.is_single() {
                living.for_each(|row| add(column.text(row), 1));
                continue;
            }
            let mut frequencies = vec![0_usize; column.values()];
            for value in living.map(|row| column.value(row)) {
                if let Some(frequency) = frequencies.get_mut(value) {
                    *frequency += 1;
                }
            }
            let met = frequencies.into_iter().enumerate().filter(|(_, frequency)| *frequency > 0);
            met.for_each(|(value, frequency)| add(column.value_text(value), frequency));
        }
        let mut found: Vec<(&str, usize)> = counts.into_iter().collect();
        let order = |left: &(&str, usize), right: &(&str, usize)| {
            right.1.cmp(&left.1).then_with(|| left.0.cmp(right.0))
        };
        if found.len() > MOST_FACETS {
            found.select_nth_unstable_by(MOST_FACETS, order);
            found.truncate(MOST_FACETS);
        }
        found.sort_unstable_by(order);
        found.into_iter().map(|(text, count)| (text.to_owned(), count)).collect()
    }

    /// Shows the rows whose text contains every word of `query` and that pass every filter.
    pub fn filter(&mut self, query: &str, filters: &[FieldFilter]) {
        self.searched = row_search::search(&self.table, &fold(query), &self.searched);
        self.shown = if self.searched.is_empty() {
            self.order.as_ref().clone()
        } else {
            let found = row_search::rows_with_all(&self.searched);
            if self.table.parts()[1].1.is_empty() {
                found.iter().filter_map(|row| u32::try_from(row).ok()).collect()
            } else {
                let has = |row: &u32| usize::try_from(*row).is_ok_and(|row| found.contains(row));
                self.order.iter().copied().filter(has).collect()
            }
        };
        let fields = self.table.record_type().fields();
        for filter in filters.iter().filter(|filter| !filter.shown.is_empty()) {
            let Some(place) = fields.iter().position(|field| field.key == filter.field) else { continue };
            if self.has_column(place) {
                self.keep(place, &filter.shown);
            }
        }
    }

    /// Drops the rows whose record is none of some.
    pub fn only(&mut self, chosen: &BTreeSet<RecordId>) {
        let rows: BTreeSet<u32> = chosen
            .iter()
            .filter_map(|id| self.table.row(*id).and_then(|row| u32::try_from(row).ok()))
            .collect();
        self.shown.retain(|row| rows.contains(row));
    }

    /// Drops the rows whose text in a field is none of some.
    fn keep(&mut self, place: usize, wanted: &[String]) {
        let mut shown = std::mem::take(&mut self.shown);
        let parts = self.table.parts();
        let middle = parts[1].1.start;
        let wanted: HashSet<&str> = wanted.iter().map(String::as_str).collect();
        let passing = parts.map(|(part, _)| {
            let column = part.column(place)?;
            let mut values = RowSet::none(column.values());
            for value in 0..column.values() {
                if wanted.contains(column.value_text(value)) {
                    values.insert(value);
                }
            }
            Some((column, values))
        });
        shown.retain(|row| {
            let Ok(row) = usize::try_from(*row) else { return false };
            let (of, row) = row.checked_sub(middle).map_or((0, row), |row| (1, row));
            let part = passing.get(of).and_then(Option::as_ref);
            part.is_some_and(|(column, values)| values.contains(column.value(row)))
        });
        self.shown = shown;
    }

    /// Sorts the rows shown by fields, the most important first; `true` is descending. Rows without a value come last.
    pub fn sort(&mut self, keys: &[(usize, bool)]) {
        let keys: Vec<(usize, bool)> =
            keys.iter().copied().filter(|(field, _)| self.has_column(*field)).collect();
        let shown = if self.shown.len() == self.order.len() {
            self.order.as_ref().clone()
        } else {
            row_order::by_identity(&self.table, std::mem::take(&mut self.shown))
        };
        self.shown = if keys.is_empty() { shown } else { row_order::sorted(&self.table, &shown, &keys) };
    }
}
