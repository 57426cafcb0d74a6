//! The figures in rows, what is pointed out, and what was adjusted.

use eframe::egui::{
    Align, Align2, CursorIcon, Label, Layout, Rect, RichText, Role, Sense, TextStyle, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

use super::choice;
use super::data::{PanelData, note_title, yuan};
use crate::desk::Urgency;
use crate::model::RecordId;
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::buttons::{focus_ring, ground};
use crate::ui::widgets::mark::lamp;
use crate::ui::widgets::section::{caption, section_title};
use crate::ui::workplace::Request;

/// How many rows a table of the panel shows; the others are in the lists.
const MOST_ROWS: usize = 14;

/// How many notes are shown at first.
const MOST_NOTES: usize = 12;

/// The width of the amounts at the right of a difference.
const AMOUNTS: f32 = 184.0;

/// Draws the rows of the breakdown.
pub(super) fn groups(ui: &mut Ui, data: &PanelData, requests: &mut Vec<Request>) {
    let tokens = ui.tokens();
    let language = ui.language();
    ui.add_space(tokens.gap);
    let width = ui.available_width();
    let cells = u16::try_from(data.columns.len().max(2) - 1).map_or(1.0, f32::from);
    let name_width = (width * 0.2).max(140.0);
    let each = (width - name_width) / cells;
    let small = TextStyle::Small.resolve(ui.style());
    let body = TextStyle::Body.resolve(ui.style());
    let (head, _) = ui.allocate_exact_size(vec2(width, tokens.row), Sense::hover());
    let cell_right = |place: usize| {
        let place = u16::try_from(place + 1).map_or(1.0, f32::from);
        head.left() + name_width + each * place - 8.0
    };
    let painter = ui.painter().clone();
    for (place, key) in data.columns.iter().enumerate() {
        let (at, anchor) = match place.checked_sub(1) {
            None => (pos2(head.left() + 8.0, head.center().y), Align2::LEFT_CENTER),
            Some(place) => (pos2(cell_right(place), head.center().y), Align2::RIGHT_CENTER),
        };
        painter.text(at, anchor, language.text(key), small.clone(), tokens.text_weak);
    }
    painter.hline(head.x_range(), head.bottom(), (1.0, tokens.line));
    ui.spacing_mut().item_spacing.y = 0.0;
    for (index, row) in data.rows.iter().take(MOST_ROWS).enumerate() {
        let (rect, _) = ui.allocate_exact_size(vec2(width, tokens.row), Sense::hover());
        let response = ui.interact(rect, ui.scope_id().with(("row", index)), Sense::click());
        painter.rect_filled(rect, tokens.radius, ground(tokens, &response, false));
        let clip = Rect::from_min_max(rect.min, pos2(rect.left() + name_width - 8.0, rect.bottom()));
        let at = pos2(rect.left() + 8.0, rect.center().y);
        painter.with_clip_rect(clip).text(at, Align2::LEFT_CENTER, &row.name, body.clone(), tokens.text);
        for (place, cell) in row.cells.iter().enumerate() {
            let at = pos2(cell_right(place), rect.center().y);
            let is_last = place + 1 == row.cells.len();
            let color = row.status.filter(|_| is_last).map_or(tokens.text, |status| tokens.status(status));
            painter.text(at, Align2::RIGHT_CENTER, cell, body.clone(), color);
        }
        response.widget_info(|| {
            let cells = data.columns.iter().skip(1).zip(&row.cells);
            let cells: Vec<String> =
                cells.map(|(key, cell)| format!("{} {cell}", language.text(key))).collect();
            let told = format!("{} {}", row.name, cells.join(language.list_separator()));
            WidgetInfo::labeled(Role::Button, true, told)
        });
        focus_ring(ui, rect, &response);
        if response.on_hover_cursor(CursorIcon::PointingHand).clicked() {
            requests.push(Request::OpenRows(row.rows.clone(), row.name.clone()));
        }
    }
    ui.spacing_mut().item_spacing.y = tokens.gap;
    if data.rows.len() > MOST_ROWS {
        let count = (data.rows.len() - MOST_ROWS).to_string();
        if ui.link(language.fill("execution.more", &[("count", &count)])).clicked() {
            let rows = data.panel.line_rows(0..data.panel.lines.len());
            requests.push(Request::OpenRows(rows, data.title.clone()));
        }
    }
}

/// Draws what is pointed out, with its reason.
pub(super) fn notes(ui: &mut Ui, data: &PanelData, shows_all: &mut bool, requests: &mut Vec<Request>) {
    let language = ui.language();
    section_title(ui, language.text("execution.alerts"));
    if data.notes.is_empty() {
        caption(ui, language.text("execution.no_alerts"));
    }
    let most = if *shows_all { usize::MAX } else { MOST_NOTES };
    for (place, (note, words)) in data.notes.iter().take(most).enumerate() {
        let title = note_title(note, language);
        let status = match note.urgency {
            Urgency::High => Status::Overdue,
            Urgency::Warning => Status::Behind,
            Urgency::Notice => Status::DueSoon,
            Urgency::Explained => Status::Done,
        };
        let opened = entry(ui, ("note", place), &format!("{title} {words}"), |ui| {
            lamp(ui, status, "");
            text(ui, &title, words);
        });
        if opened {
            requests.push(Request::OpenRows(note.rows.clone(), title));
        }
    }
    if data.notes.len() > most {
        let count = (data.notes.len() - most).to_string();
        if ui.link(language.fill("execution.more_notes", &[("count", &count)])).clicked() {
            *shows_all = true;
        }
    }
}

/// Draws how the budget differs from what was approved at first or from another version, with the reasons.
pub(super) fn differences(
    ui: &mut Ui,
    data: &PanelData,
    compared: &mut Option<RecordId>,
    requests: &mut Vec<Request>,
) {
    let tokens = ui.tokens();
    let language = ui.language();
    section_title(ui, language.text("execution.comparison"));
    ui.horizontal(|ui| {
        let adopted = language.text("execution.adopted");
        choice(ui, "execution.compared_with", compared, adopted, &data.panel.every);
    });
    for line in &data.whole {
        caption(ui, line);
    }
    if data.differences.is_empty() {
        caption(ui, language.text("execution.no_difference"));
    }
    for (place, difference) in data.differences.iter().take(MOST_ROWS).enumerate() {
        let opened = entry(ui, ("difference", place), &difference.line, |ui| {
            let width = (ui.available_width() - AMOUNTS - tokens.gap).max(AMOUNTS);
            ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
                ui.set_width(width);
                text(ui, &difference.line, &difference.why);
            });
            ui.allocate_ui_with_layout(vec2(AMOUNTS, 0.0), Layout::top_down(Align::Max), |ui| {
                ui.set_width(AMOUNTS);
                ui.spacing_mut().item_spacing.y = 0.0;
                let color = if difference.change.is_negative() { tokens.accent_text } else { tokens.done };
                ui.label(RichText::new(difference.change.with_sign()).color(color));
                let to = format!("{} → {}", yuan(difference.before), yuan(difference.now));
                ui.label(RichText::new(to).small().color(tokens.text_weak));
            });
        });
        if opened {
            requests.push(Request::OpenRows(difference.rows.clone(), difference.line.clone()));
        }
    }
}

fn text(ui: &mut Ui, title: &str, detail: &str) {
    let tokens = ui.tokens();
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.add(Label::new(title).truncate());
        ui.add(Label::new(RichText::new(detail).small().color(tokens.text_weak)).wrap());
    });
}

/// A line that can be opened.
fn entry(ui: &mut Ui, salt: (&str, usize), name: &str, content: impl FnOnce(&mut Ui)) -> bool {
    let builder = UiBuilder::new().id_salt(salt).sense(Sense::click());
    let response = ui
        .scope_builder(builder, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(content);
        })
        .response;
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    focus_ring(ui, response.rect, &response);
    response.on_hover_cursor(CursorIcon::PointingHand).clicked()
}
