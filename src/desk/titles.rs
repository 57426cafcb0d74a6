//! The name of a record: its title fields joined, links by the name of what they point to.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::Reader;
use super::showing::show_field;
use super::text_column::Arena;
use crate::model::{Id, Problem, Record, RecordId, RecordType, Row, TITLE_SEPARATOR, Value, Wording};
use crate::records;
use crate::records::meetings::Room;
use crate::store::StoreError;
use crate::text::Language;

/// The name of a record. Links one step away are resolved through `find`, which gives what the session may see of a
/// record; a link of a link is not, so a circle ends. Choices and the program's own words are in the language asked for;
/// without one as they are stored.
///
/// # Errors
/// When the file can't be read.
pub(super) fn title_of(
    record_type: &dyn RecordType,
    row: &Row,
    language: Option<Language>,
    find: &dyn Fn(&dyn RecordType, RecordId) -> Result<Option<Row>, StoreError>,
) -> Result<String, StoreError> {
    let mut title = plain_title(record_type, row, language, &mut |register, id| {
        let Some(target_type) = records::find(register) else { return Ok(None) };
        match find(target_type, id)? {
            Some(target) => plain_title(target_type, &target, language, &mut |_, _| Ok(None)).map(Some),
            None => Ok(None),
        }
    })?;
    if title.is_empty() {
        title = row.meta.id.to_string();
    }
    Ok(title)
}

/// A name in which the code of a register gives place to the key of its text: a message that tells what was done to the
/// record says it in the language of whoever reads it.
pub(super) fn with_keys(record_type: &dyn RecordType, row: &Row, title: String) -> String {
    let mut places = record_type.fields().iter().enumerate();
    let Some((place, _)) = places.find(|(_, field)| field.title && field.wording == Wording::Register) else {
        return title;
    };
    let value = row.record.value(place);
    let Some(named) = value.as_str().and_then(records::find) else { return title };
    let parts = title.split(TITLE_SEPARATOR);
    let parts = parts.map(|part| if part == named.name() { named.text() } else { part });
    parts.collect::<Vec<_>>().join(TITLE_SEPARATOR)
}

type Resolve<'a> = dyn FnMut(&'static str, RecordId) -> Result<Option<String>, StoreError> + 'a;

fn plain_title(
    record_type: &dyn RecordType,
    row: &Row,
    language: Option<Language>,
    resolve: &mut Resolve<'_>,
) -> Result<String, StoreError> {
    let mut title = String::new();
    for (index, field) in record_type.fields().iter().enumerate().filter(|(_, field)| field.title) {
        let part = match (row.record.value(index), field.kind) {
            (value @ (Value::Text(_) | Value::Choice(_)), _) => match language {
                Some(language) => show_field(field, &value, language),
                None => value.as_str().unwrap_or_default().to_owned(),
            },
            (Value::Link(id), crate::model::Kind::Link(register)) => {
                resolve(register, id)?.unwrap_or_default()
            }
            _ => String::new(),
        };
        if !part.is_empty() {
            if !title.is_empty() {
                title.push_str(TITLE_SEPARATOR);
            }
            title.push_str(&part);
        }
    }
    Ok(title)
}

/// Names that were looked up, so that a list resolves each of its links once.
#[derive(Debug, Default)]
pub struct Titles {
    places: HashMap<RecordId, usize>,
    texts: Arena,
}

impl Titles {
    /// The name of a record by its register and identity, in the recycle bin too; empty when it is gone or not to be
    /// seen.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn get(&mut self, reader: &Reader, register: &str, id: RecordId) -> Result<&str, Problem> {
        self.first(reader, &[register], id)
    }

    /// The name of the record that a field links to; empty where it links to none.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn of<R: Record>(&mut self, reader: &Reader, link: Option<Id<R>>) -> Result<String, Problem> {
        match link {
            Some(id) => Ok(self.get(reader, R::NAME, id.erase())?.to_owned()),
            None => Ok(String::new()),
        }
    }

    /// Where something takes place: in its room, or else where it says.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn place(&mut self, reader: &Reader, room: Option<Id<Room>>, place: &str) -> Result<String, Problem> {
        match room {
            Some(_) => self.of(reader, room),
            None => Ok(place.to_owned()),
        }
    }

    /// The name of a record that is in one of several registers.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn first(&mut self, reader: &Reader, registers: &[&str], id: RecordId) -> Result<&str, Problem> {
        let place = match self.places.entry(id) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(unknown) => {
                let mut title = String::new();
                for record_type in registers.iter().filter_map(|register| records::find(register)) {
                    if let Some(view) = reader.get_any(record_type, id)? {
                        title = reader.title(record_type, &view.row)?;
                        break;
                    }
                }
                self.texts.push(&title);
                *unknown.insert(self.texts.len().saturating_sub(1))
            }
        };
        Ok(self.texts.get(place))
    }
}
