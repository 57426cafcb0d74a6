//! The pictures of the execution panel that look into payments: their pace, their months, their sizes.

use super::budget::{amount, group_name, months};
use super::figures::wide;
use super::{Bins, Chart, Content, Layer, Measure, Places, Plane, Series, boxes, control, histogram};
use crate::desk::{ExecutionPanel, FigureRows, Group};
use crate::model::Money;
use crate::rules::control_limits::ControlLimits;
use crate::text::Language;

/// Up to this many points from the pace a rate is not noticed (`domain.md` §6.1, B2).
const TOLERATED: f64 = 10.0;

/// The execution rate at the end of each month against the even pace, with what is tolerated around it.
pub fn rate_chart(panel: &ExecutionPanel, language: Language) -> Chart {
    let current = amount(panel.figures.current().unwrap_or_default());
    let pace = |month: usize| wide(month) / 12.0 * 100.0;
    let edge = |by: f64| (1..=12).map(|month| Some((pace(month) + by).max(0.0))).collect();
    let rates = panel.months().into_iter().take(panel.month).scan(0.0, |sum, month| {
        *sum += amount(month);
        Some((current > 0.0).then(|| *sum / current * 100.0))
    });
    let rates: Vec<Option<f64>> = rates.collect();
    let line =
        |series, band| Layer::Line { series, band, is_expected: false, is_right: false, beyond: Vec::new() };
    let has_rates = rates.iter().any(Option::is_some);
    let rate =
        Series { name: language.text("execution.rate").to_owned(), values: rates, ..Series::default() };
    let layers = vec![
        line(
            Series::new(language.text("execution.progress"), (1..=12).map(pace)),
            Some((edge(-TOLERATED), edge(TOLERATED))),
        ),
        line(rate, None),
    ];
    let plane = Plane {
        places: Places::Named(months(language)),
        measure: Measure::PerCent,
        right: None,
        from_zero: true,
        layers: if has_rates { layers } else { Vec::new() },
    };
    Chart {
        heading: language.text("execution.rate_by_month").to_owned(),
        told: language.text("execution.tolerated").to_owned(),
        content: Content::Plane(plane),
        ..Chart::default()
    }
}

/// The ended months as a control chart. Fewer than two have no range to make limits of; what is paid is never below zero,
/// and neither is its lower limit.
pub fn control_chart(panel: &ExecutionPanel, language: Language) -> Chart {
    let heading = language.text("execution.control").to_owned();
    let ended = usize::try_from(panel.progress.elapsed).unwrap_or_default();
    let values: Vec<f64> = panel.months().into_iter().take(ended).map(amount).collect();
    let limits = ControlLimits::of(&values, Some(0.0)).filter(|_| !panel.payments.is_empty());
    let Some(limits) = limits else { return Chart { heading, ..Chart::default() } };
    let keys =
        ["execution.paid_in_month", "execution.mean", "execution.upper_limit", "execution.lower_limit"];
    let names = keys.map(|key| language.text(key).to_owned());
    let places = months(language).into_iter().take(ended).collect();
    let told = if limits.ends_at_least { "execution.limits_from_zero" } else { "execution.limits_told" };
    Chart {
        heading,
        told: language.text(told).to_owned(),
        content: control(places, &values, limits, names, Measure::Amount),
        ..Chart::default()
    }
}

fn sizes(panel: &ExecutionPanel) -> Vec<f64> {
    panel.payments.iter().map(|paid| amount(paid.amount)).collect()
}

/// How many payments there are of each size.
pub fn size_chart(panel: &ExecutionPanel, language: Language) -> Chart {
    let name = language.text("execution.payments").to_owned();
    Chart {
        heading: language.text("execution.sizes").to_owned(),
        content: histogram(&sizes(panel), name, Measure::Amount),
        ..Chart::default()
    }
}

/// The payments behind a bar of [`size_chart`].
pub fn size_rows(panel: &ExecutionPanel, place: usize) -> FigureRows {
    let bins = Bins::of(&sizes(panel));
    panel.payment_rows(|paid| bins.is_some_and(|bins| bins.place(amount(paid.amount)) == place))
}

/// The payments of each department: middle, spread and what lies far outside.
pub fn box_chart(panel: &ExecutionPanel, groups: &[Group], language: Language) -> Chart {
    let paid_by = |group: &Group| -> Vec<f64> {
        let paid = panel.payments.iter().filter(|paid| group.lines.contains(&paid.line));
        paid.map(|paid| amount(paid.amount)).collect()
    };
    let paid: Vec<Vec<f64>> = groups.iter().map(paid_by).collect();
    let names = groups.iter().map(|group| group_name(group, language)).collect();
    let exact = |value: f64| Measure::Amount.exact(value);
    let content = boxes(names, &paid, Measure::Amount, |name, figures| {
        language.fill(
            "execution.box_told",
            &[
                ("name", name),
                ("count", &figures.count.to_string()),
                ("median", &exact(figures.median)),
                ("first", &exact(figures.first)),
                ("third", &exact(figures.third)),
                ("low", &exact(figures.low)),
                ("high", &exact(figures.high)),
            ],
        )
    });
    let has_some = panel.payments.iter().any(|paid| paid.amount > Money::ZERO);
    let content = if has_some { content } else { Content::default() };
    Chart { heading: language.text("execution.by_size").to_owned(), content, ..Chart::default() }
}
