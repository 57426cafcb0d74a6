//! Backup plans, what came of each run, drills, and which copies may go; through the desk, on real files.

use std::path::Path;
use std::sync::Arc;

use chancery::desk::{Command, Office, Values, backups};
use chancery::model::{Problem, RecordId, Value};
use chancery::records::backups::{BackupKind, BackupOutcome, BackupPlan};
use chancery::rules::backup_schedule::{Standing, next_due, standing, surplus};
use chancery::store::Store;
use chancery::text::Language;
use chrono::TimeDelta;

use crate::fixture::{FOUNDING, SetClock, attach, id, info, moment, owner, person};

const LANGUAGE: Language = Language::English;

struct Place {
    folder: tempfile::TempDir,
    clock: Arc<SetClock>,
    office: Office,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = SetClock::new();
        let store = Store::create(&folder.path().join("office.chancery"), &info()).unwrap();
        let office = Office::new(store, clock.clone()).unwrap();
        office.execute(&owner(), person(1, "张三")).unwrap();
        office.execute(&owner(), attach("person", 1, 9, b"scan")).unwrap();
        Self { folder, clock, office }
    }

    fn plan(&self, number: u32, destination: &Path, keep: i64) -> Result<(), Problem> {
        let values = Values::new()
            .text("name", format!("计划{number}"))
            .text("destination", destination.display().to_string())
            .with("keep", Value::Integer(keep));
        let command = Command::Create { register: "backup_plan".to_owned(), id: id(number), values };
        self.office.execute(&owner(), command).map(|_| ())
    }

    fn standing(&self) -> backups::BackupStanding {
        let now = self.office.clock().now();
        self.office.reader(&owner()).unwrap().backup_standing(now).unwrap()
    }

    fn run_due(&self) -> Vec<chancery::records::backups::BackupRun> {
        backups::carry_out_due(&self.office, &owner(), LANGUAGE, &mut |_| true).unwrap()
    }

    fn copies(&self, folder: &Path) -> usize {
        std::fs::read_dir(folder).unwrap().count()
    }
}

#[test]
fn a_copy_is_due_after_its_interval_and_overdue_after_two() {
    let day = TimeDelta::days(1);
    let (made, at) = (moment(0), Some(moment(10)));
    assert_eq!(next_due(None, day, moment(3)), moment(3), "one that was never made is due at once");
    assert_eq!(next_due(at, day, moment(10)), moment(11));
    assert_eq!(next_due(at, day, moment(9)), moment(9), "a clock set back does not wait");
    assert_eq!(standing(at, made, day, moment(10)), Standing::Good);
    assert_eq!(standing(at, made, day, moment(11)), Standing::Due);
    assert_eq!(standing(at, made, day, moment(12)), Standing::Overdue);
    assert_eq!(standing(None, made, day, moment(1)), Standing::Due);
    assert_eq!(standing(None, made, day, moment(2)), Standing::Overdue);
}

#[test]
fn the_two_newest_copies_never_go() {
    assert_eq!(surplus(&[9, 8, 7, 6], 3), [6]);
    assert_eq!(surplus(&[9, 8, 7], 0), [7]);
    assert!(surplus(&[9, 8], 1).is_empty());
}

#[test]
fn a_plan_makes_proven_copies_and_keeps_so_many() {
    let place = Place::new();
    let to = place.folder.path().join("copies");
    std::fs::create_dir(&to).unwrap();
    place.plan(2, &to, 3).unwrap();
    assert_eq!(place.standing().plans[0].standing, Standing::Due);
    for day in 0..6 {
        place.clock.set(moment(day));
        let runs = place.run_due();
        assert_eq!(runs.len(), 1, "day {day}");
        assert_eq!((runs[0].outcome, runs[0].detail.as_str()), (BackupOutcome::Proven, ""));
        assert_eq!(runs[0].records, 2 + day, "a person, a plan and the runs before");
        assert_eq!(runs[0].sha256.len(), 64);
        assert_eq!(place.run_due(), [], "a second look on the same day finds nothing due");
    }
    assert_eq!(place.copies(&to), 3, "surplus copies are gone");
    let standing = place.standing();
    assert_eq!((standing.runs.len(), standing.plans[0].standing), (6, Standing::Good));
    assert_eq!(standing.last_proven().unwrap().record.at, Some(moment(5)));
    assert!(!standing.keeps_three_two_one());
    // What the program did is no change of the user's to take back.
    place.office.execute(&owner(), person(3, "李四")).unwrap();
    place.clock.set(moment(6));
    assert_eq!(place.run_due().len(), 1);
    let undone = place.office.execute(&owner(), Command::Undo).unwrap();
    assert_eq!(undone.touched[0].register, "person");
}

#[test]
fn a_failed_copy_is_written_down_and_tried_again_later() {
    let place = Place::new();
    let missing = place.folder.path().join("unplugged");
    place.plan(2, &missing, 2).unwrap();
    let runs = place.run_due();
    assert_eq!(runs[0].outcome, BackupOutcome::Failed);
    assert!(runs[0].detail.contains("unplugged"), "{}", runs[0].detail);
    assert!(!missing.exists(), "a folder that is not there is a disk that is not plugged in");
    assert_eq!(place.run_due(), [], "not again at once");
    std::fs::create_dir(&missing).unwrap();
    place.clock.set(moment(0) + TimeDelta::hours(1));
    assert_eq!(place.run_due()[0].outcome, BackupOutcome::Proven);
    assert_eq!(place.standing().runs.len(), 2);
}

#[test]
fn a_run_can_be_neither_edited_nor_voided() {
    let place = Place::new();
    place.plan(2, place.folder.path(), 2).unwrap();
    place.run_due();
    let run = place.standing().runs[0].meta.id;
    let register = || "backup_run".to_owned();
    let values = Values::new().text("detail", "x");
    for command in [
        Command::Update { register: register(), id: run, base: None, values },
        Command::Void { register: register(), id: run, reason: "x".to_owned() },
    ] {
        let refused = place.office.execute(&owner(), command);
        assert!(matches!(refused, Err(Problem::Denied(_))), "{refused:?}");
    }
}

#[test]
fn a_drill_passes_on_a_good_copy_and_fails_on_an_altered_one() {
    let place = Place::new();
    place.plan(2, place.folder.path(), 2).unwrap();
    let copy = place.run_due().remove(0);
    let drill = backups::drill(&place.office, &owner(), &copy, LANGUAGE).unwrap();
    assert_eq!((drill.kind, drill.outcome), (BackupKind::Drill, BackupOutcome::Proven), "{}", drill.detail);
    assert_eq!((drill.records, drill.entries), (copy.records, copy.entries));
    let again = backups::drill(&place.office, &owner(), &copy, LANGUAGE).unwrap();
    assert_eq!(again.outcome, BackupOutcome::Proven, "a drill leaves the copy as it was: {}", again.detail);
    assert!(!place.standing().drill_due);
    place.clock.set(moment(91));
    assert!(place.standing().drill_due, "each quarter");

    let mut bytes = std::fs::read(&copy.file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&copy.file, &bytes).unwrap();
    let drill = backups::drill(&place.office, &owner(), &copy, LANGUAGE).unwrap();
    assert_eq!(drill.outcome, BackupOutcome::Failed);
    std::fs::write(&copy.file, &bytes[..middle]).unwrap();
    assert_eq!(
        backups::drill(&place.office, &owner(), &copy, LANGUAGE).unwrap().outcome,
        BackupOutcome::Failed
    );
    std::fs::remove_file(&copy.file).unwrap();
    assert_eq!(
        backups::drill(&place.office, &owner(), &copy, LANGUAGE).unwrap().outcome,
        BackupOutcome::Failed
    );
}

#[test]
fn a_plan_names_a_whole_path_and_keeps_two() {
    let place = Place::new();
    assert!(place.plan(2, Path::new("copies"), 2).is_err());
    assert!(place.plan(2, place.folder.path(), 1).is_err());
    let paused = Values::new()
        .text("name", "停")
        .text("destination", place.folder.path().display().to_string())
        .with("keep", Value::Integer(2))
        .with("paused", Value::Flag(true));
    let command =
        Command::Create { register: "backup_plan".to_owned(), id: RecordId::generate(), values: paused };
    place.office.execute(&owner(), command).unwrap();
    assert_eq!(place.run_due(), [], "a paused plan waits to be asked");
    assert_eq!(place.standing().plans[0].standing, Standing::Good);
    let plan = place.standing().plans[0].plan.clone();
    let _: &BackupPlan = &plan.record;
    let run = backups::carry_out(&place.office, &owner(), &plan, LANGUAGE, &mut |_| true).unwrap();
    assert_eq!(run.outcome, BackupOutcome::Proven);
    place.clock.set(moment(1));
    let run = backups::carry_out(&place.office, &owner(), &plan, LANGUAGE, &mut |_| false).unwrap();
    assert_eq!(run.outcome, BackupOutcome::Proven, "so small a copy is done before it can be stopped");
}

#[test]
fn a_copy_of_when_the_clock_was_ahead_does_not_outlive_the_newest() {
    let place = Place::new();
    let destination = place.folder.path().join("copies");
    std::fs::create_dir(&destination).unwrap();
    place.plan(2, &destination, 2).unwrap();
    let plan = place.standing().plans[0].plan.clone();
    let copy = |days: i64| {
        place.clock.set(moment(days));
        backups::carry_out(&place.office, &owner(), &plan, LANGUAGE, &mut |_| true).unwrap()
    };
    let ahead: Vec<String> = (300..303).map(|days| copy(days).file).collect();
    let (true_one, next) = (copy(10).file, copy(11).file);
    let there = |file: &String| Path::new(file).is_file();
    assert!(there(&true_one) && there(&next) && !ahead.iter().any(there));
    assert_eq!(place.standing().last_proven().map(|run| run.record.file.clone()), Some(next));
}

#[test]
fn an_encrypted_office_is_backed_up_encrypted_and_drilled() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("office.chancery");
    let clock = SetClock::new();
    let office =
        Office::new(Store::create_sealed(&file, &info(), &FOUNDING).unwrap(), clock.clone()).unwrap();
    office.execute(&owner(), person(1, "张三")).unwrap();
    let place = Place { folder, clock, office };
    place.plan(2, place.folder.path(), 2).unwrap();
    let copy = place.run_due().remove(0);
    assert_eq!((copy.outcome, copy.detail.as_str()), (BackupOutcome::Proven, ""));
    let bytes = std::fs::read(&copy.file).unwrap();
    assert!(!bytes.windows(6).any(|window| window == "张三".as_bytes()), "the copy is encrypted too");
    for turn in 0..2 {
        let drill = backups::drill(&place.office, &owner(), &copy, LANGUAGE).unwrap();
        assert_eq!(drill.outcome, BackupOutcome::Proven, "turn {turn}: {}", drill.detail);
    }
}
