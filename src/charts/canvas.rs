//! The few strokes that charts are made of, on any drawing surface.

use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontFamily,
    FontStyle,
};

use super::figures::{dot, pen, wide};
use super::{Area, ChartColour, ChartStyle, Spot};

/// What comes of drawing on a surface.
pub(super) type Drawn<D> = Result<(), DrawingErrorKind<<D as DrawingBackend>::ErrorType>>;

/// A colour and a width.
#[derive(Clone, Copy)]
struct Pen {
    colour: ChartColour,
    opacity: f64,
    width: f64,
}

impl BackendStyle for Pen {
    fn color(&self) -> BackendColor {
        BackendColor { alpha: self.opacity, rgb: (self.colour.0, self.colour.1, self.colour.2) }
    }

    fn stroke_width(&self) -> u32 {
        pen(self.width)
    }
}

/// How a text stands.
#[derive(Clone, Copy)]
pub(super) struct Letters {
    pub(super) colour: ChartColour,
    pub(super) size: f64,
    pub(super) is_bold: bool,
    pub(super) across: HPos,
    pub(super) down: VPos,
}

impl BackendTextStyle for Letters {
    type FontError = std::fmt::Error;

    fn color(&self) -> BackendColor {
        BackendColor { alpha: 1.0, rgb: (self.colour.0, self.colour.1, self.colour.2) }
    }

    fn size(&self) -> f64 {
        self.size
    }

    fn style(&self) -> FontStyle {
        if self.is_bold { FontStyle::Bold } else { FontStyle::Normal }
    }

    fn anchor(&self) -> Pos {
        Pos::new(self.across, self.down)
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::SansSerif
    }

    // Surfaces set text themselves; one that can't has no letters.
    fn layout_box(&self, _text: &str) -> Result<((i32, i32), (i32, i32)), Self::FontError> {
        Err(std::fmt::Error)
    }

    fn draw<E, F: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        _text: &str,
        _at: BackendCoord,
        _draw: F,
    ) -> Result<Result<(), E>, Self::FontError> {
        Err(std::fmt::Error)
    }
}

/// A surface under work.
pub(super) struct Canvas<'a, D> {
    pub(super) surface: D,
    pub(super) style: &'a ChartStyle,
    pub(super) spots: Vec<Spot>,
}

impl<D: DrawingBackend> Canvas<'_, D> {
    /// The unit of every length: the size of the text.
    pub(super) fn unit(&self) -> f64 {
        self.style.text_size
    }

    pub(super) fn series_colour(&self, series: usize) -> ChartColour {
        let colours = &self.style.series;
        colours.get(series % colours.len()).copied().unwrap_or_default()
    }

    /// How wide a text runs. A surface without letters is taken to have half-width ones.
    pub(super) fn text_width(&self, text: &str, size: f64, is_bold: bool) -> f64 {
        let letters = Letters { is_bold, size, ..self.letters(self.style.ink) };
        match self.surface.estimate_text_size(text, &letters) {
            Ok((width, _)) => f64::from(width),
            Err(_) => wide(text.chars().count()) * size * 0.6,
        }
    }

    pub(super) fn letters(&self, colour: ChartColour) -> Letters {
        Letters { colour, size: self.style.text_size, is_bold: false, across: HPos::Left, down: VPos::Center }
    }

    pub(super) fn text(&mut self, text: &str, x: f64, y: f64, letters: Letters) -> Drawn<D> {
        self.surface.draw_text(text, &letters, (dot(x), dot(y)))
    }

    /// The text, or as much of its beginning as fits with a … after it.
    pub(super) fn fitted(&self, text: &str, size: f64, width: f64) -> String {
        if self.text_width(text, size, false) <= width {
            return text.to_owned();
        }
        let characters: Vec<char> = text.chars().collect();
        let (mut fits, mut over) = (0, characters.len());
        let cut = |length: usize| {
            let mut cut: String = characters.iter().take(length).collect();
            cut.push('…');
            cut
        };
        while over > fits + 1 {
            let middle = usize::midpoint(fits, over);
            if self.text_width(&cut(middle), size, false) <= width {
                fits = middle;
            } else {
                over = middle;
            }
        }
        if fits == 0 { String::new() } else { cut(fits) }
    }

    pub(super) fn fill(&mut self, area: Area, colour: ChartColour) -> Drawn<D> {
        self.tint(area, colour, 1.0)
    }

    pub(super) fn tint(&mut self, area: Area, colour: ChartColour, opacity: f64) -> Drawn<D> {
        let pen = Pen { colour, opacity, width: 1.0 };
        let (from, to) = ((dot(area.left), dot(area.top)), (dot(area.right()), dot(area.bottom())));
        if from.0 == to.0 || from.1 == to.1 {
            return Ok(());
        }
        self.surface.draw_rect(from, to, &pen, true)
    }

    pub(super) fn outline(&mut self, area: Area, colour: ChartColour, width: f64) -> Drawn<D> {
        let corners = [
            (area.left, area.top),
            (area.right(), area.top),
            (area.right(), area.bottom()),
            (area.left, area.bottom()),
            (area.left, area.top),
        ];
        self.line(&corners, colour, width)
    }

    pub(super) fn line(&mut self, points: &[(f64, f64)], colour: ChartColour, width: f64) -> Drawn<D> {
        let mut dots = points.iter().map(|(x, y)| (dot(*x), dot(*y)));
        let first = dots.next();
        // A stroke of no length is none; surfaces refuse it.
        if dots.clone().all(|dot| Some(dot) == first) {
            return Ok(());
        }
        self.surface.draw_path(first.into_iter().chain(dots), &Pen { colour, opacity: 1.0, width })
    }

    /// A path whose points are dots already.
    pub(super) fn path(&mut self, dots: &[BackendCoord], colour: ChartColour, width: f64) -> Drawn<D> {
        self.surface.draw_path(dots.iter().copied(), &Pen { colour, opacity: 1.0, width })
    }

    pub(super) fn shape(&mut self, points: &[(f64, f64)], colour: ChartColour, opacity: f64) -> Drawn<D> {
        let dots = points.iter().map(|(x, y)| (dot(*x), dot(*y)));
        self.surface.fill_polygon(dots, &Pen { colour, opacity, width: 1.0 })
    }

    /// A dashed line; the dashes run on over corners.
    pub(super) fn dashes(&mut self, points: &[(f64, f64)], colour: ChartColour, width: f64) -> Drawn<D> {
        let (dash, gap) = (self.unit() * 0.45, self.unit() * 0.3);
        let mut left_over = dash;
        let mut is_on = true;
        for (from, to) in points.iter().zip(points.iter().skip(1)) {
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let length = dx.hypot(dy);
            let mut at = 0.0;
            while length > 0.0 && at < length {
                let next = (at + left_over).min(length);
                if is_on {
                    let point = |at: f64| (from.0 + dx * at / length, from.1 + dy * at / length);
                    self.line(&[point(at), point(next)], colour, width)?;
                }
                left_over -= next - at;
                at = next;
                if left_over <= 1e-6 {
                    is_on = !is_on;
                    left_over = if is_on { dash } else { gap };
                }
            }
        }
        Ok(())
    }

    /// A bar of a series: its colour, and from the second series on a hatching of its own.
    pub(super) fn bar(&mut self, area: Area, series: usize) -> Drawn<D> {
        let colour = self.series_colour(series);
        self.fill(area, colour)?;
        self.hatch(area, series)
    }

    /// A bar of what is left of something: pale, with an edge.
    pub(super) fn rest(&mut self, area: Area) -> Drawn<D> {
        let style = self.style;
        self.fill(area, style.ground.towards(style.faded, 0.12))?;
        let edge = (self.unit() / 12.0).max(1.0);
        let inside = Area {
            left: area.left + edge / 2.0,
            top: area.top + edge / 2.0,
            width: (area.width - edge).max(0.0),
            height: (area.height - edge).max(0.0),
        };
        self.outline(inside, style.ground.towards(style.faded, 0.45), edge)
    }

    /// The hatching of a series in the colour of the ground.
    pub(super) fn hatch(&mut self, area: Area, series: usize) -> Drawn<D> {
        let gap = self.unit() * 0.55;
        let width = (self.unit() / 12.0).max(1.0);
        let ground = self.style.ground.towards(self.series_colour(series), 0.25);
        let (left, top, right, bottom) = (area.left, area.top, area.right(), area.bottom());
        let reach = area.width + area.height;
        match series % 6 {
            1 | 4 => {
                let mut at = gap;
                while at < reach && series % 6 == 1 {
                    // From the lower left to the upper right: x + y is the same along a stroke.
                    let start = ((left + at).min(right), top + (at - area.width).max(0.0));
                    let end = (left + (at - area.height).max(0.0), (top + at).min(bottom));
                    self.line(&[start, end], ground, width)?;
                    at += gap;
                }
                while at < area.width && series % 6 == 4 {
                    self.line(&[(left + at, top), (left + at, bottom)], ground, width)?;
                    at += gap;
                }
            }
            2 => {
                let mut at = gap;
                while at < area.height {
                    self.line(&[(left, top + at), (right, top + at)], ground, width)?;
                    at += gap;
                }
            }
            3 | 5 => {
                let mut at = gap;
                while at < reach {
                    let start = ((right - at).max(left), top + (at - area.width).max(0.0));
                    let end = (right - (at - area.height).max(0.0), (top + at).min(bottom));
                    self.line(&[start, end], ground, width)?;
                    at += if series % 6 == 3 { gap } else { gap * 2.0 };
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The marker of a series: disc, square, diamond, triangle.
    pub(super) fn marker(&mut self, x: f64, y: f64, series: usize, colour: ChartColour) -> Drawn<D> {
        let r = self.unit() * 0.28;
        match series % 4 {
            0 => self.surface.draw_circle(
                (dot(x), dot(y)),
                pen(r),
                &Pen { colour, opacity: 1.0, width: 1.0 },
                true,
            ),
            1 => self.shape(&[(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)], colour, 1.0),
            2 => {
                let r = r * 1.3;
                self.shape(&[(x, y - r), (x + r, y), (x, y + r), (x - r, y)], colour, 1.0)
            }
            _ => {
                let r = r * 1.2;
                self.shape(&[(x, y - r), (x + r, y + r), (x - r, y + r)], colour, 1.0)
            }
        }
    }
}
