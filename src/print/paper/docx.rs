//! A paper as DOCX (ECMA-376): the same parts, faces and measures, to be worked on in a word processor.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::official::parts;
use super::{Face, OfficialPaper};
use crate::print::pdf::PdfError;
use crate::rules::paper::PaperForm;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const DOCUMENT_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>"#;
const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;

/// A line of 22 on 225 mm, in twentieths of a point.
const LINE: u32 = 580;

/// How a paragraph stands.
#[derive(Clone, Copy, Default)]
struct Stand {
    /// `left`, `center`, `right`.
    side: &'static str,
    /// Indent of the first line, and of the right side, in hundredths of a character.
    first: u32,
    right: u32,
    /// A rule under it: size in eighths of a point and colour.
    rule: Option<(u32, &'static str)>,
    /// Blank before it, in twentieths of a point.
    before: u32,
}

struct Body(String);

impl Body {
    fn paragraph(&mut self, stand: Stand, runs: &[(Face, f64, &str, &str)]) {
        let Stand { side, first, right, rule, before } = stand;
        self.0.push_str("<w:p><w:pPr>");
        if let Some((size, colour)) = rule {
            write!(
                self.0,
                r#"<w:pBdr><w:bottom w:val="single" w:sz="{size}" w:space="11" w:color="{colour}"/></w:pBdr>"#
            )
            .ok();
        }
        write!(self.0, r#"<w:spacing w:before="{before}" w:after="0" w:line="{LINE}" w:lineRule="exact"/>"#)
            .ok();
        if first > 0 || right > 0 {
            write!(self.0, r#"<w:ind w:firstLineChars="{first}" w:rightChars="{right}"/>"#).ok();
        }
        let side = if side.is_empty() { "both" } else { side };
        write!(self.0, r#"<w:jc w:val="{side}"/></w:pPr>"#).ok();
        for (face, size, colour, text) in runs {
            let (name, half) = (face.name(), size * 2.0);
            write!(
                self.0,
                r#"<w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{name}"/><w:color w:val="{colour}"/><w:sz w:val="{half:.0}"/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>"#,
                escape(text)
            )
            .ok();
        }
        self.0.push_str("</w:p>");
    }

    fn plain(&mut self, stand: Stand, text: &str) {
        self.paragraph(stand, &[(Face::Fang, super::SIZE_3, "000000", text)]);
    }
}

fn escape(text: &str) -> String {
    let kept = text.chars().filter(|of| !of.is_control());
    kept.collect::<String>().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Writes a paper as DOCX.
///
/// # Errors
/// When the package can't be written.
pub fn official_docx(paper: &OfficialPaper) -> Result<Vec<u8>, PdfError> {
    let mut body = Body(String::new());
    head(&mut body, paper);
    let (indented, black) = (Stand { first: 200, ..Stand::default() }, "000000");
    let title = Stand { side: "center", before: LINE, ..Stand::default() };
    body.paragraph(title, &[(Face::Title, super::SIZE_2, black, &paper.title)]);
    body.plain(Stand::default(), "");
    if !paper.addressee.trim().is_empty() && paper.form != PaperForm::Minutes {
        let addressee = format!("{}：", paper.addressee.trim().trim_end_matches(['：', ':']));
        body.plain(Stand { side: "left", ..Stand::default() }, &addressee);
    }
    for paragraph in paper.body.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let runs: Vec<(Face, f64, &str, &str)> =
            parts(paragraph).into_iter().map(|(face, text)| (face, super::SIZE_3, black, text)).collect();
        body.paragraph(indented, &runs);
    }
    for (place, annex) in paper.annexes.iter().enumerate() {
        let number = if paper.annexes.len() > 1 { format!("{}. ", place + 1) } else { String::new() };
        let label = if place == 0 { "附件：" } else { "" };
        let first = if place == 0 { 200 } else { 500 };
        let before = if place == 0 { LINE } else { 0 };
        body.plain(Stand { first, before, ..Stand::default() }, &format!("{label}{number}{annex}"));
    }
    if paper.form == PaperForm::Minutes {
        for (label, names) in paper.attendance.iter().filter(|(_, names)| !names.trim().is_empty()) {
            let label = format!("{label}：");
            body.paragraph(
                indented,
                &[(Face::Hei, super::SIZE_3, black, &label), (Face::Fang, super::SIZE_3, black, names)],
            );
        }
    } else if !paper.dated.is_empty() {
        let right = Stand { side: "right", right: 400, ..Stand::default() };
        body.plain(Stand { before: LINE * 2, ..right }, &paper.issuer);
        body.plain(right, &paper.dated);
        if !paper.contact.is_empty() {
            body.plain(indented, &format!("（{}）", paper.contact.trim_matches(['（', '）', '(', ')'])));
        }
    }
    imprint(&mut body, paper);
    package(&body.0)
}

fn head(body: &mut Body, paper: &OfficialPaper) {
    for text in
        [&paper.copy_number, &paper.secrecy, &paper.urgency].into_iter().filter(|text| !text.is_empty())
    {
        body.paragraph(
            Stand { side: "left", ..Stand::default() },
            &[(Face::Hei, super::SIZE_3, "000000", text)],
        );
    }
    let centre = Stand { side: "center", ..Stand::default() };
    let red = "D7000F";
    let size = if paper.form == PaperForm::Letter { 36.0 } else { 40.0 };
    let rule = (paper.form == PaperForm::Letter).then_some((24, red));
    let before = if paper.form == PaperForm::Letter { 0 } else { LINE * 2 };
    let mast = Stand { rule, before, ..centre };
    body.paragraph(mast, &[(Face::Title, size, red, &paper.masthead)]);
    if paper.form == PaperForm::Letter {
        body.plain(Stand { side: "right", ..Stand::default() }, &paper.number);
        return;
    }
    let rule = Some((16, red));
    match &paper.signer {
        Some(signer) => {
            let number = format!("{}        签发人：", paper.number);
            let runs = [
                (Face::Fang, super::SIZE_3, "000000", number.as_str()),
                (Face::Kai, super::SIZE_3, "000000", signer),
            ];
            body.paragraph(Stand { rule, before: LINE, ..centre }, &runs);
        }
        None => {
            let run = [(Face::Fang, super::SIZE_3, "000000", paper.number.as_str())];
            body.paragraph(Stand { rule, before: LINE, ..centre }, &run);
        }
    }
}

fn imprint(body: &mut Body, paper: &OfficialPaper) {
    let small = |text: &str| text.to_owned();
    let rule = Some((6, "000000"));
    let left = Stand { side: "left", ..Stand::default() };
    if !paper.copies_to.trim().is_empty() {
        let text =
            small(&format!("抄送：{}。", paper.copies_to.trim().trim_end_matches('。').replace('\n', "，")));
        let run = [(Face::Fang, super::SIZE_4, "000000", text.as_str())];
        body.paragraph(Stand { rule, before: LINE, ..left }, &run);
    }
    if paper.form != PaperForm::Letter && !paper.printed_by.is_empty() {
        let text = small(&format!("{}        {}印发", paper.printed_by, paper.printed_on));
        body.paragraph(Stand { rule, ..left }, &[(Face::Fang, super::SIZE_4, "000000", text.as_str())]);
    }
}

fn package(body: &str) -> Result<Vec<u8>, PdfError> {
    // 210 × 297 mm; 37, 26, 35 and 28 mm of white; 22 lines, 28 characters.
    let section = r#"<w:sectPr><w:footerReference w:type="default" r:id="rId1"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1400" w:gutter="0"/><w:docGrid w:type="linesAndChars" w:linePitch="580"/></w:sectPr>"#;
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {NAMESPACES}><w:body>{body}{section}</w:body></w:document>"#
    );
    let footer = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:ftr {NAMESPACES}><w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:rPr><w:rFonts w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr><w:t xml:space="preserve">— </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple><w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>"#
    );
    let failed = |error: String| PdfError::Write(error);
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("word/document.xml", document.as_str()),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS),
        ("word/footer1.xml", footer.as_str()),
    ] {
        package.start_file(name, SimpleFileOptions::default()).map_err(|error| failed(error.to_string()))?;
        package.write_all(content.as_bytes()).map_err(|error| failed(error.to_string()))?;
    }
    Ok(package.finish().map_err(|error| failed(error.to_string()))?.into_inner())
}
