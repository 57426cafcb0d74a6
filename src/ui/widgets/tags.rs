//! A line of tags, each removable, with a box to add one.

use eframe::egui::{Key, Response, TextEdit, Ui};

use super::buttons::ButtonsExt as _;
use crate::ui::tokens::UiExt as _;

/// Draws the tags and a box that adds one on Enter or a comma (also ，、). The response is of the box; `changed()`
/// when the tags did. A tag is kept once.
pub fn tags_edit(ui: &mut Ui, id_salt: &str, tags: &mut Vec<String>) -> Response {
    let id = ui.make_persistent_id(("tags", id_salt));
    let language = ui.language();
    let mut typed: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let mut changed = false;
    let mut response = ui
        .horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = eframe::egui::Vec2::splat(4.0);
            let remove = language.text("toolkit.remove");
            let before = tags.len();
            tags.retain(|tag| !ui.push_id(tag, |ui| ui.removable_chip(tag, remove)).inner);
            changed |= tags.len() != before;
            ui.add(
                TextEdit::singleline(&mut typed)
                    .id(id)
                    .hint_text(language.text("toolkit.add_tag"))
                    .align(eframe::egui::Align2::LEFT_CENTER)
                    .desired_width(120.0),
            )
        })
        .inner;
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if entered || response.lost_focus() || typed.contains([',', '，', '、']) {
        for tag in typed.split([',', '，', '、']).map(str::trim).filter(|tag| !tag.is_empty()) {
            if !tags.iter().any(|known| known == tag) {
                tags.push(tag.to_owned());
                changed = true;
            }
        }
        typed.clear();
        if entered {
            response.request_focus();
        }
    }
    ui.data_mut(|data| data.insert_temp(id, typed));
    response.flags.set(eframe::egui::response::Flags::CHANGED, changed);
    response
}
