//! Choosing files. The system's dialog runs on its own thread; there is never more than one.

use std::path::PathBuf;

use eframe::egui::Context;

use super::jobs::{Job, Poll};

/// What a chosen file is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Open an office.
    Open,
    /// Make an office of this name.
    New(String),
    /// Make the demo office.
    Demo,
    /// Import into a register or layout.
    Import(&'static str),
    /// Export a register.
    Export(&'static str),
    /// Export the org chart.
    ExportChart,
    /// Copy the office.
    Backup,
}

/// The one file dialog.
#[derive(Default)]
pub struct FilePicker {
    open: Option<(Purpose, Job<Option<PathBuf>>)>,
}

impl FilePicker {
    /// Opens the dialog, unless one is open. `suggested` is a file name for saving; `None` asks for a file that is there.
    pub fn open(&mut self, ctx: &Context, purpose: Purpose, title: &str, suggested: Option<String>) {
        if self.open.is_some() {
            return;
        }
        let title = title.to_owned();
        let job = Job::start(ctx, "file-dialog", move |_| {
            let dialog = rfd::AsyncFileDialog::new().set_title(title);
            let chosen = match suggested {
                Some(name) => pollster::block_on(dialog.set_file_name(name).save_file()),
                None => pollster::block_on(dialog.pick_file()),
            };
            chosen.map(|file| file.path().to_owned())
        });
        self.open = Some((purpose, job));
    }

    /// The file that was chosen, once it is.
    pub fn poll(&mut self) -> Option<(Purpose, PathBuf)> {
        let (_, job) = self.open.as_ref()?;
        match job.poll() {
            Poll::Busy => None,
            Poll::Lost => {
                self.open = None;
                None
            }
            Poll::Ready(path) => {
                let (purpose, _) = self.open.take()?;
                Some((purpose, path?))
            }
        }
    }
}
