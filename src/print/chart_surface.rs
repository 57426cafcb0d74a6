//! The surface that charts draw on for files: every mark becomes one of a [`Drawing`], so that a chart is lines and
//! letters in SVG and PDF, never pixels.

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
    FontTransform,
};

use super::drawing::{Anchor, Drawing, Ink, Item, Stroke};
use super::font::Typeface;
use crate::rules::org_view::{Point, Rect};

/// Why a mark could not be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum SurfaceError {
    /// Drawings hold level text only.
    #[error("a chart may not turn its text")]
    TurnedText,
}

/// A drawing under way.
pub(super) struct ChartSurface<'a> {
    drawing: &'a mut Drawing,
    typeface: &'a Typeface,
    size: (u32, u32),
}

impl<'a> ChartSurface<'a> {
    /// A surface over a drawing, which takes this size.
    pub(super) fn new(drawing: &'a mut Drawing, typeface: &'a Typeface, size: (u32, u32)) -> Self {
        (drawing.width, drawing.height) = (f64::from(size.0), f64::from(size.1));
        Self { drawing, typeface, size }
    }

    fn push(&mut self, item: Item) -> Outcome {
        self.drawing.items.push(item);
        Ok(())
    }
}

type Outcome = Result<(), DrawingErrorKind<SurfaceError>>;

impl DrawingBackend for ChartSurface<'_> {
    type ErrorType = SurfaceError;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Outcome {
        Ok(())
    }

    fn present(&mut self) -> Outcome {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, colour: BackendColor) -> Outcome {
        let rect = Rect { x: f64::from(point.0), y: f64::from(point.1), width: 1.0, height: 1.0 };
        self.push(Item::Rect { rect, radius: 0.0, fill: Some(ink(colour)), stroke: None })
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Outcome {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Outcome {
        if is_clear(style) {
            return Ok(());
        }
        // A bar below zero comes with its corners turned round.
        let (a, b) = (point(upper_left), point(bottom_right));
        let rect =
            Rect { x: a.x.min(b.x), y: a.y.min(b.y), width: (b.x - a.x).abs(), height: (b.y - a.y).abs() };
        let fill_ink = fill.then(|| ink(style.color()));
        let stroke = (!fill).then(|| stroke(style));
        self.push(Item::Rect { rect, radius: 0.0, fill: fill_ink, stroke })
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Outcome {
        let points: Vec<Point> = path.into_iter().map(point).collect();
        if is_clear(style) || points.len() < 2 {
            return Ok(());
        }
        self.push(Item::Polyline { points, stroke: stroke(style) })
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Outcome {
        let points: Vec<Point> = corners.into_iter().map(point).collect();
        if is_clear(style) || points.len() < 3 {
            return Ok(());
        }
        self.push(Item::Area { points, fill: ink(style.color()) })
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Outcome {
        if is_clear(style) {
            return Ok(());
        }
        self.push(Item::Circle {
            centre: point(centre),
            radius: f64::from(radius),
            fill: fill.then(|| ink(style.color())),
            stroke: (!fill).then(|| stroke(style)),
        })
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, at: BackendCoord) -> Outcome {
        if style.color().alpha <= 0.0 || text.is_empty() {
            return Ok(());
        }
        if !matches!(style.transform(), FontTransform::None) {
            return Err(DrawingErrorKind::DrawingError(SurfaceError::TurnedText));
        }
        let place = style.anchor();
        let size = style.size();
        // The base line, from where the box of the text is held.
        let drop = match place.v_pos {
            VPos::Top => 0.92,
            VPos::Center => 0.35,
            VPos::Bottom => -0.28,
        };
        let at = point(at);
        self.push(Item::Text {
            position: Point { x: at.x, y: at.y + drop * size },
            anchor: match place.h_pos {
                HPos::Left => Anchor::Start,
                HPos::Center => Anchor::Middle,
                HPos::Right => Anchor::End,
            },
            size,
            is_bold: matches!(style.style(), FontStyle::Bold),
            ink: ink(style.color()),
            text: text.to_owned(),
        })
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<SurfaceError>> {
        let is_bold = matches!(style.style(), FontStyle::Bold);
        let width = self.typeface.text_width(is_bold, style.size(), text);
        Ok((whole(width), whole(style.size() * 1.2)))
    }
}

fn point(at: BackendCoord) -> Point {
    Point { x: f64::from(at.0), y: f64::from(at.1) }
}

fn is_clear<S: BackendStyle>(style: &S) -> bool {
    style.color().alpha <= 0.0
}

fn stroke<S: BackendStyle>(style: &S) -> Stroke {
    Stroke::solid(ink(style.color()), f64::from(style.stroke_width()))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an opacity lies between 0 and 1"
)]
fn ink(colour: BackendColor) -> Ink {
    let (r, g, b) = colour.rgb;
    Ink::opaque(r, g, b).with_opacity((colour.alpha.clamp(0.0, 1.0) * 255.0).round() as u8)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of a length saturates")]
fn whole(length: f64) -> u32 {
    length.max(0.0).ceil() as u32
}
