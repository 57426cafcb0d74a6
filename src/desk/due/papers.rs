//! Papers that somebody is to read, from the day on which their light turns yellow (`domain.md` §3.1).

use super::{Asked, DueItem};
use crate::model::{Message, Problem};
use crate::records::documents::{Circulation, CirculationState};
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
    Ok(())
}
