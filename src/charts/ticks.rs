//! Where an axis carries figures.

use plotters::coord::ranged1d::Ranged as _;
use plotters::coord::types::RangedCoordf64;

use super::figures::wide;

/// An axis: its ends, which are ticks, and what lies between.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) ticks: Vec<f64>,
}

impl Axis {
    /// An axis over figures with about so many ticks.
    pub(super) fn over(low: f64, high: f64, about: usize) -> Self {
        let ticks = ticks(low, high, about);
        let low = ticks.first().copied().unwrap_or(low).min(low);
        let high = ticks.last().copied().unwrap_or(high).max(high);
        Self { low, high, ticks }
    }

    /// The axis with ticks at whole figures only, where it has at least two.
    pub(super) fn in_whole_figures(self) -> Self {
        let whole: Vec<f64> =
            self.ticks.iter().copied().filter(|tick| (tick - tick.round()).abs() < 1e-6).collect();
        if whole.len() > 1 { Self { ticks: whole, ..self } } else { self }
    }

    /// How far up a figure stands, 0 to 1 within the axis.
    pub(super) fn part(&self, value: f64) -> f64 {
        let span = self.high - self.low;
        if span > 0.0 { (value - self.low) / span } else { 0.0 }
    }
}

/// Round figures that cover `low` to `high`, in the steps that plotters chooses: at least two, about so many.
pub fn ticks(low: f64, high: f64, about: usize) -> Vec<f64> {
    let (low, high) =
        if low.is_finite() && high.is_finite() && low <= high { (low, high) } else { (0.0, 1.0) };
    // All figures alike still have an axis around them.
    let (low, high) = match (low < high, low.abs() < f64::MIN_POSITIVE) {
        (true, _) => (low, high),
        (false, true) => (0.0, 1.0),
        (false, false) => (low.min(0.0), high.max(0.0)),
    };
    let inside = RangedCoordf64::from(low..high).key_points(about.saturating_add(1).max(3));
    let step = match inside.as_slice() {
        [first, second, ..] => second - first,
        _ => high - low,
    };
    if !(step.is_finite() && step > 0.0) {
        return vec![low, high];
    }
    // plotters stays within the range; the ends of an axis are ticks too.
    let first = (low / step + 1e-9).floor();
    let mut found = Vec::new();
    for place in 0..200 {
        let tick = (first + wide(place)) * step;
        found.push(if tick.abs() < step * 1e-6 { 0.0 } else { tick });
        if tick >= high - step * 1e-6 && found.len() > 1 {
            break;
        }
    }
    found
}
