//! 档号 of an item: given inside the write transaction when it is filed, and never changed (DA/T 22-2015, DA/T 13-2022).

use super::scheme::{malformed, number_parts};
use super::{ArchiveItem, ArchiveItemState};
use crate::model::{Change, Faults, Lookup, Message, Problem, Record as _, Value};
use crate::rules::archive::holes::number_before_the_end;
use crate::rules::archive::number::NumberError;

impl ArchiveItem {
    /// Gives it its number: the one after the last of its row. A number that was ever given is not given again.
    ///
    /// A catalogue from elsewhere may have gaps, of which is told when it comes in; what stood in them may still come, so
    /// they are left to it. Only where a number at the very end of the row was typed or brought does the row go on before
    /// it, since it would else be closed for ever.
    pub(super) fn give_number(&mut self, office: &dyn Lookup) -> Result<(), Problem> {
        let parts =
            number_parts(self.fonds, self.category, self.year, self.retention, self.division, office)?;
        let Some((grammar, parts)) = parts else { return Ok(()) };
        let prefix = grammar.prefix(&parts).map_err(|error| unfit(&error))?;
        let last = office.last_number(Self::NAME, "number", &prefix, grammar.width())?;
        let next = match grammar.number(&prefix, last.saturating_add(1)) {
            Err(NumberError::Full) => {
                let given = office.numbers(Self::NAME, "number", &prefix, grammar.width())?;
                number_before_the_end(&given).ok_or(NumberError::Full)
            }
            _ => Ok(last.saturating_add(1)),
        };
        let number = next.and_then(|next| grammar.number(&prefix, next));
        self.number = number.map_err(|error| unfit(&error))?;
        Ok(())
    }

    /// Holds a number that comes in against the class of the item; one that it has already is fixed with its class.
    pub(super) fn check_number(
        &self,
        change: &Change<'_, Self>,
        office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        let before = change.before;
        if self.number.is_empty() {
            if self.state != ArchiveItemState::Pending {
                faults.at("number", Message::new("problem.archive_number_missing"));
            }
            return Ok(());
        }
        if before.is_some_and(|before| !before.number.is_empty()) {
            return Ok(());
        }
        // Undo brings an item back to before it was filed, and its number with it.
        let number = Value::Text(self.number.clone());
        let is_given = office.owner_of(Self::NAME, "number", &number)? == Some(change.id);
        if self.state == ArchiveItemState::Pending && !is_given {
            faults.at("number", Message::new("problem.archive_number_given_by_filing"));
            return Ok(());
        }
        let parts =
            number_parts(self.fonds, self.category, self.year, self.retention, self.division, office)?;
        let Some((grammar, parts)) = parts else {
            faults.at("fonds", Message::new("problem.archive_class_missing"));
            return Ok(());
        };
        match grammar.read(&self.number) {
            Some((read, item)) if item > 0 => {
                let wanted = grammar.prefix(&parts).map_err(|error| unfit(&error))?;
                if grammar.prefix(&read).ok().as_ref() != Some(&wanted) {
                    let message = Message::new("problem.archive_number_differs");
                    faults.at("number", message.with("number", &self.number).with("wanted", wanted));
                }
            }
            _ => {
                let message = Message::new("problem.archive_number_malformed");
                faults.at("number", message.with("number", &self.number));
            }
        }
        Ok(())
    }
}

/// An element of the item that can't stand in its number, at the field where it is mended.
pub(super) fn unfit(error: &NumberError) -> Problem {
    match error {
        NumberError::Full => Problem::field("number", Message::new("problem.archive_numbers_full")),
        NumberError::Element(name, value) => Problem::field(
            if *name == "item" { "number" } else { name },
            Message::new("problem.archive_number_element").with("value", value),
        ),
        other => Problem::input(malformed(other)),
    }
}
