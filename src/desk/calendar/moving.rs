//! Moving a meeting on the calendar: another time, another length, another room, as one command.

use chrono::NaiveDateTime;

use super::super::{Command, Reader, Values};
use super::{CalendarEntry, register};
use crate::model::{Message, Problem, RecordId, Value};
use crate::records::meetings::Meeting;
use crate::rules::recurrence;

/// Where an entry was put, on the office's clock.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// The entry as it stood.
    pub entry: CalendarEntry,
    /// Its beginning now.
    pub start: NaiveDateTime,
    /// Its end now, exclusive.
    pub end: NaiveDateTime,
    /// Whether it takes whole days now.
    pub all_day: bool,
    /// Its room now.
    pub room: Option<RecordId>,
}

impl Move {
    /// Whether anything differs.
    pub fn changes_anything(&self) -> bool {
        let entry = &self.entry;
        (self.start, self.end, self.all_day, self.room) != (entry.start, entry.end, entry.all_day, entry.room)
    }
}

/// The command that carries out a move: of the record where it stands alone, of the whole series where it repeats.
///
/// # Errors
/// When the file can't be read, the meeting is gone, or its rule names days that can't move along.
pub fn move_command(reader: &Reader, wanted: &Move) -> Result<Command, Problem> {
    let entry = &wanted.entry;
    let record_type = register("meeting")?;
    let gone = || {
        let message = Message::new("problem.missing").with("record", record_type.text());
        Problem::Missing(message.with("id", entry.record))
    };
    let view = reader.get(record_type, entry.record)?.ok_or_else(gone)?;
    let meeting = view.row.typed_ref::<Meeting>().ok_or_else(gone)?;
    let plan = meeting.plan().ok_or_else(gone)?;
    let mut values = Values::new();
    if (wanted.start, wanted.end, wanted.all_day) != (entry.start, entry.end, entry.all_day) {
        // What is dragged by an hour begins an hour later on its own clock too, wherever that stands.
        let shift = wanted.start - entry.start;
        let own = if meeting.recurrence.is_empty() { plan.start } else { entry.original };
        let begin = own + shift;
        let end = begin + (wanted.end - wanted.start);
        if meeting.recurrence.is_empty() {
            values = values.with("start", Value::DateTime(begin)).with("end", Value::DateTime(end));
            if wanted.all_day != meeting.all_day {
                values = values.with("all_day", Value::Flag(wanted.all_day));
            }
        } else {
            let moved = recurrence::moved(&plan, entry.original, begin, end)
                .map_err(|error| Problem::input(error.message()))?;
            values = values
                .with("start", Value::DateTime(moved.plan.start))
                .with("end", Value::DateTime(moved.plan.end))
                .text("recurrence", moved.plan.recurrence.clone());
            return with_exceptions(reader, wanted, values, &moved);
        }
    }
    Ok(update(entry, entry.record, Some(entry.version), with_room(wanted, values)))
}

fn with_room(wanted: &Move, values: Values) -> Values {
    if wanted.room == wanted.entry.room {
        return values;
    }
    values.with("room", wanted.room.map_or(Value::Nothing, Value::Link))
}

fn update(entry: &CalendarEntry, id: RecordId, base: Option<u64>, values: Values) -> Command {
    Command::Update { register: entry.register.to_owned(), id, base, values }
}

/// A whole series moves with the records that changed one of its occurrences: they go on replacing the same ones.
fn with_exceptions(
    reader: &Reader,
    wanted: &Move,
    values: Values,
    moved: &recurrence::Moved,
) -> Result<Command, Problem> {
    let entry = &wanted.entry;
    let series = update(entry, entry.record, Some(entry.version), with_room(wanted, values));
    let mut steps = vec![series];
    for (record_type, view, field) in reader.referring(entry.record)? {
        let Some(changed) = view.row.typed_ref::<Meeting>() else { continue };
        if record_type.name() != "meeting" || field.key != "series" {
            continue;
        }
        if let Some(original) = changed.recurrence_id {
            let values = Values::new().with("recurrence_id", Value::DateTime(moved.recurrence_id(original)));
            steps.push(update(entry, view.row.meta.id, Some(view.row.meta.version), values));
        }
    }
    Ok(match <[Command; 1]>::try_from(steps) {
        Ok([single]) => single,
        Err(steps) => Command::Batch {
            label: crate::model::KeptMessage::from(&Message::new("batch.move_series")),
            steps,
            mode: super::super::BatchMode::AllOrNothing,
        },
    })
}
