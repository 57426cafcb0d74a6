//! 档案销毁清册 and 移交清册: what leaves the archive with who answers for it, and the certificate of what was carried out.

use super::super::{PrintOrder, day_in, failed, pdf_of};
use super::{faces, is_of, person};
use crate::desk::Reader;
use crate::model::{Choice as _, Id, Problem, RecordId, Stored};
use crate::print::drawing::Anchor;
use crate::print::paper::{A4_WIDTH, BLACK, Face, Sheet, TableBook, TableColumn, prose_lines};
use crate::records::archive::{ArchiveItem, Disposal, DisposalKind, DisposalLine, DisposalState, Retention};
use crate::text::Language;

/// Where the text of a certificate begins, and how wide it runs, in millimetres.
const TEXT_LEFT: f64 = 30.0;
const TEXT_WIDTH: f64 = 150.0;

const COLUMNS: [(&str, f64); 7] = [
    ("print.row_number", 0.75),
    ("archive_item.number", 2.8),
    ("archive_item.title", 4.2),
    ("archive_item.formed_on", 1.8),
    ("archive_item.retention", 1.3),
    ("archive_item.pages", 0.85),
    ("disposal_line.reason", 2.0),
];

/// `disposal`: the list, and the certificate where it was carried out.
pub(in super::super) fn write(order: &PrintOrder<'_>) -> Result<Vec<u8>, Problem> {
    order.require_pdf()?;
    let mut sheets = Vec::new();
    for view in order.records("disposal")? {
        let Some(list) = view.row.typed::<Disposal>() else { continue };
        sheets.extend(list_sheets(order, &list)?);
        if list.record.state == DisposalState::Done && list.record.kind == DisposalKind::Destroy {
            sheets.push(certificate(order, &list.record)?);
        }
    }
    pdf_of(&sheets)
}

fn lines(
    reader: &Reader,
    list: RecordId,
) -> Result<Vec<(Stored<DisposalLine>, Option<Stored<ArchiveItem>>)>, Problem> {
    let mut found = Vec::new();
    for line in reader.all::<DisposalLine>()? {
        if !is_of(line.record.disposal.map(Id::erase), list) {
            continue;
        }
        let item = match line.record.item {
            Some(item) => reader.find(item)?,
            None => None,
        };
        found.push((line, item));
    }
    found.sort_by(|one, other| {
        let number =
            |item: &Option<Stored<ArchiveItem>>| item.as_ref().map(|item| item.record.number.clone());
        number(&one.1).cmp(&number(&other.1))
    });
    Ok(found)
}

fn title_of(kind: DisposalKind) -> &'static str {
    match kind {
        DisposalKind::Destroy => "print.destruction_list",
        DisposalKind::Transfer => "print.transfer_list",
        DisposalKind::Extend => "print.extension_list",
    }
}

fn list_sheets(order: &PrintOrder<'_>, list: &Stored<Disposal>) -> Result<Vec<Sheet>, Problem> {
    let language = order.language;
    let of = &list.record;
    let under = format!("{} {}    {}", language.text("disposal.number"), of.number, of.title);
    let mut book = TableBook::new(language.text(title_of(of.kind)), &under).map_err(failed)?;
    let columns = COLUMNS.map(|(key, share)| TableColumn { title: language.text(key).to_owned(), share });
    let mut rows = Vec::new();
    for (place, (line, item)) in lines(order.reader, list.meta.id)?.into_iter().enumerate() {
        rows.push(row(place, &line.record, item.as_ref().map(|item| &item.record), language));
    }
    book.table(&columns, &rows);
    let label = |key: &'static str| language.text(key).to_owned();
    let (first, second) = match of.kind {
        DisposalKind::Transfer => ("print.handed_over_by", "print.supervised_by"),
        DisposalKind::Extend => ("print.first_appraiser", "print.second_appraiser"),
        DisposalKind::Destroy => ("print.first_witness", "print.second_witness"),
    };
    let count =
        language.fill("print.count", &[("items", &of.items.to_string()), ("pages", &of.pages.to_string())]);
    let mut form = vec![
        vec![label("print.total"), count],
        vec![label("disposal.group"), of.group.join(language.list_separator())],
        vec![label("disposal.opinion"), of.opinion.clone()],
        vec![label("disposal.approved_by"), signed(order, of.approved_by, of.approved_on)?],
        vec![label("disposal.head"), signed(order, of.head, of.confirmed_on)?],
        vec![label("disposal.method"), of.method.clone()],
        vec![label(first), signed(order, of.first_witness, of.first_signed_on)?],
        vec![label(second), signed(order, of.second_witness, of.done_on)?],
    ];
    if of.kind != DisposalKind::Destroy {
        form.retain(|row| row.first() != Some(&label("disposal.head")));
    }
    if of.kind == DisposalKind::Transfer {
        let received = format!("{}  {}", of.receiver, of.receiver_name);
        form.push(vec![
            label("print.received_by"),
            signature(&received, &day_in(language, of.done_on), language),
        ]);
    }
    form.push(vec![label("disposal.list_hash"), of.list_hash.clone()]);
    book.form(&[1.3, 5.0], &form);
    Ok(book.finish())
}

fn row(place: usize, line: &DisposalLine, item: Option<&ArchiveItem>, language: Language) -> Vec<String> {
    let Some(item) = item else {
        return vec![(place + 1).to_string(), "—".to_owned()];
    };
    let retention = Retention::SET.text_key(item.retention.code()).map_or("", |key| language.text(key));
    vec![
        (place + 1).to_string(),
        item.number.clone(),
        item.title.clone(),
        item.formed_on.map(|day| day.to_string()).unwrap_or_default(),
        retention.to_owned(),
        if item.pages > 0 { item.pages.to_string() } else { String::new() },
        line.reason.clone(),
    ]
}

/// A name, room for the signature, and the day.
fn signature(name: &str, day: &str, language: Language) -> String {
    language.fill("print.signature_line", &[("name", name), ("day", day)])
}

fn signed(
    order: &PrintOrder<'_>,
    by: Option<Id<crate::records::organisation::Person>>,
    on: Option<chrono::NaiveDate>,
) -> Result<String, Problem> {
    Ok(signature(&person(order.reader, by)?, &day_in(order.language, on), order.language))
}

/// 档案销毁证明, which is kept for ever.
fn certificate(order: &PrintOrder<'_>, of: &Disposal) -> Result<Sheet, Problem> {
    let language = order.language;
    let title = language.text("print.certificate");
    let mut sheet = Sheet::a4(title);
    sheet.text((A4_WIDTH / 2.0, 60.0), 24.0, Face::Title, Anchor::Middle, BLACK, title);
    let (items, pages) = (of.items.to_string(), of.pages.to_string());
    let (first, second) = (person(order.reader, of.first_witness)?, person(order.reader, of.second_witness)?);
    // Lists of earlier versions were approved by one.
    let mut approved = vec![person(order.reader, of.approved_by)?];
    if of.head.is_some() && of.head != of.approved_by {
        approved.push(person(order.reader, of.head)?);
    }
    let approved = approved.join(if language == Language::English { " and " } else { "、" });
    let arguments = [
        ("number", of.number.as_str()),
        ("title", of.title.as_str()),
        ("items", items.as_str()),
        ("pages", pages.as_str()),
        ("approved", approved.as_str()),
        ("first", first.as_str()),
        ("second", second.as_str()),
        ("method", of.method.as_str()),
    ];
    let mut y = 85.0;
    let gap = if language == Language::English { " " } else { "" };
    let text = ["print.certificate_what", "print.certificate_how", "print.certificate_who"]
        .map(|key| language.fill(key, &arguments))
        .join(gap);
    for line in prose_lines(&faces()?, &text, 14.0, TEXT_WIDTH) {
        sheet.text((TEXT_LEFT, y), 14.0, Face::Fang, Anchor::Start, BLACK, &line);
        y += 9.0;
    }
    y += 12.0;
    for line in [format!("SHA-256  {}", of.list_hash), day_in(language, of.done_on)] {
        sheet.text((30.0, y), 10.0, Face::Song, Anchor::Start, BLACK, &line);
        y += 8.0;
    }
    y += 16.0;
    for (key, name) in [("print.first_witness", &first), ("print.second_witness", &second)] {
        let text = format!("{}  {name}", language.text(key));
        sheet.text((30.0, y), 14.0, Face::Fang, Anchor::Start, BLACK, &text);
        sheet.rule(110.0, 180.0, y + 2.0, 0.2, BLACK);
        y += 18.0;
    }
    Ok(sheet)
}
