//! Which electronic records are looked at this month.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

/// A twentieth of all is looked at each month, but so many at least and at most (`domain.md` §3.3: monthly sample).
const SHARE: usize = 20;
const LEAST: usize = 20;
const MOST: usize = 500;

/// How many of so many are looked at in a month.
pub fn sample_size(all: usize) -> usize {
    all.div_ceil(SHARE).clamp(LEAST, MOST).min(all)
}

/// Those that were looked at longest ago, the never looked at first: so each comes round.
pub fn sample<T: Copy + Ord>(all: &[(T, Option<DateTime<Utc>>)]) -> Vec<T> {
    let mut order: Vec<(Option<DateTime<Utc>>, T)> = all.iter().map(|(item, at)| (*at, *item)).collect();
    order.sort_unstable();
    order.into_iter().take(sample_size(all.len())).map(|(_, item)| item).collect()
}

/// Whether the sample of a day's month is still to be taken.
pub fn is_due(last: Option<NaiveDate>, today: NaiveDate) -> bool {
    last.is_none_or(|last| (last.year(), last.month()) < (today.year(), today.month()))
}

/// Formats that will be read in decades: fixed layout, plain text, images and sound (GB/T 18894-2016 附录; DA/T 47).
const LASTING: [&str; 14] =
    ["pdf", "ofd", "txt", "md", "csv", "xml", "html", "tif", "tiff", "jpg", "jpeg", "png", "mp4", "wav"];

/// Whether a file of such a name is in a format that lasts.
pub fn is_lasting(name: &str) -> bool {
    let ending = ending_of(name);
    LASTING.contains(&ending.as_str())
}

/// The ending of a file name in small letters; empty where it has none.
pub fn ending_of(name: &str) -> String {
    name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_lowercase())
}
