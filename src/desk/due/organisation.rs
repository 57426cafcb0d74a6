//! Delegations that end, leavers who hand over (`domain.md` §1), marks of secrecy that run out (§3.1).

use super::{Asked, DueItem};
use crate::model::{Id, Message, Problem};
use crate::records::organisation::{Delegation, Person, PersonState};

/// A leaver hands over, a mark runs out: told so many days before.
const MONTH: i64 = 30;

/// The end of a delegation is told so many days before.
const DELEGATION_DAYS: i64 = 3;

pub(super) fn due_items(asked: &mut Asked, found: &mut Vec<DueItem>) -> Result<(), Problem> {
    let reader = asked.reader;
    for delegation in reader.all::<Delegation>()? {
        if let (Some(on), Some(delegate)) = (delegation.record.until, delegation.record.delegate)
            && on >= asked.today
            && asked.is_near(on, DELEGATION_DAYS)
        {
            found.push(DueItem {
                register: "delegation",
                id: delegation.meta.id,
                title: asked.title("person", Id::erase(delegate))?,
                reason: Message::new("due.delegation_ends"),
                lamp: asked.lamp(on),
                on,
            });
        }
    }
    reader.each::<Person>(&mut |person| {
        let stays = person.record.state != PersonState::Left;
        if let Some(on) = person.record.left_on.filter(|on| stays && asked.is_near(*on, MONTH)) {
            found.push(DueItem {
                register: "person",
                id: person.meta.id,
                title: person.record.name,
                reason: Message::new("due.handover"),
                lamp: asked.lamp(on),
                on,
            });
        }
    })?;
    let until = asked.today.checked_add_signed(chrono::TimeDelta::days(MONTH)).unwrap_or(asked.today);
    for (on, record_type, view) in reader.marks_ending(until)? {
        found.push(DueItem {
            register: record_type.name(),
            id: view.row.meta.id,
            title: reader.title(record_type, &view.row)?,
            reason: Message::new("due.secrecy_ends"),
            lamp: asked.lamp(on),
            on,
        });
    }
    Ok(())
}
