//! Plain text in the encodings offices use.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// The text of bytes: by their mark, as UTF-8 where they are, UTF-16 where every other byte is naught, else GB18030.
pub(super) fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes.get(length..).unwrap_or_default()).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let naught =
        |offset: usize| bytes.iter().skip(offset).step_by(2).take(512).filter(|of| **of == 0).count();
    let half = bytes.len().min(1024) / 2;
    let encoding = match (naught(0), naught(1)) {
        (_, odd) if half > 4 && odd * 3 > half => UTF_16LE,
        (even, _) if half > 4 && even * 3 > half => UTF_16BE,
        _ => GB18030,
    };
    let (text, _, _) = encoding.decode(bytes);
    text.into_owned()
}

/// The text of bytes in an encoding that is named.
pub(super) fn decode_as(label: &str, bytes: &[u8]) -> String {
    match Encoding::for_label(label.trim().as_bytes()) {
        Some(encoding) if encoding != UTF_8 => encoding.decode(bytes).0.into_owned(),
        _ => decode(bytes),
    }
}
