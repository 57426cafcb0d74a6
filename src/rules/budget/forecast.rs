//! How far the forecast of a year may be wrong.

use crate::model::Money;

/// With fewer months than this nothing can be said about how they differ.
pub const FEWEST_MONTHS: usize = 3;

/// Student's t for 90 % on one side, which leaves 80 % between both; by degrees of freedom from 1.
const STUDENT: [f64; 11] =
    [3.0777, 1.8856, 1.6377, 1.5332, 1.4759, 1.4398, 1.4149, 1.3968, 1.3830, 1.3722, 1.3634];

/// By how much the sum of `ahead` further months may miss what their average says, with a chance of 80 %: the prediction
/// interval t · s · √(k + k²/n) of a sum of k values after n that were seen, months taken as independent and alike. `None` with fewer than [`FEWEST_MONTHS`].
pub fn margin(months: &[Money], ahead: u32) -> Option<Money> {
    let count = u32::try_from(months.len()).ok()?;
    if months.len() < FEWEST_MONTHS {
        return None;
    }
    let student = STUDENT.get(months.len() - 2).or(STUDENT.last()).copied()?;
    let (seen, ahead) = (f64::from(count), f64::from(ahead));
    let amounts = || months.iter().map(|amount| fen(*amount));
    let mean = amounts().sum::<f64>() / seen;
    let variance = amounts().map(|amount| (amount - mean).powi(2)).sum::<f64>() / (seen - 1.0);
    rounded(student * variance.sqrt() * (ahead + ahead * ahead / seen).sqrt())
}

#[expect(clippy::cast_precision_loss, reason = "an estimate needs no more digits than a float has")]
fn fen(amount: Money) -> f64 {
    amount.fen() as f64
}

#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn rounded(fen: f64) -> Option<Money> {
    (fen.is_finite() && fen.abs() < 9e18).then(|| Money::from_fen(fen.round() as i64))
}
