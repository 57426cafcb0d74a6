//! A line of tags, each removable, with a box to add one.

use eframe::egui::{Key, Response, TextEdit, Ui, Vec2};

use super::buttons::ButtonsExt as _;
use super::field_edit::full_width;
use super::pick_box::{PickBox, Picked, Proposal, pick_box};
use crate::ui::tokens::UiExt as _;

/// Width of the box that adds one, in points.
const BOX: f32 = 120.0;

/// Draws the tags and a box that adds one on Enter or a comma (also ，、). The response is of the box; `changed()`
/// when the tags did. A tag is kept once.
pub fn tags_edit(ui: &mut Ui, id_salt: &str, tags: &mut Vec<String>) -> Response {
    let id = ui.make_persistent_id(("tags", id_salt));
    let mut typed: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let (mut changed, mut response) = line(ui, tags, |ui| {
        let hint = ui.language().text("toolkit.add_tag");
        ui.add(
            TextEdit::singleline(&mut typed)
                .id(id)
                .hint_text(hint)
                .align(eframe::egui::Align2::LEFT_CENTER)
                .desired_width(BOX),
        )
    });
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if entered || response.lost_focus() || typed.contains([',', '，', '、']) {
        for tag in typed.split([',', '，', '、']).map(str::trim).filter(|tag| !tag.is_empty()) {
            changed |= add(tags, tag);
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

/// As [`tags_edit`], where a tag is one of the names that `propose` knows.
pub fn names_edit(
    ui: &mut Ui,
    hint: &str,
    tags: &mut Vec<String>,
    propose: impl Fn(&str) -> Vec<Proposal>,
) -> Response {
    let mut changed = !tags.is_empty() && line(ui, tags, |_| ()).0;
    let look = PickBox { id_salt: "names", chosen: "", hint, width: full_width(ui) };
    let (mut response, picked) = pick_box(ui, look, |query| {
        let mut proposals = propose(query);
        proposals.retain(|(_, name, _)| !tags.contains(name));
        proposals
    });
    if let Some(Picked::One((_, name, _))) = picked {
        changed |= add(tags, &name);
    }
    response.flags.set(eframe::egui::response::Flags::CHANGED, changed);
    response
}

/// The tags, and behind them what adds one; whether one was removed.
fn line<R>(ui: &mut Ui, tags: &mut Vec<String>, adding: impl FnOnce(&mut Ui) -> R) -> (bool, R) {
    let drawn = ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(4.0);
        let remove = ui.language().text("toolkit.remove");
        let before = tags.len();
        tags.retain(|tag| !ui.push_id(tag, |ui| ui.removable_chip(tag, remove)).inner);
        (tags.len() != before, adding(ui))
    });
    drawn.inner
}

/// Adds a tag unless it is there.
fn add(tags: &mut Vec<String>, tag: &str) -> bool {
    let is_new = !tags.iter().any(|known| known == tag);
    if is_new {
        tags.push(tag.to_owned());
    }
    is_new
}
