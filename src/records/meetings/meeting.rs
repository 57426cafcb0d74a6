//! 会议: what the calendar shows. A meeting that comes again is one record with its rule; an occurrence that differs is
//! a record of its own that names its series and the time it replaces.

use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::model::{
    Change, Faults, Function, Id, Lookup, Message, Problem, Rules, State, Tone, Transition, Workflow,
    date_time, flag, integer, link, long_text, text, workflow,
};
use crate::rules::recurrence::{Plan, RecurrenceError, Schedule};
use crate::{choices, fields};

choices! {
    /// Where a meeting stands.
    pub enum MeetingState, "meeting_state" {
        /// 计划中
        Planned = "planned",
        /// 已举行
        Held = "held",
        /// 已取消
        Cancelled = "cancelled",
    }
}

/// The life of a meeting.
pub static MEETING_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "planned", text: "meeting_state.planned", tone: Tone::Waiting, open: true },
        State { code: "held", text: "meeting_state.held", tone: Tone::Done, open: false },
        State { code: "cancelled", text: "meeting_state.cancelled", tone: Tone::Stopped, open: false },
    ],
    transitions: &[
        Transition {
            code: "hold",
            text: "transition.hold_meeting",
            from: &["planned"],
            to: "held",
            by: &[],
            reason: false,
            needs: &[],
            four_eyes: false,
        },
        Transition {
            code: "cancel",
            text: "transition.cancel_meeting",
            from: &["planned"],
            to: "cancelled",
            by: &[],
            reason: true,
            needs: &[],
            four_eyes: false,
        },
    ],
};

/// A meeting, once or again and again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Meeting {
    /// 主题
    pub title: String,
    /// Where it stands.
    pub state: MeetingState,
    /// When it begins, on the clock of `time_zone`.
    pub start: Option<NaiveDateTime>,
    /// When it ends, exclusive; empty where it only has a beginning.
    pub end: Option<NaiveDateTime>,
    /// Whether it takes whole days.
    pub all_day: bool,
    /// IANA name of its time zone; empty for the office's own clock.
    pub time_zone: String,
    /// 地点
    pub place: String,
    /// What it is about.
    pub note: String,
    /// RRULE, RDATE, EXDATE and EXRULE lines of RFC 5545; empty where it takes place once.
    pub recurrence: String,
    /// The series of which this is one changed occurrence.
    pub series: Option<Id<Meeting>>,
    /// The time of the series that this one replaces.
    pub recurrence_id: Option<NaiveDateTime>,
    /// What calendars of others know it by; a changed occurrence has that of its series.
    pub uid: String,
    /// How often its time was changed, for those who were invited.
    pub sequence: i64,
    /// What an iCalendar file said beside, word for word.
    pub icalendar: String,
}

fields! { Meeting, "meeting", Function::Administration;
    title => text().required().title().max_length(500).column(280);
    state => workflow(&MEETING_WORKFLOW).column(100).filter();
    start => date_time().required().column(140);
    end => date_time().column(140);
    all_day => flag().column(80);
    time_zone => text().max_length(100);
    place => text().max_length(500).column(160).search();
    note => long_text().search();
    recurrence => long_text();
    series => link::<Meeting>().column(200);
    recurrence_id => date_time();
    uid => text().max_length(500);
    sequence => integer().minimum(0);
    icalendar => long_text().max_length(200_000);
}

impl Meeting {
    /// When it takes place; `None` without a beginning.
    pub fn plan(&self) -> Option<Plan> {
        let start = self.start?;
        let midnight = |time: NaiveDateTime| time.date().and_time(chrono::NaiveTime::MIN);
        let (start, end) = if self.all_day {
            let start = midnight(start);
            let next = start.checked_add_signed(TimeDelta::days(1)).unwrap_or(start);
            (start, self.end.map_or(next, midnight))
        } else {
            (start, self.end.unwrap_or(start))
        };
        let (time_zone, recurrence) = (self.time_zone.clone(), self.recurrence.clone());
        Some(Plan { start, end, all_day: self.all_day, time_zone, recurrence })
    }
}

impl Rules for Meeting {
    fn check(change: &Change<'_, Self>, _office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let meeting = change.after;
        if let Some(plan) = meeting.plan()
            && let Err(error) = Schedule::of(&plan)
        {
            let field = match &error {
                RecurrenceError::EndBeforeStart => "end",
                RecurrenceError::UnknownZone(name) if *name == plan.time_zone => "time_zone",
                _ => "recurrence",
            };
            faults.at(field, error.message());
        }
        if meeting.recurrence_id.is_some() && !meeting.recurrence.is_empty() {
            faults.at("recurrence", Message::new("problem.occurrence_repeats"));
        }
        Ok(())
    }
}
