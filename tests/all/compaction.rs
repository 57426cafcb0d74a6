//! Compaction: the office stays open, whoever reads and writes goes on, and the file at the path is always whole.

use std::fs;
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chancery::desk::{Clock, Command, Office, SystemClock, Values};
use chancery::model::Problem;
use chancery::records::{RECORDS, find};
use chancery::store::vault::{Attempts, Label};
use chancery::store::{SealedFile, Space, Store, StoreError, integrity};
use chancery::text::Language;
use chancery::ui::app::App;
use chrono::TimeDelta;
use eframe::egui::Theme;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::fixture::{
    ACCOUNT, Cover, FOUNDING, Random, SetClock, attach, contents, id, info, moment, owner, person, update,
};
use crate::window::{rest, until, window};

fn make(file: &Path, cover: Cover) -> Store {
    match cover {
        Cover::Plain => Store::create(file, &info()).unwrap(),
        Cover::Sealed => Store::create_sealed(file, &info(), &FOUNDING).unwrap(),
    }
}

fn open(file: &Path, cover: Cover) -> Store {
    match cover {
        Cover::Plain => Store::open(file).unwrap(),
        Cover::Sealed => SealedFile::open(file).unwrap().unlock(&FOUNDING.data).unwrap(),
    }
}

/// An office whose file has much room in which nothing lives any more.
fn wasteful(file: &Path, cover: Cover, clock: Arc<dyn Clock>) -> Office {
    let office = Office::new(make(file, cover), clock).unwrap();
    office.execute(&owner(), person(10, "王芳")).unwrap();
    // Bytes that no engine packs away, in one large transaction after another.
    let mut random = Random(1);
    for number in 0..6 {
        let content: Vec<u8> = (0..125_000).flat_map(|_| random.number().to_be_bytes()).collect();
        office.execute(&owner(), attach("person", 10, 40 + number, &content)).unwrap();
    }
    let store = office.store();
    let mut transaction = store.begin().unwrap();
    let mut pieces = Vec::new();
    store
        .snapshot()
        .unwrap()
        .visit(chancery::store::Table::Blobs, &[], &mut |key, _| {
            pieces.push(key.to_vec());
            Ok(std::ops::ControlFlow::Continue(()))
        })
        .unwrap();
    // All but the last content go, as when their attachments were removed for good.
    let last = pieces.last().unwrap()[..64].to_vec();
    for piece in pieces.iter().filter(|piece| !piece.starts_with(&last)) {
        transaction.delete(chancery::store::Table::Blobs, piece).unwrap();
    }
    transaction.commit().unwrap();
    office
}

fn require_same(cover: Cover) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("office.chancery");
    let office = wasteful(&file, cover, Arc::new(SystemClock));
    let before = office.store().space().unwrap().unwrap();
    assert!(before.is_wasteful(), "{before:?}");
    if cover == Cover::Sealed {
        let name = Label::of_account(&FOUNDING.salt, ACCOUNT.0);
        office.store().set_attempts(&name, Attempts { failures: 3, last_ms: 77 }).unwrap();
    }
    let earlier = office.store().snapshot().unwrap();
    let held = contents(&earlier).unwrap();
    let mut steps = 0;
    let done = office.compact(&owner(), &mut |done, total| {
        assert!(done <= total, "{done} of {total}");
        steps += 1;
        true
    });
    let done = done.unwrap();
    let after = office.store().space().unwrap().unwrap();
    assert!(!after.is_wasteful() && done.after == after.file && after.file * 2 < before.file, "{after:?}");
    assert_eq!(contents(&earlier).unwrap(), held, "who reads the old file goes on reading it");
    assert_eq!(contents(&office.store().snapshot().unwrap()).unwrap(), held);
    drop(earlier);
    // What is written from here on is written into the new file.
    office.execute(&owner(), person(11, "李伟")).unwrap();
    office.execute(&owner(), Command::Undo).unwrap();
    office.execute(&owner(), Command::Redo).unwrap();
    assert!(matches!(Store::open(&file), Err(StoreError::AlreadyOpen(_) | StoreError::Sealed(_))));
    drop(office);
    let store = open(&file, cover);
    if cover == Cover::Sealed {
        let name = Label::of_account(&FOUNDING.salt, ACCOUNT.0);
        assert_eq!(store.attempts(&name).unwrap().failures, 3, "failed attempts are not forgotten");
        assert_eq!(store.slots().unwrap().len(), FOUNDING.slots.len());
    }
    let report = integrity::check(&store.snapshot().unwrap(), RECORDS).unwrap();
    // The contents that the test took away are missed; nothing else is.
    assert!(
        report.findings.iter().all(|finding| finding.code.contains("attachment")),
        "{:?}",
        report.findings
    );
    assert_eq!(report.records, 2);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside the file");
}

#[test]
fn a_compacted_file_holds_the_same_and_takes_its_room() {
    require_same(Cover::Plain);
}

#[test]
fn a_compacted_encrypted_file_holds_the_same_and_its_slots() {
    require_same(Cover::Sealed);
}

#[test]
fn a_compaction_that_is_stopped_at_any_step_changes_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("office.chancery");
    let office = Office::new(make(&file, Cover::Plain), Arc::new(SystemClock)).unwrap();
    let command = Command::Batch {
        label: chancery::model::KeptMessage { key: "batch".to_owned(), arguments: Vec::new() },
        steps: (100..4_200).map(|number| person(number, "众")).collect(),
        mode: chancery::desk::BatchMode::AllOrNothing,
    };
    office.execute(&owner(), command).unwrap();
    let bytes = fs::read(&file).unwrap();
    let mut stops = 0;
    loop {
        let mut left = stops;
        let stopped = office.compact(&owner(), &mut |_, _| {
            left -= 1;
            left >= 0
        });
        match stopped {
            Err(Problem::Storage(StoreError::Cancelled)) => {
                assert_eq!(fs::read(&file).unwrap(), bytes, "stopped at {stops}");
                assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "stopped at {stops}");
            }
            Ok(_) => break,
            Err(other) => panic!("{other:?}"),
        }
        stops += 1;
    }
    assert!(stops > 5, "only {stops} steps");
}

#[test]
fn commands_that_come_meanwhile_are_kept_whatever_becomes_of_the_copy() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("office.chancery");
    let office = Arc::new(Office::new(make(&file, Cover::Plain), Arc::new(SystemClock)).unwrap());
    office.execute(&owner(), person(10, "王芳")).unwrap();
    let ended = Arc::new(AtomicBool::new(false));
    let writer = {
        let (office, ended) = (office.clone(), ended.clone());
        std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || {
                let mut random = Random(9);
                let mut answered = 0_u64;
                while !ended.load(Ordering::Relaxed) {
                    let values = Values::new().text("place", answered.to_string());
                    office.execute(&owner(), update("person", 10, None, values)).unwrap();
                    answered += 1;
                    // Bursts, with rests in which a copy may come to its end.
                    if random.below(8) == 0 {
                        std::thread::sleep(Duration::from_millis(random.below(500)));
                    }
                }
                answered
            })
            .unwrap()
    };
    let (mut done, mut overtaken) = (0, 0);
    let until = std::time::Instant::now() + Duration::from_secs(20);
    while std::time::Instant::now() < until {
        match office.store().compact(&mut |_, _| true) {
            Ok(()) => done += 1,
            Err(StoreError::Overtaken) => overtaken += 1,
            Err(other) => panic!("{other}"),
        }
        if done >= 4 && overtaken >= 4 {
            break;
        }
    }
    ended.store(true, Ordering::Relaxed);
    let answered = writer.join().unwrap();
    assert!(done > 0 && overtaken > 0, "{done} done, {overtaken} overtaken, {answered} commands");
    drop(office);
    let store = Store::open(&file).unwrap();
    assert_eq!(integrity::check(&store.snapshot().unwrap(), RECORDS).unwrap().findings, []);
    let office = Office::new(store, Arc::new(SystemClock)).unwrap();
    let record_type = find("person").unwrap();
    let view = office.reader(&owner()).unwrap().get(record_type, id(10)).unwrap().unwrap();
    assert_eq!(view.row.meta.version, answered + 1, "every answered command is there");
}

/// The program itself, killed at a random moment of a compaction.
#[test]
fn a_killed_compaction_leaves_one_good_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("office.chancery");
    let office = Office::new(make(&file, Cover::Plain), Arc::new(SystemClock)).unwrap();
    office.execute(&owner(), person(10, "王芳")).unwrap();
    let mut random = Random(4);
    for number in 0..8 {
        let content: Vec<u8> = (0..62_500).flat_map(|_| random.number().to_be_bytes()).collect();
        office.execute(&owner(), attach("person", 10, 40 + number, &content)).unwrap();
    }
    let held = contents(&office.store().snapshot().unwrap()).unwrap();
    drop(office);
    let (mut cut, mut whole) = (0, 0);
    for kill in 0..24 {
        let mut program = Process::new(env!("CARGO_BIN_EXE_chancery"));
        program.arg("--file").arg(&file).arg("compact").env("XDG_STATE_HOME", folder.path().join("state"));
        let mut running = program.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(random.below(260)));
        running.kill().ok();
        if running.wait().unwrap().success() {
            whole += 1;
        } else {
            cut += 1;
        }
        let store = Store::open(&file).unwrap_or_else(|error| panic!("kill {kill}: {error}"));
        assert_eq!(contents(&store.snapshot().unwrap()).unwrap(), held, "kill {kill}");
    }
    assert!(cut > 2, "{cut} were cut, {whole} came to their end");
    // What was left behind is no copy of anything, and goes with the next one.
    let store = Store::open(&file).unwrap();
    store.compact(&mut |_, _| true).unwrap();
    drop(store);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("compacting")), "{left:?}");
}

#[test]
fn the_window_compacts_a_wasteful_file_when_nobody_has_worked_for_a_while() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("office.chancery");
    let clock = SetClock::new();
    let office = Arc::new(wasteful(&file, Cover::Plain, clock.clone()));
    let size = || fs::metadata(&file).unwrap().len();
    let before = size();
    let mut harness = window(&office, Language::English, Theme::Light, 1280.0);
    let is_compacted = |harness: &Harness<'static, App>| {
        harness.query_all_by_label_contains("The file was compacted").next().is_some()
    };
    rest(&mut harness);
    clock.set(moment(0) + TimeDelta::seconds(100));
    rest(&mut harness);
    assert!(!is_compacted(&harness), "somebody may still be at work");
    clock.set(moment(0) + TimeDelta::seconds(130));
    until(&mut harness, "that the file was compacted", is_compacted);
    assert!(size() * 2 < before, "{before} → {}", size());
    office.execute(&owner(), person(12, "周")).unwrap();
}

#[test]
fn room_is_worth_a_copy_when_it_is_felt() {
    const MEGABYTE: u64 = 1024 * 1024;
    assert!(Space { file: 30 * MEGABYTE, live: 10 * MEGABYTE }.is_wasteful());
    assert!(!Space { file: 20 * MEGABYTE, live: 10 * MEGABYTE }.is_wasteful(), "twice is allowed");
    assert!(!Space { file: 2 * MEGABYTE, live: MEGABYTE / 10 }.is_wasteful(), "a small file stays");
}
