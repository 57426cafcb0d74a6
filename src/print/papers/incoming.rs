//! 公文处理单: a paper that came in with everything that was said of it, its readers and its reminders.

use super::{PrintOrder, failed, pdf_of};
use crate::desk::{Reader, Titles, View, civil_time, show};
use crate::model::{Id, Problem, RecordId, RecordType, Value};
use crate::print::paper::{TableColumn, table_sheets};
use crate::records;
use crate::records::archive::ArchiveItem;
use crate::records::documents::{Circulation, Outgoing, Urging};

/// The fields on the form, in its order.
const FIELDS: &[&str] = &[
    "number",
    "received_on",
    "sender",
    "sender_number",
    "title",
    "kind",
    "dated",
    SECRECY,
    "urgency",
    "copies",
    "copy_number",
    "pages",
    "handling",
    "signed_by",
    "due",
    "review",
    "proposal",
    EARLIER,
    "instruction",
    "instructed_by",
    "instructed_at",
    "lead_unit",
    "assisting",
    "handler",
    "result",
    "closed_on",
    ANSWERS,
    FILED_AS,
    "note",
];

/// 密级
const SECRECY: &str = "print.secrecy";
/// 批示 that another one took the place of.
const EARLIER: &str = "print.earlier_instruction";
/// 答复文号
const ANSWERS: &str = "print.answered_by";
/// 归档档号
const FILED_AS: &str = "print.filed_as";

/// Prints the forms of the papers that are meant.
pub(super) fn write(order: &PrintOrder<'_>) -> Result<Vec<u8>, Problem> {
    order.require_pdf()?;
    let mut sheets = Vec::new();
    for view in order.records("incoming")? {
        let language = order.language;
        let columns = [("print.form_item", 1.4), ("print.form_content", 4.0)]
            .map(|(key, share)| TableColumn { title: language.text(key).to_owned(), share });
        let rows = rows(order, &view)?;
        let title = language.text("print.handling_form");
        sheets.extend(table_sheets(title, "", &columns, &rows).map_err(failed)?);
    }
    pdf_of(&sheets)
}

fn rows(order: &PrintOrder<'_>, view: &View) -> Result<Vec<Vec<String>>, Problem> {
    let (reader, language) = (order.reader, order.language);
    let mut titles = Titles::default();
    let mut rows = Vec::new();
    let Some(record_type) = records::find("incoming") else { return Ok(rows) };
    let linked = Linked::of(reader, view.row.meta.id)?;
    for key in FIELDS {
        let label = |key: &'static str| language.text(key).to_owned();
        match *key {
            SECRECY => {
                let mark = view.row.meta.mark.as_ref().map(|mark| mark.shown(language)).unwrap_or_default();
                rows.push(vec![label(SECRECY), mark]);
            }
            EARLIER => {
                let earlier = earlier_instructions(reader, record_type, view, &mut titles)?;
                rows.extend(earlier.into_iter().map(|said| vec![label(EARLIER), said]));
            }
            ANSWERS => rows.push(vec![label(ANSWERS), linked.answers.join(language.list_separator())]),
            FILED_AS => rows.push(vec![label(FILED_AS), linked.filed_as.join(language.list_separator())]),
            key => {
                let Some((place, field)) = record_type.field(key) else { continue };
                let value = view.value(place).unwrap_or(Value::Nothing);
                let shown = show(reader, &mut titles, field, &value, language)?;
                rows.push(vec![label(field.label), shown]);
            }
        }
    }
    let id = view.row.meta.id;
    for copy in
        reader.all::<Circulation>()?.into_iter().filter(|copy| copy.record.paper.map(Id::erase) == Some(id))
    {
        let who = titles.of(reader, copy.record.reader)?;
        let read = copy.record.read_at.map_or_else(|| "—".to_owned(), civil_time);
        let label = format!("{} · {who}", language.text("record.circulation"));
        rows.push(vec![label, format!("{read}  {}", copy.record.opinion)]);
    }
    let mut urged: Vec<Urging> = reader.all::<Urging>()?.into_iter().map(|urged| urged.record).collect();
    urged.retain(|urged| urged.paper.map(Id::erase) == Some(id));
    urged.sort_by_key(|urged| urged.at);
    for urged in urged {
        let at = urged.at.map_or_else(String::new, civil_time);
        let who = [titles.of(reader, urged.by)?, titles.of(reader, urged.addressee)?];
        let who = who.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" → ");
        let said = [at, who, urged.note].into_iter().filter(|part| !part.is_empty());
        let said = said.collect::<Vec<_>>().join("  ");
        rows.push(vec![language.text("record.urging").to_owned(), said]);
    }
    Ok(rows)
}

/// Numbers of what refers to a paper.
#[derive(Default)]
struct Linked {
    answers: Vec<String>,
    filed_as: Vec<String>,
}

impl Linked {
    fn of(reader: &Reader, paper: RecordId) -> Result<Self, Problem> {
        let mut found = Self::default();
        for (record_type, view, field) in reader.referring(paper)? {
            match (record_type.name(), field.key) {
                ("outgoing", "answers") => {
                    let number = view.row.typed::<Outgoing>().map(|answer| answer.record.number);
                    found.answers.extend(number.filter(|number| !number.is_empty()));
                }
                ("archive_item", "incoming") => {
                    let number = view.row.typed::<ArchiveItem>().map(|item| item.record.number);
                    found.filed_as.extend(number.filter(|number| !number.is_empty()));
                }
                _ => {}
            }
        }
        Ok(found)
    }
}

/// What was instructed before what stands now, oldest first, each with who and when: 重新批示 writes over it, the history
/// of the paper keeps it.
fn earlier_instructions(
    reader: &Reader,
    record_type: &dyn RecordType,
    view: &View,
    titles: &mut Titles,
) -> Result<Vec<String>, Problem> {
    let mut said = Vec::new();
    let history = reader.history(record_type, view.row.meta.id)?;
    for entry in history.into_iter().rev() {
        let change = entry.changes.iter().find(|change| change.field == "instruction");
        let Some(Value::Text(text)) = change.and_then(|change| change.after.as_ref()) else { continue };
        let by = match entry.by {
            Some(by) => titles.get(reader, "person", by)?.to_owned(),
            None => String::new(),
        };
        said.push(format!("{text}  {by}  {}", civil_time(entry.at)));
    }
    // The last stands in its own row.
    said.pop();
    Ok(said)
}
