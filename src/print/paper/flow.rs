//! Breaking text into lines on the grid of the standard: 28 characters a line, no line begins with a closing mark.

use super::{Face, POINTS, SIZE_3};
use crate::print::font::Typeface;

/// 版心 in millimetres.
pub(super) const TEXT_WIDTH: f64 = 156.0;
/// Characters a line.
pub(super) const CHARACTERS: f64 = 28.0;
/// What one character of 3号 takes, in millimetres.
pub(super) const PITCH: f64 = TEXT_WIDTH / CHARACTERS;

/// Marks that no line begins with.
pub(super) const CLOSING: &str = "，。、；：？！”’）〕】》〉…—,.;:?!)]}";
/// Marks that no line ends with.
const OPENING: &str = "“‘（〔【《〈([{";

/// A stretch of a line in one face.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Span {
    /// Millimetres from the left edge of the text.
    pub(super) x: f64,
    pub(super) face: Face,
    pub(super) text: String,
}

/// One line of spans.
pub(super) type Line = Vec<Span>;

/// Whether a character takes a square of the grid.
fn is_wide(character: char) -> bool {
    u32::from(character) >= 0x2e80 || "“”‘’…—·".contains(character)
}

/// What a character takes in a line of 3号, in millimetres.
fn advance(typeface: &Typeface, character: char, face: Face) -> f64 {
    if is_wide(character) {
        return PITCH;
    }
    let bold = matches!(face, Face::Hei | Face::Title);
    typeface.glyph(character, bold).1.advance * SIZE_3 / POINTS
}

/// How wide a text runs on the grid, in millimetres.
pub(super) fn width(typeface: &Typeface, text: &str, face: Face) -> f64 {
    text.chars().map(|character| advance(typeface, character, face)).sum()
}

/// Breaks a paragraph, its parts in their faces, into lines; the first is indented by `first` characters, the others by
/// `others`.
pub(super) fn lines(typeface: &Typeface, parts: &[(Face, &str)], first: f64, others: f64) -> Vec<Line> {
    let mut units: Vec<(Face, String)> = Vec::new();
    for (face, text) in parts {
        for character in text.chars().filter(|character| !character.is_control()) {
            // A word or number in Latin letters stays together.
            match units.last_mut() {
                Some((_, unit))
                    if character.is_ascii_alphanumeric()
                        && unit.len() < 40
                        && unit.chars().all(|of| of.is_ascii_alphanumeric() || ".-".contains(of)) =>
                {
                    unit.push(character);
                }
                _ => units.push((*face, character.to_string())),
            }
        }
    }
    let mut found: Vec<Line> = Vec::new();
    let mut line: Vec<(Face, String)> = Vec::new();
    let mut x = first * PITCH;
    let begins = |unit: &str, marks: &str| unit.chars().next().is_some_and(|of| marks.contains(of));
    for (face, unit) in units {
        let takes = width(typeface, &unit, face);
        if x + takes > TEXT_WIDTH + 0.01 && !line.is_empty() {
            let mut carried = Vec::new();
            let mut next = unit.clone();
            // What may not begin a line takes the character before it along.
            while line.len() > 1
                && carried.len() < 3
                && (begins(&next, CLOSING) || line.last().is_some_and(|(_, last)| begins(last, OPENING)))
            {
                let Some(taken) = line.pop() else { break };
                next.clone_from(&taken.1);
                carried.insert(0, taken);
            }
            found.push(set(typeface, &line, if found.is_empty() { first } else { others }));
            line = carried;
            x = others * PITCH + line.iter().map(|(face, unit)| width(typeface, unit, *face)).sum::<f64>();
        }
        x += takes;
        line.push((face, unit));
    }
    if !line.is_empty() || found.is_empty() {
        found.push(set(typeface, &line, if found.is_empty() { first } else { others }));
    }
    found
}

/// Places of the characters of a line: each square of the grid by itself, Latin words as one.
fn set(typeface: &Typeface, units: &[(Face, String)], indent: f64) -> Line {
    let mut x = indent * PITCH;
    let mut line: Line = Vec::new();
    for (face, unit) in units {
        line.push(Span { x, face: *face, text: unit.clone() });
        x += width(typeface, unit, *face);
    }
    line
}

/// Breaks a title into lines of nearly equal length, the upper ones the longer.
pub(super) fn title_lines(title: &str, most: usize) -> Vec<String> {
    let characters: Vec<char> = title.chars().collect();
    if characters.is_empty() {
        return Vec::new();
    }
    let count = characters.len().div_ceil(most.max(1));
    let each = characters.len().div_ceil(count).max(1);
    let mut lines: Vec<String> = Vec::new();
    let mut rest = characters.as_slice();
    while lines.len() + 1 < count && rest.len() > each {
        // A line ends after 关于, 的 or 、 where one is near, never before a closing mark.
        let near = |place: usize| place.abs_diff(each);
        let fits = |place: &usize| {
            let after: String =
                rest.get(place.saturating_sub(2)..*place).unwrap_or_default().iter().collect();
            let closes = rest.get(*place).is_some_and(|next| CLOSING.contains(*next));
            let left = rest.len() - place;
            !closes
                && left <= most * (count - lines.len() - 1)
                && (after == "关于" || after.ends_with(['的', '、', '）']) || *place == each)
        };
        let reach = each.saturating_sub(5).max(1)..=(each + 5).min(most).min(rest.len());
        let place = reach.filter(fits).min_by_key(|place| {
            let named = rest.get(place.saturating_sub(2)..*place).unwrap_or_default() == ['关', '于'];
            (!named, near(*place))
        });
        let (line, after) = rest.split_at(place.unwrap_or(each.min(rest.len())));
        lines.push(line.iter().collect());
        rest = after;
    }
    lines.push(rest.iter().collect());
    lines
}
