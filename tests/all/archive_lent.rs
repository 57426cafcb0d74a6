//! 在库⇄借出: that an item is lent is told by its loans, its state and its borrower at once; and where a row of numbers goes
//! on when somebody typed its very last one.

use chancery::desk::{Office, show};
use chancery::model::{Choice as _, Id, Value};
use chancery::records::archive::{ArchiveItem, ArchiveItemState};
use chancery::records::find;
use chancery::rules::archive::holes::number_before_the_end;
use chancery::text::Language;

use crate::archive::{
    because, class, clocked, give_back, lend, link, loan, read, refusals, run, scheme, stored, with,
};
use crate::fixture::{create, go, id, owner, signed};

/// How an item stands, and who has it.
fn standing(office: &Office, number: u32) -> (ArchiveItemState, bool) {
    let item = read::<ArchiveItem>(office, number);
    (item.state, item.lent_to == Some(Id::new(id(10))))
}

#[test]
fn an_item_is_lent_while_a_loan_of_its_paper_is_out() {
    use ArchiveItemState::{Lent, Lost, Stored};
    let (office, _) = clocked();
    scheme(&office);
    run(&office, create("archive_box", 30, class(2025, "D30")));
    stored(&office, 20, 2025, "D30", 30);
    assert_eq!(standing(&office, 20), (Stored, false));
    lend(&office, 50, 20, 10);
    assert_eq!(standing(&office, 20), (Lent, true));

    // Whoever reads a list, a form or an export reads the same value.
    let reader = office.reader(&owner()).unwrap();
    let item = find("archive_item").unwrap();
    let view = reader.get(item, id(20)).unwrap().unwrap();
    let (place, field) = item.field("state").unwrap();
    let value = view.value(place).unwrap();
    assert_eq!(value, Value::choice(Lent.code()));
    let mut titles = chancery::desk::Titles::default();
    let words = [Language::SimplifiedChinese, Language::TraditionalChinese, Language::English]
        .map(|language| show(&reader, &mut titles, field, &value, language).unwrap());
    assert_eq!(words, ["借出", "借出", "Lent"]);
    drop(reader);

    // Nobody says so by hand, and nothing is destroyed or appraised meanwhile; others may stand in line.
    assert_eq!(refusals(&office, go("archive_item", 20, "take_back")), ["problem.lent_by_loan"]);
    assert_eq!(refusals(&office, go("archive_item", 20, "appraise")), ["problem.wrong_state"]);
    run(&office, loan(51, 20, 11));
    run(&office, because(go("loan", 51, "cancel")));
    run(&office, give_back(50));
    assert_eq!(standing(&office, 20), (Stored, false));
    assert_eq!(refusals(&office, go("archive_item", 20, "lend")), ["problem.lent_by_loan"]);

    // What a borrower loses is lost, and stored again when it was found.
    lend(&office, 52, 20, 10);
    run(&office, because(go("loan", 52, "report_loss")));
    assert_eq!(standing(&office, 20), (Lost, true));
    run(&office, signed(with(go("loan", 52, "settle"), "treatment", Value::text("已找回")), 13));
    run(&office, because(go("archive_item", 20, "recover")));
    assert_eq!(standing(&office, 20), (Stored, false));
}

#[test]
fn an_electronic_loan_leaves_the_paper_where_it_is() {
    let (office, _) = clocked();
    scheme(&office);
    run(&office, create("archive_box", 30, class(2025, "D30")));
    run(&office, with(crate::archive::item(20, 2025, "D30"), "medium", Value::choice("both")));
    run(&office, crate::fixture::filed(20));
    run(&office, with(go("archive_item", 20, "store"), "in_box", link(30)));
    run(&office, with(loan(50, 20, 10), "means", Value::choice("electronic")));
    run(&office, signed(go("loan", 50, "approve"), 13));
    run(&office, go("loan", 50, "hand_out"));
    assert_eq!(standing(&office, 20), (ArchiveItemState::Stored, false));
    // Nothing went out: nothing is lost, spoilt or counted.
    assert_eq!(refusals(&office, because(go("loan", 50, "report_loss"))), ["problem.nothing_to_lose"]);
    run(&office, go("loan", 50, "return"));
}

#[test]
fn what_a_loan_that_comes_in_says_of_its_end_is_kept() {
    let (office, _) = clocked();
    scheme(&office);
    run(&office, create("archive_box", 30, class(2025, "D30")));
    run(&office, with(crate::archive::item(20, 2025, "D30"), "medium", Value::choice("both")));
    run(&office, crate::fixture::filed(20));
    run(&office, with(go("archive_item", 20, "store"), "in_box", link(30)));
    let out = with(loan(50, 20, 10), "means", Value::choice("electronic"));
    let out = with(with(out, "state", Value::choice("lent")), "lent_on", crate::fixture::day("2026-03-02"));
    run(&office, with(out, "due_on", crate::fixture::day("2026-03-16")));
    let reader = office.reader(&owner()).unwrap();
    let loans = reader.all::<chancery::records::archive::Loan>().unwrap();
    let due = Value::Date(loans[0].record.due_on.unwrap());
    assert_eq!(due, crate::fixture::day("2026-03-16"));
    assert_eq!(loans[0].record.first_due_on, loans[0].record.due_on);
}

#[test]
fn what_comes_in_as_lent_is_lent_when_its_loan_comes_too() {
    let (office, _) = clocked();
    scheme(&office);
    run(&office, create("archive_box", 30, class(2025, "D30")));
    let item = with(crate::archive::item(20, 2025, "D30"), "state", Value::choice("lent"));
    let item = with(item, "number", Value::text("Z109-WS·2025-D30-BGS-0001"));
    run(&office, with(item, "in_box", link(30)));
    assert_eq!(standing(&office, 20), (ArchiveItemState::Stored, false), "no loan, not lent");
    let out = with(loan(50, 20, 10), "state", Value::choice("lent"));
    run(&office, with(out, "lent_on", crate::fixture::day("2026-03-02")));
    assert_eq!(standing(&office, 20), (ArchiveItemState::Lent, true));
    // A file that was written before says nothing against what its loans say.
    run(
        &office,
        crate::fixture::update(
            "archive_item",
            20,
            None,
            chancery::desk::Values::new().with("state", Value::choice("stored")),
        ),
    );
    assert_eq!(standing(&office, 20), (ArchiveItemState::Lent, true));
}

#[test]
fn a_row_whose_last_number_was_typed_goes_on_before_it() {
    assert_eq!(number_before_the_end(&[1, 2, 41, 9999]), Some(42));
    assert_eq!(number_before_the_end(&[1, 2, 3, 9998, 9999]), Some(4));
    assert_eq!(number_before_the_end(&[9998, 9999]), Some(1));
    assert_eq!(number_before_the_end(&[1, 2, 3]), None, "nothing is free before the end");
}
