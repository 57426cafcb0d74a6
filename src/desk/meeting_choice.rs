//! The meetings around a day of which one is chosen, and what an occurrence of a series needs before it can be held.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveDateTime};

use super::meeting_console::batch;
use super::series_edit::{Reach, SeriesChange, edit_series};
use super::{Command, OccurrenceBook, Reader, Titles, Values};
use crate::model::{Choice as _, Id, Message, Problem, RecordId, Value};
use crate::records;
use crate::records::meetings::{Attendee, Meeting, MeetingState};

/// Days before and after today whose meetings can be chosen.
const BEFORE: u64 = 14;
const AFTER: u64 = 15;

/// A meeting that can be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct MeetingChoice {
    /// The meeting, or its series.
    pub id: RecordId,
    /// The time of the series that has no record of its own yet.
    pub original: Option<NaiveDateTime>,
    /// When it begins.
    pub start: NaiveDateTime,
    /// When it ends.
    pub end: NaiveDateTime,
    /// Subject.
    pub title: String,
    /// Where.
    pub place: String,
    /// Where it stands.
    pub state: MeetingState,
}

impl MeetingChoice {
    /// The meetings around a day and those that wait for their minutes, in the order of their beginning.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn read(reader: &Reader, today: NaiveDate) -> Result<Vec<Self>, Problem> {
        let Some(record_type) = records::find("meeting") else { return Ok(Vec::new()) };
        let book = OccurrenceBook::read(reader, record_type)?;
        let from = today.checked_sub_days(Days::new(BEFORE)).unwrap_or(today);
        let until = today.checked_add_days(Days::new(AFTER)).unwrap_or(today);
        let mut titles = Titles::default();
        let mut found = Vec::new();
        let mut add = |id, original, start, end| -> Result<(), Problem> {
            let Some(meeting) = reader.find(Id::<Meeting>::new(id))? else { return Ok(()) };
            let meeting = meeting.record;
            let place = titles.place(reader, meeting.room, &meeting.place)?;
            if meeting.state != MeetingState::Cancelled {
                let (title, state) = (meeting.title, meeting.state);
                found.push(Self { id, original, start, end, title, place, state });
            }
            Ok(())
        };
        for shown in book.between(from..until).iter() {
            let own = shown.record == shown.series && shown.repeats;
            let (start, end) = (shown.occurrence.office_start(), shown.occurrence.office_end());
            add(shown.record, own.then_some(shown.occurrence.original), start, end)?;
        }
        let mut waiting = Vec::new();
        reader.each::<Meeting>(&mut |meeting| {
            let owes = matches!(
                meeting.record.state,
                MeetingState::SigningIn
                    | MeetingState::Running
                    | MeetingState::Held
                    | MeetingState::Drafting
                    | MeetingState::Reviewing
                    | MeetingState::Issued
                    | MeetingState::Supervised
            );
            if let Some(start) = meeting.record.start.filter(|start| owes && (start.date() < from)) {
                waiting.push((meeting.meta.id, start, meeting.record.end.unwrap_or(start)));
            }
        })?;
        for (id, start, end) in waiting {
            add(id, None, start, end)?;
        }
        found.sort_by_key(|choice| (choice.start, choice.id));
        Ok(found)
    }

    /// The command that gives one occurrence of a series a record of its own, to be approved, with those who come to the
    /// series or came to its latest occurrence before; the record's identity beside.
    ///
    /// # Errors
    /// As [`edit_series`].
    pub fn prepare(&self, reader: &Reader) -> Result<(RecordId, Command), Problem> {
        let original = self.original.unwrap_or(self.start);
        let planned = Values::new().with("state", Value::choice(MeetingState::Planned.code()));
        let made = edit_series(reader, self.id, original, Reach::One, &SeriesChange::Set(planned))?;
        let Command::Batch { steps: mut made, .. } = made else {
            return Err(Problem::Bug("a change of a series is no batch".to_owned()));
        };
        let created = |wanted: &str, steps: &[Command]| {
            steps.iter().find_map(|step| match step {
                Command::Create { register, id, .. } if register == wanted => Some(*id),
                _ => None,
            })
        };
        let gone = || Problem::Missing(Message::new("console.gone"));
        let id = created("meeting", &made).ok_or_else(gone)?;
        if created("attendee", &made).is_none() {
            for attendee in self.came_before(reader, original)? {
                let values = Values::new()
                    .with("meeting", Value::Link(id))
                    .with("person", attendee.person.map_or(Value::Nothing, |who| Value::Link(who.erase())))
                    .with("part", Value::choice(attendee.part.code()));
                let register = "attendee".to_owned();
                made.push(Command::Create { register, id: RecordId::generate(), values });
            }
        }
        Ok((id, batch("batch.prepare_meeting", made)))
    }

    /// Those who were asked to the latest occurrence of the series before a time that has a record of its own.
    fn came_before(&self, reader: &Reader, before: NaiveDateTime) -> Result<Vec<Attendee>, Problem> {
        let mut by_meeting: BTreeMap<RecordId, Vec<Attendee>> = BTreeMap::new();
        reader.each::<Attendee>(&mut |attendee| {
            if let Some(meeting) = attendee.record.meeting {
                by_meeting.entry(meeting.erase()).or_default().push(attendee.record);
            }
        })?;
        let mut latest: Option<(NaiveDateTime, RecordId)> = None;
        reader.each::<Meeting>(&mut |other| {
            if let Some(at) = other.record.start.filter(|at| *at < before)
                && other.record.series.map(Id::erase) == Some(self.id)
                && by_meeting.contains_key(&other.meta.id)
            {
                latest = latest.max(Some((at, other.meta.id)));
            }
        })?;
        Ok(latest.and_then(|(_, meeting)| by_meeting.remove(&meeting)).unwrap_or_default())
    }
}
