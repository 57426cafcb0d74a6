//! Bordered tables over as many sheets as they need, their head on each: catalogues and lists on paper.

use super::{A4_HEIGHT, A4_WIDTH, BLACK, Face, POINTS, Sheet, typeface};
use crate::print::drawing::Anchor;
use crate::print::font::Typeface;
use crate::print::pdf::PdfError;

/// White on all sides in millimetres; more on the left, where it is bound.
const MARGIN: f64 = 15.0;
const BOUND: f64 = 25.0;
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

/// Breaks a text into lines that fit a width in millimetres.
fn wrap(typeface: &Typeface, text: &str, width: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut x = 0.0;
    for character in text.chars() {
        let takes = typeface.glyph(character, false).1.advance * SIZE / POINTS;
        if (x + takes > width && !line.is_empty()) || character == '\n' {
            lines.push(std::mem::take(&mut line));
            x = 0.0;
        }
        if !character.is_control() {
            line.push(character);
            x += takes;
        }
    }
    lines.push(line);
    lines
}

/// Sets a table; `under` stands in small print under the title (office, year, period).
///
/// # Errors
/// When the bundled fonts can't be read.
pub fn table_sheets(
    title: &str,
    under: &str,
    columns: &[TableColumn],
    rows: &[Vec<String>],
) -> Result<Vec<Sheet>, PdfError> {
    let typeface = typeface()?;
    let whole: f64 = columns.iter().map(|column| column.share.max(0.0)).sum();
    let wide = A4_WIDTH - MARGIN - BOUND;
    let widths: Vec<f64> =
        columns.iter().map(|column| wide * column.share.max(0.0) / whole.max(f64::EPSILON)).collect();
    let heads: Vec<String> = columns.iter().map(|column| column.title.clone()).collect();
    let mut sheets = Vec::new();
    let mut sheet = Sheet::a4(title);
    let begin = |sheet: &mut Sheet, first: bool| {
        let mut y = MARGIN;
        if first {
            let middle = BOUND + wide / 2.0;
            sheet.text((middle, y + 8.0), TITLE_SIZE, Face::Title, Anchor::Middle, BLACK, title);
            y += 13.0;
            if !under.is_empty() {
                sheet.text((BOUND, y + 4.0), SIZE, Face::Fang, Anchor::Start, BLACK, under);
                y += 7.0;
            }
        }
        y + row(sheet, &typeface, y, &widths, &heads, Face::Hei)
    };
    let mut y = begin(&mut sheet, true);
    for cells in rows {
        let height = height(&typeface, &widths, cells);
        if y + height > A4_HEIGHT - MARGIN - 8.0 {
            sheets.push(std::mem::replace(&mut sheet, Sheet::a4(title)));
            y = begin(&mut sheet, false);
        }
        y += row(&mut sheet, &typeface, y, &widths, cells, Face::Fang);
    }
    sheets.push(sheet);
    let count = sheets.len();
    for (place, sheet) in sheets.iter_mut().enumerate() {
        let at = (BOUND + wide / 2.0, A4_HEIGHT - MARGIN);
        sheet.text(at, 9.0, Face::Song, Anchor::Middle, BLACK, &format!("{} / {count}", place + 1));
    }
    Ok(sheets)
}

fn height(typeface: &Typeface, widths: &[f64], cells: &[String]) -> f64 {
    let lines = widths.iter().zip(cells).map(|(width, cell)| wrap(typeface, cell, width - 2.0).len());
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
        for line in wrap(typeface, cell, width - 2.0).into_iter().take(40) {
            sheet.text((x + 1.0, base), SIZE, face, Anchor::Start, BLACK, &line);
            base += LINE;
        }
        x += width;
    }
    height
}
