//! The ledger of loans is only added to: what a step wrote down stands, and nothing is written down before its step.

use super::{Loan, LoanCondition, LoanState};
use crate::model::{Faults, Frozen, Lookup, Message, Record as _, Role};

/// The transition that hands an item out.
const HAND_OUT: &str = "hand_out";

/// Transitions by which an item comes back, or is said not to.
const BACK: [&str; 2] = ["return", "report_loss"];

/// States in which the item has not come back.
const NOT_BACK: [LoanState; 3] = [LoanState::Requested, LoanState::Approved, LoanState::Lent];

/// Fixes what a step wrote down, and what one writes that is still to come: `step` is the one that is taken.
pub(super) fn freeze_ledger(loan: &Loan, step: Option<&str>, frozen: &mut Frozen) {
    let written = Message::new("problem.ledger_frozen");
    frozen.field("requested_on", written.clone());
    if loan.state != LoanState::Requested {
        let asked = ["item", "borrower", "department", "means", "purpose", "usage", "days", "opinion"];
        frozen.fields(&asked, &written);
    }
    let mut only_by = |is_its_step: bool, still_ahead: &[LoanState], fields: &[&'static str]| {
        if is_its_step {
            return;
        }
        let is_ahead = still_ahead.contains(&loan.state);
        let told = if is_ahead { "problem.loan_before_its_step" } else { "problem.ledger_frozen" };
        frozen.fields(fields, &Message::new(told));
    };
    let goes_out = step == Some(HAND_OUT);
    let out = ["lent_on", "first_due_on", "pages_lent"];
    only_by(goes_out, &[LoanState::Requested, LoanState::Approved], &out);
    let comes_back = step.is_some_and(|step| BACK.contains(&step));
    only_by(comes_back, &NOT_BACK, &["returned_on", "pages_returned", "condition"]);
    only_by(comes_back || loan.state == LoanState::Lost, &NOT_BACK, &["treatment"]);
}

/// Refuses what a new loan says of steps that were not taken.
pub(super) fn check_new(loan: &Loan, office: &dyn Lookup, faults: &mut Faults) {
    // An import brings loans that are on their way; a new one has nothing behind it.
    if loan.state == LoanState::Requested {
        // The day decides whose turn it is: only the archivist writes down what was asked for on paper before.
        let is_earlier = loan.requested_on.is_some_and(|day| day < office.today());
        if is_earlier && office.actor().is_some() && !office.has_role(Loan::NAME, &[Role::Archivist]) {
            faults.at("requested_on", Message::new("problem.request_backdated"));
        }
        for field in written_later(loan) {
            faults.at(field, Message::new("problem.loan_before_its_step"));
        }
    }
}

/// Fields that later steps fill, where they are filled.
fn written_later(loan: &Loan) -> impl Iterator<Item = &'static str> + use<> {
    let filled = [
        ("lent_on", loan.lent_on.is_some()),
        ("first_due_on", loan.first_due_on.is_some()),
        ("pages_lent", loan.pages_lent != 0),
        ("returned_on", loan.returned_on.is_some()),
        ("pages_returned", loan.pages_returned != 0),
        ("condition", loan.condition != LoanCondition::Unchecked),
        ("treatment", !loan.treatment.is_empty()),
    ];
    filled.into_iter().filter(|(_, filled)| *filled).map(|(field, _)| field)
}

/// What comes back is held against what was handed out. Paper that comes back spoilt or short is not just returned: it
/// is reported, and what becomes of it is written down (`domain.md` §3.2).
pub(super) fn check_return(loan: &Loan, step: &str, pages_lent: i64, faults: &mut Faults) {
    let is_spoilt = matches!(loan.condition, LoanCondition::Damaged | LoanCondition::Incomplete);
    let is_back = loan.condition != LoanCondition::Unchecked;
    match step {
        "return" if !is_back => faults.at("condition", Message::new("problem.condition_unchecked")),
        "return" if is_spoilt => faults.at("condition", Message::new("problem.spoilt_is_reported")),
        "report_loss" if is_back && !is_spoilt => {
            faults.at("condition", Message::new("problem.loss_without_damage"));
        }
        _ => {}
    }
    if !is_back || !loan.means.takes_paper() {
        return;
    }
    let differs = match loan.condition {
        LoanCondition::Incomplete => loan.pages_returned >= pages_lent,
        LoanCondition::Damaged => loan.pages_returned > pages_lent,
        _ => loan.pages_returned != pages_lent,
    };
    if differs {
        let told = match loan.condition {
            LoanCondition::Incomplete => "problem.pages_not_missing",
            _ => "problem.pages_differ",
        };
        faults.at("pages_returned", Message::new(told).with("pages", pages_lent));
    }
}
