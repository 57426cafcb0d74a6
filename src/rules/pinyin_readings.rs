//! How a Chinese character is read: every reading without its tone, and its place in the order of pinyin.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use pinyin::ToPinyinMulti;

use crate::rules::folding::fold;

/// The first character whose readings are known, `〇` apart.
pub const FIRST: u32 = 0x3400;
/// The last of them.
pub const LAST: u32 = 0x9fff;

struct Readings {
    /// For each character from [`FIRST`] to [`LAST`], where its readings lie in `all`.
    places: Vec<(u32, u32)>,
    all: Vec<&'static str>,
    /// For each of these characters, its place among them by pinyin and then by code.
    ranks: Vec<u16>,
}

static READINGS: LazyLock<Readings> = LazyLock::new(|| {
    let mut readings = Readings { places: Vec::new(), all: Vec::new(), ranks: Vec::new() };
    let mut spellings: BTreeMap<&'static str, [Option<&'static str>; 2]> = BTreeMap::new();
    let mut order: Vec<(&'static str, usize)> = Vec::new();
    for (place, code) in (FIRST..=LAST).enumerate() {
        let begin = readings.all.len();
        let multi = char::from_u32(code).and_then(|character| character.to_pinyin_multi());
        for reading in multi.into_iter().flatten() {
            let typed = spellings.entry(reading.plain()).or_insert_with(|| typed_spellings(reading.plain()));
            for spelling in typed.iter().flatten() {
                if !readings.all.get(begin..).is_some_and(|known| known.contains(spelling)) {
                    readings.all.push(spelling);
                }
            }
        }
        let first = readings.all.get(begin).copied().unwrap_or("\u{7f}");
        order.push((first, place));
        let range = (u32::try_from(begin), u32::try_from(readings.all.len()));
        readings.places.push((range.0.unwrap_or_default(), range.1.unwrap_or_default()));
    }
    order.sort_unstable();
    readings.ranks = vec![0; order.len()];
    for (rank, (_, place)) in (0_u16..).zip(order) {
        if let Some(slot) = readings.ranks.get_mut(place) {
            *slot = rank;
        }
    }
    readings
});

/// Every reading of a character as it is typed, the most usual first; empty where it is not a Chinese character.
///
/// A reading with ü is given twice: with v, as input methods have it, and with u.
pub fn readings(character: char) -> &'static [&'static str] {
    if character == '〇' {
        return &["ling"];
    }
    let Some(place) = place_of(character) else { return &[] };
    let readings = &*READINGS;
    let range = readings
        .places
        .get(place)
        .and_then(|(begin, end)| Some(usize::try_from(*begin).ok()?..usize::try_from(*end).ok()?));
    range.and_then(|range| readings.all.get(range)).unwrap_or_default()
}

/// A number that orders the characters of the basic plane by their first reading, then by code; `None` for others.
pub fn rank(character: char) -> Option<u16> {
    READINGS.ranks.get(place_of(character)?).copied()
}

fn place_of(character: char) -> Option<usize> {
    let code = u32::from(character);
    if (FIRST..=LAST).contains(&code) { usize::try_from(code - FIRST).ok() } else { None }
}

/// The plain ASCII spellings of a syllable: `lü` is typed as `lv` or `lu`. There are some 400 syllables in all, so
/// the few that are not ASCII are kept for the life of the program.
fn typed_spellings(plain: &'static str) -> [Option<&'static str>; 2] {
    if plain.is_ascii() {
        return [Some(plain), None];
    }
    let with_v = fold(&plain.replace('ü', "v"));
    let with_u = fold(plain);
    let second = (with_v != with_u).then(|| &*with_u.leak());
    [Some(with_v.leak()), second]
}
