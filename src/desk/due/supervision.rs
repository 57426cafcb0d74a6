//! Matters that have come so far that somebody is told, and what waits for a decision or a check (`domain.md` §9.1).

use super::{Asked, DueItem};
use crate::desk::MatterLine;
use crate::model::{Message, Problem};
use crate::records::supervision::MatterState;
use crate::rules::reminders::Lamp;
use crate::rules::supervision::Attention;

pub(super) fn due_items(asked: &mut Asked, found: &mut Vec<DueItem>) -> Result<(), Problem> {
    let me = asked.reader.session().person;
    for line in &asked.matters.lines {
        let is_told = me.is_none() || line.told.iter().any(|(_, person, _)| Some(person.erase()) == me);
        let word = match line.matter.state {
            MatterState::Extension => Some((Message::new("due.extension"), Lamp::Soon)),
            MatterState::Reported if asked.concerns(line.matter.checker) => {
                Some((Message::new("due.matter_check"), Lamp::Soon))
            }
            _ if line.is_in_hand() && line.attention >= Attention::Owner && is_told => {
                Some((told(line), line.lamp.unwrap_or(Lamp::Soon)))
            }
            _ if line.misses_report && asked.concerns(line.matter.owner) => {
                Some((Message::new("due.report"), Lamp::Soon))
            }
            _ => None,
        };
        if let (Some((reason, lamp)), Some(on)) = (word, line.matter.due) {
            found.push(DueItem {
                register: "matter",
                id: line.id,
                title: line.matter.title.clone(),
                reason,
                lamp,
                on,
            });
        }
    }
    Ok(())
}

/// Whom a late matter concerns: whoever holds it, and once it is late those above.
fn told(line: &MatterLine) -> Message {
    let names = |names: Vec<&str>| names.join(" / ");
    let above: Vec<&str> = line
        .told
        .iter()
        .filter(|(step, _, _)| *step > Attention::Owner)
        .map(|(_, _, name)| name.as_str())
        .collect();
    if above.is_empty() {
        Message::new("due.matter").with("who", names(line.holders.iter().map(String::as_str).collect()))
    } else {
        Message::new("due.matter_told").with("who", names(above))
    }
}
