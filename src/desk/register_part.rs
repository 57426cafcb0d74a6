//! Rows of a register that were read together, column by column: what a [`RegisterTable`](super::RegisterTable) is made
//! of.

use std::collections::HashMap;

use super::access::{Access, Outlet};
use super::register_list::RowMark;
use super::register_table::Wanted;
use super::showing::show;
use super::text_column::TextColumn;
use super::{Reader, Titles, View};
use crate::model::{Field, Kind, Problem, RecordId, RecordType, Value};
use crate::rules::folding::fold;
use crate::rules::search_text::search_key;
use crate::text::Language;

/// One field of every row.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) field: &'static Field,
    pub(super) text: TextColumn,
}

/// Rows that were read together.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    pub(super) ids: Vec<RecordId>,
    /// By the place of the field; `None` where the session does not see it or nobody asked for it.
    columns: Vec<Option<Column>>,
    /// The rows that bear a mark.
    pub(super) marks: HashMap<usize, RowMark>,
    /// What of it is sensitive, for whoever shows it.
    pub(super) access: Option<Access>,
}

impl Part {
    pub(super) fn new(
        record_type: &'static dyn RecordType,
        reader: &Reader,
        wanted: Wanted,
        expected: Option<usize>,
    ) -> Self {
        let (fields, name) = (record_type.fields(), record_type.name());
        let sees = |field: &Field| reader.session().permissions.sees(name, field.level) && wanted.has(field);
        let column = |field: &'static Field| {
            let counted = is_counted(field.kind);
            let text = match expected {
                Some(expected) => TextColumn::shared(counted, expected),
                None => TextColumn::single(counted),
            };
            Column { field, text }
        };
        Self {
            ids: Vec::with_capacity(expected.unwrap_or(0)),
            columns: fields.iter().map(|field| sees(field).then(|| column(field))).collect(),
            marks: HashMap::new(),
            access: (wanted == Wanted::All).then(|| Access::new(name, Outlet::List)),
        }
    }

    pub(super) fn push(
        &mut self,
        reader: &Reader,
        titles: &mut Titles,
        record_type: &dyn RecordType,
        view: &View,
        language: Language,
    ) -> Result<(), Problem> {
        if let Some(access) = &mut self.access {
            access.add(record_type, view);
        }
        if let Some(mark) = &view.row.meta.mark {
            let mark = RowMark { shown: mark.shown(language), may_leave: mark.may_leave() };
            self.marks.insert(self.ids.len(), mark);
        }
        for (place, column) in self.columns.iter_mut().enumerate() {
            let Some(Column { field, text }) = column else { continue };
            let value = view.value(place).unwrap_or_default();
            let shown = show(reader, titles, field, &value, language)?;
            let searches = is_searched(field);
            text.push(&shown, number(field.kind, &value), &|text| {
                if searches { search_key(text) } else { fold(text) }
            });
        }
        self.ids.push(view.row.meta.id);
        Ok(())
    }

    /// Adds a row of another part of the same register.
    pub(super) fn push_from(&mut self, other: &Self, row: usize) {
        for (column, from) in self.columns.iter_mut().zip(&other.columns) {
            if let (Some(column), Some(from)) = (column, from) {
                column.text.push_from(&from.text, row);
            }
        }
        if let Some(mark) = other.marks.get(&row) {
            self.marks.insert(self.ids.len(), mark.clone());
        }
        self.ids.extend(other.ids.get(row));
    }

    pub(super) fn finish(mut self) -> Self {
        for column in self.columns.iter_mut().flatten() {
            column.text.finish();
        }
        self.ids.shrink_to_fit();
        self
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn column(&self, place: usize) -> Option<&TextColumn> {
        self.columns.get(place)?.as_ref().map(|column| &column.text)
    }

    /// The columns that are there, those that name a record first.
    pub(super) fn columns(&self) -> impl Iterator<Item = &Column> {
        let titles = self.columns.iter().flatten().filter(|column| column.field.title);
        titles.chain(self.columns.iter().flatten().filter(|column| !column.field.title))
    }
}

/// Whether the search over everything looks through a field, also in pinyin and by initials.
pub(super) fn is_searched(field: &Field) -> bool {
    field.title || field.search
}

/// Whether the values of a kind are numbers, days, or stand in an order of their own.
fn is_counted(kind: Kind) -> bool {
    kind.is_number()
        || matches!(kind, Kind::Date | Kind::DateTime | Kind::Instant | Kind::Choice(_) | Kind::State(_))
}

/// A value as a number to sort and sum by. A state stands where its workflow has it and a choice where it is declared,
/// whatever they are called in a language.
fn number(kind: Kind, value: &Value) -> Option<i64> {
    use chrono::Datelike as _;
    let code = value.as_str();
    let place = match kind {
        Kind::State(workflow) => workflow.states.iter().position(|state| Some(state.code) == code),
        Kind::Choice(set) => set.options.iter().position(|(known, _)| Some(*known) == code),
        _ => None,
    };
    if let Some(place) = place {
        return i64::try_from(place).ok();
    }
    match value {
        Value::Integer(number) => Some(*number),
        Value::Money(money) => Some(money.fen()),
        Value::Date(date) => Some(i64::from(date.num_days_from_ce())),
        Value::DateTime(time) => Some(time.and_utc().timestamp()),
        Value::Instant(instant) => Some(instant.timestamp_micros()),
        _ => None,
    }
}
