//! The header of a table, with sorting and column widths, and its footer of totals.

use eframe::egui::{
    Align2, CursorIcon, Rect, Response, Role, Sense, Stroke, TextStyle, Ui, UiBuilder, WidgetInfo, accesskit,
    pos2, vec2,
};

use super::buttons::focus_ring;
use super::mark::{Mark, paint_mark};
use super::table::{Column, Places, SortKey, Table, TableResponse, TableState};
use super::table_rows::{PADDING, text_in};
use crate::ui::pixels::narrow;
use crate::ui::tokens::UiExt as _;

/// The narrowest a column can be made.
const NARROWEST: f32 = 32.0;
/// The breadth of the place between two titles that can be dragged.
const HANDLE: f32 = 8.0;

/// Draws the titles. A click sorts by the column, another turns the order round, a third drops it; with Shift the
/// column becomes a further key. Dragging an edge sets a width, a double click on it takes it back.
pub(super) fn header(
    outer: &mut Ui,
    rect: Rect,
    table: &Table<'_>,
    state: &mut TableState,
    places: &Places<'_>,
    done: &mut TableResponse,
) {
    let tokens = outer.tokens();
    let mut ui = outer.new_child(
        UiBuilder::new().scope_id(places.id.with("header")).max_rect(rect).accessibility_role(Role::Row),
    );
    ui.shrink_clip_rect(rect);
    let mut left = rect.left() - narrow(state.sideways);
    for (column, width) in table.columns.iter().zip(places.widths) {
        let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(*width, rect.height()));
        left += width;
        if cell.right() < rect.left() || cell.left() > rect.right() {
            continue;
        }
        let response = title(&ui, cell, column, state, places);
        if column.sortable && response.clicked() {
            let adds = ui.input(|input| input.modifiers.shift);
            sort_by(&mut state.sort, column.key, adds);
            done.sort_changed = true;
        }
        resize(&ui, cell, column, state, places);
    }
    outer.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
}

fn title(ui: &Ui, cell: Rect, column: &Column<'_>, state: &TableState, places: &Places<'_>) -> Response {
    let tokens = ui.tokens();
    let sense = if column.sortable { Sense::click() } else { Sense::hover() };
    let response = ui.interact(cell, places.id.with(("title", column.key)), sense);
    if response.hovered() && column.sortable {
        ui.painter().rect_filled(cell.shrink2(vec2(0.0, 1.0)), 0.0, tokens.hover);
    }
    let rank = state.sort.iter().position(|key| key.column == column.key);
    let descending = rank.and_then(|rank| state.sort.get(rank)).map(|key| key.descending);
    let mut text_rect = cell.shrink2(vec2(PADDING, 0.0));
    let font = TextStyle::Small.resolve(ui.style());
    if let Some(descending) = descending {
        let arrow = if column.numeric {
            Rect::from_min_size(pos2(text_rect.left() - 4.0, cell.center().y - 6.0), vec2(12.0, 12.0))
        } else {
            Rect::from_min_size(pos2(text_rect.right() - 8.0, cell.center().y - 6.0), vec2(12.0, 12.0))
        };
        paint_mark(ui.painter(), arrow, if descending { Mark::Down } else { Mark::Up }, tokens.accent_text);
        if state.sort.len() > 1 {
            let digit = rank.unwrap_or_default() + 1;
            let at = arrow.center() + vec2(if column.numeric { 9.0 } else { -9.0 }, 0.0);
            ui.painter().text(at, Align2::CENTER_CENTER, digit.to_string(), font.clone(), tokens.accent_text);
        }
        let taken = if state.sort.len() > 1 { 22.0 } else { 14.0 };
        if column.numeric { text_rect.min.x += taken } else { text_rect.max.x -= taken }
    }
    let color = if descending.is_some() { tokens.text } else { tokens.text_weak };
    let painter = ui.painter().with_clip_rect(cell.intersect(ui.clip_rect()));
    text_in(&painter, text_rect, &column.title, font, color, column.numeric);
    focus_ring(ui, cell, &response);
    response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &column.title));
    ui.ctx().accesskit_node_builder(response.id, |node| match descending {
        Some(true) => node.set_sort_direction(accesskit::SortDirection::Descending),
        Some(false) => node.set_sort_direction(accesskit::SortDirection::Ascending),
        None => {}
    });
    response
}

fn resize(ui: &Ui, cell: Rect, column: &Column<'_>, state: &mut TableState, places: &Places<'_>) {
    let tokens = ui.tokens();
    let edge = Rect::from_center_size(pos2(cell.right(), cell.center().y), vec2(HANDLE, cell.height()));
    let response = ui.interact(edge, places.id.with(("edge", column.key)), Sense::CLICK | Sense::DRAG);
    if response.drag_started() {
        state.resizing_from = Some(cell.width());
    }
    if let (Some(from), Some(delta)) = (state.resizing_from, response.total_drag_delta()) {
        state.widths.insert(column.key.to_owned(), (from + delta.x).max(NARROWEST).round());
        ui.ctx().request_repaint();
    }
    if response.drag_stopped() {
        state.resizing_from = None;
    }
    if response.double_clicked() {
        state.widths.remove(column.key);
    }
    let hot = response.hovered() || response.dragged();
    if hot {
        ui.ctx().set_cursor_icon(CursorIcon::ResizeColumn);
    }
    let stroke = if hot { Stroke::new(2.0, tokens.focus) } else { Stroke::new(1.0, tokens.line) };
    ui.painter().vline(
        cell.right() - 0.5,
        cell.shrink2(vec2(0.0, if hot { 0.0 } else { 7.0 })).y_range(),
        stroke,
    );
}

/// What a click on a title does to the sort order: ascending, then descending, then not at all. `adds` keeps the
/// other keys and puts a new one last.
pub fn sort_by(sort: &mut Vec<SortKey>, column: &str, adds: bool) {
    let known = sort.iter().position(|key| key.column == column);
    if !adds {
        let next = match known.and_then(|place| sort.get(place)) {
            None => Some(false),
            Some(_) if sort.len() > 1 => Some(false),
            Some(key) if !key.descending => Some(true),
            Some(_) => None,
        };
        sort.clear();
        sort.extend(next.map(|descending| SortKey { column: column.to_owned(), descending }));
        return;
    }
    match known {
        None => sort.push(SortKey { column: column.to_owned(), descending: false }),
        Some(place) => match sort.get_mut(place) {
            Some(key) if !key.descending => key.descending = true,
            _ => {
                sort.remove(place);
            }
        },
    }
}

/// Draws the totals.
pub(super) fn footer(outer: &mut Ui, rect: Rect, table: &Table<'_>, state: &TableState, places: &Places<'_>) {
    let tokens = outer.tokens();
    let mut ui = outer.new_child(UiBuilder::new().scope_id(places.id.with("footer")).max_rect(rect));
    ui.shrink_clip_rect(rect);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, tokens.line_strong));
    let font = TextStyle::Body.resolve(ui.style());
    let mut left = rect.left() - narrow(state.sideways);
    let mut spoken = vec![ui.language().text("toolkit.total").to_owned()];
    for (column, width) in table.columns.iter().zip(places.widths) {
        let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(*width, rect.height()));
        left += width;
        let Some(total) = table.source.total(column.key) else { continue };
        // A sum is longer than what it sums: it may reach over its neighbour, which seldom has one.
        let mut room = cell.shrink2(vec2(PADDING, 0.0));
        if column.numeric {
            room.min.x -= 120.0;
        }
        text_in(ui.painter(), room, &total, font.clone(), tokens.text, column.numeric);
        spoken.push(format!("{} {total}", column.title));
    }
    let strip = ui.interact(rect, places.id.with("totals"), Sense::HOVER);
    strip.widget_info(|| WidgetInfo::labeled(Role::Row, true, spoken.join(", ")));
}
