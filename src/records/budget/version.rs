//! 预算版本: one making of a year's budget, from drafting to closing.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    Assessment, AssessmentState, BudgetLine, BudgetSide, Commitment, CommitmentState, Expense, ExpenseState,
    FundSource, sum,
};
use crate::model::{
    Change, Choice as _, Consequence, Faults, Frozen, Function, Id, Lookup, Message, Money, Problem,
    RecordId, Role, Rules, State, Stored, Tone, Transition, Value, Workflow, choice, integer, link,
    long_text, money, step, text, workflow,
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

impl BudgetRound {
    /// The round that follows; `None` after the last.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::FirstUp => Some(Self::FirstDown),
            Self::FirstDown => Some(Self::SecondUp),
            Self::SecondUp => Some(Self::SecondDown),
            Self::SecondDown => None,
        }
    }

    /// The word that budgets are named with.
    fn word(self) -> &'static str {
        match self {
            Self::FirstUp => "一上",
            Self::FirstDown => "一下",
            Self::SecondUp => "二上",
            Self::SecondDown => "二下",
        }
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
        /// 已转下一环节: the version of the next round took its place.
        Superseded = "superseded",
    }
}

impl BudgetState {
    /// Whether its lines can still be written.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Drafting | Self::DepartmentReview | Self::Balancing | Self::Approval)
    }

    /// Whether it was released, so that money could be spent from it.
    pub fn was_released(self) -> bool {
        matches!(self, Self::Executing | Self::FinalAccounts | Self::Assessment | Self::Closed)
    }

    /// Whether its lines must add up to its total and stay as they are.
    pub fn binds(self) -> bool {
        self == Self::Approved || self.was_released()
    }
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
        State { code: "superseded", text: "budget_state.superseded", tone: Tone::Stopped, open: false },
    ],
    transitions: &[
        step("submit", "transition.submit", &["drafting"], "department_review", &[]),
        step("balance", "transition.balance", &["department_review"], "balancing", &[]),
        Transition {
            by: &[Role::Finance],
            ..step("next_round", "transition.next_round", &["balancing"], "superseded", &[])
        },
        Transition {
            by: &[Role::Finance],
            ..step("propose", "transition.propose", &["balancing"], "approval", &[])
        },
        Transition {
            by: &[Role::Director],
            four_eyes: true,
            ..step("approve", "transition.approve", &["approval"], "approved", &[])
        },
        Transition {
            by: &[Role::Director],
            ..step("release", "transition.release_budget", &["approved"], "executing", &[])
        },
        Transition {
            reason: true,
            ..step(
                "send_back",
                "transition.send_back",
                &["department_review", "balancing", "approval", "approved"],
                "drafting",
                &[],
            )
        },
        Transition {
            by: &[Role::Finance],
            ..step("close_accounts", "transition.close_accounts", &["executing"], "final_accounts", &[])
        },
        step("assess", "transition.assess", &["final_accounts"], "assessment", &[]),
        Transition {
            by: &[Role::Director],
            ..step("close", "transition.close", &["assessment"], "closed", &[])
        },
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
    /// The version of the round before, whose lines it began with.
    pub previous: Option<Id<BudgetVersion>>,
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
    year => integer().required().minimum(1949).ordinal().column(80).filter();
    round => choice::<BudgetRound>().column(90).filter();
    previous => link::<BudgetVersion>().column(160);
    state => workflow(&VERSION_WORKFLOW).column(130).filter();
    stated => money().minimum(0).column(150);
    expenditure => money().total().column(150);
    revenue => money().total().column(150);
    note => long_text().search();
}

impl Rules for BudgetVersion {
    fn freeze(
        &self,
        _: RecordId,
        _: Option<&str>,
        _: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        if !self.state.is_open() {
            frozen.fields(&["year", "stated"], &Message::new("problem.budget_locked"));
        }
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let version = change.after;
        if matches!(change.transition, Some("propose" | "approve" | "release")) {
            let lines = office.linking::<BudgetLine>(change.id, "version")?;
            let expenditure = total_of(&lines, BudgetSide::Expenditure)?;
            if expenditure != version.stated {
                let message = Message::new("problem.lines_differ_from_total");
                faults.at("stated", message.with("lines", expenditure).with("total", version.stated));
            }
            require_funds(&lines, office, faults)?;
        }
        match change.transition {
            Some("next_round") if version.round.next().is_none() => {
                faults.at("round", Message::new("problem.last_round"));
            }
            Some("close_accounts") => {
                let open = claims_open(change.id, office)?;
                if open > 0 {
                    faults.whole(Message::new("problem.claims_open").with("count", open));
                }
            }
            Some("close") => {
                let assessments = office.linking::<Assessment>(change.id, "version")?;
                let is_settled = |of: &Stored<Assessment>| of.record.state == AssessmentState::Confirmed;
                if !assessments.iter().any(is_settled) {
                    faults.whole(Message::new("problem.not_assessed"));
                }
            }
            _ => {}
        }
        if version.previous.is_some_and(|previous| previous.erase() == change.id) {
            faults.at("previous", Message::new("problem.previous_of_itself"));
        }
        Ok(())
    }

    fn consequences(change: &Change<'_, Self>, office: &dyn Lookup) -> Result<Vec<Consequence>, Problem> {
        match change.transition {
            Some("next_round") => next_round(change.id, change.after, office),
            Some("close_accounts") => release_commitments(change.id, office),
            _ => Ok(Vec::new()),
        }
    }

    fn total(&mut self, id: RecordId, office: &dyn Lookup) -> Result<(), Problem> {
        let lines = office.linking::<BudgetLine>(id, "version")?;
        self.expenditure = total_of(&lines, BudgetSide::Expenditure)?;
        self.revenue = total_of(&lines, BudgetSide::Revenue)?;
        if self.state.binds() && self.expenditure > self.stated {
            let message = Message::new("problem.lines_differ_from_total");
            return Err(Problem::input(message.with("lines", self.expenditure).with("total", self.stated)));
        }
        Ok(())
    }
}

/// How many claims on the lines of a version were handed in and are not paid.
fn claims_open(version: RecordId, office: &dyn Lookup) -> Result<usize, Problem> {
    let mut open = 0_usize;
    for line in office.linking::<BudgetLine>(version, "version")? {
        let claims = office.linking::<Expense>(line.meta.id, "line")?;
        let is_open = |claim: &&Stored<Expense>| {
            claim.record.state != ExpenseState::Draft && !claim.record.state.is_paid()
        };
        open = open.saturating_add(claims.iter().filter(is_open).count());
    }
    Ok(open)
}

/// At the end of a year what is still promised is given back; what is to go on was carried over by an approved paper.
fn release_commitments(version: RecordId, office: &dyn Lookup) -> Result<Vec<Consequence>, Problem> {
    let mut following = Vec::new();
    for line in office.linking::<BudgetLine>(version, "version")? {
        for held in office.linking::<Commitment>(line.meta.id, "line")? {
            let transition = match held.record.state {
                CommitmentState::Occupied => "release",
                CommitmentState::Requested => "cancel",
                CommitmentState::Released | CommitmentState::Cancelled => continue,
            };
            following.push(Consequence::Move {
                register: "commitment",
                id: held.meta.id,
                transition,
                values: Vec::new(),
            });
        }
    }
    Ok(following)
}

/// The version of the next round begins with the lines of this one.
fn next_round(
    id: RecordId,
    version: &BudgetVersion,
    office: &dyn Lookup,
) -> Result<Vec<Consequence>, Problem> {
    let Some(round) = version.round.next() else { return Ok(Vec::new()) };
    let next = RecordId::generate();
    let stem = version.name.trim().trim_end_matches(version.round.word()).trim_end();
    let mut following = vec![Consequence::Create {
        register: "budget_version",
        id: next,
        values: vec![
            ("name", Value::text(format!("{stem} {}", round.word()))),
            ("year", Value::Integer(version.year)),
            ("round", Value::choice(round.code())),
            ("previous", Value::Link(id)),
            ("stated", Value::Money(version.stated)),
            ("note", Value::text(version.note.as_str())),
        ],
    }];
    for line in office.linking::<BudgetLine>(id, "version")? {
        following.push(Consequence::Create {
            register: "budget_line",
            id: RecordId::generate(),
            values: line.record.in_version(next),
        });
    }
    Ok(following)
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
