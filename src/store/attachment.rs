//! Attachments: bytes with a name, kept inside the office file by their SHA-256, so that equal contents are kept once.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Rows, StoreError, Table, Transaction};
use crate::model::{Mark, RecordId};

/// Contents are kept in pieces of this size, so that no single value grows large.
const PIECE_BYTES: usize = 256 * 1024;

/// A file attached to a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Identity.
    pub id: RecordId,
    /// The record it is attached to.
    pub owner: RecordId,
    /// Register of that record.
    pub register: String,
    /// File name, without a path.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the content, in hexadecimal digits.
    pub sha256: String,
    /// When it was attached.
    pub at: DateTime<Utc>,
    /// Who attached it.
    pub by: Option<RecordId>,
    /// How secret it is, over the mark of its record; `None` is no higher than that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Box<Mark>>,
    /// Why this version was made, where it is one of several.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Whether the content has a key of its own. `sha256` is of the sealed bytes then, so that a check needs no key and
    /// nothing tells what the content is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sealed: bool,
}

fn key(owner: RecordId, id: RecordId) -> Vec<u8> {
    [owner.as_bytes().as_slice(), id.as_bytes().as_slice()].concat()
}

/// The SHA-256 of a content in hexadecimal digits.
pub fn sha256_hex(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Keeps a content, unless it is there already, and gives its SHA-256 in hexadecimal digits.
///
/// # Errors
/// When it can't be written.
pub fn put_content(transaction: &mut Transaction, content: &[u8]) -> Result<String, StoreError> {
    let hash = sha256_hex(content);
    let first = piece_key(&hash, 0);
    if transaction.get(Table::Blobs, &first)?.is_some() {
        return Ok(hash);
    }
    if content.is_empty() {
        transaction.put(Table::Blobs, &first, Vec::new())?;
    }
    for (number, piece) in (0_u32..).zip(content.chunks(PIECE_BYTES)) {
        transaction.put(Table::Blobs, &piece_key(&hash, number), piece.to_vec())?;
    }
    Ok(hash)
}

fn piece_key(hash: &str, number: u32) -> Vec<u8> {
    [hash.as_bytes(), &number.to_be_bytes()].concat()
}

/// The content of a SHA-256.
///
/// # Errors
/// When the file can't be read, or the content no longer has its hash.
pub fn content(rows: &impl Rows, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let mut bytes = Vec::new();
    let mut found = false;
    rows.entries(Table::Blobs, sha256.as_bytes(), &mut |_, piece| {
        found = true;
        bytes.extend_from_slice(piece);
        Ok(ControlFlow::Continue(()))
    })?;
    if !found {
        return Ok(None);
    }
    if sha256_hex(&bytes) != sha256 {
        return Err(StoreError::Damaged(format!("blobs {sha256}")));
    }
    Ok(Some(bytes))
}

/// Keeps the text that was read out of a content; an empty one says that there is none to be found. Not for a sealed
/// content: its text is as secret as itself.
///
/// # Errors
/// When it can't be written.
pub fn put_text(transaction: &mut Transaction, sha256: &str, text: &str) -> Result<(), StoreError> {
    transaction.put(Table::Texts, sha256.as_bytes(), text.as_bytes().to_vec())
}

/// The text that was read out of a content; `None` when nobody has looked yet.
///
/// # Errors
/// When the file can't be read.
pub fn text(rows: &impl Rows, sha256: &str) -> Result<Option<String>, StoreError> {
    match rows.value(Table::Texts, sha256.as_bytes())? {
        Some(bytes) => {
            String::from_utf8(bytes).map(Some).map_err(|_| StoreError::Damaged(format!("texts {sha256}")))
        }
        None => Ok(None),
    }
}

/// Every attachment of the file, in the order of their records.
///
/// # Errors
/// When the file can't be read.
pub fn each(
    rows: &impl Rows,
    visitor: &mut dyn FnMut(Attachment) -> Result<ControlFlow<()>, StoreError>,
) -> Result<(), StoreError> {
    rows.entries(Table::Attachments, &[], &mut |_, value| visitor(decoded(value)?))
}

/// Removes a content and what was read out of it, unless an attachment still has it, and notes that its pages may
/// still be read in the file.
///
/// # Errors
/// When it can't be written.
pub fn remove_content(transaction: &mut Transaction, sha256: &str) -> Result<(), StoreError> {
    let mut in_use = false;
    transaction.visit(Table::Attachments, &[], &mut |_, value| {
        in_use |= decoded(value)?.sha256 == sha256;
        Ok(if in_use { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    if in_use {
        return Ok(());
    }
    delete_pieces(transaction, sha256)?;
    transaction.put(Table::Office, super::convert::REMAINS_KEY, Vec::new())
}

/// Deletes the pieces of a content and the text that was read out of it.
fn delete_pieces(transaction: &mut Transaction, sha256: &str) -> Result<(), StoreError> {
    let mut pieces = Vec::new();
    transaction.visit(Table::Blobs, sha256.as_bytes(), &mut |key, _| {
        pieces.push(key.to_vec());
        Ok(ControlFlow::Continue(()))
    })?;
    for piece in pieces {
        transaction.delete(Table::Blobs, &piece)?;
    }
    transaction.delete(Table::Texts, sha256.as_bytes())
}

/// A content that is in the file before the record it will be attached to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deposit {
    /// SHA-256 of the content, in hexadecimal digits.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// When it was put there.
    pub at: DateTime<Utc>,
    /// Who put it there and may attach it.
    pub by: Option<RecordId>,
    /// Whether the content was not in the file before, so that it goes when it is not attached.
    pub is_new: bool,
}

const DEPOSITS: &[u8] = b"deposit/";

fn deposit_key(id: RecordId) -> Vec<u8> {
    [DEPOSITS, id.to_string().as_bytes()].concat()
}

/// Notes a content that waits to be attached; with `None` takes the note away.
///
/// # Errors
/// When it can't be written.
pub fn put_deposit(
    transaction: &mut Transaction,
    id: RecordId,
    deposit: Option<&Deposit>,
) -> Result<(), StoreError> {
    match deposit {
        Some(deposit) => {
            let bytes =
                rmp_serde::to_vec_named(deposit).map_err(|error| StoreError::Encoding(error.to_string()))?;
            transaction.put(Table::Office, &deposit_key(id), bytes)
        }
        None => transaction.delete(Table::Office, &deposit_key(id)),
    }
}

/// The content that waits under an identity.
///
/// # Errors
/// When the file can't be read.
pub fn deposit(rows: &impl Rows, id: RecordId) -> Result<Option<Deposit>, StoreError> {
    let decoded = |bytes: Vec<u8>| {
        rmp_serde::from_slice(&bytes).map_err(|error| StoreError::Encoding(error.to_string()))
    };
    rows.value(Table::Office, &deposit_key(id))?.map(decoded).transpose()
}

/// Every content that waits.
///
/// # Errors
/// When the file can't be read.
pub fn deposits(rows: &impl Rows) -> Result<Vec<(RecordId, Deposit)>, StoreError> {
    let mut found = Vec::new();
    rows.entries(Table::Office, DEPOSITS, &mut |key, value| {
        let id = key.get(DEPOSITS.len()..).and_then(|id| std::str::from_utf8(id).ok());
        if let Some(id) = id.and_then(|id| id.parse().ok()) {
            let deposit =
                rmp_serde::from_slice(value).map_err(|error| StoreError::Encoding(error.to_string()))?;
            found.push((id, deposit));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(found)
}

/// Whether a content is in the file.
///
/// # Errors
/// When the file can't be read.
pub fn has_content(rows: &impl Rows, sha256: &str) -> Result<bool, StoreError> {
    Ok(rows.value(Table::Blobs, &piece_key(sha256, 0))?.is_some())
}

/// Removes contents that were never attached and that nothing else has.
///
/// # Errors
/// When it can't be written.
pub fn remove_unattached(
    transaction: &mut Transaction,
    mut contents: BTreeSet<String>,
) -> Result<(), StoreError> {
    if contents.is_empty() {
        return Ok(());
    }
    transaction.visit(Table::Attachments, &[], &mut |_, value| {
        contents.remove(&decoded(value)?.sha256);
        Ok(ControlFlow::Continue(()))
    })?;
    for sha256 in contents {
        delete_pieces(transaction, &sha256)?;
    }
    Ok(())
}

fn guard_key(id: RecordId) -> Vec<u8> {
    format!("guard/{id}").into_bytes()
}

/// Notes a sealed attachment beside the keys of its content, also while it is taken off its record; with `None` takes
/// the note away.
///
/// # Errors
/// When it can't be written.
pub fn put_guard(
    transaction: &mut Transaction,
    id: RecordId,
    attachment: Option<&Attachment>,
) -> Result<(), StoreError> {
    match attachment {
        Some(attachment) => transaction.put(Table::Keys, &guard_key(id), encoded(attachment)?),
        None => transaction.delete(Table::Keys, &guard_key(id)),
    }
}

/// The sealed attachment of an identity, also while it is taken off its record.
///
/// # Errors
/// When the file can't be read.
pub fn guard(rows: &impl Rows, id: RecordId) -> Result<Option<Attachment>, StoreError> {
    rows.value(Table::Keys, &guard_key(id))?.map(|value| decoded(&value)).transpose()
}

/// Every sealed attachment.
///
/// # Errors
/// When the file can't be read.
pub fn guards(rows: &impl Rows) -> Result<Vec<Attachment>, StoreError> {
    let mut found = Vec::new();
    rows.entries(Table::Keys, b"guard/", &mut |_, value| {
        found.push(decoded(value)?);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(found)
}

/// Every attachment of every record.
///
/// # Errors
/// When the file can't be read.
pub fn all(rows: &impl Rows) -> Result<Vec<Attachment>, StoreError> {
    of_prefix(rows, &[])
}

fn encoded(attachment: &Attachment) -> Result<Vec<u8>, StoreError> {
    rmp_serde::to_vec_named(attachment).map_err(|error| StoreError::Encoding(error.to_string()))
}

fn decoded(value: &[u8]) -> Result<Attachment, StoreError> {
    rmp_serde::from_slice(value).map_err(|error| StoreError::Encoding(error.to_string()))
}

/// Writes or, with `None`, removes what is kept of an attachment; contents stay for the history.
///
/// # Errors
/// When it can't be written.
pub fn put(
    transaction: &mut Transaction,
    owner: RecordId,
    id: RecordId,
    attachment: Option<&Attachment>,
) -> Result<(), StoreError> {
    let key = key(owner, id);
    match attachment {
        Some(attachment) => transaction.put(Table::Attachments, &key, encoded(attachment)?),
        None => transaction.delete(Table::Attachments, &key),
    }
}

/// The attachments of a record, in the order in which they came.
///
/// # Errors
/// When the file can't be read.
pub fn of(rows: &impl Rows, owner: RecordId) -> Result<Vec<Attachment>, StoreError> {
    of_prefix(rows, owner.as_bytes())
}

fn of_prefix(rows: &impl Rows, prefix: &[u8]) -> Result<Vec<Attachment>, StoreError> {
    let mut found = Vec::new();
    rows.entries(Table::Attachments, prefix, &mut |_, value| {
        found.push(decoded(value)?);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(found)
}
