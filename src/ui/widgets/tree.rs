//! A virtual tree: only rows in sight are asked for, drawn and put into the accessibility tree. Keys work as in any
//! tree: arrows walk, fold and unfold, Home and End, a page at a time, and letters jump to what begins with them, in
//! pinyin too.

use eframe::egui::{
    Align2, Event, EventFilter, Key, Modifiers, Rect, Response, Role, Sense, Stroke, StrokeKind, TextStyle,
    Ui, UiBuilder, WidgetInfo, accesskit, pos2, vec2,
};

use super::table_rows::text_in;
use super::table_scroll::{Axis, BAR, Window, scrollbar};
use crate::rules::search_text::{fold, pinyin_full, pinyin_initials};
use crate::ui::icons;
use crate::ui::pixels::{narrow, wide};
use crate::ui::tokens::UiExt as _;

/// How far a level stands to the right of the one above it.
const INDENT: f32 = 16.0;

/// Letters typed within this many seconds are one word.
const TYPED_TOGETHER: f64 = 1.0;

/// One row as it is drawn.
#[derive(Clone, Copy, Debug)]
pub struct TreeRow<'a> {
    /// Its icon.
    pub icon: &'a str,
    /// What it is called.
    pub name: &'a str,
    /// What stands at the right end.
    pub count: &'a str,
    /// How far below the top.
    pub depth: usize,
    /// Whether it is unfolded; `None` when there is nothing below it.
    pub unfolded: Option<bool>,
}

/// The rows in sight if the window were high enough, from the top.
pub trait TreeSource {
    /// How many rows there are now.
    fn row_count(&self) -> usize;

    /// The row at `index`.
    fn row(&self, index: usize) -> TreeRow<'_>;
}

/// What a tree remembers between frames.
#[derive(Clone, Debug, Default)]
pub struct TreeState {
    position: f64,
    grabbed: Option<f64>,
    typed: String,
    typed_at: f64,
    wants_reveal: Option<usize>,
    wants_focus: bool,
}

impl TreeState {
    /// Scrolls to a row at the next drawing.
    pub fn reveal(&mut self, index: usize) {
        self.wants_reveal = Some(index);
    }

    /// Gives the tree the keyboard at the next drawing.
    pub fn focus(&mut self) {
        self.wants_focus = true;
    }
}

/// What the user did in this frame; indexes are of rows.
#[derive(Clone, Debug, Default)]
pub struct TreeResponse {
    /// The row chosen.
    pub chosen: Option<usize>,
    /// The row folded or unfolded.
    pub toggled: Option<usize>,
    /// The row something was let go over.
    pub dropped_on: Option<usize>,
    /// The row under the pointer.
    pub hovered: Option<usize>,
}

/// Draws the tree called `name` into all the space there is. `chosen` is the row that is chosen; `accepts` says whether
/// what is being dragged may be let go over a row, `None` that nothing is.
pub fn tree(
    ui: &mut Ui,
    name: &str,
    source: &dyn TreeSource,
    chosen: Option<usize>,
    state: &mut TreeState,
    accepts: Option<&dyn Fn(usize) -> bool>,
) -> TreeResponse {
    let tokens = ui.tokens();
    let rect = ui.available_rect_before_wrap();
    let id = ui.make_persistent_id(("tree", name));
    let rows = source.row_count();
    let mut outer = ui.new_child(
        UiBuilder::new()
            .scope_id(id)
            .max_rect(rect)
            .sense(Sense::click_and_drag())
            .accessibility_role(Role::Tree)
            .accessibility_label(name),
    );
    outer.expand_to_include_rect(rect);
    outer.shrink_clip_rect(rect);
    outer.ctx().allow_widget_id_changes_in(rect);
    ui.advance_cursor_after_rect(rect);

    let body = Rect::from_min_max(rect.min, pos2(rect.right() - BAR, rect.bottom()));
    let window = Window { rows, row: tokens.row, height: body.height() };
    if let Some(index) = state.wants_reveal.take() {
        state.position = window.reveal(state.position, index);
    }
    let mut done = TreeResponse::default();
    keyboard(&outer, id, source, chosen, state, &window, &mut done);
    if outer.rect_contains_pointer(body) {
        let delta = outer.input(|input| input.smooth_scroll_delta().y);
        if delta != 0.0 {
            state.position -= f64::from(delta);
            outer.input_mut(|input| input.smooth_scroll_delta.y = 0.0);
        }
    }
    state.position = window.clamp(state.position);

    let has_focus = outer.memory(|memory| memory.has_focus(id));
    let (first, above) = window.first(state.position);
    let pixels = outer.pixels_per_point();
    let mut top = body.top() - (above * pixels).round() / pixels;
    for index in first..rows {
        if top >= body.bottom() {
            break;
        }
        let place = Rect::from_min_size(pos2(body.left(), top), vec2(body.width(), tokens.row));
        top += tokens.row;
        let is_chosen = chosen == Some(index);
        let row = source.row(index);
        let response = outer.interact(place, id.with(index), Sense::CLICK);
        let under = outer.rect_contains_pointer(place);
        let takes = accepts.map(|accepts| under && accepts(index));
        draw(&outer, place, &row, &response, (is_chosen, has_focus), takes);
        if under {
            done.hovered = Some(index);
        }
        if takes == Some(true) && outer.input(|input| input.pointer.any_released()) {
            done.dropped_on = Some(index);
        }
        act(&response, place, &row, index, state, &mut done);
        tell(&outer, &response, &row, is_chosen);
    }

    let bar = Rect::from_min_max(pos2(body.right(), body.top()), rect.max);
    let lengths = (window.content(), f64::from(window.height));
    let vertical = id.with("vertical");
    let moved = scrollbar(&outer, vertical, bar, Axis::Vertical, lengths, state.position, &mut state.grabbed);
    if (moved - state.position).abs() > 0.0 {
        state.position = moved;
        outer.request_repaint();
    }
    drop(outer);
    if std::mem::take(&mut state.wants_focus) {
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_bounds(accesskit::Rect {
            x0: rect.min.x.into(),
            y0: rect.min.y.into(),
            x1: rect.max.x.into(),
            y1: rect.max.y.into(),
        });
    });
    done
}

/// Where the sign that folds a row stands.
fn chevron(place: Rect, depth: usize) -> Rect {
    let left = place.left() + 4.0 + INDENT * narrow(wide(depth));
    Rect::from_min_size(pos2(left, place.top()), vec2(18.0, place.height()))
}

fn draw(
    ui: &Ui,
    place: Rect,
    row: &TreeRow<'_>,
    response: &Response,
    (is_chosen, has_focus): (bool, bool),
    takes: Option<bool>,
) {
    let tokens = ui.tokens();
    let painter = ui.painter();
    let fill = match takes {
        Some(true) => tokens.selected,
        _ => super::buttons::ground(tokens, response, is_chosen),
    };
    painter.rect_filled(place, tokens.radius, fill);
    if takes == Some(true) {
        painter.rect_stroke(place, tokens.radius, Stroke::new(1.5, tokens.accent), StrokeKind::Inside);
    } else if is_chosen && has_focus {
        painter.rect_stroke(place, tokens.radius, Stroke::new(1.5, tokens.focus), StrokeKind::Inside);
    }
    let font = TextStyle::Body.resolve(ui.style());
    let small = TextStyle::Small.resolve(ui.style());
    let sign = chevron(place, row.depth);
    if let Some(unfolded) = row.unfolded {
        let glyph = if unfolded { icons::CHEVRON_DOWN } else { icons::CHEVRON_RIGHT };
        painter.text(sign.center(), Align2::CENTER_CENTER, glyph, small.clone(), tokens.text_weak);
    }
    let color = if is_chosen { tokens.accent_text } else { tokens.text };
    let left = sign.right() + 2.0;
    let icon_at = pos2(left, place.center().y);
    painter.text(
        icon_at,
        Align2::LEFT_CENTER,
        row.icon,
        font.clone(),
        if is_chosen { color } else { tokens.text_weak },
    );
    let right = place.right() - 8.0;
    let counted =
        painter.text(pos2(right, place.center().y), Align2::RIGHT_CENTER, row.count, small, tokens.text_weak);
    let room = Rect::from_min_max(pos2(left + 22.0, place.top()), pos2(counted.left() - 8.0, place.bottom()));
    text_in(painter, room, row.name, font, color, false);
}

fn act(
    response: &Response,
    place: Rect,
    row: &TreeRow<'_>,
    index: usize,
    state: &mut TreeState,
    done: &mut TreeResponse,
) {
    if !response.clicked() {
        return;
    }
    state.wants_focus = true;
    let on_sign =
        response.interact_pointer_pos().is_some_and(|pointer| chevron(place, row.depth).contains(pointer));
    if row.unfolded.is_some() && (on_sign || response.double_clicked()) {
        done.toggled = Some(index);
    }
    if !on_sign || row.unfolded.is_none() {
        done.chosen = Some(index);
    }
}

/// Puts a row into the accessibility tree.
fn tell(ui: &Ui, response: &Response, row: &TreeRow<'_>, is_chosen: bool) {
    response.widget_info(|| {
        let spoken =
            if row.count.is_empty() { row.name.to_owned() } else { format!("{}, {}", row.name, row.count) };
        WidgetInfo::selected(Role::TreeItem, true, is_chosen, spoken)
    });
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_level(row.depth + 1);
        if let Some(unfolded) = row.unfolded {
            node.set_expanded(unfolded);
        }
    });
}

fn keyboard(
    ui: &Ui,
    id: eframe::egui::Id,
    source: &dyn TreeSource,
    chosen: Option<usize>,
    state: &mut TreeState,
    window: &Window,
    done: &mut TreeResponse,
) {
    if window.rows == 0 || !ui.memory(|memory| memory.has_focus(id)) {
        return;
    }
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    let mut keys = Vec::new();
    let mut text = String::new();
    let now = ui.input(|input| input.time);
    ui.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Key { key, pressed: true, modifiers, .. } if understands(*key, *modifiers) => {
                keys.push(*key);
                false
            }
            Event::Text(typed) => {
                text.push_str(typed);
                false
            }
            _ => true,
        });
    });
    let mut here = chosen;
    for key in keys {
        here = press(key, source, here, window, done).or(here);
    }
    if !text.trim().is_empty() {
        if now - state.typed_at > TYPED_TOGETHER {
            state.typed.clear();
        }
        state.typed_at = now;
        state.typed.push_str(&text);
        // A word goes on from where one is, a new one from the next.
        let start = here.map_or(0, |here| if state.typed == text { here + 1 } else { here });
        let found = (0..window.rows)
            .map(|step| (start + step) % window.rows)
            .find(|index| begins(source.row(*index).name, &state.typed));
        here = found.or(here);
    }
    if here != chosen
        && let Some(index) = here
    {
        done.chosen = Some(index);
        state.position = window.reveal(state.position, index);
    }
}

fn understands(key: Key, modifiers: Modifiers) -> bool {
    let known = matches!(
        key,
        Key::ArrowUp
            | Key::ArrowDown
            | Key::ArrowLeft
            | Key::ArrowRight
            | Key::Home
            | Key::End
            | Key::PageUp
            | Key::PageDown
            | Key::Enter
    );
    known && !modifiers.alt && !modifiers.command
}

/// Where a key leads; a row is folded or unfolded on the way.
fn press(
    key: Key,
    source: &dyn TreeSource,
    here: Option<usize>,
    window: &Window,
    done: &mut TreeResponse,
) -> Option<usize> {
    let last = window.rows.checked_sub(1)?;
    let page = window.page().saturating_sub(1).max(1);
    let Some(at) = here else { return Some(if key == Key::End { last } else { 0 }) };
    let row = source.row(at);
    match key {
        Key::ArrowUp => Some(at.saturating_sub(1)),
        Key::ArrowDown => Some((at + 1).min(last)),
        Key::PageUp => Some(at.saturating_sub(page)),
        Key::PageDown => Some((at + page).min(last)),
        Key::Home => Some(0),
        Key::End => Some(last),
        Key::ArrowRight => match row.unfolded {
            Some(false) => {
                done.toggled = Some(at);
                None
            }
            Some(true) => Some((at + 1).min(last)),
            None => None,
        },
        Key::ArrowLeft if row.unfolded == Some(true) => {
            done.toggled = Some(at);
            None
        }
        // To the node above.
        Key::ArrowLeft => (0..at).rev().find(|index| source.row(*index).depth < row.depth),
        Key::Enter if row.unfolded.is_some() => {
            done.toggled = Some(at);
            None
        }
        _ => None,
    }
}

/// Whether a name begins with what was typed, as it is written or in pinyin.
fn begins(name: &str, typed: &str) -> bool {
    let typed = fold(typed.trim());
    let spelt = || pinyin_full(name).into_iter().chain(pinyin_initials(name));
    fold(name).starts_with(&typed) || (typed.is_ascii() && spelt().any(|pinyin| pinyin.starts_with(&typed)))
}
