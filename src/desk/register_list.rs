//! A register as a list: its visible records column by column, filtered and sorted without touching the file again.
//!
//! Texts of a column stand one after another in one string, so a million rows cost no million allocations, and a
//! filter is one pass of a substring search over the folded text of all of them.

use std::collections::HashMap;
use std::ops::ControlFlow;

use super::{Reader, Titles, Which};
use crate::model::{Kind, Problem, RecordId, RecordType, Tone, Value, format_decimal};
use crate::rules::folding::fold;
use crate::rules::search_text::{collation_key, search_key};
use crate::text::Language;

/// Strings one after another.
#[derive(Clone, Debug, Default)]
struct Arena {
    text: String,
    ends: Vec<usize>,
}

impl Arena {
    fn push(&mut self, part: &str) {
        self.text.push_str(part);
        self.ends.push(self.text.len());
    }

    fn get(&self, index: usize) -> &str {
        let start = match index.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or_default(),
            None => 0,
        };
        let end = self.ends.get(index).copied().unwrap_or(start);
        self.text.get(start..end).unwrap_or_default()
    }
}

/// One field of every row.
#[derive(Clone, Debug)]
struct ListColumn {
    shown: Arena,
    /// What the column is sorted and summed by, where it is a number or a date.
    numbers: Option<Vec<Option<i64>>>,
    kind: Kind,
}

/// A condition on one field: the texts that are let through, as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFilter {
    /// Key of the field.
    pub field: String,
    /// Texts that pass; an empty text stands for records without a value.
    pub shown: Vec<String>,
}

/// The records of a register that a session may see.
#[derive(Clone, Debug)]
pub struct RegisterList {
    register: &'static str,
    ids: Vec<RecordId>,
    columns: Vec<Option<ListColumn>>,
    /// Folded text, pinyin and initials of each row, each ended by a line break.
    keys: Arena,
    titles: Arena,
    /// Rows that pass the filters, in the order shown.
    shown: Vec<u32>,
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
        let mut titles = Titles::default();
        let mut list = Self {
            register: record_type.name(),
            ids: Vec::new(),
            columns: columns_of(reader, record_type),
            keys: Arena::default(),
            titles: Arena::default(),
            shown: Vec::new(),
        };
        let mut failure = None;
        let mut key = String::new();
        reader.visit(record_type, which, &mut |view| {
            key.clear();
            let mut title = String::new();
            for (index, field) in record_type.fields().iter().enumerate() {
                let value = view.value(index).unwrap_or_default();
                let shown = match show(reader, &mut titles, field.kind, &value, language) {
                    Ok(shown) => shown,
                    Err(problem) => {
                        failure = Some(problem);
                        return ControlFlow::Break(());
                    }
                };
                if field.title && !shown.is_empty() {
                    if !title.is_empty() {
                        title.push_str(" · ");
                    }
                    title.push_str(&shown);
                }
                if field.title || field.search {
                    key.push_str(&search_key(&shown));
                } else {
                    key.push_str(&fold(&shown));
                }
                key.push('\u{1}');
                if let Some(Some(column)) = list.columns.get_mut(index) {
                    if let Some(numbers) = &mut column.numbers {
                        numbers.push(number(&value));
                    }
                    column.shown.push(&shown);
                }
            }
            key.push('\n');
            list.keys.push(&key);
            list.titles.push(&title);
            list.ids.push(view.row.meta.id);
            if list.ids.len().is_multiple_of(4096) && !progress(list.ids.len()) {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })?;
        if let Some(problem) = failure {
            return Err(problem);
        }
        list.shown = list.all_rows();
        Ok(list)
    }

    fn all_rows(&self) -> Vec<u32> {
        (0..self.ids.len()).filter_map(|row| u32::try_from(row).ok()).collect()
    }

    /// Name of the register.
    pub fn register(&self) -> &'static str {
        self.register
    }

    /// How many records there are, shown or not.
    pub fn total(&self) -> usize {
        self.ids.len()
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

    /// The record at a position of the list.
    pub fn id(&self, position: usize) -> Option<RecordId> {
        self.row(position).and_then(|row| self.ids.get(row)).copied()
    }

    /// Where a record stands in the list.
    pub fn position(&self, id: RecordId) -> Option<usize> {
        (0..self.shown.len()).find(|position| self.id(*position) == Some(id))
    }

    /// What the record at a position is called.
    pub fn title(&self, position: usize) -> &str {
        self.row(position).map_or("", |row| self.titles.get(row))
    }

    /// The text of a field, given its place in the field table.
    pub fn text(&self, position: usize, field: usize) -> &str {
        match (self.row(position), self.columns.get(field)) {
            (Some(row), Some(Some(column))) => column.shown.get(row),
            _ => "",
        }
    }

    /// Whether the session sees the field at all.
    pub fn has_column(&self, field: usize) -> bool {
        matches!(self.columns.get(field), Some(Some(_)))
    }

    /// The sum of a number field over the rows shown; `None` when it is no number.
    pub fn sum(&self, field: usize) -> Option<i64> {
        let column = self.columns.get(field)?.as_ref()?;
        if !column.kind.is_number() {
            return None;
        }
        let numbers = column.numbers.as_ref()?;
        let rows = self.shown.iter().filter_map(|row| usize::try_from(*row).ok());
        rows.filter_map(|row| numbers.get(row).copied().flatten()).try_fold(0_i64, i64::checked_add)
    }

    /// The sum of a field as it is written.
    pub fn sum_text(&self, field: usize) -> Option<String> {
        let kind = self.columns.get(field)?.as_ref()?.kind;
        let sum = self.sum(field)?;
        Some(match kind {
            Kind::Decimal(places) => format_decimal(sum, places),
            Kind::Money => crate::model::Money::from_fen(sum).to_string(),
            _ => sum.to_string(),
        })
    }

    /// The different texts of a field over all rows with how often each stands, most frequent first.
    pub fn facets(&self, field: usize) -> Vec<(String, usize)> {
        let Some(Some(column)) = self.columns.get(field) else { return Vec::new() };
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for row in 0..self.ids.len() {
            let count = counts.entry(column.shown.get(row)).or_default();
            *count = count.saturating_add(1);
        }
        let mut found: Vec<(String, usize)> =
            counts.into_iter().map(|(text, count)| (text.to_owned(), count)).collect();
        found.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
        found
    }

    /// Shows the rows whose text contains every word of `query` and that pass every filter.
    pub fn filter(&mut self, query: &str, filters: &[FieldFilter]) {
        let folded = fold(query);
        let mut rows: Option<Vec<u32>> = None;
        for word in folded.split_whitespace() {
            let found = self.rows_with(word);
            rows = Some(match rows {
                Some(earlier) => intersect(&earlier, &found),
                None => found,
            });
        }
        let mut rows = rows.unwrap_or_else(|| self.all_rows());
        let fields = crate::records::find(self.register).map_or(&[][..], |of| of.fields());
        for filter in filters.iter().filter(|filter| !filter.shown.is_empty()) {
            let place = fields.iter().position(|field| field.key == filter.field);
            let Some(Some(Some(column))) = place.map(|place| self.columns.get(place)) else { continue };
            rows.retain(|row| {
                let text = usize::try_from(*row).map_or("", |row| column.shown.get(row));
                filter.shown.iter().any(|wanted| wanted == text)
            });
        }
        self.shown = rows;
    }

    /// The rows whose key contains a word, ascending: one substring search over all keys.
    fn rows_with(&self, word: &str) -> Vec<u32> {
        let finder = memchr::memmem::Finder::new(word.as_bytes());
        let haystack = self.keys.text.as_bytes();
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(offset) = haystack.get(from..).and_then(|rest| finder.find(rest)) {
            let at = from + offset;
            let row = self.keys.ends.partition_point(|end| *end <= at);
            found.extend(u32::try_from(row).ok());
            match self.keys.ends.get(row) {
                Some(end) => from = *end,
                None => break,
            }
        }
        found
    }

    /// Sorts the rows shown by fields, the most important first; `true` is descending. Rows without a value come last.
    pub fn sort(&mut self, keys: &[(usize, bool)]) {
        let mut rows = std::mem::take(&mut self.shown);
        rows.sort_unstable();
        for (field, descending) in keys.iter().rev() {
            let Some(Some(column)) = self.columns.get(*field) else { continue };
            match &column.numbers {
                Some(numbers) => {
                    let key =
                        |row: &u32| usize::try_from(*row).ok().and_then(|row| numbers.get(row).copied()?);
                    rows.sort_by(|left, right| order(key(left), key(right), *descending));
                }
                None => {
                    let mut keyed: Vec<(Option<Vec<u8>>, u32)> = rows
                        .iter()
                        .map(|row| {
                            let text = usize::try_from(*row).map_or("", |row| column.shown.get(row));
                            ((!text.is_empty()).then(|| collation_key(text)), *row)
                        })
                        .collect();
                    keyed.sort_by(|left, right| order(left.0.as_ref(), right.0.as_ref(), *descending));
                    rows = keyed.into_iter().map(|(_, row)| row).collect();
                }
            }
        }
        self.shown = rows;
    }
}

fn order<T: Ord>(left: Option<T>, right: Option<T>, descending: bool) -> std::cmp::Ordering {
    use std::cmp::Ordering;
    match (left, right) {
        (Some(left), Some(right)) if descending => right.cmp(&left),
        (Some(left), Some(right)) => left.cmp(&right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

fn intersect(left: &[u32], right: &[u32]) -> Vec<u32> {
    left.iter().filter(|row| right.binary_search(row).is_ok()).copied().collect()
}

fn columns_of(reader: &Reader, record_type: &dyn RecordType) -> Vec<Option<ListColumn>> {
    let permissions = &reader.session().permissions;
    let fields = record_type.fields().iter();
    fields
        .map(|field| {
            permissions.sees(field.level).then(|| {
                let counted = field.kind.is_number() || matches!(field.kind, Kind::Date | Kind::Instant);
                ListColumn { shown: Arena::default(), numbers: counted.then(Vec::new), kind: field.kind }
            })
        })
        .collect()
}

/// A value as a number to sort and sum by.
fn number(value: &Value) -> Option<i64> {
    use chrono::Datelike as _;
    match value {
        Value::Integer(number) => Some(*number),
        Value::Money(money) => Some(money.fen()),
        Value::Date(date) => Some(i64::from(date.num_days_from_ce())),
        Value::Instant(instant) => Some(instant.timestamp_micros()),
        _ => None,
    }
}

/// A value as a person reads it, links by the name of what they point to.
///
/// # Errors
/// When the file can't be read.
pub fn show(
    reader: &Reader,
    titles: &mut Titles,
    kind: Kind,
    value: &Value,
    language: Language,
) -> Result<String, Problem> {
    Ok(match (value, kind) {
        (Value::Link(id), Kind::Link(register)) => titles.get(reader, register, *id)?.to_owned(),
        _ => show_plain(kind, value, language),
    })
}

/// A value as a person reads it; a link by its identity.
pub fn show_plain(kind: Kind, value: &Value, language: Language) -> String {
    match (value, kind) {
        (Value::Nothing, _) => String::new(),
        (Value::Text(text), _) => text.clone(),
        (Value::Integer(number), Kind::Decimal(places)) => format_decimal(*number, places),
        (Value::Integer(number), _) => number.to_string(),
        (Value::Money(money), _) => money.to_string(),
        (Value::Date(date), _) => date.to_string(),
        (Value::Instant(instant), _) => crate::desk::civil_time(*instant),
        (Value::Flag(flag), _) => language.text(if *flag { "value.yes" } else { "value.no" }).to_owned(),
        (Value::Choice(code), kind) => kind
            .options()
            .into_iter()
            .find(|(known, _)| known == code)
            .map_or_else(|| code.clone(), |(_, text)| language.text(text).to_owned()),
        (Value::Link(id), _) => id.to_string(),
        (Value::Tags(tags), _) => tags.join(if language == Language::English { ", " } else { "、" }),
    }
}

/// How a state reads at a glance.
pub fn tone(kind: Kind, value: &Value) -> Option<Tone> {
    match (kind, value) {
        (Kind::State(workflow), Value::Choice(code)) => workflow.state(code).map(|state| state.tone),
        _ => None,
    }
}
