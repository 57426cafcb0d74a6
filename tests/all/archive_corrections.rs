//! What stands of an item, a loan and a list once it is numbered, handed out or approved, and what is corrected with a
//! reason (DA/T 13-2022; `domain.md` §3.1, §3.2).

use std::fmt::Write as _;

use chancery::desk::{Asked, Command, Office, Values};
use chancery::model::Value;
use chancery::records::archive::{ArchiveItem, ArchiveItemState, Disposal, DisposalState, Loan, LoanState};
use chancery::records::find;
use chancery::text::Language;
use sha2::{Digest as _, Sha256};

use crate::archive::{
    because, class, clocked, give_back, item, lend, link, loan, read, refusals, run, scheme, stored, with,
};
use crate::fixture::{attach, create, day, filed, go, id, owner, signed, update};

fn set(number: u32, field: &'static str, value: Value) -> Command {
    update("archive_item", number, None, Values::new().with(field, value))
}

fn corrected(number: u32, field: &'static str, value: Value) -> Command {
    Command::Amend {
        register: "archive_item".to_owned(),
        id: id(number),
        base: None,
        values: Values::new().with(field, value),
        reason: "著录有误".to_owned(),
    }
}

fn archive() -> Office {
    let (office, _) = clocked();
    scheme(&office);
    run(&office, create("archive_box", 30, class(2015, "D10")));
    stored(&office, 20, 2015, "D10", 30);
    office
}

#[test]
fn what_a_number_and_its_class_come_from_stands() {
    let (office, _) = clocked();
    scheme(&office);
    let paper = Values::new().text("title", "通知").text("sender", "市国资委");
    run(&office, create("incoming", 40, paper.with("received_on", day("2015-03-02"))));
    run(&office, with(item(20, 2015, "D10"), "incoming", link(40)));
    run(&office, set(20, "incoming", Value::Nothing));
    run(&office, set(20, "incoming", link(40)));
    run(&office, filed(20));
    for reason in [set, corrected] {
        let cut = reason(20, "incoming", Value::Nothing);
        assert_eq!(refusals(&office, cut), ["problem.filed_link_stands"]);
        let rule = reason(20, "retention", Value::choice("Y"));
        assert_eq!(refusals(&office, rule), ["problem.archive_class_frozen"]);
    }
    // The paper is filed once: no second item takes it.
    let again = with(item(21, 2015, "D10"), "incoming", link(40));
    assert_eq!(refusals(&office, again), ["problem.filed_already"]);
}

#[test]
fn the_catalogue_is_corrected_with_a_reason() {
    let office = archive();
    for (field, value) in [
        ("title", Value::text("更正后的题名")),
        ("author", Value::text("集团办公室")),
        ("formed_on", day("2015-04-02")),
        ("pages", Value::Integer(5)),
    ] {
        assert_eq!(
            refusals(&office, set(20, field, value.clone())),
            ["problem.move_wants_reason"],
            "{field}"
        );
        run(&office, corrected(20, field, value));
    }
    run(&office, set(20, "note", Value::text("备注不须理由")));
    let another_year = corrected(20, "formed_on", day("2014-01-01"));
    assert_eq!(refusals(&office, another_year), ["problem.formed_outside_year"]);
    for field in ["author", "formed_on"] {
        assert_eq!(refusals(&office, corrected(20, field, Value::Nothing)), ["problem.required"], "{field}");
    }
    let without = corrected(20, "medium", Value::choice("both"));
    assert_eq!(refusals(&office, without), ["problem.medium_without_files"]);
    run(&office, attach("archive_item", 20, 60, b"scan"));
    let gone = corrected(20, "medium", Value::choice("electronic"));
    assert_eq!(refusals(&office, gone), ["problem.medium_keeps_paper"]);
    run(&office, corrected(20, "medium", Value::choice("both")));
    let back = corrected(20, "medium", Value::choice("paper"));
    assert_eq!(refusals(&office, back), ["problem.medium_stands"]);
    // What is out is counted when it is back.
    lend(&office, 50, 20, 10);
    let pages = || corrected(20, "pages", Value::Integer(4));
    assert_eq!(refusals(&office, pages()), ["problem.pages_while_lent"]);
    run(&office, with(give_back(50), "pages_returned", Value::Integer(5)));
    run(&office, pages());
}

#[test]
fn whoever_has_left_is_lent_nothing() {
    let office = archive();
    run(&office, because(with(go("person", 10, "leave"), "left_on", day("2026-03-01"))));
    // An import brings what was approved before.
    run(&office, with(loan(50, 20, 10), "state", Value::choice("approved")));
    assert_eq!(refusals(&office, go("loan", 50, "hand_out")), ["problem.left_the_office"]);
    run(&office, because(go("loan", 50, "cancel")));
    assert_eq!(refusals(&office, loan(51, 20, 10)), ["problem.left_the_office"]);
    assert_eq!(read::<Loan>(&office, 50).state, LoanState::Cancelled);
    lend(&office, 52, 20, 11);
}

#[test]
fn an_item_that_is_missing_from_its_box_is_reported_and_found_again() {
    let office = archive();
    assert_eq!(refusals(&office, because(go("archive_item", 20, "lose"))), ["problem.lost_by_loan"]);
    assert_eq!(refusals(&office, go("archive_item", 20, "miss")), ["problem.reason_required"]);
    run(&office, because(go("archive_item", 20, "miss")));
    assert_eq!(read::<ArchiveItem>(&office, 20).state, ArchiveItemState::Lost);
    assert_eq!(refusals(&office, loan(50, 20, 10)), ["problem.item_not_lendable"]);
    run(&office, because(go("archive_item", 20, "recover")));
    assert_eq!(read::<ArchiveItem>(&office, 20).state, ArchiveItemState::Stored);
    // What is out is reported on its loan.
    lend(&office, 51, 20, 10);
    assert_eq!(refusals(&office, because(go("archive_item", 20, "miss"))), ["problem.wrong_state"]);
}

/// A list of one item that waits for its second signature, with a sum, as an import brings it.
fn list(office: &Office, number: u32, sum: &str) {
    let values = Values::new().text("title", "销毁").text("opinion", "无续存价值").text("method", "化浆");
    let values = values.with("group", Value::Tags(vec!["张三".to_owned()])).text("list_hash", sum);
    let values = values.with("first_witness", link(10)).with("confirmed_on", day("2026-03-01"));
    run(office, create("disposal", number, values.with("state", Value::choice("signed"))));
    let line = Values::new().with("disposal", link(number)).with("item", link(20)).text("reason", "期满");
    run(office, create("disposal_line", number + 10, line.with("counted", Value::Flag(true))));
}

#[test]
fn a_list_approved_by_an_earlier_version_is_still_checked_by_its_own_sum() {
    let office = archive();
    let mut old = String::new();
    for byte in Sha256::digest(format!("{} 4\n", id(20)).as_bytes()) {
        write!(old, "{byte:02x}").unwrap();
    }
    list(&office, 70, &old);
    assert_eq!(refusals(&office, corrected(20, "pages", Value::Integer(9))), ["problem.pages_on_list"]);
    run(&office, with(go("disposal", 70, "carry_out"), "second_witness", link(19)));
    let done = read::<Disposal>(&office, 70);
    assert_eq!((done.state, done.list_hash.split_at(4).0), (DisposalState::Done, "v2c:"));
}

#[test]
fn a_list_that_is_not_the_approved_one_is_not_carried_out() {
    let office = archive();
    list(&office, 70, &"0".repeat(64));
    let carry_out = || with(go("disposal", 70, "carry_out"), "second_witness", link(19));
    assert_eq!(refusals(&office, carry_out()), ["problem.list_changed"]);
    let office = archive();
    list(&office, 70, &format!("v2:{}", "0".repeat(64)));
    assert_eq!(refusals(&office, carry_out()), ["problem.list_changed"]);
}

#[test]
fn a_sum_is_over_all_that_was_approved() {
    let sum = |title: &str, reason: &str| {
        let office = archive();
        let values = Values::new().text("title", title).text("opinion", "无续存价值");
        run(&office, create("disposal", 70, values.with("group", Value::Tags(vec!["张三".to_owned()]))));
        let line = Values::new().with("disposal", link(70)).with("item", link(20)).text("reason", reason);
        run(&office, create("disposal_line", 80, line));
        run(&office, go("disposal", 70, "submit"));
        let renamed = update("disposal", 70, None, Values::new().text("title", "别的"));
        assert_eq!(refusals(&office, renamed), ["problem.list_frozen"]);
        run(&office, signed(go("disposal", 70, "approve"), 13));
        read::<Disposal>(&office, 70).list_hash
    };
    let plain = sum("销毁", "期满");
    assert!(plain.starts_with("v2:") && plain.len() == 67, "{plain}");
    assert_eq!(sum("销毁", "期满"), plain);
    assert_ne!(sum("另一清册", "期满"), plain);
    assert_ne!(sum("销毁", "重复件"), plain);
}

#[test]
fn what_a_step_lacks_is_told_with_its_name() {
    let (office, _) = clocked();
    scheme(&office);
    run(&office, item(20, 2015, "D10"));
    run(&office, filed(20));
    let record_type = find("archive_item").unwrap();
    let reader = office.reader(&owner()).unwrap();
    let mut why = reader.explain(record_type, Some(id(20)), Asked::Transition("store"), None).unwrap();
    why.doubt(record_type, office.try_out(&owner(), &go("archive_item", 20, "store")).map(|_| ()));
    let told = why.reasons[0].in_language(Language::English);
    let label = Language::English.text("archive_item.in_box");
    assert!(!why.allowed && told.starts_with(&format!("{label}: is needed")), "{told}");
}
