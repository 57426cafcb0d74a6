//! What is told of a record while it is being written: a paper whose sender and number are there already.

use super::inside::Inside;
use super::{Reader, Values, civil_date};
use crate::model::{Message, Meta, Problem, RecordId, RecordType, Row};
use crate::store::Rows as _;

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
    let session = reader.session();
    let (rows, today) = (reader.snapshot(), civil_date(reader.now()));
    let office = Inside { rows, today, actor: session.person, permissions: &session.permissions };
    record_type.hints(&row, &office)
}
