//! The office as a record's rules see it.

use std::ops::ControlFlow;

use chrono::NaiveDate;

use crate::desk::permissions::Permissions;
use crate::model::{Kind, Lookup, RecordId, RecordType, Reference, Row, Value};
use crate::records;
use crate::store::{Rows, StoreError, Transaction};

/// The office as a record's rules see it: inside the running transaction, void records left out.
pub(super) struct Inside<'a> {
    pub(super) transaction: &'a Transaction,
    pub(super) today: NaiveDate,
    pub(super) permissions: &'a Permissions,
}

impl Inside<'_> {
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

impl Lookup for Inside<'_> {
    fn today(&self) -> NaiveDate {
        self.today
    }

    fn row(&self, register: &str, id: RecordId) -> Result<Option<Row>, StoreError> {
        match records::find(register) {
            Some(record_type) => {
                let row = self.transaction.stored(record_type, id)?.filter(|row| row.meta.void.is_none());
                Ok(row.map(|row| self.masked(record_type, row)))
            }
            None => Ok(None),
        }
    }

    fn visit(&self, register: &str, visitor: &mut dyn FnMut(Row) -> bool) -> Result<(), StoreError> {
        let Some(record_type) = records::find(register) else { return Ok(()) };
        self.transaction.each_stored(record_type, &mut |row| {
            if row.meta.void.is_none() && !visitor(self.masked(record_type, row)) {
                return Ok(ControlFlow::Break(()));
            }
            Ok(ControlFlow::Continue(()))
        })
    }

    fn referring(&self, target: RecordId) -> Result<Vec<Reference>, StoreError> {
        let references = self.transaction.references(target)?.into_iter();
        let known = references.filter_map(|(register, id, field)| {
            let record_type = records::find(&register)?;
            let (_, field) = record_type.field(&field)?;
            Some(Reference { register: record_type.name(), id, field: field.key })
        });
        Ok(known.collect())
    }
}
