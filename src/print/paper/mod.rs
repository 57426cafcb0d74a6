//! Sheets of paper in millimetres, and what is set on them: official papers (GB/T 9704-2012) and bordered tables.
//!
//! The bundled fonts are sans-serif: 仿宋, 宋体 and 楷体 are set in the regular face, 黑体 and 小标宋 in the bold one. Sizes,
//! places and rules are those of the standard. A DOCX names the faces of the standard and shows them where they are
//! installed.

mod docx;
mod flow;
mod foot;
mod form;
mod head;
mod measures;
mod official;
mod rows;
mod table;
mod title;

pub use docx::{form_docx, official_docx};
pub(super) use flow::prose_lines;
pub use form::{Form, FormOpinion, FormRow, form_sheets};
pub use official::{OfficialPaper, official_sheets};
pub use table::{TableBook, TableColumn, cell_lines, table_sheets};

use super::drawing::{Anchor, Drawing, Ink, Item, Stroke};
use super::font::Typeface;
use super::pdf::{self, PdfError};
use super::typefaces;
use crate::rules::org_view::{Point, Rect};

/// Points in a millimetre.
pub const POINTS: f64 = 72.0 / 25.4;
/// Width of A4 in millimetres.
pub const A4_WIDTH: f64 = 210.0;
/// Height of A4 in millimetres.
pub const A4_HEIGHT: f64 = 297.0;
/// 2号 in points.
pub const SIZE_2: f64 = 22.0;
/// 3号 in points.
pub const SIZE_3: f64 = 16.0;
/// 4号 in points.
pub const SIZE_4: f64 = 14.0;

/// Black ink, and the red of mastheads.
pub const BLACK: Ink = Ink::opaque(0, 0, 0);
/// The red of mastheads and rules.
pub const RED: Ink = Ink::opaque(0xd7, 0x00, 0x0f);

/// The faces of the standard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Face {
    /// 仿宋
    #[default]
    Fang,
    /// 宋体
    Song,
    /// 楷体
    Kai,
    /// 黑体
    Hei,
    /// 小标宋
    Title,
}

impl Face {
    fn is_bold(self) -> bool {
        matches!(self, Self::Hei | Self::Title)
    }

    /// The face as a word processor knows it.
    fn name(self) -> &'static str {
        match self {
            Self::Fang => "仿宋",
            Self::Song => "宋体",
            Self::Kai => "楷体",
            Self::Hei => "黑体",
            Self::Title => "方正小标宋简体",
        }
    }
}

/// One side of a sheet. Places are millimetres from its left and upper edge.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    drawing: Drawing,
}

impl Sheet {
    /// An empty A4 sheet, upright.
    pub fn a4(title: &str) -> Self {
        Self::of(A4_WIDTH, A4_HEIGHT, title)
    }

    /// An empty sheet of a size in millimetres.
    pub fn of(width: f64, height: f64, title: &str) -> Self {
        let (width, height) = (width * POINTS, height * POINTS);
        Self { drawing: Drawing { width, height, title: title.to_owned(), items: Vec::new() } }
    }

    /// Sets one line of text; `y` is its base line, `size` is in points.
    pub fn text(&mut self, at: (f64, f64), size: f64, face: Face, anchor: Anchor, ink: Ink, text: &str) {
        let position = Point { x: at.0 * POINTS, y: at.1 * POINTS };
        let (is_bold, text) = (face.is_bold(), text.to_owned());
        self.drawing.items.push(Item::Text { position, anchor, size, is_bold, ink, text });
    }

    /// Draws a rule from left to right; `thickness` is in millimetres.
    pub fn rule(&mut self, from: f64, to: f64, y: f64, thickness: f64, ink: Ink) {
        let points = [from, to].map(|x| Point { x: x * POINTS, y: y * POINTS });
        let stroke = Stroke::solid(ink, thickness * POINTS);
        self.drawing.items.push(Item::Polyline { points: points.to_vec(), stroke });
    }

    /// Draws a box; `thickness` of its lines is in millimetres.
    pub fn frame(&mut self, x: f64, y: f64, width: f64, height: f64, thickness: f64, ink: Ink) {
        let rect = Rect { x: x * POINTS, y: y * POINTS, width: width * POINTS, height: height * POINTS };
        let stroke = Some(Stroke::solid(ink, thickness * POINTS));
        self.drawing.items.push(Item::Rect { rect, radius: 0.0, fill: None, stroke });
    }

    /// The marks on it, in points.
    pub fn drawing(&self) -> &Drawing {
        &self.drawing
    }
}

/// The fonts that papers are set in.
///
/// # Errors
/// When a bundled font can't be read, which is a fault of the program.
pub fn typeface() -> Result<Typeface, PdfError> {
    Typeface::new(typefaces::HAN_REGULAR, Some(typefaces::HAN_BOLD)).map_err(|_| PdfError::Font)
}

/// Sheets as one PDF.
///
/// # Errors
/// When there is none, or a font can't be embedded.
pub fn write_sheets(sheets: &[Sheet]) -> Result<Vec<u8>, PdfError> {
    let drawings: Vec<&Drawing> = sheets.iter().map(Sheet::drawing).collect();
    pdf::write_pages(&drawings, &typeface()?)
}
