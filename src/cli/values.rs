//! From `FIELD=VALUE` to values of fields, read as the import reads cells.

use std::ops::ControlFlow;

use super::assignment::Assignment;
use super::context::find_in;
use super::failure::Failure;
use crate::desk::{Reader, Values, Which};
use crate::exchange::parse_cell;
use crate::model::{Faults, Message, Problem, RecordId, RecordType};
use crate::records;

/// Reads values for the fields of a record type.
///
/// # Errors
/// Every field that is unknown and every text that is no value of its field.
pub(super) fn read(
    reader: &Reader,
    record_type: &'static dyn RecordType,
    typed: &[Assignment],
) -> Result<Values, Failure> {
    let mut values = Values::new();
    let mut faults = Faults::default();
    let mut failure = None;
    for assignment in typed {
        let Some((_, field)) = record_type.field(&assignment.field) else {
            faults.whole(Message::new("problem.unknown_field").with("field", &assignment.field));
            continue;
        };
        let parsed = parse_cell(field, &assignment.text, &mut |register, text| {
            resolve(reader, register, text, &mut failure)
        });
        match parsed {
            Ok(value) => values.set(field.key, value),
            Err(message) => faults.at(field.key, message),
        }
    }
    if let Some(problem) = failure {
        return Err(problem.into());
    }
    faults.finish().map_err(|problem| Failure::Problem(problem, Some(record_type)))?;
    Ok(values)
}

/// The record a link names: by identity, by a unique value, or by its name when that is one record's alone.
fn resolve(
    reader: &Reader,
    register: &'static str,
    text: &str,
    failure: &mut Option<Problem>,
) -> Result<RecordId, Message> {
    let unknown = || Message::new("import.unknown_link").with("value", text);
    let found = named(reader, register, text).map_err(|problem| {
        *failure = Some(problem);
        unknown()
    })?;
    match found.as_slice() {
        [only] => Ok(*only),
        [] => Err(unknown()),
        many => Err(Message::new("import.ambiguous").with("value", text).with("count", many.len())),
    }
}

fn named(reader: &Reader, register: &str, text: &str) -> Result<Vec<RecordId>, Problem> {
    let Some(record_type) = records::find(register) else { return Ok(Vec::new()) };
    let found: Vec<RecordId> = find_in(reader, &[record_type], text)?.into_iter().map(|(_, id)| id).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let title = record_type.title_index();
    let wanted = text.to_lowercase();
    let mut by_title = Vec::new();
    reader.visit(record_type, Which::Living, &mut |view| {
        let value = view.value(title).unwrap_or_default();
        if value.as_str().is_some_and(|name| name.to_lowercase() == wanted) {
            by_title.push(view.row.meta.id);
        }
        ControlFlow::Continue(())
    })?;
    Ok(by_title)
}
