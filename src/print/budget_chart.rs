//! Budget execution against time as a file.

use std::path::Path;

use chrono::NaiveDate;

use super::chart_file::{marked_heading, require_may_leave, typeface, write_drawing};
use super::chart_surface::ChartSurface;
use super::drawing::{Drawing, Ink};
use super::palette;
use crate::charts::{BarsAndLine, ChartColour, ChartStyle};
use crate::desk::{Access, BudgetExecution, Outlet, Reader};
use crate::model::{Message, Money, Problem};
use crate::text::Language;

const SIZE: (u32, u32) = (760, 420);

/// Draws what was executed by the end of each month against an even pace into a file; its extension says what kind.
///
/// # Errors
/// When no budget was released, the kind is unknown, or the file can't be written.
pub fn write_budget_execution(
    reader: &Reader,
    day: NaiveDate,
    path: &Path,
    language: Language,
) -> Result<(), Problem> {
    let execution =
        BudgetExecution::read(reader, day)?.ok_or_else(|| Problem::input(Message::new("print.no_budget")))?;
    require_may_leave(execution.marks)?;
    let typeface = typeface()?;
    let year = execution.year.to_string();
    let heading =
        language.fill("chart.budget_execution", &[("year", &year), ("unit", language.text("chart.unit"))]);
    let heading = marked_heading(execution.marks, heading, language);
    let places: Vec<String> =
        (1..=12).map(|month: u32| language.fill("chart.month", &[("month", &month.to_string())])).collect();
    let begun = usize::try_from(execution.month).unwrap_or(12);
    let bars: Vec<f64> = execution
        .months
        .iter()
        .take(begun)
        .scan(0.0, |sum, month| {
            *sum += in_unit(*month, language);
            Some(*sum)
        })
        .collect();
    let current = execution.figures.current().unwrap_or_default();
    let line: Vec<f64> =
        (1_u32..=12).map(|month| in_unit(current, language) * f64::from(month) / 12.0).collect();
    let chart = BarsAndLine {
        heading: &heading,
        bars_name: language.text("chart.executed_to_date"),
        line_name: language.text("chart.pace"),
        places: &places,
        bars: &bars,
        line: &line,
    };
    let mut drawing = Drawing { title: told(&execution, day, language), ..Drawing::default() };
    let style = ChartStyle {
        ground: colour(palette::PAPER),
        ink: colour(palette::INK),
        faded: colour(palette::FADED_INK),
        rule: colour(palette::TINT),
        first: colour(palette::MOVED),
        second: colour(palette::CINNABAR),
        text_size: 12,
    };
    chart
        .draw(ChartSurface::new(&mut drawing, &typeface, SIZE), &style)
        .map_err(|error| Problem::input(Message::new("print.failed").with("detail", error)))?;
    let mut access = Access::new("budget_line", Outlet::Paper);
    access.count = execution.lines;
    access.secrecy = execution.marks.level;
    write_drawing(reader, access, &drawing, &typeface, path, language)
}

/// What the chart says, in words.
fn told(execution: &BudgetExecution, day: NaiveDate, language: Language) -> String {
    let amount = |amount: Option<Money>| amount.map_or_else(|| "—".to_owned(), Money::with_sign);
    let rate = |rate: Option<i64>| {
        rate.map_or_else(|| "—".to_owned(), |rate| format!("{} %", Money::from_fen(rate)))
    };
    language.fill(
        "chart.budget_execution_told",
        &[
            ("year", &execution.year.to_string()),
            ("current", &amount(execution.figures.current())),
            ("day", &day.to_string()),
            ("executed", &amount(Some(execution.figures.executed))),
            ("rate", &rate(execution.figures.execution_rate())),
            ("progress", &rate(execution.progress.rate())),
        ],
    )
}

/// An amount in the unit of the axis: 万元, and thousands in English.
#[expect(clippy::cast_precision_loss, reason = "the place of a mark needs no more digits than a float has")]
fn in_unit(amount: Money, language: Language) -> f64 {
    let fen_in_unit = if language == Language::English { 100_000.0 } else { 1_000_000.0 };
    amount.fen() as f64 / fen_in_unit
}

fn colour(ink: Ink) -> ChartColour {
    ChartColour(ink.r, ink.g, ink.b)
}
