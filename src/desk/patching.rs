//! Tables in memory after a change: what it touched is read again, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::register_table::RegisterTable;
use super::{Reader, Touched};
use crate::model::{Problem, RecordId};
use crate::records;
use crate::store::Rows as _;

/// A change of more records than this is not patched in: the registers are read again.
const MOST_PATCHED: usize = 4_096;

/// Tables as they are after a command: records it touched are read again, and those whose text names one of them.
/// `None` when it touched so many that the registers had better be read anew, or when the reader no longer sees what
/// it saw: its rights have changed, or a seal has closed.
///
/// # Errors
/// When the file can't be read.
pub fn patch(
    reader: &Reader,
    tables: &[RegisterTable],
    touched: &[Touched],
) -> Result<Option<Vec<RegisterTable>>, Problem> {
    if !tables.iter().all(|table| table.is_seen_by(reader)) {
        return Ok(None);
    }
    let mut changed: BTreeMap<&'static str, BTreeSet<RecordId>> = BTreeMap::new();
    let mut count = 0_usize;
    let mut followed = BTreeSet::new();
    let mut next: Vec<Touched> = touched.to_vec();
    while let Some(of) = next.pop() {
        if !followed.insert(of) {
            continue;
        }
        if changed.entry(of.register).or_default().insert(of.id) {
            count = count.saturating_add(1);
        }
        if count > MOST_PATCHED {
            return Ok(None);
        }
        if keeps_its_name(reader, tables, of)? {
            continue;
        }
        // Past the read filter: what refers to a record that may no longer be seen must go from the tables as well.
        for (register, id, key) in reader.snapshot().references(of.id)? {
            let Some(record_type) = records::find(&register) else { continue };
            let Some((_, field)) = record_type.field(&key) else { continue };
            if field.title || field.required {
                next.push(Touched { register: record_type.name(), id });
            } else if changed.entry(record_type.name()).or_default().insert(id) {
                count = count.saturating_add(1);
            }
        }
    }
    let none = BTreeSet::new();
    let patched = tables.iter().map(|table| {
        let changed = changed.get(table.record_type().name()).unwrap_or(&none);
        table.patched(reader, changed)
    });
    patched.collect::<Result<_, _>>().map(Some)
}

/// Whether a record is called as before, so that what refers to it reads as before.
fn keeps_its_name(reader: &Reader, tables: &[RegisterTable], of: Touched) -> Result<bool, Problem> {
    let table = tables.iter().find(|table| table.is_of_living(of.register));
    let (Some(table), Some(record_type)) = (table, records::find(of.register)) else { return Ok(false) };
    let Some(row) = table.row(of.id) else { return Ok(false) };
    match reader.get(record_type, of.id)? {
        Some(view) => Ok(reader.title(record_type, &view.row)? == table.title(row)),
        None => Ok(false),
    }
}
