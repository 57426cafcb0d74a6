//! The office as it stood at one moment.

use std::ops::ControlFlow;
use std::sync::Arc;

use redb::{
    ReadOnlyTable, ReadTransaction, ReadableTable, ReadableTableMetadata, TableDefinition, TableError,
};

use super::file::Opened;
use super::sealed::Vault;
use super::{StoreError, Table, frame};

/// A consistent, unchanging view of the whole file. Keep it briefly: old pages stay in the file while it lives.
#[derive(Debug)]
pub struct Snapshot {
    // Ends before the file is closed under it.
    transaction: ReadTransaction,
    opened: Arc<Opened>,
}

impl Snapshot {
    pub(super) fn new(transaction: ReadTransaction, opened: Arc<Opened>) -> Self {
        Self { transaction, opened }
    }

    /// The header and key of an encrypted file, so that a copy of it is encrypted too.
    pub(super) fn vault(&self) -> Option<&Arc<Vault>> {
        self.opened.vault.as_ref()
    }

    fn table(&self, table: Table) -> Result<Option<ReadOnlyTable<&'static [u8], &'static [u8]>>, StoreError> {
        let name = table.name();
        match self.transaction.open_table(TableDefinition::<&[u8], &[u8]>::new(&name)) {
            Ok(table) => Ok(Some(table)),
            Err(TableError::TableDoesNotExist(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The value of a key.
    ///
    /// # Errors
    /// When the file can't be read or the value is damaged.
    pub fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(open) = self.table(table)? else { return Ok(None) };
        match open.get(key)? {
            Some(framed) => Ok(Some(frame::open(table, key, framed.value())?.to_vec())),
            None => Ok(None),
        }
    }

    /// Visits, in the order of keys, every entry from `from` on whose key begins with `prefix`, until the visitor breaks.
    ///
    /// # Errors
    /// When the file can't be read, a value is damaged, or the visitor fails.
    pub fn visit(
        &self,
        table: Table,
        prefix: &[u8],
        visitor: &mut dyn FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>, StoreError>,
    ) -> Result<(), StoreError> {
        self.visit_from(table, prefix, prefix, visitor)
    }

    /// As [`Snapshot::visit`], beginning at the key `from`.
    ///
    /// # Errors
    /// When the file can't be read, a value is damaged, or the visitor fails.
    pub fn visit_from(
        &self,
        table: Table,
        prefix: &[u8],
        from: &[u8],
        visitor: &mut dyn FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>, StoreError>,
    ) -> Result<(), StoreError> {
        let Some(open) = self.table(table)? else { return Ok(()) };
        for entry in open.range::<&[u8]>(from..)? {
            let (key, framed) = entry?;
            if !key.value().starts_with(prefix) {
                break;
            }
            let content = frame::open(table, key.value(), framed.value())?;
            if visitor(key.value(), content)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Visits the entries of a table backwards from its end, until the visitor breaks.
    ///
    /// # Errors
    /// When the file can't be read, a value is damaged, or the visitor fails.
    pub fn visit_back(
        &self,
        table: Table,
        visitor: &mut dyn FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>, StoreError>,
    ) -> Result<(), StoreError> {
        let Some(open) = self.table(table)? else { return Ok(()) };
        for entry in open.iter()?.rev() {
            let (key, framed) = entry?;
            let content = frame::open(table, key.value(), framed.value())?;
            if visitor(key.value(), content)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// How many entries a table has; takes the same time for any number.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn count(&self, table: Table) -> Result<u64, StoreError> {
        match self.table(table)? {
            Some(open) => Ok(open.len()?),
            None => Ok(0),
        }
    }

    /// The registers that the file has rows of and this program knows.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn registers(&self) -> Result<Vec<&'static str>, StoreError> {
        use redb::TableHandle;
        let names: Vec<String> =
            self.transaction.list_tables()?.map(|table| table.name().to_owned()).collect();
        let known = crate::records::RECORDS.iter().map(|record_type| record_type.name());
        Ok(known.filter(|register| names.iter().any(|name| *name == Table::Rows(register).name())).collect())
    }
}
