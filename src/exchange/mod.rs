//! Files in and out: bytes → sheet → typed draft with a problem a cell → one command. Nothing here writes to the
//! office by another way than the pipeline, so an import is checked, audited and undone like any change.

pub mod attaching;
mod audit_export;
mod bill;
mod bill_columns;
mod catalogue;
mod cell;
mod decode;
mod directory;
mod export;
pub mod extract;
mod files_out;
pub mod icalendar;
mod import;
mod mapping;
mod matching;
mod package;
mod package_links;
mod package_scope;
mod paper_book;
pub mod pdf_pages;
pub mod pdf_process;
mod plan;
pub mod preview;
mod row;
mod sheet;
mod staff;
mod staff_shape;
pub mod taking_in;
pub mod texts;
mod totals;
mod values;
mod whole;

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

pub use audit_export::export_audit;
pub use cell::{export_text, parse_cell};
pub use export::{ExportReport, export_file, export_office, release_file};
pub use files_out::export_files;
pub use mapping::{Mapping, Target, assignment, guess_layout, remember_mapping, remembered_mapping, targets};
pub use package::{export_archive, import_archive};
pub use row::{Cells, Row};
pub use sheet::Sheet;
pub use values::{read_conditions, read_values};
pub use whole::{OfficeSheet, office_sheets};

use crate::desk::{Office, Session, Values};
use crate::model::{Fault, Message, Problem};
use crate::rules::filing::visible;
use crate::text::Language;

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Column titles with the keys of the fields they hold, over what the titles say by themselves.
    pub mapping: Vec<(String, String)>,
    /// Fields that every row has, where no column holds them: key and text.
    pub every_row: Vec<(String, String)>,
    /// All rows or none.
    pub strict: bool,
    /// Only look what would happen.
    pub dry_run: bool,
    /// In what language the lines of a refused import are told.
    pub language: Language,
}

/// Layouts that fill several registers.
pub const LAYOUTS: [&str; 4] = ["staff", "bill", "office", "archive"];

/// Something wrong with one cell, row or file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportProblem {
    /// Name of the register, where the file holds several.
    pub record: Option<&'static str>,
    /// Line in the file, from 1; 0 is the file as a whole.
    pub line: u64,
    /// Key of the field or title of the column.
    pub field: Option<String>,
    /// What is wrong and what to do.
    pub message: Message,
}

impl ImportProblem {
    pub(crate) fn at(line: u64, field: Option<String>, message: Message) -> Self {
        Self { record: None, line, field, message }
    }

    /// Where it is, as a person looks for it: the line, after the name of the register where there are several.
    pub fn place(&self) -> String {
        match self.record {
            Some(record) if self.line == 0 => record.to_owned(),
            Some(record) => format!("{record}:{}", self.line),
            None if self.line == 0 => "—".to_owned(),
            None => self.line.to_string(),
        }
    }
}

/// What came of an import, as the command line prints it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Rows read.
    pub read: usize,
    /// Rows that made records.
    pub created: usize,
    /// Rows that changed records.
    pub updated: usize,
    /// Rows that were there already.
    pub unchanged: usize,
    /// Rows left out because of a problem.
    pub skipped: usize,
    /// Everything that is wrong, by line.
    pub problems: Vec<ImportProblem>,
    /// What is right and has no place here, so that nothing is dropped in silence.
    pub notes: Vec<ImportProblem>,
    /// Whether files were taken in and no rows of a table.
    pub is_of_files: bool,
}

/// So many lines of problems, and of notes, are listed; of the rest is told how many there are.
pub const MOST_LISTED: usize = 1_000;

#[derive(Serialize)]
struct ReportJson<'a> {
    read: usize,
    created: usize,
    updated: usize,
    unchanged: usize,
    skipped: usize,
    problems: Vec<ProblemJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<ProblemJson<'a>>,
    /// How many problems and notes are not listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<usize>,
}

#[derive(Serialize)]
struct ProblemJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<&'static str>,
    line: u64,
    field: Option<&'a str>,
    code: &'static str,
    message: String,
}

impl ImportReport {
    /// The problems that are listed.
    pub fn listed_problems(&self) -> impl Iterator<Item = &ImportProblem> {
        self.problems.iter().take(MOST_LISTED)
    }

    /// The notes that are listed.
    pub fn listed_notes(&self) -> impl Iterator<Item = &ImportProblem> {
        self.notes.iter().take(MOST_LISTED)
    }

    /// How many problems and notes there are beyond those that are listed.
    pub fn more(&self) -> usize {
        let beyond = |all: &[ImportProblem]| all.len().saturating_sub(MOST_LISTED);
        beyond(&self.problems).saturating_add(beyond(&self.notes))
    }

    /// The report as one JSON object, its sentences in a language.
    pub fn json(&self, language: Language) -> serde_json::Value {
        fn of(problem: &ImportProblem, language: Language) -> ProblemJson<'_> {
            ProblemJson {
                record: problem.record,
                line: problem.line,
                field: problem.field.as_deref(),
                code: problem.message.code(),
                message: problem.message.in_language(language),
            }
        }
        let report = ReportJson {
            read: self.read,
            created: self.created,
            updated: self.updated,
            unchanged: self.unchanged,
            skipped: self.skipped,
            problems: self.listed_problems().map(|problem| of(problem, language)).collect(),
            notes: self.listed_notes().map(|note| of(note, language)).collect(),
            more: Some(self.more()).filter(|more| *more > 0),
        };
        serde_json::to_value(report).unwrap_or_default()
    }
}

/// Is told how many of how many rows were looked at, and answers whether to go on.
pub type Watch<'a> = &'a dyn Fn(u64, u64) -> bool;

/// Tells the watcher now and then.
///
/// # Errors
/// When it does not want to go on.
fn watched(watch: Watch<'_>, done: usize, total: usize) -> Result<(), Problem> {
    let wide = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    if done.is_multiple_of(256) && !watch(wide(done), wide(total)) {
        return Err(Problem::input(Message::new("import.cancelled")));
    }
    Ok(())
}

/// Imports a file into a register or a layout: `staff` (units, posts, people and appointments from one table), `bill` (the
/// bill of a bank or wallet as expenses) and `office` (what [`export_office`] writes, a workbook or a folder). Where no mapping is given, the one
/// remembered for a file with the same titles is used.
///
/// # Errors
/// When the file can't be read as a table at all, the session may not import, or `strict` met a problem.
pub fn import_file(
    office: &Office,
    session: &Arc<Session>,
    layout: &str,
    path: &Path,
    options: &ImportOptions,
) -> Result<ImportReport, Problem> {
    let watch: Watch<'_> = &|_, _| true;
    if layout == "office" {
        return import_office(office, session, path, options, watch);
    }
    if layout == "document" && !holds_table(layout, path) {
        return import_files(office, session, path, options, watch);
    }
    if layout == "archive" {
        return import_archive(office, session, path, options, watch);
    }
    let is_calendar = path.extension().is_some_and(|extension| {
        extension.eq_ignore_ascii_case("ics") || extension.eq_ignore_ascii_case("ical")
    });
    if is_calendar {
        let reader = office.reader(session)?;
        let plan = match layout {
            "meeting" => icalendar::plan(&reader, path, watch)?,
            "matter" => icalendar::plan_todos(&reader, path, watch)?,
            _ => return Err(Problem::input(Message::new("icalendar.only_meetings"))),
        };
        return plan.run(office, session, options);
    }
    let sheet = Sheet::read(path)?;
    let mut options = options.clone();
    if options.mapping.is_empty() {
        let remembered = remembered_mapping(&office.reader(session)?, layout, &sheet)?;
        options.mapping = remembered.unwrap_or_default();
    }
    import_sheet(office, session, layout, &sheet, &options, watch)
}

/// Imports a workbook with a sheet a register, or a folder with a file a register. `watch` can stop it until it begins
/// to write.
///
/// # Errors
/// As [`import_file`], and when it was stopped.
pub fn import_office(
    office: &Office,
    session: &Arc<Session>,
    path: &Path,
    options: &ImportOptions,
    watch: Watch<'_>,
) -> Result<ImportReport, Problem> {
    let plan = whole::plan(&office.reader(session)?, path, &options.mapping, watch)?;
    plan.run(office, session, options)
}

/// Whether a file is a table of records of a register, and not one that is itself to be kept: it has a column for every
/// field that a record must have.
fn holds_table(register: &str, path: &Path) -> bool {
    let is_table = path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| {
        ["csv", "tsv", "jsonl", "ndjson", "json", "xlsx", "xlsm", "xls", "ods"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(ending))
    });
    if !is_table || path.is_dir() {
        return false;
    }
    let (Ok(sheet), Some(record_type)) = (Sheet::read(path), crate::records::find(register)) else {
        return false;
    };
    let columns = assignment(register, &sheet, &[]);
    let mut needed = record_type.fields().iter().filter(|field| field.required);
    needed.all(|field| columns.contains(&Some(field.key)))
}

/// Takes a file or a folder in as documents; what is there already is left alone.
fn import_files(
    office: &Office,
    session: &Arc<Session>,
    path: &Path,
    options: &ImportOptions,
    watch: Watch<'_>,
) -> Result<ImportReport, Problem> {
    let today = office.clock().today();
    let paths = [path.to_owned()];
    let reader = office.reader(session)?;
    let given = match crate::records::find("document") {
        Some(documents) => {
            let typed = options.every_row.iter().map(|(field, text)| (field.as_str(), text.as_str()));
            read_values(&reader, documents, typed)?
        }
        None => Values::new(),
    };
    let plan = taking_in::look(&reader, &paths, &given, today, watch)?;
    if options.strict && !plan.refused.is_empty() {
        let told = |refused: &taking_in::Refused| {
            let message =
                Message::new("taking_in.at_file").with("file", visible(&refused.path.to_string_lossy()));
            Fault { field: None, message: message.with("why", refused.why.in_language(options.language)) }
        };
        return Err(Problem::Input(plan.refused.iter().take(MOST_LISTED).map(told).collect()));
    }
    if options.dry_run {
        return Ok(taking_in::tried(&plan, true));
    }
    Ok(taking_in::take_in(office, session, &plan, true, watch)?.report)
}

/// Imports a table that was read already. `watch` can stop it until it begins to write.
///
/// # Errors
/// As [`import_file`], and when it was stopped.
pub fn import_sheet(
    office: &Office,
    session: &Arc<Session>,
    layout: &str,
    sheet: &Sheet,
    options: &ImportOptions,
    watch: Watch<'_>,
) -> Result<ImportReport, Problem> {
    let reader = office.reader(session)?;
    let widened = (!options.every_row.is_empty()).then(|| sheet.with_constants(&options.every_row));
    let sheet = widened.as_ref().unwrap_or(sheet);
    let plan = match layout {
        "staff" => staff::plan(&reader, sheet, &options.mapping, watch)?,
        "bill" => bill::plan(&reader, sheet, &options.mapping, watch)?,
        register => import::plan(&reader, register, sheet, &options.mapping, watch)?,
    };
    plan.run(office, session, options)
}
