//! What the panel shows, read and put into words away from the window.

use super::PICTURES;
use crate::charts::{Chart, budget, budget_payments};
use crate::desk::{
    Comparison, ExecutionNote, ExecutionPanel, ExecutionQuery, FigureRows, Group, GroupBy, LineChange,
    Reader, VersionDifference,
};
use crate::model::{Money, Problem, RecordId};
use crate::rules::budget::month_plan::cumulative;
use crate::text::Language;
use crate::ui::tokens::Status;
use crate::ui::widgets::picture::for_screen;
use crate::ui::widgets::tiles::Tile;

/// So many notes stand in the report.
const MOST_CLOSING: usize = 12;

/// By what the panel breaks the budget down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Breakdown {
    #[default]
    Department,
    Project,
    Account,
    Month,
}

impl Breakdown {
    pub(super) const ALL: [Self; 4] = [Self::Department, Self::Project, Self::Account, Self::Month];

    pub(super) fn text(self) -> &'static str {
        match self.group() {
            Some(group) => budget::group_text(group),
            None => "execution.by_month",
        }
    }

    fn group(self) -> Option<GroupBy> {
        match self {
            Self::Department => Some(GroupBy::Department),
            Self::Project => Some(GroupBy::Project),
            Self::Account => Some(GroupBy::Account),
            Self::Month => None,
        }
    }
}

/// A row of the table under the first pictures.
pub(super) struct TableRow {
    pub(super) name: String,
    pub(super) cells: Vec<String>,
    pub(super) status: Option<Status>,
    pub(super) rows: FigureRows,
}

/// What the panel shows.
pub(super) struct PanelData {
    pub(super) panel: ExecutionPanel,
    pub(super) title: String,
    /// The figures in lines of text, for the report.
    pub(super) summary: Vec<String>,
    /// What is pointed out, in lines of text, for the report.
    pub(super) closing: Vec<String>,
    pub(super) tiles: Vec<Tile>,
    /// By the breakdown asked for; none by month.
    pub(super) groups: Vec<Group>,
    pub(super) departments: Vec<Group>,
    /// The accounts in the order of the Pareto chart.
    pub(super) accounts: Vec<Group>,
    pub(super) is_by_month: bool,
    /// With their headings, for files.
    pub(super) charts: [Chart; PICTURES],
    /// Without, for the screen.
    pub(super) shown: [Chart; PICTURES],
    pub(super) columns: Vec<&'static str>,
    pub(super) rows: Vec<TableRow>,
    pub(super) notes: Vec<(ExecutionNote, String)>,
    pub(super) differences: Vec<Difference>,
    /// The whole difference and what it is made of, in words.
    pub(super) whole: Vec<String>,
}

/// A difference between two budgets with what explains it.
pub(super) struct Difference {
    pub(super) line: String,
    pub(super) before: Option<Money>,
    pub(super) now: Option<Money>,
    pub(super) change: Money,
    pub(super) why: String,
    pub(super) rows: FigureRows,
}

impl Difference {
    fn of(difference: VersionDifference, language: Language) -> Self {
        Self {
            change: difference.change(),
            why: difference.reason().in_language(language),
            line: difference.line,
            before: difference.before,
            now: difference.now,
            rows: difference.rows,
        }
    }

    fn by_papers(change: LineChange, language: Language) -> Self {
        Self {
            line: change.line,
            before: Some(change.original),
            now: Some(change.current),
            change: change.change,
            why: change.reasons.join(language.list_separator()),
            rows: change.rows,
        }
    }
}

/// An amount with its thousands parted; "—" where there is none.
pub(super) fn yuan(amount: Option<Money>) -> String {
    amount.map_or_else(|| "—".to_owned(), |amount| amount.to_string())
}

/// A deviation beyond ten points is noticed, beyond fifteen it is serious (`domain.md` §6.1, B2).
fn status_of(deviation: Option<i64>) -> Option<Status> {
    match deviation?.abs() {
        ..=1_000 => None,
        1_001..=1_500 => Some(Status::Behind),
        _ => Some(Status::Overdue),
    }
}

fn points(deviation: Option<i64>) -> String {
    deviation.map_or_else(
        || "—".to_owned(),
        |points| format!("{}{}", if points > 0 { "+" } else { "" }, Money::from_fen(points)),
    )
}

impl PanelData {
    pub(super) fn read(
        reader: &Reader,
        query: &ExecutionQuery,
        breakdown: Breakdown,
        compared: Option<RecordId>,
        language: Language,
    ) -> Result<Option<Self>, Problem> {
        let Some(panel) = ExecutionPanel::read(reader, query)? else { return Ok(None) };
        let groups = breakdown.group().map(|by| panel.groups(by)).unwrap_or_default();
        let departments = panel.groups(GroupBy::Department);
        let accounts = panel.groups(GroupBy::Account);
        let (pareto, order) = budget::pareto_chart(&accounts, language);
        let accounts: Vec<Group> = order.iter().filter_map(|place| accounts.get(*place).cloned()).collect();
        let by_group = match breakdown.group() {
            Some(by) => budget::group_chart(&groups, budget::group_text(by), language),
            None => budget::month_chart(&panel, language),
        };
        let charts = [
            budget::execution_chart(&panel, language),
            by_group,
            budget::adjustment_chart(&panel, language),
            budget::heat_chart(&panel, &departments, language),
            budget::ageing_chart(&panel, language),
            pareto,
            budget_payments::rate_chart(&panel, language),
            budget_payments::control_chart(&panel, language),
            budget_payments::size_chart(&panel, language),
            budget_payments::box_chart(&panel, &departments, language),
        ];
        let shown = charts.clone().map(|chart| for_screen(&chart));
        let (columns, rows) = if breakdown == Breakdown::Month {
            month_rows(&panel, language)
        } else {
            let (columns, mut rows) = group_rows(&panel, &groups, language);
            if let Some(group) = panel.three_public().filter(|_| breakdown == Breakdown::Account) {
                let (_, added) = group_rows(&panel, std::slice::from_ref(&group), language);
                let name = language.text("execution.three_public");
                rows.extend(added.into_iter().map(|row| TableRow { name: name.to_owned(), ..row }));
            }
            (columns, rows)
        };
        let (differences, whole) = match compared {
            Some(version) => {
                let comparison = panel.compare(reader, version)?;
                let whole = whole_of_comparison(&comparison, language);
                let differences = comparison.differences.into_iter();
                (differences.map(|of| Difference::of(of, language)).collect(), whole)
            }
            None => {
                let changes = panel.changes().into_iter();
                let differences = changes.map(|change| Difference::by_papers(change, language)).collect();
                let current = panel.figures.current().unwrap_or_default();
                (differences, vec![whole_told(panel.figures.original, current, language)])
            }
        };
        let notes = panel.notes().into_iter().map(|note| {
            let words = note.reason.in_language(language);
            (note, words)
        });
        let notes: Vec<(ExecutionNote, String)> = notes.collect();
        let mut closing = vec![language.text("execution.alerts").to_owned()];
        closing.extend(
            notes
                .iter()
                .take(MOST_CLOSING)
                .map(|(note, words)| format!("{}  {words}", note_title(note, language)).trim().to_owned()),
        );
        if notes.is_empty() {
            closing.push(language.text("execution.no_alerts").to_owned());
        }
        let tiles = tiles(&panel, language);
        let line = |tiles: &[Tile]| {
            let parts: Vec<String> =
                tiles.iter().map(|tile| format!("{} {}", language.text(tile.name), tile.value)).collect();
            parts.join("    ")
        };
        let as_of = format!("{} {}", language.text("execution.as_of"), panel.query.day);
        let (amounts, rates) = tiles.split_at(tiles.len().min(4));
        Ok(Some(Self {
            title: language.fill("execution.title", &[("year", &panel.year.to_string())]),
            summary: [as_of, line(amounts), line(rates)]
                .into_iter()
                .chain(budget::interval_told(&panel, language))
                .collect(),
            closing,
            tiles,
            groups,
            departments,
            accounts,
            is_by_month: breakdown == Breakdown::Month,
            charts,
            shown,
            columns,
            rows,
            notes,
            differences,
            whole,
            panel,
        }))
    }
}

/// What a note is about.
pub(super) fn note_title(note: &ExecutionNote, language: Language) -> String {
    if note.line.is_empty() { language.text("execution.all_payments").to_owned() } else { note.line.clone() }
}

fn whole_told(before: Money, now: Money, language: Language) -> String {
    let change = now.checked_sub(before).unwrap_or_default();
    language.fill(
        "execution.whole_difference",
        &[("before", &before.to_string()), ("now", &now.to_string()), ("change", &change.with_sign())],
    )
}

fn whole_of_comparison(comparison: &Comparison, language: Language) -> Vec<String> {
    let mut whole = vec![whole_told(comparison.before, comparison.now, language)];
    if let Some(parts) = comparison.parts().filter(|_| !comparison.differences.is_empty()) {
        whole.push(language.fill(
            "execution.parts",
            &[
                ("added", &parts.added.with_sign()),
                ("dropped", &parts.dropped.with_sign()),
                ("planned", &parts.planned.with_sign()),
                ("adjusted", &parts.adjusted.with_sign()),
            ],
        ));
    }
    whole
}

/// A deviation with its unit.
fn in_points(deviation: Option<i64>, language: Language) -> String {
    match deviation {
        Some(_) => language.fill("execution.points", &[("points", &points(deviation))]),
        None => points(None),
    }
}

fn tiles(panel: &ExecutionPanel, language: Language) -> Vec<Tile> {
    let figures = &panel.figures;
    let lines = || Some(panel.line_rows(0..panel.lines.len()));
    let tile = |name, value, status, rows| Tile { name, value, told: String::new(), status, rows };
    let deviation = figures.deviation(panel.progress);
    let held =
        FigureRows { register: "commitment", ids: panel.commitments.iter().map(|held| held.id).collect() };
    let overdrawn = figures.available().is_some_and(Money::is_negative).then_some(Status::Overdue);
    let forecast = figures.forecast(panel.progress);
    let over = forecast.zip(figures.current()).is_some_and(|(forecast, current)| forecast > current);
    vec![
        tile("execution.current", yuan(figures.current()), None, lines()),
        tile("budget_line.executed", yuan(Some(figures.executed)), None, Some(panel.payment_rows(|_| true))),
        tile("budget_line.committed", yuan(Some(figures.committed)), None, Some(held)),
        tile("budget_line.available", yuan(figures.available()), overdrawn, lines()),
        tile(
            "execution.rate",
            budget::rate(figures.execution_rate()),
            None,
            Some(panel.payment_rows(|_| true)),
        ),
        tile("execution.progress", budget::rate(panel.progress.rate()), None, None),
        tile("execution.deviation", in_points(deviation, language), status_of(deviation), lines()),
        Tile {
            told: budget::interval_told(panel, language).unwrap_or_default(),
            ..tile(
                "execution.forecast",
                yuan(forecast),
                over.then_some(Status::Behind),
                Some(panel.payment_rows(|_| true)),
            )
        },
    ]
}

fn group_rows(
    panel: &ExecutionPanel,
    groups: &[Group],
    language: Language,
) -> (Vec<&'static str>, Vec<TableRow>) {
    let columns = vec![
        "execution.name",
        "budget_line.original",
        "budget_line.adjusted",
        "execution.current",
        "budget_line.committed",
        "budget_line.executed",
        "budget_line.available",
        "execution.rate",
        "execution.deviation",
    ];
    let rows = groups.iter().map(|group| {
        let figures = &group.figures;
        let deviation = figures.deviation(panel.progress);
        TableRow {
            name: budget::group_name(group, language),
            cells: vec![
                yuan(Some(figures.original)),
                yuan(Some(figures.adjusted)),
                yuan(figures.current()),
                yuan(Some(figures.committed)),
                yuan(Some(figures.executed)),
                yuan(figures.available()),
                budget::rate(figures.execution_rate()),
                points(deviation),
            ],
            status: status_of(deviation),
            rows: panel.line_rows(group.lines.iter().copied()),
        }
    });
    (columns, rows.collect())
}

fn month_rows(panel: &ExecutionPanel, language: Language) -> (Vec<&'static str>, Vec<TableRow>) {
    let columns = vec![
        "execution.month",
        "execution.planned_in_month",
        "execution.paid_in_month",
        "execution.difference",
        "execution.variance_rate",
        "execution.planned_to_date",
        "execution.cumulative",
        "execution.difference_to_date",
    ];
    let plan = panel.plan(0..panel.lines.len());
    let planned_to_date = plan.as_ref().and_then(cumulative);
    let mut sum = Some(Money::ZERO);
    let mut rows = Vec::new();
    for (place, (number, paid)) in (1_usize..).zip(panel.months()).enumerate() {
        // Of months to come only the plan is known.
        let paid = (place < panel.month).then_some(paid);
        sum = sum.zip(paid).and_then(|(sum, paid)| sum.checked_add(paid));
        let planned = plan.and_then(|plan| plan.get(place).copied());
        let due = planned_to_date.and_then(|plan| plan.get(place).copied());
        let less = |is: Option<Money>, planned: Option<Money>| {
            is.zip(planned).and_then(|(is, planned)| is.checked_sub(planned))
        };
        let difference = less(paid, planned);
        let of_plan = difference.zip(planned).and_then(|(difference, planned)| {
            Money::from_ratio(i128::from(difference.fen()) * 10_000, i128::from(planned.fen())).ok()
        });
        rows.push(TableRow {
            name: language.fill("chart.month", &[("month", &number.to_string())]),
            cells: vec![
                yuan(planned),
                yuan(paid),
                yuan(difference),
                budget::rate(of_plan.map(Money::fen)),
                yuan(due),
                yuan(sum),
                yuan(less(sum, due)),
            ],
            status: None,
            rows: if paid.is_some() {
                panel.payment_rows(|paid| paid.month == place)
            } else {
                panel.line_rows(0..panel.lines.len())
            },
        });
    }
    (columns, rows)
}
