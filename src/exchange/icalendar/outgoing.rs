//! What goes out as a calendar file: tables of meetings and matters, and messages of RFC 5546 about one meeting.

use std::path::Path;

use super::people::{Named, address_of};
use super::todo::write_matters;
use super::write::{Dress, is, write_meetings};
use crate::desk::{Conditions, Reader};
use crate::exchange::export::Table;
use crate::model::{Id, Message, Problem, RecordId, Stored, Value};
use crate::records;
use crate::records::meetings::{Attendee, Meeting, MeetingState, Room};
use crate::records::organisation::Person;
use crate::store::files;

/// A message about a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarMessage {
    /// METHOD:REQUEST, for everybody who is asked to come.
    Invitation,
    /// METHOD:CANCEL, of a meeting that was called off.
    Cancellation,
    /// METHOD:REPLY of this person.
    Reply(RecordId),
}

/// Writes a message about a meeting; an invitation of a series has its changed occurrences with it.
///
/// # Errors
/// When the session may not export it, it may not leave, says nothing to answer, or the file can't be written.
pub fn export_message(
    reader: &Reader,
    meeting: RecordId,
    message: CalendarMessage,
    path: &Path,
) -> Result<(), Problem> {
    let register = records::find("meeting")
        .ok_or_else(|| Problem::Bug("there is no register of meetings".to_owned()))?;
    let missing = || {
        Problem::Missing(Message::new("problem.missing").with("record", "record.meeting").with("id", meeting))
    };
    let stored = reader.find::<Meeting>(Id::new(meeting))?.ok_or_else(missing)?;
    if message == CalendarMessage::Cancellation && stored.record.state != MeetingState::Cancelled {
        return Err(Problem::field("state", Message::new("icalendar.not_called_off")));
    }
    let mut all = vec![stored];
    if message == CalendarMessage::Invitation {
        for (_, view, field) in reader.referring(meeting)? {
            let changed = view.row.typed::<Meeting>().filter(|_| field.key == "series");
            all.extend(changed.filter(|of| of.record.takes_place()));
        }
    }
    let table = Table::read(reader, register, &Conditions::chosen(all.iter().map(|of| of.meta.id)), None)?;
    if table.withheld > 0 || table.rows.is_empty() {
        return Err(Problem::denied("icalendar.may_not_leave"));
    }
    let mut dress = Dress {
        method: Some(match message {
            CalendarMessage::Invitation => "REQUEST",
            CalendarMessage::Cancellation => "CANCEL",
            CalendarMessage::Reply(_) => "REPLY",
        }),
        alone: matches!(message, CalendarMessage::Reply(_)),
        ..Dress::default()
    };
    let only = match message {
        CalendarMessage::Reply(person) => Some(person),
        _ => None,
    };
    for of in &all {
        dress.people.insert(of.meta.id, people_of(reader, of, only)?);
    }
    files::write_whole(path, calendar_of(reader, &table, dress)?.as_bytes())?;
    reader.record_access(table.access);
    Ok(())
}

/// ORGANIZER and ATTENDEE lines of a meeting.
fn people_of(
    reader: &Reader,
    meeting: &Stored<Meeting>,
    only: Option<RecordId>,
) -> Result<Vec<String>, Problem> {
    let record = &meeting.record;
    let mut lines = Vec::new();
    // Who invited us from elsewhere stands with the meeting.
    if let Some(theirs) = record.icalendar.lines().find(|line| is(line, "ORGANIZER")) {
        lines.push(theirs.to_owned());
    } else {
        let host = match record.chair.or(record.recorder) {
            Some(host) => named_person(reader, host.erase())?,
            None => None,
        };
        let host = host.ok_or_else(|| Problem::field("chair", Message::new("icalendar.no_organizer")))?;
        lines.push(host.organizer());
    }
    let mut attendees = attendees_of(reader, meeting.meta.id)?;
    if let (true, Some(series)) = (attendees.is_empty(), record.series) {
        attendees = attendees_of(reader, series.erase())?;
    }
    let mut found = false;
    for of in attendees {
        let Some(person) = of.record.person.map(Id::erase) else { continue };
        if only.is_some_and(|only| only != person) {
            continue;
        }
        let Some(named) = named_person(reader, person)? else { continue };
        let deputy = match of.record.deputy {
            Some(deputy) => named_person(reader, deputy.erase())?,
            None => None,
        };
        let chairs = record.chair.map(Id::erase) == Some(person);
        lines.extend(named.attendee(&of.record, chairs, deputy.as_ref()));
        found = true;
    }
    if only.is_some() && !found {
        return Err(Problem::input(Message::new("icalendar.not_invited")));
    }
    Ok(lines)
}

fn attendees_of(reader: &Reader, meeting: RecordId) -> Result<Vec<Stored<Attendee>>, Problem> {
    let mut found = Vec::new();
    for (_, view, field) in reader.referring(meeting)? {
        found.extend(view.row.typed::<Attendee>().filter(|_| field.key == "meeting"));
    }
    Ok(found)
}

/// Somebody of this office with the name and address that the session may tell; `None` when it may not know of them, or
/// their mark keeps them in the file.
pub(super) fn named_person(reader: &Reader, id: RecordId) -> Result<Option<Named>, Problem> {
    let Some(person) = reader.find::<Person>(Id::new(id))? else { return Ok(None) };
    if person.meta.mark.as_ref().is_some_and(|mark| !mark.may_leave()) {
        return Ok(None);
    }
    let address = address_of(id, &person.record.email);
    Ok(Some(Named { name: person.record.name, address }))
}

/// A table of meetings or matters as a calendar file.
pub(in crate::exchange) fn calendar_of(
    reader: &Reader,
    table: &Table,
    mut dress: Dress,
) -> Result<String, Problem> {
    let value = |row: &[Value], key: &str| {
        let place = table.fields.iter().position(|(_, field)| field.key == key);
        place.and_then(|place| row.get(place + 1)).cloned().unwrap_or_default()
    };
    let values: Vec<_> = table.rows.iter().map(|row| move |key: &str| value(row, key)).collect();
    let ids = table.rows.iter().filter_map(|row| row.first()?.as_link());
    let rows: Vec<super::Row<'_>> =
        ids.zip(&values).map(|(id, value)| (id, value as &dyn Fn(&str) -> Value)).collect();
    if table.record_type.name() == "matter" {
        for (id, field) in &rows {
            let Some(owner) = field("owner").as_link() else { continue };
            let named = named_person(reader, owner)?;
            let line = named.map(|of| {
                format!("ATTENDEE;CN={}:{}", super::content::escaped_parameter(&of.name), of.address)
            });
            dress.people.insert(*id, line.into_iter().collect());
        }
        return Ok(write_matters(&rows, reader.now(), &dress));
    }
    reader.each::<Room>(&mut |room| {
        if room.meta.mark.as_ref().is_none_or(|mark| mark.may_leave()) {
            dress.rooms.insert(room.meta.id, room.record.name);
        }
    })?;
    Ok(write_meetings(&rows, reader.now(), &dress))
}
