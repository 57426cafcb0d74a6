//! The surface that charts draw on for the screen: shapes and texts that are kept and painted again each frame, so that a
//! chart is drawn once for its figures, its size and its look.
//!
//! A dot of the surface is a pixel of the screen: lines lie on pixels at every scale.

use eframe::egui::epaint::{Mesh, PathShape, Vertex};
use eframe::egui::{
    Align2, Color32, FontFamily, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, pos2,
};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};

use crate::ui::fonts::heading;
use crate::ui::tokens::drawn_colour;

/// What a chart has drawn.
#[derive(Clone, Debug)]
enum Piece {
    Shape(Shape),
    Text { at: Pos2, anchor: Align2, font: FontId, colour: Color32, text: String },
}

/// A drawn chart, from its upper left corner, in points.
#[derive(Clone, Debug, Default)]
pub(super) struct Picture {
    pieces: Vec<Piece>,
    /// How often the surface was called for it.
    pub(super) calls: u64,
}

impl Picture {
    /// Paints the picture at a place.
    pub(super) fn paint(&self, painter: &Painter, at: Vec2) {
        for piece in &self.pieces {
            match piece {
                Piece::Shape(shape) => {
                    let mut shape = shape.clone();
                    shape.translate(at);
                    painter.add(shape);
                }
                Piece::Text { at: place, anchor, font, colour, text } => {
                    painter.text(*place + at, *anchor, text, font.clone(), *colour);
                }
            }
        }
    }
}

/// A picture under way.
pub(super) struct ScreenSurface<'a> {
    pub(super) picture: &'a mut Picture,
    pub(super) painter: &'a Painter,
    /// In dots.
    pub(super) size: (u32, u32),
    /// Dots for a point.
    pub(super) scale: f32,
}

type Outcome = Result<(), DrawingErrorKind<std::convert::Infallible>>;

impl ScreenSurface<'_> {
    fn point(&self, at: BackendCoord) -> Pos2 {
        pos2(narrow(at.0), narrow(at.1)) / self.scale
    }

    fn push(&mut self, shape: Shape) -> Outcome {
        self.picture.calls += 1;
        self.picture.pieces.push(Piece::Shape(shape));
        Ok(())
    }

    fn stroke<S: BackendStyle>(&self, style: &S) -> Stroke {
        let width = u16::try_from(style.stroke_width()).map_or(1.0, f32::from);
        Stroke::new(width / self.scale, colour(style))
    }

    fn font<T: BackendTextStyle>(&self, style: &T) -> FontId {
        let family =
            if matches!(style.style(), FontStyle::Bold) { heading() } else { FontFamily::Proportional };
        FontId::new(crate::ui::pixels::narrow(style.size()) / self.scale, family)
    }
}

impl DrawingBackend for ScreenSurface<'_> {
    type ErrorType = std::convert::Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Outcome {
        Ok(())
    }

    fn present(&mut self) -> Outcome {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, style: plotters_backend::BackendColor) -> Outcome {
        let rect = Rect::from_min_max(self.point(at), self.point((at.0 + 1, at.1 + 1)));
        self.push(Shape::rect_filled(rect, 0.0, colour(&style)))
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Outcome {
        let stroke = self.stroke(style);
        self.push(Shape::line_segment([self.point(from), self.point(to)], stroke))
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Outcome {
        let rect = Rect::from_two_pos(self.point(upper_left), self.point(bottom_right));
        let shape = if fill {
            Shape::rect_filled(rect, 0.0, colour(style))
        } else {
            Shape::rect_stroke(rect, 0.0, self.stroke(style), StrokeKind::Inside)
        };
        self.push(shape)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Outcome {
        let points: Vec<Pos2> = path.into_iter().map(|at| self.point(at)).collect();
        let stroke = self.stroke(style);
        match points.as_slice() {
            [] | [_] => Ok(()),
            [from, to] => self.push(Shape::line_segment([*from, *to], stroke)),
            _ => self.push(Shape::line(points, stroke)),
        }
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Outcome {
        let radius = u16::try_from(radius).map_or(1.0, f32::from) / self.scale;
        let centre = self.point(centre);
        let shape = if fill {
            Shape::circle_filled(centre, radius, colour(style))
        } else {
            Shape::circle_stroke(centre, radius, self.stroke(style))
        };
        self.push(shape)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Outcome {
        let points: Vec<Pos2> = corners.into_iter().map(|at| self.point(at)).collect();
        if points.len() <= 4 {
            return self.push(Shape::Path(PathShape::convex_polygon(points, colour(style), Stroke::NONE)));
        }
        // What is larger than a marker is a band: its upper edge forth, its lower edge back. It is rarely convex.
        let half = points.len() / 2;
        let (upper, lower) = points.split_at(half);
        let mut mesh = Mesh::default();
        for (upper, lower) in upper.iter().zip(lower.iter().rev()) {
            let base = u32::try_from(mesh.vertices.len()).unwrap_or(u32::MAX);
            for pos in [*upper, *lower] {
                mesh.vertices.push(Vertex { pos, uv: eframe::egui::epaint::WHITE_UV, color: colour(style) });
            }
            if let Some(before) = base.checked_sub(2) {
                mesh.add_triangle(before, before + 1, base);
                mesh.add_triangle(before + 1, base, base + 1);
            }
        }
        self.push(Shape::mesh(mesh))
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, at: BackendCoord) -> Outcome {
        if text.is_empty() {
            return Ok(());
        }
        let anchor = style.anchor();
        let across = match anchor.h_pos {
            HPos::Left => eframe::egui::Align::Min,
            HPos::Center => eframe::egui::Align::Center,
            HPos::Right => eframe::egui::Align::Max,
        };
        let down = match anchor.v_pos {
            VPos::Top => eframe::egui::Align::Min,
            VPos::Center => eframe::egui::Align::Center,
            VPos::Bottom => eframe::egui::Align::Max,
        };
        let (r, g, b) = style.color().rgb;
        self.picture.calls += 1;
        self.picture.pieces.push(Piece::Text {
            at: self.point(at),
            anchor: Align2([across, down]),
            font: self.font(style),
            colour: drawn_colour([r, g, b], style.color().alpha),
            text: text.to_owned(),
        });
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        let galley = self.painter.layout_no_wrap(text.to_owned(), self.font(style), Color32::WHITE);
        let size = galley.size() * self.scale;
        Ok((dots(size.x), dots(size.y)))
    }
}

fn colour<S: BackendStyle>(style: &S) -> Color32 {
    let (r, g, b) = style.color().rgb;
    drawn_colour([r, g, b], style.color().alpha)
}

fn narrow(dots: i32) -> f32 {
    crate::ui::pixels::narrow(f64::from(dots))
}

/// A length in whole dots, rounded up.
pub(super) fn dots(length: f32) -> u32 {
    u32::try_from(crate::ui::pixels::floor(f64::from(length.ceil().max(0.0)))).unwrap_or(u32::MAX)
}
