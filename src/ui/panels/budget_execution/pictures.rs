//! The pictures of the panel, two a row.

use eframe::egui::Ui;

use super::data::{Breakdown, PanelData};
use super::{PICTURES, breakdown_switch, picture_request};
use crate::charts::{budget, budget_payments};
use crate::desk::FigureRows;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::chart::{ChartView, MarkOf};
use crate::ui::widgets::picture::picture as framed;
use crate::ui::workplace::Request;

/// The pictures by their place.
const EXECUTION: usize = 0;
const GROUPS: usize = 1;
const ADJUSTMENTS: usize = 2;
const HEAT: usize = 3;
const AGEING: usize = 4;
const PARETO: usize = 5;
const RATES: usize = 6;
const CONTROL: usize = 7;
const SIZES: usize = 8;

/// Draws the execution against time and the breakdown.
pub(super) fn first_row(
    ui: &mut Ui,
    data: &PanelData,
    views: &mut [ChartView; PICTURES],
    revision: u64,
    breakdown: &mut Breakdown,
    requests: &mut Vec<Request>,
) {
    ui.columns(2, |columns| {
        for (place, ui) in columns.iter_mut().enumerate() {
            picture(ui, data, views, place, revision, requests);
            if place == GROUPS {
                ui.add_space(ui.tokens().grid);
                breakdown_switch(ui, breakdown);
            }
        }
    });
}

/// Draws the others.
pub(super) fn other_rows(
    ui: &mut Ui,
    data: &PanelData,
    views: &mut [ChartView; PICTURES],
    revision: u64,
    requests: &mut Vec<Request>,
) {
    for first in [ADJUSTMENTS, AGEING, RATES, SIZES] {
        ui.add_space(ui.tokens().padding);
        ui.push_id(("pictures", first), |ui| {
            ui.columns(2, |columns| {
                for (offset, ui) in columns.iter_mut().enumerate() {
                    picture(ui, data, views, first + offset, revision, requests);
                }
            });
        });
    }
}

fn picture(
    ui: &mut Ui,
    data: &PanelData,
    views: &mut [ChartView; PICTURES],
    place: usize,
    revision: u64,
    requests: &mut Vec<Request>,
) {
    let (Some(shown), Some(chart), Some(view)) =
        (data.shown.get(place), data.charts.get(place), views.get_mut(place))
    else {
        return;
    };
    let wish = framed(ui, place, chart, shown, view, revision);
    if wish.saves {
        requests.push(picture_request(data, chart));
    }
    if let Some(mark) = wish.opened {
        let rows = rows(data, place, mark);
        if !rows.ids.is_empty() {
            requests.push(Request::OpenRows(rows, chart.heading.clone()));
        }
    }
}

/// The rows behind a mark of a picture.
fn rows(data: &PanelData, picture: usize, (series, place): MarkOf) -> FigureRows {
    let panel = &data.panel;
    match picture {
        // Bars are what was paid by the end of a month; the lines stand for the budget as a whole.
        EXECUTION if series == 0 => panel.payment_rows(|paid| paid.month <= place),
        EXECUTION => panel.line_rows(0..panel.lines.len()),
        GROUPS if data.is_by_month && series == 0 => panel.payment_rows(|paid| paid.month == place),
        GROUPS if data.is_by_month => panel.line_rows(0..panel.lines.len()),
        GROUPS => budget::group_rows(panel, &data.groups, series, place),
        ADJUSTMENTS => budget::adjustment_rows(panel, place),
        HEAT => {
            let lines = data.departments.get(series).map(|group| group.lines.clone()).unwrap_or_default();
            panel.payment_rows(|paid| paid.month == place && lines.contains(&paid.line))
        }
        AGEING => budget::ageing_rows(panel, place),
        RATES if series == 0 => panel.line_rows(0..panel.lines.len()),
        RATES => panel.payment_rows(|paid| paid.month <= place),
        CONTROL => panel.payment_rows(|paid| paid.month == place),
        SIZES => budget_payments::size_rows(panel, place),
        PARETO => {
            let upto = if series == 0 { place..place + 1 } else { 0..place + 1 };
            let groups = data.accounts.get(upto).unwrap_or_default();
            panel.payment_rows(|paid| groups.iter().any(|group| group.lines.contains(&paid.line)))
        }
        _ => {
            let lines = data.departments.get(place).map(|group| group.lines.clone()).unwrap_or_default();
            panel.payment_rows(|paid| lines.contains(&paid.line))
        }
    }
}
