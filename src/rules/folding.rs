//! Folding: texts that people take for the same are made the same, one character at a time.
//!
//! Full-width forms become half-width, capitals small, traditional characters simplified, letters with diacritics
//! their base letter. Marks that only shape the text are dropped. Folding a folded text changes nothing.

use std::sync::LazyLock;

/// Pairs of a character and what it is compared as; from the Unicode Character Database, see the file's heading.
const PAIRS: &str = include_str!("folding.txt");

/// In the table: the character is dropped.
const DROPPED: u16 = 0;
/// In the table: the character becomes several, see [`several`].
const SEVERAL: u16 = 1;

struct Table {
    /// For each character of the basic plane, what it becomes.
    basic: Box<[u16]>,
    /// The few pairs outside the basic plane, in order.
    beyond: Vec<(char, char)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut basic: Vec<u16> = (0..=u16::MAX)
        .map(|code| {
            let Some(character) = char::from_u32(u32::from(code)) else { return DROPPED };
            let single = single_form(character);
            single.map_or(DROPPED, |folded| u16::try_from(u32::from(folded)).unwrap_or(code))
        })
        .collect();
    let mut beyond = Vec::new();
    for line in PAIRS.lines().filter(|line| !line.starts_with('#')) {
        let mut characters = line.chars();
        while let (Some(from), Some(to)) = (characters.next(), characters.next()) {
            match (
                u16::try_from(u32::from(from)).map(|code| basic.get_mut(usize::from(code))),
                u16::try_from(u32::from(to)),
            ) {
                (Ok(Some(slot)), Ok(folded)) => *slot = folded,
                _ => beyond.push((from, to)),
            }
        }
    }
    for character in SEVERAL_CHARACTERS {
        if let Some(slot) = usize::try_from(u32::from(character)).ok().and_then(|code| basic.get_mut(code)) {
            *slot = SEVERAL;
        }
    }
    // A capital that is only a sign, as that of the ångström, has reached its small letter but not its base letter.
    for position in 0..basic.len() {
        let reached = basic.get(position).and_then(|folded| basic.get(usize::from(*folded))).copied();
        if let (Some(slot), Some(settled)) =
            (basic.get_mut(position), reached.filter(|folded| *folded > SEVERAL))
        {
            *slot = if *slot > SEVERAL { settled } else { *slot };
        }
    }
    beyond.sort_unstable();
    Table { basic: basic.into_boxed_slice(), beyond }
});

/// The folded form of a text, for comparing and searching; never shown to anybody.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Appends the folded form of `text` to `folded`.
pub fn fold_into(text: &str, folded: &mut String) {
    if text.is_ascii() {
        folded.extend(text.chars().filter(|character| *character != '\0').map(ascii_form));
        return;
    }
    let table = &*TABLE;
    for character in text.chars() {
        if character.is_ascii() {
            if character != '\0' {
                folded.push(ascii_form(character));
            }
            continue;
        }
        let code = usize::try_from(u32::from(character)).unwrap_or(usize::MAX);
        match table.basic.get(code) {
            Some(&DROPPED) => {}
            Some(&SEVERAL) => folded.push_str(several(character)),
            Some(&other) => folded.extend(char::from_u32(u32::from(other))),
            None => folded.extend(beyond_form(table, character)),
        }
    }
}

/// Control characters become blanks, so that the marks inside a search key can never be typed.
fn ascii_form(character: char) -> char {
    if character.is_ascii_control() { ' ' } else { character.to_ascii_lowercase() }
}

fn beyond_form(table: &Table, character: char) -> Option<char> {
    if matches!(character, '\u{e0000}'..='\u{e0fff}') {
        return None;
    }
    let pair = table.beyond.binary_search_by_key(&character, |(from, _)| *from).ok();
    match pair.and_then(|position| table.beyond.get(position)) {
        Some((_, to)) => Some(*to),
        None => Some(lowercase_form(character)),
    }
}

/// The form that follows from the character itself; `None` where it is dropped.
fn single_form(character: char) -> Option<char> {
    match character {
        '\0' | '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' => None,
        '\u{202a}'..='\u{202e}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{feff}' => None,
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character).saturating_sub(0xfee0)).map(ascii_form)
        }
        '￥' => Some('¥'),
        '〔' | '【' => Some('['),
        '〕' | '】' => Some(']'),
        '“' | '”' => Some('"'),
        '‘' | '’' => Some('\''),
        '‐' | '‑' | '‒' | '–' | '−' => Some('-'),
        '①'..='⑨' => digit_of(character, '①'),
        '²' | '³' => Some(if character == '²' { '2' } else { '3' }),
        '¹' => Some('1'),
        '⁰' | '₀' => Some('0'),
        '⁴'..='⁹' => digit_of(character, '⁴').and_then(|digit| char::from_u32(u32::from(digit) + 3)),
        '₁'..='₉' => digit_of(character, '₁'),
        'ς' => Some('σ'),
        _ if character.is_ascii() => Some(ascii_form(character)),
        _ if character.is_whitespace() || character.is_control() => Some(' '),
        _ => Some(lowercase_form(character)),
    }
}

/// The digit 1 for `one`, 2 for the character after it, and so on.
fn digit_of(character: char, one: char) -> Option<char> {
    char::from_digit(u32::from(character).saturating_sub(u32::from(one)) + 1, 10)
}

fn lowercase_form(character: char) -> char {
    let mut small = character.to_lowercase();
    match (small.next(), small.next()) {
        (Some(only), None) => only,
        _ => character,
    }
}

const SEVERAL_CHARACTERS: [char; 26] = [
    'Ǣ', 'ǣ', 'Ǽ', 'ǽ', 'ß', 'ẞ', 'æ', 'Æ', 'œ', 'Œ', 'þ', 'Þ', 'ﬀ', 'ﬁ', 'ﬂ', 'ﬃ', 'ﬄ', '№', '℃', '㎡',
    '㎏', '㎜', '㎝', '㎞', '…', '⑩',
];

fn several(character: char) -> &'static str {
    match character {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' | 'Ǣ' | 'ǣ' | 'Ǽ' | 'ǽ' => "ae",
        'œ' | 'Œ' => "oe",
        'þ' | 'Þ' => "th",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        '№' => "no",
        '℃' => "°c",
        '㎡' => "m2",
        '㎏' => "kg",
        '㎜' => "mm",
        '㎝' => "cm",
        '㎞' => "km",
        '…' => "...",
        '⑩' => "10",
        _ => "",
    }
}
