//! 发文稿纸: a paper that goes out with everything that was said of its draft, by whom and when; it is filed with the paper
//! (DA/T 22-2015, 5.1).

use super::PrintOrder;
use super::form::{self, SECRECY, Told};
use crate::model::{Id, Problem, Record as _};
use crate::records::documents::Outgoing;

/// What stands above what was said, a row each.
const HEAD: &[&[&str]] = &[
    &["number", "kind"],
    &["title"],
    &["direction", SECRECY],
    &["urgency", "due"],
    &["addressee"],
    &["copies_to"],
    &["annexes"],
    &["drafter", "unit"],
    &["countersigners"],
];

/// What stands below it.
const FOOT: &[&[&str]] = &[
    &["signer", "signed_on"],
    &["dated", "print_copies"],
    &["printed_by", "issued_on"],
    &["repealed_on"],
    &["note"],
];

/// Prints the forms of the papers that are meant.
pub(super) fn write(order: &PrintOrder<'_>) -> Result<Vec<u8>, Problem> {
    form::write(order, Outgoing::NAME, "print.draft_form", fill)
}

fn fill(told: &mut Told<'_>) -> Result<(), Problem> {
    let id = told.view.row.meta.id;
    told.grid(HEAD)?;
    told.all_opinions();
    told.grid(FOOT)?;
    told.urged(|urged| urged.outgoing.map(Id::erase) == Some(id))
}
