//! Moving a meeting on the calendar: another time, another length, another room, as one command.

use chrono::NaiveDateTime;

use super::super::{Command, Reach, Reader, SeriesChange, Values, edit_series};
use super::CalendarEntry;
use crate::model::{Problem, RecordId, Value};

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

    /// What it changes, on the meeting's own clock.
    fn values(&self) -> Values {
        let entry = &self.entry;
        let mut values = Values::new();
        if (self.start, self.end) != (entry.start, entry.end) {
            // What is dragged by an hour begins an hour later on its own clock too, wherever that stands.
            let begin = entry.own_start + (self.start - entry.start);
            values.set("start", Value::DateTime(begin));
            values.set("end", Value::DateTime(begin + (self.end - self.start)));
        }
        if self.all_day != entry.all_day {
            values.set("all_day", Value::Flag(self.all_day));
        }
        if self.room != entry.room {
            values.set("room", self.room.map_or(Value::Nothing, Value::Link));
        }
        values
    }
}

/// The command that carries out a move: of the record where it stands alone, of as much of a series as is meant.
///
/// # Errors
/// When the file can't be read, the meeting is gone, or its rule can't be moved as asked.
pub fn move_command(reader: &Reader, wanted: &Move, reach: Reach) -> Result<Command, Problem> {
    let entry = &wanted.entry;
    if entry.repeats {
        let change = SeriesChange::Set(wanted.values());
        return edit_series(reader, entry.record, entry.original, reach, &change);
    }
    Ok(Command::Update {
        register: entry.register.to_owned(),
        id: entry.record,
        base: Some(entry.version),
        values: wanted.values(),
    })
}
