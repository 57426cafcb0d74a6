//! Rooms that are kept for who waits for them, and calendar subscriptions that can't be written.

use super::{Asked, DueItem};
use crate::desk::{civil_date, civil_time};
use crate::model::{Id, Message, Problem};
use crate::records::meetings::{CalendarFeed, FeedState, RoomWait, RoomWaitState};
use crate::records::organisation::Person;
use crate::rules::reminders::Lamp;

pub(super) fn due_items(asked: &mut Asked, found: &mut Vec<DueItem>) -> Result<(), Problem> {
    let mut waits = Vec::new();
    asked.reader.each::<RoomWait>(&mut |wait| {
        if wait.record.state == RoomWaitState::Offered {
            waits.push(wait);
        }
    })?;
    for wait in waits {
        let (Some(meeting), Some(room), Some(until)) =
            (wait.record.meeting, wait.record.room, wait.record.offered_until)
        else {
            continue;
        };
        let chair = asked.reader.find(meeting)?.and_then(|meeting| meeting.record.chair);
        let asker: Option<Id<Person>> = wait.meta.created_by.map(Id::new);
        if !asked.concerns(chair) && !asked.concerns(asker) {
            continue;
        }
        let room = asked.title("room", room.erase())?;
        let reason = Message::new("due.room_offered").with("room", room).with("until", civil_time(until));
        let title = asked.title("meeting", meeting.erase())?;
        let (id, on) = (wait.meta.id, civil_date(until));
        found.push(DueItem { register: "room_wait", id, title, reason, lamp: Lamp::Soon, on });
    }
    // A subscription is nobody's in particular: it is told to the owner of the file.
    if asked.concerns::<Person>(None) {
        for feed in asked.reader.all::<CalendarFeed>()? {
            let Some(tried) = feed.record.tried_at.filter(|_| feed.record.state == FeedState::Failed) else {
                continue;
            };
            let reason = Message::new("due.feed_failed");
            let (id, title, on) = (feed.meta.id, feed.record.name, civil_date(tried));
            found.push(DueItem { register: "calendar_feed", id, title, reason, lamp: Lamp::Overdue, on });
        }
    }
    Ok(())
}
