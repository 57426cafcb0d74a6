//! Whether a session may know of a record inside a running command, where there is no reader.

use super::{Permissions, Right};
use crate::model::{Kind, RecordId, RecordType, Row};
use crate::records;
use crate::store::{Rows, StoreError};

/// How many records in a row may need one another.
const DEPTH: u8 = 4;

impl Permissions {
    /// Whether the session may know that a record exists: it may see the record, and all that the record can't be
    /// without. An appointment of somebody who may not be known is not there either.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn knows(
        &self,
        rows: &dyn Rows,
        record_type: &dyn RecordType,
        row: &Row,
    ) -> Result<bool, StoreError> {
        self.knows_within(rows, record_type, row, DEPTH)
    }

    /// As [`Self::knows`], for the target of a link; what is not stored is not known.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn knows_target(&self, rows: &dyn Rows, register: &str, id: RecordId) -> Result<bool, StoreError> {
        self.knows_target_within(rows, register, id, DEPTH)
    }

    fn knows_within(
        &self,
        rows: &dyn Rows,
        record_type: &dyn RecordType,
        row: &Row,
        depth: u8,
    ) -> Result<bool, StoreError> {
        if self.is_owner() {
            return Ok(true);
        }
        if !self.visible(record_type.name(), row) {
            return Ok(false);
        }
        let Some(depth) = depth.checked_sub(1) else { return Ok(true) };
        for (index, field) in record_type.fields().iter().enumerate().filter(|(_, field)| field.required) {
            let Kind::Link(register) = field.kind else { continue };
            let Some(target) = row.record.value(index).as_link() else { continue };
            if !self.knows_target_within(rows, register, target, depth)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn knows_target_within(
        &self,
        rows: &dyn Rows,
        register: &str,
        id: RecordId,
        depth: u8,
    ) -> Result<bool, StoreError> {
        let Some(record_type) = records::find(register) else { return Ok(false) };
        if self.scope(register, Right::Read).is_none() {
            return Ok(false);
        }
        match rows.stored(record_type, id)? {
            Some(row) => self.knows_within(rows, record_type, &row, depth),
            None => Ok(false),
        }
    }
}
