//! What the window does for the office besides what the user asks: backups that are due, loans that end, rooms to which
//! nobody came. And what the user asks about the file as a whole: backups, drills, restoring, the audit trail taken out.

use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};
use eframe::egui::Context;

use super::{App, Purpose, Told};
use crate::desk::{
    RoomsDone, TrailFilter, TrailHead, backups, check_due_records, civil_stamp, close_electronic_loans,
    look_after_rooms,
};
use crate::exchange::export_audit;
use crate::exchange::icalendar::{FeedsDone, write_due_feeds};
use crate::exchange::texts::is_sound;
use crate::model::{Message, Problem, Stored};
use crate::records::RECORDS;
use crate::records::backups::{BackupOutcome, BackupPlan, BackupRun};
use crate::store::{Space, StoreError, backup};
use crate::ui::jobs::{Job, Poll};
use crate::ui::tokens::UiExt as _;

/// However far the next backup is, it is looked for so often: the clock of a machine may be set, and disks come and go.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(1);

/// After a change of the office the plans are looked at again, but not more often than this.
const SHORTEST_WAIT: TimeDelta = TimeDelta::minutes(1);

/// The file is compacted when nobody has changed the office for so long.
const QUIET: TimeDelta = TimeDelta::minutes(2);

/// When the plans are looked at again, and when the file is.
#[derive(Default)]
pub(super) struct Upkeep {
    next: Option<DateTime<Utc>>,
    /// When the room in the file is looked at, unless somebody changes the office before; `None` after it was.
    quiet_until: Option<DateTime<Utc>>,
    weighing: Option<Job<Result<Option<Space>, StoreError>>>,
    looking: Option<Job<Result<Looked, Problem>>>,
}

/// What a look found.
struct Looked {
    /// When the next backup is due.
    backup: Option<DateTime<Utc>>,
    /// When something else is to be looked at again.
    again: Option<DateTime<Utc>>,
    rooms: RoomsDone,
}

impl Upkeep {
    /// The office has changed; it may have been a plan.
    pub(super) fn invalidate(&mut self, now: DateTime<Utc>) {
        let soon = now + SHORTEST_WAIT;
        self.next = self.next.map(|next| next.min(soon));
    }

    /// Somebody has changed the office, or opened it.
    pub(super) fn touched(&mut self, now: DateTime<Utc>) {
        self.quiet_until = Some(now + QUIET);
    }
}

impl App {
    /// Looks whether a backup is due, and carries it out. The program does this for the office, whoever sits at it.
    pub(super) fn upkeep_logic(&mut self, ctx: &Context) {
        let Some(workplace) = &self.workplace else { return };
        if workplace.path().is_none() {
            return;
        }
        let now = workplace.office.clock().now();
        self.compact_when_quiet(ctx, now);
        let Some(workplace) = &self.workplace else { return };
        if let Some(job) = &self.upkeep.looking {
            let found = match job.poll() {
                Poll::Busy => return,
                Poll::Lost => None,
                Poll::Ready(Ok(found)) => Some(found),
                Poll::Ready(Err(problem)) => {
                    tracing::warn!(?problem, "the backup plans could not be read");
                    None
                }
            };
            self.upkeep.looking = None;
            let (backup, again) = found.as_ref().map_or((None, None), |found| (found.backup, found.again));
            let longest = now + LONGEST_WAIT;
            let next = backup.into_iter().chain(again).min();
            let next = next.map_or(longest, |next| next.clamp(now + SHORTEST_WAIT, longest));
            self.upkeep.next = Some(next);
            if let Some(told) = found.and_then(|found| told_of_rooms(&found.rooms)) {
                self.toasts.done(told.in_language(ctx.language()), None);
            }
            ctx.request_repaint_after((next - now).to_std().unwrap_or_default());
            if backup.is_some_and(|due| due <= now) && self.job.is_none() {
                self.start(ctx, "files.backup", move |office, _, language, progress| {
                    let mut told = |done| progress.report(done, 0);
                    let runs = backups::carry_out_scheduled(office, language, &mut told)?;
                    told_of(&runs, language)
                });
            }
            return;
        }
        if self.upkeep.next.is_none_or(|next| next <= now) {
            let office = workplace.office.clone();
            self.upkeep.looking = Some(Job::start(ctx, "upkeep", move |_| {
                if let Err(problem) = close_electronic_loans(&office) {
                    tracing::warn!(?problem, "loans that have ended could not be closed");
                }
                let rooms = look_after_rooms(&office).unwrap_or_else(|problem| {
                    tracing::warn!(?problem, "the rooms could not be looked after");
                    RoomsDone::default()
                });
                let feeds = write_due_feeds(&office).unwrap_or_else(|problem| {
                    tracing::warn!(?problem, "the calendar subscriptions could not be written");
                    FeedsDone::default()
                });
                let again = rooms.next.into_iter().chain(feeds.next).min();
                if let Err(problem) = check_due_records(&office, is_sound, &mut |_| true) {
                    tracing::warn!(?problem, "electronic records could not be checked");
                }
                let backup = backups::next_attempt(&office)?;
                Ok(Looked { backup, again, rooms })
            }));
        } else if let Some(next) = self.upkeep.next {
            // A plan made just now is looked at even when nobody touches the window again.
            ctx.request_repaint_after((next - now).to_std().unwrap_or_default());
        }
    }

    /// Compacts the file when it is worth it and nobody has worked for a while. What is wasted is looked at once after
    /// each change, since nothing else can waste room.
    fn compact_when_quiet(&mut self, ctx: &Context, now: DateTime<Utc>) {
        let Some(workplace) = &self.workplace else { return };
        if let Some(job) = &self.upkeep.weighing {
            let wasteful = match job.poll() {
                Poll::Busy => return,
                Poll::Lost => false,
                Poll::Ready(Ok(space)) => space.is_some_and(Space::is_wasteful),
                Poll::Ready(Err(problem)) => {
                    tracing::warn!(?problem, "the room in the file could not be looked at");
                    false
                }
            };
            self.upkeep.weighing = None;
            if wasteful && self.job.is_some() {
                // Something else was begun meanwhile; the room is still wasted after it.
                self.upkeep.quiet_until = Some(now + QUIET);
            } else if wasteful {
                self.start(ctx, "settings.compact", |office, _, language, progress| {
                    let done = office.compact_if_wasteful(&mut |done, total| progress.report(done, total))?;
                    let text = done.map(|done| done.message().in_language(language));
                    Ok(Told::of(text.unwrap_or_default()))
                });
            }
            return;
        }
        let Some(until) = self.upkeep.quiet_until else { return };
        if now < until {
            ctx.request_repaint_after((until - now).to_std().unwrap_or_default());
        } else if self.job.is_none() && self.form.is_none() {
            self.upkeep.quiet_until = None;
            let office = workplace.office.clone();
            self.upkeep.weighing = Some(Job::start(ctx, "room", move |_| office.store().space()));
        }
    }

    /// Compacts the file now.
    pub(super) fn compact(&mut self, ctx: &Context) {
        self.start(ctx, "settings.compact", |office, session, language, progress| {
            let done = office.compact(session, &mut |done, total| progress.report(done, total))?;
            Ok(Told::of(done.message().in_language(language)))
        });
    }

    /// Carries out a plan now.
    pub(super) fn run_backup(&mut self, ctx: &Context, plan: Box<Stored<BackupPlan>>) {
        self.start(ctx, "files.backup", move |office, session, language, progress| {
            let mut told = |done| progress.report(done, 0);
            told_of(&[backups::carry_out(office, session, &plan, language, &mut told)?], language)
        });
    }

    /// Brings a copy back as a scratch file and throws it away.
    pub(super) fn restore_drill(&mut self, ctx: &Context, copy: Box<BackupRun>) {
        self.start(ctx, "backups.drill", move |office, session, language, _| {
            told_of(&[backups::drill(office, session, &copy, language)?], language)
        });
    }

    /// Brings a backup back as a new file beside it; never over another.
    pub(super) fn restore_backup(&mut self, ctx: &Context, copy: PathBuf) {
        self.start(ctx, "backups.restore", move |office, _, language, _| {
            let stem = copy.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let now = office.clock().now();
            let stamp = civil_stamp(now);
            let file = copy.with_file_name(format!("{stem}-{stamp}.chancery"));
            let proof = backup::restore_copy_of(office.store(), &copy, &file, RECORDS, now)?;
            let (path, records) = (file.display().to_string(), proof.records.to_string());
            Ok(Told::of(language.fill("backups.restored", &[("path", &path), ("records", &records)])))
        });
    }

    /// Asks where the audit trail is to be written.
    pub(super) fn ask_audit_export(&mut self, ctx: &Context, filter: TrailFilter) {
        let title = ctx.language().text("audit.export");
        self.files.open(ctx, Purpose::ExportAudit(filter), title, Some("audit.csv".to_owned()));
    }

    /// Writes the audit trail.
    pub(super) fn export_audit(&mut self, ctx: &Context, filter: TrailFilter, path: PathBuf) {
        self.start(ctx, "audit.export", move |office, session, language, _| {
            let entries = export_audit(&office.reader(session)?, &path, &filter)?.to_string();
            let path = path.display().to_string();
            Ok(Told::of(language.fill("audit.exported", &[("path", &path), ("entries", &entries)])))
        });
    }

    /// Asks where the head of the chain is to be written.
    pub(super) fn ask_audit_head(&mut self, ctx: &Context, head: TrailHead) {
        let title = ctx.language().text("audit.save_head");
        self.files.open(ctx, Purpose::AuditHead(head), title, Some("audit-head.pdf".to_owned()));
    }

    /// Writes the head of the chain.
    pub(super) fn write_audit_head(&mut self, ctx: &Context, head: TrailHead, path: PathBuf) {
        self.start(ctx, "audit.save_head", move |office, _, language, _| {
            crate::print::write_head(&head, &office.store().info()?.name, &path, language)?;
            Ok(Told::of(language.fill("audit.head_saved", &[("path", &path.display().to_string())])))
        });
    }
}

/// What became of rooms without anybody's asking; `None` when nothing did.
fn told_of_rooms(rooms: &RoomsDone) -> Option<Message> {
    (rooms.released + rooms.taken + rooms.offered > 0).then(|| {
        Message::new("rooms.done")
            .with("released", rooms.released)
            .with("taken", rooms.taken)
            .with("offered", rooms.offered)
    })
}

/// What came of some runs, for a toast; a failure is shown as one.
fn told_of(runs: &[BackupRun], language: crate::text::Language) -> Result<Told, Problem> {
    let failed = runs.iter().find(|run| run.outcome == BackupOutcome::Failed);
    match failed {
        Some(run) => Err(Problem::input(backups::summary(run))),
        None => {
            let sentences = runs.iter().map(|run| backups::summary(run).in_language(language));
            Ok(Told::of(sentences.collect::<Vec<_>>().join("\n")))
        }
    }
}
