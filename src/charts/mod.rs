//! Each chart once, over plotters' drawing surface (`DrawingBackend`): the same code draws on screen and into files. What
//! a chart draws it also tells: where each mark stands, what it says, and the whole of it in words, so that a mark can be
//! pointed at, opened by keyboard, and read aloud. Colours and sizes are those of whoever draws; series differ by hatching,
//! dash and marker as well as by colour.

pub mod archive;
pub mod budget;
pub mod budget_payments;
mod canvas;
mod chart;
mod figures;
mod gantt;
mod heat_map;
mod kinds;
mod layers;
mod plane;
mod reduce;
pub mod report;
mod ticks;
mod told;
pub mod work;

pub use chart::{BoxFigures, Chart, Content, HeatMap, Layer, Places, Plane, Series, Step, StepTone, Trace};
pub use figures::{Measure, compact};
pub use gantt::{Gantt, GanttPoint, GanttRow, GanttTone};
pub use kinds::{
    Bins, Interval, bars, bars_and_line, box_figures, boxes, control, heat_map, histogram, line, pareto,
    stacked, trace, waterfall, with_interval,
};
pub use reduce::{Column, columns};
pub use ticks::ticks;

use crate::text::Language;

/// A colour: red, green, blue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChartColour(pub u8, pub u8, pub u8);

impl ChartColour {
    /// The colour at a part of the way to another, 0 to 1.
    pub fn towards(self, other: Self, part: f64) -> Self {
        let between =
            |from: u8, to: u8| figures::byte(f64::from(from) + (f64::from(to) - f64::from(from)) * part);
        Self(between(self.0, other.0), between(self.1, other.1), between(self.2, other.2))
    }

    /// How light it is, 0 to 255 (ITU-R BT.601).
    pub fn lightness(self) -> f64 {
        0.299 * f64::from(self.0) + 0.587 * f64::from(self.1) + 0.114 * f64::from(self.2)
    }
}

/// The colours and sizes of a chart, from the tokens of whoever draws it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChartStyle {
    /// The ground.
    pub ground: ChartColour,
    /// Text.
    pub ink: ChartColour,
    /// Axes and their figures.
    pub faded: ChartColour,
    /// Lines across.
    pub rule: ChartColour,
    /// The series, told apart in this order.
    pub series: [ChartColour; 6],
    /// What rose, or is well.
    pub good: ChartColour,
    /// What fell, or is beyond a limit.
    pub bad: ChartColour,
    /// What will soon be late.
    pub soon: ChartColour,
    /// Size of the text in dots of the surface; every length follows it.
    pub text_size: f64,
    /// The language of figures.
    pub language: Language,
}

/// A rectangle of the surface, in its dots.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Area {
    pub(self) fn right(self) -> f64 {
        self.left + self.width
    }

    pub(self) fn bottom(self) -> f64 {
        self.top + self.height
    }
}

/// A mark that can be pointed at.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Where it stands.
    pub area: Area,
    /// Which series, from 0 in the order of the layers; of a heat map, the row.
    pub series: usize,
    /// Which place along the axis, from 0.
    pub place: usize,
    /// What it says, with its figure.
    pub words: String,
}
