//! 公文处理单: a paper that came in with everything that was said of it, its readers and its reminders.

use super::PrintOrder;
use super::form::{self, SECRECY, field_row, urging_rows};
use crate::desk::{Reader, Titles, View, civil_time};
use crate::model::{Id, Problem, RecordId, RecordType, Value};
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

/// 批示 that another one took the place of.
const EARLIER: &str = "print.earlier_instruction";
/// 答复文号
const ANSWERS: &str = "print.answered_by";
/// 归档档号
const FILED_AS: &str = "print.filed_as";

/// Prints the forms of the papers that are meant.
pub(super) fn write(order: &PrintOrder<'_>) -> Result<Vec<u8>, Problem> {
    form::write(order, "incoming", "print.handling_form", rows)
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
            EARLIER => {
                let earlier = earlier_instructions(reader, record_type, view, &mut titles)?;
                rows.extend(earlier.into_iter().map(|said| vec![label(EARLIER), said]));
            }
            ANSWERS => rows.push(vec![label(ANSWERS), linked.answers.join(language.list_separator())]),
            FILED_AS => rows.push(vec![label(FILED_AS), linked.filed_as.join(language.list_separator())]),
            key => rows.extend(field_row(reader, &mut titles, (record_type, view), key, language)?),
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
    let is_of_it = |urged: &Urging| urged.paper.map(Id::erase) == Some(id);
    rows.extend(urging_rows(reader, &mut titles, is_of_it, language)?);
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
