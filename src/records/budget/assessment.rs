//! 考核: how well a budget was kept, as a whole or by a department.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::holdings::Holdings;
use super::{Adjustment, AdjustmentState, BudgetLine, BudgetSide, BudgetVersion, out_of_range};
use crate::model::{
    Change, Completion, Faults, Frozen, Function, Id, Lookup, Message, Money, Problem, RecordId, Role, Rules,
    State, Tone, Transition, Workflow, date, decimal, integer, link, long_text, step, text, workflow,
};
use crate::records::organisation::Unit;
use crate::rules::budget::assessment::Findings;
use crate::rules::budget::figures::Figures;
use crate::{choices, fields};

choices! {
    /// Where an assessment stands.
    pub enum AssessmentState, "assessment_state" {
        /// 考核中
        Draft = "draft",
        /// 已确认
        Confirmed = "confirmed",
    }
}

/// The life of an assessment. Its figures are those of the day on which it was last written; confirmed ones stand.
pub static ASSESSMENT_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "draft", text: "assessment_state.draft", tone: Tone::Active, open: true },
        State { code: "confirmed", text: "assessment_state.confirmed", tone: Tone::Done, open: false },
    ],
    transitions: &[Transition {
        four_eyes: true,
        ..step("confirm", "transition.confirm_assessment", &["draft"], "confirmed", &[Role::Director])
    }],
};

/// How well a budget was kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Assessment {
    /// Name.
    pub name: String,
    /// The budget.
    pub version: Option<Id<BudgetVersion>>,
    /// Whose lines; empty: all of the budget.
    pub department: Option<Id<Unit>>,
    /// Working days by which reports came late.
    pub late_days: i64,
    /// 执行率, in hundredths of a per cent.
    pub rate: Option<i64>,
    /// Lines overdrawn without an approval.
    pub overspends: i64,
    /// Approved adjustments of the lines.
    pub adjustments: i64,
    /// Points out of 100, in hundredths.
    pub score: Option<i64>,
    /// Where it stands.
    pub state: AssessmentState,
    /// Day of the confirmation.
    pub confirmed_on: Option<NaiveDate>,
    /// Remarks.
    pub note: String,
}

fields! { Assessment, "assessment", Function::DecisionSupport;
    name => text().required().unique().title().column(220);
    version => link::<BudgetVersion>().required().column(150).filter();
    department => link::<Unit>().column(140).filter();
    late_days => integer().minimum(0).column(110);
    rate => decimal(2).total().column(110);
    overspends => integer().total().column(110);
    adjustments => integer().total().column(110);
    score => decimal(2).total().column(100);
    state => workflow(&ASSESSMENT_WORKFLOW).column(110).filter();
    confirmed_on => date().read_only().column(110);
    note => long_text().search();
}

impl Assessment {
    fn measure(&mut self, office: &dyn Lookup) -> Result<(), Problem> {
        let Some(version) = self.version else { return Ok(()) };
        let mut figures = Figures::default();
        let mut findings = Findings { late_days: self.late_days, ..Findings::default() };
        let mut papers = std::collections::BTreeSet::new();
        for line in office.linking::<BudgetLine>(version.erase(), "version")? {
            let is_ours = self.department.is_none_or(|unit| line.record.department == Some(unit));
            if !is_ours || line.record.side != BudgetSide::Expenditure {
                continue;
            }
            // Added up from the papers: the totals of the line may be due in the same command.
            let holdings = Holdings::read(office, line.meta.id)?;
            let of_line = holdings.figures(line.record.original)?;
            figures = figures.checked_add(&of_line).ok_or_else(out_of_range)?;
            let available = of_line.available().ok_or_else(out_of_range)?;
            let room = available.checked_add(holdings.overrun()?).ok_or_else(out_of_range)?;
            findings.overspends += i64::from(room < Money::ZERO);
            for field in ["from_line", "to_line"] {
                let touching = office.linking::<Adjustment>(line.meta.id, field)?;
                let approved = touching.iter().filter(|of| of.record.state == AdjustmentState::Approved);
                papers.extend(approved.map(|of| of.meta.id));
            }
        }
        findings.rate = figures.execution_rate();
        findings.adjustments = i64::try_from(papers.len()).unwrap_or(i64::MAX);
        self.rate = findings.rate;
        self.overspends = findings.overspends;
        self.adjustments = findings.adjustments;
        self.score = findings.score();
        Ok(())
    }
}

impl Rules for Assessment {
    fn complete(&mut self, completion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        if completion.transition == Some("confirm") {
            self.measure(office)?;
            self.confirmed_on = Some(office.today());
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
        if self.state == AssessmentState::Confirmed {
            frozen
                .fields(&["version", "department", "late_days"], &Message::new("problem.assessment_settled"));
        }
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        if change.transition.is_some()
            && let Some(version) = after.version
            && let Some(version) = office.find(version)?
            && !version.record.state.was_released()
        {
            let message = Message::new("problem.budget_not_in_execution");
            faults.at("version", message.with("budget", version.record.name));
        }
        if change.transition.is_some() && after.score.is_none() {
            faults.at("version", Message::new("problem.nothing_to_assess"));
        }
        Ok(())
    }

    fn total(&mut self, _id: RecordId, office: &dyn Lookup) -> Result<(), Problem> {
        // What comes back from a file confirmed has lost its figures, and gets them again.
        if self.state == AssessmentState::Draft || self.score.is_none() {
            self.measure(office)
        } else {
            Ok(())
        }
    }
}
