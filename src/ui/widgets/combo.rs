//! A box to choose in, with the arrow of the program's own icons.

use eframe::egui::style::WidgetVisuals;
use eframe::egui::{Align2, AsIdSalt, ComboBox, FontId, IntoAtoms, Rect, Ui};

use crate::ui::{fonts, icons};

/// A box that shows what is chosen; what can be chosen is drawn by [`ComboBox::show_ui`].
pub fn combo<'a>(id: impl AsIdSalt, shown: impl IntoAtoms<'a>) -> ComboBox<'a> {
    ComboBox::from_id_salt(id).selected_text(shown).icon(arrow)
}

fn arrow(ui: &Ui, rect: Rect, visuals: &WidgetVisuals, _: bool) {
    let font = FontId::new(rect.height(), fonts::icons());
    let color = visuals.fg_stroke.color;
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, icons::CHEVRON_DOWN, font, color);
}
