//! What is kept of the archive after filing: the four properties of its electronic records, the queue for what is lent,
//! and reading on loan.

use std::sync::Arc;

use chancery::desk::{
    Command, LendingStanding, Office, RecordStanding, Session, Values, check_due_records, check_records,
    seed_roles, view_on_loan,
};
use chancery::exchange::attaching::attach_command;
use chancery::exchange::texts::is_sound;
use chancery::model::{Id, Problem, Value};
use chancery::records::RECORDS;
use chancery::records::archive::{CheckOccasion, CheckResult, Loan, LoanUrging, LoanView, RecordCheck};
use chancery::rules::archive::sampling::{is_due, is_lasting, sample, sample_size};
use chancery::store::{Store, attachment, backup};
use chancery::text::Language;
use chrono::NaiveDate;

use crate::archive::{class, clocked, filed, item, link, loan, run, scheme, with};
use crate::fixture::{
    SetClock, appointment, attach, create, go, id, moment, owner, person, post, signed, update,
};

const LANGUAGE: Language = Language::SimplifiedChinese;

/// Item 20 with a file, filed and in box 30.
fn electronic() -> (Office, Arc<SetClock>) {
    let (office, clock) = clocked();
    scheme(&office);
    run(&office, create("archive_box", 30, class(2025, "D30")));
    run(&office, with(item(20, 2025, "D30"), "medium", Value::choice("both")));
    run(&office, attach_command("archive_item", id(20), "通知.txt", "正文内容".into(), ""));
    run(&office, filed(20));
    run(&office, with(go("archive_item", 20, "store"), "in_box", link(30)));
    (office, clock)
}

fn standing(office: &Office) -> RecordStanding {
    office.reader(&owner()).unwrap().record_standing().unwrap()
}

fn checks(office: &Office) -> Vec<RecordCheck> {
    let mut checks = office.reader(&owner()).unwrap().all::<RecordCheck>().unwrap();
    checks.sort_by_key(|check| (check.record.at, check.meta.id));
    checks.into_iter().map(|check| check.record).collect()
}

#[test]
fn samples_come_round_and_months_count_once() {
    assert_eq!([0, 5, 20, 399, 401, 100_000].map(sample_size), [0, 5, 20, 20, 21, 500]);
    let at = |days: i64| Some(moment(days));
    let all: Vec<(u32, _)> =
        (0..400).map(|number| (number, at(i64::from(number)))).chain([(999, None)]).collect();
    let chosen = sample(&all);
    assert_eq!((chosen.len(), chosen[0], chosen[1]), (21, 999, 0), "who was never looked at comes first");
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    assert!(is_due(None, day("2026-03-01")) && is_due(Some(day("2026-02-28")), day("2026-03-01")));
    assert!(
        !is_due(Some(day("2026-03-01")), day("2026-03-31"))
            && is_due(Some(day("2025-12-01")), day("2026-01-01"))
    );
    assert!(is_lasting("A.PDF") && is_lasting("a.ofd") && !is_lasting("a.doc") && !is_lasting("a"));
}

#[test]
fn what_was_filed_is_looked_at_and_each_month_a_sample() {
    let (office, clock) = electronic();
    let due = || check_due_records(&office, is_sound, &mut |_| true).unwrap();
    assert_eq!(standing(&office).unchecked, [id(20)]);
    assert_eq!(due(), 1);
    let first = &checks(&office)[0];
    assert_eq!((first.occasion, first.files), (CheckOccasion::Filing, 1));
    assert_eq!(
        (first.authenticity, first.integrity, first.usability),
        (CheckResult::Passed, CheckResult::Passed, CheckResult::Passed)
    );
    // No backup was planned yet: that is said once of the office and is no fault of the item.
    assert_eq!((first.security, first.outcome), (CheckResult::NotApplicable, CheckResult::Passed));
    assert!(standing(&office).awaits_backup());
    let plan =
        Values::new().text("name", "每日").text("destination", "/backups").with("keep", Value::Integer(3));
    run(&office, create("backup_plan", 90, plan));
    assert_eq!(due(), 1, "the sample of the month");
    assert_eq!(due(), 0, "once a month");
    clock.set(moment(31));
    assert_eq!(due(), 1);
    let standing = standing(&office);
    assert_eq!(standing.properties.each_ref().map(|of| of.passed.len()), [1, 1, 1, 0]);
    assert_eq!(standing.properties[3].failed, [id(20)], "the plan has no proven copy");
    assert!(!standing.awaits_backup());
    assert_eq!(standing.formats.len(), 1);
    assert!(standing.formats[0].lasts && standing.last_sample.is_some() && standing.faults.len() == 1);
}

#[test]
fn what_is_to_be_handed_over_is_looked_at_before_it_goes() {
    let (office, clock) = clocked();
    scheme(&office);
    run(&office, create("archive_box", 30, class(2005, "Y")));
    run(&office, with(item(20, 2005, "Y"), "medium", Value::choice("both")));
    run(&office, attach_command("archive_item", id(20), "决定.txt", "正文内容".into(), ""));
    run(&office, filed(20));
    run(&office, with(go("archive_item", 20, "store"), "in_box", link(30)));
    let due = || check_due_records(&office, is_sound, &mut |_| true).unwrap();
    assert_eq!([due(), due(), due()], [1, 1, 0], "filing, the sample of the month, nothing");
    clock.set(moment(1));
    let list = Values::new().text("title", "移交").text("opinion", "满期");
    run(&office, create("disposal", 70, list.with("kind", Value::choice("transfer"))));
    let line = Values::new().with("disposal", link(70)).with("item", link(20));
    run(&office, create("disposal_line", 80, line));
    run(&office, go("disposal", 70, "submit"));
    assert_eq!(due(), 0, "nobody has approved it yet");
    run(&office, signed(go("disposal", 70, "approve"), 13));
    assert_eq!([due(), due()], [1, 0]);
    assert_eq!(checks(&office).pop().unwrap().occasion, CheckOccasion::Transfer);
}

#[test]
fn after_the_office_was_brought_back_everything_is_looked_at() {
    let (office, _) = electronic();
    while check_due_records(&office, is_sound, &mut |_| true).unwrap() > 0 {}
    let folder = tempfile::tempdir().unwrap();
    let [copy, back] = ["copy.backup", "back.chancery"].map(|name| folder.path().join(name));
    backup::write(&office.store().snapshot().unwrap(), &copy, &mut |_| true).unwrap();
    backup::restore_from(Store::open(&copy).unwrap(), &back, RECORDS, moment(1)).unwrap();
    let clock = SetClock::new();
    clock.set(moment(2));
    let office = Office::new(Store::open(&back).unwrap(), clock).unwrap();
    let due = || check_due_records(&office, is_sound, &mut |_| true).unwrap();
    assert_eq!([due(), due()], [1, 0], "once");
    let last = checks(&office).pop().unwrap();
    assert_eq!((last.occasion, last.integrity), (CheckOccasion::Restore, CheckResult::Passed));
}

#[test]
fn what_was_changed_lost_or_added_is_found() {
    let (office, _) = electronic();
    let by_hand = || {
        check_records(&office, &[id(20)], CheckOccasion::ByHand, is_sound, &mut |_| true).unwrap();
        checks(&office).pop().unwrap()
    };
    assert_eq!(by_hand().authenticity, CheckResult::Passed);
    // What comes later by the program is part of the item; what was put into the file past it is not.
    run(&office, attach_command("archive_item", id(20), "扫描件.txt", "补扫的内容".into(), ""));
    assert_eq!((by_hand().authenticity, by_hand().integrity), (CheckResult::Passed, CheckResult::Passed));
    run(&office, Command::Undo);
    let snapshot = office.store().snapshot().unwrap();
    let mut past = attachment::of(&snapshot, id(20)).unwrap().remove(0);
    drop(snapshot);
    past.id = id(900);
    let mut transaction = office.store().begin().unwrap();
    attachment::put(&mut transaction, id(20), id(900), Some(&past)).unwrap();
    transaction.commit().unwrap();
    let added = by_hand();
    assert_eq!((added.authenticity, added.integrity), (CheckResult::Failed, CheckResult::Failed));
    // What was found is read in the language of whoever reads it, whoever looked.
    let told = |language| chancery::desk::messages(&added.reasons, language);
    assert!(told(LANGUAGE).contains("归档时 1 个文件，现有 2 个"), "{}", added.reasons);
    assert!(told(Language::English).contains("files when filed: 1, now: 2"), "{}", added.reasons);
    let mut transaction = office.store().begin().unwrap();
    attachment::put(&mut transaction, id(20), id(900), None).unwrap();
    transaction.commit().unwrap();
    assert_eq!(by_hand().authenticity, CheckResult::Passed);
    let snapshot = office.store().snapshot().unwrap();
    let kept = attachment::of(&snapshot, id(20)).unwrap().remove(0);
    drop(snapshot);
    let mut transaction = office.store().begin().unwrap();
    let key = [kept.sha256.as_bytes(), &0_u32.to_be_bytes()].concat();
    transaction.put(chancery::store::Table::Blobs, &key, b"other bytes".to_vec()).unwrap();
    transaction.commit().unwrap();
    let damaged = by_hand();
    assert_eq!((damaged.integrity, damaged.usability), (CheckResult::Failed, CheckResult::Failed));
    assert!(damaged.reasons.contains("通知.txt"), "{}", damaged.reasons);
    assert!(
        !is_sound("a.pdf", b"%PDF-1.7 broken") && !is_sound("a.txt", b"") && is_sound("a.png", b"\x89PNG")
    );
}

/// Staff number 10 and 11 with posts, so that they may ask for loans and read the catalogue.
fn with_staff(office: &Office) -> [Arc<Session>; 2] {
    seed_roles(office, &owner(), LANGUAGE).unwrap();
    [10, 11].map(|number| {
        run(office, post(number + 100, &format!("P{number}"), "staff"));
        run(office, appointment(number + 200, number, number + 100));
        let snapshot = office.store().snapshot().unwrap();
        Arc::new(Session::of_person(&snapshot, id(number), moment(0).date_naive()).unwrap())
    })
}

#[test]
fn files_of_the_archive_are_read_on_loan_and_each_look_is_noted() {
    let (office, clock) = electronic();
    let [zhang, li] = with_staff(&office);
    run(&office, post(113, "P13", "archivist"));
    run(&office, appointment(213, 13, 113));
    let file = {
        let snapshot = office.store().snapshot().unwrap();
        attachment::of(&snapshot, id(20)).unwrap().remove(0)
    };
    let content = |session: &Arc<Session>| office.reader(session).unwrap().content(&file);
    assert_eq!(content(&zhang).unwrap_err(), Problem::denied("denied.archive_file"));
    assert!(content(&owner()).is_ok());
    run(&office, with(loan(50, 20, 10), "means", Value::choice("electronic")));
    let view = |session: &Arc<Session>| view_on_loan(&office, session, id(50), &file);
    assert!(view(&zhang).is_err(), "not approved yet");
    run(&office, signed(go("loan", 50, "approve"), 13));
    run(&office, go("loan", 50, "hand_out"));
    assert_eq!(view(&zhang).unwrap(), "正文内容".as_bytes());
    assert_eq!(view(&zhang).unwrap(), "正文内容".as_bytes());
    assert!(view(&li).is_err(), "it is somebody else's loan");
    assert_eq!(view(&owner()).unwrap_err(), Problem::denied("problem.loan_of_another"));
    // Asking back is noted while it is out, and never rewritten.
    let noted = Values::new().with("loan", Value::Link(id(50))).text("note", "电话催还，答复明日归还");
    run(&office, create("loan_urging", 90, noted.clone()));
    let urged: LoanUrging = {
        let reader = office.reader(&owner()).unwrap();
        reader.find(Id::new(id(90))).unwrap().unwrap().record
    };
    assert_eq!((urged.addressee, urged.at.is_some()), (Some(Id::new(id(10))), true));
    let rewritten = update("loan_urging", 90, None, Values::new().text("note", "x"));
    assert!(office.execute(&owner(), rewritten).is_err());
    run(&office, loan(51, 20, 11));
    let early = office.execute(&owner(), create("loan_urging", 91, noted.with("loan", Value::Link(id(51)))));
    assert!(early.is_err(), "it is not out");
    assert!(content(&zhang).is_err(), "no copy is taken along");
    let views = office.reader(&owner()).unwrap().all::<LoanView>().unwrap();
    assert_eq!(views.len(), 2);
    assert!(views.iter().all(|of| of.record.viewer == Some(Id::new(id(10))) && of.record.file == "通知.txt"));
    let lent = office.reader(&owner()).unwrap().find::<Loan>(Id::new(id(50))).unwrap().unwrap();
    assert_eq!(lent.record.views, 2);
    clock.set(moment(30));
    assert!(view(&zhang).is_err(), "its last day has passed");
    assert_eq!(office.reader(&owner()).unwrap().all::<LoanView>().unwrap().len(), 2);
}

#[test]
fn the_desk_shows_who_waits_behind_whom_and_what_is_overdue() {
    let (office, clock) = electronic();
    run(&office, person(12, "王五"));
    for (number, borrower) in [(50, 10), (51, 11), (52, 12)] {
        run(&office, loan(number, 20, borrower));
        if number < 52 {
            run(&office, signed(go("loan", number, "approve"), 13));
        }
        if number == 50 {
            run(&office, go("loan", number, "hand_out"));
        }
    }
    let desk = || office.reader(&owner()).unwrap().lending_desk(office.clock().today()).unwrap();
    let standings = || desk().into_iter().map(|row| (row.id, row.standing)).collect::<Vec<_>>();
    assert_eq!(
        standings(),
        [
            (id(52), LendingStanding::Requested),
            (id(51), LendingStanding::Waiting(1)),
            (id(50), LendingStanding::Out),
        ]
    );
    clock.set(moment(14));
    assert_eq!(standings()[0], (id(50), LendingStanding::Today));
    clock.set(moment(30));
    let rows = desk();
    assert!(
        matches!(rows[0].standing, LendingStanding::Overdue { days: 12, reminders: 4, to_director: true }),
        "{rows:?}"
    );
    assert!(rows[0].item.contains("Z109") && rows[0].borrower == "张三");
    run(&office, crate::archive::give_back(50));
    assert_eq!(standings().iter().find(|(of, _)| *of == id(51)).unwrap().1, LendingStanding::Ready);
}

#[test]
fn versions_stand_in_the_order_in_which_they_came() {
    let (office, clock) = clocked();
    run(&office, create("document", 20, Values::new().text("title", "部门预算编制说明")));
    // The identity of the newer one is the smaller, as that of what an import brought may be.
    run(&office, attach("document", 20, 91, b"first"));
    clock.set(moment(1));
    run(&office, attach("document", 20, 90, b"second"));
    let reader = office.reader(&owner()).unwrap();
    let kept = reader.attachments(chancery::records::find("document").unwrap(), id(20)).unwrap();
    assert_eq!(kept.iter().map(|of| of.id).collect::<Vec<_>>(), [id(91), id(90)]);
}
