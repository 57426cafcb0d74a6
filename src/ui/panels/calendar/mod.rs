//! The calendar: meetings and what falls due, by day, week, month, year, as an agenda, by rooms, and with people and
//! rooms side by side. Dragging makes, moves and stretches; each is a command that can be undone.

mod agenda;
mod block;
mod day_heads;
mod drag;
mod finder;
mod hours;
mod keys;
mod month;
mod page;
mod rooms;
mod side;
mod state;
mod toolbar;
mod year;

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use eframe::egui::{
    Color32, Context, Id, Panel, Pos2, Rect, Response, Role, Sense, TextStyle, Ui, WidgetInfo,
};

use self::drag::{Drag, Dropped, Grip, STEP, Spot, Target};
use self::finder::{Finder, FinderWish};
use self::page::{Body, Line, Owner, Page, Track, everybody};
pub use self::state::PrintWish;
use self::state::REMEMBERED;
use self::state::{CalendarView, Query, Remembered};
use crate::desk::calendar::{CalendarBook, Move, move_command};
use crate::desk::{Command, Reach, Session, Touched, Values};
use crate::model::{Problem, RecordId, Value};
use crate::ui::days::Days;
use crate::ui::jobs::{Job, Loaded, Poll};
use crate::ui::panels::form::Draft;
use crate::ui::routes::Selected;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::dialog::{Question, Questions, Weight};
use crate::ui::workplace::{Request, Workplace};

/// How long a meeting lasts that is made without saying so.
const NEW_MINUTES: i64 = 60;

/// What a part of the screen asks of the whole.
enum Wish {
    /// Show one day.
    OpenDay(NaiveDate),
    /// Show the month of a day.
    OpenMonth(NaiveDate),
    /// Stand on a day.
    Stand(NaiveDate),
    /// Take somebody out of the view side by side.
    RemoveColumn(Owner),
    /// Make a meeting.
    New(Target),
    /// Select an occurrence.
    Select((RecordId, NaiveDateTime), Selected),
    /// Open the form of a record.
    Open(Selected),
    /// Move an occurrence.
    Move(Move),
    /// Look for a time that suits everybody.
    FindTime,
    /// Anything else of the window.
    Ask(Request),
}

/// What one reading gives.
struct Reading {
    book: Arc<CalendarBook>,
    people: Arc<[(RecordId, String, String)]>,
    page: Arc<Page>,
    /// The number of the last change it knows of.
    until: u64,
}

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

    /// A new meeting where the keyboard is.
    pub fn draft(&self) -> Draft {
        draft_of(&self.new_at_cursor())
    }

    fn anchor(&self) -> NaiveDate {
        self.anchor.unwrap_or(self.today)
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let problem = self.moving_logic();
        if self.session.as_ref().is_none_or(|session| !Arc::ptr_eq(session, &workplace.session)) {
            self.session = Some(workplace.session.clone());
            self.book = None;
            self.touched.clear();
            self.data = Loaded::default();
        }
        self.today = workplace.today();
        let query =
            Query { remembered: self.remembered.clone(), anchor: self.anchor(), language: ctx.language() };
        if self.asked.as_ref() != Some(&query) {
            self.asked = Some(query.clone());
            self.data.invalidate();
        }
        let Self { data, book, touched, changes, .. } = self;
        let until = *changes;
        let (arrived, failed) = data.refresh(|| {
            let book = book.clone();
            let touched: Vec<Touched> = touched.iter().map(|(_, touched)| *touched).collect();
            workplace.ask(ctx, "calendar-page", move |reader, _| {
                let (book, people) = match book {
                    Some((book, people)) => {
                        let is_named = touched.iter().any(|touched| touched.register == "person");
                        let people = if is_named { everybody(reader)? } else { people };
                        let book = match touched.is_empty() {
                            true => book,
                            false => Arc::new(book.refreshed(reader, &touched)?),
                        };
                        (book, people)
                    }
                    None => (Arc::new(CalendarBook::read(reader)?), everybody(reader)?),
                };
                let page = Arc::new(Page::read(reader, &book, &query, people.clone())?);
                Ok(Reading { book, people, page, until })
            })
        });
        if arrived {
            self.book = self.data.value().map(|read| (read.book.clone(), read.people.clone()));
            let until = self.data.value().map_or(0, |read| read.until);
            self.touched.retain(|(number, _)| *number > until);
        }
        if failed.is_some() {
            self.book = None;
        }
        if self.is_waiting && !workplace.is_writing() && !self.data.is_reading() && self.touched.is_empty() {
            self.is_waiting = false;
            self.settling = None;
        }
        if let Some(finder) = &mut self.finder {
            finder.logic(ctx, workplace, self.data.value().map(|read| &read.page));
        }
        problem.or(failed)
    }

    /// A move becomes a command once the record has been read.
    fn moving_logic(&mut self) -> Option<Problem> {
        let job = self.moving.as_ref()?;
        match job.poll() {
            Poll::Busy => None,
            Poll::Lost => {
                self.moving = None;
                self.settling = None;
                None
            }
            Poll::Ready(result) => {
                self.moving = None;
                match result {
                    Ok(command) => {
                        self.commands.push(command);
                        None
                    }
                    Err(problem) => {
                        self.settling = None;
                        Some(problem)
                    }
                }
            }
        }
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
                let frame = eframe::egui::Frame::new()
                    .inner_margin(eframe::egui::Margin { right: 16, ..eframe::egui::Margin::ZERO });
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

    fn carry_out(&mut self, ctx: &Context, wish: Wish, workplace: &Workplace, requests: &mut Vec<Request>) {
        match wish {
            Wish::OpenDay(day) => {
                self.remembered.view = CalendarView::Day;
                self.stand(day);
            }
            Wish::OpenMonth(day) => {
                self.remembered.view = CalendarView::Month;
                self.stand(day);
            }
            Wish::Stand(day) => self.stand(day),
            Wish::RemoveColumn(Owner::Person(person)) => {
                self.remembered.people.retain(|of| *of != person);
            }
            Wish::RemoveColumn(Owner::Room(room)) => self.remembered.rooms.retain(|of| *of != room),
            Wish::New(target) => requests.push(Request::NewFrom(Box::new(draft_of(&target)))),
            Wish::Select(key, selected) => {
                self.selected = Some(key);
                self.bring_cursor(key);
                requests.push(Request::Select(Some(selected)));
            }
            Wish::Open(selected) => requests.push(Request::Edit(selected)),
            Wish::Move(wanted) if wanted.entry.repeats => self.ask_reach(ctx, wanted),
            Wish::Move(wanted) => self.start_move(ctx, workplace, wanted, Reach::One),
            Wish::FindTime => self.finder = Some(Finder::new(self.today)),
            Wish::Ask(request) => requests.push(request),
        }
        ctx.request_repaint();
    }

    fn start_move(&mut self, ctx: &Context, workplace: &Workplace, wanted: Move, reach: Reach) {
        let job = workplace.ask(ctx, "calendar-move", move |reader, _| move_command(reader, &wanted, reach));
        self.moving = Some(job);
    }

    /// One occurrence of a series was moved: is it alone meant, those that follow too, or all of them?
    fn ask_reach(&mut self, ctx: &Context, wanted: Move) {
        let language = ctx.language();
        let answer = |key, weight, reach| (language.text(key).to_owned(), weight, reach);
        self.questions.ask(Question {
            title: language.text("calendar.which").to_owned(),
            body: language.fill("calendar.which_body", &[("title", &wanted.entry.title)]),
            answers: vec![
                answer("calendar.this_one", Weight::Primary, Reach::One),
                answer("calendar.following", Weight::Plain, Reach::Following),
                answer("calendar.all_of_them", Weight::Plain, Reach::All),
            ],
        });
        self.asked_about = Some(wanted);
    }

    fn dialogs(
        &mut self,
        ctx: &Context,
        page: &Page,
        days: &Days,
        workplace: &Workplace,
        wishes: &mut Vec<Wish>,
    ) {
        let was_open = self.questions.is_open();
        let reach = self.questions.show(ctx);
        if was_open && !self.questions.is_open() {
            match (reach, self.asked_about.take()) {
                (Some(reach), Some(wanted)) => self.start_move(ctx, workplace, wanted, reach),
                _ => self.settling = None,
            }
        }
        match self.finder.as_mut().and_then(|finder| finder.show(ctx, page, days)) {
            Some(FinderWish::Make(draft)) => {
                self.finder = None;
                wishes.push(Wish::Ask(Request::NewFrom(Box::new(draft))));
            }
            Some(FinderWish::Close) => self.finder = None,
            None => {}
        }
    }

    /// Stands on a day; today is followed over midnight.
    fn stand(&mut self, day: NaiveDate) {
        self.anchor = (day != self.today).then_some(day);
        let time = self.cursor.map_or_else(|| drag_hour(9), |cursor| cursor.time());
        self.cursor = Some(day.and_time(time));
    }

    /// The keyboard goes on from what was selected, unless it stands there already.
    fn bring_cursor(&mut self, key: (RecordId, NaiveDateTime)) {
        let line = self.data.value().and_then(|read| read.page.find(key));
        let Some((start, end)) = line.map(|line| (line.entry.start, line.entry.end)) else { return };
        if self.cursor.is_none_or(|cursor| cursor < start || end <= cursor) {
            self.cursor = Some(start);
        }
    }

    fn is_selected(&self, line: &Line) -> bool {
        self.selected == Some((line.entry.record, line.entry.original))
    }

    /// Whether a line is being dragged, or waits for the answer to its move.
    fn is_moving(&self, line: &Line) -> bool {
        let same = |drag: &Drag| match &drag.grip {
            Grip::Whole(entry) | Grip::Start(entry) | Grip::End(entry) => {
                (entry.record, entry.original) == (line.entry.record, line.entry.original)
            }
            Grip::Ground => false,
        };
        let settling = self.settling.as_ref();
        self.drag.as_ref().or(settling).is_some_and(same)
    }

    /// Where the thing in hand, or the one that waits, is drawn.
    fn ghost_target(&self, tracks: &[Track], by_days: bool) -> Option<Target> {
        let settling = self.settling.as_ref();
        let drag = self.drag.as_ref().or(settling).filter(|drag| drag.by_days == by_days)?;
        drag.target(tracks)
    }

    fn dragged_colour(&self, ui: &Ui, page: &Page) -> Color32 {
        let tokens = ui.tokens();
        let moving = page.lines.iter().find(|line| self.is_moving(line));
        moving.map_or(tokens.link, |line| block::ink(tokens, line.colour))
    }

    /// Lets go of what is dragged.
    fn drop_here(&mut self, tracks: &[Track], wishes: &mut Vec<Wish>) {
        let Some(drag) = self.drag.take() else { return };
        match drag.dropped(tracks) {
            Some(Dropped::New(target)) => wishes.push(Wish::New(target)),
            Some(Dropped::Move(wanted)) => {
                self.settling = Some(drag);
                wishes.push(Wish::Move(wanted));
            }
            None => {}
        }
    }

    /// A click selects, a double click opens, Enter on the focused one opens.
    fn entry_wishes(&self, ui: &Ui, response: &Response, line: &Line, wishes: &mut Vec<Wish>) {
        let entry = &line.entry;
        let selected = Selected { register: entry.register, id: entry.record };
        let by_key = response.has_focus() && ui.input(|input| input.key_pressed(eframe::egui::Key::Enter));
        if response.double_clicked() || (by_key && response.clicked()) {
            wishes.push(Wish::Open(selected));
        } else if response.clicked() {
            wishes.push(Wish::Select((entry.record, entry.original), selected));
        }
    }

    /// A click puts the cursor there, a double click makes a meeting.
    fn ground_wishes(
        &mut self,
        ui: &Ui,
        ground: &Response,
        tracks: &[Track],
        spot: &dyn Fn(Pos2) -> Option<Spot>,
        wishes: &mut Vec<Wish>,
    ) {
        let at = ground.interact_pointer_pos().and_then(spot).map(Spot::snapped);
        let Some(at) = at.filter(|_| ground.clicked() || ground.double_clicked()) else { return };
        ground.request_focus();
        let Some(track) = tracks.get(at.track) else { return };
        let half = at.minute.div_euclid(2 * STEP) * 2 * STEP;
        self.cursor = Some(page::time_at(track.day, half));
        self.cursor_track = at.track;
        if ground.double_clicked() {
            wishes.push(Wish::New(new_at(track, half, at.track)));
        }
        ui.ctx().request_repaint();
    }

    /// The ground holds the keyboard when nothing else does, and keeps the arrows to itself.
    fn keep_keys(&mut self, ui: &Ui, ground: &Response) {
        self.ground = Some(ground.id);
        if ui.memory(|memory| memory.focused().is_none() && memory.top_modal_layer().is_none()) {
            ground.request_focus();
        }
        if ground.has_focus() {
            let filter = eframe::egui::EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                ..eframe::egui::EventFilter::default()
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(ground.id, filter));
        }
    }

    /// A line that says how many more there are, and opens their day.
    fn more_ui(
        &self,
        ui: &Ui,
        cell: Rect,
        salt: (&str, usize),
        count: usize,
        day: NaiveDate,
        wishes: &mut Vec<Wish>,
    ) {
        let tokens = ui.tokens();
        let language = ui.language();
        let response = ui.interact(cell, ui.scope_id().with(salt), Sense::click());
        let number = count.to_string();
        let short = cell.width() < 72.0;
        let key = if short { "calendar.more_short" } else { "calendar.more" };
        let words = language.fill(key, &[("count", &number)]);
        let spoken = language.fill("calendar.more", &[("count", &number)]);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
        let fill = if response.hovered() { tokens.hover } else { tokens.chip };
        ui.painter().rect_filled(cell, tokens.radius, fill);
        if response.has_focus() {
            let stroke = eframe::egui::Stroke::new(2.0, tokens.focus);
            ui.painter().rect_stroke(cell, tokens.radius, stroke, eframe::egui::StrokeKind::Inside);
        }
        let font = TextStyle::Small.resolve(ui.style());
        let at = cell.left_center() + eframe::egui::vec2(6.0, 0.0);
        ui.painter().text(at, eframe::egui::Align2::LEFT_CENTER, words, font, tokens.text_weak);
        if response.clicked() {
            wishes.push(Wish::OpenDay(day));
        }
    }
}

fn drag_hour(hour: u32) -> chrono::NaiveTime {
    chrono::NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default()
}

/// A meeting at a slot.
fn new_at(track: &Track, minute: i64, place: usize) -> Target {
    let room = match track.of {
        Some(Owner::Room(room)) => Some(room),
        _ => None,
    };
    Target {
        start: page::time_at(track.day, minute),
        end: page::time_at(track.day, minute + NEW_MINUTES),
        all_day: false,
        room,
        track: place,
    }
}

/// The form of a new meeting at a place of the calendar.
fn draft_of(target: &Target) -> Draft {
    let mut values =
        Values::new().with("start", Value::DateTime(target.start)).with("end", Value::DateTime(target.end));
    if target.all_day {
        values.set("all_day", Value::Flag(true));
    }
    if let Some(room) = target.room {
        values.set("room", Value::Link(room));
    }
    Draft { register: "meeting", values, with: Vec::new() }
}
