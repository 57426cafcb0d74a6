//! A register in memory, column by column, as one session sees it: what lists and the search look through.
//!
//! A table is never changed. A change of the office makes a new table that shares the large part with the one before
//! it: rows that were read again stand in a small part at the end, and those they replace count as gone. So a list, a
//! search and a worker can each hold the table of their moment, and none waits for another.

use std::collections::BTreeSet;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::register_list::RowMark;
use super::register_part::{Part, is_searched};
use super::row_set::RowSet;
use super::text_column::TextColumn;
use super::{Reader, Session, Titles, Which};
use crate::model::{Field, Problem, RecordId, RecordType};
use crate::store::Rows as _;
use crate::text::Language;

/// When more rows than this have been read again, they are put in order with the others.
const MOST_LATE: usize = 4_096;

/// With fewer rows than this, a column's order is found within a frame or two.
const WORTH_PREPARING: usize = 200_000;

/// Which fields of a register are read into a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Every one that the session may see: what a list shows.
    All,
    /// Only what the search over everything looks through.
    Searched,
}

impl Wanted {
    pub(super) fn has(self, field: &Field) -> bool {
        self == Self::All || is_searched(field)
    }
}

/// The records of a register that a session may see, at one moment, in one language.
#[derive(Clone)]
pub struct RegisterTable {
    record_type: &'static dyn RecordType,
    which: Which,
    wanted: Wanted,
    language: Language,
    /// Who read it, and when: other eyes, or the same when a seal has closed again, would see something else.
    session: Arc<Session>,
    read_at: DateTime<Utc>,
    /// In the order of their identities.
    base: Arc<Part>,
    /// Read again since, in no order.
    tail: Arc<Part>,
    /// Rows that were replaced or have gone.
    gone: Arc<RowSet>,
    gone_count: usize,
}

impl std::fmt::Debug for RegisterTable {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = self.record_type.name();
        formatter.debug_struct("RegisterTable").field("register", &name).finish_non_exhaustive()
    }
}

impl RegisterTable {
    /// Reads a register. `progress` is told now and then how many rows were read, and answers whether to go on.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn read(
        reader: &Reader,
        record_type: &'static dyn RecordType,
        which: Which,
        wanted: Wanted,
        language: Language,
        progress: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Self, Problem> {
        let expected = match which {
            Which::Living => usize::try_from(reader.snapshot().living(record_type.name())?).unwrap_or(0),
            Which::Void => 0,
        };
        let mut base = Part::new(record_type, reader, wanted, Some(expected));
        let mut titles = Titles::default();
        let mut failure = None;
        reader.visit(record_type, which, &mut |view| {
            if let Err(problem) = base.push(reader, &mut titles, record_type, &view, language) {
                failure = Some(problem);
                return ControlFlow::Break(());
            }
            if base.len().is_multiple_of(4096) && !progress(base.len()) {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })?;
        if let Some(problem) = failure {
            return Err(problem);
        }
        Ok(Self {
            record_type,
            which,
            wanted,
            language,
            session: reader.shared_session(),
            read_at: reader.now(),
            base: Arc::new(base.finish()),
            tail: Arc::new(Part::new(record_type, reader, wanted, None)),
            gone: Arc::default(),
            gone_count: 0,
        })
    }

    /// Finds the order of the columns that a list shows at first, where there are so many rows that a list would wait
    /// for it when it is sorted. To be called where nobody waits.
    pub fn prepare_order(&self) {
        if self.base.len() < WORTH_PREPARING {
            return;
        }
        let shown = self.base.columns().filter(|column| column.field.column.is_some());
        shown.for_each(|column| {
            column.text.ranks();
        });
    }

    /// Notes that what it holds was shown, where that is sensitive.
    pub fn record_access(&self, reader: &Reader) {
        let accesses = [&self.base.access, &self.tail.access].into_iter().flatten();
        accesses.for_each(|access| reader.record_access(access.clone()));
    }

    /// The mark of a row.
    pub(super) fn mark(&self, row: usize) -> Option<&RowMark> {
        match row.checked_sub(self.base.len()) {
            None => self.base.marks.get(&row),
            Some(row) => self.tail.marks.get(&row),
        }
    }

    /// The register.
    pub fn record_type(&self) -> &'static dyn RecordType {
        self.record_type
    }

    /// The language its texts are in.
    pub fn language(&self) -> Language {
        self.language
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.row_count().saturating_sub(self.gone_count)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many rows there are, those that have gone included.
    pub(super) fn row_count(&self) -> usize {
        self.base.len() + self.tail.len()
    }

    pub(super) fn is_gone(&self, row: usize) -> bool {
        self.gone_count > 0 && self.gone.contains(row)
    }

    /// Takes the rows that have gone out of a set.
    pub(super) fn drop_gone(&self, rows: &mut RowSet) {
        rows.drop(&self.gone);
    }

    /// The rows that have gone.
    pub(super) fn gone(&self) -> impl Iterator<Item = usize> {
        self.gone.iter()
    }

    /// How long the name of a record is, in bytes.
    pub(super) fn title_length(&self, row: usize) -> usize {
        let fields = self.record_type.fields().iter().enumerate().filter(|(_, field)| field.title);
        fields.map(|(place, _)| self.text(row, place).len()).sum()
    }

    /// Both parts with their rows.
    pub(super) fn parts(&self) -> [(&Part, Range<usize>); 2] {
        let middle = self.base.len();
        [(&self.base, 0..middle), (&self.tail, middle..self.row_count())]
    }

    /// The column of a field in the part that has a row, and the row's place in that part.
    pub(super) fn at(&self, row: usize, place: usize) -> Option<(&TextColumn, usize)> {
        match row.checked_sub(self.base.len()) {
            None => Some((self.base.column(place)?, row)),
            Some(row) => Some((self.tail.column(place)?, row)),
        }
    }

    /// The text of a field of a row.
    pub(super) fn text(&self, row: usize, place: usize) -> &str {
        self.at(row, place).map_or("", |(column, row)| column.text(row))
    }

    /// The field as a number.
    pub(super) fn number(&self, row: usize, place: usize) -> Option<i64> {
        self.at(row, place).and_then(|(column, row)| column.number(row))
    }

    /// The record of a row.
    pub(super) fn id(&self, row: usize) -> Option<RecordId> {
        match row.checked_sub(self.base.len()) {
            None => self.base.ids.get(row).copied(),
            Some(row) => self.tail.ids.get(row).copied(),
        }
    }

    /// The row of a record.
    pub(super) fn row(&self, id: RecordId) -> Option<usize> {
        let late = self.tail.ids.iter().rposition(|other| *other == id).map(|row| row + self.base.len());
        let row = late.or_else(|| self.base.ids.binary_search(&id).ok())?;
        (!self.is_gone(row)).then_some(row)
    }

    /// Its rows in the order of their identities, which is the order in which most were made.
    pub(super) fn order(&self) -> Vec<u32> {
        let row_number = |row: usize| u32::try_from(row).unwrap_or(u32::MAX);
        let mut late: Vec<usize> =
            (self.base.len()..self.row_count()).filter(|row| !self.is_gone(*row)).collect();
        late.sort_unstable_by_key(|row| self.id(*row));
        let mut late = late.into_iter().peekable();
        let mut order = Vec::with_capacity(self.len());
        for (row, id) in self.base.ids.iter().enumerate().filter(|(row, _)| !self.is_gone(*row)) {
            while let Some(earlier) = late.next_if(|late| self.id(*late).is_some_and(|late| late < *id)) {
                order.push(row_number(earlier));
            }
            order.push(row_number(row));
        }
        order.extend(late.map(row_number));
        order
    }

    /// What a record is called: its title fields joined.
    pub(super) fn title(&self, row: usize) -> String {
        let fields = self.record_type.fields().iter().enumerate().filter(|(_, field)| field.title);
        let mut title = String::new();
        for text in fields.map(|(place, _)| self.text(row, place)).filter(|text| !text.is_empty()) {
            if !title.is_empty() {
                title.push_str(crate::model::TITLE_SEPARATOR);
            }
            title.push_str(text);
        }
        title
    }

    /// Whether it holds the living records of a register, and any at all.
    pub(super) fn is_of_living(&self, register: &str) -> bool {
        self.record_type.name() == register && self.which == Which::Living && !self.is_empty()
    }

    /// Whether a reader sees of every record what the table shows of it.
    pub(super) fn is_seen_by(&self, reader: &Reader) -> bool {
        let now = &reader.session().permissions;
        now == &self.session.permissions && !now.closes_between(self.read_at, reader.now())
    }

    /// The table with some records read again.
    pub(super) fn patched(&self, reader: &Reader, changed: &BTreeSet<RecordId>) -> Result<Self, Problem> {
        if changed.is_empty() {
            return Ok(self.clone());
        }
        let (mut tail, mut gone) = (self.tail.as_ref().clone(), self.gone.as_ref().clone());
        let mut gone_count = self.gone_count;
        let mut titles = Titles::default();
        for id in changed {
            if let Some(row) = self.row(*id) {
                gone.insert(row);
                gone_count = gone_count.saturating_add(1);
            }
            let view = reader.get_any(self.record_type, *id)?.filter(|view| self.which.takes(&view.row));
            if let Some(view) = view {
                tail.push(reader, &mut titles, self.record_type, &view, self.language)?;
            }
        }
        let patched = Self { tail: Arc::new(tail), gone: Arc::new(gone), gone_count, ..self.clone() };
        Ok(if patched.tail.len() > MOST_LATE { patched.packed(reader) } else { patched })
    }

    /// The same rows in one part.
    fn packed(&self, reader: &Reader) -> Self {
        let record_type = self.record_type;
        let mut base = Part::new(record_type, reader, self.wanted, Some(self.len()));
        for row in self.order().into_iter().filter_map(|row| usize::try_from(row).ok()) {
            match row.checked_sub(self.base.len()) {
                None => base.push_from(&self.base, row),
                Some(row) => base.push_from(&self.tail, row),
            }
        }
        base.access.clone_from(&self.base.access);
        Self {
            base: Arc::new(base.finish()),
            tail: Arc::new(Part::new(record_type, reader, self.wanted, None)),
            gone: Arc::default(),
            gone_count: 0,
            ..self.clone()
        }
    }
}
