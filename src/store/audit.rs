//! The audit chain: one entry a changed record, each hashed over the one before it. Nothing edits or removes an
//! entry; undo writes another one.

use std::ops::ControlFlow;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Rows, Snapshot, StoreError, Table, Transaction};
use crate::model::{KeptMessage, RecordId, Value};

/// Bytes of a SHA-256.
pub const HASH_BYTES: usize = 32;

/// A hash in the chain; the first entry stands on zeros.
pub type Hash = [u8; HASH_BYTES];

/// What was done to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// It was made.
    Create,
    /// Fields were changed.
    Update,
    /// It went to another state.
    Move,
    /// It was made void.
    Void,
    /// It was taken from the recycle bin.
    Restore,
    /// Something was attached.
    Attach,
    /// An attachment was removed.
    Detach,
    /// A change was taken back.
    Undo,
    /// A change that was taken back was made again.
    Redo,
}

/// A field before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Key of the field; [`VOID_FIELD`] and [`ATTACHMENT_PREFIX`] stand for what is no field.
    pub field: String,
    /// Before.
    pub before: Value,
    /// After.
    pub after: Value,
}

/// The pseudo field that says whether a record is void: the reason, or nothing.
pub const VOID_FIELD: &str = "#void";

/// The pseudo field of an attachment: this and its identity; the value is what [`super::attachment`] keeps.
pub const ATTACHMENT_PREFIX: &str = "#attachment/";

/// One change of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Number of the command it belongs to.
    pub command: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; `None` is the owner of the file.
    pub by: Option<RecordId>,
    /// What.
    pub verb: Verb,
    /// Register of the record.
    pub register: String,
    /// The record.
    pub id: RecordId,
    /// Its version after the change.
    pub version: u64,
    /// The entry before this one about the same record; 0 when there is none.
    pub previous: u64,
    /// Fields that changed.
    pub changes: Vec<FieldChange>,
    /// Why, where a reason was asked.
    pub reason: Option<String>,
}

/// A command as it was carried out: what undo takes back as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// Who; `None` is the owner of the file.
    pub by: Option<RecordId>,
    /// What was done, in words.
    pub label: KeptMessage,
    /// First of its audit entries.
    pub first: u64,
    /// Last of its audit entries; smaller than `first` when it changed nothing.
    pub last: u64,
    /// The command that this one takes back, if it is an undo or a redo.
    pub reverses: Option<u64>,
}

/// Appends to the chain inside a transaction.
#[derive(Debug)]
pub struct AuditWriter {
    next: u64,
    head: Hash,
}

impl AuditWriter {
    /// Begins at the end of the chain.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn new(transaction: &Transaction) -> Result<Self, StoreError> {
        match transaction.last(Table::Audit)? {
            Some((key, value)) => {
                let number = number_of(&key)?;
                let (_, head) = split(&value)?;
                Ok(Self { next: number.saturating_add(1), head: *head })
            }
            None => Ok(Self { next: 1, head: [0; HASH_BYTES] }),
        }
    }

    /// The number the next entry will have.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Appends an entry and gives its number.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn append(&mut self, transaction: &mut Transaction, entry: &AuditEntry) -> Result<u64, StoreError> {
        let number = self.next;
        let mut value =
            rmp_serde::to_vec_named(entry).map_err(|error| StoreError::Encoding(error.to_string()))?;
        self.head = link(&self.head, number, &value);
        value.extend_from_slice(&self.head);
        transaction.put(Table::Audit, &number.to_be_bytes(), value)?;
        self.next = number.saturating_add(1);
        Ok(number)
    }
}

/// The hash of an entry: over the hash before it, its number and its bytes.
fn link(previous: &Hash, number: u64, body: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(previous);
    hasher.update(number.to_be_bytes());
    hasher.update(body);
    hasher.finalize().into()
}

fn split(value: &[u8]) -> Result<(&[u8], &Hash), StoreError> {
    value.split_last_chunk::<HASH_BYTES>().ok_or_else(|| StoreError::Damaged("audit".to_owned()))
}

fn number_of(key: &[u8]) -> Result<u64, StoreError> {
    let bytes = key.try_into().map_err(|_| StoreError::Damaged("audit".to_owned()))?;
    Ok(u64::from_be_bytes(bytes))
}

fn decode<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    rmp_serde::from_slice(bytes).map_err(|error| StoreError::Encoding(error.to_string()))
}

/// The entry of a number.
///
/// # Errors
/// When the file can't be read.
pub fn entry(rows: &impl Rows, number: u64) -> Result<Option<AuditEntry>, StoreError> {
    match rows.value(Table::Audit, &number.to_be_bytes())? {
        Some(value) => Ok(Some(decode(split(&value)?.0)?)),
        None => Ok(None),
    }
}

/// The command of a number.
///
/// # Errors
/// When the file can't be read.
pub fn command(rows: &impl Rows, number: u64) -> Result<Option<CommandEntry>, StoreError> {
    match rows.value(Table::Commands, &number.to_be_bytes())? {
        Some(value) => Ok(Some(decode(&value)?)),
        None => Ok(None),
    }
}

/// Writes a command and gives its number.
///
/// # Errors
/// When it can't be written.
pub fn put_command(
    transaction: &mut Transaction,
    number: u64,
    entry: &CommandEntry,
) -> Result<(), StoreError> {
    let value = rmp_serde::to_vec_named(entry).map_err(|error| StoreError::Encoding(error.to_string()))?;
    transaction.put(Table::Commands, &number.to_be_bytes(), value)
}

/// The number the next command will have.
///
/// # Errors
/// When the file can't be read.
pub fn next_command(transaction: &Transaction) -> Result<u64, StoreError> {
    match transaction.last(Table::Commands)? {
        Some((key, _)) => Ok(number_of(&key)?.saturating_add(1)),
        None => Ok(1),
    }
}

/// Visits the entries from the newest back, until the visitor breaks.
///
/// # Errors
/// When the file can't be read.
pub fn visit_back(
    snapshot: &Snapshot,
    visitor: &mut dyn FnMut(u64, AuditEntry) -> Result<ControlFlow<()>, StoreError>,
) -> Result<(), StoreError> {
    snapshot.visit_back(Table::Audit, &mut |key, value| visitor(number_of(key)?, decode(split(value)?.0)?))
}

/// What verifying the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainReport {
    /// Entries that were verified.
    pub entries: u64,
    /// Hash of the last of them.
    pub head: Hash,
    /// The first entry that does not follow from the one before it.
    pub broken_at: Option<u64>,
}

/// Verifies the whole chain: numbers without gaps and every hash.
///
/// # Errors
/// When the file can't be read.
pub fn verify(snapshot: &Snapshot) -> Result<ChainReport, StoreError> {
    let mut report = ChainReport { entries: 0, head: [0; HASH_BYTES], broken_at: None };
    snapshot.visit(Table::Audit, &[], &mut |key, value| {
        let number = number_of(key)?;
        let (body, hash) = split(value)?;
        if number != report.entries.saturating_add(1) || link(&report.head, number, body) != *hash {
            report.broken_at = Some(number);
            return Ok(ControlFlow::Break(()));
        }
        report.entries = number;
        report.head = *hash;
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(report)
}
