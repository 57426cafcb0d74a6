//! The lines of a paper below its title, and on which page each of them stands.

use std::ops::Range;

use super::flow::{Line, lines, width};
use super::measures::{CHARACTERS, PITCH};
use super::official::parts;
use super::{Face, OfficialPaper};
use crate::print::font::Typeface;
use crate::rules::paper::PaperForm;

/// What a line is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// 正文
    Text,
    /// A heading within it, which stands on the page of what it heads.
    Heading,
    /// 主送机关, 附件说明
    Beside,
    /// An empty line; a page does not begin with one.
    Blank,
    /// 署名, 成文日期, 附注
    Closing,
}

/// A line and what it is of.
pub(super) struct Row {
    pub(super) kind: Kind,
    pub(super) line: Line,
}

/// The lines of a paper: down to 附件说明, then those that sign it.
pub(super) struct Rows {
    pub(super) text: Vec<Row>,
    pub(super) closing: Vec<Row>,
}

impl Rows {
    pub(super) fn of(paper: &OfficialPaper, typeface: &Typeface) -> Self {
        let mut text = Vec::new();
        let plain = |text: &str, first: f64, others: f64, kind: Kind| {
            rows(typeface, &[(Face::Fang, text)], first, others, kind)
        };
        let is_minutes = paper.form == PaperForm::Minutes;
        if let Some(addressee) = addressee(paper) {
            text.extend(plain(&addressee, 0.0, 0.0, Kind::Beside));
        }
        for paragraph in paper.body.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let parts = parts(paragraph);
            let kind = match parts.as_slice() {
                [(Face::Hei | Face::Kai, _)] => Kind::Heading,
                _ => Kind::Text,
            };
            text.extend(rows(typeface, &parts, 2.0, 0.0, kind));
        }
        for (place, (first, others, annex)) in annexes(paper).into_iter().enumerate() {
            if place == 0 {
                text.push(Row { kind: Kind::Blank, line: Line::new() });
            }
            text.extend(plain(&annex, first, others, Kind::Beside));
        }
        if is_minutes {
            for (place, (label, names)) in attendance(paper).enumerate() {
                if place == 0 {
                    text.push(Row { kind: Kind::Blank, line: Line::new() });
                }
                let parts = [(Face::Hei, label.as_str()), (Face::Fang, names.as_str())];
                text.extend(rows(typeface, &parts, 2.0, 5.0, Kind::Text));
            }
        }
        let closing = if is_minutes { Vec::new() } else { closing(paper, typeface) };
        Self { text, closing }
    }
}

fn rows(typeface: &Typeface, parts: &[(Face, &str)], first: f64, others: f64, kind: Kind) -> Vec<Row> {
    lines(typeface, parts, first, others).into_iter().map(|line| Row { kind, line }).collect()
}

/// 主送机关 above the text, which 纪要 has not.
pub(super) fn addressee(paper: &OfficialPaper) -> Option<String> {
    let addressee = paper.addressee.trim().trim_end_matches(['：', ':']);
    (!addressee.is_empty() && paper.form != PaperForm::Minutes).then(|| format!("{addressee}："))
}

/// 附件说明: the indents of the first line and of the others in characters, and what stands there.
pub(super) fn annexes(paper: &OfficialPaper) -> Vec<(f64, f64, String)> {
    let several = paper.annexes.len() > 1;
    let others = if several { 6.0 } else { 5.0 };
    let annexes = paper.annexes.iter().enumerate();
    annexes
        .map(|(place, annex)| {
            let number = if several { format!("{}. ", place + 1) } else { String::new() };
            let (first, label) = if place == 0 { (2.0, "附件：") } else { (5.0, "") };
            (first, others, format!("{label}{number}{annex}"))
        })
        .collect()
}

/// 出席, 请假 and 列席, with their names on a line.
pub(super) fn attendance(paper: &OfficialPaper) -> impl Iterator<Item = (String, String)> {
    let named = paper.attendance.iter().filter(|(_, names)| !names.trim().is_empty());
    named.map(|(label, names)| (format!("{label}："), names.trim().replace('\n', "　")))
}

/// 附注 in its brackets.
pub(super) fn note(paper: &OfficialPaper) -> Option<String> {
    let note = paper.contact.trim_matches(['（', '）', '(', ')']);
    (!note.is_empty()).then(|| format!("（{note}）"))
}

/// 署名 in the middle over 成文日期, which ends four characters before the edge, with room for a seal (7.3.5.1).
fn closing(paper: &OfficialPaper, typeface: &Typeface) -> Vec<Row> {
    if paper.dated.is_empty() {
        return Vec::new();
    }
    let right = |text: &str, free: f64| {
        let starts = CHARACTERS - free - width(typeface, text, Face::Fang) / PITCH;
        rows(typeface, &[(Face::Fang, text)], starts.max(0.0), 0.0, Kind::Closing)
    };
    let mut found: Vec<Row> = (0..2).map(|_| Row { kind: Kind::Blank, line: Line::new() }).collect();
    let date_width = width(typeface, &paper.dated, Face::Fang) / PITCH;
    let name_width = width(typeface, &paper.issuer, Face::Fang) / PITCH;
    found.extend(right(&paper.issuer, (4.0 + (date_width - name_width) / 2.0).max(0.0)));
    found.extend(right(&paper.dated, 4.0));
    if let Some(note) = note(paper) {
        found.extend(rows(typeface, &[(Face::Fang, &note)], 2.0, 0.0, Kind::Closing));
    }
    found
}

/// How many lines there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Room {
    /// On the page.
    pub(super) whole: usize,
    /// On the page above 版记.
    pub(super) above_imprint: usize,
}

/// Lines of the text that stand over a signature: no page has the signature, or 版记, alone (7.3.5.4).
const OVER_SIGNATURE: usize = 2;

/// Which lines stand on which page, the last of which has room for 版记 where one can have it with text.
pub(super) fn pages(text: &[Kind], closing: usize, first: Room, others: Room) -> Vec<Range<usize>> {
    let whole = text.len() + closing;
    let lines_of = |range: &Range<usize>| {
        let kinds = text.get(range.start..range.end.min(text.len())).unwrap_or_default();
        kinds.iter().filter(|kind| matches!(kind, Kind::Text | Kind::Heading)).count()
    };
    let wanted = lines_of(&(0..text.len())).min(OVER_SIGNATURE);
    let mut found = filled(text, text.len(), first.whole, others.whole);
    let is_one = found.len() < 2;
    let Some(last) = found.last_mut() else { return found };
    let room = if is_one { first } else { others };
    let has_end = closing > 0 || room.above_imprint < room.whole;
    let has_text = is_one || !has_end || lines_of(last) >= wanted;
    if has_text && last.len() + closing <= room.above_imprint {
        last.end = whole;
        return found;
    }
    // The last lines go on to the page of what closes the paper: no more than it has room for.
    let room = [others.above_imprint, others.whole].into_iter().find(|room| *room > closing);
    let most = room.unwrap_or(others.whole).saturating_sub(closing);
    let mut cut = text.len();
    while cut > 0 && text.len() - cut < most {
        let is_heading = text.get(cut - 1) == Some(&Kind::Heading);
        if lines_of(&(cut..text.len())) >= wanted && !is_heading {
            break;
        }
        cut -= 1;
    }
    let mut found = filled(text, cut, first.whole, others.whole);
    found.push(cut..whole);
    found
}

/// Fills pages with the lines of a text up to one of them.
fn filled(text: &[Kind], until: usize, first: usize, others: usize) -> Vec<Range<usize>> {
    let kind = |place: usize| text.get(place).copied();
    let mut found = Vec::new();
    let (mut start, mut room) = (0, first);
    let mut place = 0;
    while place < until {
        let headings = (place..until).take_while(|of| kind(*of) == Some(Kind::Heading)).count();
        let needed = headings + 1;
        let taken = place - start;
        if taken + needed > room && (taken > 0 || room < others) {
            found.push(start..place);
            while place < until && kind(place) == Some(Kind::Blank) {
                place += 1;
            }
            (start, room) = (place, others);
            continue;
        }
        place += 1;
    }
    if start < until || found.is_empty() {
        found.push(start..until);
    }
    found
}
