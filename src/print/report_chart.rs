//! A report on a page: its figures in lines, its pictures below.

use std::path::Path;

use chrono::{Datelike as _, NaiveDate};

use super::budget_chart::{ChartPage, write_charts};
use crate::charts::report::{Report, lines};
use crate::desk::{ArchiveReport, Reader, Right};
use crate::model::{Problem, Record as _};
use crate::records::archive::ArchiveItem;
use crate::text::Language;

impl ChartPage {
    /// The page of as much of a report as the session may take out of the office.
    pub fn of_report<R: Report>(report: &R, reader: &Reader, language: Language) -> Self {
        let leaving = report.leaving(reader);
        Self {
            registers: leaving.registers(),
            title: language.text(R::TITLE).to_owned(),
            lines: lines(leaving.days(), &leaving.figures(language), language),
            charts: leaving.charts(language),
            marks: leaving.marks(),
            count: leaving.count(),
            ..Self::default()
        }
    }

    /// The page of one picture of a report.
    pub fn of_picture<R: Report>(report: &R, picture: usize, language: Language) -> Self {
        Self {
            registers: report.registers_of(picture),
            charts: report.charts(language).into_iter().nth(picture).into_iter().collect(),
            marks: report.marks(),
            count: report.count(),
            ..Self::default()
        }
    }
}

/// Draws the archive report of a year up to a day into a file; its extension says what kind.
///
/// # Errors
/// When the session may take nothing of it out of the office, what is shown may not leave it, the kind is unknown, or the
/// file can't be written.
pub fn write_archive_report(
    reader: &Reader,
    day: NaiveDate,
    path: &Path,
    language: Language,
) -> Result<(), Problem> {
    let from = NaiveDate::from_ymd_opt(day.year(), 1, 1).unwrap_or(day);
    let report = ArchiveReport::read(reader, from, day, day)?;
    let page = ChartPage::of_report(&report, reader, language);
    if page.charts.is_empty() {
        return Err(reader.session().permissions.refusal(ArchiveItem::NAME, Right::Export));
    }
    write_charts(reader, &page, path, language)
}
