//! Which record a row of a table is about: papers of the same title are never taken for one another.

use chancery::exchange::ImportReport;
use chancery::records::archive::ArchiveItem;
use chancery::records::documents::{Document, Incoming};
use chancery::records::meetings::{AgendaItem, Meeting};
use chancery::records::organisation::Person;

use crate::import::{Place, codes};

fn counts(report: &ImportReport) -> (usize, usize, usize) {
    assert_eq!(codes(report), [], "{report:?}");
    (report.created, report.updated, report.unchanged)
}

#[test]
fn a_paper_of_another_office_is_not_written_over_by_its_title() {
    let place = Place::new();
    let first = "标题,来文单位,收文日期\n关于召开年会的通知,甲局,2026-02-01\n";
    let second = "标题,来文单位,收文日期\n关于召开年会的通知,乙局,2026-02-03\n";
    assert_eq!(counts(&place.import("incoming", first)), (1, 0, 0));
    assert_eq!(counts(&place.import("incoming", second)), (1, 0, 0));
    for text in [first, second] {
        assert_eq!(counts(&place.import("incoming", text)), (0, 0, 1), "nothing is made twice");
    }
    let mut senders: Vec<String> = place.all::<Incoming>().into_iter().map(|of| of.sender).collect();
    senders.sort();
    assert_eq!(senders, ["乙局", "甲局"]);
    // What an empty cell does not say makes no other paper.
    let fewer = "标题,来文单位,收文日期,备注\n关于召开年会的通知,甲局,,\n";
    assert_eq!(counts(&place.import("incoming", fewer)), (0, 0, 1));
}

#[test]
fn two_rows_of_one_title_are_two_papers_and_two_equal_rows_are_told() {
    let place = Place::new();
    let text = "标题,来文单位,收文日期\n通知,甲局,2026-02-01\n通知,乙局,2026-02-01\n通知,甲局,2026-02-01\n";
    let report = place.import("incoming", text);
    assert_eq!((report.created, codes(&report)), (2, vec![(4, "duplicate")]));
    let documents = "title,number\n章程,江岳〔2025〕1号\n章程,江岳〔2026〕1号\n";
    assert_eq!(counts(&place.import("document", documents)), (2, 0, 0));
    assert_eq!(counts(&place.import("document", documents)), (0, 0, 2));
    let mut numbers: Vec<String> = place.all::<Document>().into_iter().map(|of| of.number).collect();
    numbers.sort();
    assert_eq!(numbers, ["江岳〔2025〕1号", "江岳〔2026〕1号"]);
    let meetings = "title,start\n办公会,2026-03-09 09:00\n办公会,2026-03-16 09:00\n";
    assert_eq!(counts(&place.import("meeting", meetings)), (2, 0, 0));
    assert_eq!(counts(&place.import("meeting", meetings)), (0, 0, 2));
    assert_eq!(place.all::<Meeting>().len(), 2);
}

#[test]
fn items_and_people_without_a_number_are_their_own() {
    let place = Place::new();
    let first = "title,author,formed_on\n会议纪要,办公室,2026-01-05\n";
    let second = "title,author,formed_on\n会议纪要,办公室,2026-02-05\n";
    assert_eq!(counts(&place.import("archive_item", first)), (1, 0, 0));
    assert_eq!(counts(&place.import("archive_item", second)), (1, 0, 0));
    assert_eq!(counts(&place.import("archive_item", second)), (0, 0, 1));
    assert_eq!(place.all::<ArchiveItem>().len(), 2);
    let people = "name,mobile\n王芳,13800000000\n";
    place.import("person", people);
    place.import("person", "name,mobile\n王芳,13900000000\n");
    assert_eq!(place.all::<Person>().len(), 2, "namesakes");
    assert_eq!(counts(&place.import("person", people)), (0, 0, 1));
}

#[test]
fn where_titles_tell_records_apart_a_title_names_one() {
    let place = Place::new();
    place.import("meeting", "title,start\n办公会,2026-03-09 09:00\n党委会,2026-03-10 09:00\n");
    let agenda = "meeting,title,minutes\n办公会,审议预算,\n党委会,审议预算,\n";
    assert_eq!(counts(&place.import("agenda_item", agenda)), (2, 0, 0), "each of its own meeting");
    let after = "meeting,title,minutes\n党委会,审议预算,30\n";
    assert_eq!(counts(&place.import("agenda_item", after)), (0, 1, 0));
    assert_eq!(counts(&place.import("agenda_item", after)), (0, 0, 1));
    assert_eq!(place.all::<AgendaItem>().len(), 2);
}
