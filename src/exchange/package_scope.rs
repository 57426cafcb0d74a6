//! What goes along with the items of a package: holds on them, and lists of disposal. A list is approved by the sum over
//! all of its items, so it goes along whole or stays.

use std::collections::BTreeSet;

use super::export::Table;
use crate::desk::Reader;
use crate::model::{Id, Problem, RecordId, Value};
use crate::records::archive::DisposalLine;

/// The items of a package and the lists that are whole in it.
#[derive(Default)]
pub(super) struct PackageScope {
    items: BTreeSet<RecordId>,
    lists: BTreeSet<RecordId>,
}

impl PackageScope {
    /// Leaves out of a register what does not belong to the items; registers come in the order of the package.
    pub(super) fn narrow(&mut self, reader: &Reader, table: &mut Table) -> Result<(), Problem> {
        match table.record_type.name() {
            "archive_item" => self.items = identities(table),
            "archive_hold" => table.keep_linked("item", &self.items),
            "disposal" => {
                let mut partial = BTreeSet::new();
                reader.each::<DisposalLine>(&mut |line| {
                    let is_here = line.record.item.is_some_and(|item| self.items.contains(&item.erase()));
                    if !is_here {
                        partial.extend(line.record.disposal.map(Id::erase));
                    }
                })?;
                self.lists = &identities(table) - &partial;
                table.keep_rows(|row| identity(row).is_some_and(|id| self.lists.contains(&id)));
            }
            "disposal_line" => table.keep_linked("disposal", &self.lists),
            _ => {}
        }
        Ok(())
    }
}

fn identity(row: &[Value]) -> Option<RecordId> {
    row.first()?.as_link()
}

fn identities(table: &Table) -> BTreeSet<RecordId> {
    table.rows.iter().filter_map(|row| identity(row)).collect()
}
