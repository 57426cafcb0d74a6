//! What this computer has seen of each office last, kept beside the program's settings and not in the file: so a whole
//! older file put in place of a newer one, which is authentic in itself, is noticed, and a clock that was set back too.
//! Whoever can write into the user's folder can change the note; a head on paper (`audit head`) is beyond their reach.

use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};

use super::audit_trail::TrailHead;
use super::clock::civil_stamp;
use super::office::Office;
use crate::model::{Message, Problem};
use crate::store::{Snapshot, Store, StoreError, Table, audit};

/// Clocks of two machines that share a disk differ by so much without anybody's doing.
const CLOCK_MINUTES: i64 = 10;

/// The folder of what the program remembers from one start to the next; `None` where the system names none.
pub fn state_folder() -> Option<PathBuf> {
    let base = if cfg!(windows) {
        PathBuf::from(std::env::var_os("APPDATA")?)
    } else if cfg!(target_os = "macos") {
        PathBuf::from(std::env::var_os("HOME")?).join("Library/Application Support")
    } else {
        std::env::var_os("XDG_STATE_HOME")
            .map(PathBuf::from)
            .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".local/state")))?
    };
    Some(base.join("chancery"))
}

/// The heads of the audit chains that this computer has seen, one small file an office.
#[derive(Clone, Debug)]
pub struct SeenHeads {
    folder: PathBuf,
}

fn head(snapshot: &Snapshot) -> Result<Option<(TrailHead, DateTime<Utc>)>, StoreError> {
    let mut newest = None;
    audit::visit_back(snapshot, &mut |number, entry| {
        newest = Some((number, entry.at));
        Ok(ControlFlow::Break(()))
    })?;
    let Some((entries, at)) = newest else { return Ok(None) };
    Ok(audit::hash_of(snapshot, entries)?.map(|hash| (TrailHead { entries, hash }, at)))
}

impl SeenHeads {
    /// Those of the user of this computer.
    pub fn of_user() -> Option<Self> {
        Some(Self { folder: state_folder()?.join("seen") })
    }

    /// Those in a folder.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn note_of(&self, store: &Store) -> Result<PathBuf, StoreError> {
        Ok(self.folder.join(store.info()?.id.to_string()))
    }

    /// Where the identity of the office is noted that was at the place of this file last; `None` in memory.
    fn note_of_place(&self, store: &Store) -> Option<PathBuf> {
        use sha2::Digest as _;
        let path = store.path()?.canonicalize().ok()?;
        let hash = sha2::Sha256::digest(path.as_os_str().as_encoded_bytes());
        let name: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Some(self.folder.join(format!("place-{name}")))
    }

    /// What is strange about an office that was opened: an older or another file than the one seen last, a clock before
    /// the newest entry. Nothing is refused, because bringing a backup back looks the same.
    ///
    /// # Errors
    /// When the office can't be read.
    pub fn compare(&self, office: &Office) -> Result<Vec<Message>, Problem> {
        let store = office.store();
        let snapshot = store.snapshot()?;
        let mut strange = Vec::new();
        let office_id = store.info()?.id.to_string();
        let known = self.note_of_place(store).and_then(|note| fs::read_to_string(note).ok());
        if known.is_some_and(|known| known.trim() != office_id) {
            strange.push(Message::new("seen.another"));
        }
        let newest = head(&snapshot)?;
        let noted = fs::read_to_string(self.note_of(store)?).ok();
        // A note that can't be read is none.
        if let Some(noted) = noted.and_then(|text| text.trim().parse::<TrailHead>().ok()) {
            let present = snapshot.count(Table::Audit)?;
            if present < noted.entries {
                let message = Message::new("seen.older").with("seen", noted.entries);
                strange.push(message.with("present", present));
            } else if audit::hash_of(&snapshot, noted.entries)? != Some(noted.hash) {
                strange.push(Message::new("seen.other").with("entries", noted.entries));
            }
        }
        let now = office.clock().now();
        if let Some((_, at)) = newest
            && now + TimeDelta::minutes(CLOCK_MINUTES) < at
        {
            let message = Message::new("seen.clock").with("now", civil_stamp(now));
            strange.push(message.with("last", civil_stamp(at)));
        }
        Ok(strange)
    }

    /// Notes the head of an office.
    fn note(&self, store: &Store) {
        let written = (|| -> Result<(), StoreError> {
            let Some((head, _)) = head(&store.snapshot()?)? else { return Ok(()) };
            let note = self.note_of(store)?;
            let failed = |error: std::io::Error| StoreError::from_io(&error, &note);
            fs::create_dir_all(&self.folder).map_err(failed)?;
            if let Some(place) = self.note_of_place(store) {
                fs::write(place, store.info()?.id.to_string()).map_err(failed)?;
            }
            // Put in its place in one step: half a note would be none.
            let fresh = note.with_extension("new");
            fs::write(&fresh, format!("{head}\n")).map_err(failed)?;
            fs::rename(&fresh, &note).map_err(failed)
        })();
        if let Err(error) = written {
            tracing::debug!(%error, "the head of the audit chain was not noted");
        }
    }

    /// Notes the head of an office now and after every change.
    pub fn follow(self, office: &Office) {
        self.note(office.store());
        let store = office.store().clone();
        office.watch(move |_| self.note(&store));
    }

    /// Compares an office of this computer's user with what was seen of it last, and follows it from now on.
    ///
    /// # Errors
    /// When the office can't be read.
    pub fn watch_over(office: &Office) -> Result<Vec<Message>, Problem> {
        let Some(seen) = Self::of_user() else { return Ok(Vec::new()) };
        let strange = seen.compare(office)?;
        seen.follow(office);
        Ok(strange)
    }
}
