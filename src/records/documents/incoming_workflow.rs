//! The life of a paper that came in: 签收→登记→初审→拟办→批办→承办→办结→答复→归档 (条例 第二十四条).

use super::Incoming;
use crate::choices;
use crate::model::{Role, State, Tone, Transition, Workflow, step};

choices! {
    /// Where a paper that came in stands.
    pub enum IncomingState, "incoming_state" {
        /// 待签收
        Awaiting = "awaiting",
        /// 已签收
        Signed = "signed",
        /// 已登记
        Registered = "registered",
        /// 已初审
        Reviewed = "reviewed",
        /// 待批办
        Proposed = "proposed",
        /// 已批办
        Instructed = "instructed",
        /// 承办中
        InHand = "in_hand",
        /// 已办结
        Closed = "closed",
        /// 已答复
        Replied = "replied",
        /// 已归档
        Archived = "archived",
        /// 已退回
        Returned = "returned",
    }
}

impl IncomingState {
    /// Whether it still has to be handled.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Replied | Self::Archived | Self::Returned)
    }

    /// Whether 批示 is still to come.
    pub fn is_before_instruction(self) -> bool {
        matches!(self, Self::Awaiting | Self::Signed | Self::Registered | Self::Reviewed | Self::Proposed)
    }
}

const SECRETARIES: &[Role] = &[Role::Secretary];

/// The life of a paper that came in.
pub static INCOMING_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "awaiting", text: "incoming_state.awaiting", tone: Tone::Quiet, open: true },
        State { code: "signed", text: "incoming_state.signed", tone: Tone::Active, open: true },
        State { code: "registered", text: "incoming_state.registered", tone: Tone::Active, open: true },
        State { code: "reviewed", text: "incoming_state.reviewed", tone: Tone::Active, open: true },
        State { code: "proposed", text: "incoming_state.proposed", tone: Tone::Waiting, open: true },
        State { code: "instructed", text: "incoming_state.instructed", tone: Tone::Active, open: true },
        State { code: "in_hand", text: "incoming_state.in_hand", tone: Tone::Active, open: true },
        State { code: "closed", text: "incoming_state.closed", tone: Tone::Done, open: false },
        State { code: "replied", text: "incoming_state.replied", tone: Tone::Done, open: false },
        State { code: "archived", text: "incoming_state.archived", tone: Tone::Done, open: false },
        State { code: "returned", text: "incoming_state.returned", tone: Tone::Stopped, open: false },
    ],
    transitions: &[
        // 清点份数: another count than was registered is told.
        Transition {
            needs: &["copies"],
            offers: &["note"],
            signs: Some("signed_by"),
            ..step("sign", "transition.sign_for", &["awaiting"], "signed", SECRETARIES)
        },
        step("register", "transition.register", &["signed"], "registered", SECRETARIES),
        // What is checked is written down with it (条例 第二十四条).
        Transition {
            offers: Incoming::CHECKED,
            ..step("review", "transition.review", &["registered"], "reviewed", SECRETARIES)
        },
        Transition {
            needs: &["proposal"],
            ..step("propose", "transition.propose_handling", &["reviewed"], "proposed", SECRETARIES)
        },
        Transition {
            needs: &["instruction"],
            signs: Some("instructed_by"),
            ..step(
                "instruct",
                "transition.instruct",
                &["proposed"],
                "instructed",
                &[Role::Director, Role::Deputy],
            )
        },
        // What was instructed stands under a name and an hour; another instruction is another step with its reason.
        Transition {
            reason: true,
            needs: &["instruction"],
            ..step(
                "instruct_again",
                "transition.instruct_again",
                &["in_hand"],
                "instructed",
                &[Role::Director, Role::Deputy],
            )
        },
        // What was proposed, and the paper that it is about, stand under the instruction; another proposal is another step,
        // and is instructed anew.
        Transition {
            reason: true,
            needs: &["proposal"],
            offers: &["title", "sender", "sender_number"],
            ..step(
                "propose_again",
                "transition.propose_again",
                &["instructed", "in_hand"],
                "proposed",
                SECRETARIES,
            )
        },
        Transition {
            needs: &["lead_unit"],
            ..step("undertake", "transition.undertake", &["instructed"], "in_hand", &[])
        },
        // The head of the unit in charge gives it to another of the unit, who takes it in hand in turn.
        Transition {
            reason: true,
            needs: &["handler"],
            ..step("reassign", "transition.reassign_paper", &["in_hand"], "instructed", &[])
        },
        Transition {
            needs: &["result"],
            ..step("close", "transition.close_paper", &["in_hand", "instructed"], "closed", &[])
        },
        step("reply", "transition.reply", &["closed"], "replied", SECRETARIES),
        step("archive", "transition.archive", &["closed", "replied"], "archived", &[Role::Archivist]),
        step("unfile", "transition.unfile", &["archived"], "closed", &[Role::Archivist]),
        step("unfile_replied", "transition.unfile", &["archived"], "replied", &[Role::Archivist]),
        Transition {
            reason: true,
            ..step(
                "return",
                "transition.return_paper",
                &["awaiting", "signed", "registered"],
                "returned",
                SECRETARIES,
            )
        },
        Transition {
            reason: true,
            ..step("reopen", "transition.reopen", &["closed"], "in_hand", &[Role::Director, Role::Deputy])
        },
    ],
};
