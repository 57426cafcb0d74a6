//! The office as the window works with it: questions are answered on other threads, commands by the writer.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError};

use eframe::egui::Context;

use super::jobs::{Job, Progress};
use super::routes::{Route, Selected};
use crate::desk::{Command, Office, Outcome, Reader, Session};
use crate::model::{Message, Problem, RecordId};
use crate::store::StoreError;

/// What a screen asks of the window; screens change nothing themselves.
#[derive(Debug)]
pub enum Request {
    /// Show a screen.
    Go(Route),
    /// Show a record in the inspector.
    Select(Option<Selected>),
    /// Carry out a command.
    Run(Command),
    /// Open the form of a new record.
    New(&'static str),
    /// Open the form of a record.
    Edit(Selected),
    /// Ask for a reason, then make records void.
    Void(&'static str, Vec<RecordId>),
    /// Open a list that shows only what passes a filter.
    OpenList(&'static str, crate::desk::FieldFilter),
    /// Do what an action says.
    Act(super::actions::Action),
    /// Remember a preference.
    Remember(String, Vec<u8>),
    /// Put a text on the clipboard.
    Copy(String),
    /// Tell the user something.
    Tell(String),
}

/// A command on its way.
struct Pending {
    answer: Receiver<Result<Outcome, Problem>>,
}

/// An open office with who is at work in it.
pub struct Workplace {
    /// The office.
    pub office: Arc<Office>,
    /// Who is at work.
    pub session: Arc<Session>,
    pending: VecDeque<Pending>,
    /// Set by the writer after every durable change, whoever made it.
    changed: Arc<AtomicBool>,
}

impl Workplace {
    /// Sits down in an office as its owner.
    pub fn new(ctx: &Context, office: Arc<Office>) -> Self {
        let waker = ctx.clone();
        let changed = Arc::new(AtomicBool::new(false));
        let noticed = changed.clone();
        office.watch(move |_| {
            noticed.store(true, Ordering::Release);
            waker.request_repaint();
        });
        Self { office, session: Arc::new(Session::owner()), pending: VecDeque::new(), changed }
    }

    /// Where the file is.
    pub fn path(&self) -> Option<PathBuf> {
        self.office.store().path().map(std::path::Path::to_owned)
    }

    /// Hands a command to the writer.
    pub fn run(&mut self, command: Command) {
        self.pending.push_back(Pending { answer: self.office.submit(&self.session, command) });
    }

    /// Whether the office has changed since this was last asked.
    pub fn take_changed(&self) -> bool {
        self.changed.swap(false, Ordering::Acquire)
    }

    /// Whether a command is on its way.
    pub fn is_writing(&self) -> bool {
        !self.pending.is_empty()
    }

    /// What has come of commands since it was last asked.
    pub fn answers(&mut self) -> Vec<Result<Outcome, Problem>> {
        let mut answers = Vec::new();
        while let Some(pending) = self.pending.front() {
            let answer = match pending.answer.try_recv() {
                Ok(answer) => answer,
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => Err(StoreError::Stopped.into()),
            };
            answers.push(answer);
            self.pending.pop_front();
        }
        answers
    }

    /// Reads something on another thread.
    pub fn ask<T: Send + 'static>(
        &self,
        ctx: &Context,
        name: &str,
        question: impl FnOnce(&Reader, &Progress) -> Result<T, Problem> + Send + 'static,
    ) -> Job<Result<T, Problem>> {
        let (office, session) = (self.office.clone(), self.session.clone());
        Job::start(ctx, name, move |progress| question(&office.reader(&session)?, progress))
    }

    /// The civil date in the office.
    pub fn today(&self) -> chrono::NaiveDate {
        self.office.clock().today()
    }
}

/// A problem as one sentence for a toast.
pub fn sentence(problem: &Problem, language: crate::text::Language, register: Option<&str>) -> String {
    let fields = register.and_then(crate::records::find).map_or(&[][..], |of| of.fields());
    problem.in_language(language, |key| {
        let label = fields.iter().find(|field| field.key == key).map_or("", |field| field.label);
        if label.is_empty() { key.to_owned() } else { language.translate(label).into_owned() }
    })
}

/// The label of a batch, in words that stay when the language changes.
pub fn label(key: &'static str) -> crate::model::KeptMessage {
    crate::model::KeptMessage::from(&Message::new(key))
}
