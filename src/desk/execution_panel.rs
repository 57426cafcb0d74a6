//! How the budget of a year is being carried out, read as far as the session sees: the figures of the execution panel
//! and of its pictures, each with the records it is made of.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::{Marks, Reader, Titles, work_calendar};
use crate::model::{Message, Money, Problem, RecordId, Stored};
use crate::records::budget::{
    Adjustment, AdjustmentKind, AdjustmentState, BudgetLine, BudgetSide, BudgetVersion, Commitment,
    CommitmentState, Expense, ExpenseState,
};
use crate::rules::budget::figures::Figures;
use crate::rules::budget::occupation::{Stage, Taken, occupation};
use crate::rules::budget::time_progress::TimeProgress;
use crate::rules::budget::{accounts, forecast, month_plan};
use crate::rules::working_days::WorkCalendar;

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

/// By what the lines are added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GroupBy {
    /// 部门
    #[default]
    Department,
    /// 项目
    Project,
    /// 科目
    Account,
}

/// Records of a register that a figure is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureRows {
    /// The register.
    pub register: &'static str,
    /// The records.
    pub ids: Vec<RecordId>,
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

/// Several lines added up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Name; empty: lines without one.
    pub name: String,
    /// Figures.
    pub figures: Figures,
    /// The lines, by their places in the panel.
    pub lines: Vec<usize>,
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

/// Upper bounds, in days, of the ages of commitments that are told apart; the last age has none.
pub const AGES: [i64; 4] = [30, 90, 180, 365];

/// The papers of the lines chosen.
#[derive(Default)]
struct Papers {
    commitments: Vec<Stored<Commitment>>,
    expenses: Vec<Stored<Expense>>,
    adjustments: Vec<Stored<Adjustment>>,
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
            let department = match line.record.department {
                Some(unit) => titles.get(reader, "unit", unit.erase())?.to_owned(),
                None => String::new(),
            };
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

    fn read_papers(&mut self, reader: &Reader) -> Result<Papers, Problem> {
        let lines: BTreeSet<RecordId> = self.lines.iter().map(|line| line.id).collect();
        let has = |line: Option<RecordId>| line.is_some_and(|line| lines.contains(&line));
        let by = |date: Option<NaiveDate>| date.is_none_or(|date| date <= self.query.day);
        let mut papers = Papers::default();
        reader.each::<Commitment>(&mut |paper| {
            let record = &paper.record;
            let counts = record.state == CommitmentState::Occupied && by(record.date);
            if counts && has(record.line.map(|line| line.erase())) {
                papers.commitments.push(paper);
            }
        })?;
        reader.each::<Expense>(&mut |paper| {
            let record = &paper.record;
            let counts = record.state != ExpenseState::Draft && by(record.date);
            if counts && has(record.line.map(|line| line.erase())) {
                papers.expenses.push(paper);
            }
        })?;
        reader.each::<Adjustment>(&mut |paper| {
            let record = &paper.record;
            let counts = record.state == AdjustmentState::Approved && by(record.approved_on);
            let (from, to) =
                (record.from_line.map(|line| line.erase()), record.to_line.map(|line| line.erase()));
            if counts && record.kind != AdjustmentKind::OverBudget && (has(from) || has(to)) {
                papers.adjustments.push(paper);
            }
        })?;
        for mark in (papers.commitments.iter().map(|paper| &paper.meta))
            .chain(papers.expenses.iter().map(|paper| &paper.meta))
            .chain(papers.adjustments.iter().map(|paper| &paper.meta))
        {
            self.marks.add(mark.mark.as_deref());
        }
        Ok(papers)
    }

    /// Counts the papers.
    fn count(&mut self, papers: &Papers, calendar: &WorkCalendar) -> Result<(), Problem> {
        let places: BTreeMap<RecordId, usize> =
            self.lines.iter().enumerate().map(|(place, line)| (line.id, place)).collect();
        let place = |line: Option<RecordId>| line.and_then(|line| places.get(&line).copied());
        let mut taken: Vec<Vec<Taken>> = vec![Vec::new(); self.lines.len()];
        let mut held: Vec<Vec<(RecordId, Money)>> = vec![Vec::new(); self.lines.len()];
        let mut used: BTreeMap<RecordId, Money> = BTreeMap::new();
        for Stored { meta, record } in &papers.expenses {
            let Some(line) = place(record.line.map(|line| line.erase())) else { continue };
            let paid_on = record.paid_on.or(record.date).filter(|_| record.state.is_paid());
            let is_paid = paid_on.is_some_and(|paid| paid <= self.query.day);
            let commitment = record.commitment.map(|commitment| commitment.erase());
            let stage = if is_paid { Stage::Paid } else { Stage::Claimed };
            if let Some(of_line) = taken.get_mut(line) {
                of_line.push(Taken { commitment, amount: record.amount, stage });
            }
            if let Some(commitment) = commitment {
                let sum = used.entry(commitment).or_default();
                *sum = sum.checked_add(record.amount).ok_or_else(out_of_range)?;
            }
            if let Some(paid) = paid_on.filter(|_| is_paid) {
                let month = month_in(self.year, paid).max(1) - 1;
                self.payments.push(PanelPayment {
                    id: meta.id,
                    line,
                    month,
                    amount: record.amount,
                    date: paid,
                    supplier: record.supplier.trim().to_owned(),
                    invoice: record.invoice.clone(),
                    on_rest_day: !calendar.is_working_day(paid),
                    by_claimant: record.claimant.is_some() && record.claimant == record.approved_by,
                });
            }
        }
        for Stored { meta, record } in &papers.commitments {
            let Some(line) = place(record.line.map(|line| line.erase())) else { continue };
            if let Some(of_line) = held.get_mut(line) {
                of_line.push((meta.id, record.amount));
            }
            let rest = record.amount.checked_sub(used.get(&meta.id).copied().unwrap_or_default());
            let rest = rest.unwrap_or_default().max(Money::ZERO);
            let days = record.date.map_or(0, |since| (self.query.day - since).num_days());
            if !rest.is_zero() {
                self.commitments.push(PanelCommitment { id: meta.id, days, rest });
            }
        }
        let mut adjusted = vec![Money::ZERO; self.lines.len()];
        for Stored { meta, record } in &papers.adjustments {
            let (to, from) = (
                place(record.to_line.map(|line| line.erase())),
                place(record.from_line.map(|line| line.erase())),
            );
            let within = |line: Option<usize>| if line.is_some() { record.amount } else { Money::ZERO };
            if let Some(sum) = to.and_then(|line| adjusted.get_mut(line)) {
                *sum = sum.checked_add(record.amount).ok_or_else(out_of_range)?;
            }
            if let Some(sum) = from.and_then(|line| adjusted.get_mut(line)) {
                *sum = sum.checked_sub(record.amount).ok_or_else(out_of_range)?;
            }
            let change = (within(to), within(from));
            let title = [record.number.as_str(), record.reason.as_str()].join(" ");
            let title = title.trim().to_owned();
            self.adjustments.push(PanelAdjustment {
                id: meta.id,
                title,
                kind: record.kind,
                lines: (to, from),
                change,
            });
        }
        // What stands on a line today is what its papers add up to, those too that the session does not see. Of an
        // earlier day only the papers tell.
        if self.query.day < self.query.today {
            for (line, ((taken, held), adjusted)) in
                self.lines.iter_mut().zip(taken.iter().zip(&held).zip(adjusted))
            {
                let occupied = occupation(held, taken).ok_or_else(out_of_range)?;
                line.figures.adjusted = adjusted;
                line.figures.committed = occupied.committed;
                line.figures.executed = occupied.executed;
            }
        }
        self.figures = self.sum(0..self.lines.len())?;
        Ok(())
    }

    fn sum(&self, lines: impl IntoIterator<Item = usize>) -> Result<Figures, Problem> {
        lines
            .into_iter()
            .filter_map(|line| self.lines.get(line))
            .try_fold(Figures::default(), |sum, line| sum.checked_add(&line.figures).ok_or_else(out_of_range))
    }

    /// The lines added up, the largest budget first.
    pub fn groups(&self, by: GroupBy) -> Vec<Group> {
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, line) in self.lines.iter().enumerate() {
            let name = match by {
                GroupBy::Department => &line.department,
                GroupBy::Project => &line.project,
                GroupBy::Account => &line.account,
            };
            groups.entry(name).or_default().push(place);
        }
        let mut groups: Vec<Group> = groups
            .into_iter()
            .filter_map(|(name, lines)| {
                let figures = self.sum(lines.iter().copied()).ok()?;
                Some(Group { name: name.to_owned(), figures, lines })
            })
            .collect();
        groups.sort_by(|a, b| b.figures.current().cmp(&a.figures.current()).then(a.name.cmp(&b.name)));
        groups
    }

    /// The lines of the 三公经费 added up; `None` where the budget has none.
    pub fn three_public(&self) -> Option<Group> {
        let is_one = |(_, line): &(usize, &PanelLine)| accounts::is_three_public(&line.account);
        let lines: Vec<usize> =
            self.lines.iter().enumerate().filter(is_one).map(|(place, _)| place).collect();
        let figures = self.sum(lines.iter().copied()).ok()?;
        (!lines.is_empty()).then(|| Group { name: String::new(), figures, lines })
    }

    /// Paid in a month by some lines; `None` leaves the sum out of the range of amounts.
    pub fn paid(&self, month: usize, lines: &[usize]) -> Option<Money> {
        let of = self.payments.iter().filter(|paid| paid.month == month && lines.contains(&paid.line));
        Money::checked_sum(of.map(|paid| paid.amount))
    }

    /// Paid in each month.
    pub fn months(&self) -> [Money; 12] {
        let mut months = [Money::ZERO; 12];
        for paid in &self.payments {
            if let Some(month) = months.get_mut(paid.month) {
                *month = month.checked_add(paid.amount).unwrap_or(*month);
            }
        }
        months
    }

    /// What some lines were planned to pay in each month; `None` when a sum leaves the range of amounts.
    pub fn plan(&self, lines: impl IntoIterator<Item = usize>) -> Option<[Money; 12]> {
        let mut sums = [Money::ZERO; 12];
        for line in lines.into_iter().filter_map(|line| self.lines.get(line)) {
            let plan = month_plan::of_year(&line.months, line.figures.current()?)?;
            for (sum, month) in sums.iter_mut().zip(plan) {
                *sum = sum.checked_add(month)?;
            }
        }
        Some(sums)
    }

    /// By how much the sum of `ahead` further months may miss the forecast, with a chance of 80 %; `None` while too few months have ended.
    pub fn forecast_margin(&self, ahead: u32) -> Option<Money> {
        let ended = usize::try_from(self.progress.elapsed).ok()?;
        forecast::margin(self.months().get(..ended)?, ahead)
    }

    /// Between which amounts the year is expected to end, with a chance of 80 %: around the forecast, and never below what was executed.
    pub fn forecast_interval(&self) -> Option<(Money, Money)> {
        let forecast = self.figures.forecast(self.progress)?;
        let ahead = self.progress.whole.checked_sub(self.progress.elapsed).filter(|ahead| *ahead > 0)?;
        let margin = self.forecast_margin(ahead)?;
        Some((forecast.checked_sub(margin)?.max(self.figures.executed), forecast.checked_add(margin)?))
    }

    /// The records of some lines.
    pub fn line_rows(&self, lines: impl IntoIterator<Item = usize>) -> FigureRows {
        let ids = lines.into_iter().filter_map(|line| Some(self.lines.get(line)?.id)).collect();
        FigureRows { register: "budget_line", ids }
    }

    /// The payments that meet a condition.
    pub fn payment_rows(&self, meets: impl Fn(&PanelPayment) -> bool) -> FigureRows {
        let ids = self.payments.iter().filter(|paid| meets(paid)).map(|paid| paid.id).collect();
        FigureRows { register: "expense", ids }
    }

    /// The commitments of an age, by its place in [`AGES`].
    pub fn of_age(&self, age: usize) -> impl Iterator<Item = &PanelCommitment> {
        let bounds = move |age: usize| AGES.get(age).copied().unwrap_or(i64::MAX);
        let above = age.checked_sub(1).map_or(i64::MIN, bounds);
        self.commitments.iter().filter(move |held| held.days > above && held.days <= bounds(age))
    }
}

/// The month of a day as seen from a year: 0 before it, 12 after it.
fn month_in(year: i32, day: NaiveDate) -> usize {
    match day.year().cmp(&year) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => usize::try_from(day.month()).unwrap_or(12),
        std::cmp::Ordering::Greater => 12,
    }
}

fn out_of_range() -> Problem {
    Problem::input(Message::new("problem.amount_out_of_range"))
}
