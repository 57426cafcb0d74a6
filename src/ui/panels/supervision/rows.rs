//! The matters as rows of two lines: what it is, who holds it since when, when it is due, what was last said, and who is
//! told.

use eframe::egui::{CursorIcon, Rect, Role, ScrollArea, Sense, TextStyle, Ui, WidgetInfo, pos2, vec2};

use super::data::{Row, SupervisionData};
use crate::model::RecordId;
use crate::ui::routes::Selected;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::{focus_ring, ground};
use crate::ui::widgets::mark::paint_light;
use crate::ui::widgets::table_rows::text_in;
use crate::ui::workplace::Request;

/// Height of a row of two lines.
const ROW: f32 = 48.0;
/// Room of the lamp.
const LAMP: f32 = 28.0;
const HOLDER: f32 = 112.0;
const DUE: f32 = 132.0;
const TOLD: f32 = 124.0;
/// With less width the column of those who are told gives way.
const WIDE: f32 = 820.0;

/// Where the columns of a row stand.
struct Columns {
    matter: (f32, f32),
    holder: (f32, f32),
    due: (f32, f32),
    word: (f32, f32),
    told: Option<(f32, f32)>,
}

impl Columns {
    fn of(rect: Rect) -> Self {
        let told = if rect.width() >= WIDE { TOLD } else { 0.0 };
        let free = (rect.width() - LAMP - HOLDER - DUE - told - 12.0).max(120.0);
        let (matter, gap) = (free * 0.54, 12.0);
        let mut left = rect.left() + LAMP;
        let mut column = |width: f32| {
            let at = (left, left + width - gap);
            left += width;
            at
        };
        Self {
            matter: column(matter),
            holder: column(HOLDER),
            due: column(DUE),
            word: column(free - matter),
            told: (told > 0.0).then(|| column(TOLD)),
        }
    }
}

/// Draws the rows under their head.
pub(super) fn list(
    ui: &mut Ui,
    data: &SupervisionData,
    selected: &mut Option<RecordId>,
    requests: &mut Vec<Request>,
) {
    let tokens = ui.tokens();
    let language = ui.language();
    ui.spacing_mut().item_spacing.y = 0.0;
    let (head, _) = ui.allocate_exact_size(vec2(ui.available_width(), tokens.row), Sense::hover());
    let columns = Columns::of(head);
    let title = |ui: &Ui, (left, right): (f32, f32), key| {
        let cell = Rect::from_min_max(pos2(left, head.top()), pos2(right, head.bottom()));
        let font = TextStyle::Small.resolve(ui.style());
        text_in(ui.painter(), cell, language.text(key), font, tokens.text_weak, false);
    };
    title(ui, columns.matter, "supervision.column_matter");
    title(ui, columns.holder, "supervision.column_holder");
    title(ui, columns.due, "supervision.column_due");
    title(ui, columns.word, "supervision.column_word");
    if let Some(told) = columns.told {
        title(ui, told, "supervision.column_told");
    }
    ui.painter().hline(head.x_range(), head.bottom(), (1.0, tokens.line));
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, ROW, data.rows.len(), |ui, range| {
        for row in data.rows.get(range).unwrap_or_default() {
            ui.push_id(row.id.as_bytes(), |ui| row_ui(ui, row, selected, requests));
        }
    });
}

fn row_ui(ui: &mut Ui, row: &Row, selected: &mut Option<RecordId>, requests: &mut Vec<Request>) {
    let tokens = ui.tokens();
    let language = ui.language();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let is_selected = *selected == Some(row.id);
    ui.painter().rect_filled(rect, tokens.radius, ground(tokens, &response, is_selected));
    ui.painter().hline(rect.x_range(), rect.bottom(), (1.0, tokens.line.gamma_multiply(0.5)));
    let columns = Columns::of(rect);
    if let Some(lamp) = row.lamp {
        paint_light(ui.painter(), pos2(rect.left() + 13.0, rect.top() + 17.0), 10.0, lamp, tokens);
    }
    let cell = |ui: &Ui, (left, right): (f32, f32), text: &str, under: &str, colors: [_; 2]| {
        let upper = Rect::from_min_max(pos2(left, rect.top() + 5.0), pos2(right, rect.top() + 27.0));
        let lower = Rect::from_min_max(pos2(left, rect.top() + 25.0), pos2(right, rect.bottom() - 4.0));
        let [body, small] = [TextStyle::Body, TextStyle::Small].map(|style| style.resolve(ui.style()));
        text_in(ui.painter(), upper, text, body, colors[0], false);
        text_in(ui.painter(), lower, under, small, colors[1], false);
    };
    let (text, weak) = (tokens.text, tokens.text_weak);
    let colored = |status: Option<_>, otherwise| status.map_or(otherwise, |status| tokens.status(status));
    cell(ui, columns.matter, &row.title, &row.detail, [text, weak]);
    cell(ui, columns.holder, &row.holder, &row.since, [text, weak]);
    cell(ui, columns.due, &row.due, &row.left, [text, colored(row.left_status, weak)]);
    cell(ui, columns.word, &row.word, &row.word_detail, [text, colored(row.word_status, weak)]);
    if let Some(told) = columns.told {
        cell(ui, told, &row.told, &row.told_names, [text, weak]);
    }
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, row.spoken(language)));
    focus_ring(ui, rect, &response);
    let selection = Selected { register: "matter", id: row.id };
    if response.clicked() {
        *selected = Some(row.id);
        requests.push(Request::Select(Some(selection)));
    }
    if response.double_clicked() {
        requests.push(Request::Edit(selection));
    }
    response.on_hover_cursor(CursorIcon::PointingHand);
}
