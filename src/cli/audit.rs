//! `audit`: the chain verified, exported, and its head kept elsewhere.

use std::io::Write;
use std::path::Path;

use serde_json::json;

use super::arguments::AuditPart;
use super::context::Context;
use super::failure::Failure;
use crate::desk::{TrailFilter, TrailHead, backups::hex};
use crate::exchange::export_audit;
use crate::model::{Message, Problem};
use crate::store::StoreError;

/// `audit verify`, `audit export` and `audit head`
pub(super) fn audit(context: &Context, part: &AuditPart, out: &mut dyn Write) -> Result<(), Failure> {
    match part {
        AuditPart::Verify { head } => verify(context, head.as_deref(), out),
        AuditPart::Export { output } => export(context, output, out),
        AuditPart::Head { output } => head(context, output.as_deref(), out),
    }
}

fn verify(context: &Context, noted: Option<&str>, out: &mut dyn Write) -> Result<(), Failure> {
    let noted = noted.map(read_head).transpose()?;
    let at_work = context.open()?;
    let reader = at_work.reader()?;
    let report = reader.verify_trail()?;
    let holds = noted.map(|head| reader.holds_head(&head)).transpose()?;
    if context.json {
        let answer = json!({
            "ok": report.broken_at.is_none() && holds != Some(false),
            "entries": report.entries,
            "head": hex(&report.head),
            "broken_at": report.broken_at,
            "holds_head": holds,
        });
        writeln!(out, "{answer}")?;
    }
    if let Some(number) = report.broken_at {
        return Err(Failure::Answered(Message::new("audit.broken").with("number", number)));
    }
    if let (Some(false), Some(head)) = (holds, noted) {
        return Err(Failure::Answered(
            Message::new("audit.cut").with("entries", head.entries).with("present", report.entries),
        ));
    }
    if !context.json {
        let message = Message::new("audit.sound").with("entries", report.entries);
        writeln!(out, "{}", message.in_language(context.language))?;
        writeln!(out, "{}", TrailHead::from(&report))?;
    }
    Ok(())
}

/// A head as it was printed, or the file that holds it.
fn read_head(text: &str) -> Result<TrailHead, Failure> {
    if let Ok(head) = text.parse() {
        return Ok(head);
    }
    let path = Path::new(text);
    let content = std::fs::read_to_string(path).map_err(|error| StoreError::from_io(&error, path));
    let head = content.map_err(Problem::from)?.parse();
    head.map_err(|()| Failure::Usage(Message::new("audit.no_head").with("text", text)))
}

fn export(context: &Context, output: &Path, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    let written = export_audit(&at_work.reader()?, output, &TrailFilter::default())?;
    let path = output.display().to_string();
    if context.json {
        writeln!(out, "{}", json!({ "file": path, "entries": written }))?;
    } else {
        let message = Message::new("audit.exported").with("path", path).with("entries", written);
        writeln!(out, "{}", message.in_language(context.language))?;
    }
    Ok(())
}

fn head(context: &Context, output: Option<&Path>, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    let report = at_work.reader()?.verify_trail()?;
    if let Some(number) = report.broken_at {
        return Err(Failure::Answered(Message::new("audit.broken").with("number", number)));
    }
    let head = TrailHead::from(&report);
    if let Some(path) = output {
        let office = at_work.office.store().info()?.name;
        crate::print::write_head(&head, &office, path, context.language)?;
    }
    if context.json {
        writeln!(
            out,
            "{}",
            json!({ "entries": head.entries, "head": hex(&head.hash), "text": head.to_string() })
        )?;
    } else {
        writeln!(out, "{head}")?;
    }
    Ok(())
}
