//! What every report is for its reader: figures over pictures, each with the records behind it, on screen and on paper.

use chrono::NaiveDate;

use super::budget::rate;
use super::{Chart, Content, Layer, Series};
use crate::desk::{BarTable, FigureRows, Marks, Reader, ReportDays, Share};
use crate::model::Problem;
use crate::text::Language;

/// A report over some days.
pub trait Report: Sized + Send + 'static {
    /// Key of its title.
    const TITLE: &'static str;
    /// What its files are called by, before the day.
    const FILE: &'static str;

    /// Reads it over some days, both ends included.
    ///
    /// # Errors
    /// When the file can't be read.
    fn read(reader: &Reader, from: NaiveDate, until: NaiveDate, today: NaiveDate) -> Result<Self, Problem>;

    /// The days that it tells of.
    fn days(&self) -> ReportDays;

    /// Its figures in their order.
    fn figures(&self, language: Language) -> Vec<Figure>;

    /// Its pictures in their order.
    fn charts(&self, language: Language) -> Vec<Chart>;

    /// The tables behind the pictures, in the same order.
    fn tables(&self) -> Vec<&BarTable>;

    /// The registers that a picture is made of, each of which whoever takes it out of the office may export.
    fn registers_of(&self, picture: usize) -> Vec<&'static str>;

    /// The registers that all of it is made of.
    fn registers(&self) -> Vec<&'static str>;

    /// The marks of everything that was counted.
    fn marks(&self) -> Marks;

    /// How many records were counted.
    fn count(&self) -> usize;

    /// As much of it as the session may take out of the office.
    #[must_use]
    fn leaving(&self, reader: &Reader) -> Self;
}

/// What a figure is to be noticed for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FigureTone {
    /// Nothing.
    #[default]
    Plain,
    /// It is behind what it should be.
    Behind,
    /// Something is overdue or broken.
    Overdue,
}

/// A figure of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// Key of its name.
    pub name: &'static str,
    /// The figure with its unit.
    pub value: String,
    /// What is said beside it; may be empty.
    pub told: String,
    /// What it is to be noticed for.
    pub tone: FigureTone,
    /// What it is made of.
    pub rows: Option<FigureRows>,
}

impl Figure {
    /// A figure with its records.
    pub(super) fn new(name: &'static str, value: String, rows: &FigureRows) -> Self {
        let rows = (!rows.ids.is_empty()).then(|| rows.clone());
        Self { name, value, rows, ..Self::default() }
    }

    /// How many records there are.
    pub(super) fn count(name: &'static str, rows: &FigureRows) -> Self {
        Self::new(name, rows.ids.len().to_string(), rows)
    }

    /// A rate, or that there is nothing under it; below so many hundredths of a per cent it is behind.
    pub(super) fn share(name: &'static str, share: &Share, behind: i64, language: Language) -> Self {
        let value = share.rate().map_or_else(|| nothing(language), |hundredths| rate(Some(hundredths)));
        let is_behind = share.rate().is_some_and(|rate| rate < behind);
        let tone = if is_behind { FigureTone::Behind } else { FigureTone::Plain };
        Self { tone, ..Self::new(name, value, &share.rows) }
    }

    /// The same, to be noticed where there are any records.
    pub(super) fn noticed(self, tone: FigureTone) -> Self {
        if self.rows.is_some() { Self { tone, ..self } } else { self }
    }
}

/// Below this rate, in hundredths of a per cent, something is behind.
pub(super) const BEHIND: i64 = 8_000;

/// That there is no figure.
pub(super) fn nothing(language: Language) -> String {
    language.text("chart.no_data").to_owned()
}

/// The days of a report and its figures as lines of text.
pub fn lines(days: ReportDays, figures: &[Figure], language: Language) -> Vec<String> {
    /// So many fit beside each other on a page.
    const IN_A_LINE: usize = 4;
    let (from, until) = (days.from.to_string(), days.until.to_string());
    let mut lines = vec![language.fill("report.days", &[("from", &from), ("until", &until)])];
    for some in figures.chunks(IN_A_LINE) {
        let parts: Vec<String> =
            some.iter().map(|figure| format!("{} {}", language.text(figure.name), figure.value)).collect();
        lines.push(parts.join(" · "));
    }
    lines
}

/// The series of a table under their names.
pub(super) fn series(table: &BarTable, names: impl IntoIterator<Item = String>) -> Vec<Series> {
    let named = table.series.iter().zip(names);
    named
        .map(|(bars, name)| Series {
            name,
            values: bars.iter().map(|bar| bar.value).collect(),
            ..Series::default()
        })
        .collect()
}

/// The texts of some keys.
pub(super) fn texts(keys: &[&'static str], language: Language) -> Vec<String> {
    keys.iter().map(|key| language.text(key).to_owned()).collect()
}

/// The picture, or one without figures where it shows nothing but zeros.
pub(super) fn shown(chart: Chart) -> Chart {
    if has_figures(&chart) {
        chart
    } else {
        Chart { content: Content::default(), told: String::new(), ..chart }
    }
}

/// Whether a picture shows anything but zeros.
fn has_figures(chart: &Chart) -> bool {
    let Content::Plane(plane) = &chart.content else { return true };
    plane.layers.iter().any(|layer| match layer {
        Layer::Bars { series, .. } => {
            series.iter().flat_map(|series| &series.values).flatten().any(|value| *value > 0.0)
        }
        _ => true,
    })
}
