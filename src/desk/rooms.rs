//! Rooms look after themselves: one to which nobody came is free again, and who waits for a room gets it when it is.
//! The program does both, whoever is at work.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::{
    Command, Office, Reach, Reader, SeriesChange, Session, Values, civil_moment, edit_series, office_time,
};
use crate::model::{Id, Message, Problem, RecordId, Stored};
use crate::records::meetings::{Attendee, AttendeeState, Meeting, Room, RoomWait, RoomWaitState};
use crate::store::occupancy;
use crate::text::Language;

/// Waiting lists are looked at so far ahead.
const DAYS_AHEAD: i64 = 3 * 366;

/// What the rooms came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomsDone {
    /// Meetings that lost their room because nobody came.
    pub released: usize,
    /// Waiting meetings that were given a room.
    pub taken: usize,
    /// Waiting meetings to which a room was offered.
    pub offered: usize,
    /// When there is something to look at next.
    pub next: Option<DateTime<Utc>>,
}

/// Gives back the rooms to which nobody came, and offers what is free to who waits.
///
/// # Errors
/// When the file can't be read or written.
pub fn look_after_rooms(office: &Office) -> Result<RoomsDone, Problem> {
    let session = &Arc::new(Session::program());
    let mut done = RoomsDone::default();
    release(office, session, &mut done)?;
    offer(office, session, &mut done)?;
    Ok(done)
}

/// 无人签到释放: a meeting in a room that asks for it, to which nobody has signed in so many minutes after its beginning,
/// and that was not opened either.
fn release(office: &Office, session: &Arc<Session>, done: &mut RoomsDone) -> Result<(), Problem> {
    let reader = office.reader(session)?;
    let now = office_time(reader.now());
    let day = TimeDelta::days(1);
    let around = now.checked_sub_signed(day).unwrap_or(now)..now.checked_add_signed(day).unwrap_or(now);
    for room in reader.all::<Room>()? {
        let Some(minutes) = room.record.release_after.filter(|minutes| *minutes > 0) else { continue };
        let wait = TimeDelta::try_minutes(minutes).unwrap_or(day);
        for held in occupancy::held(reader.snapshot(), room.meta.id, &around)? {
            let at = held.time.start.checked_add_signed(wait).unwrap_or(held.time.end);
            // A meeting shorter than that is over by then.
            if at >= held.time.end || held.time.end <= now {
                continue;
            }
            if at > now {
                done.next = earliest(done.next, civil_moment(at));
                continue;
            }
            let Some(meeting) = reader.find::<Meeting>(Id::new(held.holder))? else { continue };
            if is_used(&reader, &meeting, &held.time)? {
                continue;
            }
            let reason = Message::new("rooms.nobody_came").with("minutes", minutes);
            let reason = reason.in_language(Language::default());
            let command = releasing(&reader, &meeting, &held.time, reason)?;
            match office.execute(session, command) {
                Ok(_) => done.released += 1,
                Err(problem @ Problem::Storage(_)) => return Err(problem),
                Err(problem) => tracing::warn!(%problem, "a room to which nobody came could not be released"),
            }
        }
    }
    Ok(())
}

/// Whether somebody came: the meeting was opened, or somebody has signed in to this time of it.
fn is_used(reader: &Reader, meeting: &Stored<Meeting>, time: &Range<NaiveDateTime>) -> Result<bool, Problem> {
    if !meeting.record.state.is_before() {
        return Ok(true);
    }
    let early = time.start.checked_sub_signed(TimeDelta::hours(4)).unwrap_or(time.start);
    for (_, view, field) in reader.referring(meeting.meta.id)? {
        let attendee = view.row.typed::<Attendee>().filter(|_| field.key == "meeting");
        let Some(attendee) = attendee.map(|attendee| attendee.record) else { continue };
        let came = matches!(attendee.state, AttendeeState::Present | AttendeeState::Left);
        let then = attendee.signed_in_at.map(office_time).is_none_or(|at| at >= early && at < time.end);
        if came && then {
            return Ok(true);
        }
    }
    Ok(false)
}

fn releasing(
    reader: &Reader,
    meeting: &Stored<Meeting>,
    time: &Range<NaiveDateTime>,
    reason: String,
) -> Result<Command, Problem> {
    if let Some(original) = meeting.record.original_of(time.start, &reader.inside())? {
        return edit_series(reader, meeting.meta.id, original, Reach::One, &SeriesChange::Release(reason));
    }
    Ok(Command::Move {
        register: "meeting".to_owned(),
        id: meeting.meta.id,
        base: Some(meeting.meta.version),
        transition: "release_room".to_owned(),
        values: Values::new(),
        reason: Some(reason),
    })
}

/// 候补: who has waited longest for a room that is free now gets it, or has it offered.
fn offer(office: &Office, session: &Arc<Session>, done: &mut RoomsDone) -> Result<(), Problem> {
    let mut waits: Vec<Stored<RoomWait>> = Vec::new();
    office.reader(session)?.each::<RoomWait>(&mut |wait| {
        if matches!(wait.record.state, RoomWaitState::Waiting | RoomWaitState::Offered) {
            waits.push(wait);
        }
    })?;
    waits.sort_by_key(|wait| (wait.record.asked_at, wait.meta.id));
    // An offer that stands keeps the room for whom it was made to.
    let mut kept: HashMap<RecordId, Vec<Range<NaiveDateTime>>> = HashMap::new();
    let (offered, waiting): (Vec<_>, Vec<_>) =
        waits.into_iter().partition(|wait| wait.record.state == RoomWaitState::Offered);
    for wait in offered.into_iter().chain(waiting) {
        let reader = office.reader(session)?;
        let (now, moment) = (office_time(reader.now()), reader.now());
        let meeting = match wait.record.meeting {
            Some(meeting) => reader.find(meeting)?,
            None => None,
        };
        let times = meeting.as_ref().map_or(Ok(Vec::new()), |of| reader.times_ahead(&of.record, now))?;
        let has_room = meeting.as_ref().is_some_and(|meeting| meeting.record.room.is_some());
        let Some(room) = wait.record.room.filter(|_| !times.is_empty() && !has_room) else {
            step(office, session, &wait, "lapse")?;
            continue;
        };
        let stands = wait.record.offered_until.is_some_and(|until| until > moment);
        if wait.record.state == RoomWaitState::Offered && !stands {
            step(office, session, &wait, "pass")?;
            done.next = earliest(done.next, Some(moment));
            continue;
        }
        let others = kept.entry(room.erase()).or_default();
        let clashes = |time: &Range<NaiveDateTime>| {
            others.iter().any(|other| other.start < time.end && time.start < other.end)
        };
        if !stands && (times.iter().any(clashes) || !reader.room_is_free(room, &times)?) {
            continue;
        }
        others.extend(times);
        if stands {
            done.next = earliest(done.next, wait.record.offered_until);
        } else if wait.record.at_once {
            done.taken += usize::from(step(office, session, &wait, "take")?);
        } else {
            done.offered += usize::from(step(office, session, &wait, "offer")?);
        }
    }
    Ok(())
}

/// Moves a waiting meeting on; whether it could be.
fn step(
    office: &Office,
    session: &Arc<Session>,
    wait: &Stored<RoomWait>,
    transition: &str,
) -> Result<bool, Problem> {
    let command = Command::Move {
        register: "room_wait".to_owned(),
        id: wait.meta.id,
        base: Some(wait.meta.version),
        transition: transition.to_owned(),
        values: Values::new(),
        reason: None,
    };
    match office.execute(session, command) {
        Ok(_) => Ok(true),
        Err(problem @ Problem::Storage(_)) => Err(problem),
        Err(problem) => {
            tracing::warn!(%problem, transition, "a waiting list could not be moved on");
            Ok(false)
        }
    }
}

impl Reader {
    /// The times of a meeting that are still to come.
    fn times_ahead(
        &self,
        meeting: &Meeting,
        now: NaiveDateTime,
    ) -> Result<Vec<Range<NaiveDateTime>>, Problem> {
        let last = now.checked_add_signed(TimeDelta::days(DAYS_AHEAD)).unwrap_or(now);
        let times = meeting.times_within(now..last, &self.inside())?;
        Ok(times.into_iter().filter(|time| time.start > now).collect())
    }

    /// Whether nobody has a room at any of these times, its minutes in between counted.
    fn room_is_free(&self, room: Id<Room>, times: &[Range<NaiveDateTime>]) -> Result<bool, Problem> {
        let Some(stored) = self.find(room)?.filter(|room| !room.record.closed) else { return Ok(false) };
        let margin = TimeDelta::try_minutes(stored.record.buffer.unwrap_or(0)).unwrap_or_default();
        for time in times {
            let held = self.held_with_margin(room.erase(), margin, time, None)?;
            if held.iter().any(|held| held.start < time.end && time.start < held.end) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn earliest(one: Option<DateTime<Utc>>, other: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    one.into_iter().chain(other).min()
}
