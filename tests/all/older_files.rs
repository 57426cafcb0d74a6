//! Files of earlier versions: rows with every empty field and moments in words, audit entries with names, and the way
//! from one format to the next.

use std::fs;

use chancery::desk::{Command, Office, Values};
use chancery::model::{AnyRecord as _, Meta, Record, RecordId, Value};
use chancery::records::organisation::{Appointment, Person, Policy, Post, Unit};
use chancery::records::{RECORDS, find};
use chancery::store::audit::{AuditEntry, Verb};
use chancery::store::migration::{Level, migrate_through};
use chancery::store::{
    FORMAT, OfficeInfo, Rows as _, Snapshot, Store, StoreError, Table, Transaction, audit, integrity,
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::fixture::{Disk, Fault, contents, id, info, office, owner, script, update};

/// What every record carried besides its fields: moments in words, nothing left out.
#[derive(Serialize)]
struct OldMeta {
    id: RecordId,
    version: u64,
    created_at: DateTime<Utc>,
    created_by: Option<RecordId>,
    updated_at: DateTime<Utc>,
    updated_by: Option<RecordId>,
    void: Option<chancery::model::Void>,
    entry: u64,
}

impl From<&Meta> for OldMeta {
    fn from(meta: &Meta) -> Self {
        Self {
            id: meta.id,
            version: meta.version,
            created_at: meta.created_at,
            created_by: meta.created_by,
            updated_at: meta.updated_at,
            updated_by: meta.updated_by,
            void: meta.void.clone(),
            entry: meta.entry,
        }
    }
}

#[derive(Serialize)]
struct OldRow<'a, R> {
    meta: OldMeta,
    record: &'a R,
}

#[derive(Serialize)]
struct OldChange<'a> {
    field: &'a str,
    before: &'a Value,
    after: &'a Value,
}

/// An audit entry with the names of its fields.
#[derive(Serialize)]
struct OldEntry<'a> {
    command: u64,
    at: DateTime<Utc>,
    by: Option<RecordId>,
    verb: Verb,
    register: &'a str,
    id: RecordId,
    version: u64,
    previous: u64,
    changes: Vec<OldChange<'a>>,
    reason: Option<&'a str>,
}

fn old_entry(entry: &AuditEntry) -> Vec<u8> {
    let change =
        |change: &'_ audit::FieldChange| (change.field.clone(), change.before.clone(), change.after.clone());
    let kept: Vec<_> = entry.changes.iter().map(change).collect();
    let changes = kept.iter().map(|(field, before, after)| OldChange { field, before, after }).collect();
    rmp_serde::to_vec_named(&OldEntry {
        command: entry.command,
        at: entry.at,
        by: entry.by,
        verb: entry.verb,
        register: &entry.register,
        id: entry.id,
        version: entry.version,
        previous: entry.previous,
        changes,
        reason: entry.reason.as_deref(),
    })
    .unwrap()
}

fn old_rows<R: Record>(snapshot: &Snapshot, transaction: &mut Transaction) -> usize {
    let record_type = find(R::NAME).unwrap();
    let mut rows = 0;
    snapshot
        .each_stored(record_type, &mut |row| {
            let meta = OldMeta::from(&row.meta);
            let (key, record) = (row.meta.id, row.typed_ref::<R>().unwrap());
            let bytes = rmp_serde::to_vec_named(&OldRow { meta, record }).unwrap();
            assert!(bytes.len() > record.encode(&row.meta).unwrap().len(), "the old row is longer");
            transaction.put(Table::Rows(R::NAME), key.as_bytes(), bytes)?;
            rows += 1;
            Ok(std::ops::ControlFlow::Continue(()))
        })
        .unwrap();
    rows
}

/// The office of the script as an earlier version would have written it.
fn made_old(office: &Office) {
    let store = office.store();
    let snapshot = store.snapshot().unwrap();
    let mut transaction = store.begin().unwrap();
    let rows = [
        old_rows::<Unit>(&snapshot, &mut transaction),
        old_rows::<Person>(&snapshot, &mut transaction),
        old_rows::<Post>(&snapshot, &mut transaction),
        old_rows::<Appointment>(&snapshot, &mut transaction),
        old_rows::<Policy>(&snapshot, &mut transaction),
    ];
    assert!(rows.iter().all(|rows| *rows > 0), "{rows:?}");
    let mut head = [0_u8; 32];
    for number in 1.. {
        let Some(entry) = audit::entry(&snapshot, number).unwrap() else { break };
        let mut value = old_entry(&entry);
        let mut hasher = Sha256::new();
        hasher.update(head);
        hasher.update(number.to_be_bytes());
        hasher.update(&value);
        head = hasher.finalize().into();
        value.extend_from_slice(&head);
        transaction.put(Table::Audit, &number.to_be_bytes(), value).unwrap();
    }
    transaction.commit().unwrap();
}

#[test]
fn a_file_in_the_first_encoding_is_read_checked_changed_and_undone() {
    let office = office();
    for command in script() {
        office.execute(&owner(), command).unwrap();
    }
    let read = |office: &Office| {
        let reader = office.reader(&owner()).unwrap();
        let mut found = Vec::new();
        for record_type in RECORDS {
            let mut rows = Vec::new();
            reader
                .visit(*record_type, chancery::desk::Which::Living, &mut |view| {
                    rows.push((view.row.meta.clone(), format!("{:?}", view.row.record)));
                    std::ops::ControlFlow::Continue(())
                })
                .unwrap();
            found.push((record_type.name(), rows));
        }
        let person = find("person").unwrap();
        let history = reader.history(person, id(10)).unwrap();
        let history: Vec<_> = history.into_iter().map(|entry| format!("{entry:?}")).collect();
        let then = reader.as_of(person, id(10), crate::fixture::moment(0)).unwrap().map(|view| view.row.meta);
        (found, history, then)
    };
    let now = read(&office);
    made_old(&office);
    assert_eq!(read(&office), now, "records, history and the past read the same");
    let report = integrity::check(&office.store().snapshot().unwrap(), RECORDS).unwrap();
    assert_eq!(report.findings, [], "rows, indexes, links and the chain are sound");

    // Undo reads old entries and writes new ones behind them; the rows it touches are written anew.
    let undone = office.execute(&owner(), Command::Undo).unwrap();
    assert_eq!(undone.touched.len(), 1);
    let values = Values::new().text("place", "新楼");
    office.execute(&owner(), update("person", 10, None, values)).unwrap();
    let report = integrity::check(&office.store().snapshot().unwrap(), RECORDS).unwrap();
    assert_eq!(report.findings, [], "old and new stand in one file");
}

fn note(transaction: &mut Transaction, value: &[u8]) -> Result<(), StoreError> {
    transaction.put(Table::Preferences, b"level", value.to_vec())
}

const LEVELS: &[Level] = &[
    Level { from: FORMAT, apply: |transaction| note(transaction, b"one") },
    Level {
        from: FORMAT + 1,
        apply: |transaction| {
            let before = transaction.get(Table::Preferences, b"level")?;
            note(transaction, &[before.unwrap_or_default(), b" two".to_vec()].concat())
        },
    },
];

#[test]
fn a_migration_takes_one_level_after_another_behind_a_copy() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("office.chancery");
    let store = Store::create(&file, &info()).unwrap();
    migrate_through(&store, &info(), LEVELS, FORMAT + 2).unwrap();
    assert_eq!(store.info().unwrap().format, FORMAT + 2);
    let level = store.snapshot().unwrap().get(Table::Preferences, b"level").unwrap();
    assert_eq!(level.as_deref(), Some(b"one two".as_slice()));
    drop(store);
    let refused = Store::open(&file).unwrap_err();
    assert_eq!(refused, StoreError::Newer { found: FORMAT + 2, known: FORMAT });
    let copy = folder.path().join(format!("office.format-{FORMAT}.backup"));
    assert_eq!(Store::open(&copy).unwrap().info().unwrap(), info(), "the copy is the file of before");
}

#[test]
fn a_format_without_a_way_is_told_and_left_alone() {
    let store = Store::in_memory(&OfficeInfo { format: 0, ..info() }).unwrap();
    let before = contents(&store.snapshot().unwrap()).unwrap();
    let refused = migrate_through(&store, &store.info().unwrap(), &LEVELS[1..], FORMAT + 2).unwrap_err();
    assert!(matches!(refused, StoreError::Damaged(_)), "{refused:?}");
    assert_eq!(contents(&store.snapshot().unwrap()).unwrap(), before);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("office.chancery");
    drop(Store::create(&file, &OfficeInfo { format: 0, ..info() }).unwrap());
    let bytes = fs::read(&file).unwrap().len();
    assert!(matches!(Store::open(&file), Err(StoreError::Damaged(_))));
    assert_eq!(fs::read(&file).unwrap().len(), bytes);
}

#[test]
fn a_migration_cut_at_any_call_stands_on_a_level() {
    let fresh = {
        let disk = Disk::default();
        drop(Store::with_backend(disk.clone(), &info()).unwrap());
        disk.image()
    };
    let mut met = 0;
    for at in 1.. {
        let disk = Disk::of(fresh.clone());
        let store = Store::with_backend(disk.clone(), &info()).unwrap();
        disk.fail(Fault { at, kind: std::io::ErrorKind::Other, forever: true });
        let done = migrate_through(&store, &info(), LEVELS, FORMAT + 2);
        drop(store);
        let store = Store::with_backend(Disk::of(disk.durable_image()), &info()).unwrap();
        let format = store.info().unwrap().format;
        let level = store.snapshot().unwrap().get(Table::Preferences, b"level").unwrap();
        let expected: &[Option<&[u8]>] = &[None, Some(b"one"), Some(b"one two")];
        let stands = usize::try_from(format - FORMAT).unwrap();
        assert_eq!(level.as_deref(), expected[stands], "call {at}");
        if done.is_ok() {
            assert_eq!(format, FORMAT + 2);
            break;
        }
        met += 1;
    }
    assert!(met > 8, "only {met} calls were met");
}
