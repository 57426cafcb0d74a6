//! What the parts of the calendar ask of the whole, and how it is carried out.

use chrono::{NaiveDate, NaiveDateTime};
use eframe::egui::Context;

use super::CalendarScreen;
use super::drag::Target;
use super::finder::{Finder, FinderWish};
use super::new_meeting::{day_begins, draft_of};
use super::page::{Owner, Page};
use super::state::CalendarView;
use crate::desk::Reach;
use crate::desk::calendar::{Move, move_command};
use crate::model::RecordId;
use crate::ui::days::Days;
use crate::ui::routes::Selected;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::dialog::{Question, Weight};
use crate::ui::workplace::{Request, Workplace};

/// What a part of the screen asks of the whole.
pub(super) enum Wish {
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

impl CalendarScreen {
    /// Does what was asked for.
    pub(super) fn carry_out(
        &mut self,
        ctx: &Context,
        wish: Wish,
        workplace: &Workplace,
        requests: &mut Vec<Request>,
    ) {
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

    /// Draws the dialogs of the calendar and takes their answers.
    pub(super) fn dialogs(
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
    pub(super) fn stand(&mut self, day: NaiveDate) {
        self.anchor = (day != self.today).then_some(day);
        let time = self.cursor.map_or_else(day_begins, |cursor| cursor.time());
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
}
