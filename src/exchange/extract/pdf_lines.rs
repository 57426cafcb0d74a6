//! Where the text of a PDF is written, so that a word that was broken over two lines of a cell or a paragraph is one word
//! again: Chinese breaks anywhere, and 项目内 above 容 is 项目内容 to whoever looks for it.

use super::Effort;

/// A smaller step up or down is on the same line, in points.
const SAME_LINE: f64 = 2.0;
/// A line this many sizes below goes on what stands above it: official papers are set at 1.81 (GB/T 9704-2012), the rows of
/// a table are further apart.
const NEXT_LINE: f64 = 1.85;
/// The first line of a paragraph stands in by two characters, so the next begins so many sizes before it.
const INDENT: f64 = 2.5;
/// What begins so much further to the right is something else, in points.
const SAME_START: f64 = 1.0;

/// What stands so many sizes behind the end of what was written is another cell.
const APART: f64 = 1.0;

/// What comes between what was written and what is written next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Turn {
    #[default]
    Nothing,
    /// A line that may go on the one above.
    GoesOn,
    /// A line of its own.
    NewLine,
}

/// The pen that follows the operators which place text.
#[derive(Debug, Default)]
pub(super) struct Pen {
    /// Where the line being written begins, and how far apart its lines are.
    line: Option<(f64, f64)>,
    /// Where the next text begins, from the last matrix on.
    at: (f64, f64),
    scale: (f64, f64),
    /// Where what was written ends, as far as that can be told without the font.
    end: f64,
    /// Where the last placed text began: several in a row come without being placed.
    begun: f64,
    size: f64,
    leading: f64,
    turn: Turn,
}

impl Pen {
    /// A text begins: at the origin until it is placed.
    pub(super) fn begin(&mut self) {
        self.scale = (1.0, 1.0);
        self.at = (0.0, 0.0);
    }

    pub(super) fn set_size(&mut self, size: f64) {
        self.size = size.abs();
    }

    pub(super) fn set_leading(&mut self, leading: f64) {
        self.leading = leading;
    }

    /// The matrix of the text.
    pub(super) fn set(&mut self, [a, b, c, d, x, y]: [f64; 6]) {
        self.scale = (a.hypot(b), c.hypot(d));
        self.at = (x, y);
    }

    /// A step from the beginning of the line.
    pub(super) fn step(&mut self, x: f64, y: f64) {
        self.at.0 += x * self.scale.0;
        self.at.1 += y * self.scale.1;
    }

    pub(super) fn next_line(&mut self) {
        if self.leading == 0.0 {
            // Nobody said how far; it is a line all the same.
            self.turn = Turn::NewLine;
        }
        self.step(0.0, -self.leading);
    }

    /// Writes what stands here.
    pub(super) fn write(&mut self, text: &str, effort: &mut Effort) {
        let Some(first) = text.chars().next() else { return };
        let size = self.size * self.scale.1;
        let width = text.chars().map(|of| if is_han(of) { 1.0 } else { 0.5 }).sum::<f64>() * size;
        let turn = match self.line {
            None => Turn::NewLine,
            Some(_) if self.turn == Turn::NewLine => Turn::NewLine,
            Some(line) => self.turn_from(line, size, width),
        };
        let is_apart = turn == Turn::Nothing && self.at.0 - self.end > APART * size;
        if is_apart {
            // The next cell of a row.
            effort.push(" ");
        }
        if turn != Turn::Nothing {
            let is_word = turn == Turn::GoesOn && is_han(first) && effort.text.ends_with(is_han);
            if !is_word {
                effort.line();
            }
        }
        if turn != Turn::Nothing || is_apart {
            self.line = Some(self.at);
        }
        if turn != Turn::Nothing || is_apart || (self.at.0 - self.begun).abs() > f64::EPSILON {
            self.end = self.at.0;
        }
        self.begun = self.at.0;
        self.turn = Turn::Nothing;
        self.end += width;
        effort.push(text);
    }

    /// What lies between a line and what is written next, which is so wide.
    fn turn_from(&self, (x, y): (f64, f64), size: f64, width: f64) -> Turn {
        let down = (self.at.1 - y).abs();
        if down <= SAME_LINE {
            return Turn::Nothing;
        }
        let across = self.at.0 - x;
        let is_below = down <= NEXT_LINE * size && across <= SAME_START && across >= -INDENT * size;
        // A line that had room for what follows ended there: a heading, the last line of a paragraph.
        let was_full = self.end + size >= self.at.0 + width;
        if is_below && was_full { Turn::GoesOn } else { Turn::NewLine }
    }
}

/// A Chinese character or a sign that is set between such.
fn is_han(character: char) -> bool {
    matches!(character, '\u{3001}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff01}'..='\u{ffe6}' | '\u{20000}'..='\u{3ffff}')
}
