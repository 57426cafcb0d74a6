//! The engine's storage with every block sealed. What the engine sees is as long as its pages; what lies below is a
//! nonce and a tag longer a block.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, ErrorKind};
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};
use redb::{BackendError, StorageBackend};

use super::key::{Key, NONCE_BYTES, TAG_BYTES, fill_random};
use super::opened::OpenedBlocks;

/// Bytes of a block as the engine sees it: its smallest page.
const BLOCK: usize = 4096;
const BLOCK_U64: u64 = 4096;

/// Bytes of a block as it lies in the file.
const SEALED: usize = NONCE_BYTES + BLOCK + TAG_BYTES;
const SEALED_U64: u64 = 4136;

/// Bytes of one copy of block 0: a sequence number and the sealed block, in whole sectors.
const HEAD: usize = 8 + SEALED;
const HEAD_STRIDE: u64 = 4608;

/// Blocks that are read or written in one call at most, so that a large value needs no buffer of its size.
const AT_ONCE: usize = 64;

/// The engine's header and its two places.
struct Head {
    plain: Vec<u8>,
    sequence: u64,
    /// The place that holds the newest header known to be on the disk.
    durable: u64,
    /// Whether the other place was written since.
    pending: bool,
    /// Whether what was found at opening is known to be on the disk: a killed process may have left it in the cache
    /// of the operating system.
    settled: bool,
}

impl Head {
    fn empty() -> Self {
        Self { plain: vec![0; BLOCK], sequence: 0, durable: 0, pending: false, settled: false }
    }
}

/// A sealed file as the engine's storage.
pub(in crate::store) struct SealedBlocks {
    inner: Arc<dyn StorageBackend>,
    cipher: XChaCha20Poly1305,
    /// File identity and key version, the beginning of what is authenticated with a block.
    context: Vec<u8>,
    /// Where block 0 lies.
    start: u64,
    head: Mutex<Head>,
    /// Set where nothing may reach the file, as in a backup whose hash is noted: what the engine writes stays here.
    kept: Option<Mutex<Kept>>,
    opened: Arc<OpenedBlocks>,
}

/// What the engine wrote and the file does not get.
#[derive(Default)]
struct Kept {
    length: Option<u64>,
    blocks: BTreeMap<u64, Vec<u8>>,
}

impl SealedBlocks {
    /// Blocks that begin at `start` of a file; `context` says which file and which key.
    ///
    /// # Errors
    /// When the header can't be read or is not authentic under this key.
    pub(super) fn new(
        inner: Arc<dyn StorageBackend>,
        key: &Key,
        context: Vec<u8>,
        start: u64,
        untouched: bool,
    ) -> io::Result<Self> {
        let head = Head::empty();
        let kept = untouched.then(Mutex::default);
        let blocks = Self {
            inner,
            cipher: key.cipher(),
            context,
            start,
            head: Mutex::new(head),
            kept,
            opened: Arc::default(),
        };
        blocks.find_head()?;
        Ok(blocks)
    }

    /// The same blocks, at which somebody else may look: what is written through it stays in it.
    pub(in crate::store) fn view(&self) -> Self {
        let plain = self.head().plain.clone();
        Self {
            head: Mutex::new(Head { plain, ..Head::empty() }),
            kept: Some(Mutex::default()),
            ..self.twin()
        }
    }

    fn twin(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            cipher: self.cipher.clone(),
            context: self.context.clone(),
            start: self.start,
            head: Mutex::new(Head::empty()),
            kept: None,
            opened: self.opened.clone(),
        }
    }

    /// Keeps what is opened, also by others who look at the same blocks, while `work` makes the engine verify all of a
    /// small file; and opens some of it ahead by a second thread.
    pub(in crate::store) fn opening<T>(self, work: impl FnOnce(Self) -> T) -> T {
        let count = usize::try_from(self.len().unwrap_or_default() / BLOCK_U64).unwrap_or_default();
        let opened = self.opened.clone();
        opened.begin(count);
        let ahead = self.twin();
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().name("chancery-vault".to_owned());
            // Where no thread can be had, nothing is opened ahead.
            let _thread = thread.spawn_scoped(scope, || ahead.open_ahead(count));
            let done = work(self);
            opened.end();
            done
        })
    }

    /// Opens blocks from the end on, until none is wanted any more. What can't be read or is not authentic may be a
    /// block that nobody asks for, and is left to who does.
    fn open_ahead(&self, count: usize) {
        let mut sealed = vec![0; AT_ONCE * SEALED];
        let mut end = u64::try_from(count).unwrap_or_default();
        while end > 1 {
            let first = end.saturating_sub(AT_ONCE as u64).max(1);
            let length = usize::try_from(end - first).unwrap_or_default() * SEALED;
            let Some(sealed) = sealed.get_mut(..length) else { return };
            let read = self.block_at(first).and_then(|at| self.inner.read(at, sealed));
            if read.is_ok() {
                for (block, number) in sealed.chunks_exact_mut(SEALED).zip(first..end) {
                    match self.opened.wants(number) {
                        None => return,
                        Some(false) => {}
                        Some(true) => {
                            if let Ok(plain) = self.unseal(number, 0, block) {
                                self.opened.take(number, plain);
                            }
                        }
                    }
                }
            }
            end = first;
        }
    }

    fn head(&self) -> MutexGuard<'_, Head> {
        self.head.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept(&self) -> Option<MutexGuard<'_, Kept>> {
        self.kept.as_ref().map(|kept| kept.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn find_head(&self) -> io::Result<()> {
        if self.inner.len()? <= self.start {
            return Ok(());
        }
        let mut found: Option<(u64, u64, Vec<u8>)> = None;
        for place in [0, 1] {
            let mut bytes = vec![0; HEAD];
            if self.inner.read(self.head_at(place), &mut bytes).is_err() {
                continue;
            }
            let Some((sequence, block)) = bytes.split_first_chunk_mut::<8>() else { continue };
            let sequence = u64::from_le_bytes(*sequence);
            let newer = found.as_ref().is_none_or(|(known, _, _)| sequence > *known);
            if newer && let Ok(plain) = self.unseal(0, sequence, block) {
                found = Some((sequence, place, plain.to_vec()));
            }
        }
        let (sequence, place, plain) = found.ok_or_else(|| damaged(0))?;
        let mut head = self.head();
        (head.sequence, head.durable, head.plain) = (sequence, place, plain);
        Ok(())
    }

    fn head_at(&self, place: u64) -> u64 {
        self.start + place * HEAD_STRIDE
    }

    fn block_at(&self, number: u64) -> io::Result<u64> {
        let before = number.checked_sub(1).and_then(|before| before.checked_mul(SEALED_U64));
        before.and_then(|before| before.checked_add(self.start + 2 * HEAD_STRIDE)).ok_or_else(strange)
    }

    fn authenticated(&self, number: u64, sequence: u64) -> Vec<u8> {
        let mut context = self.context.clone();
        context.extend_from_slice(&number.to_le_bytes());
        context.extend_from_slice(&sequence.to_le_bytes());
        context
    }

    /// Seals a block into `sealed`, whose nonce is filled already.
    fn seal(&self, number: u64, sequence: u64, plain: &[u8], sealed: &mut [u8]) -> io::Result<()> {
        let (nonce, rest) = sealed.split_first_chunk_mut::<NONCE_BYTES>().ok_or_else(strange)?;
        let (body, tag) = rest.split_last_chunk_mut::<TAG_BYTES>().ok_or_else(strange)?;
        if body.len() != plain.len() {
            return Err(strange());
        }
        body.copy_from_slice(plain);
        let context = self.authenticated(number, sequence);
        let made = self.cipher.encrypt_inout_detached(&XNonce::from(*nonce), &context, body.into());
        tag.copy_from_slice(&made.map_err(|_| strange())?);
        Ok(())
    }

    /// Opens a sealed block in place.
    fn unseal<'a>(&self, number: u64, sequence: u64, sealed: &'a mut [u8]) -> io::Result<&'a [u8]> {
        let (nonce, rest) = sealed.split_first_chunk_mut::<NONCE_BYTES>().ok_or_else(strange)?;
        let (body, tag) = rest.split_last_chunk_mut::<TAG_BYTES>().ok_or_else(strange)?;
        let context = self.authenticated(number, sequence);
        self.cipher
            .decrypt_inout_detached(&XNonce::from(*nonce), &context, (&mut *body).into(), &Tag::from(*tag))
            .map_err(|_| damaged(number))?;
        Ok(body)
    }

    fn write_head(&self, offset: usize, data: &[u8]) -> io::Result<()> {
        let mut head = self.head();
        if self.kept.is_some() {
            let place = head.plain.get_mut(offset..).and_then(|rest| rest.get_mut(..data.len()));
            place.ok_or_else(strange)?.copy_from_slice(data);
            return Ok(());
        }
        if !head.settled {
            self.inner.sync_data()?;
            head.settled = true;
        }
        let mut plain = head.plain.clone();
        plain
            .get_mut(offset..)
            .and_then(|rest| rest.get_mut(..data.len()))
            .ok_or_else(strange)?
            .copy_from_slice(data);
        let sequence = head.sequence.saturating_add(1);
        let mut bytes = vec![0; HEAD];
        if let Some((number, block)) = bytes.split_first_chunk_mut::<8>() {
            *number = sequence.to_le_bytes();
            random_nonce(block)?;
            self.seal(0, sequence, &plain, block)?;
        }
        self.inner.write(self.head_at(1 - head.durable), &bytes)?;
        (head.plain, head.sequence, head.pending) = (plain, sequence, true);
        Ok(())
    }

    fn write_blocks(&self, first: u64, data: &[u8]) -> io::Result<()> {
        let mut number = first;
        if let Some(mut kept) = self.kept() {
            for plain in data.chunks_exact(BLOCK) {
                kept.blocks.insert(number, plain.to_vec());
                number = number.saturating_add(1);
            }
            return Ok(());
        }
        let count = u64::try_from(data.len() / BLOCK).unwrap_or(u64::MAX);
        self.opened.forget(first..first.saturating_add(count));
        for part in data.chunks(BLOCK * AT_ONCE) {
            let at = self.block_at(number)?;
            let mut sealed = vec![0; part.len() / BLOCK * SEALED];
            for (plain, place) in part.chunks_exact(BLOCK).zip(sealed.chunks_exact_mut(SEALED)) {
                random_nonce(place)?;
                self.seal(number, 0, plain, place)?;
                number = number.saturating_add(1);
            }
            self.inner.write(at, &sealed)?;
        }
        Ok(())
    }

    /// Reads from blocks after the first; `skip` bytes of the first of them are left out.
    fn read_blocks(&self, first: u64, skip: usize, out: &mut [u8]) -> io::Result<()> {
        let (mut number, mut skip, mut rest) = (first, skip, out);
        while !rest.is_empty() {
            let is_kept = || self.kept().is_some_and(|kept| kept.blocks.contains_key(&number));
            if !is_kept()
                && let Some(copied) = self.opened.copy(number, skip, rest)
            {
                (rest, skip) = (rest.split_at_mut(copied).1, 0);
                number = number.saturating_add(1);
                continue;
            }
            let blocks = (skip + rest.len()).div_ceil(BLOCK).min(AT_ONCE);
            let mut sealed = vec![0; blocks * SEALED];
            self.inner.read(self.block_at(number)?, &mut sealed)?;
            for place in sealed.chunks_exact_mut(SEALED) {
                let kept = self.kept().and_then(|kept| kept.blocks.get(&number).cloned());
                let plain = match &kept {
                    Some(plain) => plain,
                    None => {
                        let plain = self.unseal(number, 0, place)?;
                        self.opened.take(number, plain);
                        plain
                    }
                };
                let plain = plain.get(skip..).unwrap_or_default();
                let wanted = plain.len().min(rest.len());
                let (now, later) = rest.split_at_mut(wanted);
                now.copy_from_slice(plain.get(..wanted).unwrap_or_default());
                (rest, skip) = (later, 0);
                number = number.saturating_add(1);
            }
        }
        Ok(())
    }
}

fn random_nonce(sealed: &mut [u8]) -> io::Result<()> {
    let nonce = sealed.get_mut(..NONCE_BYTES).ok_or_else(strange)?;
    fill_random(nonce).map_err(|error| io::Error::other(error.to_string()))
}

fn damaged(number: u64) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("block {number} is not authentic"))
}

/// The engine asks for something that it never asks for.
fn strange() -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, "outside of the blocks of the file")
}

/// The block and the offset in it of a place that the engine names.
fn place(offset: u64) -> io::Result<(u64, usize)> {
    Ok((offset / BLOCK_U64, usize::try_from(offset % BLOCK_U64).map_err(|_| strange())?))
}

impl StorageBackend for SealedBlocks {
    fn len(&self) -> io::Result<u64> {
        if let Some(length) = self.kept().and_then(|kept| kept.length) {
            return Ok(length);
        }
        let length = self.inner.len()?;
        if length <= self.start {
            return Ok(0);
        }
        // A file that was cut inside of a block ends before it.
        let blocks = length.saturating_sub(self.start + 2 * HEAD_STRIDE) / SEALED_U64;
        Ok(blocks.saturating_add(1).saturating_mul(BLOCK_U64))
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let (number, within) = place(offset)?;
        if number > 0 {
            return self.read_blocks(number, within, out);
        }
        let head = self.head();
        let inside = out.len().min(BLOCK.saturating_sub(within));
        let (first, rest) = out.split_at_mut(inside);
        let plain = head.plain.get(within..).and_then(|rest| rest.get(..inside)).ok_or_else(strange)?;
        first.copy_from_slice(plain);
        drop(head);
        self.read_blocks(1, 0, rest)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let blocks = len / BLOCK_U64;
        if !len.is_multiple_of(BLOCK_U64) {
            return Err(strange());
        }
        if let Some(mut kept) = self.kept() {
            kept.length = Some(len);
            return Ok(());
        }
        self.opened.forget(blocks..u64::MAX);
        let end = if blocks == 0 { self.start } else { self.block_at(blocks)? };
        self.inner.set_len(end)
    }

    fn sync_data(&self) -> io::Result<()> {
        if self.kept.is_some() {
            return Ok(());
        }
        // Held throughout: a header written meanwhile would not be on the disk.
        let mut head = self.head();
        self.inner.sync_data()?;
        head.settled = true;
        if head.pending {
            head.durable = 1 - head.durable;
            head.pending = false;
        }
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let (number, within) = place(offset)?;
        if number > 0 {
            if within != 0 || !data.len().is_multiple_of(BLOCK) {
                return Err(strange());
            }
            return self.write_blocks(number, data);
        }
        let (first, rest) = data.split_at(data.len().min(BLOCK.saturating_sub(within)));
        self.write_head(within, first)?;
        if rest.is_empty() { Ok(()) } else { self.write(BLOCK_U64, rest) }
    }

    fn close(&self) -> io::Result<()> {
        self.inner.close()
    }

    // Locks are of the file, wherever its bytes are.

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.inner.try_lock_range(start, end)
    }

    fn try_lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.inner.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.inner.lock_range(start, end)
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.inner.lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.inner.unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.inner.query_lock_range(start, end)
    }
}

impl fmt::Debug for SealedBlocks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SealedBlocks").field("inner", &self.inner).finish_non_exhaustive()
    }
}
