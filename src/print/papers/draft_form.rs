//! 发文稿纸: a paper that goes out with everything that was said of its draft, by whom and when; it is filed with the paper
//! (DA/T 22-2015, 5.1).

use super::PrintOrder;
use super::form::{self, SECRECY, field_row, urging_rows};
use crate::desk::{Titles, View, opinions};
use crate::model::{Id, Problem, Record as _};
use crate::records;
use crate::records::documents::{Outgoing, Urging};

/// The fields on the form before what was said, in its order.
const BEFORE: &[&str] = &[
    "number",
    "title",
    "kind",
    "direction",
    SECRECY,
    "urgency",
    "addressee",
    "copies_to",
    "annexes",
    "drafter",
    "unit",
    "countersigners",
    "due",
];

/// The fields after it.
const AFTER: &[&str] =
    &["signer", "signed_on", "dated", "print_copies", "printed_by", "issued_on", "repealed_on", "note"];

/// Prints the forms of the papers that are meant.
pub(super) fn write(order: &PrintOrder<'_>) -> Result<Vec<u8>, Problem> {
    form::write(order, Outgoing::NAME, "print.draft_form", rows)
}

fn rows(order: &PrintOrder<'_>, view: &View) -> Result<Vec<Vec<String>>, Problem> {
    let (reader, language) = (order.reader, order.language);
    let mut titles = Titles::default();
    let mut rows = Vec::new();
    let Some(record_type) = records::find(Outgoing::NAME) else { return Ok(rows) };
    for key in BEFORE {
        rows.extend(field_row(reader, &mut titles, (record_type, view), key, language)?);
    }
    let id = view.row.meta.id;
    let said = opinions(reader, record_type, id, language)?;
    rows.extend(said.into_iter().map(|said| vec![said.heading, said.text]));
    for key in AFTER {
        rows.extend(field_row(reader, &mut titles, (record_type, view), key, language)?);
    }
    let is_of_it = |urged: &Urging| urged.outgoing.map(Id::erase) == Some(id);
    rows.extend(urging_rows(reader, &mut titles, is_of_it, language)?);
    Ok(rows)
}
