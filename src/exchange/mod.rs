//! Files in and out: bytes → sheet → typed draft with a problem a cell → one command. Nothing here writes to the
//! office by another way than the pipeline, so an import is checked, audited and undone like any change.

mod cell;
mod decode;
mod export;
mod import;
mod sheet;
mod staff;
mod staff_shape;

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

pub use cell::{export_text, parse_cell};
pub use export::{ExportReport, export_file};
pub use sheet::{Row, Sheet};

use crate::desk::{Office, Session};
use crate::model::{Message, Problem};
use crate::text::Language;

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Column titles with the keys of the fields they hold, over what the titles say by themselves.
    pub mapping: Vec<(String, String)>,
    /// All rows or none.
    pub strict: bool,
    /// Only look what would happen.
    pub dry_run: bool,
}

/// Something wrong with one cell, row or file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportProblem {
    /// Line in the file, from 1; the header is line 1.
    pub line: u64,
    /// Key of the field or title of the column.
    pub field: Option<String>,
    /// What is wrong and what to do.
    pub message: Message,
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
}

#[derive(Serialize)]
struct ReportJson<'a> {
    read: usize,
    created: usize,
    updated: usize,
    unchanged: usize,
    skipped: usize,
    problems: Vec<ProblemJson<'a>>,
}

#[derive(Serialize)]
struct ProblemJson<'a> {
    line: u64,
    field: Option<&'a str>,
    code: &'static str,
    message: String,
}

impl ImportReport {
    /// The report as one JSON object, its sentences in a language.
    pub fn json(&self, language: Language) -> serde_json::Value {
        let problems = self.problems.iter().map(|problem| ProblemJson {
            line: problem.line,
            field: problem.field.as_deref(),
            code: problem.message.code(),
            message: problem.message.in_language(language),
        });
        let report = ReportJson {
            read: self.read,
            created: self.created,
            updated: self.updated,
            unchanged: self.unchanged,
            skipped: self.skipped,
            problems: problems.collect(),
        };
        serde_json::to_value(report).unwrap_or_default()
    }
}

/// Imports a file into a register or a layout that fills several (`staff`).
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
    let sheet = Sheet::read(path)?;
    let plan = match layout {
        "staff" => staff::plan(&office.reader(session)?, &sheet, &options.mapping)?,
        register => import::plan(&office.reader(session)?, register, &sheet, &options.mapping)?,
    };
    plan.run(office, session, options)
}
