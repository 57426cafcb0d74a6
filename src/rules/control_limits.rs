//! The limits of a control chart (控制图) for single values: Shewhart's individuals and moving range, ISO 7870-2.

/// How many standard deviations the limits are from the mean.
const DEVIATIONS: f64 = 3.0;

/// d₂ of two values: the average range of a pair, in standard deviations (ISO 7870-2, table 2).
const RANGE_OF_A_PAIR: f64 = 1.128;

/// Between which values a process is left alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ControlLimits {
    /// The mean of the values (中心线).
    pub centre: f64,
    /// The upper control limit (上控制限).
    pub upper: f64,
    /// The lower control limit (下控制限).
    pub lower: f64,
    /// Whether the lower limit ends at the least value that is possible, as the calculation reaches below it.
    pub ends_at_least: bool,
}

impl ControlLimits {
    /// The limits of values in the order of time: the mean, and three standard deviations to both sides of it, of which
    /// the average moving range divided by 1.128 is the estimate. `least` is the smallest value that is possible, such
    /// as zero for what is counted or paid: no limit lies below it. `None` of fewer than two values, which have no
    /// range.
    pub fn of(values: &[f64], least: Option<f64>) -> Option<Self> {
        let moves = values.iter().zip(values.iter().skip(1)).map(|(before, after)| (after - before).abs());
        let reach = DEVIATIONS * mean(moves)? / RANGE_OF_A_PAIR;
        let centre = mean(values.iter().copied())?;
        let lower = centre - reach;
        let end = least.filter(|least| lower < *least);
        Some(Self {
            centre,
            upper: centre + reach,
            lower: end.unwrap_or(lower),
            ends_at_least: end.is_some(),
        })
    }

    /// Whether a value lies outside, and its reason is worth looking for.
    pub fn is_beyond(self, value: f64) -> bool {
        value > self.upper || value < self.lower
    }
}

/// The mean of some values; `None` of none.
fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    (count > 0.0).then(|| sum / count)
}
