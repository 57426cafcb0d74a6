//! Conversions between row numbers and points, in one place because each has its limits.
//!
//! A scroll position is an `f64`: exact to a pixel up to 2^53, where an `f32` begins to skip at 16.7 million, which is
//! row 600,000 of a list.

#![warn(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)]

/// The whole number below `value`; 0 for negatives and NaN, the largest number for what is beyond it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float-to-integer `as` saturates, which is the meaning wanted here"
)]
pub fn floor(value: f64) -> usize {
    value.floor() as usize
}

/// A count as a float, exact below 2^53.
#[expect(clippy::cast_precision_loss, reason = "no list has 2^53 rows")]
pub fn wide(count: usize) -> f64 {
    count as f64
}

/// A small length for the screen; what does not fit on a screen is only near enough.
#[expect(clippy::cast_possible_truncation, reason = "a length on screen is far below the limits of f32")]
pub fn narrow(length: f64) -> f32 {
    length as f32
}
