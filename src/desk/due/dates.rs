//! Dates that the field tables declare, from the day on which somebody is told of them.

use std::ops::ControlFlow;

use super::{Asked, DueItem};
use crate::desk::{DatedField, Which};
use crate::model::{Message, Problem, ToldFrom};
use crate::rules::reminders::Lamp;

pub(super) fn due_items(asked: &mut Asked, found: &mut Vec<DueItem>) -> Result<(), Problem> {
    let reader = asked.reader;
    for dated in DatedField::all() {
        let mut near = Vec::new();
        reader.visit(dated.record_type, Which::Living, &mut |view| {
            let Some(on) = dated.date(&view) else { return ControlFlow::Continue(()) };
            let lamp = asked.lamp(on);
            let reason = match dated.due.told {
                ToldFrom::Yellow(reason) => matches!(lamp, Lamp::Soon | Lamp::Overdue).then_some(reason),
                ToldFrom::DaysBefore(days, reason) => asked.is_near(on, days.into()).then_some(reason),
                ToldFrom::ItsPart => None,
            };
            if let Some(reason) = reason.filter(|_| dated.is_owed(&view)) {
                near.push((on, lamp, reason, view));
            }
            ControlFlow::Continue(())
        })?;
        for (on, lamp, reason, view) in near {
            found.push(DueItem {
                register: dated.record_type.name(),
                id: view.row.meta.id,
                title: dated.name(reader, &view)?,
                reason: Message::new(reason),
                lamp,
                on,
            });
        }
    }
    Ok(())
}
