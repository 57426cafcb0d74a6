//! 报表: the screen of a report over some days, with its figures above its pictures. Every figure and every mark opens the
//! records it is made of.

mod data;
mod period;

use eframe::egui::{Context, ScrollArea, Ui};

use self::data::ReportData;
use self::period::Period;
use crate::charts::report::Report;
use crate::model::Problem;
use crate::print::ChartPage;
use crate::ui::icons;
use crate::ui::jobs::Loaded;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::chart::ChartView;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::picture::picture;
use crate::ui::widgets::section::screen_title;
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::tiles::tiles;
use crate::ui::workplace::{Request, Workplace};

/// With less room pictures stand below each other.
const WIDE: f32 = 760.0;

/// The screen of a report.
pub struct ReportScreen<R> {
    data: Loaded<ReportData<R>>,
    /// Counts the arrivals of data; pictures are drawn anew for each.
    revision: u64,
    period: Period,
    views: Vec<ChartView>,
}

impl<R: Report> Default for ReportScreen<R> {
    fn default() -> Self {
        Self { data: Loaded::default(), revision: 0, period: Period::default(), views: Vec::new() }
    }
}

impl<R: Report> ReportScreen<R> {
    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.data.invalidate();
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let (today, period, language) = (workplace.today(), self.period, ctx.language());
        let (arrived, problem) = self.data.refresh(|| {
            workplace.ask(ctx, "report", move |reader, _| ReportData::read(reader, period, today, language))
        });
        if arrived {
            self.revision += 1;
            let count = self.data.value().map_or(0, |data| data.charts.len());
            self.views.resize_with(count, ChartView::default);
        }
        problem
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let language = ui.language();
        let mut exports = false;
        screen_title(ui, language.text(R::TITLE), |ui| {
            if self.data.value().is_some_and(|data| !data.page.charts.is_empty()) {
                exports = ui.primary_button((icons::EXPORT, language.text("execution.page"))).clicked();
            }
        });
        ui.add_space(ui.tokens().gap);
        let options = Period::ALL.map(|period| (period, language.text(period.text())));
        if segmented(ui, language.text("report.period"), &mut self.period, &options) {
            self.data.invalidate();
        }
        ui.add_space(ui.tokens().padding);
        let Some(data) = self.data.value() else { return };
        if data.is_empty() {
            empty_state(ui, icons::CHART, language.text("report.nothing_seen"), None);
            return;
        }
        if exports {
            let name = format!("{}-{}.pdf", R::FILE, data.report.days().until);
            requests.push(Request::SaveCharts(Box::new(data.page.clone()), name));
        }
        let (views, revision) = (&mut self.views, self.revision);
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            tiles(ui, &data.tiles, requests);
            let across = if ui.available_width() < WIDE { 1 } else { 2 };
            for first in (0..data.charts.len()).step_by(across) {
                ui.add_space(ui.tokens().padding);
                ui.push_id(("pictures", first), |ui| {
                    ui.columns(across, |columns| {
                        for (offset, ui) in columns.iter_mut().enumerate() {
                            one(ui, data, views, first + offset, revision, requests);
                        }
                    });
                });
            }
            ui.add_space(ui.tokens().padding);
        });
    }
}

fn one<R: Report>(
    ui: &mut Ui,
    data: &ReportData<R>,
    views: &mut [ChartView],
    place: usize,
    revision: u64,
    requests: &mut Vec<Request>,
) {
    let (Some(chart), Some(shown), Some(view)) =
        (data.charts.get(place), data.shown.get(place), views.get_mut(place))
    else {
        return;
    };
    let wish = picture(ui, place, chart, shown, view, revision);
    if let Some((series, mark)) = wish.opened
        && let Some(rows) = data.report.tables().get(place).and_then(|table| table.rows(series, mark))
        && !rows.ids.is_empty()
    {
        requests.push(Request::OpenRows(rows.clone(), chart.heading.clone()));
    }
    if wish.saves {
        let page = ChartPage::of_picture(&data.report, place, ui.language());
        let name: String = chart.heading.split_whitespace().collect::<Vec<_>>().join("-");
        let name = format!("{name}-{}.svg", data.report.days().until);
        requests.push(Request::SaveCharts(Box::new(page), name));
    }
}
