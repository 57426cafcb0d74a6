//! Each chart once, over plotters' drawing surface: the same code draws on screen and into files. Texts, colours and
//! reductions are the caller's; a chart knows how its marks stand to each other.

mod bars_and_line;

pub use bars_and_line::BarsAndLine;
pub use plotters::style::RGBColor as ChartColour;

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
    /// The first series.
    pub first: ChartColour,
    /// The second series; differs from the first in lightness too, for those who do not tell their hues apart.
    pub second: ChartColour,
    /// Font size of axes and legend.
    pub text_size: u32,
}
