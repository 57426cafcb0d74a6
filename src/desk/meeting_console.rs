//! A meeting as its chair and its recorder work on it: agenda, sign-in, record, what it resolved, what returns from
//! earlier ones, and what is to be looked at.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{BatchMode, Command, MatterLine, Reader, SupervisionPanel, Titles, Values, work_calendar};
use crate::model::{Id, KeptMessage, Message, Problem, RecordId, Stored, Value};
use crate::records;
use crate::records::meetings::{
    AgendaItem, AgendaKind, AgendaState, Attendee, AttendeeState, Meeting, MeetingState, Part, Returning,
    Room, Statement, returning,
};
use crate::records::organisation::{Person, PersonState};
use crate::records::supervision::Matter;
use crate::store::attachment::Attachment;

/// Notices go out so many working days before (`domain.md` §4.1).
pub const NOTICE_DAYS: i64 = 2;

/// An item with what is shown beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct ConsoleItem {
    /// The item.
    pub stored: Stored<AgendaItem>,
    /// 汇报人
    pub presenter: String,
    /// Its materials.
    pub materials: Vec<Attachment>,
}

/// Somebody who is asked to the meeting.
#[derive(Clone, Debug, PartialEq)]
pub struct ConsoleAttendee {
    /// The record.
    pub stored: Stored<Attendee>,
    /// Name.
    pub name: String,
    /// 代会人
    pub deputy: String,
}

/// Something that was said.
#[derive(Clone, Debug, PartialEq)]
pub struct ConsoleStatement {
    /// The record.
    pub stored: Stored<Statement>,
    /// Who said it.
    pub speaker: String,
    /// The item it was said about.
    pub item: String,
}

/// A meeting with everything that belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct MeetingConsole {
    /// The meeting.
    pub stored: Stored<Meeting>,
    /// Where it takes place.
    pub place: String,
    /// 主持人
    pub chair: String,
    /// 记录人
    pub recorder: String,
    /// 召集部门
    pub department: String,
    /// The agenda in its order.
    pub items: Vec<ConsoleItem>,
    /// Members first, then the others.
    pub attendees: Vec<ConsoleAttendee>,
    /// The record in its order.
    pub statements: Vec<ConsoleStatement>,
    /// What became matters.
    pub matters: Vec<MatterLine>,
    /// What returns from earlier meetings and is not on the agenda.
    pub returning: Vec<Returning>,
    /// How many must be there for a vote.
    pub needed: u32,
    /// What is to be looked at; nothing of it stands in the way.
    pub warnings: Vec<Message>,
}

impl MeetingConsole {
    /// Reads a meeting; `None` when it is gone or not to be seen.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn read(reader: &Reader, id: RecordId, today: NaiveDate) -> Result<Option<Self>, Problem> {
        let Some(stored) = reader.find(Id::<Meeting>::new(id))? else { return Ok(None) };
        let mut titles = Titles::default();
        let meeting = &stored.record;
        let place = titles.place(reader, meeting.room, &meeting.place)?;
        let (chair, recorder) = (titles.of(reader, meeting.chair)?, titles.of(reader, meeting.recorder)?);
        let department = titles.of(reader, meeting.department)?;
        let all_items = reader.all::<AgendaItem>()?;
        let mut items = Vec::new();
        for item in all_items.iter().filter(|item| item.record.meeting.map(Id::erase) == Some(id)) {
            let materials = match records::find("agenda_item") {
                Some(of) => reader.attachments(of, item.meta.id)?,
                None => Vec::new(),
            };
            let presenter = titles.of(reader, item.record.presenter)?;
            items.push(ConsoleItem { stored: item.clone(), presenter, materials });
        }
        items.sort_by_key(|item| (item.stored.record.position.unwrap_or(i64::MAX), item.stored.meta.id));
        let mut attendees = Vec::new();
        let mut of_meeting = Vec::new();
        reader.each::<Attendee>(&mut |attendee| {
            if attendee.record.meeting.map(Id::erase) == Some(id) {
                of_meeting.push(attendee);
            }
        })?;
        for attendee in of_meeting {
            let deputy = titles.of(reader, attendee.record.deputy)?;
            let name = titles.of(reader, attendee.record.person)?;
            attendees.push(ConsoleAttendee { stored: attendee, name, deputy });
        }
        attendees.sort_by_key(|of| (of.stored.record.part, of.stored.meta.created_at, of.stored.meta.id));
        let mut statements = Vec::new();
        let mut said = Vec::new();
        reader.each::<Statement>(&mut |statement| {
            if statement.record.meeting.map(Id::erase) == Some(id) {
                said.push(statement);
            }
        })?;
        said.sort_by_key(|of| (of.record.at, of.meta.id));
        for statement in said {
            let speaker = match statement.record.speaker {
                Some(_) => titles.of(reader, statement.record.speaker)?,
                None => statement.record.name.clone(),
            };
            let item =
                items.iter().find(|item| statement.record.item.map(Id::erase) == Some(item.stored.meta.id));
            let item = item.map(|item| item.stored.record.title.clone()).unwrap_or_default();
            statements.push(ConsoleStatement { stored: statement, speaker, item });
        }
        let panel = SupervisionPanel::read(reader, today)?;
        let matters =
            panel.lines.into_iter().filter(|line| line.matter.meeting.map(Id::erase) == Some(id)).collect();
        let returning = if meeting.state.is_before() {
            returning(&stored, &reader.all()?, &all_items, &reader.all::<Matter>()?)
        } else {
            Vec::new()
        };
        let members = u32::try_from(meeting.members.max(0)).unwrap_or(u32::MAX);
        let needed = meeting.quorum.needed().of(members);
        let mut console = Self {
            place,
            chair,
            recorder,
            department,
            items,
            attendees,
            statements,
            matters,
            returning,
            needed,
            warnings: Vec::new(),
            stored,
        };
        console.warnings = console.look(reader, today)?;
        Ok(Some(console))
    }

    /// The item under discussion or in a vote.
    pub fn current(&self) -> Option<&ConsoleItem> {
        self.items
            .iter()
            .find(|item| matches!(item.stored.record.state, AgendaState::Open | AgendaState::Voting))
    }

    /// Whether enough members are there for a vote.
    pub fn has_quorum(&self) -> bool {
        self.stored.record.present >= i64::from(self.needed)
    }

    /// What is to be looked at.
    fn look(&self, reader: &Reader, today: NaiveDate) -> Result<Vec<Message>, Problem> {
        let meeting = &self.stored.record;
        let mut found = Vec::new();
        let is_over = matches!(meeting.state, MeetingState::Closed | MeetingState::Cancelled);
        if is_over {
            return Ok(found);
        }
        let before = meeting.state.is_before();
        if let (Some(start), Some(end)) = (meeting.start, meeting.end)
            && meeting.agenda_minutes > (end - start).num_minutes()
        {
            found.push(
                Message::new("console.agenda_too_long")
                    .with("minutes", meeting.agenda_minutes)
                    .with("available", (end - start).num_minutes()),
            );
        }
        for (name, part) in self.people_left(reader, today)? {
            found.push(Message::new("console.person_left").with("name", name).with("part", part));
        }
        if before && meeting.chair.is_none() {
            found.push(Message::new("console.no_chair"));
        }
        if before && meeting.recorder.is_none() {
            found.push(Message::new("console.no_recorder"));
        }
        let calendar = work_calendar(reader)?;
        if let Some(start) = meeting.start.filter(|_| before) {
            let told = meeting.notified_on.unwrap_or(today);
            let days = calendar.working_days_between(told, start.date());
            if days < NOTICE_DAYS && meeting.state != MeetingState::SigningIn {
                found.push(Message::new("console.notice_late").with("days", NOTICE_DAYS));
            }
            let bare = self
                .items
                .iter()
                .filter(|item| {
                    item.materials.is_empty()
                        && item.stored.record.kind != AgendaKind::Inform
                        && item.stored.record.matter.is_none()
                })
                .count();
            if bare > 0 && calendar.working_days_between(today, start.date()) <= 1 {
                found.push(Message::new("console.no_material").with("count", bare));
            }
        }
        if let Some(room) = meeting.room.filter(|_| before)
            && let Some(room) = reader.find::<Room>(room)?
            && let Some(seats) = room.record.capacity
            && i64::try_from(self.attendees.len()).unwrap_or(i64::MAX) > seats
        {
            found.push(
                Message::new("console.room_small").with("seats", seats).with("people", self.attendees.len()),
            );
        }
        let silent =
            self.attendees.iter().filter(|of| of.stored.record.state == AttendeeState::Invited).count();
        if silent > 0
            && meeting.state == MeetingState::Notified
            && meeting.reply_until.is_some_and(|by| by < today)
        {
            found.push(Message::new("console.no_reply").with("count", silent));
        }
        let owes_minutes =
            matches!(meeting.state, MeetingState::Held | MeetingState::Drafting | MeetingState::Reviewing);
        if let Some(due) = meeting.minutes_due.filter(|due| owes_minutes && *due < today) {
            found.push(Message::new("console.minutes_late").with("due", due));
        }
        Ok(found)
    }

    /// Those who have a part in the meeting and left the office, with the key of their part.
    fn people_left(&self, reader: &Reader, today: NaiveDate) -> Result<Vec<(String, &'static str)>, Problem> {
        let meeting = &self.stored.record;
        let day = meeting.start.map_or(today, |start| start.date());
        let mut parts: BTreeMap<RecordId, &'static str> = BTreeMap::new();
        for (person, part) in [(meeting.chair, "meeting.chair"), (meeting.recorder, "meeting.recorder")] {
            parts.extend(person.map(|person| (person.erase(), part)));
        }
        for item in &self.items {
            let of = &item.stored.record;
            for (person, part) in [(of.presenter, "agenda_item.presenter"), (of.owner, "agenda_item.owner")] {
                if let Some(person) = person {
                    parts.entry(person.erase()).or_insert(part);
                }
            }
        }
        for attendee in &self.attendees {
            if let Some(person) = attendee.stored.record.person {
                parts.entry(person.erase()).or_insert("record.attendee");
            }
        }
        let mut left = Vec::new();
        for (person, part) in parts {
            if let Some(person) = reader.find(Id::<Person>::new(person))? {
                let gone = person.record.left_on.is_some_and(|left| left < day);
                if gone || person.record.state == PersonState::Left {
                    left.push((person.record.name, part));
                }
            }
        }
        Ok(left)
    }

    /// The command that puts an item at another place of the agenda; `None` when it stands there.
    pub fn moved(&self, from: usize, to: usize) -> Option<Command> {
        if from == to || from >= self.items.len() || to >= self.items.len() {
            return None;
        }
        let mut order: Vec<&ConsoleItem> = self.items.iter().collect();
        let item = order.remove(from);
        order.insert(to, item);
        let steps: Vec<Command> = order
            .iter()
            .zip(1_i64..)
            .filter(|(item, position)| item.stored.record.position != Some(*position))
            .map(|(item, position)| Command::Update {
                register: "agenda_item".to_owned(),
                id: item.stored.meta.id,
                base: Some(item.stored.meta.version),
                values: Values::new().with("position", Value::Integer(position)),
            })
            .collect();
        Some(batch("batch.agenda_order", steps))
    }

    /// The command that takes what returns into the agenda.
    pub fn take_up(&self) -> Command {
        let steps = self.returning.iter().map(|of| Command::Create {
            register: "agenda_item".to_owned(),
            id: of.id,
            values: of.values.iter().cloned().collect(),
        });
        batch("batch.take_up", steps.collect())
    }
}

pub(super) fn batch(label: &str, steps: Vec<Command>) -> Command {
    let label = KeptMessage { key: label.to_owned(), arguments: Vec::new() };
    Command::Batch { label, steps, mode: BatchMode::AllOrNothing }
}

/// How many have which part and state, for the heads of lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heads {
    /// Asked.
    pub asked: usize,
    /// Coming, or there.
    pub coming: usize,
    /// Not coming.
    pub excused: usize,
    /// Who has not answered.
    pub silent: usize,
    /// There, members or not.
    pub there: usize,
    /// There after the beginning.
    pub late: usize,
}

impl Heads {
    /// Counts those who are asked.
    pub fn of(attendees: &[ConsoleAttendee]) -> Self {
        let mut heads = Self { asked: attendees.len(), ..Self::default() };
        for attendee in attendees {
            let of = &attendee.stored.record;
            match of.state {
                AttendeeState::Invited => heads.silent += 1,
                AttendeeState::Accepted => heads.coming += 1,
                AttendeeState::Excused => heads.excused += 1,
                AttendeeState::Present => (heads.coming, heads.there) = (heads.coming + 1, heads.there + 1),
                AttendeeState::Left => heads.coming += 1,
            }
            heads.late += usize::from(of.late);
        }
        heads
    }

    /// The names of members in a state, for the minutes.
    pub fn names(attendees: &[ConsoleAttendee], takes: impl Fn(Part, AttendeeState) -> bool) -> Vec<String> {
        attendees
            .iter()
            .filter(|of| takes(of.stored.record.part, of.stored.record.state))
            .map(|of| {
                if of.deputy.is_empty() || of.stored.record.state == AttendeeState::Excused {
                    of.name.clone()
                } else {
                    // 代会: who came in whose place.
                    format!("{}（代{}）", of.deputy, of.name)
                }
            })
            .collect()
    }
}
