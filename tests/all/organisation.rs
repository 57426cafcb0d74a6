//! What keeps units, posts and appointments true to each other (`domain.md` §1).

use chancery::desk::{Command, Office, Values};
use chancery::model::{Problem, Value};

use crate::fixture::{appointment, create, day, id, office, owner, person, post, unit, update};

/// Unit 1 with a section 2; the director 10 in post 20, to which post 21 reports, which 11 holds.
fn staffed() -> Office {
    let office = office();
    run(&office, unit(1, "BGS"));
    run(&office, unit(2, "MSK"));
    run(&office, update("unit", 2, None, Values::new().with("parent", link(1))));
    for (number, name, role) in [(10, "主任", "director"), (11, "干事", "staff")] {
        run(&office, person(number, name));
        run(&office, post(number + 10, name, role));
        run(&office, update("post", number + 10, None, Values::new().with("unit", link(1))));
        run(&office, update("person", number, None, Values::new().with("unit", link(1))));
        run(&office, appointment(number + 20, number, number + 10));
    }
    run(&office, update("post", 21, None, Values::new().with("reports_to", link(20))));
    office
}

fn link(number: u32) -> Value {
    Value::Link(id(number))
}

fn run(office: &Office, command: Command) {
    office.execute(&owner(), command.clone()).unwrap_or_else(|problem| panic!("{command:?}: {problem:?}"));
}

/// Fields and keys of what stands against a command of the owner.
fn faults(office: &Office, command: Command) -> Vec<(&'static str, &'static str)> {
    match office.execute(&owner(), command).unwrap_err() {
        Problem::Input(faults) => {
            faults.iter().map(|fault| (fault.field.unwrap_or_default(), fault.message.key)).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn set(register: &str, number: u32, field: &'static str, value: Value) -> Command {
    update(register, number, None, Values::new().with(field, value))
}

fn moved(register: &str, number: u32, transition: &str) -> Command {
    Command::Move {
        register: register.to_owned(),
        id: id(number),
        base: None,
        transition: transition.to_owned(),
        values: Values::new(),
        reason: Some("调动".to_owned()),
    }
}

#[test]
fn a_post_becomes_the_directors_only_where_there_is_none() {
    let office = staffed();
    let director = || set("post", 21, "role", Value::choice("director"));
    assert_eq!(faults(&office, director()), [("role", "problem.second_director")]);
    run(&office, set("appointment", 30, "until", day("2026-01-31")));
    run(&office, set("appointment", 31, "from", day("2026-02-01")));
    run(&office, director());
}

#[test]
fn two_who_hold_one_post_do_not_become_directors_together() {
    let office = staffed();
    run(&office, set("appointment", 30, "until", day("2025-06-30")));
    run(&office, set("appointment", 31, "from", day("2025-07-01")));
    run(&office, person(12, "副手"));
    run(&office, appointment(32, 12, 21));
    run(&office, set("appointment", 32, "from", day("2025-07-01")));
    let director = || set("post", 21, "role", Value::choice("director"));
    assert_eq!(faults(&office, director()), [("role", "problem.second_director")]);
    run(&office, set("appointment", 32, "tenure", Value::choice("acting")));
    run(&office, director());
}

#[test]
fn a_post_is_closed_once_nobody_holds_it_or_reports_to_it() {
    let office = staffed();
    let closed = || set("post", 20, "valid_until", day("2026-03-31"));
    let both = [("valid_until", "problem.post_is_held"), ("valid_until", "problem.post_has_reports")];
    assert_eq!(faults(&office, closed()), both);
    run(&office, set("post", 21, "reports_to", Value::Nothing));
    run(&office, set("appointment", 30, "until", day("2026-03-31")));
    run(&office, closed());
    let later = |from| {
        let values = Values::new().with("person", link(11)).with("post", link(20)).with("from", day(from));
        create("appointment", 40, values.with("tenure", Value::choice("concurrent")))
    };
    assert_eq!(faults(&office, later("2026-04-01")), [("post", "problem.post_does_not_stand")]);
}

#[test]
fn a_unit_is_closed_once_it_is_empty() {
    let office = staffed();
    let closed = || set("unit", 1, "valid_until", day("2026-03-31"));
    let all = ["problem.unit_has_people", "problem.unit_has_posts", "problem.unit_has_units"];
    assert_eq!(faults(&office, closed()), all.map(|key| ("valid_until", key)));
    for number in [10, 11] {
        run(&office, set("person", number, "unit", link(2)));
        run(&office, set("post", number + 10, "unit", link(2)));
    }
    run(&office, set("unit", 2, "parent", Value::Nothing));
    run(&office, closed());
}

#[test]
fn a_person_holds_a_post_once_at_a_time_and_for_no_more_than_the_whole_time() {
    let office = staffed();
    let again = |share: i64| {
        let values = Values::new().with("person", link(11)).with("post", link(21));
        let values = values.with("tenure", Value::choice("concurrent")).with("share", Value::Integer(share));
        create("appointment", 40, values.with("from", day("2026-01-01")))
    };
    assert_eq!(faults(&office, again(50)), [("post", "problem.same_post_twice")]);
    run(&office, set("appointment", 31, "until", day("2025-12-31")));
    assert_eq!(faults(&office, again(101)), [("share", "problem.more_than_full_time")]);
    run(&office, again(100));
}

#[test]
fn who_has_left_heads_no_unit_and_is_given_no_delegation() {
    let office = staffed();
    run(&office, person(12, "离职者"));
    run(&office, set("person", 12, "left_on", day("2026-01-31")));
    run(&office, moved("person", 12, "leave"));
    assert_eq!(faults(&office, set("unit", 1, "head", link(12))), [("head", "problem.head_has_left")]);
    let values = Values::new().with("delegator", link(10)).with("delegate", link(12));
    let values = values.with("from", day("2026-01-01")).with("until", day("2026-03-31"));
    let given = create("delegation", 41, values.with("scope", Value::choice("liaison")));
    assert!(faults(&office, given).contains(&("delegate", "problem.person_has_left")));
}

#[test]
fn accounts_stand_and_what_an_office_was_made_of_stays_out_of_undo() {
    let office = staffed();
    run(&office, set("person", 11, "place", Value::text("东楼")));
    let values = Values::new().text("name", "zhang").with("person", link(11));
    run(&office, create("account", 50, values));
    run(&office, moved("account", 50, "disable"));
    // What was done before is not taken back in its place.
    assert_eq!(faults(&office, Command::Undo), [("", "problem.account_not_undone")]);
    run(&office, set("person", 11, "place", Value::text("西楼")));
    let undone = office.execute(&owner(), Command::Undo).unwrap();
    assert_eq!(undone.touched.iter().map(|touched| touched.register).collect::<Vec<_>>(), ["person"]);
    assert_eq!(faults(&office, Command::Undo), [("", "problem.account_not_undone")]);
    office.forget_undo().unwrap();
    let nothing = faults(&office, Command::Undo);
    assert_eq!(nothing, [("", "problem.nothing_to_undo")]);
    assert_eq!(faults(&office, Command::Redo), [("", "problem.nothing_to_redo")]);
}
