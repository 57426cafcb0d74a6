//! 占用: money promised and not yet paid: by a contract, an application, a meeting. Purchases will link here as contracts and
//! meetings do.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::holdings::{Claim, require_room};
use super::{BudgetLine, Expense, ExpenseState, require_positive, sum};
use crate::model::{
    Change, Faults, Frozen, Function, Id, Lookup, Message, Money, Problem, RecordId, Role, Rules, State,
    Tone, Transition, Workflow, date, link, money, step, text, workflow,
};
use crate::records::contracts::Contract;
use crate::records::meetings::Meeting;
use crate::{choices, fields};

choices! {
    /// Where a commitment stands.
    pub enum CommitmentState, "commitment_state" {
        /// 申请
        Requested = "requested",
        /// 占用
        Occupied = "occupied",
        /// 已释放
        Released = "released",
        /// 已取消
        Cancelled = "cancelled",
    }
}

/// The life of a commitment. How much of it was executed is its total, not a state.
pub static COMMITMENT_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "requested", text: "commitment_state.requested", tone: Tone::Waiting, open: true },
        State { code: "occupied", text: "commitment_state.occupied", tone: Tone::Active, open: true },
        State { code: "released", text: "commitment_state.released", tone: Tone::Done, open: false },
        State { code: "cancelled", text: "commitment_state.cancelled", tone: Tone::Stopped, open: false },
    ],
    transitions: &[
        Transition {
            four_eyes: true,
            ..step("occupy", "transition.occupy", &["requested"], "occupied", &[Role::Finance])
        },
        step("release", "transition.release_rest", &["occupied"], "released", &[Role::Finance]),
        Transition {
            reason: true,
            ..step("cancel", "transition.cancel", &["requested", "occupied"], "cancelled", &[])
        },
    ],
};

/// Money promised.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Commitment {
    /// 来源单据
    pub paper: String,
    /// Budget line.
    pub line: Option<Id<BudgetLine>>,
    /// The contract that promises it.
    pub contract: Option<Id<Contract>>,
    /// The meeting that it pays for.
    pub meeting: Option<Id<Meeting>>,
    /// Since when.
    pub date: Option<NaiveDate>,
    /// To whom.
    pub supplier: String,
    /// Amount.
    pub amount: Money,
    /// Paid from it.
    pub executed: Money,
    /// Where it stands.
    pub state: CommitmentState,
}

fields! { Commitment, "commitment", Function::DecisionSupport;
    paper => text().required().title().column(200);
    line => link::<BudgetLine>().required().column(260).filter();
    contract => link::<Contract>().filter();
    meeting => link::<Meeting>();
    date => date().required().column(110);
    supplier => text().column(180).search().filter();
    amount => money().required().column(130).sum();
    executed => money().total().column(130).sum();
    state => workflow(&COMMITMENT_WORKFLOW).column(100).filter();
}

impl Commitment {
    /// What it still holds; nothing unless it is occupied.
    pub(super) fn rest(&self) -> Money {
        if self.state != CommitmentState::Occupied {
            return Money::ZERO;
        }
        self.amount.checked_sub(self.executed).unwrap_or_default().max(Money::ZERO)
    }
}

impl Rules for Commitment {
    const COUNTED_BY: &'static [&'static str] = &["line", "contract"];

    fn freeze(
        &self,
        _: RecordId,
        _: Option<&str>,
        _: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        if self.state != CommitmentState::Requested {
            frozen.fields(&["amount", "line"], &Message::new("problem.paper_frozen"));
        }
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        require_positive(after.amount, faults);
        let counts = matches!(after.state, CommitmentState::Requested | CommitmentState::Occupied);
        if counts && faults.is_empty() {
            let begins = change.transition == Some("occupy");
            require_room(after.line, change.id, Claim::Commitment(after.amount), begins, office, faults)?;
        }
        Ok(())
    }

    fn total(&mut self, id: RecordId, office: &dyn Lookup) -> Result<(), Problem> {
        let expenses = office.linking::<Expense>(id, "commitment")?;
        let paid = expenses.iter().filter(|expense| ExpenseState::is_paid(expense.record.state));
        self.executed = sum(paid.map(|expense| expense.record.amount))?;
        Ok(())
    }
}
