//! Amounts of money: whole 分, never a floating-point number.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in renminbi, held as a whole number of 分 (1 元 = 100 分); negative amounts are allowed.
///
/// It is stored and exchanged as the bare integer of 分. `Display` gives `1,234.50` (see [`Money::with_sign`] for
/// the form with the currency sign) and [`Money::from_yuan_text`] reads it back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

/// Why a text is not an amount, or why an amount cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// There is nothing but blanks.
    #[error("no amount given")]
    Empty,
    /// There are signs or a currency, but no digit.
    #[error("the amount has no digits")]
    NoDigits,
    /// A character that has no place in an amount.
    #[error("'{0}' cannot stand in an amount")]
    UnexpectedCharacter(char),
    /// `1.2E+06`: a spreadsheet has already dropped digits, so the exact amount is unknown.
    #[error("scientific notation hides digits; give the amount in full")]
    ScientificNotation,
    /// More than two decimals that are not zeros: finer than one 分.
    #[error("more than two decimals")]
    TooManyDecimals,
    /// A thousands separator that does not part groups of three, as in `2,015,1`.
    #[error("a thousands separator is in the wrong place")]
    MisplacedSeparator,
    /// A number in Chinese numerals, as 十万, which stands in words and not in digits.
    #[error("Chinese numerals are not read; give the amount in digits")]
    ChineseNumerals,
    /// A second decimal point.
    #[error("more than one decimal point")]
    SecondDecimalPoint,
    /// More than one of: leading sign, trailing sign, brackets.
    #[error("more than one sign")]
    SecondSign,
    /// An opening bracket without the closing one, or the reverse.
    #[error("a bracket is missing")]
    UnbalancedBrackets,
    /// Beyond ±92,233,720,368,547,758.07 元.
    #[error("the amount is out of range")]
    OutOfRange,
    /// A ratio with the denominator zero.
    #[error("division by zero")]
    DivisionByZero,
}

impl Money {
    /// No money.
    pub const ZERO: Money = Money(0);

    /// The amount of so many 分.
    pub const fn from_fen(fen: i64) -> Money {
        Money(fen)
    }

    /// The whole number of 分.
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// Whether nothing is owed either way.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether the amount is below zero.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Sum; `None` where it leaves the range.
    pub fn checked_add(self, other: Money) -> Option<Money> {
        self.0.checked_add(other.0).map(Money)
    }

    /// Difference; `None` where it leaves the range.
    pub fn checked_sub(self, other: Money) -> Option<Money> {
        self.0.checked_sub(other.0).map(Money)
    }

    /// Whole multiple, as price × quantity; `None` where it leaves the range.
    pub fn checked_mul(self, factor: i64) -> Option<Money> {
        self.0.checked_mul(factor).map(Money)
    }

    /// The amount with the other sign; `None` for the smallest amount only.
    pub fn checked_neg(self) -> Option<Money> {
        self.0.checked_neg().map(Money)
    }

    /// Sum of many amounts; `None` where the result leaves the range (a passing overflow does not matter).
    pub fn checked_sum(amounts: impl IntoIterator<Item = Money>) -> Option<Money> {
        let total: i128 = amounts.into_iter().map(|amount| i128::from(amount.0)).sum();
        i64::try_from(total).ok().map(Money)
    }

    /// The amount of `numerator ÷ denominator` 分, rounded once: half a 分 goes away from zero (四舍五入).
    ///
    /// # Errors
    /// [`MoneyError::DivisionByZero`] and [`MoneyError::OutOfRange`].
    pub fn from_ratio(numerator: i128, denominator: i128) -> Result<Money, MoneyError> {
        let divisor = denominator.unsigned_abs();
        let value = numerator.unsigned_abs();
        let (Some(whole), Some(rest)) = (value.checked_div(divisor), value.checked_rem(divisor)) else {
            return Err(MoneyError::DivisionByZero);
        };
        let rounds_up = rest >= divisor - rest;
        let magnitude = whole.checked_add(u128::from(rounds_up)).ok_or(MoneyError::OutOfRange)?;
        Money::from_magnitude(magnitude, (numerator < 0) != (denominator < 0))
    }

    /// Reads an amount in 元 as people and spreadsheets write it.
    ///
    /// Accepts `1234.5`, `1,234.50`, `¥1,234.50`, `1234元`, `12.5万元`, `1.2亿`, full-width digits and punctuation, and as
    /// negative a minus before or behind or a pair of brackets. Blanks around the parts do not matter.
    ///
    /// # Errors
    /// A [`MoneyError`] that says what is wrong; nothing is ever rounded or guessed.
    pub fn from_yuan_text(text: &str) -> Result<Money, MoneyError> {
        Money::from_text_in(text, AmountUnit::default())
    }

    /// Reads an amount as [`Money::from_yuan_text`] does, in the unit that the table around it states (单位：万元). An amount
    /// that names its own unit keeps it.
    ///
    /// # Errors
    /// A [`MoneyError`] that says what is wrong; nothing is ever rounded or guessed.
    pub fn from_text_in(text: &str, unit: AmountUnit) -> Result<Money, MoneyError> {
        let mut unit = unit;
        let narrow: String = text.chars().map(narrow_form).collect();
        let mut rest = narrow.trim();
        if rest.is_empty() {
            return Err(MoneyError::Empty);
        }
        let (mut negative, mut signs, mut currency_before, mut currency_behind) = (false, 0, false, false);
        loop {
            rest = rest.trim();
            if !currency_before && let Some(inner) = rest.strip_prefix('¥') {
                (currency_before, rest) = (true, inner);
            } else if !currency_behind && let Some((inner, named)) = AmountUnit::at_end_of(rest) {
                (currency_behind, rest, unit) = (true, inner, named);
            } else if let Some(inner) = rest.strip_prefix('(') {
                rest = inner.strip_suffix(')').ok_or(MoneyError::UnbalancedBrackets)?;
                (negative, signs) = (true, signs + 1);
            } else if rest.ends_with(')') {
                return Err(MoneyError::UnbalancedBrackets);
            } else if let Some(inner) = rest.strip_prefix('+') {
                (signs, rest) = (signs + 1, inner);
            } else if let Some(inner) = rest.strip_prefix('-').or_else(|| rest.strip_suffix('-')) {
                (negative, signs, rest) = (true, signs + 1, inner);
            } else {
                break;
            }
            if signs > 1 {
                return Err(MoneyError::SecondSign);
            }
        }
        Money::from_magnitude(fen_of_digits(rest, unit)?, negative)
    }

    /// `¥1,234.50`, and `-¥1,234.50` below zero: the number format `¥#,##0.00`.
    pub fn with_sign(self) -> String {
        let minus = if self.is_negative() { "-" } else { "" };
        format!("{minus}¥{}", grouped(self.0.unsigned_abs()))
    }

    fn from_magnitude(magnitude: u128, negative: bool) -> Result<Money, MoneyError> {
        let value = i128::try_from(magnitude).map_err(|_| MoneyError::OutOfRange)?;
        let signed = if negative { -value } else { value };
        i64::try_from(signed).map(Money).map_err(|_| MoneyError::OutOfRange)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minus = if self.is_negative() { "-" } else { "" };
        formatter.pad(&format!("{minus}{}", grouped(self.0.unsigned_abs())))
    }
}

fn grouped(fen: u64) -> String {
    let yuan = (fen / 100).to_string();
    let mut text = String::with_capacity(yuan.len() + yuan.len() / 3 + 3);
    for (position, digit) in yuan.chars().enumerate() {
        if position > 0 && (yuan.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text}.{:02}", fen % 100)
}

/// In what amounts are written: 元, or so many of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AmountUnit {
    /// The zeros that follow the 元: 4 for 万元.
    zeros: u8,
}

/// The words of the units and their zeros, longer ones first.
const UNITS: [(&str, u8); 11] = [
    ("万亿", 12),
    ("萬億", 12),
    ("千万", 7),
    ("千萬", 7),
    ("百万", 6),
    ("百萬", 6),
    ("亿", 8),
    ("億", 8),
    ("万", 4),
    ("萬", 4),
    ("千", 3),
];

impl AmountUnit {
    /// The unit that a word names, as 万元 or 亿; `None` for any other word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::at_end_of(word.trim()).filter(|(before, _)| before.is_empty()).map(|(_, unit)| unit)
    }

    /// The unit at the end of a text, and what stands before it.
    fn at_end_of(text: &str) -> Option<(&str, Self)> {
        let (bare, has_yuan) = match text.strip_suffix('元') {
            Some(bare) => (bare.trim_end(), true),
            None => (text, false),
        };
        let named = UNITS.iter().find_map(|(word, zeros)| Some((bare.strip_suffix(word)?, *zeros)));
        match named {
            Some((before, zeros)) => Some((before, Self { zeros })),
            None => has_yuan.then_some((bare, Self::default())),
        }
    }
}

/// The half-width character that a full-width or typographic one stands for in an amount.
fn narrow_form(character: char) -> char {
    match character {
        '￥' => '¥',
        '−' | '–' | '—' | '﹣' => '-',
        '\u{3000}' | '\u{a0}' | '\u{202f}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character).saturating_sub(0xfee0)).unwrap_or(character)
        }
        other => other,
    }
}

/// Digits with optional thousands separators and decimals, without sign or currency, as 分.
fn fen_of_digits(text: &str, unit: AmountUnit) -> Result<u128, MoneyError> {
    let has_digit = text.contains(|character: char| character.is_ascii_digit());
    if has_digit && text.contains(['e', 'E']) {
        return Err(MoneyError::ScientificNotation);
    }
    if let Some(character) = text.chars().find(|character| !matches!(character, '0'..='9' | ',' | '.')) {
        let is_numeral = |character: char| {
            "〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟".contains(character)
        };
        return Err(if !has_digit && text.chars().all(is_numeral) {
            MoneyError::ChineseNumerals
        } else {
            MoneyError::UnexpectedCharacter(character)
        });
    }
    if !has_digit {
        return Err(MoneyError::NoDigits);
    }
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.contains('.') {
        return Err(MoneyError::SecondDecimalPoint);
    }
    if decimals.contains(',') || !separators_part_thousands(whole) {
        return Err(MoneyError::MisplacedSeparator);
    }
    let decimals = decimals.trim_end_matches('0');
    let finest = 2 + usize::from(unit.zeros);
    let missing = finest.checked_sub(decimals.len()).ok_or(MoneyError::TooManyDecimals)?;
    whole
        .chars()
        .chain(decimals.chars())
        .chain(std::iter::repeat_n('0', missing))
        .filter_map(|character| character.to_digit(10))
        .try_fold(0_u128, |value, digit| value.checked_mul(10)?.checked_add(u128::from(digit)))
        .ok_or(MoneyError::OutOfRange)
}

/// Whether the commas in the whole part of a number part it into thousands, so that leaving them out guesses nothing.
pub(crate) fn separators_part_thousands(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().map_or(0, str::len);
    let mut grouped = false;
    let threes = groups.all(|group| {
        grouped = true;
        group.len() == 3
    });
    threes && (!grouped || (1..=3).contains(&first))
}
