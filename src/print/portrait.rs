//! Portraits: a PNG or JPEG file made into a small round picture, for cards on the screen and in files.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, RgbaImage};
use resvg::tiny_skia::Pixmap;
use thiserror::Error;

/// The longest side and the most pixels of a picture that is decoded at all; cameras make smaller ones.
const MOST_SIDE: u32 = 12_000;
const MOST_PIXELS: u64 = 64_000_000;

/// Why there is no portrait.
#[derive(Debug, Error)]
pub enum PortraitError {
    /// It is neither PNG nor JPEG.
    #[error("neither PNG nor JPEG")]
    Unknown,
    /// It has more pixels than a portrait needs.
    #[error("{width} × {height} pixels are too many")]
    TooLarge {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// It can't be decoded.
    #[error(transparent)]
    Damaged(#[from] image::ImageError),
}

/// A round picture: a square of pixels, transparent outside its circle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portrait {
    side: usize,
    rgba: Vec<u8>,
}

impl Portrait {
    /// Decodes a file and scales its middle to a circle of `side` pixels. Of an upright picture the upper part is
    /// taken, where faces are.
    ///
    /// # Errors
    /// When it is no PNG or JPEG, too large, or damaged.
    pub fn read(file: &[u8], side: u32) -> Result<Self, PortraitError> {
        let reader =
            ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(image::ImageError::from)?;
        if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg)) {
            return Err(PortraitError::Unknown);
        }
        let mut decoder = reader.into_decoder()?;
        let (width, height) = decoder.dimensions();
        if width.max(height) > MOST_SIDE || u64::from(width) * u64::from(height) > MOST_PIXELS {
            return Err(PortraitError::TooLarge { width, height });
        }
        // A photograph says which way up it was taken.
        let orientation = decoder.orientation()?;
        let mut picture = DynamicImage::from_decoder(decoder)?;
        picture.apply_orientation(orientation);
        let square = picture.width().min(picture.height());
        let left = (picture.width() - square) / 2;
        // A quarter of what is cut goes from the top: faces are in the upper part.
        let top = (picture.height() - square) / 4;
        Ok(Self::round(picture.crop_imm(left, top, square, square).thumbnail_exact(side, side).into_rgba8()))
    }

    /// Makes everything outside the circle transparent.
    fn round(mut picture: RgbaImage) -> Self {
        let side = picture.width();
        for (x, y, pixel) in picture.enumerate_pixels_mut() {
            let [_, _, _, opacity] = &mut pixel.0;
            let shown = u16::from(*opacity) * u16::from(covered(x, y, side)) / 255;
            *opacity = u8::try_from(shown).unwrap_or(u8::MAX);
        }
        Self { side: usize::try_from(side).unwrap_or_default(), rgba: picture.into_raw() }
    }

    /// Pixels across, and down.
    pub fn side(&self) -> usize {
        self.side
    }

    /// The pixels row by row: red, green, blue and opacity, not multiplied.
    pub fn rgba(&self) -> &[u8] {
        &self.rgba
    }

    /// The pixels as the renderer of PNG files has them, multiplied with their opacity.
    pub(super) fn pixmap(&self) -> Option<Pixmap> {
        let side = u32::try_from(self.side).ok()?;
        let mut pixmap = Pixmap::new(side, side)?;
        let multiplied = self.rgba.as_chunks::<4>().0.iter().flat_map(|[red, green, blue, opacity]| {
            let times = |part: &u8| {
                u8::try_from((u16::from(*part) * u16::from(*opacity) + 127) / 255).unwrap_or(u8::MAX)
            };
            [times(red), times(green), times(blue), *opacity]
        });
        pixmap.data_mut().iter_mut().zip(multiplied).for_each(|(to, from)| *to = from);
        Some(pixmap)
    }

    /// As a PNG file.
    pub(super) fn png(&self) -> Option<Vec<u8>> {
        self.pixmap()?.encode_png().ok()
    }
}

/// How much of a pixel lies in the circle, of 255: as many of sixteen points as do.
fn covered(x: u32, y: u32, side: u32) -> u8 {
    // In eighths of a pixel, so that the points lie in the middle of quarters.
    let [x, y, side] = [x, y, side].map(i64::from);
    let middle = side * 4;
    let inside = (0..16_i64).filter(|point| {
        let across = x * 8 + 2 * (point % 4) + 1 - middle;
        let down = y * 8 + 2 * (point / 4) + 1 - middle;
        across * across + down * down <= middle * middle
    });
    u8::try_from(inside.count() * 255 / 16).unwrap_or(u8::MAX)
}
