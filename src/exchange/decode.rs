//! Bytes to text: UTF-8 with or without a mark, UTF-16 with one, GB18030 for what old Chinese programs wrote.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::model::{Message, Problem};

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
    if let Some(at) = text.find('\0') {
        let line = text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
        return Err(Problem::input(Message::new("import.nul").with("line", line)));
    }
    Ok(text.into_owned())
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
