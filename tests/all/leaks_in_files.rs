//! A file hangs on every planted record: the search in texts finds it, a preview shows it, a folder and a package hold
//! it for whoever may see the record or take it out, and for nobody else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chancery::desk::{Conditions, Office, Reader, Right, SearchIndex, Texts, template};
use chancery::exchange::preview::{Preview, preview};
use chancery::exchange::texts::text_of;
use chancery::exchange::{export_archive, export_files};
use chancery::model::RecordType;
use chancery::records::RECORDS;
use chancery::store::attachment::{self, Attachment};
use chancery::text::Language;

use crate::fixture::{id, moment};
use crate::leaks::Planted::{self, LinksToCore, Plain, Sealed, VoidCore};
use crate::leaks::{Oracle, PLANTED, place, planted_id, planted_office};

/// The words of a file that is attached to a planted record.
fn words(register: &str, planted: Planted) -> String {
    format!("附文{}之{}终", place(register), planted as u32)
}

/// The file that hangs on a planted record.
fn file(register: &str, planted: Planted, sha256: String) -> Attachment {
    Attachment {
        id: id(900_000 + place(register) * 100 + planted as u32),
        owner: planted_id(register, planted),
        register: register.to_owned(),
        name: "附文.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        size: 1,
        sha256,
        at: moment(0),
        by: None,
        mark: None,
        reason: String::new(),
        sealed: false,
    }
}

/// Hangs a file on every planted record.
fn hang_files(office: &Office) -> BTreeMap<(&'static str, Planted), Attachment> {
    let mut transaction = office.store().begin().unwrap();
    let mut files = BTreeMap::new();
    for record_type in RECORDS {
        for planted in PLANTED {
            let register = record_type.name();
            let text = words(register, planted);
            let sha256 = attachment::put_content(&mut transaction, text.as_bytes()).unwrap();
            attachment::put_text(&mut transaction, &sha256, &text).unwrap();
            let kept = file(register, planted, sha256);
            attachment::put(&mut transaction, kept.owner, kept.id, Some(&kept)).unwrap();
            files.insert((register, planted), kept);
        }
    }
    transaction.commit().unwrap();
    files
}

/// Whether somebody may read the files of a record: those of the archive open for its keepers, for others by an
/// electronic loan only.
fn may_read(oracle: &Oracle<'_>, record_type: &dyn RecordType, planted: Planted) -> bool {
    let register = record_type.name();
    let keeps = [Right::Update, Right::Export].into_iter().any(|right| oracle.granted(register, right));
    oracle.sees_record(record_type, planted) && planted != Sealed && (register != "archive_item" || keeps)
}

/// Everything that stands in the files of a folder and below.
fn all_of(folder: &Path) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        all.push_str(&if path.is_dir() { all_of(&path) } else { std::fs::read_to_string(path).unwrap() });
    }
    all
}

/// The files of a register in a folder, and those of the archive in a package.
fn taken_out(reader: &Reader, record_type: &'static dyn RecordType) -> String {
    let folder = tempfile::tempdir().unwrap();
    let records = PLANTED.map(|planted| planted_id(record_type.name(), planted));
    let out = folder.path().join("out");
    std::fs::create_dir(&out).unwrap();
    export_files(reader, record_type, &records, &out, &|_, _| true).ok();
    let mut all = all_of(&out);
    let package = folder.path().join("archive.zip");
    let is_archive = record_type.name() == "archive_item";
    if is_archive && export_archive(reader, "office", &package, &Conditions::default()).is_ok() {
        let mut zip = zip::ZipArchive::new(std::fs::File::open(package).unwrap()).unwrap();
        for place in 0..zip.len() {
            std::io::Read::read_to_string(&mut zip.by_index(place).unwrap(), &mut all).unwrap();
        }
    }
    all
}

#[test]
fn a_file_is_read_and_taken_out_only_by_those_who_may() {
    let (office, viewers) = planted_office();
    let files = hang_files(&office);
    let book = template();
    let (mut asked, mut shown, mut out) = (0, 0, 0);
    for viewer in &viewers {
        let oracle = Oracle { book: &book, viewer };
        let reader = office.reader(&viewer.session).unwrap();
        for record_type in RECORDS {
            let taken = taken_out(&reader, *record_type);
            for planted in PLANTED {
                let file = &files[&(record_type.name(), planted)];
                let name = format!("{}: {} {planted:?}", viewer.name, record_type.name());
                let words = words(record_type.name(), planted);
                let (sees, reads) =
                    (oracle.sees_record(*record_type, planted), may_read(&oracle, *record_type, planted));
                let content = reader.content(file);
                assert!(content.is_err() || reads, "{name} is opened");
                let pages = content.map(|content| preview(&file.name, &content));
                let previewed =
                    matches!(pages, Ok(Preview::Pages { pages, .. }) if pages.concat().contains(&words));
                assert!(previewed || !reads, "{name} is not shown");
                let held = reader.holders(&BTreeSet::from([file.sha256.clone()])).unwrap();
                assert!(held.is_empty() || sees, "{name}: {held:?}");
                let may_leave = oracle.granted(record_type.name(), Right::Export)
                    && matches!(planted, Plain | LinksToCore);
                let left = taken.contains(&words);
                assert!(!left || (reads && may_leave), "{name} is taken out");
                (asked, shown, out) = (asked + 1, shown + usize::from(previewed), out + usize::from(left));
            }
        }
    }
    assert!(asked > 2000 && shown > 200 && out > 50, "{shown} shown, {out} taken out of {asked}");
}

/// The search in texts finds a file for whoever may see its record, and its words nowhere for anybody else.
#[test]
fn a_file_is_found_only_with_a_record_that_may_be_seen() {
    let (office, viewers) = planted_office();
    hang_files(&office);
    let book = template();
    let (mut asked, mut found) = (0, 0);
    for viewer in &viewers {
        let oracle = Oracle { book: &book, viewer };
        let reader = office.reader(&viewer.session).unwrap();
        let index = SearchIndex::build(&reader, Language::SimplifiedChinese, &mut |_| true).unwrap();
        let texts = Texts::read(&reader, &Texts::default(), text_of, &mut |_| true).unwrap();
        let index = index.with_texts(texts);
        for record_type in RECORDS {
            for planted in PLANTED {
                let words = words(record_type.name(), planted);
                let hits = index.search(&reader, &words, 5).unwrap();
                let may = may_read(&oracle, *record_type, planted) && planted != VoidCore;
                asked += 1;
                found += hits.len();
                let name = format!("{}: {} {planted:?}", viewer.name, record_type.name());
                assert!(hits.is_empty() || may, "{name} is found by its file: {hits:?}");
                if may && planted == Plain {
                    assert_eq!(hits.len(), 1, "{name} is not found");
                    assert_eq!(hits[0].snippet.as_ref().unwrap().found, words);
                }
            }
        }
    }
    assert!(asked > 2000 && found > 200, "{found} of {asked}");
}
