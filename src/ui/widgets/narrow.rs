//! A narrow column in the middle of the window, for what stands in place of the workplace: first start and signing in.

use eframe::egui::{Response, TextEdit, Ui};

/// Width of the column and of what is in it.
pub const NARROW: f32 = 320.0;

/// Draws a column in the middle; what is in it begins at its left.
pub fn narrow_column<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let before = ((ui.available_width() - NARROW) / 2.0).max(0.0).round();
    ui.horizontal_top(|ui| {
        ui.add_space(before);
        ui.vertical(|ui| {
            ui.set_width(NARROW);
            add(ui)
        })
        .inner
    })
    .inner
}

/// A field as wide as the column, under its name.
pub fn narrow_field(ui: &mut Ui, name: &str, edit: TextEdit<'_>) -> Response {
    let label = ui.label(name);
    ui.add(edit.desired_width(f32::INFINITY)).labelled_by(label.id)
}
