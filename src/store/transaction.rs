//! The one write transaction: all of a command reaches the file, or nothing.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use redb::{ReadableTable, TableDefinition, WriteTransaction};

use super::{StoreError, Table, frame};

/// Waiting writes are handed to the engine in key order when they exceed this many bytes, so that a large import
/// neither fills the memory nor opens a table for every row.
const WAITING_BYTES: usize = 16 * 1024 * 1024;

/// The keys among which a key's greatest neighbour is kept: those of a register's unique field, else of the whole table.
fn group_of(table: Table, key: &[u8]) -> &[u8] {
    let end = match table {
        Table::Unique => key.iter().enumerate().filter(|(_, byte)| **byte == 0).nth(1).map(|(at, _)| at + 1),
        _ => None,
    };
    key.get(..end.unwrap_or(0)).unwrap_or_default()
}

type Waiting = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// With fewer bytes than this a second thread costs more than it brings.
const WORTH_A_THREAD_BYTES: usize = 4 * 1024 * 1024;

/// Hands waiting writes to the engine, table by table.
fn write_tables<'a>(
    transaction: &WriteTransaction,
    tables: impl Iterator<Item = &'a (Table, Waiting)>,
) -> Result<(), StoreError> {
    let mut framed = Vec::new();
    for (table, waiting) in tables {
        let name = table.name();
        let mut open = transaction.open_table(TableDefinition::<&[u8], &[u8]>::new(&name))?;
        for (key, value) in waiting {
            match value {
                Some(value) => {
                    frame::seal_into(&mut framed, key, value);
                    open.insert(key.as_slice(), framed.as_slice())?;
                }
                None => {
                    open.remove(key.as_slice())?;
                }
            }
        }
    }
    Ok(())
}

/// As [`write_tables`], the largest table by another thread than the others.
fn write_on_two_threads(
    transaction: &WriteTransaction,
    tables: &[(Table, Waiting)],
) -> Result<(), StoreError> {
    let largest = tables.iter().max_by_key(|(_, waiting)| waiting.len()).map(|(table, _)| *table);
    let (largest, others): (Vec<_>, Vec<_>) = tables.iter().partition(|(table, _)| Some(*table) == largest);
    thread::scope(|scope| {
        let write = || write_tables(transaction, largest.iter().copied());
        let other = thread::Builder::new().name("chancery-table".to_owned()).spawn_scoped(scope, write);
        let done = write_tables(transaction, others.iter().copied());
        // Where no thread can be had, this one writes all.
        let largest = match other.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(written)) => written,
            Ok(Err(_)) => Err(StoreError::Io("a table could not be written".to_owned())),
            Err(_) => write(),
        };
        done.and(largest)
    })
}

/// Reads see the transaction's own writes. Dropped without [`Transaction::commit`], it leaves no trace.
pub struct Transaction {
    transaction: WriteTransaction,
    waiting: BTreeMap<Table, Waiting>,
    waiting_bytes: usize,
    /// The greatest stored key of each group of keys that was asked for: what is greater is not stored. Importing a
    /// million records asks for a million new keys, most of them greater than all before.
    greatest: RefCell<BTreeMap<(Table, Vec<u8>), Option<Vec<u8>>>>,
    /// Counts the commits.
    writes: Arc<AtomicU64>,
}

impl Transaction {
    pub(super) fn new(transaction: WriteTransaction, writes: Arc<AtomicU64>) -> Self {
        Self { transaction, waiting: BTreeMap::new(), waiting_bytes: 0, greatest: RefCell::default(), writes }
    }

    /// The value of a key.
    ///
    /// # Errors
    /// When the file can't be read or the value is damaged.
    pub fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        if let Some(waiting) = self.waiting.get(&table).and_then(|waiting| waiting.get(key)) {
            return Ok(waiting.clone());
        }
        if self.is_past_all_stored(table, key)? {
            return Ok(None);
        }
        let name = table.name();
        let open = self.transaction.open_table(TableDefinition::<&[u8], &[u8]>::new(&name))?;
        match open.get(key)? {
            Some(framed) => Ok(Some(frame::open(table, key, framed.value())?.to_vec())),
            None => Ok(None),
        }
    }

    fn is_past_all_stored(&self, table: Table, key: &[u8]) -> Result<bool, StoreError> {
        let group = group_of(table, key);
        let mut greatest = self.greatest.borrow_mut();
        if let Some(known) = greatest.get(&(table, group.to_vec())) {
            return Ok(known.as_deref().is_none_or(|greatest| key > greatest));
        }
        let name = table.name();
        let open = self.transaction.open_table(TableDefinition::<&[u8], &[u8]>::new(&name))?;
        let last = match group.split_last() {
            // A group ends with a zero; what begins with a one there comes after all of it.
            Some((_, start)) => open.range::<&[u8]>(group..[start, &[1]].concat().as_slice())?.next_back(),
            None => open.iter()?.next_back(),
        };
        let last = last.transpose()?.map(|(last, _)| last.value().to_vec());
        let is_past = last.as_deref().is_none_or(|last| key > last);
        greatest.insert((table, group.to_vec()), last);
        Ok(is_past)
    }

    /// Visits, in the order of keys, every entry whose key begins with `prefix`, until the visitor breaks.
    ///
    /// # Errors
    /// When the file can't be read, a value is damaged, or the visitor fails.
    pub fn visit(
        &self,
        table: Table,
        prefix: &[u8],
        visitor: &mut dyn FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>, StoreError>,
    ) -> Result<(), StoreError> {
        self.visit_from(table, prefix, prefix, visitor)
    }

    /// As [`Transaction::visit`], beginning at the key `from`.
    ///
    /// # Errors
    /// When the file can't be read, a value is damaged, or the visitor fails.
    pub fn visit_from(
        &self,
        table: Table,
        prefix: &[u8],
        from: &[u8],
        visitor: &mut dyn FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>, StoreError>,
    ) -> Result<(), StoreError> {
        let empty = Waiting::new();
        let waiting = self.waiting.get(&table).unwrap_or(&empty);
        let mut ahead = waiting
            .range(from.to_vec()..)
            .take_while(|(key, _)| key.starts_with(prefix))
            .filter_map(|(key, value)| value.as_ref().map(|value| (key, value)))
            .peekable();
        let name = table.name();
        let open = self.transaction.open_table(TableDefinition::<&[u8], &[u8]>::new(&name))?;
        for entry in open.range::<&[u8]>(from..)? {
            let (key, framed) = entry?;
            let key = key.value();
            if !key.starts_with(prefix) {
                break;
            }
            while let Some((earlier, value)) = ahead.next_if(|(waiting, _)| waiting.as_slice() < key) {
                if visitor(earlier, value)?.is_break() {
                    return Ok(());
                }
            }
            if waiting.contains_key(key) {
                continue;
            }
            let content = frame::open(table, key, framed.value())?;
            if visitor(key, content)?.is_break() {
                return Ok(());
            }
        }
        for (key, value) in ahead {
            if visitor(key, value)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// The last key and value of a table.
    ///
    /// # Errors
    /// When the file can't be read or the value is damaged.
    pub fn last(&self, table: Table) -> Result<Option<(Vec<u8>, Vec<u8>)>, StoreError> {
        let waiting = self.waiting.get(&table).and_then(|waiting| {
            waiting.iter().rev().find_map(|(key, value)| Some((key.clone(), value.clone()?)))
        });
        let name = table.name();
        let open = self.transaction.open_table(TableDefinition::<&[u8], &[u8]>::new(&name))?;
        let mut stored = None;
        for entry in open.iter()?.rev() {
            let (key, framed) = entry?;
            // What is waiting stands over what is stored, and may have deleted it.
            if !self.waiting.get(&table).is_some_and(|waiting| waiting.contains_key(key.value())) {
                let content = frame::open(table, key.value(), framed.value())?.to_vec();
                stored = Some((key.value().to_vec(), content));
                break;
            }
        }
        Ok(match (waiting, stored) {
            (Some(waiting), Some(stored)) if stored.0 > waiting.0 => Some(stored),
            (Some(waiting), _) => Some(waiting),
            (None, stored) => stored,
        })
    }

    /// Sets the value of a key.
    ///
    /// # Errors
    /// When waiting writes could not be handed to the engine.
    pub fn put(&mut self, table: Table, key: &[u8], value: Vec<u8>) -> Result<(), StoreError> {
        self.wait(table, key, Some(value))
    }

    /// Removes a key.
    ///
    /// # Errors
    /// When waiting writes could not be handed to the engine.
    pub fn delete(&mut self, table: Table, key: &[u8]) -> Result<(), StoreError> {
        self.wait(table, key, None)
    }

    fn wait(&mut self, table: Table, key: &[u8], value: Option<Vec<u8>>) -> Result<(), StoreError> {
        self.waiting_bytes += key.len() + value.as_ref().map_or(0, Vec::len);
        self.waiting.entry(table).or_default().insert(key.to_vec(), value);
        if self.waiting_bytes > WAITING_BYTES { self.hand_over() } else { Ok(()) }
    }

    fn hand_over(&mut self) -> Result<(), StoreError> {
        let waiting: Vec<(Table, Waiting)> = std::mem::take(&mut self.waiting).into_iter().collect();
        if self.waiting_bytes < WORTH_A_THREAD_BYTES {
            write_tables(&self.transaction, waiting.iter())?;
        } else {
            write_on_two_threads(&self.transaction, &waiting)?;
        }
        self.waiting_bytes = 0;
        self.greatest.get_mut().clear();
        Ok(())
    }

    /// Makes everything durable, or nothing. When it returns, the writes survive a power cut.
    ///
    /// # Errors
    /// When the disk refuses; the transaction has left no trace then.
    pub fn commit(mut self) -> Result<(), StoreError> {
        self.hand_over()?;
        // Also when it fails: then nobody knows.
        self.writes.fetch_add(1, Ordering::AcqRel);
        Ok(self.transaction.commit()?)
    }

    /// Bytes that live in the file, as the engine counts them.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn live_bytes(&self) -> Result<u64, StoreError> {
        Ok(self.transaction.stats()?.stored_bytes())
    }
}
