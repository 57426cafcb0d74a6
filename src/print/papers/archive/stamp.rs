//! 归档章: 45 × 16 mm, six cells, on labels or on the first page of a paper (DA/T 22-2015 6.2.3).

use super::super::{PrintOrder, pdf_of};
use super::{ClassWords, faces, fitting, is_gone, items, last_part};
use crate::desk::Reader;
use crate::model::{Message, Problem, RecordId};
use crate::print::drawing::Anchor;
use crate::print::font::Typeface;
use crate::print::paper::{A4_HEIGHT, A4_WIDTH, BLACK, Face, POINTS, RED, Sheet};
use crate::records::archive::{ArchiveItem, ArchiveItemState};
use crate::text::Language;

/// Its measures in millimetres.
pub(super) const WIDTH: f64 = 45.0;
pub(super) const HEIGHT: f64 = 16.0;

/// White around the labels of a sheet, and between them.
const MARGIN: f64 = 9.0;
const GAP: f64 = 4.0;

/// What stands in its cells, in two rows of three: 全宗号 年度 件号, 机构(问题) 保管期限 页数.
fn cells(reader: &Reader, item: &ArchiveItem) -> Result<[String; 6], Problem> {
    // A stamp is part of the archive and not of the window: it is written as archives write it.
    let words = ClassWords::of_item(reader, item, Language::SimplifiedChinese)?;
    let division = if words.division.chars().count() > 6 { words.division_code } else { words.division };
    let pages = if item.pages > 0 { item.pages.to_string() } else { String::new() };
    let number = last_part(&item.number).to_owned();
    Ok([words.fonds_code, words.year.to_string(), number, division, words.retention, pages])
}

fn draw(sheet: &mut Sheet, typeface: &Typeface, (x, y): (f64, f64), cells: &[String; 6], in_red: bool) {
    let ink = if in_red { RED } else { BLACK };
    let (wide, high) = (WIDTH / 3.0, HEIGHT / 2.0);
    sheet.frame(x, y, WIDTH, HEIGHT, 0.35, ink);
    sheet.rule(x, x + WIDTH, y + high, 0.2, ink);
    let mut left = x;
    let mut top = y;
    for (place, cell) in cells.iter().enumerate() {
        sheet.frame(left, top, wide, high, 0.2, ink);
        let size = fitting(typeface, cell, false, 10.0, wide - 1.0);
        let base = top + high / 2.0 + size * 0.36 / POINTS;
        sheet.text((left + wide / 2.0, base), size, Face::Song, Anchor::Middle, ink, cell);
        left += wide;
        if place == 2 {
            (left, top) = (x, y + high);
        }
    }
}

/// `filing-stamps`: labels to be stuck on first pages.
pub(in super::super) fn labels(order: &PrintOrder<'_>) -> Result<Vec<u8>, Problem> {
    order.require_pdf()?;
    let typeface = faces()?;
    let title = order.language.text("print.stamps");
    let (mut sheets, mut sheet, mut at) = (Vec::new(), Sheet::a4(title), (MARGIN, MARGIN));
    let mut items = items(order)?;
    items.retain(|item| !item.record.number.is_empty() && !is_gone(&item.record));
    if items.is_empty() {
        return Err(Problem::input(Message::new("print.nothing")));
    }
    for item in items {
        if at.0 + WIDTH > A4_WIDTH - MARGIN + 0.01 {
            at = (MARGIN, at.1 + HEIGHT + GAP);
        }
        if at.1 + HEIGHT > A4_HEIGHT - MARGIN {
            sheets.push(std::mem::replace(&mut sheet, Sheet::a4(title)));
            at = (MARGIN, MARGIN);
        }
        draw(&mut sheet, &typeface, at, &cells(order.reader, &item.record)?, false);
        at.0 += WIDTH + GAP;
    }
    sheets.push(sheet);
    pdf_of(&sheets)
}

/// Puts the stamp of the item that a paper is filed as on the paper's first page: in the middle of the white above the
/// text, which is 37 mm high (GB/T 9704-2012 5.2).
pub(in super::super) fn put_on(sheet: &mut Sheet, reader: &Reader, paper: RecordId) -> Result<(), Problem> {
    for (record_type, view, field) in reader.referring(paper)? {
        if record_type.name() != "archive_item" || !matches!(field.key, "incoming" | "outgoing") {
            continue;
        }
        let Some(item) = view.row.typed::<ArchiveItem>() else { continue };
        if item.record.state == ArchiveItemState::Pending || is_gone(&item.record) {
            continue;
        }
        let at = ((A4_WIDTH - WIDTH) / 2.0, (37.0 - HEIGHT) / 2.0);
        draw(sheet, &faces()?, at, &cells(reader, &item.record)?, true);
        break;
    }
    Ok(())
}
