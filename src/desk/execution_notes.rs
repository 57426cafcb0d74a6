//! What the execution panel points out: lines that are overdrawn, off their pace or asleep, and payments that are worth
//! a look.

use super::{ExecutionPanel, FigureRows, PanelLine, PanelPayment};
use crate::model::{Message, Money, RecordId};
use crate::rules::budget::anomaly::{
    BenfordFit, CRITICAL_CHI_SQUARE, LATE_SHARE, Payment, ROUND_SHARE, alike, is_round, just_below,
    late_shares, round_share, same_invoices, spikes, splits,
};
use crate::rules::budget::approval::{DEPUTY_BELOW, MINOR_BELOW};

/// How urgent a note is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Looked into and found in order, with the reason.
    Explained,
    /// To be looked at.
    Notice,
    /// Off the pace.
    Warning,
    /// Over budget.
    High,
}

/// Something the panel points out, with its reason and its row.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutionNote {
    /// How urgent.
    pub urgency: Urgency,
    /// The line or supplier it is about; empty: the payments of the year.
    pub line: String,
    /// The reason, with its figures.
    pub reason: Message,
    /// What it is made of.
    pub rows: FigureRows,
}

/// From this deviation on, in hundredths of a percentage point, a line is noticed (`domain.md` §6.1, B2).
const NOTICED: i64 = 1_000;
/// From this deviation on it is a warning.
const WARNED: i64 = 1_500;
/// From this time progress on, in hundredths of a per cent, a line without payments is asleep (B10).
const ASLEEP_FROM: i64 = 5_000;

/// How a line is called.
pub(super) fn line_name(line: &PanelLine) -> String {
    let parts = [&line.department, &line.project, &line.account];
    parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" · ")
}

impl ExecutionPanel {
    /// What is to be pointed out, the most urgent first.
    pub fn notes(&self) -> Vec<ExecutionNote> {
        let mut notes = Vec::new();
        for line in &self.lines {
            let mut note = |urgency, reason| {
                let rows = FigureRows { register: "budget_line", ids: vec![line.id] };
                notes.push(ExecutionNote { urgency, line: line_name(line), reason, rows });
            };
            if let Some(available) = line.figures.available().filter(|available| available.is_negative()) {
                let reason = Message::new("execution.note_overdrawn");
                note(Urgency::High, reason.with("available", available.with_sign()));
            }
            let rates = (line.figures.execution_rate(), self.progress.rate());
            let (Some(rate), Some(progress)) = rates else { continue };
            let shown = |rate: i64| Money::from_fen(rate).to_string();
            if line.figures.executed.is_zero() && line.figures.committed.is_zero() && progress >= ASLEEP_FROM
            {
                let reason = Message::new("execution.note_asleep").with("progress", shown(progress));
                note(Urgency::Warning, reason);
                continue;
            }
            let deviation = rate.saturating_sub(progress);
            if deviation.abs() > NOTICED {
                let key = if deviation > 0 { "execution.note_ahead" } else { "execution.note_behind" };
                let reason = Message::new(key)
                    .with("rate", shown(rate))
                    .with("progress", shown(progress))
                    .with("points", shown(deviation.saturating_abs()));
                let is_warning = deviation.abs() > WARNED;
                note(if is_warning { Urgency::Warning } else { Urgency::Notice }, reason);
            }
        }
        self.note_spikes(&mut notes);
        self.note_payments(&mut notes);
        notes.sort_by(|a, b| b.urgency.cmp(&a.urgency).then_with(|| a.line.cmp(&b.line)));
        notes
    }

    /// Months in which a line paid unlike its other months (B3). Months without payments say nothing about the usual.
    fn note_spikes(&self, notes: &mut Vec<ExecutionNote>) {
        for (place, line) in self.lines.iter().enumerate() {
            let paid = (0..12).filter_map(|month| Some((month, self.paid(month, &[place])?)));
            let (months, amounts): (Vec<usize>, Vec<Money>) = paid.filter(|(_, sum)| !sum.is_zero()).unzip();
            for spike in spikes(&amounts) {
                let (Some(month), Some(amount)) = (months.get(spike.place), amounts.get(spike.place)) else {
                    continue;
                };
                let reason = Message::new("execution.note_spike")
                    .with("month", month.saturating_add(1))
                    .with("amount", amount.with_sign())
                    .with("usual", spike.median.with_sign());
                let rows = self.payment_rows(|paid| paid.line == place && paid.month == *month);
                notes.push(ExecutionNote { urgency: Urgency::Notice, line: line_name(line), reason, rows });
            }
        }
    }

    /// Payments that may be one twice (B4), one in parts (B5), or amounts that look made up (B11), then [`Self::note_habits`].
    fn note_payments(&self, notes: &mut Vec<ExecutionNote>) {
        let payments: Vec<Payment<'_>> = self
            .payments
            .iter()
            .map(|paid| Payment { supplier: &paid.supplier, amount: paid.amount, date: paid.date })
            .collect();
        let found = alike(&payments);
        let amount_of = |places: &[usize]| {
            let first = places.first().and_then(|place| payments.get(*place));
            first.map(|paid| paid.amount).unwrap_or_default().with_sign()
        };
        for places in found.doubled {
            let reason = Message::new("execution.note_duplicate").with("count", places.len());
            let reason = reason.with("amount", amount_of(&places));
            notes.extend(self.note_about(&places, Urgency::Warning, reason));
        }
        for places in found.regular {
            let reason = Message::new("execution.note_regular").with("count", places.len());
            let reason = reason.with("amount", amount_of(&places));
            notes.extend(self.note_about(&places, Urgency::Explained, reason));
        }
        let invoices: Vec<&str> = self.payments.iter().map(|paid| paid.invoice.as_str()).collect();
        for places in same_invoices(&invoices) {
            let invoice = places.first().and_then(|place| invoices.get(*place)).copied().unwrap_or_default();
            let reason = Message::new("execution.note_invoice").with("count", places.len());
            notes.extend(self.note_about(&places, Urgency::High, reason.with("invoice", invoice)));
        }
        for limit in [MINOR_BELOW, DEPUTY_BELOW] {
            for places in splits(&payments, limit) {
                let amounts = places.iter().filter_map(|place| Some(payments.get(*place)?.amount));
                // A sum beyond the range of amounts can't be shown; its payments can.
                let sum = Money::checked_sum(amounts).map_or_else(|| "—".to_owned(), Money::with_sign);
                let reason = Message::new("execution.note_split")
                    .with("count", places.len())
                    .with("limit", limit.with_sign())
                    .with("sum", sum);
                notes.extend(self.note_about(&places, Urgency::Warning, reason));
            }
            let near = just_below(&payments, limit);
            if !near.is_empty() {
                let reason = Message::new("execution.note_just_below").with("count", near.len());
                notes.extend(self.note_of_all(
                    &near,
                    Urgency::Notice,
                    reason.with("limit", limit.with_sign()),
                ));
            }
        }
        self.note_habits(notes);
        let fit = BenfordFit::of_amounts(payments.iter().map(|paid| paid.amount));
        if let Some(fit) = fit.filter(|fit| fit.chi_square > CRITICAL_CHI_SQUARE) {
            notes.push(ExecutionNote {
                urgency: Urgency::Notice,
                line: String::new(),
                reason: Message::new("execution.note_digits")
                    .with("count", payments.len())
                    .with("chi_square", format!("{:.2}", fit.chi_square)),
                rows: self.payment_rows(|_| true),
            });
        }
    }

    /// What payments have in common that they should not: round amounts (B6), days of rest (B7), claimants that approve
    /// (B8), the end of the year (B9).
    fn note_habits(&self, notes: &mut Vec<ExecutionNote>) {
        let shown = |rate: i64| Money::from_fen(rate).to_string();
        let places = |meets: &dyn Fn(&PanelPayment) -> bool| -> Vec<usize> {
            let found = self.payments.iter().enumerate().filter(|(_, paid)| meets(paid));
            found.map(|(place, _)| place).collect()
        };
        let amounts: Vec<Money> = self.payments.iter().map(|paid| paid.amount).collect();
        if let Some(share) = round_share(&amounts).filter(|share| *share > ROUND_SHARE) {
            let round = places(&|paid| is_round(paid.amount));
            let reason = Message::new("execution.note_round").with("count", round.len());
            let reason = reason.with("all", amounts.len()).with("share", shown(share));
            notes.extend(self.note_of_all(&round, Urgency::Notice, reason));
        }
        let resting = places(&|paid| paid.on_rest_day);
        if !resting.is_empty() {
            let reason = Message::new("execution.note_rest_day").with("count", resting.len());
            notes.extend(self.note_of_all(&resting, Urgency::Notice, reason));
        }
        for place in places(&|paid| paid.by_claimant) {
            let reason = Message::new("execution.note_own_approval");
            notes.extend(self.note_about(&[place], Urgency::High, reason));
        }
        let late = late_shares(&self.months());
        if let Some((quarter, december)) = late.filter(|late| late.0 > LATE_SHARE && self.month > 9) {
            let reason = Message::new("execution.note_late").with("quarter", shown(quarter));
            let of_quarter = places(&|paid| paid.month > 8);
            notes.extend(self.note_of_all(
                &of_quarter,
                Urgency::Warning,
                reason.with("december", shown(december)),
            ));
        }
    }

    /// A note about some payments to one supplier, by their places in the panel.
    fn note_about(&self, places: &[usize], urgency: Urgency, reason: Message) -> Option<ExecutionNote> {
        let line = self.payments.get(*places.first()?)?.supplier.clone();
        Some(ExecutionNote { line, ..self.note_of_all(places, urgency, reason)? })
    }

    /// A note about payments to whomever, by their places in the panel.
    fn note_of_all(&self, places: &[usize], urgency: Urgency, reason: Message) -> Option<ExecutionNote> {
        let ids: Vec<RecordId> =
            places.iter().filter_map(|place| self.payments.get(*place)).map(|paid| paid.id).collect();
        let rows = FigureRows { register: "expense", ids };
        (!rows.ids.is_empty()).then(|| ExecutionNote { urgency, line: String::new(), reason, rows })
    }
}
