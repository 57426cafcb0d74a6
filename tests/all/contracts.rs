//! 合同: numbers without gaps, who may do what, what stands once it is signed, reminders, and the way into the archive.

use std::collections::BTreeSet;

use chancery::desk::{Command, Office, Values, due_items};
use chancery::model::{Money, Problem, RecordId, Value};
use chancery::records::RECORDS;
use chancery::records::archive::{ArchiveItem, Retention};
use chancery::records::contracts::{Contract, ContractState};
use chancery::rules::reminders::Lamp;
use chancery::store::integrity;

use crate::fixture::{PAGES, create, day, id, moment, office, owner, person, signed, unit, update, void};

/// The codes of the fields and texts at fault.
fn faults(problem: Problem) -> Vec<(&'static str, &'static str)> {
    match problem {
        Problem::Input(faults) => {
            faults.into_iter().map(|fault| (fault.field.unwrap_or_default(), fault.message.key)).collect()
        }
        other => panic!("{other}"),
    }
}

fn contract(title: &str) -> Values {
    Values::new()
        .text("title", title)
        .text("counterparty", "江岳科技")
        .with("unit", Value::Link(id(5)))
        .with("keeper", Value::Link(id(7)))
        .with("amount", Value::Money(Money::from_fen(1_200_000)))
        .with("valid_from", day("2026-01-01"))
        .with("valid_until", day("2026-12-31"))
        .text("review", "条款完整")
}

fn with_people() -> Office {
    let office = office();
    office.execute(&owner(), unit(5, "BGS")).unwrap();
    office.execute(&owner(), person(7, "何远帆")).unwrap();
    office
}

fn go(office: &Office, number: u32, transition: &str, values: Values) -> Result<(), Problem> {
    let command = Command::Move {
        register: "contract".to_owned(),
        id: id(number),
        base: None,
        transition: transition.to_owned(),
        values,
        reason: Some("依约".to_owned()),
    };
    office.execute(&owner(), signed(command, 7)).map(|_| ())
}

fn sign(office: &Office, number: u32) {
    for step in ["submit", "endorse", "sign"] {
        go(office, number, step, Values::new()).unwrap();
    }
}

fn stored(office: &Office, number: u32) -> Contract {
    let contracts = office.reader(&owner()).unwrap().all::<Contract>().unwrap();
    contracts.into_iter().find(|contract| contract.meta.id == id(number)).unwrap().record
}

#[test]
fn numbers_are_given_by_signing_and_have_no_gap() {
    let office = with_people();
    for number in 20..24 {
        office.execute(&owner(), create("contract", number, contract("合同"))).unwrap();
    }
    let own = create("contract", 30, contract("自编号").text("number", "HT2026-009"));
    let problem = office.execute(&owner(), own).unwrap_err();
    assert_eq!(faults(problem), [("number", "problem.contract_number_given_by_signing")]);
    // A draft that is given up takes no number.
    office.execute(&owner(), void("contract", 21)).unwrap();
    for number in [22, 20, 23] {
        sign(&office, number);
    }
    let year = moment(0).format("%Y").to_string();
    let numbers = [22, 20, 23].map(|number| stored(&office, number).number);
    assert_eq!(numbers, ["001", "002", "003"].map(|number| format!("HT{year}-{number}")));
    assert_eq!(stored(&office, 22).signed_on, Some(moment(0).date_naive()));
    // What bears a number stays.
    assert_eq!(
        faults(office.execute(&owner(), void("contract", 22)).unwrap_err()),
        [("", "problem.numbered_contract_stays")]
    );
    // Undo gives the number back to the same contract, and nobody else gets it.
    office.execute(&owner(), Command::Undo).unwrap();
    assert_eq!(stored(&office, 23).state, ContractState::Signing);
    go(&office, 23, "sign", Values::new()).unwrap();
    assert_eq!(stored(&office, 23).number, format!("HT{year}-003"));
}

#[test]
fn a_signed_contract_changes_by_amendment_only() {
    let office = with_people();
    office.execute(&owner(), create("contract", 20, contract("机房设备"))).unwrap();
    sign(&office, 20);
    let raise = |amount: i64| {
        let values = Values::new().with("amount", Value::Money(Money::from_fen(amount)));
        update("contract", 20, None, values)
    };
    let problem = office.execute(&owner(), raise(1)).unwrap_err();
    assert_eq!(faults(problem), [("amount", "problem.contract_frozen")]);
    go(&office, 20, "amend", Values::new()).unwrap();
    office.execute(&owner(), raise(1_500_000)).unwrap();
    let number = stored(&office, 20).number;
    for step in ["endorse", "sign"] {
        go(&office, 20, step, Values::new()).unwrap();
    }
    let signed = stored(&office, 20);
    assert_eq!((signed.number, signed.amount), (number, Money::from_fen(1_500_000)));
    // It ends by a transition, not by a date.
    let today = Value::Date(moment(0).date_naive());
    let ended = update("contract", 20, None, Values::new().with("ended_on", today));
    assert_eq!(
        faults(office.execute(&owner(), ended).unwrap_err()),
        [("ended_on", "problem.contract_not_ended")]
    );
    assert!(go(&office, 20, "conclude", Values::new()).is_err(), "the outcome must be said");
    go(&office, 20, "conclude", Values::new().text("result", "履行完毕")).unwrap();
    assert_eq!(stored(&office, 20).ended_on, Some(moment(0).date_naive()));
    go(&office, 20, "reopen", Values::new()).unwrap();
    assert_eq!(stored(&office, 20).ended_on, None);
}

#[test]
fn days_and_amounts_are_checked() {
    let office = with_people();
    let turned = contract("期限").with("valid_until", day("2025-12-31"));
    let problem = office.execute(&owner(), create("contract", 20, turned)).unwrap_err();
    assert_eq!(faults(problem), [("valid_until", "problem.contract_ends_before_start")]);
    let free = contract("合作").with("side", Value::choice("free"));
    let problem = office.execute(&owner(), create("contract", 20, free)).unwrap_err();
    assert_eq!(faults(problem), [("amount", "problem.contract_without_money")]);
}

#[test]
fn its_last_day_is_told_until_it_has_ended() {
    let office = with_people();
    let today = moment(0).date_naive();
    let at = |days: i64| Value::Date(today + chrono::TimeDelta::days(days));
    let first = Value::Date(today - chrono::TimeDelta::days(400));
    for (number, days) in [(20, -5), (21, 10), (22, 60), (23, 60)] {
        let values = contract("到期").with("valid_from", first.clone()).with("valid_until", at(days));
        let values = if number == 23 { values.with("notice_days", Value::Integer(90)) } else { values };
        office.execute(&owner(), create("contract", number, values)).unwrap();
        sign(&office, number);
    }
    let due = || {
        let reader = office.reader(&owner()).unwrap();
        let items = due_items(&reader, moment(0)).unwrap();
        let items = items.into_iter().filter(|item| item.register == "contract");
        items.map(|item| (item.id, item.reason.key, item.lamp == Lamp::Overdue)).collect::<Vec<_>>()
    };
    assert_eq!(
        due(),
        [
            (id(20), "due.contract_over", true),
            (id(21), "due.contract_ends", false),
            (id(23), "due.contract_ends", false)
        ]
    );
    go(&office, 20, "terminate", Values::new()).unwrap();
    assert_eq!(due().len(), 2);
}

#[test]
fn an_ended_contract_is_filed_under_the_rule_of_the_office() {
    let office = with_people();
    let run = |command| office.execute(&owner(), command).unwrap();
    run(create("fonds", 1, Values::new().text("code", "Z109").text("name", "江岳集团")));
    run(create("archive_category", 2, Values::new().text("code", "WS").text("name", "文书")));
    let division = Values::new().text("code", "BGS").text("name", "办公室").with("unit", Value::Link(id(5)));
    run(create("archive_division", 6, division));
    let rule = Values::new().text("number", "1").text("name", "合同").with("category", Value::Link(id(2)));
    let rule = rule.with("retention", Value::choice("D30"));
    run(create("retention_rule", 3, rule.with("keywords", Value::Tags(vec!["合同".to_owned()]))));
    run(create("contract", 20, contract("机房设备采购合同").with("pages", Value::Integer(32))));
    run(create("contract", 21, contract("仍在履行的合同")));
    sign(&office, 20);
    sign(&office, 21);
    go(&office, 20, "conclude", Values::new().text("result", "履行完毕")).unwrap();
    let by_hand = go(&office, 20, "archive", Values::new()).unwrap_err();
    assert!(matches!(by_hand, Problem::Denied(rule) if rule.key == "problem.filed_by_filing"));
    let queue = || office.reader(&owner()).unwrap().filing_queue(moment(0).date_naive(), PAGES).unwrap();
    let waiting = queue();
    assert_eq!(waiting.papers.iter().map(|paper| paper.id).collect::<Vec<_>>(), [id(20)]);
    let paper = &waiting.papers[0];
    assert_eq!((paper.register, paper.pages), ("contract", 32));
    assert!(paper.author.ends_with("；江岳科技"), "both parties answer for it: {}", paper.author);
    assert_eq!(waiting.retention(paper.class.rule), Some(Retention::Thirty));
    assert!(waiting.lacks(paper).is_empty(), "{:?}", waiting.lacks(paper));
    let chosen: BTreeSet<RecordId> = BTreeSet::from([id(20)]);
    let (command, _) =
        office.reader(&owner()).unwrap().filing_command(&waiting, &chosen, Some(id(7))).unwrap();
    run(command);
    let item = office.reader(&owner()).unwrap().all::<ArchiveItem>().unwrap().remove(0).record;
    assert!(item.number.contains("-WS·") && item.number.ends_with("-0001"), "{}", item.number);
    assert_eq!(item.contract.map(chancery::model::Id::erase), Some(id(20)));
    assert_eq!(item.document_number, stored(&office, 20).number);
    assert_eq!(stored(&office, 20).state, ContractState::Archived);
    assert!(queue().papers.is_empty());
    // One step takes it back.
    run(Command::Undo);
    assert_eq!(stored(&office, 20).state, ContractState::Concluded);
    assert_eq!(queue().papers.len(), 1);
    let snapshot = office.store().snapshot().unwrap();
    assert_eq!(integrity::check(&snapshot, RECORDS).unwrap().findings, []);
}
