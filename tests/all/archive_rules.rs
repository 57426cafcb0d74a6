//! What the rules of the archive refuse: numbers that are typed, years to come, what is not in the archive and lent all
//! the same, a ledger that is rewritten, lists that take what may not go.

use chancery::desk::{Command, LineDecision, Office, Values};
use chancery::model::{Id, Problem, Value};
use chancery::records::archive::{
    ArchiveBox, ArchiveItem, ArchiveItemState, Disposal, Loan, LoanState, StoragePlace,
};
use chancery::records::find;

use crate::archive::{because, class, clocked, filed, give_back, item, link, loan, run, scheme, with};
use crate::fixture::{attach, create, go, id, moment, office, owner, person, signed, update, void};

/// Fields with what is said of them.
fn refused(office: &Office, command: Command) -> Vec<(Option<&'static str>, &'static str)> {
    match office.execute(&owner(), command.clone()) {
        Err(Problem::Input(faults)) => {
            faults.into_iter().map(|fault| (fault.field, fault.message.key)).collect()
        }
        Err(Problem::Denied(message)) => vec![(None, message.key)],
        other => panic!("{command:?}: {other:?}"),
    }
}

fn read<R: chancery::model::Record>(office: &Office, number: u32) -> R {
    office.reader(&owner()).unwrap().find::<R>(Id::new(id(number))).unwrap().unwrap().record
}

fn set(register: &str, number: u32, key: &'static str, value: Value) -> Command {
    update(register, number, None, Values::new().with(key, value))
}

/// Item 20 of 2025, D30, in box 30, and a third person.
fn with_item() -> Office {
    let office = office();
    scheme(&office);
    run(&office, person(12, "王五"));
    run(&office, create("archive_box", 30, class(2025, "D30")));
    run(&office, item(20, 2025, "D30"));
    run(&office, filed(20));
    office
}

fn store(office: &Office, number: u32, in_box: u32) {
    run(office, with(go("archive_item", number, "store"), "in_box", link(in_box)));
}

#[test]
fn a_number_is_never_typed_and_a_year_has_come() {
    let office = office();
    scheme(&office);
    run(&office, item(20, 2026, "D30"));
    let typed = Value::text("Z109-WS·2026-D30-BGS-0099");
    let refusal = [(Some("number"), "problem.archive_number_given_by_filing")];
    assert_eq!(refused(&office, with(filed(20), "number", typed.clone())), refusal);
    assert_eq!(refused(&office, set("archive_item", 20, "number", typed)), refusal);
    run(&office, filed(20));
    assert_eq!(read::<ArchiveItem>(&office, 20).number, "Z109-WS·2026-D30-BGS-0001");
    assert_eq!(refused(&office, item(21, 2027, "D30")), [(Some("year"), "problem.archive_year_ahead")]);
    // A period is the office's to say.
    let unsaid = [(Some("retention"), "problem.retention_undecided")];
    let without = class(2026, "undecided");
    assert_eq!(refused(&office, create("archive_box", 30, without.clone())), unsaid);
    run(&office, create("archive_item", 22, without.text("title", "甲").text("author", "乙")));
    let formed = set("archive_item", 22, "formed_on", crate::fixture::day("2026-01-02"));
    run(&office, formed);
    assert_eq!(refused(&office, filed(22)), unsaid);
    let rule = Values::new().text("number", "1").text("name", "通知");
    assert_eq!(refused(&office, create("retention_rule", 40, rule)), unsaid);
}

#[test]
fn the_ledger_of_loans_is_only_added_to() {
    let office = with_item();
    // What waits for its box is not in the archive yet.
    let ahead = [(Some("item"), "problem.item_not_lendable")];
    assert_eq!(refused(&office, loan(50, 20, 10)), ahead);
    store(&office, 20, 30);
    let before_its_step = |field: &'static str| [(Some(field), "problem.loan_before_its_step")];
    let intact = || Value::choice("intact");
    assert_eq!(refused(&office, with(loan(50, 20, 10), "condition", intact())), before_its_step("condition"));
    run(&office, loan(50, 20, 10));
    assert_eq!(refused(&office, loan(51, 20, 10)), [(Some("item"), "problem.loan_asked_already")]);
    run(&office, set("loan", 50, "usage", Value::text("编写大事记")));
    run(&office, signed(go("loan", 50, "approve"), 13));
    let frozen = |field: &'static str| [(Some(field), "problem.ledger_frozen")];
    assert_eq!(refused(&office, set("loan", 50, "usage", Value::text("改"))), frozen("usage"));
    assert_eq!(refused(&office, set("loan", 50, "condition", intact())), before_its_step("condition"));
    run(&office, go("loan", 50, "hand_out"));
    assert_eq!(read::<Loan>(&office, 50).pages_lent, 4);
    assert_eq!(refused(&office, set("loan", 50, "condition", intact())), before_its_step("condition"));
    for (field, value) in [("usage", Value::text("改")), ("purpose", Value::choice("history"))] {
        assert_eq!(refused(&office, set("loan", 50, field, value)), frozen(field));
    }
    // Meanwhile the catalogue says what was handed out.
    let mended = refused(&office, set("archive_item", 20, "pages", Value::Integer(1)));
    assert_eq!(mended, [(Some("pages"), "problem.pages_while_lent")]);
    let short = with(go("loan", 50, "return"), "condition", intact());
    let short = with(short, "pages_returned", Value::Integer(1));
    assert_eq!(refused(&office, short), [(Some("pages_returned"), "problem.pages_differ")]);
    run(&office, give_back(50));
    let later = set("loan", 50, "pages_returned", Value::Integer(2));
    assert_eq!(refused(&office, later), frozen("pages_returned"));
    assert_eq!(refused(&office, set("loan", 50, "treatment", Value::text("无"))), frozen("treatment"));
}

#[test]
fn what_is_lost_leaves_the_archive_and_what_is_spoilt_is_treated() {
    let office = with_item();
    store(&office, 20, 30);
    let lend = |number: u32| {
        run(&office, loan(number, 20, 10));
        run(&office, signed(go("loan", number, "approve"), 13));
        run(&office, go("loan", number, "hand_out"));
    };
    lend(50);
    let spoilt = |condition: &str, pages: i64| {
        let report = with(because(go("loan", 50, "report_loss")), "condition", Value::choice(condition));
        with(report, "pages_returned", Value::Integer(pages))
    };
    let count = |key: &'static str| [(Some("pages_returned"), key)];
    assert_eq!(refused(&office, spoilt("damaged", 99)), count("problem.pages_differ"));
    assert_eq!(refused(&office, spoilt("incomplete", 4)), count("problem.pages_not_missing"));
    assert_eq!(refused(&office, spoilt("intact", 4)), [(Some("condition"), "problem.loss_without_damage")]);
    run(&office, spoilt("incomplete", 3));
    let settle = |number: u32| with(go("loan", number, "settle"), "treatment", Value::text("照价赔偿"));
    assert_eq!(read::<ArchiveItem>(&office, 20).state, ArchiveItemState::Stored, "it is back, if short");
    run(&office, settle(50));
    assert_eq!(read::<Loan>(&office, 50).state, LoanState::Settled);

    lend(51);
    run(&office, because(go("loan", 51, "report_loss")));
    let lost = read::<ArchiveItem>(&office, 20);
    assert_eq!((lost.state, lost.lent_to), (ArchiveItemState::Lost, Some(Id::new(id(10)))));
    let kept = read::<ArchiveBox>(&office, 30);
    assert_eq!((kept.items, kept.pages), (0, 0), "a box holds what is in it");
    let recover = || because(go("archive_item", 20, "recover"));
    assert_eq!(refused(&office, recover()), [(None, "problem.loss_not_settled")]);
    run(&office, settle(51));
    assert_eq!(read::<ArchiveItem>(&office, 20).state, ArchiveItemState::Lost);
    assert_eq!(refused(&office, loan(52, 20, 12)), [(Some("item"), "problem.item_not_lendable")]);
    assert!(refused(&office, void("archive_item", 20)).contains(&(None, "problem.archived_item_stays")));
    assert_eq!(refused(&office, go("archive_item", 20, "lose")), [(None, "problem.wrong_state")]);
    run(&office, recover());
    assert_eq!(refused(&office, go("archive_item", 20, "lose")), [(None, "problem.lost_by_loan")]);
    run(&office, loan(52, 20, 12));
    assert_eq!(read::<ArchiveBox>(&office, 30).items, 1);
}

#[test]
fn a_transfer_waits_for_its_term_and_for_every_loan() {
    let (office, clock) = clocked();
    scheme(&office);
    for (number, year) in [(30, 2005), (31, 2006)] {
        run(&office, create("archive_box", number, class(year, "Y")));
    }
    for (number, year, in_box) in [(20, 2005, 30), (21, 2006, 31)] {
        run(&office, with(item(number, year, "Y"), "medium", Value::choice("both")));
        run(&office, attach("archive_item", number, number + 100, b"content"));
        run(&office, filed(number));
        store(&office, number, in_box);
    }
    let list = Values::new().text("title", "移交").text("opinion", "满二十年");
    run(&office, create("disposal", 70, list.with("kind", Value::choice("transfer"))));
    let line = |number: u32, item: u32| {
        create("disposal_line", number, Values::new().with("disposal", link(70)).with("item", link(item)))
    };
    assert_eq!(refused(&office, line(81, 21)), [(Some("item"), "problem.transfer_too_early")]);
    // An electronic loan is a loan.
    run(&office, with(loan(50, 20, 10), "means", Value::choice("electronic")));
    run(&office, signed(go("loan", 50, "approve_restricted"), 13));
    run(&office, go("loan", 50, "hand_out"));
    assert_eq!(refused(&office, line(80, 20)), [(Some("item"), "problem.line_is_lent")]);
    clock.set(moment(15));
    assert_eq!(chancery::desk::close_electronic_loans(&office).unwrap(), 1);
    run(&office, line(80, 20));
    run(&office, set("fonds", 1, "transfer_after", Value::Integer(0)));
    assert_eq!(refused(&office, go("disposal", 70, "submit")), [(None, "problem.transfer_without_term")]);
    run(&office, set("fonds", 1, "transfer_after", Value::Integer(10)));
    run(&office, line(81, 21));
    run(&office, go("disposal", 70, "submit"));
    run(&office, signed(go("disposal", 70, "approve"), 13));
    let needless = signed(go("disposal", 70, "confirm"), 11);
    assert_eq!(refused(&office, needless), [(None, "problem.only_destruction_is_confirmed")]);
    run(&office, with(go("disposal", 70, "sign"), "first_witness", link(10)));
    for line in [80, 81] {
        run(&office, set("disposal_line", line, "counted", Value::Flag(true)));
    }
    let done =
        Values::new().text("method", "专车").text("receiver", "市档案馆").text("receiver_name", "王五");
    run(&office, update("disposal", 70, None, done));
    run(&office, with(go("disposal", 70, "carry_out"), "second_witness", link(19)));
    assert_eq!(read::<Disposal>(&office, 70).items, 2, "the list tells what it took");
    let left = read::<ArchiveBox>(&office, 30);
    assert_eq!((left.items, left.pages, &*left.first), (0, 0, ""), "and the box what is still in it");
}

#[test]
fn a_box_gets_the_next_number_of_its_class_and_a_typed_one_fits_it() {
    let office = office();
    scheme(&office);
    let numbered =
        |number: u32, typed: &str| create("archive_box", number, class(2025, "D10").text("number", typed));
    run(&office, create("archive_box", 30, class(2025, "D10")));
    let first = read::<ArchiveBox>(&office, 30).number;
    assert!(first.ends_with("-H001"), "{first}");
    let with_end = |end: &str| first.replace("-H001", end);
    let other = first.replace("·2025-", "·2024-");
    let wrong = ["乱写".to_owned(), other, with_end("-H01"), with_end("-H000"), with_end("-0002")];
    for typed in wrong {
        let told = refused(&office, numbered(31, &typed));
        assert_eq!(told, [(Some("number"), "problem.box_number_differs")], "{typed}");
    }
    // A catalogue from elsewhere may have holes; the row goes on after its last.
    run(&office, numbered(31, &with_end("-H009")));
    run(&office, create("archive_box", 32, class(2025, "D10")));
    assert_eq!(read::<ArchiveBox>(&office, 32).number, with_end("-H010"));
    run(&office, numbered(33, &with_end("-H999")));
    run(&office, create("archive_box", 34, class(2025, "D10")));
    assert_eq!(read::<ArchiveBox>(&office, 34).number, with_end("-H011"), "it is not closed by its end");
    let hint = chancery::desk::hints(
        &office.reader(&owner()).unwrap(),
        find("archive_box").unwrap(),
        id(40),
        &class(2025, "D30"),
    );
    let [(field, told)] = hint.unwrap().try_into().unwrap();
    assert_eq!((field, told.key), ("number", "hint.box_number"));
}

#[test]
fn another_period_asks_for_another_approval() {
    let office = office();
    scheme(&office);
    let rule =
        Values::new().text("number", "1.2").text("name", "纪要").with("retention", Value::choice("D10"));
    run(&office, create("retention_rule", 50, rule.with("approved_on", crate::fixture::day("2023-01-10"))));
    let longer = |approved: Option<Value>| {
        let values = Values::new().with("retention", Value::choice("Y"));
        let values = match approved {
            Some(day) => values.with("approved_on", day),
            None => values,
        };
        update("retention_rule", 50, None, values)
    };
    let told = [(Some("approved_on"), "problem.retention_approved_before")];
    assert_eq!(refused(&office, longer(None)), told);
    run(&office, longer(Some(crate::fixture::day("2025-03-01"))));
    office.execute(&owner(), Command::Undo).unwrap();
    run(&office, longer(Some(Value::Nothing)));
}

#[test]
fn a_rack_counts_its_shelves_and_a_renewal_reaches_the_item() {
    let office = office();
    scheme(&office);
    let place = |number: u32, code: &str, inside: Option<u32>, capacity: i64| {
        let values = Values::new().text("code", code).text("name", code);
        let values = values.with("parent", inside.map_or(Value::Nothing, link));
        create("storage_place", number, values.with("capacity", Value::Integer(capacity)))
    };
    run(&office, place(40, "KF", None, 0));
    run(&office, place(41, "KF-1", Some(40), 0));
    run(&office, place(42, "KF-1-1", Some(41), 1));
    run(&office, place(43, "KF-1-2", Some(41), 3));
    run(&office, create("archive_box", 30, class(2025, "D30").with("place", link(42))));
    let standing = |number: u32| {
        let place = read::<StoragePlace>(&office, number);
        (place.used, place.occupancy)
    };
    assert_eq!([40, 41, 42, 43].map(standing), [(1, 25), (1, 25), (1, 100), (0, 0)]);
    run(&office, set("archive_box", 30, "place", link(43)));
    run(&office, set("storage_place", 43, "capacity", Value::Integer(1)));
    assert_eq!([40, 41, 42, 43].map(standing), [(1, 50), (1, 50), (0, 0), (1, 100)]);
    // A box on top of the rack fills no shelf.
    for (number, place) in [(31, 42), (32, 41)] {
        run(&office, create("archive_box", number, class(2024, "D30").with("place", link(place))));
    }
    assert_eq!([40, 41, 42].map(standing), [(3, 100), (3, 100), (1, 100)]);
    let fewer = |place: u32| set("storage_place", place, "capacity", Value::Integer(2));
    assert_eq!(refused(&office, fewer(41)), [(Some("capacity"), "problem.place_holds_more")]);
    run(&office, fewer(42));

    run(&office, item(20, 2025, "D30"));
    run(&office, filed(20));
    store(&office, 20, 30);
    run(&office, loan(50, 20, 10));
    run(&office, signed(go("loan", 50, "approve"), 13));
    run(&office, go("loan", 50, "hand_out"));
    run(&office, create("loan_renewal", 60, Values::new().with("loan", link(50)).text("reason", "未完")));
    run(&office, go("loan_renewal", 60, "grant"));
    let due = read::<Loan>(&office, 50).due_on;
    assert!(due.is_some());
    assert_eq!(read::<ArchiveItem>(&office, 20).due_back, due);
    let reason = set("loan_renewal", 60, "reason", Value::text("改"));
    assert_eq!(refused(&office, reason), [(Some("reason"), "problem.ledger_frozen")]);
}

#[test]
fn a_box_that_no_spine_holds_is_told_to_be_another() {
    let office = office();
    scheme(&office);
    run(&office, create("archive_box", 30, class(2025, "D30").with("spine", Value::choice("50"))));
    for (number, pages) in [(20, 400), (21, 200)] {
        run(&office, with(item(number, 2025, "D30"), "pages", Value::Integer(pages)));
        run(&office, filed(number));
    }
    store(&office, 20, 30);
    let over = with(go("archive_item", 21, "store"), "in_box", link(30));
    assert_eq!(refused(&office, over), [(Some("in_box"), "problem.box_full_for_any")]);
}

#[test]
fn an_item_is_offered_the_boxes_that_take_it_and_a_new_one_of_its_class() {
    let (office, _) = clocked();
    scheme(&office);
    run(&office, create("archive_box", 30, class(2025, "D30")));
    run(&office, create("archive_box", 31, class(2025, "D30").with("spine", Value::choice("20"))));
    run(&office, create("archive_box", 32, class(2024, "D30")));
    run(&office, create("archive_box", 33, class(2025, "D10")));
    let thick = |number: u32, pages: i64| {
        run(&office, with(item(number, 2025, "D30"), "pages", Value::Integer(pages)));
        run(&office, filed(number));
    };
    thick(20, 150);
    thick(21, 250);
    thick(22, 300);
    run(&office, with(go("archive_item", 22, "store"), "in_box", link(30)));
    let offered = |numbers: &[u32]| {
        let reader = office.reader(&owner()).unwrap();
        let items = find("archive_item").unwrap();
        let rows: Vec<_> =
            numbers.iter().map(|number| reader.get(items, id(*number)).unwrap().unwrap().row).collect();
        let offer = reader.offers(items, &rows, items.field("in_box").unwrap().1).unwrap().unwrap();
        let spine = offer.new.and_then(|new| new.into_iter().find(|(key, _)| *key == "spine"));
        (offer.ids, spine.map(|(_, value)| value))
    };
    let spine = |width: &str| Some(Value::choice(width));
    assert_eq!(offered(&[20]), (vec![id(31)], spine("30")), "box 30 is full");
    assert_eq!(offered(&[21]), (Vec::new(), spine("30")), "no box has room");
    assert_eq!(offered(&[20, 21]), (Vec::new(), spine("40")), "both are wanted in one");
    assert_eq!(offered(&[22]), (vec![id(30)], spine("30")), "it has the room that it takes");
    run(&office, item(23, 2024, "D30"));
    run(&office, filed(23));
    assert_eq!(offered(&[20, 23]), (Vec::new(), None), "no box is of two years");
}

#[test]
fn several_lines_of_a_list_are_decided_by_one_command() {
    let office = with_item();
    store(&office, 20, 30);
    run(&office, item(21, 2025, "D30"));
    run(&office, filed(21));
    store(&office, 21, 30);
    let list =
        Values::new().text("title", "续存").with("kind", Value::choice("extend")).text("opinion", "续存");
    run(&office, create("disposal", 70, list.with("extend_until", crate::fixture::day("2040-12-31"))));
    for (line, of) in [(80, 20), (81, 21)] {
        run(
            &office,
            create("disposal_line", line, Values::new().with("disposal", link(70)).with("item", link(of))),
        );
    }
    let read = || office.reader(&owner()).unwrap().disposal_lines(id(70)).unwrap().unwrap();
    let lines = read();
    assert!(lines.is_draft() && lines.counted() == (0, 0));
    let reason = LineDecision::Reason(" 尚有查考价值 ".to_owned());
    assert_eq!(lines.decide(&|_| false, &reason), None);
    run(&office, lines.decide(&|_| true, &reason).unwrap());
    let told: Vec<String> = read().lines.into_iter().map(|line| line.reason).collect();
    assert_eq!(told, ["尚有查考价值", "尚有查考价值"]);
    // What somebody else has decided meanwhile is not written over.
    let late = lines.decide(&|of| of == id(80), &LineDecision::Reason("别的".to_owned())).unwrap();
    assert!(matches!(office.execute(&owner(), late), Err(Problem::Conflict { .. })));
}
