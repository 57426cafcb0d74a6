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
const WIDE: f64 = A4_WIDTH - MARGIN - BOUND;
/// Text size in points, the title's, and the height of a line in millimetres.
const SIZE: f64 = 10.5;
const TITLE_SIZE: f64 = 18.0;
const LINE: f64 = 5.0;
/// Thickness of the lines in millimetres.
const THICK: f64 = 0.25;

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
        if let Some(heads) = heads {
            self.row(&widths, heads, Face::Hei);
        }
        for cells in rows {
            if self.y + height(&self.typeface, &widths, cells) > A4_HEIGHT - MARGIN - 8.0 {
                self.next_sheet();
                if let Some(heads) = heads {
                    self.row(&widths, heads, Face::Hei);
                }
            }
            self.row(&widths, cells, Face::Fang);
        }
    }

    fn row(&mut self, widths: &[f64], cells: &[String], face: Face) {
        self.y += row(&mut self.sheet, &self.typeface, self.y, widths, cells, face);
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

fn height(typeface: &Typeface, widths: &[f64], cells: &[String]) -> f64 {
    let lines = widths.iter().zip(cells).map(|(width, cell)| cell_lines(typeface, cell, width - 2.0).len());
    let most = lines.max().unwrap_or(1).min(40);
    (0..most).fold(2.0, |height, _| height + LINE)
}

fn row(sheet: &mut Sheet, typeface: &Typeface, y: f64, widths: &[f64], cells: &[String], face: Face) -> f64 {
    let height = height(typeface, widths, cells);
    let mut x = BOUND;
    for (place, width) in widths.iter().enumerate() {
        sheet.frame(x, y, *width, height, THICK, BLACK);
        let cell = cells.get(place).map_or("", String::as_str);
        let mut base = y + 1.0 + LINE * 0.75;
        for line in cell_lines(typeface, cell, width - 2.0).into_iter().take(40) {
            sheet.text((x + 1.0, base), SIZE, face, Anchor::Start, BLACK, &line);
            base += LINE;
        }
        x += width;
    }
    height
}
