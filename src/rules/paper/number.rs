//! 发文字号: 机关代字 + 〔年份〕 + 顺序号 + 号 (条例 第九条; GB/T 9704-2012, 7.2.5).
//!
//! Full-width brackets 〔〕, a year of four digits, an Arabic number without leading zero and without 第.

/// Longest 代字 in characters.
const LONGEST_SERIES: usize = 12;

/// A number in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperNumber {
    /// 机关代字
    pub series: String,
    /// The year.
    pub year: i32,
    /// 顺序号, from 1.
    pub number: u32,
}

impl std::fmt::Display for PaperNumber {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}〔{:04}〕{}号", self.series, self.year, self.number)
    }
}

/// Whether a text can be a 代字: one to twelve Chinese characters.
pub fn is_series(series: &str) -> bool {
    (1..=LONGEST_SERIES).contains(&series.chars().count()) && series.chars().all(is_han)
}

/// The parts of a number that is written as the standard has it; `None` for any other text.
pub fn parse(text: &str) -> Option<PaperNumber> {
    let (series, rest) = text.split_once('〔')?;
    let (year, rest) = rest.split_once('〕')?;
    let number = rest.strip_suffix('号')?;
    let only_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_series(series) || year.len() != 4 || !only_digits(year) || !only_digits(number) {
        return None;
    }
    if !(year.starts_with("19") || year.starts_with("20")) || number.starts_with('0') {
        return None;
    }
    Some(PaperNumber { series: series.to_owned(), year: year.parse().ok()?, number: number.parse().ok()? })
}

/// Whether two numbers are the same paper's, however they were typed: with other brackets, 第, blanks or zeros before.
pub fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (compared(one), compared(other));
    !one.is_empty() && one == other
}

/// A number without what typing adds to it: two that are the same then are the same paper's.
pub fn compared(text: &str) -> String {
    let mut plain = String::new();
    for character in text.chars() {
        let character = match character {
            '[' | '［' | '【' | '(' | '（' | '{' => '〔',
            ']' | '］' | '】' | ')' | '）' | '}' => '〕',
            '\u{ff10}'..='\u{ff19}' => {
                char::from_u32(u32::from(character) - 0xff10 + u32::from('0')).unwrap_or(character)
            }
            '第' => continue,
            blank if blank.is_whitespace() => continue,
            other => other,
        };
        // A zero that begins a number says nothing.
        if character.is_ascii_digit() && plain.ends_with('0') && !ends_in_digits(&plain, 2) {
            plain.pop();
        }
        plain.push(character);
    }
    plain
}

/// Whether a text ends in so many digits.
fn ends_in_digits(text: &str, count: usize) -> bool {
    text.chars().rev().take_while(char::is_ascii_digit).count() >= count
}

fn is_han(character: char) -> bool {
    matches!(character,
        '〇' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}
