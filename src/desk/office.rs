//! An open office: readers at any time, one writer thread that groups waiting commands into one durable commit.

use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use super::clock::Clock;
use super::command::{Command, Outcome};
use super::reader::{Reader, preference_key};
use super::session::Session;
use super::{pipeline, undo};
use crate::model::Problem;
use crate::store::{OfficeInfo, Store, StoreError, Table};

/// At most this many waiting commands share one commit.
const GROUP: usize = 256;

struct Job {
    session: Arc<Session>,
    command: Command,
    reply: Sender<Result<Outcome, Problem>>,
}

type Watcher = Box<dyn Fn(&Outcome) + Send + Sync>;

/// An open office file with its writer.
pub struct Office {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    watchers: Arc<Mutex<Vec<Watcher>>>,
    jobs: Option<Sender<Job>>,
    writer: Option<JoinHandle<()>>,
}

impl Office {
    /// Opens the file at a path.
    ///
    /// # Errors
    /// When the file can't be opened.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, Problem> {
        Self::new(Store::open(path)?, clock)
    }

    /// Makes a new file at a path.
    ///
    /// # Errors
    /// When the file exists or can't be written.
    pub fn create(path: &Path, info: &OfficeInfo, clock: Arc<dyn Clock>) -> Result<Self, Problem> {
        Self::new(Store::create(path, info)?, clock)
    }

    /// Puts an open store to work.
    ///
    /// # Errors
    /// When the writer thread can't be started.
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Result<Self, Problem> {
        let store = Arc::new(store);
        let (jobs, waiting) = mpsc::channel();
        let watchers: Arc<Mutex<Vec<Watcher>>> = Arc::default();
        let writer = {
            let (store, clock, watchers) = (store.clone(), clock.clone(), watchers.clone());
            std::thread::Builder::new()
                .name("chancery-writer".to_owned())
                .spawn(move || write_all(&store, clock.as_ref(), &waiting, &watchers))
                .map_err(|error| StoreError::Io(error.to_string()))?
        };
        Ok(Self { store, clock, watchers, jobs: Some(jobs), writer: Some(writer) })
    }

    /// Hands a command to the writer; the answer comes when it is durable.
    pub fn submit(&self, session: &Arc<Session>, command: Command) -> Receiver<Result<Outcome, Problem>> {
        let (reply, answer) = mpsc::channel();
        if let Some(jobs) = &self.jobs {
            // A writer that is gone drops the reply, which the receiver sees.
            jobs.send(Job { session: session.clone(), command, reply }).ok();
        }
        answer
    }

    /// Carries out a command and waits until it is durable.
    ///
    /// # Errors
    /// Why it was refused; nothing has changed then.
    pub fn execute(&self, session: &Arc<Session>, command: Command) -> Result<Outcome, Problem> {
        self.submit(session, command).recv().unwrap_or_else(|_| Err(StoreError::Stopped.into()))
    }

    /// Looks what a command would do, and does nothing.
    ///
    /// # Errors
    /// Why it would be refused.
    pub fn try_out(&self, session: &Session, command: &Command) -> Result<Outcome, Problem> {
        let mut transaction = self.store.begin()?;
        pipeline::run(&mut transaction, session, self.clock.now(), command, &mut false)
    }

    /// Calls `watcher` on the writer's thread after every durable change.
    pub fn watch(&self, watcher: impl Fn(&Outcome) + Send + Sync + 'static) {
        self.watchers.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(watcher));
    }

    /// The office as it stands now, through the eyes of a session.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn reader(&self, session: &Arc<Session>) -> Result<Reader, Problem> {
        Ok(Reader::new(self.store.snapshot()?, session.clone()))
    }

    /// Remembers a preference of the session's actor. Preferences are no office data: they have no history.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn set_preference(&self, session: &Session, name: &str, value: Vec<u8>) -> Result<(), Problem> {
        let mut transaction = self.store.begin()?;
        transaction.put(Table::Preferences, &preference_key(session, name), value)?;
        transaction.commit()?;
        Ok(())
    }

    /// The store under the office, for check, backup and measuring.
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// The clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// Whether undo, and whether redo, would find something to take back.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn can_undo(&self, session: &Session) -> Result<(bool, bool), Problem> {
        let (undo, redo) = undo::tops(&self.store.snapshot()?, session.person)?;
        Ok((undo.is_some(), redo.is_some()))
    }
}

impl std::fmt::Debug for Office {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Office").field("path", &self.store.path()).finish_non_exhaustive()
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        // Closing the channel lets the writer finish what waits and end.
        self.jobs.take();
        if let Some(writer) = self.writer.take() {
            writer.join().ok();
        }
    }
}

fn write_all(store: &Store, clock: &dyn Clock, waiting: &Receiver<Job>, watchers: &Mutex<Vec<Watcher>>) {
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        group.extend(waiting.try_iter().take(GROUP));
        for (job, answer) in write_group(store, clock, group) {
            if let Ok(outcome) = &answer {
                for watcher in watchers.lock().unwrap_or_else(PoisonError::into_inner).iter() {
                    watcher(outcome);
                }
            }
            // Whoever asked may have gone; the change is durable all the same.
            job.reply.send(answer).ok();
        }
    }
}

type Answer = (Job, Result<Outcome, Problem>);

/// Carries out waiting commands in one transaction. A command that failed after it had written spoils the
/// transaction; the group is then done one by one.
fn write_group(store: &Store, clock: &dyn Clock, group: Vec<Job>) -> Vec<Answer> {
    if group.len() == 1 {
        return group.into_iter().map(|job| write_one(store, clock, job)).collect();
    }
    let attempt = (|| -> Result<Option<Vec<Result<Outcome, Problem>>>, StoreError> {
        let mut transaction = store.begin()?;
        let mut answers = Vec::with_capacity(group.len());
        for job in &group {
            let mut wrote = false;
            let answer = pipeline::run(&mut transaction, &job.session, clock.now(), &job.command, &mut wrote);
            if answer.is_err() && wrote {
                return Ok(None);
            }
            answers.push(answer);
        }
        transaction.commit()?;
        Ok(Some(answers))
    })();
    match attempt {
        Ok(Some(answers)) => group.into_iter().zip(answers).collect(),
        Ok(None) => group.into_iter().map(|job| write_one(store, clock, job)).collect(),
        Err(error) => group.into_iter().map(|job| (job, Err(error.clone().into()))).collect(),
    }
}

fn write_one(store: &Store, clock: &dyn Clock, job: Job) -> Answer {
    let answer = (|| {
        let mut transaction = store.begin()?;
        let mut wrote = false;
        let outcome = pipeline::run(&mut transaction, &job.session, clock.now(), &job.command, &mut wrote)?;
        if wrote {
            transaction.commit()?;
        }
        Ok(outcome)
    })();
    (job, answer)
}
