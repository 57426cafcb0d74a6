//! 报名与签到: who takes part in an activity, whether they came, and what they thought of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Activity, ActivityState};
use crate::model::{
    Change, Completion, Faults, Function, Id, Lookup, Message, Problem, Rules, State, Tone, Transition,
    Workflow, instant, integer, link, long_text, step, text, workflow,
};
use crate::records::organisation::Person;
use crate::{choices, fields};

choices! {
    /// Where a registration stands.
    pub enum RegistrationState, "registration_state" {
        /// 已报名
        Registered = "registered",
        /// 已签到
        Present = "present",
        /// 已退出
        Withdrawn = "withdrawn",
    }
}

/// From signing up to coming.
pub static REGISTRATION_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "registered", text: "registration_state.registered", tone: Tone::Waiting, open: true },
        State { code: "present", text: "registration_state.present", tone: Tone::Done, open: false },
        State { code: "withdrawn", text: "registration_state.withdrawn", tone: Tone::Stopped, open: false },
    ],
    transitions: &[
        step("sign_in", "transition.sign_in_activity", &["registered"], "present", &[]),
        step("withdraw", "transition.withdraw", &["registered"], "withdrawn", &[]),
        Transition {
            reason: true,
            ..step("take_back", "transition.take_back_sign_in", &["present"], "registered", &[])
        },
    ],
};

/// Somebody who takes part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Registration {
    /// The activity.
    pub activity: Option<Id<Activity>>,
    /// Who, of the office.
    pub person: Option<Id<Person>>,
    /// Name; of whoever is not of the office.
    pub name: String,
    /// 签到时间
    pub signed_in_at: Option<DateTime<Utc>>,
    /// 满意度, 1 to 5.
    pub score: Option<i64>,
    /// 意见
    pub comment: String,
    /// Where it stands.
    pub state: RegistrationState,
}

fields! { Registration, "registration", Function::Administration;
    activity => link::<Activity>().required().title().column(260).filter();
    person => link::<Person>().column(110).filter();
    name => text().title().max_length(60).column(110);
    signed_in_at => instant().read_only().column(150);
    score => integer().minimum(1).column(80);
    comment => long_text().column(240).search();
    state => workflow(&REGISTRATION_WORKFLOW).column(90).filter();
}

impl Rules for Registration {
    const COUNTED_BY: &'static [&'static str] = &["activity"];

    fn complete(&mut self, occasion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        if let Some(person) = self.person
            && self.name.is_empty()
        {
            self.name = office.find(person)?.map(|person| person.record.name).unwrap_or_default();
        }
        match occasion.transition {
            Some("sign_in") => self.signed_in_at = Some(occasion.now),
            Some("take_back") => self.signed_in_at = None,
            _ => {}
        }
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        if after.name.trim().is_empty() {
            faults.at("name", Message::new("problem.registration_nameless"));
        }
        if after.score.is_some_and(|score| score > 5) {
            faults.at("score", Message::new("problem.score_to_five"));
        }
        let Some(id) = after.activity else { return Ok(()) };
        let Some(activity) = office.find(id)? else { return Ok(()) };
        let activity = activity.record;
        if change.transition == Some("sign_in") && activity.state != ActivityState::Running {
            faults.whole(Message::new("problem.activity_not_running"));
        }
        if change.before.is_some() {
            return Ok(());
        }
        let others = office.linking::<Self>(id.erase(), "activity")?;
        let living = || {
            others.iter().filter(|other| {
                other.meta.id != change.id && other.record.state != RegistrationState::Withdrawn
            })
        };
        if after.person.is_some() && living().any(|other| other.record.person == after.person) {
            faults.at("person", Message::new("problem.registered_already"));
        }
        if after.state != RegistrationState::Registered {
            // An import brings whoever came.
            return Ok(());
        }
        let taken = i64::try_from(living().count()).unwrap_or(i64::MAX);
        if let Some(places) = activity.places.filter(|places| taken >= *places) {
            faults.whole(Message::new("problem.activity_full").with("places", places));
        }
        let takes = matches!(
            activity.state,
            ActivityState::Promoting | ActivityState::Preparing | ActivityState::Running
        );
        if !takes {
            faults.at("activity", Message::new("problem.activity_not_open"));
        } else if office.actor().is_some()
            // The day binds those who sign themselves up; whoever keeps the list may add to it.
            && office.actor() == after.person.map(Id::erase)
            && let Some(until) = activity.sign_up_until.filter(|until| office.today() > *until)
        {
            faults.at("activity", Message::new("problem.sign_up_ended").with("until", until));
        }
        Ok(())
    }
}
