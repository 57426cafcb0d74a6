//! 档号: the number of an archival item, and the grammar that an office gives its numbers.
//!
//! The usual grammar is that of DA/T 22-2015: `Z109-WS·2011-Y-BGS-0001`. Numbers are unique, consistent, stable,
//! extensible and simple (DA/T 13-2022); the first three are kept where they are given, inside the write transaction.

use std::fmt::Write as _;

use thiserror::Error;

/// The grammar of DA/T 22-2015: 全宗号-档案门类代码·年度-保管期限-机构(问题)代码-件号.
pub const DA_T_22: &str = "{fonds}-{category}·{year}-{retention}-{division}-{item:4}";

/// The same for units that do not sort by organisation.
pub const DA_T_22_SMALL: &str = "{fonds}-{category}·{year}-{retention}-{item:4}";

/// The elements of a grammar, for whoever writes one.
pub const ELEMENTS: &str = "{fonds} {category} {year} {retention} {division} {item:4}";

/// The longest grammar; numbers stand on spines.
const LONGEST: usize = 120;

/// What a number says of its item, but for its place in the row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NumberParts {
    /// 全宗号: four digits or capital letters.
    pub fonds: String,
    /// 档案门类代码: two capital letters, and after `·` two or three for each level below.
    pub category: String,
    /// 年度
    pub year: i64,
    /// 保管期限代码: `Y`, or `D` and years.
    pub retention: String,
    /// 机构(问题)代码: three digits or capital letters; empty where the grammar has none.
    pub division: String,
}

/// An element of a grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(String),
    Fonds,
    Category,
    Year,
    Retention,
    Division,
    Item(usize),
}

/// Why a grammar can't be used, or a number doesn't follow it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NumberError {
    /// The grammar names an element that there is not, or leaves a brace open.
    #[error("unknown element `{0}`")]
    Unknown(String),
    /// An element stands twice.
    #[error("`{0}` stands twice")]
    Twice(&'static str),
    /// `{fonds}`, `{year}` and, at the end, `{item:N}` are needed.
    #[error("`{0}` is missing or not in its place")]
    Missing(&'static str),
    /// Two elements touch, so that nobody could read them apart; or the grammar is too long.
    #[error("the elements can't be told apart")]
    Ambiguous,
    /// An element of the item can't stand in a number.
    #[error("`{0}` can't stand in a number")]
    Element(&'static str, String),
    /// The row of numbers is full.
    #[error("all numbers are given")]
    Full,
}

/// The grammar of an office's numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grammar(Vec<Part>);

impl Part {
    fn name(&self) -> &'static str {
        match self {
            Self::Literal(_) => "",
            Self::Fonds => "fonds",
            Self::Category => "category",
            Self::Year => "year",
            Self::Retention => "retention",
            Self::Division => "division",
            Self::Item(_) => "item",
        }
    }

    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "fonds" => Self::Fonds,
            "category" => Self::Category,
            "year" => Self::Year,
            "retention" => Self::Retention,
            "division" => Self::Division,
            _ => {
                let width: usize = name.strip_prefix("item:")?.parse().ok()?;
                return (1..=8).contains(&width).then_some(Self::Item(width));
            }
        })
    }

    /// Whether a text can be this element.
    fn takes(&self, text: &str) -> bool {
        match self {
            Self::Literal(literal) => literal == text,
            Self::Fonds => is_fonds(text),
            Self::Category => is_category(text),
            Self::Year => is_year(text),
            Self::Retention => is_retention(text),
            Self::Division => is_division(text),
            Self::Item(width) => text.len() == *width && is_digits(text),
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_code(text: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    lengths.contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Whether a text is a 全宗号: four digits or capital letters.
pub fn is_fonds(text: &str) -> bool {
    is_code(text, 4..=4)
}

/// Whether a text is a 档案门类代码: two capital letters and, after `·` each, codes of two or three for what is below.
pub fn is_category(text: &str) -> bool {
    let mut levels = text.split('·');
    levels.next().is_some_and(|top| top.len() == 2 && top.bytes().all(|byte| byte.is_ascii_uppercase()))
        && levels.all(|below| is_code(below, 2..=3))
}

/// Whether a text is a 机构(问题)代码: three digits or capital letters.
pub fn is_division(text: &str) -> bool {
    is_code(text, 3..=3)
}

/// Whether a text is a 保管期限代码: `Y`, or `D` and a number of years.
pub fn is_retention(text: &str) -> bool {
    text == "Y"
        || text
            .strip_prefix('D')
            .is_some_and(|years| is_digits(years) && years.len() <= 3 && !years.starts_with('0'))
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && is_digits(text) && (text.starts_with("19") || text.starts_with("20"))
}

impl Grammar {
    /// Reads a grammar: elements in braces, everything else as it is written.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(pattern: &str) -> Result<Self, NumberError> {
        if pattern.chars().count() > LONGEST || pattern.chars().any(char::is_control) {
            return Err(NumberError::Ambiguous);
        }
        let mut parts: Vec<Part> = Vec::new();
        let mut rest = pattern;
        while !rest.is_empty() {
            if let Some(open) = rest.strip_prefix('{') {
                let (name, after) =
                    open.split_once('}').ok_or_else(|| NumberError::Unknown(open.to_owned()))?;
                let part = Part::of(name).ok_or_else(|| NumberError::Unknown(name.to_owned()))?;
                if parts.iter().any(|known| known.name() == part.name()) {
                    return Err(NumberError::Twice(part.name()));
                }
                if parts.last().is_some_and(|last| !matches!(last, Part::Literal(_))) {
                    return Err(NumberError::Ambiguous);
                }
                parts.push(part);
                rest = after;
            } else {
                let end = rest.find('{').unwrap_or(rest.len());
                let (literal, after) = rest.split_at(end);
                if literal.contains('}') || literal.chars().any(char::is_whitespace) {
                    return Err(NumberError::Unknown(literal.to_owned()));
                }
                parts.push(Part::Literal(literal.to_owned()));
                rest = after;
            }
        }
        for needed in ["fonds", "year"] {
            if !parts.iter().any(|part| part.name() == needed) {
                return Err(NumberError::Missing(if needed == "fonds" { "fonds" } else { "year" }));
            }
        }
        if !matches!(parts.last(), Some(Part::Item(_))) {
            return Err(NumberError::Missing("item"));
        }
        Ok(Self(parts))
    }

    /// How many digits the 件号 has.
    pub fn width(&self) -> u32 {
        match self.0.last() {
            Some(Part::Item(width)) => u32::try_from(*width).unwrap_or_default(),
            _ => 0,
        }
    }

    /// Whether numbers say the 机构（问题）.
    pub fn says_division(&self) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Division))
    }

    /// What stands before the 件号: every number with the same beginning is of the same row.
    ///
    /// # Errors
    /// When an element of the item can't stand in a number.
    pub fn prefix(&self, of: &NumberParts) -> Result<String, NumberError> {
        let mut prefix = String::new();
        for part in &self.0 {
            let year = of.year.to_string();
            let text = match part {
                Part::Literal(literal) => literal.as_str(),
                Part::Fonds => of.fonds.as_str(),
                Part::Category => of.category.as_str(),
                Part::Year => year.as_str(),
                Part::Retention => of.retention.as_str(),
                Part::Division => of.division.as_str(),
                Part::Item(_) => continue,
            };
            if !part.takes(text) {
                return Err(NumberError::Element(part.name(), text.to_owned()));
            }
            prefix.push_str(text);
        }
        Ok(prefix)
    }

    /// A number: its beginning and the 件号 in its width.
    ///
    /// # Errors
    /// When the 件号 needs more digits than the grammar has.
    pub fn number(&self, prefix: &str, item: u64) -> Result<String, NumberError> {
        let width = usize::try_from(self.width()).unwrap_or_default();
        let mut number = prefix.to_owned();
        let start = number.len();
        write!(number, "{item:0width$}").map_err(|_| NumberError::Full)?;
        if number.len().saturating_sub(start) > width {
            return Err(NumberError::Full);
        }
        Ok(number)
    }

    /// Reads a number; `None` when it does not follow the grammar.
    pub fn read(&self, number: &str) -> Option<(NumberParts, u64)> {
        if number.chars().count() > LONGEST {
            return None;
        }
        let mut found = (NumberParts::default(), 0);
        read(&self.0, number, &mut found).then_some(found)
    }
}

/// Reads the rest of a number by the rest of a grammar, each element as short as the rest allows.
fn read(parts: &[Part], text: &str, found: &mut (NumberParts, u64)) -> bool {
    let Some((part, rest)) = parts.split_first() else { return text.is_empty() };
    if let Part::Literal(literal) = part {
        return text.strip_prefix(literal.as_str()).is_some_and(|text| read(rest, text, found));
    }
    for (end, _) in text.char_indices().skip(1).chain([(text.len(), ' ')]) {
        let Some((element, after)) = text.split_at_checked(end) else { continue };
        if part.takes(element) && read(rest, after, found) {
            match part {
                Part::Fonds => element.clone_into(&mut found.0.fonds),
                Part::Category => element.clone_into(&mut found.0.category),
                Part::Year => found.0.year = element.parse().unwrap_or_default(),
                Part::Retention => element.clone_into(&mut found.0.retention),
                Part::Division => element.clone_into(&mut found.0.division),
                Part::Item(_) => found.1 = element.parse().unwrap_or_default(),
                Part::Literal(_) => {}
            }
            return true;
        }
    }
    false
}

/// Whether a text is a number as DA/T 22-2015 has it, for 文书档案 of the three usual periods.
pub fn is_da_t_22(number: &str) -> bool {
    [DA_T_22, DA_T_22_SMALL].into_iter().any(|pattern| {
        Grammar::parse(pattern)
            .ok()
            .and_then(|grammar| grammar.read(number))
            .is_some_and(|(parts, item)| item > 0 && matches!(parts.retention.as_str(), "Y" | "D30" | "D10"))
    })
}
