//! The archive: numbers that are unique, gap-free and stable; boxes; a ledger of loans that survives anything; lists of
//! destruction that need two (`domain.md` §3, §15 T1 and T3).

use std::collections::BTreeSet;
use std::sync::Arc;

use chancery::desk::{BatchMode, Command, Office, Values};
use chancery::model::{Id, Problem, Value};
use chancery::records::RECORDS;
use chancery::records::archive::{
    ArchiveBox, ArchiveItem, ArchiveItemState, Disposal, DisposalState, Loan, LoanState, StoragePlace,
};
use chancery::records::organisation::Person;
use chancery::rules::archive::boxes::capacity;
use chancery::rules::archive::lending::{Dunning, dunning};
use chancery::rules::archive::number::{
    DA_T_22, DA_T_22_SMALL, Grammar, NumberError, NumberParts, is_da_t_22,
};
use chancery::rules::archive::retention::{expires_on, filed_by, is_due};
use chancery::rules::working_days::WorkCalendar;
use chancery::store::{Store, integrity};
use chrono::NaiveDate;

use crate::fixture::{
    SetClock, attach, batch, create, day, go, id, info, moment, office, owner, person, restore, signed, unit,
    update, void,
};
pub use crate::fixture::{because, filed, with};

pub fn link(number: u32) -> Value {
    Value::Link(id(number))
}

pub fn run(office: &Office, command: Command) {
    office.execute(&owner(), command.clone()).unwrap_or_else(|problem| panic!("{command:?}: {problem:?}"));
}

pub fn refusals(office: &Office, command: Command) -> Vec<&'static str> {
    match office.execute(&owner(), command.clone()) {
        Err(Problem::Input(faults)) => faults.into_iter().map(|fault| fault.message.key).collect(),
        Err(Problem::Denied(message)) => vec![message.key],
        other => panic!("{command:?}: {other:?}"),
    }
}

pub fn read<R: chancery::model::Record>(office: &Office, number: u32) -> R {
    office.reader(&owner()).unwrap().find::<R>(Id::new(id(number))).unwrap().unwrap().record
}

const FONDS: u32 = 1;
const CATEGORY: u32 = 2;
const DIVISION: u32 = 3;
const HEADED: u32 = 4;

/// 全宗 Z109 of a unit headed by 李四, 门类 WS, 机构 BGS, and two people.
pub fn scheme(office: &Office) {
    run(office, person(10, "张三"));
    run(office, person(11, "李四"));
    run(office, person(13, "赵六"));
    run(office, person(19, "周八"));
    run(office, unit(HEADED, "JYJT"));
    run(office, update("unit", HEADED, None, Values::new().with("head", link(11))));
    let fonds = Values::new().text("code", "Z109").text("name", "江岳集团").with("unit", link(HEADED));
    run(office, create("fonds", FONDS, fonds.with("transfer_after", Value::Integer(20))));
    run(office, create("archive_category", CATEGORY, Values::new().text("code", "WS").text("name", "文书")));
    run(
        office,
        create("archive_division", DIVISION, Values::new().text("code", "BGS").text("name", "办公室")),
    );
}

pub fn class(year: i64, retention: &str) -> Values {
    let values = Values::new().with("fonds", link(FONDS)).with("category", link(CATEGORY));
    let values = values.with("division", link(DIVISION)).with("year", Value::Integer(year));
    values.with("retention", Value::choice(retention))
}

pub fn item(number: u32, year: i64, retention: &str) -> Command {
    let values = class(year, retention).text("title", format!("关于第 {number} 号事项的通知"));
    let values = values.text("author", "综合办公室").with("formed_on", day("2015-03-02"));
    create("archive_item", number, values.with("pages", Value::Integer(4)))
}

pub fn number_of(office: &Office, number: u32) -> String {
    read::<ArchiveItem>(office, number).number
}

/// An item that stands in a box.
pub fn stored(office: &Office, number: u32, year: i64, retention: &str, in_box: u32) {
    run(office, item(number, year, retention));
    run(office, filed(number));
    run(office, with(go("archive_item", number, "store"), "in_box", link(in_box)));
}

pub fn loan(number: u32, item: u32, borrower: u32) -> Command {
    let values = Values::new().with("item", link(item)).with("borrower", link(borrower));
    create("loan", number, values.text("usage", "起草年度总结"))
}

pub fn lend(office: &Office, number: u32, item: u32, borrower: u32) {
    run(office, loan(number, item, borrower));
    run(office, signed(go("loan", number, "approve"), 13));
    run(office, go("loan", number, "hand_out"));
}

pub fn give_back(number: u32) -> Command {
    let back = with(go("loan", number, "return"), "condition", Value::choice("intact"));
    with(back, "pages_returned", Value::Integer(4))
}

pub fn clocked() -> (Office, Arc<SetClock>) {
    let clock = SetClock::new();
    (Office::new(Store::in_memory(&info()).unwrap(), clock.clone()).unwrap(), clock)
}

#[test]
fn numbers_follow_da_t_22() {
    for good in ["Z109-WS·2011-Y-BGS-0001", "0109-WS·GZ·2026-D30-A01-9999", "Z109-WS·2026-D10-0007"] {
        assert!(is_da_t_22(good), "{good}");
    }
    for bad in [
        "Z109-WS·2011-Y-BGS-1",
        "Z109-WS·2011-Y-BGS-0000",
        "Z109-WS.2011-Y-BGS-0001",
        "Z109－WS·2011-Y-BGS-0001",
        "z109-WS·2011-Y-BGS-0001",
        "Z109-WS·1811-Y-BGS-0001",
        "Z109-WS·2011-D25-BGS-0001",
        "Z109-WS·2011-Y-BG-0001",
        "Z109-WS·2011-Y-BGS-00001",
        "",
    ] {
        assert!(!is_da_t_22(bad), "{bad}");
    }
}

#[test]
fn a_grammar_reads_what_it_writes() {
    let parts = NumberParts {
        fonds: "Z109".to_owned(),
        category: "WS·GZ".to_owned(),
        year: 2026,
        retention: "D30".to_owned(),
        division: "BGS".to_owned(),
    };
    for pattern in [DA_T_22, "{year}/{retention}/{division}/{fonds}.{category}:{item:6}"] {
        let grammar = Grammar::parse(pattern).unwrap();
        let number = grammar.number(&grammar.prefix(&parts).unwrap(), 12).unwrap();
        assert_eq!(grammar.read(&number), Some((parts.clone(), 12)), "{number}");
    }
    let small = Grammar::parse(DA_T_22_SMALL).unwrap();
    assert_eq!(small.number(&small.prefix(&parts).unwrap(), 1).unwrap(), "Z109-WS·GZ·2026-D30-0001");
    assert_eq!(small.number("x", 10_000), Err(NumberError::Full));
    for (bad, why) in [
        ("{fonds}{year}-{item:4}", NumberError::Ambiguous),
        ("{fonds}-{year}-{item:9}", NumberError::Unknown("item:9".to_owned())),
        ("{fonds}-{item:4}-{year}", NumberError::Missing("item")),
        ("{year}-{item:4}", NumberError::Missing("fonds")),
        ("{fonds}-{fonds}-{item:4}", NumberError::Twice("fonds")),
        ("{fonds-{item:4}", NumberError::Unknown("fonds-{item:4".to_owned())),
    ] {
        assert_eq!(Grammar::parse(bad), Err(why), "{bad}");
    }
}

#[test]
fn periods_end_with_their_year() {
    let date = |text: &str| text.parse::<NaiveDate>().unwrap();
    assert_eq!(expires_on(2015, Some(10)), Some(date("2025-12-31")));
    assert_eq!(expires_on(2015, None), None);
    assert!(!is_due(expires_on(2015, Some(10)), date("2025-12-31")));
    assert!(is_due(expires_on(2015, Some(10)), date("2026-01-01")));
    assert_eq!(filed_by(2025), Some(date("2026-06-30")));
    assert_eq!([20, 30, 40, 50].map(capacity), [200, 300, 400, 500]);
}

#[test]
fn borrowers_are_told_on_working_days() {
    let calendar = WorkCalendar::default();
    let date = |text: &str| text.parse::<NaiveDate>().unwrap();
    let due = date("2026-03-16");
    let told = |today: &str| dunning(due, date(today), &calendar);
    assert_eq!(told("2026-03-10"), Dunning::Quiet);
    assert_eq!(told("2026-03-11"), Dunning::Soon);
    assert_eq!(told("2026-03-16"), Dunning::Today);
    let overdue = |days, reminders, to_director| Dunning::Overdue { days, reminders, to_director };
    assert_eq!(told("2026-03-18"), overdue(2, 0, false));
    assert_eq!(told("2026-03-19"), overdue(3, 1, false));
    assert_eq!(told("2026-03-27"), overdue(9, 3, false));
    // A weekend in between is no working day.
    assert_eq!(told("2026-03-29"), overdue(9, 3, false));
    assert_eq!(told("2026-03-30"), overdue(10, 3, true));
}

#[test]
fn t1_filing_numbers_in_a_row_and_boxes_keep_classes_apart() {
    let office = office();
    scheme(&office);
    run(&office, item(20, 2026, "D30"));
    run(&office, filed(20));
    assert_eq!(number_of(&office, 20), "Z109-WS·2026-D30-BGS-0001");
    run(&office, item(21, 2026, "D30"));
    run(&office, filed(21));
    assert_eq!(number_of(&office, 21), "Z109-WS·2026-D30-BGS-0002");
    run(&office, item(22, 2026, "D10"));
    run(&office, filed(22));
    assert_eq!(number_of(&office, 22), "Z109-WS·2026-D10-BGS-0001", "another period is another row");

    run(&office, create("archive_box", 30, class(2026, "D30")));
    assert_eq!(read::<ArchiveBox>(&office, 30).number, "Z109-WS·2026-D30-BGS-H001");
    run(&office, with(go("archive_item", 20, "store"), "in_box", link(30)));
    let wrong = with(go("archive_item", 22, "store"), "in_box", link(30));
    assert_eq!(refusals(&office, wrong), ["problem.box_of_another_class"]);
    assert_eq!(refusals(&office, go("archive_item", 22, "store")), ["problem.paper_needs_box"]);
    run(&office, with(go("archive_item", 21, "store"), "in_box", link(30)));
    let kept = read::<ArchiveBox>(&office, 30);
    assert_eq!((kept.items, kept.pages, &*kept.first, &*kept.last), (2, 8, "0001", "0002"));
}

#[test]
fn a_number_is_stable_whatever_is_undone() {
    let office = office();
    scheme(&office);
    run(&office, item(20, 2026, "Y"));
    run(&office, filed(20));
    run(&office, Command::Undo);
    let back = read::<ArchiveItem>(&office, 20);
    assert_eq!((back.state, &*back.number), (ArchiveItemState::Pending, "Z109-WS·2026-Y-BGS-0001"));
    let change = update("archive_item", 20, None, Values::new().with("retention", Value::choice("D10")));
    assert_eq!(refusals(&office, change), ["problem.archive_class_frozen"]);
    let change = update("archive_item", 20, None, Values::new().text("number", "Z109-WS·2026-Y-BGS-0009"));
    assert_eq!(refusals(&office, change), ["problem.permanent"]);
    run(&office, item(21, 2026, "Y"));
    run(&office, filed(21));
    assert_eq!(number_of(&office, 21), "Z109-WS·2026-Y-BGS-0002", "what was given is not given again");
    run(&office, filed(20));
    assert_eq!(number_of(&office, 20), "Z109-WS·2026-Y-BGS-0001");

    run(&office, void("archive_item", 21));
    run(&office, item(22, 2026, "Y"));
    run(&office, filed(22));
    assert_eq!(number_of(&office, 22), "Z109-WS·2026-Y-BGS-0003");
    let taken = item(23, 2026, "Y");
    let taken =
        with(with(taken, "number", Value::text("Z109-WS·2026-Y-BGS-0002")), "state", Value::choice("filed"));
    assert_eq!(refusals(&office, taken), ["problem.not_unique"]);
    run(&office, restore("archive_item", 21));
    assert_eq!(number_of(&office, 21), "Z109-WS·2026-Y-BGS-0002");
    // Taken back together with its creation, an item keeps its number in the recycle bin: nobody else gets it.
    run(&office, batch(vec![item(24, 2026, "Y"), filed(24)], BatchMode::AllOrNothing));
    run(&office, Command::Undo);
    run(&office, item(25, 2026, "Y"));
    run(&office, filed(25));
    assert_eq!(number_of(&office, 25), "Z109-WS·2026-Y-BGS-0005");
    run(&office, restore("archive_item", 24));
    run(&office, filed(24));
    assert_eq!(number_of(&office, 24), "Z109-WS·2026-Y-BGS-0004");
    // Taken back and done again, it has its own.
    run(&office, batch(vec![item(26, 2026, "Y"), filed(26)], BatchMode::AllOrNothing));
    run(&office, Command::Undo);
    run(&office, Command::Redo);
    assert_eq!(number_of(&office, 26), "Z109-WS·2026-Y-BGS-0006");
    let report = integrity::check(&office.store().snapshot().unwrap(), RECORDS).unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

#[test]
fn a_thousand_filings_at_once_leave_no_gap() {
    const THREADS: u32 = 8;
    const EACH: u32 = 125;
    let office = Arc::new(office());
    scheme(&office);
    let steps = (0..THREADS * EACH).map(|number| item(1000 + number, 2026, "D30")).collect();
    run(&office, batch(steps, BatchMode::AllOrNothing));
    let threads: Vec<_> = (0..THREADS)
        .map(|thread| {
            let office = office.clone();
            let file = move || {
                for number in 0..EACH {
                    run(&office, filed(1000 + thread * EACH + number));
                }
            };
            std::thread::Builder::new().name(format!("filing {thread}")).spawn(file).unwrap()
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    let numbers: BTreeSet<String> = office
        .reader(&owner())
        .unwrap()
        .all::<ArchiveItem>()
        .unwrap()
        .into_iter()
        .map(|of| of.record.number)
        .collect();
    let wanted: BTreeSet<String> =
        (1..=THREADS * EACH).map(|number| format!("Z109-WS·2026-D30-BGS-{number:04}")).collect();
    assert_eq!(numbers, wanted);
}

#[test]
fn numbers_that_come_in_are_looked_at() {
    let office = office();
    scheme(&office);
    let brought = |number: u32, code: &str| {
        with(with(item(number, 2026, "D30"), "number", Value::text(code)), "state", Value::choice("filed"))
    };
    assert_eq!(refusals(&office, brought(20, "2026-1")), ["problem.archive_number_malformed"]);
    assert_eq!(
        refusals(&office, brought(20, "Z109-WS·2026-D10-BGS-0001")),
        ["problem.archive_number_differs"]
    );
    let typed = with(item(20, 2026, "D30"), "number", Value::text("Z109-WS·2026-D30-BGS-0001"));
    assert_eq!(refusals(&office, typed), ["problem.archive_number_given_by_filing"]);
    // An old catalogue may have gaps: the next number comes after its last, and the very last one closes no row.
    run(&office, brought(20, "Z109-WS·2026-D30-BGS-0041"));
    run(&office, item(21, 2026, "D30"));
    run(&office, filed(21));
    assert_eq!(number_of(&office, 21), "Z109-WS·2026-D30-BGS-0042");
    run(&office, brought(22, "Z109-WS·2026-D30-BGS-9999"));
    run(&office, item(23, 2026, "D30"));
    run(&office, filed(23));
    assert_eq!(number_of(&office, 23), "Z109-WS·2026-D30-BGS-0043");
    let grammar = Values::new().text("grammar", "{fonds}{year}-{item:4}");
    assert!(refusals(&office, update("fonds", FONDS, None, grammar)).contains(&"problem.archive_grammar"));
    let code = Values::new().text("code", "Z110");
    assert_eq!(refusals(&office, update("fonds", FONDS, None, code)), ["problem.code_in_use"]);
}

#[test]
fn boxes_and_shelves_have_room_for_so_much() {
    let office = office();
    scheme(&office);
    run(
        &office,
        create(
            "storage_place",
            40,
            Values::new().text("code", "A-1").text("name", "一列一层").with("capacity", Value::Integer(1)),
        ),
    );
    run(
        &office,
        create(
            "archive_box",
            30,
            class(2026, "D30").with("place", link(40)).with("spine", Value::choice("20")),
        ),
    );
    let full = create("archive_box", 31, class(2026, "D30").with("place", link(40)));
    assert_eq!(refusals(&office, full), ["problem.place_full"]);
    let shelf = read::<StoragePlace>(&office, 40);
    assert_eq!((shelf.used, shelf.occupancy), (1, 100));
    for (number, pages) in [(20, 150), (21, 50), (22, 1)] {
        run(&office, with(item(number, 2026, "D30"), "pages", Value::Integer(pages)));
        run(&office, filed(number));
    }
    run(&office, with(go("archive_item", 20, "store"), "in_box", link(30)));
    run(&office, with(go("archive_item", 21, "store"), "in_box", link(30)));
    let over = with(go("archive_item", 22, "store"), "in_box", link(30));
    assert_eq!(refusals(&office, over.clone()), ["problem.box_full"]);
    run(&office, update("archive_box", 30, None, Values::new().with("spine", Value::choice("30"))));
    run(&office, over);
    let narrow = update("archive_box", 30, None, Values::new().with("spine", Value::choice("20")));
    assert_eq!(refusals(&office, narrow), ["problem.spine_too_narrow"]);
}

#[test]
fn t3_loans_are_renewed_before_they_are_due_and_an_item_has_one_borrower() {
    let (office, clock) = clocked();
    scheme(&office);
    run(&office, create("archive_box", 30, class(2025, "D30")));
    stored(&office, 20, 2025, "D30", 30);
    lend(&office, 50, 20, 10);
    // Ten working days from Monday 2 March 2026.
    let lent = read::<Loan>(&office, 50);
    assert_eq!(lent.due_on, "2026-03-16".parse().ok());
    assert_eq!(read::<ArchiveItem>(&office, 20).lent_to, Some(Id::new(id(10))));

    // Another may reserve it; nobody else gets it.
    run(&office, loan(51, 20, 11));
    run(&office, signed(go("loan", 51, "approve"), 13));
    assert_eq!(refusals(&office, go("loan", 51, "hand_out")), ["problem.item_lent_already"]);
    let renewal = |number: u32| {
        create("loan_renewal", number, Values::new().with("loan", link(50)).text("reason", "尚未写完"))
    };
    assert_eq!(refusals(&office, renewal(60)), ["problem.renew_reserved"]);
    run(&office, because(go("loan", 51, "cancel")));

    // Lent on the 2nd, due on the 16th: on the 17th it is too late.
    clock.set(moment(15));
    assert_eq!(refusals(&office, renewal(60)), ["problem.renew_late"]);
    let another = loan(52, 20, 10);
    assert!(refusals(&office, another).contains(&"problem.borrower_overdue"));
    clock.set(moment(14));
    run(&office, renewal(60));
    clock.set(moment(15));
    // It was asked for in time, so it may be granted later.
    run(&office, go("loan_renewal", 60, "grant"));
    let renewed = read::<Loan>(&office, 50);
    assert_eq!((renewed.renewals, renewed.due_on), (1, "2026-03-23".parse().ok()));
    assert_eq!(refusals(&office, renewal(61)), ["problem.renew_limit"]);

    let unchecked = with(go("loan", 50, "return"), "pages_returned", Value::Integer(4));
    assert_eq!(refusals(&office, unchecked), ["problem.condition_unchecked"]);
    let spoilt = with(give_back(50), "condition", Value::choice("damaged"));
    assert_eq!(refusals(&office, spoilt), ["problem.spoilt_is_reported"]);
    let short = with(give_back(50), "pages_returned", Value::Integer(3));
    assert_eq!(refusals(&office, short), ["problem.pages_differ"]);
    run(&office, give_back(50));
    assert_eq!(read::<ArchiveItem>(&office, 20).lent_to, None);
    assert_eq!(refusals(&office, void("loan", 50)), ["problem.still_referenced", "problem.ledger_kept"]);
    assert_eq!(read::<Loan>(&office, 50).number, "JY2026-00001");
}

#[test]
fn t3_an_electronic_loan_shuts_by_itself() {
    let (office, clock) = clocked();
    scheme(&office);
    run(&office, create("archive_box", 30, class(2025, "D30")));
    run(&office, with(item(20, 2025, "D30"), "medium", Value::choice("both")));
    run(&office, attach("archive_item", 20, 21, b"content"));
    run(&office, filed(20));
    run(&office, with(go("archive_item", 20, "store"), "in_box", link(30)));
    assert_eq!(read::<ArchiveItem>(&office, 20).files, 1);
    run(&office, with(loan(50, 20, 10), "means", Value::choice("electronic")));
    run(&office, signed(go("loan", 50, "approve"), 13));
    run(&office, go("loan", 50, "hand_out"));
    // The paper is still there for somebody else.
    lend(&office, 51, 20, 11);
    let last = "2026-03-16".parse().unwrap();
    let open = read::<Loan>(&office, 50);
    assert!(open.is_readable(last));
    assert!(!open.is_readable(last.succ_opt().unwrap()));
    clock.set(moment(15));
    assert_eq!(chancery::desk::close_electronic_loans(&office).unwrap(), 1);
    let shut = read::<Loan>(&office, 50);
    assert_eq!((shut.state, shut.returned_on), (LoanState::Returned, Some(last)));
    assert_eq!(read::<Loan>(&office, 51).state, LoanState::Lent, "paper does not come back by itself");
    assert_eq!(chancery::desk::close_electronic_loans(&office).unwrap(), 0);
}

#[test]
fn who_has_something_can_not_leave() {
    let office = office();
    scheme(&office);
    run(&office, create("archive_box", 30, class(2025, "D30")));
    stored(&office, 20, 2025, "D30", 30);
    lend(&office, 50, 20, 10);
    let leave = because(with(go("person", 10, "leave"), "left_on", day("2026-03-02")));
    assert_eq!(refusals(&office, leave.clone()), ["problem.still_keeps_things"]);
    run(&office, give_back(50));
    run(&office, leave);
    assert_eq!(read::<Person>(&office, 10).left_on, "2026-03-02".parse().ok());
}

#[test]
fn nothing_is_destroyed_early_borrowed_held_or_by_one_alone() {
    let office = office();
    scheme(&office);
    run(&office, unit(5, "DAS"));
    for (number, year, retention) in [(30, 2015, "D10"), (31, 2020, "D10")] {
        run(&office, create("archive_box", number, class(year, retention)));
    }
    stored(&office, 20, 2015, "D10", 30);
    stored(&office, 21, 2015, "D10", 30);
    stored(&office, 22, 2020, "D10", 31);
    assert_eq!(read::<ArchiveItem>(&office, 20).expires_on, "2025-12-31".parse().ok());
    let list = Values::new().text("title", "2015 年度到期档案销毁").text("opinion", "无续存价值");
    run(&office, create("disposal", 70, list));
    let line = |number: u32, item: u32| {
        create("disposal_line", number, Values::new().with("disposal", link(70)).with("item", link(item)))
    };
    assert_eq!(refusals(&office, line(80, 22)), ["problem.line_inside_retention"]);
    lend(&office, 50, 21, 10);
    assert_eq!(refusals(&office, line(80, 21)), ["problem.line_is_lent"]);
    run(&office, give_back(50));
    run(&office, create("archive_hold", 90, Values::new().with("item", link(21)).text("reason", "诉讼保全")));
    assert_eq!(refusals(&office, line(80, 21)), ["problem.line_is_held"]);
    run(&office, because(go("archive_hold", 90, "lift")));
    let group = || Value::Tags(vec!["张三".to_owned(), "李四".to_owned()]);
    let found = refusals(&office, go("disposal", 70, "submit"));
    assert_eq!(found, ["problem.appraisal_group", "problem.list_empty"]);
    run(&office, update("disposal", 70, None, Values::new().with("group", group())));
    run(&office, line(80, 20));
    run(&office, line(81, 21));
    run(&office, go("disposal", 70, "submit"));
    assert_eq!(refusals(&office, void("disposal_line", 81)), ["problem.list_frozen"]);
    run(&office, signed(go("disposal", 70, "approve"), 13));
    assert_eq!(refusals(&office, go("archive_item", 20, "destroy")), ["problem.disposal_by_list"]);
    let sign = with(go("disposal", 70, "sign"), "first_witness", link(10));
    assert_eq!(refusals(&office, sign.clone()), ["problem.destruction_needs_head"]);
    run(&office, signed(go("disposal", 70, "confirm"), 11));
    assert_eq!(read::<Disposal>(&office, 70).head, Some(Id::new(id(11))));
    run(&office, sign);
    // What was lent or held in the meantime is not destroyed either.
    run(&office, create("archive_hold", 91, Values::new().with("item", link(21)).text("reason", "审计")));
    let second = with(go("disposal", 70, "carry_out"), "second_witness", link(19));
    let found = refusals(&office, second.clone());
    assert_eq!(found[..2], ["problem.line_is_held", "problem.disposal_method"]);
    run(&office, because(go("archive_hold", 91, "lift")));
    // The certificate says how, and that all was counted and found to agree.
    run(&office, update("disposal", 70, None, Values::new().text("method", "送指定单位化浆")));
    assert_eq!(refusals(&office, second.clone()), ["problem.line_not_counted"; 2]);
    let counted = || Values::new().with("counted", Value::Flag(true));
    run(&office, update("disposal_line", 80, None, counted()));
    run(&office, update("disposal_line", 81, None, counted().text("discrepancy", "缺一页")));
    assert_eq!(refusals(&office, second.clone()), ["problem.line_differs"]);
    run(&office, update("disposal_line", 81, None, counted().text("discrepancy", "")));
    let alone = with(go("disposal", 70, "carry_out"), "second_witness", link(10));
    assert_eq!(refusals(&office, alone), ["problem.two_witnesses"]);
    run(&office, second);
    let done = read::<Disposal>(&office, 70);
    assert_eq!((done.state, done.items, done.list_hash.len()), (DisposalState::Done, 2, 64));
    for number in [20, 21] {
        let gone = read::<ArchiveItem>(&office, number);
        assert_eq!(gone.state, ArchiveItemState::Destroyed);
        assert!(!gone.number.is_empty(), "the catalogue keeps what it was");
    }
    // The certificate stands for ever.
    assert_eq!(refusals(&office, void("disposal", 70)), ["denied.settled"]);
    assert_eq!(
        refusals(&office, update("disposal", 70, None, Values::new().text("title", "别的"))),
        ["denied.settled"]
    );
    assert_eq!(refusals(&office, Command::Undo), ["denied.settled"]);
    assert_eq!(refusals(&office, void("archive_item", 20)), ["denied.settled"]);
}

#[test]
fn a_changed_list_is_noticed_and_a_transfer_names_its_receiver() {
    let office = office();
    scheme(&office);
    run(&office, create("archive_box", 30, class(2005, "Y")));
    stored(&office, 20, 2005, "Y", 30);
    let list = Values::new()
        .text("title", "向市档案馆移交")
        .text("opinion", "满二十年")
        .with("kind", Value::choice("transfer"));
    run(&office, create("disposal", 70, list));
    run(
        &office,
        create("disposal_line", 80, Values::new().with("disposal", link(70)).with("item", link(20))),
    );
    run(&office, go("disposal", 70, "submit"));
    run(&office, signed(go("disposal", 70, "approve"), 13));
    run(&office, with(go("disposal", 70, "sign"), "first_witness", link(10)));
    run(&office, update("archive_item", 20, None, Values::new().with("pages", Value::Integer(9))));
    run(&office, update("disposal_line", 80, None, Values::new().with("counted", Value::Flag(true))));
    run(&office, update("disposal", 70, None, Values::new().text("method", "专车运送")));
    let second = with(go("disposal", 70, "carry_out"), "second_witness", link(19));
    assert_eq!(
        refusals(&office, second.clone()),
        ["problem.transfer_needs_receiver", "problem.list_changed"]
    );
    run(&office, update("archive_item", 20, None, Values::new().with("pages", Value::Integer(4))));
    let second =
        with(with(second, "receiver", Value::text("市档案馆")), "receiver_name", Value::text("王五"));
    run(&office, second);
    assert_eq!(read::<ArchiveItem>(&office, 20).state, ArchiveItemState::Transferred);
}

#[test]
fn what_was_archived_stays_as_it_was_filed() {
    let office = office();
    scheme(&office);
    run(&office, with(item(20, 2026, "Y"), "medium", Value::choice("electronic")));
    run(&office, attach("archive_item", 20, 90, b"one"));
    run(&office, attach("archive_item", 20, 91, b"two"));
    let detach = |attachment: u32| Command::Detach {
        register: "archive_item".to_owned(),
        id: id(20),
        attachment: id(attachment),
    };
    // Until it is filed its files may change.
    run(&office, detach(91));
    run(&office, filed(20));
    assert_eq!(refusals(&office, detach(90)), ["problem.archived_file_stays"]);
    run(&office, go("archive_item", 20, "store"));
    assert_eq!(refusals(&office, detach(90)), ["problem.archived_file_stays"]);
    assert_eq!(refusals(&office, void("archive_item", 20)), ["problem.archived_item_stays"]);
    assert_eq!(number_of(&office, 20), "Z109-WS·2026-Y-BGS-0001");
}
