//! The archive report: its figures by hand, who sees which of its parts, and that each figure opens its records.

use std::sync::Arc;

use chancery::charts::report::Report as _;
use chancery::desk::{ArchiveReport, BarTable, Office, Session, seed_roles};
use chancery::model::{AnyRecord, Id, Mark, Meta, Record, RecordId, Row, Secrecy, Term, Void};
use chancery::records::archive::{
    ArchiveCategory, ArchiveDivision, ArchiveItem, ArchiveItemState, ArchiveMedium, CheckResult, Loan,
    LoanMeans, LoanState, LoanView, RecordCheck, Retention, Transmission, TransmissionState,
};
use chancery::records::backups::{BackupKind, BackupOutcome, BackupRun};
use chancery::records::documents::{Incoming, IncomingState};
use chancery::records::find;
use chancery::rules::archive::retention::expires_on;
use chancery::store::Store;
use chancery::text::Language;
use chancery::ui::routes::Route;
use chrono::{DateTime, NaiveDate, Utc};
use eframe::egui::Theme;
use egui_kittest::kittest::Queryable as _;

use crate::fixture::{SetClock, appointment, attach, id, info, moment, owner, person, post};
use crate::window::{office as demo_office, rest, until, window};

const LANGUAGE: Language = Language::SimplifiedChinese;

// 文书, 会计; 办公室, 财务部; two people.
const WS: u32 = 1;
const KU: u32 = 2;
const BGS: u32 = 3;
const CWB: u32 = 4;
const ZHANG: u32 = 10;
const LI: u32 = 11;

fn civil(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> Option<DateTime<Utc>> {
    Some(format!("{text}:00Z").parse().unwrap())
}

fn typed<R: Record>(number: u32) -> Id<R> {
    Id::new(id(number))
}

/// The first day after the holidays of October 2026.
const TODAY: &str = "2026-10-08";

/// An office on [`TODAY`], into which records are put as they stand, past the rules of how they came to be.
struct Archive {
    office: Office,
    clock: Arc<SetClock>,
}

impl Archive {
    fn new() -> Self {
        let clock = SetClock::new();
        let office = Office::new(Store::in_memory(&info()).unwrap(), clock.clone()).unwrap();
        seed_roles(&office, &owner(), LANGUAGE).unwrap();
        office.execute(&owner(), person(ZHANG, "张三")).unwrap();
        office.execute(&owner(), person(LI, "李四")).unwrap();
        clock.set(moment(220));
        assert_eq!(office.clock().today(), civil(TODAY));
        let archive = Self { office, clock };
        for (number, code, name) in [(WS, "WS", "文书档案"), (KU, "KU", "会计档案")] {
            let (code, name) = (code.to_owned(), name.to_owned());
            archive.put(number, ArchiveCategory { code, name, ..ArchiveCategory::default() });
        }
        for (number, code, name) in [(BGS, "BGS", "办公室"), (CWB, "CWB", "财务部")] {
            let (code, name) = (code.to_owned(), name.to_owned());
            archive.put(number, ArchiveDivision { code, name, ..ArchiveDivision::default() });
        }
        archive
    }

    fn put_as<R: Record + AnyRecord>(&self, meta: Meta, record: R) {
        let mut transaction = self.office.store().begin().unwrap();
        let row = Row { meta: Meta { version: 1, ..meta }, record: Box::new(record) };
        transaction.put_row(find(R::NAME).unwrap(), None, &row).unwrap();
        transaction.commit().unwrap();
    }

    fn put<R: Record + AnyRecord>(&self, number: u32, record: R) {
        self.put_as(Meta { id: id(number), ..Meta::default() }, record);
    }

    fn item(&self, number: u32, year: i64, retention: Retention) {
        self.put(number, item(number, year, retention));
    }

    fn of(&self, session: &Arc<Session>) -> ArchiveReport {
        let reader = self.office.reader(session).unwrap();
        let today = self.office.clock().today();
        ArchiveReport::read(&reader, civil("2026-01-01"), today, today).unwrap()
    }

    fn report(&self) -> ArchiveReport {
        self.of(&owner())
    }

    /// Somebody with a post of a role.
    fn session(&self, person: u32, role: &str) -> Arc<Session> {
        self.office.execute(&owner(), post(person + 100, &format!("P{person}"), role)).unwrap();
        self.office.execute(&owner(), appointment(person + 200, person, person + 100)).unwrap();
        let snapshot = self.office.store().snapshot().unwrap();
        Arc::new(Session::of_person(&snapshot, id(person), civil(TODAY)).unwrap())
    }
}

/// An item of the office that is filed.
fn item(number: u32, year: i64, retention: Retention) -> ArchiveItem {
    ArchiveItem {
        number: format!("Z109-WS·{year}-X-BGS-{number:04}"),
        title: format!("第 {number} 件"),
        state: ArchiveItemState::Stored,
        category: Some(typed(WS)),
        division: Some(typed(BGS)),
        year,
        retention,
        expires_on: expires_on(year, retention.years()),
        ..ArchiveItem::default()
    }
}

/// A loan of paper that is out, lent and due on these days.
fn loan(item: u32, lent_on: &str, due_on: &str) -> Loan {
    Loan {
        number: format!("JY{item}"),
        item: Some(typed(item)),
        borrower: Some(typed(ZHANG)),
        state: LoanState::Lent,
        means: LoanMeans::TakeOut,
        usage: "查考".to_owned(),
        lent_on: Some(civil(lent_on)),
        due_on: Some(civil(due_on)),
        ..Loan::default()
    }
}

fn values(table: &BarTable, series: usize) -> Vec<f64> {
    table.series[series].iter().map(|bar| bar.value.unwrap_or(0.0)).collect()
}

fn rows(table: &BarTable, series: usize, place: &str) -> Vec<RecordId> {
    let place = table.places.iter().position(|of| of == place).unwrap();
    table.rows(series, place).unwrap().ids.clone()
}

#[test]
fn what_is_kept_is_counted_by_year_class_and_end() {
    let archive = Archive::new();
    archive.item(20, 2015, Retention::Ten);
    archive.item(21, 2016, Retention::Ten);
    archive.item(22, 2024, Retention::Thirty);
    archive.item(23, 2024, Retention::Permanent);
    let of_finance = ArchiveItem {
        category: Some(typed(KU)),
        division: Some(typed(CWB)),
        ..item(24, 2025, Retention::Permanent)
    };
    archive.put(24, of_finance);
    archive.put(25, ArchiveItem { division: None, ..item(25, 2025, Retention::Ten) });
    // Not kept: void, waiting to be filed, lost, handed over, destroyed.
    let void = Meta { id: id(30), void: Some(Void::default()), ..Meta::default() };
    archive.put_as(void, item(30, 2015, Retention::Ten));
    use ArchiveItemState::{Destroyed, Lost, Pending, Transferred};
    for (number, state) in (31..).zip([Pending, Lost, Transferred, Destroyed]) {
        archive.put(number, ArchiveItem { state, ..item(number, 2015, Retention::Ten) });
    }
    // Looked at by an appraisal.
    let state = ArchiveItemState::Appraisal;
    archive.put(27, ArchiveItem { state, ..item(27, 2015, Retention::Ten) });
    // An appraisal gave it until March, which is over; the year it ends in is this one.
    let extended = civil("2026-03-31");
    let extended = ArchiveItem {
        expires_on: Some(extended),
        extended_until: Some(extended),
        ..item(26, 2010, Retention::Ten)
    };
    archive.put(26, extended);

    let holdings = archive.report().holdings.unwrap();
    assert_eq!(holdings.items.ids.len(), 8);
    assert_eq!(holdings.years.places, ["2010", "2015", "2016", "2024", "2025"]);
    assert_eq!(holdings.retentions, [Retention::Permanent, Retention::Thirty, Retention::Ten]);
    assert_eq!(values(&holdings.years, 0), [0.0, 0.0, 0.0, 1.0, 1.0]);
    assert_eq!(values(&holdings.years, 1), [0.0, 0.0, 0.0, 1.0, 0.0]);
    assert_eq!(values(&holdings.years, 2), [1.0, 2.0, 1.0, 0.0, 1.0]);
    assert_eq!(rows(&holdings.years, 2, "2015"), [20, 27].map(id));
    // Most first; of equal ones those with a code before what has none.
    assert_eq!(holdings.classes.places, ["办公室", "财务部", ""]);
    assert_eq!(holdings.categories, ["文书档案", "会计档案"]);
    assert_eq!(values(&holdings.classes, 0), [6.0, 0.0, 1.0]);
    assert_eq!(values(&holdings.classes, 1), [0.0, 1.0, 0.0]);
    // D10 of 2015 ended on the last day of 2025; that of 2016 ends this year, of 2025 in 2035; D30 of 2024 in 2054.
    assert_eq!((holdings.expired.ids, holdings.in_appraisal), (vec![id(20), id(26)], 1));
    let years: Vec<String> = (2026..=2035).map(|year| year.to_string()).collect();
    assert_eq!(holdings.expiry.places[1..11], years[..]);
    assert_eq!((holdings.expiry.places.len(), holdings.expiry.places[11].as_str()), (12, ">2035"));
    assert_eq!(values(&holdings.expiry, 0), [3.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0]);
    assert_eq!(rows(&holdings.expiry, 0, ">2035"), [id(22)]);
}

#[test]
fn old_years_and_small_classes_stand_together() {
    let archive = Archive::new();
    for (number, year) in (300..).zip(1990..=2020) {
        archive.item(number, year, Retention::Permanent);
    }
    for number in 0..15 {
        let (code, name) = (format!("Q{number:02}"), format!("{number} 处"));
        archive.put(400 + number, ArchiveDivision { code, name, ..ArchiveDivision::default() });
        let division = Some(typed(400 + number));
        archive.put(500 + number, ArchiveItem { division, ..item(500 + number, 2020, Retention::Permanent) });
    }
    let holdings = archive.report().holdings.unwrap();
    assert_eq!(holdings.years.places.len(), 20);
    assert_eq!(holdings.years.places[..2], ["≤2001", "2002"]);
    assert_eq!(values(&holdings.years, 0)[..2], [12.0, 1.0], "1990 to 2001");
    assert_eq!((values(&holdings.years, 0)[19], holdings.items.ids.len()), (16.0, 46));
    assert_eq!(holdings.classes.places.len(), 13);
    assert_eq!((holdings.classes.places[0].as_str(), holdings.classes.places[12].as_str()), ("办公室", "…"));
    assert_eq!(values(&holdings.classes, 0)[12], 4.0, "16 divisions, of which 12 stand alone");
    let charts = archive.report().charts(LANGUAGE);
    assert!(charts[1].in_words(LANGUAGE).contains("其他 4"), "{}", charts[1].in_words(LANGUAGE));
}

#[test]
fn papers_filed_by_the_end_of_june_are_in_time() {
    let archive = Archive::new();
    let paper = |year: &str, state| {
        let day = Some(civil(&format!("{year}-03-02")));
        let title = "来文".to_owned();
        Incoming { title, state, received_on: day, dated: day, closed_on: day, ..Incoming::default() }
    };
    use IncomingState::{Archived, Closed, InHand};
    for (number, year, state, filed_on) in [
        (40, "2025", Archived, "2026-06-30"),
        (41, "2025", Archived, "2026-07-01"),
        (42, "2025", Closed, ""),
        (43, "2025", InHand, ""),
        (44, "2026", Closed, ""),
        (45, "2026", Archived, "2026-09-01"),
        (46, "2025", Archived, "2026-06-30"),
    ] {
        let meta = Meta { id: id(number), ..Meta::default() };
        let void = (number == 46).then(Void::default);
        archive.put_as(Meta { void, ..meta }, paper(year, state));
        if !filed_on.is_empty() {
            let (incoming, filed_on) = (Some(typed(number)), Some(civil(filed_on)));
            let item = item(number + 10, year.parse().unwrap(), Retention::Ten);
            archive.put(number + 10, ArchiveItem { incoming, filed_on, ..item });
        }
    }
    let filing = archive.report().filing.unwrap();
    assert_eq!(
        (filing.years.places.as_slice(), filing.open),
        (["2025", "2026"].map(str::to_owned).as_slice(), vec!["incoming"])
    );
    assert_eq!(values(&filing.years, 0), [1.0, 1.0], "on 30 June is in time");
    assert_eq!(values(&filing.years, 1), [1.0, 0.0], "on 1 July is late");
    assert_eq!(values(&filing.years, 2), [1.0, 1.0], "done and not filed");
    assert_eq!(
        (rows(&filing.years, 0, "2025"), rows(&filing.years, 1, "2025")),
        (vec![id(50)], vec![id(51)])
    );
    assert_eq!(rows(&filing.years, 2, "2025"), [id(42)]);
    // Of 2025 two of three; what was done in 2026 has time until June.
    assert_eq!((filing.filed.part, filing.filed.whole, filing.filed.rate()), (2, 3, Some(6_667)));
    let (last, ahead) = filing.not_due.unwrap();
    assert_eq!((last.to_string().as_str(), ahead.rate()), ("2027-06-30", Some(5_000)));
}

#[test]
fn loans_are_late_by_working_days_and_count_for_their_class() {
    let archive = Archive::new();
    for number in 20..27 {
        archive.item(number, 2024, Retention::Thirty);
    }
    archive.put(
        24,
        ArchiveItem {
            category: Some(typed(KU)),
            division: Some(typed(CWB)),
            ..item(24, 2024, Retention::Thirty)
        },
    );
    // Due before the holidays of seven days and a Thursday: one working day. Before 中秋: four. Tomorrow: none.
    archive.put(60, loan(20, "2026-09-14", "2026-09-30"));
    archive.put(61, loan(21, "2026-09-07", "2026-09-24"));
    archive.put(62, loan(22, "2026-09-21", "2026-10-09"));
    // Last year's, late by more than thirty; given back; asked for; made void; lost by the borrower.
    archive.put(63, loan(23, "2025-12-15", "2025-12-29"));
    archive.put(64, Loan { state: LoanState::Returned, ..loan(24, "2026-02-02", "2026-02-16") });
    archive
        .put(65, Loan { state: LoanState::Requested, lent_on: None, due_on: None, ..loan(25, TODAY, TODAY) });
    let void = Meta { id: id(66), void: Some(Void::default()), ..Meta::default() };
    archive.put_as(void, loan(25, "2026-09-07", "2026-09-24"));
    archive.put(67, Loan { state: LoanState::Lost, ..loan(25, "2026-03-02", "2026-03-16") });
    // Electronic ones: to be read until tomorrow; over, though nobody has closed it yet.
    let means = LoanMeans::Electronic;
    archive.put(68, Loan { means, ..loan(24, "2026-09-21", "2026-10-09") });
    archive.put(69, Loan { means, ..loan(26, "2026-08-03", "2026-08-17") });
    for (number, loan, seen) in [
        (80, 68, "2026-09-22T02:00"),
        (81, 68, "2026-09-23T02:00"),
        (82, 69, "2026-08-04T02:00"),
        (83, 69, "2025-12-30T02:00"),
    ] {
        let file = "通知.pdf".to_owned();
        archive.put(
            number,
            LoanView { loan: Some(typed(loan)), at: at(seen), viewer: Some(typed(ZHANG)), file },
        );
    }
    let lending = archive.report().lending.unwrap();
    assert_eq!(lending.out.ids, [60, 61, 62, 63, 68].map(id));
    assert_eq!(lending.overdue.ids, [60, 61, 63].map(id));
    assert_eq!(lending.ages.places, ["0–3", "4–10", "11–30", ">30"]);
    assert_eq!(values(&lending.ages, 0), [1.0, 1.0, 0.0, 1.0]);
    assert_eq!(rows(&lending.ages, 0, "0–3"), [id(60)]);
    assert_eq!(lending.lent.ids, [60, 61, 62, 64, 67, 68, 69].map(id));
    assert_eq!(lending.classes.places, ["WS 办公室", "KU 财务部"]);
    assert_eq!(values(&lending.classes, 0), [4.0, 1.0], "paper lent in the year: 60, 61, 62, 67; 64");
    assert_eq!(values(&lending.classes, 1), [1.0, 2.0], "looks in the year");
    assert_eq!(lending.classes.rows(1, 1).unwrap().register, "loan_view");
    assert_eq!(rows(&lending.classes, 1, "KU 财务部"), [80, 81].map(id));
}

#[test]
fn papers_on_their_way_are_timed_by_working_days() {
    let archive = Archive::new();
    use TransmissionState::{Irregular, OnTheWay, Received, Rejected, Resolved, Unchecked};
    for (number, state, sent, signed) in [
        // Before the holidays and after them: one. The same day. In the early hours of Thursday in the office: one.
        (70, Received, "2026-09-30T01:00", "2026-10-08T02:00"),
        (71, Received, "2026-09-21T01:00", "2026-09-21T09:00"),
        (72, Received, "2026-07-01T01:00", "2026-07-01T17:00"),
        (73, Received, "2026-07-01T01:00", "2026-07-15T02:00"),
        (74, Received, "2025-11-03T01:00", "2025-11-03T02:00"),
        (75, OnTheWay, "2025-12-01T01:00", ""),
        (76, OnTheWay, "2026-10-07T01:00", ""),
        (77, Irregular, "2026-05-06T01:00", ""),
        (78, Rejected, "2026-05-06T01:00", ""),
        (79, Resolved, "2026-05-06T01:00", ""),
        (80, Rejected, "2025-05-06T01:00", ""),
        (81, Unchecked, "", ""),
    ] {
        let moment = |text: &str| (!text.is_empty()).then(|| at(text)).flatten();
        let papers = format!("第 {number} 号");
        let (sender, receiver) = (Some(typed(ZHANG)), Some(typed(LI)));
        let (sent_at, signed_at) = (moment(sent), moment(signed));
        let values =
            Transmission { papers, sender, receiver, state, sent_at, signed_at, ..Transmission::default() };
        archive.put(number, values);
    }
    let delivery = archive.report().delivery.unwrap();
    assert_eq!(delivery.times.places, ["0", "1", "2", "3", "4–5", ">5"]);
    assert_eq!(values(&delivery.times, 0), [1.0, 2.0, 0.0, 0.0, 0.0, 1.0]);
    assert_eq!(rows(&delivery.times, 0, "1"), [70, 72].map(id));
    assert_eq!(delivery.under_way.ids, [75, 76].map(id), "whenever they were sent");
    assert_eq!(delivery.troubled.ids, [77, 78, 79].map(id));
}

#[test]
fn the_newest_check_of_an_item_counts() {
    let archive = Archive::new();
    for number in 20..24 {
        let medium = if number == 23 { ArchiveMedium::Paper } else { ArchiveMedium::Electronic };
        archive.put(number, ArchiveItem { medium, ..item(number, 2024, Retention::Ten) });
    }
    use CheckResult::{Failed, NotApplicable, Passed};
    for (number, of, when, integrity) in [
        (90, 20, "2026-03-02T02:00", Failed),
        (91, 20, "2026-04-02T02:00", Passed),
        (92, 21, "2026-04-02T02:00", Failed),
        (93, 21, "2026-03-02T02:00", Passed),
    ] {
        let check = RecordCheck {
            at: at(when),
            item: Some(typed(of)),
            outcome: integrity,
            authenticity: Passed,
            integrity,
            usability: NotApplicable,
            security: Passed,
            ..RecordCheck::default()
        };
        archive.put(number, check);
    }
    let checks = archive.report().checks.unwrap();
    assert_eq!(checks.items.ids, [20, 21, 22].map(id), "paper has nothing to look at");
    assert_eq!((checks.failed.ids, checks.unchecked.ids), (vec![id(21)], vec![id(22)]));
    // Authenticity, integrity, usability, security: passed, failed, not to be said, never looked at.
    let table = &checks.properties;
    assert_eq!(
        [0, 1, 2, 3].map(|series| values(table, series)),
        [[2.0, 1.0, 0.0, 2.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 2.0, 0.0], [1.0, 1.0, 1.0, 1.0]]
    );
    assert_eq!(table.rows(1, 1).unwrap().ids, [id(21)]);
}

#[test]
fn backups_and_storage_are_counted_by_month() {
    let archive = Archive::new();
    use BackupKind::{Copy, Drill};
    use BackupOutcome::{Failed, Proven};
    for (entry, (kind, outcome, when)) in (1_u64..).zip([
        (Copy, Proven, "2025-12-31T02:00"),
        (Copy, Proven, "2026-08-31T02:00"),
        (Copy, Proven, "2026-09-01T02:00"),
        (Copy, Proven, "2026-09-30T02:00"),
        (Copy, Failed, "2026-10-08T02:00"),
        (Drill, Failed, "2026-09-30T03:00"),
    ]) {
        let meta = Meta { id: id(900 + u32::try_from(entry).unwrap()), entry, ..Meta::default() };
        let file = format!("{when}.backup");
        archive.put_as(meta, BackupRun { at: at(when), kind, outcome, file, ..BackupRun::default() });
    }
    let backups = archive.report().backups.unwrap();
    assert_eq!((backups.proven.part, backups.proven.whole, backups.proven.rate()), (3, 4, Some(7_500)));
    let (day, newest) = backups.newest.unwrap();
    assert_eq!((day, newest.ids), (civil("2026-09-30"), vec![id(904)]));
    assert_eq!(backups.months.places.last().map(String::as_str), Some("2026-10"));
    assert_eq!(values(&backups.months, 0)[6..], [0.0, 1.0, 2.0, 0.0]);
    assert_eq!(values(&backups.months, 1)[6..], [0.0, 0.0, 0.0, 1.0]);

    archive.item(20, 2024, Retention::Ten);
    archive
        .put(21, chancery::records::documents::Document { title: "办法".to_owned(), ..Default::default() });
    let run = |command| archive.office.execute(&owner(), command).unwrap();
    run(attach("archive_item", 20, 940, &[7; 1_000]));
    archive.clock.set(moment(230));
    run(attach("archive_item", 20, 941, &[8; 500]));
    run(attach("document", 21, 942, &[9; 2_000]));
    // A person's photo is neither.
    run(attach("person", ZHANG, 943, &[1; 9_000]));
    archive.clock.set(moment(250));
    let storage = archive.report().storage.unwrap();
    assert_eq!((storage.files, storage.bytes), (3, 3_500));
    assert_eq!(values(&storage.months, 0)[9..], [1_500.0, 0.0]);
    assert_eq!(values(&storage.months, 1)[9..], [2_000.0, 0.0]);
    assert_eq!(rows(&storage.months, 1, "2026-10"), [id(21)]);
    let charts = archive.report().charts(LANGUAGE);
    let told = charts.iter().map(|chart| chart.in_words(LANGUAGE)).find(|told| told.contains("3.5 KB"));
    assert!(told.unwrap().contains("现存 3 个文件"));
}

#[test]
fn nothing_counted_is_no_data_and_no_rate() {
    let report = Archive::new().report();
    assert_eq!(report.filing.as_ref().unwrap().filed.rate(), None);
    for language in Language::ALL {
        let charts = report.charts(language);
        assert_eq!((charts.len(), report.tables().len()), (10, 10));
        for chart in charts {
            assert!(chart.is_empty(), "{}", chart.heading);
            assert!(chart.in_words(language).contains(language.text("chart.no_data")));
        }
        for figure in report.figures(language) {
            let odd = ["NaN", "inf", "∞", "%", "—"].iter().find(|odd| figure.value.contains(**odd));
            assert_eq!(odd, None, "{figure:?}");
        }
    }
}

#[test]
fn who_may_not_know_or_see_all_does_not_count_it() {
    let archive = Archive::new();
    archive.item(20, 2024, Retention::Ten);
    let mark =
        Mark { level: Secrecy::CoreTrade, term: Term::Years(2), basis: "目录".into(), ..Mark::default() };
    let marked = |number| Meta { id: id(number), mark: Some(Box::new(mark.clone())), ..Meta::default() };
    archive.put_as(marked(21), item(21, 2024, Retention::Ten));
    archive.put(60, loan(20, "2026-09-14", "2026-09-30"));
    archive.put(61, loan(21, "2026-09-14", "2026-09-30"));
    archive.put(900, BackupRun { at: at("2026-09-30T02:00"), file: "a".into(), ..BackupRun::default() });

    let all = archive.report();
    assert_eq!(all.holdings.as_ref().unwrap().items.ids, [20, 21].map(id));
    assert_eq!(all.lending.as_ref().unwrap().overdue.ids, [60, 61].map(id));
    assert_eq!((all.marks.level, all.marks.keeps), (Secrecy::CoreTrade, true));

    // The director is cleared for less: what they may not know is in no figure, nor what hangs on it.
    let director = archive.session(ZHANG, "director");
    let seen = archive.of(&director);
    assert_eq!(seen.holdings.as_ref().unwrap().items.ids, [id(20)]);
    assert_eq!(seen.lending.as_ref().unwrap().overdue.ids, [id(60)]);
    assert_eq!(seen.marks.level, Secrecy::Ordinary);
    assert!(seen.backups.is_some() && seen.delivery.is_some());
    // Who looks after the file may take the runs of its backups out of the office, a director may not.
    let reader = archive.office.reader(&director).unwrap();
    let leaving = seen.leaving(&reader);
    assert!(leaving.backups.is_none() && leaving.lending.is_some());
    assert!(!leaving.registers().contains(&"backup_run") && leaving.registers().contains(&"loan"));

    // Staff find what to borrow and see loans of their own alone: those are no figures of the office.
    let staff = archive.of(&archive.session(LI, "staff"));
    assert_eq!(staff.holdings.as_ref().unwrap().items.ids, [id(20)]);
    assert!(staff.lending.is_none() && staff.filing.is_none() && staff.backups.is_none());
    let names: Vec<&str> = staff.figures(LANGUAGE).iter().map(|figure| figure.name).collect();
    assert_eq!(names, ["archive_report.items", "archive_report.expired"]);
    assert_eq!((staff.charts(LANGUAGE).len(), staff.tables().len()), (3, 3));
}

#[test]
fn the_screen_opens_the_rows_of_a_figure_in_every_language() {
    let office = demo_office();
    for (language, theme, width) in [
        (Language::SimplifiedChinese, Theme::Light, 1600.0),
        (Language::TraditionalChinese, Theme::Dark, 1280.0),
        (Language::English, Theme::Light, 800.0),
    ] {
        let mut harness = window(&office, language, theme, width);
        rest(&mut harness);
        harness.state_mut().go(Route::ArchiveReport);
        let overdue = format!("{} ", language.text("archive_report.overdue"));
        until(&mut harness, "the figures", |window| {
            window.query_all_by_label_contains(&overdue).next().is_some()
        });
        let pictures = language.text("archive_report.by_year");
        assert!(harness.query_all_by_label_contains(pictures).count() >= 2, "a heading and a picture");
        let figure = harness.query_all_by_label_contains(&overdue).next().unwrap();
        figure.click();
        until(&mut harness, "the list", |window| {
            window.query_all_by_label_contains("JY2026-00003").next().is_some()
        });
        assert!(harness.query_all_by_label_contains("JY2026-00004").next().is_none(), "it is not overdue");
    }
}
