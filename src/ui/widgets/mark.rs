//! Small drawn signs: what widgets need without asking an icon font, and the lamps of a status.

use eframe::egui::{
    Color32, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, vec2,
};

use crate::rules::reminders::Lamp;
use crate::ui::tokens::{Status, Tokens, UiExt as _};

/// A sign drawn with strokes of the given colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// ✓
    Check,
    /// ✕
    Cross,
    /// ‹
    Left,
    /// ›
    Right,
    /// ˄
    Up,
    /// ˅
    Down,
    /// A magnifying glass.
    Search,
    /// A calendar sheet.
    Calendar,
}

/// Draws `mark` centred in `rect`, on a grid of 16.
pub fn paint_mark(painter: &Painter, rect: Rect, mark: Mark, color: Color32) {
    let scale = rect.width().min(rect.height()) / 16.0;
    let at = |x: f32, y: f32| rect.center() + vec2(x - 8.0, y - 8.0) * scale;
    let stroke = Stroke::new(1.5 * scale.max(0.8), color);
    let line = |points: Vec<Pos2>| {
        painter.add(Shape::line(points, stroke));
    };
    match mark {
        Mark::Check => line(vec![at(3.5, 8.5), at(6.5, 11.5), at(12.5, 4.5)]),
        Mark::Cross => {
            line(vec![at(4.5, 4.5), at(11.5, 11.5)]);
            line(vec![at(11.5, 4.5), at(4.5, 11.5)]);
        }
        Mark::Left => line(vec![at(9.5, 4.0), at(5.5, 8.0), at(9.5, 12.0)]),
        Mark::Right => line(vec![at(6.5, 4.0), at(10.5, 8.0), at(6.5, 12.0)]),
        Mark::Up => line(vec![at(4.5, 9.75), at(8.0, 6.25), at(11.5, 9.75)]),
        Mark::Down => line(vec![at(4.5, 6.25), at(8.0, 9.75), at(11.5, 6.25)]),
        Mark::Search => {
            painter.circle_stroke(at(7.0, 7.0), 4.25 * scale, stroke);
            line(vec![at(10.2, 10.2), at(13.5, 13.5)]);
        }
        Mark::Calendar => {
            let sheet = Rect::from_min_max(at(2.5, 3.5), at(13.5, 13.5));
            painter.rect_stroke(sheet, 2.0 * scale, stroke, eframe::egui::StrokeKind::Middle);
            line(vec![at(2.5, 6.75), at(13.5, 6.75)]);
            line(vec![at(5.5, 1.75), at(5.5, 4.0)]);
            line(vec![at(10.5, 1.75), at(10.5, 4.0)]);
        }
    }
}

/// Draws the lamp of a status: each has its own shape, so that it is told without colour.
pub fn paint_lamp(painter: &Painter, center: Pos2, size: f32, status: Status, color: Color32) {
    let half = size / 2.0;
    let polygon = |points: &[(f32, f32)]| {
        let points = points.iter().map(|(x, y)| center + vec2(*x, *y) * half).collect();
        painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
    };
    match status {
        Status::Neutral => {
            painter.circle_stroke(center, half * 0.75, Stroke::new(1.5, color));
        }
        Status::DueSoon => {
            painter.circle_filled(center, half * 0.9, color);
        }
        Status::Behind => polygon(&[(0.0, -1.0), (1.1, 0.9), (-1.1, 0.9)]),
        Status::Overdue => polygon(&[(0.0, -1.15), (1.15, 0.0), (0.0, 1.15), (-1.15, 0.0)]),
        Status::Done => {
            let box_ = Rect::from_center_size(center, Vec2::splat(size * 1.5));
            paint_mark(painter, box_, Mark::Check, color);
        }
    }
}

/// Draws the light of a due date: a green disc, a yellow triangle, a red diamond, a tick when it is done.
pub fn paint_light(painter: &Painter, center: Pos2, size: f32, lamp: Lamp, tokens: &Tokens) {
    let (shape, color) = match lamp {
        Lamp::Normal => (Status::DueSoon, tokens.done),
        Lamp::Soon => (Status::Behind, tokens.behind),
        Lamp::Overdue => (Status::Overdue, tokens.overdue),
        Lamp::Done => (Status::Done, tokens.text_weak),
    };
    paint_lamp(painter, center, size, shape, color);
}

/// A status lamp with its name beside it.
pub fn lamp(ui: &mut Ui, status: Status, text: &str) -> Response {
    let tokens = ui.tokens();
    let font = eframe::egui::TextStyle::Body.resolve(ui.style());
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, tokens.text);
    let size = vec2(galley.size().x + 18.0, galley.size().y.max(16.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let center = eframe::egui::pos2(rect.left() + 6.0, rect.center().y);
    paint_lamp(ui.painter(), center, 9.0, status, tokens.status(status));
    let origin = eframe::egui::pos2(rect.left() + 18.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(origin, galley, tokens.text);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    response
}
