//! The office as the window works with it: questions are answered on other threads, commands by the writer.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::sync::{Arc, Mutex, PoisonError};

use eframe::egui::Context;

use super::days::Days;
use super::jobs::{Job, Loaded, Progress};
use super::panels::document_tree::FoundInFile;
use super::panels::import::ImportOrder;
use super::routes::{Route, Selected};
use super::tokens::UiExt as _;
use crate::desk::{Command, Office, Outcome, Reader, Session, Touched, work_calendar};
use crate::model::{Message, Problem, RecordId};
use crate::rules::working_days::WorkCalendar;
use crate::store::StoreError;
use crate::store::attachment::Attachment;

/// What a screen asks of the window; screens change nothing themselves.
#[derive(Debug)]
pub enum Request {
    /// Show a screen.
    Go(Route),
    /// Show a record in the inspector.
    Select(Option<Selected>),
    /// Show a record in its list, whatever that was filtered by, and in the inspector.
    Open(Selected),
    /// Show where a file of a record has the words of a search.
    Read(Box<FoundInFile>),
    /// Carry out a command.
    Run(Command),
    /// Open the form of a new record.
    New(&'static str),
    /// Open the form of a new record of which something is known already.
    NewFrom(Box<super::panels::form::Draft>),
    /// Open the form of a record.
    Edit(Selected),
    /// Open the form of the fields that a transition of a record needs, and take it with them.
    TakeWay(Selected, &'static str),
    /// Open the form of a transition that several records take together.
    TakeWays(&'static str, Vec<RecordId>, &'static str),
    /// Open the form of records about others.
    FollowUp(super::panels::form::FollowUp),
    /// Open the dialog that marks a record as secret, or one of its attachments.
    Mark(Selected, Option<RecordId>),
    /// Ask for a reason, then make records void.
    Void(&'static str, Vec<RecordId>),
    /// Open a list that shows only what passes a filter.
    OpenList(&'static str, crate::desk::FieldFilter),
    /// Open a list that shows only the rows a figure is made of, under the figure's name.
    OpenRows(crate::desk::FigureRows, String),
    /// Ask where charts are to be written, proposing a name, and write them.
    SaveCharts(Box<crate::print::ChartPage>, String),
    /// Ask where the calendar is to be printed, proposing a name, and print it.
    PrintCalendar(super::panels::calendar::PrintWish, String),
    /// Ask for a calendar file, and read or write it.
    CalendarFile(super::panels::calendar_file::CalendarOrder),
    /// Ask for passwords.
    Password(super::panels::password::PasswordTask),
    /// Do what an action says.
    Act(super::actions::Action),
    /// Remember a preference.
    Remember(String, Vec<u8>),
    /// Put a text on the clipboard.
    Copy(String),
    /// Ask where a printed paper is to be written, and write it: its name, and of which records.
    Print(&'static str, Vec<RecordId>),
    /// Ask for a file and attach it to a record.
    Attach(Selected),
    /// Ask for a picture and make it the photo of a person.
    ChoosePhoto(Selected),
    /// Open a copy of an attachment with the system's program for it.
    OpenOutside(Box<Attachment>),
    /// Ask why a new version of a record's file was made, then for the file.
    NewVersion(Selected),
    /// Ask where a copy of an attachment is to be written, and write it.
    SaveAttachment(Box<Attachment>),
    /// Read a file that is to be imported.
    ReadTable(PathBuf),
    /// Import a file.
    Import(ImportOrder),
    /// Take files in.
    TakeIn(super::panels::document_tree::TakeInOrder),
    /// Ask where the audit trail is to be written, and write it.
    ExportAudit(crate::desk::TrailFilter),
    /// Ask where the head of the audit chain is to be written, and write it.
    SaveAuditHead(crate::desk::TrailHead),
    /// Compact the file.
    Compact,
    /// Read the files of an electronic loan.
    ViewLoan(RecordId),
    /// Look at the electronic files of these items now.
    CheckRecords(Vec<RecordId>),
    /// File papers of the queue.
    FilePapers(Box<crate::desk::FilingQueue>, std::collections::BTreeSet<RecordId>, Option<RecordId>),
    /// Carry out a backup plan now.
    RunBackup(Box<crate::model::Stored<crate::records::backups::BackupPlan>>),
    /// Try to bring a copy back.
    RestoreDrill(Box<crate::records::backups::BackupRun>),
    /// Tell the user something.
    Tell(String),
}

/// A command on its way.
struct Pending {
    /// The register it is about, so that a refusal can name the fields.
    register: Option<String>,
    step: Option<Step>,
    answer: Receiver<Result<Outcome, Problem>>,
}

/// A step of one record that was asked for without a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The record.
    pub id: RecordId,
    /// Code of the transition.
    pub way: String,
    /// Why it is taken, where it needs a reason.
    pub reason: Option<String>,
}

impl Step {
    fn of(command: &Command) -> Option<Self> {
        match command {
            Command::Move { id, transition, reason, .. } => {
                Some(Self { id: *id, way: transition.clone(), reason: reason.clone() })
            }
            _ => None,
        }
    }
}

/// What came of a command.
pub struct Answer {
    /// The register it is about.
    pub register: Option<String>,
    /// The step that it was.
    pub step: Option<Step>,
    /// Its outcome.
    pub outcome: Result<Outcome, Problem>,
}

/// An open office with who is at work in it.
pub struct Workplace {
    /// The office.
    pub office: Arc<Office>,
    /// Who is at work.
    pub session: Arc<Session>,
    pending: VecDeque<Pending>,
    /// Noted by the writer after every durable change, whoever made it: what it touched.
    changed: Arc<Mutex<Option<Vec<Touched>>>>,
    calendar: Loaded<Arc<WorkCalendar>>,
    /// Whose place the session's person has taken for a while.
    own: Option<Arc<Session>>,
}

impl Workplace {
    /// Sits down in an office as its owner.
    pub fn new(ctx: &Context, office: Arc<Office>) -> Self {
        let waker = ctx.clone();
        let changed: Arc<Mutex<Option<Vec<Touched>>>> = Arc::default();
        let noticed = changed.clone();
        office.watch(move |outcome| {
            let mut noticed = noticed.lock().unwrap_or_else(PoisonError::into_inner);
            noticed.get_or_insert_default().extend_from_slice(&outcome.touched);
            drop(noticed);
            waker.request_repaint();
        });
        Self {
            office,
            session: Arc::new(Session::owner()),
            pending: VecDeque::new(),
            changed,
            calendar: Loaded::default(),
            own: None,
        }
    }

    /// Where the file is.
    pub fn path(&self) -> Option<PathBuf> {
        self.office.store().path().map(std::path::Path::to_owned)
    }

    /// Hands a command to the writer.
    pub fn run(&mut self, command: Command) {
        let register = command.register().map(str::to_owned);
        let step = Step::of(&command);
        let answer = self.office.submit(&self.session, command);
        self.pending.push_back(Pending { register, step, answer });
    }

    /// What has changed in the office since this was last asked; `None` when nothing has.
    pub fn take_changed(&self) -> Option<Vec<Touched>> {
        self.changed.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether a command is on its way.
    pub fn is_writing(&self) -> bool {
        !self.pending.is_empty()
    }

    /// What has come of commands since it was last asked.
    pub fn answers(&mut self) -> Vec<Answer> {
        let mut answers = Vec::new();
        while let Some(pending) = self.pending.front() {
            let outcome = match pending.answer.try_recv() {
                Ok(outcome) => outcome,
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => Err(StoreError::Stopped.into()),
            };
            let (register, step) =
                self.pending.pop_front().map_or((None, None), |pending| (pending.register, pending.step));
            answers.push(Answer { register, step, outcome });
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
        let (office, session, language) = (self.office.clone(), self.session.clone(), ctx.language());
        Job::start(ctx, name, move |progress| {
            question(&office.reader(&session)?.in_language(language), progress)
        })
    }

    /// Reads the working days when they may have changed.
    pub fn logic(&mut self, ctx: &Context) -> Option<Problem> {
        let (office, session) = (self.office.clone(), self.session.clone());
        self.calendar
            .refresh(|| {
                Job::start(ctx, "calendar", move |_| work_calendar(&office.reader(&session)?).map(Arc::new))
            })
            .1
    }

    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.calendar.invalidate();
    }

    /// Today and the office's working days; before they are read, the program's own table.
    pub fn days(&self) -> Days {
        Days { today: self.today(), calendar: self.calendar.value().cloned().unwrap_or_default() }
    }

    /// Works as somebody else for a while.
    pub fn take_place_of(&mut self, person: Session) {
        let before = std::mem::replace(&mut self.session, Arc::new(person));
        self.own.get_or_insert(before);
        self.invalidate();
    }

    /// Whether whoever sits here may see through other eyes: the owner of the file, who may do everything anyway.
    pub fn may_take_places(&self) -> bool {
        let own = self.own.as_ref().unwrap_or(&self.session);
        self.office.current(own).is_ok_and(|own| own.permissions.is_owner())
    }

    /// Works as oneself again.
    pub fn return_to_own_place(&mut self) {
        if let Some(own) = self.own.take() {
            self.session = own;
            self.invalidate();
        }
    }

    /// Whether the session is somebody else's, taken for a while.
    pub fn is_in_anothers_place(&self) -> bool {
        self.own.is_some()
    }

    /// The date and time in the office.
    pub fn now(&self) -> chrono::NaiveDateTime {
        crate::desk::office_time(self.office.clock().now())
    }

    /// The civil date in the office.
    pub fn today(&self) -> chrono::NaiveDate {
        self.office.clock().today()
    }
}

/// A problem as one sentence for a toast.
pub fn sentence(problem: &Problem, language: crate::text::Language, register: Option<&str>) -> String {
    problem.in_language(language, |key| crate::desk::field_label(register, key, language))
}

/// The label of a batch, in words that stay when the language changes.
pub fn label(key: &'static str) -> crate::model::KeptMessage {
    crate::model::KeptMessage::from(&Message::new(key))
}
