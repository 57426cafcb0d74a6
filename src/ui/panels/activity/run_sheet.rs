//! 流程单: what happens when, ticked off as it is done.

use chrono::{NaiveDateTime, NaiveTime};
use eframe::egui::{Button, Key, Label, Layout, RichText, Role, TextEdit, Ui, WidgetInfo};

use super::data::ActivityData;
use crate::desk::{Command, Values, run_sheet_end};
use crate::model::{RecordId, Value};
use crate::ui::icons;
use crate::ui::routes::Selected;
use crate::ui::theme::section_style;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::section::caption;
use crate::ui::workplace::Request;

/// Width of a time, with the day where it is another.
const TIME: f32 = 132.0;

/// A new part as it is typed.
#[derive(Default)]
pub(super) struct NewStep {
    time: String,
    title: String,
}

/// Draws the run sheet.
pub(super) fn run_sheet(ui: &mut Ui, data: &ActivityData, new: &mut NewStep, requests: &mut Vec<Request>) {
    let tokens = ui.tokens();
    let language = ui.language();
    let done = data.console.run_sheet.iter().filter(|part| part.stored.record.is_done).count();
    let words = language.fill(
        "activity_console.steps_done",
        &[("done", &done.to_string()), ("count", &data.console.run_sheet.len().to_string())],
    );
    ui.horizontal(|ui| {
        let heading =
            ui.label(RichText::new(language.text("register.run_sheet_item")).text_style(section_style()));
        ui.ctx().accesskit_node_builder(heading.id, |node| node.set_role(Role::Heading));
        ui.add(Label::new(RichText::new(words).small().color(tokens.text_weak)).truncate());
    });
    if data.console.run_sheet.is_empty() {
        caption(ui, language.text("activity_console.no_steps"));
    }
    for (place, part) in data.console.run_sheet.iter().enumerate() {
        ui.push_id(part.stored.meta.id.as_bytes(), |ui| one(ui, data, place, requests));
    }
    ui.add_space(tokens.grid);
    add(ui, data, new, requests);
    ui.add_space(tokens.padding);
}

fn one(ui: &mut Ui, data: &ActivityData, place: usize, requests: &mut Vec<Request>) {
    let tokens = ui.tokens();
    let Some(part) = data.console.run_sheet.get(place) else { return };
    let of = &part.stored.record;
    let time = data.times.get(place).map(String::as_str).unwrap_or_default();
    let is_on = data.current == Some(part.stored.meta.id) && !of.is_done;
    ui.horizontal(|ui| {
        ui.set_min_height(tokens.row);
        let mut is_done = of.is_done;
        let tick = ui.add_enabled(data.edit.is_none(), eframe::egui::Checkbox::without_text(&mut is_done));
        tick.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_done, &of.title));
        if tick.changed() {
            let values = Values::new().with("is_done", Value::Flag(is_done));
            requests.push(Request::Run(super::update("run_sheet_item", &part.stored.meta, values)));
        }
        let color = if is_on { tokens.accent_text } else { tokens.text_weak };
        ui.allocate_ui_with_layout(
            eframe::egui::vec2(TIME, tokens.row),
            Layout::left_to_right(eframe::egui::Align::Center),
            |ui| {
                ui.set_width(TIME);
                ui.add(Label::new(RichText::new(time).color(color)).truncate());
            },
        );
        ui.with_layout(Layout::right_to_left(eframe::egui::Align::Center), |ui| {
            ui.add(Label::new(RichText::new(&part.person).small().color(tokens.text_weak)).truncate());
            ui.with_layout(Layout::left_to_right(eframe::egui::Align::Center), |ui| {
                let mut title = RichText::new(&of.title);
                if of.is_done {
                    title = title.color(tokens.text_weak);
                } else if is_on {
                    title = title.strong();
                }
                if ui.add(Button::new(title).frame(false).truncate()).clicked() {
                    let selected = Selected { register: "run_sheet_item", id: part.stored.meta.id };
                    requests.push(Request::Edit(selected));
                }
            });
        });
    });
}

/// The line that adds a part; it begins when the last one ends.
fn add(ui: &mut Ui, data: &ActivityData, new: &mut NewStep, requests: &mut Vec<Request>) {
    let language = ui.language();
    if data.edit.is_some() {
        return;
    }
    let last = data.console.run_sheet.last().map(|part| &part.stored.record);
    let next = last.and_then(|last| run_sheet_end(last).or(last.start)).or(data.console.stored.record.start);
    ui.horizontal(|ui| {
        let hint = next.map_or_else(String::new, |next| next.format("%H:%M").to_string());
        let time = ui.add(TextEdit::singleline(&mut new.time).hint_text(hint).desired_width(64.0));
        time.widget_info(|| {
            WidgetInfo::labeled(Role::TextInput, true, language.text("run_sheet_item.start"))
        });
        let name = language.text("activity_console.new_step");
        let title = ui.add(TextEdit::singleline(&mut new.title).hint_text(name).desired_width(220.0));
        title.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, name));
        let entered = title.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let start = begins(&new.time, next);
        let ready = !new.title.trim().is_empty() && start.is_some();
        let button = Button::new((icons::ADD, language.text("console.add")));
        if (ui.add_enabled(ready, button).clicked() || entered && ready)
            && let Some(start) = start
        {
            let values = Values::new()
                .with("activity", Value::Link(data.console.stored.meta.id))
                .with("start", Value::DateTime(start))
                .text("title", new.title.trim());
            let register = "run_sheet_item".to_owned();
            requests.push(Request::Run(Command::Create { register, id: RecordId::generate(), values }));
            *new = NewStep::default();
        }
    });
}

/// When a new part begins: the time typed, on the day of what comes before it.
fn begins(typed: &str, next: Option<NaiveDateTime>) -> Option<NaiveDateTime> {
    let typed = typed.trim().replace('：', ":");
    if typed.is_empty() {
        return next;
    }
    let time = NaiveTime::parse_from_str(&typed, "%H:%M").ok()?;
    next.map(|next| next.date().and_time(time))
}
