//! Papers that somebody is to read, from the day on which their light turns yellow, and what somebody was reminded of
//! (催办) and still has (`domain.md` §3.1).

use std::collections::BTreeMap;

use super::{Asked, DueItem};
use crate::desk::{Reader, civil_date};
use crate::model::{Id, Message, Problem, Record as _, RecordId};
use crate::records;
use crate::records::documents::{Circulation, CirculationState, Urging};
use crate::records::organisation::Person;
use crate::rules::reminders::Lamp;

pub(super) fn due_items(asked: &mut Asked, found: &mut Vec<DueItem>) -> Result<(), Problem> {
    let reader = asked.reader;
    for copy in reader.all::<Circulation>()? {
        let unread = copy.record.state == CirculationState::Unread && asked.concerns(copy.record.reader);
        if let (true, Some(paper), Some(on)) = (unread, copy.record.paper, copy.record.due) {
            let lamp = asked.lamp(on);
            if matches!(lamp, Lamp::Soon | Lamp::Overdue) {
                found.push(DueItem {
                    register: "circulation",
                    id: copy.meta.id,
                    title: asked.title("incoming", paper.erase())?,
                    reason: Message::new("due.reading"),
                    lamp,
                    on,
                });
            }
        }
    }
    // Whoever looks at everything is shown what is late; a reminder is for whom it was given.
    match reader.session().person {
        Some(me) => urged(asked, Id::new(me), found),
        None => Ok(()),
    }
}

/// Whether work is still owed on a record that the session sees.
fn still_waits(reader: &Reader, register: &str, id: RecordId) -> Result<bool, Problem> {
    let Some(record_type) = records::find(register) else { return Ok(false) };
    let (Some(view), Some((place, workflow))) = (reader.get(record_type, id)?, record_type.workflow()) else {
        return Ok(false);
    };
    let state = view.value(place).unwrap_or_default();
    Ok(state.as_str().and_then(|code| workflow.state(code)).is_some_and(|state| state.open))
}

/// The latest reminder of each thing that `me` was reminded of and that still waits.
fn urged(asked: &mut Asked, me: Id<Person>, found: &mut Vec<DueItem>) -> Result<(), Problem> {
    let reader = asked.reader;
    let mut latest: BTreeMap<(&'static str, RecordId), Urging> = BTreeMap::new();
    for urging in reader.all::<Urging>()?.into_iter().map(|urging| urging.record) {
        let thing = urging.of().filter(|_| urging.addressee == Some(me));
        if let Some(thing) = thing
            && latest.get(&thing).is_none_or(|known| known.at < urging.at)
        {
            latest.insert(thing, urging);
        }
    }
    for ((register, id), urging) in latest {
        let Some(at) = urging.at else { continue };
        if !still_waits(reader, register, id)? {
            continue;
        }
        let by = match urging.by {
            Some(by) => asked.title(Person::NAME, by.erase())?,
            None => String::new(),
        };
        let (paper, lamp) = (asked.title(register, id)?, Lamp::Overdue);
        let reason = match by.is_empty() {
            true => Message::new("due.urged"),
            false => Message::new("due.urged_by").with("by", by),
        };
        found.push(DueItem { register, id, title: paper, reason, lamp, on: civil_date(at) });
    }
    Ok(())
}
