//! Headings, and key-value rows that line up.

use eframe::egui::{Label, Response, RichText, Sides, TextStyle, Ui, UiBuilder, vec2};

use crate::ui::theme::section_style;
use crate::ui::tokens::UiExt as _;

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

/// Rows of `key  value`, the values starting on one line; an empty value shows "—".
pub fn key_values(ui: &mut Ui, rows: &[(&str, &str)]) {
    let tokens = ui.tokens();
    let font = TextStyle::Body.resolve(ui.style());
    let widest = rows
        .iter()
        .map(|(key, _)| {
            ui.painter().layout_no_wrap((*key).to_owned(), font.clone(), tokens.text_weak).size().x
        })
        .fold(0.0_f32, f32::max);
    let key_width = widest.min(ui.available_width() * 0.45).ceil();
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = tokens.grid;
        for (key, value) in rows {
            key_row(ui, key, key_width, |ui| {
                let shown = if value.is_empty() { "—" } else { value };
                let color = if value.is_empty() { tokens.text_weak } else { tokens.text };
                ui.add(Label::new(RichText::new(shown).color(color)).wrap().selectable(true));
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
        cell.add(Label::new(RichText::new(key).color(tokens.text_weak)).truncate());
        let height = cell.min_size().y;
        ui.allocate_space(vec2(key_width, height));
        ui.add_space(tokens.gap);
        ui.vertical(value);
    });
}
