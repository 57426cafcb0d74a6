//! Files out, and the same records back from them.

use std::ops::ControlFlow;

use chancery::desk::{Command, Conditions, Values, Which};
use chancery::exchange::{ImportOptions, export_file, export_office, import_file, read_conditions};
use chancery::model::{Money, RecordId, Value};
use chancery::records::{RECORDS, domains, find};
use proptest::prelude::*;

use crate::fixture::id;
use crate::import::Place;

/// Every value of every record of a register.
fn content(place: &Place, register: &str) -> Vec<(RecordId, Vec<Value>)> {
    let record_type = find(register).unwrap();
    let mut rows = Vec::new();
    let reader = place.office.reader(&place.session).unwrap();
    reader
        .visit(record_type, Which::Living, &mut |view| {
            let values = (0..record_type.fields().len()).map(|field| view.row.record.value(field));
            rows.push((view.row.meta.id, values.collect()));
            ControlFlow::Continue(())
        })
        .unwrap();
    rows.sort_by_key(|(id, _)| *id);
    rows
}

fn create(place: &Place, register: &str, number: u32, values: Values) {
    let (id, is_trace) = (id(number), find(register).unwrap().is_trace());
    let register = register.to_owned();
    let command = match is_trace {
        true => Command::Note { register, id, values },
        false => Command::Create { register, id, values },
    };
    place.office.execute(&place.session, command).unwrap();
}

fn link(number: u32) -> Value {
    Value::Link(id(number))
}

/// One or two records of every type, the texts of which are given.
fn fill(place: &Place, text: &str, long: &str) {
    let date = |day: &str| Value::Date(day.parse().unwrap());
    let code = |prefix: &str| format!("{text}{prefix}");
    create(place, "unit", 1, Values::new().text("code", code("u")).text("name", text).text("note", long));
    let below = Values::new().text("code", code("v")).text("name", text).with("parent", link(1));
    create(place, "unit", 2, below.with("valid_from", date("2026-01-05")));
    let person = Values::new().text("number", code("p")).text("name", text).with("unit", link(2));
    create(place, "person", 3, person.with("state", Value::choice("on_leave")).text("note", long));
    // Without a number, links name this one by its identity.
    create(place, "person", 4, Values::new().text("name", text));
    let post = Values::new().text("code", code("q")).text("name", text).with("unit", link(1));
    create(place, "post", 5, post.with("establishment", Value::Integer(250)).text("duties", long));
    let junior = Values::new().text("code", code("r")).text("name", text).with("reports_to", link(5));
    create(place, "post", 6, junior);
    for (number, holder, post) in [(7, 3, 5), (8, 4, 6)] {
        let held = Values::new().with("person", link(holder)).with("post", link(post));
        create(place, "appointment", number, held.text("paper", text));
    }
    let duty = Values::new().with("post", link(5)).with("involvement", Value::choice("A"));
    create(
        place,
        "duty",
        9,
        duty.with("function", Value::choice("administration")).text("description", long),
    );
    let delegation = Values::new().with("delegator", link(3)).with("delegate", link(4));
    let delegation = delegation.with("scope", Value::choice("administration")).text("reason", long);
    create(
        place,
        "delegation",
        10,
        delegation.with("from", date("2026-03-02")).with("until", date("2026-03-09")),
    );
    let policy = Values::new().text("number", text).text("name", text).with("owner", link(1));
    create(place, "policy", 11, policy.with("state", Value::choice("published")).text("summary", long));
    let holiday = Values::new().with("date", date("2026-10-10")).text("name", text);
    let plan =
        Values::new().text("name", text).text("destination", std::env::temp_dir().display().to_string());
    create(
        place,
        "backup_plan",
        13,
        plan.with("keep", Value::Integer(3)).with("off_site", Value::Flag(true)),
    );
    let at = Value::Instant("2026-03-02T04:00:00.000123Z".parse().unwrap());
    let run = Values::new().with("at", at).with("plan", link(13)).text("file", text).text("detail", long);
    create(place, "backup_run", 14, run.with("size", Value::Integer(4096)));
    let yuan = |amount: i64| Value::Money(Money::from_fen(amount * 100));
    let source = Values::new().text("name", text).with("amount", yuan(9_000)).text("restriction", long);
    create(place, "fund_source", 55, source);
    let version = Values::new().text("name", text).with("year", Value::Integer(2026));
    let version = version.with("stated", yuan(5_000)).with("state", Value::choice("executing"));
    create(place, "budget_version", 56, version.text("note", long));
    for (number, original) in [(57, 3_000), (58, 2_000)] {
        let line = Values::new().text("code", code(&number.to_string())).with("version", link(56));
        let line = line.with("department", link(1)).with("source", link(55)).text("project", text);
        create(place, "budget_line", number, line.text("account", text).with("original", yuan(original)));
    }
    let agreed = Values::new().text("number", text).text("title", text).text("counterparty", text);
    let agreed = agreed.with("unit", link(1)).with("keeper", link(3)).with("amount", yuan(900));
    let agreed = agreed.with("line", link(58)).with("state", Value::choice("concluded")).text("note", long);
    let agreed = agreed.with("signed_on", date("2026-01-20")).with("ended_on", date("2026-02-20"));
    create(place, "contract", 190, agreed.with("copies", Value::Integer(2)).text("result", long));
    let moved = Values::new().text("number", text).with("from_line", link(57)).with("to_line", link(58));
    let moved = moved.with("amount", yuan(500)).with("state", Value::choice("approved"));
    create(place, "adjustment", 59, moved.text("reason", long).with("approved_on", date("2026-02-20")));
    let promised = Values::new().text("paper", text).with("line", link(58)).with("date", date("2026-02-01"));
    let promised = promised.with("amount", yuan(900)).with("state", Value::choice("occupied"));
    create(place, "commitment", 60, promised.text("supplier", text).with("contract", link(190)));
    let spent = Values::new().text("subject", text).with("line", link(58)).with("date", date("2026-02-02"));
    let spent = spent.with("commitment", link(60)).with("claimant", link(3)).text("invoice", text);
    let spent = spent.with("amount", yuan(250)).with("state", Value::choice("paid"));
    create(place, "expense", 61, spent.with("paid_on", date("2026-02-03")).text("note", long));
    let assessed = Values::new().text("name", text).with("version", link(56)).text("note", long);
    create(place, "assessment", 62, assessed.with("late_days", Value::Integer(3)));
    let time = |text: &str| Value::DateTime(text.parse().unwrap());
    let meeting = Values::new().text("title", text).with("start", time("2026-03-02T09:00:00"));
    let meeting = meeting.with("end", time("2026-03-02T10:30:00")).text("time_zone", "Europe/Berlin");
    let meeting = meeting.text("recurrence", "RRULE:FREQ=WEEKLY;COUNT=4").text("note", long);
    create(place, "meeting", 80, meeting);
    let changed = Values::new().text("title", text).with("start", time("2026-03-10T09:00:00"));
    let changed = changed.with("series", link(80)).with("recurrence_id", time("2026-03-09T09:00:00"));
    create(place, "meeting", 81, changed.with("sequence", Value::Integer(2)).text("icalendar", long));
    archive(place, text, long);
    fill_meetings(place, text, long);
    create(place, "holiday", 12, holiday.with("working", Value::Flag(true)));
    fill_papers(place, text, long);
    let role = Values::new().text("code", code("role")).text("name", text).text("note", long);
    create(place, "role", 20, role.with("audits", Value::Flag(true)));
    let grant = Values::new().with("role", link(20)).text("register", "unit");
    create(place, "role_grant", 21, grant.with("read", Value::choice("own")));
    let assignment = Values::new().with("role", link(20)).with("person", link(3)).text("reason", long);
    create(place, "role_assignment", 15, assignment);
    let clearance = Values::new().with("person", link(3)).with("level", Value::choice("trade"));
    let clearance = clearance.with("from", date("2026-01-01")).with("until", date("2027-01-01"));
    create(place, "clearance", 16, clearance.text("basis", text));
    create(place, "person", 17, Values::new().text("number", code("w")).text("name", text));
    let three = Values::new().with("system", link(3)).with("security", link(4)).with("auditor", link(17));
    create(place, "separation", 18, three.with("state", Value::choice("ended")).text("note", long));
    let opening = Values::new().with("applicant", link(3)).text("register", "unit").text("subject", text);
    create(place, "opening", 19, opening.text("purpose", long));
    let order = Values::new().with("change", Value::choice("decrypt")).with("applicant", link(3));
    create(place, "encryption_order", 25, order.text("purpose", long));
    let account = Values::new().text("name", code("u")).with("person", link(3));
    create(place, "account", 22, account.with("state", Value::choice("disabled")));
    let at = Value::Instant("2026-03-02T04:05:06Z".parse().unwrap());
    let sign_in = Values::new().with("at", at).text("name", code("u")).with("account", link(22));
    let sign_in = sign_in.with("event", Value::choice("signed_out")).with("failures", Value::Integer(2));
    create(place, "sign_in", 23, sign_in);
    let rules = Values::new().text("name", text).with("idle_minutes", Value::Integer(5));
    create(place, "sign_in_rules", 24, rules.with("profile", Value::choice("graded_protection")));
}

/// An archive of one item that was lent and another that is looked at.
fn archive(place: &Place, text: &str, long: &str) {
    let date = |day: &str| Value::Date(day.parse().unwrap());
    let at = |moment: &str| Value::Instant(moment.parse().unwrap());
    let fonds = Values::new().text("code", "Z109").text("name", text).with("unit", link(1));
    create(place, "fonds", 170, fonds.text("note", long));
    create(
        place,
        "archive_category",
        171,
        Values::new().text("code", "WS").text("name", text).text("note", long),
    );
    let division = Values::new().text("code", "BGS").text("name", text).with("unit", link(1));
    create(place, "archive_division", 172, division);
    let rule = Values::new().text("number", text).text("name", text).with("category", link(171));
    let rule = rule.with("retention", Value::choice("D30")).text("basis", text).text("note", long);
    create(place, "retention_rule", 173, rule);
    let room = Values::new().text("code", text).text("name", text).with("capacity", Value::Integer(20));
    create(place, "storage_place", 174, room);
    let class =
        Values::new().with("fonds", link(170)).with("category", link(171)).with("division", link(172));
    let class = class.with("year", Value::Integer(2015)).with("retention", Value::choice("D10"));
    create(place, "archive_box", 175, class.clone().with("place", link(174)).text("note", long));
    let item = class.text("title", text).text("author", text).with("formed_on", date("2015-03-02"));
    let item = item.with("pages", Value::Integer(3)).with("in_box", link(175)).with("rule", link(173));
    let item = item.text("note", long).with("medium", Value::choice("both"));
    for (number, code, state) in [(176, "0001", "stored"), (177, "0002", "stored")] {
        let item = item.clone().text("number", format!("Z109-WS·2015-D10-BGS-{code}"));
        create(place, "archive_item", number, item.with("state", Value::choice(state)));
    }
    let hold = Values::new().with("item", link(176)).text("reason", text).text("note", long);
    create(place, "archive_hold", 178, hold.with("placed_on", date("2026-02-01")));
    let list = Values::new().text("title", text).text("opinion", long).text("number", "CZ2026-001");
    create(place, "disposal", 179, list);
    let line = Values::new().with("disposal", link(179)).with("item", link(177)).text("reason", text);
    create(place, "disposal_line", 180, line);
    let loan = Values::new().with("item", link(176)).with("borrower", link(3)).text("usage", text);
    let loan = loan.with("state", Value::choice("returned")).with("requested_on", date("2026-02-02"));
    let loan = loan.with("lent_on", date("2026-02-03")).with("first_due_on", date("2026-02-17"));
    let loan = loan.text("treatment", long).text("number", "JY2026-00001");
    create(place, "loan", 181, loan.with("condition", Value::choice("intact")));
    let renewal =
        Values::new().with("loan", link(181)).text("reason", text).with("until", date("2026-02-25"));
    create(place, "loan_renewal", 182, renewal.with("state", Value::choice("granted")));
    let view = Values::new().with("loan", link(181)).text("file", text).with("viewer", link(3));
    create(place, "loan_view", 183, view.with("at", at("2026-02-04T04:00:00Z")));
    let urged = Values::new().with("loan", link(181)).with("addressee", link(3)).text("note", long);
    create(place, "loan_urging", 186, urged.with("at", at("2026-02-20T04:00:00Z")));
    let sent = Values::new().text("papers", text).with("sender", link(3)).with("receiver", link(4));
    create(place, "transmission", 184, sent.text("discrepancy", long).text("number", "CD2026-00001"));
    let check = Values::new().with("at", at("2026-02-04T05:00:00Z")).with("item", link(176));
    create(place, "record_check", 185, check.text("reasons", long).with("files", Value::Integer(0)));
}

fn fill_meetings(place: &Place, text: &str, long: &str) {
    let date = |day: &str| Value::Date(day.parse().unwrap());
    let time = |text: &str| Value::DateTime(text.parse().unwrap());
    let room = Values::new().text("name", text).text("opens", "08:00").text("closes", "18:00");
    create(place, "room", 82, room.with("capacity", Value::Integer(12)).text("note", long));
    let held = Values::new().text("title", text).with("start", time("2026-03-11T09:00:00"));
    let held = held.with("end", time("2026-03-11T10:00:00")).with("room", link(82)).text("purpose", long);
    create(place, "meeting", 83, held.with("state", Value::choice("preparing")).text("minutes", long));
    let comes = Values::new().with("meeting", link(83)).with("person", link(3));
    create(place, "attendee", 84, comes.with("state", Value::choice("accepted")).text("note", text));
    let item =
        Values::new().with("meeting", link(83)).text("title", text).with("minutes", Value::Integer(15));
    create(place, "agenda_item", 85, item.with("votes_for", Value::Integer(5)).text("discussion", long));
    let small = Values::new().text("name", format!("{text}2")).with("release_after", Value::Integer(15));
    create(place, "room", 88, small);
    let wait = Values::new().with("meeting", link(83)).with("room", link(88)).text("note", text);
    create(place, "room_wait", 89, wait.with("at_once", Value::Flag(true)));
    let feed = Values::new().text("name", text).text("file", "/tmp/日历.ics").with("room", link(88));
    create(place, "calendar_feed", 94, feed.with("frequency", Value::choice("weekly")));
    let matter = Values::new().text("number", "督〔2026〕1号").text("title", text).with("owner", link(3));
    let matter =
        matter.with("meeting", link(83)).with("agenda_item", link(85)).with("due", date("2026-04-01"));
    create(place, "matter", 86, matter.with("state", Value::choice("in_hand")).text("acceptance", long));
    let report = Values::new().with("matter", link(86)).with("on", date("2026-03-01")).text("done", long);
    create(place, "matter_report", 87, report.with("progress", Value::Integer(40)));
    let said = Values::new().with("meeting", link(83)).with("item", link(85)).text("text", long);
    let at = Value::Instant("2026-03-01T04:00:00Z".parse().unwrap());
    create(place, "statement", 140, said.with("speaker", link(3)).text("name", text).with("at", at));
    let stone = Values::new().with("matter", link(86)).text("title", text).with("due", date("2026-03-20"));
    create(place, "milestone", 141, stone.text("note", long));
    let issue = Values::new().with("matter", link(86)).text("title", text).text("impact", long);
    let issue = issue.with("raised_on", date("2026-02-20")).with("unit", link(1));
    create(place, "matter_issue", 142, issue.with("state", Value::choice("coordinated")));
    let slip = Values::new().with("matter", link(86)).with("on", date("2026-02-20")).text("note", long);
    let slip = slip.with("colour", Value::choice("yellow")).with("addressee", link(3));
    create(place, "slip", 143, slip.with("copied", Value::Tags(vec!["甲".to_owned(), "乙".to_owned()])));
    fill_activities(place, text, long);
}

fn fill_activities(place: &Place, text: &str, long: &str) {
    let time = |text: &str| Value::DateTime(text.parse().unwrap());
    let yuan = |amount: i64| Value::Money(Money::from_fen(amount * 100));
    let activity = Values::new().text("title", text).text("purpose", long).with("organiser", link(3));
    let activity =
        activity.with("start", time("2026-03-21T08:30:00")).with("end", time("2026-03-21T11:30:00"));
    let activity = activity.with("line", link(58)).with("budget", yuan(100)).text("safety_plan", long);
    create(place, "activity", 144, activity.with("state", Value::choice("promoting")));
    let of = || Values::new().with("activity", link(144));
    create(place, "promotion", 145, of().text("text", long).with("reads", Value::Integer(5)));
    let joins = of().with("person", link(3)).text("name", text).with("score", Value::Integer(4));
    create(place, "registration", 146, joins.text("comment", long));
    create(place, "supply", 147, of().text("item", text).with("cost", yuan(60)).text("note", long));
    let part = of().text("title", text).with("start", time("2026-03-21T09:00:00"));
    create(place, "run_sheet_item", 148, part.with("is_done", Value::Flag(true)).text("note", long));
}

fn fill_papers(place: &Place, text: &str, long: &str) {
    let date = |day: &str| Value::Date(day.parse().unwrap());
    let at = Value::Instant("2026-03-02T04:00:00.000123Z".parse().unwrap());
    let series = Values::new().text("code", "江岳办发").text("masthead", text).text("issuer", text);
    create(place, "paper_series", 70, series.with("first_number", Value::Integer(3)).text("note", long));
    let paper = Values::new().text("number", "收〔2026〕1号").text("title", text).text("sender", text);
    let paper = paper.with("received_on", date("2026-02-20")).with("due", date("2026-03-03"));
    let paper = paper.with("state", Value::choice("in_hand")).with("lead_unit", link(1));
    create(place, "incoming", 71, paper.with("instructed_at", at.clone()).text("result", long));
    let paper = Values::new().text("number", "江岳办发〔2026〕3号").text("title", text).text("body", long);
    let paper = paper.with("series", link(70)).with("answers", link(71)).text("addressee", text);
    let paper = paper.with("state", Value::choice("issued")).with("drafter", link(3));
    create(place, "outgoing", 72, paper.with("important", Value::Flag(true)));
    let copy = Values::new().with("paper", link(71)).with("reader", link(3)).text("opinion", long);
    create(place, "circulation", 73, copy.with("sent_at", at.clone()).with("due", date("2026-03-03")));
    let asked = Values::new().with("paper", link(72)).with("unit", link(1)).text("opinion", long);
    let asked = asked.with("sent_at", at.clone()).with("signer", link(3)).with("signed_at", at.clone());
    create(place, "countersign", 76, asked.with("state", Value::choice("agreed")));
    let urged = Values::new().with("paper", link(71)).with("addressee", link(4)).with("at", at);
    create(place, "urging", 74, urged.text("note", long));
    let document = Values::new().text("title", text).with("department", link(1)).with("incoming", link(71));
    create(place, "document", 75, document.with("nature", Value::choice("policy")).text("note", long));
}

/// Units before posts and persons, those before what ties them, duties before delegations.
fn order() -> Vec<&'static str> {
    let work = [
        "unit",
        "post",
        "person",
        "appointment",
        "duty",
        "delegation",
        "policy",
        "room",
        "meeting",
        "attendee",
        "agenda_item",
        "room_wait",
        "calendar_feed",
        "matter",
        "matter_report",
        "statement",
        "milestone",
        "matter_issue",
        "slip",
        "holiday",
        "fund_source",
        "budget_version",
        "budget_line",
        "adjustment",
        "contract",
        "commitment",
        "expense",
        "assessment",
        "activity",
        "promotion",
        "registration",
        "supply",
        "run_sheet_item",
        "paper_series",
        "incoming",
        "outgoing",
        "circulation",
        "countersign",
        "urging",
        "document",
    ];
    let (kept, used) = (domains::HOLDINGS, domains::ARCHIVE_USE);
    let lists: [&[&str]; 7] =
        [&work, kept, used, domains::UPKEEP, domains::ROLES, domains::CONFIDENCE, domains::ACCOUNTS];
    lists.concat()
}

fn round_trip(text: &str, long: &str, extension: &str) {
    let from = Place::new();
    fill(&from, text, long);
    let to = Place::new();
    for register in order() {
        let path = from.folder.path().join(format!("{register}.{extension}"));
        let reader = from.office.reader(&from.session).unwrap();
        let written =
            export_file(&reader, find(register).unwrap(), &path, &Conditions::default()).unwrap().written;
        let options = ImportOptions::default();
        let report = import_file(&to.office, &to.session, register, &path, &options).unwrap();
        assert_eq!(
            (report.created, report.problems.len()),
            (written, 0),
            "{register}.{extension} {report:?}"
        );
        let again = import_file(&to.office, &to.session, register, &path, &options).unwrap();
        assert_eq!((again.unchanged, again.updated), (written, 0), "{register}.{extension} {again:?}");
    }
    // Totals are as they were once everything that they count is there.
    for register in order() {
        assert_eq!(content(&from, register), content(&to, register), "{register}.{extension}");
    }
}

#[test]
fn every_register_is_tried() {
    let mut tried = order();
    let mut known: Vec<&str> = RECORDS.iter().map(|of| of.name()).collect();
    tried.sort_unstable();
    known.sort_unstable();
    assert_eq!(tried, known);
}

#[test]
fn what_is_exported_comes_back_the_same() {
    for text in ["=1+1", "'=x", "-5", "a,b;c\"d\"", "＝全角，逗号", "𠀀龘䶮", "1e5", "007", "_x0041_", "true"]
    {
        for extension in ["csv", "xlsx", "jsonl"] {
            round_trip(text, &format!("{text}\n@{text}\n\n= {text}"), extension);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]
    /// Texts without space around them: an import takes that off.
    #[test]
    fn any_text_comes_back_the_same(
        text in "[=+@'\"\\-,;一-龥ａ-ｚa-z0-9_]{1,8}( [=+@'\"\\-,;一-龥a-z0-9]{1,8})?",
        long in "[=+@'\"\\-,;一-龥a-z]{1,8}\n{0,2}[=+@'\"\\-,;一-龥a-z0-9]{1,8}",
    ) {
        for extension in ["csv", "xlsx", "jsonl"] {
            round_trip(&text, &long, extension);
        }
    }
}

#[test]
fn no_cell_is_a_formula() {
    let place = Place::new();
    create(&place, "unit", 1, Values::new().text("code", "@A").text("name", "=HYPERLINK(1)"));
    let path = place.folder.path().join("unit.csv");
    export_file(
        &place.office.reader(&place.session).unwrap(),
        find("unit").unwrap(),
        &path,
        &Conditions::default(),
    )
    .unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with('\u{feff}'), "spreadsheets need the mark");
    assert!(text.contains(",'@A,'=HYPERLINK(1),"), "{text}");
}

#[test]
fn only_what_passes_is_written_and_nothing_half() {
    let place = Place::new();
    fill(&place, "A", "b");
    let reader = place.office.reader(&place.session).unwrap();
    let path = place.folder.path().join("out.csv");
    let unit = find("unit").unwrap();
    let only = read_conditions(&reader, unit, [("parent", "au")]).unwrap();
    assert_eq!(export_file(&reader, unit, &path, &only).unwrap().written, 1);
    let none = read_conditions(&reader, unit, [("parent", "")]).unwrap();
    assert_eq!(export_file(&reader, unit, &path, &none).unwrap().written, 1);
    assert!(read_conditions(&reader, unit, [("colour", "x")]).is_err());
    let every = Conditions::default();
    assert!(export_file(&reader, unit, &place.folder.path().join("out.doc"), &every).is_err());
    assert!(export_file(&reader, unit, &place.folder.path().join("no/where.csv"), &every).is_err());
    let names: Vec<_> =
        std::fs::read_dir(place.folder.path()).unwrap().map(|of| of.unwrap().file_name()).collect();
    assert_eq!(names, ["out.csv"]);
}

#[test]
fn a_whole_office_comes_back_though_its_records_refer_to_each_other() {
    let from = Place::new();
    fill(&from, "A", "b");
    // The unit names its head, who belongs to the unit: neither can be made after the other.
    let head = Values::new().with("head", link(3));
    let command = Command::Update { register: "unit".to_owned(), id: id(2), base: None, values: head };
    from.office.execute(&from.session, command).unwrap();
    let reader = from.office.reader(&from.session).unwrap();
    for name in ["office.xlsx", "folder"] {
        let path = from.folder.path().join(name);
        let written = export_office(&reader, &path).unwrap().written;
        let to = Place::new();
        let options = ImportOptions::default();
        let report = import_file(&to.office, &to.session, "office", &path, &options).unwrap();
        assert_eq!(report.problems, [], "{name}");
        assert_eq!((report.read, report.created), (written, written), "{name}");
        for record_type in RECORDS {
            assert_eq!(content(&to, record_type.name()), content(&from, record_type.name()), "{name}");
        }
        let again = import_file(&to.office, &to.session, "office", &path, &options).unwrap();
        assert_eq!((again.unchanged, again.created, again.updated), (written, 0, 0), "{name}");
        to.office.execute(&to.session, Command::Undo).unwrap();
        assert!(RECORDS.iter().all(|of| content(&to, of.name()).is_empty()), "one undo takes all back");
    }
}

#[test]
fn a_problem_in_a_whole_office_names_its_register() {
    let place = Place::new();
    let folder = place.folder.path().join("office");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("unit.csv"), "code,name,parent\nA,甲,\nB,乙,C\n").unwrap();
    std::fs::write(folder.join("person.csv"), "number,name,unit\n1,张三,A\n2,李四,Z\n").unwrap();
    std::fs::write(folder.join("colours.csv"), "x\n1\n").unwrap();
    let report =
        import_file(&place.office, &place.session, "office", &folder, &ImportOptions::default()).unwrap();
    let places: Vec<String> = report.problems.iter().map(|problem| problem.place()).collect();
    assert_eq!(places, ["1", "unit:3", "person:3"]);
    assert_eq!((report.created, report.skipped), (2, 2));
}
