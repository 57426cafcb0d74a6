//! What stands over the chart: search, dates, direction, levels, fields of the cards.

use eframe::egui::{Key, Label, Ui};

use super::{Difference, OrgChartScreen, ZOOM};
use crate::rules::org_layout::Direction;
use crate::ui::days::Days;
use crate::ui::icons;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::date_edit::DateEdit;
use crate::ui::widgets::search_box::search_box;

impl OrgChartScreen {
    pub(super) fn toolbar(&mut self, ui: &mut Ui, days: &Days) {
        let language = ui.language();
        ui.horizontal_wrapped(|ui| {
            let hint = language.text("org_chart.search");
            let response = search_box(ui, "org search", &mut self.query, hint, 220.0);
            if response.changed() {
                self.search();
            }
            if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
                self.next_found();
            }
            if !self.query.is_empty() {
                let at = if self.found.is_empty() { 0 } else { self.found_at + 1 };
                ui.label(format!("{at} / {}", self.found.len()));
            }
            let mut changed = false;
            let before = (self.day, self.compared);
            let kind = |day| days.kind(day);
            let label = ui.label(language.text("org_chart.as_of"));
            let as_of = DateEdit::new(&mut self.day, days.today).day_kind(&kind).width(120.0);
            let as_of = as_of.show(ui, "as of");
            as_of.response.labelled_by(label.id);
            changed |= self.day != before.0;
            let label = ui.label(language.text("org_chart.compare"));
            let compare = DateEdit::new(&mut self.compared, days.today).day_kind(&kind).width(120.0);
            let compare = compare.show(ui, "compare");
            compare.response.labelled_by(label.id);
            changed |= self.compared != before.1;
            if changed {
                self.data.invalidate();
            }
            let (icon, name) = match self.direction {
                Direction::TopDown => (icons::LAYOUT_HORIZONTAL, "org_chart.left_to_right"),
                Direction::LeftToRight => (icons::LAYOUT_VERTICAL, "org_chart.top_down"),
            };
            if ui.icon_button(icon, language.text(name), None).clicked() {
                self.direction = match self.direction {
                    Direction::TopDown => Direction::LeftToRight,
                    Direction::LeftToRight => Direction::TopDown,
                };
                self.arrive();
                self.wants_beginning = true;
            }
            if ui.icon_button(icons::FIT, language.text("org_chart.fit"), None).clicked() {
                self.wants_fit = true;
            }
            if ui.icon_button(icons::ZOOM_IN, language.text("action.zoom_in"), None).clicked() {
                self.zoom = (self.zoom * 1.25).clamp(*ZOOM.start(), *ZOOM.end());
            }
            if ui.icon_button(icons::ZOOM_OUT, language.text("action.zoom_out"), None).clicked() {
                self.zoom = (self.zoom / 1.25).clamp(*ZOOM.start(), *ZOOM.end());
            }
            ui.menu_button(language.text("org_chart.levels"), |ui| self.level_menu(ui));
            ui.menu_button(language.text("org_chart.fields"), |ui| {
                ui.checkbox(&mut self.show_unit, language.text("post.unit"));
                ui.checkbox(&mut self.show_grade, language.text("post.grade"));
            });
            self.summary(ui);
        });
    }

    fn level_menu(&mut self, ui: &mut Ui) {
        const MOST_LEVELS: u32 = 6;
        let language = ui.language();
        let Some(drawn) = &mut self.drawn else { return };
        for levels in 1..=MOST_LEVELS {
            let text = language.fill("org_chart.down_to", &[("level", &levels.to_string())]);
            if ui.button(text).clicked() {
                drawn.layout.collapse_below(levels);
                self.wants_fit = true;
            }
        }
        if ui.button(language.text("org_chart.all_levels")).clicked() {
            drawn.layout.collapse_below(u32::MAX);
            self.wants_fit = true;
        }
    }

    fn summary(&self, ui: &mut Ui) {
        let Some(drawn) = &self.drawn else { return };
        let language = ui.language();
        let (posts, vacant) = (drawn.chart.nodes.len().to_string(), drawn.chart.vacant().to_string());
        let whole = |text: String| Label::new(text).extend();
        ui.add(whole(language.fill("org_chart.summary", &[("posts", &posts), ("vacant", &vacant)])));
        if self.compared.is_some() {
            let count = |kind| drawn.differences.values().filter(|other| **other == kind).count().to_string();
            ui.add(whole(language.fill(
                "org_chart.differences",
                &[
                    ("added", &count(Difference::Added)),
                    ("moved", &count(Difference::Moved)),
                    ("changed", &count(Difference::Changed)),
                    ("removed", &drawn.removed.to_string()),
                ],
            )));
        }
    }

    fn next_found(&mut self) {
        if !self.found.is_empty() {
            self.found_at = (self.found_at + 1) % self.found.len();
            self.wants = self.found.get(self.found_at).copied();
        }
    }
}
