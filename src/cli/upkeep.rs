//! `upkeep`: what an open window does for the office by itself, for a machine without one.

use std::io::Write;

use serde_json::json;

use super::context::Context;
use super::failure::Failure;
use crate::desk::{backups, check_due_records, close_electronic_loans, look_after_rooms};
use crate::exchange::icalendar::write_due_feeds;
use crate::exchange::texts::is_sound;
use crate::model::Message;
use crate::records::backups::BackupOutcome;

/// `upkeep`
pub(super) fn upkeep(context: &Context, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    let loans = close_electronic_loans(&at_work.office)?;
    let rooms = look_after_rooms(&at_work.office)?;
    let feeds = write_due_feeds(&at_work.office)?;
    let checked = check_due_records(&at_work.office, is_sound, &mut |_| true)?;
    let runs = backups::carry_out_scheduled(&at_work.office, context.language, &mut |_| true)?;
    if context.json {
        let answer = json!({
            "loans": loans,
            "released": rooms.released,
            "taken": rooms.taken,
            "offered": rooms.offered,
            "records_checked": checked,
            "backups": runs.len(),
            "calendars": feeds.written,
        });
        writeln!(out, "{answer}")?;
    } else {
        let done = Message::new("cli.upkeep")
            .with("loans", loans)
            .with("released", rooms.released)
            .with("taken", rooms.taken)
            .with("offered", rooms.offered)
            .with("calendars", feeds.written)
            .with("records", checked)
            .with("backups", runs.len());
        writeln!(out, "{}", done.in_language(context.language))?;
    }
    match runs.iter().find(|run| run.outcome == BackupOutcome::Failed) {
        Some(run) => Err(Failure::Answered(backups::summary(run))),
        None => Ok(()),
    }
}
