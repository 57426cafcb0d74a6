//! 预算版本: one making of a year's budget, from drafting to closing.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{BudgetLine, BudgetSide, FundSource, sum};
use crate::model::{
    Change, Faults, Function, Id, Lookup, Message, Money, Problem, RecordId, Role, Rules, State, Stored,
    Tone, Transition, Workflow, choice, integer, long_text, money, text, workflow,
};
use crate::{choices, fields};

choices! {
    /// 一上一下 / 二上二下: which way between departments and finance a version goes.
    pub enum BudgetRound, "budget_round" {
        /// 一上
        FirstUp = "first_up",
        /// 一下
        FirstDown = "first_down",
        /// 二上
        SecondUp = "second_up",
        /// 二下
        SecondDown = "second_down",
    }
}

choices! {
    /// Where a version stands.
    pub enum BudgetState, "budget_state" {
        /// 编制
        Drafting = "drafting",
        /// 部门审
        DepartmentReview = "department_review",
        /// 财务汇总平衡
        Balancing = "balancing",
        /// 审批
        Approval = "approval",
        /// 已批复
        Approved = "approved",
        /// 执行
        Executing = "executing",
        /// 决算
        FinalAccounts = "final_accounts",
        /// 考核
        Assessment = "assessment",
        /// 关闭
        Closed = "closed",
    }
}

impl BudgetState {
    /// Whether its lines can still be written.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Drafting | Self::DepartmentReview | Self::Balancing | Self::Approval)
    }

    /// Whether it was released, so that money could be spent from it.
    pub fn was_released(self) -> bool {
        !self.is_open() && self != Self::Approved
    }
}

const fn step(
    code: &'static str,
    text: &'static str,
    from: &'static [&'static str],
    to: &'static str,
) -> Transition {
    Transition { code, text, from, to, by: &[], reason: false, needs: &[], four_eyes: false }
}

/// The life of a version.
pub static VERSION_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "drafting", text: "budget_state.drafting", tone: Tone::Quiet, open: true },
        State {
            code: "department_review",
            text: "budget_state.department_review",
            tone: Tone::Waiting,
            open: true,
        },
        State { code: "balancing", text: "budget_state.balancing", tone: Tone::Active, open: true },
        State { code: "approval", text: "budget_state.approval", tone: Tone::Waiting, open: true },
        State { code: "approved", text: "budget_state.approved", tone: Tone::Waiting, open: true },
        State { code: "executing", text: "budget_state.executing", tone: Tone::Active, open: true },
        State { code: "final_accounts", text: "budget_state.final_accounts", tone: Tone::Active, open: true },
        State { code: "assessment", text: "budget_state.assessment", tone: Tone::Active, open: true },
        State { code: "closed", text: "budget_state.closed", tone: Tone::Done, open: false },
    ],
    transitions: &[
        step("submit", "transition.submit", &["drafting"], "department_review"),
        step("balance", "transition.balance", &["department_review"], "balancing"),
        Transition {
            by: &[Role::Finance],
            ..step("propose", "transition.propose", &["balancing"], "approval")
        },
        Transition {
            by: &[Role::Director],
            four_eyes: true,
            ..step("approve", "transition.approve", &["approval"], "approved")
        },
        Transition {
            by: &[Role::Director],
            ..step("release", "transition.release_budget", &["approved"], "executing")
        },
        Transition {
            reason: true,
            ..step(
                "send_back",
                "transition.send_back",
                &["department_review", "balancing", "approval", "approved"],
                "drafting",
            )
        },
        Transition {
            by: &[Role::Finance],
            ..step("close_accounts", "transition.close_accounts", &["executing"], "final_accounts")
        },
        step("assess", "transition.assess", &["final_accounts"], "assessment"),
        Transition { by: &[Role::Director], ..step("close", "transition.close", &["assessment"], "closed") },
    ],
};

/// One making of a year's budget.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BudgetVersion {
    /// Name, as `2026 二上`.
    pub name: String,
    /// Budget year.
    pub year: i64,
    /// Which way it goes.
    pub round: BudgetRound,
    /// Where it stands.
    pub state: BudgetState,
    /// Expenditure as the covering paper states it; its lines must add up to it.
    pub stated: Money,
    /// Σ expenditure lines.
    pub expenditure: Money,
    /// Σ revenue lines.
    pub revenue: Money,
    /// Remarks.
    pub note: String,
}

fields! { BudgetVersion, "budget_version", Function::DecisionSupport;
    name => text().required().unique().title().column(200);
    year => integer().required().minimum(1949).column(80).filter();
    round => choice::<BudgetRound>().column(90).filter();
    state => workflow(&VERSION_WORKFLOW).column(130).filter();
    stated => money().minimum(0).column(150);
    expenditure => money().total().column(150);
    revenue => money().total().column(150);
    note => long_text().search();
}

impl Rules for BudgetVersion {
    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let version = change.after;
        if let Some(before) = change.before.filter(|before| !before.state.is_open()) {
            for (field, same) in
                [("year", before.year == version.year), ("stated", before.stated == version.stated)]
            {
                if !same {
                    faults.at(field, Message::new("problem.budget_locked"));
                }
            }
        }
        if matches!(change.transition, Some("propose" | "approve" | "release")) {
            let lines = office.linking::<BudgetLine>(change.id, "version")?;
            let expenditure = total_of(&lines, BudgetSide::Expenditure)?;
            if expenditure != version.stated {
                let message = Message::new("problem.lines_differ_from_total");
                faults.at("stated", message.with("lines", expenditure).with("total", version.stated));
            }
            require_funds(&lines, office, faults)?;
        }
        Ok(())
    }

    fn total(&mut self, id: RecordId, office: &dyn Lookup) -> Result<(), Problem> {
        let lines = office.linking::<BudgetLine>(id, "version")?;
        self.expenditure = total_of(&lines, BudgetSide::Expenditure)?;
        self.revenue = total_of(&lines, BudgetSide::Revenue)?;
        if !self.state.is_open() && self.expenditure > self.stated {
            let message = Message::new("problem.lines_differ_from_total");
            return Err(Problem::input(message.with("lines", self.expenditure).with("total", self.stated)));
        }
        Ok(())
    }
}

fn total_of(lines: &[Stored<BudgetLine>], side: BudgetSide) -> Result<Money, Problem> {
    sum(lines.iter().filter(|line| line.record.side == side).map(|line| line.record.original))
}

/// Σ allocated ≤ received and planned, for every source that the lines draw on. Other budgets draw on it too.
fn require_funds(
    lines: &[Stored<BudgetLine>],
    office: &dyn Lookup,
    faults: &mut Faults,
) -> Result<(), Problem> {
    let sources: BTreeSet<RecordId> =
        lines.iter().filter_map(|line| Some(line.record.source?.erase())).collect();
    for id in sources {
        let Some(source) = office.find(Id::<FundSource>::new(id))? else { continue };
        let allotted =
            sum(office.linking::<BudgetLine>(id, "source")?.iter().map(|line| line.record.original))?;
        if allotted > source.record.amount {
            faults.whole(
                Message::new("problem.fund_exceeded")
                    .with("source", source.record.name)
                    .with("allotted", allotted)
                    .with("amount", source.record.amount),
            );
        }
    }
    Ok(())
}
