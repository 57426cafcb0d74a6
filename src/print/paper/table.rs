//! Bordered tables and forms over as many sheets as they need, a table's head on each: catalogues and lists on paper.

use super::flow::{CLOSING, OPENING};
use super::{A4_HEIGHT, A4_WIDTH, BLACK, Face, POINTS, Sheet, typeface};
use crate::print::drawing::Anchor;
use crate::print::font::Typeface;
use crate::print::pdf::PdfError;

/// White on all sides in millimetres; more on the left, where it is bound.
const MARGIN: f64 = 15.0;
const BOUND: f64 = 25.0;
/// What is left between them.
pub(super) const WIDE: f64 = A4_WIDTH - MARGIN - BOUND;
/// Text size in points, the title's, and the height of a line in millimetres.
const SIZE: f64 = 10.5;
const TITLE_SIZE: f64 = 18.0;
const LINE: f64 = 5.0;
/// Thickness of the lines in millimetres.
const THICK: f64 = 0.25;
/// White around what stands in a cell, both sides together, in millimetres.
const WHITE: f64 = 2.0;
/// What is left above the lower margin for the number of the sheet, in millimetres.
const ABOVE_FOOT: f64 = 8.0;
/// More lines than these stand on no sheet.
const MOST_LINES: u32 = 60;

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct TableColumn {
    /// Its title.
    pub title: String,
    /// Its share of the width.
    pub share: f64,
}

/// Marks that join the parts of a number or a date, after which it may break where it must.
const JOINS: &str = "-/·_";

/// What stays together in a line: a word, number or date of Latin letters and digits; any other character by itself,
/// with the closing marks that follow it and the opening ones before it.
fn units(text: &str) -> Vec<String> {
    let is_word = |of: char| of.is_ascii_alphanumeric();
    let is_number = |unit: &str| {
        unit.starts_with(is_word)
            && unit.chars().all(|of| is_word(of) || JOINS.contains(of) || ",.".contains(of))
    };
    let mut units: Vec<String> = Vec::new();
    for character in text.chars() {
        let opened = |unit: &str| !unit.is_empty() && unit.chars().all(|of| OPENING.contains(of));
        match units.last_mut() {
            Some(unit) if opened(unit) && !character.is_whitespace() => unit.push(character),
            Some(unit)
                if (is_word(character) || JOINS.contains(character))
                    && is_number(unit.trim_start_matches(|of| OPENING.contains(of))) =>
            {
                unit.push(character);
            }
            Some(unit) if CLOSING.contains(character) && !unit.ends_with(['\n', ' ']) => unit.push(character),
            _ => units.push(character.to_string()),
        }
    }
    units
}

/// The width of a text in millimetres.
fn width_of(typeface: &Typeface, text: &str) -> f64 {
    text.chars().map(|of| typeface.glyph(of, false).1.advance * SIZE / POINTS).sum()
}

/// Breaks a text into lines that fit a width in millimetres: between words; within one that alone is wider, at its
/// hyphens; and within letters only where not even that fits.
pub fn cell_lines(typeface: &Typeface, text: &str, width: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut x = 0.0;
    for unit in units(text) {
        if unit == "\n" {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            x = 0.0;
            continue;
        }
        let unit: String = unit.chars().filter(|of| !of.is_control()).collect();
        let pieces: Vec<&str> = match width_of(typeface, &unit) > width {
            true => unit.split_inclusive(|of| JOINS.contains(of)).collect(),
            false => vec![&unit],
        };
        for piece in pieces {
            let takes = width_of(typeface, piece);
            if x + takes > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                x = 0.0;
            }
            // A line does not begin with the space between two words.
            if piece == " " && line.is_empty() && !lines.is_empty() {
                continue;
            }
            for character in piece.chars() {
                let takes = width_of(typeface, character.encode_utf8(&mut [0; 4]));
                if x + takes > width && !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                    x = 0.0;
                }
                line.push(character);
                x += takes;
            }
        }
    }
    lines.push(line);
    lines
}

/// Widths of columns by their shares, none of them narrower than the longest word in it where the others can spare it.
fn widths(typeface: &Typeface, shares: &[f64], heads: Option<&[String]>, rows: &[Vec<String>]) -> Vec<f64> {
    /// A word longer than this in millimetres may break.
    const LONGEST: f64 = 32.0;
    let whole: f64 = shares.iter().map(|share| share.max(0.0)).sum();
    let mut widths: Vec<f64> =
        shares.iter().map(|share| WIDE * share.max(0.0) / whole.max(f64::EPSILON)).collect();
    let longest = |cell: &String| {
        let words = units(cell).into_iter().map(|unit| width_of(typeface, &unit));
        words.filter(|word| *word <= LONGEST).fold(0.0, f64::max)
    };
    let mut needed = vec![0.0_f64; widths.len()];
    for cells in heads.into_iter().chain(rows.iter().map(Vec::as_slice)) {
        for (needed, cell) in needed.iter_mut().zip(cells) {
            *needed = needed.max(longest(cell) + 2.2);
        }
    }
    let lacks: f64 = widths.iter().zip(&needed).map(|(width, needed)| (needed - width).max(0.0)).sum();
    let spares: f64 = widths.iter().zip(&needed).map(|(width, needed)| (width - needed).max(0.0)).sum();
    if lacks <= 0.0 || spares <= 0.0 {
        return widths;
    }
    let given = (lacks / spares).min(1.0);
    let met = (spares / lacks).min(1.0);
    for (width, needed) in widths.iter_mut().zip(&needed) {
        let lack = needed - *width;
        *width += if lack > 0.0 { lack * met } else { lack * given };
    }
    widths
}

/// A list on paper: a title, then tables and forms one below the other, over as many sheets as they need.
#[derive(Debug)]
pub struct TableBook {
    title: String,
    typeface: Typeface,
    sheets: Vec<Sheet>,
    sheet: Sheet,
    y: f64,
}

impl TableBook {
    /// Begins with a title; `under` stands in small print below it (office, year, period).
    ///
    /// # Errors
    /// When the bundled fonts can't be read.
    pub fn new(title: &str, under: &str) -> Result<Self, PdfError> {
        let mut sheet = Sheet::a4(title);
        let mut y = MARGIN;
        let middle = BOUND + WIDE / 2.0;
        sheet.text((middle, y + 8.0), TITLE_SIZE, Face::Title, Anchor::Middle, BLACK, title);
        y += 13.0;
        let typeface = typeface()?;
        if !under.is_empty() {
            for line in cell_lines(&typeface, under, WIDE) {
                sheet.text((BOUND, y + 4.0), SIZE, Face::Fang, Anchor::Start, BLACK, &line);
                y += LINE;
            }
            y += 2.0;
        }
        Ok(Self { title: title.to_owned(), typeface, sheets: Vec::new(), sheet, y })
    }

    /// Sets a table, its head on each sheet.
    pub fn table(&mut self, columns: &[TableColumn], rows: &[Vec<String>]) {
        let shares: Vec<f64> = columns.iter().map(|column| column.share).collect();
        let heads: Vec<String> = columns.iter().map(|column| column.title.clone()).collect();
        self.set(&shares, Some(&heads), rows);
    }

    /// Sets rows without a head, as of a form.
    pub fn form(&mut self, shares: &[f64], rows: &[Vec<String>]) {
        self.y += 6.0;
        self.set(shares, None, rows);
    }

    fn set(&mut self, shares: &[f64], heads: Option<&[String]>, rows: &[Vec<String>]) {
        let widths = widths(&self.typeface, shares, heads, rows);
        let cells = |typeface: &Typeface, texts: &[String], face: Face| -> Vec<Cell> {
            let texts = texts.iter().map(String::as_str).chain(std::iter::repeat(""));
            widths.iter().zip(texts).map(|(width, text)| Cell::of(typeface, *width, text, face)).collect()
        };
        let heads = heads.map(|heads| cells(&self.typeface, heads, Face::Hei));
        if let Some(heads) = &heads {
            self.row(heads.clone(), None);
        }
        for texts in rows {
            let row = cells(&self.typeface, texts, Face::Fang);
            self.row(row, heads.as_deref());
        }
    }

    /// Sets a row; one that is longer than what is left of the sheet goes on on the next, so that nothing of it is lost.
    pub(super) fn row(&mut self, mut cells: Vec<Cell>, heads: Option<&[Cell]>) {
        let mut is_begun = true;
        loop {
            let longest = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or_default().max(1);
            // A sheet on which nothing stands takes at least a line, whatever its head takes.
            let here = lines_here(longest, self.room()).max(usize::from(!is_begun));
            if here > 0 {
                let part: Vec<Cell> = cells.iter_mut().map(|cell| cell.take(here)).collect();
                self.y += set_cells(&mut self.sheet, self.y, &part);
                if cells.iter().all(|cell| cell.lines.is_empty()) {
                    return;
                }
            }
            self.next_sheet();
            if let Some(heads) = heads {
                self.y += set_cells(&mut self.sheet, self.y, heads);
            }
            is_begun = false;
        }
    }

    /// Lines of a row for which there is room below what stands on the sheet.
    fn room(&self) -> usize {
        let left = A4_HEIGHT - MARGIN - ABOVE_FOOT - self.y;
        (1..=MOST_LINES).take_while(|count| f64::from(*count) * LINE + WHITE <= left + 0.01).count()
    }

    /// The faces that it is set in.
    pub(super) fn typeface(&self) -> &Typeface {
        &self.typeface
    }

    /// Goes on at the top of another sheet.
    fn next_sheet(&mut self) {
        let next = Sheet::a4(&self.title);
        self.sheets.push(std::mem::replace(&mut self.sheet, next));
        self.y = MARGIN;
    }

    /// The sheets, each with its number.
    pub fn finish(mut self) -> Vec<Sheet> {
        self.sheets.push(self.sheet);
        let count = self.sheets.len();
        for (place, sheet) in self.sheets.iter_mut().enumerate() {
            let at = (BOUND + WIDE / 2.0, A4_HEIGHT - MARGIN);
            sheet.text(at, 9.0, Face::Song, Anchor::Middle, BLACK, &format!("{} / {count}", place + 1));
        }
        self.sheets
    }
}

/// Sets one table; `under` stands in small print under the title (office, year, period).
///
/// # Errors
/// When the bundled fonts can't be read.
pub fn table_sheets(
    title: &str,
    under: &str,
    columns: &[TableColumn],
    rows: &[Vec<String>],
) -> Result<Vec<Sheet>, PdfError> {
    let mut book = TableBook::new(title, under)?;
    book.table(columns, rows);
    Ok(book.finish())
}

/// A line of a cell.
#[derive(Clone, Debug)]
pub(super) struct CellLine {
    pub(super) face: Face,
    pub(super) anchor: Anchor,
    pub(super) text: String,
}

/// A cell of a row, broken into its lines.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// In millimetres.
    pub(super) width: f64,
    pub(super) lines: Vec<CellLine>,
    /// What stands at its top again where it goes on on another sheet.
    pub(super) again: Option<CellLine>,
}

impl Cell {
    /// A cell with a text in one face.
    pub(super) fn of(typeface: &Typeface, width: f64, text: &str, face: Face) -> Self {
        let mut cell = Self { width, lines: Vec::new(), again: None };
        cell.write(typeface, text, face, Anchor::Start);
        cell
    }

    /// Adds a text below what it holds.
    pub(super) fn write(&mut self, typeface: &Typeface, text: &str, face: Face, anchor: Anchor) {
        let lines = cell_lines(typeface, text, self.width - WHITE);
        self.lines.extend(lines.into_iter().map(|text| CellLine { face, anchor, text }));
    }

    /// Leaves room for writing below what it holds.
    pub(super) fn pad(&mut self, lines: usize) {
        let blank = CellLine { face: Face::Fang, anchor: Anchor::Start, text: String::new() };
        self.lines.resize(lines.max(self.lines.len()), blank);
    }

    /// What stands in its next lines; what is left begins anew on another sheet.
    fn take(&mut self, lines: usize) -> Self {
        let rest = self.lines.split_off(lines.min(self.lines.len()));
        let taken = std::mem::replace(&mut self.lines, rest);
        if let Some(again) = self.again.as_ref().filter(|_| !self.lines.is_empty()) {
            self.lines.insert(0, again.clone());
        }
        Self { width: self.width, lines: taken, again: None }
    }
}

/// How many lines of a row stand on a sheet that has room for some; none where it goes on the next as a whole.
fn lines_here(longest: usize, room: usize) -> usize {
    /// A row of no more lines stays together.
    const TOGETHER: usize = 8;
    /// Fewer lines are not parted from the others, on either sheet.
    const FEWEST: usize = 3;
    if longest <= room {
        return longest;
    }
    let here = room.min(longest.saturating_sub(FEWEST));
    if longest <= TOGETHER || here < FEWEST { 0 } else { here }
}

/// Sets the cells of a row side by side in their frames, and says how high they are in millimetres.
fn set_cells(sheet: &mut Sheet, y: f64, cells: &[Cell]) -> f64 {
    let most = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or_default().max(1);
    let height = (0..most).fold(WHITE, |height, _| height + LINE);
    let mut x = BOUND;
    for cell in cells {
        sheet.frame(x, y, cell.width, height, THICK, BLACK);
        let mut base = y + WHITE / 2.0 + LINE * 0.75;
        for line in &cell.lines {
            let at = match line.anchor {
                Anchor::Start => x + WHITE / 2.0,
                Anchor::Middle => x + cell.width / 2.0,
                Anchor::End => x + cell.width - WHITE / 2.0,
            };
            sheet.text((at, base), SIZE, line.face, line.anchor, BLACK, &line.text);
            base += LINE;
        }
        x += cell.width;
    }
    height
}
