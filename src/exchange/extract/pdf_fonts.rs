//! What the codes of a PDF's text stand for (ISO 32000-1, 9.7.5 and 9.10).

use std::collections::HashMap;

use encoding_rs::{GB18030, UTF_16BE};

use super::Effort;
use super::pdf_objects::{File, Object, Reader};

/// More codes than this are not kept of one font.
const MOST_CODES: usize = 70_000;

/// How the codes of a font are read.
#[derive(Clone, Debug)]
pub(super) enum Font {
    /// Codes of so many bytes, each with its text.
    Mapped(usize, HashMap<u32, String>),
    /// Bytes of an encoding.
    Encoded(&'static encoding_rs::Encoding),
    /// One byte a character, as Windows has it in the West.
    Western,
    /// Nobody can tell.
    Unknown,
}

impl Font {
    pub(super) fn of(file: &File<'_>, font: &Object, effort: &mut Effort) -> Self {
        let is_composite = font.get("Subtype").name() == "Type0";
        if let Object::Reference(number) = font.get("ToUnicode") {
            let map = file.stream(*number, effort);
            let (width, codes) = character_map(&map);
            if !codes.is_empty() {
                return Self::Mapped(if is_composite { width.max(2) } else { 1 }, codes);
            }
        }
        if !is_composite {
            return Self::Western;
        }
        match file.follow(font.get("Encoding")).name() {
            name if name.starts_with("GB") => Self::Encoded(GB18030),
            name if name.starts_with("UniGB-U") => Self::Encoded(UTF_16BE),
            _ => Self::Unknown,
        }
    }

    pub(super) fn text(&self, bytes: &[u8]) -> String {
        match self {
            Self::Mapped(width, codes) => bytes
                .chunks(*width)
                .filter_map(|code| {
                    let code = code.iter().fold(0_u32, |code, byte| (code << 8) | u32::from(*byte));
                    codes.get(&code).cloned()
                })
                .collect(),
            Self::Encoded(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            Self::Western => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
            Self::Unknown => String::new(),
        }
    }
}

fn code_of(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |code, byte| (code << 8) | u32::from(*byte))
}

fn text_of(bytes: &[u8]) -> String {
    UTF_16BE.decode_without_bom_handling(bytes).0.into_owned()
}

/// The codes of a ToUnicode map, and how many bytes one has.
fn character_map(map: &[u8]) -> (usize, HashMap<u32, String>) {
    let mut codes = HashMap::new();
    let mut width = 0;
    let mut reader = Reader { bytes: map, place: 0 };
    let mut waiting: Vec<Object> = Vec::new();
    while reader.place < map.len() && codes.len() < MOST_CODES {
        let Some(object) = reader.next(0) else {
            reader.place += 1;
            continue;
        };
        let Object::Word(word) = &object else {
            waiting.push(object);
            continue;
        };
        match word.as_str() {
            "endbfchar" => {
                for pair in waiting.chunks(2) {
                    if let [Object::Bytes(code), Object::Bytes(text)] = pair {
                        width = width.max(code.len());
                        codes.insert(code_of(code), text_of(text));
                    }
                }
            }
            "endbfrange" => {
                for three in waiting.chunks(3) {
                    let [Object::Bytes(from), Object::Bytes(to), target] = three else { continue };
                    width = width.max(from.len());
                    range(code_of(from), code_of(to), target, &mut codes);
                }
            }
            _ => {}
        }
        waiting.clear();
    }
    (width, codes)
}

fn range(from: u32, to: u32, target: &Object, codes: &mut HashMap<u32, String>) {
    let most = u32::try_from(MOST_CODES).unwrap_or(u32::MAX);
    let last = to.min(from.saturating_add(most));
    match target {
        Object::Bytes(first) => {
            let Some((low, high)) = first.split_last() else { return };
            for (step, code) in (from..=last).enumerate() {
                let step = u32::try_from(step).unwrap_or(0);
                let value = (code_of(high) << 8 | u32::from(*low)).saturating_add(step);
                let text = if first.len() <= 2 {
                    char::from_u32(value).map(String::from)
                } else {
                    // A surrogate pair or a ligature: only its first code is sure.
                    (step == 0).then(|| text_of(first))
                };
                if let Some(text) = text {
                    codes.insert(code, text);
                }
            }
        }
        Object::Array(texts) => {
            for (code, text) in (from..=last).zip(texts) {
                if let Object::Bytes(text) = text {
                    codes.insert(code, text_of(text));
                }
            }
        }
        _ => {}
    }
}
