//! How well a candidate answers what was typed.

/// What a query matched in a candidate, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Quality {
    Subsequence,
    Inside,
    WordStart,
    Prefix,
    Whole,
}

/// Scores `query` against the keys of a candidate (its title, its pinyin, its initials, its number …); `None` when no
/// key has it. Higher is better: the whole key > its beginning > the beginning of a word > somewhere inside > the
/// letters in order; then earlier keys, then shorter keys. Several words must all be found. Case is ignored.
/// An empty query finds everything, equally.
pub fn score<'a>(query: &str, keys: impl IntoIterator<Item = &'a str> + Clone) -> Option<u32> {
    let query = query.trim().to_lowercase();
    if query.is_empty() {
        return Some(0);
    }
    let whole = best(&query, keys.clone());
    if whole.is_some() || !query.contains(char::is_whitespace) {
        return whole;
    }
    let mut least = u32::MAX;
    for word in query.split_whitespace() {
        least = least.min(best(word, keys.clone())?);
    }
    // Found word by word: after everything found as typed with the same quality.
    Some(least.saturating_sub(1))
}

/// Every score of a key of which a word begins with what was typed is above this, every other one below.
pub const LEAST_OF_A_WORD: u32 = 2 * QUALITY;

const QUALITY: u32 = 100_000;

fn best<'a>(query: &str, keys: impl IntoIterator<Item = &'a str>) -> Option<u32> {
    let mut best = None;
    for (position, key) in keys.into_iter().enumerate() {
        let Some(quality) = quality(query, &key.to_lowercase()) else { continue };
        let length = u32::try_from(key.chars().count()).unwrap_or(u32::MAX).min(999);
        let order = u32::try_from(position).unwrap_or(u32::MAX).min(9);
        let value = 1 + quality_value(quality) * QUALITY + (9 - order) * 10_000 + (999 - length) * 10;
        best = best.max(Some(value));
    }
    best
}

fn quality_value(quality: Quality) -> u32 {
    match quality {
        Quality::Subsequence => 0,
        Quality::Inside => 1,
        Quality::WordStart => 2,
        Quality::Prefix => 3,
        Quality::Whole => 4,
    }
}

fn quality(query: &str, key: &str) -> Option<Quality> {
    if let Some(rest) = key.strip_prefix(query) {
        return Some(if rest.is_empty() { Quality::Whole } else { Quality::Prefix });
    }
    let mut inside = false;
    for (at, _) in key.match_indices(query) {
        inside = true;
        let before = key.get(..at).and_then(|head| head.chars().next_back());
        if before.is_none_or(|c| !c.is_alphanumeric()) {
            return Some(Quality::WordStart);
        }
    }
    if inside {
        return Some(Quality::Inside);
    }
    // One stray letter in order says nothing: at least two, and only of what is typed.
    let mut rest = key.chars();
    let in_order = query.chars().count() > 1 && query.chars().all(|wanted| rest.any(|c| c == wanted));
    in_order.then_some(Quality::Subsequence)
}
