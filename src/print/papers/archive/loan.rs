//! 借阅单: what somebody takes from the archive, signed when it goes out and when it comes back.

use super::super::{PrintOrder, failed, pdf_of};
use crate::desk::{Titles, show};
use crate::model::{Problem, Value};
use crate::print::paper::TableBook;
use crate::records;

/// The fields on the slip, in its order.
const FIELDS: [&str; 16] = [
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
    "due_on",
    "renewals",
    "returned_on",
    "pages_returned",
    "condition",
];

/// `loan`
pub(in super::super) fn write(order: &PrintOrder<'_>) -> Result<Vec<u8>, Problem> {
    order.require_pdf()?;
    let (reader, language) = (order.reader, order.language);
    let mut titles = Titles::default();
    let mut sheets = Vec::new();
    for view in order.records("loan")? {
        let Some(record_type) = records::find("loan") else { continue };
        let mut rows = Vec::new();
        for key in FIELDS {
            let Some((place, field)) = record_type.field(key) else { continue };
            let value = view.value(place).unwrap_or(Value::Nothing);
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
