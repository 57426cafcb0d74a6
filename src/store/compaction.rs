//! Compaction: the office copied into a new file without the room that deleted and changed rows left behind, compared,
//! and put in the place of the old one in one step while the office stays open.
//!
//! The old file is only read. Whoever reads it goes on doing so; whoever writes goes on too, and the copy is thrown
//! away then. For the step itself the one write transaction is held, so that nothing can be written between the
//! copy's moment and its taking over. Whenever it is interrupted, the file at the path is the old or the new one, and
//! both hold the same.

use std::fs;
use std::path::{Path, PathBuf};

use super::sealed::beside;
use super::{SealedFile, Snapshot, Store, StoreError, Table, backup, files};

/// Less room than this is not worth a copy.
const LEAST_GAIN_BYTES: u64 = 4 * 1024 * 1024;

/// Ending of a copy that is being made.
pub(super) const ENDING: &str = ".compacting";

/// The engine packs a file further each time it is asked, by less and less.
const MOST_PACKINGS: usize = 4;

/// What a file takes on the disk, and how much of it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Space {
    /// Bytes of the file.
    pub file: u64,
    /// Bytes of the rows in it.
    pub live: u64,
}

impl Space {
    /// Whether the file is more than twice what lives in it, and a compaction would be felt.
    pub fn is_wasteful(self) -> bool {
        self.file > self.live.saturating_mul(2) && self.file - self.live > LEAST_GAIN_BYTES
    }
}

/// Told how much of how much is done; answers whether to go on.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64) -> bool;

impl Store {
    /// What the file takes on the disk; `None` in memory. Commands wait meanwhile, a moment in a large file.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn space(&self) -> Result<Option<Space>, StoreError> {
        let Some(path) = self.path() else { return Ok(None) };
        let file = fs::metadata(path).map_err(|error| StoreError::from_io(&error, path))?.len();
        Ok(Some(Space { file, live: self.begin()?.live_bytes()? }))
    }

    /// Gives the room that nothing lives in back to the disk.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] when somebody wrote meanwhile, [`StoreError::Cancelled`], or when the copy can't be
    /// written or is not the same; the office is as it was then, and open.
    pub fn compact(&self, progress: Progress<'_>) -> Result<(), StoreError> {
        let path = self.path().ok_or_else(|| StoreError::NotFound(PathBuf::new()))?;
        let copy = beside(path, ENDING);
        // What an interrupted compaction left behind is not a copy of anything.
        fs::remove_file(&copy).ok();
        let writes = self.writes();
        let done = self.copied(&copy, progress).and_then(|made| self.replace(made, &copy, path, writes));
        if done.is_err() {
            fs::remove_file(&copy).ok();
        }
        done
    }

    /// A copy of the office as it stands, compared with it and open.
    fn copied(&self, copy: &Path, progress: Progress<'_>) -> Result<Self, StoreError> {
        let snapshot = self.snapshot()?;
        if snapshot.vault().is_some_and(|vault| !vault.header.is_whole()) {
            // A slot that can't be read is not copied; a repaired disk may give it back.
            return Err(StoreError::Damaged(copy.display().to_string()));
        }
        let entries = entries(&snapshot)?;
        // Each is copied once, and read twice to be compared.
        let total = entries.saturating_mul(3);
        let mut empty = match snapshot.vault() {
            Some(vault) => Self::create_empty_sealed(copy, &vault.founding())?,
            None => Self::create_empty(copy)?,
        };
        backup::copy_rows(&snapshot, &empty, &|_, _| true, &mut |done| progress(done, total))?;
        for _ in 0..MOST_PACKINGS {
            if !empty.alone()?.database.compact()? {
                break;
            }
        }
        drop(empty);
        let mut made = match snapshot.vault() {
            Some(vault) => SealedFile::open(copy)?.unlock(&vault.data)?,
            None => Self::open(copy)?,
        };
        if !made.verify_pages()? {
            return Err(StoreError::Damaged(copy.display().to_string()));
        }
        let mut done = entries;
        let mut watch = |more: u64| {
            done = done.saturating_add(more);
            progress(done, total)
        };
        let written = made.snapshot()?;
        for table in tables(&snapshot)? {
            if backup::sums(&snapshot, table, &mut watch)? != backup::sums(&written, table, &mut watch)? {
                return Err(StoreError::Damaged(format!("{}: {}", copy.display(), table.name())));
            }
        }
        drop(written);
        Ok(made)
    }

    /// Puts a copy in the place of the file.
    fn replace(&self, made: Self, copy: &Path, path: &Path, writes: u64) -> Result<(), StoreError> {
        // Nobody writes until this ends.
        let held = self.begin()?;
        if self.writes() != writes {
            return Err(StoreError::Overtaken);
        }
        if let (Some(old), Some(new)) = (self.vault(), made.vault()) {
            new.header.take_attempts(&old.header)?;
        }
        files::give_rights_of(path, copy).map_err(|error| StoreError::from_io(&error, copy))?;
        fs::rename(copy, path).map_err(|error| StoreError::from_io(&error, path))?;
        let kept = backup::sync_folder(path);
        if kept.is_err() {
            // A power cut may bring the old file back, without what would be written from here on.
            self.is_now_adrift();
        }
        self.now_is(made);
        drop(held);
        kept
    }
}

fn tables(snapshot: &Snapshot) -> Result<Vec<Table>, StoreError> {
    let registers = snapshot.registers()?;
    Ok(Table::FIXED.into_iter().chain(registers.into_iter().map(Table::Rows)).collect())
}

fn entries(snapshot: &Snapshot) -> Result<u64, StoreError> {
    let mut entries = 0_u64;
    for table in tables(snapshot)? {
        entries = entries.saturating_add(snapshot.count(table)?);
    }
    Ok(entries)
}
