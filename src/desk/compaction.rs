//! Giving the room in the file that nothing lives in back to the disk, while the office stays open.

use std::sync::Arc;

use super::{Office, Session};
use crate::model::{Message, Problem};
use crate::store::{Space, StoreError};
use crate::text::size_text;

/// So often a copy is begun anew because somebody wrote meanwhile.
const ATTEMPTS: usize = 3;

/// The size of the file before and after a compaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compacted {
    /// Bytes before.
    pub before: u64,
    /// Bytes after.
    pub after: u64,
}

impl Compacted {
    /// What was done, in words.
    pub fn message(self) -> Message {
        let (before, after) = (size_text(self.before), size_text(self.after));
        Message::new("done.compacted").with("before", before).with("after", after)
    }
}

impl Office {
    /// Compacts the file. `progress` is told how much of how much is done, and answers whether to go on.
    ///
    /// # Errors
    /// When the session does not look after the file, it was stopped, or the copy can't be made; nothing has changed
    /// then.
    pub fn compact(
        &self,
        session: &Arc<Session>,
        progress: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<Compacted, Problem> {
        if !self.current(session)?.permissions.may_maintain() {
            return Err(Problem::denied("denied.maintenance"));
        }
        let before = self.file_size()?;
        let mut attempts = 1;
        loop {
            match self.store().compact(progress) {
                Err(StoreError::Overtaken) if attempts < ATTEMPTS => attempts += 1,
                done => break done?,
            }
        }
        Ok(Compacted { before, after: self.file_size()? })
    }

    /// Compacts the file when it is much larger than what lives in it: what the program does by itself while nobody
    /// works. `None` when it was not worth it, or somebody began to work.
    ///
    /// # Errors
    /// As [`Self::compact`].
    pub fn compact_if_wasteful(
        &self,
        progress: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<Option<Compacted>, Problem> {
        if !self.store().space()?.is_some_and(Space::is_wasteful) {
            return Ok(None);
        }
        let before = self.file_size()?;
        match self.store().compact(progress) {
            Ok(()) => Ok(Some(Compacted { before, after: self.file_size()? })),
            Err(StoreError::Overtaken) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn file_size(&self) -> Result<u64, StoreError> {
        let Some(path) = self.store().path() else { return Ok(0) };
        Ok(std::fs::metadata(path).map_err(|error| StoreError::from_io(&error, path))?.len())
    }
}
