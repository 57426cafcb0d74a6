//! Changes of a meeting that comes again: this one, this one and those that follow, or all. Each is one command with one
//! undo, and loses nothing: what was changed or called off before stays so, attendees and agenda come along, and a room
//! is compared when the whole command is done.
//!
//! A changed occurrence is a record of its own that names its series and the time it replaces; one that was called off
//! is such a record too, so that who did it and why is kept. Times are those of the meeting's own clock.

use chrono::{NaiveDateTime, TimeDelta};

use super::command::{BatchMode, Command, Values};
use super::{Reader, View};
use crate::model::{Choice as _, Field, Id, KeptMessage, Kind, Message, Problem, RecordId, Stored, Value};
use crate::records;
use crate::records::meetings::{AgendaItem, AgendaState, Attendee, AttendeeState, Meeting, MeetingState};
use crate::rules::recurrence::{self, Occurrence, Plan, RecurrenceError, Schedule};
use crate::rules::working_days::WorkCalendar;

/// How many occurrences a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// This one.
    One,
    /// This one and those that follow.
    Following,
    /// All.
    All,
}

/// What becomes of an occurrence.
#[derive(Clone, Debug, PartialEq)]
pub enum SeriesChange {
    /// Its new fields; `start` and `end` are those of the occurrence.
    Set(Values),
    /// It is called off, for a reason.
    Cancel(String),
    /// It is called off because nobody came, so that its room is free again.
    Release(String),
}

impl SeriesChange {
    /// The step by which it is called off, and why.
    fn calling_off(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Set(_) => None,
            Self::Cancel(reason) => Some(("cancel", reason)),
            Self::Release(reason) => Some(("release_room", reason)),
        }
    }
}

const REGISTER: &str = "meeting";

/// A series at work.
struct Editing<'a> {
    reader: &'a Reader,
    series: Stored<Meeting>,
    view: View,
    plan: Plan,
    /// The changed occurrences, in the order of the times they replace.
    changed: Vec<Stored<Meeting>>,
    steps: Vec<Command>,
}

/// The command that changes a meeting at its occurrence `original` (RECURRENCE-ID, the time as the rule gives it). The
/// meeting may be the series or one of its changed occurrences; one that does not come again is changed as it is.
///
/// # Errors
/// When the file can't be read, there is no such meeting or occurrence, or its rule can't be moved as asked.
pub fn edit_series(
    reader: &Reader,
    meeting: RecordId,
    original: NaiveDateTime,
    reach: Reach,
    change: &SeriesChange,
) -> Result<Command, Problem> {
    let stored = find(reader, meeting)?;
    let series = stored.record.series.filter(|_| stored.record.recurrence_id.is_some());
    let mut editing = Editing::of(reader, series.map_or(meeting, Id::erase))?;
    if editing.plan.recurrence.is_empty() {
        editing.whole(&stored, change);
        return Ok(editing.command("series.changed_one"));
    }
    let occurrence = editing.occurrence(original)?;
    let label = match reach {
        Reach::One => {
            editing.one(&occurrence, change)?;
            "series.changed_one"
        }
        Reach::Following if original > editing.plan.start => {
            editing.following(&occurrence, change)?;
            "series.changed_following"
        }
        Reach::Following | Reach::All => {
            editing.all(&occurrence, change)?;
            "series.changed_all"
        }
    };
    Ok(editing.command(label))
}

/// The command that makes a meeting come again by lines of RFC 5545.
///
/// # Errors
/// When the file can't be read or there is no such meeting.
pub fn make_series(reader: &Reader, meeting: RecordId, recurrence: &str) -> Result<Command, Problem> {
    let stored = find(reader, meeting)?;
    if stored.record.recurrence_id.is_some() {
        return Err(Problem::field("recurrence", Message::new("problem.occurrence_repeats")));
    }
    Ok(update(&stored, Values::new().text("recurrence", recurrence.trim())))
}

/// The command that leaves of a series the occurrence `original` alone. Its other changed occurrences become meetings of
/// their own; the rest of the series is no more.
///
/// # Errors
/// As [`edit_series`].
pub fn make_single(reader: &Reader, meeting: RecordId, original: NaiveDateTime) -> Result<Command, Problem> {
    let stored = find(reader, meeting)?;
    let series = stored.record.series.filter(|_| stored.record.recurrence_id.is_some());
    let mut editing = Editing::of(reader, series.map_or(meeting, Id::erase))?;
    let occurrence = editing.occurrence(original)?;
    let alone = Values::new()
        .with("series", Value::Nothing)
        .with("recurrence_id", Value::Nothing)
        .with("uid", Value::Nothing);
    let own = editing.changed.iter().any(|of| of.record.recurrence_id == Some(original));
    for of in &editing.changed {
        editing.steps.push(update(of, alone.clone()));
    }
    let series = &editing.series;
    if own {
        let reason = crate::text::Language::default().text("series.one_is_left");
        editing.steps.push(leave(series.meta.id, "cancel", reason));
    } else {
        let values = Values::new()
            .with("start", Value::DateTime(occurrence.start))
            .with("end", Value::DateTime(occurrence.end))
            .with("recurrence", Value::Nothing);
        editing.steps.push(update(series, values));
    }
    Ok(editing.command("series.made_single"))
}

fn find(reader: &Reader, id: RecordId) -> Result<Stored<Meeting>, Problem> {
    reader.find::<Meeting>(Id::new(id))?.ok_or_else(|| {
        Problem::Missing(Message::new("problem.missing").with("record", "record.meeting").with("id", id))
    })
}

impl<'a> Editing<'a> {
    fn of(reader: &'a Reader, id: RecordId) -> Result<Self, Problem> {
        let series = find(reader, id)?;
        let record_type = register()?;
        let view = reader.get(record_type, id)?;
        let plan = series.record.plan();
        let (Some(view), Some(plan)) = (view, plan) else {
            return Err(Problem::field("start", Message::new("problem.required")));
        };
        let mut changed = Vec::new();
        for (_, view, field) in reader.referring(id)? {
            if field.key == "series"
                && let Some(stored) = view.row.typed::<Meeting>()
                && stored.record.recurrence_id.is_some()
            {
                changed.push(stored);
            }
        }
        changed.sort_by_key(|of| of.record.recurrence_id);
        Ok(Self { reader, series, view, plan, changed, steps: Vec::new() })
    }

    fn command(self, label: &str) -> Command {
        let label = KeptMessage { key: label.to_owned(), arguments: Vec::new() };
        Command::Batch { label, steps: self.steps, mode: BatchMode::AllOrNothing }
    }

    fn calendar(&self) -> Result<WorkCalendar, Problem> {
        super::work_calendar(self.reader)
    }

    /// The occurrence that the rule gives for a time, with the shift to a working day that it has.
    fn occurrence(&self, original: NaiveDateTime) -> Result<Occurrence, Problem> {
        let schedule = Schedule::of(&self.plan).map_err(refused)?;
        let around = TimeDelta::days(40);
        let begin = original.checked_sub_signed(around).unwrap_or(original);
        let end = original.checked_add_signed(around).unwrap_or(original);
        let found = schedule.occurrences(&self.calendar()?, begin..end).map_err(refused)?;
        found
            .into_iter()
            .find(|of| of.original == original)
            .ok_or_else(|| refused(RecurrenceError::NoOccurrence(original.to_string())))
    }

    /// A meeting that does not come again.
    fn whole(&mut self, stored: &Stored<Meeting>, change: &SeriesChange) {
        match change {
            SeriesChange::Set(values) => {
                let mut values = values.clone();
                if is_moved(&stored.record, &values) {
                    values.set("sequence", Value::Integer(stored.record.sequence.saturating_add(1)));
                }
                self.steps.push(update(stored, values));
            }
            SeriesChange::Cancel(_) | SeriesChange::Release(_) => self.call_off(stored.meta.id, change),
        }
    }

    fn call_off(&mut self, id: RecordId, change: &SeriesChange) {
        if let Some((step, reason)) = change.calling_off() {
            self.steps.push(leave(id, step, reason));
        }
    }

    /// "This one".
    fn one(&mut self, occurrence: &Occurrence, change: &SeriesChange) -> Result<(), Problem> {
        let own = self.changed.iter().find(|of| of.record.recurrence_id == Some(occurrence.original));
        if let Some(own) = own.cloned() {
            self.whole(&own, change);
            return Ok(());
        }
        let mut values = self.copied()?;
        values.set("series", Value::Link(self.series.meta.id));
        values.set("recurrence_id", Value::DateTime(occurrence.original));
        values.set("start", Value::DateTime(occurrence.start));
        values.set("end", Value::DateTime(occurrence.end));
        values.set("uid", Value::text(self.series.record.uid.as_str()));
        let mut moved = false;
        if let SeriesChange::Set(wanted) = change {
            moved = wanted.get("start").is_some() || wanted.get("end").is_some();
            wanted.iter().for_each(|(key, value)| values.set(key.to_owned(), value.clone()));
        }
        let sequence = self.series.record.sequence.saturating_add(i64::from(moved));
        values.set("sequence", Value::Integer(sequence));
        let id = self.create(values);
        self.copy_parts(id, moved)?;
        self.call_off(id, change);
        Ok(())
    }

    /// "This one and those that follow": the series ends before it, and a second one goes on from it.
    fn following(&mut self, occurrence: &Occurrence, change: &SeriesChange) -> Result<(), Problem> {
        let (before, after) = recurrence::split(&self.plan, occurrence.original).map_err(refused)?;
        let (times, wanted) = self.wanted(occurrence, change);
        let moved = match times {
            Some((start, end)) => {
                let from = if after.start > occurrence.original { after.start } else { occurrence.original };
                let by = start - occurrence.original;
                Some(recurrence::moved(&after, from, from + by, from + by + (end - start)).map_err(refused)?)
            }
            None => None,
        };
        let plan = moved.as_ref().map_or(&after, |moved| &moved.plan);
        let shorter = Values::new().text("recurrence", before.recurrence.as_str());
        self.steps.push(update(&self.series, shorter));
        let mut values = self.copied()?;
        values.set("start", Value::DateTime(plan.start));
        values.set("end", Value::DateTime(plan.end));
        values.set("recurrence", Value::text(plan.recurrence.as_str()));
        wanted.iter().for_each(|(key, value)| values.set(key.to_owned(), value.clone()));
        let id = self.create(values);
        self.copy_parts(id, times.is_some())?;
        let changed = self.changed.clone();
        for of in changed.iter().filter(|of| of.record.recurrence_id >= Some(occurrence.original)) {
            let mut values = self.follows(&of.record, &wanted, moved.as_ref());
            values.set("series", Value::Link(id));
            values.set("uid", Value::Nothing);
            self.steps.push(update(of, values));
            self.call_off_if_it_can(of, change);
        }
        self.call_off(id, change);
        Ok(())
    }

    /// "All".
    fn all(&mut self, occurrence: &Occurrence, change: &SeriesChange) -> Result<(), Problem> {
        let changed = self.changed.clone();
        if change.calling_off().is_some() {
            for of in &changed {
                self.call_off_if_it_can(of, change);
            }
            self.call_off(self.series.meta.id, change);
            return Ok(());
        }
        let (times, wanted) = self.wanted(occurrence, change);
        let mut values = wanted.clone();
        let mut moved = None;
        if let Some((start, end)) = times {
            let done = recurrence::moved(&self.plan, occurrence.original, start, end).map_err(refused)?;
            values.set("start", Value::DateTime(done.plan.start));
            values.set("end", Value::DateTime(done.plan.end));
            values.set("recurrence", Value::text(done.plan.recurrence.as_str()));
            values.set("sequence", Value::Integer(self.series.record.sequence.saturating_add(1)));
            moved = Some(done);
        }
        self.steps.push(update(&self.series, values));
        for of in &changed {
            let values = self.follows(&of.record, &wanted, moved.as_ref());
            if !values.is_empty() {
                self.steps.push(update(of, values));
            }
        }
        Ok(())
    }

    /// The new times of the occurrence as the rule counts them, without its shift to a working day, and the other new
    /// fields; no times where they stay.
    fn wanted(
        &self,
        occurrence: &Occurrence,
        change: &SeriesChange,
    ) -> (Option<(NaiveDateTime, NaiveDateTime)>, Values) {
        let SeriesChange::Set(wanted) = change else { return (None, Values::new()) };
        let time = |key: &str| wanted.get(key).and_then(Value::as_date_time);
        let start = time("start").unwrap_or(occurrence.start);
        let length = occurrence.end - occurrence.start;
        let end = time("end").unwrap_or_else(|| start.checked_add_signed(length).unwrap_or(start));
        let others = wanted.iter().filter(|(key, _)| !matches!(*key, "start" | "end"));
        let others: Values = others.map(|(key, value)| (key.to_owned(), value.clone())).collect();
        if (start, end) == (occurrence.start, occurrence.end) {
            return (None, others);
        }
        let begin = occurrence.original + (start - occurrence.start);
        (Some((begin, begin + (end - start))), others)
    }

    /// What a changed occurrence takes over: the fields that it has from its series, and its time where that is the one
    /// the series gave it.
    fn follows(&self, own: &Meeting, wanted: &Values, moved: Option<&recurrence::Moved>) -> Values {
        let mut values = Values::new();
        let Ok(record_type) = register() else { return values };
        let own_row = |key: &str| -> Option<(Value, Value)> {
            let (place, _) = record_type.field(key)?;
            let value = crate::model::AnyRecord::value(own, place);
            Some((value, self.view.value(place)?))
        };
        for (key, value) in wanted.iter() {
            if own_row(key).is_some_and(|(own, of_series)| own == of_series) {
                values.set(key.to_owned(), value.clone());
            }
        }
        if let (Some(moved), Some(original)) = (moved, own.recurrence_id) {
            let replaced = moved.recurrence_id(original);
            values.set("recurrence_id", Value::DateTime(replaced));
            let length = self.plan.end - self.plan.start;
            if own.start == Some(original) && own.end == Some(original + length) {
                let (start, end) = (moved.plan.start, moved.plan.end);
                values.set("start", Value::DateTime(replaced));
                values.set("end", Value::DateTime(replaced + (end - start)));
            }
        }
        values
    }

    /// The fields that a part of the series has from it.
    fn copied(&self) -> Result<Values, Problem> {
        const OWN: [&str; 11] = [
            "start",
            "end",
            "recurrence",
            "series",
            "recurrence_id",
            "exceptions",
            "uid",
            "sequence",
            "minutes",
            "reply_until",
            "minutes_due",
        ];
        let record_type = register()?;
        let mut values = Values::new();
        for (place, field) in record_type.fields().iter().enumerate() {
            let Field { key, total, read_only, kind, .. } = field;
            if *total || *read_only || matches!(kind, Kind::State(_)) || OWN.contains(key) {
                continue;
            }
            if let Some(value) = self.view.value(place).filter(|value| !value.is_nothing()) {
                values.set(*key, value);
            }
        }
        if let Some(state) = self.state()? {
            values.set("state", Value::choice(state.code()));
        }
        Ok(values)
    }

    /// The state of the series, where whoever asks could bring a meeting to it; else what they make is approved anew.
    fn state(&self) -> Result<Option<MeetingState>, Problem> {
        let state = self.series.record.state;
        if !matches!(state, MeetingState::Preparing | MeetingState::Notified) {
            return Ok(None);
        }
        let permissions = &self.reader.session().permissions;
        let Some((_, workflow)) = register()?.workflow() else { return Ok(None) };
        let mut ways = workflow.transitions.iter().filter(|way| way.to == state.code());
        let may = ways.any(|way| way.by.is_empty() || permissions.has_role(REGISTER, way.by));
        Ok((permissions.is_owner() || may).then_some(state))
    }

    fn create(&mut self, values: Values) -> RecordId {
        let id = RecordId::generate();
        self.steps.push(Command::Create { register: REGISTER.to_owned(), id, values });
        id
    }

    /// Attendees and the open agenda of the series for a meeting that was made of it. Who had answered is asked again
    /// when the time is another.
    fn copy_parts(&mut self, meeting: RecordId, moved: bool) -> Result<(), Problem> {
        let parts = self.reader.referring(self.series.meta.id)?;
        for (record_type, view, field) in parts.into_iter().filter(|(_, _, field)| field.key == "meeting") {
            let copied = match record_type.name() {
                "attendee" => view.row.clone().typed::<Attendee>().map(|of| match of.record.state {
                    AttendeeState::Excused if !moved => "excused",
                    AttendeeState::Accepted | AttendeeState::Present | AttendeeState::Left if !moved => {
                        "accepted"
                    }
                    _ => "invited",
                }),
                "agenda_item" => view
                    .row
                    .clone()
                    .typed::<AgendaItem>()
                    .filter(|item| item.record.state == AgendaState::Waiting)
                    .map(|_| "waiting"),
                _ => None,
            };
            let Some(state) = copied else { continue };
            let mut values = Values::new().with("state", Value::choice(state));
            for (place, of) in record_type.fields().iter().enumerate() {
                let own =
                    of.total || of.read_only || matches!(of.kind, Kind::State(_)) || of.key == field.key;
                if let Some(value) = view.value(place).filter(|value| !own && !value.is_nothing()) {
                    values.set(of.key, value);
                }
            }
            values.set(field.key, Value::Link(meeting));
            let register = record_type.name().to_owned();
            self.steps.push(Command::Create { register, id: RecordId::generate(), values });
        }
        Ok(())
    }

    /// Calls a changed occurrence off, unless it was held or called off before.
    fn call_off_if_it_can(&mut self, of: &Stored<Meeting>, change: &SeriesChange) {
        let Some((step, reason)) = change.calling_off() else { return };
        let state = of.record.state.code();
        let workflow = register().ok().and_then(|record_type| record_type.workflow());
        if workflow.is_some_and(|(_, workflow)| workflow.leaving(state).any(|way| way.code == step)) {
            self.steps.push(leave(of.meta.id, step, reason));
        }
    }
}

fn register() -> Result<&'static dyn crate::model::RecordType, Problem> {
    records::find(REGISTER).ok_or_else(|| Problem::Bug("there is no register of meetings".to_owned()))
}

fn is_moved(record: &Meeting, values: &Values) -> bool {
    let differs = |key: &str, own: Option<NaiveDateTime>| {
        values.get(key).is_some_and(|value| value.as_date_time() != own)
    };
    differs("start", record.start) || differs("end", record.end)
}

fn update(stored: &Stored<Meeting>, values: Values) -> Command {
    let (id, base) = (stored.meta.id, Some(stored.meta.version));
    Command::Update { register: REGISTER.to_owned(), id, base, values }
}

fn leave(id: RecordId, step: &str, reason: &str) -> Command {
    Command::Move {
        register: REGISTER.to_owned(),
        id,
        base: None,
        transition: step.to_owned(),
        values: Values::new(),
        reason: Some(reason.to_owned()),
    }
}

fn refused(error: RecurrenceError) -> Problem {
    Problem::field("recurrence", error.message())
}
