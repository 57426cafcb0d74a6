//! Glyphs and advances of a bundled font, read from its own tables (OpenType 1.9: `cmap`, `head`, `hhea`, `hmtx`).
//!
//! Han and Latin text on a chart or a label needs no shaping, only the width of each character. All three writers
//! place text by these widths, so a line that fits on the screen fits on paper.

use thiserror::Error;

/// Why a font cannot be used.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum FontError {
    /// The bytes are no OpenType font.
    #[error("not an OpenType font")]
    NotAFont,
    /// A table that is needed is missing or cut short.
    #[error("the font has no usable `{0}` table")]
    Table(&'static str),
}

/// A glyph and how far it moves the pen, as a fraction of the font size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// The number of the glyph in the font; 0 is the mark of a missing character.
    pub id: u16,
    /// The advance, where 1 is the font size.
    pub advance: f64,
}

/// A font whose characters can be measured.
#[derive(Clone, Copy, Debug)]
pub struct Font {
    data: &'static [u8],
    horizontal_metrics: &'static [u8],
    metrics_count: u16,
    units_per_em: f64,
    characters: Characters,
}

/// The `cmap` subtable in use.
#[derive(Clone, Copy, Debug)]
enum Characters {
    /// Format 4: the basic multilingual plane.
    Segments(&'static [u8]),
    /// Format 12: all planes.
    Groups(&'static [u8]),
}

impl Font {
    /// Reads a font file; of a collection, the first font.
    ///
    /// # Errors
    /// When the bytes are no font or a table is missing.
    pub fn new(data: &'static [u8]) -> Result<Self, FontError> {
        let start = if data.starts_with(b"ttcf") { long(data, 12).unwrap_or(0) } else { 0 };
        let directory = data.get(start..).ok_or(FontError::NotAFont)?;
        if !matches!(directory.get(..4), Some(b"OTTO" | b"\0\x01\0\0" | b"true")) {
            return Err(FontError::NotAFont);
        }
        let table = |tag: &'static str| {
            let count = usize::from(short(directory, 4)?);
            let record =
                directory.get(12..)?.chunks_exact(16).take(count).find(|r| r.starts_with(tag.as_bytes()))?;
            let (from, length) = (long(record, 8)?, long(record, 12)?);
            data.get(from..from.checked_add(length)?)
        };
        let needed = |tag: &'static str| table(tag).ok_or(FontError::Table(tag));
        let units_per_em = needed("head").ok().and_then(|head| short(head, 18)).filter(|&units| units > 0);
        let metrics_count = short(needed("hhea")?, 34).filter(|&count| count > 0);
        Ok(Self {
            data,
            horizontal_metrics: needed("hmtx")?,
            metrics_count: metrics_count.ok_or(FontError::Table("hhea"))?,
            units_per_em: f64::from(units_per_em.ok_or(FontError::Table("head"))?),
            characters: characters(needed("cmap")?).ok_or(FontError::Table("cmap"))?,
        })
    }

    /// The bytes of the font file.
    pub fn data(&self) -> &'static [u8] {
        self.data
    }

    /// Whether the font has a glyph for a character.
    pub fn covers(&self, character: char) -> bool {
        self.glyph(character).id != 0
    }

    /// The glyph of a character.
    pub fn glyph(&self, character: char) -> Glyph {
        let id = self.characters.glyph(u32::from(character)).unwrap_or(0);
        let entry = usize::from(id.min(self.metrics_count.saturating_sub(1)));
        let advance = short(self.horizontal_metrics, entry * 4).map_or(0.0, f64::from);
        Glyph { id, advance: advance / self.units_per_em }
    }
}

impl Characters {
    fn glyph(self, code: u32) -> Option<u16> {
        match self {
            Self::Groups(table) => {
                let groups = table.get(16..)?;
                let (mut low, mut high) = (0, long(table, 12)?.min(groups.len() / 12));
                while low < high {
                    let middle = usize::midpoint(low, high);
                    let group = groups.get(middle * 12..)?;
                    let (first, last) = (long32(group, 0)?, long32(group, 4)?);
                    if code < first {
                        high = middle;
                    } else if code > last {
                        low = middle + 1;
                    } else {
                        return u16::try_from(long32(group, 8)?.checked_add(code - first)?).ok();
                    }
                }
                None
            }
            Self::Segments(table) => {
                let code = u16::try_from(code).ok()?;
                let bytes = usize::from(short(table, 6)?);
                let (ends, starts) = (table.get(14..)?, table.get(16 + bytes..)?);
                let index =
                    (0..bytes / 2).find(|index| short(ends, index * 2).is_some_and(|end| end >= code))? * 2;
                let start = short(starts, index)?;
                if code < start {
                    return None;
                }
                let delta = short(starts, bytes + index)?;
                let offset = usize::from(short(starts, 2 * bytes + index)?);
                if offset == 0 {
                    return Some(code.wrapping_add(delta));
                }
                // The offset is counted from where it stands itself.
                let id = short(starts, 2 * bytes + index + offset + usize::from(code - start) * 2)?;
                (id != 0).then(|| id.wrapping_add(delta))
            }
        }
    }
}

/// The widest Unicode subtable of a `cmap` table.
fn characters(cmap: &'static [u8]) -> Option<Characters> {
    let count = usize::from(short(cmap, 2)?);
    let mut segments = None;
    for record in cmap.get(4..)?.chunks_exact(8).take(count) {
        if !matches!((short(record, 0)?, short(record, 2)?), (0, _) | (3, 1 | 10)) {
            continue;
        }
        let table = cmap.get(long(record, 4)?..)?;
        match short(table, 0)? {
            12 => return Some(Characters::Groups(table)),
            4 => segments = Some(Characters::Segments(table)),
            _ => {}
        }
    }
    segments
}

fn short(data: &[u8], from: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*data.get(from..)?.first_chunk()?))
}

fn long32(data: &[u8], from: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*data.get(from..)?.first_chunk()?))
}

fn long(data: &[u8], from: usize) -> Option<usize> {
    usize::try_from(long32(data, from)?).ok()
}

/// The fonts a drawing is set in.
#[derive(Clone, Copy, Debug)]
pub struct Typeface {
    /// For all text.
    pub regular: Font,
    /// For strong text; characters it lacks are set in the regular font.
    pub bold: Option<Font>,
}

impl Typeface {
    /// Reads the font files.
    ///
    /// # Errors
    /// When one of them is no usable font.
    pub fn new(regular: &'static [u8], bold: Option<&'static [u8]>) -> Result<Self, FontError> {
        Ok(Self { regular: Font::new(regular)?, bold: bold.map(Font::new).transpose()? })
    }

    /// The font that sets a character, and its glyph there. The flag tells whether it is the bold font.
    pub fn glyph(&self, character: char, is_bold: bool) -> (bool, Glyph) {
        let strong =
            self.bold.filter(|_| is_bold).map(|font| font.glyph(character)).filter(|glyph| glyph.id != 0);
        strong.map_or_else(|| (false, self.regular.glyph(character)), |glyph| (true, glyph))
    }

    /// How wide a text runs at a font size, in the unit of the size.
    pub fn text_width(&self, is_bold: bool, size: f64, text: &str) -> f64 {
        text.chars().map(|character| self.glyph(character, is_bold).1.advance).sum::<f64>() * size
    }

    /// The text, or as much of its beginning as fits into `width` with a … after it.
    pub fn fit(&self, is_bold: bool, size: f64, text: &str, width: f64) -> String {
        if self.text_width(is_bold, size, text) <= width {
            return text.to_owned();
        }
        let mut left_over = width - self.text_width(is_bold, size, "…");
        let mut fitted = String::new();
        for character in text.chars() {
            left_over -= self.glyph(character, is_bold).1.advance * size;
            if left_over < 0.0 {
                break;
            }
            fitted.push(character);
        }
        fitted.truncate(fitted.trim_end().len());
        fitted.push('…');
        fitted
    }
}

/// How wide a text runs in one font at a font size, in the unit of the size.
pub fn text_width(font: &Font, size: f64, text: &str) -> f64 {
    text.chars().map(|character| font.glyph(character).advance).sum::<f64>() * size
}
