//! Calendar files that are no register: when people are taken, and messages about one meeting.

use std::io::Write;

use chrono::Days;

use super::arguments::Export;
use super::context::{AtWork, Context};
use super::expanded::read_days;
use super::failure::Failure;
use super::files::wrote;
use super::finding::named;
use crate::desk::Reader;
use crate::exchange::icalendar::{CalendarMessage, export_free_busy, export_message};
use crate::model::{Message, RecordId};

/// What can be written besides registers.
const LAYOUTS: [&str; 4] = ["free_busy", "invitation", "cancellation", "reply"];

/// Days that are looked ahead where nobody says otherwise: eight weeks.
const DAYS_AHEAD: u64 = 56;

/// Whether a word names one of these.
pub(super) fn is_one(name: &str) -> bool {
    LAYOUTS.contains(&name)
}

/// `export free_busy|invitation|cancellation|reply`
pub(super) fn export(
    context: &Context,
    at_work: &AtWork,
    export: &Export,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let reader = at_work.reader()?;
    if export.record == "free_busy" {
        let people = all(&reader, export, "person")?;
        if people.is_empty() {
            return Err(missing("person"));
        }
        let today = at_work.office.clock().today();
        let ahead = today.checked_add_days(Days::new(DAYS_AHEAD)).unwrap_or(today);
        let days = match texts(export, "days").next() {
            Some(days) => {
                let (first, last) = read_days(days)?;
                first..last.checked_add_days(Days::new(1)).unwrap_or(last)
            }
            None => today..ahead,
        };
        let written = export_free_busy(&reader, &people, &days, &export.output)?;
        return wrote(context, &export.output, Some(written), out);
    }
    let meeting = one(&reader, export, "meeting")?;
    let message = match export.record.as_str() {
        "invitation" => CalendarMessage::Invitation,
        "cancellation" => CalendarMessage::Cancellation,
        _ => CalendarMessage::Reply(one(&reader, export, "person")?),
    };
    let meetings = super::context::record_type("meeting")?;
    export_message(&reader, meeting, message, &export.output)
        .map_err(|problem| Failure::Problem(problem, Some(meetings)))?;
    wrote(context, &export.output, Some(1), out)
}

fn texts<'a>(export: &'a Export, key: &'a str) -> impl Iterator<Item = &'a str> {
    export.conditions.iter().filter(move |pair| pair.field == key).map(|pair| pair.text.as_str())
}

fn all(reader: &Reader, export: &Export, key: &str) -> Result<Vec<RecordId>, Failure> {
    let names: Vec<String> = texts(export, key).map(str::to_owned).collect();
    named(reader, key, &names)
}

fn one(reader: &Reader, export: &Export, key: &'static str) -> Result<RecordId, Failure> {
    all(reader, export, key)?.first().copied().ok_or_else(|| missing(key))
}

fn missing(key: &'static str) -> Failure {
    Failure::Usage(Message::new("cli.says_no").with("key", key))
}
