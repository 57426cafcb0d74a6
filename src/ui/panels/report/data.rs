//! What the screen of a report shows, read and put into words away from the window.

use chrono::NaiveDate;

use super::period::Period;
use crate::charts::Chart;
use crate::charts::report::{Figure, FigureTone, Report};
use crate::desk::Reader;
use crate::model::Problem;
use crate::print::ChartPage;
use crate::text::Language;
use crate::ui::tokens::Status;
use crate::ui::widgets::picture::for_screen;
use crate::ui::widgets::tiles::Tile;

/// What the screen shows.
pub(super) struct ReportData<R> {
    pub(super) report: R,
    pub(super) tiles: Vec<Tile>,
    pub(super) charts: Vec<Chart>,
    /// The charts as they stand on screen, in the same order.
    pub(super) shown: Vec<Chart>,
    /// The report on paper.
    pub(super) page: ChartPage,
}

impl<R: Report> ReportData<R> {
    pub(super) fn read(
        reader: &Reader,
        period: Period,
        today: NaiveDate,
        language: Language,
    ) -> Result<Self, Problem> {
        let (from, until) = period.days(today);
        let report = R::read(reader, from, until, today)?;
        let charts = report.charts(language);
        Ok(Self {
            tiles: report.figures(language).into_iter().map(tile).collect(),
            shown: charts.iter().map(for_screen).collect(),
            charts,
            page: ChartPage::of_report(&report, reader, language),
            report,
        })
    }

    /// Whether there is nothing that the session may see.
    pub(super) fn is_empty(&self) -> bool {
        self.tiles.is_empty() && self.charts.is_empty()
    }
}

fn tile(figure: Figure) -> Tile {
    let status = match figure.tone {
        FigureTone::Plain => None,
        FigureTone::Behind => Some(Status::Behind),
        FigureTone::Overdue => Some(Status::Overdue),
    };
    Tile { name: figure.name, value: figure.value, told: figure.told, status, rows: figure.rows }
}
