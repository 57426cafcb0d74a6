//! The archive as a package: out and back in identically, and nothing at all of one that was changed, broken or made to
//! harm. Catalogues with numbers that are wrong.

use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chancery::desk::{Command, Conditions, FixedClock, Office, Session, Values, demo};
use chancery::exchange::{
    ImportOptions, ImportReport, export_archive, export_file, import_archive, import_file,
};
use chancery::model::{Id, Mark, Problem, Secrecy, Value};
use chancery::records::archive::{
    ArchiveItem, ArchiveItemState, Disposal, DisposalState, Fonds, Loan, Retention,
};
use chancery::records::{RECORDS, find};
use chancery::store::{Store, attachment, integrity};
use chancery::text::Language;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::archive::{because, class, filed, item, link, loan, run, scheme, with};
use crate::archive_package_links::with_organisation_of;
use crate::fixture::{attach, create, digest, go, info, owner, person, signed, unit, update};

pub fn empty() -> Office {
    let clock = FixedClock("2026-11-23T02:00:00Z".parse().unwrap());
    Office::new(Store::in_memory(&info()).unwrap(), Arc::new(clock)).unwrap()
}

pub fn demonstration() -> Office {
    let office = empty();
    demo::fill(&office, &Arc::new(Session::owner())).unwrap();
    office
}

pub fn write(office: &Office, folder: &TempDir) -> PathBuf {
    let path = folder.path().join("archive.zip");
    let reader = office.reader(&owner()).unwrap();
    let report = export_archive(&reader, "演示", &path, &Conditions::default()).unwrap();
    assert!(report.written > 100);
    path
}

pub fn read(office: &Office, path: &Path) -> Result<ImportReport, Problem> {
    import_archive(office, &owner(), path, &ImportOptions::default(), &|_, _| true)
}

/// The parts of a package, to be changed and packed again.
pub fn parts(path: &Path) -> Vec<(String, Vec<u8>)> {
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
        if name.ends_with('/') {
            zip.add_directory(name.as_str(), SimpleFileOptions::default()).unwrap();
            continue;
        }
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    std::fs::write(path, zip.finish().unwrap().into_inner()).unwrap();
}

/// Everything of the registers of a package as lines.
pub fn catalogue(office: &Office, folder: &TempDir) -> Vec<String> {
    let reader = office.reader(&owner()).unwrap();
    let mut lines = Vec::new();
    for register in [
        "fonds",
        "archive_category",
        "archive_division",
        "retention_rule",
        "storage_place",
        "archive_box",
        "archive_item",
        "archive_hold",
        "disposal",
        "disposal_line",
    ] {
        let path = folder.path().join("catalogue.jsonl");
        export_file(&reader, find(register).unwrap(), &path, &Conditions::default()).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        for line in text.lines() {
            // Who has an item, and that it is lent, follows from loans, which are no part of a package.
            let mut line: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
            line.retain(|key, _| key != "lent_to" && key != "due_back");
            if let Some(state) = line.get_mut("state").filter(|state| *state == "lent") {
                *state = "stored".into();
            }
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
    // Into an office with the same people and papers: the archive alone is missing there.
    let other = empty();
    with_organisation_of(&office, &folder, &other);
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
    assert_eq!(report.problems, []);
    assert!(report.notes.iter().all(|note| note.message.key == "package.link_left_out"));
    let mut told: Vec<_> = report.notes.iter().map(|note| (note.record, note.field.as_deref())).collect();
    assert!(told.contains(&(Some("archive_item"), Some("filed_by"))), "{told:?}");
    let count = told.len();
    told.dedup();
    assert_eq!(told.len(), count, "one note a register and field");
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
    let mut without = whole.clone();
    without.remove(manifest);
    refused(&without, "package.no_manifest");
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
    // Folders that another program noted when it packed the same again.
    let folders = [("files/".to_owned(), Vec::new()), ("records/".to_owned(), Vec::new())];
    pack(&folders.into_iter().chain(whole.clone()).collect::<Vec<_>>(), &path);
    read(&empty(), &path).unwrap();
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

const LISTS: [&str; 3] = ["destroy", "transfer", "extend"];

/// What is done before a step of a list: who heads the unit approves what is destroyed, and every item is counted.
fn before_step(office: &Office, list: u32, line: u32, way: &str) {
    match way {
        "sign" if list < 205 => run(office, signed(go("disposal", list, "confirm"), 11)),
        "carry_out" => {
            run(
                office,
                update("disposal_line", line, None, Values::new().with("counted", Value::Flag(true))),
            );
        }
        _ => {}
    }
}

/// An archive in the middle of its work: lists of every kind in every state, holds that stand and are lifted, items that
/// are asked for, approved and lent, one with a mark.
pub fn at_work() -> Office {
    let office = empty();
    scheme(&office);
    run(&office, update("fonds", 1, None, Values::new().with("transfer_after", Value::Integer(10))));
    run(&office, create("archive_box", 30, class(2015, "D10")));
    for number in 100..124 {
        run(&office, item(number, 2015, "D10"));
        if number == 122 {
            let mark = Mark { level: Secrecy::Internal, ..Mark::default() };
            let register = "archive_item".to_owned();
            let id = crate::fixture::id(number);
            run(&office, Command::Mark { register, id, attachment: None, mark, reason: String::new() });
        }
        run(&office, attach("archive_item", number, number + 400, format!("text {number}").as_bytes()));
        run(&office, filed(number));
        run(&office, with(go("archive_item", number, "store"), "in_box", link(30)));
    }
    for (kind, place) in LISTS.into_iter().zip(0_u32..) {
        for state in 0..5 {
            let (list, line) = (200 + place * 5 + state, 300 + place * 5 + state);
            let values = Values::new().text("title", format!("{kind} {state}")).text("opinion", "已鉴定");
            let values = values.with("kind", Value::choice(kind)).text("receiver", "市档案馆");
            let until = Value::Date("2036-12-31".parse().unwrap());
            let values = values.text("receiver_name", "王五").with("extend_until", until);
            let values =
                values.with("group", Value::Tags(vec!["张三".to_owned()])).text("method", "专人办理");
            run(&office, create("disposal", list, values));
            let values = Values::new().with("disposal", link(list)).with("item", link(list - 100));
            run(&office, create("disposal_line", line, values.text("reason", "期满")));
            let ways = ["submit", "approve", "sign", "carry_out"];
            for way in ways.into_iter().take(usize::try_from(state).unwrap()) {
                before_step(&office, list, line, way);
                let step = go("disposal", list, way);
                let step = if way == "approve" { signed(step, 13) } else { step };
                let command = with(step, "first_witness", link(10));
                run(&office, with(command, "second_witness", link(19)));
            }
        }
    }
    for (hold, item) in [(400, 115), (401, 116)] {
        run(
            &office,
            create("archive_hold", hold, Values::new().with("item", link(item)).text("reason", "审计")),
        );
    }
    run(&office, because(go("archive_hold", 401, "lift")));
    for (number, ways) in [(410, &[][..]), (411, &["approve"]), (412, &["approve", "hand_out"])] {
        run(&office, loan(number, number - 293, 10));
        for way in ways {
            let step = go("loan", number, way);
            run(&office, if *way == "approve" { signed(step, 13) } else { step });
        }
    }
    office
}

pub fn with_people() -> Office {
    let office = empty();
    run(&office, person(10, "张三"));
    run(&office, person(11, "李四"));
    run(&office, person(13, "赵六"));
    run(&office, person(19, "周八"));
    run(&office, unit(4, "JYJT"));
    run(&office, update("unit", 4, None, Values::new().with("head", link(11))));
    office
}

#[test]
fn lists_and_holds_under_way_come_back_identically_and_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let office = at_work();
    let path = folder.path().join("archive.zip");
    let reader = office.reader(&owner()).unwrap();
    assert_eq!(export_archive(&reader, "演示", &path, &Conditions::default()).unwrap().withheld, 0);
    let other = with_people();
    let report = read(&other, &path).unwrap();
    assert_eq!(report.problems, []);
    assert_eq!(catalogue(&other, &folder), catalogue(&office, &folder));
    let again = read(&other, &path).unwrap();
    assert_eq!((again.created, again.updated, again.problems.len()), (0, 0, 0));
    // One step takes all of it back, what stands for ever there included, and one brings it again.
    run(&other, Command::Undo);
    assert!(other.reader(&owner()).unwrap().all::<ArchiveItem>().unwrap().is_empty());
    run(&other, Command::Redo);
    assert_eq!(catalogue(&other, &folder), catalogue(&office, &folder));
    // Who has an item is a matter of the office that lent it.
    let there = other.reader(&owner()).unwrap();
    assert!(there.all::<Loan>().unwrap().is_empty());
    let items = there.all::<ArchiveItem>().unwrap();
    assert!(items.iter().all(|item| item.record.lent_to.is_none() && item.record.due_back.is_none()));
    assert_eq!(items.iter().filter(|item| item.record.held).count(), 1, "one hold stands");
    let marked: Vec<_> = items.iter().filter_map(|item| item.meta.mark.as_ref()).collect();
    assert!(matches!(marked.as_slice(), [mark] if mark.level == Secrecy::Internal));
    // What is under way is carried on with: the sums over the lists still hold.
    for (place, becomes) in
        [ArchiveItemState::Destroyed, ArchiveItemState::Transferred, ArchiveItemState::Stored]
            .into_iter()
            .enumerate()
    {
        let list = 200 + u32::try_from(place).unwrap() * 5 + 2;
        before_step(&other, list, list + 100, "sign");
        run(&other, with(go("disposal", list, "sign"), "first_witness", link(10)));
        before_step(&other, list, list + 100, "carry_out");
        run(&other, with(go("disposal", list, "carry_out"), "second_witness", link(19)));
        let there = other.reader(&owner()).unwrap();
        let found = there.find::<Disposal>(Id::new(crate::fixture::id(list))).unwrap().unwrap();
        assert_eq!(found.record.state, DisposalState::Done);
        let item = there.find::<ArchiveItem>(Id::new(crate::fixture::id(list - 100))).unwrap().unwrap();
        assert_eq!(item.record.state, becomes);
    }
    let snapshot = other.store().snapshot().unwrap();
    assert_eq!(integrity::check(&snapshot, RECORDS).unwrap().findings, []);
}

#[test]
fn a_part_of_the_archive_takes_along_what_is_whole_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let office = at_work();
    // A second item on the draft of a list, which is left behind.
    let values = Values::new().with("disposal", link(200)).with("item", link(121));
    run(&office, create("disposal_line", 330, values));
    let path = folder.path().join("part.zip");
    let chosen = [100, 101, 115].map(crate::fixture::id);
    let reader = office.reader(&owner()).unwrap();
    export_archive(&reader, "演示", &path, &Conditions::chosen(chosen)).unwrap();
    let other = with_people();
    assert_eq!(read(&other, &path).unwrap().problems, []);
    let there = other.reader(&owner()).unwrap();
    assert_eq!(there.all::<ArchiveItem>().unwrap().len(), 3);
    let lists = there.all::<Disposal>().unwrap();
    let titles: Vec<&str> = lists.iter().map(|list| list.record.title.as_str()).collect();
    assert_eq!(titles, ["destroy 1"]);
    assert_eq!(there.all::<chancery::records::archive::ArchiveHold>().unwrap().len(), 1);
}

#[test]
fn one_record_that_is_refused_keeps_the_whole_package_out() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.zip");
    let office = at_work();
    export_archive(&office.reader(&owner()).unwrap(), "演示", &good, &Conditions::default()).unwrap();
    let path = folder.path().join("bad.zip");
    let refused = |register: &str, from: &str, to: &str| {
        let mut parts = parts(&good);
        let name = format!("records/{register}.jsonl");
        let part = parts.iter_mut().find(|(of, _)| *of == name).unwrap();
        let before = String::from_utf8(part.1.clone()).unwrap();
        let after = before.replacen(from, to, 1);
        assert_ne!(before, after, "{register} has {from}");
        part.1 = after.into_bytes();
        let (size, sum) = (part.1.len(), attachment::sha256_hex(&part.1));
        // The manifest is made to fit, as somebody would who means it.
        let manifest = parts.iter_mut().find(|(of, _)| of == "manifest.json").unwrap();
        let mut told: serde_json::Value = serde_json::from_slice(&manifest.1).unwrap();
        told["parts"][&name] = serde_json::json!({ "size": size, "sha256": sum });
        manifest.1 = serde_json::to_vec(&told).unwrap();
        pack(&parts, &path);
        let other = with_people();
        let before = digest(&other.store().snapshot().unwrap()).unwrap();
        assert!(matches!(read(&other, &path), Err(Problem::Input(_))), "{register}: {to}");
        let there = other.reader(&owner()).unwrap();
        assert!(there.all::<Fonds>().unwrap().is_empty() && there.all::<ArchiveItem>().unwrap().is_empty());
        let after = digest(&other.store().snapshot().unwrap()).unwrap();
        assert_eq!(after, before, "nothing at all was written");
    };
    refused("archive_item", "-D10-BGS-0003", "-D30-BGS-0003");
    refused("archive_item", "-D10-BGS-0003", "-D10-BGS-0004");
    refused("archive_item", "\"title\":\"关于第 103 号事项的通知\"", "\"title\":\"\"");
    refused("disposal", "\"state\":\"done\"", "\"state\":\"burnt\"");
    refused("disposal_line", "\"reason\":\"期满\"", "\"counted\":\"perhaps\"");
    refused("archive_hold", "\"reason\":\"审计\"", "\"reason\":\"\"");
}

#[test]
fn a_catalogue_never_overwrites_what_is_filed_and_lets_no_secret_in_open() {
    let folder = tempfile::tempdir().unwrap();
    let office = demonstration();
    let path = folder.path().join("归档文件目录.csv");
    let read = |rows: &[&str], strict: bool| {
        let head = "序号,档号,文号,责任者,题名,日期,密级,页数,备注\n";
        std::fs::write(&path, format!("{head}{}\n", rows.join("\n"))).unwrap();
        let options = ImportOptions { strict, ..ImportOptions::default() };
        import_file(&office, &owner(), "archive_item", &path, &options)
    };
    let of = |number: &str| {
        let items = office.reader(&owner()).unwrap().all::<ArchiveItem>().unwrap();
        items.into_iter().find(|item| item.record.number == number)
    };
    let kept = "Z109-WS·2015-D30-BGS-0001";
    let before = of(kept).unwrap();
    // Another title under a number in use, the same title with another author, a row that adds nothing.
    let taken = [
        "1,Z109-WS·2015-D30-BGS-0001,,别的单位,另一份毫不相干的文件,20150107,,4,",
        "2,Z109-WS·2015-D30-BGS-0002,,别的单位,2015年工作总结和下一年度打算,20151220,,18,",
        "3,Z109-WS·2024-D30-BGS-0001,,江岳集团,关于印发2024年度工作要点的通知,20240115,,12,分发各部门",
    ];
    let Err(Problem::Input(faults)) = read(&taken, true) else { panic!("a filed item was overwritten") };
    let told: Vec<String> =
        faults.iter().map(|fault| fault.message.in_language(Language::SimplifiedChinese)).collect();
    assert!(
        told.iter()
            .any(|line| line.starts_with("第 2 行") && line.contains("关于印发2015年度工作要点的通知"))
    );
    assert!(told.iter().any(|line| line.starts_with("第 3 行，责任者")), "{told:?}");
    let report = read(&taken, false).unwrap();
    assert_eq!((report.created, report.updated, report.skipped), (0, 1, 2), "{:?}", report.problems);
    assert_eq!(of(kept).unwrap(), before);
    assert_eq!(
        of("Z109-WS·2024-D30-BGS-0001").unwrap().record.note,
        "分发各部门",
        "what was empty is filled"
    );
    // Levels go in with their rows, state secrets and unknown words not at all; a total is no row; a hole is told.
    let rows = [
        "1,Z109-WS·2022-D30-SJB-0001,,审计部,甲,20220105,,1,",
        "2,Z109-WS·2022-D30-SJB-0004,,审计部,乙,20220106,普通商密★2年,2,",
        "3,Z109-WS·2022-D30-SJB-0005,,审计部,丙,20220107,秘密,3,",
        "4,Z109-WS·2022-D30-SJB-0006,,审计部,丁,20220108,保密,4,",
        "合计,,,,,,,10,",
    ];
    let report = read(&rows, false).unwrap();
    let problems: Vec<(u64, &str)> =
        report.problems.iter().map(|problem| (problem.line, problem.message.key)).collect();
    let secret = [(4, "import.catalogue_state_secret"), (5, "import.catalogue_mark_unknown")];
    assert_eq!((report.created, problems.as_slice()), (2, secret.as_slice()));
    let notes: Vec<&str> = report.notes.iter().map(|note| note.message.key).collect();
    assert_eq!(notes, ["import.catalogue_hole"]);
    let marked = of("Z109-WS·2022-D30-SJB-0004").unwrap();
    assert_eq!(marked.meta.mark.unwrap().level, Secrecy::Trade);
    assert!(of("Z109-WS·2022-D30-SJB-0001").unwrap().meta.mark.is_none());
    for number in ["Z109-WS·2022-D30-SJB-0005", "Z109-WS·2022-D30-SJB-0006"] {
        assert!(of(number).is_none(), "{number} went in open");
    }
    let holes = office.reader(&owner()).unwrap().number_rows().unwrap().holes();
    let hole = holes.iter().find(|hole| hole.first.contains("2022-D30-SJB")).unwrap();
    assert_eq!(
        (&*hole.first, &*hole.last, hole.count),
        ("Z109-WS·2022-D30-SJB-0002", "Z109-WS·2022-D30-SJB-0003", 2)
    );
}
