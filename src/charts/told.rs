//! A chart in words, for those who do not see it.

use super::figures::wide;
use super::layers::{levels, place_name};
use super::{Chart, Content, HeatMap, Layer, Measure, Places, Plane, Series, columns};
use crate::text::Language;

/// So many figures of a series are told one by one; of more only the ends.
const MOST_TOLD: usize = 16;

impl Chart {
    /// What the chart shows, with its figures.
    pub fn in_words(&self, language: Language) -> String {
        let mut parts: Vec<String> = [&self.heading, &self.told]
            .map(|part| part.trim().trim_end_matches(['。', '.']).to_owned())
            .to_vec();
        parts.retain(|part| !part.is_empty());
        if self.is_empty() {
            let nothing =
                if self.nothing.is_empty() { language.text("chart.no_data") } else { &self.nothing };
            parts.push(nothing.to_owned());
        } else {
            match &self.content {
                Content::Plane(plane) => {
                    parts.extend(plane.layers.iter().filter_map(|layer| layer_told(plane, layer, language)));
                }
                Content::HeatMap(map) => parts.push(map_told(map, language)),
                Content::Gantt(gantt) => {
                    parts.extend(gantt.rows.iter().take(MOST_TOLD).map(|row| row.words.clone()));
                }
            }
        }
        parts.join(if language == Language::English { ". " } else { "。" })
    }
}

fn layer_told(plane: &Plane, layer: &Layer, language: Language) -> Option<String> {
    let tell = |series: &Series, measure| {
        let figures = series.values.iter().enumerate().filter_map(|(place, value)| Some((place, (*value)?)));
        figures_told(&series.name, &plane.places, figures, measure, language)
    };
    match layer {
        Layer::Bars { series, .. } => {
            let told: Vec<String> = series.iter().filter_map(|series| tell(series, plane.measure)).collect();
            (!told.is_empty()).then(|| told.join(if language == Language::English { ". " } else { "。" }))
        }
        Layer::Line { series, is_right, .. } => {
            let measure = plane.right.filter(|_| *is_right).map_or(plane.measure, |(measure, _)| measure);
            tell(series, measure)
        }
        Layer::Steps { steps, .. } => {
            let figures = steps.iter().zip(levels(steps)).map(|(step, _)| step.value).enumerate();
            figures_told("", &plane.places, figures, plane.measure, language)
        }
        Layer::Boxes { words, .. } => Some(words.join(language.list_separator())),
        Layer::Rule { name, value, .. } => Some(format!("{name} {}", plane.measure.exact(*value))),
        Layer::Trace(trace) => {
            // Reduced to one column, which has the ends of them all.
            let ends = columns(&trace.values, 1).into_iter().next()?;
            let told = ends_told(trace.values.len(), (ends.least, ends.greatest), plane.measure, language);
            Some(format!("{}{}{told}", trace.name, colon(language)))
        }
    }
}

fn figures_told(
    name: &str,
    places: &Places,
    figures: impl Iterator<Item = (usize, f64)>,
    measure: Measure,
    language: Language,
) -> Option<String> {
    let mut told = Vec::new();
    let (mut least, mut greatest) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut count = 0_usize;
    for (place, value) in figures.filter(|(_, value)| value.is_finite()) {
        count += 1;
        (least, greatest) = (least.min(value), greatest.max(value));
        if told.len() <= MOST_TOLD {
            told.push(format!("{} {}", place_name(places, place), measure.exact(value)));
        }
    }
    if count == 0 {
        return None;
    }
    let figures = if told.len() <= MOST_TOLD {
        told.join(language.list_separator())
    } else {
        ends_told(count, (least, greatest), measure, language)
    };
    Some(if name.is_empty() { figures } else { format!("{name}{}{figures}", colon(language)) })
}

fn ends_told(count: usize, (least, greatest): (f64, f64), measure: Measure, language: Language) -> String {
    language.fill(
        "chart.ends_told",
        &[
            ("count", &Measure::Number.exact(wide(count))),
            ("least", &measure.exact(least)),
            ("greatest", &measure.exact(greatest)),
        ],
    )
}

fn colon(language: Language) -> &'static str {
    if language == Language::English { ": " } else { "：" }
}

fn map_told(map: &HeatMap, language: Language) -> String {
    let mut rows = Vec::new();
    for (row, cells) in map.rows.iter().zip(&map.cells) {
        let most = cells.iter().enumerate().filter_map(|(place, cell)| Some((place, (*cell)?)));
        let Some((place, value)) = most.max_by(|a, b| a.1.total_cmp(&b.1)) else { continue };
        let column = map.columns.get(place).cloned().unwrap_or_default();
        let most = map.measure.exact(value);
        rows.push(language.fill("chart.row_told", &[("row", row), ("column", &column), ("most", &most)]));
    }
    format!("{}{}{}", map.name, colon(language), rows.join(language.list_separator()))
}
