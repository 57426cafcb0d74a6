//! A code on paper, to be kept in a safe place or handed over: what it opens, the code in large type, and what to do
//! with it.

use std::path::Path;

use super::chart_file::typeface;
use super::drawing::{Anchor, Drawing, Ink, Item, Stroke};
use super::font::Typeface;
use super::{palette, pdf};
use crate::desk::TrailHead;
use crate::model::{Message, Problem};
use crate::rules::org_view::{Point, Rect};
use crate::store::files;
use crate::text::Language;

/// A sheet of A4 in points, and its margin.
const SHEET: (f64, f64) = (595.0, 842.0);
const MARGIN: f64 = 72.0;

/// What a sheet says around its code: the keys of its heading and of the sentence below.
struct Wording {
    heading: &'static str,
    sentence: &'static str,
}

/// Writes a recovery code or a one-time code as a sheet of PDF.
///
/// # Errors
/// When the file can't be written.
pub fn write_code(
    code: &str,
    one_time: bool,
    office: &str,
    path: &Path,
    language: Language,
) -> Result<(), Problem> {
    let sentence = if one_time { "recovery.one_time_sentence" } else { "recovery.sentence" };
    let wording = Wording { heading: "recovery.paper", sentence };
    write(code, office, &wording, path, language)
}

/// Writes the head of the audit chain where it is kept elsewhere: a sheet where the name ends in `.pdf`, or else a file
/// of one line.
///
/// # Errors
/// When the file can't be written.
pub fn write_head(head: &TrailHead, office: &str, path: &Path, language: Language) -> Result<(), Problem> {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf")) {
        let wording = Wording { heading: "audit.head_paper", sentence: "audit.head_sentence" };
        return write(&head.to_string(), office, &wording, path, language);
    }
    Ok(files::write_whole(path, format!("{head}\n").as_bytes())?)
}

fn write(
    code: &str,
    office: &str,
    wording: &Wording,
    path: &Path,
    language: Language,
) -> Result<(), Problem> {
    let typeface = typeface()?;
    let drawing = draw(code, office, wording, &typeface, language);
    let failed = |error: pdf::PdfError| Problem::input(Message::new("print.failed").with("detail", error));
    let bytes = pdf::write(&drawing, &typeface).map_err(failed)?;
    Ok(files::write_private(path, &bytes)?)
}

fn draw(code: &str, office: &str, wording: &Wording, typeface: &Typeface, language: Language) -> Drawing {
    let width = SHEET.0 - 2.0 * MARGIN;
    let text = |y: f64, size: f64, is_bold: bool, ink: Ink, text: String| Item::Text {
        position: Point { x: MARGIN, y },
        anchor: Anchor::Start,
        size,
        is_bold,
        ink,
        text,
    };
    // Four groups a line stay readable on the telephone.
    let groups: Vec<&str> = code.split('-').collect();
    let lines: Vec<String> = groups.chunks(4).map(|groups| groups.join(" – ")).collect();
    let mut y = 190.0;
    let mut items = Vec::new();
    for line in lines {
        items.push(text(y, 20.0, true, palette::INK, line));
        if let Some(Item::Text { position, anchor, .. }) = items.last_mut() {
            (position.x, *anchor) = (SHEET.0 / 2.0, Anchor::Middle);
        }
        y += 30.0;
    }
    let frame = Item::Rect {
        rect: Rect { x: MARGIN, y: 156.0, width, height: y - 10.0 - 156.0 },
        radius: 4.0,
        fill: Some(palette::SHEET),
        stroke: Some(Stroke::solid(palette::CINNABAR, 1.0)),
    };
    let heading = language.text(wording.heading).to_owned();
    let above = [
        text(108.0, 20.0, true, palette::INK, heading.clone()),
        text(134.0, 12.0, false, palette::FADED_INK, office.to_owned()),
        frame,
    ];
    items.splice(0..0, above);
    y += 22.0;
    for line in wrapped(typeface, language.text(wording.sentence), width) {
        items.push(text(y, 12.0, false, palette::INK, line));
        y += 18.0;
    }
    Drawing { width: SHEET.0, height: SHEET.1, title: heading, items }
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
