//! 公文处理单: a paper that came in with everything that was said of it, its readers and its reminders.

use super::{PrintOrder, failed, pdf_of};
use crate::desk::{Titles, View, civil_time, show};
use crate::model::{Id, Problem, Value};
use crate::print::paper::{TableColumn, table_sheets};
use crate::records;
use crate::records::documents::{Circulation, Urging};

/// The fields on the form, in its order.
const FIELDS: &[&str] = &[
    "number",
    "received_on",
    "sender",
    "sender_number",
    "title",
    "kind",
    "urgency",
    "copies",
    "pages",
    "due",
    "review",
    "proposal",
    "instruction",
    "instructed_by",
    "instructed_at",
    "lead_unit",
    "assisting",
    "handler",
    "result",
    "closed_on",
    "note",
];

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
    for key in FIELDS {
        let Some((place, field)) = record_type.field(key) else { continue };
        let value = view.value(place).unwrap_or(Value::Nothing);
        let shown = show(reader, &mut titles, field, &value, language)?;
        rows.push(vec![language.text(field.label).to_owned(), shown]);
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
    for urged in
        reader.all::<Urging>()?.into_iter().filter(|urged| urged.record.paper.map(Id::erase) == Some(id))
    {
        let at = urged.record.at.map_or_else(String::new, civil_time);
        rows.push(vec![language.text("record.urging").to_owned(), format!("{at}  {}", urged.record.note)]);
    }
    Ok(rows)
}
