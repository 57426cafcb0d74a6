//! The figures and pictures of the archive report, on screen and on paper.

use chrono::NaiveDate;

use super::report::{BEHIND, Figure, FigureTone, Report, nothing, series, shown, texts};
use super::{Chart, Content, Measure, bars, stacked};
use crate::desk::{
    ArchiveReport, BackupFigures, BarTable, CheckFigures, DeliveryFigures, FilingFigures, HoldingFigures,
    LendingFigures, Marks, PROPERTIES, REST, Reader, ReportDays, StorageFigures,
};
use crate::model::{Choice as _, Problem};
use crate::records;
use crate::records::archive::Retention;
use crate::text::Language;

/// Backups that succeed less often than this, in hundredths of a per cent, are behind.
const BACKUPS_BEHIND: i64 = 9_500;

/// A picture of the report, with what it is drawn from.
#[derive(Clone, Copy)]
enum Picture<'a> {
    Years(&'a HoldingFigures),
    Classes(&'a HoldingFigures),
    Filing(&'a FilingFigures),
    Expiry(&'a HoldingFigures),
    Ages(&'a LendingFigures),
    Used(&'a LendingFigures),
    Delivery(&'a DeliveryFigures),
    Properties(&'a CheckFigures),
    Backups(&'a BackupFigures),
    Storage(&'a StorageFigures),
}

impl<'a> Picture<'a> {
    /// Those that the session may see, in their order.
    fn of(report: &'a ArchiveReport) -> Vec<Self> {
        let holdings = report.holdings.as_ref();
        let lending = report.lending.as_ref();
        let all = [
            holdings.map(Picture::Years),
            holdings.map(Picture::Classes),
            report.filing.as_ref().map(Picture::Filing),
            holdings.map(Picture::Expiry),
            lending.map(Picture::Used),
            lending.map(Picture::Ages),
            report.delivery.as_ref().map(Picture::Delivery),
            report.checks.as_ref().map(Picture::Properties),
            report.storage.as_ref().map(Picture::Storage),
            report.backups.as_ref().map(Picture::Backups),
        ];
        all.into_iter().flatten().collect()
    }

    fn table(self) -> &'a BarTable {
        match self {
            Self::Years(of) => &of.years,
            Self::Classes(of) => &of.classes,
            Self::Filing(of) => &of.years,
            Self::Expiry(of) => &of.expiry,
            Self::Ages(of) => &of.ages,
            Self::Used(of) => &of.classes,
            Self::Delivery(of) => &of.times,
            Self::Properties(of) => &of.properties,
            Self::Backups(of) => &of.months,
            Self::Storage(of) => &of.months,
        }
    }

    fn registers(self) -> &'static [&'static str] {
        match self {
            Self::Years(_) | Self::Classes(_) | Self::Expiry(_) => HoldingFigures::REGISTERS,
            Self::Filing(_) => FilingFigures::REGISTERS,
            Self::Ages(_) | Self::Used(_) => LendingFigures::REGISTERS,
            Self::Delivery(_) => DeliveryFigures::REGISTERS,
            Self::Properties(_) => CheckFigures::REGISTERS,
            Self::Backups(_) => BackupFigures::REGISTERS,
            Self::Storage(_) => StorageFigures::REGISTERS,
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Years(_) => "archive_report.by_year",
            Self::Classes(_) => "archive_report.by_class",
            Self::Filing(_) => "archive_report.filing",
            Self::Expiry(_) => "archive_report.expiry",
            Self::Ages(_) => "archive_report.ages",
            Self::Used(_) => "archive_report.used",
            Self::Delivery(_) => "archive_report.delivery",
            Self::Properties(_) => "archive_report.properties",
            Self::Backups(_) => "archive_report.backup_months",
            Self::Storage(_) => "archive_report.storage",
        }
    }

    fn content(self, language: Language) -> Content {
        let table = self.table();
        let places = || table.places.iter().map(|name| called(name, language)).collect();
        let named = |keys: &[&'static str]| series(table, texts(keys, language));
        let count = Measure::Count;
        match self {
            Self::Years(of) => {
                let name =
                    |of: &Retention| language.text(Retention::SET.text_key(of.code()).unwrap_or_default());
                let names = of.retentions.iter().map(|of| name(of).to_owned());
                stacked(places(), series(table, names), count)
            }
            Self::Classes(of) => {
                let names = of.categories.iter().map(|name| called(name, language));
                stacked(places(), series(table, names), count)
            }
            Self::Filing(of) => {
                let filed = texts(&["filing.in_time", "filing.filed_late"], language);
                let open = of.open.iter().map(|register| not_filed(register, language));
                stacked(places(), series(table, filed.into_iter().chain(open)), count)
            }
            Self::Expiry(_) => {
                let mut names = table.places.clone();
                if let Some(first) = names.first_mut() {
                    language.text("archive_report.over").clone_into(first);
                }
                bars(names, named(&["archive_report.ending"]), count)
            }
            Self::Ages(_) => bars(places(), named(&["archive_report.overdue"]), count),
            Self::Used(_) => {
                stacked(places(), named(&["archive_report.paper", "archive_report.looks"]), count)
            }
            Self::Delivery(_) => bars(places(), named(&["transmission_state.received"]), count),
            Self::Properties(_) => {
                let keys = [
                    "check_result.passed",
                    "check_result.failed",
                    "check_result.not_applicable",
                    "archive_report.not_checked",
                ];
                stacked(texts(&PROPERTIES, language), named(&keys), count)
            }
            Self::Backups(_) => {
                stacked(places(), named(&["backup_outcome.proven", "backup_outcome.failed"]), count)
            }
            Self::Storage(_) => {
                stacked(places(), named(&["record.archive_item", "record.document"]), Measure::Bytes)
            }
        }
    }

    fn chart(self, language: Language) -> Chart {
        let told = match self {
            Self::Storage(of) => stored(of, language),
            _ => String::new(),
        };
        let heading = language.text(self.heading()).to_owned();
        shown(Chart { heading, told, content: self.content(language), ..Chart::default() })
    }
}

/// The name of a place or a series; what has none, and what stands for the rest, is said in words.
fn called(name: &str, language: Language) -> String {
    match name {
        "" => language.text("execution.unnamed").to_owned(),
        REST => language.text("archive_report.rest").to_owned(),
        name => name.to_owned(),
    }
}

/// 归档完成率 of what had to be filed by now; before anything had to, how far the next year is.
fn filed(of: &FilingFigures, language: Language) -> Figure {
    let (share, key, last) = match &of.not_due {
        Some((last, share)) if of.filed.whole == 0 => {
            (share, "archive_report.filed_so_far", last.to_string())
        }
        _ => (&of.filed, "archive_report.filed_told", String::new()),
    };
    // Nobody is behind with what is not due.
    let behind = if of.filed.whole == 0 { 0 } else { BEHIND };
    let (done, open) = (share.whole.to_string(), share.whole.saturating_sub(share.part).to_string());
    let told = language.fill(key, &[("done", &done), ("open", &open), ("last", &last)]);
    Figure { told, ..Figure::share("archive_report.filed", share, behind, language) }
}

/// Papers of a register that are not filed.
fn not_filed(register: &str, language: Language) -> String {
    let name = records::find(register).map_or("", |record_type| language.text(record_type.text()));
    language.fill("archive_report.not_filed", &[("register", name)])
}

/// What waits for its appraisal; what is under way is said beside it.
fn expired(of: &HoldingFigures, language: Language) -> Figure {
    let figure = Figure::count("archive_report.expired", &of.expired).noticed(FigureTone::Overdue);
    let count = of.in_appraisal.to_string();
    let told = language.fill("archive_report.in_appraisal", &[("count", &count)]);
    if of.in_appraisal > 0 { Figure { told, ..figure } } else { figure }
}

/// How much is stored in all.
fn stored(of: &StorageFigures, language: Language) -> String {
    let size = Measure::Bytes.exact(of.length());
    language.fill("archive_report.stored", &[("files", &of.files.to_string()), ("size", &size)])
}

impl Report for ArchiveReport {
    const TITLE: &'static str = "nav.archive_report";
    const FILE: &'static str = "archive-report";

    fn read(reader: &Reader, from: NaiveDate, until: NaiveDate, today: NaiveDate) -> Result<Self, Problem> {
        Self::read(reader, from, until, today)
    }

    fn days(&self) -> ReportDays {
        self.days
    }

    fn figures(&self, language: Language) -> Vec<Figure> {
        let mut figures = Vec::new();
        if let Some(of) = &self.holdings {
            figures.push(Figure::count("archive_report.items", &of.items));
            figures.push(expired(of, language));
        }
        if let Some(of) = &self.filing {
            figures.push(filed(of, language));
        }
        if let Some(of) = &self.lending {
            figures.push(Figure::count("archive_report.lent", &of.lent));
            figures.push(Figure::count("archive_report.out", &of.out));
            figures.push(Figure::count("archive_report.overdue", &of.overdue).noticed(FigureTone::Overdue));
        }
        if let Some(of) = &self.delivery {
            figures.push(Figure::count("archive_report.under_way", &of.under_way));
            figures.push(Figure::count("archive_report.troubled", &of.troubled).noticed(FigureTone::Behind));
        }
        if let Some(of) = &self.checks {
            figures.push(Figure::count("archive_report.failed", &of.failed).noticed(FigureTone::Overdue));
            figures
                .push(Figure::count("archive_report.unchecked", &of.unchecked).noticed(FigureTone::Behind));
        }
        if let Some(of) = &self.backups {
            figures.push(Figure::share("archive_report.backups", &of.proven, BACKUPS_BEHIND, language));
            figures.push(match &of.newest {
                Some((day, rows)) => Figure::new("archive_report.newest_backup", day.to_string(), rows),
                None => Figure {
                    name: "archive_report.newest_backup",
                    value: nothing(language),
                    tone: FigureTone::Overdue,
                    ..Figure::default()
                },
            });
        }
        figures
    }

    fn charts(&self, language: Language) -> Vec<Chart> {
        Picture::of(self).into_iter().map(|picture| picture.chart(language)).collect()
    }

    fn tables(&self) -> Vec<&BarTable> {
        Picture::of(self).into_iter().map(Picture::table).collect()
    }

    fn registers_of(&self, picture: usize) -> Vec<&'static str> {
        Picture::of(self).get(picture).map(|picture| picture.registers().to_vec()).unwrap_or_default()
    }

    fn registers(&self) -> Vec<&'static str> {
        self.registers()
    }

    fn marks(&self) -> Marks {
        self.marks
    }

    fn count(&self) -> usize {
        self.count
    }

    fn leaving(&self, reader: &Reader) -> Self {
        self.leaving(reader)
    }
}
