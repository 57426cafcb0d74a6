//! What a text names: a record by its identity, by a unique value, or by its name when that is one record's alone.
//! Command line, filters and links in files all resolve through here, as far as the session sees.

use std::ops::ControlFlow;

use super::reader::{Reader, Which};
use crate::model::{Id, Kind, Message, Problem, RecordId, RecordType, Value};
use crate::records;
use crate::records::organisation::Person;
use crate::store::Rows;

impl Reader {
    /// The records that `named` means in some registers: the one with this identity, or one a register with this
    /// unique value. A void record is meant only where no living one has the value, for it has given its values free.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn named(
        &self,
        registers: &[&'static dyn RecordType],
        named: &str,
    ) -> Result<Vec<(&'static dyn RecordType, RecordId)>, Problem> {
        if let Ok(id) = named.parse::<RecordId>() {
            for record_type in registers.iter().copied() {
                if self.get_any(record_type, id)?.is_some() {
                    return Ok(vec![(record_type, id)]);
                }
            }
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for record_type in registers.iter().copied() {
            let id = match self.unique(record_type, named)? {
                Some(id) => Some(id),
                None => self.void_unique(record_type, named)?,
            };
            found.extend(id.map(|id| (record_type, id)));
        }
        Ok(found)
    }

    /// The living records of a register that a link written as `text` may mean: by identity or unique value, else
    /// by name.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn linked(&self, register: &str, text: &str) -> Result<Vec<RecordId>, Problem> {
        let Some(record_type) = records::find(register) else { return Ok(Vec::new()) };
        if let Ok(id) = text.parse::<RecordId>() {
            return Ok(self.get(record_type, id)?.map(|_| id).into_iter().collect());
        }
        if let Some(id) = self.unique(record_type, text)? {
            return Ok(vec![id]);
        }
        let title = record_type.title_index();
        let wanted = text.to_lowercase();
        let mut found = Vec::new();
        self.visit(record_type, Which::Living, &mut |view| {
            let value = view.value(title).unwrap_or_default();
            if value.as_str().is_some_and(|name| name.to_lowercase() == wanted) {
                found.push(view.row.meta.id);
            }
            ControlFlow::Continue(())
        })?;
        Ok(found)
    }

    /// The living record with a unique value, through the index. A value the session may not see names nothing.
    fn unique(&self, record_type: &'static dyn RecordType, text: &str) -> Result<Option<RecordId>, Problem> {
        let wanted = Value::text(text);
        for place in unique_places(record_type) {
            let Some(field) = record_type.fields().get(place) else { continue };
            let Some(id) = self.snapshot().unique_owner(record_type.name(), field.key, &wanted)? else {
                continue;
            };
            if self.get(record_type, id)?.is_some_and(|view| view.value(place).is_some()) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// A void record that had a unique value. Void records are in no index, and few.
    fn void_unique(
        &self,
        record_type: &'static dyn RecordType,
        text: &str,
    ) -> Result<Option<RecordId>, Problem> {
        let places: Vec<usize> = unique_places(record_type).collect();
        if places.is_empty() {
            return Ok(None);
        }
        let wanted = Value::text(text).index_bytes();
        let mut found = None;
        self.visit(record_type, Which::Void, &mut |view| {
            let mut values = places.iter().filter_map(|place| view.value(*place));
            if values.any(|value| !value.is_nothing() && value.index_bytes() == wanted) {
                found = Some(view.row.meta.id);
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })?;
        Ok(found)
    }
}

fn unique_places(record_type: &'static dyn RecordType) -> impl Iterator<Item = usize> {
    let fields = record_type.fields().iter().enumerate();
    fields.filter(|(_, field)| field.unique && matches!(field.kind, Kind::Text)).map(|(place, _)| place)
}

/// The person that `named` means: staff number, name or identity.
///
/// # Errors
/// When there is none, or more than one.
pub fn person_named(rows: &dyn Rows, named: &str) -> Result<RecordId, Problem> {
    let Some(record_type) = records::find("person") else {
        return Err(Problem::Bug("there is no register of people".to_owned()));
    };
    if let Ok(id) = named.parse::<RecordId>() {
        return Ok(Id::<Person>::new(id).erase());
    }
    if let Some(id) = rows.unique_owner(record_type.name(), "number", &Value::text(named))? {
        return Ok(id);
    }
    let mut found = Vec::new();
    rows.each_stored(record_type, &mut |row| {
        if row.meta.void.is_none()
            && let Some(person) = row.typed::<Person>()
            && [&person.record.name, &person.record.alias].into_iter().any(|name| name == named)
        {
            found.push(person.meta.id);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    match found.as_slice() {
        [only] => Ok(*only),
        [] => Err(Problem::Missing(Message::new("cli.no_such_person").with("named", named))),
        _ => Err(Problem::input(Message::new("cli.several_people").with("named", named))),
    }
}
