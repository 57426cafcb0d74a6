//! What stands over the chart: search, dates, direction, levels, fields of the cards.

use eframe::egui::{Color32, Key, Sense, Stroke, StrokeKind, Ui, vec2};

use super::{DIFFERENCES, OrgChartScreen, ZOOM};
use crate::rules::org_layout::Direction;
use crate::ui::days::Days;
use crate::ui::icons;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::date_edit::DateEdit;
use crate::ui::widgets::search_box::search_box;
use crate::ui::widgets::section::caption;

/// A small card with the edge that cards of a kind have.
fn swatch(ui: &mut Ui, color: Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(14.0, 10.0), Sense::hover());
    ui.painter().rect(rect, 2.0, ui.tokens().raised, Stroke::new(2.0, color), StrokeKind::Inside);
}

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

    /// A line of its own, of the same height with and without a comparison: the canvas below it does not move.
    pub(super) fn summary(&self, ui: &mut Ui) {
        let Some(drawn) = &self.drawn else { return };
        let (language, tokens) = (ui.language(), ui.tokens());
        let (posts, vacant) = (drawn.chart.nodes.len().to_string(), drawn.chart.vacant().to_string());
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = tokens.gap;
            caption(ui, &language.fill("org_chart.summary", &[("posts", &posts), ("vacant", &vacant)]));
            if let Some(compared) = self.compared {
                let day = drawn.chart.day;
                let (from, until) = (day.min(compared).to_string(), day.max(compared).to_string());
                caption(ui, &language.fill("org_chart.between", &[("from", &from), ("until", &until)]));
                for (difference, text) in DIFFERENCES {
                    let here = drawn.differences.values().filter(|other| **other == difference).count();
                    let there = if drawn.elsewhere.0 == difference { drawn.elsewhere.1 } else { 0 };
                    let count = here.saturating_add(there).to_string();
                    swatch(ui, difference.color(tokens));
                    caption(ui, &language.fill(text, &[("count", &count)]));
                }
            }
            if !self.query.trim().is_empty() {
                swatch(ui, tokens.text);
                caption(ui, &language.fill("org_chart.found", &[("count", &self.found.len().to_string())]));
            }
        });
    }

    fn next_found(&mut self) {
        if !self.found.is_empty() {
            self.found_at = (self.found_at + 1) % self.found.len();
            self.wants = self.found.get(self.found_at).copied();
        }
    }
}
