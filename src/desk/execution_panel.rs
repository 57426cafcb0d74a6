//! How the budget of a year is being carried out, read as far as the session sees: the figures of the execution panel
//! and of its pictures, each with the records it is made of.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::{Marks, Reader, Titles, work_calendar};
use crate::model::{Money, Problem, RecordId, Stored};
use crate::records::budget::{AdjustmentKind, BudgetLine, BudgetSide, BudgetVersion};
use crate::rules::budget::figures::Figures;
use crate::rules::budget::time_progress::TimeProgress;

/// What the panel is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExecutionQuery {
    /// The day of asking.
    pub today: NaiveDate,
    /// As of which day: papers of later days are left out. What was released since counts as released.
    pub day: NaiveDate,
    /// A budget version; `None`: all released ones of the year of the day, or of the year before it that has one.
    pub version: Option<RecordId>,
    /// A department; `None`: all.
    pub department: Option<RecordId>,
}

impl ExecutionQuery {
    /// Everything as it stands, read on a day.
    pub fn on(day: NaiveDate) -> Self {
        Self { today: day, day, version: None, department: None }
    }
}

/// A line with its figures on the day.
#[derive(Clone, Debug, PartialEq)]
pub struct PanelLine {
    /// The line.
    pub id: RecordId,
    /// Name of its department; empty: none.
    pub department: String,
    /// Its project.
    pub project: String,
    /// Its account.
    pub account: String,
    /// What its plan gives each month; all empty where it has none.
    pub months: [Option<Money>; 12],
    /// Its figures.
    pub figures: Figures,
}

/// A payment of the year.
#[derive(Clone, Debug, PartialEq)]
pub struct PanelPayment {
    /// The expense.
    pub id: RecordId,
    /// The line, by its place in the panel.
    pub line: usize,
    /// Month, 0 to 11; what was paid before or after the year stands in its first or last.
    pub month: usize,
    /// Amount.
    pub amount: Money,
    /// Day of the payment.
    pub date: NaiveDate,
    /// Who was paid; empty: nobody is named.
    pub supplier: String,
    /// Number of the invoice; empty: none.
    pub invoice: String,
    /// Whether it was paid on a day on which the office does not work.
    pub on_rest_day: bool,
    /// Whether whoever claimed it approved it.
    pub by_claimant: bool,
}

/// An approved adjustment, by what it changes in the budgets shown.
#[derive(Clone, Debug, PartialEq)]
pub struct PanelAdjustment {
    /// The paper.
    pub id: RecordId,
    /// Its number and its reason.
    pub title: String,
    /// Kind.
    pub kind: AdjustmentKind,
    /// The lines it gives to and takes from, by their places in the panel.
    pub lines: (Option<usize>, Option<usize>),
    /// Money that came in and that went out; of a transfer within what is shown both.
    pub change: (Money, Money),
}

/// A commitment that still holds money.
#[derive(Clone, Debug, PartialEq)]
pub struct PanelCommitment {
    /// The commitment.
    pub id: RecordId,
    /// For how many days.
    pub days: i64,
    /// What it holds.
    pub rest: Money,
}

/// The execution of one or several budgets of a year.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutionPanel {
    /// What was asked for.
    pub query: ExecutionQuery,
    /// Budget year.
    pub year: i32,
    /// Every version, for comparison.
    pub every: Vec<(RecordId, String)>,
    /// The released versions that can be chosen, the newest year first.
    pub versions: Vec<(RecordId, String)>,
    /// The departments of the versions shown, which can be chosen.
    pub departments: Vec<(RecordId, String)>,
    /// The lines added up.
    pub figures: Figures,
    /// 序时进度 on the day, by months.
    pub progress: TimeProgress,
    /// The month of the day, from 1; 12 when the year is over, 0 when it has not begun.
    pub month: usize,
    /// The expenditure lines.
    pub lines: Vec<PanelLine>,
    /// What was paid by the day.
    pub payments: Vec<PanelPayment>,
    /// What was adjusted by the day.
    pub adjustments: Vec<PanelAdjustment>,
    /// What is held on the day.
    pub commitments: Vec<PanelCommitment>,
    /// The marks of everything that was added up.
    pub marks: Marks,
}

impl ExecutionPanel {
    /// Reads the panel; `None` when no budget was released, or none may be seen.
    ///
    /// # Errors
    /// When the file can't be read or the sums leave the range of amounts.
    pub fn read(reader: &Reader, query: &ExecutionQuery) -> Result<Option<Self>, Problem> {
        let mut released = reader.all::<BudgetVersion>()?;
        let every = released.iter().map(|version| (version.meta.id, version.record.name.clone())).collect();
        released.retain(|version| version.record.state.was_released());
        released.sort_by(|a, b| b.record.year.cmp(&a.record.year).then(a.record.name.cmp(&b.record.name)));
        let asked = released.iter().find(|version| Some(version.meta.id) == query.version);
        // The budget of the next year may be released while this one is still carried out.
        let current = released.iter().find(|of| of.record.year <= i64::from(query.day.year()));
        let Some(newest) = asked.or(current).or(released.first()).map(|version| version.record.year) else {
            return Ok(None);
        };
        let Ok(year) = i32::try_from(newest) else { return Ok(None) };
        let asked = asked.map(|version| version.meta.id);
        let chosen: Vec<&Stored<BudgetVersion>> = released
            .iter()
            .filter(|version| asked.map_or(version.record.year == newest, |asked| version.meta.id == asked))
            .collect();
        let mut panel = Self {
            every,
            versions: released.iter().map(|version| (version.meta.id, version.record.name.clone())).collect(),
            ..Self::empty(query, year)
        };
        for version in &chosen {
            panel.marks.add(version.meta.mark.as_deref());
        }
        let chosen: BTreeSet<RecordId> = chosen.into_iter().map(|version| version.meta.id).collect();
        panel.read_lines(reader, &chosen)?;
        let papers = panel.read_papers(reader)?;
        panel.count(&papers, &work_calendar(reader)?)?;
        Ok(Some(panel))
    }

    fn empty(query: &ExecutionQuery, year: i32) -> Self {
        Self {
            query: *query,
            year,
            every: Vec::new(),
            versions: Vec::new(),
            departments: Vec::new(),
            figures: Figures::default(),
            progress: TimeProgress::by_months(year, query.day),
            month: month_in(year, query.day),
            lines: Vec::new(),
            payments: Vec::new(),
            adjustments: Vec::new(),
            commitments: Vec::new(),
            marks: Marks::default(),
        }
    }

    /// The expenditure lines of another version, in the department asked for.
    pub(super) fn lines_of(&self, reader: &Reader, version: RecordId) -> Result<Vec<PanelLine>, Problem> {
        let mut other = Self::empty(&self.query, self.year);
        other.read_lines(reader, &BTreeSet::from([version]))?;
        Ok(other.lines)
    }

    fn read_lines(&mut self, reader: &Reader, chosen: &BTreeSet<RecordId>) -> Result<(), Problem> {
        let mut titles = Titles::default();
        let mut departments = BTreeMap::new();
        for line in reader.all::<BudgetLine>()? {
            let is_chosen = line.record.version.is_some_and(|version| chosen.contains(&version.erase()));
            if !is_chosen || line.record.side != BudgetSide::Expenditure {
                continue;
            }
            let department = titles.of(reader, line.record.department)?;
            if let Some(unit) = line.record.department {
                departments.insert(unit.erase(), department.clone());
            }
            let is_asked = self
                .query
                .department
                .is_none_or(|asked| line.record.department.is_some_and(|unit| unit.erase() == asked));
            if !is_asked {
                continue;
            }
            self.marks.add(line.meta.mark.as_deref());
            self.lines.push(PanelLine {
                id: line.meta.id,
                department,
                figures: line.record.figures(),
                months: line.record.months(),
                project: line.record.project,
                account: line.record.account,
            });
        }
        self.departments = departments.into_iter().collect();
        self.departments.sort_by(|a, b| a.1.cmp(&b.1));
        Ok(())
    }
}

/// The month of a day as seen from a year: 0 before it, 12 after it.
pub(super) fn month_in(year: i32, day: NaiveDate) -> usize {
    match day.year().cmp(&year) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => usize::try_from(day.month()).unwrap_or(12),
        std::cmp::Ordering::Greater => 12,
    }
}
