//! 预算调整: the only way in which a released budget changes, each time by an approved paper.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{BudgetLine, BudgetState, require_positive};
use crate::model::{
    Change, Faults, Function, Id, Lookup, Message, Money, Problem, Role, Rules, State, Tone, Transition,
    Workflow, choice, date, link, long_text, money, text, workflow,
};
use crate::{choices, fields};

choices! {
    /// What an adjustment does.
    pub enum AdjustmentKind, "adjustment_kind" {
        /// 调剂: from one line to another of the same budget; nets to zero.
        Transfer = "transfer",
        /// 追加
        Supplement = "supplement",
        /// 追减
        Reduction = "reduction",
        /// 结转: from a line of one budget to a line of another.
        CarryOver = "carry_over",
        /// 超预算: the budget stays, the line may be overdrawn by so much.
        OverBudget = "over_budget",
    }
}

choices! {
    /// Where an adjustment stands.
    pub enum AdjustmentState, "adjustment_state" {
        /// 草稿
        Draft = "draft",
        /// 审核
        Review = "review",
        /// 已批准
        Approved = "approved",
        /// 未批准
        Rejected = "rejected",
    }
}

/// The life of an adjustment.
pub static ADJUSTMENT_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "draft", text: "adjustment_state.draft", tone: Tone::Quiet, open: true },
        State { code: "review", text: "adjustment_state.review", tone: Tone::Waiting, open: true },
        State { code: "approved", text: "adjustment_state.approved", tone: Tone::Done, open: false },
        State { code: "rejected", text: "adjustment_state.rejected", tone: Tone::Stopped, open: false },
    ],
    transitions: &[
        Transition {
            code: "submit",
            text: "transition.submit",
            from: &["draft"],
            to: "review",
            by: &[],
            reason: false,
            needs: &["reason"],
            four_eyes: false,
        },
        Transition {
            code: "approve",
            text: "transition.approve",
            from: &["review"],
            to: "approved",
            by: &[Role::Director],
            reason: false,
            needs: &["approved_on"],
            four_eyes: true,
        },
        Transition {
            code: "reject",
            text: "transition.reject",
            from: &["review"],
            to: "rejected",
            by: &[Role::Director],
            reason: true,
            needs: &[],
            four_eyes: false,
        },
        Transition {
            code: "send_back",
            text: "transition.send_back",
            from: &["review"],
            to: "draft",
            by: &[],
            reason: true,
            needs: &[],
            four_eyes: false,
        },
    ],
};

/// A paper that changes a released budget.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Adjustment {
    /// Number of the paper.
    pub number: String,
    /// What it does.
    pub kind: AdjustmentKind,
    /// 转出行
    pub from_line: Option<Id<BudgetLine>>,
    /// 转入行
    pub to_line: Option<Id<BudgetLine>>,
    /// Amount.
    pub amount: Money,
    /// 理由
    pub reason: String,
    /// Where it stands.
    pub state: AdjustmentState,
    /// Day of the approval.
    pub approved_on: Option<NaiveDate>,
}

fields! { Adjustment, "adjustment", Function::DecisionSupport;
    number => text().required().unique().title().max_length(60).column(140);
    kind => choice::<AdjustmentKind>().column(90).filter();
    from_line => link::<BudgetLine>().column(220).filter();
    to_line => link::<BudgetLine>().column(220).filter();
    amount => money().required().column(130).sum();
    reason => long_text().search();
    state => workflow(&ADJUSTMENT_WORKFLOW).column(100).filter();
    approved_on => date().not_future().column(110);
}

impl Rules for Adjustment {
    const COUNTED_BY: &'static [&'static str] = &["from_line", "to_line"];

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        require_positive(after.amount, faults);
        let (wants_from, wants_to) = match after.kind {
            AdjustmentKind::Transfer | AdjustmentKind::CarryOver => (true, true),
            AdjustmentKind::Supplement | AdjustmentKind::OverBudget => (false, true),
            AdjustmentKind::Reduction => (true, false),
        };
        for (field, wanted, given) in
            [("from_line", wants_from, after.from_line), ("to_line", wants_to, after.to_line)]
        {
            match (wanted, given) {
                (true, None) => faults.at(field, Message::new("problem.required")),
                (false, Some(_)) => faults.at(field, Message::new("problem.line_not_wanted")),
                _ => {}
            }
        }
        if let Some(before) = change.before.filter(|before| before.state == AdjustmentState::Approved) {
            for (field, same) in [
                ("kind", before.kind == after.kind),
                ("from_line", before.from_line == after.from_line),
                ("to_line", before.to_line == after.to_line),
                ("amount", before.amount == after.amount),
            ] {
                if !same {
                    faults.at(field, Message::new("problem.paper_frozen"));
                }
            }
        }
        if faults.is_empty() {
            check_lines(change, office, faults)?;
        }
        Ok(())
    }
}

fn check_lines(
    change: &Change<'_, Adjustment>,
    office: &dyn Lookup,
    faults: &mut Faults,
) -> Result<(), Problem> {
    let after = change.after;
    let find = |line: Option<Id<BudgetLine>>| match line {
        Some(line) => office.find(line),
        None => Ok(None),
    };
    let (from, to) = (find(after.from_line)?, find(after.to_line)?);
    if let (Some(from), Some(to)) = (&from, &to) {
        let is_same_budget = from.record.version == to.record.version;
        let crosses = after.kind == AdjustmentKind::CarryOver;
        if from.meta.id == to.meta.id || from.record.side != to.record.side || is_same_budget == crosses {
            let key = if crosses { "problem.carry_over_lines" } else { "problem.transfer_lines" };
            faults.at("to_line", Message::new(key));
        }
    }
    if change.transition != Some("approve") {
        return Ok(());
    }
    for (field, line) in [("from_line", from), ("to_line", to)] {
        // What is carried over may come from a year that is closed.
        if field == "from_line" && after.kind == AdjustmentKind::CarryOver {
            continue;
        }
        let Some(version) = line.and_then(|line| line.record.version) else { continue };
        if let Some(version) = office.find(version)?
            && version.record.state != BudgetState::Executing
        {
            faults.at(
                field,
                Message::new("problem.budget_not_in_execution").with("budget", version.record.name),
            );
        }
    }
    Ok(())
}
