//! Verbs about the file as a whole.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::arguments::New;
use super::context::{AtWork, Context, PASSWORD_VARIABLE};
use super::failure::Failure;
use crate::desk::accounts::{self, Door};
use crate::desk::{
    Clock, Office, Session, SystemClock, backups, check_numbers, check_times, demo, scale, seed_roles,
    told_of_office,
};
use crate::exchange::texts;
use crate::model::{Choice as _, Message, Problem, RecordId};
use crate::records::RECORDS;
use crate::records::backups::BackupOutcome;
use crate::store::integrity::{self, Finding, Report};
use crate::store::{FORMAT, Found, OfficeInfo, Store, StoreError, backup as copies};
use crate::text::Language;

/// `new`
pub(super) fn new(context: &Context, new: New, out: &mut dyn Write) -> Result<(), Failure> {
    let file = context.file()?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let usual = if new.demo { "welcome.demo_name" } else { "cli.office_name" };
    let name = new.name.unwrap_or_else(|| context.language.text(usual).to_owned());
    let info = OfficeInfo {
        format: FORMAT,
        id: RecordId::generate(),
        name,
        created_at: clock.now(),
        demo: new.demo,
    };
    let (office, code) = match &new.account {
        Some(account) => {
            let password = context.secret(PASSWORD_VARIABLE, "cli.new_password")?;
            let strength = accounts::strength()?;
            if new.plain {
                let office = Office::create(file, &info, clock)?;
                let owner = Arc::new(Session::owner());
                match accounts::create_first(&office, &owner, account, &password, strength) {
                    Ok((_, code)) => (office, Some(code)),
                    Err(problem) => {
                        drop(office);
                        // The file never held anything of the user's.
                        std::fs::remove_file(file).ok();
                        return Err(problem.into());
                    }
                }
            } else {
                let (office, code) =
                    accounts::create_sealed(file, &info, account, &password, strength, clock)?;
                (office, Some(code))
            }
        }
        None => (Office::create(file, &info, clock)?, None),
    };
    if let Err(problem) = fill(&office, new.demo, new.scale, context.language) {
        drop(office);
        // Half an example is none; the file never held anything of the user's.
        std::fs::remove_file(file).ok();
        return Err(problem.into());
    }
    drop(office);
    if context.json {
        let code = code.as_ref().map(|code| code.as_str());
        let answer = json!({ "file": file.display().to_string(), "name": info.name, "recovery_code": code });
        writeln!(out, "{answer}")?;
    } else {
        let path = file.display().to_string();
        let sentence = context.language.fill("cli.made", &[("name", &info.name), ("path", &path)]);
        writeln!(out, "{sentence}")?;
        if let Some(code) = code {
            writeln!(out, "{}", context.language.fill("cli.recovery_code", &[("code", &code)]))?;
        }
    }
    Ok(())
}

fn fill(
    office: &Office,
    with_demo: bool,
    size: Option<scale::Scale>,
    language: Language,
) -> Result<(), Problem> {
    let owner = Arc::new(Session::owner());
    seed_roles(office, &owner, language)?;
    if with_demo {
        demo::fill(office, &owner)?;
    }
    if let Some(size) = size {
        scale::fill(office, &owner, size, &mut |_, _| ())?;
    }
    office.forget_undo()
}

/// Opens the store itself for who may look at the file as a whole.
fn whole(context: &Context) -> Result<Store, Failure> {
    let refused = |session: &Session| !session.permissions.may_audit() && !session.permissions.may_maintain();
    if let Door::Open(store) = accounts::door(context.file()?)? {
        // The owner needs no look into a file that may be damaged.
        if context.person.is_some() && refused(&context.session(&store.snapshot()?)?) {
            return Err(Problem::denied("denied.maintenance").into());
        }
        return Ok(store);
    }
    let AtWork { office, session, pass } = context.open()?;
    if refused(&session) {
        return Err(Problem::denied("denied.maintenance").into());
    }
    drop(pass);
    Ok(accounts::into_store(office)?)
}

/// `check`
pub(super) fn check(context: &Context, out: &mut dyn Write) -> Result<(), Failure> {
    let file = context.file()?;
    let report = match examine(context, file) {
        // A file that can't even be opened is the first finding.
        Err(Failure::Problem(Problem::Storage(StoreError::Damaged(place)), _)) => Report {
            findings: vec![Finding {
                code: "pages",
                place: format!("{}: {}", file.display(), context.language.translate(&place)),
            }],
            ..Report::default()
        },
        other => other?,
    };
    let first = report.findings.iter().find(|finding| finding.is_damage());
    if context.json {
        let findings = report.findings.iter();
        let answer = json!({
            "ok": first.is_none(),
            "records": report.living(),
            "void": report.void,
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
            let message = Message::new("cli.sound")
                .with("records", report.living())
                .with("void", report.void)
                .with("entries", report.audit_entries);
            writeln!(out, "{}", message.in_language(context.language))?;
            for message in told_of_office(&report.findings) {
                writeln!(out, "{}", message.in_language(context.language))?;
            }
            Ok(())
        }
    }
}

fn examine(context: &Context, file: &Path) -> Result<Report, Failure> {
    let mut store = whole(context)?;
    let sound = store.verify_pages()?;
    let snapshot = store.snapshot()?;
    let mut report = integrity::check(&snapshot, RECORDS)?;
    // Rows that can't be read are findings already; what they say of rooms is then not to be had.
    if report.findings.is_empty() {
        report.findings = check_times(&snapshot)?;
        report.findings.extend(check_numbers(&snapshot)?);
    }
    report.findings.extend(texts::compare(&snapshot)?);
    drop(snapshot);
    if !sound {
        report.findings.insert(0, Finding { code: "pages", place: file.display().to_string() });
    }
    Ok(report)
}

/// `compact`
pub(super) fn compact(context: &Context, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    let done = at_work.office.compact(&at_work.session, &mut |_, _| true)?;
    if context.json {
        writeln!(out, "{}", json!({ "before": done.before, "after": done.after }))?;
    } else {
        writeln!(out, "{}", done.message().in_language(context.language))?;
    }
    Ok(())
}

/// `backup`: one copy to a place of the user's, or every plan that is due.
pub(super) fn backup(
    context: &Context,
    destination: Option<&Path>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let at_work = context.open()?;
    let (office, session, language) = (&at_work.office, &at_work.session, context.language);
    let runs = match destination {
        Some(file) => vec![backups::copy(office, session, file, None, language, &mut |_| true)?],
        None => backups::carry_out_due(office, session, language, &mut |_| true)?,
    };
    let mut failed = None;
    for run in &runs {
        let sentence = backups::summary(run);
        if context.json {
            let answer = json!({
                "file": run.file,
                "outcome": run.outcome.code(),
                "records": run.records,
                "audit_entries": run.entries,
                "size": run.size,
                "sha256": run.sha256,
                "detail": run.detail,
            });
            writeln!(out, "{answer}")?;
        } else if run.outcome == BackupOutcome::Proven {
            writeln!(out, "{}", sentence.in_language(language))?;
        }
        if run.outcome == BackupOutcome::Failed {
            failed = Some(sentence);
        }
    }
    if runs.is_empty() && !context.json {
        writeln!(out, "{}", language.text("cli.no_backup_due"))?;
    }
    failed.map_or(Ok(()), |sentence| Err(Failure::Answered(sentence)))
}

/// `restore`
pub(super) fn restore(context: &Context, source: &Path, out: &mut dyn Write) -> Result<(), Failure> {
    let file = context.file()?;
    let now = SystemClock.now();
    let backup = copies::Openable::of(source, file)?;
    let proof = match Found::at(backup.path()).map_err(Problem::from)? {
        Found::Open(store) => copies::restore_from(store, file, RECORDS, now)?,
        Found::Sealed(_) => {
            let credentials = context.credentials()?;
            let (who, secret) = credentials.parts();
            let store = accounts::open_backup(backup.path(), who, secret)?;
            copies::restore_from(store, file, RECORDS, now)?
        }
    };
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
