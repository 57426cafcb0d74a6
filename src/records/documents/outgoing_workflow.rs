//! The life of a paper that goes out: 拟稿→部门审核→核稿→(会签)→签发→复核→编号登记→印制→核发→归档 (条例 第二十五条).

use crate::choices;
use crate::model::{Role, State, Tone, Transition, Workflow, step};

choices! {
    /// Where a paper that goes out stands.
    pub enum OutgoingState, "outgoing_state" {
        /// 拟稿
        Drafting = "drafting",
        /// 部门审核: before the head of the drafting unit.
        DepartmentReview = "department_review",
        /// 核稿: before the secretary.
        Reviewing = "reviewing",
        /// 会签
        Countersigning = "countersigning",
        /// 待签发
        Signing = "signing",
        /// 已签发
        Signed = "signed",
        /// 已复核
        Rechecked = "rechecked",
        /// 已编号
        Registered = "registered",
        /// 已印制
        Printed = "printed",
        /// 已核发
        Issued = "issued",
        /// 已归档
        Archived = "archived",
        /// 已撤销
        Withdrawn = "withdrawn",
        /// 已废止
        Repealed = "repealed",
    }
}

impl OutgoingState {
    /// Whether the text was signed, so that nobody changes it.
    pub fn is_frozen(self) -> bool {
        self.is_sent_out() && !matches!(self, Self::Countersigning | Self::Signing)
    }

    /// Whether it has left the hands that draft and check it.
    pub fn is_sent_out(self) -> bool {
        !matches!(self, Self::Drafting | Self::DepartmentReview | Self::Reviewing)
    }

    /// Whether it stands on paper.
    pub fn is_printed(self) -> bool {
        self.is_numbered() && self != Self::Registered
    }

    /// Whether it must bear a number.
    pub fn is_numbered(self) -> bool {
        matches!(
            self,
            Self::Registered
                | Self::Printed
                | Self::Issued
                | Self::Archived
                | Self::Withdrawn
                | Self::Repealed
        )
    }

    /// Whether somebody still has to do something about it.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Issued | Self::Archived | Self::Withdrawn | Self::Repealed)
    }
}

pub(super) const SECRETARIES: &[Role] = &[Role::Secretary];
pub(super) const HEADS: &[Role] = &[Role::Director];

/// The text of a paper: what those who check it pass on, units give their opinion on, and the signature covers.
pub(super) const COUNTERSIGNED_TEXT: &[&str] = &[
    "title",
    "kind",
    "direction",
    "form",
    "urgency",
    "addressee",
    "body",
    "annexes",
    "copies_to",
    "contact",
    "present",
    "absent",
    "guests",
];

/// The workflow.
pub static OUTGOING_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "drafting", text: "outgoing_state.drafting", tone: Tone::Quiet, open: true },
        State {
            code: "department_review",
            text: "outgoing_state.department_review",
            tone: Tone::Waiting,
            open: true,
        },
        State { code: "reviewing", text: "outgoing_state.reviewing", tone: Tone::Waiting, open: true },
        State {
            code: "countersigning",
            text: "outgoing_state.countersigning",
            tone: Tone::Waiting,
            open: true,
        },
        State { code: "signing", text: "outgoing_state.signing", tone: Tone::Waiting, open: true },
        State { code: "signed", text: "outgoing_state.signed", tone: Tone::Active, open: true },
        State { code: "rechecked", text: "outgoing_state.rechecked", tone: Tone::Active, open: true },
        State { code: "registered", text: "outgoing_state.registered", tone: Tone::Active, open: true },
        State { code: "printed", text: "outgoing_state.printed", tone: Tone::Active, open: true },
        State { code: "issued", text: "outgoing_state.issued", tone: Tone::Done, open: false },
        State { code: "archived", text: "outgoing_state.archived", tone: Tone::Done, open: false },
        State { code: "withdrawn", text: "outgoing_state.withdrawn", tone: Tone::Stopped, open: false },
        State { code: "repealed", text: "outgoing_state.repealed", tone: Tone::Stopped, open: false },
    ],
    transitions: &[
        Transition {
            needs: &["addressee", "body"],
            ..step("submit", "transition.submit_draft", &["drafting"], "department_review", &[])
        },
        // The head of the unit, by whatever role (`checking`).
        Transition {
            four_eyes: true,
            signs: Some("checker"),
            offers: &["unit_review"],
            ..step("check", "transition.check_draft", &["department_review"], "reviewing", &[])
        },
        Transition {
            needs: &["countersigners"],
            offers: &["review"],
            ..step("countersign", "transition.countersign", &["reviewing"], "countersigning", SECRETARIES)
        },
        Transition {
            four_eyes: true,
            signs: Some("reviewer"),
            offers: &["review"],
            ..step(
                "endorse",
                "transition.endorse_draft",
                &["reviewing", "countersigning"],
                "signing",
                SECRETARIES,
            )
        },
        Transition {
            four_eyes: true,
            signs: Some("signer"),
            offers: &["signing_note"],
            ..step("sign", "transition.sign_paper", &["signing"], "signed", HEADS)
        },
        Transition {
            four_eyes: true,
            signs: Some("signer"),
            offers: &["signing_note"],
            ..step("sign_deputy", "transition.sign_deputy", &["signing"], "signed", &[Role::Deputy])
        },
        step("recheck", "transition.recheck", &["signed"], "rechecked", SECRETARIES),
        // 复核: a change of substance goes back to whoever signed it, and is made on the way (条例 第二十五条).
        Transition {
            reason: true,
            offers: COUNTERSIGNED_TEXT,
            ..step("amend", "transition.amend", &["signed", "rechecked"], "signing", SECRETARIES)
        },
        Transition {
            needs: &["series", "print_copies"],
            ..step("register", "transition.give_number", &["rechecked"], "registered", SECRETARIES)
        },
        Transition {
            needs: &["printed_by"],
            ..step("print", "transition.print_paper", &["registered"], "printed", SECRETARIES)
        },
        step("issue", "transition.issue", &["printed"], "issued", SECRETARIES),
        step("archive", "transition.archive", &["issued"], "archived", &[Role::Archivist]),
        step("unfile", "transition.unfile", &["archived"], "issued", &[Role::Archivist]),
        Transition {
            reason: true,
            ..step(
                "send_back",
                "transition.send_back",
                &["department_review", "reviewing", "countersigning", "signing"],
                "drafting",
                &[],
            )
        },
        // By its drafter, while nobody has decided on it.
        step("recall", "transition.recall_draft", &["department_review"], "drafting", &[]),
        Transition {
            reason: true,
            ..step(
                "withdraw",
                "transition.withdraw_paper",
                &["registered", "printed", "issued", "archived"],
                "withdrawn",
                HEADS,
            )
        },
        Transition {
            reason: true,
            needs: &["repealed_on"],
            ..step("repeal", "transition.repeal", &["issued", "archived"], "repealed", HEADS)
        },
    ],
};
