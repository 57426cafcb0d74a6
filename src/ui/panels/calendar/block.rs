//! How an entry looks, wherever it stands.

use eframe::egui::{
    Align2, Color32, FontId, Painter, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, TextStyle, Ui,
    WidgetInfo, pos2, text::LayoutJob, text::TextFormat, text::TextWrapping, vec2,
};

use super::page::{Colour, Line};
use crate::ui::icons;
use crate::ui::tokens::{Status, Tokens, UiExt as _};
use crate::ui::widgets::mark::paint_lamp;

/// The state an entry is drawn in.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BlockLook {
    pub(super) selected: bool,
    /// It is over.
    pub(super) past: bool,
    /// It is being dragged, or waits for the answer to its move.
    pub(super) faded: bool,
    /// It goes on before or after what is shown.
    pub(super) open_start: bool,
    pub(super) open_end: bool,
}

/// The colour of a place in the palette.
pub(super) fn series_colour(tokens: &Tokens, place: usize) -> Color32 {
    match tokens.series.get(place) {
        Some(colour) => *colour,
        None => tokens
            .avatars
            .get((place - tokens.series.len()) % tokens.avatars.len())
            .copied()
            .unwrap_or(tokens.link),
    }
}

/// The full colour of an entry.
pub(super) fn ink(tokens: &Tokens, colour: Colour) -> Color32 {
    match colour {
        Colour::Series(place) => series_colour(tokens, place),
        Colour::Due => tokens.behind,
        Colour::Plain => tokens.text_weak,
    }
}

/// The ground of an entry: its colour thinned with the ground it lies on.
fn ground(tokens: &Tokens, colour: Colour, look: BlockLook, hovered: bool) -> Color32 {
    let strength = match (look.selected, hovered) {
        (true, _) => 0.42,
        (false, true) => 0.26,
        (false, false) => 0.17,
    };
    let strength = if tokens.dark { strength + 0.08 } else { strength };
    let strength = if look.past && !look.selected { strength * 0.6 } else { strength };
    tokens.panel.lerp_to_gamma(ink(tokens, colour), strength)
}

/// Gives an entry its place among what is clicked, dragged, focused and read aloud.
pub(super) fn sense(ui: &Ui, rect: Rect, place: usize, line: &Line, selected: bool) -> Response {
    let id = ui.scope_id().with(("entry", line.entry.record, line.entry.original, place));
    let sense = if line.entry.can_move() { Sense::click_and_drag() } else { Sense::click() };
    let response = ui.interact(rect, id, sense);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, &line.words));
    if response.dragged() { response } else { response.on_hover_text(&line.words) }
}

/// What is over steps back a little, and can still be read.
fn name_colour(tokens: &Tokens, look: BlockLook) -> Color32 {
    if look.past { tokens.text.lerp_to_gamma(tokens.text_weak, 0.6) } else { tokens.text }
}

fn fonts(ui: &Ui) -> (FontId, FontId) {
    let body = TextStyle::Body.resolve(ui.style());
    let small = TextStyle::Small.resolve(ui.style());
    (FontId { size: body.size - 1.0, ..body }, small)
}

/// The sign of something that comes again.
fn repeats_mark(painter: &Painter, corner: Pos2, colour: Color32, size: f32) {
    painter.text(corner, Align2::RIGHT_TOP, icons::REFRESH, FontId::proportional(size), colour);
}

/// An entry as a block among hours: its name, then as much of when and where as there is room for.
pub(super) fn block(
    ui: &Ui,
    painter: &Painter,
    rect: Rect,
    line: &Line,
    look: BlockLook,
    response: &Response,
) {
    let tokens = ui.tokens();
    let colour = ink(tokens, line.colour);
    let fade = if look.faded { 0.45 } else { 1.0 };
    let fill = ground(tokens, line.colour, look, response.hovered()).gamma_multiply(fade);
    // What is too narrow for words speaks by its colour alone.
    let fill = if rect.width() < 24.0 { fill.lerp_to_gamma(colour, 0.4) } else { fill };
    painter.rect_filled(rect, tokens.radius, fill);
    let bar = Rect::from_min_max(rect.min, pos2(rect.left() + 3.0, rect.bottom()));
    painter.rect_filled(bar, 1.5, colour.gamma_multiply(fade));
    if look.selected {
        painter.rect_stroke(rect, tokens.radius, Stroke::new(1.5, colour), StrokeKind::Inside);
    }
    if response.has_focus() {
        painter.rect_stroke(rect, tokens.radius, Stroke::new(2.0, tokens.focus), StrokeKind::Outside);
    }
    let text = name_colour(tokens, look).gamma_multiply(fade);
    let weak = tokens.text_weak.gamma_multiply(fade);
    let (name, small) = fonts(ui);
    let comes_again = (line.entry.repeats || line.entry.is_exception) && rect.width() > 72.0;
    let right = if comes_again { 16.0 } else { 4.0 };
    let inner = Rect::from_min_max(rect.min + vec2(8.0, 2.0), rect.max - vec2(right, 1.0));
    if inner.width() < 8.0 {
        return;
    }
    let painter = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
    if comes_again {
        repeats_mark(&painter, pos2(rect.right() - 4.0, rect.top() + 3.0), weak, 10.0);
    }
    let line_height = name.size * 1.3;
    let room_for = (inner.height() / line_height).floor();
    if room_for < 2.0 {
        // One line: the name, then when.
        let mut job = LayoutJob::default();
        job.append(&line.entry.title, 0.0, TextFormat::simple(name, text));
        job.append(&line.time, 8.0, TextFormat::simple(small, weak));
        job.wrap = TextWrapping::truncate_at_width(inner.width());
        let galley = painter.layout_job(job);
        let top = (rect.center().y - galley.size().y / 2.0).max(rect.top());
        painter.galley(pos2(inner.left(), top), galley, text);
        return;
    }
    let mut job = LayoutJob::default();
    job.append(&line.entry.title, 0.0, TextFormat::simple(name, text));
    let when = match line.entry.place.is_empty() || room_for < 3.0 {
        true => line.span.clone(),
        false => format!("{}\n{}", line.span, line.entry.place),
    };
    job.append("\n", 0.0, TextFormat::simple(small.clone(), weak));
    job.append(&when, 0.0, TextFormat::simple(small.clone(), weak));
    job.wrap = TextWrapping {
        max_width: inner.width(),
        max_rows: crate::ui::pixels::floor(f64::from(room_for)).max(1),
        break_anywhere: inner.width() < 56.0,
        overflow_character: Some('…'),
    };
    let galley = painter.layout_job(job);
    painter.galley(inner.min, galley, text);
}

/// An entry as one line: a bar over days, or a line of a month.
pub(super) fn strip(
    ui: &Ui,
    painter: &Painter,
    rect: Rect,
    line: &Line,
    look: BlockLook,
    response: &Response,
) {
    let tokens = ui.tokens();
    let colour = ink(tokens, line.colour);
    let fade = if look.faded { 0.45 } else { 1.0 };
    let is_bar = line.entry.is_bar();
    let text = name_colour(tokens, look).gamma_multiply(fade);
    let (name, small) = fonts(ui);
    let name = FontId { size: small.size, ..name };
    let mut left = rect.left() + 4.0;
    if is_bar && line.colour != Colour::Due {
        let radius = eframe::egui::CornerRadius {
            nw: if look.open_start { 0 } else { tokens.radius },
            sw: if look.open_start { 0 } else { tokens.radius },
            ne: if look.open_end { 0 } else { tokens.radius },
            se: if look.open_end { 0 } else { tokens.radius },
        };
        painter.rect_filled(
            rect,
            radius,
            ground(tokens, line.colour, look, response.hovered()).gamma_multiply(fade),
        );
        if !look.open_start {
            let bar = Rect::from_min_max(rect.min, pos2(rect.left() + 3.0, rect.bottom()));
            painter.rect_filled(bar, 1.5, colour.gamma_multiply(fade));
        }
        left += 4.0;
    } else {
        let lit = look.selected || response.hovered();
        if lit {
            painter.rect_filled(rect, tokens.radius, ground(tokens, line.colour, look, true));
        }
        let centre = pos2(rect.left() + 8.0, rect.center().y);
        if line.colour == Colour::Due {
            let status = if look.past { Status::Overdue } else { Status::DueSoon };
            paint_lamp(painter, centre, 7.0, status, tokens.status(status).gamma_multiply(fade));
        } else {
            painter.circle_filled(centre, 3.0, colour.gamma_multiply(fade));
        }
        left += 12.0;
    }
    if look.selected {
        painter.rect_stroke(rect, tokens.radius, Stroke::new(1.5, colour), StrokeKind::Inside);
    }
    if response.has_focus() {
        painter.rect_stroke(rect, tokens.radius, Stroke::new(2.0, tokens.focus), StrokeKind::Inside);
    }
    let mut job = LayoutJob::default();
    let weak = tokens.text_weak.gamma_multiply(fade);
    if !line.time.is_empty() && !is_bar && rect.width() > 80.0 {
        job.append(&line.time, 0.0, TextFormat::simple(small, weak));
        job.append(&line.entry.title, 5.0, TextFormat::simple(name, text));
    } else {
        job.append(&line.entry.title, 0.0, TextFormat::simple(name, text));
    }
    job.wrap = TextWrapping::truncate_at_width((rect.right() - 3.0 - left).max(0.0));
    let galley = painter.layout_job(job);
    painter.galley(pos2(left, rect.center().y - galley.size().y / 2.0), galley, text);
}

/// Where something dragged would be put.
pub(super) fn ghost(ui: &Ui, painter: &Painter, rect: Rect, words: &str, colour: Color32) {
    let tokens = ui.tokens();
    painter.rect_filled(rect, tokens.radius, tokens.panel.lerp_to_gamma(colour, 0.28));
    painter.rect_stroke(rect, tokens.radius, Stroke::new(1.5, colour), StrokeKind::Inside);
    let (_, small) = fonts(ui);
    let painter = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
    painter.text(rect.min + vec2(8.0, 3.0), Align2::LEFT_TOP, words, small, tokens.text);
}
