//! What stands in front of the blocks of an encrypted file, and can be read without a key.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redb::StorageBackend;

use super::key::{Key, Salt, random};
use super::slot::SLOT_BYTES;
use super::{AttemptTable, Attempts, Label, SealedBlocks, Slot};
use crate::store::StoreError;

/// First bytes of every encrypted office file.
pub(in crate::store) const MAGIC: [u8; 16] = *b"chancery\x1a\x0a\xa9vault";

/// The format of the header and the blocks.
const HEADER_FORMAT: u32 = 1;

/// XChaCha20-Poly1305 in blocks of 4096 bytes.
const CIPHER: u32 = 1;

const PLATE_BYTES: usize = 512;
const PLATES_AT: [u64; 2] = [0, 512];
const ATTEMPTS_AT: [u64; 2] = [1024, 2048];
const SLOTS_AT: u64 = 4096;
const CHECKSUM_BYTES: usize = 4;

/// The most slots a header may claim.
const MOST_SLOTS: u32 = 1 << 16;

const FIRST_KEY_VERSION: u32 = 1;

/// What is fixed when the file is made.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Plate {
    file: [u8; 16],
    salt: Salt,
    key_version: u32,
    capacity: u32,
}

impl Plate {
    fn encode(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for number in [HEADER_FORMAT, CIPHER, self.key_version, self.capacity] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&self.file);
        bytes.extend_from_slice(&self.salt);
        bytes.resize(PLATE_BYTES - CHECKSUM_BYTES, 0);
        bytes.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
        bytes
    }

    /// Reads a plate; `None` when it is damaged.
    ///
    /// # Errors
    /// When it is of a newer program.
    fn decode(bytes: &[u8]) -> Result<Option<Self>, StoreError> {
        let Some((body, sum)) = bytes.split_last_chunk::<CHECKSUM_BYTES>() else { return Ok(None) };
        if crc32fast::hash(body) != u32::from_le_bytes(*sum) {
            return Ok(None);
        }
        let Some(mut rest) = body.strip_prefix(&MAGIC) else { return Ok(None) };
        let mut numbers = [0; 4];
        for number in &mut numbers {
            let Some((bytes, left)) = rest.split_first_chunk::<4>() else { return Ok(None) };
            (*number, rest) = (u32::from_le_bytes(*bytes), left);
        }
        let [format, cipher, key_version, capacity] = numbers;
        if format > HEADER_FORMAT || cipher > CIPHER {
            return Err(StoreError::Newer { found: format.max(cipher), known: HEADER_FORMAT });
        }
        let Some((file, rest)) = rest.split_first_chunk::<16>() else { return Ok(None) };
        let Some((salt, _)) = rest.split_first_chunk::<32>() else { return Ok(None) };
        if capacity == 0 || capacity > MOST_SLOTS {
            return Ok(None);
        }
        Ok(Some(Self { file: *file, salt: *salt, key_version, capacity }))
    }
}

/// A slot's place, as far as it could be read.
#[derive(Clone, Debug)]
enum Place {
    Holds(Box<Slot>),
    Empty(u64),
    Damaged,
}

#[derive(Debug)]
struct Contents {
    places: Vec<Place>,
    attempts: AttemptTable,
}

/// The header of an encrypted file, open or not.
#[derive(Debug)]
pub(in crate::store) struct Header {
    backend: Arc<dyn StorageBackend>,
    path: Option<PathBuf>,
    plate: Plate,
    contents: Mutex<Contents>,
}

/// Reads both copies of every slot, the newer of which counts.
fn read_places(backend: &dyn StorageBackend, plate: &Plate) -> Vec<Place> {
    /// Slots that are read at once: a file has room for far more than it has accounts.
    const AT_ONCE: u32 = 32;
    let copy_bytes = u64::from(plate.capacity) * SLOT_BYTES as u64;
    let mut copies = [[0; AT_ONCE as usize * SLOT_BYTES]; 2];
    let mut places = Vec::with_capacity(usize::try_from(plate.capacity).unwrap_or_default());
    for first in (0..plate.capacity).step_by(AT_ONCE as usize) {
        let count = usize::try_from(AT_ONCE.min(plate.capacity - first)).unwrap_or_default();
        let mut at = SLOTS_AT + u64::from(first) * SLOT_BYTES as u64;
        let parts = copies.each_mut().map(|copy| {
            let part = copy.get_mut(..count * SLOT_BYTES).unwrap_or_default();
            let read = backend.read(at, part);
            at += copy_bytes;
            // A copy that can't be read is a damaged one.
            if read.is_ok() { &*part } else { &[] }
        });
        places.extend((0..count).map(|number| {
            let decoded = |part: &&[u8]| Slot::decode(part.get(number * SLOT_BYTES..)?).ok();
            match parts.iter().filter_map(decoded).max_by_key(|(generation, _)| *generation) {
                Some((_, Some(slot))) => Place::Holds(Box::new(slot)),
                Some((generation, None)) => Place::Empty(generation),
                None => Place::Damaged,
            }
        }));
    }
    places
}

impl Header {
    /// Writes the header of a new file.
    ///
    /// # Errors
    /// When it can't be written.
    pub(in crate::store) fn create(
        backend: Arc<dyn StorageBackend>,
        path: Option<&Path>,
        salt: Salt,
        capacity: u32,
    ) -> Result<Self, StoreError> {
        let capacity = capacity.clamp(8, MOST_SLOTS).next_multiple_of(8);
        let plate = Plate { file: random()?, salt, key_version: FIRST_KEY_VERSION, capacity };
        let places = (0..capacity).map(|_| Place::Empty(0)).collect();
        let contents = Contents { places, attempts: AttemptTable::default() };
        let path = path.map(Path::to_owned);
        let header = Self { backend, path, plate, contents: Mutex::new(contents) };
        let done = (|| {
            header.backend.set_len(header.blocks_at())?;
            for at in ATTEMPTS_AT {
                header.backend.write(at, &AttemptTable::default().encode())?;
            }
            let copy: Vec<u8> = (0..capacity).flat_map(|_| Slot::encode_empty(0)).collect();
            header.backend.write(SLOTS_AT, &copy)?;
            header.backend.write(SLOTS_AT + header.slots_bytes(), &copy)?;
            header.backend.sync_data()?;
            // The plate last: what has one is whole.
            for at in PLATES_AT {
                header.backend.write(at, &header.plate.encode())?;
            }
            header.backend.sync_data()
        })();
        done.map_err(|error| header.failed(&error))?;
        Ok(header)
    }

    /// Reads the header of a file.
    ///
    /// # Errors
    /// When it is no encrypted office file, or of a newer program, or too damaged.
    pub(in crate::store) fn open(
        backend: Arc<dyn StorageBackend>,
        path: Option<&Path>,
    ) -> Result<Self, StoreError> {
        let place = path.map(Path::to_owned).unwrap_or_default();
        let read = |at: u64, length: usize| {
            let mut bytes = vec![0; length];
            backend.read(at, &mut bytes).map(|()| bytes)
        };
        let mut plate = None;
        for at in PLATES_AT {
            if plate.is_none()
                && let Ok(bytes) = read(at, PLATE_BYTES)
            {
                plate = Plate::decode(&bytes)?;
            }
        }
        let plate = plate.ok_or_else(|| StoreError::NotAnOffice(place.clone()))?;
        // A copy that was cut within its slots would seem to have none, and every password to be wrong.
        let blocks_at = SLOTS_AT + 2 * u64::from(plate.capacity) * SLOT_BYTES as u64;
        let length = backend.len().map_err(|error| StoreError::from_io(&error, &place))?;
        if length <= blocks_at {
            return Err(StoreError::Damaged(place.display().to_string()));
        }
        let tables = ATTEMPTS_AT
            .into_iter()
            .filter_map(|at| AttemptTable::decode(&read(at, AttemptTable::BYTES).ok()?));
        let attempts = tables.max_by_key(|table| table.generation).unwrap_or_default();
        let places = read_places(backend.as_ref(), &plate);
        let contents = Mutex::new(Contents { places, attempts });
        Ok(Self { backend, path: path.map(Path::to_owned), plate, contents })
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self, error: &std::io::Error) -> StoreError {
        StoreError::from_io(error, self.path.as_deref().unwrap_or(Path::new("")))
    }

    fn slots_bytes(&self) -> u64 {
        u64::from(self.plate.capacity) * SLOT_BYTES as u64
    }

    fn blocks_at(&self) -> u64 {
        SLOTS_AT + 2 * self.slots_bytes()
    }

    /// Where the file is; `None` in memory.
    pub(in crate::store) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// What labels and slots hang on.
    pub(in crate::store) fn salt(&self) -> Salt {
        self.plate.salt
    }

    /// How many slots there is room for.
    pub(in crate::store) fn capacity(&self) -> u32 {
        self.plate.capacity
    }

    /// The blocks behind the header, for the engine; `untouched` lets nothing that it writes reach the file.
    ///
    /// # Errors
    /// When they are not authentic under this key.
    pub(in crate::store) fn blocks(&self, key: &Key, untouched: bool) -> Result<SealedBlocks, StoreError> {
        let mut context = self.plate.file.to_vec();
        context.extend_from_slice(&self.plate.key_version.to_le_bytes());
        SealedBlocks::new(self.backend.clone(), key, context, self.blocks_at(), untouched)
            .map_err(|error| self.failed(&error))
    }

    /// Every slot that can be read.
    pub(in crate::store) fn slots(&self) -> Vec<Slot> {
        let contents = self.contents();
        let held = contents.places.iter().filter_map(|place| match place {
            Place::Holds(slot) => Some(Slot::clone(slot)),
            Place::Empty(_) | Place::Damaged => None,
        });
        held.collect()
    }

    /// Writes a slot over the one of the same label, or into an empty place.
    ///
    /// # Errors
    /// [`StoreError::SlotsFull`], or when it can't be written; the slot is then as it was or as it should be.
    pub(in crate::store) fn put_slot(&self, slot: &Slot) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let same = |place: &Place| matches!(place, Place::Holds(known) if known.label == slot.label);
        let empty = |place: &Place| matches!(place, Place::Empty(_));
        // A damaged place may hold an account that a repaired disk gives back; it is used last.
        let number = (contents.places.iter().position(same))
            .or_else(|| contents.places.iter().position(empty))
            .or_else(|| contents.places.iter().position(|place| matches!(place, Place::Damaged)))
            .ok_or(StoreError::SlotsFull)?;
        let mut slot = slot.clone();
        slot.generation = generation(contents.places.get(number)).saturating_add(1);
        self.write_twice(number, &slot.encode())?;
        if let Some(place) = contents.places.get_mut(number) {
            *place = Place::Holds(Box::new(slot));
        }
        Ok(())
    }

    /// Removes the slot of a label; there may be none.
    ///
    /// # Errors
    /// When it can't be written.
    pub(in crate::store) fn remove_slot(&self, label: &Label) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let same = |place: &Place| matches!(place, Place::Holds(known) if known.label == *label);
        let Some(number) = contents.places.iter().position(same) else { return Ok(()) };
        let next = generation(contents.places.get(number)).saturating_add(1);
        self.write_twice(number, &Slot::encode_empty(next))?;
        if let Some(place) = contents.places.get_mut(number) {
            *place = Place::Empty(next);
        }
        Ok(())
    }

    /// Writes one copy of a slot, makes sure of it, then writes the other.
    fn write_twice(&self, number: usize, bytes: &[u8]) -> Result<(), StoreError> {
        let offset = u64::try_from(number.saturating_mul(SLOT_BYTES)).unwrap_or(u64::MAX);
        self.in_turn([SLOTS_AT, SLOTS_AT + self.slots_bytes()].map(|at| at + offset), bytes)
    }

    fn in_turn(&self, places: [u64; 2], bytes: &[u8]) -> Result<(), StoreError> {
        let done = (|| {
            // What a killed process left in the cache of the operating system is the only other copy.
            self.backend.sync_data()?;
            for at in places {
                self.backend.write(at, bytes)?;
                self.backend.sync_data()?;
            }
            Ok(())
        })();
        done.map_err(|error: std::io::Error| self.failed(&error))
    }

    /// Whether every slot can be read.
    pub(in crate::store) fn is_whole(&self) -> bool {
        !self.contents().places.iter().any(|place| matches!(place, Place::Damaged))
    }

    /// Notes the failed attempts that another header has.
    ///
    /// # Errors
    /// When they can't be written.
    pub(in crate::store) fn take_attempts(&self, other: &Self) -> Result<(), StoreError> {
        let attempts = other.contents().attempts.clone();
        let mut contents = self.contents();
        self.in_turn(ATTEMPTS_AT, &attempts.encode())?;
        contents.attempts = attempts;
        Ok(())
    }

    /// The failed attempts with a name.
    pub(in crate::store) fn attempts(&self, label: &Label) -> Attempts {
        self.contents().attempts.of(label)
    }

    /// Notes the failed attempts with a name.
    ///
    /// # Errors
    /// When it can't be written.
    pub(in crate::store) fn set_attempts(&self, label: &Label, attempts: Attempts) -> Result<(), StoreError> {
        let mut contents = self.contents();
        contents.attempts.set(label, attempts);
        self.in_turn(ATTEMPTS_AT, &contents.attempts.encode())
    }
}

fn generation(place: Option<&Place>) -> u64 {
    match place {
        Some(Place::Holds(slot)) => slot.generation,
        Some(Place::Empty(generation)) => *generation,
        // Above whatever a damaged place may have held.
        Some(Place::Damaged) | None => 1 << 32,
    }
}
