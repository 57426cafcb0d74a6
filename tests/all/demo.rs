//! The demonstration office and the measuring data.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use chancery::desk::scale::{self, Scale};
use chancery::desk::{Command, FixedClock, Office, Reader, Session, Which, demo};
use chancery::model::{Function, Id, RecordId, Role};
use chancery::records::archive::{
    ArchiveBox, Disposal, DisposalLine, DisposalState, StoragePlace, list_hash,
};
use chancery::records::organisation::{
    Appointment, Delegation, Duty, Involvement, Person, PersonState, Policy, PolicyState, Post, Unit,
};
use chancery::records::{self, RECORDS};
use chancery::store::{OfficeInfo, Store, audit, integrity};
use chrono::{DateTime, NaiveDate, Utc};

fn empty_office(moment: &str) -> (Office, Arc<Session>) {
    let now: DateTime<Utc> = moment.parse().unwrap();
    let info = OfficeInfo {
        format: 1,
        id: RecordId::from_bytes([7; 16]),
        name: "江岳集团".to_owned(),
        created_at: now,
        demo: true,
    };
    let store = Store::in_memory(&info).unwrap();
    (Office::new(store, Arc::new(FixedClock(now))).unwrap(), Arc::new(Session::owner()))
}

pub fn demo_office() -> (Office, Arc<Session>) {
    let (office, session) = empty_office("2026-11-23T02:00:00Z");
    demo::fill(&office, &session).unwrap();
    (office, session)
}

/// Every value of every record, living or void, with its attachments' names and contents.
fn values(reader: &Reader) -> BTreeMap<(String, RecordId), String> {
    let mut found = BTreeMap::new();
    for record_type in RECORDS {
        for which in [Which::Living, Which::Void] {
            reader
                .visit(*record_type, which, &mut |view| {
                    let fields = record_type.fields().iter().enumerate();
                    let shown: Vec<_> = fields
                        .map(|(index, field)| format!("{}={:?}", field.key, view.value(index)))
                        .collect();
                    let id = view.row.meta.id;
                    let attached = reader.attachments(*record_type, id).unwrap();
                    let attached: Vec<_> =
                        attached.into_iter().map(|of| (of.id, of.name, of.sha256)).collect();
                    let text = format!("{which:?} {} {shown:?} {attached:?}", view.row.meta.version);
                    found.insert((record_type.name().to_owned(), id), text);
                    ControlFlow::Continue(())
                })
                .unwrap();
        }
    }
    found
}

fn assert_sound(office: &Office) {
    let snapshot = office.store().snapshot().unwrap();
    let report = integrity::check(&snapshot, RECORDS).unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    let chain = audit::verify(&snapshot).unwrap();
    assert_eq!(chain.broken_at, None);
    assert!(chain.entries > 0);
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn demo_is_sound_and_the_same_every_time() {
    let (first, session) = demo_office();
    assert_sound(&first);
    let (second, _) = empty_office("2027-03-01T02:00:00Z");
    demo::fill(&second, &session).unwrap();
    let (left, right) = (first.reader(&session).unwrap(), second.reader(&session).unwrap());
    assert!(values(&left).len() > 200);
    assert_eq!(values(&left), values(&right));
}

#[test]
fn demo_shelves_have_room_and_its_certificate_proves_its_list() {
    let (office, session) = demo_office();
    let reader = office.reader(&session).unwrap();
    let mut places: Vec<(String, i64)> = reader
        .all::<StoragePlace>()
        .unwrap()
        .into_iter()
        .map(|place| (place.record.code, place.record.occupancy))
        .collect();
    places.sort();
    let wanted = [("KF1", 64), ("KF1-01", 100), ("KF1-01-1", 100), ("KF1-01-2", 100)];
    let wanted = wanted.into_iter().chain([("KF1-02", 37), ("KF1-02-1", 75), ("KF1-02-2", 0)]);
    assert_eq!(places, wanted.map(|(code, full)| (code.to_owned(), full)).collect::<Vec<_>>());
    assert!(reader.all::<ArchiveBox>().unwrap().iter().all(|of| of.record.place.is_some()));
    for list in reader.all::<Disposal>().unwrap() {
        let is_done = list.record.state == DisposalState::Done;
        assert_eq!(list.record.list_hash.len(), if is_done { 64 } else { 0 });
        if is_done {
            let lines = reader.all::<DisposalLine>().unwrap();
            let of_list = lines.iter().filter(|line| line.record.disposal == Some(Id::new(list.meta.id)));
            let items: Vec<_> =
                of_list.map(|line| reader.find(line.record.item.unwrap()).unwrap().unwrap()).collect();
            let sum = list_hash(items.iter().map(|item| (item.meta.id, &item.record)));
            assert_eq!(list.record.list_hash, sum);
        }
    }
}

#[test]
fn demo_has_the_expected_size() {
    let (office, session) = demo_office();
    let reader = office.reader(&session).unwrap();
    let count = |name: &str| reader.count(records::find(name).unwrap()).unwrap();
    assert!((14..=18).contains(&count("unit")));
    assert!((55..=65).contains(&count("post")));
    assert!((50..=60).contains(&count("person")));
    assert!((60..=80).contains(&count("appointment")));
    assert_eq!(count("delegation"), 3);
    assert_eq!(count("policy"), 16);

    let people = reader.all::<Person>().unwrap();
    let zhang = people.iter().find(|person| person.record.name == "张三").unwrap();
    assert_eq!(zhang.record.number, "A0017");
    assert!(people.iter().all(|person| !person.record.alias.is_empty() && person.record.hired_on.is_some()));
    let states: BTreeSet<_> = people.iter().map(|person| person.record.state).collect();
    assert_eq!(states.len(), PersonState::ALL.len());

    let mut voided = 0;
    reader
        .visit(records::find("policy").unwrap(), Which::Void, &mut |_| {
            voided += 1;
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(voided, 1);
}

#[test]
fn demo_units_have_three_levels() {
    let (office, session) = demo_office();
    let units = office.reader(&session).unwrap().all::<Unit>().unwrap();
    let parents: BTreeMap<_, _> =
        units.iter().map(|unit| (unit.meta.id, unit.record.parent.map(|parent| parent.erase()))).collect();
    let depth =
        |unit: RecordId| std::iter::successors(Some(unit), |at| parents.get(at).copied().flatten()).count();
    assert_eq!(units.iter().map(|unit| depth(unit.meta.id)).max(), Some(3));
}

#[test]
fn demo_posts_are_staffed_but_for_four() {
    let (office, session) = demo_office();
    let reader = office.reader(&session).unwrap();
    let today = day("2026-11-23");
    let held: BTreeSet<_> = reader
        .all::<Appointment>()
        .unwrap()
        .into_iter()
        .filter(|held| held.record.period().contains(today))
        .filter_map(|held| held.record.post.map(|post| post.erase()))
        .collect();
    let posts = reader.all::<Post>().unwrap();
    let vacant: BTreeSet<_> = posts
        .iter()
        .filter(|post| post.record.valid_until.is_none() && !held.contains(&post.meta.id))
        .map(|post| post.record.code.as_str())
        .collect();
    assert_eq!(vacant, BTreeSet::from(["KJK-04", "RSB-05", "SCB-05", "YWK-04"]));
    assert!(posts.iter().any(|post| post.record.establishment == 250));
    assert!(posts.iter().filter(|post| post.record.dotted_to.is_some()).count() >= 5);
    assert_eq!(posts.iter().filter(|post| post.record.reports_to.is_none()).count(), 1);
    let with_role = |role| posts.iter().filter(|post| post.record.role == role).count();
    assert_eq!((with_role(Role::Director), with_role(Role::Deputy)), (1, 2));
}

#[test]
fn demo_changed_between_two_years() {
    let (office, session) = demo_office();
    let held = office.reader(&session).unwrap().all::<Appointment>().unwrap();
    let on = |date: NaiveDate| -> BTreeSet<RecordId> {
        let there = held.iter().filter(|held| held.record.period().contains(date));
        there.map(|held| held.meta.id).collect()
    };
    let (before, after) = (on(day("2025-12-31")), on(day("2026-11-23")));
    assert!(before.difference(&after).count() >= 4);
    assert!(after.difference(&before).count() >= 4);
}

#[test]
fn demo_matrix_has_both_kinds_of_flags() {
    let (office, session) = demo_office();
    let duties = office.reader(&session).unwrap().all::<Duty>().unwrap();
    let accountable = |function: Function| {
        let cells = duties.iter().map(|duty| &duty.record).filter(|duty| duty.function == function);
        cells.filter(|duty| duty.involvement == Involvement::Accountable).count()
    };
    let counts: Vec<_> = Function::ALL.iter().map(|function| accountable(*function)).collect();
    assert_eq!(counts, [1, 1, 2, 1, 0]);
}

#[test]
fn demo_policies_stand_everywhere_and_some_are_overdue() {
    let (office, session) = demo_office();
    let policies = office.reader(&session).unwrap().all::<Policy>().unwrap();
    let states: BTreeSet<_> = policies.iter().map(|policy| policy.record.state).collect();
    assert_eq!(states.len(), PolicyState::ALL.len());
    let overdue = policies.iter().filter(|policy| {
        policy.record.state == PolicyState::Published
            && policy.record.review_on.is_some_and(|review| review < day("2026-11-23"))
    });
    assert_eq!(overdue.count(), 4);
}

#[test]
fn demo_delegations_run_and_have_run() {
    let (office, session) = demo_office();
    let delegations = office.reader(&session).unwrap().all::<Delegation>().unwrap();
    let running = delegations.iter().filter(|of| of.record.period().contains(day("2026-11-23"))).count();
    assert_eq!(running, 2);
}

/// The commands after the batches.
const SINGLE_CHANGES: usize = 7;

#[test]
fn demo_can_be_taken_back() {
    let (office, session) = demo_office();
    let phone = || {
        let people = office.reader(&session).unwrap().all::<Person>().unwrap();
        people.into_iter().find(|person| person.record.number == "A0017").map(|person| person.record.phone)
    };
    assert_eq!(phone().as_deref(), Some("分机 8117"));
    office.execute(&session, Command::Undo).unwrap();
    assert_eq!(phone().as_deref(), Some("分机 8017"));
    office.execute(&session, Command::Redo).unwrap();
    for _ in 0..SINGLE_CHANGES {
        office.execute(&session, Command::Undo).unwrap();
    }
    assert!(office.can_undo(&session).unwrap().0, "the batches are left");
    assert_eq!(office.reader(&session).unwrap().all::<Policy>().unwrap().len(), 17, "the void one is back");
    // Both batches, until the office is empty.
    while office.can_undo(&session).unwrap().0 {
        office.execute(&session, Command::Undo).unwrap();
    }
    assert_eq!(phone(), None);
    assert_sound(&office);
}

#[test]
fn a_second_filling_is_refused_and_changes_nothing() {
    let (office, session) = demo_office();
    let before = values(&office.reader(&session).unwrap());
    assert!(demo::fill(&office, &session).is_err());
    assert_eq!(values(&office.reader(&session).unwrap()), before);
}

#[test]
fn small_scale_is_sound_and_the_same_every_time() {
    let fill = || {
        let (office, session) = empty_office("2026-11-23T02:00:00Z");
        let mut heard = Vec::new();
        scale::fill(&office, &session, Scale::Small, &mut |done, total| heard.push((done, total))).unwrap();
        assert_eq!(heard.last(), Some(&(Scale::Small.steps(), Scale::Small.steps())));
        assert_sound(&office);
        (office, session)
    };
    let ((first, session), (second, _)) = (fill(), fill());
    let reader = first.reader(&session).unwrap();
    assert_eq!(values(&reader), values(&second.reader(&session).unwrap()));
    let count = |name: &str| reader.count(records::find(name).unwrap()).unwrap();
    assert_eq!((count("person"), count("post"), count("appointment"), count("unit")), (50, 50, 50, 5));
}

#[test]
fn medium_scale_has_a_tree_of_the_expected_width() {
    let (office, session) = empty_office("2026-11-23T02:00:00Z");
    scale::fill(&office, &session, Scale::Medium, &mut |_, _| {}).unwrap();
    let posts = office.reader(&session).unwrap().all::<Post>().unwrap();
    let mut reports: BTreeMap<RecordId, usize> = BTreeMap::new();
    for chief in posts.iter().filter_map(|post| post.record.reports_to) {
        *reports.entry(chief.erase()).or_default() += 1;
    }
    assert_eq!(reports.values().max(), Some(&12));
    assert_eq!(u64::try_from(reports.len()).unwrap(), Scale::Medium.units());
}

/// Run by hand, optimised and with its output shown: how long the largest office takes and how large its file is.
#[test]
#[ignore = "takes long; a measurement"]
fn measure_large_scale() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.chancery");
    let now: DateTime<Utc> = "2026-11-23T02:00:00Z".parse().unwrap();
    let info = OfficeInfo {
        format: 1,
        id: RecordId::from_bytes([7; 16]),
        name: "江岳集团".to_owned(),
        created_at: now,
        demo: true,
    };
    let office = Office::create(&path, &info, Arc::new(FixedClock(now))).unwrap();
    let session = Arc::new(Session::owner());
    let start = std::time::Instant::now();
    scale::fill(&office, &session, Scale::Large, &mut |done, total| {
        println!("{done} of {total} after {:?}", start.elapsed());
    })
    .unwrap();
    println!("file: {} bytes", std::fs::metadata(&path).unwrap().len());
    assert_eq!(office.reader(&session).unwrap().all::<Person>().unwrap().len(), 100_000);
}
