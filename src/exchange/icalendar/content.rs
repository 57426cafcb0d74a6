//! Bytes to content lines (RFC 5545 §3.1): charset, folding, names, parameters, texts.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;
use memchr::memchr;

use super::component::Refusal;
use crate::exchange::decode::text_of;
use crate::model::Message;

/// One unfolded line.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    /// Where it begins in the file, from 1.
    pub(super) number: u64,
    /// The whole of it.
    pub(super) raw: Cow<'a, str>,
    name_end: usize,
    value_begin: usize,
}

impl<'a> Line<'a> {
    /// A line that was unfolded before.
    pub(super) fn read(line: &'a str) -> Option<Self> {
        match Lines::new(line).next() {
            Ok(Next::Line(line)) => Some(line),
            _ => None,
        }
    }
}

impl Line<'_> {
    /// Its name as written.
    pub(super) fn name(&self) -> &str {
        self.raw.get(..self.name_end).unwrap_or_default()
    }

    /// Whether it has this name; letters count the same in both cases.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name)
    }

    /// Its value as written.
    pub(super) fn value(&self) -> &str {
        self.raw.get(self.value_begin..).unwrap_or_default()
    }

    /// Between name and value.
    fn parameters(&self) -> &str {
        let end = self.value_begin.saturating_sub(1);
        self.raw.get(self.name_end..end).unwrap_or_default()
    }

    /// Whether it has parameters.
    pub(super) fn has_parameters(&self) -> bool {
        !self.parameters().is_empty()
    }

    /// The value of a parameter, without quotes.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let mut rest = self.parameters();
        while let Some(part) = rest.strip_prefix(';') {
            let end = unquoted(part, b";").unwrap_or(part.len());
            let (this, next) = part.split_at(end);
            rest = next;
            if let Some((key, value)) = this.split_once('=')
                && key.eq_ignore_ascii_case(name)
            {
                return Some(value.trim_matches('"'));
            }
        }
        None
    }
}

/// The place of the first of some bytes that stands outside of quotes.
fn unquoted(text: &str, wanted: &[u8]) -> Option<usize> {
    let mut quoted = false;
    text.bytes().position(|byte| {
        if byte == b'"' {
            quoted = !quoted;
        }
        !quoted && wanted.contains(&byte)
    })
}

/// The value of a line: what follows the first colon outside of quotes.
pub(super) fn value_of(line: &str) -> &str {
    unquoted(line, b":").and_then(|colon| line.get(colon + 1..)).unwrap_or_default()
}

/// The text of a calendar file: UTF-8 as RFC 5545 wants it, else GB18030, else what Western programs of old wrote.
pub(super) fn text(bytes: &[u8]) -> String {
    text_of(bytes).unwrap_or_else(|_| WINDOWS_1252.decode(bytes).0.into_owned())
}

/// The lines of a text, unfolded, in order.
pub(super) struct Lines<'a> {
    /// What was not read yet; `None` after the last line.
    rest: Option<&'a str>,
    /// The number of the line read last.
    number: u64,
}

/// A line longer than this is an attack.
const LONGEST: usize = 16 * 1024 * 1024;

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: Some(text), number: 0 }
    }

    /// The next line as it stands, and what comes after it.
    fn cut(&self) -> Option<(&'a str, Option<&'a str>)> {
        let rest = self.rest?;
        let (line, after) = match memchr(b'\n', rest.as_bytes()) {
            Some(end) => (rest.get(..end)?, rest.get(end + 1..)),
            None => (rest, None),
        };
        Some((line.strip_suffix('\r').unwrap_or(line), after))
    }

    /// Whether the next line continues the one before it.
    fn is_continued(&self) -> bool {
        self.rest.is_some_and(|rest| rest.starts_with([' ', '\t']))
    }

    fn pass(&mut self, after: Option<&'a str>) {
        self.rest = after;
        self.number += 1;
    }
}

/// What the next place of a file holds.
pub(super) enum Next<'a> {
    Line(Line<'a>),
    /// An empty line.
    Blank(u64),
    End,
}

impl<'a> Lines<'a> {
    /// The next line.
    pub(super) fn next(&mut self) -> Result<Next<'a>, Refusal> {
        let Some((first, after)) = self.cut() else { return Ok(Next::End) };
        self.pass(after);
        let number = self.number;
        if first.trim().is_empty() {
            return Ok(Next::Blank(number));
        }
        let mut raw = Cow::Borrowed(first);
        while self.is_continued()
            && let Some((next, after)) = self.cut()
        {
            let more = next.get(1..).unwrap_or_default();
            // A line of white space between two components is no continuation of the first.
            if more.trim().is_empty() && raw.get(..4).is_some_and(|begin| begin.eq_ignore_ascii_case("END:"))
            {
                break;
            }
            raw.to_mut().push_str(more);
            if raw.len() > LONGEST {
                return Err(Refusal::new(number, "", Message::new("icalendar.long_line")));
            }
            self.pass(after);
        }
        let name_end = raw.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'-'));
        let broken = || {
            let shown: String = raw.chars().take(40).collect();
            Refusal::new(number, "", Message::new("icalendar.broken_line").with("text", shown))
        };
        let name_end = name_end.filter(|end| *end > 0).ok_or_else(broken)?;
        let after = raw.get(name_end..).unwrap_or_default();
        let value_begin = match after.bytes().next() {
            Some(b':') => name_end + 1,
            Some(b';') => name_end + unquoted(after, b":").ok_or_else(broken)? + 1,
            _ => return Err(broken()),
        };
        Ok(Next::Line(Line { number, raw, name_end, value_begin }))
    }
}

/// A TEXT value as it is read: `\n`, `\,`, `\;`, `\\`. Other backslashes, which many programs write, stay.
pub(super) fn unescaped(value: &str) -> String {
    if memchr(b'\\', value.as_bytes()).is_none() {
        return value.to_owned();
    }
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        match characters.peek() {
            Some('n' | 'N') => text.push('\n'),
            Some(escaped @ (',' | ';' | '\\' | '"' | ':')) => text.push(*escaped),
            _ => {
                text.push('\\');
                continue;
            }
        }
        characters.next();
    }
    text
}

/// A TEXT value as it is written.
pub(super) fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => {
                value.push('\\');
                value.push(character);
            }
            '\n' => value.push_str("\\n"),
            '\r' => {}
            other => value.push(other),
        }
    }
    value
}

/// A text as the value of a parameter: quoted where it must be, with the escapes of RFC 6868.
pub(super) fn escaped_parameter(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '^' => value.push_str("^^"),
            '\n' => value.push_str("^n"),
            '"' => value.push_str("^'"),
            other if other.is_control() => {}
            other => value.push(other),
        }
    }
    if value.contains([':', ';', ',']) { format!("\"{value}\"") } else { value }
}

/// Adds a line, folded at 75 octets between characters.
pub(super) fn push_folded(out: &mut String, line: &str) {
    let mut width = 0;
    for character in line.chars() {
        let length = character.len_utf8();
        if width + length > 75 {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(character);
        width += length;
    }
    out.push_str("\r\n");
}
