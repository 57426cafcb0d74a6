//! Meetings or activities in the order of their days, of which one is chosen.

use eframe::egui::{CursorIcon, Rect, Role, ScrollArea, Sense, TextStyle, Ui, WidgetInfo, pos2, vec2};

use crate::model::Tone;
use crate::ui::panels::list::tone_status;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::{focus_ring, ground};
use crate::ui::widgets::mark::paint_lamp;
use crate::ui::widgets::table_rows::text_in;

const ROW: f32 = 36.0;

/// Something that can be chosen, in words.
pub(super) struct Chosen {
    pub(super) day: String,
    pub(super) time: String,
    pub(super) title: String,
    pub(super) place: String,
    pub(super) state: &'static str,
    pub(super) tone: Tone,
    /// Whether it takes place today.
    pub(super) is_today: bool,
}

/// Draws the rows; gives the one that was chosen. `shown` tells what is shown of each.
pub(super) fn rows<'a, R>(ui: &mut Ui, rows: &'a [R], shown: impl Fn(&R) -> &Chosen) -> Option<&'a R> {
    let mut chosen = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, ROW, rows.len(), |ui, range| {
        for place in range {
            let Some(row) = rows.get(place) else { continue };
            if ui.push_id(place, |ui| one(ui, shown(row))).inner {
                chosen = Some(row);
            }
        }
    });
    chosen
}

fn one(ui: &mut Ui, row: &Chosen) -> bool {
    let tokens = ui.tokens();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    ui.painter().rect_filled(rect, tokens.radius, ground(tokens, &response, false));
    ui.painter().hline(rect.x_range(), rect.bottom(), (1.0, tokens.line.gamma_multiply(0.5)));
    let body = TextStyle::Body.resolve(ui.style());
    let cell = |left: f32, width: f32| {
        Rect::from_min_max(
            pos2(rect.left() + left, rect.top()),
            pos2(rect.left() + left + width, rect.bottom()),
        )
    };
    let day = if row.is_today { tokens.accent_text } else { tokens.text };
    text_in(ui.painter(), cell(8.0, 92.0), &row.day, body.clone(), day, false);
    text_in(ui.painter(), cell(104.0, 96.0), &row.time, body.clone(), tokens.text_weak, false);
    let state = 176.0;
    let place = 140.0;
    let title = (rect.width() - 208.0 - state - place - 16.0).max(80.0);
    text_in(ui.painter(), cell(208.0, title), &row.title, body.clone(), tokens.text, false);
    let at = 208.0 + title + 8.0;
    text_in(ui.painter(), cell(at, place), &row.place, body.clone(), tokens.text_weak, false);
    let at = at + place + 8.0;
    let status = tone_status(row.tone);
    let center = pos2(rect.left() + at + 5.0, rect.center().y);
    paint_lamp(ui.painter(), center, 8.0, status, tokens.status(status));
    text_in(ui.painter(), cell(at + 16.0, state - 16.0), row.state, body, tokens.text_weak, false);
    let spoken = format!("{} {} {} {}", row.day, row.time, row.title, row.state);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    focus_ring(ui, rect, &response);
    response.on_hover_cursor(CursorIcon::PointingHand).clicked()
}
