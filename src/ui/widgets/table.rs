//! A virtual table for ten million rows as well as for ten.
//!
//! Only rows in sight are asked for, drawn and put into the accessibility tree; the scroll position is exact at any
//! row; selection is by id. The caller sorts and filters (it owns the order of rows), the table says when to.

use std::borrow::Cow;
use std::collections::BTreeMap;

use eframe::egui::{Id, Rect, Response, Role, Sense, Ui, UiBuilder, Vec2, accesskit, pos2, vec2};

use super::selection::{RowId, Selection};
use super::table_header::{footer, header};
use super::table_keys::keyboard;
use super::table_rows::rows;
use super::table_scroll::{Axis, BAR, Window, scrollbar};
use crate::ui::pixels::narrow;
use crate::ui::tokens::{Status, UiExt as _};

/// How a cell is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellStyle {
    /// Plain text.
    #[default]
    Plain,
    /// Secondary text.
    Weak,
    /// Opens something when clicked; reported as [`TableResponse::followed`].
    Link,
    /// With the lamp of a status before it.
    Status(Status),
    /// On a tinted ground.
    Chip,
}

/// What a cell shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell<'a> {
    /// Its text; borrowed where the source keeps it formatted. An empty one draws nothing.
    pub text: Cow<'a, str>,
    /// How it is set.
    pub style: CellStyle,
}

impl<'a> Cell<'a> {
    /// A plain cell.
    pub fn plain(text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: text.into(), style: CellStyle::Plain }
    }

    /// A cell with a style.
    pub fn styled(text: impl Into<Cow<'a, str>>, style: CellStyle) -> Self {
        Self { text: text.into(), style }
    }
}

/// The rows of a table, in the order shown.
pub trait TableSource {
    /// How many rows there are now.
    fn row_count(&self) -> usize;

    /// The id of the row at `index`, which is below [`TableSource::row_count`].
    fn row_id(&self, index: usize) -> RowId;

    /// Where the row `id` is now. Asked after a sort, and for a range from a row out of sight; the default looks
    /// through all rows.
    fn index_of(&self, id: RowId) -> Option<usize> {
        (0..self.row_count()).find(|index| self.row_id(*index) == id)
    }

    /// The cell at `index` in the column called `key`. Asked for cells in sight, each frame: format when the data
    /// change, not here.
    fn cell(&self, index: usize, key: &str) -> Cell<'_>;

    /// The sum or count shown under the column called `key`; if any column has one the table has a footer.
    fn total(&self, _key: &str) -> Option<Cow<'_, str>> {
        None
    }
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column<'a> {
    /// What the source and the sort order call it.
    pub key: &'a str,
    /// Its title.
    pub title: Cow<'a, str>,
    /// Its width in points until the user changes it.
    pub width: f32,
    /// Whether it takes a share of the width that is left.
    pub grows: bool,
    /// Whether its texts are numbers, set to the right.
    pub numeric: bool,
    /// Whether a click on its title sorts.
    pub sortable: bool,
}

impl<'a> Column<'a> {
    /// A sortable column of texts.
    pub fn new(key: &'a str, title: impl Into<Cow<'a, str>>, width: f32) -> Self {
        Self { key, title: title.into(), width, grows: false, numeric: false, sortable: true }
    }

    /// Takes a share of the width that is left.
    pub fn grows(mut self) -> Self {
        self.grows = true;
        self
    }

    /// Holds numbers.
    pub fn numeric(mut self) -> Self {
        self.numeric = true;
        self
    }

    /// Can't be sorted by.
    pub fn unsorted(mut self) -> Self {
        self.sortable = false;
        self
    }
}

/// One key of a sort order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// The column.
    pub column: String,
    /// Largest first.
    pub descending: bool,
}

/// What a table remembers between frames; owned by the screen, not by egui.
#[derive(Clone, Debug, Default)]
pub struct TableState {
    /// The selected rows.
    pub selection: Selection,
    /// The order wanted, the most important key first; empty is the source's own order.
    pub sort: Vec<SortKey>,
    /// Widths the user has set, by column.
    pub widths: BTreeMap<String, f32>,
    /// The row the keyboard is on, and where it was last seen.
    pub(super) cursor: Option<(RowId, usize)>,
    /// Where a range with Shift begins.
    pub(super) anchor: Option<(RowId, usize)>,
    pub(super) position: f64,
    pub(super) sideways: f64,
    row_height: f32,
    pub(super) wants_reveal: Option<RowId>,
    pub(super) wants_focus: bool,
    /// The row that was pressed and may be dragged.
    pub(super) pressed: Option<(RowId, usize)>,
    grabbed: Option<f64>,
    grabbed_sideways: Option<f64>,
    pub(super) resizing_from: Option<f32>,
}

impl TableState {
    /// The row the keyboard is on.
    pub fn cursor(&self) -> Option<RowId> {
        self.cursor.map(|(id, _)| id)
    }

    /// The table takes the keyboard when it is drawn next.
    pub fn take_keyboard(&mut self) {
        self.wants_focus = true;
    }

    /// Selects a row, which stands at a place, as if it had been walked to.
    pub fn go_to(&mut self, (row, place): (RowId, usize)) {
        self.selection.select_only(row);
        self.cursor = Some((row, place));
        self.anchor = self.cursor;
        self.reveal(row);
    }

    /// Scrolls no further than it takes to show a row, when the table is drawn next.
    pub fn reveal(&mut self, row: RowId) {
        self.wants_reveal = Some(row);
    }

    /// Back to the first row, as after a new filter.
    pub fn scroll_to_top(&mut self) {
        self.position = 0.0;
    }

    /// The scroll position in points from the top of the first row.
    pub fn position(&self) -> f64 {
        self.position
    }
}

/// What the user did with a table in this frame.
#[derive(Clone, Debug)]
pub struct TableResponse {
    /// The table as a whole; it has the keyboard when `has_focus()`.
    pub response: Response,
    /// [`TableState::sort`] changed: sort the source.
    pub sort_changed: bool,
    /// The selection changed.
    pub selection_changed: bool,
    /// Enter or a double click on this row.
    pub opened: Option<RowId>,
    /// A link was clicked: the row, and the place of its column.
    pub followed: Option<(RowId, usize)>,
    /// Rows began to be dragged; the row that was pressed is among those selected.
    pub drag_started: bool,
}

/// Draws the context menu of a row.
pub type RowMenu<'a> = &'a mut dyn FnMut(&mut Ui, RowId);

/// A table to be drawn.
pub struct Table<'a> {
    pub(super) name: &'a str,
    pub(super) columns: &'a [Column<'a>],
    pub(super) source: &'a dyn TableSource,
    pub(super) menu: Option<RowMenu<'a>>,
    empty: Option<&'a mut dyn FnMut(&mut Ui)>,
    pub(super) drags: bool,
}

/// The places of a table's parts for one frame.
pub(super) struct Places<'p> {
    pub(super) widths: &'p [f32],
    pub(super) window: Window,
    pub(super) id: Id,
}

impl<'a> Table<'a> {
    /// A table called `name` for those who hear it.
    pub fn new(name: &'a str, columns: &'a [Column<'a>], source: &'a dyn TableSource) -> Self {
        Self { name, columns, source, menu: None, empty: None, drags: false }
    }

    /// The menu of a row, opened by the right button; the row is selected first if it was not.
    pub fn menu(mut self, menu: RowMenu<'a>) -> Self {
        self.menu = Some(menu);
        self
    }

    /// What is drawn under the header while there are no rows.
    pub fn empty(mut self, empty: &'a mut dyn FnMut(&mut Ui)) -> Self {
        self.empty = Some(empty);
        self
    }

    /// Rows can be dragged with the mouse; reported as [`TableResponse::drag_started`].
    pub fn drags(mut self, drags: bool) -> Self {
        self.drags = drags;
        self
    }

    /// Draws the table into all the space there is.
    pub fn show(mut self, ui: &mut Ui, state: &mut TableState) -> TableResponse {
        let tokens = ui.tokens();
        let rect = ui.available_rect_before_wrap();
        let id = ui.make_persistent_id(("table", self.name));
        let row_count = self.source.row_count();
        let mut outer = ui.new_child(
            UiBuilder::new()
                .scope_id(id)
                .max_rect(rect)
                .sense(Sense::click_and_drag())
                .accessibility_role(Role::Table)
                .accessibility_label(self.name),
        );
        outer.expand_to_include_rect(rect);
        outer.shrink_clip_rect(rect);
        outer.ctx().allow_widget_id_changes_in(rect);
        ui.advance_cursor_after_rect(rect);

        // The gutter of the scrollbar is always kept, so that nothing jumps when rows arrive.
        let seen_width = rect.width() - BAR;
        let widths = self.widths(state, seen_width);
        let content_width: f32 = widths.iter().sum();
        let overflows = content_width > seen_width + 0.5;
        let has_footer =
            row_count > 0 && self.columns.iter().any(|column| self.source.total(column.key).is_some());
        let head = rect.top() + tokens.row;
        let foot = rect.bottom() - if overflows { BAR } else { 0.0 };
        let below = foot - if has_footer { tokens.row } else { 0.0 };
        let body = Rect::from_min_max(pos2(rect.left(), head), pos2(rect.right() - BAR, below.max(head)));

        if state.row_height > 0.0 && (state.row_height - tokens.row).abs() > f32::EPSILON {
            state.position *= f64::from(tokens.row / state.row_height);
        }
        state.row_height = tokens.row;
        let window = Window { rows: row_count, row: tokens.row, height: body.height() };
        let places = Places { widths: &widths, window, id };
        if let Some(id) = state.wants_reveal.take()
            && let Some(index) = locate(self.source, id, state.cursor.map_or(0, |(_, index)| index))
        {
            state.cursor = Some((id, index));
            state.position = window.reveal(state.position, index);
        }
        let response = outer.response();
        let mut done = TableResponse {
            response: response.clone(),
            sort_changed: false,
            selection_changed: false,
            opened: None,
            followed: None,
            drag_started: false,
        };
        keyboard(&outer, &self, state, &places, &mut done);
        wheel(&outer, body, &response, state, overflows);
        state.position = window.clamp(state.position);
        state.sideways = state.sideways.clamp(0.0, f64::from((content_width - seen_width).max(0.0)));

        let head_rect = Rect::from_min_max(rect.min, pos2(body.right(), head));
        outer.painter().rect_filled(
            Rect::from_min_max(rect.min, pos2(rect.right(), head)),
            0.0,
            tokens.sunken,
        );
        header(&mut outer, head_rect, &self, state, &places, &mut done);
        rows(&mut outer, body, &mut self, state, &places, &mut done);
        if has_footer {
            let strip = Rect::from_min_max(pos2(rect.left(), below), pos2(body.right(), foot));
            footer(&mut outer, strip, &self, state, &places);
        }
        if row_count == 0
            && let Some(empty) = &mut self.empty
        {
            let mut inner = outer.new_child(UiBuilder::new().id_salt("empty").max_rect(body));
            empty(&mut inner);
        }

        let bar = Rect::from_min_max(pos2(body.right(), body.top()), pos2(rect.right(), body.bottom()));
        let lengths = (window.content(), f64::from(window.height));
        let vertical = id.with("vertical");
        let moved =
            scrollbar(&outer, vertical, bar, Axis::Vertical, lengths, state.position, &mut state.grabbed);
        let bar = Rect::from_min_size(pos2(rect.left(), foot), vec2(seen_width, BAR));
        let lengths = (f64::from(content_width), f64::from(seen_width));
        let sideways = id.with("horizontal");
        let slid = if overflows {
            let grabbed = &mut state.grabbed_sideways;
            scrollbar(&outer, sideways, bar, Axis::Horizontal, lengths, state.sideways, grabbed)
        } else {
            0.0
        };
        // The rows of this frame stand where they stood; the new position is for the next.
        if (moved - state.position).abs() > 0.0 || (slid - state.sideways).abs() > 0.0 {
            state.position = moved;
            state.sideways = slid;
            outer.ctx().request_repaint();
        }
        // A surface gives the keyboard up when a click lands on what is in it, and it does so when it is closed.
        drop(outer);
        if std::mem::take(&mut state.wants_focus) {
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_row_count(row_count);
            node.set_column_count(self.columns.len());
            node.set_bounds(accesskit::Rect {
                x0: rect.min.x.into(),
                y0: rect.min.y.into(),
                x1: rect.max.x.into(),
                y1: rect.max.y.into(),
            });
        });
        done
    }

    fn widths(&self, state: &TableState, seen: f32) -> Vec<f32> {
        let set = |column: &Column<'_>| state.widths.get(column.key).copied();
        let fixed: f32 = self.columns.iter().map(|column| set(column).unwrap_or(column.width)).sum();
        let growing = self.columns.iter().filter(|column| column.grows && set(column).is_none()).count();
        let left = (seen - fixed).max(0.0);
        let share =
            if growing == 0 { 0.0 } else { (left / narrow(crate::ui::pixels::wide(growing))).floor() };
        self.columns
            .iter()
            .map(|column| match set(column) {
                Some(width) => width,
                None if column.grows => column.width + share,
                None => column.width,
            })
            .collect()
    }
}

/// Where the row is: at `hint` if it has not moved, else wherever the source finds it.
pub(super) fn locate(source: &dyn TableSource, id: RowId, hint: usize) -> Option<usize> {
    if hint < source.row_count() && source.row_id(hint) == id { Some(hint) } else { source.index_of(id) }
}

fn wheel(ui: &Ui, body: Rect, response: &Response, state: &mut TableState, overflows: bool) {
    if response.dragged() && ui.input(|input| input.has_touch_screen()) {
        let delta = response.drag_delta();
        state.position -= f64::from(delta.y);
        state.sideways -= f64::from(delta.x);
    }
    if !ui.rect_contains_pointer(body) {
        return;
    }
    let delta = ui.input(|input| input.smooth_scroll_delta());
    if delta == Vec2::ZERO {
        return;
    }
    state.position -= f64::from(delta.y);
    if overflows {
        state.sideways -= f64::from(delta.x);
    }
    // What the table takes, a scroll area around it must not take again.
    ui.input_mut(|input| {
        input.smooth_scroll_delta.y = 0.0;
        if overflows {
            input.smooth_scroll_delta.x = 0.0;
        }
    });
}
