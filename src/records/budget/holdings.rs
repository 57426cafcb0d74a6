//! Everything that is counted at one budget line, read from the papers that refer to it.

use super::expense::taken;
use super::{
    Adjustment, AdjustmentKind, AdjustmentState, BudgetLine, BudgetSide, BudgetState, Commitment,
    CommitmentState, Expense, out_of_range, sum,
};
use crate::model::{Faults, Id, Lookup, Message, Money, Problem, RecordId};
use crate::rules::budget::figures::Figures;
use crate::rules::budget::occupation::{Taken, occupation};

/// The papers that are counted at a line.
#[derive(Clone, Debug, Default)]
pub(super) struct Holdings {
    commitments: Vec<(RecordId, Money)>,
    expenses: Vec<(RecordId, Taken)>,
    gained: Vec<Money>,
    given: Vec<Money>,
    overruns: Vec<Money>,
}

impl Holdings {
    pub(super) fn read(office: &dyn Lookup, line: RecordId) -> Result<Self, Problem> {
        let mut found = Self::default();
        for reference in office.referring(line)? {
            let Some(row) = office.row(reference.register, reference.id)? else { continue };
            if let Some(commitment) = row.typed_ref::<Commitment>() {
                if commitment.state == CommitmentState::Occupied {
                    found.commitments.push((reference.id, commitment.amount));
                }
            } else if let Some(expense) = row.typed_ref::<Expense>() {
                found.expenses.extend(taken(expense).map(|taken| (reference.id, taken)));
            } else if let Some(adjustment) = row.typed_ref::<Adjustment>()
                && adjustment.state == AdjustmentState::Approved
            {
                let side = match (adjustment.kind, reference.field) {
                    (AdjustmentKind::OverBudget, _) => &mut found.overruns,
                    (_, "from_line") => &mut found.given,
                    _ => &mut found.gained,
                };
                side.push(adjustment.amount);
            }
        }
        Ok(found)
    }

    /// Counts a commitment as it will be.
    fn with_commitment(mut self, id: RecordId, amount: Money) -> Self {
        self.commitments.retain(|(of, _)| *of != id);
        self.commitments.push((id, amount));
        self
    }

    /// Counts an expense as it will be.
    fn with_expense(mut self, id: RecordId, taken: Taken) -> Self {
        self.expenses.retain(|(of, _)| *of != id);
        self.expenses.push((id, taken));
        self
    }

    pub(super) fn overrun(&self) -> Result<Money, Problem> {
        sum(self.overruns.iter().copied())
    }

    pub(super) fn figures(&self, original: Money) -> Result<Figures, Problem> {
        let expenses: Vec<Taken> = self.expenses.iter().map(|(_, taken)| *taken).collect();
        let occupied = occupation(&self.commitments, &expenses).ok_or_else(out_of_range)?;
        let gained = sum(self.gained.iter().copied())?;
        let adjusted = gained.checked_sub(sum(self.given.iter().copied())?).ok_or_else(out_of_range)?;
        Ok(Figures { original, adjusted, committed: occupied.committed, executed: occupied.executed })
    }

    fn room(&self, original: Money) -> Result<Money, Problem> {
        let available = self.figures(original)?.available().ok_or_else(out_of_range)?;
        available.checked_add(self.overrun()?).ok_or_else(out_of_range)
    }
}

/// What a paper wants of its line.
pub(super) enum Claim {
    Commitment(Money),
    Expense(Taken),
}

/// Refuses a paper that its line has no money for, that belongs to a revenue line, or whose budget was never released.
/// `begins` tells that the paper starts to count now, for which the budget must be in execution.
pub(super) fn require_room(
    line: Option<Id<BudgetLine>>,
    id: RecordId,
    claim: Claim,
    begins: bool,
    office: &dyn Lookup,
    faults: &mut Faults,
) -> Result<(), Problem> {
    let Some(line_id) = line else { return Ok(()) };
    let Some(line) = office.find(line_id)? else { return Ok(()) };
    if line.record.side == BudgetSide::Revenue {
        faults.at("line", Message::new("problem.revenue_line"));
        return Ok(());
    }
    if let Some(version) = line.record.version
        && let Some(version) = office.find(version)?
    {
        let state = version.record.state;
        if !state.was_released() || (begins && state != BudgetState::Executing) {
            faults.at(
                "line",
                Message::new("problem.budget_not_in_execution").with("budget", version.record.name),
            );
            return Ok(());
        }
    }
    let now = Holdings::read(office, line_id.erase())?;
    let room_now = now.room(line.record.original)?;
    let after = match claim {
        Claim::Commitment(amount) => now.with_commitment(id, amount),
        Claim::Expense(taken) => now.with_expense(id, taken),
    };
    let room = after.room(line.record.original)?;
    if room.is_negative() && room <= room_now {
        faults.at("amount", Message::new("problem.over_budget").with("room", room_now.max(Money::ZERO)));
    }
    Ok(())
}
