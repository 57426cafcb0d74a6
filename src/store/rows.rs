//! Rows and the indexes that are derived from them: unique values, references backwards, counts. A row and its
//! indexes are always written together.

use std::ops::ControlFlow;

use super::{Snapshot, StoreError, Table, Transaction, frame};
use crate::model::{Field, Kind, RecordId, RecordType, Row, Value};

/// Reading rows, from a snapshot or inside a transaction.
pub trait Rows {
    /// The value of a key.
    ///
    /// # Errors
    /// When the file can't be read or the value is damaged.
    fn value(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Visits every entry whose key begins with `prefix`.
    ///
    /// # Errors
    /// When the file can't be read, a value is damaged, or the visitor fails.
    fn entries(
        &self,
        table: Table,
        prefix: &[u8],
        visitor: &mut dyn FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>, StoreError>,
    ) -> Result<(), StoreError> {
        self.entries_from(table, prefix, prefix, visitor)
    }

    /// As [`Rows::entries`], beginning at the key `from`.
    ///
    /// # Errors
    /// When the file can't be read, a value is damaged, or the visitor fails.
    fn entries_from(
        &self,
        table: Table,
        prefix: &[u8],
        from: &[u8],
        visitor: &mut dyn FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>, StoreError>,
    ) -> Result<(), StoreError>;

    /// One record, void or not.
    ///
    /// # Errors
    /// When the file can't be read; the error names the record when its row is damaged.
    fn stored(&self, record_type: &dyn RecordType, id: RecordId) -> Result<Option<Row>, StoreError> {
        let table = Table::Rows(record_type.name());
        match self.value(table, id.as_bytes())? {
            Some(bytes) => decode_row(record_type, id.as_bytes(), &bytes).map(Some),
            None => Ok(None),
        }
    }

    /// Visits every record of a register, void ones too, until the visitor breaks.
    ///
    /// # Errors
    /// When the file can't be read; the error names the record when a row is damaged.
    fn each_stored(
        &self,
        record_type: &dyn RecordType,
        visitor: &mut dyn FnMut(Row) -> Result<ControlFlow<()>, StoreError>,
    ) -> Result<(), StoreError> {
        self.entries(Table::Rows(record_type.name()), &[], &mut |key, bytes| {
            visitor(decode_row(record_type, key, bytes)?)
        })
    }

    /// The living record that has this value in a unique field; of a permanent one, the record living or void.
    ///
    /// # Errors
    /// When the file can't be read.
    fn unique_owner(
        &self,
        register: &str,
        field: &str,
        value: &Value,
    ) -> Result<Option<RecordId>, StoreError> {
        let key = unique_key(register, field, value);
        Ok(self.value(Table::Unique, &key)?.and_then(|bytes| RecordId::from_slice(&bytes)))
    }

    /// The living records that refer to `target`: register, identity and field.
    ///
    /// # Errors
    /// When the file can't be read.
    fn references(&self, target: RecordId) -> Result<Vec<(String, RecordId, String)>, StoreError> {
        let mut found = Vec::new();
        self.entries(Table::Links, target.as_bytes(), &mut |key, register| {
            let source = key.get(16..32).and_then(RecordId::from_slice);
            let field = key.get(32..).map(String::from_utf8_lossy);
            if let (Some(source), Some(field)) = (source, field) {
                found.push((String::from_utf8_lossy(register).into_owned(), source, field.into_owned()));
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// The living records of a register that refer to `target` in one field.
    ///
    /// # Errors
    /// When the file can't be read.
    fn referring(&self, target: RecordId, register: &str, field: &str) -> Result<Vec<RecordId>, StoreError> {
        let mut found = Vec::new();
        self.entries(Table::Links, target.as_bytes(), &mut |key, from| {
            if from == register.as_bytes() && key.get(32..) == Some(field.as_bytes()) {
                found.extend(key.get(16..32).and_then(RecordId::from_slice));
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// The records of a register that bear a mark, void ones too.
    ///
    /// # Errors
    /// When the file can't be read.
    fn marked(&self, register: &str) -> Result<Vec<RecordId>, StoreError> {
        let mut found = Vec::new();
        let prefix = mark_key(register, None);
        self.entries(Table::Marks, &prefix, &mut |key, _| {
            found.extend(key.get(prefix.len()..).and_then(RecordId::from_slice));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// Whether a record bears a mark.
    ///
    /// # Errors
    /// When the file can't be read.
    fn is_marked(&self, register: &str, id: RecordId) -> Result<bool, StoreError> {
        Ok(self.value(Table::Marks, &mark_key(register, Some(id)))?.is_some())
    }

    /// How many living records a register has.
    ///
    /// # Errors
    /// When the file can't be read.
    fn living(&self, register: &str) -> Result<u64, StoreError> {
        stored_living(self, register)
    }
}

fn stored_living(rows: &(impl Rows + ?Sized), register: &str) -> Result<u64, StoreError> {
    let bytes = rows.value(Table::Counts, register.as_bytes())?;
    Ok(bytes.and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_be_bytes))
}

impl Rows for Snapshot {
    fn value(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.get(table, key)
    }

    fn entries_from(
        &self,
        table: Table,
        prefix: &[u8],
        from: &[u8],
        visitor: &mut dyn FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>, StoreError>,
    ) -> Result<(), StoreError> {
        self.visit_from(table, prefix, from, visitor)
    }
}

impl Rows for Transaction {
    fn living(&self, register: &str) -> Result<u64, StoreError> {
        self.counted_living(register).map_or_else(|| stored_living(self, register), Ok)
    }

    fn value(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.get(table, key)
    }

    fn entries_from(
        &self,
        table: Table,
        prefix: &[u8],
        from: &[u8],
        visitor: &mut dyn FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>, StoreError>,
    ) -> Result<(), StoreError> {
        self.visit_from(table, prefix, from, visitor)
    }
}

/// Reads a row; a failure names the record.
///
/// # Errors
/// [`StoreError::Damaged`] when the bytes are not a row of this type.
pub fn decode_row(record_type: &dyn RecordType, key: &[u8], bytes: &[u8]) -> Result<Row, StoreError> {
    record_type.decode(bytes).map_err(|error| {
        StoreError::Damaged(format!("{}: {error}", frame::place(Table::Rows(record_type.name()), key)))
    })
}

/// The key of a unique value.
pub fn unique_key(register: &str, field: &str, value: &Value) -> Vec<u8> {
    let mut key = Vec::with_capacity(64);
    key.extend_from_slice(register.as_bytes());
    key.push(0);
    key.extend_from_slice(field.as_bytes());
    key.push(0);
    key.extend_from_slice(&value.index_bytes());
    key
}

/// The key of a marked record, or what the keys of a register begin with.
fn mark_key(register: &str, id: Option<RecordId>) -> Vec<u8> {
    let mut key = register.as_bytes().to_vec();
    key.push(0);
    if let Some(id) = id {
        key.extend_from_slice(id.as_bytes());
    }
    key
}

/// The key of a row in the table of marks, when it bears one.
pub(super) fn mark_claim(record_type: &dyn RecordType, row: &Row) -> Option<Vec<u8>> {
    row.meta.mark.as_ref().map(|_| mark_key(record_type.name(), Some(row.meta.id)))
}

fn link_key(target: RecordId, source: RecordId, field: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(32 + field.len());
    key.extend_from_slice(target.as_bytes());
    key.extend_from_slice(source.as_bytes());
    key.extend_from_slice(field.as_bytes());
    key
}

/// The references a row makes: key in the table of links, for the writer and for the integrity check.
pub fn link_references(record_type: &dyn RecordType, row: &Row) -> Vec<Vec<u8>> {
    if row.meta.void.is_some() {
        return Vec::new();
    }
    let links = record_type.fields().iter().enumerate();
    links
        .filter(|(_, field)| matches!(field.kind, Kind::Link(_)))
        .filter_map(|(index, field)| {
            let target = row.record.value(index).as_link()?;
            Some(link_key(target, row.meta.id, field.key))
        })
        .collect()
}

/// The unique values a row claims: keys in the table of unique values.
pub(super) fn unique_claims(record_type: &dyn RecordType, row: &Row) -> Vec<Vec<u8>> {
    let void = row.meta.void.as_ref();
    let undone = void.is_some_and(|void| void.undone);
    let claims = |field: &Field| field.unique && (void.is_none() || (field.permanent && !undone));
    claimed(record_type, row, claims)
}

/// The numbers of a record whose making was undone: older programs kept them.
pub(super) fn numbers_left(record_type: &dyn RecordType, row: &Row) -> Vec<Vec<u8>> {
    if !row.meta.void.as_ref().is_some_and(|void| void.undone) {
        return Vec::new();
    }
    claimed(record_type, row, |field| field.permanent)
}

fn claimed(record_type: &dyn RecordType, row: &Row, claims: impl Fn(&Field) -> bool) -> Vec<Vec<u8>> {
    let fields = record_type.fields().iter().enumerate().filter(|(_, field)| claims(field));
    fields
        .filter_map(|(index, field)| {
            let value = row.record.value(index);
            (!value.is_nothing()).then(|| unique_key(record_type.name(), field.key, &value))
        })
        .collect()
}

impl Transaction {
    /// Writes a row and its indexes. `before` is the row as it was stored, `None` for a new record.
    ///
    /// # Errors
    /// When the row can't be encoded or the file not written.
    pub fn put_row(
        &mut self,
        record_type: &dyn RecordType,
        before: Option<&Row>,
        after: &Row,
    ) -> Result<(), StoreError> {
        let id = after.meta.id;
        let old_links = before.map(|row| link_references(record_type, row)).unwrap_or_default();
        let new_links = link_references(record_type, after);
        for key in old_links.iter().filter(|key| !new_links.contains(key)) {
            self.delete(Table::Links, key)?;
        }
        for key in new_links.iter().filter(|key| !old_links.contains(key)) {
            self.put(Table::Links, key, record_type.name().as_bytes().to_vec())?;
        }
        let old_claims = before.map(|row| unique_claims(record_type, row)).unwrap_or_default();
        let new_claims = unique_claims(record_type, after);
        for key in old_claims.iter().filter(|key| !new_claims.contains(key)) {
            self.delete(Table::Unique, key)?;
        }
        for key in new_claims.iter().filter(|key| !old_claims.contains(key)) {
            self.put(Table::Unique, key, id.as_bytes().to_vec())?;
        }
        match (&after.meta.mark, before.and_then(|row| row.meta.mark.as_ref())) {
            (None, Some(_)) => self.delete(Table::Marks, &mark_key(record_type.name(), Some(id)))?,
            (Some(mark), old) if old != Some(mark) => {
                let end = mark.ends().map_or_else(Vec::new, |day| day.to_string().into_bytes());
                self.put(Table::Marks, &mark_key(record_type.name(), Some(id)), end)?;
            }
            _ => {}
        }
        let was_living = before.is_some_and(|row| row.meta.void.is_none());
        let is_living = after.meta.void.is_none();
        if was_living != is_living {
            let count = self.living(record_type.name())?;
            let count = if is_living { count.saturating_add(1) } else { count.saturating_sub(1) };
            self.count_living(record_type.name(), count);
        }
        self.put(Table::Rows(record_type.name()), id.as_bytes(), after.record.encode(&after.meta)?)
    }
}
