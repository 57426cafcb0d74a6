//! When everybody is free, and a room with them: a search over busy times, half-open and on the office's clock.
//!
//! 09:00–10:00 and 10:00–11:00 do not clash (`domain.md` §4.1). The minutes that a room needs between two meetings
//! are part of its busy times.

use std::ops::Range;

use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta};

use super::working_days::WorkCalendar;

/// Times at which somebody or something is taken: in order, none touching the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BusyRanges(Vec<Range<NaiveDateTime>>);

impl BusyRanges {
    /// Brings times in any order together.
    pub fn of(mut times: Vec<Range<NaiveDateTime>>) -> Self {
        times.retain(|time| time.start < time.end);
        times.sort_unstable_by_key(|time| time.start);
        let mut merged: Vec<Range<NaiveDateTime>> = Vec::with_capacity(times.len());
        for time in times {
            match merged.last_mut() {
                Some(last) if time.start <= last.end => last.end = last.end.max(time.end),
                _ => merged.push(time),
            }
        }
        Self(merged)
    }

    /// What is taken, in order.
    pub fn ranges(&self) -> &[Range<NaiveDateTime>] {
        &self.0
    }

    /// The first of these times that overlaps another; `None` when all of it is free.
    pub fn clash(&self, time: &Range<NaiveDateTime>) -> Option<&Range<NaiveDateTime>> {
        let at = self.0.partition_point(|busy| busy.end <= time.start);
        self.0.get(at).filter(|busy| busy.start < time.end)
    }
}

/// A room that may be taken.
#[derive(Clone, Debug, Default)]
pub struct FreeRoom {
    /// Minutes of the day from which on, and until which, it is open.
    pub hours: Range<i64>,
    /// When it is taken, with the minutes it needs around each time.
    pub busy: BusyRanges,
}

impl FreeRoom {
    fn takes(&self, time: &Range<NaiveDateTime>) -> bool {
        let begin = minutes_of_day(time.start);
        let end = begin + (time.end - time.start).num_minutes();
        self.hours.start <= begin && end <= self.hours.end && self.busy.clash(time).is_none()
    }
}

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Days on which it may be (half-open).
    pub days: Range<NaiveDate>,
    /// Minutes of the day between which it must be.
    pub hours: Range<i64>,
    /// Whether it may be on days off too.
    pub any_day: bool,
    /// Nothing that has begun is offered.
    pub not_before: NaiveDateTime,
    /// How long it takes, in minutes.
    pub minutes: i64,
    /// Beginnings are at whole multiples of so many minutes of the day.
    pub step: i64,
    /// Whether it needs one of the rooms.
    pub needs_room: bool,
    /// How many answers are enough.
    pub most: usize,
}

/// A time that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// When, half-open.
    pub time: Range<NaiveDateTime>,
    /// Positions of the people who must come and can't.
    pub missing: Vec<usize>,
    /// Positions of those who need not come and can't.
    pub away: Vec<usize>,
    /// Positions of the rooms that are free.
    pub rooms: Vec<usize>,
}

/// The most beginnings that one search looks at: years of quarters of an hour.
const MOST_BEGINNINGS: usize = 200_000;

/// The first times, in order and apart from each other, at which all of `required` and a room are free. Where there is
/// none at all, the times at which the fewest of them are missing; a room is free at each of those too.
pub fn find(
    wanted: &Wanted,
    calendar: &WorkCalendar,
    required: &[BusyRanges],
    optional: &[BusyRanges],
    rooms: &[FreeRoom],
) -> Vec<Slot> {
    let everybody = BusyRanges::of(required.iter().flat_map(|busy| busy.0.iter().cloned()).collect());
    let mut found = Vec::new();
    each_beginning(wanted, calendar, &mut |time| {
        if let Some(clash) = everybody.clash(time) {
            return Next::NotBefore(clash.end);
        }
        let free = free_rooms(wanted, rooms, time);
        if wanted.needs_room && free.is_empty() {
            return Next::Step;
        }
        found.push(Slot {
            time: time.clone(),
            missing: Vec::new(),
            away: clashing(optional, time),
            rooms: free,
        });
        if found.len() >= wanted.most { Next::Enough } else { Next::NotBefore(time.end) }
    });
    if found.is_empty() && !required.is_empty() {
        return nearly(wanted, calendar, required, optional, rooms);
    }
    found
}

/// The times at which the fewest are missing, the earliest first among equals.
fn nearly(
    wanted: &Wanted,
    calendar: &WorkCalendar,
    required: &[BusyRanges],
    optional: &[BusyRanges],
    rooms: &[FreeRoom],
) -> Vec<Slot> {
    let mut candidates: Vec<(usize, Range<NaiveDateTime>)> = Vec::new();
    each_beginning(wanted, calendar, &mut |time| {
        let missing = required.iter().filter(|busy| busy.clash(time).is_some()).count();
        if missing < required.len() {
            candidates.push((missing, time.clone()));
        }
        Next::Step
    });
    candidates.sort_by_key(|(missing, time)| (*missing, time.start));
    let mut found: Vec<Slot> = Vec::new();
    for (_, time) in candidates {
        if found.len() >= wanted.most {
            break;
        }
        let apart = |slot: &Slot| slot.time.end <= time.start || time.end <= slot.time.start;
        if !found.iter().all(apart) {
            continue;
        }
        let free = free_rooms(wanted, rooms, &time);
        if !wanted.needs_room || !free.is_empty() {
            let (missing, away) = (clashing(required, &time), clashing(optional, &time));
            found.push(Slot { time, missing, away, rooms: free });
        }
    }
    found
}

/// Where the search goes on.
enum Next {
    Step,
    NotBefore(NaiveDateTime),
    Enough,
}

fn each_beginning(
    wanted: &Wanted,
    calendar: &WorkCalendar,
    take: &mut dyn FnMut(&Range<NaiveDateTime>) -> Next,
) {
    let step = wanted.step.max(1);
    let Some(length) = TimeDelta::try_minutes(wanted.minutes).filter(|length| *length > TimeDelta::zero())
    else {
        return;
    };
    let mut day = wanted.days.start;
    let mut tried = 0_usize;
    while day < wanted.days.end {
        let midnight = day.and_time(chrono::NaiveTime::MIN);
        let mut minute = round_up(wanted.hours.start, step);
        if midnight < wanted.not_before {
            minute = minute.max(round_up(whole_minutes(wanted.not_before - midnight), step));
        }
        let worked = wanted.any_day || calendar.is_working_day(day);
        while worked && minute + wanted.minutes <= wanted.hours.end {
            tried += 1;
            if tried > MOST_BEGINNINGS {
                return;
            }
            let Some(start) = midnight.checked_add_signed(TimeDelta::minutes(minute)) else { return };
            let Some(end) = start.checked_add_signed(length) else { return };
            minute = match take(&(start..end)) {
                Next::Step => minute + step,
                Next::NotBefore(time) => round_up(whole_minutes(time - midnight), step).max(minute + step),
                Next::Enough => return,
            };
        }
        let Some(next) = day.checked_add_days(Days::new(1)) else { return };
        day = next;
    }
}

fn free_rooms(wanted: &Wanted, rooms: &[FreeRoom], time: &Range<NaiveDateTime>) -> Vec<usize> {
    if !wanted.needs_room {
        return Vec::new();
    }
    rooms.iter().enumerate().filter(|(_, room)| room.takes(time)).map(|(at, _)| at).collect()
}

fn clashing(people: &[BusyRanges], time: &Range<NaiveDateTime>) -> Vec<usize> {
    people.iter().enumerate().filter(|(_, busy)| busy.clash(time).is_some()).map(|(at, _)| at).collect()
}

fn minutes_of_day(time: NaiveDateTime) -> i64 {
    (time - time.date().and_time(chrono::NaiveTime::MIN)).num_minutes()
}

/// Minutes, those that have begun counted whole.
fn whole_minutes(length: TimeDelta) -> i64 {
    length.num_minutes() + i64::from(length.num_seconds() % 60 > 0)
}

fn round_up(minutes: i64, step: i64) -> i64 {
    minutes + (step - minutes.rem_euclid(step)) % step
}
