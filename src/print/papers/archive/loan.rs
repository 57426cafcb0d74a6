//! 借阅单: what somebody takes from the archive, signed when it goes out and when it comes back.

use super::super::{PrintOrder, failed, pdf_of};
use crate::desk::{Titles, show};
use crate::model::{Id, Problem, Value};
use crate::print::paper::TableBook;
use crate::records;
use crate::records::archive::ArchiveItem;

/// The fields on the slip, in its order.
const FIELDS: [&str; 18] = [
    "number",
    "item",
    "borrower",
    "department",
    "means",
    "purpose",
    "usage",
    "days",
    "requested_on",
    "opinion",
    "lent_on",
    "pages_lent",
    "due_on",
    "renewals",
    "returned_on",
    "pages_returned",
    "condition",
    "treatment",
];

/// Pages counted by hand, when the item goes out and when it comes back.
const COUNTED: [&str; 2] = ["pages_lent", "pages_returned"];

/// `loan`
pub(in super::super) fn write(order: &PrintOrder<'_>) -> Result<Vec<u8>, Problem> {
    order.require_pdf()?;
    let (reader, language) = (order.reader, order.language);
    let mut titles = Titles::default();
    let mut sheets = Vec::new();
    for view in order.records("loan")? {
        let Some(record_type) = records::find("loan") else { continue };
        let mut rows = Vec::new();
        for key in &FIELDS {
            let Some((place, field)) = record_type.field(key) else { continue };
            let value = match view.value(place) {
                // What was not counted yet is written in by hand.
                Some(Value::Integer(0)) if COUNTED.contains(key) => Value::Nothing,
                value => value.unwrap_or(Value::Nothing),
            };
            if let ("item", Value::Link(id)) = (*key, &value) {
                let item = reader.find::<ArchiveItem>(Id::new(*id))?;
                let number = item.map(|item| item.record.number).unwrap_or_default();
                rows.push(vec![language.text("archive_item.number").to_owned(), number]);
            }
            let shown = show(reader, &mut titles, field, &value, language)?;
            rows.push(vec![language.text(field.label).to_owned(), shown]);
        }
        for key in ["print.borrower_signs", "print.keeper_hands_out", "print.keeper_takes_back"] {
            rows.push(vec![language.text(key).to_owned(), "\n".to_owned()]);
        }
        let mut book = TableBook::new(language.text("print.loan_slip"), "").map_err(failed)?;
        book.form(&[1.2, 4.0], &rows);
        sheets.extend(book.finish());
    }
    pdf_of(&sheets)
}
