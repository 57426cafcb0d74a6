//! The audit trail to CSV or JSON lines: a line a changed field, or an object an entry.

use std::ops::ControlFlow;
use std::path::Path;

use serde_json::json;

use super::cell::{arm, export_text};
use crate::desk::{Reader, Titles, TrailEntry, TrailFilter, named_actor};
use crate::model::{Kind, Message, Problem, RecordId, Value};
use crate::records;
use crate::store::files;

/// Writes the entries that pass a filter, the oldest first, and gives how many.
///
/// # Errors
/// When the session may not read the trail, the format is unknown, or the file can't be written.
pub fn export_audit(reader: &Reader, path: &Path, filter: &TrailFilter) -> Result<usize, Problem> {
    // That something was done to what is marked stands in the file; what it holds does not leave with it.
    let reader = &reader.leaving();
    let mut entries = Vec::new();
    reader.trail(filter, None, &mut |_| true, &mut |entry| {
        entries.push(entry);
        ControlFlow::Continue(())
    })?;
    entries.reverse();
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let mut titles = Titles::default();
    let bytes = match extension.to_ascii_lowercase().as_str() {
        "csv" => as_csv(reader, &mut titles, &entries)?,
        "json" | "jsonl" | "ndjson" => as_json_lines(reader, &mut titles, &entries)?,
        other => return Err(Problem::input(Message::new("export.audit_format").with("extension", other))),
    };
    files::write_whole(path, &bytes)?;
    Ok(entries.len())
}

const COLUMNS: [&str; 12] =
    ["number", "at", "by", "by_name", "verb", "record", "id", "title", "field", "before", "after", "reason"];

fn as_csv(reader: &Reader, titles: &mut Titles, entries: &[TrailEntry]) -> Result<Vec<u8>, Problem> {
    let failed = |error: csv::Error| Problem::Bug(error.to_string());
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(COLUMNS).map_err(failed)?;
    for entry in entries {
        let head = head(reader, titles, entry)?;
        let reason = arm(entry.reason.as_deref().unwrap_or_default());
        let line = |field: &str, before: &str, after: &str| {
            let cells = head.iter().map(String::as_str).chain([field, before, after, reason.as_str()]);
            cells.map(str::to_owned).collect::<Vec<_>>()
        };
        if entry.changes.is_empty() {
            writer.write_record(line("", "", "")).map_err(failed)?;
        }
        for change in &entry.changes {
            let before = side(entry, &change.field, change.before.as_ref());
            let after = side(entry, &change.field, change.after.as_ref());
            writer.write_record(line(&change.field, &arm(&before), &arm(&after))).map_err(failed)?;
        }
    }
    writer.into_inner().map_err(|error| Problem::Bug(error.to_string()))
}

fn as_json_lines(reader: &Reader, titles: &mut Titles, entries: &[TrailEntry]) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    for entry in entries {
        let [_, at, by, by_name, verb, register, id, title] = head(reader, titles, entry)?;
        let changes = entry.changes.iter().map(|change| {
            json!({
                "field": change.field,
                "before": side(entry, &change.field, change.before.as_ref()),
                "after": side(entry, &change.field, change.after.as_ref()),
                "hidden": change.before.is_none(),
            })
        });
        let object = json!({
            "number": entry.number,
            "at": at,
            "by": by,
            "by_name": by_name,
            "verb": verb,
            "record": register,
            "id": id,
            "title": title,
            "changes": changes.collect::<Vec<_>>(),
            "reason": entry.reason,
        });
        serde_json::to_writer(&mut bytes, &object).map_err(|error| Problem::Bug(error.to_string()))?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// The cells that every line of an entry begins with.
fn head(reader: &Reader, titles: &mut Titles, entry: &TrailEntry) -> Result<[String; 8], Problem> {
    let by_name = match entry.by {
        Some(person) if person != RecordId::PROGRAM => named_actor(reader, titles, person)?.to_owned(),
        _ => String::new(),
    };
    let by = match entry.by {
        Some(RecordId::PROGRAM) => "program".to_owned(),
        Some(person) => person.to_string(),
        None => String::new(),
    };
    let title = titles.get(reader, entry.register, entry.id)?.to_owned();
    Ok([
        entry.number.to_string(),
        entry.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        by,
        arm(&by_name),
        entry.verb.code().to_owned(),
        entry.register.to_owned(),
        entry.id.to_string(),
        arm(&title),
    ])
}

/// A value as the register's own export writes it; one that may not be seen is empty.
fn side(entry: &TrailEntry, field: &str, value: Option<&Value>) -> String {
    let Some(value) = value else { return String::new() };
    let declared = records::find(entry.register).and_then(|of| of.field(field)).map(|(_, field)| *field);
    let field = declared.unwrap_or_else(crate::model::text);
    let field = match (field.kind, value) {
        (Kind::Text, Value::Text(text)) => return text.clone(),
        _ => field,
    };
    export_text(&field, value, &mut |id| id.to_string())
}
