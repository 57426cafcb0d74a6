//! Which year's papers something belongs to, and which row of a retention table it comes under.

use chrono::{Datelike as _, NaiveDate};

/// 年度 (DA/T 22-2015 5.2.2): the year of the date it bears; handled over a year's end, the year in which it was done.
/// `begun` is when the office got hold of it. `None` when nothing is known of it.
pub fn filing_year(
    dated: Option<NaiveDate>,
    begun: Option<NaiveDate>,
    done: Option<NaiveDate>,
) -> Option<i64> {
    let over_a_year_end = begun.zip(done).filter(|(begun, done)| begun.year() != done.year());
    let day = over_a_year_end.map(|(_, done)| done).or(dated).or(done).or(begun)?;
    Some(i64::from(day.year()))
}

/// The row of a retention table whose words fit a title best: the most of them, then the longest. A table that has
/// none of them proposes nothing; the program invents no period.
pub fn best_rule<'a, T>(title: &str, rules: impl IntoIterator<Item = (T, &'a [String])>) -> Option<T> {
    let fits = |words: &[String]| {
        let found = words.iter().filter(|word| !word.is_empty() && title.contains(word.as_str()));
        found
            .fold((0_usize, 0_usize), |(count, longest), word| (count + 1, longest.max(word.chars().count())))
    };
    let mut best = None;
    for (rule, words) in rules {
        let fit = fits(words);
        // Of equal rows the first of the table counts.
        if fit.0 > 0 && best.as_ref().is_none_or(|(_, other)| fit > *other) {
            best = Some((rule, fit));
        }
    }
    best.map(|(rule, _)| rule)
}
