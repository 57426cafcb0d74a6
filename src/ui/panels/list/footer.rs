//! What stands under a list: how many rows there are or are selected, and what their numbers come to.

use eframe::egui::{Align, Label, Layout, RichText, Ui, vec2};

use super::{ListScreen, row_id};
use crate::desk::{QuickSum, Which};
use crate::text::Language;
use crate::ui::actions::Action;
use crate::ui::icons;
use crate::ui::tokens::UiExt as _;
use crate::ui::workplace::Request;

impl ListScreen {
    /// Adds up the selected rows, or all rows where none is selected.
    pub(super) fn add_up(&mut self, language: Language) {
        self.sums_are_old = false;
        let Some(list) = self.list.value() else { return };
        let selection = &self.table.selection;
        let is_chosen =
            |position: &usize| list.id(*position).is_some_and(|id| selection.contains(row_id(id)));
        let chosen: Option<Vec<usize>> =
            (!selection.is_empty()).then(|| (0..list.len()).filter(is_chosen).collect());
        let (key, count) = match &chosen {
            Some(chosen) => ("sums.selected", chosen.len()),
            None => ("sums.rows", list.len()),
        };
        self.sums = language.fill(key, &[("count", &count.to_string())]);
        for (place, title) in self.columns.iter().zip(&self.titles) {
            let sum = match &chosen {
                Some(chosen) => QuickSum::of(list, *place, chosen.iter().copied()),
                None => self.sums_of_all.iter().find(|(of, _)| of == place).map(|(_, sum)| *sum),
            };
            if let Some(sum) = sum {
                self.sums.push_str(&format!("    {title}  {}", in_words(&sum, language)));
            }
        }
    }

    /// Draws the line, which is there whatever is selected, so that nothing jumps.
    pub(super) fn footer_ui(&self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let tokens = ui.tokens();
        let size = vec2(ui.available_width(), tokens.row);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
            let several = !self.table.selection.is_empty() && self.table.selection.single().is_none();
            if several && self.which == Which::Living && self.obstacles.edit.is_none() {
                let text = (icons::CHECK_ALL, ui.language().text("action.bulk_edit"));
                if ui.small_button(text).clicked() {
                    requests.push(Request::Act(Action::BulkEdit));
                }
            }
            let text = RichText::new(&self.sums).small().color(tokens.text_weak);
            ui.add(Label::new(text).truncate());
        });
    }
}

fn in_words(sum: &QuickSum, language: Language) -> String {
    let part = |key, value: &str| language.fill(key, &[("value", value)]);
    [
        part("sums.sum", &sum.text(sum.sum)),
        part("sums.average", &sum.average_text()),
        part("sums.least", &sum.text(sum.least)),
        part("sums.most", &sum.text(sum.most)),
        language.fill("sums.count", &[("count", &sum.count.to_string())]),
    ]
    .join(" · ")
}
