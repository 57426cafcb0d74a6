//! XML and HTML as far as their text is concerned.

use super::Effort;

/// A piece of marked-up text.
pub(super) enum Piece<'a> {
    /// A tag that opens, with what stands in it after its name.
    Open(&'a str, &'a str),
    /// A tag that closes.
    Close(&'a str),
    /// Text, entities as written.
    Text(&'a str),
}

/// Visits the pieces of a text until the visitor answers `false`. What is no proper tag is passed over.
pub(super) fn walk<'a>(source: &'a str, visitor: &mut dyn FnMut(Piece<'a>) -> bool) {
    let mut rest = source;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        if !before.is_empty() && !visitor(Piece::Text(before)) {
            return;
        }
        let skip = |open: &str, close: &str| {
            tag.strip_prefix(open).map(|inner| match inner.split_once(close) {
                Some((inside, after)) => (inside, after),
                None => (inner, ""),
            })
        };
        if let Some((_, after)) = skip("<!--", "-->") {
            rest = after;
            continue;
        }
        if let Some((inside, after)) = skip("<![CDATA[", "]]>") {
            if !visitor(Piece::Text(inside)) {
                return;
            }
            rest = after;
            continue;
        }
        let Some((inside, after)) = tag.get(1..).and_then(|tag| tag.split_once('>')) else { return };
        rest = after;
        if inside.starts_with(['!', '?']) {
            continue;
        }
        let go_on = match inside.strip_prefix('/') {
            Some(name) => visitor(Piece::Close(name.trim())),
            None => {
                let is_empty = inside.ends_with('/');
                let inside = inside.trim_end_matches('/');
                let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
                visitor(Piece::Open(name, attributes)) && (!is_empty || visitor(Piece::Close(name)))
            }
        };
        if !go_on {
            return;
        }
    }
    if !rest.is_empty() {
        visitor(Piece::Text(rest));
    }
}

/// The value of an attribute.
pub(super) fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = attributes.split_once(&format!("{name}=\""))?;
    after.split_once('"').map(|(value, _)| value)
}

/// A text with its entities resolved.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        let (before, entity) = rest.split_at(start);
        plain.push_str(before);
        let end = entity.char_indices().take(12).find(|(_, of)| *of == ';').map(|(place, _)| place);
        let Some((name, after)) = end.and_then(|end| Some((entity.get(1..end)?, entity.get(end + 1..)?)))
        else {
            plain.push('&');
            rest = entity.get(1..).unwrap_or_default();
            continue;
        };
        let code = name.strip_prefix('#').and_then(|code| match code.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => code.parse().ok(),
        });
        let character = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some(' '),
            "mdash" => Some('—'),
            "hellip" => Some('…'),
            "middot" => Some('·'),
            "ldquo" => Some('“'),
            "rdquo" => Some('”'),
            _ => code.and_then(char::from_u32),
        };
        plain.extend(character);
        rest = after;
    }
    plain.push_str(rest);
    plain
}

/// Tags after which a line ends.
const BLOCKS: &[&str] = &[
    "p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "title", "table", "section", "article",
    "hr",
];

/// The text of a page, without its scripts and styles.
pub(super) fn html(source: &str, effort: &mut Effort) {
    let mut hidden: Option<String> = None;
    walk(source, &mut |piece| {
        match piece {
            Piece::Open(name, _) => {
                let name = name.to_ascii_lowercase();
                if hidden.is_none() && matches!(name.as_str(), "script" | "style") {
                    hidden = Some(name);
                }
            }
            Piece::Close(name) => {
                let name = name.to_ascii_lowercase();
                if hidden.as_ref() == Some(&name) {
                    hidden = None;
                }
                if BLOCKS.contains(&name.as_str()) {
                    effort.line();
                } else if name == "td" || name == "th" {
                    effort.push(" ");
                }
            }
            Piece::Text(text) if hidden.is_none() => {
                let words: Vec<String> = text.split_whitespace().map(unescape).collect();
                if !words.is_empty() {
                    if text.starts_with(char::is_whitespace) {
                        effort.push(" ");
                    }
                    effort.push(&words.join(" "));
                }
            }
            Piece::Text(_) => {}
        }
        effort.goes_on()
    });
}
