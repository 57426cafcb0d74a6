//! Tables in and out: a file of 1,000,000 rows imported, durable, checked, audited and indexed; a workbook written
//! and read.

use std::fs;

use calamine::Reader as _;
use chancery::desk::Conditions;
use chancery::desk::scale::Scale;
use chancery::exchange::{ImportOptions, Sheet, export_file, import_file};
use chancery::records;

use crate::offices::{self, ROWS};
use crate::report::{Target, print, print_against, timed};
use crate::sqlite::Sqlite;

/// Runs and prints all measurements.
pub fn run() {
    import();
    workbook();
}

fn import() {
    let table = offices::table();
    let (time, sheet) = timed(|| Sheet::read(&table).unwrap());
    assert_eq!(sheet.rows.len(), ROWS);
    print("tables: CSV of 1,000,000 rows parsed", &[time], Target::None);
    drop(sheet);
    let office = offices::fresh("import.chancery");
    let (ours, report) = timed(|| {
        import_file(&office, &offices::owner(), "person", &table, &ImportOptions::default()).unwrap()
    });
    assert_eq!(report.created, ROWS);
    print("tables: CSV of 1,000,000 rows imported", &[ours], Target::Milliseconds(4000.0));
    let database = offices::folder().join("import.sqlite");
    fs::remove_file(&database).ok();
    if let Some(mut peer) = Sqlite::open(&database) {
        peer.run(
            "PRAGMA synchronous=FULL; CREATE TABLE t(number TEXT, name TEXT, alias TEXT, email TEXT, phone TEXT, \
             hired_on TEXT); CREATE UNIQUE INDEX n ON t(number); CREATE INDEX m ON t(name);",
        );
        let import = format!(".import --csv --skip 1 {} t", table.display());
        let (theirs, _) = timed(|| peer.run(&import));
        print_against("tables: CSV of 1,000,000 rows imported", &[ours], "SQLite", &[theirs], Target::None);
    }
    drop(office);
    for file in [database, offices::folder().join("import.chancery")] {
        fs::remove_file(file).ok();
    }
}

fn workbook() {
    let office = offices::open(&offices::of_scale(Scale::Large));
    let reader = office.reader(&offices::owner()).unwrap();
    let person = records::find("person").unwrap();
    let path = offices::folder().join("people.xlsx");
    fs::remove_file(&path).ok();
    let (time, report) = timed(|| export_file(&reader, person, &path, &Conditions::default()).unwrap());
    let cells = (report.written * (person.fields().len() + 1)) as f64;
    let per_million = 1e6 / cells;
    print("tables: workbook written, by 1,000,000 cells", &[time * per_million], Target::Milliseconds(750.0));
    let (time, sheet) = timed(|| Sheet::read(&path).unwrap());
    assert_eq!(sheet.rows.len(), report.written);
    print("tables: workbook read, by 1,000,000 cells", &[time * per_million], Target::Milliseconds(450.0));
    let (bare, _) = timed(|| {
        let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
        let name = workbook.sheet_names()[0].clone();
        workbook.worksheet_range(&name).unwrap()
    });
    print_against("tables: workbook read", &[time], "calamine", &[bare], Target::None);
}
