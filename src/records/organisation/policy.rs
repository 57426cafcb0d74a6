//! 制度: a rule the office works by, with its life 草案 → 征求意见 → 审议 → 发布 → 修订 / 废止.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Unit;
use crate::model::{
    Change, Due, Faults, Function, Id, Lookup, Message, Problem, Role, Rules, State, Tone, Transition,
    Workflow, date, link, long_text, step, text, workflow,
};
use crate::{choices, fields};

choices! {
    /// Where a policy stands.
    pub enum PolicyState, "policy_state" {
        /// 草案
        Draft = "draft",
        /// 征求意见
        Consultation = "consultation",
        /// 审议
        Deliberation = "deliberation",
        /// 发布
        Published = "published",
        /// 修订
        Revision = "revision",
        /// 废止
        Repealed = "repealed",
    }
}

/// The life of a policy.
pub static POLICY_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "draft", text: "policy_state.draft", tone: Tone::Quiet, open: true },
        State { code: "consultation", text: "policy_state.consultation", tone: Tone::Waiting, open: true },
        State { code: "deliberation", text: "policy_state.deliberation", tone: Tone::Waiting, open: true },
        State { code: "published", text: "policy_state.published", tone: Tone::Done, open: true },
        State { code: "revision", text: "policy_state.revision", tone: Tone::Active, open: true },
        State { code: "repealed", text: "policy_state.repealed", tone: Tone::Stopped, open: false },
    ],
    transitions: &[
        Transition {
            needs: &["owner"],
            ..step("consult", "transition.consult", &["draft", "revision"], "consultation", &[])
        },
        step("deliberate", "transition.deliberate", &["consultation"], "deliberation", &[]),
        Transition {
            reason: true,
            ..step("send_back", "transition.send_back", &["consultation", "deliberation"], "draft", &[])
        },
        Transition {
            needs: &["effective_on", "review_on"],
            four_eyes: true,
            ..step("publish", "transition.publish", &["deliberation"], "published", &[Role::Director])
        },
        Transition { reason: true, ..step("revise", "transition.revise", &["published"], "revision", &[]) },
        Transition {
            reason: true,
            ..step("repeal", "transition.repeal", &["published", "revision"], "repealed", &[Role::Director])
        },
    ],
};

/// A rule the office works by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// Number.
    pub number: String,
    /// Name.
    pub name: String,
    /// Version, as printed.
    pub version: String,
    /// 归口: the unit that looks after it.
    pub owner: Option<Id<Unit>>,
    /// Where it stands.
    pub state: PolicyState,
    /// First day in force.
    pub effective_on: Option<NaiveDate>,
    /// 复审日: the day by which it is looked at again.
    pub review_on: Option<NaiveDate>,
    /// What it says, in short.
    pub summary: String,
}

/// A policy in force is looked at again; whoever keeps it is told a month before (`domain.md` §1).
const REVIEW_DUE: Due = Due::new("calendar.dated.policy")
    .owed_in(&["published", "revision"])
    .told_before(30, "due.policy_review");

fields! { Policy, "policy", Function::Supervision;
    number => text().required().unique().max_length(60).column(130).search();
    name => text().required().title().column(280);
    version => text().max_length(20).column(80);
    owner => link::<Unit>().column(160).filter();
    state => workflow(&POLICY_WORKFLOW).column(110).filter();
    effective_on => date().column(110);
    review_on => date().column(110).due(REVIEW_DUE);
    summary => long_text().search();
}

impl Rules for Policy {
    fn check(change: &Change<'_, Self>, _office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let policy = change.after;
        if let (Some(effective), Some(review)) = (policy.effective_on, policy.review_on)
            && review <= effective
        {
            faults.at("review_on", Message::new("problem.review_before_effect"));
        }
        Ok(())
    }
}
