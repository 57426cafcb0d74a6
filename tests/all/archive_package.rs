//! The archive as a package: out and back in identically, and nothing at all of one that was changed, broken or made to
//! harm. Catalogues with numbers that are wrong.

use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chancery::desk::{Conditions, FixedClock, Office, Session, demo};
use chancery::exchange::{
    ImportOptions, ImportReport, export_archive, export_file, import_archive, import_file,
};
use chancery::model::Problem;
use chancery::records::archive::{ArchiveItem, ArchiveItemState, Fonds, Retention};
use chancery::records::{RECORDS, find};
use chancery::store::{Store, attachment, integrity};
use chancery::text::Language;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::fixture::{info, owner};

fn empty() -> Office {
    let clock = FixedClock("2026-11-23T02:00:00Z".parse().unwrap());
    Office::new(Store::in_memory(&info()).unwrap(), Arc::new(clock)).unwrap()
}

fn demonstration() -> Office {
    let office = empty();
    demo::fill(&office, &Arc::new(Session::owner())).unwrap();
    office
}

fn write(office: &Office, folder: &TempDir) -> PathBuf {
    let path = folder.path().join("archive.zip");
    let reader = office.reader(&owner()).unwrap();
    let report = export_archive(&reader, "演示", &path, &Conditions::default()).unwrap();
    assert!(report.written > 100);
    path
}

fn read(office: &Office, path: &Path) -> Result<ImportReport, Problem> {
    import_archive(office, &owner(), path, &ImportOptions::default(), &|_, _| true)
}

/// The parts of a package, to be changed and packed again.
fn parts(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    (0..zip.len())
        .map(|place| {
            let mut file = zip.by_index(place).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            (file.name().unwrap().into_owned(), content)
        })
        .collect()
}

fn pack(parts: &[(String, Vec<u8>)], path: &Path) {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    std::fs::write(path, zip.finish().unwrap().into_inner()).unwrap();
}

/// Everything of the registers of a package as lines.
fn catalogue(office: &Office, folder: &TempDir) -> Vec<String> {
    let reader = office.reader(&owner()).unwrap();
    let mut lines = Vec::new();
    for register in [
        "fonds",
        "archive_category",
        "retention_rule",
        "storage_place",
        "archive_box",
        "archive_item",
        "disposal",
        "disposal_line",
    ] {
        let path = folder.path().join("catalogue.jsonl");
        export_file(&reader, find(register).unwrap(), &path, &Conditions::default()).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        for line in text.lines() {
            // Who has an item follows from loans, which are no part of a package.
            let mut line: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
            line.retain(|key, _| key != "lent_to" && key != "due_back");
            lines.push(format!("{register} {}", serde_json::Value::Object(line)));
        }
    }
    lines.sort();
    let snapshot = office.store().snapshot().unwrap();
    for item in reader.all::<ArchiveItem>().unwrap() {
        for file in attachment::of(&snapshot, item.meta.id).unwrap() {
            lines.push(format!("{} {} {}", item.meta.id, file.name, file.sha256));
        }
    }
    lines
}

#[test]
fn a_package_comes_back_identically_and_twice_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let office = demonstration();
    let path = write(&office, &folder);
    // Into an office with the same people: the archive alone is missing there.
    let other = empty();
    let organisation = folder.path().join("office");
    chancery::exchange::export_office(&office.reader(&owner()).unwrap(), &organisation).unwrap();
    for file in std::fs::read_dir(&organisation).unwrap() {
        let file = file.unwrap().path();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        if !["unit", "post", "person"].contains(&name.as_str()) {
            std::fs::remove_file(file).unwrap();
        }
    }
    import_file(&other, &owner(), "office", &organisation, &ImportOptions::default()).unwrap();
    let report = read(&other, &path).unwrap();
    assert_eq!(report.problems, []);
    let (there, here) = (catalogue(&other, &folder), catalogue(&office, &folder));
    assert_eq!(there.len(), here.len());
    for (there, here) in there.iter().zip(&here) {
        assert_eq!(there, here);
    }
    let snapshot = other.store().snapshot().unwrap();
    assert_eq!(integrity::check(&snapshot, RECORDS).unwrap().findings, []);
    assert_eq!(chancery::exchange::texts::compare(&snapshot).unwrap(), []);
    drop(snapshot);
    let again = read(&other, &path).unwrap();
    assert_eq!((again.created, again.updated, again.problems.len()), (0, 0, 0));
    let second = folder.path().join("second.zip");
    export_archive(&other.reader(&owner()).unwrap(), "演示", &second, &Conditions::default()).unwrap();
    let but_manifest =
        |path: &Path| parts(path).into_iter().filter(|(name, _)| name != "manifest.json").collect::<Vec<_>>();
    let names = |path: &Path| but_manifest(path).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names(&second), names(&path));
}

#[test]
fn links_that_lead_nowhere_are_told_and_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(&demonstration(), &folder);
    let office = empty();
    let report = read(&office, &path).unwrap();
    assert!(report.created > 100);
    assert!(report.problems.iter().all(|problem| problem.message.key == "package.link_left_out"));
    assert!(report.problems.iter().any(|problem| problem.record == Some("archive_item")));
    let items = office.reader(&owner()).unwrap().all::<ArchiveItem>().unwrap();
    assert!(items.iter().any(|item| item.record.number == "Z109-WS·2025-D30-BGS-0001"));
}

#[test]
fn a_package_that_was_changed_brings_nothing_in() {
    let folder = tempfile::tempdir().unwrap();
    let good = write(&demonstration(), &folder);
    let path = folder.path().join("bad.zip");
    let whole = parts(&good);
    let place = |start: &str| whole.iter().position(|(name, _)| name.starts_with(start)).unwrap();
    let (items, file) = (place("records/archive_item"), place("files/"));
    let refused = |parts: &[(String, Vec<u8>)], wanted: &str| {
        pack(parts, &path);
        let office = empty();
        match read(&office, &path) {
            Err(Problem::Input(faults)) => assert_eq!(faults[0].message.key, wanted),
            other => panic!("{wanted}: {other:?}"),
        }
        assert!(office.reader(&owner()).unwrap().all::<Fonds>().unwrap().is_empty(), "nothing is half there");
    };
    let mut changed = whole.clone();
    changed[file].1[0] ^= 1;
    refused(&changed, "package.changed_part");
    let mut changed = whole.clone();
    changed[items].1.extend_from_slice(b"{}\n");
    refused(&changed, "package.changed_part");
    let mut more = whole.clone();
    more.push(("../../evil.txt".to_owned(), b"x".to_vec()));
    refused(&more, "package.unknown_part");
    let mut fewer = whole.clone();
    fewer.remove(file);
    refused(&fewer, "package.missing_part");
    let manifest = place("manifest");
    let mut none = whole.clone();
    none[manifest].1 =
        b"{\"format\":\"else\",\"version\":1,\"office\":\"\",\"made_at\":\"\",\"parts\":{}}".to_vec();
    refused(&none, "package.not_one");
    let mut newer = whole.clone();
    newer[manifest].1 = String::from_utf8(newer[manifest].1.clone())
        .unwrap()
        .replace("\"version\": 1", "\"version\": 99")
        .into_bytes();
    refused(&newer, "package.newer");
    // A file that unpacks to far more than the manifest says.
    let mut bomb = whole.clone();
    bomb[file].1 = vec![0; 200 * 1024 * 1024];
    refused(&bomb, "package.changed_part");
    let text = std::fs::read(&good).unwrap();
    for length in [0, 10, text.len() / 2, text.len() - 1] {
        std::fs::write(&path, &text[..length]).unwrap();
        let office = empty();
        assert!(read(&office, &path).is_err(), "cut at {length}");
        assert!(office.reader(&owner()).unwrap().all::<Fonds>().unwrap().is_empty());
    }
}

#[test]
fn numbers_that_are_wrong_are_told_by_line_and_nothing_is_half_filed() {
    let folder = tempfile::tempdir().unwrap();
    let office = demonstration();
    let before = office.reader(&owner()).unwrap().all::<ArchiveItem>().unwrap().len();
    let path = folder.path().join("catalogue.csv");
    let row = |number: &str| format!("{number},甲,filed,办公室,2025-03-01,Z109,WS,2025,D30,BGS\n");
    let head = "number,title,state,author,formed_on,fonds,category,year,retention,division\n";
    let numbers = [
        "Z109-WS·2025-D30-BGS-0901",
        "Z109-WS-2025-D30-BGS-0902",
        "Z109-WS·2025-D10-BGS-0903",
        "Z109-WS·2025-D30-BGS-0901",
        "Z109-WS·2025-D30-BGS-0001",
    ];
    let rows: String = numbers.iter().map(|number| row(number)).collect();
    std::fs::write(&path, format!("{head}{rows}")).unwrap();
    let strict = ImportOptions { strict: true, ..ImportOptions::default() };
    let Err(Problem::Input(faults)) = import_file(&office, &owner(), "archive_item", &path, &strict) else {
        panic!("bad numbers were taken");
    };
    assert!(!faults.is_empty());
    assert_eq!(office.reader(&owner()).unwrap().all::<ArchiveItem>().unwrap().len(), before);
    let tried = ImportOptions { dry_run: true, ..ImportOptions::default() };
    let report = import_file(&office, &owner(), "archive_item", &path, &tried).unwrap();
    let lines: Vec<u64> = report.problems.iter().map(|problem| problem.line).collect();
    for line in [3, 4] {
        assert!(lines.contains(&line), "line {line}: {:?}", report.problems);
    }
    assert!(lines.contains(&5) || lines.contains(&2), "the number that stands twice: {:?}", report.problems);
}

#[test]
fn a_catalogue_says_the_class_by_the_number_alone_and_strict_names_every_problem() {
    let folder = tempfile::tempdir().unwrap();
    let office = demonstration();
    let items = || office.reader(&owner()).unwrap().all::<ArchiveItem>().unwrap();
    let before = items().len();
    let path = folder.path().join("归档文件目录.csv");
    let head = "归档文件目录\n序号,档号,文号,责任者,题名,日期,页数,备注\n";
    let rows = [
        "1,Z109-WS·2021-D30-BGS-0001,江岳办〔2021〕3号,江岳集团,甲,20210301,4,",
        "2,Z109-WS·2021-D30-BGS-0002,,江岳集团,乙,2021-03-05,2,",
    ];
    let write = |more: &[&str]| {
        let rows: Vec<&str> = rows.iter().chain(more).copied().collect();
        std::fs::write(&path, format!("{head}{}\n", rows.join("\n"))).unwrap();
    };
    write(&[
        "3,Z109-WS-2021-D30-BGS-0003,,江岳集团,丙,20210306,2,",
        "4,Z109-WS·2021-D30-BGS-0001,,江岳集团,丁,20210307,2,",
        "5,Z109-WS·2021-D30-XXX-0001,,江岳集团,戊,20210308,2,",
        "6,Z109-WS·2021-D30-BGS-0006,,江岳集团,,20210309,2,",
    ]);
    let strict = ImportOptions { strict: true, language: Language::English, ..ImportOptions::default() };
    let Err(Problem::Input(faults)) = import_file(&office, &owner(), "archive_item", &path, &strict) else {
        panic!("bad numbers were taken");
    };
    let told: Vec<String> = faults.iter().map(|fault| fault.message.in_language(Language::English)).collect();
    let told = told.join("\n");
    // What is wrong with a cell, with two rows, with the class, and what the rules of the record say: all at once.
    for words in ["Line 5, Archival code", "Line 6, Archival code", "Line 7, Archival code", "Line 8, Title"]
    {
        assert!(told.contains(words), "{words} is not in\n{told}");
    }
    assert_eq!(items().len(), before, "nothing is half filed");
    write(&[]);
    let report = import_file(&office, &owner(), "archive_item", &path, &strict).unwrap();
    assert_eq!((report.created, report.problems.as_slice()), (2, [].as_slice()));
    let taken = items().into_iter().find(|item| item.record.title == "甲").unwrap().record;
    assert_eq!(
        (taken.year, taken.retention, taken.state),
        (2021, Retention::Thirty, ArchiveItemState::Filed)
    );
    assert!(taken.fonds.is_some() && taken.category.is_some() && taken.division.is_some());
    assert_eq!(taken.formed_on, Some("2021-03-01".parse().unwrap()));
    // Reading it again changes nothing.
    let report = import_file(&office, &owner(), "archive_item", &path, &strict).unwrap();
    assert_eq!((report.created, report.updated, report.unchanged), (0, 0, 2));
}
