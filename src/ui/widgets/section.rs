//! Headings, and key-value rows that line up.

use eframe::egui::{Label, Response, RichText, Sides, TextStyle, Ui, UiBuilder, vec2};

use crate::ui::theme::section_style;
use crate::ui::tokens::{Status, UiExt as _};

/// The title of a screen, with room for actions at the right.
pub fn screen_title(ui: &mut Ui, title: &str, actions: impl FnOnce(&mut Ui)) {
    let tokens = ui.tokens();
    Sides::new().height(tokens.control).shrink_left().truncate().show(
        ui,
        |ui| {
            let heading = ui.add(Label::new(RichText::new(title).heading()).truncate());
            ui.ctx().accesskit_node_builder(heading.id, |node| node.set_role(eframe::egui::Role::Heading));
        },
        actions,
    );
}

/// The title of a part of a screen, with space above it.
pub fn section_title(ui: &mut Ui, title: &str) -> Response {
    let tokens = ui.tokens();
    ui.add_space(tokens.gap);
    let heading = ui.label(RichText::new(title).text_style(section_style()));
    ui.ctx().accesskit_node_builder(heading.id, |node| node.set_role(eframe::egui::Role::Heading));
    heading
}

/// A small weak heading over a group of lines, as in the navigation.
pub fn caption(ui: &mut Ui, text: &str) -> Response {
    let tokens = ui.tokens();
    ui.label(RichText::new(text).small().color(tokens.text_weak))
}

/// A key, its value, and what is to be noted beside it.
#[derive(Clone, Copy, Debug)]
pub struct KeyValue<'a> {
    /// The key.
    pub key: &'a str,
    /// The value; an empty one shows "—".
    pub value: &'a str,
    /// What marks the value, such as what it is today.
    pub note: Option<&'a str>,
}

/// Rows of `key  value`, the values starting on one line; an empty value shows "—".
pub fn key_values(ui: &mut Ui, rows: &[(&str, &str)]) {
    let rows: Vec<KeyValue<'_>> =
        rows.iter().map(|(key, value)| KeyValue { key, value, note: None }).collect();
    key_values_noted(ui, &rows, str::to_owned);
}

/// As [`key_values`], a value with a note being marked and the note below it in the words of `say`.
pub fn key_values_noted(ui: &mut Ui, rows: &[KeyValue<'_>], say: impl Fn(&str) -> String) {
    let tokens = ui.tokens();
    let font = TextStyle::Body.resolve(ui.style());
    let widest = rows
        .iter()
        .map(|row| ui.painter().layout_no_wrap(row.key.to_owned(), font.clone(), tokens.text_weak).size().x)
        .fold(0.0_f32, f32::max);
    let key_width = widest.min(ui.available_width() * 0.4).ceil();
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = tokens.grid;
        for row in rows {
            key_row(ui, row.key, key_width, |ui| {
                let shown = if row.value.is_empty() { "—" } else { row.value };
                let color = match row.note {
                    Some(_) => tokens.status(Status::Behind),
                    None if row.value.is_empty() => tokens.text_weak,
                    None => tokens.text,
                };
                ui.add(Label::new(RichText::new(shown).color(color)).wrap().selectable(true));
                if let Some(note) = row.note {
                    caption(ui, &say(note));
                }
            });
        }
    });
}

/// One row: the key in `key_width` points of weak text, then whatever `value` draws.
pub fn key_row(ui: &mut Ui, key: &str, key_width: f32, value: impl FnOnce(&mut Ui)) {
    let tokens = ui.tokens();
    ui.horizontal_top(|ui| {
        let top = ui.cursor().min;
        let rect = eframe::egui::Rect::from_min_size(top, vec2(key_width, ui.available_height()));
        let mut cell = ui.new_child(UiBuilder::new().id_salt(("key", key)).max_rect(rect));
        cell.add(Label::new(RichText::new(key).color(tokens.text_weak)).wrap());
        let height = cell.min_size().y;
        ui.allocate_space(vec2(key_width, height));
        ui.add_space(tokens.gap);
        ui.vertical(value);
    });
}
