//! The calendar: meetings and what falls due, by day, week, month, year, as an agenda, by rooms, and with people and
//! rooms side by side. Dragging makes, moves and stretches; each is a command that can be undone.

mod agenda;
mod bars;
mod block;
mod columns;
mod day_heads;
mod drag;
mod entry_block;
mod finder;
mod handling;
mod hours;
mod keys;
mod month;
mod new_meeting;
mod page;
mod reading;
mod rooms;
mod side;
mod state;
mod toolbar;
mod wishes;
mod year;

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use eframe::egui::{Frame, Id, Margin, Panel, Ui};

use self::drag::Drag;
use self::finder::Finder;
use self::page::{Body, Page};
use self::reading::Reading;
pub use self::state::PrintWish;
use self::state::{CalendarView, Query, REMEMBERED, Remembered};
use self::wishes::Wish;
use crate::desk::calendar::{CalendarBook, Move};
use crate::desk::{Command, Reach, Session, Touched};
use crate::model::{Problem, RecordId};
use crate::ui::days::Days;
use crate::ui::jobs::{Job, Loaded};
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::dialog::Questions;
use crate::ui::workplace::{Request, Workplace};

/// The calendar's screen.
#[derive(Default)]
pub struct CalendarScreen {
    data: Loaded<Reading>,
    book: Option<(Arc<CalendarBook>, Arc<[(RecordId, String, String)]>)>,
    asked: Option<Query>,
    /// What has changed since the book was read, in the order of its numbers.
    touched: Vec<(u64, Touched)>,
    changes: u64,
    session: Option<Arc<Session>>,
    remembered: Remembered,
    /// The day the view stands on; `None` for today.
    anchor: Option<NaiveDate>,
    today: NaiveDate,
    /// The slot the keyboard is on.
    cursor: Option<NaiveDateTime>,
    cursor_track: usize,
    reveals_cursor: bool,
    selected: Option<(RecordId, NaiveDateTime)>,
    drag: Option<Drag>,
    /// What was let go and waits until the office has answered.
    settling: Option<Drag>,
    moving: Option<Job<Result<Command, Problem>>>,
    /// Whether a command is under way whose answer the page waits for.
    is_waiting: bool,
    commands: Vec<Command>,
    /// The hour that is to be scrolled to.
    scroll_to: Option<f32>,
    has_scrolled: bool,
    ground: Option<Id>,
    finder: Option<Finder>,
    /// Asks how much of a series a move is about.
    questions: Questions<Reach>,
    asked_about: Option<Move>,
}

impl CalendarScreen {
    /// The screen as its user left it.
    pub fn remembered(workplace: &Workplace) -> Self {
        let read = || {
            let reader = workplace.office.reader(&workplace.session).ok()?;
            let bytes = reader.preference(REMEMBERED).ok()??;
            rmp_serde::from_slice(&bytes).ok()
        };
        Self { remembered: read().unwrap_or_default(), ..Self::default() }
    }

    /// The office has changed; what was touched is told by [`CalendarScreen::touch`].
    pub fn invalidate(&mut self) {
        self.data.invalidate();
        if let Some(finder) = &mut self.finder {
            finder.invalidate();
        }
    }

    /// These records have changed.
    pub fn touch(&mut self, touched: &[Touched]) {
        if self.book.is_some() || self.data.is_reading() {
            for touched in touched {
                self.changes += 1;
                self.touched.push((self.changes, *touched));
            }
        }
    }

    /// Whether a dialog of its own is open.
    pub fn has_dialog(&self) -> bool {
        self.finder.is_some() || self.questions.is_open()
    }

    /// Commands that are to be carried out.
    pub fn take_commands(&mut self) -> Vec<Command> {
        let commands = std::mem::take(&mut self.commands);
        self.is_waiting |= !commands.is_empty();
        commands
    }

    fn anchor(&self) -> NaiveDate {
        self.anchor.unwrap_or(self.today)
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, days: &Days, workplace: &Workplace, requests: &mut Vec<Request>) {
        let before = self.remembered.clone();
        let now = workplace.now();
        let mut wishes = Vec::new();
        let page = self.data.value().map(|read| read.page.clone());
        self.toolbar(ui, page.as_deref(), &mut wishes);
        ui.add_space(ui.tokens().grid);
        if let Some(page) = page {
            self.keys(ui, &page, &mut wishes);
            if self.shows_list(ui.available_width()) {
                let frame = Frame::new().inner_margin(Margin { right: 16, ..Margin::ZERO });
                Panel::left("calendar list")
                    .resizable(false)
                    .exact_size(208.0)
                    .show_separator_line(false)
                    .frame(frame)
                    .show(ui, |ui| self.side_ui(ui, &page, days.today, &mut wishes));
            }
            if !self.has_scrolled {
                self.has_scrolled = true;
                self.scroll_to = Some(hours::MORNING);
            }
            self.notices(ui, &page, &mut wishes);
            self.body(ui, &page, now, &mut wishes);
            self.dialogs(ui.ctx(), &page, days, workplace, &mut wishes);
        }
        for wish in wishes {
            self.carry_out(ui.ctx(), wish, workplace, requests);
        }
        if self.remembered != before
            && let Ok(bytes) = rmp_serde::to_vec_named(&self.remembered)
        {
            requests.push(Request::Remember(REMEMBERED.to_owned(), bytes));
            ui.ctx().request_repaint();
        }
    }

    /// Whether the list of calendars stands beside a calendar of a width.
    fn shows_list(&self, width: f32) -> bool {
        self.remembered.list.unwrap_or(width > 800.0)
    }

    fn body(&mut self, ui: &mut Ui, page: &Page, now: NaiveDateTime, wishes: &mut Vec<Wish>) {
        match &page.body {
            Body::Hours(hours) => match self.remembered.view {
                CalendarView::Rooms => self.rooms_ui(ui, page, hours, now, wishes),
                CalendarView::Together if hours.tracks.is_empty() => self.no_columns(ui, page),
                _ => self.hours_ui(ui, page, hours, now, wishes),
            },
            Body::Month(weeks) => self.month_ui(ui, page, weeks, now, wishes),
            Body::Year(loads) => self.year_ui(ui, page, loads, now, wishes),
            Body::Agenda(rows) => self.agenda_ui(ui, page, rows, now, wishes),
        }
    }
}
