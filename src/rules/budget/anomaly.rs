//! What is unusual about payments, as a reason to look and never as a verdict (`domain.md` §6.1, B3 to B6, B9 and B11).

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

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

/// Payments of the same amount to the same supplier, by their places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alike {
    /// Each within [`DAYS_TOGETHER`] of the one before: perhaps one payment made twice.
    pub doubled: Vec<Vec<usize>>,
    /// One a month, month after month: rent or a subscription, not a payment made twice.
    pub regular: Vec<Vec<usize>>,
}

/// Fewest months that make payments of the same amount regular.
const FEWEST_REGULAR: usize = 3;

/// Payments that recur monthly lie so many days apart; 20 to 45 leaves room for weekends and holidays.
const MONTH_APART: std::ops::RangeInclusive<i64> = 20..=45;

/// The payments of the same amount to the same supplier. What is paid once a month is told apart from what may be paid
/// twice; a second payment within a month of such a series is doubled.
pub fn alike(payments: &[Payment<'_>]) -> Alike {
    let mut groups: BTreeMap<(&str, Money), Vec<(NaiveDate, usize)>> = BTreeMap::new();
    for (place, payment) in payments.iter().enumerate().filter(|(_, payment)| !payment.supplier.is_empty()) {
        groups.entry((payment.supplier, payment.amount)).or_default().push((payment.date, place));
    }
    let places = |run: &[(NaiveDate, usize)]| run.iter().map(|(_, place)| *place).collect::<Vec<_>>();
    let mut found = Alike::default();
    for mut group in groups.into_values() {
        group.sort_unstable();
        let by_month: Vec<&[(NaiveDate, usize)]> =
            group.chunk_by(|a, b| month_number(a.0) == month_number(b.0)).collect();
        // Of several in a month the one nearest to the usual day belongs to the series.
        let usual = by_month.iter().find(|month| month.len() == 1).or(by_month.first());
        let usual = usual.and_then(|month| month.first()).map_or(1, |paid| i64::from(paid.0.day()));
        let nearest = |month: &&[(NaiveDate, usize)]| {
            month.iter().min_by_key(|paid| (i64::from(paid.0.day()) - usual).abs()).copied()
        };
        let once: Vec<(NaiveDate, usize)> = by_month.iter().filter_map(nearest).collect();
        if is_monthly(&once) {
            found.regular.push(places(&once));
            found.doubled.extend(by_month.iter().filter(|month| month.len() > 1).map(|month| places(month)));
            continue;
        }
        let near = |a: &(NaiveDate, usize), b: &(NaiveDate, usize)| (b.0 - a.0).num_days() <= DAYS_TOGETHER;
        found.doubled.extend(group.chunk_by(near).filter(|run| run.len() > 1).map(places));
    }
    found
}

/// Months counted from the year 0.
fn month_number(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month0())
}

fn is_monthly(paid: &[(NaiveDate, usize)]) -> bool {
    paid.len() >= FEWEST_REGULAR
        && paid.windows(2).all(|pair| match pair {
            [(before, _), (after, _)] => {
                month_number(*after) - month_number(*before) == 1
                    && MONTH_APART.contains(&(*after - *before).num_days())
            }
            _ => false,
        })
}

/// Invoices that stand twice, however they are written: without case, blanks, hyphens and leading zeros. By their
/// places; nothing is said about payments without an invoice.
pub fn same_invoices(invoices: &[&str]) -> Vec<Vec<usize>> {
    let mut alike: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, invoice) in invoices.iter().enumerate() {
        let plain: String = crate::rules::folding::fold(invoice)
            .chars()
            .filter(|character| character.is_alphanumeric())
            .collect();
        let plain = plain.trim_start_matches('0');
        if !plain.is_empty() {
            alike.entry(plain.to_owned()).or_default().push(place);
        }
    }
    alike.into_values().filter(|places| places.len() > 1).collect()
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

/// Payments that stay just below a limit: from nine tenths of it on; by their places.
pub fn just_below(payments: &[Payment<'_>], limit: Money) -> Vec<usize> {
    let is_near = |amount: Money| {
        amount < limit && i128::from(amount.fen()) * 10 >= i128::from(limit.fen()) * 9 && amount > Money::ZERO
    };
    let near = payments.iter().enumerate().filter(|(_, payment)| is_near(payment.amount));
    near.map(|(place, _)| place).collect()
}

/// With fewer payments than this no share of them says anything (an office's default).
pub const FEWEST_PAYMENTS: usize = 10;

/// Above this share, 30 %, round amounts are noticed, in hundredths of a per cent.
pub const ROUND_SHARE: i64 = 3_000;

/// Above this share, 35 %, payments of the last quarter or of December are noticed, in hundredths of a per cent.
pub const LATE_SHARE: i64 = 3_500;

/// Whether an amount is a multiple of 1,000 元.
pub fn is_round(amount: Money) -> bool {
    !amount.is_zero() && amount.fen() % 100_000 == 0
}

/// Which part of the amounts is round, in hundredths of a per cent; `None` of fewer than [`FEWEST_PAYMENTS`].
pub fn round_share(amounts: &[Money]) -> Option<i64> {
    if amounts.len() < FEWEST_PAYMENTS {
        return None;
    }
    let round = amounts.iter().filter(|amount| is_round(**amount)).count();
    super::figures::rate(i128::try_from(round).ok()?, i128::try_from(amounts.len()).ok()?)
}

/// Which part of a year was paid in its last quarter and in its December, in hundredths of a per cent; `None` of a year
/// without payments.
pub fn late_shares(months: &[Money; 12]) -> Option<(i64, i64)> {
    let sum = |of: &[Money]| of.iter().map(|amount| i128::from(amount.fen())).sum::<i128>();
    let whole = sum(months);
    let share = |from: usize| super::figures::rate(sum(months.get(from..).unwrap_or_default()), whole);
    Some((share(9)?, share(11)?))
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
