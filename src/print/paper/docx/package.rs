//! The parts of the package: the document, the heads and feet of its pages, and what they are set in.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::measures::{
    CHARACTERS, LEFT, LINE, MARK_TOP, TEXT_HEIGHT, TEXT_WIDTH, TO_PAGE_NUMBER, TOP,
};
use super::super::{A4_HEIGHT, A4_WIDTH, POINTS, SIZE_3};
use super::markup::{Body, twips, twips_within};
use crate::print::pdf::PdfError;

const BEGINS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape""#;
const KIND: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Height of the line of a page number in millimetres; its dash lies in the middle.
pub(super) const PAGE_NUMBER_LINE: f64 = 7.0;

/// What stands outside 版心.
pub(super) struct Edges {
    /// Head and foot of the first page, where they are others.
    pub(super) first: Option<(Body, Body)>,
    /// Heads of odd and of even pages.
    pub(super) heads: [Body; 2],
    /// Feet of odd and of even pages.
    pub(super) feet: [Body; 2],
}

/// A head or foot: its part's name, what it is, and for which pages.
struct Edge<'a> {
    name: String,
    kind: &'static str,
    pages: &'static str,
    body: &'a Body,
}

impl Edges {
    fn parts(&self) -> Vec<Edge<'_>> {
        let mut parts = Vec::new();
        let first = self.first.iter().flat_map(|(head, foot)| [("header", head), ("footer", foot)]);
        let mut found: Vec<(&'static str, &'static str, &Body)> =
            first.map(|(kind, body)| (kind, "first", body)).collect();
        let [odd, even] = &self.heads;
        found.extend([("header", "default", odd), ("header", "even", even)]);
        let [odd, even] = &self.feet;
        found.extend([("footer", "default", odd), ("footer", "even", even)]);
        for (kind, pages, body) in found.into_iter().filter(|(.., body)| !body.xml.is_empty()) {
            parts.push(Edge { name: format!("{kind}_{pages}"), kind, pages, body });
        }
        parts
    }
}

/// A4 with 版心, 22 lines of 28 characters (GB/T 9704-2012, 5.2).
fn section(edges: &[Edge<'_>], has_first: bool) -> String {
    let mut section = String::from("<w:sectPr>");
    for kind in ["header", "footer"] {
        for edge in edges.iter().filter(|edge| edge.kind == kind) {
            write!(section, r#"<w:{kind}Reference w:type="{}" r:id="{}"/>"#, edge.pages, edge.name).ok();
        }
    }
    let right = A4_WIDTH - LEFT - TEXT_WIDTH;
    let bottom = A4_HEIGHT - TOP - TEXT_HEIGHT;
    let footer = bottom - TO_PAGE_NUMBER - PAGE_NUMBER_LINE / 2.0;
    write!(
        section,
        r#"<w:pgSz w:w="{}" w:h="{}"/><w:pgMar w:top="{}" w:right="{}" w:bottom="{}" w:left="{}" w:header="{}" w:footer="{}" w:gutter="0"/>"#,
        twips(A4_WIDTH),
        twips(A4_HEIGHT),
        twips(TOP),
        twips(right),
        twips_within(bottom),
        twips_within(LEFT),
        twips(MARK_TOP),
        twips(footer),
    )
    .ok();
    if has_first {
        section.push_str("<w:titlePg/>");
    }
    write!(section, r#"<w:docGrid w:type="lines" w:linePitch="{}"/></w:sectPr>"#, twips_within(LINE)).ok();
    section
}

/// Writes the package.
///
/// # Errors
/// When it can't be written.
pub(super) fn write(body: &str, edges: &Edges) -> Result<Vec<u8>, PdfError> {
    let parts = edges.parts();
    let section = section(&parts, edges.first.is_some());
    let mut types = format!(
        r#"{BEGINS}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{KIND}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="{KIND}.styles+xml"/><Override PartName="/word/settings.xml" ContentType="{KIND}.settings+xml"/>"#
    );
    let mut relations = format!(
        r#"{BEGINS}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="styles" Type="{RELATION}/styles" Target="styles.xml"/><Relationship Id="settings" Type="{RELATION}/settings" Target="settings.xml"/>"#
    );
    let mut files: Vec<(String, String)> = Vec::new();
    for Edge { name, kind, body, .. } in &parts {
        write!(types, r#"<Override PartName="/word/{name}.xml" ContentType="{KIND}.{kind}+xml"/>"#).ok();
        write!(relations, r#"<Relationship Id="{name}" Type="{RELATION}/{kind}" Target="{name}.xml"/>"#).ok();
        let element = if *kind == "header" { "hdr" } else { "ftr" };
        let part = format!("{BEGINS}<w:{element} {NAMESPACES}>{}</w:{element}>", body.xml);
        files.push((format!("word/{name}.xml"), part));
    }
    types.push_str("</Types>");
    relations.push_str("</Relationships>");
    let root = format!(
        r#"{BEGINS}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="document" Type="{RELATION}/officeDocument" Target="word/document.xml"/></Relationships>"#
    );
    let document = format!("{BEGINS}<w:document {NAMESPACES}><w:body>{body}{section}</w:body></w:document>");
    let size = SIZE_3 * 2.0;
    // What a character of 3号 takes of a line more than its own width, in twentieths of a point. A grid of characters would
    // say it too, but is not kept by every word processor.
    let more = ((TEXT_WIDTH * POINTS / CHARACTERS - SIZE_3) * 20.0).floor();
    let styles = format!(
        r#"{BEGINS}<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋"/><w:spacing w:val="{more:.0}"/><w:kern w:val="2"/><w:sz w:val="{size:.0}"/><w:szCs w:val="{size:.0}"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>"#
    );
    let settings = format!(
        r#"{BEGINS}<w:settings {NAMESPACES}><w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>"#
    );
    files.extend([
        ("[Content_Types].xml".to_owned(), types),
        ("_rels/.rels".to_owned(), root),
        ("word/document.xml".to_owned(), document),
        ("word/_rels/document.xml.rels".to_owned(), relations),
        ("word/styles.xml".to_owned(), styles),
        ("word/settings.xml".to_owned(), settings),
    ]);
    // The list of types stands first where readers look for it.
    files.sort_by_key(|(name, _)| !name.starts_with('['));
    let failed = |error: String| PdfError::Write(error);
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in &files {
        package
            .start_file(name.as_str(), SimpleFileOptions::default())
            .map_err(|error| failed(error.to_string()))?;
        package.write_all(content.as_bytes()).map_err(|error| failed(error.to_string()))?;
    }
    Ok(package.finish().map_err(|error| failed(error.to_string()))?.into_inner())
}
