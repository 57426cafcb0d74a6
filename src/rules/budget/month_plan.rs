//! 分月计划: what of a budget is planned for each month.

use crate::model::Money;
use crate::rules::money::split;

/// The plan of a year whose budget is `current`: what the months were given, and of the budget that no month was given,
/// adjustments above all, an even part a month. The months add up to the budget; `None` when a sum leaves the range of amounts.
pub fn of_year(months: &[Option<Money>; 12], current: Money) -> Option<[Money; 12]> {
    let given = Money::checked_sum(months.iter().flatten().copied())?;
    let parts = split(current.checked_sub(given)?, months.len()).ok()?;
    let mut plan = [Money::ZERO; 12];
    for ((planned, month), part) in plan.iter_mut().zip(months).zip(parts) {
        *planned = month.unwrap_or_default().checked_add(part)?;
    }
    Some(plan)
}

/// What was planned by the end of each month; `None` as in [`of_year`].
pub fn cumulative(plan: &[Money; 12]) -> Option<[Money; 12]> {
    let mut sum = Money::ZERO;
    let mut reached = [Money::ZERO; 12];
    for (reached, month) in reached.iter_mut().zip(plan) {
        sum = sum.checked_add(*month)?;
        *reached = sum;
    }
    Some(reached)
}
