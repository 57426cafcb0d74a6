//! What a file says as text, page by page.

use std::ops::Range;

use eframe::egui::text::{CCursor, LayoutJob, TextFormat};
use eframe::egui::{Align, Button, Frame, Label, Margin, RichText, ScrollArea, Stroke, TextStyle, Ui};

use crate::exchange::extract::Reading;
use crate::ui::icons;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::section::caption;

/// Which page of how many is shown, the way to the others, and what is not shown of the file.
pub(super) fn page_line(
    ui: &mut Ui,
    count: usize,
    (are_own, has_layout): (bool, bool),
    reading: Reading,
    page: &mut usize,
) {
    let language = ui.language();
    let tokens = ui.tokens();
    let last = count.saturating_sub(1);
    *page = (*page).min(last);
    if count > 1 {
        ui.horizontal(|ui| {
            let back = Button::new(icons::CHEVRON_LEFT).frame_when_inactive(false);
            if named(ui, *page > 0, back, language.text("preview.page_before")) {
                *page -= 1;
            }
            let key = if are_own { "preview.page" } else { "preview.piece" };
            let place = [("page", (*page + 1).to_string()), ("pages", count.to_string())];
            let place = place.each_ref().map(|(name, text)| (*name, text.as_str()));
            ui.label(RichText::new(language.fill(key, &place)).color(tokens.text_weak));
            let forward = Button::new(icons::CHEVRON_RIGHT).frame_when_inactive(false);
            if named(ui, *page < last, forward, language.text("preview.page_after")) {
                *page += 1;
            }
        });
    }
    if reading != Reading::Whole {
        caption(ui, language.text(reading.text()));
    }
    if has_layout {
        caption(ui, language.text("preview.text_only"));
    }
}

/// The text of a page; the words that were searched for are marked and, when they have just come, brought into sight.
pub(super) fn text_ui(ui: &mut Ui, page: usize, text: &str, found: Option<&Range<usize>>, reveals: bool) {
    let tokens = ui.tokens();
    let frame = Frame::new().fill(tokens.raised).corner_radius(tokens.radius).inner_margin(Margin::same(12));
    let frame = frame.stroke(Stroke::new(1.0, tokens.line));
    frame.show(ui, |ui| {
        ScrollArea::vertical().id_salt(("page", page)).auto_shrink(false).show(ui, |ui| {
            if text.is_empty() {
                let empty = RichText::new(ui.language().text("preview.empty_page")).color(tokens.text_weak);
                ui.add(Label::new(empty).wrap());
                return;
            }
            let Some(found) = found else {
                ui.add(Label::new(RichText::new(text).color(tokens.text)).wrap().selectable(true));
                return;
            };
            let plain = TextFormat::simple(TextStyle::Body.resolve(ui.style()), tokens.text);
            let marked =
                TextFormat { background: tokens.selected, color: tokens.accent_text, ..plain.clone() };
            let (before, rest) = text.split_at_checked(found.start).unwrap_or((text, ""));
            let (words, behind) = rest.split_at_checked(found.len()).unwrap_or((rest, ""));
            let mut job = LayoutJob::default();
            for (part, format) in [(before, &plain), (words, &marked), (behind, &plain)] {
                job.append(part, 0.0, format.clone());
            }
            job.wrap.max_width = ui.available_width();
            let galley = reveals.then(|| ui.painter().layout_job(job.clone()));
            let label = ui.add(Label::new(job).wrap().selectable(true));
            if let Some(galley) = galley {
                let line = galley.pos_from_cursor(CCursor::new(before.chars().count()));
                ui.scroll_to_rect(line.translate(label.rect.min.to_vec2()), Some(Align::Center));
            }
        });
    });
}

fn named(ui: &mut Ui, enabled: bool, button: Button<'_>, name: &str) -> bool {
    let response = ui.add_enabled(enabled, button);
    response.widget_info(|| eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Button, enabled, name));
    response.on_hover_text(name).clicked()
}
