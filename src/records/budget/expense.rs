//! 报销: money claimed, reviewed, approved by amount, and paid.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::holdings::{Claim, require_room};
use super::{BudgetLine, Commitment, CommitmentState, require_positive};
use crate::model::{
    Change, Completion, Faults, Frozen, Function, Id, Lookup, Message, Money, Problem, RecordId, Role, Rules,
    State, Tone, Transition, Workflow, date, link, long_text, money, step, text, workflow,
};
use crate::records::meetings::Meeting;
use crate::records::organisation::Person;
use crate::rules::budget::approval::{DEPUTY_BELOW, MINOR_BELOW};
use crate::rules::budget::occupation::{Stage, Taken};
use crate::{choices, fields};

choices! {
    /// Where a claim stands.
    pub enum ExpenseState, "expense_state" {
        /// 草稿
        Draft = "draft",
        /// 部门审
        DepartmentReview = "department_review",
        /// 财务审
        FinanceReview = "finance_review",
        /// 审批
        Approval = "approval",
        /// 待付款
        Approved = "approved",
        /// 已付款
        Paid = "paid",
        /// 已入账
        Booked = "booked",
        /// 已归档
        Archived = "archived",
    }
}

impl ExpenseState {
    /// Whether the money has gone.
    pub fn is_paid(self) -> bool {
        matches!(self, Self::Paid | Self::Booked | Self::Archived)
    }
}

/// The life of a claim.
pub static EXPENSE_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "draft", text: "expense_state.draft", tone: Tone::Quiet, open: true },
        State {
            code: "department_review",
            text: "expense_state.department_review",
            tone: Tone::Waiting,
            open: true,
        },
        State {
            code: "finance_review",
            text: "expense_state.finance_review",
            tone: Tone::Waiting,
            open: true,
        },
        State { code: "approval", text: "expense_state.approval", tone: Tone::Waiting, open: true },
        State { code: "approved", text: "expense_state.approved", tone: Tone::Active, open: true },
        State { code: "paid", text: "expense_state.paid", tone: Tone::Active, open: true },
        State { code: "booked", text: "expense_state.booked", tone: Tone::Done, open: false },
        State { code: "archived", text: "expense_state.archived", tone: Tone::Done, open: false },
    ],
    transitions: &[
        Transition {
            needs: &["line"],
            ..step("submit", "transition.submit", &["draft"], "department_review", &[])
        },
        Transition {
            four_eyes: true,
            ..step("endorse", "transition.endorse", &["department_review"], "finance_review", &[])
        },
        Transition {
            needs: &["invoice"],
            four_eyes: true,
            ..step("verify", "transition.verify", &["finance_review"], "approval", &[Role::Finance])
        },
        Transition {
            four_eyes: true,
            signs: Some("approved_by"),
            ..step("approve_minor", "transition.approve_minor", &["approval"], "approved", &[Role::Finance])
        },
        Transition {
            four_eyes: true,
            signs: Some("approved_by"),
            ..step("approve_deputy", "transition.approve_deputy", &["approval"], "approved", &[Role::Deputy])
        },
        Transition {
            four_eyes: true,
            signs: Some("approved_by"),
            ..step("approve", "transition.approve", &["approval"], "approved", &[Role::Director])
        },
        Transition {
            needs: &["paid_on"],
            ..step("pay", "transition.pay", &["approved"], "paid", &[Role::Finance])
        },
        step("book", "transition.book", &["paid"], "booked", &[Role::Finance]),
        step("archive", "transition.archive", &["booked"], "archived", &[]),
        Transition {
            reason: true,
            ..step(
                "send_back",
                "transition.send_back",
                &["department_review", "finance_review", "approval", "approved"],
                "draft",
                &[],
            )
        },
    ],
};

/// Money claimed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Expense {
    /// 事由
    pub subject: String,
    /// Day of the expense.
    pub date: Option<NaiveDate>,
    /// Budget line; what came from a bill is a draft until it has one.
    pub line: Option<Id<BudgetLine>>,
    /// The commitment it is paid from.
    pub commitment: Option<Id<Commitment>>,
    /// The meeting that it was for.
    pub meeting: Option<Id<Meeting>>,
    /// Who claims it.
    pub claimant: Option<Id<Person>>,
    /// Who was paid.
    pub supplier: String,
    /// 发票号
    pub invoice: String,
    /// 流水号: the number of the payment in the bill of a bank or wallet.
    pub reference: String,
    /// Amount.
    pub amount: Money,
    /// Where it stands.
    pub state: ExpenseState,
    /// Who approved it.
    pub approved_by: Option<Id<Person>>,
    /// Day of the payment.
    pub paid_on: Option<NaiveDate>,
    /// Remarks.
    pub note: String,
}

fields! { Expense, "expense", Function::DecisionSupport;
    subject => text().required().title().column(220);
    date => date().required().not_future().column(110);
    line => link::<BudgetLine>().column(240).filter();
    commitment => link::<Commitment>().filter();
    meeting => link::<Meeting>();
    claimant => link::<Person>().column(110).filter();
    supplier => text().column(170).search().filter();
    invoice => text().unique().max_length(60).column(170).search();
    reference => text().unique().max_length(100).search();
    amount => money().required().column(130).sum();
    state => workflow(&EXPENSE_WORKFLOW).column(110).filter();
    approved_by => link::<Person>().read_only();
    paid_on => date().not_future().column(110);
    note => long_text().search();
}

/// What an expense takes from its line; nothing while it is a draft.
pub(super) fn taken(expense: &Expense) -> Option<Taken> {
    let stage = match expense.state {
        ExpenseState::Draft => return None,
        state if state.is_paid() => Stage::Paid,
        _ => Stage::Claimed,
    };
    Some(Taken { commitment: expense.commitment.map(Id::erase), amount: expense.amount, stage })
}

impl Rules for Expense {
    const COUNTED_BY: &'static [&'static str] = &["line", "commitment"];

    fn complete(&mut self, completion: &Completion<'_, Self>, _office: &dyn Lookup) -> Result<(), Problem> {
        match completion.transition {
            Some("approve_minor" | "approve_deputy" | "approve") => {
                self.approved_by = completion.actor.map(Id::new);
            }
            Some("send_back") => self.approved_by = None,
            _ => {}
        }
        Ok(())
    }

    fn freeze(
        &self,
        _: RecordId,
        _: Option<&str>,
        _: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        if self.state != ExpenseState::Draft {
            frozen.fields(
                &["date", "line", "commitment", "supplier", "amount"],
                &Message::new("problem.paper_frozen"),
            );
        }
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        require_positive(after.amount, faults);
        if after.state != ExpenseState::Draft && after.line.is_none() {
            faults.at("line", Message::new("problem.required"));
        }
        let decides = matches!(
            change.transition,
            Some("endorse" | "verify" | "approve_minor" | "approve_deputy" | "approve")
        );
        let claimant = after.claimant.map(Id::erase);
        if decides && claimant.is_some() && claimant == office.actor() {
            faults.at("claimant", Message::new("problem.own_claim"));
        }
        let limit = match change.transition {
            Some("approve_minor") => Some(MINOR_BELOW),
            Some("approve_deputy") => Some(DEPUTY_BELOW),
            _ => None,
        };
        if let Some(limit) = limit.filter(|limit| after.amount >= *limit) {
            faults.at("amount", Message::new("problem.beyond_approval").with("limit", limit));
        }
        if let Some(commitment) = after.commitment
            && let Some(commitment) = office.find(commitment)?
        {
            if commitment.record.line != after.line {
                faults.at("commitment", Message::new("problem.commitment_of_another_line"));
            }
            if change.transition == Some("submit") && commitment.record.state != CommitmentState::Occupied {
                faults.at("commitment", Message::new("problem.commitment_not_occupied"));
            }
        }
        // A transition that changes no amount takes nothing more; a draft is told at once what it can't have.
        let takes = change.transition.is_none() || change.transition == Some("submit");
        if takes && faults.is_empty() {
            let commitment = after.commitment.map(Id::erase);
            let claimed = Taken { commitment, amount: after.amount, stage: Stage::Claimed };
            let claim = Claim::Expense(taken(after).unwrap_or(claimed));
            let begins = change.transition.is_some();
            require_room(after.line, change.id, claim, begins, office, faults)?;
        }
        Ok(())
    }
}
