//! The forms that go along with a paper (公文处理单, 发文稿纸): item and content, a row each, with whoever was reminded.

use super::{PrintOrder, failed, pdf_of};
use crate::desk::{Reader, Titles, View, civil_time, show};
use crate::model::{Problem, RecordType, Value};
use crate::print::paper::{TableColumn, table_sheets};
use crate::records::documents::Urging;
use crate::text::Language;

/// The key of the item that tells the level of secrecy, which is no field: 密级.
pub(super) const SECRECY: &str = "print.secrecy";

/// Prints a form for each paper of a register that is meant.
pub(super) fn write(
    order: &PrintOrder<'_>,
    register: &str,
    title: &'static str,
    rows: fn(&PrintOrder<'_>, &View) -> Result<Vec<Vec<String>>, Problem>,
) -> Result<Vec<u8>, Problem> {
    order.require_pdf()?;
    let language = order.language;
    let mut sheets = Vec::new();
    for view in order.records(register)? {
        let columns = [("print.form_item", 1.4), ("print.form_content", 4.0)]
            .map(|(key, share)| TableColumn { title: language.text(key).to_owned(), share });
        let rows = rows(order, &view)?;
        sheets.extend(table_sheets(language.text(title), "", &columns, &rows).map_err(failed)?);
    }
    pdf_of(&sheets)
}

/// The row of a field, or of the level of secrecy; `None` where there is no such field.
pub(super) fn field_row(
    reader: &Reader,
    titles: &mut Titles,
    (record_type, view): (&dyn RecordType, &View),
    key: &'static str,
    language: Language,
) -> Result<Option<Vec<String>>, Problem> {
    if key == SECRECY {
        let mark = view.row.meta.mark.as_ref().map(|mark| mark.shown(language)).unwrap_or_default();
        return Ok(Some(vec![language.text(SECRECY).to_owned(), mark]));
    }
    let Some((place, field)) = record_type.field(key) else { return Ok(None) };
    let value = view.value(place).unwrap_or(Value::Nothing);
    let shown = show(reader, titles, field, &value, language)?;
    Ok(Some(vec![language.text(field.label).to_owned(), shown]))
}

/// The reminders of a paper, oldest first.
pub(super) fn urging_rows(
    reader: &Reader,
    titles: &mut Titles,
    is_of_it: impl Fn(&Urging) -> bool,
    language: Language,
) -> Result<Vec<Vec<String>>, Problem> {
    let mut urged: Vec<Urging> = reader.all::<Urging>()?.into_iter().map(|urged| urged.record).collect();
    urged.retain(is_of_it);
    urged.sort_by_key(|urged| urged.at);
    let mut rows = Vec::with_capacity(urged.len());
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
