//! Papers that are to be handled or read, from the day on which their light turns yellow, and minutes that are to be
//! issued (`domain.md` §3.1, §4.2).

use super::{Asked, DueItem};
use crate::model::{Message, Problem, RecordId};
use crate::records::documents::{Circulation, CirculationState, Incoming, Outgoing};
use crate::records::meetings::{Meeting, MeetingState};
use crate::rules::reminders::Lamp;

pub(super) fn due_items(asked: &mut Asked, found: &mut Vec<DueItem>) -> Result<(), Problem> {
    let reader = asked.reader;
    let mut add = |register, id: RecordId, title: String, reason, on| {
        let lamp = asked.lamp(on);
        if matches!(lamp, Lamp::Soon | Lamp::Overdue) {
            found.push(DueItem { register, id, title, reason: Message::new(reason), lamp, on });
        }
    };
    reader.each::<Incoming>(&mut |paper| {
        if let Some(on) = paper.record.due.filter(|_| paper.record.state.is_open()) {
            add("incoming", paper.meta.id, paper.record.title, "due.incoming", on);
        }
    })?;
    reader.each::<Outgoing>(&mut |paper| {
        if let Some(on) = paper.record.due.filter(|_| paper.record.state.is_open()) {
            add("outgoing", paper.meta.id, paper.record.title, "due.outgoing", on);
        }
    })?;
    reader.each::<Meeting>(&mut |meeting| {
        let owed = matches!(
            meeting.record.state,
            MeetingState::Held | MeetingState::Drafting | MeetingState::Reviewing
        );
        if let Some(on) = meeting.record.minutes_due.filter(|_| owed) {
            add("meeting", meeting.meta.id, meeting.record.title, "due.minutes", on);
        }
    })?;
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
    Ok(())
}
