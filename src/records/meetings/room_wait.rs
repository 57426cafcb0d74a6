//! 会议室候补: who waits for a room that is taken. When it becomes free, the first in line has it offered, or gets it at
//! once where they asked for that.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Meeting, Room};
use crate::model::{
    Change, Completion, Consequence, Faults, Function, Id, Lookup, Message, Problem, Rules, State, Tone,
    Value, Workflow, flag, instant, link, step, text, workflow,
};
use crate::{choices, fields};

/// An offer stands for so many hours; then the next in line has it offered.
pub const OFFER_HOURS: i64 = 4;

choices! {
    /// Where it stands.
    pub enum RoomWaitState, "room_wait_state" {
        /// 候补中
        Waiting = "waiting",
        /// 待确认: the room is free and kept for them.
        Offered = "offered",
        /// 已订到
        Taken = "taken",
        /// 已放弃
        Withdrawn = "withdrawn",
        /// 已失效: the meeting has begun, was called off, or has another room.
        Lapsed = "lapsed",
    }
}

/// From asking to having the room.
pub static ROOM_WAIT_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "waiting", text: "room_wait_state.waiting", tone: Tone::Waiting, open: true },
        State { code: "offered", text: "room_wait_state.offered", tone: Tone::Active, open: true },
        State { code: "taken", text: "room_wait_state.taken", tone: Tone::Done, open: false },
        State { code: "withdrawn", text: "room_wait_state.withdrawn", tone: Tone::Stopped, open: false },
        State { code: "lapsed", text: "room_wait_state.lapsed", tone: Tone::Stopped, open: false },
    ],
    transitions: &[
        step("offer", "transition.offer_room", &["waiting"], "offered", &[]),
        step("take", "transition.take_room", &["waiting", "offered"], "taken", &[]),
        step("pass", "transition.pass_room", &["offered"], "waiting", &[]),
        step("withdraw", "transition.withdraw_wait", &["waiting", "offered"], "withdrawn", &[]),
        step("lapse", "transition.lapse_wait", &["waiting", "offered"], "lapsed", &[]),
    ],
};

/// A meeting that waits for a room.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoomWait {
    /// The meeting.
    pub meeting: Option<Id<Meeting>>,
    /// The room.
    pub room: Option<Id<Room>>,
    /// 自动预订: it takes the room as soon as it is free.
    pub at_once: bool,
    /// Since when it stands in line.
    pub asked_at: Option<DateTime<Utc>>,
    /// Until when an offer stands.
    pub offered_until: Option<DateTime<Utc>>,
    /// Remarks.
    pub note: String,
    /// Where it stands.
    pub state: RoomWaitState,
}

fields! { RoomWait, "room_wait", Function::Administration;
    meeting => link::<Meeting>().required().title().column(260).filter();
    room => link::<Room>().required().column(150).filter();
    at_once => flag().column(90).filter();
    asked_at => instant().read_only().column(150);
    offered_until => instant().read_only().column(150);
    note => text().max_length(200);
    state => workflow(&ROOM_WAIT_WORKFLOW).column(100).filter();
}

impl Rules for RoomWait {
    const BY_PROGRAM: &'static [&'static str] = &["offer", "lapse"];

    fn complete(&mut self, occasion: &Completion<'_, Self>, _office: &dyn Lookup) -> Result<(), Problem> {
        if matches!(occasion.transition, None | Some("pass")) {
            self.asked_at = Some(occasion.now);
        }
        self.offered_until = match occasion.transition {
            Some("offer") => occasion.now.checked_add_signed(TimeDelta::hours(OFFER_HOURS)),
            _ => None,
        };
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let wait = change.after;
        let (Some(id), Some(room)) = (wait.meeting, wait.room) else { return Ok(()) };
        if !matches!(wait.state, RoomWaitState::Waiting | RoomWaitState::Offered) {
            return Ok(());
        }
        let Some(meeting) = office.find(id)? else { return Ok(()) };
        if meeting.record.room == Some(room) {
            faults.at("room", Message::new("problem.has_room_already"));
        }
        if !meeting.record.takes_place() {
            faults.at("meeting", Message::new("problem.waits_for_nothing"));
        }
        let others = office.linking::<Self>(id.erase(), "meeting")?;
        let waits = |other: &Self| {
            other.room == Some(room) && matches!(other.state, RoomWaitState::Waiting | RoomWaitState::Offered)
        };
        if others.iter().any(|other| other.meta.id != change.id && waits(&other.record)) {
            faults.at("room", Message::new("problem.waits_already"));
        }
        Ok(())
    }

    fn consequences(change: &Change<'_, Self>, _office: &dyn Lookup) -> Result<Vec<Consequence>, Problem> {
        let (Some("take"), Some(meeting), Some(room)) =
            (change.transition, change.after.meeting, change.after.room)
        else {
            return Ok(Vec::new());
        };
        let values = vec![("room", Value::Link(room.erase()))];
        Ok(vec![Consequence::Update { register: "meeting", id: meeting.erase(), values }])
    }
}
