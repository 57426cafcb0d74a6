//! A drawing as PDF with text as text: on one page, or over as many sheets as it needs.

use std::sync::Arc;

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Rect as PdfRect, Size as PdfSize, Transform};
use krilla::image::Image;
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke as PdfStroke, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{Font as PdfFont, GlyphId, KrillaGlyph};
use krilla::{Data, Document};
use thiserror::Error;

use super::drawing::{Anchor, Drawing, Ink, Item, Stroke, narrow};
use super::font::Typeface;
use super::palette;
use super::portrait::Portrait;
use super::sheets::{FOOTER, SheetNumber, Sheets};
use crate::rules::org_view::{Point, Rect};

/// The most sheets one drawing may take.
pub const MOST_SHEETS: f64 = 2_000.0;

/// How far a quarter circle's control points lie out, for a radius of 1.
const CIRCLE: f64 = 0.552_284_75;

/// The writing at the foot of each sheet; the caller gives it in its language.
pub type Footer<'a> = &'a dyn Fn(SheetNumber) -> String;

/// Why there is no PDF.
#[derive(Debug, Error)]
pub enum PdfError {
    /// The margins leave nothing of the sheet, or the drawing or scale is empty.
    #[error("there is no room to draw on")]
    Empty,
    /// The drawing would take too many sheets.
    #[error("the drawing would take {0} sheets; choose a smaller scale or one page")]
    TooManySheets(f64),
    /// The font cannot be embedded.
    #[error("the font cannot be embedded")]
    Font,
    /// The PDF writer failed.
    #[error("the PDF cannot be written: {0}")]
    Write(String),
}

/// Writes a drawing as one page of exactly its size.
///
/// # Errors
/// When the drawing is empty or a font cannot be embedded.
pub fn write(drawing: &Drawing, typeface: &Typeface) -> Result<Vec<u8>, PdfError> {
    write_pages(&[drawing], typeface)
}

/// Writes drawings as pages of exactly their sizes; the first names the document.
///
/// # Errors
/// When there is none, one is empty, or a font cannot be embedded.
pub fn write_pages(drawings: &[&Drawing], typeface: &Typeface) -> Result<Vec<u8>, PdfError> {
    let fonts = Fonts::new(typeface)?;
    let mut document = start(drawings.first().ok_or(PdfError::Empty)?);
    for drawing in drawings {
        let settings =
            PageSettings::from_wh(narrow(drawing.width), narrow(drawing.height)).ok_or(PdfError::Empty)?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for item in &drawing.items {
            draw(&mut surface, &fonts, item);
        }
        surface.finish();
        page.finish();
    }
    finish(document)
}

/// Writes a drawing on sheets of paper, row by row, with corner marks to cut and glue along and a footer.
///
/// # Errors
/// When nothing fits on a sheet, or it would take more than [`MOST_SHEETS`].
pub fn write_sheets(
    drawing: &Drawing,
    typeface: &Typeface,
    sheets: Sheets,
    footer: Footer<'_>,
) -> Result<Vec<u8>, PdfError> {
    let fonts = Fonts::new(typeface)?;
    let (width, height) = sheets.paper_size();
    let frame = sheets.frame();
    let is_length = |length: f64| length.is_finite() && length > 0.0;
    if ![frame.width, frame.height, drawing.width, drawing.height].into_iter().all(is_length) {
        return Err(PdfError::Empty);
    }
    let scale = sheets.scale_of(drawing);
    // What one sheet adds to the one before.
    let overlap = sheets.overlap.max(0.0);
    let step = (frame.width - overlap, frame.height - overlap);
    if !is_length(scale) || !is_length(step.0) || !is_length(step.1) {
        return Err(PdfError::Empty);
    }
    let count = |length: f64, step: f64| ((length * scale - overlap) / step).ceil().max(1.0);
    let least = count(drawing.width, step.0) * count(drawing.height, step.1);
    if least > MOST_SHEETS {
        return Err(PdfError::TooManySheets(least));
    }
    let (lefts, tops) = sheets.begins(drawing);
    let (columns, rows) = (lefts.len(), tops.len());

    let bounds: Vec<Rect> = drawing.items.iter().map(Item::bounds).collect();
    let mut document = start(drawing);
    for (top, row) in tops.into_iter().zip(1..) {
        for (&left, column) in lefts.iter().zip(1..) {
            let settings = PageSettings::from_wh(narrow(width), narrow(height)).ok_or(PdfError::Empty)?;
            let mut page = document.start_page_with(settings);
            let mut surface = page.surface();
            let window = Rect { x: left, y: top, width: frame.width / scale, height: frame.height / scale };
            let clip = rect_path(frame).ok_or(PdfError::Empty)?;
            surface.push_clip_path(&clip, &FillRule::NonZero);
            surface.push_transform(&Transform::from_row(
                narrow(scale),
                0.0,
                0.0,
                narrow(scale),
                narrow(frame.x - left * scale),
                narrow(frame.y - top * scale),
            ));
            for (item, _) in drawing.items.iter().zip(&bounds).filter(|(_, bounds)| bounds.overlaps(&window))
            {
                draw(&mut surface, &fonts, item);
            }
            surface.pop();
            surface.pop();
            let number = SheetNumber { row, column, rows, columns };
            if rows * columns > 1 {
                draw_marks(&mut surface, &fonts, frame);
            }
            draw(
                &mut surface,
                &fonts,
                &Item::Text {
                    position: Point { x: frame.x + frame.width / 2.0, y: frame.bottom() + FOOTER },
                    anchor: Anchor::Middle,
                    size: 8.0,
                    is_bold: false,
                    ink: palette::FADED_INK,
                    text: footer(number),
                },
            );
            surface.finish();
            page.finish();
        }
    }
    finish(document)
}

/// The typeface as the PDF writer takes it.
struct Fonts<'a> {
    typeface: &'a Typeface,
    regular: PdfFont,
    bold: Option<PdfFont>,
}

impl<'a> Fonts<'a> {
    fn new(typeface: &'a Typeface) -> Result<Self, PdfError> {
        let embed = |data: &'static [u8]| {
            let data: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(data);
            PdfFont::new(Data::from(data), 0).ok_or(PdfError::Font)
        };
        Ok(Self {
            typeface,
            regular: embed(typeface.regular.data())?,
            bold: typeface.bold.map(|font| embed(font.data())).transpose()?,
        })
    }
}

fn start(drawing: &Drawing) -> Document {
    let mut document = Document::new();
    // No creation date: the same drawing gives the same file.
    document.set_metadata(Metadata::new().title(drawing.title.clone()).producer("Chancery".to_owned()));
    document
}

fn finish(document: Document) -> Result<Vec<u8>, PdfError> {
    document.finish().map_err(|error| PdfError::Write(format!("{error:?}")))
}

fn draw(surface: &mut Surface<'_>, fonts: &Fonts<'_>, item: &Item) {
    match item {
        Item::Rect { rect, radius, fill, stroke } => {
            let path = if *radius > 0.0 { round_path(*rect, *radius) } else { rect_path(*rect) };
            draw_path(surface, path, *fill, *stroke);
        }
        Item::Circle { centre, radius, fill, stroke } => {
            let (x, y, size) = (centre.x - radius, centre.y - radius, 2.0 * radius);
            draw_path(surface, round_path(Rect { x, y, width: size, height: size }, *radius), *fill, *stroke);
        }
        Item::Polyline { points, stroke } => {
            draw_path(surface, path_through(points).finish(), None, Some(*stroke));
        }
        Item::Area { points, fill } => {
            let mut builder = path_through(points);
            builder.close();
            draw_path(surface, builder.finish(), Some(*fill), None);
        }
        Item::Portrait { centre, radius, picture } => draw_portrait(surface, *centre, *radius, picture),
        Item::Text { position, anchor, size, is_bold, ink, text } => {
            let width = fonts.typeface.text_width(*is_bold, *size, text);
            let start = match anchor {
                Anchor::Start => position.x,
                Anchor::Middle => position.x - width / 2.0,
                Anchor::End => position.x - width,
            };
            surface.set_fill(Some(fill_of(*ink)));
            surface.set_stroke(None);
            draw_text(surface, fonts, Point { x: start, y: position.y }, *size, *is_bold, text);
        }
    }
}

fn draw_portrait(surface: &mut Surface<'_>, centre: Point, radius: f64, picture: &Portrait) {
    let Ok(side) = u32::try_from(picture.side()) else { return };
    let Some(size) = PdfSize::from_wh(narrow(2.0 * radius), narrow(2.0 * radius)) else { return };
    let corner = Transform::from_translate(narrow(centre.x - radius), narrow(centre.y - radius));
    surface.push_transform(&corner);
    surface.draw_image(Image::from_rgba8(picture.rgba().to_vec(), side, side), size);
    surface.pop();
}

/// Sets a line of text in runs of one font each.
fn draw_text(
    surface: &mut Surface<'_>,
    fonts: &Fonts<'_>,
    start: Point,
    size: f64,
    is_bold: bool,
    text: &str,
) {
    let mut x = start.x;
    let mut run: Vec<KrillaGlyph> = Vec::new();
    let mut run_text = String::new();
    let mut run_width = 0.0;
    let mut run_is_bold = false;
    let mut flush = |x: f64, is_bold: bool, run: &mut Vec<KrillaGlyph>, run_text: &mut String| {
        let font = fonts.bold.as_ref().filter(|_| is_bold).unwrap_or(&fonts.regular);
        if !run.is_empty() {
            let start = krilla::geom::Point::from_xy(narrow(x), narrow(start.y));
            surface.draw_glyphs(start, run, font.clone(), run_text, narrow(size), false);
        }
        run.clear();
        run_text.clear();
    };
    for character in text.chars() {
        let (in_bold, glyph) = fonts.typeface.glyph(character, is_bold);
        if in_bold != run_is_bold {
            flush(x, run_is_bold, &mut run, &mut run_text);
            x += run_width;
            run_width = 0.0;
            run_is_bold = in_bold;
        }
        let from = run_text.len();
        run_text.push(character);
        run.push(KrillaGlyph {
            glyph_id: GlyphId::new(u32::from(glyph.id)),
            text_range: from..run_text.len(),
            x_advance: narrow(glyph.advance),
            x_offset: 0.0,
            y_offset: 0.0,
            y_advance: 0.0,
            location: None,
        });
        run_width += glyph.advance * size;
    }
    flush(x, run_is_bold, &mut run, &mut run_text);
}

/// Marks the corners of the part of the sheet that is drawn on, to cut and glue along.
fn draw_marks(surface: &mut Surface<'_>, fonts: &Fonts<'_>, frame: Rect) {
    let length = 10.0;
    for (x, outwards_x) in [(frame.x, -length), (frame.right(), length)] {
        for (y, outwards_y) in [(frame.y, -length), (frame.bottom(), length)] {
            let points = vec![Point { x: x + outwards_x, y }, Point { x, y }, Point { x, y: y + outwards_y }];
            draw(surface, fonts, &Item::Polyline { points, stroke: Stroke::solid(palette::RULE, 0.5) });
        }
    }
}

fn path_through(points: &[Point]) -> PathBuilder {
    let mut builder = PathBuilder::new();
    for (index, point) in points.iter().enumerate() {
        if index == 0 {
            builder.move_to(narrow(point.x), narrow(point.y));
        } else {
            builder.line_to(narrow(point.x), narrow(point.y));
        }
    }
    builder
}

fn draw_path(surface: &mut Surface<'_>, path: Option<Path>, fill: Option<Ink>, stroke: Option<Stroke>) {
    let Some(path) = path else { return };
    surface.set_fill(fill.map(fill_of));
    surface.set_stroke(stroke.map(|stroke| PdfStroke {
        paint: rgb::Color::new(stroke.ink.r, stroke.ink.g, stroke.ink.b).into(),
        opacity: opacity(stroke.ink),
        width: narrow(stroke.width),
        dash:
            stroke.dash.map(|(dash, gap)| StrokeDash { array: vec![narrow(dash), narrow(gap)], offset: 0.0 }),
        ..PdfStroke::default()
    }));
    surface.draw_path(&path);
}

fn fill_of(ink: Ink) -> Fill {
    Fill {
        paint: rgb::Color::new(ink.r, ink.g, ink.b).into(),
        opacity: opacity(ink),
        rule: FillRule::NonZero,
    }
}

fn opacity(ink: Ink) -> NormalizedF32 {
    NormalizedF32::new(f32::from(ink.a) / 255.0).unwrap_or(NormalizedF32::ONE)
}

fn rect_path(rect: Rect) -> Option<Path> {
    let mut builder = PathBuilder::new();
    builder.push_rect(PdfRect::from_xywh(
        narrow(rect.x),
        narrow(rect.y),
        narrow(rect.width),
        narrow(rect.height),
    )?);
    builder.finish()
}

/// A rectangle with round corners.
fn round_path(rect: Rect, radius: f64) -> Option<Path> {
    let radius = radius.min(rect.width / 2.0).min(rect.height / 2.0);
    let pull = radius * (1.0 - CIRCLE);
    let (left, top, right, bottom) = (rect.x, rect.y, rect.right(), rect.bottom());
    let mut builder = PathBuilder::new();
    builder.move_to(narrow(left + radius), narrow(top));
    let mut side = |line: (f64, f64), first: (f64, f64), second: (f64, f64), end: (f64, f64)| {
        builder.line_to(narrow(line.0), narrow(line.1));
        let [x1, y1, x2, y2, x, y] = [first.0, first.1, second.0, second.1, end.0, end.1].map(narrow);
        builder.cubic_to(x1, y1, x2, y2, x, y);
    };
    side((right - radius, top), (right - pull, top), (right, top + pull), (right, top + radius));
    side((right, bottom - radius), (right, bottom - pull), (right - pull, bottom), (right - radius, bottom));
    side((left + radius, bottom), (left + pull, bottom), (left, bottom - pull), (left, bottom - radius));
    side((left, top + radius), (left, top + pull), (left + pull, top), (left + radius, top));
    builder.close();
    builder.finish()
}
