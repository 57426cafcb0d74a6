//! What is told of a record while it is being written, a paper whose sender and number are there already; and what is
//! proposed for it.

use super::inside::Inside;
use super::{Reader, Values, civil_date};
use crate::model::{Message, Meta, Problem, RecordId, RecordType, Row, Value};
use crate::store::{Rows as _, Snapshot};

/// What there is to look at in a record of which so much is typed, by field. What can't be read yet is left out.
///
/// # Errors
/// When the file can't be read.
pub fn hints(
    reader: &Reader,
    record_type: &'static dyn RecordType,
    id: RecordId,
    typed: &Values,
) -> Result<Vec<(&'static str, Message)>, Problem> {
    let row = typed_row(reader, record_type, id, typed)?;
    record_type.hints(&row, &inside(reader))
}

/// What is proposed for fields that are still empty, in a new record of which so much is known or on a step of one.
///
/// # Errors
/// When the file can't be read.
pub fn proposals(
    reader: &Reader,
    record_type: &'static dyn RecordType,
    id: RecordId,
    typed: &Values,
    step: Option<&str>,
) -> Result<Vec<(&'static str, Value)>, Problem> {
    let row = typed_row(reader, record_type, id, typed)?;
    let mut proposed = record_type.proposed(&row, step, &inside(reader))?;
    let is_empty =
        |key: &str| record_type.field(key).is_some_and(|(place, _)| row.record.value(place).is_nothing());
    proposed.retain(|(key, value)| is_empty(key) && !value.is_nothing());
    Ok(proposed)
}

fn inside(reader: &Reader) -> Inside<'_, Snapshot> {
    let session = reader.session();
    let (rows, today) = (reader.snapshot(), civil_date(reader.now()));
    Inside { rows, today, actor: session.person, permissions: &session.permissions }
}

/// A record with what is typed in it.
fn typed_row(
    reader: &Reader,
    record_type: &'static dyn RecordType,
    id: RecordId,
    typed: &Values,
) -> Result<Row, Problem> {
    let stored = match reader.get(record_type, id)? {
        Some(_) => reader.snapshot().stored(record_type, id)?,
        None => None,
    };
    let new = || Row { meta: Meta { id, ..Meta::default() }, record: record_type.blank() };
    let mut row = stored.unwrap_or_else(new);
    for (key, value) in typed.iter() {
        if let Some((place, _)) = record_type.field(key) {
            // What a field does not take is told when it is saved.
            row.record.set_value(place, value.clone()).ok();
        }
    }
    Ok(row)
}
