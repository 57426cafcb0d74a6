//! The frame around every value: a CRC-32 over key and content, then the content. The engine does not verify its
//! pages when it reads, so a flipped bit would otherwise come back as somebody's telephone number.

use super::{StoreError, Table};

const CHECKSUM_BYTES: usize = 4;

fn checksum(key: &[u8], content: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(key);
    hasher.update(content);
    hasher.finalize()
}

/// Frames a value for storing, in a buffer that many values use one after another.
pub(super) fn seal_into(framed: &mut Vec<u8>, key: &[u8], content: &[u8]) {
    framed.clear();
    framed.extend_from_slice(&checksum(key, content).to_le_bytes());
    framed.extend_from_slice(content);
}

/// The content of a framed value.
///
/// # Errors
/// [`StoreError::Damaged`], naming table and key, when the checksum does not match.
pub(super) fn open<'a>(table: Table, key: &[u8], framed: &'a [u8]) -> Result<&'a [u8], StoreError> {
    let intact = framed
        .split_first_chunk::<CHECKSUM_BYTES>()
        .and_then(|(sum, content)| (u32::from_le_bytes(*sum) == checksum(key, content)).then_some(content));
    intact.ok_or_else(|| StoreError::Damaged(place(table, key)))
}

/// A place in the file in words: the record's identity where the key is one.
pub(super) fn place(table: Table, key: &[u8]) -> String {
    let name = table.name();
    if let Some(id) = crate::model::RecordId::from_slice(key) {
        return format!("{name} {id}");
    }
    if let Ok(number) = <[u8; 8]>::try_from(key) {
        return format!("{name} {}", u64::from_be_bytes(number));
    }
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{name} {hex}")
}
