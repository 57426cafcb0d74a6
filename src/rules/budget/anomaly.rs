//! What is unusual about payments, as a reason to look and never as a verdict (`domain.md` §6.1, B3 to B5 and B11).

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::Money;

/// With fewer months than this nothing is usual yet.
pub const FEWEST_MONTHS: usize = 6;

/// Payments so many days apart, or fewer, may belong together.
pub const DAYS_TOGETHER: i64 = 30;

/// From this score on, in hundredths, a month is unusual.
const SPIKE_FROM: i64 = 350;

/// 0.6745, which makes the median deviation comparable with a standard deviation, in ten-thousandths.
const NORMAL: i128 = 6_745;

/// A month that is unlike the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spike {
    /// Its place in the series.
    pub place: usize,
    /// What is usual.
    pub median: Money,
    /// 0.6745 · |x − median| / MAD in hundredths; `None` where most months are alike and the amount is more than twice
    /// the usual one.
    pub score: Option<i64>,
}

/// The amounts that are unlike the others by their median absolute deviation.
pub fn spikes(amounts: &[Money]) -> Vec<Spike> {
    if amounts.len() < FEWEST_MONTHS {
        return Vec::new();
    }
    let exact = |amount: &Money| i128::from(amount.fen());
    let twice_median = twice_the_median(amounts.iter().map(exact).collect());
    // Everything is kept in halves and quarters of a 分, so that nothing is rounded before the end.
    let away = |amount: &Money| (exact(amount) * 2 - twice_median).abs();
    let fourfold_deviation = twice_the_median(amounts.iter().map(away).collect());
    let median = Money::from_ratio(twice_median, 2).unwrap_or_default();
    let unusual = |(place, amount): (usize, &Money)| {
        let score = Money::from_ratio(away(amount) * 2 * NORMAL, fourfold_deviation * 100).ok();
        let score = score.map(Money::fen);
        let is_unusual = score
            .map_or_else(|| exact(amount) > twice_median && twice_median > 0, |score| score > SPIKE_FROM);
        is_unusual.then_some(Spike { place, median, score })
    };
    amounts.iter().enumerate().filter_map(unusual).collect()
}

fn twice_the_median(mut values: Vec<i128>) -> i128 {
    values.sort_unstable();
    let upper = values.len() / 2;
    let lower = values.len().saturating_sub(1) / 2;
    let at = |place: usize| values.get(place).copied().unwrap_or_default();
    at(lower) + at(upper)
}

/// A payment to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment<'a> {
    /// Who was paid; nothing is said about payments without it.
    pub supplier: &'a str,
    /// Amount.
    pub amount: Money,
    /// Day.
    pub date: NaiveDate,
}

/// Payments of the same amount to the same supplier, each within [`DAYS_TOGETHER`] of the one before; by their places.
pub fn duplicates(payments: &[Payment<'_>]) -> Vec<Vec<usize>> {
    let mut alike: BTreeMap<(&str, Money), Vec<(NaiveDate, usize)>> = BTreeMap::new();
    for (place, payment) in payments.iter().enumerate().filter(|(_, payment)| !payment.supplier.is_empty()) {
        alike.entry((payment.supplier, payment.amount)).or_default().push((payment.date, place));
    }
    let mut found = Vec::new();
    for mut group in alike.into_values() {
        group.sort_unstable();
        let near = |a: &(NaiveDate, usize), b: &(NaiveDate, usize)| (b.0 - a.0).num_days() <= DAYS_TOGETHER;
        let runs = group.chunk_by(near).filter(|run| run.len() > 1);
        found.extend(runs.map(|run| run.iter().map(|(_, place)| *place).collect()));
    }
    found
}

/// Payments to one supplier that stay below a limit one by one and reach it together within [`DAYS_TOGETHER`]
/// (化整为零, 政府采购法实施条例 第二十八条); by their places.
pub fn splits(payments: &[Payment<'_>], limit: Money) -> Vec<Vec<usize>> {
    let mut below: BTreeMap<&str, Vec<(NaiveDate, usize, Money)>> = BTreeMap::new();
    for (place, payment) in payments.iter().enumerate() {
        if !payment.supplier.is_empty() && payment.amount < limit {
            below.entry(payment.supplier).or_default().push((payment.date, place, payment.amount));
        }
    }
    let mut found = Vec::new();
    for mut group in below.into_values() {
        group.sort_unstable();
        let mut rest = group.as_slice();
        while let Some((first, others)) = rest.split_first() {
            let count = rest.partition_point(|payment| (payment.0 - first.0).num_days() <= DAYS_TOGETHER);
            let (together, later) = rest.split_at(count);
            let sum = Money::checked_sum(together.iter().map(|payment| payment.2));
            if together.len() > 1 && sum.is_none_or(|sum| sum >= limit) {
                found.push(together.iter().map(|payment| payment.1).collect());
                rest = later;
            } else {
                rest = others;
            }
        }
    }
    found
}

/// Fewest amounts that Benford's law says anything about.
pub const FEWEST_AMOUNTS: usize = 300;

/// χ² with 8 degrees of freedom, above which chance explains a difference in one case of a hundred.
pub const CRITICAL_CHI_SQUARE: f64 = 20.090;

/// How far first digits are from Benford's law.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BenfordFit {
    /// χ² with 8 degrees of freedom.
    pub chi_square: f64,
    /// Nigrini's mean absolute deviation; above 0.015 the digits do not conform.
    pub mean_deviation: f64,
}

impl BenfordFit {
    /// Compares how often each first digit, 1 to 9, stands; `None` when none does.
    pub fn of(counts: [u32; 9]) -> Option<Self> {
        let total: f64 = counts.iter().map(|count| f64::from(*count)).sum();
        if total <= 0.0 {
            return None;
        }
        let (mut chi_square, mut deviation) = (0.0, 0.0);
        for (digit, count) in (1_u32..).zip(counts) {
            let expected = (1.0 + 1.0 / f64::from(digit)).log10();
            let share = f64::from(count) / total;
            chi_square += (share - expected).powi(2) / expected * total;
            deviation += (share - expected).abs();
        }
        Some(Self { chi_square, mean_deviation: deviation / 9.0 })
    }

    /// Compares amounts; `None` where the law may not be used: fewer than [`FEWEST_AMOUNTS`] amounts above zero, or
    /// less than two orders of magnitude between the smallest and the largest.
    pub fn of_amounts(amounts: impl IntoIterator<Item = Money>) -> Option<Self> {
        let positive: Vec<i64> = amounts.into_iter().map(Money::fen).filter(|fen| *fen > 0).collect();
        let (least, most) = (*positive.iter().min()?, *positive.iter().max()?);
        if positive.len() < FEWEST_AMOUNTS || most / 100 < least {
            return None;
        }
        let mut counts = [0_u32; 9];
        for amount in positive {
            let first = std::iter::successors(Some(amount), |rest| Some(rest / 10)).find(|rest| *rest < 10);
            let place =
                first.and_then(|digit| usize::try_from(digit).ok()).and_then(|digit| digit.checked_sub(1));
            if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
                *count = count.saturating_add(1);
            }
        }
        Self::of(counts)
    }
}
