//! The execution panel: the budget of a year against time, its pictures, what is off its pace and why. Every figure and
//! every mark opens the records it is made of.

mod data;
mod pictures;
mod tables;

use chrono::NaiveDate;
use eframe::egui::{Context, ScrollArea, Ui};

use self::data::{Breakdown, PanelData};
use crate::charts::Chart;
use crate::desk::ExecutionQuery;
use crate::model::{Problem, RecordId};
use crate::print::ChartPage;
use crate::ui::days::Days;
use crate::ui::icons;
use crate::ui::jobs::Loaded;
use crate::ui::routes::Route;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::chart::ChartView;
use crate::ui::widgets::combo::combo;
use crate::ui::widgets::date_edit::DateEdit;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::section::{caption, screen_title, section_title};
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::tiles::tiles;
use crate::ui::workplace::{Request, Workplace};

/// How many pictures the panel has.
const PICTURES: usize = 10;

/// How many of them stand in the report, which is to fit on a sheet.
const REPORTED: usize = 6;

/// The execution panel's screen.
#[derive(Default)]
pub struct ExecutionScreen {
    data: Loaded<Option<PanelData>>,
    /// Counts the arrivals of data; pictures are drawn anew for each.
    revision: u64,
    day: Option<NaiveDate>,
    version: Option<RecordId>,
    department: Option<RecordId>,
    breakdown: Breakdown,
    /// The version that is compared with; `None`: what was approved at first.
    compared: Option<RecordId>,
    views: [ChartView; PICTURES],
    /// Whether all notes are shown and not only the most urgent.
    shows_all_notes: bool,
}

impl ExecutionScreen {
    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.data.invalidate();
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let today = workplace.today();
        let query = ExecutionQuery {
            today,
            day: self.day.unwrap_or(today).min(today),
            version: self.version,
            department: self.department,
        };
        let (breakdown, compared, language) = (self.breakdown, self.compared, ctx.language());
        let (arrived, problem) = self.data.refresh(|| {
            workplace.ask(ctx, "execution", move |reader, _| {
                PanelData::read(reader, &query, breakdown, compared, language)
            })
        });
        if arrived {
            self.revision += 1;
        }
        problem
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, days: &Days, requests: &mut Vec<Request>) {
        let language = ui.language();
        let title = match self.data.value() {
            Some(Some(data)) => data.title.clone(),
            _ => language.text("nav.execution").to_owned(),
        };
        let mut exports = false;
        screen_title(ui, &title, |ui| {
            if matches!(self.data.value(), Some(Some(_))) {
                exports = ui.primary_button((icons::EXPORT, language.text("execution.page"))).clicked();
            }
        });
        if exports {
            self.export_page(requests);
        }
        match self.data.value() {
            None => {}
            Some(None) => {
                let step = language.text("execution.first_step");
                if empty_state(ui, icons::CHART_BARS, language.text("execution.empty"), Some(step)) {
                    requests.push(Request::Go(Route::List("budget_version")));
                }
            }
            Some(Some(_)) => {
                self.filters(ui, days);
                ui.add_space(ui.tokens().gap);
                self.body(ui, requests);
            }
        }
    }

    fn filters(&mut self, ui: &mut Ui, days: &Days) {
        let language = ui.language();
        let Some(Some(data)) = self.data.value() else { return };
        let before = (self.day, self.version, self.department, self.breakdown);
        ui.horizontal_wrapped(|ui| {
            let kind = |day| days.kind(day);
            let label = ui.label(language.text("execution.as_of"));
            let mut day = Some(self.day.unwrap_or(days.today));
            let edit = DateEdit::new(&mut day, days.today).day_kind(&kind).width(120.0);
            edit.show(ui, "as of").response.labelled_by(label.id);
            self.day = day.filter(|day| *day < days.today);
            let all = language.text("execution.all_versions");
            choice(ui, "execution.version", &mut self.version, all, &data.panel.versions);
            let all = language.text("execution.all_departments");
            choice(ui, "execution.department", &mut self.department, all, &data.panel.departments);
        });
        if before != (self.day, self.version, self.department, self.breakdown) {
            self.data.invalidate();
        }
    }

    fn body(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let tokens = ui.tokens();
        let language = ui.language();
        let before = (self.breakdown, self.compared);
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let Some(Some(data)) = self.data.value() else { return };
            tiles(ui, &data.tiles, requests);
            ui.add_space(tokens.padding);
            pictures::first_row(ui, data, &mut self.views, self.revision, &mut self.breakdown, requests);
            tables::groups(ui, data, requests);
            ui.add_space(tokens.gap);
            ui.columns(2, |columns| {
                let [left, right] = columns else { return };
                tables::notes(left, data, &mut self.shows_all_notes, requests);
                tables::differences(right, data, &mut self.compared, requests);
            });
            pictures::other_rows(ui, data, &mut self.views, self.revision, requests);
            section_title(ui, language.text("execution.ledger"));
            caption(ui, language.text("execution.later"));
            ui.add_space(tokens.padding);
        });
        if before != (self.breakdown, self.compared) {
            self.data.invalidate();
        }
    }

    fn export_page(&self, requests: &mut Vec<Request>) {
        if let Some(Some(data)) = self.data.value() {
            let page = ChartPage {
                title: data.title.clone(),
                lines: data.summary.clone(),
                closing: data.closing.clone(),
                charts: data.charts.iter().take(REPORTED).cloned().collect(),
                marks: data.panel.marks,
                count: data.panel.lines.len(),
                ..ChartPage::default()
            };
            let name = format!("budget-execution-{}.pdf", data.panel.query.day);
            requests.push(Request::SaveCharts(Box::new(page), name));
        }
    }
}

/// A box that chooses one of some records, or all.
fn choice(
    ui: &mut Ui,
    name: &'static str,
    chosen: &mut Option<RecordId>,
    all: &str,
    options: &[(RecordId, String)],
) {
    let name = ui.language().text(name);
    let label = ui.label(name);
    let shown = options.iter().find(|(id, _)| Some(*id) == *chosen).map_or(all, |(_, title)| title.as_str());
    let response = combo(name, shown).show_ui(ui, |ui| {
        ui.selectable_value(chosen, None, all);
        for (id, title) in options {
            ui.selectable_value(chosen, Some(*id), title);
        }
    });
    response.response.labelled_by(label.id);
}

/// The switch between the ways of adding up.
fn breakdown_switch(ui: &mut Ui, breakdown: &mut Breakdown) {
    let language = ui.language();
    let options = Breakdown::ALL.map(|by| (by, language.text(by.text())));
    segmented(ui, language.text("execution.by"), breakdown, &options);
}

/// The request that writes one picture.
fn picture_request(data: &PanelData, chart: &Chart) -> Request {
    let page = ChartPage {
        charts: vec![chart.clone()],
        marks: data.panel.marks,
        count: data.panel.lines.len(),
        ..ChartPage::default()
    };
    let name: String = chart.heading.split_whitespace().collect::<Vec<_>>().join("-");
    Request::SaveCharts(Box::new(page), format!("{name}-{}.svg", data.panel.query.day))
}
