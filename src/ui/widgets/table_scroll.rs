//! Where a long list stands: scroll arithmetic that is exact at row ten million, and scrollbars of its own.

use eframe::egui::{CursorIcon, Id, Rect, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::ui::pixels::{floor, narrow, wide};
use crate::ui::tokens::UiExt as _;

/// The breadth of a scrollbar in points.
pub const BAR: f32 = 12.0;

/// A window of `height` points on `rows` rows of `row` points each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// The number of rows.
    pub rows: usize,
    /// The height of a row in points.
    pub row: f32,
    /// The height of the window in points.
    pub height: f32,
}

impl Window {
    /// The height of all rows.
    pub fn content(&self) -> f64 {
        wide(self.rows) * f64::from(self.row)
    }

    /// The furthest scroll position.
    pub fn furthest(&self) -> f64 {
        (self.content() - f64::from(self.height)).max(0.0)
    }

    /// `position` kept between the first and the furthest.
    pub fn clamp(&self, position: f64) -> f64 {
        position.clamp(0.0, self.furthest())
    }

    /// The first row in sight, and how many points of it are above the window's edge (less than a row).
    pub fn first(&self, position: f64) -> (usize, f32) {
        let row = f64::from(self.row.max(1.0));
        let first = floor(position / row).min(self.rows.saturating_sub(1));
        (first, narrow(position - wide(first) * row))
    }

    /// The number of whole rows in sight, at least one.
    pub fn page(&self) -> usize {
        floor(f64::from(self.height / self.row.max(1.0))).max(1)
    }

    /// The position nearest to `position` at which row `index` is wholly in sight.
    pub fn reveal(&self, position: f64, index: usize) -> f64 {
        let top = wide(index) * f64::from(self.row);
        let bottom = top + f64::from(self.row) - f64::from(self.height);
        self.clamp(position.min(top).max(bottom))
    }
}

/// Which way a scrollbar runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Left to right.
    Horizontal,
    /// Top to bottom.
    Vertical,
}

/// Draws a scrollbar in `rect` for `content` points seen through `seen` points, and returns the new position.
/// Dragging the handle is exact at both ends; a press in the track turns a page. `grabbed` remembers the position at
/// which a drag began.
pub fn scrollbar(
    ui: &Ui,
    id: Id,
    rect: Rect,
    axis: Axis,
    (content, seen): (f64, f64),
    position: f64,
    grabbed: &mut Option<f64>,
) -> f64 {
    let furthest = (content - seen).max(0.0);
    if furthest <= 0.0 {
        *grabbed = None;
        return 0.0;
    }
    let tokens = ui.tokens();
    let along = |size: Vec2| if axis == Axis::Vertical { size.y } else { size.x };
    let track = f64::from(along(rect.size()));
    let handle = (track * seen / content).clamp(28.0_f64.min(track), track);
    let free = (track - handle).max(1.0);
    let start = narrow(position / furthest * free);
    let length = narrow(handle);

    let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
    response.widget_info(|| WidgetInfo::new(Role::ScrollBar));
    let mut moved = position;
    if response.drag_started() {
        *grabbed = Some(position);
    }
    if let (Some(from), Some(delta)) = (*grabbed, response.total_drag_delta()) {
        moved = from + f64::from(along(delta)) / free * furthest;
    }
    if response.drag_stopped() {
        *grabbed = None;
    }
    if response.clicked()
        && let Some(pointer) = response.interact_pointer_pos()
    {
        let at = along(pointer - rect.min);
        if at < start {
            moved = position - seen;
        } else if at > start + length {
            moved = position + seen;
        }
    }

    let hot = response.hovered() || response.dragged();
    let thickness = if hot { 8.0 } else { 5.0 };
    let inset = (BAR - thickness) / 2.0;
    let bar = match axis {
        Axis::Vertical => {
            Rect::from_min_size(pos2(rect.left() + inset, rect.top() + start), vec2(thickness, length))
        }
        Axis::Horizontal => {
            Rect::from_min_size(pos2(rect.left() + start, rect.top() + inset), vec2(length, thickness))
        }
    };
    ui.painter().rect_filled(bar, thickness / 2.0, if hot { tokens.text_weak } else { tokens.line_strong });
    if hot {
        ui.ctx().set_cursor_icon(CursorIcon::Default);
    }
    moved.clamp(0.0, furthest)
}
