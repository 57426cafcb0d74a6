//! Folding, pinyin, search keys and collation.

use chancery::rules::pinyin_words::PinyinWord;
use chancery::rules::search_text::{
    MOST_COMBINATIONS, collation_key, fold, matches, pinyin_full, pinyin_initials, search_key,
};
use chancery::rules::spoken_texts::SpokenTexts;
use proptest::prelude::*;

#[test]
fn folding_makes_the_same_what_people_take_for_the_same() {
    for (text, folded) in [
        ("ＡＢＣ１２３", "abc123"),
        ("Ｈello，（World）！", "hello,(world)!"),
        ("檔案館", "档案馆"),
        ("單於", "单于"),
        ("說明", "说明"),
        ("說明書、説明書", "说明书、说明书"),
        ("裡裏里", "里里里"),
        ("發髮发", "发发发"),
        ("乾燥", "干燥"),
        ("Café Müller Łódź Đà Nẵng", "cafe muller lodz da nang"),
        ("e\u{301}", "e"),
        ("Straße", "strasse"),
        ("国办发〔2012〕10号", "国办发[2012]10号"),
        ("a\u{3000}b\u{a0}c\td", "a b c d"),
        ("零\u{200b}宽\u{feff}", "零宽"),
        ("⽂件", "文件"),
        ("①℃㎡", "1°cm2"),
        ("", ""),
        ("\u{1}x\0", " x"),
    ] {
        assert_eq!(fold(text), folded, "{text}");
    }
    assert_eq!(fold("韩𬭎"), fold("韓鋐"), "a simplified character outside the basic plane");
}

#[test]
fn names_are_found_by_pinyin_and_initials() {
    assert_eq!(pinyin_initials("张三")[0], "zs");
    assert_eq!(pinyin_full("张三")[0], "zhangsan");
    let chongqing = pinyin_initials("重庆");
    assert!(chongqing.contains(&"cq".to_owned()) && chongqing.contains(&"zq".to_owned()));
    assert!(pinyin_full("重慶").contains(&"chongqing".to_owned()));
    for reading in ["chanyu", "danyu"] {
        assert!(pinyin_full("單于").contains(&reading.to_owned()), "{reading}");
        assert!(pinyin_full("单于").contains(&reading.to_owned()), "{reading}");
    }
    assert!(pinyin_full("乾隆").contains(&"qianlong".to_owned()));
    let lv = pinyin_full("吕布");
    assert!(lv.contains(&"lvbu".to_owned()) && lv.contains(&"lubu".to_owned()), "{lv:?}");
    assert!(pinyin_full("A座 2号会议室").contains(&"azuo2haohuiyishi".to_owned()));
    assert!(pinyin_full("二〇二六").iter().any(|full| full.starts_with("erlinger")));
    assert!(pinyin_full("Zhang San").is_empty());
    assert!(pinyin_full("").is_empty());
}

#[test]
fn a_search_key_is_found_by_each_way_of_typing() {
    let key = search_key("重庆市档案馆 Annex-B");
    for query in [
        "重庆",
        "重慶",
        "檔案館",
        "annex",
        "ＡＮＮＥＸ－Ｂ",
        "chongqing",
        "zhongqing",
        "chong qing",
        "Chong'qing",
        "cqsdag",
        "zqsdag",
        "dang",
        "庆",
        " 馆 ",
        "",
    ] {
        assert!(matches(&key, query), "{query} in {key:?}");
    }
    for query in ["重市", "beijing", "xz", "馆馆", "重\u{1}庆"] {
        assert!(!matches(&key, query), "{query} in {key:?}");
    }
    assert_eq!(search_key("Annex"), "annex");
    assert_eq!(search_key("张三"), "张三\u{1}zhangsan\u{1}zs");
}

#[test]
fn long_titles_stay_bounded_and_keep_every_reading() {
    let title = "关于召开重庆市长会议期间行为调查报告单的通知";
    let full = pinyin_full(title);
    assert!(full.len() > MOST_COMBINATIONS, "one whole reading and a window for each other reading");
    let key = search_key(title);
    for query in ["guanyuzhaokai", "chongqingshi", "cqs", "diaocha", "tongzhi"] {
        assert!(matches(&key, query), "{query}");
    }
    let hostile = "重".repeat(2_000);
    assert!(search_key(&hostile).len() < 200 * hostile.len());
}

#[test]
fn chinese_sorts_by_pinyin_latin_without_case_digits_by_value() {
    let sorted = [
        "", " a", "#1", "2", "10", "a", "A2", "a02", "a10", "a10b", "ab", "B", "Émile", "F", "zz", "阿三",
        "安", "李四", "张三", "章一", "赵",
    ];
    let mut shuffled: Vec<&str> = sorted.iter().rev().copied().collect();
    shuffled.sort_by_key(|text| collation_key(text));
    assert_eq!(shuffled, sorted);
    assert_eq!(collation_key("張三"), collation_key("张三"));
    assert_eq!(collation_key("ABC"), collation_key("ａｂｃ"));
    assert_ne!(collation_key("a1"), collation_key("a01"));
    assert!(collation_key("a1") < collation_key("a01") && collation_key("a01") < collation_key("a2"));
    assert!(collation_key(&"9".repeat(254)) < collation_key(&"1".repeat(255)));
    assert!(collation_key(&"9".repeat(255)) < collation_key(&"1".repeat(256)));
}

fn mixed_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-cA-C0-2Ａ０ ß張张三章\u{301}㎡,-]{0,8}",
        prop::collection::vec(prop::char::range('\u{3400}', '\u{9fff}'), 0..6)
            .prop_map(|found| found.into_iter().collect()),
    ]
}

/// Compares texts as the key is meant to, without making one: by value, class and reading of their parts.
fn number_of(text: &str) -> Option<u128> {
    text.parse().ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn folding_twice_is_folding_once(text in mixed_text()) {
        let folded = fold(&text);
        prop_assert_eq!(fold(&folded), folded.clone());
        prop_assert!(!folded.contains(|character: char| character < ' '));
    }

    #[test]
    fn keys_are_equal_exactly_where_folded_texts_are(left in mixed_text(), right in mixed_text()) {
        prop_assert_eq!(collation_key(&left) == collation_key(&right), fold(&left) == fold(&right));
        prop_assert_eq!(collation_key(&fold(&left)), collation_key(&left));
    }

    #[test]
    fn a_prefix_sorts_first(text in mixed_text(), more in "[a-z张]{1,3}") {
        let longer = format!("{text}{more}");
        prop_assert!(collation_key(&text) < collation_key(&longer));
    }

    #[test]
    fn numbers_sort_by_value(left in "[0-9]{1,30}", right in "[0-9]{1,30}") {
        let (key_left, key_right) = (collation_key(&format!("no {left}x")), collation_key(&format!("no {right}x")));
        match number_of(&left).cmp(&number_of(&right)) {
            std::cmp::Ordering::Equal => prop_assert_eq!(key_left.cmp(&key_right), left.len().cmp(&right.len())),
            other => prop_assert_eq!(key_left.cmp(&key_right), other),
        }
    }

    #[test]
    fn every_part_of_a_text_is_found_in_its_key(text in "[a-z张三重庆檔案 ０-９]{1,12}", begin in 0_usize..12, length in 1_usize..12) {
        let part: String = text.chars().skip(begin).take(length).collect();
        let key = search_key(&text);
        prop_assert!(matches(&key, &part));
    }
}

/// Every character folds to something that folds to itself, and keys stay apart.
#[test]
fn the_whole_table_is_at_rest() {
    for character in '\0'..=char::MAX {
        let once = fold(&character.to_string());
        assert_eq!(fold(&once), once, "U+{:04X}", u32::from(character));
    }
}

#[test]
#[ignore = "a measurement: run it in release with --nocapture"]
fn speed_of_keys() {
    let start = std::time::Instant::now();
    let first = collation_key("张");
    println!("tables: {:?} ({} bytes)", start.elapsed(), first.len());
    let start = std::time::Instant::now();
    let found = fold("张").len() + search_key("張").len();
    println!("rest of the tables: {:?} ({found})", start.elapsed());
    let names: Vec<String> = (0..1_000_000_u32)
        .map(|number| {
            let part = |shift: u32| {
                char::from_u32(0x4e00 + (number.wrapping_mul(2_654_435_761) >> shift) % 20_000).unwrap()
            };
            format!("{}{}{}", part(3), part(9), part(14))
        })
        .collect();
    for (what, work) in [
        ("fold", (|name: &str| fold(name).len()) as fn(&str) -> usize),
        ("collation_key", |name| collation_key(name).len()),
        ("search_key", |name| search_key(name).len()),
    ] {
        let start = std::time::Instant::now();
        let bytes: usize = names.iter().map(|name| work(name)).sum();
        println!("{what}: {:?} per million names, {bytes} bytes", start.elapsed());
    }
}

#[test]
fn a_text_is_found_by_how_it_is_read_without_a_copy_of_it() {
    let text = fold("关于2026年公文处理的通知：张三，西安分公司；OA系统。\n乾隆");
    let found = |typed: &str| {
        let range = PinyinWord::new(typed).and_then(|word| word.find(&text));
        range.and_then(|range| text.get(range)).map(str::to_owned)
    };
    for (typed, expected) in [
        ("gongwen", "公文"),
        ("gongwe", "公文"),
        ("gongw", "公文"),
        ("nian", "年"),
        ("2026niangong", "2026年公"),
        ("tongzhizhangsan", "通知:张三"),
        ("xian", "西安"),
        ("xianfengongsi", "西安分公司"),
        ("oaxitong", "oa系统"),
        ("qianlong", "干隆"),
        ("chulidi", "处理的"),
        ("chulide", "处理的"),
    ] {
        assert_eq!(found(typed).as_deref(), Some(expected), "{typed}");
    }
    for typed in ["ongwen", "wengong", "oa", "2026", "gw", "g", "公文", "gong wen", ""] {
        assert_eq!(found(typed), None, "{typed}");
    }
    assert!(PinyinWord::new("bcdf").is_none() && PinyinWord::new(&"ang".repeat(30)).is_none());
}

proptest! {
    /// What a text can be found by when it is written out is what it is found by without.
    #[test]
    fn every_way_a_name_is_read_finds_it(name in "[一-龥]{1,6}", before in "[一-龥a-z ]{0,5}", behind in "[一-龥0-9，]{0,5}") {
        let text = fold(&format!("{before}{name}{behind}"));
        // A character that nobody reads aloud stands in the pinyin as it is.
        for full in pinyin_full(&name).into_iter().filter(|full| full.len() > 1 && full.is_ascii()) {
            let word = PinyinWord::new(&full).expect("a name has syllables");
            let found = word.find(&text);
            prop_assert!(found.is_some() && word.is_in(&text), "{full} in {text}");
            let there = found.and_then(|range| text.get(range)).unwrap_or_default();
            prop_assert!(word.find(there) == Some(0..there.len()), "{full} is {there}");
        }
    }
    /// What is heard in stretches leaves every text in which a word is read, wherever the texts are cut.
    #[test]
    fn the_stretches_of_texts_miss_no_word(
        texts in prop::collection::vec("([一-龥]{0,90}|[a-z0-9，。]{0,90}|[公文安西干a-c]{0,200}){0,3}", 1..150),
        word in "(gong|wen|xi|an|xian|gan|yi|shi|[a-c]){1,4}(g|w|x)?",
        middle in 0_usize..3,
    ) {
        let Some(word) = PinyinWord::new(&word) else { return Ok(()) };
        let texts: Vec<String> = texts.iter().map(|text| fold(text)).collect();
        let mut spoken = SpokenTexts::default();
        texts.iter().for_each(|text| spoken.push(text));
        let blocks = spoken.blocks();
        let mut found = Vec::new();
        for part in [0..blocks.min(middle), blocks.min(middle)..blocks] {
            found.extend(spoken.read_as(&word, part, |number| texts[number].as_str()));
        }
        found.dedup();
        let expected: Vec<u32> =
            (0..).zip(&texts).filter(|(_, text)| word.is_in(text)).map(|(number, _)| number).collect();
        prop_assert_eq!(found, expected);
    }
}
