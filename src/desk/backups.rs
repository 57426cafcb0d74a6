//! Backups as the office keeps them: plans, what came of each run, which plan is due. A copy only counts when it was
//! opened again, checked, counted against the original and hashed.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::command::{Command, Values};
use super::office::Office;
use super::reader::{Reader, Which};
use super::session::Session;
use crate::model::{Choice as _, Id, Message, Problem, RecordId, Stored, Value};
use crate::records::backups::{BackupKind, BackupMedium, BackupOutcome, BackupPlan, BackupRun};
use crate::records::{self, RECORDS};
use crate::rules::backup_schedule::{DRILL_INTERVAL, RETRY_AFTER, Standing, next_due, standing, surplus};
use crate::store::backup::{self, Proof};
use crate::store::{StoreError, audit};
use crate::text::Language;

/// How one plan stands.
#[derive(Clone, Debug)]
pub struct PlanStanding {
    /// The plan.
    pub plan: Stored<BackupPlan>,
    /// Its newest run, good or not.
    pub last: Option<Stored<BackupRun>>,
    /// Its newest proven copy.
    pub last_proven: Option<Stored<BackupRun>>,
    /// When the next copy is due.
    pub next_due: DateTime<Utc>,
    /// How it stands; a paused plan is always good.
    pub standing: Standing,
}

/// How the office stands with its backups.
#[derive(Clone, Debug, Default)]
pub struct BackupStanding {
    /// Every plan.
    pub plans: Vec<PlanStanding>,
    /// Every run, newest first.
    pub runs: Vec<Stored<BackupRun>>,
    /// The newest proven restore drill.
    pub last_drill: Option<Stored<BackupRun>>,
    /// Whether a restore drill is due: there are copies, and none was tried for a quarter.
    pub drill_due: bool,
}

impl PlanStanding {
    fn next_attempt(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let failed = self.last.as_ref().filter(|run| run.record.outcome == BackupOutcome::Failed);
        let retry = failed.and_then(|run| {
            let wait = RETRY_AFTER.min(self.plan.record.frequency.interval());
            run.record.at.filter(|at| *at <= now)?.checked_add_signed(wait)
        });
        retry.map_or(self.next_due, |retry| retry.max(self.next_due))
    }
}

impl BackupStanding {
    /// The newest proven copy or drill: when bringing the office back was last known to work.
    pub fn last_proven(&self) -> Option<&Stored<BackupRun>> {
        self.runs.iter().find(|run| run.record.outcome == BackupOutcome::Proven)
    }

    /// When a copy is to be made next: of the plans that are not paused the first that is due, after a failure not
    /// before the retry. `None` when there is none.
    pub fn next_attempt(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.plans.iter().filter(|plan| !plan.plan.record.paused).map(|plan| plan.next_attempt(now)).min()
    }

    /// The 3-2-1 rule: three copies with the office itself, on two media, one of them off site.
    pub fn keeps_three_two_one(&self) -> bool {
        let proven =
            || self.plans.iter().filter(|plan| plan.last_proven.is_some() && !plan.plan.record.paused);
        let media: std::collections::BTreeSet<_> = proven().map(|plan| plan.plan.record.medium).collect();
        let other_media = media.iter().filter(|of| **of != BackupMedium::Internal).count();
        proven().count() >= 2 && other_media >= 1 && proven().any(|plan| plan.plan.record.off_site)
    }
}

impl Reader {
    /// How the office stands with its backups, as far as the session sees.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn backup_standing(&self, now: DateTime<Utc>) -> Result<BackupStanding, Problem> {
        let mut runs = self.all::<BackupRun>()?;
        // In the order in which they were written down: a clock may have been wrong.
        runs.sort_by_key(|run| std::cmp::Reverse(run.meta.entry));
        let mut plans = Vec::new();
        for plan in self.all::<BackupPlan>()? {
            let mut own = runs.iter().filter(|run| {
                run.record.plan.is_some_and(|of| of.erase() == plan.meta.id)
                    && run.record.kind == BackupKind::Copy
            });
            let last = own.clone().next().cloned();
            let last_proven = own.find(|run| run.record.outcome == BackupOutcome::Proven).cloned();
            let at = last_proven.as_ref().and_then(|run| run.record.at);
            let interval = plan.record.frequency.interval();
            let stands = if plan.record.paused {
                Standing::Good
            } else {
                standing(at, plan.meta.created_at, interval, now)
            };
            let next_due = next_due(at, interval, now);
            plans.push(PlanStanding { plan, last, last_proven, next_due, standing: stands });
        }
        plans.sort_by(|left, right| left.plan.record.name.cmp(&right.plan.record.name));
        let proven = |run: &&Stored<BackupRun>| run.record.outcome == BackupOutcome::Proven;
        let last_drill = runs.iter().filter(proven).find(|run| run.record.kind == BackupKind::Drill).cloned();
        let oldest_copy = runs.iter().filter(proven).filter_map(|run| run.record.at).min();
        let counted = last_drill.as_ref().and_then(|run| run.record.at).or(oldest_copy);
        let drill_due = counted.is_some_and(|at| now.signed_duration_since(at) >= DRILL_INTERVAL);
        Ok(BackupStanding { plans, runs, last_drill, drill_due })
    }
}

/// Makes the copy of a plan, proves it, writes down what came of it and deletes the plan's surplus copies. A failure
/// of the copy is written down too and is then no error of this function. `progress` is told entries written and
/// answers whether to go on.
///
/// # Errors
/// When the session may not read the office as a whole, or what came of it can't be written down.
pub fn carry_out(
    office: &Office,
    session: &Arc<Session>,
    plan: &Stored<BackupPlan>,
    language: Language,
    progress: &mut dyn FnMut(u64) -> bool,
) -> Result<BackupRun, Problem> {
    let now = office.clock().now();
    let stamp = super::clock::civil_stamp(now);
    let file = Path::new(&plan.record.destination).join(format!("chancery-{stamp}.backup"));
    let run = copy(office, session, &file, Some(Id::new(plan.meta.id)), language, progress)?;
    if run.outcome == BackupOutcome::Proven {
        let keep = usize::try_from(plan.record.keep).unwrap_or(usize::MAX);
        delete_surplus(&office.reader(session)?, plan.meta.id, keep)?;
    }
    Ok(run)
}

/// Makes one copy under a name of the user's, proves it and writes down what came of it.
///
/// # Errors
/// As [`carry_out`], and when there is a file of that name already.
pub fn copy(
    office: &Office,
    session: &Arc<Session>,
    file: &Path,
    plan: Option<Id<BackupPlan>>,
    language: Language,
    progress: &mut dyn FnMut(u64) -> bool,
) -> Result<BackupRun, Problem> {
    let reader = office.reader(session)?;
    let whole = reader.whole()?;
    if file.exists() {
        return Err(StoreError::Exists(file.to_owned()).into());
    }
    let made = backup::write(whole, file, progress).and_then(|()| {
        let proof = backup::prove_copy_of(office.store(), file, RECORDS)?;
        if proof != backup::expected(whole, RECORDS)? {
            return Err(StoreError::Damaged(file.display().to_string()));
        }
        Ok((proof, backup::sha256(file)?))
    });
    write_down(office, session, plan, BackupKind::Copy, file, made, language)
}

/// 恢复演练: brings a proven copy back as a scratch file beside the system's temporary files, checks that its bytes are
/// those that were written, that it opens, and that it holds what it held, and removes the scratch file.
///
/// # Errors
/// As [`carry_out`].
pub fn drill(
    office: &Office,
    session: &Arc<Session>,
    of: &BackupRun,
    language: Language,
) -> Result<BackupRun, Problem> {
    office.reader(session)?.whole()?;
    let file = Path::new(&of.file);
    let scratch = std::env::temp_dir().join(format!("chancery-drill-{}", RecordId::generate()));
    let tried = backup::sha256(file).and_then(|hash| {
        if hex(&hash) != of.sha256 {
            return Err(StoreError::Damaged(of.file.clone()));
        }
        let proof = backup::restore_copy_of(office.store(), file, &scratch, RECORDS, office.clock().now())?;
        if (count(proof.records), count(proof.entries)) != (of.records, of.entries) {
            return Err(StoreError::Damaged(of.file.clone()));
        }
        Ok((proof, hash))
    });
    fs::remove_file(&scratch).ok();
    write_down(office, session, of.plan, BackupKind::Drill, file, tried, language)
}

/// Carries out every plan that is due, in turn.
///
/// # Errors
/// As [`carry_out`].
pub fn carry_out_due(
    office: &Office,
    session: &Arc<Session>,
    language: Language,
    progress: &mut dyn FnMut(u64) -> bool,
) -> Result<Vec<BackupRun>, Problem> {
    let standing = office.reader(session)?.backup_standing(office.clock().now())?;
    let mut runs = Vec::new();
    let now = office.clock().now();
    let due = standing.plans.iter().filter(|plan| !plan.plan.record.paused && plan.next_attempt(now) <= now);
    for plan in due {
        runs.push(carry_out(office, session, &plan.plan, language, progress)?);
    }
    Ok(runs)
}

/// When the program makes a copy next, for whoever is at work; `None` when no plan waits.
///
/// # Errors
/// When the file can't be read.
pub fn next_attempt(office: &Office) -> Result<Option<DateTime<Utc>>, Problem> {
    let now = office.clock().now();
    Ok(office.reader(&Arc::new(Session::program()))?.backup_standing(now)?.next_attempt(now))
}

/// Carries out what is due as the program itself: backups do not wait for somebody with the right to make them.
///
/// # Errors
/// When what came of a run can't be written down.
pub fn carry_out_scheduled(
    office: &Office,
    language: Language,
    progress: &mut dyn FnMut(u64) -> bool,
) -> Result<Vec<BackupRun>, Problem> {
    carry_out_due(office, &Arc::new(Session::program()), language, progress)
}

fn write_down(
    office: &Office,
    session: &Arc<Session>,
    plan: Option<Id<BackupPlan>>,
    kind: BackupKind,
    file: &Path,
    made: Result<(Proof, audit::Hash), StoreError>,
    language: Language,
) -> Result<BackupRun, Problem> {
    let mut run = BackupRun {
        at: Some(office.clock().now()),
        plan,
        kind,
        file: file.display().to_string(),
        ..BackupRun::default()
    };
    match made {
        Ok((proof, hash)) => {
            run.outcome = BackupOutcome::Proven;
            run.size = fs::metadata(file).map_or(0, |metadata| count(metadata.len()));
            run.records = count(proof.records);
            run.entries = count(proof.entries);
            run.sha256 = hex(&hash);
        }
        Err(error) => {
            run.outcome = BackupOutcome::Failed;
            run.detail = error.message().in_language(language);
        }
    }
    let mut values = Values::new()
        .with("at", run.at.map_or(Value::Nothing, Value::Instant))
        .with("kind", Value::choice(run.kind.code()))
        .with("outcome", Value::choice(run.outcome.code()))
        .text("file", run.file.as_str())
        .with("size", Value::Integer(run.size))
        .with("records", Value::Integer(run.records))
        .with("entries", Value::Integer(run.entries))
        .text("sha256", run.sha256.as_str())
        .text("detail", run.detail.as_str());
    if let Some(plan) = plan {
        values = values.with("plan", Value::Link(plan.erase()));
    }
    let command = Command::Note { register: "backup_run".to_owned(), id: RecordId::generate(), values };
    office.execute(session, command)?;
    Ok(run)
}

/// Deletes the copies of a plan beyond those it keeps, in the order in which they were written down: a copy of when the
/// clock was ahead is not the newest. Only files that the plan's own proven runs name are touched.
fn delete_surplus(reader: &Reader, plan: RecordId, keep: usize) -> Result<(), Problem> {
    let mut copies: Vec<(u64, PathBuf)> = Vec::new();
    let Some(record_type) = records::find("backup_run") else { return Ok(()) };
    reader.visit(record_type, Which::Living, &mut |view| {
        if let Some(run) = view.row.typed::<BackupRun>()
            && run.record.plan.is_some_and(|of| of.erase() == plan)
            && run.record.kind == BackupKind::Copy
            && run.record.outcome == BackupOutcome::Proven
        {
            copies.push((run.meta.entry, PathBuf::from(run.record.file)));
        }
        ControlFlow::Continue(())
    })?;
    copies.retain(|(_, file)| file.is_file());
    copies.sort_by_key(|(entry, _)| std::cmp::Reverse(*entry));
    for (_, file) in surplus(&copies, keep) {
        if let Err(error) = fs::remove_file(file) {
            tracing::warn!(%error, file = %file.display(), "a surplus backup could not be removed");
        }
    }
    Ok(())
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A hash as people and other programs write it.
pub fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a run came to, in one sentence.
pub fn summary(run: &BackupRun) -> Message {
    match run.outcome {
        BackupOutcome::Proven => Message::new(match run.kind {
            BackupKind::Copy => "backup.copied",
            BackupKind::Drill => "backup.drilled",
        })
        .with("file", &run.file)
        .with("records", run.records)
        .with("entries", run.entries),
        BackupOutcome::Failed => {
            Message::new("backup.failed").with("file", &run.file).with("detail", &run.detail)
        }
    }
}
