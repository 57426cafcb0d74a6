//! Columns that line up on a terminal, where a Chinese character is as wide as two Latin letters.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

/// Cells stand apart by this much.
const GAP: usize = 2;

/// Longest a cell may be, so that one long title does not push every other column away.
const WIDEST: usize = 60;

/// How many terminal columns a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// One line of at most [`WIDEST`] columns.
fn cell(text: &str) -> String {
    let line = text.replace(['\n', '\r', '\t'], " ");
    if width(&line) <= WIDEST {
        return line;
    }
    let mut cut = String::new();
    for character in line.chars() {
        if width(&cut) + 3 > WIDEST {
            break;
        }
        cut.push(character);
    }
    cut.push('…');
    cut
}

/// Writes a header and rows in aligned columns; `right` says which columns hold numbers.
///
/// # Errors
/// When the answer can't be written.
pub fn write_table(
    out: &mut dyn Write,
    header: &[String],
    right: &[bool],
    rows: &[Vec<String>],
) -> io::Result<()> {
    let rows: Vec<Vec<String>> = std::iter::once(header)
        .chain(rows.iter().map(Vec::as_slice))
        .map(|row| row.iter().map(|text| cell(text)).collect())
        .collect();
    let widths: Vec<usize> = (0..header.len())
        .map(|column| {
            rows.iter().filter_map(|row| row.get(column)).map(|text| width(text)).max().unwrap_or(0)
        })
        .collect();
    for row in &rows {
        let mut line = String::new();
        for ((text, widest), right) in
            row.iter().zip(&widths).zip(right.iter().chain(std::iter::repeat(&false)))
        {
            let blank = " ".repeat(widest.saturating_sub(width(text)));
            let (before, after) = if *right { (blank.as_str(), "") } else { ("", blank.as_str()) };
            line.push_str(before);
            line.push_str(text);
            line.push_str(after);
            line.push_str(&" ".repeat(GAP));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
