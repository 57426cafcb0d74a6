//! Mail as it is kept in .eml files (RFC 5322, RFC 2045 to 2047): subject, who, the text, what is attached with its name
//! and its text.

use super::{Effort, markup, plain};

/// Parts within parts.
const DEEPEST: u32 = 6;

/// Reads a message or one of its parts.
pub(super) fn read(content: &[u8], effort: &mut Effort, depth: u32) {
    if depth > DEEPEST || !effort.goes_on() {
        return;
    }
    let (head, body) = split(content);
    let head = plain::decode(head).replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ");
    let field = |name: &str| {
        head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    if depth == 0 {
        for name in ["Subject", "From", "To", "Cc", "Date"] {
            if let Some(value) = field(name) {
                effort.push(&words(&value));
                effort.line();
            }
        }
    }
    let kind = field("Content-Type").unwrap_or_else(|| "text/plain".to_owned());
    let lower = kind.to_ascii_lowercase();
    if let Some(boundary) = parameter(&kind, "boundary").filter(|_| lower.starts_with("multipart/")) {
        for part in parts(body, &boundary) {
            read(part, effort, depth + 1);
        }
        return;
    }
    let disposition = field("Content-Disposition").unwrap_or_default();
    let name = parameter(&disposition, "filename").or_else(|| parameter(&kind, "name"));
    let name = name.map(|name| words(&name)).unwrap_or_default();
    if !name.is_empty() {
        effort.push(&name);
        effort.line();
    }
    let encoding = field("Content-Transfer-Encoding").unwrap_or_default().to_ascii_lowercase();
    let bytes = match encoding.as_str() {
        "base64" => base64(body),
        "quoted-printable" => quoted(body, false),
        _ => body.to_vec(),
    };
    effort.took(bytes.len());
    if lower.starts_with("message/rfc822") {
        read(&bytes, effort, depth + 1);
        return;
    }
    if disposition.to_ascii_lowercase().starts_with("attachment") || !lower.starts_with("text/") {
        super::inside(&name, &bytes, effort);
        effort.line();
        return;
    }
    let text = match parameter(&kind, "charset") {
        Some(charset) => plain::decode_as(&charset, &bytes),
        None => plain::decode(&bytes),
    };
    if lower.starts_with("text/html") {
        markup::html(&text, effort);
    } else {
        effort.push(&text);
    }
    effort.line();
}

fn split(content: &[u8]) -> (&[u8], &[u8]) {
    for gap in [b"\r\n\r\n".as_slice(), b"\n\n".as_slice()] {
        if let Some(place) = memchr::memmem::find(content, gap) {
            return (
                content.get(..place).unwrap_or_default(),
                content.get(place + gap.len()..).unwrap_or_default(),
            );
        }
    }
    (content, &[])
}

fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|part| {
        let (key, value) = part.split_once('=')?;
        let is_it = key.trim().eq_ignore_ascii_case(name);
        is_it.then(|| value.trim().trim_matches('"').to_owned())
    })
}

fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = format!("--{boundary}");
    let places: Vec<usize> = memchr::memmem::find_iter(body, mark.as_bytes()).take(1000).collect();
    let pairs = places.iter().zip(places.iter().skip(1));
    pairs
        .filter_map(|(from, to)| body.get(from + mark.len()..*to))
        .map(|part| {
            let blank = part.iter().take_while(|byte| **byte == b'\r' || **byte == b'\n').count();
            part.get(blank..).unwrap_or_default()
        })
        .collect()
}

/// Encoded words: =?utf-8?B?…?=.
fn words(value: &str) -> String {
    let mut plain_text = String::new();
    let mut rest = value;
    while let Some((before, word)) = rest.split_once("=?") {
        let mut fields = word.splitn(4, '?');
        let (Some(charset), Some(kind), Some(data), Some(after)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            break;
        };
        if !before.trim().is_empty() || plain_text.is_empty() {
            plain_text.push_str(before);
        }
        let bytes = if kind.eq_ignore_ascii_case("b") {
            base64(data.as_bytes())
        } else {
            quoted(data.as_bytes(), true)
        };
        plain_text.push_str(&plain::decode_as(charset, &bytes));
        rest = after.strip_prefix('=').unwrap_or(after);
    }
    plain_text.push_str(rest);
    plain_text
}

fn base64(data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(data.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in data {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).unwrap_or_default());
            bits &= (1 << count) - 1;
        }
    }
    bytes
}

fn quoted(data: &[u8], is_word: bool) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Vec::with_capacity(data.len());
    let mut rest = data;
    while let [first, after @ ..] = rest {
        match (first, after) {
            (b'=', [b'\r', b'\n', later @ ..] | [b'\n', later @ ..]) => rest = later,
            (b'=', [high, low, later @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high * 16 + low);
                    rest = later;
                }
                _ => {
                    bytes.push(b'=');
                    rest = after;
                }
            },
            (b'_', _) if is_word => {
                bytes.push(b' ');
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    bytes
}
