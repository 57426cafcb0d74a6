//! Any register to CSV, XLSX or JSON lines; what is written here reads back as the same records.

use std::fs;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

use rust_xlsxwriter::{Workbook, XlsxError};

use super::cell::{arm, export_text};
use crate::desk::{Reader, Right, View, Which};
use crate::model::{Field, Kind, Message, Problem, RecordId, RecordType, Value};
use crate::store::StoreError;

/// What came of an export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportReport {
    /// Records written.
    pub written: usize,
}

/// Writes the records of a register that the session may see and that pass every filter (key of a field and the text
/// its value must have, as written or as its code).
///
/// # Errors
/// When the session may not export, a filter names no field, or the file can't be written; no half file is left.
pub fn export_file(
    reader: &Reader,
    register: &str,
    path: &Path,
    filters: &[(String, String)],
) -> Result<ExportReport, Problem> {
    let record_type = crate::records::find(register).ok_or_else(|| {
        Problem::input(Message::new("problem.unknown_register").with("name", register).with("known", ""))
    })?;
    reader.require(record_type, Right::Export)?;
    let mut conditions = Vec::new();
    for (key, wanted) in filters {
        let Some((place, field)) = record_type.field(key) else {
            return Err(Problem::input(Message::new("problem.unknown_field").with("field", key)));
        };
        conditions.push((place, *field, wanted.to_lowercase()));
    }
    let mut views = Vec::new();
    reader.visit(record_type, Which::Living, &mut |view| {
        views.push(view);
        ControlFlow::Continue(())
    })?;
    let fields: Vec<(usize, Field)> = record_type
        .fields()
        .iter()
        .enumerate()
        .filter(|(_, field)| reader.session().permissions.sees(field.level))
        .map(|(place, field)| (place, *field))
        .collect();
    let mut rows: Vec<Vec<Value>> = Vec::new();
    let mut names = Names { reader, known: std::collections::HashMap::new() };
    for view in &views {
        let passes = conditions.iter().all(|(place, field, wanted)| {
            let text = names.text(field, &view.value(*place).unwrap_or_default());
            text.to_lowercase() == *wanted
        });
        if passes {
            rows.push(row_of(view, &fields));
        }
    }
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let bytes = match extension.to_ascii_lowercase().as_str() {
        "xlsx" => workbook(&fields, &rows, &mut names)?,
        "json" | "jsonl" | "ndjson" => json_lines(&fields, &rows, &mut names)?,
        "csv" => csv_bytes(&fields, &rows, &mut names)?,
        other => return Err(Problem::input(Message::new("export.format").with("extension", other))),
    };
    write_whole(path, &bytes)?;
    Ok(ExportReport { written: rows.len() })
}

/// The identity as a link, then the values.
fn row_of(view: &View, fields: &[(usize, Field)]) -> Vec<Value> {
    let values = fields.iter().map(|(place, _)| view.value(*place).unwrap_or_default());
    std::iter::once(Value::Link(view.row.meta.id)).chain(values).collect()
}

/// How links are written: by the first unique value of their target, else by identity.
struct Names<'a> {
    reader: &'a Reader,
    known: std::collections::HashMap<RecordId, String>,
}

impl Names<'_> {
    fn text(&mut self, field: &Field, value: &Value) -> String {
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

/// A file appears under its name when it is complete.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = Path::new(&unfinished);
    let written = (|| {
        let mut file = fs::File::create(unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(unfinished, path)
    })();
    written.map_err(|error| {
        fs::remove_file(unfinished).ok();
        StoreError::from_io(&error, path).into()
    })
}

fn csv_bytes(
    fields: &[(usize, Field)],
    rows: &[Vec<Value>],
    names: &mut Names<'_>,
) -> Result<Vec<u8>, Problem> {
    let failed = |error: csv::Error| Problem::Bug(error.to_string());
    // The mark tells spreadsheets that the text is UTF-8.
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let titles = std::iter::once("id").chain(fields.iter().map(|(_, field)| field.key));
    writer.write_record(titles).map_err(failed)?;
    for row in rows {
        let mut cells = Vec::with_capacity(row.len());
        for (place, value) in row.iter().enumerate() {
            cells.push(match place.checked_sub(1).and_then(|place| fields.get(place)) {
                Some((_, field)) => guarded(field, names.text(field, value)),
                None => value.as_link().map(|id| id.to_string()).unwrap_or_default(),
            });
        }
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

fn json_lines(
    fields: &[(usize, Field)],
    rows: &[Vec<Value>],
    names: &mut Names<'_>,
) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    for row in rows {
        let mut object = serde_json::Map::new();
        for (place, value) in row.iter().enumerate() {
            match place.checked_sub(1).and_then(|place| fields.get(place)) {
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
        serde_json::to_writer(&mut bytes, &object).map_err(|error| Problem::Bug(error.to_string()))?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

fn workbook(
    fields: &[(usize, Field)],
    rows: &[Vec<Value>],
    names: &mut Names<'_>,
) -> Result<Vec<u8>, Problem> {
    let failed = |error: XlsxError| Problem::Bug(error.to_string());
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
    sheet.write_string(0, 0, "id").map_err(failed)?;
    for ((_, field), column) in fields.iter().zip(1_u16..) {
        sheet.write_string(0, column, field.key).map_err(failed)?;
    }
    for (row, line) in rows.iter().zip(1_u32..) {
        for ((value, place), column) in row.iter().zip(0_usize..).zip(0_u16..) {
            let text = match place.checked_sub(1).and_then(|place| fields.get(place)) {
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
                    let number: f64 = text.parse().unwrap_or_default();
                    sheet.write_number(line, column, number).map_err(failed)?;
                }
                _ => {
                    sheet.write_string(line, column, &text).map_err(failed)?;
                }
            }
        }
    }
    workbook.save_to_buffer().map_err(failed)
}
