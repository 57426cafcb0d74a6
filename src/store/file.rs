//! Opening and making office files.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use redb::backends::FileBackend;
use redb::{Builder, Database, StorageBackend};
use serde::{Deserialize, Serialize};

use super::proof::Proof;
use super::sealed::Vault;
use super::vault::HEADER_MAGIC;
use super::{Snapshot, StoreError, Table, Transaction, convert, files, migration};
use crate::model::RecordId;

/// The format this program writes. A file with a higher one is refused; a lower one is migrated after a copy.
pub const FORMAT: u32 = 1;

/// Up to this size the engine verifies the whole file when it is opened, an encrypted one beside ([`Proof`]).
const VERIFIED_ON_OPEN_BYTES: u64 = 8 * 1024 * 1024;

/// The engine's own cache.
const CACHE_BYTES: usize = 16 * 1024 * 1024;

/// First bytes of every file of the engine.
const MAGIC: [u8; 9] = *b"redb\x1a\x0a\xa9\x0d\x0a";

const INFO_KEY: &[u8] = b"info";

/// What an office file says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeInfo {
    /// Format of the file.
    pub format: u32,
    /// Identity of the office; a backup has the same one.
    pub id: RecordId,
    /// Name of the office.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Whether it was filled by the program, to be looked at.
    #[serde(default)]
    pub demo: bool,
}

/// An open office file.
#[derive(Debug)]
pub struct Store {
    /// What is at the path; another after a compaction.
    opened: RwLock<Arc<Opened>>,
    path: Option<PathBuf>,
    /// Counts what was written since the file was opened.
    writes: Arc<AtomicU64>,
    /// Nobody knows which file is at the path after a power cut; nothing more may be written.
    is_adrift: AtomicBool,
}

/// The engine over a file. Whoever reads holds it, so that it is closed after the last of them.
#[derive(Debug)]
pub(super) struct Opened {
    /// Where the file was not proven before it was opened. It ends first: closing writes.
    proof: Option<Proof>,
    pub(super) database: Database,
    /// The header and key of an encrypted file.
    pub(super) vault: Option<Arc<Vault>>,
}

impl Store {
    /// Makes a new office file.
    ///
    /// # Errors
    /// When the file exists or can't be written; nothing is left behind then.
    pub fn create(path: &Path, info: &OfficeInfo) -> Result<Self, StoreError> {
        refuse_network_share(path)?;
        if path.exists() {
            return Err(StoreError::Exists(path.to_owned()));
        }
        let made = Self::create_empty(path).and_then(|store| {
            store.write_info(info)?;
            Ok(store)
        });
        if made.is_err() {
            // The file never held an acknowledged command.
            fs::remove_file(path).ok();
        }
        made
    }

    /// Makes an empty file for a copy to be written into.
    pub(super) fn create_empty(path: &Path) -> Result<Self, StoreError> {
        let file = files::create_new(path).map_err(|error| StoreError::from_io(&error, path))?;
        let database = FileBackend::new(file)
            .map_err(StoreError::from)
            .and_then(|backend| Ok(builder().create_with_backend(backend)?))
            .map_err(|error| at_path(error, path))?;
        Ok(Self::of_database(database, Some(path.to_owned()), None))
    }

    /// Opens an office file, migrating an older format after a copy.
    ///
    /// # Errors
    /// When it is missing, something else, newer than the program, open elsewhere or damaged, or encrypted
    /// ([`StoreError::Sealed`]). The file is unchanged then.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        refuse_network_share(path)?;
        let database = while_same(path, &|| {
            let (kind, size) = recognise(path)?;
            if kind == Kind::Sealed {
                return Err(StoreError::Sealed(path.to_owned()));
            }
            builder()
                .set_check_integrity_on_open(verified_on_open(size))
                .open(path)
                .map_err(|error| at_path(error.into(), path))
        })?;
        let store = Self::of_database(database, Some(path.to_owned()), None).accepted()?;
        convert::remove_leftovers(path);
        Ok(store)
    }

    pub(super) fn of_database(database: Database, path: Option<PathBuf>, vault: Option<Arc<Vault>>) -> Self {
        Self {
            opened: RwLock::new(Arc::new(Opened { proof: None, database, vault })),
            path,
            writes: Arc::default(),
            is_adrift: AtomicBool::new(false),
        }
    }

    /// The store, into which nothing is written before a proof has come out well.
    pub(super) fn proven_by(mut self, proof: Option<Proof>) -> Self {
        let opened = self.opened.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(opened) = Arc::get_mut(opened) {
            opened.proof = proof;
        }
        self
    }

    /// Lets the proof begin: from here on nobody waits for the processor as one does at opening.
    pub(super) fn begin_proof(&self) {
        if let Some(proof) = &self.opened().proof {
            proof.begin();
        }
    }

    /// Waits until every page of a small file is known to be what was written last; at once where that was known when
    /// the file was opened. Larger files are verified by `check` and by every backup.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when a page is not: a disk has lost a write. Nothing can be written then.
    pub fn proven(&self) -> Result<(), StoreError> {
        self.opened().proof.as_ref().map_or(Ok(()), Proof::verdict)
    }

    /// The store, when its format is known; an older one is migrated.
    pub(super) fn accepted(self) -> Result<Self, StoreError> {
        let info = self.info()?;
        if info.format > FORMAT {
            return Err(StoreError::Newer { found: info.format, known: FORMAT });
        }
        if info.format < FORMAT {
            migration::migrate(&self, &info)?;
        }
        Ok(self)
    }

    pub(super) fn opened(&self) -> Arc<Opened> {
        self.opened.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn vault(&self) -> Option<Arc<Vault>> {
        self.opened().vault.clone()
    }

    /// How often something was written since the file was opened.
    pub(super) fn writes(&self) -> u64 {
        self.writes.load(Ordering::Acquire)
    }

    /// Notes that something is written past a transaction. Only while nobody else writes.
    pub(super) fn note_write(&self) {
        self.writes.fetch_add(1, Ordering::AcqRel);
    }

    /// Another file has taken the place of this one. Only while nobody else writes.
    pub(super) fn now_is(&self, other: Self) {
        let other = other.opened.into_inner().unwrap_or_else(PoisonError::into_inner);
        *self.opened.write().unwrap_or_else(PoisonError::into_inner) = other;
    }

    /// Lets nothing more be written.
    pub(super) fn is_now_adrift(&self) {
        self.is_adrift.store(true, Ordering::Release);
    }

    /// An office in memory, for tests.
    ///
    /// # Errors
    /// When the engine refuses.
    pub fn in_memory(info: &OfficeInfo) -> Result<Self, StoreError> {
        Self::with_backend(redb::backends::InMemoryBackend::new(), info)
    }

    /// An office on a backend of the caller's, made when it is empty: how the tests inject faults and crashes.
    ///
    /// # Errors
    /// When the backend fails.
    pub fn with_backend(backend: impl StorageBackend, info: &OfficeInfo) -> Result<Self, StoreError> {
        let database = builder().set_check_integrity_on_open(true).create_with_backend(backend)?;
        let store = Self::of_database(database, None, None);
        if store.snapshot()?.get(Table::Office, INFO_KEY)?.is_none() {
            store.write_info(info)?;
        }
        Ok(store)
    }

    /// An empty store on a backend of the caller's, for a copy to be written into.
    ///
    /// # Errors
    /// When the backend fails.
    pub fn empty_on(backend: impl StorageBackend) -> Result<Self, StoreError> {
        Ok(Self::of_database(builder().create_with_backend(backend)?, None, None))
    }

    /// Where the file is; `None` in memory.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// What the file says of itself.
    ///
    /// # Errors
    /// [`StoreError::NotAnOffice`] when it says nothing.
    pub fn info(&self) -> Result<OfficeInfo, StoreError> {
        match self.snapshot()?.get(Table::Office, INFO_KEY)? {
            Some(bytes) => {
                rmp_serde::from_slice(&bytes).map_err(|error| StoreError::Encoding(error.to_string()))
            }
            None => Err(StoreError::NotAnOffice(self.path.clone().unwrap_or_default())),
        }
    }

    /// Replaces what the file says of itself.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn write_info(&self, info: &OfficeInfo) -> Result<(), StoreError> {
        let mut transaction = self.begin()?;
        put_info(&mut transaction, info)?;
        transaction.commit()
    }

    /// The office as it stands now; later changes do not reach it.
    ///
    /// # Errors
    /// When the engine can't read.
    pub fn snapshot(&self) -> Result<Snapshot, StoreError> {
        use redb::ReadableDatabase;
        let opened = self.opened();
        Ok(Snapshot::new(opened.database.begin_read()?, opened))
    }

    /// The one write transaction; waits for another to end.
    ///
    /// # Errors
    /// When the engine can't write, also after an earlier failure of the disk, or as [`Self::proven`].
    pub fn begin(&self) -> Result<Transaction, StoreError> {
        self.proven()?;
        loop {
            let opened = self.opened();
            let mut transaction = opened.database.begin_write()?;
            if self.is_adrift.load(Ordering::Acquire) {
                return Err(StoreError::Stopped);
            }
            // While this waited, another file may have taken the place of the one it waited for.
            if !Arc::ptr_eq(&opened, &self.opened()) {
                continue;
            }
            // The safest mode: a crash during recovery can't roll back an acknowledged command, and opening after a
            // crash takes milliseconds whatever the size.
            transaction.set_two_phase_commit(true);
            transaction.set_quick_repair(true);
            return Ok(Transaction::new(transaction, self.writes.clone()));
        }
    }

    /// Lets the engine verify all of its pages; `false` when it had to repair.
    ///
    /// # Errors
    /// When the file is damaged beyond repair.
    pub fn verify_pages(&mut self) -> Result<bool, StoreError> {
        Ok(self.alone()?.database.check_integrity()?)
    }

    /// The engine, while nobody reads.
    pub(super) fn alone(&mut self) -> Result<&mut Opened, StoreError> {
        self.proven()?;
        let opened = self.opened.get_mut().unwrap_or_else(PoisonError::into_inner);
        Arc::get_mut(opened).ok_or_else(|| StoreError::Io("the file is being read".to_owned()))
    }
}

/// Writes what a file says of itself inside a transaction.
pub(super) fn put_info(transaction: &mut Transaction, info: &OfficeInfo) -> Result<(), StoreError> {
    let bytes = rmp_serde::to_vec_named(info).map_err(|error| StoreError::Encoding(error.to_string()))?;
    transaction.put(Table::Office, INFO_KEY, bytes)
}

pub(super) fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_cache_size(CACHE_BYTES);
    builder
}

/// Gives the file's path to a failure that the engine reported without it.
pub(super) fn at_path(error: StoreError, path: &Path) -> StoreError {
    match error {
        StoreError::AlreadyOpen(_) => StoreError::AlreadyOpen(path.to_owned()),
        StoreError::ReadOnly(_) => StoreError::ReadOnly(path.to_owned()),
        StoreError::NotFound(_) => StoreError::from_io(&std::io::ErrorKind::NotFound.into(), path),
        other => other,
    }
}

/// Opens what is at a path. A compaction of another process may replace the file between its opening and its locking;
/// what was opened then is no longer the office, and is let go.
pub(super) fn while_same<T>(path: &Path, open: &dyn Fn() -> Result<T, StoreError>) -> Result<T, StoreError> {
    loop {
        let before = identity(path);
        let opened = open()?;
        if before == identity(path) {
            return Ok(opened);
        }
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn identity(_path: &Path) -> Option<(u64, u64)> {
    // An open file can't be replaced there.
    None
}

/// Whether the engine verifies a file of this size whole before it is used.
pub(super) fn verified_on_open(size: u64) -> bool {
    size <= VERIFIED_ON_OPEN_BYTES
}

/// What an office file is at first sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The engine's file itself.
    Plain,
    /// An encrypted one.
    Sealed,
}

/// The kind and size of the file, when its first bytes are an office file's.
pub(super) fn recognise(path: &Path) -> Result<(Kind, u64), StoreError> {
    let failed = |error: std::io::Error| StoreError::from_io(&error, path);
    let metadata = fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() {
        return Err(StoreError::NotAnOffice(path.to_owned()));
    }
    let mut start = Vec::new();
    // As far as the second plate, which is enough where the first is damaged.
    fs::File::open(path).map_err(failed)?.take(1024).read_to_end(&mut start).map_err(failed)?;
    let kind = if start.starts_with(&MAGIC) {
        Kind::Plain
    } else if [0, 512].iter().any(|at| start.get(*at..).is_some_and(|rest| rest.starts_with(&HEADER_MAGIC))) {
        Kind::Sealed
    } else {
        return Err(StoreError::NotAnOffice(path.to_owned()));
    };
    Ok((kind, metadata.len()))
}

/// Embedded engines lose data on network file systems, whose locks and syncs are not what they say.
pub(super) fn refuse_network_share(path: &Path) -> Result<(), StoreError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let Ok(folder) = folder.canonicalize() else { return Ok(()) };
    if on_network_share(&folder) { Err(StoreError::NetworkShare(path.to_owned())) } else { Ok(()) }
}

#[cfg(target_os = "linux")]
fn on_network_share(folder: &Path) -> bool {
    const NETWORK_TYPES: [&str; 9] =
        ["nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "fuse.sshfs", "davfs"];
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    mounts
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ').skip(1);
            Some((words.next()?.replace("\\040", " "), words.next()?.to_owned()))
        })
        .filter(|(point, _)| folder.starts_with(point))
        .max_by_key(|(point, _)| point.len())
        .is_some_and(|(_, kind)| NETWORK_TYPES.contains(&kind.as_str()))
}

#[cfg(windows)]
fn on_network_share(folder: &Path) -> bool {
    use std::path::{Component, Prefix};
    matches!(
        folder.components().next(),
        Some(Component::Prefix(prefix)) if matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..))
    )
}

#[cfg(not(any(target_os = "linux", windows)))]
fn on_network_share(_folder: &Path) -> bool {
    false
}
