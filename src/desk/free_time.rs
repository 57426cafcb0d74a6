//! "When can these seven people and a room for twelve with a projector meet in the next two weeks": the search over
//! what the office knows, for one session.

use std::ops::Range;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::{Reader, office_time, work_calendar};
use crate::model::{Id, Message, Problem, RecordId, Stored};
use crate::records::meetings::Room;
use crate::records::organisation::{Person, PersonState};
use crate::rules::free_time::{self, BusyRanges, FreeRoom, Wanted};

/// What a meeting needs.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeQuery {
    /// Who must come.
    pub people: Vec<RecordId>,
    /// Who is asked too, and may be missing.
    pub optional: Vec<RecordId>,
    /// Whether a room is needed.
    pub needs_room: bool,
    /// Only these rooms; any that fits where it is empty.
    pub rooms: Vec<RecordId>,
    /// How many seats the room must have.
    pub seats: Option<i64>,
    /// What must stand in it.
    pub equipment: Vec<String>,
    /// How long, in minutes.
    pub minutes: i64,
    /// Days on which it may be (half-open).
    pub days: Range<NaiveDate>,
    /// Minutes of the day between which it must be.
    pub hours: Range<i64>,
    /// Whether days off do too.
    pub any_day: bool,
    /// A meeting that looks for another time: what it takes now counts as free.
    pub except: Option<RecordId>,
    /// How many answers are enough.
    pub most: usize,
}

impl TimeQuery {
    /// An hour of the office's working time, of nobody yet.
    pub fn within(days: Range<NaiveDate>) -> Self {
        Self {
            people: Vec::new(),
            optional: Vec::new(),
            needs_room: false,
            rooms: Vec::new(),
            seats: None,
            equipment: Vec::new(),
            minutes: 60,
            days,
            hours: OFFICE_HOURS,
            any_day: false,
            except: None,
            most: 5,
        }
    }
}

/// 08:30 to 17:30 in minutes, until somebody says otherwise.
pub const OFFICE_HOURS: Range<i64> = 510..1050;

/// Beginnings are offered by the quarter of an hour.
const STEP: i64 = 15;

/// The longest stretch of days that one question asks about.
const MOST_DAYS: i64 = 366;

/// A time at which it can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreeSlot {
    /// When, half-open, on the office's clock.
    pub time: Range<NaiveDateTime>,
    /// Who must come and can't; only where no time suits everybody.
    pub missing: Vec<RecordId>,
    /// Who is asked too and can't.
    pub away: Vec<RecordId>,
    /// The rooms that are free, the smallest that fits first.
    pub rooms: Vec<RecordId>,
}

/// Finds times. Where none suits everybody, the best that there is: those at which the fewest are missing.
///
/// # Errors
/// When the question is none, the file can't be read, or the session may not look at meetings, rooms or these people.
pub fn find_time(reader: &Reader, query: &TimeQuery) -> Result<Vec<FreeSlot>, Problem> {
    let days = query.days.end.signed_duration_since(query.days.start).num_days();
    if days <= 0 || days > MOST_DAYS {
        return Err(Problem::input(Message::new("find.bad_days").with("limit", MOST_DAYS)));
    }
    for person in query.people.iter().chain(&query.optional) {
        if let Some(person) = reader.find::<Person>(Id::new(*person))?
            && person.record.state == PersonState::Left
        {
            let name = person.record.name;
            return Err(Problem::input(Message::new("finding.person_has_left").with("name", name)));
        }
    }
    let day = 24 * 60;
    let hours = query.hours.start.max(0)..query.hours.end.min(day);
    if query.minutes < 1 || query.minutes > hours.end - hours.start {
        return Err(Problem::input(Message::new("find.bad_length").with("minutes", query.minutes)));
    }
    let midnight = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN);
    let range = midnight(query.days.start)..midnight(query.days.end);
    let busy = |people: &[RecordId]| -> Result<Vec<BusyRanges>, Problem> {
        // Who has them is never told, so that it need not be asked who may know.
        let taken = reader.taken_people(people, &range, query.except)?.into_iter();
        Ok(taken.map(|taken| BusyRanges::of(taken.into_iter().map(|busy| busy.time).collect())).collect())
    };
    let (required, optional) = (busy(&query.people)?, busy(&query.optional)?);
    let rooms = if query.needs_room { fitting(reader, query)? } else { Vec::new() };
    let mut free = Vec::with_capacity(rooms.len());
    for room in &rooms {
        let margin = TimeDelta::try_minutes(room.record.buffer.unwrap_or(0)).unwrap_or_default();
        let held = reader.held_with_margin(room.meta.id, margin, &range, query.except)?;
        let opens = Room::minutes(&room.record.opens).unwrap_or(0);
        let closes = Room::minutes(&room.record.closes).unwrap_or(day);
        free.push(FreeRoom { hours: opens..closes, busy: BusyRanges::of(held) });
    }
    let wanted = Wanted {
        days: query.days.clone(),
        hours,
        any_day: query.any_day,
        not_before: office_time(reader.now()),
        minutes: query.minutes,
        step: STEP,
        needs_room: query.needs_room,
        most: query.most.max(1),
    };
    let found = free_time::find(&wanted, &work_calendar(reader)?, &required, &optional, &free);
    let pick = |from: &[RecordId], at: Vec<usize>| -> Vec<RecordId> {
        at.into_iter().filter_map(|at| from.get(at).copied()).collect()
    };
    let room_ids: Vec<RecordId> = rooms.iter().map(|room| room.meta.id).collect();
    Ok(found
        .into_iter()
        .map(|slot| FreeSlot {
            time: slot.time,
            missing: pick(&query.people, slot.missing),
            away: pick(&query.optional, slot.away),
            rooms: pick(&room_ids, slot.rooms),
        })
        .collect())
}

/// The rooms that have the seats and the equipment, the smallest first, so that a large one is not taken by four.
fn fitting(reader: &Reader, query: &TimeQuery) -> Result<Vec<Stored<Room>>, Problem> {
    let mut rooms = reader.all::<Room>()?;
    let has = |room: &Room, wanted: &String| {
        let wanted = wanted.trim().to_lowercase();
        room.equipment.iter().any(|own| own.to_lowercase().contains(&wanted))
    };
    rooms.retain(|room| {
        let record = &room.record;
        let named = query.rooms.is_empty() || query.rooms.contains(&room.meta.id);
        let seats = query.seats.is_none_or(|seats| record.capacity.is_some_and(|own| own >= seats));
        named && seats && !record.closed && query.equipment.iter().all(|wanted| has(record, wanted))
    });
    rooms.sort_by(|left, right| {
        let seats = |room: &Stored<Room>| room.record.capacity.unwrap_or(i64::MAX);
        seats(left).cmp(&seats(right)).then_with(|| left.record.name.cmp(&right.record.name))
    });
    Ok(rooms)
}
