//! Whether a PDF may be opened by a program that draws it: what its streams unpack to and how large its pictures say they
//! are is looked at first, without keeping any of it, so that a small file can't take all memory.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::pdf_objects::{File, Object, whole};
use super::{Effort, Reading};

/// Most bytes that one stream may unpack to, and all of a file together.
const MOST_OF_ONE: u64 = 128 * 1024 * 1024;
const MOST_OF_ALL: u64 = 512 * 1024 * 1024;
/// Most pixels of one picture.
const MOST_PIXELS: usize = 64 * 1024 * 1024;
/// Most bytes of a stream that is packed with LZW, which can grow some thousandfold.
const MOST_LZW: usize = 256 * 1024;
/// Filters within filters.
const MOST_FILTERS: usize = 4;

/// Whether a file may be drawn; why not otherwise.
///
/// # Errors
/// [`Reading::Refused`] when it would take too much, [`Reading::Broken`] when there is nothing in it or it is encrypted.
pub fn may_be_drawn(content: &[u8]) -> Result<(), Reading> {
    let mut effort = Effort::new(super::Edition::Second);
    let file = File::read(content, &mut effort);
    if file.is_encrypted || file.all().next().is_none() {
        return Err(Reading::Broken);
    }
    let mut left = MOST_OF_ALL;
    for (number, object) in file.all() {
        if !effort.goes_on() {
            return Err(Reading::Refused);
        }
        let side = |key: &str| file.follow(object.get(key)).number().and_then(whole).unwrap_or(0);
        if object.get("Subtype").name() == "Image"
            && side("Width").saturating_mul(side("Height")) > MOST_PIXELS
        {
            return Err(Reading::Refused);
        }
        let Some(raw) = file.raw(number) else { continue };
        let unpacked = unpacked_size(&file, object, raw, left.min(MOST_OF_ONE))?;
        left = left.saturating_sub(unpacked);
        if left == 0 {
            return Err(Reading::Refused);
        }
    }
    Ok(())
}

/// How many bytes a stream unpacks to, as far as its first filters are those that can grow much.
fn unpacked_size(file: &File<'_>, object: &Object, raw: &[u8], most: u64) -> Result<u64, Reading> {
    let filters: Vec<&str> = match file.follow(object.get("Filter")) {
        Object::Name(name) => vec![name.as_str()],
        Object::Array(names) => names.iter().map(|name| file.follow(name).name()).collect(),
        _ => Vec::new(),
    };
    if filters.len() > MOST_FILTERS {
        return Err(Reading::Refused);
    }
    let mut data: Box<dyn Read> = Box::new(raw);
    let mut is_packed = false;
    for filter in filters {
        match filter {
            "FlateDecode" | "Fl" => data = Box::new(ZlibDecoder::new(data)),
            "LZWDecode" | "LZW" if raw.len() > MOST_LZW || is_packed => return Err(Reading::Refused),
            // What comes next is bounded by the size of its input, or is a picture.
            _ => break,
        }
        is_packed = true;
    }
    if !is_packed {
        return Ok(u64::try_from(raw.len()).unwrap_or(u64::MAX));
    }
    // A stream that breaks off is drawn as far as it goes.
    let size = std::io::copy(&mut data.take(most), &mut std::io::sink()).unwrap_or_default();
    if size >= most { Err(Reading::Refused) } else { Ok(size) }
}
