//! The home page: how much is in hand, what takes place today, what is due, what changed lately. Every figure opens the
//! rows it is made of.

mod reading;

use eframe::egui::{
    Button, Context, CursorIcon, Label, RichText, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo,
};

use crate::model::Problem;
use crate::ui::icons;
use crate::ui::jobs::Loaded;
use crate::ui::routes::Route;
use crate::ui::theme::display_style;
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::buttons::{ButtonsExt as _, focus_ring};
use crate::ui::widgets::mark::lamp as lamp_mark;
use crate::ui::widgets::section::{caption, section_title};
use crate::ui::workplace::{Request, Workplace};
use reading::HomeData;

/// How many due items are shown before somebody asks for all.
const FIRST_DUE: usize = 12;

/// The home page.
#[derive(Default)]
pub struct HomeScreen {
    data: Loaded<HomeData>,
    shows_all_due: bool,
}

impl HomeScreen {
    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.data.invalidate();
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let language = ctx.language();
        let now = workplace.office.clock().now();
        let office = workplace.office.store().info().map(|info| info.name).unwrap_or_default();
        let office = language.reword("cli.office_name", &office);
        self.data
            .refresh(|| {
                workplace.ask(ctx, "home", move |reader, _| HomeData::read(reader, office, now, language))
            })
            .1
    }

    /// Whether the page is being read.
    pub fn is_reading(&self) -> bool {
        self.data.is_reading()
    }

    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let Some(data) = self.data.value() else { return };
        let padding = ui.tokens().padding;
        let shows_all_due = &mut self.shows_all_due;
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.label(RichText::new(&data.office).heading());
            caption(ui, &data.day);
            ui.add_space(padding);
            let width = ui.available_width();
            ui.horizontal(|ui| {
                for (place, figure) in data.figures.iter().enumerate() {
                    ui.push_id(place, |ui| figure_ui(ui, figure, width, data.figures.len(), requests));
                }
            });
            if data.is_new {
                first_step_ui(ui, requests);
            }
            ui.add_space(padding * 1.5);
            let between_words = ui.spacing().item_spacing.x;
            ui.spacing_mut().item_spacing.x = padding * 2.0;
            ui.columns(2, |columns| {
                let [left, right] = columns else { return };
                for column in [&mut *left, &mut *right] {
                    column.spacing_mut().item_spacing.x = between_words;
                }
                due_ui(left, data, shows_all_due, requests);
                meetings_ui(right, data, requests);
                right.add_space(padding);
                recent_ui(right, data, requests);
                right.add_space(padding);
                functions_ui(right, data);
            });
        });
    }
}

/// The share of a line that the reason why something is due may take.
const REASON_SHARE: f32 = 0.6;

/// What an office begins with.
fn first_step_ui(ui: &mut Ui, requests: &mut Vec<Request>) {
    let (tokens, language) = (ui.tokens(), ui.language());
    ui.add_space(tokens.padding);
    ui.label(RichText::new(language.text("home.first_step")).color(tokens.text_weak));
    ui.add_space(tokens.grid);
    ui.horizontal(|ui| {
        if ui.primary_button((icons::IMPORT, language.text("import_screen.title"))).clicked() {
            requests.push(Request::Go(Route::Import));
        }
        if ui.button((icons::UNIT, language.text("home.new_unit"))).clicked() {
            requests.push(Request::New("unit"));
        }
    });
}

fn due_ui(ui: &mut Ui, data: &HomeData, shows_all: &mut bool, requests: &mut Vec<Request>) {
    let (tokens, language) = (ui.tokens(), ui.language());
    section_title(ui, language.text("home.due"));
    if data.due.is_empty() {
        caption(ui, language.text("home.nothing_due"));
    }
    let shown = if *shows_all { data.due.len() } else { FIRST_DUE };
    for (place, due) in data.due.iter().take(shown).enumerate() {
        ui.push_id(("due", place), |ui| {
            ui.horizontal(|ui| {
                lamp_mark(ui, due.status, &due.on);
                // What it is about always has room beside why it is due.
                let room = ui.available_width() * REASON_SHARE;
                ui.scope(|ui| {
                    ui.set_max_width(room);
                    ui.add(Label::new(RichText::new(&due.reason).color(tokens.text_weak)).truncate());
                });
                if link(ui, &due.title) {
                    requests.push(Request::Open(due.selected));
                }
            });
        });
    }
    if data.due.len() > FIRST_DUE {
        let words = if *shows_all { language.text("home.show_less") } else { &data.show_all };
        if ui.horizontal(|ui| link(ui, words)).inner {
            *shows_all = !*shows_all;
        }
    }
}

fn meetings_ui(ui: &mut Ui, data: &HomeData, requests: &mut Vec<Request>) {
    let (tokens, language) = (ui.tokens(), ui.language());
    section_title(ui, language.text("home.today"));
    if data.meetings.is_empty() {
        caption(ui, language.text("home.no_meetings"));
    }
    for (place, meeting) in data.meetings.iter().enumerate() {
        ui.push_id(("meeting", place), |ui| {
            ui.horizontal(|ui| {
                ui.label(&meeting.hours);
                ui.label(RichText::new(&meeting.place).color(tokens.text_weak));
                if link(ui, &meeting.title) {
                    requests.push(Request::Open(meeting.selected));
                }
            });
        });
    }
}

fn recent_ui(ui: &mut Ui, data: &HomeData, requests: &mut Vec<Request>) {
    let (tokens, language) = (ui.tokens(), ui.language());
    section_title(ui, language.text("home.recent"));
    if data.recent.is_empty() {
        caption(ui, language.text("home.nothing_recent"));
    }
    for (place, recent) in data.recent.iter().enumerate() {
        ui.push_id(("recent", place), |ui| {
            ui.horizontal(|ui| {
                ui.label(RichText::new(&recent.when).color(tokens.text_weak));
                if link(ui, &recent.text) {
                    requests.push(Request::Open(recent.selected));
                }
            });
        });
    }
}

fn functions_ui(ui: &mut Ui, data: &HomeData) {
    let tokens = ui.tokens();
    section_title(ui, ui.language().text("home.functions"));
    for (name, detail, status) in &data.functions {
        ui.horizontal(|ui| {
            lamp_mark(ui, *status, name);
            ui.label(RichText::new(*detail).color(tokens.text_weak));
        });
    }
}

/// A link that gives way where there is no room for all of it.
fn link(ui: &mut Ui, text: &str) -> bool {
    let color = ui.tokens().link;
    let button = Button::new(RichText::new(text).color(color)).frame(false).truncate();
    ui.add(button).on_hover_cursor(CursorIcon::PointingHand).clicked()
}

fn figure_ui(ui: &mut Ui, figure: &reading::Figure, width: f32, count: usize, requests: &mut Vec<Request>) {
    let tokens = ui.tokens();
    let columns = u16::try_from(count).map_or(1.0, f32::from);
    let each = (width / columns - tokens.gap).clamp(96.0, 190.0);
    let name = ui.language().text(figure.text);
    let response = ui
        .scope_builder(UiBuilder::new().sense(Sense::click()), |ui| {
            ui.set_width(each);
            ui.vertical(|ui| {
                ui.label(RichText::new(&figure.value).text_style(display_style()));
                ui.label(RichText::new(format!("{} {name}", figure.icon)).color(tokens.text_weak));
                let color = if figure.is_late { tokens.status(Status::Overdue) } else { tokens.text_weak };
                ui.label(RichText::new(&figure.note).small().color(color));
            });
        })
        .response;
    let spoken = format!("{name} {} {}", figure.value, figure.note);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    focus_ring(ui, response.rect.expand(4.0), &response);
    if response.on_hover_cursor(CursorIcon::PointingHand).clicked() {
        requests.push(Request::OpenRows(figure.rows.clone(), name.to_owned()));
    }
}
