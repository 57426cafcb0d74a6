//! Files out, and the same records back from them.

use std::ops::ControlFlow;

use chancery::desk::{Command, Values, Which};
use chancery::exchange::{ImportOptions, export_file, import_file};
use chancery::model::{RecordId, Value};
use chancery::records::RECORDS;
use proptest::prelude::*;

use crate::fixture::id;
use crate::import::Place;

/// Every value of every record of a register.
fn content(place: &Place, register: &str) -> Vec<(RecordId, Vec<Value>)> {
    let record_type = chancery::records::find(register).unwrap();
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
    let command = Command::Create { register: register.to_owned(), id: id(number), values };
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
    create(place, "holiday", 12, holiday.with("working", Value::Flag(true)));
}

/// Units before posts and persons, those before what ties them, duties before delegations.
const ORDER: [&str; 8] = ["unit", "post", "person", "appointment", "duty", "delegation", "policy", "holiday"];

fn round_trip(text: &str, long: &str, extension: &str) {
    let from = Place::new();
    fill(&from, text, long);
    let to = Place::new();
    for register in ORDER {
        let path = from.folder.path().join(format!("{register}.{extension}"));
        let reader = from.office.reader(&from.session).unwrap();
        let written = export_file(&reader, register, &path, &[]).unwrap().written;
        let options = ImportOptions::default();
        let report = import_file(&to.office, &to.session, register, &path, &options).unwrap();
        assert_eq!(
            (report.created, report.problems.len()),
            (written, 0),
            "{register}.{extension} {report:?}"
        );
        assert_eq!(content(&from, register), content(&to, register), "{register}.{extension}");
        let again = import_file(&to.office, &to.session, register, &path, &options).unwrap();
        assert_eq!((again.unchanged, again.updated), (written, 0), "{register}.{extension} {again:?}");
    }
}

#[test]
fn every_register_is_tried() {
    let mut tried = ORDER.to_vec();
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
    export_file(&place.office.reader(&place.session).unwrap(), "unit", &path, &[]).unwrap();
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
    let only = [("parent".to_owned(), "au".to_owned())];
    assert_eq!(export_file(&reader, "unit", &path, &only).unwrap().written, 1);
    assert!(export_file(&reader, "unit", &path, &[("colour".to_owned(), "x".to_owned())]).is_err());
    assert!(export_file(&reader, "unit", &place.folder.path().join("out.doc"), &[]).is_err());
    assert!(export_file(&reader, "unit", &place.folder.path().join("no/where.csv"), &[]).is_err());
    let names: Vec<_> =
        std::fs::read_dir(place.folder.path()).unwrap().map(|of| of.unwrap().file_name()).collect();
    assert_eq!(names, ["out.csv"]);
}
