//! The rows of a table that are in sight.

use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{
    Align2, Color32, CursorIcon, FontId, Painter, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind,
    TextStyle, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::mark::paint_lamp;
use super::table::{Cell, CellStyle, Column, Places, Table, TableResponse, TableState};
use super::table_keys::click;
use crate::ui::pixels::narrow;
use crate::ui::tokens::{Tokens, UiExt as _};

/// Space at each side of a cell.
pub(super) const PADDING: f32 = 8.0;

/// Draws the rows in sight and acts on clicks.
pub(super) fn rows(
    outer: &mut Ui,
    body: Rect,
    table: &mut Table<'_>,
    state: &mut TableState,
    places: &Places<'_>,
    done: &mut TableResponse,
) {
    let tokens = outer.tokens();
    let mut ui = outer.new_child(
        UiBuilder::new().scope_id(places.id.with("rows")).max_rect(body).accessibility_role(Role::RowGroup),
    );
    ui.shrink_clip_rect(body);
    let (first, above) = places.window.first(state.position);
    let pixels = ui.pixels_per_point();
    let mut top = body.top() - (above * pixels).round() / pixels;
    let font = TextStyle::Body.resolve(ui.style());
    // With a finger dragging scrolls.
    let drags = table.drags && !ui.input(|input| input.has_touch_screen());
    let pressed = if drags { pressed_at(&ui, body) } else { None };
    for index in first..places.window.rows {
        if top >= body.bottom() {
            break;
        }
        let rect = Rect::from_min_size(pos2(body.left(), top), vec2(body.width(), tokens.row));
        top += tokens.row;
        let id = table.source.row_id(index);
        if pressed.is_some_and(|at| rect.contains(at)) {
            state.pressed = Some((id, index));
        }
        let sense = if drags { Sense::CLICK | Sense::DRAG } else { Sense::CLICK };
        let response = ui.interact(rect, places.id.with(("row", id)), sense);
        let over_link = paint(&ui, rect, table, state, places, index, (id, &response), &font);
        act(&ui, table, state, (id, index), &response, over_link, done);
        let source = table.source;
        let columns = table.columns;
        let selected = state.selection.contains(id);
        response
            .widget_info(|| WidgetInfo::selected(Role::Row, true, selected, spoken(source, columns, index)));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_row_index(index));
        if let Some(menu) = &mut table.menu {
            response.context_menu(|ui| menu(ui, id));
        }
    }
    drag(&ui, table, state, done);
}

/// Where a press that began in this frame fell, if it fell on the rows. In a quick drag the pointer may have gone on
/// before the frame was drawn, so that egui takes what lies under it by then for what was pressed.
fn pressed_at(ui: &Ui, body: Rect) -> Option<Pos2> {
    // The edge belongs to whatever stands beside the table and can be dragged: a divider between two panels.
    let inner = body.shrink2(vec2(ui.style().interaction.resize_grab_radius_side + 1.0, 0.0));
    let at = ui.input(|input| {
        let pressed = input.pointer.primary_pressed();
        input.pointer.press_origin().filter(|_| pressed)
    })?;
    (inner.contains(at) && ui.ctx().layer_id_at(at) == Some(ui.layer_id())).then_some(at)
}

/// The row that was pressed is dragged as soon as the pointer has left no doubt.
fn drag(ui: &Ui, table: &Table<'_>, state: &mut TableState, done: &mut TableResponse) {
    let (is_down, is_dragging) =
        ui.input(|input| (input.pointer.primary_down(), input.pointer.is_decidedly_dragging()));
    if !is_down {
        state.pressed = None;
    }
    let Some(row) = state.pressed.filter(|_| is_dragging) else { return };
    state.pressed = None;
    if !state.selection.contains(row.0) {
        click(table.source, state, row, eframe::egui::Modifiers::NONE);
        done.selection_changed = true;
    }
    done.drag_started = true;
}

/// What a row is called: its cells, one after another.
fn spoken(source: &dyn super::table::TableSource, columns: &[Column<'_>], index: usize) -> String {
    let mut spoken = String::new();
    for column in columns {
        let cell = source.cell(index, column.key);
        if !cell.text.is_empty() {
            if !spoken.is_empty() {
                spoken.push_str(", ");
            }
            spoken.push_str(&cell.text);
        }
    }
    spoken
}

/// Draws one row; returns the place of the column whose link is under the pointer.
#[expect(clippy::too_many_arguments, reason = "a row is drawn from all that a table has at hand")]
fn paint(
    ui: &Ui,
    rect: Rect,
    table: &Table<'_>,
    state: &TableState,
    places: &Places<'_>,
    index: usize,
    (id, response): (u128, &Response),
    font: &FontId,
) -> Option<usize> {
    let tokens = ui.tokens();
    let selected = state.selection.contains(id);
    let fill = super::buttons::ground(tokens, response, selected);
    ui.painter().rect_filled(rect, 0.0, fill);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
    if selected {
        let seal = Rect::from_min_size(rect.min, vec2(3.0, rect.height() - 1.0));
        ui.painter().rect_filled(seal, 0.0, tokens.accent);
    }
    let mut over_link = None;
    let mut left = rect.left() - narrow(state.sideways);
    for (place, (column, width)) in table.columns.iter().zip(places.widths).enumerate() {
        let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(*width, rect.height()));
        left += width;
        if cell.right() < rect.left() || cell.left() > rect.right() {
            continue;
        }
        let content = table.source.cell(index, column.key);
        if content.text.is_empty() {
            continue;
        }
        let painter = ui.painter().with_clip_rect(cell.intersect(ui.clip_rect()));
        let inner = cell.shrink2(vec2(PADDING, 0.0));
        let drawn = paint_cell(&painter, inner, &content, font, tokens, column.numeric);
        if content.style == CellStyle::Link
            && response.hovered()
            && response.hover_pos().is_some_and(|pointer| drawn.contains(pointer))
        {
            painter.hline(drawn.x_range(), drawn.bottom() - 1.0, Stroke::new(1.0, tokens.link));
            ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
            over_link = Some(place);
        }
    }
    if state.cursor.is_some_and(|(cursor, _)| cursor == id) && ui.memory(|memory| memory.has_focus(places.id))
    {
        let ring = Rect::from_min_max(rect.min, pos2(rect.right(), rect.bottom() - 1.0));
        ui.painter().rect_stroke(ring, 2.0, Stroke::new(1.5, tokens.focus), StrokeKind::Inside);
    }
    over_link
}

fn paint_cell(
    painter: &Painter,
    inner: Rect,
    cell: &Cell<'_>,
    font: &FontId,
    tokens: &Tokens,
    numeric: bool,
) -> Rect {
    match cell.style {
        CellStyle::Plain => text_in(painter, inner, &cell.text, font.clone(), tokens.text, numeric),
        CellStyle::Weak => text_in(painter, inner, &cell.text, font.clone(), tokens.text_weak, numeric),
        CellStyle::Link => text_in(painter, inner, &cell.text, font.clone(), tokens.link, numeric),
        CellStyle::Status(status) => {
            let color = tokens.status(status);
            paint_lamp(painter, pos2(inner.left() + 5.0, inner.center().y), 9.0, status, color);
            let text = Rect::from_min_max(pos2(inner.left() + 17.0, inner.top()), inner.max);
            text_in(painter, text, &cell.text, font.clone(), tokens.text, false)
        }
        CellStyle::Chip => {
            let font = FontId::new(tokens.small, font.family.clone());
            let room = Rect::from_min_max(
                pos2(inner.left() + 8.0, inner.top()),
                pos2(inner.right() - 8.0, inner.bottom()),
            );
            let ground = painter.add(eframe::egui::Shape::Noop);
            let text = text_in(painter, room, &cell.text, font, tokens.text, false);
            let pill = text.expand2(vec2(8.0, 2.0));
            let shape = eframe::egui::epaint::RectShape::filled(pill, pill.height() / 2.0, tokens.chip);
            painter.set(ground, shape);
            pill
        }
    }
}

/// Draws one line of text in `rect`, cut with an ellipsis where it does not fit; returns where it is.
pub fn text_in(
    painter: &Painter,
    rect: Rect,
    text: &str,
    font: FontId,
    color: Color32,
    numeric: bool,
) -> Rect {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = TextWrapping::truncate_at_width(rect.width().max(0.0));
    let galley = painter.layout_job(job);
    let align = if numeric { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
    let drawn = align.align_size_within_rect(galley.size(), rect);
    painter.galley(drawn.min, galley, color);
    drawn
}

fn act(
    ui: &Ui,
    table: &Table<'_>,
    state: &mut TableState,
    row: (u128, usize),
    response: &Response,
    over_link: Option<usize>,
    done: &mut TableResponse,
) {
    let keys = ui.input(|input| input.modifiers);
    let takes = response.clicked() || response.secondary_clicked();
    if takes {
        state.wants_focus = true;
    }
    if response.secondary_clicked() {
        if !state.selection.contains(row.0) {
            click(table.source, state, row, eframe::egui::Modifiers::NONE);
            done.selection_changed = true;
        }
        state.cursor = Some(row);
    } else if response.double_clicked() {
        done.opened = Some(row.0);
    } else if response.clicked() {
        match over_link {
            Some(place) if keys.is_none() => done.followed = Some((row.0, place)),
            _ => {
                click(table.source, state, row, keys);
                done.selection_changed = true;
            }
        }
    }
}
