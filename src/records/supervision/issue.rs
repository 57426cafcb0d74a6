//! 问题反馈: what stands in the way of a matter, and which department helps it out of the way (`domain.md` §4.2).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Matter;
use crate::model::{
    Completion, Function, Id, Lookup, Problem, Role, Rules, State, Tone, Transition, Workflow, date, link,
    long_text, step, text, workflow,
};
use crate::records::organisation::{Person, Unit};
use crate::{choices, fields};

choices! {
    /// Where a problem stands.
    pub enum IssueState, "issue_state" {
        /// 已提出
        Raised = "raised",
        /// 已受理
        Accepted = "accepted",
        /// 协调中
        Coordinated = "coordinated",
        /// 已解决
        Solved = "solved",
    }
}

const COORDINATORS: &[Role] = &[Role::Secretary, Role::Deputy, Role::Director];

/// The life of a problem.
pub static ISSUE_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "raised", text: "issue_state.raised", tone: Tone::Waiting, open: true },
        State { code: "accepted", text: "issue_state.accepted", tone: Tone::Active, open: true },
        State { code: "coordinated", text: "issue_state.coordinated", tone: Tone::Active, open: true },
        State { code: "solved", text: "issue_state.solved", tone: Tone::Done, open: false },
    ],
    transitions: &[
        step("accept", "transition.accept_issue", &["raised"], "accepted", COORDINATORS),
        Transition {
            needs: &["unit"],
            ..step("coordinate", "transition.coordinate", &["accepted"], "coordinated", COORDINATORS)
        },
        Transition {
            needs: &["measures"],
            ..step("solve", "transition.solve_issue", &["accepted", "coordinated"], "solved", COORDINATORS)
        },
        Transition {
            reason: true,
            ..step("reopen", "transition.reopen_issue", &["solved"], "accepted", COORDINATORS)
        },
    ],
};

/// Something that stands in the way of a matter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MatterIssue {
    /// 事项
    pub matter: Option<Id<Matter>>,
    /// 问题
    pub title: String,
    /// 描述
    pub description: String,
    /// 影响
    pub impact: String,
    /// 需协调部门
    pub unit: Option<Id<Unit>>,
    /// 措施
    pub measures: String,
    /// 提出人
    pub raised_by: Option<Id<Person>>,
    /// 提出日期
    pub raised_on: Option<NaiveDate>,
    /// 解决日期
    pub solved_on: Option<NaiveDate>,
    /// Where it stands.
    pub state: IssueState,
}

fields! { MatterIssue, "matter_issue", Function::Supervision;
    matter => link::<Matter>().required().title().column(240).filter();
    title => text().required().title().max_length(200).column(240);
    description => long_text().search();
    impact => long_text().column(200).search();
    unit => link::<Unit>().column(130).filter();
    measures => long_text().column(200).search();
    raised_by => link::<Person>().column(100);
    raised_on => date().not_future().column(110);
    solved_on => date().read_only().column(110);
    state => workflow(&ISSUE_WORKFLOW).column(90).filter();
}

impl Rules for MatterIssue {
    const COUNTED_BY: &'static [&'static str] = &["matter"];

    fn complete(&mut self, occasion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        match occasion.transition {
            None => {
                self.raised_on = self.raised_on.or_else(|| Some(office.today()));
                self.raised_by = self.raised_by.or_else(|| occasion.actor.map(Id::new));
            }
            Some("solve") => self.solved_on = Some(office.today()),
            Some("reopen") => self.solved_on = None,
            Some(_) => {}
        }
        Ok(())
    }
}
