//! A file hangs on every planted record: the search in texts finds it for whoever may see the record, and for nobody
//! else.

use chancery::desk::{Right, SearchIndex, Texts, template};
use chancery::exchange::texts::text_of;
use chancery::records::RECORDS;
use chancery::store::attachment::{self, Attachment};
use chancery::text::Language;

use crate::fixture::{id, moment};
use crate::leaks::Planted::{self, Plain, Sealed, VoidCore};
use crate::leaks::{Oracle, PLANTED, place, planted_id, planted_office};

/// The words of a file that is attached to a planted record.
fn words(register: &str, planted: Planted) -> String {
    format!("附文{}之{}终", place(register), planted as u32)
}

/// A file hangs on every planted record; the search in texts finds it for whoever may see the record, and its words
/// nowhere for anybody else.
#[test]
fn a_file_is_found_only_with_a_record_that_may_be_seen() {
    let (office, viewers) = planted_office();
    let mut transaction = office.store().begin().unwrap();
    for record_type in RECORDS {
        for planted in PLANTED {
            let (owner, register) = (planted_id(record_type.name(), planted), record_type.name());
            let text = words(register, planted);
            let sha256 = attachment::put_content(&mut transaction, text.as_bytes()).unwrap();
            attachment::put_text(&mut transaction, &sha256, &text).unwrap();
            let kept = Attachment {
                id: id(900_000 + place(register) * 100 + planted as u32),
                owner,
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
            };
            attachment::put(&mut transaction, owner, kept.id, Some(&kept)).unwrap();
        }
    }
    transaction.commit().unwrap();
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
                // The files of the archive open for its keepers, for others by an electronic loan only.
                let keeps = [Right::Update, Right::Export];
                let keeps = keeps.into_iter().any(|right| oracle.granted(record_type.name(), right));
                let may = oracle.sees_record(*record_type, planted)
                    && planted != VoidCore
                    && (record_type.name() != "archive_item" || keeps);
                asked += 1;
                found += hits.len();
                let name = format!("{}: {} {planted:?}", viewer.name, record_type.name());
                assert!(hits.is_empty() || may, "{name} is found by its file: {hits:?}");
                if may && planted == Plain {
                    assert_eq!(hits.len(), 1, "{name} is not found");
                    assert_eq!(hits[0].snippet.as_ref().unwrap().found, words);
                }
                if planted == Sealed {
                    assert!(hits.is_empty(), "{name}: nobody has consented");
                }
            }
        }
    }
    assert!(asked > 2000 && found > 200, "{found} of {asked}");
}
