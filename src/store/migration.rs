//! From an older format of the office file to this one.
//!
//! One level is one transaction that also writes the new level, after a copy of the file. A level once released is
//! never edited: what it needs of older types is copied into it.

use super::{FORMAT, OfficeInfo, Store, StoreError};

/// One level: brings a file of format `from` to the next.
struct Level {
    from: u32,
    apply: fn(&mut super::Transaction) -> Result<(), StoreError>,
}

/// Every level, in order. Format 1 is the first, so there is none yet.
const LEVELS: &[Level] = &[];

/// Brings an older file to [`FORMAT`].
///
/// # Errors
/// When there is no way from its format, or the copy or a level could not be written.
pub(super) fn migrate(store: &Store, info: &OfficeInfo) -> Result<(), StoreError> {
    if let Some(path) = store.path() {
        let copy = path.with_extension(format!("format-{}.backup", info.format));
        super::backup::write(&store.snapshot()?, &copy, &mut |_| true)?;
    }
    let mut info = info.clone();
    while info.format < FORMAT {
        let level = LEVELS.iter().find(|level| level.from == info.format).ok_or_else(|| {
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
