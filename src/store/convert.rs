//! From an office file without encryption to one with, and back: a copy beside the file, compared with it row by row,
//! then put in its place in one step. Whenever it is interrupted, the file at the path is the old one or the new one.

use std::fs::{self, File};
use std::io::{Seek as _, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::backup::sums;
use super::sealed::{belongs_in_header, beside, put_table_slots};
use super::{Founding, SealedFile, Snapshot, Store, StoreError, Table, backup, files, integrity};
use crate::model::RecordType;

/// What the copy of a file under conversion is called beyond the file's name.
const ENDING: &str = ".converting";

/// How far a conversion is; each begins after the one before it is on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The copy is about to be written.
    Copying,
    /// The copy is about to be opened and compared.
    Proving,
    /// The copy is about to take the place of the file.
    Replacing,
    /// The copy has taken its place; what is left of the old file is about to be wiped.
    Wiping,
}

/// Told of each step; answers whether to go on. After [`Step::Replacing`] the answer no longer matters.
pub type Watch<'a> = &'a mut dyn FnMut(Step) -> bool;

/// Where a conversion takes place: the name of the file, and the copy beside it. The tests have one on a disk that
/// loses its power.
pub trait Place {
    /// Makes the empty copy, encrypted when there is a `founding`.
    ///
    /// # Errors
    /// When it can't be written.
    fn create_copy(&mut self, founding: Option<&Founding>) -> Result<Store, StoreError>;

    /// Opens the copy that was written.
    ///
    /// # Errors
    /// When it can't be read.
    fn open_copy(&mut self, founding: Option<&Founding>) -> Result<Store, StoreError>;

    /// Removes the copy, if there is one.
    fn remove_copy(&mut self);

    /// Gives the name of the file to the copy. The old file stays within reach of [`Place::wipe`].
    ///
    /// # Errors
    /// When the names are as they were.
    fn rename_copy(&mut self) -> Result<(), StoreError>;

    /// Makes sure that the names are on the disk.
    ///
    /// # Errors
    /// When that is not known.
    fn sync_names(&mut self) -> Result<(), StoreError>;

    /// Writes zeros over the old file, which has no name any more. A disk may keep old sectors all the same.
    fn wipe(&mut self);
}

/// Makes an encrypted file of one that is not. Its slots come from `founding`; those the file has in its table must
/// have been put there over the new key.
///
/// # Errors
/// When the copy can't be written or is not the same; the file is as it was then, and closed.
pub fn encrypt(
    store: Store,
    founding: &Founding,
    registry: &[&dyn RecordType],
    watch: Watch<'_>,
) -> Result<(), StoreError> {
    convert(&mut Beside::new(&store)?, store, Some(founding), registry, watch)
}

/// Makes a file without encryption of an encrypted one. Its accounts stay.
///
/// # Errors
/// When the copy can't be written or is not the same; the file is as it was then, and closed.
pub fn decrypt(store: Store, registry: &[&dyn RecordType], watch: Watch<'_>) -> Result<(), StoreError> {
    convert(&mut Beside::new(&store)?, store, None, registry, watch)
}

/// Marks a file in whose unused pages content may still be read that was sealed or removed since.
pub(super) const REMAINS_KEY: &[u8] = b"remains";

/// Whether unused pages of the file may hold content that was sealed since.
///
/// # Errors
/// When the file can't be read.
pub fn has_remains(store: &Store) -> Result<bool, StoreError> {
    Ok(store.snapshot()?.get(Table::Office, REMAINS_KEY)?.is_some())
}

/// Writes the file anew as it is, encrypted or not, and wipes the old one: nothing is left in unused pages then.
///
/// # Errors
/// When the copy can't be written or is not the same; the file is as it was then, and closed.
pub fn renew(store: Store, registry: &[&dyn RecordType], watch: Watch<'_>) -> Result<(), StoreError> {
    let founding = store.vault().map(|vault| vault.founding());
    convert(&mut Beside::new(&store)?, store, founding.as_ref(), registry, watch)
}

/// Converts a file at a place of the caller's, encrypted when there is a `founding`.
///
/// # Errors
/// When the copy can't be written or is not the same; the file is as it was then, and closed.
pub fn convert(
    place: &mut dyn Place,
    store: Store,
    founding: Option<&Founding>,
    registry: &[&dyn RecordType],
    watch: Watch<'_>,
) -> Result<(), StoreError> {
    // What an interrupted conversion left behind is not a copy of anything.
    place.remove_copy();
    let mut go_on = |step| if watch(step) { Ok(()) } else { Err(StoreError::Cancelled) };
    let mut made = (|| {
        go_on(Step::Copying)?;
        let snapshot = store.snapshot()?;
        let empty = place.create_copy(founding)?;
        write_copy(&snapshot, &empty, founding)?;
        drop(empty);
        go_on(Step::Proving)?;
        let mut written = place.open_copy(founding)?;
        prove_copy(&snapshot, &mut written, registry)?;
        drop(written);
        go_on(Step::Replacing)
    })();
    if made.is_ok() {
        // Closed before it is replaced: some systems refuse to replace an open file.
        drop(store);
        made = place.rename_copy();
    }
    if made.is_err() {
        place.remove_copy();
        return made;
    }
    // Until the name is known to be on the disk, a power cut may give it back to the old file.
    place.sync_names()?;
    watch(Step::Wiping);
    place.wipe();
    Ok(())
}

/// The copy of a file lies beside it.
struct Beside {
    path: PathBuf,
    copy: PathBuf,
    old: Option<File>,
}

impl Beside {
    fn new(store: &Store) -> Result<Self, StoreError> {
        let path = store.path().map(Path::to_owned).ok_or_else(|| StoreError::NotFound(PathBuf::new()))?;
        let copy = beside(&path, ENDING);
        Ok(Self { path, copy, old: None })
    }
}

impl Place for Beside {
    fn create_copy(&mut self, founding: Option<&Founding>) -> Result<Store, StoreError> {
        match founding {
            Some(founding) => Store::create_empty_sealed(&self.copy, founding),
            None => Store::create_empty(&self.copy),
        }
    }

    fn open_copy(&mut self, founding: Option<&Founding>) -> Result<Store, StoreError> {
        match founding {
            Some(founding) => SealedFile::open(&self.copy)?.unlock(&founding.data),
            None => Store::open(&self.copy),
        }
    }

    fn remove_copy(&mut self) {
        fs::remove_file(&self.copy).ok();
    }

    fn rename_copy(&mut self) -> Result<(), StoreError> {
        files::give_rights_of(&self.path, &self.copy)
            .map_err(|error| StoreError::from_io(&error, &self.copy))?;
        self.old = still_open(&self.path);
        fs::rename(&self.copy, &self.path).map_err(|error| StoreError::from_io(&error, &self.path))
    }

    fn sync_names(&mut self) -> Result<(), StoreError> {
        backup::sync_folder(&self.path)
    }

    fn wipe(&mut self) {
        if let Some(old) = self.old.take() {
            wipe(old);
        }
    }
}

/// Writes all of an office into an empty store, encrypted when there is a `founding`. When it returns, everything is on
/// the disk.
fn write_copy(original: &Snapshot, copy: &Store, founding: Option<&Founding>) -> Result<(), StoreError> {
    let stays = |table, key: &[u8]| match table {
        Table::Keys => founding.is_none() || !belongs_in_header(key),
        Table::Office => key != REMAINS_KEY,
        _ => true,
    };
    backup::copy_rows(original, copy, &stays, &mut |_| true)?;
    match (founding, original.vault()) {
        (Some(founding), _) => copy.found(None, founding),
        (None, Some(vault)) => {
            let mut transaction = copy.begin()?;
            put_table_slots(&mut transaction, &vault.header.salt(), &vault.header.slots())?;
            transaction.commit()
        }
        (None, None) => Ok(()),
    }
}

/// Compares a copy with the office it is of: every row of every table, and the file as a whole.
fn prove_copy(original: &Snapshot, copy: &mut Store, registry: &[&dyn RecordType]) -> Result<(), StoreError> {
    let name = copy.path().map(|path| path.display().to_string()).unwrap_or_default();
    let differs = |place: &str| StoreError::Damaged(format!("{name}: {place}"));
    if !copy.verify_pages()? {
        return Err(differs("pages"));
    }
    let snapshot = copy.snapshot()?;
    let report = integrity::check(&snapshot, registry)?;
    if let Some(finding) = report.findings.first() {
        return Err(differs(&finding.place));
    }
    let registers = original.registers()?;
    for table in Table::FIXED.into_iter().chain(registers.into_iter().map(Table::Rows)) {
        // The key slots change places when encryption does.
        let sums = |snapshot| sums(snapshot, table, &mut |_| true);
        if table != Table::Keys && sums(original)? != sums(&snapshot)? {
            return Err(differs(&table.name()));
        }
    }
    original.visit(Table::Keys, &[], &mut |key, value| {
        if !belongs_in_header(key) && snapshot.get(Table::Keys, key)?.as_deref() != Some(value) {
            return Err(differs(&Table::Keys.name()));
        }
        Ok(ControlFlow::Continue(()))
    })
}

/// Wipes and removes what an interrupted conversion or compaction left beside a file that is open, and so nobody's to
/// convert: the copy of a file that is encrypted may be one that is not.
pub(super) fn remove_leftovers(path: &Path) {
    for ending in [ENDING, super::compaction::ENDING] {
        let copy = beside(path, ending);
        let Ok(file) = File::options().write(true).open(&copy) else { continue };
        wipe(file);
        match fs::remove_file(&copy) {
            Ok(()) => tracing::warn!(copy = %copy.display(), "an unfinished copy was wiped and removed"),
            Err(error) => tracing::warn!(%error, "an unfinished copy could not be removed"),
        }
    }
}

/// A handle on the old file by which it can be written over after its name is gone.
#[cfg(unix)]
fn still_open(path: &Path) -> Option<File> {
    File::options().write(true).open(path).ok()
}

#[cfg(not(unix))]
fn still_open(_path: &Path) -> Option<File> {
    None
}

/// Writes zeros over a file. A disk may keep old sectors all the same.
fn wipe(mut file: File) {
    let zeros = [0; 64 * 1024];
    let wiped = (|| {
        let mut left = file.metadata()?.len();
        file.rewind()?;
        while left > 0 {
            let now = usize::try_from(left).unwrap_or(zeros.len()).min(zeros.len());
            file.write_all(zeros.get(..now).unwrap_or_default())?;
            left = left.saturating_sub(u64::try_from(now).unwrap_or(left));
        }
        file.sync_data()
    })();
    if let Err(error) = wiped {
        tracing::warn!(%error, "the old file could not be wiped");
    }
}
