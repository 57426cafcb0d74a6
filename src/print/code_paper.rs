//! A code on paper, to be kept in a safe place or handed over: what it opens, the code in large type, and what to do
//! with it.

use std::fs;
use std::path::Path;

use super::chart_file::typeface;
use super::drawing::{Anchor, Drawing, Ink, Item, Stroke};
use super::font::Typeface;
use super::{palette, pdf};
use crate::model::{Message, Problem};
use crate::rules::org_view::{Point, Rect};
use crate::store::StoreError;
use crate::text::Language;

/// A sheet of A4 in points, and its margin.
const SHEET: (f64, f64) = (595.0, 842.0);
const MARGIN: f64 = 72.0;

/// Writes a recovery code or a one-time code as a sheet of PDF.
///
/// # Errors
/// When the file can't be written.
pub fn write_code(code: &str, office: &str, path: &Path, language: Language) -> Result<(), Problem> {
    let typeface = typeface()?;
    let drawing = draw(code, office, &typeface, language);
    let failed = |error: pdf::PdfError| Problem::input(Message::new("print.failed").with("detail", error));
    let bytes = pdf::write(&drawing, &typeface).map_err(failed)?;
    fs::write(path, bytes).map_err(|error| StoreError::from_io(&error, path).into())
}

fn draw(code: &str, office: &str, typeface: &Typeface, language: Language) -> Drawing {
    let width = SHEET.0 - 2.0 * MARGIN;
    let text = |y: f64, size: f64, is_bold: bool, ink: Ink, text: String| Item::Text {
        position: Point { x: MARGIN, y },
        anchor: Anchor::Start,
        size,
        is_bold,
        ink,
        text,
    };
    let mut items = vec![
        text(108.0, 20.0, true, palette::INK, language.text("recovery.paper").to_owned()),
        text(134.0, 12.0, false, palette::FADED_INK, office.to_owned()),
        Item::Rect {
            rect: Rect { x: MARGIN, y: 156.0, width, height: 84.0 },
            radius: 4.0,
            fill: Some(palette::SHEET),
            stroke: Some(Stroke::solid(palette::CINNABAR, 1.0)),
        },
    ];
    // Four groups a line stay readable on the telephone.
    let groups: Vec<&str> = code.split('-').collect();
    for (line, y) in groups.chunks(4).zip([190.0, 220.0]) {
        items.push(text(y, 20.0, true, palette::INK, line.join(" – ")));
        if let Some(Item::Text { position, anchor, .. }) = items.last_mut() {
            (position.x, *anchor) = (SHEET.0 / 2.0, Anchor::Middle);
        }
    }
    let mut y = 272.0;
    for line in wrapped(typeface, language.text("recovery.sentence"), width) {
        items.push(text(y, 12.0, false, palette::INK, line));
        y += 18.0;
    }
    let title = language.text("recovery.paper").to_owned();
    Drawing { width: SHEET.0, height: SHEET.1, title, items }
}

/// A sentence in lines that are no wider than `width`; Latin words stay whole.
fn wrapped(typeface: &Typeface, sentence: &str, width: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in sentence.split_inclusive(|character: char| character == ' ' || !character.is_ascii()) {
        let Some(line) = lines.last_mut() else { break };
        if !line.is_empty() && typeface.text_width(false, 12.0, &format!("{line}{word}")) > width {
            lines.push(word.to_owned());
        } else {
            line.push_str(word);
        }
    }
    lines
}
