//! 参会人员: who is asked to a meeting, what they answered, and whether they came.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::issued::{check_part, freeze_part, require_open_minutes};
use super::{Meeting, sign_in_code};
use crate::model::{
    Change, Completion, Faults, Frozen, Function, Id, Lookup, Message, Problem, Record as _, RecordId, Rules,
    State, Tone, Transition, Workflow, choice, flag, instant, link, step, text, workflow,
};
use crate::records::organisation::Person;
use crate::{choices, fields};

choices! {
    /// 身份
    pub enum Part, "part" {
        /// 出席: counts for quorum and votes.
        Member = "member",
        /// 列席
        Observer = "observer",
        /// 记录
        Recorder = "recorder",
        /// 工作人员
        Staff = "staff",
    }
}

choices! {
    /// 回执 and sign-in.
    pub enum AttendeeState, "attendee_state" {
        /// 待回执
        Invited = "invited",
        /// 参加
        Accepted = "accepted",
        /// 请假
        Excused = "excused",
        /// 已签到
        Present = "present",
        /// 早退
        Left = "left",
    }
}

/// From the notice to the end of the meeting.
pub static ATTENDEE_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "invited", text: "attendee_state.invited", tone: Tone::Waiting, open: true },
        State { code: "accepted", text: "attendee_state.accepted", tone: Tone::Active, open: true },
        State { code: "excused", text: "attendee_state.excused", tone: Tone::Stopped, open: false },
        State { code: "present", text: "attendee_state.present", tone: Tone::Done, open: false },
        State { code: "left", text: "attendee_state.left", tone: Tone::Stopped, open: false },
    ],
    transitions: &[
        step("accept", "transition.accept_invitation", &["invited", "excused"], "accepted", &[]),
        Transition {
            reason: true,
            ..step("excuse", "transition.excuse", &["invited", "accepted"], "excused", &[])
        },
        step("sign_in", "transition.sign_in_meeting", &["invited", "accepted", "excused"], "present", &[]),
        step("leave", "transition.leave_early", &["present"], "left", &[]),
    ],
};

/// Somebody at a meeting.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attendee {
    /// The meeting.
    pub meeting: Option<Id<Meeting>>,
    /// Who.
    pub person: Option<Id<Person>>,
    /// 身份
    pub part: Part,
    /// 代会人
    pub deputy: Option<Id<Person>>,
    /// 签到时间
    pub signed_in_at: Option<DateTime<Utc>>,
    /// 迟到
    pub late: bool,
    /// 签到码, as whoever signs themselves in types it; it isn't kept.
    pub code: String,
    /// Remarks.
    pub note: String,
    /// Where it stands.
    pub state: AttendeeState,
}

fields! { Attendee, "attendee", Function::Administration;
    meeting => link::<Meeting>().required().title().column(260).filter();
    person => link::<Person>().at_work().required().title().column(110).filter();
    part => choice::<Part>().column(90).filter();
    deputy => link::<Person>().at_work().column(110);
    signed_in_at => instant().read_only().column(150);
    late => flag().read_only().column(70).filter();
    code => text().max_length(12);
    note => text().max_length(200);
    state => workflow(&ATTENDEE_WORKFLOW).column(90).filter();
}

impl Rules for Attendee {
    const COUNTED_BY: &'static [&'static str] = &["meeting"];

    fn complete(&mut self, occasion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        if occasion.transition == Some("sign_in") {
            let typed = std::mem::take(&mut self.code);
            if let Some(meeting) = self.meeting
                && occasion.actor.is_some()
                && self.person.map(Id::erase) == occasion.actor
            {
                let found = office.find(meeting)?;
                // Who leads the meeting or keeps its record is there without proof.
                let leads = found.is_some_and(|meeting| {
                    let of = meeting.record;
                    [of.chair, of.recorder]
                        .into_iter()
                        .flatten()
                        .any(|who| Some(who.erase()) == occasion.actor)
                });
                if !leads && typed.trim() != sign_in_code(meeting.erase()) {
                    let mut faults = Faults::default();
                    faults.at("code", Message::new("problem.sign_in_code"));
                    faults.finish()?;
                }
            }
            self.signed_in_at = Some(occasion.now);
            // The office's clock is eight hours ahead of UTC (`domain.md` §0).
            let here = occasion.now.naive_utc() + TimeDelta::hours(8);
            if let Some(meeting) = self.meeting
                && let Some(meeting) = office.find(meeting)?
                && let Some(times) = meeting.record.next_time(here, office)?
            {
                if here.date() < times.start.date() {
                    let message = Message::new("problem.sign_in_too_early");
                    return Err(Problem::input(message.with("day", times.start.date())));
                }
                self.late = here >= times.start + TimeDelta::minutes(1);
            }
        }
        Ok(())
    }

    fn freeze(
        &self,
        _: RecordId,
        _: Option<&str>,
        office: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        freeze_part(Self::FIELDS, self.meeting, office, frozen)
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        check_part(change.before.map(|before| before.meeting), change.after.meeting, office, faults)?;
        let Some(meeting) = change.after.meeting else { return Ok(()) };
        let others = office.linking::<Self>(meeting.erase(), "meeting")?;
        if others.iter().any(|other| other.meta.id != change.id && other.record.person == change.after.person)
        {
            faults.at("person", Message::new("problem.asked_already"));
        }
        Ok(())
    }

    fn check_void(_: RecordId, of: &Self, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        require_open_minutes([of.meeting], office, faults)
    }
}
