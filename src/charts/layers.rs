//! How each layer draws itself, and the words of its marks.

use plotters_backend::DrawingBackend;
use plotters_backend::text_anchor::{HPos, VPos};

use super::canvas::{Canvas, Drawn, Letters};
use super::figures::{dot, wide};
use super::plane::Room;
use super::{Area, BoxFigures, Column, Layer, Measure, Places, Plane, Series, Spot, Step, StepTone};

/// From where to where each step of a waterfall goes.
pub(super) fn levels(steps: &[Step]) -> impl Iterator<Item = (f64, f64)> {
    steps.iter().scan(0.0, |level, step| {
        let from = match step.tone {
            StepTone::Level => 0.0,
            StepTone::Change => *level,
        };
        *level = from + step.value;
        Some((from, *level))
    })
}

/// The name of a place.
pub(super) fn place_name(places: &Places, place: usize) -> String {
    match places {
        Places::Named(names) => names.get(place).cloned().unwrap_or_default(),
        Places::Scale { low, high, slots, measure } => {
            let step = (high - low) / wide((*slots).max(1));
            let from = low + step * wide(place);
            format!("{}–{}", measure.exact(from), measure.exact(from + step))
        }
    }
}

/// What a figure of a series says.
pub(super) fn words(series: &Series, places: &Places, place: usize, measure: Measure, value: f64) -> String {
    if let Some(words) = series.words.get(place).filter(|words| !words.is_empty()) {
        return words.clone();
    }
    let name = place_name(places, place);
    let parts = [series.name.as_str(), name.as_str(), &measure.exact(value)].map(str::to_owned);
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

impl<D: DrawingBackend> Canvas<'_, D> {
    /// Draws a layer; `series` and `trace` count those drawn.
    pub(super) fn layer(
        &mut self,
        plane: &Plane,
        layer: &Layer,
        room: &Room,
        series: &mut usize,
        trace: &mut usize,
    ) -> Drawn<D> {
        let first = *series;
        match layer {
            Layer::Bars { series: all, is_stacked, touches } => {
                *series += all.len();
                if *is_stacked {
                    self.stack(plane, all, room, first)
                } else {
                    self.bars(plane, all, *touches, room, first)
                }
            }
            Layer::Line { series: line, band, is_expected, is_right, beyond } => {
                *series += 1;
                if let Some((low, high)) = band {
                    self.band(low, high, room, first)?;
                }
                let points: Vec<Option<(f64, f64)>> = (0..plane.places.len())
                    .map(|place| {
                        let value =
                            line.values.get(place).copied().flatten().filter(|value| value.is_finite())?;
                        Some((room.middle(place), room.height_right(value, *is_right)))
                    })
                    .collect();
                self.curve(&points, *is_expected, first)?;
                let measure = match plane.right {
                    Some((measure, _)) if *is_right => measure,
                    _ => plane.measure,
                };
                let ring = self.unit() * 0.55;
                for (place, (x, y)) in
                    points.iter().enumerate().filter_map(|(place, at)| Some((place, (*at)?)))
                {
                    if beyond.contains(&place) {
                        let around =
                            Area { left: x - ring, top: y - ring, width: 2.0 * ring, height: 2.0 * ring };
                        self.outline(around, self.style.bad, (self.unit() / 7.0).max(1.5))?;
                    }
                    let value = line.values.get(place).copied().flatten().unwrap_or_default();
                    let reach = self.unit() * 0.7;
                    let area =
                        Area { left: x - reach, top: y - reach, width: 2.0 * reach, height: 2.0 * reach };
                    let words = words(line, &plane.places, place, measure, value);
                    self.spots.push(Spot { area, series: first, place, words });
                }
                Ok(())
            }
            Layer::Steps { steps, words, .. } => {
                *series += 1;
                self.steps(plane, steps, words, room, first)
            }
            Layer::Boxes { boxes, words } => {
                *series += 1;
                self.boxes(boxes, words, room, first)
            }
            Layer::Rule { name: _, value, is_limit } => {
                let y = room.height_of(*value);
                let colour = if *is_limit { self.style.bad } else { self.style.faded };
                let ends = [(room.plot.left, y), (room.plot.right(), y)];
                self.dashes(&ends, colour, (self.unit() / 9.0).max(1.0))
            }
            Layer::Trace(_) => {
                *series += 1;
                let columns = room.traces.get(*trace).map(Vec::as_slice).unwrap_or_default();
                *trace += 1;
                self.trace(plane, columns, room, first)
            }
        }
    }

    fn bars(&mut self, plane: &Plane, all: &[Series], touches: bool, room: &Room, first: usize) -> Drawn<D> {
        let inner = if touches { room.slot - 1.0 } else { (room.slot * 0.68).min(self.unit() * 7.0) };
        let each = inner / wide(all.len().max(1));
        let base = room.height_of(0.0);
        for (offset, series) in all.iter().enumerate() {
            for place in 0..plane.places.len() {
                let Some(value) = series.values.get(place).copied().flatten().filter(|v| v.is_finite())
                else {
                    continue;
                };
                let left = room.middle(place) - inner / 2.0 + each * wide(offset);
                let top = room.height_of(value);
                let gap = if all.len() > 1 { 1.0 } else { 0.0 };
                let area = Area {
                    left,
                    top: top.min(base),
                    width: (each - gap).max(1.0),
                    height: (base - top).abs(),
                };
                if series.is_rest {
                    self.rest(area)?;
                } else {
                    self.bar(area, first + offset)?;
                }
                if plane.layers.len() == 1 && all.len() == 1 {
                    self.figure_over(plane, value, area, room, value >= 0.0)?;
                }
                let words = words(series, &plane.places, place, plane.measure, value);
                self.spots.push(Spot {
                    area: reachable(area, self.unit()),
                    series: first + offset,
                    place,
                    words,
                });
            }
        }
        Ok(())
    }

    fn stack(&mut self, plane: &Plane, all: &[Series], room: &Room, first: usize) -> Drawn<D> {
        let inner = (room.slot * 0.62).min(self.unit() * 7.0);
        for place in 0..plane.places.len() {
            let (mut up, mut down) = (0.0, 0.0);
            for (offset, series) in all.iter().enumerate() {
                let Some(value) = series.values.get(place).copied().flatten().filter(|v| v.is_finite())
                else {
                    continue;
                };
                let from = if value >= 0.0 { up } else { down };
                let to = from + value;
                if value >= 0.0 {
                    up = to;
                } else {
                    down = to;
                }
                let (a, b) = (room.height_of(from), room.height_of(to));
                let area = Area {
                    left: room.middle(place) - inner / 2.0,
                    top: a.min(b),
                    width: inner,
                    height: (a - b).abs(),
                };
                if series.is_rest {
                    self.rest(area)?;
                } else {
                    self.bar(area, first + offset)?;
                }
                let words = words(series, &plane.places, place, plane.measure, value);
                self.spots.push(Spot {
                    area: reachable(area, self.unit() * 0.5),
                    series: first + offset,
                    place,
                    words,
                });
            }
        }
        Ok(())
    }

    /// The figure of a bar over or under it, where there is room.
    fn figure_over(&mut self, plane: &Plane, value: f64, area: Area, room: &Room, is_over: bool) -> Drawn<D> {
        let size = self.unit() * 0.92;
        let text = plane.measure.short(value, self.style.language);
        if self.text_width(&text, size, false) > room.slot - 2.0 {
            return Ok(());
        }
        let down = if is_over { VPos::Bottom } else { VPos::Top };
        let y = if is_over { area.top - self.unit() * 0.2 } else { area.bottom() + self.unit() * 0.2 };
        let letters = Letters { across: HPos::Center, down, size, ..self.letters(self.style.ink) };
        self.text(&text, area.left + area.width / 2.0, y, letters)
    }

    fn band(&mut self, low: &[Option<f64>], high: &[Option<f64>], room: &Room, series: usize) -> Drawn<D> {
        let mut upper = Vec::new();
        let mut lower = Vec::new();
        let mut runs = Vec::new();
        for (place, (low, high)) in low.iter().zip(high).enumerate() {
            if let (Some(low), Some(high)) = (low, high) {
                upper.push((room.middle(place), room.height_of(*high)));
                lower.push((room.middle(place), room.height_of(*low)));
            } else {
                runs.push((std::mem::take(&mut upper), std::mem::take(&mut lower)));
            }
        }
        runs.push((upper, lower));
        for (upper, lower) in runs.into_iter().filter(|(upper, _)| upper.len() > 1) {
            let around: Vec<(f64, f64)> = upper.into_iter().chain(lower.into_iter().rev()).collect();
            self.shape(&around, self.series_colour(series), 0.18)?;
        }
        Ok(())
    }

    fn curve(&mut self, points: &[Option<(f64, f64)>], is_expected: bool, series: usize) -> Drawn<D> {
        let colour = self.series_colour(series);
        let width = (self.unit() / 6.0).max(1.5);
        for run in points.split(Option::is_none) {
            let run: Vec<(f64, f64)> = run.iter().flatten().copied().collect();
            if is_expected {
                self.dashes(&run, colour, width)?;
            } else {
                self.line(&run, colour, width)?;
                for (x, y) in run {
                    self.marker(x, y, series, colour)?;
                }
            }
        }
        Ok(())
    }

    fn steps(
        &mut self,
        plane: &Plane,
        steps: &[Step],
        words: &[String],
        room: &Room,
        series: usize,
    ) -> Drawn<D> {
        let inner = (room.slot * 0.62).min(self.unit() * 7.0);
        let mut before: Option<(f64, f64)> = None;
        for (place, (step, (from, to))) in steps.iter().zip(levels(steps)).enumerate() {
            let (a, b) = (room.height_of(from), room.height_of(to));
            let left = room.middle(place) - inner / 2.0;
            if let Some((x, y)) = before {
                self.line(&[(x, y), (left, y)], self.style.faded, 1.0)?;
            }
            before = Some((left + inner, b));
            let area = Area { left, top: a.min(b), width: inner, height: (a - b).abs().max(1.0) };
            match step.tone {
                StepTone::Level => self.bar(area, 0)?,
                StepTone::Change => {
                    let falls = step.value < 0.0;
                    self.fill(area, if falls { self.style.bad } else { self.style.good })?;
                    self.hatch(area, usize::from(falls))?;
                }
            }
            let size = self.unit() * 0.92;
            let figure = plane.measure.short(step.value, self.style.language);
            let signed = step.tone == StepTone::Change && step.value > 0.0;
            let figure = if signed { format!("+{figure}") } else { figure };
            if self.text_width(&figure, size, false) <= room.slot - 2.0 {
                let letters = Letters {
                    across: HPos::Center,
                    down: VPos::Bottom,
                    size,
                    ..self.letters(self.style.ink)
                };
                self.text(&figure, room.middle(place), area.top - self.unit() * 0.2, letters)?;
            }
            let said = match words.get(place).filter(|words| !words.is_empty()) {
                Some(words) => words.clone(),
                None => format!("{} · {}", place_name(&plane.places, place), plane.measure.exact(step.value)),
            };
            self.spots.push(Spot { area: reachable(area, self.unit()), series, place, words: said });
        }
        Ok(())
    }

    fn boxes(&mut self, boxes: &[BoxFigures], words: &[String], room: &Room, series: usize) -> Drawn<D> {
        let inner = (room.slot * 0.5).min(self.unit() * 5.0);
        let colour = self.series_colour(series);
        let width = (self.unit() / 9.0).max(1.0);
        for (place, figures) in boxes.iter().enumerate().filter(|(_, figures)| figures.count > 0) {
            let middle = room.middle(place);
            let (left, right) = (middle - inner / 2.0, middle + inner / 2.0);
            let y = |value: f64| room.height_of(value);
            self.line(&[(middle, y(figures.high)), (middle, y(figures.third))], colour, width)?;
            self.line(&[(middle, y(figures.first)), (middle, y(figures.low))], colour, width)?;
            for end in [figures.low, figures.high] {
                self.line(&[(middle - inner / 4.0, y(end)), (middle + inner / 4.0, y(end))], colour, width)?;
            }
            let area = Area {
                left,
                top: y(figures.third),
                width: inner,
                height: y(figures.first) - y(figures.third),
            };
            self.tint(area, colour, 0.25)?;
            self.outline(area, colour, width)?;
            self.line(&[(left, y(figures.median)), (right, y(figures.median))], colour, width * 2.0)?;
            for outlier in &figures.outliers {
                self.marker(middle, y(*outlier), 2, self.style.bad)?;
            }
            let said = words.get(place).cloned().unwrap_or_default();
            let top = y(figures.high);
            let whole = Area { left, top, width: inner, height: y(figures.low) - top };
            self.spots.push(Spot { area: reachable(whole, self.unit()), series, place, words: said });
        }
        Ok(())
    }

    fn trace(&mut self, plane: &Plane, columns: &[Column], room: &Room, series: usize) -> Drawn<D> {
        let left = dot(room.plot.left);
        let mut dots = Vec::with_capacity(columns.len() * 4);
        for column in columns {
            let x = left + dot(wide(column.place));
            for value in [column.first, column.least, column.greatest, column.last] {
                let at = (x, dot(room.height_of(value)));
                if dots.last() != Some(&at) {
                    dots.push(at);
                }
            }
        }
        self.path(&dots, self.series_colour(series), 1.0)?;
        let language = self.style.language;
        let greatest = columns.iter().max_by(|a, b| a.greatest.total_cmp(&b.greatest));
        let least = columns.iter().min_by(|a, b| a.least.total_cmp(&b.least));
        let ends = [
            ("chart.greatest", greatest.map(|column| (column.place, column.greatest))),
            ("chart.least", least.map(|column| (column.place, column.least))),
        ];
        for (key, end) in ends {
            let Some((place, value)) = end else { continue };
            let reach = self.unit() * 0.7;
            let (x, y) = (room.plot.left + wide(place), room.height_of(value));
            let area = Area { left: x - reach, top: y - reach, width: 2.0 * reach, height: 2.0 * reach };
            let words = language.fill(key, &[("figure", &plane.measure.exact(value))]);
            self.spots.push(Spot { area, series, place, words });
        }
        Ok(())
    }
}

/// A mark too flat to be pointed at gets a little more room.
fn reachable(area: Area, least: f64) -> Area {
    if area.height >= least {
        return area;
    }
    Area { top: area.top - (least - area.height) / 2.0, height: least, ..area }
}
