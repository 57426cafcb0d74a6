//! What a file shows without the program that made it: pictures, and the text of PDF and Office files page by page.
//! Bounded in memory and time, whatever the file says of itself; what can't be shown says so and can be saved.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder as _, ImageReader, Limits};

use super::extract::{Extracted, Reading, extract};

/// The longest side in pixels of a picture that is opened at all.
const LONGEST_SIDE: u32 = 30_000;
/// Most bytes that a picture may take while it is opened.
const MOST_PICTURE_BYTES: u64 = 320 * 1024 * 1024;
/// The longest side in pixels of a picture as it is shown.
const SHOWN_SIDE: u32 = 2_048;
/// About how many characters of running text make a page where the file has none of its own.
const PAGE_CHARACTERS: usize = 3_000;

/// A picture, small enough for the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Width and height in pixels.
    pub size: [usize; 2],
    /// Red, green, blue and opacity of each pixel, row after row.
    pub pixels: Vec<u8>,
    /// Width and height in the file.
    pub full_size: [u32; 2],
}

/// What is shown of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preview {
    /// A picture.
    Picture(Picture),
    /// Text, a page each; never empty.
    Pages {
        /// The pages.
        pages: Vec<String>,
        /// Whether they are the pages of the file and not pieces of running text.
        are_own: bool,
        /// How well the file could be read.
        reading: Reading,
    },
    /// Nothing, because of this.
    Nothing(Reading),
}

/// What can be shown of a file.
pub fn preview(name: &str, content: &[u8]) -> Preview {
    let picture = picture(content);
    if let Some(shown @ Preview::Picture(_)) = picture {
        return shown;
    }
    // A text may begin like a picture.
    let Extracted { text, starts, reading, .. } = extract(name, content);
    if text.trim().is_empty() {
        return picture.unwrap_or(Preview::Nothing(reading));
    }
    let are_own = !starts.is_empty();
    let pages = if are_own { own_pages(&text, &starts) } else { pieces(&text) };
    Preview::Pages { pages, are_own, reading }
}

/// The picture in a file; `None` when it is none.
fn picture(content: &[u8]) -> Option<Preview> {
    let mut reader = ImageReader::new(Cursor::new(content)).with_guessed_format().ok()?;
    reader.format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_PICTURE_BYTES);
    reader.limits(limits);
    Some(match opened(reader) {
        Ok(picture) => Preview::Picture(picture),
        Err(image::ImageError::Limits(_)) => Preview::Nothing(Reading::Refused),
        Err(image::ImageError::Unsupported(_)) => Preview::Nothing(Reading::NoText),
        Err(_) => Preview::Nothing(Reading::Broken),
    })
}

fn opened(reader: ImageReader<Cursor<&[u8]>>) -> Result<Picture, image::ImageError> {
    let mut decoder = reader.into_decoder()?;
    if decoder.total_bytes() > MOST_PICTURE_BYTES {
        let kind = image::error::LimitErrorKind::InsufficientMemory;
        return Err(image::ImageError::Limits(image::error::LimitError::from_kind(kind)));
    }
    // A photograph says which way up it was taken.
    let orientation = decoder.orientation()?;
    let mut opened = DynamicImage::from_decoder(decoder)?;
    opened.apply_orientation(orientation);
    let full_size = [opened.width(), opened.height()];
    let shown = if full_size.iter().any(|side| *side > SHOWN_SIDE) {
        opened.thumbnail(SHOWN_SIDE, SHOWN_SIDE)
    } else {
        opened
    };
    let pixels = shown.into_rgba8();
    let side = |side: u32| usize::try_from(side).unwrap_or(0);
    Ok(Picture { size: [side(pixels.width()), side(pixels.height())], pixels: pixels.into_raw(), full_size })
}

fn own_pages(text: &str, starts: &[usize]) -> Vec<String> {
    let ends = starts.iter().copied().skip(1).chain([text.len()]);
    let page = |(start, end): (&usize, usize)| text.get(*start..end).unwrap_or_default().trim().to_owned();
    starts.iter().zip(ends).map(page).collect()
}

/// Running text in pieces that end at the end of a line where one is near.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut length = 0_usize;
    for line in text.split_inclusive('\n') {
        for character in line.chars() {
            // A line that never ends is cut.
            if length >= PAGE_CHARACTERS * 2 {
                pieces.push(std::mem::take(&mut piece));
                length = 0;
            }
            piece.push(character);
            length += 1;
        }
        if length >= PAGE_CHARACTERS {
            pieces.push(std::mem::take(&mut piece));
            length = 0;
        }
    }
    if !piece.trim().is_empty() || pieces.is_empty() {
        pieces.push(piece);
    }
    pieces
}
