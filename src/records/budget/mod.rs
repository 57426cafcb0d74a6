//! 预算: where money comes from, what it is planned for, what is promised, spent and moved.
//!
//! A line's totals (调整, 占用, 已执行, 可用) are kept by the pipeline from the papers that refer to it.

mod adjustment;
mod assessment;
mod commitment;
mod expense;
mod fund_source;
mod holdings;
mod line;
mod version;

pub use adjustment::{ADJUSTMENT_WORKFLOW, Adjustment, AdjustmentKind, AdjustmentState};
pub use assessment::{ASSESSMENT_WORKFLOW, Assessment, AssessmentState};
pub use commitment::{COMMITMENT_WORKFLOW, Commitment, CommitmentState};
pub use expense::{EXPENSE_WORKFLOW, Expense, ExpenseState};
pub use fund_source::{FundKind, FundSource};
pub use line::{BudgetLine, BudgetSide, MONTH_FIELDS};
pub use version::{BudgetRound, BudgetState, BudgetVersion, VERSION_WORKFLOW};

use crate::model::{Faults, Message, Money, Problem};

/// What is said when sums leave the range of amounts.
pub(crate) fn out_of_range() -> Problem {
    Problem::input(Message::new("problem.amount_out_of_range"))
}

/// Adds up amounts.
pub(super) fn sum(amounts: impl Iterator<Item = Money>) -> Result<Money, Problem> {
    let total = amounts.fold(0_i128, |total, amount| total.saturating_add(i128::from(amount.fen())));
    i64::try_from(total).map(Money::from_fen).map_err(|_| out_of_range())
}

/// A paper about money is about some.
fn require_positive(amount: Money, faults: &mut Faults) {
    if amount <= Money::ZERO {
        faults.at("amount", Message::new("problem.amount_not_positive"));
    }
}
