//! From a calendar file to the steps of one command. An event is the meeting of its UID, or one changed occurrence of
//! it; what METHOD asks (RFC 5546) is done to the meeting it names, in the order of SEQUENCE.

use std::collections::HashMap;
use std::path::Path;

use chrono::NaiveDateTime;

use super::component::{Calendar, read_calendar};
use super::event::Event;
use super::following;
use crate::desk::{Command, Reach, Reader, Right, SeriesChange, Values, View, edit_series};
use crate::exchange::import::changed;
use crate::exchange::plan::{Plan, Step};
use crate::exchange::{ImportProblem, Watch, watched};
use crate::model::{Message, Problem, RecordId, RecordType, Stored, Value};
use crate::records;
use crate::records::meetings::{Meeting, MeetingState};
use crate::records::organisation::Person;
use crate::store::StoreError;

/// A file larger than this is refused before it is read.
const LARGEST: u64 = 400 * 1024 * 1024;

/// The step that calls a meeting off.
const CANCEL: &str = "cancel";

/// The identity of a calendar entry: its UID, and which occurrence of it.
type Identity = (String, Option<NaiveDateTime>);

pub(super) struct Importing<'a> {
    pub(super) reader: &'a Reader,
    record_type: &'static dyn RecordType,
    known: HashMap<Identity, RecordId>,
    pub(super) plan: Plan,
    /// People by their address, where the file answers or asks.
    pub(super) people: HashMap<String, RecordId>,
}

/// Plans the import of a calendar file into the meetings.
pub(in crate::exchange) fn plan(reader: &Reader, path: &Path, watch: Watch<'_>) -> Result<Plan, Problem> {
    let record_type = records::find("meeting").ok_or_else(|| {
        Problem::input(Message::new("problem.unknown_register").with("name", "meeting").with("known", ""))
    })?;
    reader.require(record_type, Right::Create)?;
    let mut plan = Plan::new("batch.import");
    let Some(calendar) = opened(path, &mut plan)? else { return Ok(plan) };
    let people = if calendar.method.is_empty() { HashMap::new() } else { addresses(reader)? };
    let mut importing = Importing { reader, record_type, known: known(reader)?, plan, people };
    importing.all(calendar, watch)?;
    Ok(importing.plan)
}

/// Reads a calendar file; `None` when it breaks the format, which the plan then tells.
pub(super) fn opened(path: &Path, plan: &mut Plan) -> Result<Option<Calendar>, Problem> {
    let failed = |error: std::io::Error| StoreError::from_io(&error, path);
    if std::fs::metadata(path).map_err(failed)?.len() > LARGEST {
        return Err(Problem::input(Message::new("icalendar.too_large").with("limit", LARGEST / 1024 / 1024)));
    }
    match read_calendar(&std::fs::read(path).map_err(failed)?) {
        Ok(calendar) => Ok(Some(calendar)),
        Err(refusal) => {
            let property = Some(refusal.property).filter(|property| !property.is_empty());
            plan.skipped.insert(refusal.line);
            plan.problems.push(ImportProblem::at(refusal.line, property, refusal.message));
            Ok(None)
        }
    }
}

/// Notes of a file as they are told.
pub(super) fn notes(notes: Vec<(u64, String, Message)>) -> impl Iterator<Item = ImportProblem> {
    notes.into_iter().map(|(line, name, message)| ImportProblem::at(line, Some(name), message))
}

fn addresses(reader: &Reader) -> Result<HashMap<String, RecordId>, Problem> {
    let mut people = HashMap::new();
    reader.each::<Person>(&mut |person| {
        people.insert(format!("urn:uuid:{}", person.meta.id), person.meta.id);
        if !person.record.email.is_empty() {
            people.insert(format!("mailto:{}", person.record.email.trim().to_lowercase()), person.meta.id);
        }
    })?;
    Ok(people)
}

fn known(reader: &Reader) -> Result<HashMap<Identity, RecordId>, Problem> {
    let mut known = HashMap::new();
    let mut uids: HashMap<RecordId, String> = HashMap::new();
    let mut changed = Vec::new();
    reader.each::<Meeting>(&mut |stored: Stored<Meeting>| {
        let (id, meeting) = (stored.meta.id, stored.record);
        match meeting.series.filter(|_| meeting.uid.is_empty()) {
            Some(series) => changed.push((series.erase(), meeting.recurrence_id, id)),
            None => {
                let own = || format!("{id}{}", super::write::OWN);
                let uid = if meeting.uid.is_empty() { own() } else { meeting.uid };
                uids.insert(id, uid.clone());
                known.insert((uid, meeting.recurrence_id), id);
            }
        }
    })?;
    // A changed occurrence without an identity of its own has that of its series.
    for (series, original, id) in changed {
        let uid = uids.get(&series).cloned();
        let uid = uid.unwrap_or_else(|| format!("{series}{}", super::write::OWN));
        known.insert((uid, original), id);
    }
    Ok(known)
}

impl Importing<'_> {
    fn all(&mut self, calendar: Calendar, watch: Watch<'_>) -> Result<(), Problem> {
        self.plan.read = calendar.events.len() + calendar.todos.len() + calendar.others.len();
        for todo in &calendar.todos {
            self.leave_out(todo.line, "VTODO", Message::new("icalendar.todo_elsewhere"));
        }
        self.plan.notes.extend(notes(calendar.notes));
        for other in calendar.others {
            let message = match other.name.as_str() {
                "VFREEBUSY" => Message::new("icalendar.free_busy").with("count", other.times),
                name => Message::new("icalendar.no_meeting").with("name", name),
            };
            self.leave_out(other.line, &other.name, message);
        }
        let total = calendar.events.len();
        // Series before what replaces one of their occurrences.
        let (series, changed): (Vec<Event>, Vec<Event>) =
            calendar.events.into_iter().partition(|event| event.recurrence_id.is_none());
        for (done, mut event) in series.into_iter().chain(changed).enumerate() {
            watched(watch, done, total)?;
            for (line, property, message) in event.problems.drain(..) {
                self.plan.problems.push(ImportProblem::at(line, Some(property), message));
            }
            match calendar.method.as_str() {
                "CANCEL" => self.cancel(&event)?,
                "REPLY" => self.reply(&event)?,
                "COUNTER" | "DECLINECOUNTER" | "REFRESH" | "ADD" => {
                    let message = Message::new("icalendar.asked").with("method", &calendar.method);
                    let when = event
                        .start
                        .map_or_else(String::new, |start| start.format("%Y-%m-%d %H:%M").to_string());
                    self.leave_out(event.line, "METHOD", message.with("when", when));
                }
                "REQUEST" => self.put(&event, true)?,
                _ => self.put(&event, false)?,
            }
        }
        Ok(())
    }

    pub(super) fn leave_out(&mut self, line: u64, property: &str, message: Message) {
        self.plan.skipped.insert(line);
        self.plan.problems.push(ImportProblem::at(line, Some(property.to_owned()), message));
    }

    pub(super) fn find(&self, uid: &str, recurrence_id: Option<NaiveDateTime>) -> Option<RecordId> {
        self.known.get(&(uid.to_owned(), recurrence_id)).copied().or_else(|| {
            // What this office wrote for a meeting that had no UID.
            let own = uid.strip_suffix(super::write::OWN).and_then(|id| id.parse::<RecordId>().ok());
            own.filter(|_| recurrence_id.is_none())
        })
    }

    pub(super) fn view(
        &self,
        uid: &str,
        recurrence_id: Option<NaiveDateTime>,
    ) -> Result<Option<View>, Problem> {
        match self.find(uid, recurrence_id) {
            Some(id) => self.reader.get(self.record_type, id),
            None => Ok(None),
        }
    }

    /// Makes or changes the meeting of an event.
    fn put(&mut self, event: &Event, in_order: bool) -> Result<(), Problem> {
        if event.start.is_none() {
            self.leave_out(event.line, "DTSTART", Message::new("icalendar.no_start"));
            return Ok(());
        }
        if let (true, Some(original)) = (event.following, event.recurrence_id) {
            return self.put_following(event, original);
        }
        let mut values = event.values();
        if !event.room_name.is_empty() || event.room.is_some() {
            self.set_room(event, &mut values)?;
        }
        if let (Some(_), Some(series)) = (event.recurrence_id, self.find(&event.uid, None)) {
            values.set("series", Value::Link(series));
        }
        let register = || "meeting".to_owned();
        if let Some(view) = self.view(&event.uid, event.recurrence_id)? {
            let id = view.row.meta.id;
            if in_order && self.integer(&view, "sequence") > event.sequence {
                self.leave_out(event.line, "SEQUENCE", Message::new("icalendar.older"));
                return Ok(());
            }
            if event.uid.ends_with(super::write::OWN) {
                values.set("uid", self.value(&view, "uid"));
            }
            let values = changed(self.record_type, &view, &values);
            let to_cancel = event.cancelled && self.can_cancel(&view);
            if values.is_empty() && !to_cancel {
                self.plan.unchanged += 1;
                return Ok(());
            }
            if !values.is_empty() {
                let command =
                    Command::Update { register: register(), id, base: Some(view.row.meta.version), values };
                self.plan.steps.push(Step { line: event.line, command });
            }
            if to_cancel {
                self.plan.last_steps.push(Step { line: event.line, command: cancelling(id) });
            }
            return Ok(());
        }
        let id = RecordId::generate();
        if self.known.insert((event.uid.clone(), event.recurrence_id), id).is_some() {
            self.leave_out(event.line, "UID", Message::new("icalendar.twice").with("name", "UID"));
            return Ok(());
        }
        if event.cancelled {
            values.set("state", Value::choice(crate::model::Choice::code(MeetingState::Cancelled)));
        }
        self.plan
            .steps
            .push(Step { line: event.line, command: Command::Create { register: register(), id, values } });
        if in_order {
            self.invite(event, id);
        }
        Ok(())
    }

    /// Changes an occurrence of a series of this office and all that follow. The file that says so again finds the
    /// series that came of it.
    fn put_following(&mut self, event: &Event, original: NaiveDateTime) -> Result<(), Problem> {
        let uid = following::identity(&event.uid, original);
        let mut values = event.values();
        if !event.room_name.is_empty() || event.room.is_some() {
            self.set_room(event, &mut values)?;
        }
        values.set("uid", Value::text(uid.as_str()));
        values.set("recurrence_id", Value::Nothing);
        if let Some(view) = self.view(&uid, None)? {
            values.set("recurrence", self.value(&view, "recurrence"));
            let values = changed(self.record_type, &view, &values);
            if values.is_empty() {
                self.plan.unchanged += 1;
                return Ok(());
            }
            let (register, id) = ("meeting".to_owned(), view.row.meta.id);
            let base = Some(view.row.meta.version);
            let command = Command::Update { register, id, base, values };
            self.plan.steps.push(Step { line: event.line, command });
            return Ok(());
        }
        let Some(series) = self.find(&event.uid, None) else {
            self.leave_out(event.line, "UID", Message::new("icalendar.not_here").with("uid", &event.uid));
            return Ok(());
        };
        let wanted: Values = values
            .iter()
            .filter(|(key, _)| !matches!(*key, "recurrence" | "recurrence_id"))
            .map(|(key, value)| (key.to_owned(), value.clone()))
            .collect();
        let change = SeriesChange::Set(wanted);
        match edit_series(self.reader, series, original, Reach::Following, &change) {
            Ok(Command::Batch { steps, .. }) => {
                let steps = steps.into_iter().map(|command| Step { line: event.line, command });
                self.plan.steps.extend(steps);
            }
            Ok(command) => self.plan.steps.push(Step { line: event.line, command }),
            Err(Problem::Input(faults)) => {
                for fault in faults {
                    self.leave_out(event.line, "RECURRENCE-ID", fault.message);
                }
            }
            Err(other) => return Err(other),
        }
        Ok(())
    }

    /// A room of this office is its room; of another one, a place.
    fn set_room(&self, event: &Event, values: &mut Values) -> Result<(), Problem> {
        let rooms = records::find("room");
        let known = match (rooms, event.room) {
            (Some(rooms), Some(room)) => self.reader.get(rooms, room)?.map(|_| room),
            _ => None,
        };
        match known {
            Some(room) => values.set("room", Value::Link(room)),
            None if event.place.is_empty() => values.set("place", Value::text(event.room_name.as_str())),
            None => {}
        }
        Ok(())
    }

    /// Whether the meeting can still be called off; one that was held can't.
    pub(super) fn can_cancel(&self, view: &View) -> bool {
        let Value::Choice(state) = self.value(view, "state") else { return false };
        let workflow = self.record_type.workflow();
        workflow.is_some_and(|(_, workflow)| workflow.leaving(&state).any(|step| step.code == CANCEL))
    }

    pub(super) fn value(&self, view: &View, key: &str) -> Value {
        self.record_type.field(key).and_then(|(place, _)| view.value(place)).unwrap_or_default()
    }

    pub(super) fn integer(&self, view: &View, key: &str) -> i64 {
        match self.value(view, key) {
            Value::Integer(number) => number,
            _ => 0,
        }
    }
}

pub(super) fn cancelling(id: RecordId) -> Command {
    let reason = crate::text::Language::default().text("icalendar.cancelled").to_owned();
    Command::Move {
        register: "meeting".to_owned(),
        id,
        base: None,
        transition: CANCEL.to_owned(),
        reason: Some(reason),
        values: Values::new(),
    }
}
