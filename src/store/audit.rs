//! The audit chain: one entry a changed record, each hashed over the one before it. Nothing edits or removes an
//! entry; undo writes another one.

use std::borrow::Cow;
use std::num::NonZero;
use std::ops::{ControlFlow, Range};
use std::thread;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Rows, Snapshot, StoreError, Table, Transaction};
use crate::model::encoding::{compact_value, moment};
use crate::model::{KeptMessage, RecordId, Value};

/// Most entries take fewer bytes, so that their buffer need not grow.
const USUAL_BYTES: usize = 512;

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
    /// The totals that it keeps over other records followed these.
    Total,
    /// Its mark of secrecy was changed.
    Mark,
    /// Something sensitive in it was read; not part of the record's history.
    Read,
    /// Records were written to a file; not part of a record's history.
    Export,
}

impl Verb {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Create,
        Self::Update,
        Self::Move,
        Self::Void,
        Self::Restore,
        Self::Attach,
        Self::Detach,
        Self::Undo,
        Self::Redo,
        Self::Total,
        Self::Mark,
        Self::Read,
        Self::Export,
    ];

    /// The word that is stored and exported.
    pub fn code(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Move => "move",
            Self::Void => "void",
            Self::Restore => "restore",
            Self::Attach => "attach",
            Self::Detach => "detach",
            Self::Undo => "undo",
            Self::Redo => "redo",
            Self::Total => "total",
            Self::Mark => "mark",
            Self::Read => "read",
            Self::Export => "export",
        }
    }
}

/// A field before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Key of the field; [`VOID_FIELD`] and [`ATTACHMENT_PREFIX`] stand for what is no field.
    pub field: Cow<'static, str>,
    /// Before.
    #[serde(with = "compact_value")]
    pub before: Value,
    /// After.
    #[serde(with = "compact_value")]
    pub after: Value,
}

/// The pseudo field that says whether a record is void: the reason, or nothing.
pub const VOID_FIELD: &str = "#void";

/// The pseudo field of the mark of secrecy: the mark as JSON, or nothing.
pub const MARK_FIELD: &str = "#mark";

/// The pseudo field of a read or an export: what was read, as JSON.
pub const ACCESS_FIELD: &str = "#access";

/// The pseudo field of an attachment: this and its identity; the value is what [`super::attachment`] keeps.
pub const ATTACHMENT_PREFIX: &str = "#attachment/";

/// One change of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Number of the command it belongs to.
    pub command: u64,
    /// When.
    #[serde(with = "moment")]
    pub at: DateTime<Utc>,
    /// Who; `None` is the owner of the file.
    pub by: Option<RecordId>,
    /// What.
    pub verb: Verb,
    /// Register of the record.
    pub register: Cow<'static, str>,
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
        // Without the names of its fields, which would be longer than what they hold. A new field comes last and has a
        // default, so that earlier entries can still be read.
        let mut value = Vec::with_capacity(USUAL_BYTES);
        rmp_serde::encode::write(&mut value, entry)
            .map_err(|error| StoreError::Encoding(error.to_string()))?;
        self.head = link(&self.head, number, &value);
        value.extend_from_slice(&self.head);
        transaction.put(Table::Audit, &number.to_be_bytes(), value.as_slice().to_vec())?;
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

/// The hash of the entry of a number; zeros for number 0, on which the first entry stands.
///
/// # Errors
/// When the file can't be read.
pub fn hash_of(rows: &impl Rows, number: u64) -> Result<Option<Hash>, StoreError> {
    if number == 0 {
        return Ok(Some([0; HASH_BYTES]));
    }
    match rows.value(Table::Audit, &number.to_be_bytes())? {
        Some(value) => Ok(Some(*split(&value)?.1)),
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

impl ChainReport {
    /// Follows the chain by one entry; `false` when it is broken there.
    fn follow(&mut self, number: u64, value: &[u8]) -> bool {
        let Ok((body, hash)) = split(value) else { return self.breaks(number) };
        if number != self.entries.saturating_add(1) || link(&self.head, number, body) != *hash {
            return self.breaks(number);
        }
        self.entries = number;
        self.head = *hash;
        true
    }

    fn breaks(&mut self, number: u64) -> bool {
        self.broken_at = Some(number);
        false
    }
}

/// Shorter chains are verified by one thread, longer ones by so many at most.
const WORTH_THREADS: u64 = 2_000;
const MOST_THREADS: usize = 4;

/// Verifies the whole chain: numbers without gaps and every hash. Each entry keeps its hash, so that parts of the chain
/// are verified at the same time, each from the hash before its first entry on.
///
/// # Errors
/// When the file can't be read.
pub fn verify(snapshot: &Snapshot) -> Result<ChainReport, StoreError> {
    let entries = snapshot.count(Table::Audit)?;
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(MOST_THREADS);
    let parts = if entries < WORTH_THREADS { 1 } else { u64::try_from(threads).unwrap_or(1) };
    let start = |part: u64| entries.saturating_mul(part) / parts + 1;
    let ranges = (0..parts).map(|part| {
        let end = if part + 1 == parts { u64::MAX } else { start(part + 1) };
        start(part)..end
    });
    let verified: Vec<(ChainReport, Result<(), StoreError>)> = thread::scope(|scope| {
        let begun: Vec<_> = ranges
            .map(|range| {
                let theirs = range.clone();
                let name = "chancery-chain".to_owned();
                let verify = move || verify_part(snapshot, theirs);
                (range, thread::Builder::new().name(name).spawn_scoped(scope, verify))
            })
            .collect();
        // Where no thread can be had, this one verifies.
        let end = |(range, begun): (Range<u64>, std::io::Result<thread::ScopedJoinHandle<'_, _>>)| {
            let joined = begun.ok().and_then(|thread| thread.join().ok());
            joined.unwrap_or_else(|| verify_part(snapshot, range))
        };
        begun.into_iter().map(end).collect()
    });
    let mut whole = ChainReport { entries: 0, head: [0; HASH_BYTES], broken_at: None };
    for (part, (report, read)) in (0..parts).zip(verified) {
        if report.entries < start(part) {
            // Nothing of this part follows from the one before it, which may have lost its end.
            whole.broken_at = report.broken_at;
        } else {
            whole = report;
        }
        // A broken chain says more than a value behind it that can't be read.
        if whole.broken_at.is_some() {
            break;
        }
        read?;
    }
    Ok(whole)
}

/// Verifies the entries of a range of numbers; the hash before the first is taken as it is kept.
fn verify_part(snapshot: &Snapshot, numbers: Range<u64>) -> (ChainReport, Result<(), StoreError>) {
    let before = numbers.start.saturating_sub(1);
    let mut report = ChainReport { entries: before, head: [0; HASH_BYTES], broken_at: None };
    let read = snapshot.visit_from(Table::Audit, &[], &before.to_be_bytes(), &mut |key, value| {
        let number = number_of(key)?;
        if number >= numbers.end {
            return Ok(ControlFlow::Break(()));
        }
        if number == before && before > 0 {
            // Whether it is the hash of that entry is found out by the part it belongs to.
            report.head = split(value).map_or(report.head, |(_, hash)| *hash);
            return Ok(ControlFlow::Continue(()));
        }
        let follows = report.follow(number, value);
        Ok(if follows { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    });
    (report, read)
}
