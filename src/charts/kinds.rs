//! The kinds of charts an office uses, made of layers.

use std::sync::Arc;

use super::figures::wide;
use super::layers::place_name;
use super::{BoxFigures, Content, HeatMap, Layer, Measure, Places, Plane, Series, Step, StepTone, Trace};
use crate::rules::control_limits::ControlLimits;

/// The lower and the upper edge of an interval around a line.
pub type Interval = (Vec<Option<f64>>, Vec<Option<f64>>);

/// Bars side by side.
pub fn bars(places: Vec<String>, series: Vec<Series>, measure: Measure) -> Content {
    let layers = vec![Layer::Bars { series, is_stacked: false, touches: false }];
    Content::Plane(Plane { places: Places::Named(places), measure, from_zero: true, layers, right: None })
}

/// Bars on top of each other.
pub fn stacked(places: Vec<String>, series: Vec<Series>, measure: Measure) -> Content {
    let layers = vec![Layer::Bars { series, is_stacked: true, touches: false }];
    Content::Plane(Plane { places: Places::Named(places), measure, from_zero: true, layers, right: None })
}

/// A line with the interval around it, where there is one.
pub fn line(places: Vec<String>, series: Series, band: Option<Interval>, measure: Measure) -> Content {
    let layers = vec![measured(series, band)];
    Content::Plane(Plane { places: Places::Named(places), measure, from_zero: false, layers, right: None })
}

/// Bars for what was reached, lines for what was to be or is expected to be reached.
pub fn bars_and_line(
    places: Vec<String>,
    reached: Series,
    wanted: Series,
    expected: Option<Series>,
    measure: Measure,
) -> Content {
    let mut layers = vec![
        Layer::Bars { series: vec![reached], is_stacked: false, touches: false },
        measured(wanted, None),
    ];
    layers.extend(expected.map(|series| Layer::Line {
        series,
        band: None,
        is_expected: true,
        is_right: false,
        beyond: Vec::new(),
    }));
    Content::Plane(Plane { places: Places::Named(places), measure, from_zero: true, layers, right: None })
}

/// Puts an interval around what is expected; without an expected line nothing changes.
pub fn with_interval(mut content: Content, interval: Interval) -> Content {
    if let Content::Plane(plane) = &mut content {
        for layer in &mut plane.layers {
            if let Layer::Line { band, is_expected: true, .. } = layer {
                *band = Some(interval.clone());
            }
        }
    }
    content
}

fn measured(series: Series, band: Option<Interval>) -> Layer {
    Layer::Line { series, band, is_expected: false, is_right: false, beyond: Vec::new() }
}

/// From one level to another: the first, each change, the level they lead to. Rises and falls have names.
pub fn waterfall(
    start: (String, f64),
    changes: Vec<(String, f64)>,
    end: String,
    names: (String, String),
    measure: Measure,
) -> Content {
    let total = start.1 + changes.iter().map(|(_, change)| change).sum::<f64>();
    let mut places = vec![start.0];
    let mut steps = vec![Step { value: start.1, tone: StepTone::Level }];
    for (name, value) in changes {
        places.push(name);
        steps.push(Step { value, tone: StepTone::Change });
    }
    places.push(end);
    steps.push(Step { value: total, tone: StepTone::Level });
    let layers = vec![Layer::Steps { names, steps, words: Vec::new() }];
    Content::Plane(Plane { places: Places::Named(places), measure, from_zero: true, layers, right: None })
}

/// Cells by row and column.
pub fn heat_map(
    name: String,
    rows: Vec<String>,
    columns: Vec<String>,
    cells: Vec<Vec<Option<f64>>>,
    measure: Measure,
) -> Content {
    Content::HeatMap(HeatMap { rows, columns, cells, measure, name })
}

/// Pareto: figures from the greatest down, with the part of the whole reached so far against the right axis. Gives the
/// order of the figures too. Figures that are not positive have no part in it.
pub fn pareto(
    figures: Vec<(String, f64)>,
    names: (String, String),
    measure: Measure,
) -> (Content, Vec<usize>) {
    let mut order: Vec<usize> =
        (0..figures.len()).filter(|place| figures.get(*place).is_some_and(|figure| figure.1 > 0.0)).collect();
    let value = |place: &usize| figures.get(*place).map_or(0.0, |figure| figure.1);
    order.sort_by(|a, b| value(b).total_cmp(&value(a)).then(a.cmp(b)));
    let whole: f64 = order.iter().map(value).sum();
    let places: Vec<String> =
        order.iter().filter_map(|place| figures.get(*place)).map(|figure| figure.0.clone()).collect();
    let reached: Vec<f64> = order
        .iter()
        .scan(0.0, |sum, place| {
            *sum += value(place);
            Some(if whole > 0.0 { *sum / whole * 100.0 } else { 0.0 })
        })
        .collect();
    let layers = vec![
        Layer::Bars {
            series: vec![Series::new(names.0, order.iter().map(value))],
            is_stacked: false,
            touches: false,
        },
        Layer::Line {
            series: Series::new(names.1, reached),
            band: None,
            is_expected: false,
            is_right: true,
            beyond: Vec::new(),
        },
    ];
    let right = Some((Measure::PerCent, 100.0));
    let plane = Plane { places: Places::Named(places), measure, right, from_zero: true, layers };
    (Content::Plane(plane), order)
}

/// Bins of the same width that figures fall into; their number is Sturges' ⌈log₂ n⌉ + 1. A figure on an inner edge belongs
/// to the bin above it, the greatest to the last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bins {
    low: f64,
    high: f64,
    count: usize,
}

impl Bins {
    /// The bins of some figures; `None` when none of them is a number.
    pub fn of(values: &[f64]) -> Option<Self> {
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        let low = finite().fold(f64::INFINITY, f64::min);
        let high = finite().fold(f64::NEG_INFINITY, f64::max);
        if low > high {
            return None;
        }
        let count = super::figures::whole(wide(finite().count()).log2().ceil()) + 1;
        Some(Self { low, high: if high > low { high } else { low + 1.0 }, count })
    }

    /// The bin that a figure falls into.
    pub fn place(self, value: f64) -> usize {
        let place = (value - self.low) / (self.high - self.low) * wide(self.count);
        super::figures::whole(place).min(self.count - 1)
    }
}

/// How often figures fall into their [`Bins`].
pub fn histogram(values: &[f64], name: String, measure: Measure) -> Content {
    let Some(bins) = Bins::of(values) else {
        return Content::Plane(Plane { measure: Measure::Number, from_zero: true, ..Plane::default() });
    };
    let mut counts = vec![0.0; bins.count];
    for value in values.iter().copied().filter(|value| value.is_finite()) {
        if let Some(count) = counts.get_mut(bins.place(value)) {
            *count += 1.0;
        }
    }
    let places = Places::Scale { low: bins.low, high: bins.high, slots: bins.count, measure };
    let mut series = Series::new(name, counts.iter().copied());
    let words = (0..bins.count).zip(&counts);
    series.words = words.map(|(bin, count)| format!("{}: {count}", place_name(&places, bin))).collect();
    let layers = vec![Layer::Bars { series: vec![series], is_stacked: false, touches: true }];
    Content::Plane(Plane { places, measure: Measure::Number, right: None, from_zero: true, layers })
}

/// The five figures of a box plot after Tukey: quartiles by linear interpolation (type 7 of Hyndman and Fan), whiskers to
/// the outermost figures within 1.5 interquartile ranges of the box.
pub fn box_figures(values: &[f64]) -> BoxFigures {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    if sorted.is_empty() {
        return BoxFigures::default();
    }
    let at = |part: f64| {
        let place = part * wide(sorted.len() - 1);
        let below = super::figures::whole(place.floor());
        let low = sorted.get(below).copied().unwrap_or_default();
        let high = sorted.get(below + 1).copied().unwrap_or(low);
        low + (high - low) * (place - place.floor())
    };
    let (first, median, third) = (at(0.25), at(0.5), at(0.75));
    let reach = 1.5 * (third - first);
    let inside = |value: &&f64| **value >= first - reach && **value <= third + reach;
    let low = sorted.iter().find(inside).copied().unwrap_or(first);
    let high = sorted.iter().rev().find(inside).copied().unwrap_or(third);
    let outliers = sorted.iter().filter(|value| !inside(value)).copied().collect();
    BoxFigures { low, first, median, third, high, outliers, count: sorted.len() }
}

/// A box a place; `say` puts the five figures into words.
pub fn boxes(
    places: Vec<String>,
    groups: &[Vec<f64>],
    measure: Measure,
    say: impl Fn(&str, &BoxFigures) -> String,
) -> Content {
    let boxes: Vec<BoxFigures> = groups.iter().map(|group| box_figures(group)).collect();
    let words = places.iter().zip(&boxes).map(|(place, figures)| say(place, figures)).collect();
    let layers = vec![Layer::Boxes { boxes, words }];
    Content::Plane(Plane { places: Places::Named(places), measure, right: None, from_zero: false, layers })
}

/// A control chart for single values, with the mean and the limits of the process. What lies beyond them is marked.
/// `names` are those of the figures, the mean, the upper and the lower limit.
pub fn control(
    places: Vec<String>,
    values: &[f64],
    limits: ControlLimits,
    names: [String; 4],
    measure: Measure,
) -> Content {
    let [name, centre, upper, lower] = names;
    let beyond = (0..).zip(values).filter(|(_, value)| limits.is_beyond(**value)).map(|(place, _)| place);
    let rule = |name, value, is_limit| Layer::Rule { name, value, is_limit };
    let layers = vec![
        rule(centre, limits.centre, false),
        rule(upper, limits.upper, true),
        rule(lower, limits.lower, true),
        Layer::Line {
            series: Series::new(name, values.iter().copied()),
            band: None,
            is_expected: false,
            is_right: false,
            beyond: beyond.collect(),
        },
    ];
    Content::Plane(Plane { places: Places::Named(places), measure, right: None, from_zero: false, layers })
}

/// Many figures in even steps over a scale.
pub fn trace(name: String, values: Arc<[f64]>, (low, high): (f64, f64), measure: Measure) -> Content {
    let places = Places::Scale { low, high, slots: 1, measure: Measure::Number };
    let layers = vec![Layer::Trace(Trace { name, values })];
    Content::Plane(Plane { places, measure, right: None, from_zero: false, layers })
}
