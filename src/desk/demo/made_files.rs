//! Files of the demonstration office that are no plain text, made here byte by byte so that nothing has to be shipped:
//! a PDF of several pages, a picture, an Office text.

use std::io::{Cursor, Write as _};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Characters in a line of a page.
const LINE: usize = 30;

/// A PDF with a text on each page. Its letters come from a font that readers of Chinese have (ISO 32000-1, 9.7.5.2), so
/// that it needs none of its own.
pub(super) fn pdf(pages: &[&str]) -> Vec<u8> {
    let mut objects: Vec<String> = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        String::new(),
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>"
            .to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R /DW 1000 \
         /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"
            .to_owned(),
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 \
         /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
            .to_owned(),
    ];
    let mut kids = Vec::new();
    for page in pages {
        let number = objects.len() + 1;
        kids.push(format!("{number} 0 R"));
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            number + 1
        ));
        let mut drawn = "BT /F1 15 Tf 72 760 Td\n".to_owned();
        for line in page.lines() {
            let characters: Vec<char> = line.chars().collect();
            for part in characters.chunks(LINE) {
                let codes: String = part
                    .iter()
                    .collect::<String>()
                    .encode_utf16()
                    .map(|code| format!("{code:04X}"))
                    .collect();
                drawn.push_str(&format!("<{codes}> Tj 0 -26 Td\n"));
            }
        }
        drawn.push_str("ET");
        objects.push(format!("<< /Length {} >>\nstream\n{drawn}\nendstream", drawn.len()));
    }
    if let Some(tree) = objects.get_mut(1) {
        *tree = format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), kids.len());
    }
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (place, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", place + 1));
    }
    let start = file.len();
    file.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in places {
        file.push_str(&format!("{place:010} 00000 n \n"));
    }
    let count = objects.len() + 1;
    file.push_str(&format!("trailer << /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"));
    file.into_bytes()
}

type Colour = [u8; 3];

/// A picture in the making.
struct Canvas {
    width: usize,
    pixels: Vec<Colour>,
}

impl Canvas {
    fn new(width: usize, height: usize, ground: Colour) -> Self {
        Self { width, pixels: vec![ground; width * height] }
    }

    fn fill(&mut self, [left, top, width, height]: [usize; 4], colour: Colour) {
        for row in self.pixels.chunks_mut(self.width).skip(top).take(height) {
            row.iter_mut().skip(left).take(width).for_each(|pixel| *pixel = colour);
        }
    }

    fn frame(&mut self, [left, top, width, height]: [usize; 4], thick: usize, colour: Colour) {
        self.fill([left, top, width, thick], colour);
        self.fill([left, top + height - thick, width, thick], colour);
        self.fill([left, top, thick, height], colour);
        self.fill([left + width - thick, top, thick, height], colour);
    }

    /// As a PNG (ISO/IEC 15948); nothing when it can't be packed.
    fn png(&self) -> Option<Vec<u8>> {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
        for row in self.pixels.chunks(self.width) {
            packed.write_all(&[0]).ok()?;
            row.iter().try_for_each(|pixel| packed.write_all(pixel)).ok()?;
        }
        let packed = packed.finish().ok()?;
        let side = |side: usize| u32::try_from(side).ok().map(u32::to_be_bytes);
        let mut header = side(self.width)?.to_vec();
        header.extend(side(self.pixels.len() / self.width)?);
        header.extend([8, 2, 0, 0, 0]);
        let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
        for (kind, data) in [(b"IHDR", header.as_slice()), (b"IDAT", &packed), (b"IEND", &[])] {
            file.extend(u32::try_from(data.len()).ok()?.to_be_bytes());
            let from = file.len();
            file.extend(kind);
            file.extend(data);
            let sum = crc32fast::hash(file.get(from..)?);
            file.extend(sum.to_be_bytes());
        }
        Some(file)
    }
}

/// The plan of the archive's storeroom: walls, a door, rows of shelves, the reading table.
pub(super) fn storeroom_plan() -> Option<Vec<u8>> {
    const PAPER: Colour = [250, 248, 242];
    const INK: Colour = [58, 56, 52];
    const SHELF: Colour = [206, 214, 226];
    const EDGE: Colour = [96, 116, 148];
    const WOOD: Colour = [222, 200, 168];
    const RED: Colour = [179, 52, 45];
    let mut plan = Canvas::new(760, 480, PAPER);
    plan.frame([30, 30, 700, 420], 8, INK);
    plan.fill([520, 38, 6, 250], INK);
    plan.fill([520, 360, 6, 82], INK);
    plan.fill([600, 442, 70, 8], PAPER);
    for column in 0..6 {
        let left = 64 + column * 74;
        for row in 0..3 {
            let place = [left, 66 + row * 124, 42, 104];
            plan.fill(place, SHELF);
            plan.frame(place, 2, EDGE);
            for board in 1..5 {
                plan.fill([left, 66 + row * 124 + board * 21, 42, 1], EDGE);
            }
        }
    }
    plan.fill([572, 110, 120, 64], WOOD);
    plan.frame([572, 110, 120, 64], 2, INK);
    for chair in 0..3 {
        plan.fill([584 + chair * 36, 184, 22, 18], EDGE);
    }
    // The extinguishers.
    for [left, top] in [[500, 300], [548, 420], [44, 424]] {
        plan.fill([left, top, 14, 14], RED);
    }
    plan.png()
}

/// An Office text of some paragraphs (ECMA-376).
pub(super) fn docx(paragraphs: &[&str]) -> Option<Vec<u8>> {
    const TYPES: &str = concat!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
        r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
        r#"<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>"#,
        "</Types>"
    );
    const LINKS: &str = concat!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
        r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>"#,
        "</Relationships>"
    );
    let mut body = concat!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#
    )
    .to_owned();
    for paragraph in paragraphs {
        let text = paragraph.replace('&', "&amp;").replace('<', "&lt;");
        body.push_str(&format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"));
    }
    body.push_str("</w:body></w:document>");
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in [("[Content_Types].xml", TYPES), ("_rels/.rels", LINKS), ("word/document.xml", &body)]
    {
        package.start_file(name, SimpleFileOptions::default()).ok()?;
        package.write_all(part.as_bytes()).ok()?;
    }
    Some(package.finish().ok()?.into_inner())
}
