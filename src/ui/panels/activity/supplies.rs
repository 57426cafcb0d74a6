//! 物资: what is needed, where it comes from, what it costs, and whether it is there.

use chrono::NaiveDate;
use eframe::egui::{
    Button, Checkbox, Key, Label, Layout, RichText, Role, ScrollArea, TextEdit, Ui, WidgetInfo,
};

use super::data::ActivityData;
use crate::desk::{Command, Values};
use crate::model::{Choice as _, RecordId, Value};
use crate::records::activities::SupplySource;
use crate::ui::icons;
use crate::ui::routes::Selected;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::section::caption;
use crate::ui::workplace::Request;

/// Draws the supplies.
pub(super) fn supplies(
    ui: &mut Ui,
    data: &ActivityData,
    new: &mut String,
    today: NaiveDate,
    requests: &mut Vec<Request>,
) {
    let tokens = ui.tokens();
    let language = ui.language();
    ui.horizontal(|ui| {
        let name = language.text("activity_console.new_supply");
        let edit = ui.add(TextEdit::singleline(new).hint_text(name).desired_width(220.0));
        edit.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, name));
        let entered = edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let ready = !new.trim().is_empty() && data.edit.is_none();
        let add = ui.add_enabled(ready, Button::new((icons::ADD, language.text("console.add"))));
        if add.clicked() || entered && ready {
            let values = Values::new()
                .with("activity", Value::Link(data.console.stored.meta.id))
                .text("item", std::mem::take(new).trim());
            let register = "supply".to_owned();
            requests.push(Request::Run(Command::Create { register, id: RecordId::generate(), values }));
        }
    });
    ui.add_space(tokens.grid);
    if data.console.supplies.is_empty() {
        caption(ui, language.text("activity_console.no_supplies"));
    }
    ScrollArea::vertical().id_salt("supplies").auto_shrink(false).show(ui, |ui| {
        for place in 0..data.console.supplies.len() {
            ui.push_id(place, |ui| one(ui, data, place, today, requests));
        }
    });
}

fn one(ui: &mut Ui, data: &ActivityData, place: usize, today: NaiveDate, requests: &mut Vec<Request>) {
    let tokens = ui.tokens();
    let language = ui.language();
    let Some(part) = data.console.supplies.get(place) else { return };
    let of = &part.stored.record;
    ui.horizontal(|ui| {
        ui.set_min_height(tokens.row);
        let mut is_ready = of.is_ready;
        let tick = ui.add_enabled(data.edit.is_none(), Checkbox::without_text(&mut is_ready));
        tick.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_ready, &of.item));
        let tick = tick.on_hover_text(language.text("supply.is_ready"));
        if tick.changed() {
            let values = Values::new().with("is_ready", Value::Flag(is_ready));
            requests.push(Request::Run(super::update("supply", &part.stored.meta, values)));
        }
        ui.with_layout(Layout::right_to_left(eframe::egui::Align::Center), |ui| {
            let cost = of.cost.map_or_else(|| "—".to_owned(), |cost| cost.to_string());
            ui.label(cost);
            if of.source == SupplySource::Borrowed {
                returned(ui, data, place, today, requests);
            }
            ui.with_layout(Layout::left_to_right(eframe::egui::Align::Center), |ui| {
                let mut name = of.item.clone();
                if let Some(quantity) = of.quantity {
                    name.push_str(&format!(" × {quantity}"));
                }
                let color = if of.is_ready { tokens.text_weak } else { tokens.text };
                if ui.add(Button::new(RichText::new(name).color(color)).frame(false).truncate()).clicked() {
                    requests.push(Request::Edit(Selected { register: "supply", id: part.stored.meta.id }));
                }
                let source =
                    SupplySource::SET.text_key(of.source.code()).map_or("", |key| language.text(key));
                let mut detail = vec![source, part.person.as_str()];
                detail.retain(|word| !word.is_empty());
                let detail = RichText::new(detail.join(" · ")).small().color(tokens.text_weak);
                ui.add(Label::new(detail).truncate());
            });
        });
    });
}

/// What was borrowed is given back.
fn returned(ui: &mut Ui, data: &ActivityData, place: usize, today: NaiveDate, requests: &mut Vec<Request>) {
    let language = ui.language();
    let Some(part) = data.console.supplies.get(place) else { return };
    match part.stored.record.returned_on {
        Some(day) => {
            let words = language.fill("activity_console.returned", &[("day", &day.to_string())]);
            ui.label(RichText::new(words).small().color(ui.tokens().text_weak));
        }
        None => {
            let back = Button::new(language.text("activity_console.give_back")).frame_when_inactive(false);
            if ui.add_enabled(data.edit.is_none(), back).clicked() {
                let values = Values::new().with("returned_on", Value::Date(today));
                requests.push(Request::Run(super::update("supply", &part.stored.meta, values)));
            }
        }
    }
}
