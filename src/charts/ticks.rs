//! Where an axis carries figures.

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

    /// How far up a figure stands, 0 to 1 within the axis.
    pub(super) fn part(&self, value: f64) -> f64 {
        let span = self.high - self.low;
        if span > 0.0 { (value - self.low) / span } else { 0.0 }
    }
}

/// Round figures that cover `low` to `high`, in steps of 1, 2, 2.5 or 5 and its tens: at least two, about so many.
pub fn ticks(low: f64, high: f64, about: usize) -> Vec<f64> {
    let (low, high) =
        if low.is_finite() && high.is_finite() && low <= high { (low, high) } else { (0.0, 1.0) };
    // All figures alike still have an axis around them.
    let (low, high) = match (low < high, low.abs() < f64::MIN_POSITIVE) {
        (true, _) => (low, high),
        (false, true) => (0.0, 1.0),
        (false, false) => (low.min(0.0), high.max(0.0)),
    };
    let rough = (high - low) / wide(about.max(1));
    let ten = 10.0_f64.powf(rough.log10().floor());
    let step =
        [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|unit| unit * ten).find(|step| *step >= rough * 0.999);
    let step = step.unwrap_or(10.0 * ten);
    if !(step.is_finite() && step > 0.0) {
        return vec![low, high];
    }
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
