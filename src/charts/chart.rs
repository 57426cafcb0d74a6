//! What a chart is: figures with their names, and how they stand to each other. Nothing here knows where it is drawn.

use std::sync::Arc;

use super::{Gantt, Measure};

/// A chart with its names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// Heading; empty where the screen around it has one.
    pub heading: String,
    /// Said before the figures when the chart is read aloud; may be empty.
    pub told: String,
    /// What is shown in place of a chart without figures.
    pub nothing: String,
    /// What is drawn.
    pub content: Content,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Layers over common axes.
    Plane(Plane),
    /// Cells by row and column.
    HeatMap(HeatMap),
    /// Bars over days.
    Gantt(Gantt),
}

impl Default for Content {
    fn default() -> Self {
        Self::Plane(Plane::default())
    }
}

/// Layers over common axes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plane {
    /// What stands along the lower axis.
    pub places: Places,
    /// What the left axis measures.
    pub measure: Measure,
    /// What the right axis measures, from 0 to its end, for the layers that stand against it.
    pub right: Option<(Measure, f64)>,
    /// Whether the left axis begins at zero. Bars are lengths and always do.
    pub from_zero: bool,
    /// The layers, the lowest first.
    pub layers: Vec<Layer>,
}

/// What stands along the lower axis.
#[derive(Clone, Debug, PartialEq)]
pub enum Places {
    /// Names, each over a slot of the same width.
    Named(Vec<String>),
    /// A scale from one figure to another, parted into so many slots.
    Scale {
        /// At the left edge.
        low: f64,
        /// At the right edge.
        high: f64,
        /// How many slots.
        slots: usize,
        /// What it measures.
        measure: Measure,
    },
}

impl Default for Places {
    fn default() -> Self {
        Self::Named(Vec::new())
    }
}

impl Places {
    /// How many slots there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Named(names) => names.len(),
            Self::Scale { slots, .. } => *slots,
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Figures with a name, a figure a place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// The figures; `None` where there is none.
    pub values: Vec<Option<f64>>,
    /// What each says when it is pointed at; empty: its name, its place and its figure.
    pub words: Vec<String>,
    /// Whether it is what is left of something; its bars are pale.
    pub is_rest: bool,
}

impl Series {
    /// A series with a figure everywhere.
    pub fn new(name: impl Into<String>, values: impl IntoIterator<Item = f64>) -> Self {
        Self { name: name.into(), values: values.into_iter().map(Some).collect(), ..Self::default() }
    }
}

/// What a step of a waterfall stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StepTone {
    /// A level: from zero to its figure.
    #[default]
    Level,
    /// A rise or a fall from where the step before it ended.
    Change,
}

/// A step of a waterfall.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// The level, or by how much it changes.
    pub value: f64,
    /// What it stands for.
    pub tone: StepTone,
}

/// The five figures of a box plot and what lies outside them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BoxFigures {
    /// The end of the lower whisker: the least figure within 1.5 times the height of the box.
    pub low: f64,
    /// First quartile.
    pub first: f64,
    /// Median.
    pub median: f64,
    /// Third quartile.
    pub third: f64,
    /// The end of the upper whisker.
    pub high: f64,
    /// What lies beyond the whiskers.
    pub outliers: Vec<f64>,
    /// How many figures.
    pub count: usize,
}

/// Many figures in even steps; only what can be seen of them is drawn, and no extreme is lost.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    /// Its name.
    pub name: String,
    /// The figures; those that are no number are left out.
    pub values: Arc<[f64]>,
}

/// A layer of a plane.
#[derive(Clone, Debug, PartialEq)]
pub enum Layer {
    /// Bars from zero.
    Bars {
        /// One or several, side by side.
        series: Vec<Series>,
        /// On top of each other instead.
        is_stacked: bool,
        /// Whether neighbours touch, as in a histogram.
        touches: bool,
    },
    /// A line through the middle of the places.
    Line {
        /// Its figures.
        series: Series,
        /// The lower and upper edge of an interval around it.
        band: Option<(Vec<Option<f64>>, Vec<Option<f64>>)>,
        /// Whether what it says is expected, not measured; it is dashed and has no markers.
        is_expected: bool,
        /// Whether it stands against the right axis.
        is_right: bool,
        /// Places beyond a limit, which are marked.
        beyond: Vec<usize>,
    },
    /// Steps of a waterfall.
    Steps {
        /// Name of rises, of falls.
        names: (String, String),
        /// The steps, one a place.
        steps: Vec<Step>,
        /// What each says.
        words: Vec<String>,
    },
    /// A box a place.
    Boxes {
        /// The boxes.
        boxes: Vec<BoxFigures>,
        /// What each says.
        words: Vec<String>,
    },
    /// A level line across.
    Rule {
        /// Its name.
        name: String,
        /// Where.
        value: f64,
        /// Whether to go beyond it is bad.
        is_limit: bool,
    },
    /// Many figures.
    Trace(Trace),
}

/// Cells by row and column, the darker the more.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeatMap {
    /// Names of the rows.
    pub rows: Vec<String>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// A figure a cell, row by row; `None` where there is none.
    pub cells: Vec<Vec<Option<f64>>>,
    /// What the cells measure.
    pub measure: Measure,
    /// What the figures are, for the scale beside them.
    pub name: String,
}
