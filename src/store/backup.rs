//! Consistent copies of an office file. A copy only counts when it was opened again and checked.

use std::fs;
use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::audit::Hash;
use super::vault::Key;
use super::{Found, Rows, SealedFile, Snapshot, Store, StoreError, Table, convert, files, integrity};
use crate::model::RecordType;

/// In the table about the file itself: when it was brought back from a backup, in milliseconds (big-endian).
const RESTORED_KEY: &[u8] = b"restored";

/// What a backup holds, as found by opening it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Living records.
    pub records: u64,
    /// Audit entries, their chain verified.
    pub entries: u64,
}

/// Writes a copy of the office as the snapshot saw it. The copy appears under its name only when it is complete.
/// `progress` is told now and then how many entries were copied, and answers whether to go on.
///
/// # Errors
/// When `destination` exists or can't be written, and [`StoreError::Cancelled`]; no half copy is left behind.
pub fn write(
    snapshot: &Snapshot,
    destination: &Path,
    progress: &mut dyn FnMut(u64) -> bool,
) -> Result<(), StoreError> {
    if destination.exists() {
        return Err(StoreError::Exists(destination.to_owned()));
    }
    let folder = destination.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        return Err(StoreError::NoFolder(folder.to_owned()));
    }
    let unfinished = destination.with_extension("unfinished");
    // What an interrupted backup left behind is not a copy of anything.
    fs::remove_file(&unfinished).ok();
    let written = write_unfinished(snapshot, &unfinished, progress).and_then(|()| {
        fs::rename(&unfinished, destination).map_err(|error| StoreError::from_io(&error, destination))?;
        sync_folder(destination)
    });
    if written.is_err() {
        fs::remove_file(&unfinished).ok();
    }
    written
}

/// Progress is reported so often.
const ENTRIES_PER_REPORT: u64 = 4096;

fn write_unfinished(
    snapshot: &Snapshot,
    unfinished: &Path,
    progress: &mut dyn FnMut(u64) -> bool,
) -> Result<(), StoreError> {
    let copy = match snapshot.vault() {
        Some(vault) => Store::create_empty_sealed(unfinished, &vault.founding())?,
        None => Store::create_empty(unfinished)?,
    };
    copy_rows(snapshot, &copy, &|_, _| true, progress)
}

/// Copies the rows of an office that `wanted` names.
pub(super) fn copy_rows(
    snapshot: &Snapshot,
    copy: &Store,
    wanted: &dyn Fn(Table, &[u8]) -> bool,
    progress: &mut dyn FnMut(u64) -> bool,
) -> Result<(), StoreError> {
    let mut copied = 0_u64;
    let mut transaction = copy.begin()?;
    let registers = snapshot.registers()?;
    let tables = Table::FIXED.into_iter().chain(registers.iter().map(|register| Table::Rows(register)));
    for table in tables {
        snapshot.visit(table, &[], &mut |key, value| {
            if wanted(table, key) {
                transaction.put(table, key, value.to_vec())?;
            }
            copied = copied.saturating_add(1);
            if copied.is_multiple_of(ENTRIES_PER_REPORT) && !progress(copied) {
                return Err(StoreError::Cancelled);
            }
            Ok(ControlFlow::Continue(()))
        })?;
    }
    transaction.commit()
}

/// How many rows a table has, and a hash over all of them. What unused pages hold is no part of the office. `watch` is
/// told now and then how many more were read, and answers whether to go on.
pub(super) fn sums(
    snapshot: &Snapshot,
    table: Table,
    watch: &mut dyn FnMut(u64) -> bool,
) -> Result<(u64, [u8; 32]), StoreError> {
    use sha2::{Digest as _, Sha256};
    let mut hasher = Sha256::new();
    let mut count = 0_u64;
    snapshot.visit(table, &[], &mut |key, value| {
        if table == Table::Office && key == convert::REMAINS_KEY {
            return Ok(ControlFlow::Continue(()));
        }
        for part in [key, value] {
            hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            hasher.update(part);
        }
        count = count.saturating_add(1);
        if count.is_multiple_of(ENTRIES_PER_REPORT) && !watch(ENTRIES_PER_REPORT) {
            return Err(StoreError::Cancelled);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok((count, hasher.finalize().into()))
}

/// Opens a copy, checks it whole and counts it.
///
/// # Errors
/// When it is not an office file, encrypted, or damaged; the error names the first thing that is wrong.
pub fn prove(copy: &Path, registry: &[&dyn RecordType]) -> Result<Proof, StoreError> {
    prove_store(Store::open(copy)?, copy, registry)
}

/// As [`prove`], for a copy of an office that is open: an encrypted copy has the same key.
///
/// # Errors
/// When it is not an office file or is damaged; the error names the first thing that is wrong.
pub fn prove_copy_of(
    original: &Store,
    copy: &Path,
    registry: &[&dyn RecordType],
) -> Result<Proof, StoreError> {
    prove_store(open_copy_of(original, copy)?, copy, registry)
}

/// Opens a copy of an office that is open: an encrypted copy with the same key.
///
/// # Errors
/// When it is not an office file, damaged, or encrypted with another key.
pub fn open_copy_of(original: &Store, copy: &Path) -> Result<Store, StoreError> {
    open_with_key_of(original, copy, SealedFile::unlock_untouched)
}

fn open_with_key_of(
    original: &Store,
    copy: &Path,
    unlock: fn(SealedFile, &Key) -> Result<Store, StoreError>,
) -> Result<Store, StoreError> {
    match (Found::at(copy)?, original.vault()) {
        (Found::Open(store), _) => Ok(store),
        (Found::Sealed(sealed), Some(vault)) => unlock(sealed, &vault.data),
        (Found::Sealed(_), None) => Err(StoreError::Sealed(copy.to_owned())),
    }
}

fn prove_store(mut store: Store, copy: &Path, registry: &[&dyn RecordType]) -> Result<Proof, StoreError> {
    if !store.verify_pages()? {
        return Err(StoreError::Damaged(copy.display().to_string()));
    }
    let snapshot = store.snapshot()?;
    let report = integrity::check(&snapshot, registry)?;
    if let Some(finding) = report.findings.first() {
        return Err(StoreError::Damaged(finding.place.clone()));
    }
    let counted = expected(&snapshot, registry)?;
    Ok(Proof { records: counted.records, entries: report.audit_entries })
}

/// What a copy of a snapshot must hold.
///
/// # Errors
/// When the file can't be read.
pub fn expected(snapshot: &Snapshot, registry: &[&dyn RecordType]) -> Result<Proof, StoreError> {
    let mut records = 0_u64;
    for record_type in registry {
        records = records.saturating_add(snapshot.living(record_type.name())?);
    }
    Ok(Proof { records, entries: snapshot.count(Table::Audit)? })
}

/// The SHA-256 of a file, read in pieces.
///
/// # Errors
/// When it can't be read.
pub fn sha256(file: &Path) -> Result<Hash, StoreError> {
    use sha2::Digest as _;
    let failed = |error: std::io::Error| StoreError::from_io(&error, file);
    let mut reader = fs::File::open(file).map_err(failed)?;
    let mut hasher = sha2::Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        let read = reader.read(&mut piece).map_err(failed)?;
        if read == 0 {
            return Ok(hasher.finalize().into());
        }
        hasher.update(piece.get(..read).unwrap_or_default());
    }
}

/// Brings a backup of an office that is open back as a new office file, which knows that it was brought back `at` a
/// moment. An encrypted one has the same key. The backup itself is only read, so its hash stays what it was.
///
/// # Errors
/// When `destination` exists, or the backup is no sound office file; nothing is left behind then.
pub fn restore_copy_of(
    original: &Store,
    source: &Path,
    destination: &Path,
    registry: &[&dyn RecordType],
    at: DateTime<Utc>,
) -> Result<Proof, StoreError> {
    if destination.exists() {
        return Err(StoreError::Exists(destination.to_owned()));
    }
    let unfinished = destination.with_extension("unfinished");
    let restored = (|| {
        let failed = |error: std::io::Error| StoreError::from_io(&error, &unfinished);
        let mut from = fs::File::open(source).map_err(|error| StoreError::from_io(&error, source))?;
        let mut to = files::create_anew(&unfinished).map_err(failed)?;
        std::io::copy(&mut from, &mut to).map_err(failed)?;
        to.sync_all().map_err(failed)?;
        drop(to);
        // What is wrong is wrong with the backup, not with the copy that nobody has seen.
        let proof = prove_copy_of(original, &unfinished, registry).map_err(|error| match error {
            StoreError::NotAnOffice(_) => StoreError::NotAnOffice(source.to_owned()),
            StoreError::Sealed(_) => StoreError::Sealed(source.to_owned()),
            StoreError::Damaged(place) => StoreError::Damaged(format!("{}: {place}", source.display())),
            other => other,
        })?;
        note_restored(original, &unfinished, at)?;
        fs::rename(&unfinished, destination).map_err(|error| StoreError::from_io(&error, destination))?;
        sync_folder(destination)?;
        Ok(proof)
    })();
    if restored.is_err() {
        fs::remove_file(&unfinished).ok();
    }
    restored
}

/// Notes in a copy that it was brought back.
fn note_restored(original: &Store, copy: &Path, at: DateTime<Utc>) -> Result<(), StoreError> {
    let store = open_with_key_of(original, copy, SealedFile::unlock)?;
    let mut transaction = store.begin()?;
    transaction.put(Table::Office, RESTORED_KEY, at.timestamp_millis().to_be_bytes().to_vec())?;
    transaction.commit()
}

/// When an office file was last brought back from a backup.
///
/// # Errors
/// When the file can't be read.
pub fn restored_at(snapshot: &Snapshot) -> Result<Option<DateTime<Utc>>, StoreError> {
    let noted = snapshot.get(Table::Office, RESTORED_KEY)?;
    let milliseconds = noted.and_then(|bytes| Some(i64::from_be_bytes(bytes.try_into().ok()?)));
    Ok(milliseconds.and_then(DateTime::from_timestamp_millis))
}

/// A backup that can be opened. The engine wants to write to what it opens, so one on a medium that can't be written is
/// copied beside the office it becomes, and the copy goes when this does.
#[derive(Debug)]
pub struct Openable {
    path: PathBuf,
    is_copy: bool,
}

impl Openable {
    /// Of the backup `source`, which is to become `destination`.
    ///
    /// # Errors
    /// When it can't be read, or not be copied.
    pub fn of(source: &Path, destination: &Path) -> Result<Self, StoreError> {
        if fs::OpenOptions::new().read(true).write(true).open(source).is_ok() {
            return Ok(Self { path: source.to_owned(), is_copy: false });
        }
        let mut from = fs::File::open(source).map_err(|error| StoreError::from_io(&error, source))?;
        // From here on the copy is removed whatever happens.
        let copy = Self { path: destination.with_extension("restoring"), is_copy: true };
        let failed = |error: std::io::Error| StoreError::from_io(&error, &copy.path);
        let mut to = files::create_anew(&copy.path).map_err(failed)?;
        std::io::copy(&mut from, &mut to).map_err(failed)?;
        Ok(copy)
    }

    /// Where it is opened.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Openable {
    fn drop(&mut self) {
        if self.is_copy {
            fs::remove_file(&self.path).ok();
        }
    }
}

/// As [`restore_copy_of`], from a backup that is open and nothing else: how one is brought back on another machine.
///
/// # Errors
/// When `destination` exists, or the backup is not sound; nothing is left behind then.
pub fn restore_from(
    source: Store,
    destination: &Path,
    registry: &[&dyn RecordType],
    at: DateTime<Utc>,
) -> Result<Proof, StoreError> {
    if destination.exists() {
        return Err(StoreError::Exists(destination.to_owned()));
    }
    let place = source.path().map(Path::to_owned).unwrap_or_default();
    let snapshot = source.snapshot()?;
    let vault = snapshot.vault().cloned();
    drop(snapshot);
    prove_store(source, &place, registry)?;
    let source = match vault {
        Some(vault) => SealedFile::open(&place)?.unlock_untouched(&vault.data)?,
        None => Store::open(&place)?,
    };
    write(&source.snapshot()?, destination, &mut |_| true)?;
    let proof = prove_copy_of(&source, destination, registry)?;
    note_restored(&source, destination, at)?;
    Ok(proof)
}

#[cfg(unix)]
pub(super) fn sync_folder(file: &Path) -> Result<(), StoreError> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |error: std::io::Error| StoreError::from_io(&error, folder);
    fs::File::open(folder).map_err(failed)?.sync_all().map_err(failed)
}

#[cfg(not(unix))]
pub(super) fn sync_folder(_file: &Path) -> Result<(), StoreError> {
    // Windows keeps the name of a renamed file without being asked.
    Ok(())
}
