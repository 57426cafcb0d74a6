//! The pictures of the execution panel, on screen and on paper.

use super::figures::wide;
use super::{
    Chart, Interval, Measure, Series, bars, bars_and_line, heat_map, pareto, stacked, waterfall,
    with_interval,
};
use crate::desk::{AGES, ExecutionPanel, FigureRows, Group, GroupBy};
use crate::model::Money;
use crate::records::budget::AdjustmentKind;
use crate::rules::budget::month_plan::cumulative;
use crate::text::Language;

/// The kinds of adjustments that change a budget, in the order of the waterfall.
const KINDS: [(AdjustmentKind, &str); 4] = [
    (AdjustmentKind::Supplement, "adjustment_kind.supplement"),
    (AdjustmentKind::Reduction, "adjustment_kind.reduction"),
    (AdjustmentKind::Transfer, "adjustment_kind.transfer"),
    (AdjustmentKind::CarryOver, "adjustment_kind.carry_over"),
];

/// An amount in 元, for the place of a mark.
#[expect(clippy::cast_precision_loss, reason = "the place of a mark needs no more digits than a float has")]
pub fn amount(money: Money) -> f64 {
    money.fen() as f64 / 100.0
}

/// A rate in hundredths of a per cent as text; "—" where there is nothing under it.
pub fn rate(rate: Option<i64>) -> String {
    rate.map_or_else(|| "—".to_owned(), |rate| format!("{} %", Money::from_fen(rate)))
}

/// The names of the months.
pub(super) fn months(language: Language) -> Vec<String> {
    (1..=12).map(|month: u32| language.fill("chart.month", &[("month", &month.to_string())])).collect()
}

/// Executed to date by month against an even pace, and where the pace of the year so far leads.
pub fn execution_chart(panel: &ExecutionPanel, language: Language) -> Chart {
    let reached = panel.months().into_iter().take(panel.month).scan(0.0, |sum, month| {
        *sum += amount(month);
        Some(*sum)
    });
    let reached: Vec<f64> = reached.collect();
    let current = amount(panel.figures.current().unwrap_or_default());
    let plan = panel.plan(0..panel.lines.len()).and_then(|plan| cumulative(&plan));
    let pace: Vec<f64> = match plan.filter(|_| is_planned(panel)) {
        Some(plan) => plan.into_iter().map(amount).collect(),
        None => (1..=12).map(|month| current * wide(month) / 12.0).collect(),
    };
    let pace_name = if is_planned(panel) { "execution.planned_to_date" } else { "chart.pace" };
    let last = reached.last().copied().unwrap_or_default();
    let forecast = panel.figures.forecast(panel.progress).map(amount);
    let expected = forecast.filter(|_| panel.month > 0 && panel.month < 12).map(|forecast| {
        let begun = panel.month;
        let left = wide(12 - begun);
        let values = (1..=12)
            .map(|month| {
                (month >= begun).then(|| last + (forecast - last) * wide(month - begun.min(month)) / left)
            })
            .collect();
        Series { name: language.text("chart.forecast").to_owned(), values, ..Series::default() }
    });
    let interval = expected.as_ref().and_then(|expected| interval(panel, last, &expected.values));
    let content = bars_and_line(
        months(language),
        Series::new(language.text("chart.executed_to_date"), reached),
        Series::new(language.text(pace_name), pace),
        expected,
        Measure::Amount,
    );
    Chart {
        heading: language.fill("chart.budget_execution", &[("year", &panel.year.to_string())]),
        told: told(panel, language),
        nothing: language.text("print.no_budget").to_owned(),
        content: match interval {
            Some(interval) => with_interval(content, interval),
            None => content,
        },
    }
}

/// Whether any line has a plan by months; without one the plan is an even pace.
fn is_planned(panel: &ExecutionPanel) -> bool {
    panel.lines.iter().any(|line| line.months.iter().any(Option::is_some))
}

/// The interval around what is expected, month by month, never below what was reached.
fn interval(panel: &ExecutionPanel, reached: f64, expected: &[Option<f64>]) -> Option<Interval> {
    let mut edges = (Vec::new(), Vec::new());
    for (month, value) in (1_u32..).zip(expected) {
        let begun = usize::try_from(month).is_ok_and(|month| month <= panel.month);
        let margin = if begun {
            Some(0.0)
        } else {
            let ahead = month.checked_sub(panel.progress.elapsed);
            Some(amount(panel.forecast_margin(ahead?)?))
        };
        let value = value.zip(margin);
        edges.0.push(value.map(|(value, margin)| (value - margin).max(reached)));
        edges.1.push(value.map(|(value, margin)| value + margin));
    }
    Some(edges)
}

/// What the execution chart says, in words.
fn told(panel: &ExecutionPanel, language: Language) -> String {
    let shown = |amount: Option<Money>| amount.map_or_else(|| "—".to_owned(), Money::with_sign);
    let told = language.fill(
        "chart.budget_execution_told",
        &[
            ("year", &panel.year.to_string()),
            ("current", &shown(panel.figures.current())),
            ("day", &panel.query.day.to_string()),
            ("executed", &shown(Some(panel.figures.executed))),
            ("rate", &rate(panel.figures.execution_rate())),
            ("progress", &rate(panel.progress.rate())),
        ],
    );
    let Some(interval) = interval_told(panel, language) else { return told };
    let gap = if language == Language::English { ". " } else { "" };
    [told, interval].join(gap)
}

/// Between which amounts the year is expected to end, in words.
pub fn interval_told(panel: &ExecutionPanel, language: Language) -> Option<String> {
    let (low, high) = panel.forecast_interval()?;
    let ends = [("low", low.with_sign()), ("high", high.with_sign())];
    Some(language.fill("execution.interval_told", &ends.each_ref().map(|(key, end)| (*key, end.as_str()))))
}

/// The name of a group.
pub fn group_name(group: &Group, language: Language) -> String {
    if group.name.is_empty() { language.text("execution.unnamed").to_owned() } else { group.name.clone() }
}

/// The name of a group under a mark: an account without its code, which would take the room of its name.
fn mark_name(group: &Group, language: Language) -> String {
    let name = group_name(group, language);
    match name.split_once(' ') {
        Some((code, rest)) if code.bytes().all(|byte| byte.is_ascii_digit()) && !rest.trim().is_empty() => {
            rest.trim().to_owned()
        }
        _ => name,
    }
}

/// Executed, occupied and available a group.
pub fn group_chart(groups: &[Group], heading: &'static str, language: Language) -> Chart {
    let series = |key, of: &dyn Fn(&Group) -> Money| {
        Series::new(language.text(key), groups.iter().map(|group| amount(of(group))))
    };
    let left = series("budget_line.available", &|group| group.figures.available().unwrap_or_default());
    let all = vec![
        series("budget_line.executed", &|group| group.figures.executed),
        series("budget_line.committed", &|group| group.figures.committed),
        Series { is_rest: true, ..left },
    ];
    let names = groups.iter().map(|group| mark_name(group, language)).collect();
    Chart {
        heading: language.text(heading).to_owned(),
        content: stacked(names, all, Measure::Amount),
        ..Chart::default()
    }
}

/// The rows behind a mark of [`group_chart`].
pub fn group_rows(panel: &ExecutionPanel, groups: &[Group], series: usize, place: usize) -> FigureRows {
    let lines = groups.get(place).map(|group| group.lines.clone()).unwrap_or_default();
    if series == 0 {
        return panel.payment_rows(|paid| lines.contains(&paid.line));
    }
    panel.line_rows(lines)
}

/// Paid in each month against what was planned for it.
pub fn month_chart(panel: &ExecutionPanel, language: Language) -> Chart {
    let paid: Vec<f64> = panel.months().into_iter().take(panel.month).map(amount).collect();
    let plan = panel.plan(0..panel.lines.len()).unwrap_or_default();
    let plan_name = if is_planned(panel) { "execution.planned_in_month" } else { "execution.even_part" };
    Chart {
        heading: language.text("execution.by_month").to_owned(),
        content: bars_and_line(
            months(language),
            Series::new(language.text("execution.paid_in_month"), paid),
            Series::new(language.text(plan_name), plan.into_iter().map(amount)),
            None,
            Measure::Amount,
        ),
        ..Chart::default()
    }
}

/// From what was approved at first to this year's budget.
pub fn adjustment_chart(panel: &ExecutionPanel, language: Language) -> Chart {
    let changes = adjustment_steps(panel)
        .into_iter()
        .map(|(kind, is_gain, change)| {
            let key = KINDS.iter().find(|(of, _)| *of == kind).map_or("", |(_, text)| *text);
            let name = language.text(key);
            let name = match kind {
                AdjustmentKind::Transfer | AdjustmentKind::CarryOver => {
                    let way = if is_gain { "execution.moved_in" } else { "execution.moved_out" };
                    language.fill(way, &[("kind", name)])
                }
                _ => name.to_owned(),
            };
            (name, amount(change))
        })
        .collect();
    Chart {
        heading: language.text("execution.adjustments").to_owned(),
        content: waterfall(
            (language.text("budget_line.original").to_owned(), amount(panel.figures.original)),
            changes,
            language.text("execution.current").to_owned(),
            (language.text("execution.rise").to_owned(), language.text("execution.fall").to_owned()),
            Measure::Amount,
        ),
        ..Chart::default()
    }
}

/// The steps of the waterfall: kind, whether it is a gain, by how much.
fn adjustment_steps(panel: &ExecutionPanel) -> Vec<(AdjustmentKind, bool, Money)> {
    let mut steps = Vec::new();
    for (kind, _) in KINDS {
        let of = || panel.adjustments.iter().filter(move |paper| paper.kind == kind);
        let gained = Money::checked_sum(of().map(|paper| paper.change.0)).unwrap_or_default();
        let given = Money::checked_sum(of().map(|paper| paper.change.1)).unwrap_or_default();
        for (sum, is_gain) in [(Some(gained), true), (given.checked_neg(), false)] {
            if let Some(sum) = sum.filter(|sum| !sum.is_zero()) {
                steps.push((kind, is_gain, sum));
            }
        }
    }
    steps
}

/// The rows behind a step of [`adjustment_chart`].
pub fn adjustment_rows(panel: &ExecutionPanel, place: usize) -> FigureRows {
    let step = place.checked_sub(1).and_then(|place| adjustment_steps(panel).get(place).copied());
    let Some((kind, is_gain, _)) = step else { return panel.line_rows(0..panel.lines.len()) };
    let papers = panel.adjustments.iter().filter(|paper| {
        let part = if is_gain { paper.change.0 } else { paper.change.1 };
        paper.kind == kind && !part.is_zero()
    });
    FigureRows { register: "adjustment", ids: papers.map(|paper| paper.id).collect() }
}

/// Departments by months.
pub fn heat_chart(panel: &ExecutionPanel, groups: &[Group], language: Language) -> Chart {
    let cells = groups
        .iter()
        .map(|group| {
            (0..12)
                .map(|month| {
                    (month < panel.month).then(|| panel.paid(month, &group.lines).map(amount)).flatten()
                })
                .collect()
        })
        .collect();
    Chart {
        heading: language.text("execution.heat").to_owned(),
        content: heat_map(
            language.text("execution.paid_in_month").to_owned(),
            groups.iter().map(|group| group_name(group, language)).collect(),
            months(language),
            cells,
            Measure::Amount,
        ),
        ..Chart::default()
    }
}

/// The names of the ages of commitments.
fn ages(language: Language) -> Vec<String> {
    let mut names = Vec::new();
    let mut from = 0;
    for to in AGES {
        let (from_text, to_text) = (from.to_string(), to.to_string());
        names.push(language.fill("execution.age", &[("from", &from_text), ("to", &to_text)]));
        from = to + 1;
    }
    names.push(language.fill("execution.age_over", &[("from", &(from - 1).to_string())]));
    names
}

/// What commitments hold, by how long they have held it.
pub fn ageing_chart(panel: &ExecutionPanel, language: Language) -> Chart {
    let names = ages(language);
    let held = (0..names.len())
        .map(|age| amount(Money::checked_sum(panel.of_age(age).map(|held| held.rest)).unwrap_or_default()));
    let held: Vec<f64> = held.collect();
    let has_some = !panel.commitments.is_empty();
    let series =
        if has_some { vec![Series::new(language.text("budget_line.committed"), held)] } else { Vec::new() };
    Chart {
        heading: language.text("execution.ageing").to_owned(),
        nothing: language.text("execution.nothing_held").to_owned(),
        content: bars(names, series, Measure::Amount),
        ..Chart::default()
    }
}

/// The rows behind a bar of [`ageing_chart`].
pub fn ageing_rows(panel: &ExecutionPanel, age: usize) -> FigureRows {
    FigureRows { register: "commitment", ids: panel.of_age(age).map(|held| held.id).collect() }
}

/// Which accounts take the most, and what part of the whole they take together. Gives the order of the groups too.
pub fn pareto_chart(groups: &[Group], language: Language) -> (Chart, Vec<usize>) {
    let figures =
        groups.iter().map(|group| (mark_name(group, language), amount(group.figures.executed))).collect();
    let names =
        (language.text("budget_line.executed").to_owned(), language.text("execution.reached").to_owned());
    let (content, order) = pareto(figures, names, Measure::Amount);
    let heading = language.text("execution.pareto").to_owned();
    (Chart { heading, content, ..Chart::default() }, order)
}

/// What the panel calls a way of adding up.
pub fn group_text(by: GroupBy) -> &'static str {
    match by {
        GroupBy::Department => "execution.by_department",
        GroupBy::Project => "execution.by_project",
        GroupBy::Account => "execution.by_account",
    }
}
