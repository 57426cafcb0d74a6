//! 加密变更单: under three administrators nobody turns the encryption of the file on or off alone. The system
//! administrator, who keeps the file, asks and acts; the security administrator consents (`domain.md` §7.3, §13:
//! 系统管理员 acts, and nobody grants to themselves).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::model::{
    Frozen, Function, Id, Lookup, Message, Problem, RecordId, Role, Rules, State, Tone, Transition, Workflow,
    choice, instant, link, long_text, step, workflow,
};
use crate::records::organisation::Person;
use crate::{choices, fields};

choices! {
    /// What is to be done with the file.
    pub enum EncryptionChange, "encryption_change" {
        /// 加密
        Encrypt = "encrypt",
        /// 解密
        Decrypt = "decrypt",
    }
}

choices! {
    /// Where an order stands.
    pub enum EncryptionOrderState, "encryption_order_state" {
        /// Waits for the security administrator.
        Requested = "requested",
        /// Consented to: may be carried out until its time is over.
        Consented = "consented",
        /// Not consented to.
        Refused = "refused",
        /// Taken back before its time.
        Withdrawn = "withdrawn",
    }
}

/// The life of an order.
pub static ENCRYPTION_ORDER_WORKFLOW: Workflow = Workflow {
    states: &[
        State {
            code: "requested",
            text: "encryption_order_state.requested",
            tone: Tone::Waiting,
            open: true,
        },
        State {
            code: "consented",
            text: "encryption_order_state.consented",
            tone: Tone::Active,
            open: false,
        },
        State { code: "refused", text: "encryption_order_state.refused", tone: Tone::Stopped, open: false },
        State {
            code: "withdrawn",
            text: "encryption_order_state.withdrawn",
            tone: Tone::Stopped,
            open: false,
        },
    ],
    transitions: &[
        Transition {
            four_eyes: true,
            ..step("consent", "transition.consent", &["requested"], "consented", &[Role::Security])
        },
        Transition {
            reason: true,
            four_eyes: true,
            ..step("refuse", "transition.refuse", &["requested"], "refused", &[Role::Security])
        },
        step(
            "withdraw",
            "transition.withdraw_order",
            &["requested", "consented"],
            "withdrawn",
            &[Role::System, Role::Security],
        ),
    ],
};

/// An order to turn the encryption of the file on or off.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EncryptionOrder {
    /// Who asks and carries it out; set by the program.
    pub applicant: Option<Id<Person>>,
    /// What is to be done.
    pub change: EncryptionChange,
    /// What for.
    pub purpose: String,
    /// Where it stands.
    pub state: EncryptionOrderState,
    /// Who consented or refused; set by the program.
    pub consenter: Option<Id<Person>>,
    /// Until when it may be carried out; set by the program.
    pub valid_until: Option<DateTime<Utc>>,
}

fields! { EncryptionOrder, "encryption_order", Function::Administration;
    applicant => link::<Person>().title().column(140).filter().read_only();
    change => choice::<EncryptionChange>().required().column(110).filter();
    purpose => long_text().required().title().column(260).search();
    state => workflow(&ENCRYPTION_ORDER_WORKFLOW).column(110).filter();
    consenter => link::<Person>().column(140).filter().read_only();
    valid_until => instant().column(150).read_only();
}

impl Rules for EncryptionOrder {
    fn freeze(
        &self,
        _: RecordId,
        _: Option<&str>,
        _: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        if self.state != EncryptionOrderState::Requested {
            frozen.fields(&["change", "purpose"], &Message::new("problem.order_decided"));
        }
        Ok(())
    }
}
