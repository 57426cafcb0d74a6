//! The papers of a budget as of a day: what was paid, what is still held, what was adjusted, and what the lines come to.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::Reader;
use super::execution_panel::{ExecutionPanel, PanelAdjustment, PanelCommitment, PanelPayment, month_in};
use crate::model::{Money, Problem, RecordId, Stored};
use crate::records::budget::{
    Adjustment, AdjustmentKind, AdjustmentState, Commitment, CommitmentState, Expense, ExpenseState,
    out_of_range,
};
use crate::rules::budget::occupation::{Stage, Taken, occupation};
use crate::rules::working_days::WorkCalendar;

/// The papers of the lines chosen.
#[derive(Default)]
pub(super) struct Papers {
    commitments: Vec<Stored<Commitment>>,
    expenses: Vec<Stored<Expense>>,
    adjustments: Vec<Stored<Adjustment>>,
}

impl ExecutionPanel {
    /// Reads the papers that count on the day.
    pub(super) fn read_papers(&mut self, reader: &Reader) -> Result<Papers, Problem> {
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
    pub(super) fn count(&mut self, papers: &Papers, calendar: &WorkCalendar) -> Result<(), Problem> {
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
}
