//! The pictures of meetings and supervised matters, on screen and on paper.

use super::{Chart, Measure, Series, bars, stacked};
use crate::desk::{BarTable, WorkReport};
use crate::text::Language;

/// The pictures in their order: ages, load, months, times to the end, rooms, attendance.
pub fn work_charts(report: &WorkReport, language: Language) -> [Chart; 6] {
    let one = |key, table: &BarTable, name: &'static str, measure| Chart {
        heading: language.text(key).to_owned(),
        content: bars(table.places.clone(), series(table, &[name], language), measure),
        ..Chart::default()
    };
    let unnamed = |name: &String| {
        if name.is_empty() { language.text("execution.unnamed").to_owned() } else { name.clone() }
    };
    let load = Chart {
        heading: language.text("report.load").to_owned(),
        content: stacked(
            report.load.places.iter().map(unnamed).collect(),
            series(&report.load, &["report.in_time", "report.late", "report.finished"], language),
            Measure::Count,
        ),
        ..Chart::default()
    };
    let months = Chart {
        heading: language.text("report.months").to_owned(),
        content: bars(
            report.months.places.clone(),
            series(&report.months, &["report.assigned", "report.finished"], language),
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
    .map(|chart| if has_figures(&chart) { chart } else { nothing(chart) })
}

/// The tables behind the pictures, in the same order.
pub fn work_tables(report: &WorkReport) -> [&BarTable; 6] {
    [&report.ages, &report.load, &report.months, &report.lead_times, &report.rooms, &report.came]
}

fn series(table: &BarTable, names: &[&'static str], language: Language) -> Vec<Series> {
    table
        .series
        .iter()
        .zip(names)
        .map(|(bars, name)| Series {
            name: language.text(name).to_owned(),
            values: bars.iter().map(|bar| bar.value).collect(),
            ..Series::default()
        })
        .collect()
}

/// Whether a picture shows anything but zeros.
fn has_figures(chart: &Chart) -> bool {
    let super::Content::Plane(plane) = &chart.content else { return true };
    plane.layers.iter().any(|layer| match layer {
        super::Layer::Bars { series, .. } => {
            series.iter().flat_map(|series| &series.values).flatten().any(|value| *value > 0.0)
        }
        _ => true,
    })
}

/// A picture of zeros is one without figures.
fn nothing(chart: Chart) -> Chart {
    Chart { content: super::Content::default(), ..chart }
}
