//! From an older format of the office file to this one.
//!
//! One level is one transaction that also writes the new level, after a copy of the file. A level once released is
//! never edited: what it needs of older types is copied into it.

use super::{FORMAT, OfficeInfo, Store, StoreError};

/// One level: brings a file of format `from` to the next.
pub struct Level {
    /// The format it begins with.
    pub from: u32,
    /// What it changes.
    pub apply: fn(&mut super::Transaction) -> Result<(), StoreError>,
}

/// Every level, in order. Format 1 is the first, so there is none yet.
const LEVELS: &[Level] = &[];

/// Brings an older file to [`FORMAT`].
///
/// # Errors
/// When there is no way from its format, or the copy or a level could not be written.
pub(super) fn migrate(store: &Store, info: &OfficeInfo) -> Result<(), StoreError> {
    migrate_through(store, info, LEVELS, FORMAT)
}

/// Brings a file from the format of `info` to `newest`, one level after another.
///
/// # Errors
/// When there is no way from its format, or the copy or a level could not be written; the file stands on the last level
/// that was.
pub fn migrate_through(
    store: &Store,
    info: &OfficeInfo,
    levels: &[Level],
    newest: u32,
) -> Result<(), StoreError> {
    if let Some(path) = store.path() {
        let copy = path.with_extension(format!("format-{}.backup", info.format));
        super::backup::write(&store.snapshot()?, &copy, &mut |_| true)?;
    }
    let mut info = info.clone();
    while info.format < newest {
        let level = levels.iter().find(|level| level.from == info.format).ok_or_else(|| {
            StoreError::Damaged(format!("format {} is not known to this program", info.format))
        })?;
        let mut transaction = store.begin()?;
        (level.apply)(&mut transaction)?;
        info.format = info.format.saturating_add(1);
        super::file::put_info(&mut transaction, &info)?;
        transaction.commit()?;
    }
    Ok(())
}
