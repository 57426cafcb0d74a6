//! What stands over the calendar: where one is, the ways to turn the page, the views.

use chrono::Datelike as _;
use eframe::egui::containers::menu::MenuButton;
use eframe::egui::{Button, Ui, vec2};

use super::page::Page;
use super::state::{CalendarView, PrintWish};
use super::{CalendarScreen, Wish};
use crate::rules::search_text::matches;
use crate::ui::icons;
use crate::ui::panels::calendar_file::CalendarOrder;
use crate::ui::panels::list::row_id;
use crate::ui::routes::Route;
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::mark::Mark;
use crate::ui::widgets::pick_box::{PickBox, Picked, Proposal, pick_box};
use crate::ui::widgets::section::screen_title;
use crate::ui::widgets::segmented::segmented;
use crate::ui::workplace::Request;

/// How many people are proposed at once.
const MOST_PROPOSALS: usize = 12;

impl CalendarScreen {
    pub(super) fn toolbar(&mut self, ui: &mut Ui, page: Option<&Page>, wishes: &mut Vec<Wish>) {
        let language = ui.language();
        let title = page.map_or_else(|| language.text("nav.calendar").to_owned(), |page| page.title.clone());
        screen_title(ui, &title, |ui| {
            if ui.primary_button((icons::ADD, language.text("calendar.new"))).clicked() {
                wishes.push(Wish::New(self.new_at_cursor()));
            }
            if ui.quiet_button((icons::SEARCH, language.text("calendar.find_time"))).clicked() {
                wishes.push(Wish::FindTime);
            }
            self.file_menu(ui, wishes);
            if ui.quiet_button((icons::PRINT, language.text("calendar.print"))).clicked() {
                let wish = PrintWish::of(&self.remembered, self.anchor());
                let name = wish.file_name();
                wishes.push(Wish::Ask(Request::PrintCalendar(wish, name)));
            }
        });
        ui.add_space(ui.tokens().grid);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = ui.tokens().grid;
            if ui.icon_button(icons::SIDEBAR, language.text("calendar.list"), None).clicked() {
                self.remembered.list = Some(!self.shows_list(ui.available_width()));
            }
            if ui.mark_button(Mark::Left, language.text("calendar.earlier")).clicked() {
                wishes.push(Wish::Stand(self.remembered.turned(self.anchor(), false)));
            }
            if ui.button(language.text("calendar.today")).clicked() {
                wishes.push(Wish::Stand(self.today));
            }
            if ui.mark_button(Mark::Right, language.text("calendar.later")).clicked() {
                wishes.push(Wish::Stand(self.remembered.turned(self.anchor(), true)));
            }
            ui.add_space(ui.tokens().gap);
            let options = CalendarView::ALL.map(|view| (view, language.text(view.text())));
            segmented(ui, language.text("calendar.view"), &mut self.remembered.view, &options);
            if self.remembered.view == CalendarView::Rooms {
                ui.add_space(ui.tokens().gap);
                let options =
                    [(false, language.text("calendar.one_day")), (true, language.text("calendar.one_week"))];
                segmented(ui, language.text("calendar.rooms"), &mut self.remembered.rooms_week, &options);
            }
            if self.remembered.view == CalendarView::Together
                && let Some(page) = page
            {
                ui.add_space(ui.tokens().gap);
                self.add_column(ui, page);
            }
            let weeks = matches!(self.remembered.view, CalendarView::Week | CalendarView::WorkWeek);
            if weeks && ui.available_size_before_wrap().x > 120.0 {
                ui.add_space(ui.tokens().gap);
                let week = self.anchor().iso_week().week().to_string();
                ui.weak(language.fill("calendar.week_number", &[("week", &week)]));
            }
        });
    }

    /// Calendar files in and out.
    fn file_menu(&self, ui: &mut Ui, wishes: &mut Vec<Wish>) {
        let language = ui.language();
        let menu = Button::new((icons::DOCUMENT, language.text("calendar_file.menu")));
        MenuButton::from_button(menu.frame_when_inactive(false)).ui(ui, |ui| {
            let mut request = None;
            if ui.button(language.text("calendar_file.read_more")).clicked() {
                request = Some(Request::CalendarFile(CalendarOrder::Read));
            }
            let people = &self.remembered.people;
            let busy = Button::new(language.text("calendar_file.free_busy_more"));
            let busy = ui.add_enabled(!people.is_empty(), busy);
            if busy.on_disabled_hover_text(language.text("calendar_file.choose_people")).clicked() {
                request = Some(Request::CalendarFile(CalendarOrder::FreeBusy(people.clone())));
            }
            ui.separator();
            if ui.button(language.text("register.calendar_feed")).clicked() {
                request = Some(Request::Go(Route::List("calendar_feed")));
            }
            if let Some(request) = request {
                wishes.push(Wish::Ask(request));
                ui.close();
            }
        });
    }

    /// A box that adds a person or a room to the view side by side.
    fn add_column(&mut self, ui: &mut Ui, page: &Page) {
        let language = ui.language();
        let hint = language.text("calendar.add_person");
        let look = PickBox { id_salt: "calendar person", chosen: "", hint, width: 150.0 };
        let (response, picked) = pick_box(ui, look, |query| {
            let found = page.people.iter().filter(|(_, key, _)| query.is_empty() || matches(key, query));
            let free = found.filter(|(id, ..)| !self.remembered.people.contains(id));
            free.take(MOST_PROPOSALS)
                .map(|(id, _, name)| -> Proposal { (row_id(*id), name.clone(), String::new()) })
                .collect()
        });
        response.widget_info(|| eframe::egui::WidgetInfo::labeled(eframe::egui::Role::TextInput, true, hint));
        if let Some(Picked::One((id, ..))) = picked {
            self.remembered.people.push(crate::ui::panels::list::record_id(id));
        }
        let free = page.rooms.iter().filter(|room| !self.remembered.rooms.contains(&room.id));
        let free: Vec<_> = free.collect();
        let mut chosen = None;
        ui.menu_button((icons::ROOM, language.text("calendar.add_column_room")), |ui| {
            for room in &free {
                if ui.button(room.name.as_ref()).clicked() {
                    chosen = Some(room.id);
                }
            }
            if free.is_empty() {
                ui.weak(language.text("toolkit.no_match"));
            }
        });
        self.remembered.rooms.extend(chosen);
    }

    /// What the view side by side says before anybody was chosen.
    pub(super) fn no_columns(&mut self, ui: &mut Ui, page: &Page) {
        let language = ui.language();
        let first = (!page.rooms.is_empty()).then(|| language.text("calendar.every_room"));
        if empty_state(ui, icons::PEOPLE, language.text("calendar.choose_columns"), first) {
            self.remembered.rooms = page.rooms.iter().map(|room| room.id).collect();
        }
    }

    /// What has to be told before the calendar is believed.
    pub(super) fn notices(&self, ui: &mut Ui, page: &Page, wishes: &mut Vec<Wish>) {
        let language = ui.language();
        if page.untabled.is_none() && page.troubles == 0 {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            if let Some(year) = page.untabled {
                let words = language.fill("calendar.untabled", &[("year", &year.to_string())]);
                ui.chip(&words, Some(Status::Behind));
                if ui.link(language.text("calendar.enter_holidays")).clicked() {
                    wishes.push(Wish::Ask(Request::Go(Route::List("holiday"))));
                }
            }
            if page.troubles > 0 {
                let words = language.fill("calendar.troubles", &[("count", &page.troubles.to_string())]);
                ui.chip(&words, Some(Status::Behind));
            }
        });
        ui.allocate_space(vec2(0.0, 2.0));
    }
}
