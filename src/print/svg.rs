//! A drawing as SVG 1.1, with text as text.

use std::fmt::Write as _;

use super::drawing::{Anchor, Drawing, Ink, Item, Stroke};
use crate::rules::org_view::Point;

/// The fonts asked for, best first: our own, then what systems carry.
const FAMILIES: &str =
    "'Chancery Sans SC','Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif";

/// Writes a drawing as an SVG document.
pub fn write(drawing: &Drawing) -> String {
    let (width, height) = (number(drawing.width), number(drawing.height));
    let mut svg = String::with_capacity(drawing.items.len() * 120 + 400);
    let title = escape(&drawing.title);
    append(
        &mut svg,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}pt\" height=\"{height}pt\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"{FAMILIES}\">\n<title>{title}</title>\n"
        ),
    );
    for item in &drawing.items {
        write_item(&mut svg, item);
    }
    svg.push_str("</svg>\n");
    svg
}

fn write_item(svg: &mut String, item: &Item) {
    match item {
        Item::Rect { rect, radius, fill, stroke } => {
            let (x, y) = (number(rect.x), number(rect.y));
            let (width, height) = (number(rect.width), number(rect.height));
            append(svg, format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\""));
            if *radius > 0.0 {
                append(svg, format_args!(" rx=\"{}\"", number(*radius)));
            }
            fill_and_stroke(svg, *fill, *stroke);
        }
        Item::Polyline { points, stroke } => {
            write_points(svg, "polyline", points);
            fill_and_stroke(svg, None, Some(*stroke));
        }
        Item::Area { points, fill } => {
            write_points(svg, "polygon", points);
            fill_and_stroke(svg, Some(*fill), None);
        }
        Item::Circle { centre, radius, fill, stroke } => {
            let (x, y, radius) = (number(centre.x), number(centre.y), number(*radius));
            append(svg, format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\""));
            fill_and_stroke(svg, *fill, *stroke);
        }
        Item::Portrait { centre, radius, picture } => {
            let Some(png) = picture.png() else { return };
            let (x, y, side) = (number(centre.x - radius), number(centre.y - radius), number(2.0 * radius));
            append(
                svg,
                format_args!(
                    "<image x=\"{x}\" y=\"{y}\" width=\"{side}\" height=\"{side}\" href=\"data:image/png;base64,{}\"/>\n",
                    base64(&png)
                ),
            );
        }
        Item::Text { position, anchor, size, is_bold, ink, text } => {
            let (x, y, size) = (number(position.x), number(position.y), number(*size));
            append(svg, format_args!("<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\""));
            match anchor {
                Anchor::Start => {}
                Anchor::Middle => svg.push_str(" text-anchor=\"middle\""),
                Anchor::End => svg.push_str(" text-anchor=\"end\""),
            }
            if *is_bold {
                svg.push_str(" font-weight=\"700\"");
            }
            paint(svg, "fill", *ink);
            append(svg, format_args!(">{}</text>\n", escape(text)));
        }
    }
}

fn write_points(svg: &mut String, element: &str, points: &[Point]) {
    append(svg, format_args!("<{element} points=\""));
    for (index, point) in points.iter().enumerate() {
        let space = if index == 0 { "" } else { " " };
        append(svg, format_args!("{space}{},{}", number(point.x), number(point.y)));
    }
    svg.push('"');
}

fn fill_and_stroke(svg: &mut String, fill: Option<Ink>, stroke: Option<Stroke>) {
    match fill {
        Some(ink) => paint(svg, "fill", ink),
        None => svg.push_str(" fill=\"none\""),
    }
    if let Some(stroke) = stroke {
        paint(svg, "stroke", stroke.ink);
        append(svg, format_args!(" stroke-width=\"{}\"", number(stroke.width)));
        if let Some((dash, gap)) = stroke.dash {
            append(svg, format_args!(" stroke-dasharray=\"{} {}\"", number(dash), number(gap)));
        }
    }
    svg.push_str("/>\n");
}

fn paint(svg: &mut String, attribute: &str, ink: Ink) {
    append(svg, format_args!(" {attribute}=\"#{:02x}{:02x}{:02x}\"", ink.r, ink.g, ink.b));
    if ink.a < 255 {
        append(svg, format_args!(" {attribute}-opacity=\"{}\"", number(f64::from(ink.a) / 255.0)));
    }
}

/// Bytes as text (RFC 4648, 4).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let joined =
            group.iter().chain([&0, &0]).take(3).fold(0_usize, |all, byte| all << 8 | usize::from(*byte));
        for digit in 0..4 {
            let value = joined >> (18 - 6 * digit) & 63;
            let is_there = digit <= group.len();
            text.push(if is_there { DIGITS.get(value).map_or('=', |digit| char::from(*digit)) } else { '=' });
        }
    }
    text
}

fn append(svg: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing into a `String` has no way to fail.
    let _ = svg.write_fmt(text);
}

/// A number with at most three decimals and no trailing zeros.
fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text for an XML document. Characters that XML 1.0 does not allow at all become U+FFFD.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                escaped.push('\u{fffd}');
            }
            other => escaped.push(other),
        }
    }
    escaped
}
