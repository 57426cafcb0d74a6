//! Workbooks (XLSX, ISO/IEC 29500-1) of plain sheets: texts and numbers in rows, nothing else. A sheet is packed while
//! it is written and never stands in memory as a whole.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::model::{Message, Problem};

/// What spreadsheets hold at most: rows, columns, characters of a text in UTF-16 units.
const MOST_ROWS: u32 = 1_048_576;
const MOST_COLUMNS: usize = 16_384;
const MOST_UNITS: usize = 32_767;

/// So much is written before it is packed.
const PACKED_AT_A_TIME: usize = 256 * 1024;

/// The quickest packing: rows of a register are alike and become small anyhow.
const PACKING: i64 = 1;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE_DOCUMENT: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const CONTENT_TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const SHEET_MEDIA: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// A workbook on its way into a file.
pub(super) struct WorkbookWriter {
    package: ZipWriter<Cursor<Vec<u8>>>,
    begun: usize,
    sheet: String,
    row: u32,
    column: usize,
    /// The letters of the columns, worked out once.
    letters: Vec<String>,
}

impl WorkbookWriter {
    /// A workbook with sheets of these names, which must be in a spreadsheet's alphabet and no longer than 31
    /// characters.
    pub(super) fn new(names: &[&str]) -> Result<Self, Problem> {
        let package = ZipWriter::new(Cursor::new(Vec::new()));
        let mut writer =
            Self { package, begun: 0, sheet: String::new(), row: 0, column: 0, letters: Vec::new() };
        let (mut types, mut sheets, mut targets) = (String::new(), String::new(), String::new());
        for (name, number) in names.iter().zip(1..) {
            let _ = write!(
                types,
                r#"<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{SHEET_MEDIA}.worksheet+xml"/>"#
            );
            let _ = write!(sheets, r#"<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>"#);
            let _ = write!(
                targets,
                r#"<Relationship Id="rId{number}" Type="{OFFICE_DOCUMENT}/worksheet" Target="worksheets/sheet{number}.xml"/>"#
            );
        }
        let relationships_type = "application/vnd.openxmlformats-package.relationships+xml";
        writer.part(
            "[Content_Types].xml",
            &format!(
                r#"{HEAD}<Types xmlns="{CONTENT_TYPES}"><Default Extension="rels" ContentType="{relationships_type}"/><Override PartName="/xl/workbook.xml" ContentType="{SHEET_MEDIA}.sheet.main+xml"/>{types}</Types>"#
            ),
        )?;
        writer.part(
            "_rels/.rels",
            &format!(
                r#"{HEAD}<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="rId1" Type="{OFFICE_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        )?;
        writer.part(
            "xl/workbook.xml",
            &format!(
                r#"{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE_DOCUMENT}"><sheets>{sheets}</sheets></workbook>"#
            ),
        )?;
        writer.part(
            "xl/_rels/workbook.xml.rels",
            &format!(r#"{HEAD}<Relationships xmlns="{RELATIONSHIPS}">{targets}</Relationships>"#),
        )?;
        Ok(writer)
    }

    fn part(&mut self, name: &str, content: &str) -> Result<(), Problem> {
        let options = SimpleFileOptions::default().compression_level(Some(PACKING));
        self.package.start_file(name, options).map_err(failed)?;
        self.package.write_all(content.as_bytes()).map_err(failed)
    }

    /// Begins the next sheet.
    pub(super) fn begin_sheet(&mut self) -> Result<(), Problem> {
        self.end_sheet()?;
        self.begun += 1;
        (self.row, self.column) = (0, 0);
        let name = format!("xl/worksheets/sheet{}.xml", self.begun);
        self.part(&name, &format!(r#"{HEAD}<worksheet xmlns="{MAIN}"><sheetData>"#))
    }

    /// Begins the next row of the sheet.
    pub(super) fn begin_row(&mut self) -> Result<(), Problem> {
        if self.row >= MOST_ROWS {
            return Err(beyond());
        }
        if self.row > 0 {
            self.sheet.push_str("</row>");
        }
        if self.sheet.len() > PACKED_AT_A_TIME {
            self.package.write_all(self.sheet.as_bytes()).map_err(failed)?;
            self.sheet.clear();
        }
        self.row += 1;
        self.column = 0;
        let _ = write!(self.sheet, r#"<row r="{}">"#, self.row);
        Ok(())
    }

    /// The next cell of the row; an empty text leaves it empty.
    pub(super) fn put_text(&mut self, text: &str) -> Result<(), Problem> {
        if text.is_empty() {
            self.column += 1;
            return Ok(());
        }
        if text.len() > MOST_UNITS && text.encode_utf16().count() > MOST_UNITS {
            return Err(beyond());
        }
        self.begin_cell()?;
        let spaced = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
        self.sheet.push_str(if spaced {
            r#" t="inlineStr"><is><t xml:space="preserve">"#
        } else {
            r#" t="inlineStr"><is><t>"#
        });
        escape(text, &mut self.sheet);
        self.sheet.push_str("</t></is></c>");
        Ok(())
    }

    /// The next cell of the row, as a number written in digits.
    pub(super) fn put_number(&mut self, digits: &str) -> Result<(), Problem> {
        self.begin_cell()?;
        self.sheet.push_str("><v>");
        self.sheet.push_str(digits);
        self.sheet.push_str("</v></c>");
        Ok(())
    }

    fn begin_cell(&mut self) -> Result<(), Problem> {
        if self.column >= MOST_COLUMNS {
            return Err(beyond());
        }
        while self.letters.len() <= self.column {
            self.letters.push(letters(self.letters.len()));
        }
        let column = self.letters.get(self.column).map_or("", String::as_str);
        let _ = write!(self.sheet, r#"<c r="{column}{}""#, self.row);
        self.column += 1;
        Ok(())
    }

    fn end_sheet(&mut self) -> Result<(), Problem> {
        if self.begun == 0 {
            return Ok(());
        }
        if self.row > 0 {
            self.sheet.push_str("</row>");
        }
        self.sheet.push_str("</sheetData></worksheet>");
        self.package.write_all(self.sheet.as_bytes()).map_err(failed)?;
        self.sheet.clear();
        Ok(())
    }

    /// The bytes of the whole workbook.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Problem> {
        self.end_sheet()?;
        Ok(self.package.finish().map_err(failed)?.into_inner())
    }
}

fn failed(error: impl std::fmt::Display) -> Problem {
    Problem::Bug(error.to_string())
}

fn beyond() -> Problem {
    Problem::input(Message::new("export.beyond_workbook"))
}

/// The letters of a column: A … Z, AA, AB …
fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Writes a text as the content of an element. What XML can't hold is written as `_x000D_`, and so is the underscore of
/// a text that looks like that (ISO/IEC 29500-1, 22.9.2.19).
fn escape(text: &str, into: &mut String) {
    let needs = |byte: u8| matches!(byte, b'&' | b'<' | b'>' | b'_') || (byte < b' ' && byte != b'\n');
    if !text.bytes().any(needs) && !text.contains(['\u{fffe}', '\u{ffff}']) {
        return into.push_str(text);
    }
    for (at, character) in text.char_indices() {
        match character {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '\t' | '\n' => into.push(character),
            '_' if text.get(at..).is_some_and(looks_escaped) => into.push_str("_x005F_"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(into, "_x{:04X}_", u32::from(character));
            }
            _ => into.push(character),
        }
    }
}

fn looks_escaped(text: &str) -> bool {
    let digits = text.strip_prefix("_x").and_then(|rest| rest.as_bytes().split_first_chunk::<4>());
    digits
        .is_some_and(|(digits, rest)| digits.iter().all(u8::is_ascii_hexdigit) && rest.first() == Some(&b'_'))
}
