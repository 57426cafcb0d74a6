//! From `FIELD=VALUE` as a person types it to values of fields, read as the import reads cells.

use super::parse_cell;
use crate::desk::{Conditions, Reader, Values};
use crate::model::{Faults, Message, Problem, RecordId, RecordType};

/// Reads values for the fields of a record type: key and text.
///
/// # Errors
/// Every field that is unknown and every text that is no value of its field.
pub fn read_values<'a>(
    reader: &Reader,
    record_type: &'static dyn RecordType,
    typed: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Values, Problem> {
    let mut values = Values::new();
    let mut faults = Faults::default();
    let mut failure = None;
    for (key, text) in typed {
        let Some((_, field)) = record_type.field(key) else {
            faults.whole(Message::new("problem.unknown_field").with("field", key));
            continue;
        };
        let parsed =
            parse_cell(field, text, &mut |register, text| resolve(reader, register, text, &mut failure));
        match parsed {
            Ok(value) => values.set(field.key, value),
            Err(message) => faults.at(field.key, message),
        }
    }
    if let Some(problem) = failure {
        return Err(problem);
    }
    faults.finish()?;
    Ok(values)
}

/// Reads the conditions of a filter, as typed: key and text; an empty text asks for records without a value.
///
/// # Errors
/// As [`read_values`], and when a field may not be seen.
pub fn read_conditions<'a>(
    reader: &Reader,
    record_type: &'static dyn RecordType,
    typed: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Conditions, Problem> {
    Conditions::new(reader, record_type, &read_values(reader, record_type, typed)?)
}

fn resolve(
    reader: &Reader,
    register: &'static str,
    text: &str,
    failure: &mut Option<Problem>,
) -> Result<RecordId, Message> {
    let unknown = || Message::new("import.unknown_link").with("value", text);
    let found = reader.linked(register, text).map_err(|problem| {
        *failure = Some(problem);
        unknown()
    })?;
    match found.as_slice() {
        [only] => Ok(*only),
        [] => Err(unknown()),
        many => Err(Message::new("import.ambiguous").with("value", text).with("count", many.len())),
    }
}
