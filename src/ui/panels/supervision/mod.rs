//! 督办台: on one screen what is late, who holds it, since when, and what was the last word; as a list and as a Gantt
//! chart. A selected matter is worked on in the inspector beside it.

mod data;
mod rows;

use eframe::egui::{Align, Context, Layout, ScrollArea, Ui, vec2};

use self::data::{SupervisionData, Wish, scope_text};
use crate::desk::{Command, MatterScope, SupervisionPanel, Values};
use crate::model::{Choice as _, Problem, RecordId, Value};
use crate::print::ChartPage;
use crate::records::supervision::MatterSource;
use crate::ui::icons;
use crate::ui::jobs::Loaded;
use crate::ui::routes::Selected;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::chart::ChartView;
use crate::ui::widgets::combo::combo;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::section::{caption, screen_title};
use crate::ui::widgets::segmented::segmented;
use crate::ui::workplace::{Request, Workplace};

/// The registers behind the screen's pictures.
const REGISTERS: &[&str] = &["matter", "milestone"];

/// How the matters are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shape {
    #[default]
    List,
    Gantt,
}

/// The screen of supervised matters.
#[derive(Default)]
pub struct SupervisionScreen {
    data: Loaded<SupervisionData>,
    /// Counts the arrivals of data; the picture is drawn anew for each.
    revision: u64,
    wish: Wish,
    shape: Shape,
    selected: Option<RecordId>,
    picture: ChartView,
}

impl SupervisionScreen {
    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.data.invalidate();
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let (today, wish, language) = (workplace.today(), self.wish, ctx.language());
        let (arrived, problem) = self.data.refresh(|| {
            workplace.ask(ctx, "supervision", move |reader, _| {
                SupervisionData::read(reader, today, wish, language)
            })
        });
        if arrived {
            self.revision += 1;
        }
        problem
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let language = ui.language();
        self.title_ui(ui, requests);
        let Some(data) = self.data.value() else { return };
        if data.panel.lines.is_empty() {
            let step = language.text("supervision.new");
            if empty_state(ui, icons::TASK, language.text("supervision.empty"), Some(step)) {
                requests.push(Request::New("matter"));
            }
            return;
        }
        ui.add_space(ui.tokens().gap);
        self.filters(ui, requests);
        ui.add_space(ui.tokens().gap);
        let Some(data) = self.data.value() else { return };
        if data.rows.is_empty() {
            caption(ui, language.text("supervision.none"));
            return;
        }
        match self.shape {
            Shape::List => rows::list(ui, data, &mut self.selected, requests),
            Shape::Gantt => {
                let bars = u16::try_from(data.bars.len()).map_or(1.0, f32::from);
                ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                    let height = (bars * 26.0 + 56.0).max(160.0);
                    let size = vec2(ui.available_width() - 12.0, height);
                    if let Some((row, _)) = self.picture.show(ui, &data.chart, self.revision, size)
                        && let Some(id) = data.bars.get(row)
                    {
                        self.selected = Some(*id);
                        requests.push(Request::Select(Some(Selected { register: "matter", id: *id })));
                    }
                    if data.rows.len() > data.bars.len() {
                        let count = (data.rows.len() - data.bars.len()).to_string();
                        caption(ui, &language.fill("supervision.more", &[("count", &count)]));
                    }
                });
            }
        }
    }

    fn title_ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let language = ui.language();
        let row = self.selected.and_then(|id| self.data.value()?.rows.iter().find(|row| row.id == id));
        let urged = row.filter(|row| row.can_be_urged).map(|row| row.id);
        screen_title(ui, language.text("nav.supervision"), |ui| {
            let text = (icons::ANNOUNCEMENT, language.text("supervision.urge"));
            let button = ui.add_enabled_ui(urged.is_some(), |ui| ui.primary_button(text)).inner;
            let button = button
                .on_hover_text(language.text("supervision.urge_explain"))
                .on_disabled_hover_text(language.text("supervision.choose_late"));
            if let Some(id) = urged
                && button.clicked()
            {
                requests.push(Request::Run(Command::Create {
                    register: "slip".to_owned(),
                    id: RecordId::generate(),
                    values: Values::new().with("matter", Value::Link(id)),
                }));
            }
            if ui.quiet_button((icons::ADD, language.text("supervision.new"))).clicked() {
                requests.push(Request::New("matter"));
            }
        });
    }

    fn filters(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let language = ui.language();
        let Some(data) = self.data.value() else { return };
        let before = self.wish;
        let names: Vec<String> = MatterScope::ALL
            .iter()
            .zip(data.counts)
            .map(|(scope, count)| language.fill(scope_text(*scope), &[("count", &count.to_string())]))
            .collect();
        let options: Vec<(MatterScope, &str)> =
            MatterScope::ALL.into_iter().zip(names.iter().map(String::as_str)).collect();
        ui.horizontal_wrapped(|ui| {
            segmented(ui, language.text("supervision.filter"), &mut self.wish.scope, &options);
            let sources = MatterSource::SET.options.iter().map(|(code, key)| (*code, language.text(key)));
            let all = language.text("supervision.all_sources");
            choice(ui, language.text("supervision.source"), &mut self.wish.source, all, sources);
            let units = data.panel.units.iter().map(|(id, name)| (*id, name.as_str()));
            let all = language.text("supervision.all_units");
            choice(ui, language.text("supervision.unit"), &mut self.wish.unit, all, units);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let shapes = [
                    (Shape::List, language.text("supervision.as_list")),
                    (Shape::Gantt, language.text("supervision.as_gantt")),
                ];
                segmented(ui, language.text("supervision.view"), &mut self.shape, &shapes);
                if self.shape == Shape::Gantt
                    && !data.bars.is_empty()
                    && ui
                        .icon_button(icons::DOWNLOAD, language.text("supervision.save_gantt"), None)
                        .clicked()
                {
                    let page = ChartPage {
                        registers: REGISTERS.to_vec(),
                        charts: vec![data.chart.clone()],
                        marks: data.panel.marks,
                        count: data.bars.len(),
                        ..ChartPage::default()
                    };
                    let name = format!("supervision-{}.svg", data.panel.today);
                    requests.push(Request::SaveCharts(Box::new(page), name));
                }
                if ui.icon_button(icons::LIST, language.text("supervision.open_list"), None).clicked() {
                    let wish = self.wish;
                    let chosen = data.panel.chosen(wish.scope, wish.source, wish.unit);
                    let name = options
                        .iter()
                        .find(|(scope, _)| *scope == wish.scope)
                        .map_or("", |(_, name)| name)
                        .to_owned();
                    requests.push(Request::OpenRows(SupervisionPanel::rows(chosen), name));
                }
            });
        });
        if before != self.wish {
            self.data.invalidate();
        }
    }
}

/// A box that chooses one of some things, or all.
fn choice<'a, T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    chosen: &mut Option<T>,
    all: &str,
    options: impl Iterator<Item = (T, &'a str)>,
) {
    let options: Vec<(T, &str)> = options.collect();
    let shown = options.iter().find(|(value, _)| Some(*value) == *chosen).map_or(all, |(_, text)| text);
    let response = combo(name, shown).width(128.0).show_ui(ui, |ui| {
        ui.selectable_value(chosen, None, all);
        for (value, text) in &options {
            ui.selectable_value(chosen, Some(*value), *text);
        }
    });
    let spoken = format!("{name} {shown}");
    response
        .response
        .widget_info(|| eframe::egui::WidgetInfo::labeled(eframe::egui::Role::ComboBox, true, &spoken));
}
