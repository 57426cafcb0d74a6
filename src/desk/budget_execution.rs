//! How the budget of the year is being carried out, read as far as the session sees.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::{Marks, Reader};
use crate::model::{Message, Money, Problem, RecordId, Stored};
use crate::records::budget::{BudgetLine, BudgetSide, BudgetVersion, Expense};
use crate::rules::budget::figures::Figures;
use crate::rules::budget::time_progress::TimeProgress;

/// The expenditure of the newest year whose budget was released.
#[derive(Clone, Debug, PartialEq)]
pub struct BudgetExecution {
    /// Budget year.
    pub year: i32,
    /// The lines added up.
    pub figures: Figures,
    /// 序时进度 on the day of reading, by months.
    pub progress: TimeProgress,
    /// Paid in each month of the year; what was paid before or after it stands in its first or last month.
    pub months: [Money; 12],
    /// The month of the day of reading, from 1; 12 when the year is over, 0 when it has not begun.
    pub month: u32,
    /// The lines that were added up.
    pub lines: usize,
    /// The marks of everything that was added up.
    pub marks: Marks,
}

impl BudgetExecution {
    /// Reads it; `None` when no budget was released, or none may be seen.
    ///
    /// # Errors
    /// When the file can't be read or the sums leave the range of amounts.
    pub fn read(reader: &Reader, day: NaiveDate) -> Result<Option<Self>, Problem> {
        let versions = reader.all::<BudgetVersion>()?;
        let released = versions.iter().filter(|version| version.record.state.was_released());
        let Some(newest) = released.clone().map(|version| version.record.year).max() else {
            return Ok(None);
        };
        let Ok(year) = i32::try_from(newest) else { return Ok(None) };
        let chosen: BTreeSet<RecordId> =
            released.filter(|version| version.record.year == newest).map(|version| version.meta.id).collect();
        let mut marks = Marks::default();
        for version in versions.iter().filter(|version| chosen.contains(&version.meta.id)) {
            marks.add(version.meta.mark.as_deref());
        }
        let mut lines = BTreeSet::new();
        let mut figures = Figures::default();
        for line in reader.all::<BudgetLine>()? {
            let is_chosen = line.record.version.is_some_and(|version| chosen.contains(&version.erase()));
            if is_chosen && line.record.side == BudgetSide::Expenditure {
                figures = figures.checked_add(&line.record.figures()).ok_or_else(out_of_range)?;
                lines.insert(line.meta.id);
                marks.add(line.meta.mark.as_deref());
            }
        }
        let mut months = [Money::ZERO; 12];
        for Stored { meta, record: expense } in reader.all::<Expense>()? {
            let is_chosen = expense.line.is_some_and(|line| lines.contains(&line.erase()));
            let Some(date) =
                expense.paid_on.or(expense.date).filter(|_| is_chosen && expense.state.is_paid())
            else {
                continue;
            };
            marks.add(meta.mark.as_deref());
            let place = usize::try_from(month_in(year, date).max(1)).unwrap_or(12).saturating_sub(1);
            if let Some(month) = months.get_mut(place) {
                *month = month.checked_add(expense.amount).ok_or_else(out_of_range)?;
            }
        }
        let progress = TimeProgress::by_months(year, day);
        let month = month_in(year, day);
        Ok(Some(Self { year, figures, progress, months, month, lines: lines.len(), marks }))
    }
}

/// The month of a day as seen from a year: 0 before it, 12 after it.
fn month_in(year: i32, day: NaiveDate) -> u32 {
    match day.year().cmp(&year) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => day.month(),
        std::cmp::Ordering::Greater => 12,
    }
}

fn out_of_range() -> Problem {
    Problem::input(Message::new("problem.amount_out_of_range"))
}
