//! RANGE=THISANDFUTURE (RFC 5545 §3.2.13): what changes an occurrence and all that follow becomes a series of its own,
//! and the series before it ends there. Together they give what the file means.

use std::collections::HashMap;

use chrono::{NaiveDateTime, TimeDelta};

use super::event::{Event, on_clock};
use crate::model::Message;
use crate::rules::recurrence::{self, Plan, RecurrenceError};

/// A part of a series: from when on, on the clock of the file, which event it is, and how far it was moved.
struct Segment {
    from: NaiveDateTime,
    event: usize,
    shift: TimeDelta,
}

/// The identity of the part of a series that begins with an occurrence: the same whenever the file is read again.
pub(super) fn identity(uid: &str, original: NaiveDateTime) -> String {
    format!("{uid}/{}", original.format("%Y%m%dT%H%M%S"))
}

/// Parts the series of a file. What can't be parted stays a change of its one occurrence, and tells why.
pub(super) fn part(events: &mut Vec<Event>) {
    if !events.iter().any(|event| event.following) {
        return;
    }
    let places = events.iter().enumerate().filter(|(_, event)| event.recurrence_id.is_none());
    let mut segments: HashMap<String, Vec<Segment>> = places
        .map(|(place, event)| {
            let first = Segment { from: NaiveDateTime::MIN, event: place, shift: TimeDelta::zero() };
            (event.uid.clone(), vec![first])
        })
        .collect();
    let mut order: Vec<usize> = (0..events.len()).collect();
    order.retain(|place| events.get(*place).is_some_and(|event| event.recurrence_id.is_some()));
    order.sort_by_key(|place| {
        let event = events.get(*place);
        event.map(|event| (event.recurrence_id, !event.following))
    });
    let mut gone = Vec::new();
    for place in order {
        let Some(event) = events.get(place) else { continue };
        let (Some(original), Some(parts)) = (event.recurrence_id, segments.get_mut(&event.uid)) else {
            continue;
        };
        let Some(last) = parts.iter().rfind(|part| part.from <= original) else { continue };
        if !event.following {
            let Some(uid) = events.get(last.event).map(|series| series.uid.clone()) else { continue };
            let moved = original.checked_add_signed(last.shift).unwrap_or(original);
            if let Some(event) = events.get_mut(place) {
                (event.uid, event.recurrence_id) = (uid, Some(moved));
            }
            continue;
        }
        let (series, shift) = (last.event, last.shift);
        match parted(events.get(series), event, original, shift) {
            Ok(parted) => {
                let by = shift + parted.by;
                if parted.before.is_none() {
                    gone.push(series);
                }
                if let (Some(before), Some(of)) = (parted.before, events.get_mut(series)) {
                    of.set_recurrence(before);
                }
                if let Some(event) = events.get_mut(place) {
                    event.become_series(&parted.plan, parted.uid);
                }
                parts.push(Segment { from: original, event: place, shift: by });
            }
            Err(error) => {
                if let Some(event) = events.get_mut(place) {
                    event.following = false;
                    for message in [Message::new("icalendar.not_parted"), error.message()] {
                        event.problems.push((event.line, "RECURRENCE-ID".to_owned(), message));
                    }
                }
            }
        }
    }
    let mut place = 0_usize;
    events.retain(|_| {
        place += 1;
        !gone.contains(&(place - 1))
    });
}

/// What becomes of a series.
struct Parted {
    /// How the first part comes again; `None` where nothing of it is left.
    before: Option<String>,
    /// The second part.
    plan: Plan,
    uid: String,
    by: TimeDelta,
}

fn parted(
    series: Option<&Event>,
    event: &Event,
    original: NaiveDateTime,
    shift: TimeDelta,
) -> Result<Parted, RecurrenceError> {
    let none = || RecurrenceError::NoOccurrence(original.to_string());
    let series = series.filter(|series| series.all_day == event.all_day).ok_or_else(none)?;
    let whole = series.plan().ok_or_else(none)?;
    let cut = original.checked_add_signed(shift).ok_or_else(none)?;
    let own = |time: NaiveDateTime| on_clock(time, &event.time_zone, &whole.time_zone);
    let start = event.start.map(own).ok_or_else(none)?;
    let end =
        event.end.map_or_else(|| start.checked_add_signed(whole.end - whole.start), |end| Some(own(end)));
    let end = end.ok_or_else(none)?;
    let (before, after, uid) = match recurrence::split(&whole, cut) {
        Ok((before, after)) => (Some(before.recurrence), after, identity(&event.uid, original)),
        // From its first occurrence on: the whole series is changed.
        Err(RecurrenceError::FirstOne) => (None, whole.clone(), series.uid.clone()),
        Err(error) => return Err(error),
    };
    let from = cut.max(after.start);
    let by = start - cut;
    let begin = from.checked_add_signed(by).ok_or_else(none)?;
    let until = begin.checked_add_signed(end - start).ok_or_else(none)?;
    let plan = recurrence::moved(&after, from, begin, until)?.plan;
    Ok(Parted { before, plan, uid, by })
}
