//! 电子档案: whether the files are still what was filed, whether the office is backed up, and how much is stored.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::holdings::Catalogue;
use crate::desk::clock::civil_date;
use crate::desk::record_checks::RecordStanding;
use crate::desk::report_figures::{Cells, ReportDays, Tally, month_of};
use crate::desk::{Bar, BarTable, FigureRows, PROPERTIES, Reader, Share};
use crate::model::{Problem, Record as _, RecordId};
use crate::records::archive::{ArchiveItem, RecordCheck};
use crate::records::backups::{BackupKind, BackupOutcome, BackupRun};
use crate::records::documents::Document;

/// How the files of the archive stood when they were last looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CheckFigures {
    /// Items with electronic files.
    pub items: FigureRows,
    /// Items whose newest check found a fault.
    pub failed: FigureRows,
    /// Items that were never looked at.
    pub unchecked: FigureRows,
    /// The four properties, in the order of [`PROPERTIES`]: passed, failed, not to be said, never looked at.
    pub properties: BarTable,
}

impl CheckFigures {
    /// The registers that the figures are made of.
    pub const REGISTERS: &'static [&'static str] = &[ArchiveItem::NAME, RecordCheck::NAME];

    pub(super) fn read(reader: &Reader, catalogue: &Catalogue, tally: &mut Tally) -> Result<Self, Problem> {
        let newest = reader.newest_checks(&mut |_| {})?;
        let mut standing = RecordStanding::default();
        for item in catalogue.items.iter().filter(|item| item.is_electronic) {
            let check = newest.get(&item.id);
            if let Some(check) = check {
                tally.add(check.meta.mark.as_deref());
            }
            standing.count(item.id, check.map(|check| &check.record));
        }
        let failed: BTreeSet<RecordId> =
            standing.properties.iter().flat_map(|of| of.failed.iter().copied()).collect();
        let bars = |ids: &dyn Fn(usize) -> Vec<RecordId>| -> Vec<Bar> {
            (0..PROPERTIES.len()).map(|place| Bar::counted_some(ArchiveItem::NAME, ids(place))).collect()
        };
        let property = |place: usize| standing.properties.get(place).cloned().unwrap_or_default();
        let series = vec![
            bars(&|place| property(place).passed),
            bars(&|place| property(place).failed),
            bars(&|place| property(place).unsaid),
            bars(&|_| standing.unchecked.clone()),
        ];
        let places = PROPERTIES.map(str::to_owned).to_vec();
        let rows = |ids: Vec<RecordId>| FigureRows { register: ArchiveItem::NAME, ids };
        Ok(Self {
            properties: BarTable { places, series },
            items: rows(standing.items),
            failed: rows(failed.into_iter().collect()),
            unchecked: rows(standing.unchecked),
        })
    }
}

/// How the office is backed up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BackupFigures {
    /// 备份成功率: proven copies of those that were tried in the days of the report.
    pub proven: Share,
    /// The newest proven copy, and the day of it.
    pub newest: Option<(NaiveDate, FigureRows)>,
    /// By month: proven, failed.
    pub months: BarTable,
}

impl BackupFigures {
    /// The registers that the figures are made of.
    pub const REGISTERS: &'static [&'static str] = &[BackupRun::NAME];

    pub(super) fn read(reader: &Reader, days: ReportDays, tally: &mut Tally) -> Result<Self, Problem> {
        let rows = |ids: Vec<RecordId>| FigureRows { register: BackupRun::NAME, ids };
        let mut figures =
            Self { proven: Share { rows: rows(Vec::new()), ..Share::default() }, ..Self::default() };
        let mut cells = Cells::new();
        // The newest first, as they were written down.
        let runs = reader.backup_standing(reader.now())?.runs;
        for run in runs.into_iter().filter(|run| run.record.kind == BackupKind::Copy) {
            let (outcome, id) = (run.record.outcome, run.meta.id);
            let day = run.record.at.map(civil_date);
            if outcome == BackupOutcome::Proven && figures.newest.is_none() {
                tally.marks.add(run.meta.mark.as_deref());
                figures.newest = day.map(|day| (day, rows(vec![id])));
            }
            let Some(day) = day.filter(|day| days.contain(Some(*day))) else { continue };
            tally.add(run.meta.mark.as_deref());
            figures.proven.part += u64::from(outcome == BackupOutcome::Proven);
            figures.proven.whole += 1;
            figures.proven.rows.ids.push(id);
            cells.add(outcome, month_of(day), id);
        }
        let outcomes = [BackupOutcome::Proven, BackupOutcome::Failed];
        let months = cells.table(&outcomes, &days.months(), |_| BackupRun::NAME, |_| String::new());
        figures.months = BarTable { places: days.month_names(), ..months };
        Ok(figures)
    }
}

/// How much is stored in files that are attached to items of the archive and to documents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StorageFigures {
    /// Files that are attached today.
    pub files: usize,
    /// Their bytes. A content that is attached twice counts twice, though the office file keeps it once.
    pub bytes: u64,
    /// Bytes by the month in which they were attached, as far as they still are: items of the archive, documents.
    pub months: BarTable,
}

impl StorageFigures {
    /// The registers that the figures are made of.
    pub const REGISTERS: &'static [&'static str] = &[ArchiveItem::NAME, Document::NAME];

    /// Their bytes as a figure of a chart.
    pub fn length(&self) -> f64 {
        length(self.bytes)
    }

    pub(super) fn read(reader: &Reader, days: ReportDays, tally: &mut Tally) -> Result<Self, Problem> {
        let mut figures = Self::default();
        let mut series = Vec::new();
        for register in Self::REGISTERS {
            let mut months: BTreeMap<(i32, u32), (u64, BTreeSet<RecordId>)> = BTreeMap::new();
            if let Some(record_type) = crate::records::find(register) {
                reader.each_attachment(record_type, &mut |file, mark| {
                    tally.marks.add(mark);
                    tally.marks.add(file.mark.as_deref());
                    figures.files = figures.files.saturating_add(1);
                    figures.bytes = figures.bytes.saturating_add(file.size);
                    let day = civil_date(file.at);
                    if days.contain(Some(day)) {
                        let (bytes, owners) = months.entry(month_of(day)).or_default();
                        *bytes = bytes.saturating_add(file.size);
                        owners.insert(file.owner);
                    }
                })?;
            }
            let bars = days.months().into_iter().map(|month| {
                let (bytes, owners) = months.remove(&month).unwrap_or_default();
                let rows = FigureRows { register, ids: owners.into_iter().collect() };
                Bar { value: (bytes > 0).then(|| length(bytes)), rows }
            });
            series.push(bars.collect());
        }
        figures.months = BarTable { places: days.month_names(), series };
        Ok(figures)
    }
}

/// Bytes as the length of a bar, which needs no more digits than a float has.
#[expect(clippy::cast_precision_loss, reason = "the length of a bar needs no more digits than a float has")]
fn length(bytes: u64) -> f64 {
    bytes as f64
}
