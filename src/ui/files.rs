//! Choosing files. The system's dialog runs on its own thread; there is never more than one. Where the system has none
//! (no portal answers), the path is typed.

use std::path::PathBuf;

use eframe::egui::{Context, Key, TextEdit};

use super::jobs::{Job, Poll};
use super::panels::export::ExportOrder;
use super::routes::Selected;
use super::tokens::UiExt as _;
use super::widgets::buttons::ButtonsExt as _;
use super::widgets::dialog::{Dialog, button_row};
use super::widgets::section::caption;
use crate::store::attachment::Attachment;

/// A dialog that ends without a file sooner than this never opened: nobody cancels so fast.
const LEAST_SECONDS: f64 = 0.6;

/// What a chosen file is for.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// Open an office.
    Open,
    /// Make an office of this name.
    New(String),
    /// Make the demo office.
    Demo,
    /// The text of a field of the open form names it: a folder, or else a file that is written.
    Field(&'static str, bool),
    /// Read a file that is to be imported.
    Import,
    /// Export records.
    Export(ExportOrder),
    /// Print records: the name of what is printed, and which of them.
    Print(&'static str, Vec<crate::model::RecordId>),
    /// Export the org chart.
    ExportChart,
    /// Write charts.
    SaveCharts(Box<crate::print::ChartPage>),
    /// Print the calendar.
    PrintCalendar(super::panels::calendar::PrintWish),
    /// Read or write a calendar file.
    CalendarFile(super::panels::calendar_file::CalendarOrder),
    /// Make it the photo of a person.
    Photo(Selected),
    /// Take files in as documents.
    TakeIn,
    /// Take a folder in.
    TakeInFolder,
    /// Attach a file to a record, and why that version was made.
    Attach(Selected, String),
    /// Write files of records into a folder.
    ExportFiles(ExportOrder),
    /// Write a copy of an attachment.
    SaveAttachment(Box<Attachment>),
    /// Copy the office.
    Backup,
    /// Bring a backup back as a new file.
    RestoreBackup,
    /// Write a recovery code, or a one-time code.
    SaveCode(String, bool),
    /// Write the audit trail.
    ExportAudit(crate::desk::TrailFilter),
    /// Write the head of the audit chain.
    AuditHead(crate::desk::TrailHead),
}

struct Open {
    purpose: Purpose,
    title: String,
    suggested: Option<String>,
    since: f64,
    job: Job<Vec<PathBuf>>,
}

/// A path that is typed.
struct Typed {
    purpose: Purpose,
    title: String,
    path: String,
}

/// The one file dialog.
#[derive(Default)]
pub struct FilePicker {
    open: Option<Open>,
    typed: Option<Typed>,
    chosen: Option<(Purpose, PathBuf)>,
    /// Where several were chosen: those after the first.
    others: Vec<PathBuf>,
}

impl FilePicker {
    /// Opens the dialog, unless one is open. `suggested` is a file name for saving; `None` asks for a file that is there.
    pub fn open(&mut self, ctx: &Context, purpose: Purpose, title: &str, suggested: Option<String>) {
        if self.open.is_some() || self.typed.is_some() {
            return;
        }
        let title = title.to_owned();
        let (dialog_title, name) = (title.clone(), suggested.clone());
        let several = purpose == Purpose::TakeIn;
        let folder =
            matches!(purpose, Purpose::TakeInFolder | Purpose::ExportFiles(_) | Purpose::Field(_, true));
        let job = Job::start(ctx, "file-dialog", move |_| {
            let dialog = rfd::AsyncFileDialog::new().set_title(dialog_title);
            let chosen = match name {
                Some(name) => pollster::block_on(dialog.set_file_name(name).save_file()),
                None if folder => pollster::block_on(dialog.pick_folder()),
                None if several => {
                    let chosen = pollster::block_on(dialog.pick_files()).unwrap_or_default();
                    return chosen.into_iter().map(|file| file.path().to_owned()).collect();
                }
                None => pollster::block_on(dialog.pick_file()),
            };
            chosen.map(|file| file.path().to_owned()).into_iter().collect()
        });
        let since = ctx.input(|input| input.time);
        self.open = Some(Open { purpose, title, suggested, since, job });
    }

    /// The file that was chosen, once it is.
    pub fn poll(&mut self, ctx: &Context) -> Option<(Purpose, PathBuf)> {
        if let Some(chosen) = self.chosen.take() {
            return Some(chosen);
        }
        let answer = match self.open.as_ref()?.job.poll() {
            Poll::Busy => return None,
            Poll::Lost => Vec::new(),
            Poll::Ready(paths) => paths,
        };
        let Open { purpose, title, suggested, since, .. } = self.open.take()?;
        if answer.is_empty() && ctx.input(|input| input.time) - since < LEAST_SECONDS {
            // Written out, so that nobody has to guess in which folder a bare name would end up.
            let path = suggested.map(|name| std::path::absolute(&name).unwrap_or_else(|_| name.into()));
            let path = path.map(|path| path.display().to_string()).unwrap_or_default();
            self.typed = Some(Typed { purpose, title, path });
            return None;
        }
        let mut answer = answer.into_iter();
        let first = answer.next()?;
        self.others = answer.collect();
        Some((purpose, first))
    }

    /// Where several files were chosen: those after the one that [`FilePicker::poll`] gave.
    pub fn others(&mut self) -> Vec<PathBuf> {
        std::mem::take(&mut self.others)
    }

    /// Whether a path is being typed.
    pub fn is_typing(&self) -> bool {
        self.typed.is_some()
    }

    /// Draws the dialog in which the path is typed, where the system has none.
    pub fn show(&mut self, ctx: &Context) {
        let Some(typed) = &mut self.typed else { return };
        let language = ctx.language();
        let mut answer = None;
        let (_, dismissal) = Dialog::new("path", &typed.title).width(520.0).edits().show(ctx, |ui| {
            caption(ui, language.text("files.path_explain"));
            ui.add_space(ui.tokens().grid);
            let label = ui.label(language.text("files.path"));
            let edit = TextEdit::singleline(&mut typed.path).desired_width(f32::INFINITY);
            let edit = ui.add(edit).labelled_by(label.id);
            // Asked before the focus comes back, after which it was never lost.
            let entered = edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if ui.memory(|memory| memory.focused().is_none()) {
                edit.request_focus();
            }
            let ready = !typed.path.trim().is_empty();
            button_row(ui, |ui| {
                let text = language.text("files.path_use");
                let used = ui.add_enabled_ui(ready, |ui| ui.primary_button(text)).inner.clicked();
                if ready && (used || entered) {
                    answer = Some(true);
                }
                if ui.quiet_button(language.text("toolkit.cancel")).clicked() {
                    answer = Some(false);
                }
            });
        });
        if answer == Some(true)
            && let Some(typed) = self.typed.take()
        {
            self.chosen = Some((typed.purpose, PathBuf::from(typed.path.trim())));
            ctx.request_repaint();
        } else if answer.is_some() || dismissal.is_some() {
            self.typed = None;
        }
    }
}
