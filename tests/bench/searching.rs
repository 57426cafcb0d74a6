//! The search over everything with 1,000,000 records: as written, in pinyin, by initials. Every record that has the
//! words must be found, and the best must come quickly.

use std::hint::black_box;

use chancery::desk::{Clock as _, SearchIndex, SystemClock, Texts};
use chancery::model::{Meta, RecordId, Row, Value};
use chancery::rules::search_text::{fold, pinyin_full, search_key};
use chancery::store::attachment::{self, Attachment};
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
    for query in [
        "王",
        "文",
        "司徒",
        "zw",
        "wjj",
        "zhangwei",
        "liming",
        "e0123456",
        "staff 77",
        "staff office",
        "王 6123",
        "張偉",
    ] {
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

/// Documents with a text each.
const DOCUMENTS: usize = 100_000;

/// An archive of documents whose texts stand beside them, and everything found in it against a plain look into each.
pub fn documents() {
    let office = offices::fresh("documents.chancery");
    let alphabet: Vec<char> = (0x4e00_u32..0x4e00 + 2_500).filter_map(char::from_u32).collect();
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let texts: Vec<String> =
        (0..DOCUMENTS).map(|_| (0..60).map(|_| alphabet[next(alphabet.len())]).collect()).collect();
    let record_type = chancery::records::find("document").unwrap();
    let mut transaction = office.store().begin().unwrap();
    let mut owners = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        let mut record = record_type.blank();
        let title = format!("第{number}份文件");
        record.set_value(record_type.title_index(), Value::text(title)).unwrap();
        let meta = Meta { id: RecordId::generate(), version: 1, ..Meta::default() };
        owners.push(meta.id);
        let owner = meta.id;
        transaction.put_row(record_type, None, &Row { meta, record }).unwrap();
        let sha256 = attachment::put_content(&mut transaction, text.as_bytes()).unwrap();
        attachment::put_text(&mut transaction, &sha256, text).unwrap();
        let kept = Attachment {
            id: RecordId::generate(),
            owner,
            register: "document".to_owned(),
            name: format!("{number}.txt"),
            media_type: "text/plain".to_owned(),
            size: text.len() as u64,
            sha256,
            at: SystemClock.now(),
            by: None,
            mark: None,
            reason: String::new(),
            sealed: false,
        };
        attachment::put(&mut transaction, owner, kept.id, Some(&kept)).unwrap();
    }
    transaction.commit().unwrap();
    let reader = office.reader(&offices::owner()).unwrap();
    let (mut index, mut kept) = (None, None);
    let reading = rounds(3, || {
        index = Some(SearchIndex::build(&reader, Language::SimplifiedChinese, &mut |_| true).unwrap());
        let read = Texts::read(&reader, &Texts::default(), |_, _| String::new(), &mut |_| true);
        kept = Some(read.unwrap());
    });
    print(
        "search: index of 100,000 documents and their texts built",
        &reading,
        Target::Milliseconds(10_000.0),
    );
    let index = index.unwrap().with_texts(kept.unwrap());
    // The first search finds the rows of the owners.
    index.search(&reader, "一", 1).unwrap();
    let mut all = Vec::new();
    for length in [1, 2, 3, 6] {
        let mut words: Vec<String> = Vec::new();
        for _ in 0..50 {
            let text: Vec<char> = texts[next(DOCUMENTS)].chars().collect();
            words.push(text.iter().skip(next(54)).take(length).collect());
        }
        for word in words.iter().take(10) {
            let expected = texts.iter().filter(|text| fold(text).contains(&fold(word))).count();
            let found = index.search(&reader, &format!("text:{word}"), usize::MAX).unwrap().len();
            assert_eq!(found, expected, "the search for {word} misses some");
        }
        let mut times = Vec::new();
        for word in &words {
            times.extend(rounds(1, || {
                black_box(index.search(&reader, word, 30).unwrap());
            }));
        }
        print(&format!("search: {length} characters in 100,000 texts"), &times, Target::Milliseconds(8.0));
        all.extend(times);
    }
    for length in [1, 2, 4] {
        let mut times = Vec::new();
        for _ in 0..50 {
            let text: Vec<char> = texts[next(DOCUMENTS)].chars().collect();
            let word: String = text.iter().skip(next(56)).take(length).collect();
            let typed = pinyin_full(&word).remove(0);
            times.extend(rounds(1, || {
                black_box(index.search(&reader, &typed, 30).unwrap());
            }));
        }
        print(&format!("search: {length} syllables in 100,000 texts"), &times, Target::Milliseconds(8.0));
        all.extend(times);
    }
    print("search: all of these, p99", &[quantile(&all, 0.99)], Target::Milliseconds(8.0));
}
