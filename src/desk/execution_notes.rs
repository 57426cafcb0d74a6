//! What the execution panel points out: lines that are overdrawn, off their pace or asleep, and why a line's budget is
//! no longer what was approved.

use std::collections::BTreeMap;

use super::{ExecutionPanel, FigureRows, PanelLine, Reader};
use crate::model::{Message, Money, Problem, RecordId};
use crate::rules::budget::anomaly::{BenfordFit, CRITICAL_CHI_SQUARE, Payment, duplicates, spikes, splits};
use crate::rules::budget::approval::{DEPUTY_BELOW, MINOR_BELOW};

/// How urgent a note is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
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
    /// The line it is about.
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

/// A change of a line's budget with the papers that made it.
#[derive(Clone, Debug, PartialEq)]
pub struct LineChange {
    /// The line.
    pub line: String,
    /// 原批复
    pub original: Money,
    /// 本年预算
    pub current: Money,
    /// By how much it changed.
    pub change: Money,
    /// Numbers and reasons of the papers.
    pub reasons: Vec<String>,
    /// The papers; the line itself where none is seen.
    pub rows: FigureRows,
}

/// What two versions have for the same department, project and account.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VersionDifference {
    /// What it is for.
    pub line: String,
    /// The budget in the other version; `None`: it has no such line.
    pub before: Option<Money>,
    /// The budget in the versions shown; `None`: they have no such line.
    pub now: Option<Money>,
    /// What of the difference came by adjustments.
    pub adjusted: Money,
    /// The lines of both.
    pub rows: FigureRows,
}

impl VersionDifference {
    /// By how much the budget differs.
    pub fn change(&self) -> Money {
        self.now.unwrap_or_default().checked_sub(self.before.unwrap_or_default()).unwrap_or_default()
    }

    /// What explains it.
    pub fn reason(&self) -> Message {
        if self.before.is_none() {
            return Message::new("execution.why_new");
        }
        if self.now.is_none() {
            return Message::new("execution.why_gone");
        }
        let planned = self.change().checked_sub(self.adjusted).unwrap_or_default();
        match (planned.is_zero(), self.adjusted.is_zero()) {
            (true, _) => Message::new("execution.why_adjusted"),
            (false, true) => Message::new("execution.why_planned"),
            (false, false) => Message::new("execution.why_both")
                .with("planned", planned.with_sign())
                .with("adjusted", self.adjusted.with_sign()),
        }
    }
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

    /// Payments that may be one twice (B4), one in parts (B5), or amounts that look made up (B11).
    fn note_payments(&self, notes: &mut Vec<ExecutionNote>) {
        let payments: Vec<Payment<'_>> = self
            .payments
            .iter()
            .map(|paid| Payment { supplier: &paid.supplier, amount: paid.amount, date: paid.date })
            .collect();
        for places in duplicates(&payments) {
            let amount = places.first().and_then(|place| payments.get(*place)).map(|paid| paid.amount);
            let reason = Message::new("execution.note_duplicate")
                .with("count", places.len())
                .with("amount", amount.unwrap_or_default().with_sign());
            notes.extend(self.note_about(&places, reason));
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
                notes.extend(self.note_about(&places, reason));
            }
        }
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

    /// A warning about some payments to one supplier, by their places in the panel.
    fn note_about(&self, places: &[usize], reason: Message) -> Option<ExecutionNote> {
        let paid = || places.iter().filter_map(|place| self.payments.get(*place));
        let line = paid().next()?.supplier.clone();
        let rows = FigureRows { register: "expense", ids: paid().map(|paid| paid.id).collect() };
        Some(ExecutionNote { urgency: Urgency::Warning, line, reason, rows })
    }

    /// What stands differently in another version: the budgets of the same department, project and account compared, the
    /// largest difference first. What was adjusted and what one version has alone is said.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn compare(&self, reader: &Reader, version: RecordId) -> Result<Vec<VersionDifference>, Problem> {
        let mut sums: BTreeMap<(&str, &str, &str), VersionDifference> = BTreeMap::new();
        let other = self.lines_of(reader, version)?;
        for (line, is_now) in
            other.iter().map(|line| (line, false)).chain(self.lines.iter().map(|line| (line, true)))
        {
            let sum = sums.entry((&line.department, &line.project, &line.account)).or_default();
            sum.line = line_name(line);
            sum.rows.register = "budget_line";
            sum.rows.ids.push(line.id);
            let current = line.figures.current().unwrap_or_default();
            if is_now {
                sum.now = Some(sum.now.unwrap_or_default().checked_add(current).unwrap_or(current));
                sum.adjusted = sum.adjusted.checked_add(line.figures.adjusted).unwrap_or_default();
            } else {
                sum.before = Some(sum.before.unwrap_or_default().checked_add(current).unwrap_or(current));
            }
        }
        let mut differences: Vec<VersionDifference> =
            sums.into_values().filter(|difference| difference.before != difference.now).collect();
        differences.sort_by_key(|difference| std::cmp::Reverse(difference.change().fen().unsigned_abs()));
        Ok(differences)
    }

    /// The lines whose budget is no longer what was approved, with the papers that say why.
    pub fn changes(&self) -> Vec<LineChange> {
        let changed = self.lines.iter().enumerate().filter(|(_, line)| !line.figures.adjusted.is_zero());
        let mut changes: Vec<LineChange> = changed
            .map(|(place, line)| {
                let touches = |line: Option<usize>| line == Some(place);
                let papers: Vec<_> = self
                    .adjustments
                    .iter()
                    .filter(|paper| touches(paper.lines.0) || touches(paper.lines.1))
                    .collect();
                let ids: Vec<RecordId> = papers.iter().map(|paper| paper.id).collect();
                let rows = if ids.is_empty() {
                    FigureRows { register: "budget_line", ids: vec![line.id] }
                } else {
                    FigureRows { register: "adjustment", ids }
                };
                LineChange {
                    line: line_name(line),
                    original: line.figures.original,
                    current: line.figures.current().unwrap_or_default(),
                    change: line.figures.adjusted,
                    reasons: papers.iter().map(|paper| paper.title.clone()).collect(),
                    rows,
                }
            })
            .collect();
        changes.sort_by_key(|change| std::cmp::Reverse(change.change.fen().unsigned_abs()));
        changes
    }
}
