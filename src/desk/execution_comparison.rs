//! Two budgets held against each other: adopted and adjusted, this version and another, this year and the last, with
//! what explains each difference.

use std::collections::BTreeMap;

use super::execution_notes::line_name;
use super::{ExecutionPanel, FigureRows, Reader};
use crate::model::{Message, Money, Problem, RecordId};

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

/// Two budgets held against each other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// All of the other version.
    pub before: Money,
    /// All of the versions shown.
    pub now: Money,
    /// What differs, the largest difference first.
    pub differences: Vec<VersionDifference>,
}

/// What the difference between two budgets is made of; the parts add up to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DifferenceParts {
    /// Lines that only the versions shown have.
    pub added: Money,
    /// Lines that only the other version has, below zero.
    pub dropped: Money,
    /// Planned otherwise in lines that both have.
    pub planned: Money,
    /// Adjusted in lines that both have.
    pub adjusted: Money,
}

impl Comparison {
    /// What the whole difference is made of; `None` when a sum leaves the range of amounts.
    pub fn parts(&self) -> Option<DifferenceParts> {
        let mut parts = DifferenceParts::default();
        for difference in &self.differences {
            let change = difference.change();
            let (part, of_it) = match (difference.before, difference.now) {
                (None, _) => (&mut parts.added, change),
                (_, None) => (&mut parts.dropped, change),
                _ => (&mut parts.planned, change.checked_sub(difference.adjusted)?),
            };
            *part = part.checked_add(of_it)?;
            if difference.before.is_some() && difference.now.is_some() {
                parts.adjusted = parts.adjusted.checked_add(difference.adjusted)?;
            }
        }
        Some(parts)
    }
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
    /// Another version held against the ones shown: the budgets of the same department, project and account compared, the
    /// largest difference first. What was adjusted and what one version has alone is said.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn compare(&self, reader: &Reader, version: RecordId) -> Result<Comparison, Problem> {
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
        let whole = |of: &dyn Fn(&VersionDifference) -> Option<Money>| {
            Money::checked_sum(sums.values().filter_map(of)).unwrap_or_default()
        };
        let (before, now) = (whole(&|of| of.before), whole(&|of| of.now));
        let mut differences: Vec<VersionDifference> =
            sums.into_values().filter(|difference| difference.before != difference.now).collect();
        differences.sort_by_key(|difference| std::cmp::Reverse(difference.change().fen().unsigned_abs()));
        Ok(Comparison { before, now, differences })
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
