//! Marks of secrecy: who may put them on and take them off, what a seal keeps shut, and what is written down.

use std::sync::Arc;

use chancery::desk::{Access, Asked, Command, Office, Outlet, RegisterList, Right, Session, Values, Which};
use chancery::exchange::{ImportOptions, export_file, import_file, release_file};
use chancery::model::{Mark, Problem, Secrecy, Term, Value};
use chancery::records::{RECORDS, find};
use chancery::store::audit::{self, Verb};
use chancery::store::{Store, integrity};
use chancery::text::Language;
use chrono::{DateTime, TimeDelta, Utc};

use crate::fixture::{
    Disk, SetClock, appointment, attach, create, day, go, id, info, moment, owner, person, post, unit,
    update, void,
};

struct Place {
    office: Office,
    clock: Arc<SetClock>,
}

impl Place {
    /// Director 10, deputy 11, staff 12, 13 and personnel 14; the units 1 and 2, the policy 50.
    fn new() -> Self {
        let clock = SetClock::new();
        let store = Store::with_backend(Disk::default(), &info()).unwrap();
        let place = Self { office: Office::new(store, clock.clone()).unwrap(), clock };
        for (number, role) in (10_u32..).zip(["director", "deputy", "staff", "staff", "personnel"]) {
            place.run(0, person(number, &format!("{role}{number}")));
            place.run(0, post(number + 100, &format!("{role}{number}"), role));
            place.run(0, appointment(number + 200, number, number + 100));
        }
        place.run(0, unit(1, "BGS"));
        place.run(0, unit(2, "CWB"));
        let policy =
            Values::new().text("number", "ZD50").text("name", "并购方案").text("summary", "收购价格");
        place.run(0, create("policy", 50, policy));
        place
    }

    fn session(&self, number: u32) -> Arc<Session> {
        if number == 0 {
            return Arc::new(Session::owner());
        }
        let snapshot = self.office.store().snapshot().unwrap();
        Arc::new(Session::of_person(&snapshot, id(number), self.office.clock().today()).unwrap())
    }

    fn run(&self, by: u32, command: Command) {
        let session = self.session(by);
        self.office
            .execute(&session, command.clone())
            .unwrap_or_else(|problem| panic!("{command:?}: {problem:?}"));
    }

    fn refused(&self, by: u32, command: Command) -> &'static str {
        match self.office.execute(&self.session(by), command).unwrap_err() {
            Problem::Denied(message) | Problem::Missing(message) => message.key,
            Problem::Input(faults) => faults[0].message.key,
            other => panic!("{other:?}"),
        }
    }

    fn clear(&self, number: u32, level: &str) {
        let values =
            Values::new().with("person", Value::Link(id(number))).with("level", Value::choice(level));
        let values = values.with("from", day("2026-01-01")).with("until", day("2026-12-31"));
        self.run(0, create("clearance", number + 300, values));
    }

    fn sees(&self, by: u32, register: &str, number: u32) -> bool {
        let reader = self.office.reader(&self.session(by)).unwrap();
        reader.get(find(register).unwrap(), id(number)).unwrap().is_some()
    }

    fn level(&self, register: &str, number: u32) -> Secrecy {
        let reader = self.office.reader(&self.session(0)).unwrap();
        reader.get_any(find(register).unwrap(), id(number)).unwrap().unwrap().secrecy()
    }

    fn entries(&self, verb: Verb) -> Vec<audit::AuditEntry> {
        let mut found = Vec::new();
        let snapshot = self.office.store().snapshot().unwrap();
        audit::visit_back(&snapshot, &mut |_, entry| {
            if entry.verb == verb {
                found.push(entry);
            }
            Ok(std::ops::ControlFlow::Continue(()))
        })
        .unwrap();
        found
    }
}

fn mark(register: &str, number: u32, level: Secrecy, reason: &str) -> Command {
    let basis = "商业秘密目录 3".to_owned();
    let mark = Mark { level, term: Term::Years(2), basis, ..Mark::default() };
    marked(register, number, mark, reason)
}

fn marked(register: &str, number: u32, mark: Mark, reason: &str) -> Command {
    Command::Mark {
        register: register.to_owned(),
        id: id(number),
        attachment: None,
        mark,
        reason: reason.to_owned(),
    }
}

#[test]
fn a_level_rises_by_whoever_marks_and_falls_only_with_right_and_reason() {
    let place = Place::new();
    assert_eq!(place.refused(12, mark("policy", 50, Secrecy::Internal, "")), "denied.not_granted");
    assert_eq!(place.refused(11, mark("policy", 50, Secrecy::Trade, "")), "denied.above_clearance");
    place.clear(10, "core_trade");
    place.clear(11, "trade");
    place.run(11, mark("policy", 50, Secrecy::Trade, ""));
    assert!(place.sees(11, "policy", 50) && !place.sees(12, "policy", 50));
    // Neither the deputy nor undo, edit or an empty reason brings it down.
    assert_eq!(place.refused(11, mark("policy", 50, Secrecy::Internal, "不再敏感")), "denied.not_granted");
    assert_eq!(place.refused(10, mark("policy", 50, Secrecy::Internal, " ")), "problem.reason_required");
    assert_eq!(place.refused(11, Command::Undo), "problem.mark_not_undone");
    place.run(0, update("policy", 50, None, Values::new().text("version", "2")));
    place.run(0, void("policy", 50));
    place.run(0, Command::Undo);
    assert_eq!(place.level("policy", 50), Secrecy::Trade);
    place.run(10, mark("policy", 50, Secrecy::Internal, "已公开披露"));
    assert_eq!(place.level("policy", 50), Secrecy::Internal);
    let entries = place.entries(Verb::Mark);
    assert_eq!(entries[0].reason.as_deref(), Some("已公开披露"));
    assert_eq!(entries.len(), 2);
    let report = integrity::check(&place.office.store().snapshot().unwrap(), RECORDS).unwrap();
    assert_eq!(report.findings, []);
}

#[test]
fn a_circle_holds_those_named_and_the_units_they_belong_to() {
    let place = Place::new();
    place.run(0, update("person", 12, None, Values::new().with("unit", Value::Link(id(2)))));
    let circle = |members: Vec<u32>| {
        let circle = members.into_iter().map(id).collect();
        Mark { level: Secrecy::Internal, circle, ..Mark::default() }
    };
    assert_eq!(place.refused(10, marked("policy", 50, circle(vec![2]), "")), "problem.circle_without_you");
    assert_eq!(place.refused(10, marked("policy", 50, circle(vec![10, 999]), "")), "problem.no_such_record");
    place.run(10, marked("policy", 50, circle(vec![10, 2]), ""));
    let seen: Vec<bool> = [10, 11, 12, 13].map(|person| place.sees(person, "policy", 50)).to_vec();
    assert_eq!(seen, [true, false, true, false]);
    // Wider is declassifying.
    assert_eq!(
        place.refused(10, marked("policy", 50, circle(vec![10, 2, 13]), "")),
        "problem.reason_required"
    );
    place.run(10, marked("policy", 50, circle(vec![10, 2, 13]), "参与项目"));
    assert!(place.sees(13, "policy", 50));
}

#[test]
fn state_secrets_are_registered_without_their_content() {
    let place = Place::new();
    place.run(0, attach("policy", 50, 60, b"text"));
    let secret = |years: u32| Mark {
        level: Secrecy::Confidential,
        term: Term::Years(years),
        basis: "定密事项一览表".to_owned(),
        ..Mark::default()
    };
    assert_eq!(place.refused(0, marked("policy", 50, secret(5), "")), "problem.no_state_secret_content");
    place.run(0, Command::Detach { register: "policy".to_owned(), id: id(50), attachment: id(60) });
    assert_eq!(place.refused(0, marked("policy", 50, secret(10), "")), "problem.state_secret_text");
    let summary = |text: &str| update("policy", 50, None, Values::new().with("summary", Value::text(text)));
    place.run(0, summary(""));
    assert_eq!(place.refused(0, marked("policy", 50, secret(11), "")), "problem.mark_too_long");
    place.run(0, marked("policy", 50, secret(10), ""));
    assert_eq!(place.refused(0, attach("policy", 50, 61, b"text")), "problem.no_state_secret_content");
    assert_eq!(place.refused(0, summary("收购价格")), "problem.state_secret_text");
    let shown = place.office.reader(&place.session(0)).unwrap().mark("policy", id(50)).unwrap().unwrap();
    assert_eq!(shown.shown(Language::SimplifiedChinese), "秘密★10年");
    assert_eq!(Mark::from_shown("秘密★10年"), Some((Secrecy::Confidential, Term::Years(10))));
    let ending = place.office.reader(&place.session(0)).unwrap().marks_ending(day_of("2036-03-02")).unwrap();
    assert_eq!(ending.len(), 1);
    assert!(
        place
            .office
            .reader(&place.session(12))
            .unwrap()
            .marks_ending(day_of("2036-03-02"))
            .unwrap()
            .is_empty()
    );
}

fn day_of(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

#[test]
fn what_is_sealed_opens_for_one_with_anothers_consent_and_closes_by_itself() {
    let place = Place::new();
    let sealed = Mark { level: Secrecy::Internal, sealed: true, ..Mark::default() };
    place.run(10, marked("policy", 50, sealed.clone(), ""));
    let summary = |by: u32| {
        let reader = place.office.reader(&place.session(by)).unwrap();
        let policies = find("policy").unwrap();
        let view = reader.get(policies, id(50)).unwrap().unwrap();
        reader.record_detail(policies, &view);
        (view.value(policies.field("name").unwrap().0), view.value(policies.field("summary").unwrap().0))
    };
    let (name, content) = (Some(Value::text("并购方案")), Some(Value::text("收购价格")));
    for by in [10, 12] {
        assert_eq!(summary(by), (name.clone(), None), "the seal holds for everybody");
    }
    assert_eq!(
        place.refused(10, update("policy", 50, None, Values::new().text("summary", "x"))),
        "denied.not_granted"
    );
    let ask = |number: u32, subject: u32| {
        let values = Values::new().text("register", "policy").text("subject", id(subject).to_string());
        create("opening", number, values.text("purpose", "谈判准备"))
    };
    assert_eq!(place.refused(12, ask(70, 51)), "problem.no_such_record");
    assert_eq!(place.refused(0, ask(70, 50)), "problem.opening_needs_person");
    place.run(12, ask(70, 50));
    assert!(!place.sees(13, "opening", 70), "a request is the business of those who take part");
    assert!(place.refused(12, go("opening", 70, "consent")).starts_with("denied."));
    place.run(10, ask(71, 50));
    assert_eq!(place.refused(10, go("opening", 71, "consent")), "denied.four_eyes");
    place.run(10, go("opening", 70, "consent"));
    assert_eq!(summary(12), (name.clone(), content.clone()));
    assert_eq!(summary(13), (name.clone(), None), "opened for one");
    place.clock.set(moment(0) + TimeDelta::minutes(31));
    assert_eq!(summary(12), (name.clone(), None), "and not for long");
    assert_eq!(
        place.refused(10, marked("policy", 50, Mark { sealed: false, ..sealed }, "")),
        "problem.reason_required"
    );
}

/// Accesses are noted by the writer; a command after them waits for it.
fn settle(place: &Place, number: u32) {
    place.run(0, unit(number, &format!("S{number}")));
}

#[test]
fn reads_of_what_is_sensitive_and_exports_stand_in_the_chain_once() {
    let place = Place::new();
    place.run(0, update("person", 12, None, Values::new().text("mobile", "13900000000")));
    let people = find("person").unwrap();
    let read = |by: u32| {
        let reader = place.office.reader(&place.session(by)).unwrap();
        RegisterList::read(&reader, people, Which::Living, Language::English, &mut |_| true).unwrap();
    };
    for _ in 0..5 {
        read(14);
        read(12);
    }
    settle(&place, 90);
    let reads = place.entries(Verb::Read);
    let by: Vec<_> = reads.iter().map(|entry| entry.by).collect();
    assert!(by.contains(&Some(id(14))), "personnel saw the numbers");
    assert_eq!(
        by.iter().filter(|by| **by == Some(id(14))).count(),
        1,
        "five looks within ten minutes are one"
    );
    let access: Access = serde_json::from_str(reads[0].changes[0].after.as_str().unwrap()).unwrap();
    assert_eq!((access.outlet, access.count), (Outlet::List, 5));
    assert_eq!(access.levels, ["level.personal"]);
    place.clock.set(moment(0) + TimeDelta::minutes(11));
    read(14);
    settle(&place, 91);
    let again = place.entries(Verb::Read).iter().filter(|entry| entry.by == Some(id(14))).count();
    assert_eq!(again, 2);

    let folder = tempfile::tempdir().unwrap();
    let reader = place.office.reader(&place.session(14)).unwrap();
    let path = folder.path().join("people.csv");
    export_file(&reader, people, &path, &chancery::desk::Conditions::default()).unwrap();
    settle(&place, 92);
    let exports = place.entries(Verb::Export);
    assert_eq!((exports.len(), exports[0].by), (1, Some(id(14))));
    let chain = audit::verify(&place.office.store().snapshot().unwrap()).unwrap();
    assert_eq!(chain.broken_at, None);
    // Such entries are no part of a record's history, and nothing to undo.
    assert!(reader.history(people, id(12)).unwrap().iter().all(|entry| entry.verb != Verb::Read));
    assert_eq!(place.refused(14, Command::Undo), "problem.nothing_to_undo");
}

#[test]
fn a_level_goes_with_its_record_into_a_file_or_the_record_stays() {
    let place = Place::new();
    place.run(10, mark("policy", 50, Secrecy::Internal, ""));
    place.run(0, create("policy", 51, Values::new().text("number", "ZD51").text("name", "核心配方")));
    place.clear(10, "core_trade");
    place.run(10, mark("policy", 51, Secrecy::CoreTrade, ""));
    let folder = tempfile::tempdir().unwrap();
    let policies = find("policy").unwrap();
    let all = chancery::desk::Conditions::default();
    let reader = place.office.reader(&place.session(10)).unwrap();
    for extension in ["csv", "xlsx", "jsonl"] {
        let path = folder.path().join(format!("policy.{extension}"));
        let report = export_file(&reader, policies, &path, &all).unwrap();
        assert_eq!((report.written, report.withheld), (1, 1));
        let fresh = {
            let store = Store::with_backend(Disk::default(), &info()).unwrap();
            Office::new(store, place.clock.clone()).unwrap()
        };
        let owner = owner();
        let import = import_file(&fresh, &owner, "policy", &path, &ImportOptions::default()).unwrap();
        assert_eq!((import.created, import.problems.len()), (1, 0), "{import:?}");
        let back = fresh.reader(&owner).unwrap().mark("policy", id(50)).unwrap().unwrap();
        assert_eq!((back.level, back.term), (Secrecy::Internal, Term::Years(2)), "{extension}");
    }
    let path = folder.path().join("released.csv");
    assert!(release_file(&reader, policies, &path, &all, " ").is_err());
    let deputy = place.office.reader(&place.session(11)).unwrap();
    assert!(matches!(release_file(&deputy, policies, &path, &all, "x"), Err(Problem::Denied(_))));
    let released = release_file(&reader, policies, &path, &all, "法院调取").unwrap();
    assert_eq!((released.written, released.withheld), (2, 0));
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("核心商密★2年") && text.contains("核心配方"));
    settle(&place, 93);
    assert_eq!(place.entries(Verb::Export)[0].reason.as_deref(), Some("法院调取"));
}

/// Why something marked is seen, why it does not leave, and nothing about it to whoever may not know of it.
#[test]
fn what_is_marked_says_by_which_rule_it_is_known() {
    let place = Place::new();
    place.clear(10, "core_trade");
    place.clear(11, "core_trade");
    let mark = Mark {
        level: Secrecy::CoreTrade,
        circle: vec![id(10), id(11)],
        basis: "商业秘密目录 3".to_owned(),
        sealed: true,
        ..Mark::default()
    };
    place.run(10, marked("policy", 50, mark, ""));
    let policies = find("policy").unwrap();
    let why = |by: u32, record: u32, right: Right| {
        let reader = place.office.reader(&place.session(by)).unwrap();
        let told = reader.explain(policies, Some(id(record)), Asked::Right(right), None).unwrap();
        (told.allowed, told.reasons)
    };
    let keys = |by: u32, right: Right| {
        let (allowed, reasons) = why(by, 50, right);
        (
            allowed,
            reasons.iter().map(|reason| reason.key).filter(|key| key.starts_with("why.")).collect::<Vec<_>>(),
        )
    };
    let (seen, reasons) = keys(11, Right::Read);
    assert!(
        seen && reasons.ends_with(&["why.cleared", "why.in_circle", "why.sealed_content"]),
        "{reasons:?}"
    );
    assert_eq!(keys(11, Right::Export), (false, vec!["why.stays"]));
    let (may_release, reasons) = keys(10, Right::Export);
    assert!(may_release && reasons.ends_with(&["why.released_only"]), "{reasons:?}");
    // Who may not know of it is told the same as of what does not exist, and what holds for them in any case.
    let (seen, reasons) = why(12, 50, Right::Read);
    assert!(!seen);
    assert_eq!(
        reasons.iter().map(|reason| reason.key).collect::<Vec<_>>(),
        ["why.not_there", "why.your_reach", "why.your_clearance"]
    );
    assert_eq!((seen, reasons), why(12, 999, Right::Read));
}

/// Whoever may look at everybody's rights still knows of no post above their clearance.
#[test]
fn the_rights_of_somebody_name_no_post_that_may_not_be_known() {
    let place = Place::new();
    let name = |text: &str| update("post", 112, None, Values::new().text("name", text));
    place.run(0, name("密岗甲"));
    let told = |by: u32| {
        let reader = place.office.reader(&place.session(by)).unwrap();
        format!("{:?}", reader.rights_of(id(12)).unwrap().sources())
    };
    assert!(told(10).contains("密岗甲"));
    place.run(0, mark("post", 112, Secrecy::Trade, ""));
    assert!(!place.sees(10, "post", 112) && !told(10).contains("密岗甲"), "{}", told(10));
    assert!(told(0).contains("密岗甲"));
}

#[test]
fn refusals_do_not_tell_of_what_is_beyond() {
    let place = Place::new();
    place.clear(10, "trade");
    // Person 13 belongs to unit 2 and may not be known to personnel 14; so 13's appointment may not either.
    place.run(0, update("person", 13, None, Values::new().with("unit", Value::Link(id(2)))));
    place.run(0, mark("person", 13, Secrecy::Trade, ""));
    assert!(!place.sees(14, "person", 13) && !place.sees(14, "appointment", 213));
    let reader = place.office.reader(&place.session(14)).unwrap();
    assert_eq!(reader.count(find("person").unwrap()).unwrap(), 4);
    assert_eq!(reader.count(find("appointment").unwrap()).unwrap(), 4);
    assert!(reader.referring(id(2)).unwrap().is_empty());
    assert!(reader.referring(id(113)).unwrap().is_empty());
    let change = |id: u32| update("person", id, None, Values::new().text("place", "x"));
    assert_eq!(place.refused(14, change(13)), place.refused(14, change(999)));
    // The number is taken, by whom is not said.
    let same = |number: &str| create("person", 400, Values::new().text("number", number).text("name", "新"));
    let problem = |number: &str| place.office.execute(&place.session(14), same(number)).unwrap_err();
    let sentence =
        |number: &str| problem(number).in_language(Language::English, str::to_owned).replace(number, "N");
    assert_eq!(sentence("P13"), sentence("P12"));
    // A link to somebody who is not there can't be made; what stands in the way of voiding is not counted.
    let head = |person: u32| update("unit", 1, None, Values::new().with("head", Value::Link(id(person))));
    assert_eq!(place.refused(14, head(13)), "problem.no_such_record");
    assert_eq!(place.refused(14, head(998)), "problem.no_such_record");
    assert_eq!(place.refused(14, void("unit", 2)), "problem.still_needed");
    // Undo does not name a record that has been marked since.
    place.run(14, update("person", 12, None, Values::new().text("place", "东楼")));
    place.run(0, mark("person", 12, Secrecy::Trade, ""));
    let (undo, _) = place.office.reader(&place.session(14)).unwrap().undoable().unwrap();
    assert_eq!(undo.unwrap().label.key, "done.something");
    assert_eq!(place.refused(14, Command::Undo), "problem.missing");
    let _: DateTime<Utc> = moment(0);
}
