//! Axes, legend and the room between them; the layers draw themselves into it.

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{DrawingBackend, DrawingErrorKind};

use super::canvas::{Canvas, Drawn, Letters};
use super::figures::{whole, wide};
use super::ticks::Axis;
use super::{
    Area, Chart, ChartColour, ChartStyle, Column, Content, Layer, Measure, Places, Plane, Spot, columns,
};

/// The room of the layers.
pub(super) struct Room {
    pub(super) plot: Area,
    pub(super) axis: Axis,
    pub(super) right: Option<Axis>,
    /// Width of a place.
    pub(super) slot: f64,
    /// The reduced traces, in the order of their layers.
    pub(super) traces: Vec<Vec<Column>>,
}

impl Room {
    pub(super) fn middle(&self, place: usize) -> f64 {
        self.plot.left + (wide(place) + 0.5) * self.slot
    }

    pub(super) fn height_of(&self, value: f64) -> f64 {
        self.plot.bottom() - self.axis.part(value) * self.plot.height
    }

    pub(super) fn height_right(&self, value: f64, is_right: bool) -> f64 {
        match &self.right {
            Some(axis) if is_right => self.plot.bottom() - axis.part(value) * self.plot.height,
            _ => self.height_of(value),
        }
    }
}

impl Chart {
    /// Draws the chart over the whole of a surface and tells where its marks stand.
    ///
    /// # Errors
    /// Those of the surface.
    pub fn draw<D: DrawingBackend>(
        &self,
        surface: D,
        style: &ChartStyle,
    ) -> Result<Vec<Spot>, DrawingErrorKind<D::ErrorType>> {
        let (width, height) = surface.get_size();
        let mut canvas = Canvas { surface, style, spots: Vec::new() };
        canvas.surface.ensure_prepared()?;
        let unit = canvas.unit();
        let mut area = Area { left: 0.0, top: 0.0, width: f64::from(width), height: f64::from(height) };
        canvas.fill(area, style.ground)?;
        if !self.heading.is_empty() {
            let size = unit * 1.2;
            let heading = canvas.fitted(&self.heading, size, area.width - 2.0 * unit);
            let letters = Letters { size, is_bold: true, ..canvas.letters(style.ink) };
            canvas.text(&heading, unit, unit * 1.4, letters)?;
            area.top += unit * 2.4;
            area.height -= unit * 2.4;
        }
        if self.is_empty() {
            let letters = Letters { across: HPos::Center, ..canvas.letters(style.faded) };
            let text =
                if self.nothing.is_empty() { style.language.text("chart.no_data") } else { &self.nothing };
            let text = canvas.fitted(text, unit, area.width - 2.0 * unit);
            canvas.text(&text, area.left + area.width / 2.0, area.top + area.height / 2.0, letters)?;
        } else {
            match &self.content {
                Content::Plane(plane) => canvas.plane(plane, area)?,
                Content::HeatMap(map) => canvas.heat_map(map, area)?,
                Content::Gantt(gantt) => canvas.gantt(gantt, area)?,
            }
        }
        canvas.surface.present()?;
        Ok(canvas.spots)
    }

    /// Whether there is no figure in it.
    pub fn is_empty(&self) -> bool {
        match &self.content {
            Content::Plane(plane) => {
                plane.places.is_empty() || plane.layers.iter().all(|layer| !has_figures(layer))
            }
            Content::HeatMap(map) => !map.cells.iter().flatten().any(Option::is_some),
            Content::Gantt(gantt) => gantt.rows.is_empty(),
        }
    }
}

fn has_figures(layer: &Layer) -> bool {
    match layer {
        Layer::Bars { series, .. } => series.iter().any(|series| series.values.iter().any(Option::is_some)),
        Layer::Line { series, .. } => series.values.iter().any(Option::is_some),
        Layer::Steps { steps, .. } => !steps.is_empty(),
        Layer::Boxes { boxes, .. } => boxes.iter().any(|figures| figures.count > 0),
        Layer::Rule { .. } => false,
        Layer::Trace(trace) => trace.values.iter().any(|value| value.is_finite()),
    }
}

impl<D: DrawingBackend> Canvas<'_, D> {
    fn plane(&mut self, plane: &Plane, area: Area) -> Drawn<D> {
        let (unit, language) = (self.unit(), self.style.language);
        let top = self.legend(plane, area)? + unit;
        let bottom = area.bottom() - unit * 2.0;
        let height = (bottom - top).max(unit);
        let about = whole(height / (unit * 2.6)).clamp(2, 8);
        // A trace is reduced before its axis is known, so its room on the left is not measured but taken.
        let traced = plane.layers.iter().any(|layer| matches!(layer, Layer::Trace(_)));
        let fixed = unit * 5.0;
        let wide_right = area.width - fixed - unit;
        let traces: Vec<Vec<Column>> = plane
            .layers
            .iter()
            .filter_map(|layer| match layer {
                Layer::Trace(trace) => Some(columns(&trace.values, whole(wide_right))),
                _ => None,
            })
            .collect();
        let (low, high) = span(plane, &traces);
        let axis = Axis::over(low, high, about);
        let axis = if plane.measure == Measure::Count { axis.in_whole_figures() } else { axis };
        let names: Vec<String> = axis.ticks.iter().map(|tick| plane.measure.short(*tick, language)).collect();
        let widest = names.iter().map(|name| self.text_width(name, unit, false)).fold(0.0, f64::max);
        let left = area.left + if traced { fixed } else { (widest + unit * 1.3).ceil() };
        let right_axis = plane.right.map(|(measure, high)| (measure, Axis::over(0.0, high, about)));
        let right_room = right_axis.as_ref().map_or(unit, |(measure, axis)| {
            let names = axis.ticks.iter().map(|tick| measure.short(*tick, language));
            names.map(|name| self.text_width(&name, unit, false)).fold(0.0, f64::max) + unit * 1.3
        });
        let plot = Area { left, top, width: (area.right() - right_room - left).max(unit), height };
        let slot = plot.width / wide(plane.places.len().max(1));
        let room =
            Room { plot, axis, right: right_axis.as_ref().map(|(_, axis)| axis.clone()), slot, traces };
        self.mesh(&room, &names)?;
        if let Some((measure, axis)) = &right_axis {
            for tick in &axis.ticks {
                let y = plot.bottom() - axis.part(*tick) * plot.height;
                let letters = self.letters(self.style.faded);
                self.text(&measure.short(*tick, language), plot.right() + unit * 0.5, y, letters)?;
            }
        }
        let mut series = 0;
        let mut trace = 0;
        for layer in &plane.layers {
            self.layer(plane, layer, &room, &mut series, &mut trace)?;
        }
        // The zero line stands over the bars, so that their common ground is seen; a limit that ends there is seen itself.
        let on_zero =
            |layer: &Layer| matches!(layer, Layer::Rule { value, .. } if value.abs() < f64::EPSILON);
        let has_limit_there = plane.layers.iter().any(on_zero);
        if room.axis.low <= 0.0 && room.axis.high >= 0.0 && !has_limit_there {
            let y = room.height_of(0.0);
            self.line(&[(plot.left, y), (plot.right(), y)], self.style.faded, (unit / 12.0).max(1.0))?;
        }
        self.place_names(&plane.places, &room)
    }

    fn mesh(&mut self, room: &Room, names: &[String]) -> Drawn<D> {
        let unit = self.unit();
        for (tick, name) in room.axis.ticks.iter().zip(names) {
            let y = room.height_of(*tick);
            self.line(&[(room.plot.left, y), (room.plot.right(), y)], self.style.rule, 1.0)?;
            let letters = Letters { across: HPos::Right, ..self.letters(self.style.faded) };
            self.text(name, room.plot.left - unit * 0.5, y, letters)?;
        }
        Ok(())
    }

    fn place_names(&mut self, places: &Places, room: &Room) -> Drawn<D> {
        let (unit, language) = (self.unit(), self.style.language);
        let y = room.plot.bottom() + unit * 0.5;
        let letters = Letters { across: HPos::Center, down: VPos::Top, ..self.letters(self.style.faded) };
        match places {
            Places::Named(names) => {
                let widest = names.iter().map(|name| self.text_width(name, unit, false)).fold(0.0, f64::max);
                // Names that do not fit are cut where a few characters can stand, and thinned out where not.
                let cut = room.slot - unit * 0.4;
                let every = if widest <= cut || cut >= unit * 3.5 {
                    1
                } else {
                    whole(((widest + unit * 0.6) / room.slot).ceil()).max(1)
                };
                let last = names.len().saturating_sub(1);
                // The ends of a row are always named; what stands too close before the last gives way to it.
                let is_named =
                    |place: usize| place == last || (place.is_multiple_of(every) && place + every <= last);
                for (place, name) in names.iter().enumerate().filter(|(place, _)| is_named(*place)) {
                    let name = if every == 1 { self.fitted(name, unit, cut) } else { name.clone() };
                    self.text(&name, room.middle(place), y, letters)?;
                }
            }
            Places::Scale { low, high, measure, .. } => {
                let about = whole(room.plot.width / (unit * 6.0)).clamp(2, 10);
                let axis = Axis { low: *low, high: *high, ticks: Vec::new() };
                for tick in super::ticks(*low, *high, about) {
                    if tick < *low || tick > *high {
                        continue;
                    }
                    let x = room.plot.left + axis.part(tick) * room.plot.width;
                    let base = room.plot.bottom();
                    self.line(&[(x, base), (x, base + unit * 0.3)], self.style.faded, 1.0)?;
                    self.text(&measure.short(tick, language), x, y, letters)?;
                }
            }
        }
        Ok(())
    }

    /// Draws the legend; gives the height below it. A single unnamed series needs none.
    fn legend(&mut self, plane: &Plane, area: Area) -> Result<f64, DrawingErrorKind<D::ErrorType>> {
        let unit = self.unit();
        let entries = self.entries(plane);
        let mut y = area.top + unit * 1.1;
        if entries.is_empty() {
            return Ok(area.top + unit * 0.4);
        }
        let mut x = area.left + unit;
        for (swatch, name) in entries {
            let room = (area.width - unit * 4.0).max(unit);
            let name = self.fitted(&name, unit, room);
            let width = unit * 2.0 + self.text_width(&name, unit, false);
            if x + width > area.right() - unit && x > area.left + unit * 1.5 {
                x = area.left + unit;
                y += unit * 1.7;
            }
            self.swatch(swatch, x, y)?;
            let letters = self.letters(self.style.ink);
            self.text(&name, x + unit * 1.7, y, letters)?;
            x += width + unit * 1.4;
        }
        Ok(y + unit * 0.6)
    }

    fn entries(&self, plane: &Plane) -> Vec<(Swatch, String)> {
        let style = self.style;
        let mut entries = Vec::new();
        let mut place = 0;
        for layer in &plane.layers {
            match layer {
                Layer::Bars { series, .. } => {
                    for series in series {
                        let swatch = if series.is_rest { Swatch::Rest } else { Swatch::Bar(place) };
                        entries.push((swatch, series.name.clone()));
                        place += 1;
                    }
                }
                Layer::Line { series, band, is_expected, .. } => {
                    entries.push((Swatch::Line(place, *is_expected), series.name.clone()));
                    if band.is_some() {
                        let name = style.language.text("chart.interval").to_owned();
                        entries.push((Swatch::Band(place), name));
                    }
                    place += 1;
                }
                Layer::Steps { names, .. } => {
                    entries.push((Swatch::Change(style.good, 0), names.0.clone()));
                    entries.push((Swatch::Change(style.bad, 1), names.1.clone()));
                    place += 1;
                }
                Layer::Boxes { .. } => place += 1,
                Layer::Trace(trace) => {
                    entries.push((Swatch::Line(place, false), trace.name.clone()));
                    place += 1;
                }
                Layer::Rule { name, is_limit, .. } => {
                    entries.push((Swatch::Rule(*is_limit), name.clone()));
                }
            }
        }
        entries.retain(|(_, name)| !name.is_empty());
        entries
    }

    fn swatch(&mut self, swatch: Swatch, x: f64, y: f64) -> Drawn<D> {
        let unit = self.unit();
        let width = (unit / 7.0).max(1.5);
        let ends = [(x, y), (x + unit * 1.3, y)];
        let patch = Area { left: x, top: y - unit * 0.4, width: unit * 1.3, height: unit * 0.8 };
        match swatch {
            Swatch::Bar(series) => self.bar(patch, series),
            Swatch::Rest => self.rest(patch),
            Swatch::Band(series) => self.tint(patch, self.series_colour(series), 0.22),
            Swatch::Change(colour, hatching) => {
                self.fill(patch, colour)?;
                self.hatch(patch, hatching)
            }
            Swatch::Line(series, true) => self.dashes(&ends, self.series_colour(series), width),
            Swatch::Line(series, false) => {
                let colour = self.series_colour(series);
                self.line(&ends, colour, width)?;
                self.marker(x + unit * 0.65, y, series, colour)
            }
            Swatch::Rule(is_limit) => {
                let colour = if is_limit { self.style.bad } else { self.style.faded };
                self.dashes(&ends, colour, width)
            }
        }
    }
}

/// What stands before a name in the legend.
#[derive(Clone, Copy)]
enum Swatch {
    Bar(usize),
    Rest,
    Line(usize, bool),
    Band(usize),
    Change(ChartColour, usize),
    Rule(bool),
}

/// The least and the greatest figure that the left axis has to reach.
fn span(plane: &Plane, traces: &[Vec<Column>]) -> (f64, f64) {
    let mut span = Span { low: f64::INFINITY, high: f64::NEG_INFINITY };
    if plane.from_zero {
        span.take(0.0);
    }
    for layer in &plane.layers {
        match layer {
            Layer::Bars { series, is_stacked, .. } => {
                span.take(0.0);
                for place in 0..plane.places.len() {
                    let values =
                        series.iter().filter_map(|series| series.values.get(place).copied().flatten());
                    let (mut up, mut down) = (0.0, 0.0);
                    for value in values {
                        span.take(if *is_stacked { 0.0 } else { value });
                        if value > 0.0 { up += value } else { down += value }
                    }
                    if *is_stacked {
                        span.take(up);
                        span.take(down);
                    }
                }
            }
            Layer::Line { series, band, is_right, .. } if !is_right => {
                series.values.iter().flatten().for_each(|value| span.take(*value));
                if let Some((low, high)) = band {
                    low.iter().chain(high).flatten().for_each(|value| span.take(*value));
                }
            }
            Layer::Line { .. } => {}
            Layer::Steps { steps, .. } => {
                span.take(0.0);
                super::layers::levels(steps).for_each(|(from, to)| {
                    span.take(from);
                    span.take(to);
                });
            }
            Layer::Boxes { boxes, .. } => {
                for figures in boxes.iter().filter(|figures| figures.count > 0) {
                    figures
                        .outliers
                        .iter()
                        .chain([&figures.low, &figures.high])
                        .for_each(|value| span.take(*value));
                }
            }
            Layer::Rule { value, .. } => span.take(*value),
            Layer::Trace(_) => {}
        }
    }
    for column in traces.iter().flatten() {
        span.take(column.least);
        span.take(column.greatest);
    }
    // A little air beyond the highest and the lowest bar, so that their figures have a place.
    let air = (span.high - span.low).max(0.0) * if plane.measure == Measure::PerCent { 0.0 } else { 0.04 };
    let high = if span.high > 0.0 { span.high + air } else { span.high };
    let low = if span.low < 0.0 { span.low - air } else { span.low };
    (low, high)
}

struct Span {
    low: f64,
    high: f64,
}

impl Span {
    fn take(&mut self, value: f64) {
        if value.is_finite() {
            self.low = self.low.min(value);
            self.high = self.high.max(value);
        }
    }
}
