//! Text out of files: what the search looks through. Bounded in memory and time whatever the file says of itself; a
//! broken file gives what could be read of it, and says so.

mod mail;
mod markup;
mod office;
mod pdf;
mod pdf_bounds;
mod pdf_fonts;
mod pdf_lines;
mod pdf_objects;
mod plain;

use std::time::{Duration, Instant};

pub use pdf_bounds::may_be_drawn;

/// Longest text kept of one file in bytes; what follows is not searched.
pub const MOST_TEXT: usize = 1024 * 1024;

/// Most bytes that are unpacked from one file.
const MOST_UNPACKED: usize = 96 * 1024 * 1024;

/// Longest time spent on one file.
const LONGEST: Duration = Duration::from_secs(10);

/// How well a file could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// All of its text.
    Whole,
    /// The beginning of its text.
    Cut,
    /// There is no text in files of this kind.
    NoText,
    /// What there is of it: its end is missing.
    Torn,
    /// It is damaged, encrypted or not what its name says.
    Broken,
    /// It would unpack to more than is allowed, or took too long.
    Refused,
}

impl Reading {
    /// Whether it is worth telling whoever keeps the file: it is not what they think it is.
    pub fn is_fault(self) -> bool {
        matches!(self, Self::Torn | Self::Broken | Self::Refused)
    }

    /// Key of its description.
    pub fn text(self) -> &'static str {
        match self {
            Self::Whole => "extract.whole",
            Self::Cut => "extract.cut",
            Self::NoText => "extract.no_text",
            Self::Torn => "extract.torn",
            Self::Broken => "extract.broken",
            Self::Refused => "extract.refused",
        }
    }
}

/// What was read of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extracted {
    /// Its text, paragraphs apart by line breaks.
    pub text: String,
    /// Its pages, where it has such.
    pub pages: Option<usize>,
    /// Where in the text each page begins, in bytes; empty where the file has no pages.
    pub starts: Vec<usize>,
    /// How well it could be read.
    pub reading: Reading,
}

/// What may still be spent on a file, and the text so far.
#[derive(Debug)]
struct Effort {
    text: String,
    /// Where pages begin.
    starts: Vec<usize>,
    unpacked: usize,
    until: Instant,
    cut: bool,
    refused: bool,
    edition: Edition,
}

/// How texts are read. What an earlier edition of this program left in a file is as sound as what is read today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edition {
    /// Paragraphs and cells one line each; no headers and footers of documents, no notes of slides.
    First,
    /// Paragraphs and cells with an empty line between them, so that no phrase runs from one into the next.
    Second,
}

impl Effort {
    fn new(edition: Edition) -> Self {
        let until = Instant::now() + LONGEST;
        let (text, starts) = (String::new(), Vec::new());
        Self { text, starts, unpacked: 0, until, cut: false, refused: false, edition }
    }

    fn is_first(&self) -> bool {
        self.edition == Edition::First
    }

    /// Whether there is time and room for more.
    fn goes_on(&mut self) -> bool {
        if Instant::now() > self.until {
            self.refused = true;
        }
        !self.refused && !self.cut
    }

    /// How many more bytes may be unpacked.
    fn room(&self) -> usize {
        MOST_UNPACKED.saturating_sub(self.unpacked)
    }

    fn took(&mut self, bytes: usize) {
        self.unpacked = self.unpacked.saturating_add(bytes);
        if self.unpacked >= MOST_UNPACKED {
            self.refused = true;
        }
    }

    fn push(&mut self, text: &str) {
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            if self.text.len() + 4 > MOST_TEXT {
                self.cut = true;
                return;
            }
            match character {
                // One line ends, and not two.
                '\r' if !self.is_first() && characters.peek() == Some(&'\n') => {}
                '\n' | '\r' => self.line(),
                '\t' | '\u{a0}' => self.text.push(' '),
                other if other.is_control() => {}
                other => self.text.push(other),
            }
        }
    }

    /// Ends a line, unless one has just ended.
    fn line(&mut self) {
        while self.text.ends_with(' ') {
            self.text.pop();
        }
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Ends a paragraph or a cell: what follows does not go on from it.
    fn paragraph(&mut self) {
        self.line();
        if !self.is_first() {
            self.line();
        }
    }

    /// A page begins.
    fn page(&mut self) {
        self.line();
        self.starts.push(self.text.len());
    }

    fn finish(mut self, pages: Option<usize>, sound: bool) -> Extracted {
        self.text.truncate(self.text.trim_end().len());
        let reading = match (self.refused, self.cut, sound) {
            (true, _, _) => Reading::Refused,
            (_, true, _) => Reading::Cut,
            (_, _, false) => Reading::Broken,
            _ => Reading::Whole,
        };
        let end = self.text.len();
        let starts = self.starts.into_iter().map(|start| start.min(end)).collect();
        Extracted { text: self.text, pages, starts, reading }
    }
}

/// The text of a file, by its content first and by its name where that does not tell.
pub fn extract(name: &str, content: &[u8]) -> Extracted {
    extract_as(name, content, Edition::Second)
}

/// The text of a file as the first edition of this program read it.
pub(super) fn extract_as_first(name: &str, content: &[u8]) -> Extracted {
    extract_as(name, content, Edition::First)
}

fn extract_as(name: &str, content: &[u8], edition: Edition) -> Extracted {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let mut effort = Effort::new(edition);
    if content.starts_with(b"%PDF") || ending == "pdf" {
        let (pages, sound) = pdf::read(content, &mut effort);
        let mut read = effort.finish(Some(pages), sound);
        if matches!(read.reading, Reading::Whole | Reading::Cut) && !pdf::has_end(content) {
            read.reading = Reading::Torn;
        }
        return read;
    }
    if content.starts_with(b"PK\x03\x04") {
        let (pages, sound) = office::read(content, &mut effort);
        let known = matches!(ending.as_str(), "docx" | "xlsx" | "pptx" | "docm" | "xlsm" | "ofd");
        if !known && effort.text.is_empty() && !effort.refused {
            return none();
        }
        return effort.finish(pages, sound);
    }
    match ending.as_str() {
        "docx" | "xlsx" | "pptx" => effort.finish(None, content.is_empty()),
        "eml" => {
            mail::read(content, &mut effort, 0);
            effort.finish(None, true)
        }
        "htm" | "html" | "xhtml" => {
            markup::html(&plain::decode(content), &mut effort);
            effort.finish(None, true)
        }
        "txt" | "md" | "csv" | "log" | "json" | "xml" | "ics" | "vcf" | "tsv" => {
            effort.push(&plain::decode(content));
            effort.finish(None, true)
        }
        _ => none(),
    }
}

/// How many pages a file has on paper: those of a PDF; a picture is one. `None` where the file does not tell: how many a
/// Word document has depends on what prints it, and a TIFF may hold any number.
pub fn page_count(content: &[u8]) -> Option<i64> {
    use image::ImageFormat::{Bmp, Gif, Jpeg, Png, WebP};
    if content.starts_with(b"%PDF") {
        let mut effort = Effort::new(Edition::Second);
        let pages = pdf::count(content, &mut effort);
        return i64::try_from(pages).ok().filter(|pages| *pages > 0 && !effort.refused);
    }
    matches!(image::guess_format(content), Ok(Bmp | Gif | Jpeg | Png | WebP)).then_some(1)
}

/// The text of a file within a file: it counts with what surrounds it, and has no pages of its own there.
fn inside(name: &str, content: &[u8], effort: &mut Effort) {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let pages = effort.starts.len();
    if content.starts_with(b"%PDF") {
        pdf::read(content, effort);
    } else if content.starts_with(b"PK\x03\x04") {
        office::read(content, effort);
    } else {
        match ending.as_str() {
            "htm" | "html" | "xhtml" => markup::html(&plain::decode(content), effort),
            "txt" | "md" | "csv" | "log" | "json" | "xml" | "ics" | "vcf" | "tsv" => {
                effort.push(&plain::decode(content));
            }
            _ => {}
        }
    }
    effort.starts.truncate(pages);
}

fn none() -> Extracted {
    Extracted { text: String::new(), pages: None, starts: Vec::new(), reading: Reading::NoText }
}
