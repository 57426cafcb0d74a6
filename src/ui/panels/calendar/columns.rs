//! Columns of hours: where they stand, and what is drawn in them.

use chrono::NaiveDateTime;

use super::page::{Hours, Page};
use crate::ui::pixels::{floor, narrow, wide};

/// Width of the hours at the left.
pub(super) const GUTTER: f32 = 52.0;

/// Where the columns stand.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    pub(super) left: f32,
    /// Width of one.
    width: f32,
    count: usize,
}

impl Columns {
    /// So many columns beside the hours, from the left edge of what is free over its width.
    pub(super) fn new(left: f32, width: f32, count: usize) -> Self {
        Self { left: left + GUTTER, width: (width - GUTTER) / narrow(wide(count.max(1))), count }
    }

    /// The left and the right edge of some columns, half-open.
    pub(super) fn range(self, from: usize, until: usize) -> (f32, f32) {
        (self.left + narrow(wide(from)) * self.width, self.left + narrow(wide(until)) * self.width)
    }

    /// The column at a place, the nearest one outside of them.
    pub(super) fn at(self, x: f32) -> Option<usize> {
        if self.count == 0 || self.width <= 0.0 {
            return None;
        }
        let place = floor(f64::from(((x - self.left) / self.width).max(0.0)));
        Some(place.min(self.count - 1))
    }
}

/// What the heads, the whole days and the hours of the columns are drawn from.
#[derive(Clone, Copy)]
pub(super) struct HourSheet<'a> {
    pub(super) page: &'a Page,
    pub(super) hours: &'a Hours,
    pub(super) columns: Columns,
    pub(super) now: NaiveDateTime,
}
