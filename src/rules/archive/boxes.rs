//! How much goes into a box (DA/T 22-2015 6.4: 310 × 220 mm, spine 20, 30, 40 or 50 mm).

/// Sheets that a box takes for each millimetre of its spine; an ordinary sheet with its cover is a tenth of one thick.
const SHEETS_A_MILLIMETRE: i64 = 10;

/// How many pages, counted as sheets, a box with such a spine takes: 200, 300, 400 or 500.
pub fn capacity(spine_millimetres: i64) -> i64 {
    spine_millimetres.saturating_mul(SHEETS_A_MILLIMETRE)
}

/// The narrowest usual spine that takes so many pages; `None` when no box does.
pub fn spine_for(pages: i64) -> Option<i64> {
    [20, 30, 40, 50].into_iter().find(|spine| pages <= capacity(*spine))
}
