//! The search over everything with 1,000,000 records: as written, in pinyin, by initials. Every record that has the
//! words must be found, and the best must come quickly.

use std::hint::black_box;

use chancery::desk::SearchIndex;
use chancery::rules::search_text::{fold, search_key};
use chancery::text::Language;

use crate::offices::{self, ROWS};
use crate::report::{Target, print, quantile, rounds};

/// Fields of a row that are searched: number, name, alias, e-mail, telephone.
const SEARCHED: usize = 5;

/// Runs and prints all measurements.
pub fn run() {
    let office = offices::open(&offices::million());
    let reader = office.reader(&offices::owner()).unwrap();
    let index = SearchIndex::build(&reader, Language::English, &mut |_| true).unwrap();
    assert_eq!(index.len(), ROWS);
    let keys: Vec<String> = (0..ROWS)
        .map(|number| offices::row(number)[..SEARCHED].iter().map(|cell| search_key(cell) + "\n").collect())
        .collect();
    let mut all = Vec::new();
    for query in
        ["王", "文", "司徒", "zw", "wjj", "zhangwei", "liming", "e0123456", "staff 77", "王 6123", "張偉"]
    {
        let words: Vec<String> = fold(query).split_whitespace().map(str::to_owned).collect();
        let has_all = |key: &&String| words.iter().all(|word| key.contains(word.as_str()));
        let expected = keys.iter().filter(has_all).count();
        let found = index.query(query, usize::MAX).len();
        assert_eq!(found, expected, "the search for {query} misses some");
        let times = rounds(21, || {
            black_box(index.query(query, 30));
        });
        print(&format!("search: “{query}” ({found} found, none missed)"), &times, Target::Milliseconds(8.0));
        all.extend(times);
    }
    print("search: all of these, p99", &[quantile(&all, 0.99)], Target::Milliseconds(8.0));
}
