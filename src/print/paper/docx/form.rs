//! A form for a word processor: one table, whose rows the word processor breaks over its pages.

use super::super::form::{FEWEST_LINES, Form, FormRow, LABEL_SHARE};
use super::super::measures::{TEXT_WIDTH, TITLE_LINE};
use super::super::{Face, SIZE_2};
use super::markup::{Body, Run, Stand, twips};
use super::{package, page_number};
use crate::print::pdf::PdfError;

/// Size of its text in points, and height of a line in millimetres.
const SIZE: f64 = 10.5;
const LINE: f64 = 5.0;

/// Columns of the grid: a label and what it says, twice.
const WIDTHS: [f64; 4] = {
    let label = TEXT_WIDTH * LABEL_SHARE;
    let value = TEXT_WIDTH / 2.0 - label;
    [label, value, label, value]
};

/// Writes a form as DOCX.
///
/// # Errors
/// When the package can't be written.
pub fn form_docx(form: &Form) -> Result<Vec<u8>, PdfError> {
    let mut body = Body::default();
    let title = Stand { line: TITLE_LINE, ..Stand::CENTRED };
    body.paragraph(title, &[Run::new(Face::Title, SIZE_2, &form.title)]);
    body.open_table(&WIDTHS);
    for row in &form.rows {
        body.xml.push_str("<w:tr>");
        match row {
            FormRow::Grid(pairs) => {
                for (place, (label, value)) in pairs.iter().enumerate() {
                    // What is last in its row takes what is left of it.
                    let is_last = place + 1 == pairs.len();
                    let spans = if is_last { WIDTHS.len().saturating_sub(place * 2 + 1) } else { 1 };
                    cell(&mut body, 1, |body| line(body, "left", Face::Hei, label));
                    cell(&mut body, spans, |body| lines(body, value));
                }
            }
            FormRow::Said(label, said) => cell(&mut body, WIDTHS.len(), |body| {
                line(body, "left", Face::Hei, label);
                for opinion in said {
                    lines(body, &opinion.text);
                    if !opinion.signature.is_empty() {
                        line(body, "right", Face::Kai, &opinion.signature);
                    }
                }
                if said.is_empty() {
                    (0..FEWEST_LINES).for_each(|_| line(body, "left", Face::Fang, ""));
                }
            }),
        }
        body.xml.push_str("</w:tr>");
    }
    body.xml.push_str("</w:tbl>");
    // A text does not end with a table.
    body.holds_frame();
    let heads = [Body::default(), Body::default()];
    let edges = package::Edges { first: None, heads, feet: [page_number(true), page_number(false)] };
    package::write(&body.xml, &edges)
}

fn cell(body: &mut Body, spans: usize, fill: impl FnOnce(&mut Body)) {
    body.xml.push_str("<w:tc><w:tcPr>");
    body.xml.push_str(&format!(r#"<w:gridSpan w:val="{spans}"/></w:tcPr>"#));
    fill(body);
    body.xml.push_str("</w:tc>");
}

fn line(body: &mut Body, side: &'static str, face: Face, text: &str) {
    body.paragraph(Stand { side, line: LINE, ..Stand::LEFT }, &[Run::new(face, SIZE, text)]);
}

/// A paragraph a line; a cell without one is none.
fn lines(body: &mut Body, text: &str) {
    text.split('\n').for_each(|text| line(body, "left", Face::Fang, text));
}

impl Body {
    /// Begins a table with borders, of columns in millimetres.
    fn open_table(&mut self, widths: &[f64]) {
        self.xml.push_str(r#"<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>"#);
        for edge in ["top", "left", "bottom", "right", "insideH", "insideV"] {
            self.xml
                .push_str(&format!(r#"<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>"#));
        }
        self.xml.push_str(r#"</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>"#);
        for width in widths {
            self.xml.push_str(&format!(r#"<w:gridCol w:w="{}"/>"#, twips(*width)));
        }
        self.xml.push_str("</w:tblGrid>");
    }
}
