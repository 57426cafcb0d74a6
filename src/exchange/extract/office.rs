//! DOCX, XLSX, PPTX and OFD: packages of XML (ECMA-376; GB/T 33190-2016).

use std::borrow::Cow;
use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::markup::{Piece, attribute, unescape, walk};
use super::{Effort, plain};

/// More parts than this are no document.
const MOST_PARTS: usize = 10_000;

/// Reads a package; answers its pages or sheets where they can be told, and whether it was sound.
pub(super) fn read(content: &[u8], effort: &mut Effort) -> (Option<usize>, bool) {
    let Ok(mut package) = ZipArchive::new(Cursor::new(content)) else { return (None, false) };
    if package.len() > MOST_PARTS {
        effort.refused = true;
        return (None, false);
    }
    let mut names: Vec<String> = package.file_names().filter_map(Result::ok).map(Cow::into_owned).collect();
    names.sort_by_key(|name| (numbered(name), name.clone()));
    let mut sound = true;
    let mut pages = None;
    let mut part = |name: &str, effort: &mut Effort, sound: &mut bool| -> Option<String> {
        let mut bytes = Vec::new();
        let room = u64::try_from(effort.room()).unwrap_or(u64::MAX);
        let read = package.by_name(name).ok().and_then(|part| part.take(room).read_to_end(&mut bytes).ok());
        effort.took(bytes.len());
        if read.is_none() {
            *sound = false;
        }
        read.map(|_| plain::decode(&bytes))
    };
    let is_in = |name: &str, folder: &str| name.starts_with(folder) && name.ends_with(".xml");
    let has = |folder: &str| names.iter().any(|name| name.starts_with(folder));
    if has("word/") {
        let at_ends = |start: &'static str| names.iter().filter(move |name| is_in(name, start));
        let is_kept = |wanted: &'static str| names.iter().filter(move |name| *name == wanted);
        let of_text = at_ends("word/header")
            .chain(is_kept("word/document.xml"))
            .chain(is_kept("word/footnotes.xml"))
            .chain(is_kept("word/endnotes.xml"))
            .chain(at_ends("word/footer"));
        let is_first = effort.is_first();
        for name in of_text.filter(|name| !is_first || !is_at_end(name)) {
            if let Some(xml) = part(name, effort, &mut sound) {
                runs(&xml, "w:t", "w:p", effort);
            }
        }
    } else if has("ppt/") {
        let slides: Vec<&String> = names.iter().filter(|name| is_in(name, "ppt/slides/slide")).collect();
        pages = Some(slides.len());
        for name in slides {
            effort.page();
            if let Some(xml) = part(name, effort, &mut sound) {
                runs(&xml, "a:t", "a:p", effort);
            }
            // What is said to a slide belongs to it.
            if effort.is_first() {
                continue;
            }
            let relations = format!("{}.rels", name.replacen("slides/slide", "slides/_rels/slide", 1));
            let is_there = |wanted: &String| names.contains(wanted);
            let relations = Some(relations).filter(is_there).and_then(|name| part(&name, effort, &mut sound));
            let notes = relations.and_then(|xml| notes_of(&xml)).filter(is_there);
            if let Some(xml) = notes.and_then(|name| part(&name, effort, &mut sound)) {
                effort.paragraph();
                runs(&xml, "a:t", "a:p", effort);
            }
        }
    } else if has("xl/") {
        if let Some(xml) = part("xl/workbook.xml", effort, &mut sound) {
            walk(&xml, &mut |piece| {
                if let Piece::Open("sheet", attributes) = piece
                    && let Some(name) = attribute(attributes, "name")
                {
                    effort.push(&unescape(name));
                    effort.paragraph();
                }
                effort.goes_on()
            });
        }
        if has("xl/sharedStrings.xml")
            && let Some(xml) = part("xl/sharedStrings.xml", effort, &mut sound)
        {
            runs(&xml, "t", "si", effort);
        }
        let sheets: Vec<&String> = names.iter().filter(|name| is_in(name, "xl/worksheets/sheet")).collect();
        pages = Some(sheets.len());
        for name in sheets {
            if let Some(xml) = part(name, effort, &mut sound) {
                cells(&xml, effort);
            }
        }
    } else if names.iter().any(|name| name.ends_with("OFD.xml")) {
        let content: Vec<&String> = names.iter().filter(|name| name.ends_with("Content.xml")).collect();
        pages = Some(content.len());
        for name in content {
            effort.page();
            if let Some(xml) = part(name, effort, &mut sound) {
                runs(&xml, "ofd:TextCode", "ofd:TextObject", effort);
            }
        }
    }
    (pages, sound)
}

/// The part with the notes of a slide, from what the slide refers to.
fn notes_of(relations: &str) -> Option<String> {
    let mut found = None;
    walk(relations, &mut |piece| {
        if let Piece::Open("Relationship", attributes) = piece
            && let Some(target) = attribute(attributes, "Target")
            && let Some((_, name)) = target.rsplit_once("notesSlides/")
        {
            found = Some(format!("ppt/notesSlides/{name}"));
        }
        found.is_none()
    });
    found
}

/// Whether a part of a document is what stands above or below its pages.
fn is_at_end(name: &str) -> bool {
    name.starts_with("word/header") || name.starts_with("word/footer")
}

/// slide10 stands after slide9.
fn numbered(name: &str) -> u32 {
    let digits: String = name.chars().filter(char::is_ascii_digit).take(6).collect();
    digits.parse().unwrap_or(0)
}

/// The text inside `text` elements, a line after each `block`.
fn runs(xml: &str, text: &str, block: &str, effort: &mut Effort) {
    let mut inside = false;
    walk(xml, &mut |piece| {
        match piece {
            Piece::Open(name, _) => match name {
                "w:tab" => effort.push(" "),
                "w:br" | "a:br" => effort.line(),
                _ => inside = inside || name == text,
            },
            Piece::Close(name) if name == text => inside = false,
            Piece::Close(name) if name == block => effort.paragraph(),
            Piece::Text(words) if inside => effort.push(&unescape(words)),
            Piece::Close(_) | Piece::Text(_) => {}
        }
        effort.goes_on()
    });
}

/// Numbers and inline texts of a sheet; shared texts are read where they are kept.
fn cells(xml: &str, effort: &mut Effort) {
    let (mut shared, mut inside) = (false, false);
    walk(xml, &mut |piece| {
        match piece {
            Piece::Open("c", attributes) => shared = attribute(attributes, "t") == Some("s"),
            Piece::Open("v" | "t", _) => inside = !shared,
            Piece::Close("v" | "t") => {
                if inside {
                    effort.push(" ");
                }
                inside = false;
            }
            Piece::Close("row") => effort.paragraph(),
            Piece::Text(words) if inside => effort.push(&unescape(words)),
            _ => {}
        }
        effort.goes_on()
    });
}
