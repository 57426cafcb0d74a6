//! Bytes to text: UTF-8 with or without a mark, UTF-16 with one, GB18030 for what old Chinese programs wrote. A file is
//! looked at before it is read: its size, then its beginning.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::model::{Message, Problem};
use crate::store::StoreError;

/// Larger files are refused before they are read: a table is held in memory until it is in the office.
pub(super) const MOST_TABLE_BYTES: u64 = 512 * 1024 * 1024;

/// So much of a file tells whether it is text at all.
const BEGINNING: usize = 64 * 1024;

/// The text of a table in a file.
///
/// # Errors
/// When it can't be read or is too large, and as [`text_of`].
pub(super) fn text_of_table(path: &Path) -> Result<String, Problem> {
    let failed = |error: std::io::Error| StoreError::from_io(&error, path);
    let file = File::open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    within(size)?;
    let mut bytes = Vec::new();
    let mut file = file.take(MOST_TABLE_BYTES + 1);
    (&mut file).take(u64::try_from(BEGINNING).unwrap_or(u64::MAX)).read_to_end(&mut bytes).map_err(failed)?;
    check_beginning(&bytes)?;
    file.read_to_end(&mut bytes).map_err(failed)?;
    // It may have grown since, and what is no file has no size.
    within(u64::try_from(bytes.len()).unwrap_or(u64::MAX))?;
    if Encoding::for_bom(&bytes).is_some() {
        return text_of(&bytes);
    }
    match String::from_utf8(bytes) {
        Ok(text) => without_nul(text),
        Err(other) => text_of(other.as_bytes()),
    }
}

fn within(size: u64) -> Result<(), Problem> {
    if size <= MOST_TABLE_BYTES {
        return Ok(());
    }
    let message = Message::new("import.file_too_large").with("size", size.div_ceil(1 << 20));
    Err(Problem::input(message.with("most", MOST_TABLE_BYTES >> 20)))
}

/// Refuses what is no text by its beginning. The last character of that may be cut.
fn check_beginning(bytes: &[u8]) -> Result<(), Problem> {
    let is_cut_utf8 = std::str::from_utf8(bytes).err().is_some_and(|error| error.error_len().is_none());
    let (encoding, text) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, bytes.get(length..).unwrap_or_default()),
        None if is_cut_utf8 => (UTF_8, bytes),
        None => (guess(bytes), bytes),
    };
    let mut decoded = String::with_capacity(text.len().saturating_mul(3));
    let mut decoder = encoding.new_decoder_without_bom_handling();
    // What is wrong further on is told with its line once all is read.
    let (_, _) = decoder.decode_to_string_without_replacement(text, &mut decoded, false);
    without_nul(decoded).map(|_| ())
}

fn without_nul(text: String) -> Result<String, Problem> {
    let Some(at) = memchr::memchr(0, text.as_bytes()) else { return Ok(text) };
    let line = text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
    Err(Problem::input(Message::new("import.nul").with("line", line)))
}

/// The text of a file.
///
/// # Errors
/// When the bytes are in none of the encodings; the message names the first line that can't be read.
pub fn text_of(bytes: &[u8]) -> Result<String, Problem> {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, bytes.get(length..).unwrap_or_default()),
        None => (guess(bytes), bytes),
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    let Some(text) = text else {
        return Err(Problem::input(Message::new("import.encoding").with("line", bad_line(encoding, bytes))));
    };
    without_nul(text.into_owned())
}

/// Valid UTF-8 is UTF-8; zeros in every other byte are UTF-16 without a mark; the rest is tried as GB18030.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let sample = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    let zeros = |odd: usize| {
        sample.iter().enumerate().filter(|(place, byte)| place % 2 == odd && **byte == 0).count()
    };
    let quarter = sample.len() / 4;
    if zeros(1) > quarter {
        UTF_16LE
    } else if zeros(0) > quarter {
        UTF_16BE
    } else {
        GB18030
    }
}

fn bad_line(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let lines = bytes.split(|byte| *byte == b'\n');
    let bad = lines
        .enumerate()
        .find(|(_, line)| encoding.decode_without_bom_handling_and_without_replacement(line).is_none());
    bad.map_or(1, |(line, _)| line + 1)
}
