//! Which record a row is about. An identity names it, and so does a unique value. A title alone names it only where
//! titles are what tells records apart: in registers without a number, and there together with what a record must belong
//! to (the meeting of an item on its agenda). Where records have numbers — papers, minutes, expenses, people — a row
//! without one is a record of its own, unless one of that title is what the row says in everything it gives: then
//! nothing changes, so that a file that is imported twice makes nothing twice.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use super::Row;
use super::cell::disarm;
use super::directory::Directory;
use super::import::{Column, is_link};
use crate::desk::Reader;
use crate::model::{Field, Kind, Problem, RecordId, RecordType, Value};

/// A row with the identity of its record.
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    pub(super) row: &'a Row,
    pub(super) id: RecordId,
    /// Whether the identity was made for it just now, so that no record can have it.
    pub(super) is_new: bool,
    /// Whether the record was found because it says what the row says.
    pub(super) by_content: bool,
}

/// Records of a title with what they hold in some fields, as bytes.
type Contents = HashMap<Vec<u8>, Vec<RecordId>>;

/// Finds the records of the rows of a sheet.
pub(super) struct Matching<'a, 'r> {
    reader: &'a Reader,
    record_type: &'static dyn RecordType,
    columns: &'a [Column],
    id_column: Option<usize>,
    /// Columns of unique values.
    unique: Vec<usize>,
    /// Columns that make up the title.
    titles: Vec<usize>,
    /// Whether names are made of links, which are looked up once everything is known.
    is_named_by_links: bool,
    /// Whether a title alone names a record.
    title_names: bool,
    /// Columns, besides the title, in which a row without a unique value and its record are the same.
    telling: Vec<&'a Column>,
    /// Rows without a unique value, by what tells them apart.
    rows: HashMap<u64, Vec<(&'r Row, RecordId)>>,
    hashing: RandomState,
    /// What is known of the records of a title, by the fields that rows give.
    contents: HashMap<(String, Vec<usize>), Contents>,
}

impl<'a, 'r> Matching<'a, 'r> {
    pub(super) fn new(
        reader: &'a Reader,
        record_type: &'static dyn RecordType,
        columns: &'a [Column],
        id_column: Option<usize>,
    ) -> Self {
        let fields = record_type.fields();
        let field_of = |column: &Column| fields.get(column.field);
        let places = |wanted: fn(&Field) -> bool| -> Vec<usize> {
            let named = columns.iter().filter(|column| field_of(column).is_some_and(wanted));
            named.map(|column| column.place).collect()
        };
        let title_names = title_names(record_type);
        let own = Kind::Link(record_type.name());
        // Records of the same file are not known yet, so a link to them can't be compared here; and totals are nobody's.
        let is_telling = |field: &Field| match title_names {
            true => field.required && is_link(field) && !field.title,
            false => field.kind != own && !field.total,
        };
        // In the order of the field table, so that the title is made of its parts as the record makes it.
        let mut titles: Vec<&Column> =
            columns.iter().filter(|column| field_of(column).is_some_and(|field| field.title)).collect();
        titles.sort_by_key(|column| column.field);
        Self {
            reader,
            record_type,
            columns,
            id_column,
            unique: places(|field| field.unique),
            titles: titles.into_iter().map(|column| column.place).collect(),
            is_named_by_links: fields.iter().any(|field| field.title && is_link(field)),
            title_names,
            telling: columns.iter().filter(|column| field_of(column).is_some_and(is_telling)).collect(),
            rows: HashMap::new(),
            hashing: RandomState::new(),
            contents: HashMap::new(),
        }
    }

    /// The rows with the identities of their records, those that others of the same file refer to first.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn in_order(
        mut self,
        sheet_rows: Vec<&'r Row>,
        directory: &mut Directory,
    ) -> Result<Vec<Named<'r>>, Problem> {
        let name = self.record_type.name();
        let mut rows = Vec::with_capacity(sheet_rows.len());
        if !self.unique.is_empty() {
            directory.make_room(name, sheet_rows.len());
        }
        for row in sheet_rows {
            let unique: Vec<&str> = self.unique.iter().map(|column| disarm(row.cell(*column))).collect();
            let is_numbered = unique.iter().any(|unique| !unique.is_empty());
            let title =
                if !is_numbered || directory.is_linked(name) { self.title_of(row) } else { String::new() };
            let given = self.id_column.and_then(|column| row.cell(column).parse::<RecordId>().ok());
            let mut by_content = false;
            let mut known = given;
            if known.is_none() && is_numbered {
                let mut uniques = unique.iter().filter(|unique| !unique.is_empty());
                known = uniques.find_map(|unique| directory.unique(name, unique));
            } else if known.is_none() && !self.is_named_by_links {
                known = self.earlier(row, &title);
                if known.is_none() {
                    known = self.titled(row, &title, directory)?;
                    by_content = known.is_some() && !self.title_names;
                }
            }
            let id = known.unwrap_or_else(RecordId::generate);
            if known.is_none() || given.is_some() {
                directory.add(name, &unique, &title, id);
            }
            if given.is_none() && !is_numbered && !self.is_named_by_links {
                let key = self.key(row, &title);
                self.rows.entry(key).or_default().push((row, id));
            }
            rows.push(Named { row, id, is_new: known.is_none(), by_content });
        }
        Ok(self.after_those_they_name(rows, directory))
    }

    fn title_of(&self, row: &Row) -> String {
        self.titles.iter().map(|column| disarm(row.cell(*column))).collect::<Vec<_>>().join(" · ")
    }

    fn key(&self, row: &Row, title: &str) -> u64 {
        let mut hasher = self.hashing.build_hasher();
        for text in self.told(row) {
            hasher.write(text.as_bytes());
            hasher.write_u8(0);
        }
        hasher.write(title.to_lowercase().as_bytes());
        hasher.finish()
    }

    fn told<'t>(&self, row: &'t Row) -> impl Iterator<Item = &'t str> {
        self.telling.iter().map(|column| row.cell(column.place))
    }

    /// The record of an earlier row of the file that says the same.
    fn earlier(&self, row: &Row, title: &str) -> Option<RecordId> {
        let alike = self.rows.get(&self.key(row, title))?;
        let same = |earlier: &Row| {
            self.told(earlier).eq(self.told(row))
                && self.title_of(earlier).to_lowercase() == title.to_lowercase()
        };
        alike.iter().find(|(earlier, _)| same(earlier)).map(|(_, id)| *id)
    }

    /// The record of the title that is what the row says in the columns that tell.
    fn titled(&mut self, row: &Row, title: &str, directory: &Directory) -> Result<Option<RecordId>, Problem> {
        let titled = directory.titled(self.record_type.name(), title);
        if titled.is_empty() {
            return Ok(None);
        }
        let (mut fields, mut told) = (Vec::new(), Vec::new());
        for column in &self.telling {
            let Some(field) = self.record_type.fields().get(column.field) else { continue };
            match column.value(field, row.cells.get(column.place), directory) {
                Ok(Value::Nothing) => {}
                Ok(value) => {
                    fields.push(column.field);
                    push(&mut told, &value);
                }
                // It is told when the row is read.
                Err(_) => return Ok(None),
            }
        }
        if self.title_names && fields.is_empty() {
            return Ok(if let [only] = titled { Some(*only) } else { None });
        }
        let key = (title.to_lowercase(), fields);
        if !self.contents.contains_key(&key) {
            let contents = self.contents_of(titled, &key.1)?;
            self.contents.insert(key.clone(), contents);
        }
        let alike = self.contents.get(&key).and_then(|contents| contents.get(&told)).map(Vec::as_slice);
        Ok(match alike {
            Some([only]) => Some(*only),
            Some([first, ..]) if !self.title_names => Some(*first),
            _ => None,
        })
    }

    fn contents_of(&self, titled: &[RecordId], fields: &[usize]) -> Result<Contents, Problem> {
        let mut contents = Contents::new();
        for id in titled {
            let Some(view) = self.reader.get(self.record_type, *id)? else { continue };
            let mut held = Vec::new();
            for field in fields {
                push(&mut held, &view.value(*field).unwrap_or_default());
            }
            contents.entry(held).or_default().push(*id);
        }
        Ok(contents)
    }

    fn after_those_they_name(&self, rows: Vec<Named<'r>>, directory: &Directory) -> Vec<Named<'r>> {
        let name = self.record_type.name();
        let links_to_itself = |column: &&Column| {
            self.record_type.fields().get(column.field).is_some_and(|field| field.kind == Kind::Link(name))
        };
        let selves: Vec<usize> =
            self.columns.iter().filter(links_to_itself).map(|column| column.place).collect();
        if selves.is_empty() {
            return rows;
        }
        let places: HashMap<RecordId, usize> =
            rows.iter().enumerate().map(|(at, named)| (named.id, at)).collect();
        let needs = |at: usize| -> Vec<usize> {
            let Some(Named { row, .. }) = rows.get(at) else { return Vec::new() };
            let named = selves.iter().map(|column| disarm(row.cell(*column))).filter(|text| !text.is_empty());
            named.filter_map(|text| places.get(&directory.resolve(name, text).ok()?).copied()).collect()
        };
        super::staff_shape::dependencies_first(rows.len(), needs)
            .into_iter()
            .filter_map(|at| rows.get(at).copied())
            .collect()
    }
}

/// Whether titles are what tells the records of a register apart: nothing in it is unique or a number of its own.
pub(super) fn title_names(record_type: &dyn RecordType) -> bool {
    !record_type.fields().iter().any(|field| field.unique || field.identifying)
}

/// A value with its length before it, so that two together are no other two.
fn push(bytes: &mut Vec<u8>, value: &Value) {
    let value = value.index_bytes();
    bytes.extend(value.len().to_be_bytes());
    bytes.extend(value);
}
