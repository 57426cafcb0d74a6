//! Portraits: a PNG or JPEG file made into a small round picture, for cards on the screen and in files.

use resvg::tiny_skia::Pixmap;
use thiserror::Error;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// The longest side and the most pixels of a picture that is decoded at all; cameras make smaller ones.
const MOST_SIDE: usize = 12_000;
const MOST_PIXELS: usize = 64_000_000;

/// First bytes of a PNG file.
const PNG: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// First bytes of a JPEG file.
const JPEG: [u8; 3] = [0xff, 0xd8, 0xff];

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
        width: usize,
        /// Pixels down.
        height: usize,
    },
    /// It can't be decoded.
    #[error("{0}")]
    Damaged(String),
}

/// A round picture: a square of pixels, transparent outside its circle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portrait {
    side: usize,
    rgba: Vec<u8>,
}

/// Decoded pixels, four bytes each, not multiplied with their opacity.
struct Pixels {
    width: usize,
    height: usize,
    rgba: Vec<u8>,
}

impl Portrait {
    /// Decodes a file and scales its middle to a circle of `side` pixels. Of an upright picture the upper part is
    /// taken, where faces are.
    ///
    /// # Errors
    /// When it is no PNG or JPEG, too large, or damaged.
    pub fn read(file: &[u8], side: usize) -> Result<Self, PortraitError> {
        let pixels = if file.starts_with(&PNG) {
            png(file)?
        } else if file.starts_with(&JPEG) {
            jpeg(file)?
        } else {
            return Err(PortraitError::Unknown);
        };
        Ok(pixels.round(side))
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

fn bounded(width: usize, height: usize) -> Result<(), PortraitError> {
    if width.max(height) > MOST_SIDE || width.saturating_mul(height) > MOST_PIXELS {
        return Err(PortraitError::TooLarge { width, height });
    }
    Ok(())
}

fn png(file: &[u8]) -> Result<Pixels, PortraitError> {
    // The header stands first: length, IHDR, width, height. It is looked at before room is made for the pixels.
    let side = |at: usize| {
        let bytes = file.get(at..).and_then(|rest| rest.first_chunk::<4>())?;
        usize::try_from(u32::from_be_bytes(*bytes)).ok()
    };
    let (Some(width), Some(height)) = (side(16), side(20)) else {
        return Err(PortraitError::Damaged("PNG".to_owned()));
    };
    bounded(width, height)?;
    let pixmap = Pixmap::decode_png(file).map_err(|error| PortraitError::Damaged(error.to_string()))?;
    let plain = pixmap.pixels().iter().map(|pixel| pixel.demultiply());
    let rgba = plain.flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()]).collect();
    Ok(Pixels { width, height, rgba })
}

fn jpeg(file: &[u8]) -> Result<Pixels, PortraitError> {
    let damaged = |detail: String| PortraitError::Damaged(detail);
    let options = DecoderOptions::default()
        .set_max_width(MOST_SIDE)
        .set_max_height(MOST_SIDE)
        .jpeg_set_out_colorspace(ColorSpace::RGBA);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file), options);
    decoder.decode_headers().map_err(|error| damaged(error.to_string()))?;
    let (width, height) = decoder.dimensions().ok_or_else(|| damaged("JPEG".to_owned()))?;
    bounded(width, height)?;
    let turned = decoder.exif().map_or(1, |exif| orientation(exif));
    let rgba = decoder.decode().map_err(|error| damaged(error.to_string()))?;
    if rgba.len() != width.saturating_mul(height).saturating_mul(4) {
        return Err(damaged("JPEG".to_owned()));
    }
    Ok(Pixels { width, height, rgba }.turned(turned))
}

/// How a camera was held: the tag 0x0112 of its EXIF data, 1 to 8 (Exif 2.3, 4.6.4 A).
fn orientation(exif: &[u8]) -> u16 {
    let is_little = exif.starts_with(b"II");
    let short = |at: usize| {
        let bytes = *exif.get(at..)?.first_chunk::<2>()?;
        Some(if is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |at: usize| {
        let bytes = *exif.get(at..)?.first_chunk::<4>()?;
        let number = if is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) };
        usize::try_from(number).ok()
    };
    let found = || {
        let table = long(4)?;
        let entries = usize::from(short(table)?);
        let entry = (0..entries).map(|entry| table + 2 + 12 * entry).find(|at| short(*at) == Some(0x0112))?;
        short(entry + 8)
    };
    found().unwrap_or(1)
}

impl Pixels {
    fn at(&self, x: usize, y: usize) -> [u8; 4] {
        let place = (y.saturating_mul(self.width).saturating_add(x)).saturating_mul(4);
        self.rgba.get(place..).and_then(|rest| rest.first_chunk::<4>()).copied().unwrap_or_default()
    }

    /// The picture upright.
    fn turned(self, orientation: u16) -> Self {
        if !(2..=8).contains(&orientation) {
            return self;
        }
        let (right, down) = (self.width.saturating_sub(1), self.height.saturating_sub(1));
        let (width, height) =
            if orientation >= 5 { (self.height, self.width) } else { (self.width, self.height) };
        let mut rgba = Vec::with_capacity(self.rgba.len());
        for y in 0..height {
            for x in 0..width {
                let (from_x, from_y) = match orientation {
                    2 => (right - x, y),
                    3 => (right - x, down - y),
                    4 => (x, down - y),
                    5 => (y, x),
                    6 => (y, down - x),
                    7 => (right - y, down - x),
                    _ => (right - y, x),
                };
                rgba.extend(self.at(from_x, from_y));
            }
        }
        Self { width, height, rgba }
    }

    /// The middle as a circle of `side` pixels, each the mean of those it covers.
    fn round(&self, side: usize) -> Portrait {
        let square = self.width.min(self.height);
        let left = (self.width - square) / 2;
        // A quarter of what is cut goes from the top: faces are in the upper part.
        let top = (self.height - square) / 4;
        let mut rgba = Vec::with_capacity(side.saturating_mul(side).saturating_mul(4));
        let reach = |at: usize| {
            let from = at * square / side.max(1);
            from..((at + 1) * square / side.max(1)).max(from + 1)
        };
        for y in 0..side {
            for x in 0..side {
                let (mut sums, mut count) = ([0_u64; 4], 0_u64);
                for row in reach(y) {
                    for column in reach(x) {
                        let [red, green, blue, opacity] = self.at(left + column, top + row).map(u64::from);
                        sums[0] += red * opacity;
                        sums[1] += green * opacity;
                        sums[2] += blue * opacity;
                        sums[3] += opacity;
                        count += 1;
                    }
                }
                let [red, green, blue, opacity] = sums;
                let mean = |sum: u64| u8::try_from(sum / opacity.max(1)).unwrap_or(u8::MAX);
                let opacity = opacity / count.max(1) * covered(x, y, side) / 255;
                rgba.extend([mean(red), mean(green), mean(blue), u8::try_from(opacity).unwrap_or(u8::MAX)]);
            }
        }
        Portrait { side, rgba }
    }
}

/// How much of a pixel lies in the circle, of 255: as many of sixteen points as do.
fn covered(x: usize, y: usize, side: usize) -> u64 {
    // In eighths of a pixel, so that the points lie in the middle of quarters.
    let middle = (side * 4).cast_signed();
    let inside = (0..16_usize).filter(|point| {
        let across = (x * 8 + 2 * (point % 4) + 1).cast_signed() - middle;
        let down = (y * 8 + 2 * (point / 4) + 1).cast_signed() - middle;
        across * across + down * down <= middle * middle
    });
    u64::try_from(inside.count()).unwrap_or(16) * 255 / 16
}
