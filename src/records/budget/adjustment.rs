//! 预算调整: the only way in which a released budget changes, each time by an approved paper.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{BudgetLine, BudgetState, Commitment, require_positive};
use crate::model::{
    Change, Consequence, Faults, Frozen, Function, Id, Lookup, Message, Money, Problem, RecordId, Role,
    Rules, State, Tone, Transition, Value, Workflow, choice, date, link, long_text, money, step, text,
    workflow,
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
        Transition { needs: &["reason"], ..step("submit", "transition.submit", &["draft"], "review", &[]) },
        Transition {
            needs: &["approved_on"],
            four_eyes: true,
            ..step("approve", "transition.approve", &["review"], "approved", &[Role::Director])
        },
        Transition {
            reason: true,
            ..step("reject", "transition.reject", &["review"], "rejected", &[Role::Director])
        },
        Transition { reason: true, ..step("send_back", "transition.send_back", &["review"], "draft", &[]) },
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
    /// The commitment that goes on in the other budget with what is carried over.
    pub commitment: Option<Id<Commitment>>,
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
    commitment => link::<Commitment>();
    amount => money().required().column(130).sum();
    reason => long_text().search();
    state => workflow(&ADJUSTMENT_WORKFLOW).column(100).filter();
    approved_on => date().not_future().column(110);
}

impl Rules for Adjustment {
    const COUNTED_BY: &'static [&'static str] = &["from_line", "to_line"];

    fn freeze(
        &self,
        _: RecordId,
        _: Option<&str>,
        _: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        if self.state == AdjustmentState::Approved {
            frozen.fields(
                &["kind", "from_line", "to_line", "commitment", "amount"],
                &Message::new("problem.paper_frozen"),
            );
        }
        Ok(())
    }

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
        if faults.is_empty() {
            check_lines(change, office, faults)?;
            check_commitment(change, office, faults)?;
        }
        Ok(())
    }

    fn consequences(change: &Change<'_, Self>, office: &dyn Lookup) -> Result<Vec<Consequence>, Problem> {
        let after = change.after;
        let (Some("approve"), Some(carried), Some(line)) =
            (change.transition, after.commitment, after.to_line)
        else {
            return Ok(Vec::new());
        };
        let Some(carried) = office.find(carried)? else { return Ok(Vec::new()) };
        let old = carried.record;
        // The new one begins on the day of the old one: it has been waiting since then.
        let values = vec![
            ("paper", Value::text(old.paper.as_str())),
            ("line", Value::Link(line.erase())),
            ("meeting", old.meeting.map_or(Value::Nothing, |meeting| Value::Link(meeting.erase()))),
            ("date", old.date.map_or(Value::Nothing, Value::Date)),
            ("supplier", Value::text(old.supplier.as_str())),
            ("amount", Value::Money(after.amount)),
        ];
        let id = RecordId::generate();
        let step =
            |id, transition| Consequence::Move { register: "commitment", id, transition, values: Vec::new() };
        Ok(vec![
            step(carried.meta.id, "release"),
            Consequence::Create { register: "commitment", id, values },
            step(id, "occupy"),
        ])
    }
}

/// Only what a commitment of the giving line still holds is carried over with it, and all of it: the rest would be lost to
/// whoever it was promised to.
fn check_commitment(
    change: &Change<'_, Adjustment>,
    office: &dyn Lookup,
    faults: &mut Faults,
) -> Result<(), Problem> {
    let after = change.after;
    let Some(commitment) = after.commitment else { return Ok(()) };
    if after.kind != AdjustmentKind::CarryOver {
        faults.at("commitment", Message::new("problem.line_not_wanted"));
        return Ok(());
    }
    let Some(commitment) = office.find(commitment)? else { return Ok(()) };
    if commitment.record.line != after.from_line {
        faults.at("commitment", Message::new("problem.commitment_of_another_line"));
        return Ok(());
    }
    if after.state == AdjustmentState::Approved && change.transition.is_none() {
        return Ok(());
    }
    let rest = commitment.record.rest();
    if rest != after.amount {
        faults.at("amount", Message::new("problem.carried_rest").with("rest", rest));
    }
    Ok(())
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
