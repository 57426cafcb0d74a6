//! A form: a grid of what is known of a paper, and boxes as wide as the form for what was said of it, each opinion with
//! who gave it and when. A box that is longer than the sheet goes on on the next.

use super::table::{Cell, CellLine, TableBook, WIDE};
use super::{Face, Sheet};
use crate::print::drawing::Anchor;
use crate::print::pdf::PdfError;

/// Share of the form that a label of the grid takes.
pub(super) const LABEL_SHARE: f64 = 0.15;
/// A box has at least so many lines below its name, to be written in by hand.
pub(super) const FEWEST_LINES: usize = 3;

/// A row of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormRow {
    /// Labels with what they say: one pair, or two side by side.
    Grid(Vec<(String, String)>),
    /// A box with its name, and what was said in it.
    Said(String, Vec<FormOpinion>),
}

/// What somebody said in a box of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormOpinion {
    /// The words.
    pub text: String,
    /// Who said them, and when; stands below them on the right.
    pub signature: String,
}

/// A form as it is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// What it is called.
    pub title: String,
    /// Its rows from the top down.
    pub rows: Vec<FormRow>,
}

/// Sets a form; `continued` names a box again where it goes on on another sheet.
///
/// # Errors
/// When the bundled fonts can't be read.
pub fn form_sheets(form: &Form, continued: impl Fn(&str) -> String) -> Result<Vec<Sheet>, PdfError> {
    let mut book = TableBook::new(&form.title, "")?;
    for row in &form.rows {
        let typeface = book.typeface();
        let cells = match row {
            FormRow::Grid(pairs) => {
                let share = pairs.iter().fold(0.0, |count, _| count + 1.0_f64).max(1.0);
                let (label, value) = (WIDE * LABEL_SHARE, WIDE / share - WIDE * LABEL_SHARE);
                let cell = |width, text: &str, face| Cell::of(typeface, width, text, face);
                let pair = |(name, text): &(String, String)| {
                    [cell(label, name, Face::Hei), cell(value, text, Face::Fang)]
                };
                pairs.iter().flat_map(pair).collect()
            }
            FormRow::Said(label, said) => {
                let mut cell = Cell::of(typeface, WIDE, label, Face::Hei);
                cell.again =
                    Some(CellLine { face: Face::Hei, anchor: Anchor::Start, text: continued(label) });
                for opinion in said {
                    cell.write(typeface, &opinion.text, Face::Fang, Anchor::Start);
                    if !opinion.signature.is_empty() {
                        cell.write(typeface, &opinion.signature, Face::Kai, Anchor::End);
                    }
                }
                cell.pad(FEWEST_LINES + 1);
                vec![cell]
            }
        };
        book.row(cells, None);
    }
    Ok(book.finish())
}
