//! Verbs about the file as a whole.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::arguments::New;
use super::context::Context;
use super::failure::Failure;
use crate::desk::{Clock, Office, Session, SystemClock, demo, scale};
use crate::model::{Message, Problem, RecordId};
use crate::records::RECORDS;
use crate::store::integrity::{self, Finding, Report};
use crate::store::{FORMAT, OfficeInfo, Store, StoreError, backup as copies};

/// `new`
pub(super) fn new(context: &Context, new: New, out: &mut dyn Write) -> Result<(), Failure> {
    let file = context.file()?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let name = new.name.unwrap_or_else(|| context.language.text("cli.office_name").to_owned());
    let info = OfficeInfo {
        format: FORMAT,
        id: RecordId::generate(),
        name,
        created_at: clock.now(),
        demo: new.demo,
    };
    let office = Office::create(file, &info, clock)?;
    if let Err(problem) = fill(&office, new.demo, new.scale) {
        drop(office);
        // Half an example is none; the file never held anything of the user's.
        std::fs::remove_file(file).ok();
        return Err(problem.into());
    }
    drop(office);
    if context.json {
        writeln!(out, "{}", json!({ "file": file.display().to_string(), "name": info.name }))?;
    } else {
        let path = file.display().to_string();
        let sentence = context.language.fill("cli.made", &[("name", &info.name), ("path", &path)]);
        writeln!(out, "{sentence}")?;
    }
    Ok(())
}

fn fill(office: &Office, with_demo: bool, size: Option<scale::Scale>) -> Result<(), Problem> {
    let owner = Arc::new(Session::owner());
    if with_demo {
        demo::fill(office, &owner)?;
    }
    match size {
        Some(size) => scale::fill(office, &owner, size, &mut |_, _| ()),
        None => Ok(()),
    }
}

/// Opens the store itself for who may look at the file as a whole.
fn whole(context: &Context) -> Result<Store, Failure> {
    let store = Store::open(context.file()?)?;
    // The owner needs no look into a file that may be damaged.
    if context.person.is_some() && !context.session(&store.snapshot()?)?.permissions.may_audit() {
        return Err(Problem::denied("denied.audit").into());
    }
    Ok(store)
}

/// `check`
pub(super) fn check(context: &Context, out: &mut dyn Write) -> Result<(), Failure> {
    let file = context.file()?;
    let report = match examine(context, file) {
        // A file that can't even be opened is the first finding.
        Err(Failure::Problem(Problem::Storage(StoreError::Damaged(place)), _)) => Report {
            findings: vec![Finding { code: "pages", place: format!("{}: {place}", file.display()) }],
            ..Report::default()
        },
        other => other?,
    };
    let first = report.findings.first();
    if context.json {
        let findings = report.findings.iter();
        let answer = json!({
            "ok": first.is_none(),
            "records": report.records,
            "audit_entries": report.audit_entries,
            "attachments": report.attachments,
            "findings": findings.map(|of| json!({ "code": of.code, "place": of.place })).collect::<Vec<_>>(),
        });
        writeln!(out, "{answer}")?;
    }
    match first {
        Some(finding) => Err(Failure::Answered(
            Message::new("cli.damaged").with("code", finding.code).with("place", &finding.place),
        )),
        None if context.json => Ok(()),
        None => {
            let (records, entries) = (report.records.to_string(), report.audit_entries.to_string());
            let counts = [("records", records.as_str()), ("entries", entries.as_str())];
            writeln!(out, "{}", context.language.fill("cli.sound", &counts))?;
            Ok(())
        }
    }
}

fn examine(context: &Context, file: &Path) -> Result<Report, Failure> {
    let mut store = whole(context)?;
    let sound = store.verify_pages()?;
    let mut report = integrity::check(&store.snapshot()?, RECORDS)?;
    if !sound {
        report.findings.insert(0, Finding { code: "pages", place: file.display().to_string() });
    }
    Ok(report)
}

/// `backup`
pub(super) fn backup(context: &Context, destination: &Path, out: &mut dyn Write) -> Result<(), Failure> {
    let store = whole(context)?;
    copies::write(&store.snapshot()?, destination)?;
    let proof = copies::prove(destination, RECORDS)?;
    said(context, "cli.backed_up", destination, proof, out)
}

/// `restore`
pub(super) fn restore(context: &Context, source: &Path, out: &mut dyn Write) -> Result<(), Failure> {
    let file = context.file()?;
    let proof = copies::restore(source, file, RECORDS)?;
    said(context, "cli.brought_back", file, proof, out)
}

fn said(
    context: &Context,
    key: &'static str,
    path: &Path,
    proof: copies::Proof,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    if context.json {
        let answer = json!({
            "file": path.display().to_string(),
            "records": proof.records,
            "audit_entries": proof.entries,
        });
        writeln!(out, "{answer}")?;
    } else {
        let message = Message::new(key)
            .with("path", path.display())
            .with("records", proof.records)
            .with("entries", proof.entries);
        writeln!(out, "{}", message.in_language(context.language))?;
    }
    Ok(())
}
