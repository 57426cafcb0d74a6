//! The name of a record: its title fields joined, links by the name of what they point to.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::model::{RecordId, RecordType, Row, Value};
use crate::records;
use crate::store::{Rows, StoreError};

/// What stands between the parts of a title.
const SEPARATOR: &str = " · ";

/// The name of a record. Links one step away are resolved; a link of a link is not, so a circle ends.
///
/// # Errors
/// When the file can't be read.
pub fn title_of(rows: &impl Rows, record_type: &dyn RecordType, row: &Row) -> Result<String, StoreError> {
    let mut title = plain_title(record_type, row, &mut |register, id| {
        let Some(target_type) = records::find(register) else { return Ok(None) };
        match rows.stored(target_type, id)? {
            Some(target) => plain_title(target_type, &target, &mut |_, _| Ok(None)).map(Some),
            None => Ok(None),
        }
    })?;
    if title.is_empty() {
        title = row.meta.id.to_string();
    }
    Ok(title)
}

type Resolve<'a> = dyn FnMut(&'static str, RecordId) -> Result<Option<String>, StoreError> + 'a;

fn plain_title(
    record_type: &dyn RecordType,
    row: &Row,
    resolve: &mut Resolve<'_>,
) -> Result<String, StoreError> {
    let mut title = String::new();
    for (index, field) in record_type.fields().iter().enumerate().filter(|(_, field)| field.title) {
        let part = match (row.record.value(index), field.kind) {
            (Value::Text(text) | Value::Choice(text), _) => text,
            (Value::Link(id), crate::model::Kind::Link(register)) => {
                resolve(register, id)?.unwrap_or_default()
            }
            _ => String::new(),
        };
        if !part.is_empty() {
            if !title.is_empty() {
                title.push_str(SEPARATOR);
            }
            title.push_str(&part);
        }
    }
    Ok(title)
}

/// Names that were looked up, so that a list resolves each of its links once.
#[derive(Debug, Default)]
pub struct Titles {
    known: HashMap<RecordId, String>,
}

impl Titles {
    /// The name of a record by its register and identity; empty when it is gone or not to be seen.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn get(
        &mut self,
        reader: &super::Reader,
        register: &str,
        id: RecordId,
    ) -> Result<&str, crate::model::Problem> {
        match self.known.entry(id) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(unknown) => {
                let title = match records::find(register) {
                    Some(record_type) => match reader.get(record_type, id)? {
                        Some(view) => reader.title(record_type, &view.row)?,
                        None => String::new(),
                    },
                    None => String::new(),
                };
                Ok(unknown.insert(title))
            }
        }
    }
}
