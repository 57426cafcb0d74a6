//! Taking files in: contents first, part by part, then one command that makes every document.

use std::sync::Arc;

use super::plan::{Item, Same, TakingIn, read, state_marking, watched_each};
use crate::desk::{BatchMode, Command, Deposited, Kept, Office, Outcome, Session, Values};
use crate::exchange::attaching::media_type;
use crate::exchange::extract::{Extracted, Reading, extract};
use crate::exchange::{ImportProblem, ImportReport, Watch};
use crate::model::{KeptMessage, Message, Problem, RecordId, Value};

/// Contents are made durable when so many bytes or files have come together.
const PART_BYTES: usize = 16 * 1024 * 1024;
const PART_FILES: usize = 200;

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct TakenIn {
    /// The command, where something was made.
    pub outcome: Option<Outcome>,
    /// What was made, and what is to be said of the files, in their order.
    pub report: ImportReport,
}

/// Takes in what was looked at. `skips` leaves out what is there already. When it is stopped or fails, nothing has
/// changed.
///
/// # Errors
/// When the file can't be written, the session may not make documents, or the watcher does not want to go on.
pub fn take_in(
    office: &Office,
    session: &Arc<Session>,
    plan: &TakingIn,
    skips: bool,
    watch: Watch<'_>,
) -> Result<TakenIn, Problem> {
    let mut taking = Taking { office, session, waiting: Vec::new(), bytes: 0, kept: Vec::new() };
    let mut report = refusals(plan);
    let result = taking.all(plan, skips, &mut report, watch);
    match result {
        Ok(outcome) => {
            report.problems.sort_by_key(|problem| problem.line);
            Ok(TakenIn { outcome, report })
        }
        Err(problem) => {
            let deposits: Vec<RecordId> = taking.kept.iter().map(|(_, kept)| kept.deposit).collect();
            // What stopped it is told; contents that could not be taken away go with the next import.
            if let Err(left) = office.withdraw(&deposits) {
                tracing::warn!(%left, "contents that were not attached stay in the file for now");
            }
            Err(problem)
        }
    }
}

/// What is said of files that are left out, whatever else happens.
fn refusals(plan: &TakingIn) -> ImportReport {
    let read = plan.items.len() + plan.refused.len();
    let mut report =
        ImportReport { read, skipped: plan.refused.len(), is_of_files: true, ..ImportReport::default() };
    for (place, refused) in plan.refused.iter().enumerate() {
        let name = refused.path.display().to_string();
        report.problems.push(problem(plan.items.len() + place, &name, &refused.why));
    }
    report
}

fn problem(place: usize, name: &str, message: &Message) -> ImportProblem {
    let line = u64::try_from(place + 1).unwrap_or(u64::MAX);
    ImportProblem::at(line, Some(name.to_owned()), message.clone())
}

/// What is said of a file whose text can't be read: it is kept as it is.
fn opened(place: usize, name: &str, reading: Reading) -> Option<ImportProblem> {
    let note = Message::new("taking_in.plain").with("reading", reading.text());
    reading.is_fault().then(|| problem(place, name, &note))
}

struct Taking<'a> {
    office: &'a Office,
    session: &'a Arc<Session>,
    /// Places of items with their contents, not in the file yet.
    waiting: Vec<(usize, Deposited)>,
    bytes: usize,
    kept: Vec<(usize, Kept)>,
}

impl Taking<'_> {
    fn all(
        &mut self,
        plan: &TakingIn,
        skips: bool,
        report: &mut ImportReport,
        watch: Watch<'_>,
    ) -> Result<Option<Outcome>, Problem> {
        // What an import left behind that was killed.
        self.office.withdraw(&[])?;
        for (place, item) in plan.items.iter().enumerate() {
            watched_each(watch, place, plan.items.len())?;
            let name = item.found.path.display().to_string();
            if skips && let Some(same) = &item.same {
                report.unchanged += 1;
                report.notes.push(problem(place, &name, &same_as(plan, same)));
                continue;
            }
            report.problems.extend(item.found.notes.iter().map(|note| problem(place, &name, note)));
            let (content, extracted) = match content_of(item) {
                Ok(both) => both,
                Err(why) => {
                    report.skipped += 1;
                    report.problems.push(problem(place, &name, &why));
                    continue;
                }
            };
            report.problems.extend(opened(place, &name, extracted.reading));
            self.bytes += content.len();
            self.waiting.push((place, Deposited { content, text: extracted.text }));
            if self.bytes >= PART_BYTES || self.waiting.len() >= PART_FILES {
                self.put()?;
            }
        }
        self.put()?;
        if self.kept.is_empty() {
            return Ok(None);
        }
        let steps = self
            .kept
            .iter()
            .filter_map(|(place, kept)| Some(steps(plan.items.get(*place)?, &plan.given, kept)));
        let steps: Vec<Command> = steps.flatten().collect();
        let label = KeptMessage { key: "batch.take_in".to_owned(), arguments: Vec::new() };
        let outcome = self
            .office
            .execute(self.session, Command::Batch { label, steps, mode: BatchMode::AllOrNothing })?;
        report.created = self.kept.len();
        Ok(Some(outcome))
    }

    fn put(&mut self) -> Result<(), Problem> {
        let (places, contents): (Vec<usize>, Vec<Deposited>) =
            std::mem::take(&mut self.waiting).into_iter().unzip();
        self.bytes = 0;
        if contents.is_empty() {
            return Ok(());
        }
        let kept = self.office.deposit(self.session, &contents)?;
        self.kept.extend(places.into_iter().zip(kept));
        Ok(())
    }
}

/// A file's content and what can be read of it. It may have got a marking since it was looked at.
fn content_of(item: &Item) -> Result<(Vec<u8>, Extracted), Message> {
    let content = read(&item.found)?;
    let extracted = extract(&item.found.name, &content);
    state_marking(item, Some(&extracted.text)).map_or(Ok((content, extracted)), Err)
}

fn steps(item: &Item, given: &Values, kept: &Kept) -> [Command; 2] {
    let id = RecordId::generate();
    let register = || "document".to_owned();
    let department = item.department.as_ref().map_or(Value::Nothing, |(id, _)| Value::Link(*id));
    let mut values = Values::new()
        .text("title", item.title.chars().take(300).collect::<String>())
        .text("number", item.number.as_str())
        .with("nature", Value::choice(item.nature.as_str()))
        .with("content", Value::choice(item.content.as_str()))
        .with("department", department)
        .with("formed_on", item.formed_on.map_or(Value::Nothing, Value::Date))
        .text("folder", item.found.folder.chars().take(500).collect::<String>());
    for (field, value) in given.iter().filter(|(_, value)| !value.is_nothing()) {
        values.set(field.to_owned(), value.clone());
    }
    let attach = Command::AttachDeposit {
        register: register(),
        id,
        attachment: RecordId::generate(),
        name: item.found.name.clone(),
        media_type: media_type(&item.found.name).to_owned(),
        deposit: kept.deposit,
        reason: String::new(),
    };
    [Command::Create { register: register(), id, values }, attach]
}

/// Says where the same content is already.
fn same_as(plan: &TakingIn, same: &Same) -> Message {
    let title = match same {
        Same::Kept(title) => title.clone(),
        Same::Twin(place) => plan.items.get(*place).map(|item| item.title.clone()).unwrap_or_default(),
    };
    Message::new("taking_in.same_kept").with("title", title)
}

/// What taking in would do, as a report: what can't be read or opened is told beforehand too.
pub(in crate::exchange) fn tried(plan: &TakingIn, skips: bool) -> ImportReport {
    let mut report = refusals(plan);
    let is_left = |same: &Option<Same>| skips && same.is_some();
    report.unchanged = plan.items.iter().filter(|item| is_left(&item.same)).count();
    for (place, item) in plan.items.iter().enumerate() {
        let name = item.found.path.display().to_string();
        if let Some(same) = item.same.as_ref().filter(|_| is_left(&item.same)) {
            report.notes.push(problem(place, &name, &same_as(plan, same)));
            continue;
        }
        report.problems.extend(item.found.notes.iter().map(|note| problem(place, &name, note)));
        match content_of(item) {
            Ok((_, extracted)) => {
                report.created += 1;
                report.problems.extend(opened(place, &name, extracted.reading));
            }
            Err(why) => {
                report.skipped += 1;
                report.problems.push(problem(place, &name, &why));
            }
        }
    }
    report.problems.sort_by_key(|problem| problem.line);
    report
}
