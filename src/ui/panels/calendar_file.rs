//! Calendar files in the window: what one would do before it is read in, and the ways to write one.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::containers::menu::MenuButton;
use eframe::egui::{Align, Button, Context, Label, Layout, RichText, ScrollArea, Ui, vec2};

use super::import::Preview;
use crate::desk::{Office, Session};
use crate::exchange::icalendar::{CalendarEffect, CalendarMessage, CalendarPreview, preview_calendar};
use crate::model::{Problem, RecordId};
use crate::text::Language;
use crate::ui::icons;
use crate::ui::jobs::{Job, Poll};
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::dialog::{Dialog, button_row};
use crate::ui::widgets::section::{caption, section_title};
use crate::ui::workplace::Request;

/// What is to be done with a calendar file.
#[derive(Clone, Debug, PartialEq)]
pub enum CalendarOrder {
    /// Read one in.
    Read,
    /// Write a message about a meeting.
    Message(RecordId, CalendarMessage),
    /// Write when people are taken in the next weeks.
    FreeBusy(Vec<RecordId>),
}

impl CalendarOrder {
    /// Key of what the dialog that asks for the file is called.
    pub fn text(&self) -> &'static str {
        match self {
            Self::Read => "calendar_file.read",
            Self::Message(_, CalendarMessage::Invitation) => "calendar_file.invitation",
            Self::Message(_, CalendarMessage::Cancellation) => "calendar_file.cancellation",
            Self::Message(_, CalendarMessage::Reply(_)) => "calendar_file.reply",
            Self::FreeBusy(_) => "calendar_file.free_busy",
        }
    }

    /// The name proposed for a file that is written.
    pub fn file_name(&self) -> Option<String> {
        let name = match self {
            Self::Read => return None,
            Self::Message(_, CalendarMessage::Invitation) => "invitation.ics",
            Self::Message(_, CalendarMessage::Cancellation) => "cancellation.ics",
            Self::Message(_, CalendarMessage::Reply(_)) => "reply.ics",
            Self::FreeBusy(_) => "free-busy.ics",
        };
        Some(name.to_owned())
    }
}

/// What can be written about a meeting, as a menu. Who can be answered for has a line each.
pub fn meeting_menu(
    ui: &mut Ui,
    meeting: RecordId,
    is_called_off: bool,
    attendees: &[(RecordId, String)],
    requests: &mut Vec<Request>,
) {
    let language = ui.language();
    let menu = Button::new((icons::CALENDAR, language.text("calendar_file.menu"))).frame_when_inactive(false);
    MenuButton::from_button(menu).ui(ui, |ui| {
        let mut order = None;
        let message = |message| CalendarOrder::Message(meeting, message);
        if ui.button(language.text("calendar_file.invitation_more")).clicked() {
            order = Some(message(CalendarMessage::Invitation));
        }
        let off = Button::new(language.text("calendar_file.cancellation_more"));
        let off = ui.add_enabled(is_called_off, off);
        if off.on_disabled_hover_text(language.text("icalendar.not_called_off")).clicked() {
            order = Some(message(CalendarMessage::Cancellation));
        }
        if !attendees.is_empty() {
            ui.menu_button(language.text("calendar_file.reply_of"), |ui| {
                ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                    for (person, name) in attendees {
                        if ui.button(name).clicked() {
                            order = Some(message(CalendarMessage::Reply(*person)));
                        }
                    }
                });
            });
        }
        ui.separator();
        if ui.button(language.text("calendar_file.read_more")).clicked() {
            order = Some(CalendarOrder::Read);
        }
        if let Some(order) = order {
            requests.push(Request::CalendarFile(order));
            ui.close();
        }
    });
}

/// What the dialog wants.
pub enum FileWish {
    /// Read the file in: the register, the file, and the meeting that is answered.
    TakeIn(&'static str, PathBuf, Option<RecordId>),
    /// Nothing more.
    Close,
}

struct Shown {
    register: &'static str,
    method: String,
    meeting: Option<RecordId>,
    effects: Vec<CalendarEffect>,
    preview: Preview,
}

/// The dialog that shows what a calendar file would do.
pub struct CalendarFileDialog {
    path: PathBuf,
    name: String,
    job: Option<Job<Result<CalendarPreview, Problem>>>,
    shown: Option<Shown>,
}

impl CalendarFileDialog {
    /// Looks at a file.
    pub fn new(
        ctx: &Context,
        office: Arc<Office>,
        session: Arc<Session>,
        path: PathBuf,
        language: Language,
    ) -> Self {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let read = path.clone();
        let job = Job::start(ctx, "calendar-file", move |_| {
            preview_calendar(&office, &session, &read, language, &|_, _| true)
        });
        Self { path, name, job: Some(job), shown: None }
    }

    /// Takes what was found out. The problem ends it.
    pub fn logic(&mut self, language: Language) -> Option<Problem> {
        let result = match self.job.as_ref()?.poll() {
            Poll::Busy => return None,
            Poll::Lost => Err(Problem::Bug("the calendar file was not read".to_owned())),
            Poll::Ready(result) => result,
        };
        self.job = None;
        match result {
            Ok(CalendarPreview { register, method, report, effects, meeting }) => {
                let preview = Preview::of(&report, &str::to_owned, language);
                self.shown = Some(Shown { register, method, meeting, effects, preview });
                None
            }
            Err(problem) => Some(problem),
        }
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &Context) -> Option<FileWish> {
        let language = ctx.language();
        let mut wish = None;
        let title = language.text("calendar_file.title");
        let (_, dismissal) = Dialog::new("calendar file", title).width(640.0).show(ctx, |ui| {
            let tokens = ui.tokens();
            let Some(shown) = &self.shown else {
                caption(ui, &self.name);
                return;
            };
            let kind = language.text(kind(&shown.method));
            ui.add(
                Label::new(RichText::new(format!("{} · {kind}", self.name)).color(tokens.text_weak))
                    .truncate(),
            );
            ui.add_space(tokens.grid);
            ui.horizontal_wrapped(|ui| shown.preview.counts_ui(ui));
            if !shown.effects.is_empty() {
                section_title(ui, language.text("calendar_file.effects"));
                effects_ui(ui, &shown.effects);
            }
            if !shown.preview.is_sound() {
                section_title(ui, language.text("calendar_file.notes"));
                // As high as its rows, with their head, up to some.
                let rows = u16::try_from(shown.preview.lines().min(5) + 1).unwrap_or(6);
                let height = (tokens.row + 4.0) * f32::from(rows);
                ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
                    ui.set_max_height(height);
                    shown.preview.problems_ui(ui);
                });
            }
            button_row(ui, |ui| {
                let does = shown.preview.does_something;
                let take =
                    ui.add_enabled_ui(does, |ui| ui.primary_button(language.text("calendar_file.take_in")));
                if take.inner.on_disabled_hover_text(language.text("calendar_file.nothing")).clicked() {
                    wish = Some(FileWish::TakeIn(shown.register, self.path.clone(), shown.meeting));
                }
                if ui.button(language.text("toolkit.cancel")).clicked() {
                    wish = Some(FileWish::Close);
                }
            });
        });
        wish.or(dismissal.map(|_| FileWish::Close))
    }
}

/// Key of what a METHOD is called.
fn kind(method: &str) -> &'static str {
    match method {
        "REQUEST" => "calendar_file.is_invitation",
        "REPLY" => "calendar_file.is_reply",
        "CANCEL" => "calendar_file.is_cancellation",
        _ => "calendar_file.is_events",
    }
}

/// What happens to whom, a line each.
fn effects_ui(ui: &mut Ui, effects: &[CalendarEffect]) {
    let tokens = ui.tokens();
    let height = tokens.row;
    let table = ScrollArea::vertical().id_salt("effects").max_height(200.0).auto_shrink([false, true]);
    table.show_rows(ui, height, effects.len(), |ui, range| {
        for effect in effects.get(range).unwrap_or_default() {
            ui.horizontal(|ui| {
                ui.set_height(height);
                let name = vec2(ui.available_width() * 0.55, height);
                ui.allocate_ui_with_layout(name, Layout::left_to_right(Align::Center), |ui| {
                    ui.set_width(name.x);
                    ui.add(Label::new(&effect.name).truncate());
                });
                ui.add(Label::new(RichText::new(&effect.what).color(tokens.text_weak)).truncate());
            });
        }
    });
}
