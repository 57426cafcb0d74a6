//! Which column of a file holds which field: what the titles say, what the user says, and what was said the last time
//! for a file with the same titles.

use super::import::field_of_title;
use super::staff_shape::{PARTS, part_columns};
use super::{Sheet, bill_columns};
use crate::desk::{Office, Reader, Session};
use crate::model::{Field, Problem, RecordType};
use crate::records::RECORDS;
use crate::store::attachment::sha256_hex;

/// Column titles with the keys of the fields they hold; an empty key leaves the column out.
pub type Mapping = Vec<(String, String)>;

/// Something a column can hold: its key and the key of its name.
pub type Target = (&'static str, &'static str);

/// The layout of a staff list.
const STAFF: &str = "staff";

/// The layout of the bill of a bank or wallet.
const BILL: &str = "bill";

/// What the columns of a layout or register can hold.
pub fn targets(layout: &str) -> Vec<Target> {
    match crate::records::find(layout) {
        Some(record_type) => record_type.fields().iter().map(|field| (field.key, field.label)).collect(),
        None if layout == STAFF => PARTS.iter().map(|part| (part.key, part.text)).collect(),
        None if layout == BILL => bill_columns::PARTS.iter().map(|part| (part.key, part.text)).collect(),
        None => Vec::new(),
    }
}

/// What each column of a sheet holds: as mapped, else as its title says.
pub fn assignment(layout: &str, sheet: &Sheet, mapping: &[(String, String)]) -> Vec<Option<&'static str>> {
    match crate::records::find(layout) {
        Some(record_type) => sheet
            .columns
            .iter()
            .map(|title| of_column(record_type, title, mapping).map(|of| of.key))
            .collect(),
        None if layout == STAFF => {
            let mut columns = vec![None; sheet.columns.len()];
            for (part, column) in PARTS.iter().zip(part_columns(sheet, mapping)) {
                if let Some(place) = column.and_then(|place| columns.get_mut(place)) {
                    *place = Some(part.key);
                }
            }
            columns
        }
        None if layout == BILL => bill_columns::assignment(sheet, mapping),
        None => vec![None; sheet.columns.len()],
    }
}

fn of_column(
    record_type: &'static dyn RecordType,
    title: &str,
    mapping: &[(String, String)],
) -> Option<&'static Field> {
    let mapped = mapping.iter().find(|(column, _)| column == title);
    let wanted = mapped.map_or(title, |(_, field)| field.as_str());
    field_of_title(record_type, wanted).and_then(|place| record_type.fields().get(place))
}

/// The register or layout that knows most of a sheet's titles; `None` when none knows any.
pub fn guess_layout(sheet: &Sheet) -> Option<&'static str> {
    let known = |layout: &str| assignment(layout, sheet, &[]).into_iter().flatten().count();
    let is_staff_list = {
        let parts = assignment(STAFF, sheet, &[]);
        let has = |part| parts.contains(&Some(part));
        has("superior") && (has("name") || has("post"))
    };
    if bill_columns::is_bill(sheet) {
        return Some(BILL);
    }
    let registers = RECORDS.iter().map(|record_type| record_type.name());
    let staff = Some(STAFF).filter(|_| is_staff_list);
    let scored = registers.chain(staff).map(|layout| (known(layout), layout));
    // Of equals the first: registers come before the layout.
    let best = scored.rev().max_by_key(|(known, _)| *known);
    best.filter(|(known, _)| *known > 0).map(|(_, layout)| layout)
}

/// The preference under which the mapping of files with these titles is remembered.
fn preference(layout: &str, sheet: &Sheet) -> String {
    // The same columns in another order are the same table: what a column holds goes by its title.
    let mut titles: Vec<String> = sheet.columns.iter().map(|title| title.trim().to_lowercase()).collect();
    titles.sort_unstable();
    format!("mapping/{layout}/{}", sha256_hex(titles.join("\u{1}").as_bytes()))
}

/// The mapping that was last used for a file with these titles.
///
/// # Errors
/// When the file can't be read.
pub fn remembered_mapping(reader: &Reader, layout: &str, sheet: &Sheet) -> Result<Option<Mapping>, Problem> {
    let bytes = reader.preference(&preference(layout, sheet))?;
    Ok(bytes.and_then(|bytes| rmp_serde::from_slice(&bytes).ok()))
}

/// Remembers a mapping for the next file with these titles.
///
/// # Errors
/// When it can't be written.
pub fn remember_mapping(
    office: &Office,
    session: &Session,
    layout: &str,
    sheet: &Sheet,
    mapping: &[(String, String)],
) -> Result<(), Problem> {
    let bytes = rmp_serde::to_vec(mapping).map_err(|error| Problem::Bug(error.to_string()))?;
    office.set_preference(session, &preference(layout, sheet), bytes)
}
