//! Consistent copies of an office file. A copy only counts when it was opened again and checked.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use super::{Rows, Snapshot, Store, StoreError, Table, integrity};
use crate::model::RecordType;

/// What a backup holds, as found by opening it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Living records.
    pub records: u64,
    /// Audit entries, their chain verified.
    pub entries: u64,
}

/// Writes a copy of the office as the snapshot saw it. The copy appears under its name only when it is complete.
///
/// # Errors
/// When `destination` exists or can't be written; no half copy is left behind.
pub fn write(snapshot: &Snapshot, destination: &Path) -> Result<(), StoreError> {
    if destination.exists() {
        return Err(StoreError::Exists(destination.to_owned()));
    }
    let unfinished = destination.with_extension("unfinished");
    // What an interrupted backup left behind is not a copy of anything.
    fs::remove_file(&unfinished).ok();
    let written = write_unfinished(snapshot, &unfinished).and_then(|()| {
        fs::rename(&unfinished, destination).map_err(|error| StoreError::from_io(&error, destination))?;
        sync_folder(destination)
    });
    if written.is_err() {
        fs::remove_file(&unfinished).ok();
    }
    written
}

fn write_unfinished(snapshot: &Snapshot, unfinished: &Path) -> Result<(), StoreError> {
    let copy = Store::create_empty(unfinished)?;
    let mut transaction = copy.begin()?;
    let registers = snapshot.registers()?;
    let tables = Table::FIXED.into_iter().chain(registers.iter().map(|register| Table::Rows(register)));
    for table in tables {
        snapshot.visit(table, &[], &mut |key, value| {
            transaction.put(table, key, value.to_vec())?;
            Ok(ControlFlow::Continue(()))
        })?;
    }
    transaction.commit()
}

/// Opens a copy, checks it whole and counts it.
///
/// # Errors
/// When it is not an office file or is damaged; the error names the first thing that is wrong.
pub fn prove(copy: &Path, registry: &[&dyn RecordType]) -> Result<Proof, StoreError> {
    let mut store = Store::open(copy)?;
    if !store.verify_pages()? {
        return Err(StoreError::Damaged(copy.display().to_string()));
    }
    let snapshot = store.snapshot()?;
    let report = integrity::check(&snapshot, registry)?;
    if let Some(finding) = report.findings.first() {
        return Err(StoreError::Damaged(finding.place.clone()));
    }
    let mut records = 0_u64;
    for record_type in registry {
        records = records.saturating_add(snapshot.living(record_type.name())?);
    }
    Ok(Proof { records, entries: report.audit_entries })
}

/// Brings a backup back as a new office file.
///
/// # Errors
/// When `destination` exists, or the backup is no sound office file; nothing is left behind then.
pub fn restore(source: &Path, destination: &Path, registry: &[&dyn RecordType]) -> Result<Proof, StoreError> {
    if destination.exists() {
        return Err(StoreError::Exists(destination.to_owned()));
    }
    let proof = prove(source, registry)?;
    let store = Store::open(source)?;
    write(&store.snapshot()?, destination)?;
    Ok(proof)
}

#[cfg(unix)]
fn sync_folder(file: &Path) -> Result<(), StoreError> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |error: std::io::Error| StoreError::from_io(&error, folder);
    fs::File::open(folder).map_err(failed)?.sync_all().map_err(failed)
}

#[cfg(not(unix))]
fn sync_folder(_file: &Path) -> Result<(), StoreError> {
    // Windows keeps the name of a renamed file without being asked.
    Ok(())
}
