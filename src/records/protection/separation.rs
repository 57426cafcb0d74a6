//! 三员分立: system, security and audit administration in three hands. While it is in force nobody can both act and
//! judge the trace of it, and it ends only when two of the three agree.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::model::{
    Change, Faults, Function, Id, Lookup, Message, Problem, Role, Rules, State, Tone, Transition, Workflow,
    date, link, long_text, step, workflow,
};
use crate::records::organisation::{Person, PersonState};
use crate::{choices, fields};

choices! {
    /// Where the separation stands.
    pub enum SeparationState, "separation_state" {
        /// In force.
        InForce = "in_force",
        /// One of the three wants to end it; it is still in force.
        Ending = "ending",
        /// Two of them have ended it.
        Ended = "ended",
    }
}

const ADMINISTRATORS: &[Role] = &[Role::System, Role::Security, Role::Auditor];

/// The life of a separation.
pub static SEPARATION_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "in_force", text: "separation_state.in_force", tone: Tone::Done, open: true },
        State { code: "ending", text: "separation_state.ending", tone: Tone::Waiting, open: true },
        State { code: "ended", text: "separation_state.ended", tone: Tone::Stopped, open: false },
    ],
    transitions: &[
        Transition {
            reason: true,
            ..step("ask_end", "transition.ask_end", &["in_force"], "ending", ADMINISTRATORS)
        },
        step("keep", "transition.keep", &["ending"], "in_force", ADMINISTRATORS),
        step("end", "transition.end", &["ending"], "ended", ADMINISTRATORS),
    ],
};

/// Who the three are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Separation {
    /// 系统管理员
    pub system: Option<Id<Person>>,
    /// 安全保密管理员
    pub security: Option<Id<Person>>,
    /// 安全审计员
    pub auditor: Option<Id<Person>>,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Where it stands.
    pub state: SeparationState,
    /// Which of the three wants to end it.
    pub asked_by: Option<Id<Person>>,
    /// Remarks.
    pub note: String,
}

fields! { Separation, "separation", Function::Administration;
    system => link::<Person>().required().title().column(150).filter();
    security => link::<Person>().required().title().column(150).filter();
    auditor => link::<Person>().required().title().column(150).filter();
    from => date().column(110);
    state => workflow(&SEPARATION_WORKFLOW).column(110).filter();
    asked_by => link::<Person>().column(150).read_only();
    note => long_text();
}

impl Separation {
    /// Whether rights are separated by it.
    pub fn is_in_force(&self) -> bool {
        self.state != SeparationState::Ended
    }

    /// The role of a person in it.
    pub fn role_of(&self, person: crate::model::RecordId) -> Option<Role> {
        let is = |held: Option<Id<Person>>| held.is_some_and(|held| held.erase() == person);
        match () {
            () if is(self.system) => Some(Role::System),
            () if is(self.security) => Some(Role::Security),
            () if is(self.auditor) => Some(Role::Auditor),
            () => None,
        }
    }
}

impl Rules for Separation {
    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let separation = change.after;
        if separation.system == separation.security
            || separation.system == separation.auditor
            || separation.security == separation.auditor
        {
            faults.whole(Message::new("problem.one_of_three"));
        }
        for (field, person) in [
            ("system", separation.system),
            ("security", separation.security),
            ("auditor", separation.auditor),
        ] {
            let Some(person) = person else { continue };
            if office.find(person)?.is_some_and(|person| person.record.state == PersonState::Left) {
                faults.at(field, Message::new("problem.administrator_has_left"));
            }
        }
        if separation.is_in_force() {
            let others = office.all::<Self>()?;
            if others.iter().any(|other| other.meta.id != change.id && other.record.is_in_force()) {
                faults.whole(Message::new("problem.separated_already"));
            }
        }
        Ok(())
    }

    fn check_void(
        _id: crate::model::RecordId,
        record: &Self,
        _office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        if record.is_in_force() {
            faults.whole(Message::new("problem.separation_in_force"));
        }
        Ok(())
    }
}
