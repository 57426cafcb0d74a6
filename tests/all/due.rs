//! What falls due and what takes place today, in a demonstration office and as somebody who may see little of it.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use chancery::desk::{FixedClock, Office, Session, Today, Which, civil_date, demo, due_items};
use chancery::model::{Id, Value};
use chancery::records::{self, documents::Circulation, organisation::Person};
use chancery::rules::reminders::Lamp;
use chancery::store::{Store, audit::Verb};
use chrono::{DateTime, Utc};

use super::fixture;

fn now() -> DateTime<Utc> {
    "2026-11-23T02:00:00Z".parse().unwrap()
}

fn demo_office() -> Office {
    let store = Store::in_memory(&fixture::info()).unwrap();
    let office = Office::new(store, Arc::new(FixedClock(now()))).unwrap();
    demo::fill(&office, &fixture::owner()).unwrap();
    office
}

#[test]
fn what_is_due_is_told_by_day_with_its_reason() {
    let office = demo_office();
    let reader = office.reader(&fixture::owner()).unwrap();
    let items = due_items(&reader, now()).unwrap();
    assert!(items.is_sorted_by_key(|item| (item.register != "backup_plan", item.on)));
    assert!(items.iter().all(|item| !item.title.is_empty() && item.lamp != Lamp::Done));
    let reasons: BTreeSet<_> = items.iter().map(|item| item.reason.key).collect();
    for reason in ["due.policy_review", "due.incoming", "due.reading", "due.transmission", "due.expiry"] {
        assert!(reasons.contains(reason), "{reason} is missing from {reasons:?}");
    }
    let today = civil_date(now());
    for item in &items {
        if item.lamp == Lamp::Overdue {
            assert!(item.on <= today, "{item:?}");
        }
    }
}

#[test]
fn whoever_works_as_themselves_is_shown_their_own_papers_to_read() {
    let office = demo_office();
    let owner = office.reader(&fixture::owner()).unwrap();
    let copies = owner.all::<Circulation>().unwrap();
    let due: BTreeSet<_> = due_items(&owner, now()).unwrap().into_iter().map(|item| item.id).collect();
    let mut seen = 0;
    for person in owner.all::<Person>().unwrap() {
        let snapshot = office.store().snapshot().unwrap();
        // Who has left the office can't work in it.
        let Ok(session) = Session::of_person(&snapshot, person.meta.id, civil_date(now())) else { continue };
        let reader = office.reader(&Arc::new(session)).unwrap();
        let own = due_items(&reader, now()).unwrap();
        for item in own.iter().filter(|item| item.register == "circulation") {
            let copy = copies.iter().find(|copy| copy.meta.id == item.id).unwrap();
            assert_eq!(copy.record.reader.map(Id::erase), Some(person.meta.id));
            seen += 1;
        }
        assert!(own.iter().all(|item| due.contains(&item.id)), "nobody is told more than the owner");
    }
    assert!(seen > 0, "somebody has something to read");
}

#[test]
fn figures_of_the_day_are_the_rows_that_they_open() {
    let office = demo_office();
    let reader = office.reader(&fixture::owner()).unwrap();
    let today = Today::read(&reader, civil_date(now())).unwrap();
    let incoming = today.in_hand.iter().find(|in_hand| in_hand.rows.register == "incoming").unwrap();
    let record_type = records::find("incoming").unwrap();
    let (state, _) = record_type.field("state").unwrap();
    let mut open = 0;
    reader
        .visit(record_type, Which::Living, &mut |view| {
            let value = view.value(state).unwrap();
            let done = ["closed", "replied", "archived", "returned"].map(Value::choice);
            open += usize::from(!done.contains(&value));
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(incoming.rows.ids.len(), open);
    assert!(incoming.late.unwrap() <= open);
    assert!(today.meetings.is_sorted_by_key(|meeting| meeting.hours.map(|(from, _)| from)));
}

#[test]
fn totals_that_follow_are_no_news() {
    let office = demo_office();
    let reader = office.reader(&fixture::owner()).unwrap();
    assert!(reader.latest(200).unwrap().iter().all(|entry| entry.verb != Verb::Total));
}
