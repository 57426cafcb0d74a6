//! 活动统筹: one screen from which an activity is led: what happens when, who signed up and came, what is needed, how it
//! is made known, what it costs, and what those who came thought of it.

mod data;
mod people;
mod run_sheet;
mod summary;
mod supplies;

use chrono::NaiveDate;
use eframe::egui::{Context, Ui};

use self::data::ActivityData;
use self::people::Asked;
use super::leading::{Column, Leading, columns};
use crate::model::{Problem, RecordId};
use crate::ui::panels::steps;
use crate::ui::routes::Route;
use crate::ui::tokens::UiExt as _;
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
    activity: Leading<ActivityData>,
    side: Side,
    typed: Typed,
}

impl ActivityScreen {
    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.activity.invalidate();
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(
        &mut self,
        ctx: &Context,
        workplace: &Workplace,
        activity: Option<RecordId>,
    ) -> Vec<Problem> {
        if self.activity.stand(activity) {
            (self.side, self.typed) = (Side::default(), Typed::default());
        }
        self.activity.refresh(ctx, workplace).1
    }

    /// Draws the activity, or those that can be chosen.
    pub fn ui(&mut self, ui: &mut Ui, today: NaiveDate, requests: &mut Vec<Request>) {
        if let Some(row) = self.activity.choose_ui(ui, requests) {
            requests.push(Request::Go(Route::Activity(Some(row.id))));
        }
        self.activity.head_ui(ui, requests, |_, _, _| {});
        let Self { activity, side, typed } = self;
        let Some(data) = activity.data() else { return };
        let gap = ui.tokens().gap;
        ui.add_space(gap);
        tiles(ui, &data.tiles, requests);
        steps::warnings_ui(ui, &data.warnings);
        ui.add_space(gap);
        columns(ui, "run sheet", 0.5, |ui, column| match column {
            Column::Left => run_sheet::run_sheet(ui, data, &mut typed.step, requests),
            Column::Right => {
                let language = ui.language();
                let sides = [
                    (Side::People, language.text("register.registration")),
                    (Side::Supplies, language.text("register.supply")),
                    (Side::Promotion, language.text("register.promotion")),
                    (Side::Summary, language.text("activity_console.summary")),
                ];
                segmented(ui, language.text("activity_console.side"), side, &sides);
                ui.add_space(gap);
                let candidates = activity.candidates();
                match side {
                    Side::People => people::people(ui, data, &mut typed.asked, candidates, requests),
                    Side::Supplies => supplies::supplies(ui, data, &mut typed.supply, today, requests),
                    Side::Promotion => summary::promotion(ui, data, requests),
                    Side::Summary => summary::summary(ui, data, requests),
                }
            }
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
