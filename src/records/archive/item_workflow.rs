//! 归档文件的状态: where an item stands, from the queue of what waits for filing to its end, and the ways between.

use crate::choices;
use crate::model::{Role, State, Tone, Transition, Workflow, step};

choices! {
    /// Where an item stands.
    pub enum ArchiveItemState, "archive_item_state" {
        /// 待归档
        Pending = "pending",
        /// 已编号，待装盒
        Filed = "filed",
        /// 在库
        Stored = "stored",
        /// 借出: the paper is with a borrower.
        Lent = "lent",
        /// 鉴定中
        Appraisal = "appraisal",
        /// 遗失: a borrower lost it, or it is missing from its box.
        Lost = "lost",
        /// 已移交
        Transferred = "transferred",
        /// 已销毁
        Destroyed = "destroyed",
    }
}

impl ArchiveItemState {
    /// What it is where its paper is out on a loan or is not: 在库⇄借出.
    pub(super) fn with_loan(self, is_out: bool) -> Self {
        match (self, is_out) {
            (Self::Stored, true) => Self::Lent,
            (Self::Lent, false) => Self::Stored,
            (state, _) => state,
        }
    }

    /// Whether the archive keeps it, on its shelf or with a borrower: numbered, and neither lost nor given away.
    pub fn is_kept(self) -> bool {
        matches!(self, Self::Filed | Self::Stored | Self::Lent | Self::Appraisal)
    }
}

const KEEPERS: &[Role] = &[Role::Archivist];

/// The life of an item. That it is lent, and that it is back, follows from its loans: the state is then a total over them
/// as its borrower is, so that the two can't say different things.
pub static ARCHIVE_ITEM_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "pending", text: "archive_item_state.pending", tone: Tone::Waiting, open: true },
        State { code: "filed", text: "archive_item_state.filed", tone: Tone::Active, open: true },
        State { code: "stored", text: "archive_item_state.stored", tone: Tone::Done, open: true },
        State { code: "lent", text: "archive_item_state.lent", tone: Tone::Active, open: true },
        State { code: "appraisal", text: "archive_item_state.appraisal", tone: Tone::Waiting, open: true },
        State { code: "lost", text: "archive_item_state.lost", tone: Tone::Stopped, open: true },
        State { code: "transferred", text: "archive_item_state.transferred", tone: Tone::Quiet, open: false },
        State { code: "destroyed", text: "archive_item_state.destroyed", tone: Tone::Stopped, open: false },
    ],
    transitions: &[
        Transition {
            needs: &["fonds", "category", "author", "formed_on"],
            signs: Some("filed_by"),
            ..step("file", "transition.file_item", &["pending"], "filed", KEEPERS)
        },
        step("store", "transition.store_item", &["filed"], "stored", KEEPERS),
        step("lend", "transition.lend_item", &["stored"], "lent", KEEPERS),
        step("take_back", "transition.take_back_item", &["lent"], "stored", KEEPERS),
        step("appraise", "transition.appraise_item", &["stored"], "appraisal", KEEPERS),
        step("keep", "transition.keep_item", &["appraisal"], "stored", KEEPERS),
        step("lose", "transition.lose_item", &["filed", "stored", "lent", "appraisal"], "lost", KEEPERS),
        // It is on no loan and not where it should be.
        Transition {
            reason: true,
            ..step("miss", "transition.miss_item", &["filed", "stored", "appraisal"], "lost", KEEPERS)
        },
        Transition {
            reason: true,
            ..step("recover", "transition.recover_item", &["lost"], "stored", KEEPERS)
        },
        step("hand_over", "transition.hand_over_item", &["stored", "appraisal"], "transferred", KEEPERS),
        step("destroy", "transition.destroy_item", &["stored", "appraisal"], "destroyed", KEEPERS),
    ],
};
