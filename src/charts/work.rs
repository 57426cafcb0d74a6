//! The figures and pictures of meetings and supervised matters, on screen and on paper.

use chrono::NaiveDate;

use super::report::{BEHIND, Figure, FigureTone, Report, nothing, series, shown, texts};
use super::{Chart, Measure, bars, stacked};
use crate::desk::{BarTable, Marks, Reader, ReportDays, WorkReport};
use crate::model::{Money, Problem};
use crate::text::Language;

/// The registers that the report is made of.
const REGISTERS: &[&str] = &["matter", "meeting", "attendee", "activity"];

impl Report for WorkReport {
    const TITLE: &'static str = "nav.work_report";
    const FILE: &'static str = "work-report";

    fn read(reader: &Reader, from: NaiveDate, until: NaiveDate, today: NaiveDate) -> Result<Self, Problem> {
        Self::read(reader, from, until, today)
    }

    fn days(&self) -> ReportDays {
        self.days
    }

    fn figures(&self, language: Language) -> Vec<Figure> {
        work_figures(self, language)
    }

    fn charts(&self, language: Language) -> Vec<Chart> {
        work_charts(self, language).to_vec()
    }

    fn tables(&self) -> Vec<&BarTable> {
        work_tables(self).to_vec()
    }

    fn registers_of(&self, _: usize) -> Vec<&'static str> {
        self.registers()
    }

    fn registers(&self) -> Vec<&'static str> {
        REGISTERS.to_vec()
    }

    fn marks(&self) -> Marks {
        self.marks
    }

    fn count(&self) -> usize {
        self.count
    }

    // It leaves whole or not at all.
    fn leaving(&self, _: &Reader) -> Self {
        self.clone()
    }
}

/// The pictures in their order: ages, load, months, times to the end, rooms, attendance.
pub fn work_charts(report: &WorkReport, language: Language) -> [Chart; 6] {
    let one = |key, table: &BarTable, name: &'static str, measure| Chart {
        heading: language.text(key).to_owned(),
        content: bars(table.places.clone(), series(table, texts(&[name], language)), measure),
        ..Chart::default()
    };
    let unnamed = |name: &String| {
        if name.is_empty() { language.text("execution.unnamed").to_owned() } else { name.clone() }
    };
    let load = Chart {
        heading: language.text("report.load").to_owned(),
        content: stacked(
            report.load.places.iter().map(unnamed).collect(),
            series(&report.load, texts(&["report.in_time", "report.late", "report.finished"], language)),
            Measure::Count,
        ),
        ..Chart::default()
    };
    let months = Chart {
        heading: language.text("report.months").to_owned(),
        content: bars(
            report.months.places.clone(),
            series(&report.months, texts(&["report.assigned", "report.finished"], language)),
            Measure::Count,
        ),
        ..Chart::default()
    };
    [
        one("report.ages", &report.ages, "report.late", Measure::Count),
        load,
        months,
        one("report.lead_times", &report.lead_times, "report.finished", Measure::Count),
        one("report.rooms", &report.rooms, "report.used", Measure::PerCent),
        one("report.came", &report.came, "report.attendance", Measure::PerCent),
    ]
    .map(shown)
}

/// The tables behind the pictures, in the same order.
pub fn work_tables(report: &WorkReport) -> [&BarTable; 6] {
    [&report.ages, &report.load, &report.months, &report.lead_times, &report.rooms, &report.came]
}

fn work_figures(report: &WorkReport, language: Language) -> Vec<Figure> {
    let lead = report.mean_lead().map_or_else(
        || nothing(language),
        |tenths| {
            let days = format!("{}.{}", tenths.div_euclid(10), tenths.rem_euclid(10));
            language.fill("report.working_days", &[("days", &days)])
        },
    );
    let held = report.held.1.ids.len();
    let hours = (report.held.0 + 30).div_euclid(60);
    let held_value = if held == 0 {
        nothing(language)
    } else {
        language.fill("report.meetings_hours", &[("count", &held.to_string()), ("hours", &hours.to_string())])
    };
    let activities = &report.activities;
    let came = i64::try_from(activities.came.part).unwrap_or(i64::MAX);
    let per_head = if came == 0 {
        nothing(language)
    } else {
        let fen = activities.spent.saturating_mul(2).saturating_add(came).div_euclid(came.saturating_mul(2));
        Money::from_fen(fen).to_string()
    };
    let (points, judged) = activities.feedback;
    let feedback = if judged == 0 {
        nothing(language)
    } else {
        let mean = points.saturating_mul(2).saturating_add(judged).div_euclid(judged.saturating_mul(2));
        format!("{} / 5", Money::from_fen(mean))
    };
    let of_activities = &activities.came.rows;
    vec![
        Figure::share("report.closed_rate", &report.closed, BEHIND, language),
        Figure::share("report.on_time_rate", &report.on_time, BEHIND, language),
        Figure::count("report.late_open", &report.late).noticed(FigureTone::Overdue),
        Figure::new("report.lead", lead, &report.lead.1),
        Figure::new("report.held", held_value, &report.held.1),
        Figure::share("report.attendance", &report.attendance, BEHIND, language),
        Figure::share("report.minutes_rate", &report.minutes, BEHIND, language),
        Figure::share("report.participation", &activities.came, 0, language),
        Figure::new("report.per_head", per_head, of_activities),
        Figure::new("report.feedback", feedback, of_activities),
    ]
}
