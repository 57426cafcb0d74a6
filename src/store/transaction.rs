//! The one write transaction: all of a command reaches the file, or nothing.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};

use redb::{ReadableTable, TableDefinition, WriteTransaction};

use super::{StoreError, Table, frame};

/// Waiting writes are handed to the engine in key order when they exceed this many bytes, so that a large import
/// neither fills the memory nor opens a table for every row. Another thread does it, while the next ones gather.
const WAITING_BYTES: usize = 16 * 1024 * 1024;

/// The keys among which a key's greatest neighbour is kept: those of a register's unique field, else of the whole table.
fn group_of(table: Table, key: &[u8]) -> &[u8] {
    let end = match table {
        Table::Unique => key.iter().enumerate().filter(|(_, byte)| **byte == 0).nth(1).map(|(at, _)| at + 1),
        _ => None,
    };
    key.get(..end.unwrap_or(0)).unwrap_or_default()
}

/// What comes after every key of a group; `None` for the group of a whole table. A group ends with a zero; what begins
/// with a one there comes after all of it.
fn end_of(group: &[u8]) -> Option<Vec<u8>> {
    group.split_last().map(|(_, start)| [start, &[1]].concat())
}

type Waiting = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// Brings the greatest keys up to date with what is handed to the engine.
fn note_greatest(greatest: &mut Greatest, tables: &[(Table, Waiting)]) {
    for (table, waiting) in tables {
        for (group, known) in greatest.get_mut(table).into_iter().flatten() {
            let last = match end_of(group) {
                Some(end) => waiting.range(group.clone()..end).next_back(),
                None => waiting.last_key_value(),
            };
            if let Some((last, _)) = last.filter(|(last, _)| known.as_ref() < Some(last)) {
                *known = Some(last.clone());
            }
        }
    }
}

/// Hands waiting writes to the engine, table by table.
fn write_tables(transaction: &WriteTransaction, tables: &[(Table, Waiting)]) -> Result<(), StoreError> {
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

/// Writes on their way to the engine. Reads find them here until they have arrived.
struct Handed {
    tables: Arc<Vec<(Table, Waiting)>>,
    thread: Option<JoinHandle<Result<(), StoreError>>>,
}

impl Handed {
    fn arrive(&mut self) -> Result<(), StoreError> {
        match self.thread.take().map(JoinHandle::join) {
            None => Ok(()),
            Some(Ok(written)) => written,
            Some(Err(_)) => Err(StoreError::Io("a table could not be written".to_owned())),
        }
    }
}

impl Drop for Handed {
    fn drop(&mut self) {
        // The engine's transaction ends only after whoever writes into it.
        self.arrive().ok();
    }
}

/// The greatest stored key of each group of keys that was asked for, by table and group.
type Greatest = BTreeMap<Table, BTreeMap<Vec<u8>, Option<Vec<u8>>>>;

/// Reads see the transaction's own writes. Dropped without [`Transaction::commit`], it leaves no trace.
pub struct Transaction {
    /// Stands before the engine's transaction, so that it is dropped first.
    handed: RefCell<Option<Handed>>,
    /// Why writes that were handed over did not arrive; nothing can be committed then.
    failed: RefCell<Option<StoreError>>,
    transaction: Arc<WriteTransaction>,
    waiting: BTreeMap<Table, Waiting>,
    waiting_bytes: usize,
    /// What is greater than these is not stored. Importing a million records asks for a million new keys, most of them
    /// greater than all before.
    greatest: RefCell<Greatest>,
    /// How many living records the registers have that were asked for or changed; written with the commit.
    living: BTreeMap<&'static str, u64>,
    /// Counts the commits.
    writes: Arc<AtomicU64>,
}

impl Transaction {
    pub(super) fn new(transaction: WriteTransaction, writes: Arc<AtomicU64>) -> Self {
        Self {
            handed: RefCell::default(),
            failed: RefCell::default(),
            transaction: Arc::new(transaction),
            waiting: BTreeMap::new(),
            waiting_bytes: 0,
            greatest: RefCell::default(),
            living: BTreeMap::new(),
            writes,
        }
    }

    /// The value of a key.
    ///
    /// # Errors
    /// When the file can't be read or the value is damaged.
    pub fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        if let Some(waiting) = self.waiting.get(&table).and_then(|waiting| waiting.get(key)) {
            return Ok(waiting.clone());
        }
        if let Some(handed) = self.handed.borrow().as_ref() {
            let tables = handed.tables.iter().filter(|(handed, _)| *handed == table);
            if let Some(value) = tables.into_iter().find_map(|(_, waiting)| waiting.get(key)) {
                return Ok(value.clone());
            }
        }
        if self.is_past_all_stored(table, key)? {
            return Ok(None);
        }
        self.arrive()?;
        let name = table.name();
        let open = self.transaction.open_table(TableDefinition::<&[u8], &[u8]>::new(&name))?;
        match open.get(key)? {
            Some(framed) => Ok(Some(frame::open(table, key, framed.value())?.to_vec())),
            None => Ok(None),
        }
    }

    fn is_past_all_stored(&self, table: Table, key: &[u8]) -> Result<bool, StoreError> {
        let group = group_of(table, key);
        if let Some(known) = self.greatest.borrow().get(&table).and_then(|groups| groups.get(group)) {
            return Ok(known.as_deref().is_none_or(|greatest| key > greatest));
        }
        self.arrive()?;
        let name = table.name();
        let open = self.transaction.open_table(TableDefinition::<&[u8], &[u8]>::new(&name))?;
        let last = match end_of(group) {
            Some(end) => open.range::<&[u8]>(group..end.as_slice())?.next_back(),
            None => open.iter()?.next_back(),
        };
        let last = last.transpose()?.map(|(last, _)| last.value().to_vec());
        let is_past = last.as_deref().is_none_or(|last| key > last);
        self.greatest.borrow_mut().entry(table).or_default().insert(group.to_vec(), last);
        Ok(is_past)
    }

    /// Waits until the engine has what was handed to it. Until then no table can be opened.
    fn arrive(&self) -> Result<(), StoreError> {
        if let Some(mut handed) = self.handed.borrow_mut().take()
            && let Err(error) = handed.arrive()
        {
            self.failed.replace(Some(error));
        }
        self.failed.borrow().clone().map_or(Ok(()), Err)
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
        self.arrive()?;
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
        self.arrive()?;
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

    /// How many living records a register has, as far as this transaction has changed it.
    pub(super) fn counted_living(&self, register: &str) -> Option<u64> {
        self.living.get(register).copied()
    }

    pub(super) fn count_living(&mut self, register: &'static str, living: u64) {
        self.living.insert(register, living);
    }

    /// Hands what waits to another thread, after what was handed over before has arrived.
    fn hand_over(&mut self) -> Result<(), StoreError> {
        self.arrive()?;
        let tables: Arc<Vec<_>> = Arc::new(std::mem::take(&mut self.waiting).into_iter().collect());
        self.waiting_bytes = 0;
        note_greatest(self.greatest.get_mut(), &tables);
        let (transaction, theirs) = (self.transaction.clone(), tables.clone());
        let write = move || write_tables(&transaction, &theirs);
        match thread::Builder::new().name("chancery-tables".to_owned()).spawn(write) {
            Ok(thread) => self.handed = RefCell::new(Some(Handed { tables, thread: Some(thread) })),
            // Where no thread can be had, this one writes all.
            Err(_) => write_tables(&self.transaction, &tables)?,
        }
        Ok(())
    }

    /// Makes everything durable, or nothing. When it returns, the writes survive a power cut.
    ///
    /// # Errors
    /// When the disk refuses; the transaction has left no trace then.
    pub fn commit(mut self) -> Result<(), StoreError> {
        self.arrive()?;
        for (register, living) in std::mem::take(&mut self.living) {
            let counts = self.waiting.entry(Table::Counts).or_default();
            counts.insert(register.as_bytes().to_vec(), Some(living.to_be_bytes().to_vec()));
        }
        let waiting: Vec<_> = std::mem::take(&mut self.waiting).into_iter().collect();
        write_tables(&self.transaction, &waiting)?;
        // Also when it fails: then nobody knows.
        self.writes.fetch_add(1, Ordering::AcqRel);
        match Arc::into_inner(self.transaction) {
            Some(transaction) => Ok(transaction.commit()?),
            None => Err(StoreError::Io("a table is still being written".to_owned())),
        }
    }

    /// Bytes that live in the file, as the engine counts them.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn live_bytes(&self) -> Result<u64, StoreError> {
        self.arrive()?;
        Ok(self.transaction.stats()?.stored_bytes())
    }
}
