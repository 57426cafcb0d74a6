//! 报名与签到: who takes part, who came, and what they thought of it.

use eframe::egui::{Button, Key, Label, Layout, RichText, Role, ScrollArea, TextEdit, Ui, WidgetInfo};

use super::data::ActivityData;
use crate::desk::{Command, Values};
use crate::model::{RecordId, Value};
use crate::records::activities::{ActivityState, RegistrationState};
use crate::ui::icons;
use crate::ui::panels::form::{Candidates, Picker};
use crate::ui::panels::leading::clock;
use crate::ui::panels::list::{record_id, unless};
use crate::ui::panels::steps::Stepping;
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::mark::lamp;
use crate::ui::widgets::section::caption;
use crate::ui::workplace::Request;

/// Who is to be signed up, as it is typed.
#[derive(Default)]
pub(super) struct Asked {
    person: Option<(u128, String)>,
    /// Of whoever is not of the office.
    name: String,
}

fn status(state: RegistrationState) -> Status {
    match state {
        RegistrationState::Registered => Status::DueSoon,
        RegistrationState::Present => Status::Done,
        RegistrationState::Withdrawn => Status::Neutral,
    }
}

/// Draws the list.
pub(super) fn people(
    ui: &mut Ui,
    data: &ActivityData,
    asked: &mut Asked,
    candidates: &Candidates,
    requests: &mut Vec<Request>,
) {
    let tokens = ui.tokens();
    let language = ui.language();
    sign_up(ui, data, asked, candidates, requests);
    ui.add_space(tokens.grid);
    if data.console.people.is_empty() {
        caption(ui, language.text("activity_console.nobody"));
    }
    ScrollArea::vertical().id_salt("people").auto_shrink(false).show(ui, |ui| {
        for place in 0..data.console.people.len() {
            ui.push_id(place, |ui| one(ui, data, place, requests));
        }
    });
}

fn sign_up(
    ui: &mut Ui,
    data: &ActivityData,
    asked: &mut Asked,
    candidates: &Candidates,
    requests: &mut Vec<Request>,
) {
    let language = ui.language();
    ui.horizontal_wrapped(|ui| {
        let hint = language.text("activity_console.sign_up_person");
        Picker { register: "person", name: hint, width: 170.0 }.show(ui, &mut asked.person, candidates);
        let outside = language.text("activity_console.sign_up_name");
        let edit = ui.add(TextEdit::singleline(&mut asked.name).hint_text(outside).desired_width(130.0));
        edit.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, outside));
        let entered = edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let ready = asked.person.is_some() || !asked.name.trim().is_empty();
        let add = ui.add_enabled(ready, Button::new((icons::ADD, language.text("console.add"))));
        if add.clicked() || entered && ready {
            let mut values = Values::new().with("activity", Value::Link(data.console.stored.meta.id));
            match asked.person.take() {
                Some((id, _)) => values.set("person", Value::Link(record_id(id))),
                None => values.set("name", Value::text(std::mem::take(&mut asked.name).trim())),
            }
            let register = "registration".to_owned();
            requests.push(Request::Run(Command::Create { register, id: RecordId::generate(), values }));
        }
    });
}

fn one(ui: &mut Ui, data: &ActivityData, place: usize, requests: &mut Vec<Request>) {
    let tokens = ui.tokens();
    let language = ui.language();
    let Some(part) = data.console.people.get(place) else { return };
    let of = &part.stored.record;
    let (id, version) = (part.stored.meta.id, part.stored.meta.version);
    let stepping = Stepping { register: "registration", id, version };
    let word = data.person_states.get(place).copied().unwrap_or_default();
    ui.horizontal(|ui| {
        ui.set_min_height(tokens.row);
        lamp(ui, status(of.state), &part.person);
        ui.with_layout(Layout::right_to_left(eframe::egui::Align::Center), |ui| {
            // Whoever comes signs in while it takes place.
            let takes_place = data.console.stored.record.state == ActivityState::Running;
            let ways = data.person_ways.get(place).into_iter().flatten().rev();
            for way in ways.filter(|way| takes_place || way.code != "sign_in") {
                let button = Button::new(language.text(way.text)).frame_when_inactive(way.code == "sign_in");
                if unless(ui, way.obstacle.as_deref(), button) {
                    requests.push(stepping.take(way));
                }
            }
            if of.state == RegistrationState::Present {
                score(ui, data, place, requests);
            }
            ui.with_layout(Layout::left_to_right(eframe::egui::Align::Center), |ui| {
                let detail = match of.signed_in_at {
                    Some(at) => format!("{word} {}", clock(at)),
                    None => word.to_owned(),
                };
                ui.add(Label::new(RichText::new(detail).small().color(tokens.text_weak)).truncate());
            });
        });
    });
}

/// What somebody thought of it, from 1 to 5.
fn score(ui: &mut Ui, data: &ActivityData, place: usize, requests: &mut Vec<Request>) {
    let language = ui.language();
    let Some(part) = data.console.people.get(place) else { return };
    let points = |points: i64| language.fill("activity_console.points", &[("points", &points.to_string())]);
    let word =
        part.stored.record.score.map_or_else(|| language.text("activity_console.score").to_owned(), points);
    ui.menu_button(word, |ui| {
        for number in (1..=5).rev() {
            if ui.button(points(number)).clicked() {
                let values = Values::new().with("score", Value::Integer(number));
                requests.push(Request::Run(super::update("registration", &part.stored.meta, values)));
                ui.close();
            }
        }
    });
}
