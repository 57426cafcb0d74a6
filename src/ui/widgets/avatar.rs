//! A disc with a person's initials, in a colour that stays his.

use eframe::egui::{Align2, FontFamily, FontId, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo};

use crate::ui::tokens::UiExt as _;

/// The letters on a disc: the last two of a Chinese name (李明 of 欧阳李明), the first letters of two Latin words.
pub fn initials(name: &str) -> String {
    let name = name.trim();
    let is_latin = name.chars().all(|c| c.is_ascii() || !is_han(c));
    if is_latin {
        let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
        let first = words.next();
        let last = words.next_back();
        first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
    } else {
        let han: Vec<char> = name.chars().filter(|c| is_han(*c)).collect();
        han.iter().skip(han.len().saturating_sub(2)).collect()
    }
}

fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF | 0x3007)
}

/// A stable hash of a text (FNV-1a), so that a person keeps his colour in every run.
pub fn stable_hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// Draws the disc of `name`, `size` points wide, or the picture that `paint` draws in its place.
pub fn pictured(ui: &mut Ui, name: &str, size: f32, paint: impl FnOnce(&Ui, Rect) -> bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    if ui.is_rect_visible(rect) && !paint(ui, rect) {
        disc(ui, name, rect);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    response
}

/// Draws the disc of `name`, `size` points wide.
pub fn avatar(ui: &mut Ui, name: &str, size: f32) -> Response {
    pictured(ui, name, size, |_, _| false)
}

fn disc(ui: &Ui, name: &str, rect: Rect) {
    let tokens = ui.tokens();
    let (hash, size) = (stable_hash(name), rect.width());
    ui.painter().circle_filled(rect.center(), size / 2.0, tokens.avatar(hash ^ (hash >> 32)));
    let letters = initials(name);
    let scale = if letters.chars().any(is_han) { 0.36 } else { 0.4 };
    let font = FontId::new((size * scale).round().max(9.0), FontFamily::Proportional);
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, letters, font, tokens.text_on_accent);
}
