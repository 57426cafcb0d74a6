//! `find time`: when people and a room are free.

use std::io::Write;

use chrono::{Days, NaiveDateTime};
use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::expanded::read_days;
use super::failure::Failure;
use super::table::write_table;
use crate::desk::{Reader, TimeQuery, Titles, find_time};
use crate::model::{Message, Problem, RecordId};
use crate::records::meetings::Room;

/// What can be found.
#[derive(Debug, Subcommand)]
pub(super) enum FindPart {
    /// When people and a room are free
    Time(FindTime),
}

#[derive(Debug, Args)]
pub(super) struct FindTime {
    /// Who must come: staff number, name or identity; may be given again
    #[arg(long = "for", value_name = "PERSON")]
    pub(super) people: Vec<String>,
    /// Who is asked too, and may be missing
    #[arg(long, value_name = "PERSON")]
    pub(super) optional: Vec<String>,
    /// A room is needed; so it is when one, seats or equipment are named
    #[arg(long)]
    pub(super) with_room: bool,
    /// One of these rooms; may be given again
    #[arg(long = "room", value_name = "ROOM")]
    pub(super) rooms: Vec<String>,
    /// With so many seats
    #[arg(long, value_name = "N")]
    pub(super) seats: Option<i64>,
    /// With this in it; may be given again
    #[arg(long, value_name = "WORD")]
    pub(super) equipment: Vec<String>,
    /// How long
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub(super) minutes: i64,
    /// First and last day; the next two weeks by themselves
    #[arg(long, value_name = "DAY..DAY")]
    pub(super) within: Option<String>,
    /// Between these hours of a day; 08:30-17:30 by themselves
    #[arg(long, value_name = "FROM-UNTIL")]
    pub(super) hours: Option<String>,
    /// On days off too
    #[arg(long)]
    pub(super) any_day: bool,
    /// A meeting that looks for another time
    #[arg(long, value_name = "MEETING")]
    pub(super) except: Option<String>,
    /// At most so many answers
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(super) limit: usize,
}

/// Prints the first times that suit.
pub(super) fn time(context: &Context, find: &FindTime, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    let reader = at_work.reader()?;
    let (first, last) = match &find.within {
        Some(days) => read_days(days)?,
        None => {
            let today = at_work.office.clock().today();
            (today, today.checked_add_days(Days::new(13)).unwrap_or(today))
        }
    };
    let mut query = TimeQuery::within(first..last.checked_add_days(Days::new(1)).unwrap_or(last));
    query.people = named(&reader, "person", &find.people)?;
    query.optional = named(&reader, "person", &find.optional)?;
    query.rooms = named(&reader, "room", &find.rooms)?;
    query.seats = find.seats;
    query.equipment.clone_from(&find.equipment);
    query.needs_room =
        find.with_room || find.seats.is_some() || !find.rooms.is_empty() || !find.equipment.is_empty();
    query.minutes = find.minutes;
    query.any_day = find.any_day;
    query.most = find.limit;
    if let Some(meeting) = &find.except {
        query.except = named(&reader, "meeting", std::slice::from_ref(meeting))?.first().copied();
    }
    if let Some(hours) = &find.hours {
        let read = hours.split_once('-').and_then(|(from, until)| {
            Some(Room::minutes(from)?..Room::minutes(until)?).filter(|hours| hours.start < hours.end)
        });
        query.hours =
            read.ok_or_else(|| Failure::Usage(Message::new("find.bad_hours").with("text", hours)))?;
    }
    let found = find_time(&reader, &query)?;
    let mut titles = Titles::default();
    let mut names = |register: &'static str, ids: &[RecordId]| -> Result<Vec<String>, Failure> {
        let mut names = Vec::with_capacity(ids.len());
        for id in ids {
            names.push(titles.get(&reader, register, *id)?.to_owned());
        }
        Ok(names)
    };
    let mut rows = Vec::new();
    for slot in &found {
        let (missing, away) = (names("person", &slot.missing)?, names("person", &slot.away)?);
        let rooms = names("room", &slot.rooms)?;
        if context.json {
            let ids = |ids: &[RecordId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
            let time = |time: NaiveDateTime| time.format("%Y-%m-%dT%H:%M:%S").to_string();
            let line = json!({
                "start": time(slot.time.start),
                "end": time(slot.time.end),
                "rooms": rooms,
                "room_ids": ids(&slot.rooms),
                "missing": missing,
                "away": away,
            });
            writeln!(out, "{line}")?;
            continue;
        }
        let separator = context.language.list_separator();
        rows.push(vec![
            slot.time.start.format("%Y-%m-%d %H:%M").to_string(),
            slot.time.end.format("%H:%M").to_string(),
            rooms.join(separator),
            missing.into_iter().chain(away).collect::<Vec<_>>().join(separator),
        ]);
    }
    if found.is_empty() {
        return Err(Failure::request(Message::new("find.nothing")));
    }
    if !context.json {
        let header = ["occurrences.start", "occurrences.end", "find.rooms", "find.missing"];
        let header: Vec<String> = header.iter().map(|key| context.language.text(key).to_owned()).collect();
        write_table(out, &header, &[], &rows)?;
    }
    match found.first() {
        Some(best) if !best.missing.is_empty() => {
            Err(Failure::Answered(Message::new("find.nobody_complete")))
        }
        _ => Ok(()),
    }
}

/// The records that names mean: by identity, unique value, or a name that is one record's alone.
pub(super) fn named(reader: &Reader, register: &str, names: &[String]) -> Result<Vec<RecordId>, Failure> {
    names.iter().map(|name| linked(reader, &[register], name)).collect()
}

/// The one living record of some registers that `name` means: by identity, unique value, or a name that is its alone.
pub(super) fn linked(reader: &Reader, registers: &[&str], name: &str) -> Result<RecordId, Failure> {
    let mut found = Vec::new();
    for register in registers {
        found.extend(reader.linked(register, name)?);
    }
    match found.as_slice() {
        [only] => Ok(*only),
        [] => Err(Problem::Missing(Message::new("cli.no_such_record").with("named", name)).into()),
        _ => Err(Failure::request(Message::new("cli.several_records").with("named", name))),
    }
}
