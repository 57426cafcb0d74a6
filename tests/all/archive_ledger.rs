//! The ledger of loans survives any sequence of operations.

use std::collections::BTreeSet;

use chancery::desk::{Command, Values};
use chancery::model::Value;
use chancery::records::RECORDS;
use chancery::records::archive::{ArchiveItem, Loan};
use chancery::store::integrity;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::archive::{because, class, clocked, filed, give_back, item, link, loan, run, scheme, with};
use crate::fixture::{create, go, moment, owner, void};

/// Something that anybody might try with the ledger.
#[derive(Clone, Debug)]
enum Step {
    Ask { item: u32, borrower: u32, electronic: bool },
    Move { loan: u32, transition: &'static str },
    Renew { loan: u32 },
    Grant { renewal: u32 },
    Days(i64),
    Undo,
    Redo,
    Void { loan: u32 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let ways = ["approve", "hand_out", "return", "report_loss", "cancel", "settle"];
    let step = prop_oneof![
        4 => (0..3_u32, 0..2_u32, any::<bool>()).prop_map(|(item, borrower, electronic)| Step::Ask { item, borrower, electronic }),
        8 => (0..8_u32, 0..ways.len()).prop_map(move |(loan, way)| Step::Move { loan, transition: ways[way] }),
        2 => (0..8_u32).prop_map(|loan| Step::Renew { loan }),
        2 => (0..4_u32).prop_map(|renewal| Step::Grant { renewal }),
        2 => (0..9_i64).prop_map(Step::Days),
        2 => Just(Step::Undo),
        1 => Just(Step::Redo),
        1 => (0..8_u32).prop_map(|loan| Step::Void { loan }),
    ];
    proptest::collection::vec(step, 1..40)
}

#[test]
fn the_ledger_survives_any_sequence() {
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&steps(), |steps| {
            let (office, clock) = clocked();
            scheme(&office);
            run(&office, create("archive_box", 30, class(2025, "D30")));
            for number in 20..23 {
                run(&office, with(item(number, 2025, "D30"), "medium", Value::choice("both")));
                run(&office, filed(number));
                run(&office, with(go("archive_item", number, "store"), "in_box", link(30)));
            }
            let (mut asked, mut renewed, mut today) = (0_u32, 0_u32, 0_i64);
            for step in steps {
                let command = match step {
                    Step::Ask { item, borrower, electronic } => {
                        asked += 1;
                        let means = if electronic { "electronic" } else { "take_out" };
                        with(loan(99 + asked, 20 + item, 10 + borrower), "means", Value::choice(means))
                    }
                    Step::Move { loan, transition: "return" } => give_back(100 + loan),
                    Step::Move { loan, transition } => with(
                        because(go("loan", 100 + loan, transition)),
                        "treatment",
                        Value::text("照价赔偿"),
                    ),
                    Step::Renew { loan } => {
                        renewed += 1;
                        create(
                            "loan_renewal",
                            199 + renewed,
                            Values::new().with("loan", link(100 + loan)).text("reason", "未完"),
                        )
                    }
                    Step::Grant { renewal } => go("loan_renewal", 200 + renewal, "grant"),
                    Step::Days(days) => {
                        today += days;
                        clock.set(moment(today));
                        continue;
                    }
                    Step::Undo => Command::Undo,
                    Step::Redo => Command::Redo,
                    Step::Void { loan } => void("loan", 100 + loan),
                };
                // Whether it is refused or not, the ledger is sound afterwards.
                office.execute(&owner(), command).ok();
                let reader = office.reader(&owner()).unwrap();
                let loans = reader.all::<Loan>().unwrap();
                for kept in reader.all::<ArchiveItem>().unwrap() {
                    let out: Vec<_> = loans
                        .iter()
                        .filter(|of| {
                            of.record.item == Some(kept.id())
                                && of.record.is_out()
                                && of.record.means.takes_paper()
                        })
                        .collect();
                    prop_assert!(out.len() <= 1, "two have the same paper");
                    prop_assert_eq!(kept.record.lent_to, out.first().and_then(|of| of.record.borrower));
                }
                for of in &loans {
                    let is_out = of.record.is_out();
                    prop_assert!(
                        !is_out
                            || (of.record.lent_on.is_some() && of.record.due_on >= of.record.first_due_on)
                    );
                    prop_assert!(of.record.renewals <= 1);
                }
                let numbers: BTreeSet<_> = loans.iter().map(|of| of.record.number.clone()).collect();
                prop_assert_eq!(numbers.len(), loans.len(), "a loan has a number of its own");
            }
            let snapshot = office.store().snapshot().unwrap();
            prop_assert!(integrity::check(&snapshot, RECORDS).unwrap().findings.is_empty());
            Ok(())
        })
        .unwrap();
}
