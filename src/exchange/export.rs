//! Registers to CSV, XLSX or JSON lines; what is written here reads back as the same records.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use super::cell::{arm, export_text};
use super::icalendar;
use crate::desk::{Access, Conditions, Outlet, Reader, Right, View, Which};
use crate::model::{Field, Kind, Message, Problem, RecordId, RecordType, Value};
use crate::records::RECORDS;
use crate::store::{StoreError, files};
use crate::text::Language;

/// What came of an export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportReport {
    /// Records written.
    pub written: usize,
    /// Records that the session sees but that may not leave: their level, circle or seal stands against it.
    pub withheld: usize,
}

/// Writes the records of a register that the session may see and that meet the conditions.
///
/// # Errors
/// When the session may not export, the format is unknown, or the file can't be written; no half file is left.
pub fn export_file(
    reader: &Reader,
    record_type: &'static dyn RecordType,
    path: &Path,
    conditions: &Conditions,
) -> Result<ExportReport, Problem> {
    write_table(reader, Table::read(reader, record_type, conditions, None)?, path)
}

/// As [`export_file`], with what is marked above 内部 too: for whoever may declassify, with a reason that is kept.
///
/// # Errors
/// As [`export_file`], and when the session may not declassify.
pub fn release_file(
    reader: &Reader,
    record_type: &'static dyn RecordType,
    path: &Path,
    conditions: &Conditions,
    reason: &str,
) -> Result<ExportReport, Problem> {
    reader.require(record_type, Right::Declassify)?;
    if reason.trim().is_empty() {
        return Err(Problem::input(Message::new("problem.reason_required")));
    }
    write_table(reader, Table::read(reader, record_type, conditions, Some(reason))?, path)
}

fn write_table(reader: &Reader, table: Table, path: &Path) -> Result<ExportReport, Problem> {
    let mut names = Names::new(reader, table.access.reason.is_some());
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let bytes = match extension.to_ascii_lowercase().as_str() {
        "xlsx" => workbook(std::slice::from_ref(&table), &mut names)?,
        "json" | "jsonl" | "ndjson" => json_lines(&table, &mut names)?,
        "csv" => csv_bytes(&table, &mut names)?,
        "ics" if matches!(table.record_type.name(), "meeting" | "matter") => {
            icalendar::calendar_of(reader, &table, icalendar::Dress::default())?.into_bytes()
        }
        other => return Err(Problem::input(Message::new("export.format").with("extension", other))),
    };
    let report = ExportReport { written: table.rows.len(), withheld: table.withheld };
    reader.record_access(table.access);
    files::write_whole(path, &bytes)?;
    Ok(report)
}

/// Writes every register that the session may export: a workbook with a sheet each (`.xlsx`), or else a folder with
/// a CSV file each. Read back with the layout `office` it gives the same records in an empty office.
///
/// # Errors
/// When the session may export nothing, or a file can't be written.
pub fn export_office(reader: &Reader, path: &Path) -> Result<ExportReport, Problem> {
    let mut tables = Vec::new();
    let mut refusal = None;
    for record_type in RECORDS {
        match Table::read(reader, *record_type, &Conditions::default(), None) {
            Ok(table) if table.rows.is_empty() => {}
            Ok(table) => tables.push(table),
            Err(Problem::Denied(rule)) => refusal = Some(Problem::Denied(rule)),
            Err(problem) => return Err(problem),
        }
    }
    if let (true, Some(refusal)) = (tables.is_empty(), refusal) {
        return Err(refusal);
    }
    let mut names = Names::new(reader, false);
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx")) {
        files::write_whole(path, &workbook(&tables, &mut names)?)?;
    } else {
        fs::create_dir_all(path).map_err(|error| StoreError::from_io(&error, path))?;
        for table in &tables {
            let file = path.join(table.record_type.name()).with_extension("csv");
            files::write_whole(&file, &csv_bytes(table, &mut names)?)?;
        }
    }
    let report = ExportReport {
        written: tables.iter().map(|table| table.rows.len()).sum(),
        withheld: tables.iter().map(|table| table.withheld).sum(),
    };
    tables.into_iter().for_each(|table| reader.record_access(table.access));
    Ok(report)
}

/// The records of a register on their way out.
pub(super) struct Table {
    pub(super) record_type: &'static dyn RecordType,
    pub(super) fields: Vec<(usize, Field)>,
    /// The identity as a link, then the values of the fields.
    pub(super) rows: Vec<Vec<Value>>,
    /// The mark of each row as it is printed, empty where it has none; no entry at all where no row has one.
    marks: Vec<String>,
    pub(super) withheld: usize,
    pub(super) access: Access,
}

/// Title of the column that holds the marks, where a record has one.
pub(super) const MARK_COLUMN: &str = "secrecy";

impl Table {
    /// Leaves out what bears any mark of secrecy.
    pub(super) fn leave_out_marked(&mut self) {
        if self.marks.is_empty() {
            return;
        }
        let mut marks = std::mem::take(&mut self.marks).into_iter();
        self.rows.retain(|_| marks.next().is_some_and(|mark| mark.is_empty()));
    }

    /// Keeps the rows that link to a record by a field.
    pub(super) fn keep(&mut self, key: &str, id: RecordId) {
        self.keep_linked(key, &BTreeSet::from([id]));
    }

    /// Keeps the rows that link to one of some records by a field.
    pub(super) fn keep_linked(&mut self, key: &str, ids: &BTreeSet<RecordId>) {
        let place = self.fields.iter().position(|(_, field)| field.key == key);
        let linked = |row: &[Value]| place.and_then(|place| row.get(place + 1)?.as_link());
        self.keep_rows(|row| linked(row).is_some_and(|id| ids.contains(&id)));
    }

    /// Keeps the rows that pass, each with its mark.
    pub(super) fn keep_rows(&mut self, passes: impl Fn(&[Value]) -> bool) {
        let kept: Vec<bool> = self.rows.iter().map(|row| passes(row)).collect();
        let (mut rows, mut marks) = (kept.iter(), kept.iter());
        self.rows.retain(|_| rows.next().is_some_and(|kept| *kept));
        self.marks.retain(|_| marks.next().is_some_and(|kept| *kept));
    }

    /// Reads the records of a register that the session may export and that meet the conditions.
    ///
    /// # Errors
    /// When the session may not export, or the file can't be read.
    pub(super) fn read(
        reader: &Reader,
        record_type: &'static dyn RecordType,
        conditions: &Conditions,
        release: Option<&str>,
    ) -> Result<Self, Problem> {
        reader.require(record_type, Right::Export)?;
        let permissions = &reader.session().permissions;
        let name = record_type.name();
        let mut access = Access::new(name, Outlet::File);
        access.reason = release.map(|reason| reason.trim().to_owned());
        let fields: Vec<(usize, Field)> = record_type
            .fields()
            .iter()
            .enumerate()
            .filter(|(_, field)| permissions.sees(name, field.level))
            .map(|(place, field)| (place, *field))
            .collect();
        let (mut rows, mut marks, mut withheld) = (Vec::new(), Vec::new(), 0_usize);
        reader.visit(record_type, Which::Living, &mut |view| {
            if !conditions.pass(&view) || !permissions.reaches(name, Right::Export, &view.row) {
                return ControlFlow::Continue(());
            }
            let mark = view.row.meta.mark.as_deref();
            let released = release.is_some() && permissions.reaches(name, Right::Declassify, &view.row);
            if !released && mark.is_some_and(|mark| !mark.may_leave()) {
                withheld = withheld.saturating_add(1);
                return ControlFlow::Continue(());
            }
            access.add(record_type, &view);
            rows.push(row_of(&view, &fields));
            marks.push(mark.map(|mark| mark.shown(Language::default())).unwrap_or_default());
            ControlFlow::Continue(())
        })?;
        if marks.iter().all(String::is_empty) {
            marks.clear();
        }
        Ok(Self { record_type, fields, rows, marks, withheld, access })
    }
}

fn row_of(view: &View, fields: &[(usize, Field)]) -> Vec<Value> {
    let values = fields.iter().map(|(place, _)| view.value(*place).unwrap_or_default());
    std::iter::once(Value::Link(view.row.meta.id)).chain(values).collect()
}

/// How links are written: by the first unique value of their target, else by identity.
pub(super) struct Names<'a> {
    reader: &'a Reader,
    known: HashMap<RecordId, String>,
    released: bool,
}

impl<'a> Names<'a> {
    pub(super) fn new(reader: &'a Reader, released: bool) -> Self {
        Self { reader, known: HashMap::new(), released }
    }

    /// A value as it is written.
    pub(super) fn text(&mut self, field: &Field, value: &Value) -> String {
        let register = match field.kind {
            Kind::Link(register) => crate::records::find(register),
            _ => None,
        };
        export_text(field, value, &mut |id| self.name(register, id))
    }

    fn name(&mut self, record_type: Option<&'static dyn RecordType>, id: RecordId) -> String {
        if let Some(known) = self.known.get(&id) {
            return known.clone();
        }
        let view = record_type.and_then(|of| Some((of, self.reader.get(of, id).ok()??)));
        // What stays in the file does not leave by its name in a record that links to it.
        let view = view.filter(|(_, view)| {
            self.released || view.row.meta.mark.as_ref().is_none_or(|mark| mark.may_leave())
        });
        let unique = view.and_then(|(of, view)| {
            let place = of.fields().iter().position(|field| field.unique)?;
            let field = of.fields().get(place)?;
            let value = view.value(place).filter(|value| !value.is_nothing())?;
            Some(export_text(field, &value, &mut |id| id.to_string()))
        });
        let name = unique.unwrap_or_else(|| id.to_string());
        self.known.insert(id, name.clone());
        name
    }
}

fn csv_bytes(table: &Table, names: &mut Names<'_>) -> Result<Vec<u8>, Problem> {
    let failed = |error: csv::Error| Problem::Bug(error.to_string());
    // The mark tells spreadsheets that the text is UTF-8.
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let titles = std::iter::once("id").chain(table.fields.iter().map(|(_, field)| field.key));
    let marked = !table.marks.is_empty();
    writer.write_record(titles.chain(marked.then_some(MARK_COLUMN))).map_err(failed)?;
    for (line, row) in table.rows.iter().enumerate() {
        let mut cells = Vec::with_capacity(row.len());
        for (place, value) in row.iter().enumerate() {
            cells.push(match place.checked_sub(1).and_then(|place| table.fields.get(place)) {
                Some((_, field)) => guarded(field, names.text(field, value)),
                None => value.as_link().map(|id| id.to_string()).unwrap_or_default(),
            });
        }
        cells.extend(table.marks.get(line).cloned());
        writer.write_record(&cells).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| Problem::Bug(error.to_string()))
}

fn guarded(field: &Field, text: String) -> String {
    match field.kind {
        Kind::Text | Kind::LongText | Kind::Tags | Kind::Link(_) => arm(&text),
        _ => text,
    }
}

pub(super) fn json_lines(table: &Table, names: &mut Names<'_>) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    for (line, row) in table.rows.iter().enumerate() {
        let mut object = serde_json::Map::new();
        for (place, value) in row.iter().enumerate() {
            match place.checked_sub(1).and_then(|place| table.fields.get(place)) {
                Some((_, field)) if !value.is_nothing() => {
                    let text = names.text(field, value);
                    object.insert(field.key.to_owned(), guarded(field, text).into());
                }
                Some(_) => {}
                None => {
                    let id = value.as_link().map(|id| id.to_string()).unwrap_or_default();
                    object.insert("id".to_owned(), id.into());
                }
            }
        }
        if let Some(mark) = table.marks.get(line).filter(|mark| !mark.is_empty()) {
            object.insert(MARK_COLUMN.to_owned(), mark.as_str().into());
        }
        serde_json::to_writer(&mut bytes, &object).map_err(|error| Problem::Bug(error.to_string()))?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

fn workbook(tables: &[Table], names: &mut Names<'_>) -> Result<Vec<u8>, Problem> {
    let failed = |error: XlsxError| match error {
        XlsxError::RowColumnLimitError | XlsxError::MaxStringLengthExceeded => {
            Problem::input(Message::new("export.beyond_workbook"))
        }
        other => Problem::Bug(other.to_string()),
    };
    let mut workbook = Workbook::new();
    for table in tables {
        let sheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name(table.record_type.name()).map_err(failed)?;
        fill(sheet, table, names).map_err(failed)?;
    }
    workbook.save_to_buffer().map_err(failed)
}

fn fill(sheet: &mut Worksheet, table: &Table, names: &mut Names<'_>) -> Result<(), XlsxError> {
    sheet.write_string(0, 0, "id")?;
    for ((_, field), column) in table.fields.iter().zip(1_u16..) {
        sheet.write_string(0, column, field.key)?;
    }
    let mark_column = u16::try_from(table.fields.len()).unwrap_or(u16::MAX).saturating_add(1);
    if !table.marks.is_empty() {
        sheet.write_string(0, mark_column, MARK_COLUMN)?;
    }
    let marks = table.marks.iter().map(String::as_str).chain(std::iter::repeat(""));
    for ((row, line), mark) in table.rows.iter().zip(1_u32..).zip(marks) {
        for ((value, place), column) in row.iter().zip(0_usize..).zip(0_u16..) {
            let text = match place.checked_sub(1).and_then(|place| table.fields.get(place)) {
                Some((_, field)) => guarded(field, names.text(field, value)),
                None => value.as_link().map(|id| id.to_string()).unwrap_or_default(),
            };
            if text.is_empty() {
                continue;
            }
            // A spreadsheet keeps 15 digits of a number; a longer one is written as text rather than rounded.
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            match value {
                Value::Integer(_) | Value::Money(_) if digits <= 15 => {
                    sheet.write_number(line, column, text.parse::<f64>().unwrap_or_default())?;
                }
                _ => {
                    sheet.write_string(line, column, &text)?;
                }
            }
        }
        if !mark.is_empty() {
            sheet.write_string(line, mark_column, mark)?;
        }
    }
    Ok(())
}
