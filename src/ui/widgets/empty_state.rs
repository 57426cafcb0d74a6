//! What an empty list says: what belongs there, and the first step.

use eframe::egui::{RichText, Ui};

use crate::ui::tokens::UiExt as _;

/// Draws an icon glyph (may be empty), a sentence and the button of the first step (if there is one the user may
/// take); true when it is pressed. Centred in the space that is left. The button is an ordinary one: the primary one of
/// the screen stands in its head.
pub fn empty_state(ui: &mut Ui, icon: &str, sentence: &str, first_step: Option<&str>) -> bool {
    let tokens = ui.tokens();
    let mut pressed = false;
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() * 0.3).clamp(tokens.padding, 160.0));
        if !icon.is_empty() {
            ui.label(RichText::new(icon).size(tokens.display).color(tokens.line_strong));
        }
        ui.label(RichText::new(sentence).color(tokens.text_weak));
        if let Some(text) = first_step {
            ui.add_space(tokens.grid);
            pressed = ui.button(text).clicked();
        }
    });
    pressed
}
