//! What the lines and payments of the execution panel add up to: by group, by month, over the year to come.

use std::collections::BTreeMap;

use super::FigureRows;
use super::execution_panel::{ExecutionPanel, PanelCommitment, PanelLine, PanelPayment};
use crate::model::{Money, Problem};
use crate::records::budget::out_of_range;
use crate::rules::budget::figures::Figures;
use crate::rules::budget::{accounts, forecast, month_plan};

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

/// Upper bounds, in days, of the ages of commitments that are told apart; the last age has none.
pub const AGES: [i64; 4] = [30, 90, 180, 365];

impl ExecutionPanel {
    /// Some lines added up, by their places.
    pub(super) fn sum(&self, lines: impl IntoIterator<Item = usize>) -> Result<Figures, Problem> {
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
