//! An open office: readers at any time, one writer thread that groups waiting commands into one durable commit.

use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use super::access::{self, Access, Recorder};
use super::busy_times;
use super::clock::{Clock, civil_date};
use super::command::{Command, Outcome};
use super::reader::{Reader, preference_key};
use super::session::{CurrentRights, Session};
use super::{pipeline, undo};
use crate::model::Problem;
use crate::store::{OfficeInfo, Store, StoreError, Table, Transaction};

/// At most this many waiting commands share one commit.
const GROUP: usize = 256;

/// What the writer does.
#[derive(Debug)]
enum Work {
    Command(Command, Sender<Result<Outcome, Problem>>),
    Access(Access),
}

/// Something for the writer, with who asks.
#[derive(Debug)]
pub(super) struct Job {
    session: Arc<Session>,
    work: Work,
}

impl Job {
    /// An access to be noted; nobody waits for it.
    pub(super) fn access(session: Arc<Session>, access: Access) -> Self {
        Self { session, work: Work::Access(access) }
    }
}

type Watcher = Box<dyn Fn(&Outcome) + Send + Sync>;

/// An open office file with its writer.
pub struct Office {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    watchers: Arc<Mutex<Vec<Watcher>>>,
    rights: Arc<CurrentRights>,
    recorder: Recorder,
    jobs: Option<Arc<Sender<Job>>>,
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
        busy_times::complete_index(&store)?;
        let store = Arc::new(store);
        let (jobs, waiting) = mpsc::channel();
        let jobs = Arc::new(jobs);
        let watchers: Arc<Mutex<Vec<Watcher>>> = Arc::default();
        let rights: Arc<CurrentRights> = Arc::default();
        let writer = {
            let writing = Writing { store: store.clone(), clock: clock.clone(), rights: rights.clone() };
            let watchers = watchers.clone();
            std::thread::Builder::new()
                .name("chancery-writer".to_owned())
                .spawn(move || writing.all(&waiting, &watchers))
                .map_err(|error| StoreError::Io(error.to_string()))?
        };
        let recorder = Recorder::new(&jobs);
        Ok(Self { store, clock, watchers, rights, recorder, jobs: Some(jobs), writer: Some(writer) })
    }

    /// Hands a command to the writer; the answer comes when it is durable.
    pub fn submit(&self, session: &Arc<Session>, command: Command) -> Receiver<Result<Outcome, Problem>> {
        let (reply, answer) = mpsc::channel();
        if let Some(jobs) = &self.jobs {
            // A writer that is gone drops the reply, which the receiver sees.
            jobs.send(Job { session: session.clone(), work: Work::Command(command, reply) }).ok();
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

    /// Takes away what everybody could undo: an office begins with what it was made of.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn forget_undo(&self) -> Result<(), Problem> {
        Ok(undo::forget(&self.store)?)
    }

    /// Looks what a command would do, and does nothing.
    ///
    /// # Errors
    /// Why it would be refused.
    pub fn try_out(&self, session: &Arc<Session>, command: &Command) -> Result<Outcome, Problem> {
        let now = self.clock.now();
        let mut transaction = self.store.begin()?;
        let generation = self.rights.generation();
        let session = self.rights.of(session, &transaction, generation, civil_date(now))?;
        pipeline::run(&mut transaction, &session, now, command, &mut false)
    }

    /// A session with the rights its person has at this moment.
    ///
    /// # Errors
    /// When the file can't be read or the person has left.
    pub fn current(&self, session: &Arc<Session>) -> Result<Arc<Session>, Problem> {
        let generation = self.rights.generation();
        self.rights.of(session, &self.store.snapshot()?, generation, self.clock.today())
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
        let now = self.clock.now();
        let generation = self.rights.generation();
        let snapshot = self.store.snapshot()?;
        let session = self.rights.of(session, &snapshot, generation, civil_date(now))?;
        Ok(Reader::new(snapshot, session, now, self.recorder.clone()))
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
        let (undo, redo) = undo::tops(&self.store.snapshot()?, session.signature())?;
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

/// The writer thread.
struct Writing {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    rights: Arc<CurrentRights>,
}

type Answer = (Job, Result<Outcome, Problem>);

impl Writing {
    fn all(&self, waiting: &Receiver<Job>, watchers: &Mutex<Vec<Watcher>>) {
        while let Ok(first) = waiting.recv() {
            let mut group = vec![first];
            group.extend(waiting.try_iter().take(GROUP));
            for (job, answer) in self.group(group) {
                let Work::Command(_, reply) = job.work else { continue };
                if let Ok(outcome) = &answer {
                    for watcher in watchers.lock().unwrap_or_else(PoisonError::into_inner).iter() {
                        watcher(outcome);
                    }
                }
                // Whoever asked may have gone; the change is durable all the same.
                reply.send(answer).ok();
            }
        }
    }

    /// Carries out waiting jobs in one transaction. A command that failed after it had written spoils the
    /// transaction; the group is then done one by one.
    fn group(&self, group: Vec<Job>) -> Vec<Answer> {
        if group.len() == 1 {
            return group.into_iter().map(|job| self.one(job)).collect();
        }
        let attempt = (|| -> Result<Option<Vec<Result<Outcome, Problem>>>, StoreError> {
            let mut transaction = self.store.begin()?;
            let mut answers: Vec<Result<Outcome, Problem>> = Vec::with_capacity(group.len());
            let mut rights_changed = false;
            for job in &group {
                let mut wrote = false;
                let answer = self.carry_out(&mut transaction, job, rights_changed, &mut wrote);
                if answer.is_err() && wrote {
                    return Ok(None);
                }
                rights_changed |=
                    answer.as_ref().is_ok_and(|outcome| CurrentRights::concerns(&outcome.touched));
                answers.push(answer);
            }
            transaction.commit()?;
            Ok(Some(answers))
        })();
        match attempt {
            Ok(Some(answers)) => {
                for outcome in answers.iter().flatten() {
                    self.rights.note(&outcome.touched);
                }
                group.into_iter().zip(answers).collect()
            }
            Ok(None) => group.into_iter().map(|job| self.one(job)).collect(),
            Err(error) => group.into_iter().map(|job| (job, Err(error.clone().into()))).collect(),
        }
    }

    fn one(&self, job: Job) -> Answer {
        let answer = (|| {
            let mut transaction = self.store.begin()?;
            let mut wrote = false;
            let outcome = self.carry_out(&mut transaction, &job, false, &mut wrote)?;
            if wrote {
                transaction.commit()?;
                self.rights.note(&outcome.touched);
            }
            Ok(outcome)
        })();
        if let (Work::Access(access), Err(problem)) = (&job.work, &answer) {
            tracing::warn!(register = access.register, %problem, "an access could not be noted");
        }
        (job, answer)
    }

    /// Does a job with the rights that its person has now.
    fn carry_out(
        &self,
        transaction: &mut Transaction,
        job: &Job,
        rights_changed: bool,
        wrote: &mut bool,
    ) -> Result<Outcome, Problem> {
        let now = self.clock.now();
        let command = match &job.work {
            Work::Access(access) => {
                access::write(transaction, &job.session, now, access)?;
                *wrote = true;
                return Ok(Outcome::nothing());
            }
            Work::Command(command, _) => command,
        };
        let session = if rights_changed {
            CurrentRights::fresh(&job.session, transaction, civil_date(now))?
        } else {
            self.rights.of(&job.session, transaction, self.rights.generation(), civil_date(now))?
        };
        pipeline::run(transaction, &session, now, command, wrote)
    }
}
