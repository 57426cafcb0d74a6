//! Files in: what good files do, and what bad ones say.

use std::path::PathBuf;
use std::sync::Arc;

use chancery::desk::{Command, FixedClock, Office, Session};
use chancery::exchange::{ImportOptions, ImportReport, Sheet, import_file};
use chancery::model::Problem;
use chancery::records::organisation::{Appointment, Person, Post, Unit};
use chancery::store::Store;
use tempfile::TempDir;

use crate::fixture::{info, moment, owner};

/// An empty office with a folder for files.
pub struct Place {
    pub office: Office,
    pub session: Arc<Session>,
    pub folder: TempDir,
}

impl Place {
    pub fn new() -> Self {
        let store = Store::in_memory(&info()).unwrap();
        let office = Office::new(store, Arc::new(FixedClock(moment(0)))).unwrap();
        Self { office, session: owner(), folder: TempDir::new().unwrap() }
    }

    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub fn try_import(&self, layout: &str, name: &str, bytes: &[u8]) -> Result<ImportReport, Problem> {
        let path = self.file(name, bytes);
        import_file(&self.office, &self.session, layout, &path, &ImportOptions::default())
    }

    pub fn import(&self, layout: &str, text: &str) -> ImportReport {
        self.try_import(layout, "in.csv", text.as_bytes()).unwrap()
    }

    pub fn all<R: chancery::model::Record>(&self) -> Vec<R> {
        let reader = self.office.reader(&self.session).unwrap();
        reader.all::<R>().unwrap().into_iter().map(|stored| stored.record).collect()
    }
}

/// Line and code of each problem.
pub fn codes(report: &ImportReport) -> Vec<(u64, &'static str)> {
    report.problems.iter().map(|problem| (problem.line, problem.message.code())).collect()
}

fn refusal(place: &Place, name: &str, bytes: &[u8]) -> (&'static str, Option<String>) {
    let Problem::Input(faults) = place.try_import("unit", name, bytes).unwrap_err() else {
        panic!("refused for another reason")
    };
    assert!(place.all::<Unit>().is_empty(), "something was written");
    let message = &faults[0].message;
    let line = message.arguments.iter().find(|(name, _)| *name == "line").map(|(_, line)| line.clone());
    (message.code(), line)
}

const UNITS: &str = "code,name,parent\nB2,二科,B\nB,办公室,\nB1,一科,B\n";

#[test]
fn rows_come_after_those_they_refer_to_and_again_change_nothing() {
    let place = Place::new();
    let first = place.import("unit", UNITS);
    assert_eq!((first.read, first.created, first.problems.len()), (3, 3, 0), "{first:?}");
    let again = place.import("unit", UNITS);
    assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 3), "{again:?}");
    let changed = place.import("unit", &UNITS.replace("一科", "秘书科"));
    assert_eq!((changed.updated, changed.unchanged), (1, 2), "{changed:?}");
    place.office.execute(&place.session, Command::Undo).unwrap();
    place.office.execute(&place.session, Command::Undo).unwrap();
    assert!(place.all::<Unit>().is_empty(), "undo left something behind");
}

#[test]
fn empty_cells_keep_what_cannot_be_empty() {
    let place = Place::new();
    let posts = "code,name,establishment,role\nP1,秘书,,\n";
    place.import("post", posts);
    assert_eq!(place.all::<Post>()[0].establishment, 100);
    let again = place.import("post", posts);
    assert_eq!((again.updated, again.unchanged), (0, 1), "{again:?}");
}

#[test]
fn records_named_by_links_are_found_again() {
    let place = Place::new();
    place.import("post", "code,name\nP1,秘书\n");
    place.import("person", "number,name\n7,王芳\n");
    let held = "person,post,tenure,from\n王芳,P1,主职,2026年1月5日\n";
    let first = place.import("appointment", held);
    assert_eq!((first.created, first.problems.len()), (1, 0), "{first:?}");
    let again = place.import("appointment", held);
    assert_eq!((again.created, again.unchanged), (0, 1), "{again:?}");
    assert_eq!(place.all::<Appointment>().len(), 1);
}

#[test]
fn bad_rows_are_named_by_their_line_and_the_good_ones_kept() {
    let place = Place::new();
    let text =
        "code,name,parent,valid_from,colour\r\n\r\nA,甲,,2026/1/5,\r\nB,乙,X,,\r\nC,丙,,soon,\r\nA,丁,,,\r\n";
    let report = place.import("unit", text);
    let expected = [(1, "unknown_column"), (4, "unknown_link"), (5, "not_a_date"), (6, "duplicate")];
    assert_eq!(codes(&report), expected, "{report:?}");
    assert_eq!((report.read, report.created, report.skipped), (4, 1, 3));
}

#[test]
fn strict_is_all_or_nothing_and_a_dry_run_is_nothing() {
    let place = Place::new();
    let path = place.file("in.csv", b"code,name\nA,one\nB,\nC,\n");
    let run = |strict, dry_run| {
        let options = ImportOptions { strict, dry_run, ..ImportOptions::default() };
        import_file(&place.office, &place.session, "unit", &path, &options)
    };
    let dry = run(false, true).unwrap();
    assert_eq!((dry.created, dry.skipped), (1, 2), "{dry:?}");
    assert!(place.all::<Unit>().is_empty(), "a dry run wrote");
    let Problem::Input(faults) = run(true, false).unwrap_err() else { panic!("another refusal") };
    assert_eq!(faults.len(), 2, "every bad line is named");
    assert!(place.all::<Unit>().is_empty(), "strict wrote the good lines");
    assert_eq!(run(false, false).unwrap().created, 1);
}

#[test]
fn encodings_and_separators() {
    let text = "code;名称\nA;办公室\n";
    let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
    let files = [
        marked(b"\xef\xbb\xbf", text.as_bytes().to_vec()),
        marked(b"\xff\xfe", wide(u16::to_le_bytes)),
        marked(b"\xfe\xff", wide(u16::to_be_bytes)),
        encoding_rs::GB18030.encode(text).0.into_owned(),
        text.replace(';', "\t").into_bytes(),
    ];
    for bytes in files {
        let place = Place::new();
        let report = place.try_import("unit", "in.csv", &bytes).unwrap();
        assert_eq!(report.created, 1, "{report:?}");
        assert_eq!(place.all::<Unit>()[0].name, "办公室");
    }
}

#[test]
fn broken_files_say_what_is_wrong() {
    let place = Place::new();
    let line = |line: &str| Some(line.to_owned());
    assert_eq!(refusal(&place, "a.csv", b"code,name\nA,\"open\nB,x\n"), ("open_quote", line("2")));
    assert_eq!(refusal(&place, "a.csv", b"code,name\nA,x\0y\n"), ("nul", line("2")));
    assert_eq!(refusal(&place, "a.csv", b"code,name\nA,x\nB,\xff\xff\n"), ("encoding", line("3")));
    assert_eq!(refusal(&place, "a.csv", b""), ("empty", None));
    assert_eq!(refusal(&place, "a.csv", b"colour\nred\n"), ("no_columns", None));
    let wide = ",".repeat(1_000_000);
    assert_eq!(refusal(&place, "a.csv", wide.as_bytes()), ("too_many_columns", None));
    let later = format!("code,name\n{wide}x\n");
    assert_eq!(refusal(&place, "a.csv", later.as_bytes()), ("too_many_cells", line("2")));
    assert_eq!(refusal(&place, "a.jsonl", br#"{"code":{"x":1}}"#), ("nested", line("1")));
    assert_eq!(refusal(&place, "a.jsonl", b"{\"code\":\"A\"}\nnot\n"), ("broken_row", line("2")));
    assert_eq!(refusal(&place, "a.xlsx", b"no workbook").0, "workbook");
}

#[test]
fn a_cell_far_away_makes_no_table_of_billions() {
    let place = Place::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "code").unwrap();
    sheet.write_string(1_048_575, 16_383, "far").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    assert_eq!(refusal(&place, "a.xlsx", &bytes).0, "too_many_columns");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "code").unwrap();
    sheet.write_string(0, 1, "name").unwrap();
    sheet.write_string(1_048_575, 0, "A").unwrap();
    sheet.write_string(1_048_575, 1, "far").unwrap();
    let path = place.file("b.xlsx", &book.save_to_buffer().unwrap());
    let sheet = Sheet::read(&path).unwrap();
    assert_eq!((sheet.rows.len(), sheet.rows[0].line), (1, 1_048_576));
}

#[test]
fn a_workbook_that_unpacks_to_more_than_it_may_is_refused() {
    let place = Place::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_string(0, 0, "code").unwrap();
    let mut bytes = book.save_to_buffer().unwrap();
    let at = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bytes[at + 24..at + 28].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(refusal(&place, "bomb.xlsx", &bytes).0, "too_large");
}

#[test]
fn a_file_is_looked_at_before_it_is_read() {
    let place = Place::new();
    let sparse = |name: &str, mebibytes: u64| {
        let path = place.file(name, b"code,name\n");
        std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(mebibytes << 20).unwrap();
        path
    };
    let refused = |path: &std::path::Path| {
        let Problem::Input(faults) = Sheet::read(path).unwrap_err() else { panic!("another refusal") };
        faults[0].message.clone()
    };
    let large = refused(&sparse("large.csv", 2048));
    assert_eq!(large.code(), "file_too_large");
    let told = large.in_language(chancery::text::Language::English);
    assert!(told.contains("2048 MiB") && told.contains("512 MiB"), "{told}");
    assert_eq!(refused(&sparse("large.jsonl", 513)).code(), "file_too_large");
    let started = std::time::Instant::now();
    assert_eq!(refused(&sparse("empty.csv", 511)).code(), "nul");
    assert!(started.elapsed().as_secs() < 2, "what is no text is not read to its end");
    // A character may lie across the end of the beginning.
    let text = format!("code,name\nA{},办公室\n", "办".repeat(40_000));
    assert_eq!(Sheet::read(&place.file("long.csv", text.as_bytes())).unwrap().rows.len(), 1);
}

#[test]
fn problems_beyond_a_thousand_are_counted() {
    let place = Place::new();
    let rows: String = (0..1500).map(|number| format!("{number},\n")).collect();
    let report = place.import("unit", &format!("code,name\n{rows}"));
    assert_eq!((report.problems.len(), report.listed_problems().count(), report.more()), (1500, 1000, 500));
    let json = report.json(chancery::text::Language::English);
    assert_eq!((json["problems"].as_array().unwrap().len(), json["more"].as_u64()), (1000, Some(500)));
    let path = place.file("strict.csv", format!("code,name\n{rows}").as_bytes());
    let strict = ImportOptions { strict: true, ..ImportOptions::default() };
    let Err(Problem::Input(faults)) = import_file(&place.office, &place.session, "unit", &path, &strict)
    else {
        panic!("taken")
    };
    assert_eq!((faults.len(), faults[1000].message.code()), (1001, "more"));
}

#[test]
fn times_are_read_as_they_are_shown() {
    let place = Place::new();
    let expected: chrono::DateTime<chrono::Utc> = "2026-01-20T02:00:00Z".parse().unwrap();
    let written = [
        "2026-01-20 10:00",
        "2026-01-20T10:00",
        "2026-01-20 10:00:00",
        "2026-01-20T10:00:00",
        "2026-01-20T10:00:00+08:00",
        "2026-01-20T02:00:00Z",
    ];
    let (_, field) = chancery::records::find("transmission").unwrap().field("sent_at").unwrap();
    let read = |text: &str| chancery::exchange::parse_cell(field, text, &mut |_, _| panic!("no link"));
    for text in written {
        assert_eq!(read(text), Ok(chancery::model::Value::Instant(expected)), "{text}");
    }
    let midnight: chrono::DateTime<chrono::Utc> = "2026-01-19T16:00:00Z".parse().unwrap();
    assert_eq!(read("2026年1月20日"), Ok(chancery::model::Value::Instant(midnight)));
    let refused = read("tomorrow").unwrap_err();
    assert!(refused.in_language(chancery::text::Language::English).contains("2026-01-05 09:00"));
    drop(place);
}

#[test]
fn persons_are_matched_by_number() {
    let place = Place::new();
    place.import("person", "工号,姓名\n1,王芳\n2,王芳\n");
    let again = place.import("person", "工号,姓名\n1,王芳\n2,王芳\n");
    assert_eq!(again.unchanged, 2, "{again:?}");
    assert_eq!(place.all::<Person>().len(), 2);
}

#[test]
fn a_yearly_table_of_holidays_is_imported_as_it_is_published() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("2027.json");
    let table = r#"{ "$schema": "x", "year": 2027, "papers": [], "days": [
        { "name": "元旦", "date": "2027-01-01", "isOffDay": true },
        { "name": "春节", "date": "2027-01-30", "isOffDay": false }
    ] }"#;
    std::fs::write(&path, table).unwrap();
    let office = crate::fixture::office();
    let import = || import_file(&office, &owner(), "holiday", &path, &ImportOptions::default()).unwrap();
    let report = import();
    assert_eq!((report.read, report.created, report.problems.len()), (2, 2, 0), "{:?}", report.problems);
    let again = import();
    assert_eq!((again.unchanged, again.created, again.updated), (2, 0, 0));
    let calendar = chancery::desk::work_calendar(&office.reader(&owner()).unwrap()).unwrap();
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    assert!(!calendar.is_working_day(day("2027-01-01")) && calendar.is_working_day(day("2027-01-30")));
    assert_eq!(chancery::exchange::guess_layout(&Sheet::read(&path).unwrap()), Some("holiday"));

    std::fs::write(&path, r#"{ "days": [{ "name": "", "date": "2027-01-01", "isOffDay": true }] }"#).unwrap();
    assert!(import_file(&office, &owner(), "holiday", &path, &ImportOptions::default()).is_err());
    // An arrangement that is not announced yet is an empty table and no fault.
    std::fs::write(&path, r#"{ "year": 2027, "papers": [], "days": [] }"#).unwrap();
    assert_eq!(import().read, 0);
}
