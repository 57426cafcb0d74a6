//! The boundary to the engine, and how the office file refuses what it is not.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chancery::records::RECORDS;
use chancery::store::audit::{self, AuditEntry, AuditWriter, Verb};
use chancery::store::{FORMAT, OfficeInfo, Rows, Snapshot, Store, StoreError, Table, Transaction, backup};
use proptest::prelude::*;

use crate::fixture::{Disk, contents, info, moment, office_on, owner, script};

type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

fn store() -> Store {
    Store::in_memory(&info()).unwrap()
}

fn below(rows: &impl Rows, table: Table, prefix: &[u8]) -> Pairs {
    let mut found = Vec::new();
    let mut note = |key: &[u8], value: &[u8]| {
        found.push((key.to_vec(), value.to_vec()));
        Ok(ControlFlow::Continue(()))
    };
    rows.entries(table, prefix, &mut note).unwrap();
    found
}

fn backwards(snapshot: &Snapshot, table: Table) -> Pairs {
    let mut found = Vec::new();
    let mut note = |key: &[u8], value: &[u8]| {
        found.push((key.to_vec(), value.to_vec()));
        Ok(ControlFlow::Continue(()))
    };
    snapshot.visit_back(table, &mut note).unwrap();
    found
}

fn put(transaction: &mut Transaction, key: &[u8], value: &[u8]) {
    transaction.put(Table::Preferences, key, value.to_vec()).unwrap();
}

#[test]
fn a_transaction_sees_its_own_writes_and_a_snapshot_does_not() {
    let store = store();
    let before = store.snapshot().unwrap();
    let mut transaction = store.begin().unwrap();
    put(&mut transaction, b"a", b"1");
    put(&mut transaction, b"b", b"2");
    transaction.delete(Table::Preferences, b"b").unwrap();
    assert_eq!(transaction.get(Table::Preferences, b"a").unwrap(), Some(b"1".to_vec()));
    assert_eq!(transaction.get(Table::Preferences, b"b").unwrap(), None);
    assert_eq!(transaction.last(Table::Preferences).unwrap(), Some((b"a".to_vec(), b"1".to_vec())));
    assert_eq!(store.snapshot().unwrap().get(Table::Preferences, b"a").unwrap(), None);
    transaction.commit().unwrap();
    assert_eq!(before.get(Table::Preferences, b"a").unwrap(), None, "a snapshot does not change");
    let after = store.snapshot().unwrap();
    assert_eq!(after.get(Table::Preferences, b"a").unwrap(), Some(b"1".to_vec()));
    assert_eq!(after.count(Table::Preferences).unwrap(), 1);
}

#[test]
fn a_dropped_transaction_leaves_nothing() {
    let store = store();
    let mut transaction = store.begin().unwrap();
    put(&mut transaction, b"a", b"1");
    // More than waits in memory, so that the engine has seen some of it.
    for number in 0..40_u32 {
        put(&mut transaction, &number.to_be_bytes(), &vec![1; 1024 * 1024]);
    }
    drop(transaction);
    assert_eq!(store.snapshot().unwrap().count(Table::Preferences).unwrap(), 0);
    assert_eq!(store.begin().unwrap().get(Table::Preferences, b"a").unwrap(), None);
}

#[test]
fn visits_end_where_the_visitor_breaks_or_the_prefix_does() {
    let store = store();
    let mut transaction = store.begin().unwrap();
    for key in ["a1", "a2", "a3", "b1"] {
        put(&mut transaction, key.as_bytes(), b"");
    }
    transaction.commit().unwrap();
    let snapshot = store.snapshot().unwrap();
    let keys =
        |pairs: Pairs| pairs.into_iter().map(|(key, _)| String::from_utf8(key).unwrap()).collect::<Vec<_>>();
    assert_eq!(keys(below(&snapshot, Table::Preferences, b"a")), ["a1", "a2", "a3"]);
    assert_eq!(keys(below(&snapshot, Table::Preferences, b"c")), Vec::<String>::new());
    assert_eq!(keys(backwards(&snapshot, Table::Preferences)), ["b1", "a3", "a2", "a1"]);
    let mut seen = Vec::new();
    let mut first_two = |key: &[u8], _: &[u8]| {
        seen.push(key.to_vec());
        Ok(if seen.len() == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    };
    snapshot.visit_from(Table::Preferences, b"a", b"a2", &mut first_two).unwrap();
    assert_eq!(seen, [b"a2", b"a3"]);
}

#[derive(Clone, Debug)]
enum Step {
    Put(Vec<u8>, Vec<u8>),
    Delete(Vec<u8>),
    Commit,
    Drop,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let key = || proptest::collection::vec(0..4_u8, 1..4);
    let value = proptest::collection::vec(any::<u8>(), 0..6);
    let step = prop_oneof![
        6 => (key(), value).prop_map(|(key, value)| Step::Put(key, value)),
        3 => key().prop_map(Step::Delete),
        1 => Just(Step::Commit),
        1 => Just(Step::Drop),
    ];
    proptest::collection::vec(step, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is put, deleted, committed and dropped, the store is an ordered map.
    #[test]
    fn the_store_is_an_ordered_map(steps in steps(), prefix in proptest::collection::vec(0..4_u8, 0..3)) {
        let store = store();
        let mut durable: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
        let mut model = durable.clone();
        let mut transaction = store.begin().unwrap();
        for step in steps {
            match step {
                Step::Put(key, value) => {
                    put(&mut transaction, &key, &value);
                    model.insert(key, value);
                }
                Step::Delete(key) => {
                    transaction.delete(Table::Preferences, &key).unwrap();
                    model.remove(&key);
                }
                Step::Commit => {
                    transaction.commit().unwrap();
                    durable = model.clone();
                    transaction = store.begin().unwrap();
                }
                Step::Drop => {
                    drop(transaction);
                    model = durable.clone();
                    transaction = store.begin().unwrap();
                }
            }
        }
        let expected = |map: &BTreeMap<Vec<u8>, Vec<u8>>| -> Pairs {
            let of = map.iter().filter(|(key, _)| key.starts_with(&prefix));
            of.map(|(key, value)| (key.clone(), value.clone())).collect()
        };
        prop_assert_eq!(below(&transaction, Table::Preferences, &prefix), expected(&model));
        let last = model.last_key_value().map(|(key, value)| (key.clone(), value.clone()));
        prop_assert_eq!(transaction.last(Table::Preferences).unwrap(), last);
        drop(transaction);
        let snapshot = store.snapshot().unwrap();
        prop_assert_eq!(below(&snapshot, Table::Preferences, &prefix), expected(&durable));
        prop_assert_eq!(snapshot.count(Table::Preferences).unwrap(), durable.len() as u64);
        let mut reversed: Pairs = durable.into_iter().collect();
        reversed.reverse();
        prop_assert_eq!(backwards(&snapshot, Table::Preferences), reversed);
    }
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// The file is refused for this reason and left as it was.
fn require_refusal(path: &Path, is_expected: impl Fn(&StoreError) -> bool) {
    let before = fs::read(path).ok();
    let error = Store::open(path).map(|_| ()).unwrap_err();
    assert!(is_expected(&error), "{error:?}");
    assert_eq!(fs::read(path).ok(), before, "the refused file was changed");
}

#[test]
fn what_is_no_office_is_refused_and_left_alone() {
    let folder = Folder::new();
    let path = folder.file("a.chancery");
    require_refusal(&path, |error| *error == StoreError::NotFound(path.clone()));
    for content in [&b""[..], b"redb", b"PK\x03\x04 something else", &[0; 5000]] {
        fs::write(&path, content).unwrap();
        require_refusal(&path, |error| *error == StoreError::NotAnOffice(path.clone()));
    }
    let directory = folder.file("folder");
    fs::create_dir(&directory).unwrap();
    require_refusal(&directory, |error| *error == StoreError::NotAnOffice(directory.clone()));
}

/// A sound office file with a few records.
fn sound(folder: &Folder) -> PathBuf {
    let path = folder.file("sound.chancery");
    let disk = Disk::default();
    let office = office_on(&disk);
    for command in script() {
        office.execute(&owner(), command).unwrap();
    }
    backup::write(&office.store().snapshot().unwrap(), &path, &mut |_| true).unwrap();
    path
}

#[test]
fn a_truncated_or_garbled_office_is_damaged_not_empty() {
    let folder = Folder::new();
    let whole = fs::read(sound(&folder)).unwrap();
    let path = folder.file("b.chancery");
    for length in [9, 100, 320, 4096, whole.len() / 2] {
        fs::write(&path, whole.get(..length).unwrap()).unwrap();
        require_refusal(&path, |error| {
            matches!(error, StoreError::Damaged(_) | StoreError::Io(_) | StoreError::NotAnOffice(_))
        });
    }
    let mut garbled = whole.clone();
    garbled.iter_mut().skip(64).take(4096).for_each(|byte| *byte ^= 0x5a);
    fs::write(&path, &garbled).unwrap();
    require_refusal(&path, |error| matches!(error, StoreError::Damaged(_) | StoreError::Io(_)));
}

#[test]
fn a_newer_format_is_refused() {
    let folder = Folder::new();
    let path = folder.file("c.chancery");
    let store = Store::create(&path, &info()).unwrap();
    store.write_info(&OfficeInfo { format: FORMAT + 1, ..info() }).unwrap();
    drop(store);
    let error = Store::open(&path).map(|_| ()).unwrap_err();
    assert_eq!(error, StoreError::Newer { found: FORMAT + 1, known: FORMAT });
}

#[test]
fn an_existing_file_is_not_overwritten() {
    let folder = Folder::new();
    let path = folder.file("d.chancery");
    fs::write(&path, "mine").unwrap();
    let error = Store::create(&path, &info()).map(|_| ()).unwrap_err();
    assert_eq!(error, StoreError::Exists(path.clone()));
    assert_eq!(fs::read(&path).unwrap(), b"mine");
    let nowhere = folder.file("no such folder").join("e.chancery");
    let error = Store::create(&nowhere, &info()).map(|_| ()).unwrap_err();
    assert_eq!(error, StoreError::NoFolder(folder.file("no such folder")));
}

#[test]
fn an_open_office_is_not_opened_twice() {
    let folder = Folder::new();
    let path = folder.file("f.chancery");
    let first = Store::create(&path, &info()).unwrap();
    let error = Store::open(&path).map(|_| ()).unwrap_err();
    assert_eq!(error, StoreError::AlreadyOpen(path.clone()));
    drop(first);
    assert_eq!(Store::open(&path).unwrap().info().unwrap(), info());
}

#[cfg(unix)]
#[test]
fn a_read_only_file_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let path = folder.file("g.chancery");
    drop(Store::create(&path, &info()).unwrap());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    // The superuser may write everywhere, so there is nothing to refuse.
    if fs::OpenOptions::new().write(true).open(&path).is_ok() {
        return;
    }
    require_refusal(&path, |error| *error == StoreError::ReadOnly(path.clone()));
}

#[test]
fn a_backup_is_proved_and_restored_whole() {
    let folder = Folder::new();
    let path = sound(&folder);
    let proof = backup::prove(&path, RECORDS).unwrap();
    assert!(proof.records > 30 && proof.entries > 60, "{proof:?}");
    let back = folder.file("back.chancery");
    let restored = || backup::restore_from(Store::open(&path).unwrap(), &back, RECORDS, moment(3));
    assert_eq!(restored().unwrap(), proof);
    let snapshot = |path: &Path| Store::open(path).unwrap().snapshot().unwrap();
    let mut again = contents(&snapshot(&back)).unwrap();
    again.retain(|(_, key, _)| key != b"restored");
    assert!(again == contents(&snapshot(&path)).unwrap(), "it holds what the backup holds");
    assert_eq!(backup::restored_at(&snapshot(&back)).unwrap(), Some(moment(3)), "and knows that it was one");
    assert_eq!(backup::restored_at(&snapshot(&path)).unwrap(), None);
    assert!(matches!(restored(), Err(StoreError::Exists(_))));
    let left: Vec<_> =
        fs::read_dir(folder.0.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn what_another_thread_hands_to_the_engine_is_read_meanwhile() {
    let store = store();
    let key = |number: u64| number.to_be_bytes();
    let value = |number: u64| vec![u8::try_from(number % 251).unwrap(); 4096];
    let mut transaction = store.begin().unwrap();
    // Three times what is gathered before it is handed over.
    for number in 0..12_000_u64 {
        assert_eq!(transaction.get(Table::Audit, &key(number)).unwrap(), None, "{number} is new");
        transaction.put(Table::Audit, &key(number), value(number)).unwrap();
        let earlier = number / 2;
        assert_eq!(transaction.get(Table::Audit, &key(earlier)).unwrap(), Some(value(earlier)), "{earlier}");
    }
    transaction.delete(Table::Audit, &key(3)).unwrap();
    transaction.put(Table::Audit, &key(4), b"other".to_vec()).unwrap();
    assert_eq!(transaction.get(Table::Audit, &key(3)).unwrap(), None);
    assert_eq!(transaction.last(Table::Audit).unwrap().map(|(last, _)| last), Some(key(11_999).to_vec()));
    transaction.commit().unwrap();
    let snapshot = store.snapshot().unwrap();
    assert_eq!(snapshot.count(Table::Audit).unwrap(), 11_999);
    assert_eq!(snapshot.get(Table::Audit, &key(3)).unwrap(), None);
    assert_eq!(snapshot.get(Table::Audit, &key(4)).unwrap().as_deref(), Some(b"other".as_slice()));
    assert_eq!(snapshot.get(Table::Audit, &key(11_999)).unwrap(), Some(value(11_999)));
    // Dropped while a thread still writes, it leaves no trace.
    let mut dropped = store.begin().unwrap();
    for number in 12_000..20_000_u64 {
        dropped.put(Table::Audit, &key(number), value(number)).unwrap();
    }
    drop(dropped);
    assert_eq!(store.snapshot().unwrap().count(Table::Audit).unwrap(), 11_999);
    store.begin().unwrap().commit().unwrap();
}

#[test]
fn a_long_chain_is_verified_in_parts_as_if_it_were_one() {
    const ENTRIES: u64 = 2_500;
    let store = store();
    let mut transaction = store.begin().unwrap();
    let mut writer = AuditWriter::new(&transaction).unwrap();
    for version in 1..=ENTRIES {
        let entry = AuditEntry {
            command: 1,
            at: chrono::DateTime::UNIX_EPOCH,
            by: None,
            verb: Verb::Update,
            register: "unit".into(),
            id: chancery::model::RecordId::from_bytes([1; 16]),
            version,
            previous: version - 1,
            changes: Vec::new(),
            reason: None,
        };
        writer.append(&mut transaction, &entry).unwrap();
    }
    transaction.commit().unwrap();
    let sound = audit::verify(&store.snapshot().unwrap()).unwrap();
    assert_eq!((sound.entries, sound.broken_at), (ENTRIES, None));
    let last = audit::hash_of(&store.snapshot().unwrap(), ENTRIES).unwrap();
    assert_eq!(Some(sound.head), last);
    let quarter = ENTRIES / 4;
    for number in [1, 2, quarter, quarter + 1, 2 * quarter, 2 * quarter + 1, ENTRIES - 1, ENTRIES] {
        let key = number.to_be_bytes();
        let whole = store.snapshot().unwrap().get(Table::Audit, &key).unwrap().unwrap();
        let (mut body, mut hash) = (whole.clone(), whole.clone());
        body[0] ^= 1;
        *hash.last_mut().unwrap() ^= 1;
        let gap = (number < ENTRIES).then_some(number + 1);
        for (damaged, broken_at) in [
            (Some(body), Some(number)),
            (Some(hash), Some(number)),
            (Some(vec![1]), Some(number)),
            (None, gap),
        ] {
            let change = |value: Option<Vec<u8>>| {
                let mut transaction = store.begin().unwrap();
                match value {
                    Some(value) => transaction.put(Table::Audit, &key, value).unwrap(),
                    None => transaction.delete(Table::Audit, &key).unwrap(),
                }
                transaction.commit().unwrap();
            };
            change(damaged);
            let report = audit::verify(&store.snapshot().unwrap()).unwrap();
            assert_eq!((report.entries, report.broken_at), (number - 1, broken_at), "entry {number}");
            change(Some(whole.clone()));
        }
    }
}
