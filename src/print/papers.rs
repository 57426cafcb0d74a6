//! What can be printed by name: `print NAME OUTPUT.pdf|docx`.

mod archive;
mod draft_form;
mod form;
mod incoming;
mod meeting;
mod outgoing;
mod pages;
mod slip;

use std::ops::ControlFlow;
use std::path::Path;

use chrono::{Datelike as _, NaiveDate};

pub use self::pages::pages_of_paper;
use super::paper::{Sheet, write_sheets};
use super::pdf::PdfError;
use crate::desk::calendar::month_name;
use crate::desk::{Access, Conditions, Outlet, Reader, Right, View, Which};
use crate::model::{Message, Problem, RecordType, Secrecy};
use crate::records;
use crate::store::files;
use crate::text::Language;

/// What is to be printed, for whom.
#[derive(Clone, Copy)]
pub struct PrintOrder<'a> {
    /// What may leave the office, as who prints sees it.
    pub reader: &'a Reader,
    /// All that who prints sees, to say that something was kept.
    pub seen: &'a Reader,
    /// Which records.
    pub conditions: &'a Conditions,
    /// The language of what is not a record's own.
    pub language: Language,
    /// The day of printing.
    pub today: NaiveDate,
    /// For a word processor instead of as PDF.
    pub is_docx: bool,
    /// Why what is marked above 内部 is printed too.
    pub release: Option<&'a str>,
}

/// Something that can be printed.
pub struct Printable {
    /// Its name on the command line.
    pub name: &'static str,
    /// Key of its name on a button.
    pub text: &'static str,
    /// The register whose records it prints.
    pub register: &'static str,
    /// Makes the file.
    pub write: fn(&PrintOrder<'_>) -> Result<Vec<u8>, Problem>,
}

/// Everything that can be printed.
pub static PAPERS: &[Printable] = &[
    Printable { name: "outgoing", text: "paper.outgoing", register: "outgoing", write: outgoing::write },
    Printable {
        name: "draft_form",
        text: "paper.draft_form",
        register: "outgoing",
        write: draft_form::write,
    },
    Printable { name: "incoming", text: "paper.incoming", register: "incoming", write: incoming::write },
    Printable { name: "notice", text: "paper.notice", register: "meeting", write: meeting::notice },
    Printable {
        name: "sign_in_sheet",
        text: "paper.sign_in_sheet",
        register: "meeting",
        write: meeting::sheet,
    },
    Printable { name: "minutes", text: "paper.minutes", register: "meeting", write: meeting::minutes },
    Printable { name: "slip", text: "paper.slip", register: "slip", write: slip::write },
    Printable {
        name: "archive-catalogue",
        register: "archive_item",
        text: "print.catalogue",
        write: archive::catalogue::write,
    },
    Printable {
        name: "filing-stamps",
        register: "archive_item",
        text: "print.stamps",
        write: archive::stamp::labels,
    },
    Printable {
        name: "box-spines",
        register: "archive_box",
        text: "print.spines",
        write: archive::boxes::spines,
    },
    Printable {
        name: "box-covers",
        register: "archive_box",
        text: "print.covers",
        write: archive::boxes::covers,
    },
    Printable {
        name: "box-notes",
        register: "archive_box",
        text: "print.box_notes",
        write: archive::boxes::notes,
    },
    Printable {
        name: "disposal",
        register: "disposal",
        text: "print.disposal",
        write: archive::disposal::write,
    },
    Printable {
        name: "record-properties",
        register: "archive_item",
        text: "nav.record_properties",
        write: archive::properties::write,
    },
    Printable { name: "loan", register: "loan", text: "print.loan_slip", write: archive::loan::write },
];

/// The printable of a name.
pub fn printable(name: &str) -> Option<&'static Printable> {
    PAPERS.iter().find(|printable| printable.name == name)
}

/// Everything that prints records of a register.
pub fn printables_of(register: &str) -> impl Iterator<Item = &'static Printable> {
    PAPERS.iter().filter(move |printable| printable.register == register)
}

/// Prints into a file, whose extension says as what.
///
/// # Errors
/// When the kind is unknown, nothing is there to be printed, something may not leave the office, or the file can't be
/// written.
pub fn print_file(
    printable: &Printable,
    reader: &Reader,
    conditions: &Conditions,
    today: NaiveDate,
    path: &Path,
    language: Language,
) -> Result<(), Problem> {
    let is_docx = is_docx(path)?;
    // Whatever a paper says beside its own record, as the name of a link, is kept in by its own mark.
    let leaving = reader.leaving();
    let order =
        PrintOrder { reader: &leaving, seen: reader, conditions, language, today, is_docx, release: None };
    write_paper(printable, &order, path)
}

/// As [`print_file`], with what is marked above 内部 too (密级★期限 stands on the paper): for whoever may declassify,
/// with a reason that is kept.
///
/// # Errors
/// As [`print_file`], and when the session may not declassify.
pub fn release_paper(
    printable: &Printable,
    reader: &Reader,
    conditions: &Conditions,
    today: NaiveDate,
    (path, reason): (&Path, &str),
    language: Language,
) -> Result<(), Problem> {
    let is_docx = is_docx(path)?;
    if let Some(record_type) = records::find(printable.register) {
        reader.require(record_type, Right::Declassify)?;
    }
    if reason.trim().is_empty() {
        return Err(Problem::input(Message::new("problem.reason_required")));
    }
    let release = Some(reason.trim());
    let order = PrintOrder { reader, seen: reader, conditions, language, today, is_docx, release };
    write_paper(printable, &order, path)
}

fn is_docx(path: &Path) -> Result<bool, Problem> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "pdf" => Ok(false),
        "docx" => Ok(true),
        other => Err(Problem::input(Message::new("print.paper_format").with("extension", other))),
    }
}

fn write_paper(printable: &Printable, order: &PrintOrder<'_>, path: &Path) -> Result<(), Problem> {
    let bytes = (printable.write)(order)?;
    Ok(files::write_whole(path, &bytes)?)
}

impl PrintOrder<'_> {
    /// The records that are meant, each of which may leave the office; what leaves is noted.
    ///
    /// # Errors
    /// When there are none, the session may not take them out, one is marked above 内部, or one is sealed.
    pub fn records(&self, register: &str) -> Result<Vec<View>, Problem> {
        let Some(record_type) = records::find(register) else {
            return Err(Problem::Bug(format!("no register {register}")));
        };
        self.reader.require(record_type, Right::Export)?;
        let permissions = &self.reader.session().permissions;
        let mut access = Access::new(record_type.name(), Outlet::Paper);
        access.reason = self.release.map(str::to_owned);
        let mut found = Vec::new();
        let mut withheld = false;
        let mut chosen = Vec::new();
        self.seen.visit(record_type, Which::Living, &mut |view| {
            let is_let =
                self.release.is_none() || permissions.reaches(register, Right::Declassify, &view.row);
            if self.conditions.pass(&view)
                && is_let
                && permissions.reaches(register, Right::Export, &view.row)
            {
                chosen.push((view.row.meta.id, is_withheld(record_type, &view)));
            }
            ControlFlow::Continue(())
        })?;
        for (id, is_withheld) in chosen {
            match self.reader.get(record_type, id)?.filter(|_| !is_withheld) {
                Some(view) => {
                    access.add(record_type, &view);
                    found.push(view);
                }
                None => withheld = true,
            }
        }
        if found.is_empty() {
            return Err(if withheld {
                Problem::Denied(Message::new("denied.withheld").with("level", Secrecy::Trade.text()))
            } else {
                Problem::input(Message::new("print.nothing"))
            });
        }
        self.reader.record_access(access);
        Ok(found)
    }

    /// Refuses what can only be printed as PDF.
    ///
    /// # Errors
    /// When a word processor's file was asked for.
    pub fn require_pdf(&self) -> Result<(), Problem> {
        if self.is_docx { Err(Problem::input(Message::new("print.only_pdf"))) } else { Ok(()) }
    }
}

/// Whether the seal of a record, or its levels, keep some of its words from the session.
fn is_withheld(record_type: &dyn RecordType, view: &View) -> bool {
    record_type.fields().iter().enumerate().any(|(place, field)| field.search && view.is_hidden(place))
}

/// Sheets as one PDF.
///
/// # Errors
/// When a font can't be embedded.
pub fn pdf_of(sheets: &[Sheet]) -> Result<Vec<u8>, Problem> {
    write_sheets(sheets).map_err(failed)
}

/// Why nothing could be printed.
pub(super) fn failed(error: PdfError) -> Problem {
    Problem::input(Message::new("print.failed").with("detail", error))
}

/// What stands on each page of a paper that nobody signed yet. Papers are written in the official script.
const DRAFT: &str = "草稿";

/// A day as a form or list has it, in the language of the form.
pub(super) fn day_in(language: Language, day: Option<NaiveDate>) -> String {
    match (language, day) {
        (Language::English, Some(day)) => {
            format!("{} {} {}", day.day(), month_name(day.month(), language), day.year())
        }
        (_, day) => written_day(day),
    }
}

/// A day as papers have it: 2026年1月5日, without leading zeros (GB/T 9704-2012, 7.3.5.5).
pub(super) fn written_day(day: Option<NaiveDate>) -> String {
    day.map_or_else(String::new, |day| format!("{}年{}月{}日", day.year(), day.month(), day.day()))
}
