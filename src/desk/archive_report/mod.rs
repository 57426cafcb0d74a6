//! 档案统计: what the archive holds, how completely the office files, what is borrowed and by whom it is not returned, how
//! long papers are on their way, and how the electronic records and their backups stand (`domain.md` §3.1 to §3.3). Stocks
//! are as of today, what happened is told of some days; every figure has the records it is made of.

mod delivery;
mod electronic;
mod filing;
mod holdings;
mod lending;

use chrono::NaiveDate;

pub use self::delivery::DeliveryFigures;
pub use self::electronic::{BackupFigures, CheckFigures, StorageFigures};
pub use self::filing::FilingFigures;
use self::holdings::Catalogue;
pub use self::holdings::HoldingFigures;
pub use self::lending::LendingFigures;
use super::report_figures::{ReportDays, Tally};
use super::{Marks, Reader, Right, Scope, work_calendar};
use crate::model::Problem;

/// How a place or a series is called that stands for all that are not told one by one.
pub const REST: &str = "…";

/// The report. A part is missing where the session does not see all of its registers: figures of a piece of the office
/// would pass for those of the whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArchiveReport {
    /// The days that it tells of.
    pub days: ReportDays,
    /// What the archive holds.
    pub holdings: Option<HoldingFigures>,
    /// 归档完成情况
    pub filing: Option<FilingFigures>,
    /// 借阅
    pub lending: Option<LendingFigures>,
    /// 传递
    pub delivery: Option<DeliveryFigures>,
    /// 四性检测
    pub checks: Option<CheckFigures>,
    /// 备份
    pub backups: Option<BackupFigures>,
    /// 存储
    pub storage: Option<StorageFigures>,
    /// The marks of everything that was counted.
    pub marks: Marks,
    /// How many records were counted.
    pub count: usize,
}

impl ArchiveReport {
    /// Reads the report of some days, both ends included.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn read(
        reader: &Reader,
        from: NaiveDate,
        until: NaiveDate,
        today: NaiveDate,
    ) -> Result<Self, Problem> {
        let days = ReportDays { from, until };
        let mut tally = Tally::default();
        let reads = |registers: &[&str]| reaches_all(reader, Right::Read, registers);
        let mut report = Self { days, ..Self::default() };
        if reads(HoldingFigures::REGISTERS) {
            let catalogue = Catalogue::read(reader, &mut tally)?;
            report.holdings = Some(HoldingFigures::of(&catalogue, today));
            if reads(FilingFigures::REGISTERS) {
                report.filing = Some(FilingFigures::read(reader, today, &mut tally)?);
            }
            if reads(LendingFigures::REGISTERS) {
                let calendar = work_calendar(reader)?;
                let lending = LendingFigures::read(reader, &catalogue, days, (today, &calendar), &mut tally)?;
                report.lending = Some(lending);
            }
            if reads(CheckFigures::REGISTERS) {
                report.checks = Some(CheckFigures::read(reader, &catalogue, &mut tally)?);
            }
            if reads(StorageFigures::REGISTERS) {
                report.storage = Some(StorageFigures::read(reader, days, &mut tally)?);
            }
        }
        if reads(DeliveryFigures::REGISTERS) {
            report.delivery = Some(DeliveryFigures::read(reader, days, &mut tally)?);
        }
        if reads(BackupFigures::REGISTERS) {
            report.backups = Some(BackupFigures::read(reader, days, &mut tally)?);
        }
        (report.marks, report.count) = (tally.marks, tally.count);
        Ok(report)
    }

    /// The parts that the session may take out of the office.
    #[must_use]
    pub fn leaving(&self, reader: &Reader) -> Self {
        let exports = |registers: &[&str]| reaches_all(reader, Right::Export, registers);
        let whole = self.clone();
        Self {
            holdings: whole.holdings.filter(|_| exports(HoldingFigures::REGISTERS)),
            filing: whole.filing.filter(|_| exports(FilingFigures::REGISTERS)),
            lending: whole.lending.filter(|_| exports(LendingFigures::REGISTERS)),
            delivery: whole.delivery.filter(|_| exports(DeliveryFigures::REGISTERS)),
            checks: whole.checks.filter(|_| exports(CheckFigures::REGISTERS)),
            backups: whole.backups.filter(|_| exports(BackupFigures::REGISTERS)),
            storage: whole.storage.filter(|_| exports(StorageFigures::REGISTERS)),
            ..whole
        }
    }

    /// The registers that its parts are made of, each once.
    pub fn registers(&self) -> Vec<&'static str> {
        let parts: [(bool, &[&'static str]); 7] = [
            (self.holdings.is_some(), HoldingFigures::REGISTERS),
            (self.filing.is_some(), FilingFigures::REGISTERS),
            (self.lending.is_some(), LendingFigures::REGISTERS),
            (self.delivery.is_some(), DeliveryFigures::REGISTERS),
            (self.checks.is_some(), CheckFigures::REGISTERS),
            (self.backups.is_some(), BackupFigures::REGISTERS),
            (self.storage.is_some(), StorageFigures::REGISTERS),
        ];
        let mut registers = Vec::new();
        for register in parts.into_iter().filter(|(is_there, _)| *is_there).flat_map(|(_, of)| of) {
            if !registers.contains(register) {
                registers.push(*register);
            }
        }
        registers
    }
}

/// Whether a right reaches every record of some registers.
fn reaches_all(reader: &Reader, right: Right, registers: &[&str]) -> bool {
    let permissions = &reader.session().permissions;
    registers.iter().all(|register| permissions.scope(register, right) == Some(Scope::All))
}
