//! What a package leads to outside of it, and what belongs to a part of it.

use chancery::desk::{Conditions, Office};
use chancery::exchange::{ImportOptions, export_archive, import_file};
use chancery::model::Problem;
use chancery::records::archive::ArchiveItem;
use chancery::records::{RECORDS, find};
use chancery::store::integrity;
use tempfile::TempDir;

use crate::archive::{class, run};
use crate::archive_package::{at_work, catalogue, demonstration, empty, parts, read, with_people, write};
use crate::fixture::{create, owner};

/// What is exported of everything that the package links to outside.
pub fn with_organisation_of(from: &Office, folder: &TempDir, into: &Office) {
    let organisation = folder.path().join("office");
    chancery::exchange::export_office(&from.reader(&owner()).unwrap(), &organisation).unwrap();
    for file in std::fs::read_dir(&organisation).unwrap() {
        let file = file.unwrap().path();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        if !["unit", "post", "person", "paper_series", "incoming", "outgoing"].contains(&name.as_str()) {
            std::fs::remove_file(file).unwrap();
        }
    }
    import_file(into, &owner(), "office", &organisation, &ImportOptions::default()).unwrap();
}

#[test]
fn whom_a_package_names_is_kept_in_notes_and_linked_once_they_are_here() {
    let folder = tempfile::tempdir().unwrap();
    let office = demonstration();
    let path = write(&office, &folder);
    let other = empty();
    read(&other, &path).unwrap();
    let items = |office: &Office| office.reader(&owner()).unwrap().all::<ArchiveItem>().unwrap();
    let named = items(&office).into_iter().find(|item| item.record.filed_by.is_some()).unwrap();
    let there = |office: &Office| {
        items(office).into_iter().find(|item| item.meta.id == named.meta.id).unwrap().record
    };
    assert!(there(&other).filed_by.is_none());
    assert!(there(&other).note.contains("："), "{}", there(&other).note);
    let again = read(&other, &path).unwrap();
    assert_eq!((again.created, again.updated, again.problems.len()), (0, 0, 0));
    with_organisation_of(&office, &folder, &other);
    let healed = read(&other, &path).unwrap();
    assert!(healed.updated > 0 && healed.created == 0, "{healed:?}");
    assert_eq!((healed.problems, healed.notes), (Vec::new(), Vec::new()));
    assert_eq!(catalogue(&other, &folder), catalogue(&office, &folder));
    let after = read(&other, &path).unwrap();
    assert_eq!((after.created, after.updated), (0, 0));
    let snapshot = other.store().snapshot().unwrap();
    assert_eq!(integrity::check(&snapshot, RECORDS).unwrap().findings, []);
}

#[test]
fn only_what_belongs_to_the_chosen_items_goes_along() {
    let folder = tempfile::tempdir().unwrap();
    let office = at_work();
    run(&office, create("archive_box", 31, class(2016, "D10")));
    let path = folder.path().join("part.zip");
    let reader = office.reader(&owner()).unwrap();
    let items = find("archive_item").unwrap();
    let none = chancery::exchange::read_conditions(&reader, items, [("year", "1900")]).unwrap();
    let Err(Problem::Input(faults)) = export_archive(&reader, "演示", &path, &none) else {
        panic!("written")
    };
    assert_eq!(faults[0].message.code(), "nothing_chosen");
    assert!(!path.exists());
    let some = Conditions::chosen([crate::fixture::id(115)]);
    export_archive(&reader, "演示", &path, &some).unwrap();
    let lines = |register: &str| {
        let name = format!("records/{register}.jsonl");
        let (_, content) = parts(&path).into_iter().find(|(of, _)| *of == name).unwrap();
        String::from_utf8(content).unwrap().lines().count()
    };
    assert_eq!((lines("archive_item"), lines("archive_box"), lines("archive_hold")), (1, 1, 1));
    assert_eq!((lines("disposal"), lines("disposal_line"), lines("fonds")), (0, 0, 1));
    // What the part needs is there: another office takes it.
    assert_eq!(read(&with_people(), &path).unwrap().problems, []);
}
