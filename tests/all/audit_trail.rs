//! The audit trail as an auditor reads it, its export, and heads that are kept elsewhere.

use std::ops::ControlFlow;
use std::sync::Arc;

use chancery::desk::accounts::{self, Who};
use chancery::desk::{Command, Office, Titles, TrailFilter, TrailHead, Values, tell};
use chancery::exchange::export_audit;
use chancery::model::Problem;
use chancery::store::audit::Verb;
use chancery::store::{Store, Table};
use chancery::text::Language;

use crate::fixture::{CHEAP, SetClock, id, info, moment, owner, person};

fn place() -> (Office, Arc<SetClock>) {
    let clock = SetClock::new();
    let office = Office::new(Store::in_memory(&info()).unwrap(), clock.clone()).unwrap();
    for (number, name) in [(1, "张三"), (2, "李四"), (3, "王五")] {
        clock.set(moment(i64::from(number)));
        office.execute(&owner(), person(number, name)).unwrap();
    }
    clock.set(moment(9));
    let values = Values::new().text("name", "=张三丰");
    let command = Command::Update { register: "person".to_owned(), id: id(1), base: None, values };
    office.execute(&owner(), command).unwrap();
    (office, clock)
}

fn numbers(office: &Office, filter: &TrailFilter, before: Option<u64>) -> Vec<u64> {
    let mut numbers = Vec::new();
    let reader = office.reader(&owner()).unwrap();
    reader
        .trail(filter, before, &mut |_| true, &mut |entry| {
            numbers.push(entry.number);
            ControlFlow::Continue(())
        })
        .unwrap();
    numbers
}

#[test]
fn the_trail_is_read_from_the_newest_and_by_any_filter() {
    let (office, _) = place();
    let every = TrailFilter::default();
    assert_eq!(numbers(&office, &every, None), [4, 3, 2, 1]);
    assert_eq!(numbers(&office, &every, Some(3)), [2, 1]);
    let of = |filter: TrailFilter| numbers(&office, &filter, None);
    assert_eq!(of(TrailFilter { verb: Some(Verb::Update), ..every.clone() }), [4]);
    assert_eq!(of(TrailFilter { by: Some(Some(id(1))), ..every.clone() }), [0; 0]);
    assert_eq!(of(TrailFilter { by: Some(None), ..every.clone() }), [4, 3, 2, 1]);
    assert_eq!(of(TrailFilter { register: Some("unit"), ..every.clone() }), [0; 0]);
    let days = TrailFilter { from: Some(moment(2)), until: Some(moment(3)), ..every.clone() };
    assert_eq!(of(days), [2]);
}

#[test]
fn what_the_program_noted_is_called_by_what_happened() {
    let (office, _) = place();
    accounts::create_first(&office, &owner(), "wang", "four words make it", CHEAP).unwrap();
    accounts::sign_in_again(&office, Who::Name("wang"), "wrong").unwrap_err();
    let reader = office.reader(&owner()).unwrap();
    let mut verbs = Vec::new();
    reader
        .trail(&TrailFilter::default(), None, &mut |_| true, &mut |entry| {
            let record_type = chancery::records::find(entry.register).unwrap();
            let told = tell(&reader, &mut Titles::default(), record_type, &entry, Language::English).unwrap();
            verbs.push(told.verb);
            ControlFlow::Continue(())
        })
        .unwrap();
    let told = |wanted: &str| verbs.iter().any(|verb| verb == wanted);
    assert!(told("Sign-in failed") && told("Created"), "{verbs:?}");
}

#[test]
fn who_may_not_audit_reads_no_trail() {
    let (office, _) = place();
    let snapshot = office.store().snapshot().unwrap();
    let today = office.clock().today();
    let session = chancery::desk::Session::of_person(&snapshot, id(1), today).unwrap();
    let reader = office.reader(&Arc::new(session)).unwrap();
    let refused =
        reader.trail(&TrailFilter::default(), None, &mut |_| true, &mut |_| ControlFlow::Continue(()));
    assert!(matches!(refused, Err(Problem::Denied(_))), "{refused:?}");
    assert!(reader.verify_trail().is_err());
    let folder = tempfile::tempdir().unwrap();
    assert!(export_audit(&reader, &folder.path().join("a.csv"), &TrailFilter::default()).is_err());
}

#[test]
fn a_head_kept_elsewhere_shows_a_cut_tail() {
    let (office, clock) = place();
    let reader = office.reader(&owner()).unwrap();
    let head = TrailHead::from(&reader.verify_trail().unwrap());
    let printed = head.to_string();
    assert_eq!(printed.matches('-').count(), 8);
    let typed = format!(" {} \n", printed.to_uppercase().replace('-', " -"));
    assert_eq!(typed.parse::<TrailHead>(), Ok(head));
    for wrong in ["", "4", "4-12", "x-00000000", &printed[..printed.len() - 1]] {
        assert!(wrong.parse::<TrailHead>().is_err(), "{wrong}");
    }
    clock.set(moment(10));
    office.execute(&owner(), person(7, "赵六")).unwrap();
    let reader = office.reader(&owner()).unwrap();
    assert!(reader.holds_head(&head).unwrap(), "a chain that grew still holds it");

    let mut transaction = office.store().begin().unwrap();
    for number in [4_u64, 5] {
        transaction.delete(Table::Audit, &number.to_be_bytes()).unwrap();
    }
    transaction.commit().unwrap();
    let reader = office.reader(&owner()).unwrap();
    assert_eq!(reader.verify_trail().unwrap().broken_at, None, "a cut tail can't be seen from inside");
    assert!(!reader.holds_head(&head).unwrap());
    let other = TrailHead { entries: 3, ..head };
    assert!(!reader.holds_head(&other).unwrap());
}

#[test]
fn the_trail_is_exported_without_formulas() {
    let (office, _) = place();
    let folder = tempfile::tempdir().unwrap();
    let reader = office.reader(&owner()).unwrap();
    let csv = folder.path().join("audit.csv");
    assert_eq!(export_audit(&reader, &csv, &TrailFilter::default()).unwrap(), 4);
    let text = std::fs::read_to_string(&csv).unwrap();
    let last = text.lines().last().unwrap();
    assert!(last.starts_with("4,2026-03-11T04:00:00.000000Z,,,update,person,"), "{last}");
    assert!(last.ends_with(",name,张三,'=张三丰,"), "{last}");
    let lines = folder.path().join("audit.jsonl");
    let only = TrailFilter { verb: Some(Verb::Update), ..TrailFilter::default() };
    assert_eq!(export_audit(&reader, &lines, &only).unwrap(), 1);
    let object: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&lines).unwrap()).unwrap();
    assert_eq!(object["changes"][0]["after"], "=张三丰");
    assert!(export_audit(&reader, &folder.path().join("a.xlsx"), &only).is_err());
}
