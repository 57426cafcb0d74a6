//! 活动统筹: one screen from which an activity is led: what happens when, who signed up and came, what is needed, how it
//! is made known, what it costs, and what those who came thought of it.

mod data;
mod people;
mod run_sheet;
mod summary;
mod supplies;

use chrono::NaiveDate;
use eframe::egui::{Align, Button, Context, Layout, RichText, ScrollArea, Ui, vec2};

use self::data::{ActivityData, ActivityRow};
use self::people::Asked;
use crate::model::{Problem, RecordId};
use crate::ui::icons;
use crate::ui::jobs::Loaded;
use crate::ui::panels::choosing;
use crate::ui::panels::form::Candidates;
use crate::ui::panels::steps::{self, Reason, Stepping};
use crate::ui::routes::{Route, Selected};
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::section::{caption, screen_title};
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::tiles::tiles;
use crate::ui::workplace::{Request, Workplace};

/// What stands beside the run sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Side {
    #[default]
    People,
    Supplies,
    Promotion,
    Summary,
}

/// What is typed on the screen.
#[derive(Default)]
struct Typed {
    step: run_sheet::NewStep,
    asked: Asked,
    supply: String,
}

/// The screen of an activity.
#[derive(Default)]
pub struct ActivityScreen {
    /// The activity that `data` is of.
    activity: Option<RecordId>,
    data: Loaded<Option<ActivityData>>,
    choices: Loaded<Vec<ActivityRow>>,
    candidates: Loaded<Candidates>,
    side: Side,
    typed: Typed,
    asking: Reason,
}

impl ActivityScreen {
    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.data.invalidate();
        self.choices.invalidate();
        self.candidates.invalidate();
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(
        &mut self,
        ctx: &Context,
        workplace: &Workplace,
        activity: Option<RecordId>,
    ) -> Vec<Problem> {
        if self.activity != activity {
            *self = Self { activity, candidates: std::mem::take(&mut self.candidates), ..Self::default() };
        }
        let (today, language) = (workplace.today(), ctx.language());
        let Some(id) = activity else {
            let (_, problem) = self.choices.refresh(|| {
                workplace.ask(ctx, "activities", move |reader, _| ActivityRow::read(reader, today, language))
            });
            return problem.into_iter().collect();
        };
        let (arrived, failed) = self.data.refresh(|| {
            workplace.ask(ctx, "activity", move |reader, _| ActivityData::read(reader, id, today, language))
        });
        if arrived && let Some(Some(data)) = self.data.value() {
            let can_still = |code: &str| data.ways.iter().any(|way| way.code == code);
            self.asking = self.asking.take().filter(|(code, _)| can_still(code));
        }
        let (_, missing) = self.candidates.refresh(|| {
            workplace.ask(ctx, "people", move |reader, _| Candidates::of_registers(reader, &["person"]))
        });
        failed.into_iter().chain(missing).collect()
    }

    /// Draws the activity, or those that can be chosen.
    pub fn ui(&mut self, ui: &mut Ui, today: NaiveDate, requests: &mut Vec<Request>) {
        let language = ui.language();
        if self.activity.is_none() {
            return self.choose_ui(ui, requests);
        }
        match self.data.value() {
            None => {}
            Some(None) => {
                let step = language.text("activity_console.choose");
                if empty_state(ui, icons::ACTIVITY, language.text("activity_console.gone"), Some(step)) {
                    requests.push(Request::Go(Route::Activity(None)));
                }
            }
            Some(Some(_)) => {
                self.head(ui, requests);
                self.body(ui, today, requests);
            }
        }
    }

    fn choose_ui(&self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let language = ui.language();
        screen_title(ui, language.text("nav.activity"), |ui| {
            if ui.primary_button((icons::ADD, language.text("activity_console.new"))).clicked() {
                requests.push(Request::New("activity"));
            }
        });
        caption(ui, language.text("activity_console.choose_explain"));
        ui.add_space(ui.tokens().gap);
        let Some(rows) = self.choices.value() else { return };
        if rows.is_empty() {
            empty_state(ui, icons::ACTIVITY, language.text("activity_console.none"), None);
        } else if let Some(row) = choosing::rows(ui, rows, |row| &row.shown) {
            requests.push(Request::Go(Route::Activity(Some(row.id))));
        }
    }

    fn head(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let Some(Some(data)) = self.data.value() else { return };
        let tokens = ui.tokens();
        let language = ui.language();
        let stored = &data.console.stored;
        let of = Stepping { register: "activity", id: stored.meta.id, version: stored.meta.version };
        steps::head(ui, &stored.record.title, of, (&data.ways, true), &mut self.asking, requests);
        let selected = Selected { register: "activity", id: stored.meta.id };
        ui.horizontal_wrapped(|ui| {
            ui.chip(data.state, None);
            ui.label(RichText::new(&data.facts).color(tokens.text_weak));
            let quiet = |icon, key| Button::new((icon, language.text(key))).frame_when_inactive(false);
            if ui.add(quiet(icons::EDIT, "action.edit")).clicked() {
                requests.push(Request::Edit(selected));
            }
            if ui.add(quiet(icons::BACK, "activity_console.choose")).clicked() {
                requests.push(Request::Go(Route::Activity(None)));
            }
        });
        steps::reason_ui(ui, of, &mut self.asking, requests);
        ui.add_space(tokens.gap);
        tiles(ui, &data.tiles, requests);
        steps::warnings_ui(ui, &data.warnings);
        ui.add_space(tokens.gap);
    }

    fn body(&mut self, ui: &mut Ui, today: NaiveDate, requests: &mut Vec<Request>) {
        let Self { data, candidates, side, typed, .. } = self;
        let Some(Some(data)) = data.value() else { return };
        let nobody = Candidates::default();
        let candidates = candidates.value().unwrap_or(&nobody);
        let tokens = ui.tokens();
        let language = ui.language();
        let (whole, gap) = (ui.available_width(), tokens.padding * 1.5);
        let left = ((whole - gap) * 0.5).floor();
        let height = ui.available_height();
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            ui.allocate_ui_with_layout(vec2(left, height), Layout::top_down(Align::Min), |ui| {
                ui.set_width(left);
                ui.spacing_mut().item_spacing.x = tokens.gap;
                ScrollArea::vertical().id_salt("run sheet").auto_shrink(false).show(ui, |ui| {
                    // The bar that scrolls stands beside the rows, not on them.
                    ui.set_max_width(left - 14.0);
                    run_sheet::run_sheet(ui, data, &mut typed.step, requests);
                });
            });
            let right = (whole - left - gap).max(120.0);
            ui.allocate_ui_with_layout(vec2(right, height), Layout::top_down(Align::Min), |ui| {
                ui.set_width(right);
                ui.spacing_mut().item_spacing.x = tokens.gap;
                let sides = [
                    (Side::People, language.text("register.registration")),
                    (Side::Supplies, language.text("register.supply")),
                    (Side::Promotion, language.text("register.promotion")),
                    (Side::Summary, language.text("activity_console.summary")),
                ];
                segmented(ui, language.text("activity_console.side"), side, &sides);
                ui.add_space(tokens.gap);
                match side {
                    Side::People => people::people(ui, data, &mut typed.asked, candidates, requests),
                    Side::Supplies => supplies::supplies(ui, data, &mut typed.supply, today, requests),
                    Side::Promotion => summary::promotion(ui, data, requests),
                    Side::Summary => summary::summary(ui, data, requests),
                }
            });
        });
    }
}

/// A step that changes a field of a part of an activity.
fn update(register: &str, meta: &crate::model::Meta, values: crate::desk::Values) -> crate::desk::Command {
    crate::desk::Command::Update {
        register: register.to_owned(),
        id: meta.id,
        base: Some(meta.version),
        values,
    }
}
