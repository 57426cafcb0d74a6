//! Every page of a small encrypted file verified on a thread of its own while the file is in use already.
//!
//! Each block is authentic by itself; what that does not tell is a block that a disk lost a write of, and that is what
//! it was before. The checksums that the engine keeps of its pages tell it. Opening every block takes longer than
//! everything else of opening, so that it begins when the file is open: nothing is written to a file that is not
//! proven, and who signs in sees nothing of it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::JoinHandle;

use redb::StorageBackend;

use super::StoreError;
use super::file::{at_path, builder};
use super::vault::SealedBlocks;

type Verdict = Result<(), StoreError>;

/// What comes of verifying a file.
pub(super) struct Proof {
    stage: Mutex<Stage>,
    verdict: OnceLock<Verdict>,
}

/// How far it is.
enum Stage {
    /// The blocks as they were when the file was found, and where it is.
    Waiting(Box<SealedBlocks>, PathBuf),
    Running(JoinHandle<Verdict>),
    Over,
}

impl Proof {
    /// Will verify what blocks hold at this moment. Whoever shares the file must not write until there is a
    /// [`Self::verdict`].
    pub(super) fn of(blocks: &SealedBlocks, place: &Path) -> Self {
        let stage = Stage::Waiting(Box::new(blocks.view()), place.to_owned());
        Self { stage: Mutex::new(stage), verdict: OnceLock::new() }
    }

    /// Begins, unless it has begun.
    pub(super) fn begin(&self) {
        let mut stage = self.stage();
        let (blocks, place) = match std::mem::replace(&mut *stage, Stage::Over) {
            Stage::Waiting(blocks, place) => (blocks, place),
            begun => {
                *stage = begun;
                return;
            }
        };
        let verify = move || {
            let checked = blocks
                .opening(|view| builder().set_check_integrity_on_open(true).create_with_backend(View(view)));
            checked.map(|_| ()).map_err(|error| at_path(error.into(), &place))
        };
        let thread = std::thread::Builder::new().name("chancery-proof".to_owned());
        match thread.spawn(verify) {
            Ok(running) => *stage = Stage::Running(running),
            Err(error) => {
                self.verdict.set(Err(StoreError::Io(error.to_string()))).ok();
            }
        }
    }

    fn stage(&self) -> MutexGuard<'_, Stage> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether every page is what was written last; waits until that is known.
    pub(super) fn verdict(&self) -> Verdict {
        self.begin();
        let known = self.verdict.get_or_init(|| {
            let begun = std::mem::replace(&mut *self.stage(), Stage::Over);
            match begun {
                Stage::Running(running) => running.join().unwrap_or_else(|_| Err(stumbled())),
                Stage::Waiting(..) | Stage::Over => Err(stumbled()),
            }
        });
        known.clone()
    }
}

fn stumbled() -> StoreError {
    StoreError::Damaged("pages".to_owned())
}

impl Drop for Proof {
    fn drop(&mut self) {
        // The thread reads the file, which is not closed before it ends.
        if matches!(*self.stage(), Stage::Running(_)) {
            self.verdict().ok();
        }
    }
}

impl fmt::Debug for Proof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Proof").field("verdict", &self.verdict.get()).finish_non_exhaustive()
    }
}

/// Blocks that are only looked at: whoever owns the file locks and closes it.
#[derive(Debug)]
struct View(SealedBlocks);

impl StorageBackend for View {
    fn len(&self) -> io::Result<u64> {
        self.0.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.0.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.write(offset, data)
    }
}
