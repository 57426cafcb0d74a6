//! A new meeting where the calendar stands.

use chrono::NaiveTime;

use super::CalendarScreen;
use super::drag::Target;
use super::month::day_track;
use super::page::{Owner, Track, minutes, time_at};
use crate::desk::Values;
use crate::model::Value;
use crate::ui::panels::form::Draft;

/// How long a meeting lasts that is made without saying so.
const NEW_MINUTES: i64 = 60;

impl CalendarScreen {
    /// A new meeting where the keyboard is.
    pub fn draft(&self) -> Draft {
        draft_of(&self.new_at_cursor())
    }

    /// A new meeting where the keyboard is, or else at the next full hour of the day that is shown.
    pub(super) fn new_at_cursor(&self) -> Target {
        let at = self.cursor.unwrap_or_else(|| self.anchor().and_time(day_begins()));
        let mut track = day_track(at.date());
        track.of = self.owner_of_cursor().filter(|of| matches!(of, Owner::Room(_)));
        new_at(&track, minutes(at.date(), at), self.cursor_track)
    }
}

/// The time at which a day begins that says no other.
pub(super) fn day_begins() -> NaiveTime {
    NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default()
}

/// A meeting at a slot.
pub(super) fn new_at(track: &Track, minute: i64, place: usize) -> Target {
    let room = match track.of {
        Some(Owner::Room(room)) => Some(room),
        _ => None,
    };
    Target {
        start: time_at(track.day, minute),
        end: time_at(track.day, minute + NEW_MINUTES),
        all_day: false,
        room,
        track: place,
    }
}

/// The form of a new meeting at a place of the calendar.
pub(super) fn draft_of(target: &Target) -> Draft {
    let mut values =
        Values::new().with("start", Value::DateTime(target.start)).with("end", Value::DateTime(target.end));
    if target.all_day {
        values.set("all_day", Value::Flag(true));
    }
    if let Some(room) = target.room {
        values.set("room", Value::Link(room));
    }
    Draft { register: "meeting", values, with: Vec::new() }
}
