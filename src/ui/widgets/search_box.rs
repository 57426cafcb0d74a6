//! The search box over a list.

use eframe::egui::{Align2, EventFilter, Key, Modifiers, Rect, Response, TextEdit, Ui, Vec2, pos2};

use super::buttons::ButtonsExt as _;
use super::mark::{Mark, paint_mark};
use crate::ui::tokens::UiExt as _;

/// Draws a search field of `width` points saying `hint` while empty; `changed()` when its text did. Escape or the
/// cross clears it. While an input method composes, the letters typed so far are the query: pinyin finds names too.
pub fn search_box(ui: &mut Ui, id_salt: &str, query: &mut String, hint: &str, width: f32) -> Response {
    let tokens = ui.tokens();
    let id = ui.make_persistent_id(id_salt);
    let has_text = !query.is_empty();
    let clears = has_text
        && ui.memory(|memory| memory.has_focus(id))
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    let inset = 16.0 + tokens.gap;
    let mut response = ui.add(
        TextEdit::singleline(query)
            .id(id)
            .hint_text(hint.to_owned())
            .desired_width(width)
            .event_filter(EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: has_text,
                tab: false,
            })
            .align(Align2::LEFT_CENTER)
            .margin(eframe::egui::Margin { left: 28, right: 28, top: 2, bottom: 2 }),
    );
    let left = Rect::from_center_size(
        pos2(response.rect.left() + inset / 2.0 + 3.0, response.rect.center().y),
        Vec2::splat(16.0),
    );
    paint_mark(ui.painter(), left, Mark::Search, tokens.text_weak);
    let mut cleared = clears;
    if !query.is_empty() {
        let rect = Align2::RIGHT_CENTER.align_size_within_rect(Vec2::splat(tokens.control), response.rect);
        ui.scope_builder(eframe::egui::UiBuilder::new().id_salt(id).max_rect(rect), |ui| {
            cleared |= ui.mark_button(Mark::Cross, ui.language().text("toolkit.clear")).clicked();
        });
    }
    if cleared {
        query.clear();
        response.mark_changed();
        response.request_focus();
    }
    response.accessible_name(hint)
}
