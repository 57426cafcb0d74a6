//! Failed attempts to sign in. They are counted a bucket and not an account, so that names without an account are
//! counted alike and nothing tells which names have one.

use super::Label;

/// How many buckets there are.
const BUCKETS: usize = 64;
const ENTRY_BYTES: usize = 12;
const CHECKSUM_BYTES: usize = 4;

/// Failed attempts since the last that succeeded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    /// How many.
    pub failures: u32,
    /// When the last one was, in milliseconds since 1970 (UTC).
    pub last_ms: u64,
}

/// The attempts of every bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) struct AttemptTable {
    pub(super) generation: u64,
    buckets: Vec<Attempts>,
}

impl Default for AttemptTable {
    fn default() -> Self {
        Self { generation: 0, buckets: vec![Attempts::default(); BUCKETS] }
    }
}

fn bucket(label: &Label) -> usize {
    usize::from(label.bytes().first().copied().unwrap_or_default()) % BUCKETS
}

impl AttemptTable {
    /// Bytes of an encoded table; less than two sectors, which are written together and checked by a checksum.
    pub(in crate::store) const BYTES: usize = 8 + BUCKETS * ENTRY_BYTES + CHECKSUM_BYTES;

    /// The attempts with a name.
    pub(in crate::store) fn of(&self, label: &Label) -> Attempts {
        self.buckets.get(bucket(label)).copied().unwrap_or_default()
    }

    /// Replaces the attempts with a name.
    pub(in crate::store) fn set(&mut self, label: &Label, attempts: Attempts) {
        if let Some(known) = self.buckets.get_mut(bucket(label)) {
            *known = attempts;
        }
        self.generation = self.generation.saturating_add(1);
    }

    pub(in crate::store) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(Self::BYTES);
        bytes.extend_from_slice(&self.generation.to_le_bytes());
        for attempts in &self.buckets {
            bytes.extend_from_slice(&attempts.failures.to_le_bytes());
            bytes.extend_from_slice(&attempts.last_ms.to_le_bytes());
        }
        bytes.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
        bytes
    }

    /// Reads a table; `None` when it is damaged.
    pub(in crate::store) fn decode(bytes: &[u8]) -> Option<Self> {
        let (body, sum) = bytes.get(..Self::BYTES)?.split_last_chunk::<CHECKSUM_BYTES>()?;
        if crc32fast::hash(body) != u32::from_le_bytes(*sum) {
            return None;
        }
        let (generation, entries) = body.split_first_chunk::<8>()?;
        let mut table = Self { generation: u64::from_le_bytes(*generation), ..Self::default() };
        for (attempts, entry) in table.buckets.iter_mut().zip(entries.chunks_exact(ENTRY_BYTES)) {
            let (failures, last_ms) = entry.split_first_chunk::<4>()?;
            attempts.failures = u32::from_le_bytes(*failures);
            attempts.last_ms = u64::from_le_bytes(last_ms.try_into().ok()?);
        }
        Some(table)
    }
}
