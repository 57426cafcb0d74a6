//! 归档文件目录: 序号 档号 文号 责任者 题名 日期 密级 页数 备注, one catalogue a class with its cover (DA/T 22-2015 6.3).

use std::collections::BTreeMap;

use super::super::{PrintOrder, failed, pdf_of};
use super::{ClassWords, faces, fate, fitting, items};
use crate::model::{Message, Problem, Stored};
use crate::print::drawing::Anchor;
use crate::print::paper::{A4_WIDTH, BLACK, Face, Sheet, TableBook, TableColumn};
use crate::records::archive::{ArchiveItem, ArchiveItemState};
use crate::text::Language;

/// The columns and their shares of the width.
const COLUMNS: [(&str, f64); 9] = [
    ("print.row_number", 0.75),
    ("archive_item.number", 2.7),
    ("archive_item.document_number", 1.8),
    ("archive_item.author", 1.6),
    ("archive_item.title", 3.6),
    ("print.date", 1.65),
    ("print.secrecy", 0.9),
    ("archive_item.pages", 0.85),
    ("archive_item.note", 1.1),
];

/// `archive-catalogue`
pub(in super::super) fn write(order: &PrintOrder<'_>) -> Result<Vec<u8>, Problem> {
    order.require_pdf()?;
    let language = order.language;
    let mut classes: BTreeMap<ClassWords, Vec<Stored<ArchiveItem>>> = BTreeMap::new();
    // A catalogue lists what was filed: what waits to be has no number yet.
    for item in items(order)?.into_iter().filter(|item| item.record.state != ArchiveItemState::Pending) {
        let words = ClassWords::of_item(order.reader, &item.record, language)?;
        classes.entry(words).or_default().push(item);
    }
    if classes.is_empty() {
        return Err(Problem::input(Message::new("print.nothing")));
    }
    let mut sheets = Vec::new();
    for (words, items) in classes {
        sheets.push(cover(&words, language)?);
        let columns = COLUMNS.map(|(key, share)| TableColumn { title: language.text(key).to_owned(), share });
        let mut rows = Vec::with_capacity(items.len());
        for (place, item) in items.iter().enumerate() {
            rows.push(row(place, item, &fate(order.reader, item, language)?, language));
        }
        let title = language.text("print.catalogue");
        let mut book = TableBook::new(title, &words.line(language)).map_err(failed)?;
        book.table(&columns, &rows);
        sheets.extend(book.finish());
    }
    pdf_of(&sheets)
}

/// A line of the catalogue. What is gone keeps its line, and 备注 says what became of it.
fn row(place: usize, item: &Stored<ArchiveItem>, fate: &str, language: Language) -> Vec<String> {
    let of = &item.record;
    let mark = item.meta.mark.as_ref().map(|mark| mark.shown(language)).unwrap_or_default();
    vec![
        (place + 1).to_string(),
        of.number.clone(),
        of.document_number.clone(),
        of.author.clone(),
        of.title.clone(),
        // 8 digits (DA/T 22-2015 6.3.2 f).
        of.formed_on.map(|day| day.format("%Y%m%d").to_string()).unwrap_or_default(),
        mark,
        if of.pages > 0 { of.pages.to_string() } else { String::new() },
        [fate, &of.note].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n"),
    ]
}

/// 封面: 全宗号, 全宗名称, 门类, 年度, 保管期限, 机构(问题).
fn cover(words: &ClassWords, language: Language) -> Result<Sheet, Problem> {
    /// What a line of the cover has room for, in millimetres.
    const VALUE_WIDTH: f64 = 93.0;
    let typeface = faces()?;
    let title = language.text("print.catalogue");
    let mut sheet = Sheet::a4(title);
    let middle = A4_WIDTH / 2.0 + 5.0;
    sheet.text((middle, 90.0), 28.0, Face::Title, Anchor::Middle, BLACK, title);
    let lines = [
        ("fonds.code", words.fonds_code.clone()),
        ("fonds.name", words.fonds_name.clone()),
        ("archive_item.category", words.category_words()),
        ("archive_item.year", words.year.to_string()),
        ("archive_item.retention", words.retention.clone()),
        ("archive_item.division", words.division.clone()),
    ];
    let mut y = 150.0;
    for (key, value) in lines {
        sheet.text((82.0, y), 16.0, Face::Song, Anchor::End, BLACK, language.text(key));
        let size = fitting(&typeface, &value, true, 16.0, VALUE_WIDTH);
        sheet.text((90.0, y), size, Face::Hei, Anchor::Start, BLACK, &value);
        sheet.rule(88.0, 92.0 + VALUE_WIDTH, y + 2.0, 0.2, BLACK);
        y += 16.0;
    }
    Ok(sheet)
}
