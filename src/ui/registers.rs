//! The registers in memory: read once in the background, patched after each change, shared by lists and the palette.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use eframe::egui::Context;

use super::jobs::{Job, Poll};
use super::tokens::UiExt as _;
use super::workplace::Workplace;
use crate::desk::{RegisterTable, SearchIndex, Texts, Touched, Wanted, Which, patch};
use crate::exchange::texts;
use crate::model::Problem;
use crate::records::{self, RECORDS};
use crate::text::Language;

/// A small register is there before a screen could show itself empty.
const BRIEFLY: Duration = Duration::from_millis(3);

/// Registers being read, and what has changed since that began: the reading may have missed it.
struct Reading {
    registers: Vec<&'static str>,
    job: Job<Result<Vec<RegisterTable>, Problem>>,
    missed: Vec<Touched>,
}

/// Tables after a change, or nothing when the change was too large.
type Patching = Job<Result<Option<Vec<RegisterTable>>, Problem>>;

/// The living records of every register that the session may see.
#[derive(Default)]
pub struct Registers {
    language: Option<Language>,
    tables: BTreeMap<&'static str, RegisterTable>,
    /// Counts the arrivals of each table.
    revisions: BTreeMap<&'static str, u64>,
    reading: Vec<Reading>,
    /// Registers that could not be read, until something changes.
    failed: BTreeSet<&'static str>,
    /// Registers whose table is to be read anew.
    outdated: BTreeSet<&'static str>,
    patching: Option<Patching>,
    /// What has changed and stands in no table yet.
    waiting: Vec<Touched>,
    index: Option<SearchIndex>,
    /// Counts the arrivals of indexes.
    index_revision: u64,
    texts: AttachedTexts,
}

/// The texts of attached files, read when the registers are there.
#[derive(Default)]
struct AttachedTexts {
    value: Texts,
    is_read: bool,
    job: Option<Job<Result<Option<Texts>, Problem>>>,
    /// What has changed since they were read.
    waiting: Vec<Touched>,
}

impl AttachedTexts {
    /// Takes what has been read, and reads what has changed. Answers whether there is something new.
    fn logic(&mut self, ctx: &Context, workplace: &Workplace, problems: &mut Vec<Problem>) -> bool {
        let mut is_new = false;
        if let Some(job) = &self.job {
            match job.poll() {
                Poll::Busy => return false,
                Poll::Lost | Poll::Ready(Ok(None)) => {}
                Poll::Ready(Ok(Some(texts))) => (self.value, is_new) = (texts, true),
                Poll::Ready(Err(problem)) => problems.push(problem),
            }
            self.job = None;
        }
        if self.is_read && self.waiting.is_empty() {
            return is_new;
        }
        let (first, touched) = (!self.is_read, std::mem::take(&mut self.waiting));
        self.is_read = true;
        let (office, session) = (workplace.office.clone(), workplace.session.clone());
        let before = self.value.clone();
        let job = workplace.ask(ctx, "texts", move |reader, progress| {
            if !first && !before.concern(reader, &touched)? {
                return Ok(None);
            }
            let mut report = |done: usize| progress.report(u64::try_from(done).unwrap_or(u64::MAX), 0);
            if texts::read_missing(&office, &mut report)? == 0 {
                return Texts::read(reader, &before, texts::text_of, &mut report).map(Some);
            }
            Texts::read(&office.reader(&session)?, &before, texts::text_of, &mut report).map(Some)
        });
        self.job = Some(job);
        is_new
    }
}

impl Registers {
    /// The office has changed.
    pub fn touch(&mut self, touched: &[Touched]) {
        self.waiting.extend_from_slice(touched);
        for reading in &mut self.reading {
            reading.missed.extend_from_slice(touched);
        }
        self.texts.waiting.extend_from_slice(touched);
        self.failed.clear();
    }

    /// A register's table, when it is another one than that of the revision `seen`.
    pub fn newer(&self, register: &str, seen: u64) -> Option<(u64, &RegisterTable)> {
        let revision = self.revisions.get(register).copied().filter(|revision| *revision != seen)?;
        Some((revision, self.tables.get(register)?))
    }

    /// What the palette searches, as far as it has been read.
    pub fn index(&self) -> Option<&SearchIndex> {
        self.index.as_ref()
    }

    /// Counts the arrivals of what the palette searches.
    pub fn index_revision(&self) -> u64 {
        self.index_revision
    }

    /// Takes what has been read, patches what has changed, and reads what is missing: `first` at once, the others one
    /// after another while nothing else `is_busy`.
    pub fn logic(
        &mut self,
        ctx: &Context,
        workplace: &Workplace,
        first: Option<&'static str>,
        is_busy: bool,
    ) -> Vec<Problem> {
        let language = ctx.language();
        if self.language.replace(language) != Some(language) {
            self.outdated = RECORDS.iter().map(|record_type| record_type.name()).collect();
            self.reading.clear();
            self.patching = None;
        }
        let mut problems = Vec::new();
        let before = self.revisions.values().sum::<u64>();
        self.take_patched(&mut problems);
        self.take_read(&mut problems);
        self.start_patching(ctx, workplace);
        let alone = |register: &&str| self.reading.iter().all(|reading| reading.registers != [*register]);
        if let Some(register) = first.filter(|register| self.is_missing(register)).filter(alone) {
            problems.extend(self.read(ctx, workplace, vec![register], language));
        } else if self.reading.is_empty() && !is_busy {
            let names = RECORDS.iter().map(|record_type| record_type.name());
            let missing: Vec<&'static str> = names.filter(|register| self.is_missing(register)).collect();
            if !missing.is_empty() {
                problems.extend(self.read(ctx, workplace, missing, language));
            }
        }
        let is_whole = self.reading.is_empty() && self.tables.len() == RECORDS.len();
        let has_texts = is_whole && self.texts.logic(ctx, workplace, &mut problems);
        if has_texts || before != self.revisions.values().sum::<u64>() {
            let in_order = RECORDS.iter().filter_map(|record_type| self.tables.get(record_type.name()));
            let index = SearchIndex::new(in_order.cloned().collect());
            self.index = Some(index.with_texts(self.texts.value.clone()));
            self.index_revision = self.index_revision.saturating_add(1);
        }
        problems
    }

    fn is_missing(&self, register: &str) -> bool {
        let is_there = self.tables.contains_key(register) && !self.outdated.contains(register);
        !is_there && !self.failed.contains(register)
    }

    fn take(&mut self, table: RegisterTable) {
        let register = table.record_type().name();
        self.tables.insert(register, table);
        let revision = self.revisions.entry(register).or_default();
        *revision = revision.saturating_add(1);
    }

    fn take_patched(&mut self, problems: &mut Vec<Problem>) {
        let Some(job) = &self.patching else { return };
        let result = match job.poll() {
            Poll::Busy => return,
            Poll::Lost => Ok(None),
            Poll::Ready(result) => result,
        };
        self.patching = None;
        match result {
            Ok(Some(tables)) => {
                for table in tables {
                    // One that was read anew in the meantime knows the change already.
                    if !self.outdated.contains(table.record_type().name()) {
                        self.take(table);
                    }
                }
            }
            Ok(None) => self.outdated = self.tables.keys().copied().collect(),
            Err(problem) => problems.push(problem),
        }
    }

    fn take_read(&mut self, problems: &mut Vec<Problem>) {
        for reading in std::mem::take(&mut self.reading) {
            match reading.job.poll() {
                Poll::Busy => self.reading.push(reading),
                Poll::Lost => self.failed.extend(reading.registers),
                Poll::Ready(result) => problems.extend(self.arrive(reading, result)),
            }
        }
    }

    fn arrive(&mut self, reading: Reading, result: Result<Vec<RegisterTable>, Problem>) -> Option<Problem> {
        self.waiting.extend(reading.missed);
        match result {
            Ok(tables) => {
                for table in tables {
                    self.outdated.remove(table.record_type().name());
                    self.take(table);
                }
                None
            }
            Err(problem) => {
                self.failed.extend(reading.registers);
                Some(problem)
            }
        }
    }

    fn start_patching(&mut self, ctx: &Context, workplace: &Workplace) {
        if self.patching.is_some() || self.waiting.is_empty() || !self.reading.is_empty() {
            return;
        }
        let touched = std::mem::take(&mut self.waiting);
        let tables: Vec<RegisterTable> = self.tables.values().cloned().collect();
        let job = workplace.ask(ctx, "patch", move |reader, _| patch(reader, &tables, &touched));
        self.patching = Some(job);
    }

    fn read(
        &mut self,
        ctx: &Context,
        workplace: &Workplace,
        registers: Vec<&'static str>,
        language: Language,
    ) -> Option<Problem> {
        let record_types: Vec<_> = registers.iter().copied().filter_map(records::find).collect();
        let job = workplace.ask(ctx, "registers", move |reader, progress| {
            let tables = record_types.into_iter().map(|record_type| {
                let total = reader.count(record_type)?;
                let mut report = |done| progress.report(u64::try_from(done).unwrap_or(u64::MAX), total);
                let (which, wanted) = (Which::Living, Wanted::All);
                let table = RegisterTable::read(reader, record_type, which, wanted, language, &mut report)?;
                table.prepare_order();
                Ok(table)
            });
            tables.collect()
        });
        let read = job.wait_briefly(BRIEFLY);
        let reading = Reading { registers, job, missed: Vec::new() };
        match read {
            Some(result) => self.arrive(reading, result),
            None => {
                self.reading.push(reading);
                None
            }
        }
    }
}
