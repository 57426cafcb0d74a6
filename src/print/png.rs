//! A drawing as PNG, rendered from its SVG with our own fonts only.

use std::sync::Arc;

use resvg::tiny_skia::{FilterQuality, Pixmap, PixmapPaint, Transform};
use resvg::usvg::{self, fontdb};
use thiserror::Error;

use super::drawing::{Drawing, Item, narrow};
use super::font::Typeface;
use super::svg;

/// The most pixels a picture may have: 64 million, 256 MB while it is made.
pub const MOST_PIXELS: f64 = 64_000_000.0;

/// Why there is no picture.
#[derive(Debug, Error)]
pub enum PngError {
    /// The picture would be too large to be of use; a PDF or SVG has no such bound.
    #[error("a picture of {width} by {height} pixels is too large; choose a smaller scale, PDF or SVG")]
    TooLarge {
        /// Pixels across.
        width: f64,
        /// Pixels down.
        height: f64,
    },
    /// The drawing or the scale is empty, or not a number.
    #[error("there is nothing to draw")]
    Empty,
    /// The renderer did not take our SVG.
    #[error("the drawing cannot be rendered: {0}")]
    Render(String),
}

/// Renders a drawing with `scale` pixels to the point.
///
/// # Errors
/// When the picture would be empty or larger than [`MOST_PIXELS`].
pub fn write(drawing: &Drawing, typeface: &Typeface, scale: f64) -> Result<Vec<u8>, PngError> {
    let (width, height) = ((drawing.width * scale).ceil(), (drawing.height * scale).ceil());
    let is_drawable = |pixels: f64| pixels.is_finite() && pixels >= 1.0;
    if !is_drawable(width) || !is_drawable(height) {
        return Err(PngError::Empty);
    }
    if width * height > MOST_PIXELS || width.max(height) > MOST_PIXELS / 1000.0 {
        return Err(PngError::TooLarge { width, height });
    }

    let mut fonts = fontdb::Database::new();
    for font in std::iter::once(typeface.regular).chain(typeface.bold) {
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(font.data())));
    }
    let family = fonts.faces().next().and_then(|face| face.families.first()).map(|(name, _)| name.clone());
    if let Some(family) = family {
        fonts.set_sans_serif_family(family.clone());
        fonts.set_serif_family(family);
    }
    // One point is one unit: without this, `pt` would be scaled to 96 dots to the inch.
    let options = usvg::Options { fontdb: Arc::new(fonts), dpi: 72.0, ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(&svg::write(drawing), &options)
        .map_err(|error| PngError::Render(error.to_string()))?;
    let mut pixmap = Pixmap::new(whole(width), whole(height)).ok_or(PngError::Empty)?;
    let scale = narrow(scale);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    portraits(&mut pixmap, drawing, scale);
    pixmap.encode_png().map_err(|error| PngError::Render(error.to_string()))
}

/// Lays the pictures on top: the renderer is built without readers of picture formats.
fn portraits(pixmap: &mut Pixmap, drawing: &Drawing, scale: f32) {
    let paint = PixmapPaint { quality: FilterQuality::Bilinear, ..PixmapPaint::default() };
    for item in &drawing.items {
        let Item::Portrait { centre, radius, picture } = item else { continue };
        let Some(small) = picture.pixmap() else { continue };
        let side = u16::try_from(picture.side()).map_or(1.0, f32::from);
        let factor = narrow(2.0 * radius) * scale / side;
        let (x, y) = (narrow(centre.x - radius) * scale, narrow(centre.y - radius) * scale);
        let place = Transform::from_row(factor, 0.0, 0.0, factor, x, y);
        pixmap.draw_pixmap(0, 0, small.as_ref(), &paint, place, None);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number between 1 and MOST_PIXELS"
)]
fn whole(pixels: f64) -> u32 {
    pixels as u32
}
