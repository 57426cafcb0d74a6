//! A post as a card, its dotted line, and the small map in the corner.

use std::sync::Arc;

use eframe::egui::emath::TSTransform;
use eframe::egui::epaint::TextShape;
use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{
    self, Align2, Color32, FontFamily, FontId, Galley, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2,
};

use super::view::View;
use super::{Difference, Drawn};
use crate::desk::OrgNode;
use crate::rules::org_layout::Layout;
use crate::rules::org_view;
use crate::ui::fonts;
use crate::ui::photos::Photos;
use crate::ui::pixels::narrow;
use crate::ui::tokens::{Status, Tokens, UiExt as _};
use crate::ui::widgets::avatar::{initials, stable_hash};

/// With a smaller zoom the lines of a card are specks; its name alone stands there, larger.
pub(super) const READABLE: f32 = 0.5;
/// With a smaller zoom not even a name can be read.
const NAMED: f32 = 0.2;

impl Difference {
    /// The edge of the cards it is told of.
    pub(super) fn color(self, tokens: &Tokens) -> Color32 {
        tokens.status(match self {
            Self::Added => Status::Done,
            Self::Moved => Status::Behind,
            Self::Changed => Status::DueSoon,
            Self::Removed => Status::Overdue,
        })
    }
}

pub(super) struct CardLook {
    pub(super) selected: bool,
    pub(super) found: bool,
    /// How many posts below are folded away.
    pub(super) folded: Option<usize>,
    pub(super) difference: Option<Difference>,
    pub(super) show_unit: bool,
    pub(super) show_grade: bool,
    /// Whether its letters are made for this zoom, see [`Sharpness`](super::view::Sharpness).
    pub(super) sharp: bool,
}

/// Draws the dotted line of a post, where the superior's card is not folded away.
pub(super) fn dotted_line(
    painter: &egui::Painter,
    view: &View,
    drawn: &Drawn,
    node: &OrgNode,
    card: org_view::Rect,
    tokens: &Tokens,
) {
    let Some(chief) = node.dotted_to.and_then(|post| drawn.chart.places.get(&post)) else { return };
    let Some(chief) = drawn.layout.position(*chief) else { return };
    let points = org_view::dotted_way(chief, card).map(|point| view.to_screen(point));
    let stroke = Stroke::new((1.4 * view.zoom).clamp(0.8, 2.0), tokens.link);
    painter.extend(Shape::dashed_line(&points, stroke, 6.0, 5.0));
}

pub(super) fn draw_card(
    painter: &egui::Painter,
    view: &View,
    card: org_view::Rect,
    node: &OrgNode,
    look: &CardLook,
    photos: &mut Photos,
    language: crate::text::Language,
) {
    let tokens = painter.ctx().tokens();
    let rect = view.rect(card);
    let zoom = view.zoom;
    let edge = match look.difference {
        Some(difference) => Stroke::new(2.0, difference.color(tokens)),
        None if look.selected => Stroke::new(2.0, tokens.accent),
        None if look.found => Stroke::new(2.0, tokens.text),
        None => Stroke::new(1.0, tokens.line),
    };
    let fill = if look.selected { tokens.selected } else { tokens.raised };
    let radius = (6.0 * zoom).clamp(0.0, 8.0);
    // Far away a card is a patch: its texts could not be read and would cost the frame.
    if zoom < NAMED {
        let fill = if node.is_vacant() { tokens.chip } else { tokens.line_strong };
        painter.rect_filled(rect, 1.0, if look.selected || look.found { edge.color } else { fill });
        return;
    }
    painter.rect_filled(rect, radius, if node.is_vacant() { tokens.panel } else { fill });
    if node.is_vacant() && look.difference.is_none() && !look.selected {
        let corners =
            [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
        painter.extend(Shape::dashed_line(&corners, Stroke::new(1.0, tokens.line_strong), 5.0, 4.0));
    } else {
        painter.rect_stroke(rect, radius, edge, StrokeKind::Inside);
    }
    let (title, weak) = match &*node.holders {
        [] => (language.text("org_chart.vacant").to_owned(), true),
        [(name, false)] => (name.to_string(), false),
        [(name, true)] => (language.fill("org_chart.acting", &[("name", name)]), false),
        [(name, _), rest @ ..] => (format!("{name} +{}", rest.len()), false),
    };
    if zoom < READABLE {
        let name = if weak { &*node.name } else { &title };
        let size = (rect.height() * 0.6).floor().clamp(8.0, 16.0);
        let color = if weak { tokens.text_weak } else { tokens.text };
        let inside = rect.shrink2(vec2(4.0, 0.0));
        let whole = Lettering { zoom: 1.0, sharp: true };
        let line = whole.text(painter, name, size, FontFamily::Proportional, inside.width());
        line.put(painter, inside.left_center(), Align2::LEFT_CENTER, color);
        return folded(painter, rect, look, zoom, tokens);
    }
    let lettering = Lettering { zoom, sharp: look.sharp };
    let disc = 40.0 * zoom;
    let disc_centre = pos2(rect.left() + 12.0 * zoom + disc / 2.0, rect.center().y);
    let square = Rect::from_center_size(disc_centre, egui::Vec2::splat(disc));
    let pictured = node.person.is_some_and(|person| photos.paint(painter, square, person, tokens));
    if let Some((name, _)) = node.holders.first().filter(|_| !pictured) {
        let hash = stable_hash(name);
        painter.circle_filled(disc_centre, disc / 2.0, tokens.avatar(hash ^ (hash >> 32)));
        let text = lettering.text(painter, &initials(name), 14.0, FontFamily::Proportional, f32::INFINITY);
        text.put(painter, disc_centre, Align2::CENTER_CENTER, tokens.text_on_accent);
    } else if !pictured {
        painter.circle_stroke(disc_centre, disc / 2.0, Stroke::new(1.0, tokens.line_strong));
    }
    let left = disc_centre.x + disc / 2.0 + 10.0 * zoom;
    let width = ((rect.right() - left) / zoom - 8.0).round();
    let mut detail = String::new();
    if look.show_unit {
        detail.push_str(&node.unit);
    }
    if look.show_grade && !node.grade.is_empty() {
        detail.push_str("  ");
        detail.push_str(&node.grade);
    }
    if let Some(places) = node.places() {
        detail.push_str("  ");
        detail.push_str(&places);
    }
    let name_color = if weak { tokens.text_weak } else { tokens.text };
    let middle = rect.center().y;
    let plain = FontFamily::Proportional;
    for (text, size, family, below, color) in [
        (title.as_str(), 14.0, fonts::heading(), -19.0, name_color),
        (&node.name, 12.0, plain.clone(), 0.0, tokens.text),
        (detail.trim(), 12.0, plain, 18.0, tokens.text_weak),
    ] {
        let line = lettering.text(painter, text, size, family, width);
        line.put(painter, pos2(left, middle + below * zoom), Align2::LEFT_CENTER, color);
    }
    folded(painter, rect, look, zoom, tokens);
}

/// The mark of a card under which others are folded away, with their number.
fn folded(painter: &egui::Painter, rect: Rect, look: &CardLook, zoom: f32, tokens: &Tokens) {
    let Some(count) = look.folded else { return };
    let centre = pos2(rect.center().x, rect.bottom());
    painter.circle(centre, 10.0 * zoom, tokens.accent, Stroke::NONE);
    if zoom >= READABLE {
        let lettering = Lettering { zoom, sharp: look.sharp };
        let family = FontFamily::Proportional;
        let number = lettering.text(painter, &count.to_string(), 11.0, family, f32::INFINITY);
        number.put(painter, centre, Align2::CENTER_CENTER, tokens.text_on_accent);
    }
}

/// The size of letters at a zoom, in whole points: each further size would be drawn into the font's picture first, and
/// a turn of the wheel passes many.
fn letters(size: f32, zoom: f32) -> f32 {
    (size * zoom).floor().max(4.0)
}

/// How the letters of a card are drawn: made for the zoom, or those of the full size made smaller or larger, which costs
/// neither laying out nor drawing letters into the font's picture.
#[derive(Clone, Copy)]
struct Lettering {
    zoom: f32,
    sharp: bool,
}

/// A line of text that is laid out, and by how much it is scaled.
struct Line {
    galley: Arc<Galley>,
    scale: f32,
}

impl Lettering {
    /// A line of text of a size at full zoom, cut with an ellipsis at a width at full zoom.
    fn text(self, painter: &egui::Painter, text: &str, size: f32, family: FontFamily, width: f32) -> Line {
        let letters = letters(size, self.zoom);
        let scale = if self.sharp { 1.0 } else { letters / size };
        let font = FontId::new(letters / scale, family);
        let mut job = LayoutJob::simple_singleline(text.to_owned(), font, Color32::PLACEHOLDER);
        let width = if self.sharp { width * self.zoom } else { width };
        job.wrap = TextWrapping::truncate_at_width(width.max(8.0));
        Line { galley: painter.layout_job(job), scale }
    }
}

impl Line {
    fn put(self, painter: &egui::Painter, at: Pos2, align: Align2, color: Color32) {
        if self.galley.is_empty() {
            return;
        }
        let corner = align.anchor_size(at, self.galley.size() * self.scale).min;
        let mut shape = TextShape::new(Pos2::ZERO, self.galley, color);
        if (self.scale - 1.0).abs() > f32::EPSILON {
            shape.transform(TSTransform::new(corner.to_vec2(), self.scale));
        } else {
            shape.pos = corner;
        }
        painter.add(shape);
    }
}

/// Where the view is within the whole, in the corner; only when not all is in view.
pub(super) fn minimap(painter: &egui::Painter, rect: Rect, view: &View, layout: &Layout, tokens: &Tokens) {
    let bounds = layout.bounds();
    let window = view.window();
    if bounds.width <= window.width && bounds.height <= window.height {
        return;
    }
    let size = vec2(160.0, 96.0);
    let frame = Rect::from_min_size(rect.right_bottom() - size - vec2(12.0, 12.0), size);
    painter.rect_filled(frame, 4.0, tokens.panel);
    painter.rect_stroke(frame, 4.0, Stroke::new(1.0, tokens.line), StrokeKind::Inside);
    let scale = (size.x / narrow(bounds.width).max(1.0)).min(size.y / narrow(bounds.height).max(1.0));
    let drawn = vec2(narrow(bounds.width), narrow(bounds.height)) * scale;
    let corner = frame.center() - drawn / 2.0;
    let place = |x: f64, y: f64| corner + vec2(narrow(x - bounds.x), narrow(y - bounds.y)) * scale;
    let all = Rect::from_min_max(place(bounds.x, bounds.y), place(bounds.right(), bounds.bottom()));
    painter.rect_filled(all.shrink(1.0), 2.0, tokens.chip);
    let seen = Rect::from_min_max(place(window.x, window.y), place(window.right(), window.bottom()));
    let seen = seen.intersect(frame);
    painter.rect_stroke(seen, 2.0, Stroke::new(1.5, tokens.accent), StrokeKind::Inside);
}
