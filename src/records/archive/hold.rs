//! 冻结: while a lawsuit, an audit or an inquiry runs, an item is not destroyed whatever its period says.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ArchiveItem;
use crate::model::{
    Completion, Function, Id, Lookup, Problem, Role, Rules, State, Tone, Transition, Workflow, date, link,
    long_text, step, text, workflow,
};
use crate::{choices, fields};

choices! {
    /// Whether a hold stands.
    pub enum HoldState, "hold_state" {
        /// 冻结中
        Placed = "placed",
        /// 已解除
        Lifted = "lifted",
    }
}

/// The life of a hold.
pub static HOLD_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "placed", text: "hold_state.placed", tone: Tone::Active, open: true },
        State { code: "lifted", text: "hold_state.lifted", tone: Tone::Quiet, open: false },
    ],
    transitions: &[Transition {
        reason: true,
        ..step("lift", "transition.lift_hold", &["placed"], "lifted", &[Role::Director, Role::Archivist])
    }],
};

/// A hold on an item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ArchiveHold {
    /// The item.
    pub item: Option<Id<ArchiveItem>>,
    /// 事由
    pub reason: String,
    /// 依据
    pub basis: String,
    /// Since when.
    pub placed_on: Option<NaiveDate>,
    /// Until when.
    pub lifted_on: Option<NaiveDate>,
    /// Whether it stands.
    pub state: HoldState,
    /// Remarks.
    pub note: String,
}

fields! { ArchiveHold, "archive_hold", Function::Administration;
    reason => text().required().title().column(260);
    item => link::<ArchiveItem>().required().column(320).filter();
    basis => text().column(220).search();
    placed_on => date().not_future().column(110);
    lifted_on => date().not_future().column(110);
    state => workflow(&HOLD_WORKFLOW).column(100).filter();
    note => long_text().search();
}

impl Rules for ArchiveHold {
    const COUNTED_BY: &'static [&'static str] = &["item"];

    fn complete(&mut self, completion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        if completion.before.is_none() {
            self.placed_on = self.placed_on.or_else(|| Some(office.today()));
        }
        if completion.transition == Some("lift") {
            self.lifted_on = Some(office.today());
        }
        Ok(())
    }
}
