//! The office as a record's rules see it, inside a transaction or at a moment.

use std::ops::ControlFlow;

use chrono::NaiveDate;
use sha2::{Digest as _, Sha256};

use crate::desk::permissions::Permissions;
use crate::model::{Kind, Lookup, RecordId, RecordType, Reference, Role, Row, Value};
use crate::records;
use crate::store::attachment::{self, Attachment};
use crate::store::{Rows, StoreError, Table, unique_key};

/// The office as a record's rules see it: void records left out.
pub(super) struct Inside<'a, R> {
    pub(super) rows: &'a R,
    pub(super) today: NaiveDate,
    pub(super) actor: Option<RecordId>,
    pub(super) permissions: &'a Permissions,
}

impl<R: Rows> Inside<'_, R> {
    /// Rules hold over the whole office, but what they say about a record the session may not know of must not
    /// repeat its words.
    fn masked(&self, record_type: &dyn RecordType, mut row: Row) -> Row {
        if self.permissions.visible(record_type.name(), &row) {
            return row;
        }
        for (index, field) in record_type.fields().iter().enumerate() {
            if matches!(field.kind, Kind::Text | Kind::LongText) && !row.record.value(index).is_nothing() {
                // A text field takes any text.
                row.record.set_value(index, Value::text("—")).ok();
            }
        }
        row
    }
}

impl<R: Rows> Lookup for Inside<'_, R> {
    fn today(&self) -> NaiveDate {
        self.today
    }

    fn actor(&self) -> Option<RecordId> {
        self.actor
    }

    fn has_role(&self, register: &str, roles: &[Role]) -> bool {
        self.permissions.has_role(register, roles)
    }

    fn last_number(&self, register: &str, field: &str, prefix: &str, width: u32) -> Result<u64, StoreError> {
        // Numbers of one width stand in the index in their order: the last is found digit by digit.
        let mut found = prefix.to_owned();
        let mut number = 0_u64;
        for _ in 0..width {
            let mut digit = None;
            for next in ('0'..='9').rev() {
                let key = unique_key(register, field, &Value::Text(format!("{found}{next}")));
                let mut is_there = false;
                self.rows.entries(Table::Unique, &key, &mut |_, _| {
                    is_there = true;
                    Ok(ControlFlow::Break(()))
                })?;
                if is_there {
                    digit = Some(next);
                    break;
                }
            }
            let Some(next) = digit else { return Ok(0) };
            found.push(next);
            number =
                number.saturating_mul(10).saturating_add(u64::from(next.to_digit(10).unwrap_or_default()));
        }
        Ok(number)
    }

    fn numbers(&self, register: &str, field: &str, prefix: &str, width: u32) -> Result<Vec<u64>, StoreError> {
        let row = unique_key(register, field, &Value::text(prefix));
        let mut found = Vec::new();
        self.rows.entries(Table::Unique, &row, &mut |key, _| {
            let digits = key.get(row.len()..).and_then(|digits| std::str::from_utf8(digits).ok());
            let is_whole = |digits: &&str| u32::try_from(digits.len()).is_ok_and(|len| len == width);
            found.extend(digits.filter(is_whole).and_then(|digits| digits.parse::<u64>().ok()));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    fn owner_of(&self, register: &str, field: &str, value: &Value) -> Result<Option<RecordId>, StoreError> {
        self.rows.unique_owner(register, field, value)
    }

    fn text_digest(&self, register: &str, id: RecordId, field: &str) -> Result<String, StoreError> {
        let Some(record_type) = records::find(register) else { return Ok(String::new()) };
        let Some((place, _)) = record_type.field(field) else { return Ok(String::new()) };
        let value = self.rows.stored(record_type, id)?.map(|row| row.record.value(place));
        let text = value.as_ref().and_then(|value| value.as_str()).unwrap_or_default();
        Ok(Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect())
    }

    fn attachments(&self, owner: RecordId) -> Result<Vec<Attachment>, StoreError> {
        attachment::of(self.rows, owner)
    }

    fn row(&self, register: &str, id: RecordId) -> Result<Option<Row>, StoreError> {
        match records::find(register) {
            Some(record_type) => {
                let row = self.rows.stored(record_type, id)?.filter(|row| row.meta.void.is_none());
                Ok(row.map(|row| self.masked(record_type, row)))
            }
            None => Ok(None),
        }
    }

    fn visit(&self, register: &str, visitor: &mut dyn FnMut(Row) -> bool) -> Result<(), StoreError> {
        let Some(record_type) = records::find(register) else { return Ok(()) };
        self.rows.each_stored(record_type, &mut |row| {
            if row.meta.void.is_none() && !visitor(self.masked(record_type, row)) {
                return Ok(ControlFlow::Break(()));
            }
            Ok(ControlFlow::Continue(()))
        })
    }

    fn referring(&self, target: RecordId) -> Result<Vec<Reference>, StoreError> {
        let references = self.rows.references(target)?.into_iter();
        let known = references.filter_map(|(register, id, field)| {
            let record_type = records::find(&register)?;
            let (_, field) = record_type.field(&field)?;
            Some(Reference { register: record_type.name(), id, field: field.key })
        });
        Ok(known.collect())
    }
}
