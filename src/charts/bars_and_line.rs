//! Bars for what was reached, a line for what was to be reached, over the same places and the same axis from zero.

use plotters::prelude::*;

use super::ChartStyle;

/// Bars and a line over named places.
#[derive(Clone, Debug, PartialEq)]
pub struct BarsAndLine<'a> {
    /// Heading, with the unit of the figures.
    pub heading: &'a str,
    /// Name of the bars.
    pub bars_name: &'a str,
    /// Name of the line.
    pub line_name: &'a str,
    /// Names of the places, from the left.
    pub places: &'a [String],
    /// A bar a place; fewer bars than places leave the rest empty.
    pub bars: &'a [f64],
    /// The line, a value a place.
    pub line: &'a [f64],
}

impl BarsAndLine<'_> {
    /// Draws the chart over the whole of a surface.
    ///
    /// # Errors
    /// Those of the surface.
    pub fn draw<D: DrawingBackend>(
        &self,
        surface: D,
        style: &ChartStyle,
    ) -> Result<(), DrawingAreaErrorKind<D::ErrorType>> {
        let ground = surface.into_drawing_area();
        ground.fill(&style.ground)?;
        let size = style.text_size;
        let values = self.bars.iter().chain(self.line).copied();
        let (low, high) =
            values.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        // A chart of nothing but zeros still has a height, so that its zero line has a place.
        let high = if high > low { high + (high - low) * 0.08 } else { low + 1.0 };
        let places = self.places.iter().fold(0.0_f64, |count, _| count + 1.0);
        let text = |size: u32, colour: &RGBColor| ("sans-serif", size).into_font().color(colour);
        let mut chart = ChartBuilder::on(&ground)
            .margin(size)
            .caption(self.heading, text(size.saturating_mul(5) / 4, &style.ink))
            .set_label_area_size(LabelAreaPosition::Left, size.saturating_mul(6))
            .set_label_area_size(LabelAreaPosition::Bottom, size.saturating_mul(5) / 2)
            .build_cartesian_2d(0.5..(places + 0.5), low..high)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(style.rule)
            .axis_style(style.faded)
            .label_style(text(size, &style.faded))
            .x_labels(self.places.len().saturating_add(1))
            .x_label_formatter(&|place| self.place_at(*place))
            .y_label_formatter(&|value| grouped(*value))
            .draw()?;
        let first = style.first;
        chart
            .draw_series((1_u32..).zip(self.bars).map(|(place, value)| {
                let middle = f64::from(place);
                Rectangle::new([(middle - 0.32, 0.0), (middle + 0.32, *value)], first.filled())
            }))?
            .label(self.bars_name)
            .legend(move |(x, y)| Rectangle::new([(x, y - 5), (x + 16, y + 5)], first.filled()));
        let second = style.second.stroke_width(2);
        chart
            .draw_series(LineSeries::new(
                (1_u32..).zip(self.line).map(|(place, value)| (f64::from(place), *value)),
                second,
            ))?
            .label(self.line_name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], second));
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .legend_area_size(size.saturating_mul(2))
            .label_font(text(size, &style.ink))
            .background_style(style.ground)
            .border_style(TRANSPARENT)
            .draw()?;
        ground.present()
    }

    /// The name of the place that a mark of the axis stands at, and nothing between two places.
    fn place_at(&self, mark: f64) -> String {
        let found = (1_u32..).zip(self.places).find(|(place, _)| (f64::from(*place) - mark).abs() < 0.01);
        found.map(|(_, name)| name.clone()).unwrap_or_default()
    }
}

/// A figure of an axis with its thousands parted; decimals only where there are any.
fn grouped(value: f64) -> String {
    let rounded = format!("{:.1}", value.abs());
    let (whole, decimals) = rounded.split_once('.').unwrap_or((&rounded, "0"));
    let mut text = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if decimals != "0" {
        text.push('.');
        text.push_str(decimals);
    }
    if value < 0.0 && text.contains(|digit: char| ('1'..='9').contains(&digit)) {
        text.insert(0, '-');
    }
    text
}
