//! A whole office from files: every register that [`export_office`](super::export_office) wrote, as one command.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::directory::Directory;
use super::import::Draft;
use super::plan::Plan;
use super::{ImportProblem, Sheet, Watch};
use crate::desk::Reader;
use crate::model::{Kind, Message, Problem, RecordId, RecordType};
use crate::records::RECORDS;
use crate::store::StoreError;
use crate::text::Language;

/// Lines of different sheets are kept apart by this; no sheet has so many.
const SECTION: u64 = 1 << 32;

/// Plans the import of a workbook with a sheet a register, or of a folder with a file a register.
pub(super) fn plan(
    reader: &Reader,
    path: &Path,
    mapping: &[(String, String)],
    watch: Watch<'_>,
) -> Result<Plan, Problem> {
    plan_sheets(reader, read(path)?, mapping, watch)
}

/// Plans the import of sheets, each with the name of its register.
pub(super) fn plan_sheets(
    reader: &Reader,
    named: Vec<(String, Sheet)>,
    mapping: &[(String, String)],
    watch: Watch<'_>,
) -> Result<Plan, Problem> {
    let mut plan = Plan::new("batch.import");
    let mut sheets = Vec::new();
    for (name, sheet) in named {
        match register_of(&name) {
            Some(record_type) => sheets.push((record_type, sheet)),
            None => {
                let message = Message::new("import.unknown_sheet").with("name", &name);
                plan.problems.push(ImportProblem::at(1, None, message));
            }
        }
    }
    if sheets.is_empty() {
        return Err(Problem::input(Message::new("import.no_registers")));
    }
    sheets.sort_by_key(|(record_type, _)| position(record_type.name()));
    let mut directory = Directory::read(reader, RECORDS.iter().copied())?;
    let mut drafts = Vec::new();
    let mut ahead: HashSet<RecordId> = HashSet::new();
    for ((record_type, sheet), number) in sheets.iter().zip(1..) {
        plan.begin_section(record_type.name(), SECTION.saturating_mul(number));
        let draft = Draft::begin(reader, *record_type, sheet, mapping, &mut directory, &mut plan)?;
        for id in draft.records() {
            if reader.get(*record_type, id)?.is_none() {
                ahead.insert(id);
            }
        }
        drafts.push(draft);
    }
    for draft in drafts {
        for id in draft.records() {
            ahead.remove(&id);
        }
        draft.finish(reader, &directory, &|id| ahead.contains(&id), &mut plan, watch)?;
    }
    Ok(plan)
}

/// A sheet of a workbook, or a file of a folder, that holds a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeSheet {
    /// Its name.
    pub name: String,
    /// The register it holds; `None` when the name is none's, so that it is left out.
    pub register: Option<&'static str>,
    /// Rows below its titles.
    pub rows: usize,
}

/// What a workbook or a folder holds of an office; empty when it does not look like one: a folder without a register,
/// a workbook with fewer than two.
///
/// # Errors
/// When a file in it can't be read.
pub fn office_sheets(path: &Path) -> Result<Vec<OfficeSheet>, Problem> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let is_workbook =
        ["xlsx", "xlsm", "xls", "ods"].iter().any(|known| extension.eq_ignore_ascii_case(known));
    if !path.is_dir() && !is_workbook {
        return Ok(Vec::new());
    }
    let mut sheets = Vec::new();
    for (name, sheet) in read(path)? {
        let register = register_of(&name).map(RecordType::name);
        sheets.push(OfficeSheet { name, register, rows: sheet.rows.len() });
    }
    let known = sheets.iter().filter(|sheet| sheet.register.is_some()).count();
    let least = if path.is_dir() { 1 } else { 2 };
    Ok(if known >= least { sheets } else { Vec::new() })
}

fn read(path: &Path) -> Result<Vec<(String, Sheet)>, Problem> {
    if !path.is_dir() {
        return Sheet::read_workbook(path);
    }
    let failed = |error: std::io::Error| StoreError::from_io(&error, path);
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let file = entry.map_err(failed)?.path();
        let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if ["csv", "jsonl", "json", "xlsx"].contains(&extension.to_ascii_lowercase().as_str()) {
            files.push(file);
        }
    }
    files.sort();
    let mut sheets = Vec::new();
    for file in files {
        let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        sheets.push((name, Sheet::read(&file)?));
    }
    Ok(sheets)
}

/// A register by its key or by its name in any language.
fn register_of(name: &str) -> Option<&'static dyn RecordType> {
    let named = |record_type: &&&'static dyn RecordType| {
        record_type.name().eq_ignore_ascii_case(name)
            || Language::ALL.into_iter().any(|language| language.text(record_type.text()) == name)
    };
    RECORDS.iter().find(named).copied()
}

/// Where a register comes in the order in which most links point backwards: each time the first register that links
/// to fewest of those still to come.
fn position(register: &str) -> usize {
    let mut waiting: Vec<&'static dyn RecordType> = RECORDS.to_vec();
    let mut place = 0;
    while !waiting.is_empty() {
        let links = |record_type: &dyn RecordType| {
            let fields = record_type.fields().iter();
            let targets = fields.filter_map(|field| match field.kind {
                Kind::Link(target) if target != record_type.name() => Some(target),
                _ => None,
            });
            targets.filter(|target| waiting.iter().any(|other| other.name() == *target)).count()
        };
        let next = (0..waiting.len()).min_by_key(|at| waiting.get(*at).map_or(0, |of| links(*of)));
        let Some(next) = next.map(|at| waiting.remove(at)) else { break };
        if next.name() == register {
            return place;
        }
        place += 1;
    }
    place
}
