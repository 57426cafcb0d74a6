//! Rules about amounts: sharing without losing a 分, the form in capital characters, daily pay.

use crate::model::{Money, MoneyError};

/// More parts than this are a mistake in the caller's data, not an office's share-out.
pub const MOST_PARTS: usize = 1_000_000;

/// Why an amount cannot be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    /// There is nobody to share with, or every weight is zero.
    #[error("there is nothing to share the amount between")]
    NoParts,
    /// More than [`MOST_PARTS`].
    #[error("too many parts")]
    TooManyParts,
}

/// Shares an amount into equal parts that add up to it exactly; the first parts carry the odd 分.
///
/// 100.00 in three is 33.34 + 33.33 + 33.33.
///
/// # Errors
/// [`SplitError`] where there are no parts, or more than [`MOST_PARTS`].
pub fn split(total: Money, parts: usize) -> Result<Vec<Money>, SplitError> {
    if parts > MOST_PARTS {
        return Err(SplitError::TooManyParts);
    }
    split_by_weights(total, &vec![1; parts])
}

/// Shares an amount by weights (largest remainder): each part is its exact share cut to whole 分, and the 分 left
/// over go one each to the largest cut-off remainders, the earlier part first where they are equal.
///
/// # Errors
/// [`SplitError`] where there are no parts, more than [`MOST_PARTS`], or only zero weights.
pub fn split_by_weights(total: Money, weights: &[u64]) -> Result<Vec<Money>, SplitError> {
    if weights.len() > MOST_PARTS {
        return Err(SplitError::TooManyParts);
    }
    let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    if sum == 0 {
        return Err(SplitError::NoParts);
    }
    let magnitude = u128::from(total.fen().unsigned_abs());
    let mut shares: Vec<(u128, u128)> = weights
        .iter()
        .map(|weight| {
            let exact = magnitude * u128::from(*weight);
            (exact / sum, exact % sum)
        })
        .collect();
    let shared: u128 = shares.iter().map(|(share, _)| share).sum();
    let left = usize::try_from(magnitude - shared).unwrap_or(shares.len());
    let mut order: Vec<&mut (u128, u128)> = shares.iter_mut().collect();
    order.sort_by_key(|(_, remainder)| std::cmp::Reverse(*remainder));
    for (share, _) in order.into_iter().take(left) {
        *share += 1;
    }
    Ok(shares.into_iter().map(|(share, _)| signed(share, total.is_negative())).collect())
}

/// A share is never larger than the total, so it always fits the total's own range.
fn signed(magnitude: u128, negative: bool) -> Money {
    let value = i128::try_from(magnitude).unwrap_or(i128::MAX);
    Money::from_ratio(if negative { -value } else { value }, 1).unwrap_or_default()
}

/// Pay of one day: monthly pay ÷ 21.75, rounded half-up to 分 (人社部发〔2025〕2号).
///
/// # Errors
/// None in practice; the result is smaller than the argument.
pub fn daily_pay(monthly_pay: Money) -> Result<Money, MoneyError> {
    Money::from_ratio(i128::from(monthly_pay.fen()) * 100, 2175)
}

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const UNITS: [(u64, char); 5] = [(100_000_000, '亿'), (10_000, '万'), (1_000, '仟'), (100, '佰'), (10, '拾')];

/// The amount in capital characters for bills and receipts (人民币大写), as `人民币壹仟肆佰零玖元伍角`.
///
/// By 正确填写票据和结算凭证的基本规定. Where the rule allows two forms this is the first it names: 零 after 元 where
/// the figure of 元 is zero and 角 follows, none before 仟 after 万; 整 after 元 only. A negative amount reads
/// 人民币负…, zero reads 人民币零元整.
pub fn renminbi_uppercase(amount: Money) -> String {
    let fen_total = amount.fen().unsigned_abs();
    let (yuan, jiao, fen) = (fen_total / 100, fen_total / 10 % 10, fen_total % 10);
    let mut text = String::from("人民币");
    if amount.is_negative() {
        text.push('负');
    }
    if yuan > 0 || fen_total == 0 {
        push_number(&mut text, yuan);
        text.push('元');
    }
    if jiao == 0 && fen == 0 {
        text.push('整');
        return text;
    }
    if yuan > 0 && (jiao == 0 || yuan.is_multiple_of(10)) {
        text.push('零');
    }
    if jiao > 0 {
        push_number(&mut text, jiao);
        text.push('角');
    }
    if fen > 0 {
        push_number(&mut text, fen);
        text.push('分');
    }
    text
}

fn push_number(text: &mut String, value: u64) {
    let Some((unit, name)) = UNITS.iter().find(|(unit, _)| value >= *unit) else {
        text.extend(usize::try_from(value).ok().and_then(|digit| DIGITS.get(digit)));
        return;
    };
    push_number(text, value / unit);
    text.push(*name);
    let rest = value % unit;
    if rest > 0 {
        if rest < unit / 10 {
            text.push('零');
        }
        push_number(text, rest);
    }
}
