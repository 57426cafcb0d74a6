//! Encrypted office files before and after their key is known, and the slots of any office file: in front of an
//! encrypted one, in a table of another.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use redb::StorageBackend;
use redb::backends::FileBackend;

use super::file::{Kind, at_path, builder, recognise, refuse_network_share, verified_on_open, while_same};
use super::proof::Proof;
use super::vault::{AttemptTable, Attempts, Header, Key, Label, PublicKey, Recipient, Salt, Slot, keyring};
use super::{OfficeInfo, Rows, Snapshot, Store, StoreError, Table, Transaction, convert, files};

/// How many slots a new encrypted file has room for, unless more are asked.
pub const SLOTS: u32 = 512;

const SALT_KEY: &[u8] = b"salt";
const ATTEMPTS_KEY: &[u8] = b"attempts";

fn slot_key(label: &Label) -> Vec<u8> {
    [b"slot/", label.bytes()].concat()
}

/// What an encrypted file is made with.
#[derive(Clone, Debug)]
pub struct Founding {
    /// The key of the file.
    pub data: Key,
    /// What labels hang on; an office keeps it.
    pub salt: Salt,
    /// How many slots there is room for.
    pub capacity: u32,
    /// The slots that open it.
    pub slots: Vec<Slot>,
    /// The public keys of those who have a slot.
    pub publics: Vec<(Recipient, PublicKey)>,
}

impl Founding {
    /// A new data key and salt, and no slots yet.
    ///
    /// # Errors
    /// When the operating system has no random numbers.
    pub fn new() -> Result<Self, StoreError> {
        let salt = *Key::random()?.reveal();
        Ok(Self { data: Key::random()?, salt, capacity: SLOTS, slots: Vec::new(), publics: Vec::new() })
    }
}

/// The header of an encrypted file that is open, and its key.
#[derive(Debug)]
pub(super) struct Vault {
    pub(super) header: Header,
    pub(super) data: Key,
}

impl Vault {
    /// What a copy of this file is made with: the same key and the same slots.
    pub(super) fn founding(&self) -> Founding {
        Founding {
            data: self.data.clone(),
            salt: self.header.salt(),
            capacity: self.header.capacity(),
            slots: self.header.slots(),
            // They are rows of the file and copied with it.
            publics: Vec::new(),
        }
    }
}

/// An office file as it is found.
#[derive(Debug)]
pub enum Found {
    /// It is not encrypted; it may have accounts all the same.
    Open(Store),
    /// It is encrypted and wants a key.
    Sealed(SealedFile),
}

impl Found {
    /// Looks at the file at a path, and opens it when it is not encrypted.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn at(path: &Path) -> Result<Self, StoreError> {
        refuse_network_share(path)?;
        match recognise(path)?.0 {
            Kind::Plain => Ok(Self::Open(Store::open(path)?)),
            Kind::Sealed => Ok(Self::Sealed(SealedFile::open(path)?)),
        }
    }
}

/// An encrypted office file whose key is not known yet.
#[derive(Debug)]
pub struct SealedFile {
    header: Header,
}

impl SealedFile {
    /// Reads what stands in front of an encrypted file.
    ///
    /// # Errors
    /// When it can't be read or is none.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let failed = |error: std::io::Error| StoreError::from_io(&error, path);
        let backend = while_same(path, &|| {
            let file = fs::OpenOptions::new().read(true).write(true).open(path).map_err(failed)?;
            FileBackend::new(file).map_err(|error| at_path(error.into(), path))
        })?;
        Ok(Self { header: Header::open(Arc::new(backend), Some(path))? })
    }

    /// As [`Self::open`], on a backend of the caller's.
    ///
    /// # Errors
    /// When it can't be read or is none.
    pub fn on(backend: impl StorageBackend) -> Result<Self, StoreError> {
        Ok(Self { header: Header::open(Arc::new(backend), None)? })
    }

    /// Where the file is; `None` in memory.
    pub fn path(&self) -> Option<&Path> {
        self.header.path()
    }

    /// The slots that can be read; damaged ones are left out.
    pub fn slots(&self) -> Vec<Slot> {
        self.header.slots()
    }

    /// What labels hang on.
    pub fn salt(&self) -> Salt {
        self.header.salt()
    }

    /// The failed attempts with a name.
    pub fn attempts(&self, label: &Label) -> Attempts {
        self.header.attempts(label)
    }

    /// Notes the failed attempts with a name.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn set_attempts(&self, label: &Label, attempts: Attempts) -> Result<(), StoreError> {
        self.header.set_attempts(label, attempts)
    }

    /// Opens the file with its key.
    ///
    /// # Errors
    /// When the key is another file's, or as [`Store::open`].
    pub fn unlock(self, data: &Key) -> Result<Store, StoreError> {
        self.unlock_with(data, false)
    }

    /// As [`Self::unlock`], without a byte of the file being changed: for backups, whose hash is noted. What is
    /// written is lost when the store is dropped.
    ///
    /// # Errors
    /// As [`Self::unlock`].
    pub fn unlock_untouched(self, data: &Key) -> Result<Store, StoreError> {
        self.unlock_with(data, true)
    }

    fn unlock_with(self, data: &Key, untouched: bool) -> Result<Store, StoreError> {
        let path = self.header.path().map(Path::to_owned);
        let place = path.clone().unwrap_or_default();
        let blocks = self.header.blocks(data, untouched)?;
        let size = blocks.len().map_err(|error| StoreError::from_io(&error, &place))?;
        if size == 0 {
            // The engine would make an empty office of it.
            return Err(StoreError::Damaged(place.display().to_string()));
        }
        // Whoever opens it untouched looks at a copy to prove it, and does so itself.
        let proof = (verified_on_open(size) && !untouched).then(|| Proof::of(&blocks, &place));
        let check = verified_on_open(size) && untouched;
        let vault = Arc::new(Vault { header: self.header, data: data.clone() });
        let at = place.clone();
        let open = move || {
            let database = builder().set_check_integrity_on_open(check).create_with_backend(blocks);
            let database = database.map_err(|error| at_path(error.into(), &at))?;
            let store = Store::of_database(database, path, Some(vault)).proven_by(proof).accepted()?;
            store.begin_proof();
            if let (Some(path), false) = (store.path(), untouched) {
                convert::remove_leftovers(path);
            }
            Ok(store)
        };
        guarded(open, &place)
    }
}

impl Store {
    /// Makes a new encrypted office file.
    ///
    /// # Errors
    /// When the file exists or can't be written; nothing is left behind then.
    pub fn create_sealed(path: &Path, info: &OfficeInfo, founding: &Founding) -> Result<Self, StoreError> {
        refuse_network_share(path)?;
        if path.exists() {
            return Err(StoreError::Exists(path.to_owned()));
        }
        let made = Self::create_empty_sealed(path, founding).and_then(|store| {
            store.found(Some(info), founding)?;
            Ok(store)
        });
        if made.is_err() {
            // The file never held an acknowledged command.
            fs::remove_file(path).ok();
        }
        made
    }

    /// Makes an empty encrypted file for a copy to be written into.
    pub(super) fn create_empty_sealed(path: &Path, founding: &Founding) -> Result<Self, StoreError> {
        let failed = |error: std::io::Error| StoreError::from_io(&error, path);
        let file = files::create_new(path).map_err(failed)?;
        let backend = FileBackend::new(file).map_err(|error| at_path(error.into(), path))?;
        Self::sealed_new(Arc::new(backend), Some(path), founding)
    }

    fn sealed_new(
        backend: Arc<dyn StorageBackend>,
        path: Option<&Path>,
        founding: &Founding,
    ) -> Result<Self, StoreError> {
        let header = Header::create(backend, path, founding.salt, founding.capacity)?;
        for slot in &founding.slots {
            header.put_slot(slot)?;
        }
        let place = path.unwrap_or(Path::new(""));
        let blocks = header.blocks(&founding.data, false)?;
        let database = builder().create_with_backend(blocks).map_err(|error| at_path(error.into(), place))?;
        let vault = Vault { header, data: founding.data.clone() };
        Ok(Self::of_database(database, path.map(Path::to_owned), Some(Arc::new(vault))))
    }

    /// An encrypted office on a backend of the caller's, made when it is empty: how the tests inject faults.
    ///
    /// # Errors
    /// When the backend fails, or holds an office of another key.
    pub fn with_sealed_backend(
        backend: impl StorageBackend,
        info: &OfficeInfo,
        founding: &Founding,
    ) -> Result<Self, StoreError> {
        let length = backend.len().map_err(|error| StoreError::from_io(&error, Path::new("")))?;
        if length > 0 {
            return SealedFile::on(backend)?.unlock(&founding.data);
        }
        let store = Self::sealed_new(Arc::new(backend), None, founding)?;
        store.found(Some(info), founding)?;
        Ok(store)
    }

    /// An empty encrypted store on a backend of the caller's, for a copy to be written into.
    ///
    /// # Errors
    /// When the backend fails.
    pub fn empty_sealed_on(backend: impl StorageBackend, founding: &Founding) -> Result<Self, StoreError> {
        Self::sealed_new(Arc::new(backend), None, founding)
    }

    /// Writes the first rows of an encrypted file.
    pub(super) fn found(&self, info: Option<&OfficeInfo>, founding: &Founding) -> Result<(), StoreError> {
        let mut transaction = self.begin()?;
        if let Some(info) = info {
            super::file::put_info(&mut transaction, info)?;
        }
        for (recipient, public) in &founding.publics {
            keyring::put_public(&mut transaction, *recipient, public)?;
        }
        transaction.commit()
    }

    /// Whether the file is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.vault().is_some()
    }

    /// What labels and slots of this office hang on; `None` when it has never had an account.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn salt(&self) -> Result<Option<Salt>, StoreError> {
        if let Some(vault) = self.vault() {
            return Ok(Some(vault.header.salt()));
        }
        let bytes = self.snapshot()?.get(Table::Keys, SALT_KEY)?;
        Ok(bytes.and_then(|bytes| bytes.try_into().ok()))
    }

    /// Every slot that can be read.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn slots(&self) -> Result<Vec<Slot>, StoreError> {
        match self.vault() {
            Some(vault) => Ok(vault.header.slots()),
            None => table_slots(&self.snapshot()?),
        }
    }

    /// Writes slots with the public keys of whom they are for, over those of the same labels. `salt` is what the
    /// labels hang on.
    ///
    /// # Errors
    /// When they can't be written.
    pub fn put_slots(
        &self,
        salt: &Salt,
        slots: &[Slot],
        publics: &[(Recipient, PublicKey)],
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin()?;
        for (recipient, public) in publics {
            keyring::put_public(&mut transaction, *recipient, public)?;
        }
        match self.vault() {
            Some(vault) => {
                for slot in slots {
                    vault.header.put_slot(slot)?;
                }
            }
            None => put_table_slots(&mut transaction, salt, slots)?,
        }
        transaction.commit()
    }

    /// Removes the slot of a label and every key of whom it was for.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn remove_slot(&self, label: &Label, recipient: Recipient) -> Result<(), StoreError> {
        let mut transaction = self.begin()?;
        if let Some(vault) = self.vault() {
            vault.header.remove_slot(label)?;
        }
        transaction.delete(Table::Keys, &slot_key(label))?;
        keyring::forget(&mut transaction, recipient)?;
        transaction.commit()
    }

    /// The failed attempts with a name.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn attempts(&self, label: &Label) -> Result<Attempts, StoreError> {
        match self.vault() {
            Some(vault) => Ok(vault.header.attempts(label)),
            None => Ok(table_attempts(&self.snapshot()?)?.of(label)),
        }
    }

    /// Notes the failed attempts with a name.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn set_attempts(&self, label: &Label, attempts: Attempts) -> Result<(), StoreError> {
        let mut transaction = self.begin()?;
        if let Some(vault) = self.vault() {
            // Inside a transaction, so that no copy of the file takes its place meanwhile.
            self.note_write();
            return vault.header.set_attempts(label, attempts);
        }
        let mut table = table_attempts(&transaction)?;
        table.set(label, attempts);
        transaction.put(Table::Keys, ATTEMPTS_KEY, table.encode())?;
        transaction.commit()
    }

    /// The public key of an account or of the recovery code.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn public_key(&self, recipient: Recipient) -> Result<Option<PublicKey>, StoreError> {
        keyring::public(&self.snapshot()?, recipient)
    }
}

/// The slots of a file that is not encrypted.
pub(super) fn table_slots(snapshot: &Snapshot) -> Result<Vec<Slot>, StoreError> {
    let mut slots = Vec::new();
    snapshot.visit(Table::Keys, b"slot/", &mut |_, bytes| {
        // A damaged slot leaves the others.
        slots.extend(Slot::decode(bytes).ok().and_then(|(_, slot)| slot));
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    Ok(slots)
}

/// Writes slots into the table of a file that is not encrypted.
pub(super) fn put_table_slots(
    transaction: &mut Transaction,
    salt: &Salt,
    slots: &[Slot],
) -> Result<(), StoreError> {
    transaction.put(Table::Keys, SALT_KEY, salt.to_vec())?;
    for slot in slots {
        transaction.put(Table::Keys, &slot_key(&slot.label), slot.encode().to_vec())?;
    }
    Ok(())
}

/// Whether a row of [`Table::Keys`] stands in the header where the file is encrypted.
pub(super) fn belongs_in_header(key: &[u8]) -> bool {
    key == SALT_KEY || key == ATTEMPTS_KEY || key.starts_with(b"slot/")
}

fn table_attempts(rows: &impl Rows) -> Result<AttemptTable, StoreError> {
    let bytes = rows.value(Table::Keys, ATTEMPTS_KEY)?;
    Ok(bytes.and_then(|bytes| AttemptTable::decode(&bytes)).unwrap_or_default())
}

/// Opens a file that may not be proven yet: the engine may stumble over a page that is not what was written last.
fn guarded(open: impl FnOnce() -> Result<Store, StoreError>, place: &Path) -> Result<Store, StoreError> {
    // Nothing that it leaves half done is used afterwards: all of it was moved into it.
    let opened = std::panic::catch_unwind(std::panic::AssertUnwindSafe(open));
    opened.unwrap_or_else(|_| Err(StoreError::Damaged(place.display().to_string())))
}

/// The path of an unfinished copy beside a file.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}
