//! What the screen shows, read and put into words away from the window.

use chrono::{Datelike as _, Days, NaiveDate};

use crate::charts::work::work_charts;
use crate::charts::{Chart, budget::rate};
use crate::desk::{FigureRows, Reader, Share, WorkReport};
use crate::model::{Money, Problem};
use crate::text::Language;
use crate::ui::tokens::Status;
use crate::ui::widgets::picture::for_screen;
use crate::ui::widgets::tiles::Tile;

/// How many pictures the report has.
pub(super) const PICTURES: usize = 6;

/// The days that are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Period {
    #[default]
    Year,
    LastYear,
    Quarter,
    Month,
}

impl Period {
    pub(super) const ALL: [Self; 4] = [Self::Year, Self::LastYear, Self::Quarter, Self::Month];

    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Year => "report.this_year",
            Self::LastYear => "report.last_year",
            Self::Quarter => "report.ninety_days",
            Self::Month => "report.thirty_days",
        }
    }

    /// The first and the last day.
    pub(super) fn days(self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let back = |days| today.checked_sub_days(Days::new(days)).unwrap_or(today);
        let of_year = |year: i32| {
            let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(today);
            (first, NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(today))
        };
        match self {
            Self::Year => (of_year(today.year()).0, today),
            Self::LastYear => of_year(today.year() - 1),
            Self::Quarter => (back(89), today),
            Self::Month => (back(29), today),
        }
    }
}

/// What the screen shows.
pub(super) struct ReportData {
    pub(super) report: WorkReport,
    pub(super) tiles: Vec<Tile>,
    pub(super) charts: [Chart; PICTURES],
    pub(super) shown: [Chart; PICTURES],
    /// The figures in lines of text, for the page.
    pub(super) summary: Vec<String>,
}

impl ReportData {
    pub(super) fn read(
        reader: &Reader,
        period: Period,
        today: NaiveDate,
        language: Language,
    ) -> Result<Self, Problem> {
        let (from, until) = period.days(today);
        let report = WorkReport::read(reader, from, until, today)?;
        let tiles = tiles(&report, language);
        let charts = work_charts(&report, language);
        let shown = charts.clone().map(|chart| for_screen(&chart));
        let mut summary =
            vec![language.fill("report.days", &[("from", &from.to_string()), ("until", &until.to_string())])];
        for some in tiles.chunks(5) {
            let parts: Vec<String> =
                some.iter().map(|tile| format!("{} {}", language.text(tile.name), tile.value)).collect();
            summary.push(parts.join("    "));
        }
        Ok(Self { report, tiles, charts, shown, summary })
    }
}

/// A rate, or that there is nothing under it.
fn percent(share: &Share, language: Language) -> String {
    match share.rate() {
        Some(hundredths) => rate(Some(hundredths)),
        None => language.text("chart.no_data").to_owned(),
    }
}

fn rows(rows: &FigureRows) -> Option<FigureRows> {
    (!rows.ids.is_empty()).then(|| rows.clone())
}

/// Below this rate, in hundredths of a per cent, something is behind.
const BEHIND: i64 = 8_000;

fn tiles(report: &WorkReport, language: Language) -> Vec<Tile> {
    let nothing = || language.text("chart.no_data").to_owned();
    let share = |name, share: &Share| Tile {
        name,
        value: percent(share, language),
        told: String::new(),
        status: share.rate().filter(|rate| *rate < BEHIND).map(|_| Status::Behind),
        rows: rows(&share.rows),
    };
    let late = report.late.ids.len();
    let lead = report.mean_lead().map_or_else(nothing, |tenths| {
        let days = format!("{}.{}", tenths.div_euclid(10), tenths.rem_euclid(10));
        language.fill("report.working_days", &[("days", &days)])
    });
    let held = report.held.1.ids.len();
    let hours = (report.held.0 + 30).div_euclid(60);
    let held_value = if held == 0 {
        nothing()
    } else {
        language.fill("report.meetings_hours", &[("count", &held.to_string()), ("hours", &hours.to_string())])
    };
    let activities = &report.activities;
    let came = i64::try_from(activities.came.part).unwrap_or(i64::MAX);
    let per_head = if came == 0 {
        nothing()
    } else {
        let fen = activities.spent.saturating_mul(2).saturating_add(came).div_euclid(came.saturating_mul(2));
        Money::from_fen(fen).to_string()
    };
    let (points, judged) = activities.feedback;
    let feedback = if judged == 0 {
        nothing()
    } else {
        let mean = points.saturating_mul(2).saturating_add(judged).div_euclid(judged.saturating_mul(2));
        format!("{} / 5", Money::from_fen(mean))
    };
    let plain =
        |name, value, rows: Option<FigureRows>| Tile { name, value, told: String::new(), status: None, rows };
    vec![
        share("report.closed_rate", &report.closed),
        share("report.on_time_rate", &report.on_time),
        Tile {
            name: "report.late_open",
            value: late.to_string(),
            told: String::new(),
            status: (late > 0).then_some(Status::Overdue),
            rows: rows(&report.late),
        },
        plain("report.lead", lead, rows(&report.lead.1)),
        plain("report.held", held_value, rows(&report.held.1)),
        share("report.attendance", &report.attendance),
        share("report.minutes_rate", &report.minutes),
        plain("report.participation", percent(&activities.came, language), rows(&activities.came.rows)),
        plain("report.per_head", per_head, rows(&activities.came.rows)),
        plain("report.feedback", feedback, rows(&activities.came.rows)),
    ]
}
