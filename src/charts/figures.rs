//! Figures as a reader of each language writes them: 万 and 亿 in Chinese, K, M and B in English.

use crate::text::Language;

/// What figures measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// Plain numbers.
    #[default]
    Number,
    /// Things that are counted: an axis has whole figures only.
    Count,
    /// Amounts, in 元.
    Amount,
    /// Per cent.
    PerCent,
    /// Bytes, in decimal units, so that the steps of an axis are round.
    Bytes,
}

impl Measure {
    /// A figure in full: amounts with two decimals and thousands parted.
    pub fn exact(self, value: f64) -> String {
        match self {
            Self::Amount => grouped(value, 2),
            Self::PerCent => format!("{} %", grouped(value, 2)),
            Self::Bytes => bytes(value),
            Self::Number | Self::Count if (value - value.round()).abs() < 1e-9 => grouped(value, 0),
            Self::Number | Self::Count => grouped(value, 2),
        }
    }

    /// A figure as short as an axis wants it.
    pub fn short(self, value: f64, language: Language) -> String {
        match self {
            Self::PerCent => format!("{}%", trimmed(value, 1)),
            Self::Bytes => bytes(value),
            Self::Amount | Self::Number | Self::Count => compact(value, language),
        }
    }
}

/// A figure in at most four digits and the unit of the language.
pub fn compact(value: f64, language: Language) -> String {
    let units: &[(f64, &str)] = match language {
        Language::SimplifiedChinese => &[(1e12, "万亿"), (1e8, "亿"), (1e4, "万")],
        Language::TraditionalChinese => &[(1e12, "萬億"), (1e8, "億"), (1e4, "萬")],
        Language::English => &[(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")],
    };
    for (unit, sign) in units {
        let scaled = value / unit;
        // What would be rounded up to a whole unit takes it.
        if scaled.abs() >= 0.999_95 {
            let decimals = if scaled.abs() >= 1000.0 {
                0
            } else if scaled.abs() >= 100.0 {
                1
            } else {
                2
            };
            return format!("{}{sign}", trimmed(scaled, decimals));
        }
    }
    trimmed(value, if value.abs() >= 100.0 { 0 } else { 2 })
}

/// Bytes in the unit in which they are read at a glance.
fn bytes(value: f64) -> String {
    let units = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "KB")];
    let (unit, sign) = units.into_iter().find(|(unit, _)| value.abs() >= *unit).unwrap_or((1.0, "B"));
    format!("{} {sign}", trimmed(value / unit, 1))
}

/// With thousands parted and no zeros at the end of the decimals.
fn trimmed(value: f64, decimals: usize) -> String {
    let text = grouped(value, decimals);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// With thousands parted and so many decimals; "—" for what is no number.
pub(super) fn grouped(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "—".to_owned();
    }
    let rounded = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = rounded.split_once('.').unwrap_or((&rounded, ""));
    let mut text = String::new();
    if value < 0.0 && rounded.contains(|digit: char| ('1'..='9').contains(&digit)) {
        text.push('-');
    }
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// A dot of the surface; what is no number stands at its edge.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast of a length saturates, and no surface is that large"
)]
pub(super) fn dot(length: f64) -> i32 {
    length.round() as i32
}

/// A part of a colour.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
pub(super) fn byte(value: f64) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

/// A width of a pen: at least one dot.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of a length saturates")]
pub(super) fn pen(width: f64) -> u32 {
    width.round().max(1.0) as u32
}

/// A whole number from a length that is not negative.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of a length saturates")]
pub(super) fn whole(length: f64) -> usize {
    length.max(0.0) as usize
}

/// A count as a length.
#[expect(clippy::cast_precision_loss, reason = "the place of a mark needs no more digits than a float has")]
pub(super) fn wide(count: usize) -> f64 {
    count as f64
}
