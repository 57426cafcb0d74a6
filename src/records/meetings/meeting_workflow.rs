//! The states a meeting goes through, and the choices that stand in it (`domain.md` §4.1).

use crate::choices;
use crate::model::{Role, State, Tone, Transition, Workflow, step};
use crate::rules::quorum::Needed;

choices! {
    /// Where a meeting stands.
    pub enum MeetingState, "meeting_state" {
        /// 待批准
        Planned = "planned",
        /// 筹备
        Preparing = "preparing",
        /// 已通知
        Notified = "notified",
        /// 签到中
        SigningIn = "signing_in",
        /// 进行中
        Running = "running",
        /// 已结束
        Held = "held",
        /// 纪要起草
        Drafting = "drafting",
        /// 纪要审核
        Reviewing = "reviewing",
        /// 纪要已签发
        Issued = "issued",
        /// 督办中
        Supervised = "supervised",
        /// 已关闭
        Closed = "closed",
        /// 已取消
        Cancelled = "cancelled",
    }
}

impl MeetingState {
    /// Whether it has not begun: it is planned, or people are signing in.
    pub fn is_before(self) -> bool {
        matches!(self, Self::Planned | Self::Preparing | Self::Notified | Self::SigningIn)
    }

    /// Whether it is over, and was not called off.
    pub fn was_held(self) -> bool {
        !self.is_before() && !matches!(self, Self::Running | Self::Cancelled)
    }
}

choices! {
    /// 类型
    pub enum MeetingKind, "meeting_kind" {
        /// 例会
        Regular = "regular",
        /// 办公会
        Office = "office",
        /// 专题会
        Topic = "topic",
        /// 董事会
        Board = "board",
        /// 全体会
        Everyone = "everyone",
        /// 培训
        Training = "training",
        /// 接待
        Visit = "visit",
    }
}

choices! {
    /// 法定人数规则
    pub enum QuorumRule, "quorum_rule" {
        /// More than half of the members.
        MoreThanHalf = "more_than_half",
        /// Two thirds of the members.
        TwoThirds = "two_thirds",
        /// None.
        Any = "any",
    }
}

impl QuorumRule {
    /// How many must be there.
    pub fn needed(self) -> Needed {
        match self {
            Self::MoreThanHalf => Needed::MoreThanHalf,
            Self::TwoThirds => Needed::TwoThirds,
            Self::Any => Needed::Any,
        }
    }
}

choices! {
    /// Of whom a decision needs its share (公司法（2023）第一百二十四条: of all directors).
    pub enum VoteBase, "vote_base" {
        /// Of those present.
        Present = "present",
        /// Of all members.
        Members = "members",
    }
}

const SECRETARIES: &[Role] = &[Role::Secretary, Role::Deputy, Role::Director];
const BEFORE: &[&str] = &["planned", "preparing", "notified", "signing_in"];

/// The life of a meeting.
pub static MEETING_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "planned", text: "meeting_state.planned", tone: Tone::Waiting, open: true },
        State { code: "preparing", text: "meeting_state.preparing", tone: Tone::Active, open: true },
        State { code: "notified", text: "meeting_state.notified", tone: Tone::Active, open: true },
        State { code: "signing_in", text: "meeting_state.signing_in", tone: Tone::Active, open: true },
        State { code: "running", text: "meeting_state.running", tone: Tone::Active, open: true },
        State { code: "held", text: "meeting_state.held", tone: Tone::Done, open: false },
        State { code: "drafting", text: "meeting_state.drafting", tone: Tone::Active, open: true },
        State { code: "reviewing", text: "meeting_state.reviewing", tone: Tone::Waiting, open: true },
        State { code: "issued", text: "meeting_state.issued", tone: Tone::Done, open: true },
        State { code: "supervised", text: "meeting_state.supervised", tone: Tone::Active, open: true },
        State { code: "closed", text: "meeting_state.closed", tone: Tone::Done, open: false },
        State { code: "cancelled", text: "meeting_state.cancelled", tone: Tone::Stopped, open: false },
    ],
    transitions: &[
        step("approve", "transition.approve_meeting", &["planned"], "preparing", SECRETARIES),
        step("notify", "transition.notify", &["preparing"], "notified", &[]),
        step("open_sign_in", "transition.open_sign_in", &["preparing", "notified"], "signing_in", &[]),
        step("start", "transition.start_meeting", &["preparing", "notified", "signing_in"], "running", &[]),
        step(
            "hold",
            "transition.hold_meeting",
            &["planned", "preparing", "notified", "signing_in", "running"],
            "held",
            &[],
        ),
        step("draft_minutes", "transition.draft_minutes", &["held"], "drafting", &[]),
        Transition {
            needs: &["minutes"],
            ..step("submit_minutes", "transition.submit_minutes", &["drafting"], "reviewing", &[])
        },
        Transition {
            reason: true,
            ..step("return_minutes", "transition.return_minutes", &["reviewing"], "drafting", &[])
        },
        Transition {
            needs: &["minutes", "chair"],
            ..step("issue_minutes", "transition.issue_minutes", &["reviewing"], "issued", &[])
        },
        Transition {
            reason: true,
            ..step(
                "recall_minutes",
                "transition.recall_minutes",
                &["issued", "supervised", "closed"],
                "drafting",
                SECRETARIES,
            )
        },
        step("supervise", "transition.supervise_meeting", &["issued"], "supervised", &[]),
        step("close", "transition.close_meeting", &["held", "issued", "supervised"], "closed", &[]),
        Transition {
            reason: true,
            ..step("release_room", "transition.release_room", BEFORE, "cancelled", &[])
        },
        Transition { reason: true, ..step("cancel", "transition.cancel_meeting", BEFORE, "cancelled", &[]) },
    ],
};
