//! 启封: sealed content is opened for one person, for a purpose and for a short time, with a second person's consent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::model::{
    Function, Id, Role, Rules, State, Tone, Transition, Wording, Workflow, instant, link, long_text, step,
    text, workflow,
};
use crate::records::organisation::Person;
use crate::{choices, fields};

choices! {
    /// Where a request stands.
    pub enum OpeningState, "opening_state" {
        /// Waits for a second person.
        Requested = "requested",
        /// Consented to: open until its time is over.
        Open = "open",
        /// Not consented to.
        Refused = "refused",
        /// Closed before its time.
        Closed = "closed",
    }
}

/// The life of a request.
pub static OPENING_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "requested", text: "opening_state.requested", tone: Tone::Waiting, open: true },
        State { code: "open", text: "opening_state.open", tone: Tone::Active, open: false },
        State { code: "refused", text: "opening_state.refused", tone: Tone::Stopped, open: false },
        State { code: "closed", text: "opening_state.closed", tone: Tone::Done, open: false },
    ],
    transitions: &[
        Transition {
            four_eyes: true,
            ..step(
                "consent",
                "transition.consent",
                &["requested"],
                "open",
                &[Role::Director, Role::Deputy, Role::Security],
            )
        },
        Transition {
            reason: true,
            four_eyes: true,
            ..step(
                "refuse",
                "transition.refuse",
                &["requested"],
                "refused",
                &[Role::Director, Role::Deputy, Role::Security],
            )
        },
        step("close", "transition.close_opening", &["open"], "closed", &[]),
    ],
};

/// A request to open sealed content.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Opening {
    /// Who wants to read; set by the program.
    pub applicant: Option<Id<Person>>,
    /// Register of the sealed record.
    pub register: String,
    /// Identity of the sealed record. Kept as text: a request must not keep what it asks for from being made void.
    pub subject: String,
    /// What for.
    pub purpose: String,
    /// Where it stands.
    pub state: OpeningState,
    /// The second person; set by the program.
    pub consenter: Option<Id<Person>>,
    /// Until when it is open; set by the program.
    pub open_until: Option<DateTime<Utc>>,
}

fields! { Opening, "opening", Function::Administration;
    applicant => link::<Person>().title().column(140).filter().read_only();
    register => text().required().max_length(40).worded(Wording::Register).column(110).filter();
    subject => text().required().max_length(40).column(280);
    purpose => long_text().required().title().column(260).search();
    state => workflow(&OPENING_WORKFLOW).column(110).filter();
    consenter => link::<Person>().column(140).filter().read_only();
    open_until => instant().column(150).read_only();
}

impl Rules for Opening {}
