//! Rules of papers, people, numbers and boxes: a closed paper is fixed, four eyes see a draft, nobody who has left is named,
//! numbers have no holes.

use std::sync::Arc;

use chancery::desk::{Command, Office, Session, Values};
use chancery::model::{Id, Problem, Value};
use chancery::records::archive::ArchiveItem;
use chancery::records::documents::{Incoming, Outgoing, OutgoingState};

use crate::archive::{because, filed, link, run, scheme, with};
use crate::fixture::{appointment, create, day, go, id, person, post, signed, unit, update};
use crate::rules::{
    ROOM, acting, as_person, booked, checked, office, read, refused, refused_as, time, worker,
};

// 收文

#[test]
fn a_closed_paper_is_fixed_until_it_is_reopened() {
    let (office, _) = office();
    let came = Values::new().text("title", "通知").text("sender", "市国资委").text("result", "已办");
    let came = came.with("received_on", day("2026-03-02"));
    for (number, state, told) in [
        (20, "closed", "incoming_closed"),
        (21, "archived", "incoming_filed"),
        (22, "returned", "incoming_returned"),
    ] {
        run(&office, create("incoming", number, came.clone().with("state", Value::choice(state))));
        let changed = Values::new().text("title", "别的").text("result", "改写");
        let faults = refused(&office, update("incoming", number, None, changed));
        assert_eq!(faults, [(Some("title"), told), (Some("result"), told)]);
        run(&office, update("incoming", number, None, Values::new().text("note", "附注")));
    }
    run(&office, because(go("incoming", 20, "reopen")));
    run(&office, update("incoming", 20, None, Values::new().text("result", "更正")));
}

/// Units, people of them at work, and paper 20 that waits for unit 50 to take it in hand.
fn instructed(office: &Office, units: &[(u32, &str)], people: &[(u32, u32)]) {
    for (number, code) in units {
        run(office, unit(*number, code));
    }
    for (number, of) in people {
        run(office, with(person(*number, &format!("人{number}")), "unit", link(*of)));
        run(office, post(number + 100, &format!("P{number}"), "staff"));
        run(office, appointment(number + 200, *number, number + 100));
    }
    let came = Values::new().text("title", "通知").text("sender", "市国资委").with("lead_unit", link(50));
    let came = came.with("received_on", day("2026-03-02")).with("state", Value::choice("instructed"));
    run(office, create("incoming", 20, came));
}

#[test]
fn the_unit_in_charge_sees_and_takes_its_paper_in_hand() {
    let (office, _) = office();
    instructed(&office, &[(50, "XZK"), (51, "MSK")], &[(61, 50), (62, 51)]);
    let session = |number: u32| {
        let snapshot = office.store().snapshot().unwrap();
        Arc::new(Session::of_person(&snapshot, id(number), office.clock().today()).unwrap())
    };
    let stranger = office.execute(&session(62), go("incoming", 20, "undertake"));
    assert!(matches!(stranger, Err(Problem::Missing(_))), "{stranger:?}");
    office.execute(&session(61), go("incoming", 20, "undertake")).unwrap();
    assert_eq!(read::<Incoming>(&office, 20).handler, Some(Id::new(id(61))));
    let close = with(go("incoming", 20, "close"), "result", Value::text("已办"));
    office.execute(&session(61), close).unwrap();
}

// 发文

fn draft(office: &Office, number: u32) {
    let values = Values::new().text("title", "通知").text("addressee", "各部门").text("body", "正文");
    run(office, create("outgoing", number, values.with("drafter", link(61))));
}

#[test]
fn two_people_check_a_draft_and_its_drafter_is_neither() {
    let (office, _) = office();
    for (number, role) in
        [(61, "secretary"), (62, "secretary"), (63, "secretary"), (65, "staff"), (66, "staff")]
    {
        worker(&office, number, role);
    }
    run(&office, with(unit(51, "BGS"), "head", link(66)));
    run(&office, with(with(unit(50, "MSK"), "parent", link(51)), "head", link(63)));
    let draft = |number: u32, drafter: u32| {
        let values = Values::new().text("title", "通知").text("addressee", "各部门").text("body", "正文");
        let values = values.with("unit", link(50)).with("drafter", link(drafter));
        run(&office, create("outgoing", number, values));
        run(&office, go("outgoing", number, "submit"));
        read::<Outgoing>(&office, number).checker
    };
    let way = |way: &str| go("outgoing", 10, way);
    assert_eq!(draft(10, 61), Some(Id::new(id(63))));
    assert_eq!(refused_as(&office, &acting(61), way("check")), [(None, "drafter_endorses")]);
    assert_eq!(refused_as(&office, &acting(62), way("check")), [(Some("checker"), "head_of_unit_checks")]);
    let passed = update("outgoing", 10, None, Values::new().with("drafter", link(62)));
    assert_eq!(refused_as(&office, &acting(61), passed), [(Some("drafter"), "drafter_stands")]);
    as_person(&office, 63, with(way("check"), "unit_review", Value::text("同意")));
    // The secretary comes second, and is somebody else.
    assert_eq!(refused_as(&office, &acting(63), way("endorse")), [(None, "checked_by_two")]);
    assert_eq!(refused_as(&office, &acting(61), way("endorse")), [(None, "drafter_endorses")]);
    assert_eq!(refused_as(&office, &acting(65), way("endorse")), [(None, "transition")]);
    as_person(&office, 62, with(way("endorse"), "review", Value::text("格式无误")));
    let paper = read::<Outgoing>(&office, 10);
    let hands = [paper.checker, paper.reviewer];
    assert_eq!((paper.state, hands), (OutgoingState::Signing, [63, 62].map(|who| Some(Id::new(id(who))))));
    assert!(paper.checked_at.is_some() && paper.reviewed_at.is_some());
    // Nobody writes an opinion that was given.
    let other = update("outgoing", 10, None, Values::new().text("review", "不同意"));
    assert_eq!(refused_as(&office, &acting(62), other), [(Some("review"), "by_steps")]);
    // What a head drafted goes to the head above; a head that is away is stood in for.
    assert_eq!(draft(11, 63), Some(Id::new(id(66))));
    draft(12, 61);
    let acts = Values::new().with("delegator", link(63)).with("delegate", link(65));
    let acts = acts.with("from", day("2026-03-01")).with("until", day("2026-03-31"));
    run(&office, create("delegation", 900, acts.with("scope", Value::choice("administration"))));
    as_person(&office, 65, go("outgoing", 12, "check"));
    assert_eq!(read::<Outgoing>(&office, 12).checker, Some(Id::new(id(65))));
}

#[test]
fn a_paper_that_was_being_checked_by_one_hand_goes_on() {
    let (office, _) = office();
    worker(&office, 61, "staff");
    worker(&office, 62, "secretary");
    let values = Values::new().text("title", "通知").text("addressee", "各部门").text("body", "正文");
    let values = values.with("drafter", link(61)).with("state", Value::choice("reviewing"));
    run(&office, create("outgoing", 10, values));
    as_person(&office, 62, go("outgoing", 10, "endorse"));
    assert_eq!(read::<Outgoing>(&office, 10).state, OutgoingState::Signing);
}

#[test]
fn a_deputy_signs_by_delegation_and_an_amended_paper_goes_back_to_its_signer() {
    let (office, _) = office();
    for (number, role) in [(60, "director"), (61, "staff"), (62, "deputy"), (64, "secretary")] {
        worker(&office, number, role);
    }
    draft(&office, 10);
    run(&office, go("outgoing", 10, "submit"));
    checked(&office, 10, 60, 64);
    let sign = |number: u32, way: &str| (acting(number), go("outgoing", 10, way));
    let (session, command) = sign(62, "sign_deputy");
    assert_eq!(refused_as(&office, &session, command), [(None, "deputy_without_delegation")]);
    let acts = Values::new().with("delegator", link(60)).with("delegate", link(62));
    let acts = acts.with("scope", Value::choice("administration"));
    run(
        &office,
        create("delegation", 900, acts.with("from", day("2026-03-01")).with("until", day("2026-03-31"))),
    );
    as_person(&office, 62, go("outgoing", 10, "sign_deputy"));
    assert_eq!(read::<Outgoing>(&office, 10).signer, Some(Id::new(id(62))));
    run(&office, because(go("outgoing", 10, "amend")));
    let (session, command) = sign(60, "sign");
    assert_eq!(refused_as(&office, &session, command), [(None, "signed_by_another")]);
    as_person(&office, 62, go("outgoing", 10, "sign_deputy"));
    assert_eq!(read::<Outgoing>(&office, 10).state, OutgoingState::Signed);
}

// 人员

#[test]
fn nobody_who_has_left_is_named_anew() {
    let (office, _) = office();
    worker(&office, 61, "secretary");
    run(&office, person(62, "离职者"));
    let came =
        Values::new().text("title", "通知").text("sender", "市国资委").with("received_on", day("2026-03-02"));
    run(&office, create("incoming", 20, came));
    let meeting = Values::new().text("title", "会").with("start", time("2026-03-03T09:00"));
    run(
        &office,
        create("meeting", 1, meeting.with("end", time("2026-03-03T10:00")).with("recorder", link(62))),
    );
    run(&office, because(with(go("person", 62, "leave"), "left_on", day("2026-03-02"))));
    let reader = Values::new().with("paper", link(20)).with("reader", link(62));
    let attendee = Values::new().with("meeting", link(1)).with("person", link(62));
    let matter = Values::new().text("title", "事项").with("owner", link(62));
    for (command, field) in [
        (create("circulation", 30, reader.clone()), "reader"),
        (create("attendee", 31, attendee), "person"),
        (create("matter", 32, matter), "owner"),
        (update("meeting", 1, None, Values::new().with("chair", link(62))), "chair"),
    ] {
        assert_eq!(refused_as(&office, &acting(61), command), [(Some(field), "left_the_office")]);
    }
    // A name that stands may stay, and the owner of the file, whose import tells how things were, is told.
    as_person(&office, 61, update("meeting", 1, None, Values::new().text("note", "附注")));
    let outcome = office.execute(&Arc::new(Session::owner()), create("circulation", 33, reader)).unwrap();
    let told: Vec<&str> = outcome.warnings.iter().map(|warning| warning.key).collect();
    assert_eq!(told, ["warning.person_has_left"]);
    let session = Arc::new(Session::owner());
    let mut query =
        chancery::desk::TimeQuery::within("2026-03-03".parse().unwrap().."2026-03-05".parse().unwrap());
    query.people = vec![id(62)];
    let found = chancery::desk::find_time(&office.reader(&session).unwrap(), &query);
    assert!(
        matches!(found, Err(Problem::Input(faults)) if faults[0].message.key == "finding.person_has_left")
    );
}

// 会议的筹备

#[test]
fn a_room_is_for_a_purpose_and_has_so_many_seats() {
    let (office, _) = office();
    let room = Values::new().text("name", "洽谈室").with("capacity", Value::Integer(1));
    run(&office, create("room", ROOM, room));
    booked(&office, 1, "2026-03-03T09:00", "2026-03-03T10:00");
    assert_eq!(refused(&office, go("meeting", 1, "approve")), [(Some("purpose"), "room_needs_purpose")]);
    run(&office, update("meeting", 1, None, Values::new().text("purpose", "洽谈")));
    run(&office, go("meeting", 1, "approve"));
    let mut told = Vec::new();
    for number in 61..63 {
        run(&office, person(number, &format!("人{number}")));
        let values = Values::new().with("meeting", link(1)).with("person", link(number));
        let outcome =
            office.execute(&Arc::new(Session::owner()), create("attendee", number + 10, values)).unwrap();
        told.extend(outcome.warnings.into_iter().map(|warning| warning.key));
    }
    assert_eq!(told, ["warning.room_small"]);
    // An agenda that is longer than the meeting is noticed without a notice too.
    let item =
        Values::new().with("meeting", link(1)).text("title", "预算").with("minutes", Value::Integer(90));
    run(&office, create("agenda_item", 90, item));
    assert_eq!(refused(&office, go("meeting", 1, "start")), [(Some("end"), "agenda_too_long")]);
    assert_eq!(refused(&office, go("attendee", 71, "sign_in")), [(None, "sign_in_too_early")]);
}

// 编号

#[test]
fn a_filing_is_taken_back_without_its_numbers() {
    let (office, _) = office();
    scheme(&office);
    let filing = |number: u32| {
        let values = Values::new().text("title", "通知").text("author", "办公室").with("fonds", link(1));
        let values = values.with("category", link(2)).with("division", link(3));
        let values = values.with("retention", Value::choice("D10"));
        let item = create("archive_item", number, values.with("formed_on", day("2026-03-01")));
        vec![item, go("archive_item", number, "file")]
    };
    let all = |numbers: std::ops::Range<u32>| {
        crate::fixture::batch(numbers.flat_map(filing).collect(), chancery::desk::BatchMode::AllOrNothing)
    };
    let number = |number: u32| read::<ArchiveItem>(&office, number).number;
    worker(&office, 12, "archivist");
    as_person(&office, 12, all(20..24));
    assert!(number(23).ends_with("-0004"));
    as_person(&office, 12, Command::Undo);
    worker(&office, 14, "archivist");
    as_person(&office, 14, all(30..31));
    // What was given stays with what it was given to: the row goes on after it, and redo brings it back.
    assert!(number(30).ends_with("-0005"), "{}", number(30));
    as_person(&office, 12, Command::Redo);
    assert!(number(23).ends_with("-0004"));
    as_person(&office, 12, all(40..42));
    assert!(number(41).ends_with("-0007"));
    as_person(&office, 14, all(50..51));
    as_person(&office, 12, Command::Undo);
    as_person(&office, 14, Command::Undo);
    as_person(&office, 14, all(60..61));
    assert!(number(60).ends_with("-0009"), "{}", number(60));
    let snapshot = office.store().snapshot().unwrap();
    let report = chancery::store::integrity::check(&snapshot, chancery::records::RECORDS).unwrap();
    assert_eq!(report.findings, []);
}

#[test]
fn a_series_of_numbers_does_not_jump_in_its_year() {
    let (office, _) = office();
    let series =
        Values::new().text("code", "江岳发").text("masthead", "江岳集团文件").text("issuer", "江岳集团");
    run(&office, create("paper_series", 5, series));
    let jump = || {
        let first = Values::new().with("first_year", Value::Integer(2026));
        update("paper_series", 5, None, first.with("first_number", Value::Integer(50)))
    };
    let paper =
        Values::new().text("title", "通知").with("series", link(5)).text("number", "江岳发〔2026〕3号");
    run(&office, create("outgoing", 10, paper.with("state", Value::choice("issued"))));
    assert_eq!(refused(&office, jump()), [(Some("first_number"), "series_runs")]);
    let next =
        Values::new().with("first_year", Value::Integer(2027)).with("first_number", Value::Integer(50));
    run(&office, update("paper_series", 5, None, next));
}

#[test]
fn a_paper_is_registered_once() {
    let (office, _) = office();
    run(&office, person(9, "李秘书"));
    let came = |number: u32, of: &str| {
        let values = Values::new().text("title", "通知").text("sender", "市国资委").text("sender_number", of);
        let values = values.with("received_on", day("2026-03-02")).with("copies", Value::Integer(1));
        run(&office, create("incoming", number, values));
        run(&office, signed(go("incoming", number, "sign"), 9));
    };
    came(20, "国资〔2026〕1号");
    came(21, "国资〔2026〕1号");
    came(22, "国资〔2026〕2号");
    run(&office, go("incoming", 20, "register"));
    assert_eq!(
        refused(&office, go("incoming", 21, "register")),
        [(Some("sender_number"), "paper_registered")]
    );
    run(&office, go("incoming", 22, "register"));
    // Nor under the same number written otherwise, at once or by a correction.
    came(23, "国资[2026]01号");
    assert_eq!(
        refused(&office, go("incoming", 23, "register")),
        [(Some("sender_number"), "paper_registered")]
    );
    let renamed = Values::new().text("sender_number", "国资（2026）1号");
    assert_eq!(
        refused(&office, update("incoming", 22, None, renamed)),
        [(Some("sender_number"), "paper_registered")]
    );
}

#[test]
fn units_that_assist_are_units_and_see_the_paper() {
    let (office, _) = office();
    instructed(&office, &[(50, "XZK"), (51, "XXZX"), (52, "MSK")], &[(61, 51), (62, 52)]);
    let assisting =
        |word: &str| with(go("incoming", 20, "undertake"), "assisting", Value::Tags(vec![word.to_owned()]));
    assert_eq!(refused(&office, assisting("火星部")), [(Some("assisting"), "no_such_unit")]);
    run(&office, assisting("XXZX"));
    let sees = |number: u32| {
        let reader = office.reader(&acting(number)).unwrap();
        reader.get(chancery::records::find("incoming").unwrap(), id(20)).unwrap().is_some()
    };
    assert!(sees(61), "the unit that assists reads it");
    assert!(!sees(62));
    // It is handled by the unit in charge all the same.
    let close = with(go("incoming", 20, "close"), "result", Value::text("已办"));
    assert!(matches!(office.execute(&acting(61), close), Err(Problem::Denied(_))));
}

#[test]
fn what_is_filed_goes_round_no_more() {
    let (office, _) = office();
    run(&office, person(10, "张三"));
    let came = Values::new().text("title", "通知").text("sender", "市国资委");
    let came = came.with("received_on", day("2026-03-02")).with("state", Value::choice("archived"));
    run(&office, create("incoming", 20, came));
    let copy = Values::new().with("paper", link(20)).with("reader", link(10));
    assert_eq!(refused(&office, create("circulation", 30, copy)), [(Some("paper"), "circulation_filed")]);
    let urged = Values::new().with("paper", link(20)).with("addressee", link(10)).text("note", "请办理");
    assert_eq!(refused(&office, create("urging", 31, urged)), [(Some("paper"), "urging_closed")]);
}

// 装盒、借阅

#[test]
fn a_box_takes_what_its_spine_holds() {
    let (office, _) = office();
    scheme(&office);
    let class = Values::new().with("fonds", link(1)).with("category", link(2)).with("division", link(3));
    let class = class.with("year", Value::Integer(2026)).with("retention", Value::choice("D30"));
    for (number, spine) in [(30, "20"), (31, "50")] {
        run(&office, create("archive_box", number, class.clone().with("spine", Value::choice(spine))));
    }
    let item = class.text("title", "报表").text("author", "办公室").with("formed_on", day("2026-03-01"));
    run(&office, create("archive_item", 20, item.with("pages", Value::Integer(5000))));
    run(&office, filed(20));
    let store = |in_box: u32| with(go("archive_item", 20, "store"), "in_box", link(in_box));
    assert_eq!(refused(&office, store(30)), [(Some("in_box"), "box_full_for_any")]);
    run(&office, store(31));
}

#[test]
fn a_loan_is_asked_for_within_the_terms_and_stays_as_it_was_lent() {
    let (office, _) = office();
    scheme(&office);
    let class = Values::new().with("fonds", link(1)).with("category", link(2)).with("division", link(3));
    let class = class.with("year", Value::Integer(2026)).with("retention", Value::choice("D30"));
    run(&office, create("archive_box", 30, class.clone()));
    let item = class.text("title", "报表").text("author", "办公室").with("formed_on", day("2026-03-01"));
    run(&office, create("archive_item", 20, item));
    run(&office, filed(20));
    run(&office, with(go("archive_item", 20, "store"), "in_box", link(30)));
    let loan = |number: u32, days: i64| {
        let values =
            Values::new().with("item", link(20)).with("borrower", link(10)).text("usage", "起草总结");
        create("loan", number, values.with("days", Value::Integer(days)))
    };
    assert_eq!(refused(&office, loan(50, 500)), [(Some("days"), "loan_days")]);
    run(&office, loan(50, 0));
    assert_eq!(read::<chancery::records::archive::Loan>(&office, 50).days, 10, "the usual terms are said");
    let days = |days: i64| update("loan", 50, None, Values::new().with("days", Value::Integer(days)));
    assert_eq!(refused(&office, days(0)), [(Some("days"), "loan_days")]);
    run(&office, days(5));
    run(&office, signed(go("loan", 50, "approve"), 13));
    assert_eq!(refused(&office, days(9)), [(Some("days"), "ledger_frozen")]);
}
