//! Rights as records: who gives them, where they come from, how they end, and that nobody gives them to themselves.

use std::collections::BTreeSet;
use std::sync::Arc;

use chancery::desk::{
    Asked, BUSINESS, Command, Office, PROTECTED, Permissions, Right, Session, Values, grant_identity,
    seed_roles,
};
use chancery::model::{Mark, Problem, RecordId, Role, Value};
use chancery::records::{RECORDS, domains, find};
use chancery::store::Store;
use chancery::text::Language;
use chrono::{DateTime, Utc};

use crate::fixture::{
    Disk, SetClock, appointment, create, day, digest, go, id, info, office, owner, person, post, unit,
    update, void,
};

fn link(number: u32) -> Value {
    Value::Link(id(number))
}

fn run(office: &Office, session: &Arc<Session>, command: Command) {
    office.execute(session, command.clone()).unwrap_or_else(|problem| panic!("{command:?}: {problem:?}"));
}

fn refused(office: &Office, session: &Arc<Session>, command: Command) -> &'static str {
    match office.execute(session, command).unwrap_err() {
        Problem::Denied(message) | Problem::Missing(message) => message.key,
        Problem::Input(faults) => faults[0].message.key,
        other => panic!("{other:?}"),
    }
}

fn session(office: &Office, number: u32) -> Arc<Session> {
    let snapshot = office.store().snapshot().unwrap();
    Arc::new(Session::of_person(&snapshot, id(number), office.clock().today()).unwrap())
}

/// People 10 … with the roles given, each in a post of their own.
fn staffed(office: &Office, roles: &[&str]) {
    for (number, role) in (10_u32..).zip(roles) {
        run(office, &owner(), person(number, &format!("{role} 甲")));
        run(office, &owner(), post(number + 100, &format!("{role}{number}"), role));
        run(office, &owner(), appointment(number + 200, number, number + 100));
    }
}

fn duty(number: u32, post: u32, function: &str, involvement: &str) -> Command {
    let values = Values::new().with("function", Value::choice(function)).with("post", link(post));
    create("duty", number, values.with("involvement", Value::choice(involvement)))
}

fn policy(number: u32) -> Command {
    let values = Values::new().text("number", format!("ZD{number}")).text("name", "制度");
    create("policy", number, values.with("owner", link(1)))
}

fn clocked() -> (Office, Arc<SetClock>) {
    let clock = SetClock::new();
    let store = Store::with_backend(Disk::default(), &info()).unwrap();
    (Office::new(store, clock.clone()).unwrap(), clock)
}

#[test]
fn every_register_has_its_place_in_the_template() {
    let mut placed = BTreeSet::new();
    for register in BUSINESS.iter().chain(&*PROTECTED).chain(domains::UPKEEP).chain(domains::ACCOUNTS) {
        assert!(placed.insert(*register), "{register} stands in the template twice");
    }
    let registered: BTreeSet<&str> = RECORDS.iter().map(|of| of.name()).collect();
    assert_eq!(
        placed, registered,
        "name each register in one list of `records::domains`; till then it is denied"
    );
}

#[test]
fn the_template_written_down_grants_the_same() {
    let office = office();
    let roles: Vec<&str> = Role::ALL.iter().map(|role| chancery::model::Choice::code(*role)).collect();
    staffed(&office, &roles);
    run(&office, &owner(), duty(900, 110, "supervision", "R"));
    let rights = |office: &Office| -> Vec<_> {
        let snapshot = office.store().snapshot().unwrap();
        let mut all = Vec::new();
        for number in (10_u32..).take(roles.len()) {
            let day = office.clock().today();
            let (_, permissions) = Permissions::of_person(&snapshot, id(number), day).unwrap();
            for record_type in RECORDS {
                let name = record_type.name();
                all.push(Right::ALL.map(|right| permissions.scope(name, right)).to_vec());
                let levels = chancery::model::Level::ALL.map(|level| permissions.field_right(name, level));
                assert!(levels.len() == 4);
                all.push(
                    levels
                        .iter()
                        .map(|right| (*right as usize > 0).then_some(chancery::desk::Scope::All))
                        .collect(),
                );
            }
            assert_eq!(permissions.may_audit(), roles[number as usize - 10] == "auditor");
            assert_eq!(permissions.may_maintain(), roles[number as usize - 10] == "system");
        }
        all
    };
    let before = rights(&office);
    seed_roles(&office, &owner(), Language::English).unwrap();
    assert_eq!(rights(&office), before);
    seed_roles(&office, &owner(), Language::English).unwrap();
    assert!(before.iter().flatten().any(Option::is_some));
}

#[test]
fn a_grant_that_changes_counts_from_the_next_command_on() {
    let office = office();
    staffed(&office, &["staff"]);
    run(&office, &owner(), unit(1, "BGS"));
    seed_roles(&office, &owner(), Language::English).unwrap();
    let held = session(&office, 10);
    let note = || update("unit", 1, None, Values::new().text("note", "x"));
    assert_eq!(refused(&office, &held, note()), "denied.not_granted");
    let everyone = grant_identity("everyone", "unit");
    let set = |reach: &str| Command::Update {
        register: "role_grant".to_owned(),
        id: everyone,
        base: None,
        values: Values::new().with("update", Value::choice(reach)),
    };
    run(&office, &owner(), set("all"));
    run(&office, &held, note());
    run(&office, &owner(), Command::Undo);
    assert_eq!(
        refused(&office, &held, update("unit", 1, None, Values::new().text("note", "y"))),
        "denied.not_granted"
    );
    // Without any role nothing is left, not the template either.
    let roles: Vec<RecordId> = {
        let reader = office.reader(&owner()).unwrap();
        reader
            .all::<chancery::records::protection::RoleGrant>()
            .unwrap()
            .iter()
            .map(|of| of.meta.id)
            .collect()
    };
    for grant in roles {
        let reason = "试验".to_owned();
        run(&office, &owner(), Command::Void { register: "role_grant".to_owned(), id: grant, reason });
    }
    let reader = office.reader(&held).unwrap();
    assert!(RECORDS.iter().all(|of| reader.count(*of).unwrap() == 0));
}

#[test]
fn a_command_without_a_grant_is_denied_and_writes_nothing() {
    let office = office();
    staffed(&office, &["kiosk"]);
    run(&office, &owner(), unit(1, "BGS"));
    let kiosk = session(&office, 10);
    let before = digest(&office.store().snapshot().unwrap()).unwrap();
    let mut tried = 0;
    for record_type in RECORDS {
        let register = || record_type.name().to_owned();
        let (target, attachment) = (id(1), id(7));
        let commands = [
            Command::Create { register: register(), id: id(99), values: Values::new() },
            Command::Update { register: register(), id: target, base: None, values: Values::new() },
            Command::Amend {
                register: register(),
                id: target,
                base: None,
                values: Values::new(),
                reason: "试验".to_owned(),
            },
            Command::Complete { register: register(), id: target, values: Values::new() },
            Command::Move {
                register: register(),
                id: target,
                base: None,
                transition: "x".to_owned(),
                values: Values::new(),
                reason: None,
            },
            Command::Void { register: register(), id: target, reason: "x".to_owned() },
            Command::Restore { register: register(), id: target },
            Command::Attach {
                register: register(),
                id: target,
                attachment,
                name: "x".to_owned(),
                media_type: String::new(),
                content: Vec::new(),
                reason: String::new(),
                text: None,
            },
            Command::AttachDeposit {
                register: register(),
                id: target,
                attachment,
                name: "x".to_owned(),
                media_type: String::new(),
                deposit: id(8),
                reason: String::new(),
            },
            Command::Detach { register: register(), id: target, attachment },
            Command::Mark {
                register: register(),
                id: target,
                attachment: None,
                mark: Mark::default(),
                reason: String::new(),
            },
        ];
        let note = Command::Note { register: register(), id: id(99), values: Values::new() };
        let notes = record_type.is_trace().then_some(note);
        for command in commands.into_iter().chain(notes) {
            // A new kind of command that is missing above does not compile here without an arm.
            let needs_right = match &command {
                Command::Create { .. }
                | Command::Note { .. }
                | Command::Update { .. }
                | Command::Amend { .. }
                | Command::Complete { .. }
                | Command::Move { .. }
                | Command::Void { .. }
                | Command::Restore { .. }
                | Command::Attach { .. }
                | Command::AttachDeposit { .. }
                | Command::Detach { .. }
                | Command::Mark { .. } => true,
                Command::Batch { .. } | Command::Undo | Command::Redo => false,
            };
            assert_eq!(command.right().is_some(), needs_right);
            let problem = office.execute(&kiosk, command.clone()).unwrap_err();
            let refused = matches!(problem, Problem::Denied(_) | Problem::Missing(_));
            assert!(
                refused
                    || matches!(&problem, Problem::Input(faults)
                        if ["problem.no_workflow", "problem.not_a_step"].contains(&faults[0].message.key)),
                "{command:?}: {problem:?}"
            );
            tried += 1;
        }
    }
    assert!(tried >= 8 * 8);
    assert_eq!(digest(&office.store().snapshot().unwrap()).unwrap(), before);
}

fn delegation(number: u32, from: &str, until: &str, delegator: u32, delegate: u32) -> Command {
    let values = Values::new().with("delegator", link(delegator)).with("delegate", link(delegate));
    let values = values.with("scope", Value::choice("supervision"));
    create("delegation", number, values.with("from", day(from)).with("until", day(until)))
}

#[test]
fn a_delegation_begins_and_ends_by_itself_and_goes_no_further() {
    let (office, clock) = clocked();
    let at = |text: &str| clock.set(text.parse::<DateTime<Utc>>().unwrap());
    staffed(&office, &["director", "staff", "staff"]);
    run(&office, &owner(), duty(900, 110, "supervision", "A"));
    run(&office, &owner(), unit(1, "BGS"));
    run(&office, &owner(), policy(50));
    run(&office, &owner(), delegation(60, "2026-03-10", "2026-03-20", 10, 11));
    let held = session(&office, 11);
    let policies = find("policy").unwrap();
    let publish = || {
        let values =
            Values::new().with("effective_on", day("2026-04-01")).with("review_on", day("2027-04-01"));
        Command::Move {
            register: "policy".to_owned(),
            id: id(50),
            base: None,
            transition: "publish".to_owned(),
            values,
            reason: None,
        }
    };
    assert_eq!(refused(&office, &held, policy(51)), "denied.not_granted");
    let why = |allowed: bool, rule: &str| {
        let reader = office.reader(&held).unwrap();
        let answer = reader.explain(policies, None, Asked::Right(Right::Create), None).unwrap();
        assert_eq!(answer.allowed, allowed);
        assert!(answer.reasons.iter().any(|reason| reason.key == rule), "{:?}", answer.reasons);
    };
    why(false, "why.lapsed");
    at("2026-03-10T01:00:00Z");
    run(&office, &held, policy(51));
    why(true, "origin.delegation");
    run(&office, &owner(), go("policy", 50, "consult"));
    run(&office, &owner(), go("policy", 50, "deliberate"));
    // What only the director may take, whoever acts for the director takes in that function.
    run(&office, &held, publish());
    // What was passed on is not passed on again, and nobody passes it to themselves.
    assert_eq!(
        refused(&office, &owner(), delegation(61, "2026-03-11", "2026-03-12", 11, 12)),
        "problem.delegates_beyond_rights"
    );
    // The last day counts whole; in the office it ends eight hours before it does in UTC.
    at("2026-03-20T15:59:00Z");
    run(&office, &held, policy(52));
    at("2026-03-20T16:00:00Z");
    assert_eq!(refused(&office, &held, policy(53)), "denied.not_granted");
    why(false, "why.lapsed");
}

#[test]
fn nobody_gives_rights_to_themselves() {
    let office = office();
    staffed(&office, &["security", "personnel", "staff"]);
    seed_roles(&office, &owner(), Language::English).unwrap();
    let (security, personnel) = (session(&office, 10), session(&office, 11));
    let director = Value::Link(chancery::desk::template().role("director").unwrap().id);
    let assign = |number: u32, person: u32| {
        create(
            "role_assignment",
            number,
            Values::new().with("role", director.clone()).with("person", link(person)),
        )
    };
    assert_eq!(refused(&office, &security, assign(70, 10)), "denied.to_oneself");
    run(&office, &security, assign(71, 12));
    let clear = |number: u32, person: u32| {
        let values = Values::new().with("person", link(person)).with("level", Value::choice("trade"));
        create("clearance", number, values.with("from", day("2026-01-01")).with("until", day("2026-12-31")))
    };
    assert_eq!(refused(&office, &security, clear(72, 10)), "denied.to_oneself");
    run(&office, &security, clear(73, 12));
    let own_role = Command::Update {
        register: "role_grant".to_owned(),
        id: grant_identity("security", "role"),
        base: None,
        values: Values::new().with("mark", Value::choice("all")),
    };
    assert_eq!(refused(&office, &security, own_role), "denied.to_oneself");
    run(&office, &owner(), post(150, "ZR", "director"));
    assert_eq!(refused(&office, &personnel, appointment(251, 11, 150)), "denied.to_oneself");
    let promote = update("post", 111, None, Values::new().with("role", Value::choice("director")));
    assert_eq!(refused(&office, &personnel, promote), "denied.to_oneself");
    run(&office, &owner(), duty(901, 112, "supervision", "A"));
    assert_eq!(
        refused(&office, &personnel, delegation(62, "2026-03-01", "2026-03-09", 12, 11)),
        "denied.to_oneself"
    );
    // The role that was assigned is there at once.
    assert!(session(&office, 12).permissions.scope("policy", Right::Export).is_some());
}

#[test]
fn three_administrators_are_apart_until_two_of_them_end_it() {
    let office = office();
    staffed(&office, &["system", "staff", "auditor", "director"]);
    seed_roles(&office, &owner(), Language::English).unwrap();
    let three = |number: u32, people: [u32; 3]| {
        let [system, security, auditor] = people.map(link);
        let values = Values::new().with("system", system).with("security", security);
        create("separation", number, values.with("auditor", auditor))
    };
    assert_eq!(refused(&office, &owner(), three(80, [10, 10, 12])), "problem.one_of_three");
    let system = session(&office, 10);
    let role = |number: u32| {
        create("role", number, Values::new().text("code", format!("r{number}")).text("name", "新角色"))
    };
    run(&office, &system, role(81));
    run(&office, &owner(), three(80, [10, 11, 12]));
    let [security, auditor, director] = [11, 12, 13].map(|number| session(&office, number));
    // Each of them has its own, none the other's, and the owner none of it.
    assert_eq!(refused(&office, &system, role(82)), "denied.protected");
    assert_eq!(refused(&office, &auditor, role(82)), "denied.protected");
    assert_eq!(refused(&office, &director, role(82)), "denied.protected");
    assert_eq!(refused(&office, &owner(), role(82)), "denied.separated");
    run(&office, &security, role(82));
    let may = |session: &Arc<Session>| {
        let permissions = office.current(session).unwrap().permissions.clone();
        (permissions.may_audit(), permissions.may_maintain())
    };
    assert_eq!(
        [&system, &security, &auditor, &owner()].map(may),
        [(false, true), (false, false), (true, false), (false, false)]
    );
    assert!(office.reader(&owner()).unwrap().whole().is_err());
    // They decide nothing of the office's business; the owner still does.
    for administrator in [&system, &security, &auditor] {
        assert_eq!(refused(&office, administrator, unit(90, "X")), "denied.not_granted");
    }
    run(&office, &owner(), unit(90, "X"));
    // It can't be exchanged, voided, undone or ended by one.
    let exchange = update("separation", 80, None, Values::new().with("auditor", link(13)));
    assert!(refused(&office, &security, exchange.clone()).starts_with("denied."));
    assert!(refused(&office, &owner(), exchange).starts_with("denied."));
    assert!(refused(&office, &owner(), void("separation", 80)).starts_with("denied."));
    run(&office, &owner(), Command::Undo);
    assert!(
        refused(&office, &owner(), Command::Undo).starts_with("denied."),
        "who set it up does not undo it"
    );
    let ask = |by: &Arc<Session>| {
        let reason = Some("改制".to_owned());
        let (register, transition) = ("separation".to_owned(), "ask_end".to_owned());
        office.execute(
            by,
            Command::Move { register, id: id(80), base: None, transition, values: Values::new(), reason },
        )
    };
    assert!(ask(&director).is_err() && ask(&owner()).is_err());
    assert_eq!(refused(&office, &security, go("separation", 80, "end")), "problem.wrong_state");
    ask(&system).unwrap();
    assert_eq!(refused(&office, &system, go("separation", 80, "end")), "denied.separation_two");
    assert_eq!(
        refused(&office, &system, role(83)),
        "denied.protected",
        "still in force while one of them asks"
    );
    run(&office, &auditor, go("separation", 80, "end"));
    run(&office, &owner(), role(83));
    assert_eq!(may(&owner()), (true, true));
}

#[test]
fn what_the_program_named_is_read_in_everybodys_language() {
    let office = office();
    seed_roles(&office, &owner(), Language::English).unwrap();
    let secretary = office.reader(&owner()).unwrap().linked("role", "secretary").unwrap()[0];
    let values = Values::new().with("role", Value::Link(secretary)).text("register", "backup_plan");
    let done = office.execute(&owner(), create("role_grant", 90, values)).unwrap().message;
    assert!(done.in_language(Language::SimplifiedChinese).ends_with(" · 备份计划"), "{done:?}");
    assert!(done.in_language(Language::English).ends_with(" · Backup plan"), "{done:?}");
    run(&office, &owner(), Command::Undo);
    let role = find("role").unwrap();
    let grant = find("role_grant").unwrap();
    let titles = |language: Language, record_type: &'static dyn chancery::model::RecordType| {
        let reader = office.reader(&owner()).unwrap().in_language(language);
        let mut titles = BTreeSet::new();
        reader
            .visit(record_type, chancery::desk::Which::Living, &mut |view| {
                titles.insert(reader.title(record_type, &view.row).unwrap());
                std::ops::ControlFlow::Continue(())
            })
            .unwrap();
        titles
    };
    let chinese = Language::SimplifiedChinese;
    assert!(titles(chinese, role).contains("主任") && titles(Language::English, role).contains("Director"));
    assert!(titles(chinese, grant).contains("主任 · 人员"), "{:?}", titles(chinese, grant));
    assert!(!titles(chinese, grant).iter().any(|title| title.contains("person")));
    // Renamed it is what it was renamed to, in every language.
    let director = office.reader(&owner()).unwrap().linked("role", "director").unwrap()[0];
    let values = Values::new().text("name", "Head of office");
    let rename = Command::Update { register: "role".to_owned(), id: director, base: None, values };
    run(&office, &owner(), rename);
    assert!(titles(chinese, role).contains("Head of office") && !titles(chinese, role).contains("主任"));
}
