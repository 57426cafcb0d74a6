//! Breaking text into lines on the grid of the standard: 28 characters a line, no line begins with a closing mark.

use std::ops::Range;

use super::measures::{PITCH, TEXT_WIDTH};
use super::{Face, POINTS, SIZE_3};
use crate::print::font::Typeface;

/// Marks that no line begins with (GB/T 15834-2011, 5.1).
pub(super) const CLOSING: &str = "，。、；：？！”’」』）〕】》〉…—,.;:?!)]}";
/// Marks that no line ends with.
pub(super) const OPENING: &str = "“‘「『（〔【《〈([{";

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

/// What stays together in a line: a word or number in Latin letters; any other character by itself.
fn units(parts: &[(Face, &str)]) -> Vec<(Face, String)> {
    let mut units: Vec<(Face, String)> = Vec::new();
    for (face, text) in parts {
        for character in text.chars().filter(|character| !character.is_control()) {
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
    units
}

/// Which units stand on which line, the first of which has room for `first` millimetres, the others for `others`.
fn broken(
    units: &[(Face, String)],
    takes: &dyn Fn(&(Face, String)) -> f64,
    first: f64,
    others: f64,
) -> Vec<Range<usize>> {
    /// More marks than these side by side are no reason to empty a line.
    const MOST_CARRIED: usize = 3;
    let has = |place: usize, marks: &str| {
        units.get(place).and_then(|(_, unit)| unit.chars().next()).is_some_and(|of| marks.contains(of))
    };
    let mut found = Vec::new();
    let (mut start, mut x, mut room) = (0, 0.0, first);
    for (place, unit) in units.iter().enumerate() {
        let width = takes(unit);
        if x + width > room + 0.01 && place > start {
            // What may not begin a line takes the character before it along.
            let mut cut = place;
            while cut > start + 1
                && place - cut < MOST_CARRIED
                && (has(cut, CLOSING) || has(cut - 1, OPENING))
            {
                cut -= 1;
            }
            found.push(start..cut);
            (start, room) = (cut, others);
            x = units.get(cut..place).unwrap_or_default().iter().map(takes).sum();
        }
        x += width;
    }
    if start < units.len() || found.is_empty() {
        found.push(start..units.len());
    }
    found
}

/// Breaks a paragraph, its parts in their faces, into lines; the first is indented by `first` characters, the others by
/// `others`.
pub(super) fn lines(typeface: &Typeface, parts: &[(Face, &str)], first: f64, others: f64) -> Vec<Line> {
    let units = units(parts);
    let takes = |unit: &(Face, String)| width(typeface, &unit.1, unit.0);
    let room = |indent: f64| TEXT_WIDTH - indent * PITCH;
    let found = broken(&units, &takes, room(first), room(others));
    let lines = found.into_iter().enumerate().map(|(place, line)| {
        let indent = if place == 0 { first } else { others };
        set(typeface, units.get(line).unwrap_or_default(), indent)
    });
    lines.collect()
}

/// Breaks plain text of a size in points into lines that fit a width in millimetres.
pub(in crate::print) fn prose_lines(typeface: &Typeface, text: &str, size: f64, width: f64) -> Vec<String> {
    let units = units(&[(Face::Fang, text)]);
    let takes = |unit: &(Face, String)| typeface.text_width(false, size, &unit.1) / POINTS;
    let lines = broken(&units, &takes, width, width).into_iter().map(|line| {
        let line: String =
            units.get(line).unwrap_or_default().iter().map(|(_, unit)| unit.as_str()).collect();
        line.trim().to_owned()
    });
    lines.collect()
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
