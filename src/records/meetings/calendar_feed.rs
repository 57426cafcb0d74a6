//! 日历订阅文件: a calendar file that the program writes again and again, for other programs that subscribe to it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Room;
use crate::model::{
    Change, Completion, Faults, Function, Id, Lookup, Message, Problem, Role, Rules, State, Tone, Transition,
    Wording, Workflow, choice, instant, link, step, text, workflow,
};
use crate::records::backups::BackupFrequency;
use crate::records::organisation::Unit;
use crate::{choices, fields};

choices! {
    /// What a subscription tells.
    pub enum FeedDetail, "feed_detail" {
        /// When there is a meeting, and nothing about it.
        Busy = "busy",
        /// The whole meeting.
        Full = "full",
    }
}

choices! {
    /// Where a subscription stands.
    pub enum FeedState, "feed_state" {
        /// 启用
        Active = "active",
        /// 写入失败: it is tried again.
        Failed = "failed",
        /// 已停用
        Paused = "paused",
    }
}

const SECRETARIES: &[Role] = &[Role::Secretary, Role::Deputy, Role::Director];

/// The life of a subscription.
pub static FEED_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "active", text: "feed_state.active", tone: Tone::Active, open: true },
        State { code: "failed", text: "feed_state.failed", tone: Tone::Waiting, open: true },
        State { code: "paused", text: "feed_state.paused", tone: Tone::Quiet, open: false },
    ],
    transitions: &[
        step("written", "transition.feed_written", &["failed"], "active", &[]),
        Transition { reason: true, ..step("fail", "transition.feed_failed", &["active"], "failed", &[]) },
        step("pause", "transition.pause_feed", &["active", "failed"], "paused", SECRETARIES),
        step("resume", "transition.resume_feed", &["paused"], "active", SECRETARIES),
    ],
};

/// A calendar file for others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CalendarFeed {
    /// Name, which the subscribing program shows.
    pub name: String,
    /// The file, as this machine names it.
    pub file: String,
    /// Only meetings in this room.
    pub room: Option<Id<Room>>,
    /// Only meetings of this department.
    pub department: Option<Id<Unit>>,
    /// How much it tells.
    pub detail: FeedDetail,
    /// How often it is written.
    pub frequency: BackupFrequency,
    /// When it was written last.
    pub written_at: Option<DateTime<Utc>>,
    /// When that was tried last.
    pub tried_at: Option<DateTime<Utc>>,
    /// Where it stands.
    pub state: FeedState,
}

fields! { CalendarFeed, "calendar_feed", Function::Administration;
    name => text().required().unique().title().max_length(120).column(200);
    file => text().required().max_length(600).worded(Wording::File).column(320);
    room => link::<Room>().column(130).filter();
    department => link::<Unit>().column(130).filter();
    detail => choice::<FeedDetail>().column(110).filter();
    frequency => choice::<BackupFrequency>().column(90).filter();
    written_at => instant().read_only().column(150);
    tried_at => instant().read_only();
    state => workflow(&FEED_WORKFLOW).column(100).filter();
}

impl Rules for CalendarFeed {
    const BY_PROGRAM: &'static [&'static str] = &["written", "fail"];

    fn complete(&mut self, occasion: &Completion<'_, Self>, _office: &dyn Lookup) -> Result<(), Problem> {
        if matches!(occasion.transition, Some("written" | "fail")) {
            self.tried_at = Some(occasion.now);
        }
        if occasion.transition == Some("written") {
            self.written_at = Some(occasion.now);
        }
        Ok(())
    }

    fn check(change: &Change<'_, Self>, _office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let file = std::path::Path::new(&change.after.file);
        // A place named from where the program happened to be started would be another one tomorrow.
        if !file.is_absolute() {
            faults.at("file", Message::new("problem.folder_not_absolute"));
        } else if !file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ics")) {
            faults.at("file", Message::new("problem.feed_not_ics"));
        }
        Ok(())
    }
}
