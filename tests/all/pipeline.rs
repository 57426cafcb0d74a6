//! The one way in which anything changes: what is carried out, what is refused and why, and how it is taken back.

use std::sync::Arc;

use chancery::desk::{BatchMode, Command, Office, Session, Values};
use chancery::model::{Problem, RecordId, Value};
use chancery::records::{RECORDS, find};
use chancery::store::audit::Verb;
use chancery::store::{Store, integrity};

use crate::fixture::{
    Disk, SetClock, appointment, attach, batch, create, day, go, id, info, moment, office, office_on, owner,
    person, post, restore, unit, update, void,
};

fn run(office: &Office, command: Command) {
    office.execute(&owner(), command.clone()).unwrap_or_else(|problem| panic!("{command:?}: {problem:?}"));
}

/// The problem that a command of the owner meets.
fn refused(office: &Office, command: Command) -> Problem {
    office.execute(&owner(), command).unwrap_err()
}

/// Keys of the messages of a problem.
fn keys(problem: &Problem) -> Vec<&'static str> {
    match problem {
        Problem::Input(faults) => faults.iter().map(|fault| fault.message.key).collect(),
        Problem::Denied(message) | Problem::Missing(message) => vec![message.key],
        other => panic!("{other:?}"),
    }
}

fn value(office: &Office, register: &str, number: u32, field: &str) -> Option<Value> {
    let record_type = find(register).unwrap();
    let view = office.reader(&owner()).unwrap().get(record_type, id(number)).unwrap()?;
    Some(view.row.record.value(record_type.field(field).unwrap().0))
}

fn place(office: &Office) -> String {
    let value = value(office, "person", 10, "place").unwrap();
    value.as_str().unwrap_or_default().to_owned()
}

fn set_place(text: &str) -> Command {
    update("person", 10, None, Values::new().text("place", text))
}

fn person_session(office: &Office, number: u32) -> Arc<Session> {
    let snapshot = office.store().snapshot().unwrap();
    Arc::new(Session::of_person(&snapshot, id(number), moment(0).date_naive()).unwrap())
}

fn link(number: u32) -> Value {
    Value::Link(id(number))
}

fn duty(number: u32, post: u32, function: &str, involvement: &str) -> Command {
    let values = Values::new().with("function", Value::choice(function)).with("post", link(post));
    create("duty", number, values.with("involvement", Value::choice(involvement)))
}

fn require_sound(office: &Office) {
    let report = integrity::check(&office.store().snapshot().unwrap(), RECORDS).unwrap();
    assert_eq!(report.findings, []);
}

/// People 10 (director), 11 (personnel), 12 (answers for supervision), 13 (staff without duties).
fn staffed() -> Office {
    let office = office();
    let posts = [(10, "director"), (11, "personnel"), (12, "secretary"), (13, "staff")];
    for (number, role) in posts {
        run(&office, person(number, role));
        run(&office, post(number + 10, role, role));
        run(&office, appointment(number + 20, number, number + 10));
    }
    run(&office, duty(40, 22, "supervision", "A"));
    run(&office, unit(1, "BGS"));
    office
}

#[test]
fn a_lost_update_is_refused_with_both_values() {
    let office = office();
    run(&office, person(10, "王芳"));
    run(&office, update("person", 10, Some(1), Values::new().text("place", "东楼")));
    let late = update("person", 10, Some(1), Values::new().text("place", "西楼").text("email", "a@b.cn"));
    let Problem::Conflict { id: of, clashes } = refused(&office, late) else { panic!("no conflict") };
    assert_eq!(of, id(10));
    let place_clash = clashes.iter().find(|clash| clash.field == "place").unwrap();
    assert_eq!((&place_clash.mine, &place_clash.theirs), (&Value::text("西楼"), &Value::text("东楼")));
    assert_eq!(place(&office), "东楼");
}

#[test]
fn unique_values_are_unique_among_the_living() {
    let office = office();
    run(&office, unit(1, "BGS"));
    assert_eq!(keys(&refused(&office, unit(2, "bgs"))), ["problem.not_unique"]);
    run(&office, void("unit", 1));
    run(&office, unit(2, "BGS"));
    assert_eq!(keys(&refused(&office, restore("unit", 1))), ["problem.not_unique"]);
    assert_eq!(keys(&refused(&office, unit(1, "ZZZ"))), ["problem.exists_already"]);
    require_sound(&office);
}

#[test]
fn links_point_to_living_records() {
    let office = office();
    run(&office, person(10, "王芳"));
    let to = |number| update("person", 10, None, Values::new().with("unit", link(number)));
    assert_eq!(keys(&refused(&office, to(1))), ["problem.no_such_record"]);
    assert_eq!(keys(&refused(&office, to(10))), ["problem.no_such_record"], "a person is no unit");
    run(&office, unit(1, "BGS"));
    run(&office, to(1));
    assert_eq!(keys(&refused(&office, void("unit", 1))), ["problem.still_referenced"]);
    run(&office, update("person", 10, None, Values::new().with("unit", Value::Nothing)));
    run(&office, void("unit", 1));
    assert_eq!(keys(&refused(&office, to(1))), ["problem.no_such_record"]);
    run(&office, restore("unit", 1));
    run(&office, to(1));
    require_sound(&office);
}

#[test]
fn undo_goes_back_step_by_step_and_survives_reopening() {
    let disk = Disk::default();
    let first = office_on(&disk);
    run(&first, person(10, "王芳"));
    for text in ["一", "二", "三"] {
        run(&first, set_place(text));
    }
    run(&first, Command::Undo);
    assert_eq!(place(&first), "二");
    drop(first);
    let office = office_on(&disk);
    run(&office, Command::Undo);
    assert_eq!(place(&office), "一");
    run(&office, Command::Redo);
    run(&office, Command::Redo);
    assert_eq!(place(&office), "三");
    assert_eq!(keys(&refused(&office, Command::Redo)), ["problem.nothing_to_redo"]);
    for _ in 0..3 {
        run(&office, Command::Undo);
    }
    assert_eq!(place(&office), "");
    run(&office, Command::Undo);
    assert_eq!(value(&office, "person", 10, "place"), None);
    assert_eq!(keys(&refused(&office, Command::Undo)), ["problem.nothing_to_undo"]);
    for _ in 0..4 {
        run(&office, Command::Redo);
    }
    assert_eq!(place(&office), "三");
    run(&office, Command::Undo);
    run(&office, set_place("四"));
    assert_eq!(keys(&refused(&office, Command::Redo)), ["problem.nothing_to_redo"]);
    require_sound(&office);
}

#[test]
fn voids_batches_and_attachments_are_taken_back() {
    let office = office();
    run(&office, unit(1, "BGS"));
    run(&office, void("unit", 1));
    assert_eq!(value(&office, "unit", 1, "code"), None);
    run(&office, Command::Undo);
    assert_eq!(value(&office, "unit", 1, "code"), Some(Value::text("BGS")));

    let count = || office.reader(&owner()).unwrap().count(find("person").unwrap()).unwrap();
    let mut steps: Vec<Command> = (10..20).map(|number| person(number, "甲")).collect();
    steps.push(set_place("东楼"));
    steps.push(set_place("西楼"));
    run(&office, batch(steps, BatchMode::AllOrNothing));
    assert_eq!((count(), place(&office)), (10, "西楼".to_owned()));
    run(&office, Command::Undo);
    assert_eq!(count(), 0);
    run(&office, Command::Redo);
    assert_eq!((count(), place(&office)), (10, "西楼".to_owned()));

    let attachments =
        || office.reader(&owner()).unwrap().attachments(find("person").unwrap(), id(10)).unwrap();
    run(&office, attach("person", 10, 70, b"content"));
    run(&office, Command::Undo);
    assert_eq!(attachments(), []);
    run(&office, Command::Redo);
    let kept = attachments();
    assert_eq!(office.reader(&owner()).unwrap().content(&kept[0]).unwrap(), b"content");
    run(&office, Command::Detach { register: "person".to_owned(), id: id(10), attachment: id(70) });
    assert_eq!(attachments(), []);
    run(&office, Command::Undo);
    assert_eq!(attachments(), kept);
    require_sound(&office);
}

#[test]
fn a_batch_is_whole_or_reports_its_bad_steps() {
    let office = office();
    let steps = || vec![unit(1, "A"), unit(2, "A"), unit(3, "C")];
    assert_eq!(keys(&refused(&office, batch(steps(), BatchMode::AllOrNothing))), ["problem.not_unique"]);
    assert_eq!(value(&office, "unit", 1, "code"), None);
    let outcome = office.execute(&owner(), batch(steps(), BatchMode::GoodOnes)).unwrap();
    assert_eq!(outcome.problems.iter().map(|(position, _)| *position).collect::<Vec<_>>(), [1]);
    assert_eq!(outcome.touched.len(), 2);
    let nested = batch(vec![Command::Undo], BatchMode::AllOrNothing);
    assert_eq!(keys(&refused(&office, nested)), ["problem.not_a_step"]);
    require_sound(&office);
}

#[test]
fn undo_does_not_overwrite_what_another_changed() {
    let office = staffed();
    let chief = person_session(&office, 11);
    let change = |session: &Arc<Session>, field: &'static str, text: &str| {
        office.execute(session, update("person", 13, None, Values::new().text(field, text))).unwrap();
    };
    change(&chief, "place", "东楼");
    change(&owner(), "place", "西楼");
    let problem = office.execute(&chief, Command::Undo).unwrap_err();
    let Problem::Conflict { clashes, .. } = problem else { panic!("{problem:?}") };
    assert_eq!((clashes[0].field, &clashes[0].theirs), ("place", &Value::text("西楼")));

    // Another field does not stand in the way.
    change(&chief, "email", "a@b.cn");
    change(&owner(), "phone", "110");
    office.execute(&chief, Command::Undo).unwrap();
    assert_eq!(value(&office, "person", 13, "email"), Some(Value::Nothing));
    assert_eq!(value(&office, "person", 13, "phone"), Some(Value::text("110")));

    // Taking back a creation would take what another added to it.
    office.execute(&chief, person(60, "新人")).unwrap();
    run(&office, update("person", 60, None, Values::new().text("place", "东楼")));
    assert!(matches!(office.execute(&chief, Command::Undo), Err(Problem::Conflict { .. })));

    // A record that another made void is not changed behind the bin's back.
    office.execute(&chief, update("person", 60, None, Values::new().text("email", "c@d.cn"))).unwrap();
    run(&office, void("person", 60));
    assert!(matches!(office.execute(&chief, Command::Undo), Err(Problem::Conflict { .. })));
}

#[test]
fn transitions_ask_for_state_role_reason_and_fields() {
    let office = staffed();
    let policy = || Values::new().text("number", "ZD-1").text("name", "公文管理办法");
    let writer = person_session(&office, 12);
    let director = person_session(&office, 10);
    office.execute(&writer, create("policy", 50, policy())).unwrap();
    let refused = |session: &Arc<Session>, command| keys(&office.execute(session, command).unwrap_err());
    let state = |code| Values::new().with("state", Value::choice(code));
    assert_eq!(
        refused(&writer, update("policy", 50, None, state("published"))),
        ["problem.state_by_transition"]
    );
    assert_eq!(refused(&writer, go("policy", 50, "publish")), ["problem.wrong_state"]);
    assert_eq!(refused(&writer, go("policy", 50, "invent")), ["problem.unknown_transition"]);
    assert_eq!(refused(&writer, go("policy", 50, "consult")), ["problem.needed_for"]);
    office.execute(&writer, update("policy", 50, None, Values::new().with("owner", link(1)))).unwrap();
    office.execute(&writer, go("policy", 50, "consult")).unwrap();
    assert_eq!(refused(&writer, go("policy", 50, "send_back")), ["problem.reason_required"]);
    office.execute(&writer, go("policy", 50, "deliberate")).unwrap();
    assert_eq!(refused(&writer, go("policy", 50, "publish")), ["denied.transition"]);
    assert_eq!(refused(&director, go("policy", 50, "publish")), ["problem.needed_for", "problem.needed_for"]);
    let days = Values::new().with("effective_on", day("2026-04-01")).with("review_on", day("2027-04-01"));
    office.execute(&writer, update("policy", 50, None, days)).unwrap();
    office.execute(&director, go("policy", 50, "publish")).unwrap();
    assert_eq!(value(&office, "policy", 50, "state"), Some(Value::choice("published")));

    // Nor is a record born in a state that its maker could not bring it to.
    let born = policy().text("number", "ZD-2").with("state", Value::choice("published"));
    assert_eq!(refused(&writer, create("policy", 51, born.clone())), ["denied.state"]);
    run(&office, create("policy", 51, born));
}

#[test]
fn four_eyes_see_what_two_made() {
    let office = staffed();
    // The director also answers for supervision, and so may draft; publishing the own draft stays with another.
    run(&office, duty(41, 20, "supervision", "R"));
    let director = person_session(&office, 10);
    let policy = Values::new().text("number", "ZD-1").text("name", "公文管理办法").with("owner", link(1));
    let policy = policy.with("effective_on", day("2026-04-01")).with("review_on", day("2027-04-01"));
    office.execute(&director, create("policy", 50, policy)).unwrap();
    for transition in ["consult", "deliberate"] {
        office.execute(&director, go("policy", 50, transition)).unwrap();
    }
    let problem = office.execute(&director, go("policy", 50, "publish")).unwrap_err();
    assert_eq!(keys(&problem), ["denied.four_eyes"]);
    run(&office, go("policy", 50, "publish"));
}

#[test]
fn the_organisation_keeps_its_rules() {
    let office = staffed();
    run(&office, person(14, "副手"));
    assert_eq!(keys(&refused(&office, appointment(60, 14, 20))), ["problem.second_director"]);
    let main = |number| appointment(number, 13, 22);
    assert_eq!(keys(&refused(&office, main(61))), ["problem.second_main_post"]);

    let delegation = |scope| {
        let values = Values::new().with("delegator", link(12)).with("delegate", link(13));
        let values = values.with("from", day("2026-03-01")).with("until", day("2026-03-31"));
        create("delegation", 62, values.with("scope", Value::choice(scope)))
    };
    assert_eq!(keys(&refused(&office, delegation("liaison"))), ["problem.delegates_beyond_rights"]);
    assert_eq!(person_session(&office, 13).permissions.scope("policy", chancery::desk::Right::Create), None);
    run(&office, delegation("supervision"));
    assert!(person_session(&office, 13).permissions.scope("policy", chancery::desk::Right::Create).is_some());

    let leave = Command::Move {
        register: "person".to_owned(),
        id: id(12),
        base: None,
        transition: "leave".to_owned(),
        values: Values::new().with("left_on", day("2026-03-10")),
        reason: Some("调动".to_owned()),
    };
    let mut still = keys(&refused(&office, leave.clone()));
    still.sort_unstable();
    assert_eq!(still, ["problem.still_delegates", "problem.still_holds_posts"]);
    run(&office, void("delegation", 62));
    run(&office, update("appointment", 32, None, Values::new().with("until", day("2026-03-10"))));
    run(&office, leave);
    let snapshot = office.store().snapshot().unwrap();
    let gone = Session::of_person(&snapshot, id(12), moment(30).date_naive()).unwrap_err();
    assert_eq!(keys(&gone), ["denied.person_left"]);

    let parent = |of, to| update("unit", of, None, Values::new().with("parent", link(to)));
    run(&office, unit(2, "B"));
    run(&office, unit(3, "C"));
    run(&office, parent(2, 1));
    run(&office, parent(3, 2));
    assert_eq!(keys(&refused(&office, parent(1, 3))), ["problem.unit_cycle"]);
    assert_eq!(keys(&refused(&office, parent(1, 1))), ["problem.unit_cycle"]);
    let chief = |of, to| update("post", of, None, Values::new().with("reports_to", link(to)));
    run(&office, chief(21, 20));
    run(&office, chief(22, 21));
    assert_eq!(keys(&refused(&office, chief(20, 22))), ["problem.post_cycle"]);
}

#[test]
fn history_and_the_past_are_read_from_the_chain() {
    let clock = SetClock::new();
    let office = Office::new(Store::in_memory(&info()).unwrap(), clock.clone()).unwrap();
    run(&office, person(10, "王芳"));
    for (days, text) in [(1, "东楼"), (2, "西楼")] {
        clock.set(moment(days));
        run(&office, set_place(text));
    }
    clock.set(moment(3));
    run(&office, void("person", 10));
    clock.set(moment(4));
    run(&office, restore("person", 10));
    let reader = office.reader(&owner()).unwrap();
    let person_type = find("person").unwrap();
    let verbs: Vec<Verb> =
        reader.history(person_type, id(10)).unwrap().into_iter().map(|of| of.verb).collect();
    assert_eq!(verbs, [Verb::Restore, Verb::Void, Verb::Update, Verb::Update, Verb::Create]);
    let place_index = person_type.field("place").unwrap().0;
    let then = |moment| {
        let view = reader.as_of(person_type, id(10), moment).unwrap()?;
        Some(view.row.record.value(place_index).as_str().unwrap_or_default().to_owned())
    };
    let places: Vec<Option<String>> = (-1..5).map(|days| then(moment(days))).collect();
    let expected = [None, Some(""), Some("东楼"), Some("西楼"), None, Some("西楼")];
    assert_eq!(places, expected.map(|place| place.map(str::to_owned)));
}

#[test]
fn many_writers_at_once_lose_nothing() {
    let disk = Disk::default();
    let office = office_on(&disk);
    run(&office, unit(1, "BGS"));
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let office = &office;
            scope.spawn(move || {
                let answers: Vec<_> = (0..25)
                    .map(|number| {
                        // Every fifth asks for a number that is taken, among those that are good.
                        let number = 1000 + thread * 100 + number;
                        let command =
                            if number % 5 == 4 { unit(number, "BGS") } else { person(number, "众") };
                        (number, office.submit(&owner(), command))
                    })
                    .collect();
                for (number, answer) in answers {
                    assert_eq!(answer.recv().unwrap().is_ok(), number % 5 != 4);
                }
            });
        }
    });
    // What was answered survives a power cut, although the office was not closed.
    let store = Store::with_backend(Disk::of(disk.durable_image()), &info()).unwrap();
    let snapshot = store.snapshot().unwrap();
    let report = integrity::check(&snapshot, RECORDS).unwrap();
    assert_eq!((report.records, report.findings), (161, Vec::new()));
}

#[test]
fn what_may_not_be_seen_is_not_there() {
    let office = staffed();
    let secret = Values::new().text("mobile", "13900000000").with("born_on", day("1990-01-01"));
    run(&office, update("person", 12, None, secret.clone()));
    run(&office, update("person", 13, None, secret.clone()));
    let staff = person_session(&office, 13);
    let reader = office.reader(&staff).unwrap();
    let person_type = find("person").unwrap();
    let mobile = person_type.field("mobile").unwrap().0;
    let of = |number| reader.get(person_type, id(number)).unwrap().unwrap();
    assert_eq!(of(12).value(mobile), None);
    assert_eq!(of(12).row.record.value(mobile), Value::Nothing);
    assert_eq!(of(13).value(mobile), Some(Value::text("13900000000")), "people see what is kept about them");
    let mut visited = 0;
    let mut look = |view: chancery::desk::View| {
        visited += 1;
        assert_eq!(view.is_hidden(mobile), view.row.meta.id != id(13));
        std::ops::ControlFlow::Continue(())
    };
    reader.visit(person_type, chancery::desk::Which::Living, &mut look).unwrap();
    assert_eq!(visited, 4);
    let history = reader.history(person_type, id(12)).unwrap();
    let changes = history.iter().flat_map(|entry| &entry.changes).filter(|change| change.field == "mobile");
    let shown: Vec<_> = changes.map(|change| (&change.before, &change.after)).collect();
    assert!(!shown.is_empty() && shown.iter().all(|pair| *pair == (&None, &None)), "{shown:?}");

    // Delegations are the business of those who take part in them.
    let values = Values::new().with("delegator", link(12)).with("delegate", link(11));
    let values = values.with("from", day("2026-03-01")).with("until", day("2026-03-31"));
    run(&office, create("delegation", 62, values.with("scope", Value::choice("supervision"))));
    let delegations = find("delegation").unwrap();
    let seen = |session: &Arc<Session>| {
        let reader = office.reader(session).unwrap();
        let referring = reader.referring(id(12)).unwrap();
        let through_link = referring.iter().any(|(register, ..)| register.name() == "delegation");
        let found = reader.get(delegations, id(62)).unwrap().is_some();
        (reader.count(delegations).unwrap(), through_link, found)
    };
    assert_eq!(seen(&staff), (0, false, false));
    assert_eq!(seen(&person_session(&office, 12)), (1, true, true));
}

#[test]
fn what_may_not_be_done_is_refused_by_its_rule() {
    let office = staffed();
    let staff = person_session(&office, 13);
    let refused = |session: &Arc<Session>, command| keys(&office.execute(session, command).unwrap_err());
    assert_eq!(refused(&staff, unit(70, "X")), ["denied.not_granted"]);
    assert_eq!(
        refused(&staff, update("unit", 1, None, Values::new().text("note", "x"))),
        ["denied.not_granted"]
    );
    // Staff data are kept by personnel: whoever could change their own unit or number would change their own rights.
    for (number, field) in [(12, "place"), (13, "place"), (13, "mobile")] {
        let change = update("person", number, None, Values::new().text(field, "x"));
        assert_eq!(refused(&staff, change), ["denied.not_granted"]);
    }
    assert_eq!(refused(&staff, void("person", 13)), ["denied.not_granted"]);
    assert_eq!(refused(&staff, void("delegation", 999)), ["problem.missing"]);

    // Whoever may change people but not see their numbers learns nothing by guessing.
    run(&office, duty(42, 23, "administration", "R"));
    let clerk = person_session(&office, 13);
    run(&office, update("person", 12, None, Values::new().text("mobile", "139")));
    for guess in ["139", "138"] {
        let command = update("person", 12, None, Values::new().text("mobile", guess));
        assert_eq!(refused(&clerk, command), ["denied.level"]);
    }
    let nobody = Session { person: Some(RecordId::default()), ..Session::clone(&staff) };
    let nobody = Arc::new(nobody);
    assert_eq!(refused(&nobody, go("person", 12, "start_leave")), ["problem.no_such_person"]);
}
