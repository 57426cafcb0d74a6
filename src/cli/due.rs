//! `due`: what the home page says is due or late, for scripts that remind people.

use std::io::Write;

use serde_json::json;

use super::context::Context;
use super::failure::Failure;
use super::table::write_table;
use crate::desk::due_items;
use crate::rules::reminders::Lamp;

pub(super) fn due(context: &Context, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    let items = due_items(&at_work.reader()?, at_work.office.clock().now())?;
    if context.json {
        for item in &items {
            let line = json!({
                "record": item.register,
                "id": item.id.to_string(),
                "title": item.title,
                "reason": item.reason.code(),
                "text": item.reason.in_language(context.language),
                "state": code(item.lamp),
                "on": item.on.to_string(),
            });
            writeln!(out, "{line}")?;
        }
        return Ok(());
    }
    if items.is_empty() {
        writeln!(out, "{}", context.language.text("due.none"))?;
        return Ok(());
    }
    let header = ["due.column.on", "due.column.lamp", "due.column.reason", "due.column.title"]
        .map(|key| context.language.text(key).to_owned());
    let rows: Vec<Vec<String>> = items
        .into_iter()
        .map(|item| {
            let lamp = context.language.text(text(item.lamp)).to_owned();
            vec![item.on.to_string(), lamp, item.reason.in_language(context.language), item.title]
        })
        .collect();
    write_table(out, &header, &[false; 4], &rows)?;
    Ok(())
}

fn text(lamp: Lamp) -> &'static str {
    match lamp {
        Lamp::Normal => "lamp.normal",
        Lamp::Soon => "lamp.soon",
        Lamp::Overdue => "lamp.overdue",
        Lamp::Done => "lamp.done",
    }
}

fn code(lamp: Lamp) -> &'static str {
    text(lamp).trim_start_matches("lamp.")
}
