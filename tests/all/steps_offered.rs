//! What is offered: a step that a rule of the record refuses whatever is filled in is told with the rule before anybody
//! takes it, and so is what can't be made about a record.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use chancery::desk::{
    Asked, Command, FixedClock, Office, Session, Values, Which, demo, follow_up_refusal, proposals,
};
use chancery::model::{Problem, Value};
use chancery::records::organisation::Person;
use chancery::records::{RECORDS, find};
use chancery::store::Store;
use chancery::text::Language;

use crate::archive::{class, clocked, filed, item, link, loan, run, scheme, with};
use crate::fixture::{create, day, go, id, info, moment, owner, signed, unit, update};
use crate::rules::{acting, as_person, office, refused_as, worker};

/// The key of the rule that stands against a step, as somebody is told it.
fn against(office: &Office, who: u32, register: &str, number: u32, way: &str) -> Option<&'static str> {
    let reader = office.reader(&acting(who)).unwrap();
    let asked = Asked::Transition(way);
    reader.obstacle(find(register).unwrap(), Some(id(number)), asked).unwrap().map(|rule| rule.key)
}

#[test]
fn a_step_that_can_only_fail_is_told_with_its_rule() {
    let (office, _) = office();
    for (number, role) in [(60, "secretary"), (61, "staff"), (62, "staff")] {
        worker(&office, number, role);
    }
    let sent = Values::new().text("papers", "合同").with("sender", link(60)).with("receiver", link(61));
    run(&office, create("transmission", 40, sent));
    // What whoever takes it can fill in is no reason not to offer it.
    assert_eq!(against(&office, 60, "transmission", 40, "check"), None);
    run(&office, with(go("transmission", 40, "check"), "content_checked", Value::Flag(true)));
    run(&office, go("transmission", 40, "send"));
    assert_eq!(against(&office, 61, "transmission", 40, "receive"), None);
    assert_eq!(against(&office, 62, "transmission", 40, "receive"), Some("problem.not_the_receiver"));
    let taken = refused_as(&office, &acting(62), go("transmission", 40, "receive"));
    assert_eq!(taken, [(None, "not_the_receiver")], "the rule that is told is the one that refuses");
    // One that depends on others holds until they have done their part.
    let came = Values::new().text("title", "通知").text("sender", "市国资委").text("result", "已办");
    let came = came.with("received_on", day("2026-03-02")).with("state", Value::choice("in_hand"));
    run(&office, create("incoming", 20, came.with("handler", link(61))));
    let copy = Values::new().with("paper", link(20)).with("reader", link(62));
    run(&office, create("circulation", 30, copy));
    assert_eq!(against(&office, 61, "incoming", 20, "close"), Some("problem.circulation_open"));
    as_person(&office, 62, go("circulation", 30, "finish"));
    assert_eq!(against(&office, 61, "incoming", 20, "close"), None);
    // Whose step it is comes first.
    assert_eq!(against(&office, 61, "incoming", 20, "instruct"), Some("problem.wrong_state"));
    let draft = Values::new().text("title", "通知").text("addressee", "各部门").text("body", "正文");
    run(&office, create("outgoing", 10, draft.with("drafter", link(61))));
    run(&office, go("outgoing", 10, "submit"));
    assert_eq!(against(&office, 61, "outgoing", 10, "check"), Some("problem.drafter_endorses"));
    assert_eq!(against(&office, 62, "outgoing", 10, "check"), None);
}

#[test]
fn what_is_for_the_director_and_what_comes_too_late_is_told_before() {
    let (office, clock) = clocked();
    scheme(&office);
    run(&office, create("archive_box", 30, class(2026, "Y")));
    run(&office, item(20, 2026, "Y"));
    run(&office, filed(20));
    run(&office, with(go("archive_item", 20, "store"), "in_box", link(30)));
    worker(&office, 60, "archivist");
    worker(&office, 61, "director");
    run(&office, loan(50, 20, 10));
    assert_eq!(against(&office, 60, "loan", 50, "approve"), Some("problem.loan_needs_director"));
    assert_eq!(against(&office, 61, "loan", 50, "approve_restricted"), None);
    run(&office, signed(go("loan", 50, "approve_restricted"), 61));
    run(&office, go("loan", 50, "hand_out"));
    let renewal = || {
        let reader = office.reader(&acting(60)).unwrap();
        let (source, made) = (find("loan").unwrap(), find("loan_renewal").unwrap());
        let view = reader.get(source, id(50)).unwrap().unwrap();
        follow_up_refusal(&reader, (source, &view), made, "loan").unwrap().map(|rule| rule.key)
    };
    assert_eq!(renewal(), None);
    clock.set(moment(60));
    assert_eq!(renewal(), Some("problem.renew_late"));
}

#[test]
fn a_form_proposes_with_whom_a_paper_waits_and_until_when_it_is_handled() {
    let (office, _) = office();
    run(&office, unit(50, "MSK"));
    for (number, role) in [(60, "director"), (61, "secretary"), (62, "staff")] {
        worker(&office, number, role);
    }
    run(&office, update("unit", 50, None, Values::new().with("head", link(60))));
    let reader = |who: u32| office.reader(&acting(who)).unwrap();
    // A paper that waits to be signed, and names nobody who is to, waits for the head.
    let draft = Values::new().text("title", "通知").with("unit", link(50)).with("drafter", link(62));
    run(&office, create("outgoing", 10, draft.with("state", Value::choice("signing"))));
    let urged = find("urging").unwrap();
    let about = |field: &'static str, of: u32| Values::new().with(field, link(of));
    let proposed = proposals(&reader(61), urged, id(31), &about("outgoing", 10), None).unwrap();
    assert_eq!(proposed, [("addressee", link(60))]);
    assert!(urged.one_of().contains(&"paper") && urged.one_of().contains(&"outgoing"));
    // One that a unit has and nobody of it waits for its head; with a secretary it waits for no one person.
    let came = Values::new().text("title", "通知").text("sender", "市国资委");
    let came = came.with("received_on", day("2026-02-02")).with("urgency", Value::choice("express"));
    let in_unit = came.clone().with("lead_unit", link(50)).with("state", Value::choice("instructed"));
    run(&office, create("incoming", 20, in_unit));
    run(&office, create("incoming", 21, came.with("state", Value::choice("registered"))));
    let proposed = |of: u32| proposals(&reader(61), urged, id(31), &about("paper", of), None).unwrap();
    assert_eq!((proposed(20), proposed(21)), (vec![("addressee", link(60))], Vec::new()));
    // The usual day of an urgent paper that came long ago is past: it is counted from today.
    let way = || proposals(&reader(60), find("incoming").unwrap(), id(20), &Values::new(), Some("undertake"));
    assert_eq!(way().unwrap(), [("due", day("2026-03-03"))]);
    as_person(&office, 60, with(go("incoming", 20, "undertake"), "due", day("2026-03-04")));
    assert_eq!(way().unwrap(), []);
}

#[test]
fn what_is_counted_or_checked_by_a_step_is_asked_each_time() {
    for (register, step, field) in [
        ("incoming", "sign", "note"),
        ("incoming", "review", "review"),
        ("transmission", "check", "content_checked"),
    ] {
        let (_, workflow) = find(register).unwrap().workflow().unwrap();
        let step = workflow.transition(step).unwrap();
        assert!(step.opens_form(false) && step.offers.contains(&field), "{register} {}", step.code);
    }
}

#[test]
fn a_field_of_two_steps_names_both() {
    let (office, _) = office();
    let values = Values::new().text("title", "通知").with("state", Value::choice("reviewing"));
    run(&office, create("outgoing", 10, values));
    let change = update("outgoing", 10, None, Values::new().text("review", "同意"));
    let Err(Problem::Input(faults)) = office.execute(&owner(), change) else { panic!() };
    let told = faults[0].message.in_language(Language::SimplifiedChinese);
    assert!(told.contains("送会签") && told.contains("核稿通过"), "{told}");
}

#[test]
fn what_is_grey_would_be_refused() {
    let now = "2026-11-23T02:00:00Z".parse().unwrap();
    let office = Office::new(Store::in_memory(&info()).unwrap(), Arc::new(FixedClock(now))).unwrap();
    demo::fill(&office, &owner()).unwrap();
    let everything = office.reader(&owner()).unwrap();
    let people = everything.all::<Person>().unwrap();
    let session = |number: &str| {
        let who = people.iter().find(|person| person.record.number == number).unwrap().meta.id;
        let mut session = Session::owner();
        session.person = Some(who);
        Arc::new(session)
    };
    // 总经理, 办公室主任, 副主任, 文秘科科长, 档案室主任, 财务部经理, 收发员; and the owner of the file.
    let numbers = ["A0001", "A0003", "A0004", "A0006", "A0016", "A0023", "A0050"];
    let (mut told, mut kinds) = (0, BTreeSet::new());
    for session in numbers.map(session).into_iter().chain([owner()]) {
        let reader = office.reader(&session).unwrap();
        for record_type in RECORDS {
            let Some((place, workflow)) = record_type.workflow() else { continue };
            let mut records = Vec::new();
            reader
                .visit(*record_type, Which::Living, &mut |view| {
                    let state = view.value(place).and_then(|state| state.as_str().map(str::to_owned));
                    records.extend(state.map(|state| (view.row.meta.id, state)));
                    if records.len() < 40 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
                })
                .unwrap();
            for (id, state) in records {
                for way in workflow.leaving(&state) {
                    let asked = Asked::Transition(way.code);
                    let Some(rule) = reader.obstacle(*record_type, Some(id), asked).unwrap() else {
                        continue;
                    };
                    if !rule.key.starts_with("problem.") {
                        continue;
                    }
                    let step = Command::Move {
                        register: record_type.name().to_owned(),
                        id,
                        base: None,
                        transition: way.code.to_owned(),
                        values: Values::new(),
                        reason: Some("试验".to_owned()),
                    };
                    let tried = office.try_out(&session, &step);
                    assert!(tried.is_err(), "{} {} is grey for {}", record_type.name(), way.code, rule.key);
                    told += 1;
                    kinds.insert(rule.key);
                }
            }
        }
    }
    assert!(told > 20 && kinds.len() > 3, "{told} {kinds:?}");
}
