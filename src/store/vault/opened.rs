//! Blocks of a small file that stay opened. When such a file is opened the engine verifies all of it, forgets what it
//! read, and reads it again for its user: with these each block is opened once, and some by a second thread before they
//! are asked for.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The blocks, by number.
#[derive(Debug, Default)]
pub(super) struct OpenedBlocks {
    /// Whether there may be any, asked without a lock.
    any: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Whether blocks are taken. It ends with the opening and with the first write: a block that was read before a
    /// write must not be kept after it.
    filling: bool,
    blocks: Vec<Option<Box<[u8]>>>,
}

impl OpenedBlocks {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes blocks from now on, of a file that has so many.
    pub(super) fn begin(&self, count: usize) {
        let mut state = self.state();
        state.filling = true;
        state.blocks.resize(count, None);
        self.any.store(true, Ordering::Release);
    }

    /// Takes no more blocks. Those that are there stay until they are written.
    pub(super) fn end(&self) {
        self.state().filling = false;
    }

    /// Whether a block is wanted: blocks are taken, and it is not there. `None` when none are taken any more.
    pub(super) fn wants(&self, number: u64) -> Option<bool> {
        let state = self.state();
        state.filling.then(|| place(number).is_some_and(|place| state.blocks.get(place) == Some(&None)))
    }

    /// Takes a block, if blocks are taken.
    pub(super) fn take(&self, number: u64, plain: &[u8]) {
        if !self.any.load(Ordering::Acquire) {
            return;
        }
        let mut state = self.state();
        let filling = state.filling;
        if let Some(of) = place(number).and_then(|place| state.blocks.get_mut(place)).filter(|_| filling) {
            *of = Some(plain.into());
        }
    }

    /// Copies what a block holds from `skip` on, as far as there is room; answers how much. `None` when it is not there.
    pub(super) fn copy(&self, number: u64, skip: usize, out: &mut [u8]) -> Option<usize> {
        if !self.any.load(Ordering::Acquire) {
            return None;
        }
        let state = self.state();
        let rest = state.blocks.get(place(number)?)?.as_ref()?.get(skip..)?;
        let wanted = rest.len().min(out.len());
        out.get_mut(..wanted)?.copy_from_slice(rest.get(..wanted)?);
        Some(wanted)
    }

    /// Forgets blocks that are about to be written or cut off.
    pub(super) fn forget(&self, numbers: Range<u64>) {
        if !self.any.load(Ordering::Acquire) {
            return;
        }
        let mut state = self.state();
        state.filling = false;
        let end = place(numbers.end).unwrap_or(usize::MAX).min(state.blocks.len());
        let start = place(numbers.start).unwrap_or(usize::MAX).min(end);
        state.blocks.get_mut(start..end).into_iter().flatten().for_each(|block| *block = None);
    }
}

fn place(number: u64) -> Option<usize> {
    usize::try_from(number).ok()
}
