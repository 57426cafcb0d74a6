//! Work in the background on named threads. The window asks for a result each frame and is woken when there is one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::time::Duration;

use eframe::egui::Context;

use crate::model::Problem;

/// How far a job is, and whether it should stop.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    cancelled: AtomicBool,
    /// Woken when what is shown of it changes.
    window: Option<Context>,
}

impl Progress {
    /// Reports how much of how much is done; a total of 0 is unknown. Answers whether to go on.
    pub fn report(&self, done: u64, total: u64) -> bool {
        let before = self.done.swap(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        // A hundred steps are enough for a bar; without a total every so many thousand.
        let step = if total == 0 { 4096 } else { (total / 100).max(1) };
        if let Some(window) = self.window.as_ref().filter(|_| before / step != done / step) {
            window.request_repaint();
        }
        !self.cancelled.load(Ordering::Relaxed)
    }

    /// Asks the job to stop.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// How much of how much is done.
    pub fn state(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }
}

/// A job under way.
#[derive(Debug)]
pub struct Job<T> {
    result: Receiver<T>,
    progress: Arc<Progress>,
}

/// What has come of a job.
#[derive(Debug)]
pub enum Poll<T> {
    /// It is still at work.
    Busy,
    /// Here is its result.
    Ready(T),
    /// It ended without one: its thread failed.
    Lost,
}

impl<T: Send + 'static> Job<T> {
    /// Starts a job; `name` is the name of its thread.
    pub fn start(ctx: &Context, name: &str, work: impl FnOnce(&Progress) -> T + Send + 'static) -> Self {
        let (sender, result) = mpsc::channel();
        let progress = Arc::new(Progress { window: Some(ctx.clone()), ..Progress::default() });
        let (ctx, reported) = (ctx.clone(), progress.clone());
        let started = std::thread::Builder::new().name(format!("chancery-{name}")).spawn(move || {
            let value = work(&reported);
            // The window may have lost interest; then nobody is to be woken.
            if sender.send(value).is_ok() {
                ctx.request_repaint();
            }
        });
        if let Err(error) = started {
            tracing::error!(%error, "a background thread could not be started");
        }
        Self { result, progress }
    }

    /// Asks for the result.
    pub fn poll(&self) -> Poll<T> {
        match self.result.try_recv() {
            Ok(value) => Poll::Ready(value),
            Err(TryRecvError::Empty) => Poll::Busy,
            Err(TryRecvError::Disconnected) => Poll::Lost,
        }
    }

    /// Takes the result of a job that has ended and forgets it; one whose thread failed is forgotten without.
    pub fn take_ended(job: &mut Option<Self>) -> Option<T> {
        let result = match job.as_ref()?.poll() {
            Poll::Busy => return None,
            Poll::Lost => None,
            Poll::Ready(result) => Some(result),
        };
        *job = None;
        result
    }

    /// Waits a little for a job that is nearly always done at once, so that a screen need not show itself empty first.
    pub fn wait_briefly(&self, longest: Duration) -> Option<T> {
        self.result.recv_timeout(longest).ok()
    }

    /// How far it is.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }
}

/// Something read in the background, with the last thing read shown until the next arrives.
#[derive(Debug)]
pub struct Loaded<T> {
    value: Option<T>,
    job: Option<Job<Result<T, Problem>>>,
    stale: bool,
    /// Why the last reading failed.
    failure: Option<Problem>,
}

impl<T> Default for Loaded<T> {
    fn default() -> Self {
        Self { value: None, job: None, stale: true, failure: None }
    }
}

impl<T: Send + 'static> Loaded<T> {
    /// What was read last.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Why there is nothing to be shown.
    pub fn failure(&self) -> Option<&Problem> {
        self.failure.as_ref()
    }

    /// What was read last, to be changed in place.
    pub fn value_mut(&mut self) -> Option<&mut T> {
        self.value.as_mut()
    }

    /// Takes what was read elsewhere.
    pub fn put(&mut self, value: T) {
        self.value = Some(value);
        self.stale = false;
    }

    /// Whether it is being read.
    pub fn is_reading(&self) -> bool {
        self.job.is_some()
    }

    /// The office has changed: read again.
    pub fn invalidate(&mut self) {
        self.stale = true;
    }

    /// Takes a result that has come and starts reading when what there is has become old. Gives a failure to be shown.
    pub fn refresh(&mut self, start: impl FnOnce() -> Job<Result<T, Problem>>) -> (bool, Option<Problem>) {
        let mut outcome = (false, None);
        if let Some(job) = &self.job {
            match job.poll() {
                Poll::Busy => return outcome,
                Poll::Lost => self.job = None,
                Poll::Ready(result) => {
                    self.job = None;
                    outcome = self.take(result);
                }
            }
        }
        // What has become old while it was read is read again at once: no other frame may come to do it.
        if self.stale {
            self.stale = false;
            let job = start();
            match job.wait_briefly(Duration::from_millis(3)) {
                Some(result) => outcome = self.take(result),
                None => self.job = Some(job),
            }
        }
        outcome
    }

    fn take(&mut self, result: Result<T, Problem>) -> (bool, Option<Problem>) {
        match result {
            Ok(value) => {
                self.value = Some(value);
                self.failure = None;
                (true, None)
            }
            Err(problem) => {
                if matches!(problem, Problem::Denied(_)) {
                    // What may no longer be seen does not stay in sight.
                    self.value = None;
                }
                self.failure = Some(problem.clone());
                (false, Some(problem))
            }
        }
    }
}
