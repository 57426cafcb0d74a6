//! 会议与督办报表: rates, ages, load, rooms, attendance, and the time from a decision to its end. Every figure and every
//! mark opens the records it is made of.

mod data;

use eframe::egui::{Context, ScrollArea, Ui};

use self::data::{PICTURES, Period, ReportData};
use crate::charts::work::work_tables;
use crate::model::Problem;
use crate::print::ChartPage;
use crate::ui::icons;
use crate::ui::jobs::Loaded;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::chart::ChartView;
use crate::ui::widgets::picture::picture;
use crate::ui::widgets::section::screen_title;
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::tiles::tiles;
use crate::ui::workplace::{Request, Workplace};

/// The registers that the figures are made of.
const REGISTERS: &[&str] = &["matter", "meeting", "attendee", "activity"];

/// The screen of the report.
#[derive(Default)]
pub struct WorkReportScreen {
    data: Loaded<ReportData>,
    /// Counts the arrivals of data; pictures are drawn anew for each.
    revision: u64,
    period: Period,
    views: [ChartView; PICTURES],
}

impl WorkReportScreen {
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
        }
        problem
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let language = ui.language();
        let mut exports = false;
        screen_title(ui, language.text("nav.work_report"), |ui| {
            if self.data.value().is_some() {
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
        if exports {
            let page = ChartPage {
                registers: REGISTERS,
                title: language.text("nav.work_report").to_owned(),
                lines: data.summary.clone(),
                charts: data.charts.to_vec(),
                marks: data.report.marks,
                count: data.report.count,
                ..ChartPage::default()
            };
            let name = format!("work-report-{}.pdf", data.report.until);
            requests.push(Request::SaveCharts(Box::new(page), name));
        }
        let (views, revision) = (&mut self.views, self.revision);
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            tiles(ui, &data.tiles, requests);
            for first in (0..PICTURES).step_by(2) {
                ui.add_space(ui.tokens().padding);
                ui.push_id(("pictures", first), |ui| {
                    ui.columns(2, |columns| {
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

fn one(
    ui: &mut Ui,
    data: &ReportData,
    views: &mut [ChartView; PICTURES],
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
        && let Some(rows) = work_tables(&data.report).get(place).and_then(|table| table.rows(series, mark))
        && !rows.ids.is_empty()
    {
        requests.push(Request::OpenRows(rows.clone(), chart.heading.clone()));
    }
    if wish.saves {
        let page = ChartPage {
            registers: REGISTERS,
            charts: vec![chart.clone()],
            marks: data.report.marks,
            count: data.report.count,
            ..ChartPage::default()
        };
        let name: String = chart.heading.split_whitespace().collect::<Vec<_>>().join("-");
        requests.push(Request::SaveCharts(Box::new(page), format!("{name}-{}.svg", data.report.until)));
    }
}
