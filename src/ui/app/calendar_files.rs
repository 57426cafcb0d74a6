//! Calendar files: asked for, looked at, read in and written on a thread nobody waits for.

use std::path::PathBuf;

use chrono::Days;
use eframe::egui::Context;

use super::{App, Purpose, Route, Told};
use crate::exchange::icalendar::{export_free_busy, export_message};
use crate::exchange::{ImportOptions, import_file};
use crate::model::RecordId;
use crate::ui::panels::calendar_file::{CalendarFileDialog, CalendarOrder, FileWish};
use crate::ui::tokens::UiExt as _;

/// Days that busy times are written for: eight weeks.
const DAYS_AHEAD: u64 = 56;

/// Whether a file is one of a calendar, as its name says.
pub(super) fn is_calendar(path: &std::path::Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ending.eq_ignore_ascii_case("ics") || ending.eq_ignore_ascii_case("ical")
}

impl App {
    /// Asks for the file of an order.
    pub(super) fn ask_calendar_file(&mut self, ctx: &Context, order: CalendarOrder) {
        let title = ctx.language().text(order.text());
        let name = order.file_name();
        self.files.open(ctx, Purpose::CalendarFile(order), title, name);
    }

    /// Carries an order out with the file that was chosen.
    pub(super) fn use_calendar_file(&mut self, ctx: &Context, order: CalendarOrder, path: PathBuf) {
        match order {
            CalendarOrder::Read => self.look_at_calendar(ctx, path),
            CalendarOrder::Message(meeting, message) => {
                self.start(ctx, "calendar_file.writing", move |office, session, language, _| {
                    export_message(&office.reader(session)?, meeting, message, &path)?;
                    Ok(Told::of(language.text("calendar_file.written")))
                });
            }
            CalendarOrder::FreeBusy(people) => {
                self.start(ctx, "calendar_file.writing", move |office, session, language, _| {
                    let today = office.clock().today();
                    let until = today.checked_add_days(Days::new(DAYS_AHEAD)).unwrap_or(today);
                    export_free_busy(&office.reader(session)?, &people, &(today..until), &path)?;
                    Ok(Told::of(language.text("calendar_file.written")))
                });
            }
        }
    }

    /// Opens the dialog that shows what a calendar file would do.
    pub fn look_at_calendar(&mut self, ctx: &Context, path: PathBuf) {
        let Some(workplace) = &self.workplace else { return };
        let (office, session) = (workplace.office.clone(), workplace.session.clone());
        self.calendar_file = Some(CalendarFileDialog::new(ctx, office, session, path, ctx.language()));
    }

    pub(super) fn calendar_file_logic(&mut self, ctx: &Context) {
        let problem = self.calendar_file.as_mut().and_then(|dialog| dialog.logic(ctx.language()));
        if let Some(problem) = problem {
            self.calendar_file = None;
            self.tell(&problem, Some("meeting"));
        }
    }

    pub(super) fn calendar_file_ui(&mut self, ctx: &Context) {
        match self.calendar_file.as_mut().and_then(|dialog| dialog.show(ctx)) {
            Some(FileWish::TakeIn(register, path, meeting)) => {
                self.calendar_file = None;
                self.take_in_calendar(ctx, register, path, meeting);
            }
            Some(FileWish::Close) => self.calendar_file = None,
            None => {}
        }
    }

    fn take_in_calendar(
        &mut self,
        ctx: &Context,
        register: &'static str,
        path: PathBuf,
        meeting: Option<RecordId>,
    ) {
        self.start(ctx, "files.import", move |office, session, language, _| {
            let options = ImportOptions { language, ..ImportOptions::default() };
            let report = import_file(office, session, register, &path, &options)?;
            let text = language.fill(
                "files.imported",
                &[
                    ("created", &report.created.to_string()),
                    ("updated", &report.updated.to_string()),
                    ("problems", &report.problems.len().to_string()),
                ],
            );
            // An answer is seen where the people of its meeting stand.
            let goes_to = match (register, meeting) {
                ("meeting", Some(meeting)) if report.created == 0 => Route::Console(Some(meeting)),
                ("meeting", _) => Route::Calendar,
                _ => Route::List(register),
            };
            Ok(Told { text, can_undo: report.created + report.updated > 0, goes_to: Some(goes_to) })
        });
    }
}
