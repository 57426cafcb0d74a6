//! 会议: what the calendar shows. A meeting that comes again is one record with its rule; an occurrence that differs is
//! a record of its own that names its series and the time it replaces.

use std::ops::Range;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{
    AgendaItem, Attendee, AttendeeState, MEETING_WORKFLOW, MeetingKind, MeetingState, Part, QuorumRule, Room,
    VoteBase, issued::require_unfiled, minutes_draft::draft, returning,
};
use crate::fields;
use crate::model::{
    Change, Choice as _, Completion, Consequence, Due, Engagement, Faults, Frozen, Function, Id, Lookup,
    Message, Occupied, Problem, RecordId, Rules, Value, choice, date, date_time, flag, instant, integer,
    link, long_text, tags, text, workflow,
};
use crate::records::calendar::work_calendar;
use crate::records::organisation::{Person, Unit};
use crate::rules::paper::{PaperForm, PaperKind};
use crate::rules::recurrence::{Plan, RecurrenceError, Schedule};

/// 纪要 are issued within so many working days (`domain.md` §4.2).
pub const MINUTES_DAYS: i32 = 3;

/// A meeting, once or again and again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Meeting {
    /// 主题
    pub title: String,
    /// Where it stands.
    pub state: MeetingState,
    /// 类型
    pub kind: MeetingKind,
    /// 目的
    pub purpose: String,
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
    /// The room it holds.
    pub room: Option<Id<Room>>,
    /// 主持人
    pub chair: Option<Id<Person>>,
    /// 记录人
    pub recorder: Option<Id<Person>>,
    /// 召集部门
    pub department: Option<Id<Unit>>,
    /// 法定人数规则
    pub quorum: QuorumRule,
    /// Of whom a decision needs its share.
    pub vote_base: VoteBase,
    /// 应到
    pub members: i64,
    /// 实到
    pub present: i64,
    /// Minutes that the agenda takes.
    pub agenda_minutes: i64,
    /// 参会要求
    pub requirements: String,
    /// 联系人
    pub contact: String,
    /// 回执截止
    pub reply_until: Option<NaiveDate>,
    /// When the notice went out.
    pub notified_on: Option<NaiveDate>,
    /// When it was opened.
    pub began_at: Option<DateTime<Utc>>,
    /// When it was closed.
    pub ended_at: Option<DateTime<Utc>>,
    /// 纪要编号: 纪要〔2026〕1号
    pub minutes_number: String,
    /// 纪要: what was resolved.
    pub minutes: String,
    /// The day on which the minutes were issued.
    pub issued_on: Option<NaiveDate>,
    /// The day by which the minutes are issued.
    pub minutes_due: Option<NaiveDate>,
    /// What it is about.
    pub note: String,
    /// RRULE, RDATE, EXDATE and EXRULE lines of RFC 5545; empty where it takes place once.
    pub recurrence: String,
    /// The series of which this is one changed occurrence.
    pub series: Option<Id<Meeting>>,
    /// The time of the series that this one replaces.
    pub recurrence_id: Option<NaiveDateTime>,
    /// The times of the series that changed occurrences have replaced.
    pub exceptions: Vec<String>,
    /// What calendars of others know it by; a changed occurrence has that of its series.
    pub uid: String,
    /// How often its time was changed, for those who were invited.
    pub sequence: i64,
    /// What an iCalendar file said beside, word for word.
    pub icalendar: String,
}

/// Minutes are owed from the moment a meeting was held until they are issued (`domain.md` §4.2).
const MINUTES_DUE: Due =
    Due::new("calendar.dated.minutes").owed_in(&["held", "drafting", "reviewing"]).told("due.minutes");

fields! { Meeting, "meeting", Function::Administration;
    title => text().required().title().max_length(500).column(280);
    state => workflow(&MEETING_WORKFLOW).column(130).filter();
    kind => choice::<MeetingKind>().column(120).filter();
    purpose => long_text().search().inside();
    start => date_time().required().column(140);
    end => date_time().column(140);
    all_day => flag().column(80);
    time_zone => text().max_length(100);
    place => text().max_length(500).column(160).search();
    room => link::<Room>().column(130).filter();
    chair => link::<Person>().at_work().column(90).filter();
    recorder => link::<Person>().at_work();
    department => link::<Unit>().column(120).filter();
    quorum => choice::<QuorumRule>();
    vote_base => choice::<VoteBase>();
    members => integer().total();
    present => integer().total();
    agenda_minutes => integer().total();
    requirements => long_text().inside();
    contact => text().max_length(200);
    reply_until => date();
    notified_on => date().read_only();
    began_at => instant().read_only();
    ended_at => instant().read_only();
    minutes_number => text().permanent().read_only().max_length(40).search();
    minutes => long_text().search().inside();
    issued_on => date().read_only();
    minutes_due => date().read_only().due(MINUTES_DUE);
    note => long_text().search().inside();
    recurrence => long_text();
    series => link::<Meeting>().column(200);
    recurrence_id => date_time();
    exceptions => tags().total();
    uid => text().max_length(500);
    sequence => integer().minimum(0);
    icalendar => long_text().max_length(200_000).inside();
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

/// A series holds a room for so many years at most; one without an end could not be kept free of others.
const MOST_YEARS: i64 = 3;

/// A room is held for so many days at a time at most.
pub(super) const MOST_DAYS: i64 = 31;

/// How a time of a series is written in [`Meeting::exceptions`].
pub(super) const EXCEPTION: &str = "%Y-%m-%dT%H:%M:%S";

impl Meeting {
    /// Whether its state leaves it its room.
    pub fn takes_place(&self) -> bool {
        self.state != MeetingState::Cancelled
    }

    /// Whether it has not been held or called off.
    pub(super) fn is_to_come(&self) -> bool {
        use MeetingState::{Notified, Planned, Preparing, Running, SigningIn};
        matches!(self.state, Planned | Preparing | Notified | SigningIn | Running)
    }

    /// Its times on the office's clock, those that changed occurrences have replaced left out, as far as a room can be
    /// held; whether there are more is said beside.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn times(&self, office: &dyn Lookup) -> Result<(Vec<Range<NaiveDateTime>>, bool), Problem> {
        let Some(plan) = self.plan() else { return Ok((Vec::new(), false)) };
        let Ok(schedule) = Schedule::of(&plan) else { return Ok((Vec::new(), false)) };
        let calendar = self.calendar(office)?;
        let margin = TimeDelta::days(MOST_DAYS);
        let from = plan.start.checked_sub_signed(margin).unwrap_or(plan.start);
        let last = plan.start.checked_add_signed(TimeDelta::days(366 * MOST_YEARS)).unwrap_or(plan.start);
        let Ok(found) = schedule.occurrences(&calendar, from..last) else { return Ok((Vec::new(), true)) };
        let more = schedule.repeats() && !matches!(schedule.next_after(&calendar, last), Ok(None));
        let times = found.into_iter().filter(|of| !self.is_replaced(of.original));
        Ok((times.map(|of| of.office_start()..of.office_end()).collect(), more))
    }

    /// The time that is under way or comes next at a moment of the office's clock.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn next_time(
        &self,
        at: NaiveDateTime,
        office: &dyn Lookup,
    ) -> Result<Option<Range<NaiveDateTime>>, Problem> {
        let (times, _) = self.times(office)?;
        let next = times.iter().find(|time| time.end > at).or(times.last());
        Ok(next.cloned())
    }

    /// 纪要〔2026〕1号: the next number of the year, without gaps.
    fn next_minutes_number(office: &dyn Lookup) -> Result<String, Problem> {
        let year = office.today().year();
        for number in 1_u32.. {
            let written = format!("纪要〔{year}〕{number}号");
            if office.owner_of("meeting", "minutes_number", &Value::text(written.as_str()))?.is_none() {
                return Ok(written);
            }
        }
        Ok(String::new())
    }

    /// More people than seats; they may still come and stand.
    fn lacks_seats(&self, id: RecordId, office: &dyn Lookup) -> Result<Option<Message>, Problem> {
        let Some(room) = self.room.filter(|_| self.is_to_come()) else { return Ok(None) };
        let Some(room) = office.find(room)? else { return Ok(None) };
        let Some(seats) = room.record.capacity else { return Ok(None) };
        let attendees = office.linking::<Attendee>(id, "meeting")?;
        let come = attendees.iter().filter(|of| of.record.state != AttendeeState::Excused).count();
        if i64::try_from(come).unwrap_or(i64::MAX) <= seats {
            return Ok(None);
        }
        let message = Message::new("warning.room_small").with("title", &self.title).with("people", come);
        Ok(Some(message.with("room", &room.record.name).with("seats", seats)))
    }

    /// Whether it holds the same room at the same times as another state of it.
    fn is_booked_as(&self, other: &Self) -> bool {
        self.room == other.room
            && self.takes_place() == other.takes_place()
            && self.plan() == other.plan()
            && self.exceptions == other.exceptions
    }

    fn check_room(&self, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let Some(room) = self.room else { return Ok(()) };
        if !self.takes_place() {
            return Ok(());
        }
        let Some(room) = office.find(room)? else { return Ok(()) };
        let room = room.record;
        if room.closed {
            faults.at("room", Message::new("problem.room_closed").with("room", &room.name));
        }
        let Some(plan) = self.plan() else { return Ok(()) };
        if plan.end <= plan.start {
            faults.at("end", Message::new("problem.room_needs_end"));
        }
        if plan.end - plan.start > TimeDelta::days(MOST_DAYS) {
            faults.at("end", Message::new("problem.room_too_long").with("days", MOST_DAYS));
            return Ok(());
        }
        let (times, more) = self.times(office)?;
        if more {
            faults.at("recurrence", Message::new("problem.room_without_end").with("years", MOST_YEARS));
        }
        if let Some(time) = times.iter().find(|time| !room.is_open_at(time)) {
            let message = Message::new("problem.room_not_open").with("room", &room.name);
            let message = message.with("opens", &room.opens).with("closes", &room.closes);
            faults.at("room", message.with("at", time.start.format("%Y-%m-%d %H:%M")));
        }
        Ok(())
    }
}

impl Rules for Meeting {
    // Somebody who frees a room before its time calls the meeting off.
    const BY_PROGRAM: &'static [&'static str] = &["release_room"];
    const OCCUPIES: bool = true;

    const ENGAGES: bool = true;

    const COUNTED_BY: &'static [&'static str] = &["series"];

    const FOLLOW_UPS: &'static [(&'static str, &'static str)] = &[("outgoing", "meeting")];

    /// The paper that gives out its minutes.
    fn follow_up(&self, _register: &str) -> Vec<(&'static str, Value)> {
        vec![
            ("title", Value::text(self.minutes_title())),
            ("kind", Value::choice(PaperKind::Minutes.code())),
            ("form", Value::choice(PaperForm::Minutes.code())),
            ("body", Value::text(self.minutes.as_str())),
            ("unit", self.department.map_or(Value::Nothing, |unit| Value::Link(unit.erase()))),
        ]
    }

    fn complete(&mut self, occasion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        match occasion.transition {
            Some("notify") => self.notified_on = Some(office.today()),
            Some("start") => self.began_at = Some(occasion.now),
            Some("hold") => {
                self.ended_at = Some(occasion.now);
                self.minutes_due = work_calendar(office)?.add_working_days(office.today(), MINUTES_DAYS);
            }
            Some("draft_minutes") if self.minutes.trim().is_empty() => {
                let mut items = office.linking::<AgendaItem>(occasion.id, "meeting")?;
                items.sort_by_key(|item| (item.record.position, item.meta.id));
                let items: Vec<AgendaItem> = items.into_iter().map(|item| item.record).collect();
                self.minutes = draft(self, &items, office)?;
            }
            Some("recall_minutes") => {
                self.issued_on = None;
                self.minutes_due = work_calendar(office)?.add_working_days(office.today(), MINUTES_DAYS);
            }
            Some("issue_minutes") => {
                self.issued_on = Some(office.today());
                if self.minutes_number.is_empty() {
                    self.minutes_number = Self::next_minutes_number(office)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn freeze(
        &self,
        _: RecordId,
        step: Option<&str>,
        office: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        self.freeze_issued(step, office, frozen)
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
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
        if meeting.series.is_some_and(|series| series.erase() == change.id) {
            faults.at("series", Message::new("problem.series_of_itself"));
        }
        if change.transition == Some("recall_minutes") {
            if change.before.is_some_and(|before| !before.has_issued_minutes()) {
                faults.whole(Message::new("problem.minutes_not_issued"));
            }
            require_unfiled(Id::new(change.id), office, faults)?;
        }
        // What stands is not held against a room that has changed since: its note can still be written.
        if faults.is_empty() && change.before.is_none_or(|before| !meeting.is_booked_as(before)) {
            meeting.check_room(office, faults)?;
        }
        if change.transition == Some("approve") && meeting.room.is_some() && meeting.purpose.trim().is_empty()
        {
            faults.at("purpose", Message::new("problem.room_needs_purpose"));
        }
        // Without a notice it is looked at when the meeting begins.
        let was_preparing = change.before.is_some_and(|before| before.state == MeetingState::Preparing);
        if (change.transition == Some("notify")
            || (was_preparing && matches!(change.transition, Some("open_sign_in" | "start"))))
            && let Some(plan) = meeting.plan()
            && meeting.agenda_minutes > (plan.end - plan.start).num_minutes()
            && plan.end > plan.start
        {
            let message = Message::new("problem.agenda_too_long").with("minutes", meeting.agenda_minutes);
            faults.at("end", message.with("available", (plan.end - plan.start).num_minutes()));
        }
        if change.transition == Some("issue_minutes")
            && let Some(actor) = office.actor()
            && meeting.chair.is_some_and(|chair| chair.erase() != actor)
        {
            faults.at("chair", Message::new("problem.chair_signs"));
        }
        Ok(())
    }

    const WARNS: bool = true;

    /// An agenda that is longer than its meeting is told when it becomes so, and not only when the notice goes out.
    fn warnings(change: &Change<'_, Self>, office: &dyn Lookup) -> Result<Vec<Message>, Problem> {
        let excess = |meeting: &Self| {
            let length = (meeting.end? - meeting.start?).num_minutes();
            (!meeting.all_day && meeting.agenda_minutes > length).then_some((meeting.agenda_minutes, length))
        };
        let mut told = Vec::new();
        let too_long = excess(change.after);
        if let Some((minutes, available)) = too_long
            && change.before.and_then(excess) != too_long
        {
            let message = Message::new("console.agenda_too_long").with("minutes", minutes);
            told.push(message.with("available", available));
        }
        told.extend(change.after.lacks_seats(change.id, office)?);
        Ok(told)
    }

    fn occupies(&self, _id: RecordId, office: &dyn Lookup) -> Result<Vec<Occupied>, Problem> {
        let Some(room) = self.room.filter(|_| self.takes_place()) else { return Ok(Vec::new()) };
        let buffer = office.find(room)?.and_then(|room| room.record.buffer).unwrap_or(0);
        let (times, _) = self.times(office)?;
        let held = times.into_iter().filter(|time| time.start < time.end);
        Ok(held
            .map(|time| Occupied {
                thing: room.erase(),
                field: "room",
                from: time.start,
                until: time.end,
                margin: TimeDelta::try_minutes(buffer).unwrap_or_default(),
                kin: self.series.map(Id::erase),
            })
            .collect())
    }

    fn engages(&self, id: RecordId, office: &dyn Lookup) -> Result<Option<Engagement>, Problem> {
        self.engagement(id, office)
    }

    fn engaged_times(
        &self,
        range: Range<NaiveDateTime>,
        office: &dyn Lookup,
    ) -> Result<Vec<Range<NaiveDateTime>>, Problem> {
        self.times_within(range, office)
    }

    /// An approved meeting takes up what earlier ones of its kind left open.
    fn consequences(change: &Change<'_, Self>, office: &dyn Lookup) -> Result<Vec<Consequence>, Problem> {
        if change.transition != Some("approve") {
            return Ok(Vec::new());
        }
        let Some(meeting) = office.find(Id::<Self>::new(change.id))? else { return Ok(Vec::new()) };
        let open = returning(&meeting, &office.all()?, &office.all()?, &office.all()?);
        Ok(open
            .into_iter()
            .map(|of| Consequence::Create { register: "agenda_item", id: of.id, values: of.values })
            .collect())
    }

    fn check_void(_: RecordId, meeting: &Self, _: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        if !meeting.minutes_number.is_empty() {
            let message = Message::new("problem.issued_meeting_stays");
            faults.whole(message.with("number", &meeting.minutes_number));
        }
        Ok(())
    }

    fn total(&mut self, id: RecordId, office: &dyn Lookup) -> Result<(), Problem> {
        let (mut members, mut present) = (0_i64, 0_i64);
        for attendee in office.linking::<Attendee>(id, "meeting")? {
            if attendee.record.part == Part::Member {
                members = members.saturating_add(1);
                present = present.saturating_add(i64::from(attendee.record.state == AttendeeState::Present));
            }
        }
        (self.members, self.present) = (members, present);
        let items = office.linking::<AgendaItem>(id, "meeting")?;
        let minutes = items.iter().filter_map(|item| item.record.minutes);
        self.agenda_minutes = minutes.fold(0_i64, i64::saturating_add);
        let changed = office.linking::<Self>(id, "series")?;
        let mut exceptions: Vec<String> = changed
            .iter()
            .filter_map(|of| of.record.recurrence_id)
            .map(|original| original.format(EXCEPTION).to_string())
            .collect();
        exceptions.sort();
        exceptions.dedup();
        self.exceptions = exceptions;
        Ok(())
    }
}
