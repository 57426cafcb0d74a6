//! 档案盒: labels for spines of 20, 30, 40 and 50 mm, the cover, and the 备考表 that lies last in the box.

use super::super::{PrintOrder, day_in, failed, pdf_of};
use super::{ClassWords, faces, fate, fitting, last_part, person};
use crate::model::{Problem, RecordId, Stored};
use crate::print::drawing::Anchor;
use crate::print::font::Typeface;
use crate::print::paper::{A4_HEIGHT, A4_WIDTH, BLACK, Face, POINTS, Sheet, TableBook};
use crate::records::archive::{ArchiveBox, ArchiveItem};

/// A label of a spine: the box is 310 mm high, a sheet takes this much of it with room for the knife.
const LABEL_HEIGHT: f64 = 270.0;
/// White around the labels on a sheet.
const MARGIN: f64 = 10.0;
/// Between two labels.
const GAP: f64 = 5.0;
/// Front of a box in millimetres (DA/T 22-2015 6.4.2).
const COVER: (f64, f64) = (220.0, 310.0);
/// Thickness of lines in millimetres.
const THIN: f64 = 0.25;

fn boxes(order: &PrintOrder<'_>) -> Result<Vec<(Stored<ArchiveBox>, ClassWords)>, Problem> {
    let mut found = Vec::new();
    for view in order.records("archive_box")? {
        let Some(stored) = view.row.typed::<ArchiveBox>() else { continue };
        let of = &stored.record;
        let links = (of.fonds, of.category, of.division);
        let words = ClassWords::of(order.reader, links, of.year, of.retention, order.language)?;
        found.push((stored, words));
    }
    found.sort_by(|one, other| one.0.record.number.cmp(&other.0.record.number));
    Ok(found)
}

/// `box-spines`
pub(in super::super) fn spines(order: &PrintOrder<'_>) -> Result<Vec<u8>, Problem> {
    order.require_pdf()?;
    let typeface = faces()?;
    let title = order.language.text("print.spines");
    let (mut sheets, mut sheet, mut x) = (Vec::new(), Sheet::a4(title), MARGIN);
    for (stored, words) in boxes(order)? {
        let width: f64 = i32::try_from(stored.record.spine.millimetres()).map_or(30.0, f64::from);
        if x + width > A4_WIDTH - MARGIN {
            sheets.push(std::mem::replace(&mut sheet, Sheet::a4(title)));
            x = MARGIN;
        }
        spine(&mut sheet, &typeface, order, x, width, &stored.record, &words);
        x += width + GAP;
    }
    sheets.push(sheet);
    pdf_of(&sheets)
}

/// One label: 全宗号, 门类, 年度, 保管期限, 机构, 起止件号, 盒号 (DA/T 22-2015 6.4.4).
fn spine(
    sheet: &mut Sheet,
    typeface: &Typeface,
    order: &PrintOrder<'_>,
    x: f64,
    width: f64,
    of: &ArchiveBox,
    words: &ClassWords,
) {
    let range = match (of.first.as_str(), of.last.as_str()) {
        ("", _) => String::new(),
        (first, last) if first == last => first.to_owned(),
        (first, last) => format!("{first}—{last}"),
    };
    let cells = [
        ("fonds.code", words.fonds_code.as_str(), 1.0),
        ("archive_item.category", words.category.as_str(), 1.0),
        ("archive_item.year", &words.year.to_string(), 1.0),
        ("archive_item.retention", words.retention.as_str(), 1.0),
        ("archive_item.division", words.division.as_str(), 3.0),
        ("print.item_range", &range, 1.0),
        ("archive_box.number", last_part(&of.number).trim_start_matches('H'), 1.0),
    ];
    let whole: f64 = cells.iter().map(|(_, _, share)| share).sum();
    let mut y = (A4_HEIGHT - LABEL_HEIGHT) / 2.0;
    for (key, value, share) in cells {
        let height = LABEL_HEIGHT * share / whole;
        sheet.frame(x, y, width, height, THIN, BLACK);
        let middle = x + width / 2.0;
        let caption = order.language.text(key);
        let size = fitting(typeface, caption, false, 7.5, width - 2.0);
        sheet.text((middle, y + 4.5), size, Face::Song, Anchor::Middle, BLACK, caption);
        if share > 1.0 && value.chars().all(|of| u32::from(of) >= 0x2e80) {
            upright(sheet, value, (middle, y + 6.0), height - 8.0, width);
        } else {
            let size = fitting(typeface, value, true, 16.0, width - 2.0);
            let base = y + 5.0 + (height - 5.0) / 2.0 + size * 0.36 / POINTS;
            sheet.text((middle, base), size, Face::Hei, Anchor::Middle, BLACK, value);
        }
        y += height;
    }
}

/// Characters one below the other, in the middle of a height.
fn upright(sheet: &mut Sheet, text: &str, (x, top): (f64, f64), height: f64, width: f64) {
    let count = text.chars().count().max(1);
    let count = u32::try_from(count).map_or(1.0, f64::from);
    let size = (height / count / 1.15 * POINTS).min(18.0).min((width - 4.0) * POINTS);
    let step = size * 1.15 / POINTS;
    let mut base = top + (height - step * count) / 2.0 + size * 0.88 / POINTS;
    for character in text.chars() {
        sheet.text((x, base), size, Face::Hei, Anchor::Middle, BLACK, &character.to_string());
        base += step;
    }
}

/// `box-covers`
pub(in super::super) fn covers(order: &PrintOrder<'_>) -> Result<Vec<u8>, Problem> {
    order.require_pdf()?;
    let typeface = faces()?;
    let mut sheets = Vec::new();
    for (stored, words) in boxes(order)? {
        let mut sheet = Sheet::of(COVER.0, COVER.1, order.language.text("print.covers"));
        let middle = COVER.0 / 2.0;
        let size = fitting(&typeface, &words.fonds_name, true, 32.0, COVER.0 - 40.0);
        sheet.text((middle, 92.0), size, Face::Title, Anchor::Middle, BLACK, &words.fonds_name);
        sheet.rule(40.0, COVER.0 - 40.0, 100.0, 0.5, BLACK);
        let lines = [
            ("fonds.code", words.fonds_code.clone()),
            ("archive_item.year", words.year.to_string()),
            ("archive_item.retention", words.retention.clone()),
            ("archive_item.division", words.division.clone()),
            ("archive_box.number", stored.record.number.clone()),
        ];
        let mut y = 210.0;
        for (key, value) in lines.into_iter().filter(|(_, value)| !value.is_empty()) {
            sheet.text((88.0, y), 14.0, Face::Song, Anchor::End, BLACK, order.language.text(key));
            let size = fitting(&typeface, &value, true, 14.0, COVER.0 - 120.0);
            sheet.text((94.0, y), size, Face::Hei, Anchor::Start, BLACK, &value);
            y += 12.0;
        }
        sheets.push(sheet);
    }
    pdf_of(&sheets)
}

/// What lay in a box and is gone, a line each: 盒内文件情况说明 tells why a number is missing.
fn gone_from(order: &PrintOrder<'_>, of: RecordId) -> Result<String, Problem> {
    let mut items: Vec<Stored<ArchiveItem>> = Vec::new();
    for (_, view, field) in order.reader.referring(of)? {
        items.extend(view.row.typed::<ArchiveItem>().filter(|_| field.key == "in_box"));
    }
    items.sort_by(|one, other| one.record.number.cmp(&other.record.number));
    let mut told = String::new();
    for item in &items {
        let fate = fate(order.reader, item, order.language)?;
        if !fate.is_empty() {
            told.push_str(&item.record.number);
            told.push_str("  ");
            told.push_str(&fate);
            told.push('\n');
        }
    }
    Ok(told)
}

/// `box-notes`: 备考表
pub(in super::super) fn notes(order: &PrintOrder<'_>) -> Result<Vec<u8>, Problem> {
    order.require_pdf()?;
    let language = order.language;
    let mut sheets = Vec::new();
    for (stored, words) in boxes(order)? {
        let of = &stored.record;
        let gone = gone_from(order, stored.meta.id)?;
        let label = |key: &'static str| language.text(key).to_owned();
        let mut book =
            TableBook::new(language.text("print.box_notes"), &words.line(language)).map_err(failed)?;
        let rows = [
            vec![label("archive_box.number"), of.number.clone()],
            vec![label("archive_box.items"), of.items.to_string()],
            vec![label("archive_box.pages"), of.pages.to_string()],
            // Room to write by hand.
            vec![label("archive_box.note"), format!("{gone}{}\n\n\n\n\n\n\n\n\n\n\n\n", of.note)],
            vec![label("archive_box.arranged_by"), person(order.reader, of.arranged_by)?],
            vec![label("archive_box.arranged_on"), day_in(language, of.arranged_on)],
            vec![label("archive_box.checked_by"), person(order.reader, of.checked_by)?],
            vec![label("archive_box.checked_on"), day_in(language, of.checked_on)],
        ];
        book.form(&[1.2, 4.0], &rows);
        sheets.extend(book.finish());
    }
    pdf_of(&sheets)
}
