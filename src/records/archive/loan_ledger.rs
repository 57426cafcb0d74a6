//! The ledger of loans is only added to: what a step wrote down stands, and nothing is written down before its step.

use super::{Loan, LoanCondition, LoanState};
use crate::model::{Change, Faults, Message};

/// The transition that hands an item out.
const HAND_OUT: &str = "hand_out";

/// Transitions by which an item comes back, or is said not to.
const BACK: [&str; 2] = ["return", "report_loss"];

/// States in which the item has not come back.
const NOT_BACK: [LoanState; 3] = [LoanState::Requested, LoanState::Approved, LoanState::Lent];

/// Refuses what would rewrite a step that was taken, or write down one that was not.
pub(super) fn check_ledger(change: &Change<'_, Loan>, faults: &mut Faults) {
    let after = change.after;
    let Some(before) = change.before else {
        // An import brings loans that are on their way; a new one has nothing behind it.
        if after.state == LoanState::Requested {
            for field in written_later(after) {
                faults.at(field, Message::new("problem.loan_before_its_step"));
            }
        }
        return;
    };
    let mut freeze = |fields: &[(&'static str, bool)]| {
        for (field, _) in fields.iter().filter(|(_, same)| !same) {
            faults.at(field, Message::new("problem.ledger_frozen"));
        }
    };
    freeze(&[("requested_on", before.requested_on == after.requested_on)]);
    if before.state != LoanState::Requested {
        freeze(&[
            ("item", before.item == after.item),
            ("borrower", before.borrower == after.borrower),
            ("department", before.department == after.department),
            ("means", before.means == after.means),
            ("purpose", before.purpose == after.purpose),
            ("usage", before.usage == after.usage),
            ("days", before.days == after.days),
            ("opinion", before.opinion == after.opinion),
        ]);
    }
    let step = change.transition.unwrap_or_default();
    let mut only_by = |is_its_step: bool, still_ahead: &[LoanState], fields: &[(&'static str, bool)]| {
        let is_ahead = still_ahead.contains(&before.state);
        let told = if is_ahead { "problem.loan_before_its_step" } else { "problem.ledger_frozen" };
        for (field, _) in fields.iter().filter(|(_, same)| !same && !is_its_step) {
            faults.at(field, Message::new(told));
        }
    };
    only_by(
        step == HAND_OUT,
        &[LoanState::Requested, LoanState::Approved],
        &[
            ("lent_on", before.lent_on == after.lent_on),
            ("first_due_on", before.first_due_on == after.first_due_on),
            ("pages_lent", before.pages_lent == after.pages_lent),
        ],
    );
    only_by(
        BACK.contains(&step),
        &NOT_BACK,
        &[
            ("returned_on", before.returned_on == after.returned_on),
            ("pages_returned", before.pages_returned == after.pages_returned),
            ("condition", before.condition == after.condition),
        ],
    );
    let may_be_treated = BACK.contains(&step) || before.state == LoanState::Lost;
    let treatment = [("treatment", before.treatment == after.treatment)];
    only_by(may_be_treated, &NOT_BACK, &treatment);
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
