//! The bundled fonts hold every character an office may meet.

use std::collections::BTreeSet;

use chancery::text::{Language, TABLES};
use chancery::ui::{fonts, icons};
use eframe::egui::epaint::text::{Fonts, TextOptions};
use eframe::egui::{Color32, FontFamily, FontId};
use encoding_rs::{BIG5, Encoding, GBK};

const STANDARD_CHARACTERS: &str = include_str!("../fixtures/standard-characters.txt");

fn prepared(language: Language) -> Fonts {
    Fonts::new(TextOptions::default(), fonts::definitions_in(language))
}

/// The characters of a family that our own files hold, without egui's fonts.
fn own_characters(family: &FontFamily) -> BTreeSet<char> {
    let mut fonts = prepared(Language::SimplifiedChinese);
    let mut view = fonts.with_pixels_per_point(1.0);
    view.characters(family)
        .iter()
        .filter(|(_, names)| names.iter().any(|name| name.starts_with("Chancery")))
        .map(|(&character, _)| character)
        .collect()
}

fn missing(held: &BTreeSet<char>, wanted: impl IntoIterator<Item = char>) -> String {
    let lost: BTreeSet<char> = wanted.into_iter().filter(|character| !held.contains(character)).collect();
    lost.into_iter().map(|character| format!("{character} U+{:04X} ", character as u32)).collect()
}

/// Every character of the two-byte codes of `encoding` with these lead bytes, without private ones.
fn decoded(
    encoding: &'static Encoding,
    leads: impl Iterator<Item = u8>,
    trails: &[std::ops::RangeInclusive<u8>],
) -> BTreeSet<char> {
    let mut characters = BTreeSet::new();
    for lead in leads {
        for trail in trails.iter().cloned().flatten() {
            if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(&[lead, trail]) {
                characters
                    .extend(text.chars().filter(|character| !('\u{e000}'..='\u{f8ff}').contains(character)));
            }
        }
    }
    characters
}

fn gb2312() -> BTreeSet<char> {
    decoded(GBK, 0xa1..=0xf7, &[0xa1..=0xfe])
}

/// Big5 without what the web's table adds to it: the Hong Kong characters before A1 and between C6A1 and C8FE, and
/// the pictures of control codes (␀ and its like).
fn big5() -> BTreeSet<char> {
    let mut characters = decoded(BIG5, (0xa1..=0xc5).chain(0xc9..=0xf9), &[0x40..=0x7e, 0xa1..=0xfe]);
    characters.extend(decoded(BIG5, std::iter::once(0xc6), &[0x40..=0x7e]));
    characters.retain(|character| !('\u{2400}'..='\u{2421}').contains(character));
    characters
}

#[test]
fn the_standard_lists_are_covered() {
    let held = own_characters(&FontFamily::Proportional);

    let standard: BTreeSet<char> = STANDARD_CHARACTERS.chars().filter(|c| !c.is_whitespace()).collect();
    assert_eq!(standard.len(), 8105, "通用规范汉字表 has 8,105 characters");
    assert_eq!(missing(&held, standard), "", "通用规范汉字表");

    let gb2312 = gb2312();
    assert!(gb2312.len() >= 7445, "GB 2312 has 7,445 characters, decoded {}", gb2312.len());
    assert_eq!(missing(&held, gb2312), "", "GB 2312");

    let big5 = big5();
    assert!(big5.len() >= 13_461, "Big5 has 13,461 characters, decoded {}", big5.len());
    assert_eq!(missing(&held, big5), "", "Big5");

    // GB 18030-2022: the unified Han of the first version of Unicode and its extension A.
    assert_eq!(missing(&held, '\u{4e00}'..='\u{9fa5}'), "", "unified Han");
    assert_eq!(missing(&held, '\u{3400}'..='\u{4db5}'), "", "unified Han, extension A");
}

#[test]
fn letters_and_signs_are_covered() {
    let held = own_characters(&FontFamily::Proportional);
    assert_eq!(missing(&held, ' '..='~'), "", "ASCII");
    assert_eq!(missing(&held, '\u{a0}'..='\u{17f}'), "", "Latin-1 and Latin extended A");
    assert_eq!(missing(&held, '\u{400}'..='\u{45f}'), "", "Cyrillic");
    assert_eq!(missing(&held, ('Α'..='Ρ').chain('Σ'..='Ω').chain('ά'..='ώ')), "", "Greek");
    assert_eq!(missing(&held, '\u{3105}'..='\u{312d}'), "", "bopomofo");
    assert_eq!(missing(&held, '\u{3041}'..='\u{3096}'), "", "hiragana");
    assert_eq!(missing(&held, '！'..='～'), "", "full-width forms");
    assert_eq!(missing(&held, '①'..='⑳'), "", "circled numbers");
    let signs = "—…·•◆◇●○▲△▼▽■□★☆✓✗✔✘→←↑↓⇄↔↕⇅⟨⟩〔〕【】〖〗《》「」『』№℃㎡㎏‰≥≤≠≈±×÷−√∞∑∠⊥∥¥￥€£$§°′″〇〒※▸▾◂▴▶◀►◄☐☑⌘⇧⏎½⅓²³™©®";
    assert_eq!(missing(&held, signs.chars()), "", "signs of the interface");
}

#[test]
fn every_text_is_covered_in_every_family() {
    for family in [FontFamily::Proportional, FontFamily::Monospace, fonts::heading()] {
        let held = own_characters(&family);
        for &(key, hans, hant, en) in TABLES.iter().copied().flatten() {
            for text in [hans, hant, en] {
                assert_eq!(missing(&held, text.chars().filter(|c| *c != '\n')), "", "{key} in {family:?}");
            }
        }
    }
}

#[test]
fn bold_covers_the_standard_characters() {
    let mut fonts = prepared(Language::SimplifiedChinese);
    let mut view = fonts.with_pixels_per_point(1.0);
    let names = view.characters(&fonts::heading());
    let light: String = STANDARD_CHARACTERS
        .chars()
        .filter(|c| !c.is_whitespace())
        .filter(|c| !names.get(c).is_some_and(|faces| faces.iter().any(|face| face.ends_with("Bold"))))
        .collect();
    assert_eq!(light, "");
}

#[test]
fn every_icon_is_one_character_of_the_icon_font() {
    let mut fonts = prepared(Language::SimplifiedChinese);
    let mut view = fonts.with_pixels_per_point(1.0);
    for family in [FontFamily::Proportional, FontFamily::Monospace, fonts::heading(), fonts::icons()] {
        let characters = view.characters(&family);
        for (name, icon) in icons::ALL {
            let mut parts = icon.chars();
            let character = parts.next().expect("an icon has a character");
            assert!(parts.next().is_none(), "{name} is more than one character");
            let first = characters.get(&character).and_then(|faces| faces.first());
            assert_eq!(first.map(String::as_str), Some("Chancery Icons"), "{name} in {family:?}");
        }
    }
}

#[test]
fn icon_names_are_unique_and_complete() {
    let source = include_str!("../../src/ui/icons.rs");
    let declared = source.matches("pub const ").count() - 1;
    let names: BTreeSet<&str> = icons::ALL.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), icons::ALL.len(), "a name occurs twice in ALL");
    assert_eq!(names.len(), declared, "ALL does not list every constant");
}

#[test]
fn digits_stand_in_columns() {
    for language in Language::ALL {
        let mut fonts = prepared(language);
        let mut view = fonts.with_pixels_per_point(1.0);
        for family in [FontFamily::Proportional, FontFamily::Monospace, fonts::heading()] {
            let font = FontId::new(14.0, family.clone());
            let mut width =
                |text: String| view.layout_no_wrap(text, font.clone(), Color32::WHITE).size().x.to_bits();
            let zeros = width("00,000.00".to_owned());
            for digit in 1..10 {
                let text = "00,000.00".replace('0', &digit.to_string());
                assert_eq!(width(text), zeros, "digit {digit} in {family:?}, {language:?}");
                assert_eq!(width(format!("0{digit},{digit}00.{digit}0")), zeros, "pairs with {digit}");
            }
        }
    }
}

#[test]
fn a_row_is_as_high_in_every_language() {
    let mut heights = BTreeSet::new();
    for language in Language::ALL {
        let mut fonts = prepared(language);
        let mut view = fonts.with_pixels_per_point(1.0);
        for family in [FontFamily::Proportional, fonts::heading(), fonts::icons()] {
            heights.insert(view.row_height(&FontId::new(14.0, family)).to_bits());
        }
    }
    let heights: Vec<f32> = heights.into_iter().map(f32::from_bits).collect();
    assert_eq!(heights, [19.03125], "1.36 em");
}

#[test]
fn letters_are_drawn_as_large_in_english_as_in_chinese() {
    let font = FontId::new(100.0, FontFamily::Proportional);
    let drawn = |language| {
        let mut fonts = prepared(language);
        let mut view = fonts.with_pixels_per_point(1.0);
        let galley = view.layout_no_wrap("H".to_owned(), font.clone(), Color32::WHITE);
        let letter = &galley.rows[0].glyphs[0];
        (letter.uv_rect.size.x, letter.advance_width)
    };
    let (chinese, english) = (drawn(Language::SimplifiedChinese), drawn(Language::English));
    assert!((chinese.0 - english.0).abs() < 2.0, "{chinese:?} {english:?}");
    assert!((chinese.1 - english.1).abs() < 1.0, "{chinese:?} {english:?}");
}

#[test]
fn english_punctuation_is_narrow_and_chinese_wide() {
    let font = FontId::new(14.0, FontFamily::Proportional);
    for sign in ['‘', '’', '“', '”', '×'] {
        let wide = prepared(Language::SimplifiedChinese).with_pixels_per_point(1.0).glyph_width(&font, sign);
        let narrow = prepared(Language::English).with_pixels_per_point(1.0).glyph_width(&font, sign);
        assert!((wide - 14.0).abs() < 0.01, "{sign} is {wide} wide in Chinese");
        assert!(narrow < 14.0, "{sign} is {narrow} wide in English");
    }
}

/// DA/T 22-2015: the signs of an archive number are half as wide as a Han character.
#[test]
fn the_dot_of_archive_numbers_is_narrow_in_every_language() {
    for family in [FontFamily::Proportional, fonts::heading()] {
        let font = FontId::new(14.0, family);
        for language in Language::ALL {
            let width = prepared(language).with_pixels_per_point(1.0).glyph_width(&font, '·');
            assert!(width > 2.0 && width <= 7.0, "· is {width} wide in {language:?}");
        }
    }
}

#[test]
fn the_files_stay_small() {
    let megabyte = 1_000_000;
    assert!(fonts::HAN_REGULAR.len() < 12 * megabyte, "{}", fonts::HAN_REGULAR.len());
    assert!(fonts::HAN_BOLD.len() < 4 * megabyte, "{}", fonts::HAN_BOLD.len());
    assert!(fonts::ICONS.len() < 120_000, "{}", fonts::ICONS.len());
    let all = [fonts::HAN_REGULAR, fonts::HAN_BOLD, fonts::LATIN_REGULAR, fonts::LATIN_BOLD, fonts::ICONS];
    assert!(all.iter().map(|font| font.len()).sum::<usize>() < 16 * megabyte);
}
