//! What goes along with the items of a package: holds on them, lists of disposal, the boxes they lie in, and the scheme
//! and places of all that. A list is approved by the sum over all of its items, so it goes along whole or stays.

use std::collections::BTreeSet;

use super::export::Table;
use crate::desk::Reader;
use crate::model::{Id, Message, Problem, RecordId, Value};
use crate::records::archive::DisposalLine;

/// Leaves out of the tables of a package, which stand in its order, what does not belong to the items. Where the items
/// were chosen (`is_chosen`), only that goes along which one of them leads to.
///
/// # Errors
/// When items were chosen and there is none, or the file can't be read.
pub(super) fn narrow(reader: &Reader, tables: &mut [Table], is_chosen: bool) -> Result<(), Problem> {
    let of = |tables: &[Table], register: &str| {
        let table = tables.iter().find(|table| table.record_type.name() == register);
        table.map(identities).unwrap_or_default()
    };
    let items = of(tables, "archive_item");
    if is_chosen && items.is_empty() {
        return Err(Problem::input(Message::new("package.nothing_chosen")));
    }
    let (mut begun, mut partial) = (BTreeSet::new(), BTreeSet::new());
    reader.each::<DisposalLine>(&mut |line| {
        let is_here = line.record.item.is_some_and(|item| items.contains(&item.erase()));
        let lists = if is_here { &mut begun } else { &mut partial };
        lists.extend(line.record.disposal.map(Id::erase));
    })?;
    let mut lists = &of(tables, "disposal") - &partial;
    if is_chosen {
        lists = &lists & &begun;
    }
    for table in tables.iter_mut() {
        match table.record_type.name() {
            "archive_hold" => table.keep_linked("item", &items),
            "disposal" => table.keep_rows(|row| identity(row).is_some_and(|id| lists.contains(&id))),
            "disposal_line" => table.keep_linked("disposal", &lists),
            _ => {}
        }
    }
    if is_chosen {
        keep_needed(tables);
    }
    for table in tables {
        table.access.count = table.rows.len();
        let kept = identities(table);
        table.access.records.retain(|id| kept.contains(id));
    }
    Ok(())
}

/// Keeps of the boxes, places and the scheme what the rest leads to. Registers link to those before them, and to their
/// own.
fn keep_needed(tables: &mut [Table]) {
    let mut needed = BTreeSet::new();
    for table in tables.iter_mut().rev() {
        if matches!(table.record_type.name(), "archive_item" | "archive_hold" | "disposal" | "disposal_line")
        {
            table.rows.iter().for_each(|row| needed.extend(links(row)));
            continue;
        }
        loop {
            let known = needed.len();
            let is_needed = |row: &&Vec<Value>| identity(row).is_some_and(|id| needed.contains(&id));
            let more: Vec<RecordId> =
                table.rows.iter().filter(is_needed).flat_map(|row| links(row)).collect();
            needed.extend(more);
            if needed.len() == known {
                break;
            }
        }
        table.keep_rows(|row| identity(row).is_some_and(|id| needed.contains(&id)));
    }
}

fn links(row: &[Value]) -> impl Iterator<Item = RecordId> {
    row.iter().skip(1).filter_map(Value::as_link)
}

fn identity(row: &[Value]) -> Option<RecordId> {
    row.first()?.as_link()
}

fn identities(table: &Table) -> BTreeSet<RecordId> {
    table.rows.iter().filter_map(|row| identity(row)).collect()
}
