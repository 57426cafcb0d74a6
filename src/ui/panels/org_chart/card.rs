//! A post as a card, its dotted line, and the small map in the corner.

use eframe::egui::{self, Align2, Color32, FontId, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

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

/// With a smaller zoom letters are specks, which cost a frame and tell nothing.
const READABLE: f32 = 0.36;

pub(super) struct CardLook {
    pub(super) selected: bool,
    pub(super) found: bool,
    /// How many posts below are folded away.
    pub(super) folded: Option<usize>,
    pub(super) difference: Option<Difference>,
    pub(super) show_unit: bool,
    pub(super) show_grade: bool,
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
        Some(Difference::Added) => Stroke::new(2.0, tokens.status(Status::Done)),
        Some(Difference::Moved) => Stroke::new(2.0, tokens.status(Status::Behind)),
        Some(Difference::Changed) => Stroke::new(2.0, tokens.status(Status::DueSoon)),
        None if look.selected => Stroke::new(2.0, tokens.accent),
        None if look.found => Stroke::new(2.0, tokens.link),
        None => Stroke::new(1.0, tokens.line),
    };
    let fill = if look.selected { tokens.selected } else { tokens.raised };
    let radius = (6.0 * zoom).clamp(0.0, 8.0);
    // Far away a card is a patch: its texts could not be read and would cost the frame.
    if zoom < 0.22 {
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
    let disc = 40.0 * zoom;
    let disc_centre = pos2(rect.left() + 12.0 * zoom + disc / 2.0, rect.center().y);
    let (title, weak) = match &*node.holders {
        [] => (language.text("org_chart.vacant").to_owned(), true),
        [(name, false)] => (name.to_string(), false),
        [(name, true)] => (language.fill("org_chart.acting", &[("name", name)]), false),
        [(name, _), rest @ ..] => (format!("{name} +{}", rest.len()), false),
    };
    let square = Rect::from_center_size(disc_centre, egui::Vec2::splat(disc));
    let pictured = node.person.is_some_and(|person| photos.paint(painter, square, person, tokens));
    if let Some((name, _)) = node.holders.first().filter(|_| !pictured) {
        let hash = stable_hash(name);
        painter.circle_filled(disc_centre, disc / 2.0, tokens.avatar(hash ^ (hash >> 32)));
        if zoom >= READABLE {
            let font = FontId::proportional(letters(14.0, zoom));
            painter.text(disc_centre, Align2::CENTER_CENTER, initials(name), font, tokens.text_on_accent);
        }
    } else if !pictured {
        painter.circle_stroke(disc_centre, disc / 2.0, Stroke::new(1.0, tokens.line_strong));
    }
    if zoom < READABLE {
        return folded(painter, rect, look, zoom, tokens);
    }
    let left = disc_centre.x + disc / 2.0 + 10.0 * zoom;
    let width = rect.right() - left - 8.0 * zoom;
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
    let heading = FontId::new(letters(14.0, zoom), fonts::heading());
    let plain = FontId::proportional(letters(12.0, zoom));
    let middle = rect.center().y;
    line_of(painter, pos2(left, middle - 19.0 * zoom), &title, heading, name_color, width);
    line_of(painter, pos2(left, middle), &node.name, plain.clone(), tokens.text, width);
    line_of(painter, pos2(left, middle + 18.0 * zoom), detail.trim(), plain, tokens.text_weak, width);
    folded(painter, rect, look, zoom, tokens);
}

/// The mark of a card under which others are folded away, with their number.
fn folded(painter: &egui::Painter, rect: Rect, look: &CardLook, zoom: f32, tokens: &Tokens) {
    let Some(count) = look.folded else { return };
    let centre = pos2(rect.center().x, rect.bottom());
    painter.circle(centre, 10.0 * zoom, tokens.accent, Stroke::NONE);
    if zoom >= READABLE {
        let font = FontId::proportional(letters(11.0, zoom));
        painter.text(centre, Align2::CENTER_CENTER, count.to_string(), font, tokens.text_on_accent);
    }
}

/// The size of letters at a zoom, in whole points: each further size would be drawn into the font's picture first, and
/// a turn of the wheel passes many.
fn letters(size: f32, zoom: f32) -> f32 {
    (size * zoom).floor().max(4.0)
}

/// One line of text, cut with an ellipsis where its card ends.
fn line_of(painter: &egui::Painter, at: Pos2, text: &str, font: FontId, color: Color32, width: f32) {
    if text.is_empty() {
        return;
    }
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(8.0));
    let galley = painter.layout_job(job);
    painter.galley(pos2(at.x, at.y - galley.size().y / 2.0), galley, color);
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
