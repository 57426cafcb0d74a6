//! A small vector drawing that every writer (SVG, PNG, PDF) understands.
//!
//! Lengths are in points, 1/72 inch; the origin is the top left corner, and y grows downwards.

use std::sync::Arc;

use super::portrait::Portrait;
use crate::rules::org_view::{Point, Rect};

/// A colour with its opacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// Opacity; 255 covers fully.
    pub a: u8,
}

impl Ink {
    /// A colour that covers fully.
    pub const fn opaque(r: u8, g: u8, b: u8) -> Self {
        Self { r, g, b, a: 255 }
    }

    /// The same colour with another opacity.
    pub const fn with_opacity(self, a: u8) -> Self {
        Self { a, ..self }
    }
}

/// An outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Colour.
    pub ink: Ink,
    /// Width.
    pub width: f64,
    /// Lengths of a dash and of the gap after it; `None`: solid.
    pub dash: Option<(f64, f64)>,
}

impl Stroke {
    /// A solid outline.
    pub const fn solid(ink: Ink, width: f64) -> Self {
        Self { ink, width, dash: None }
    }

    /// The same outline, dashed.
    pub const fn dashed(self, dash: f64, gap: f64) -> Self {
        Self { dash: Some((dash, gap)), ..self }
    }
}

/// Which part of a text stands at its position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// The beginning.
    #[default]
    Start,
    /// The middle.
    Middle,
    /// The end.
    End,
}

/// One mark of a drawing.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A rectangle.
    Rect {
        /// Where.
        rect: Rect,
        /// The radius of its corners; 0: sharp.
        radius: f64,
        /// What fills it.
        fill: Option<Ink>,
        /// Its outline, centred on the edge.
        stroke: Option<Stroke>,
    },
    /// A line through two or more points.
    Polyline {
        /// Where.
        points: Vec<Point>,
        /// How.
        stroke: Stroke,
    },
    /// A filled shape of straight edges.
    Area {
        /// Its corners in order.
        points: Vec<Point>,
        /// What fills it.
        fill: Ink,
    },
    /// A circle.
    Circle {
        /// Its middle.
        centre: Point,
        /// Its radius.
        radius: f64,
        /// What fills it.
        fill: Option<Ink>,
        /// Its outline, centred on the edge.
        stroke: Option<Stroke>,
    },
    /// A round picture.
    Portrait {
        /// Its middle.
        centre: Point,
        /// Its radius.
        radius: f64,
        /// The picture.
        picture: Arc<Portrait>,
    },
    /// One line of text.
    Text {
        /// Where on the base line.
        position: Point,
        /// Which part of the text stands there.
        anchor: Anchor,
        /// The font size.
        size: f64,
        /// Whether it is set in the bold font.
        is_bold: bool,
        /// Colour.
        ink: Ink,
        /// The text.
        text: String,
    },
}

/// A drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// What it shows to those who do not see it; also the title of a file made of it.
    pub title: String,
    /// The marks, the lowest first.
    pub items: Vec<Item>,
}

impl Item {
    /// The mark, moved to the right and down.
    pub fn moved(mut self, right: f64, down: f64) -> Self {
        let to = |point: &mut Point| {
            point.x += right;
            point.y += down;
        };
        match &mut self {
            Self::Rect { rect, .. } => {
                rect.x += right;
                rect.y += down;
            }
            Self::Polyline { points, .. } | Self::Area { points, .. } => points.iter_mut().for_each(to),
            Self::Circle { centre, .. } | Self::Portrait { centre, .. } => to(centre),
            Self::Text { position, .. } => to(position),
        }
        self
    }

    /// A rectangle that holds the mark. That of a text is generous, since its font is not known here.
    pub fn bounds(&self) -> Rect {
        match self {
            Self::Rect { rect, stroke, .. } => grown(*rect, stroke.map_or(0.0, |stroke| stroke.width / 2.0)),
            Self::Area { points, .. } => grown(around(points), 0.0),
            Self::Polyline { points, stroke } => grown(around(points), stroke.width),
            Self::Circle { centre, radius, stroke, .. } => {
                let radius = radius + stroke.map_or(0.0, |stroke| stroke.width / 2.0);
                Rect { x: centre.x - radius, y: centre.y - radius, width: 2.0 * radius, height: 2.0 * radius }
            }
            Self::Portrait { centre, radius, .. } => {
                Rect { x: centre.x - radius, y: centre.y - radius, width: 2.0 * radius, height: 2.0 * radius }
            }
            Self::Text { position, size, text, .. } => {
                // No glyph is wider than one and a half times the size.
                let reach = size * 1.5 * text.chars().fold(0.0, |count, _| count + 1.0);
                Rect {
                    x: position.x - reach,
                    y: position.y - 1.2 * size,
                    width: 2.0 * reach,
                    height: 1.6 * size,
                }
            }
        }
    }
}

fn around(points: &[Point]) -> Rect {
    let mut edges = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
    for point in points {
        edges.0 = edges.0.min(point.x);
        edges.1 = edges.1.min(point.y);
        edges.2 = edges.2.max(point.x);
        edges.3 = edges.3.max(point.y);
    }
    Rect { x: edges.0, y: edges.1, width: edges.2 - edges.0, height: edges.3 - edges.1 }
}

fn grown(rect: Rect, by: f64) -> Rect {
    Rect { x: rect.x - by, y: rect.y - by, width: rect.width + 2.0 * by, height: rect.height + 2.0 * by }
}

/// A length for a writer that works in single precision.
#[expect(clippy::cast_possible_truncation, reason = "rounding to the nearest single is what is meant")]
pub(super) fn narrow(length: f64) -> f32 {
    length as f32
}
