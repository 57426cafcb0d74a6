//! A form that is filled in once for several records: the same loan of several items, a paper before several readers.

use eframe::egui::Ui;

use crate::model::RecordId;
use crate::ui::panels::list::record_id;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;

/// The link that tells apart the records which a form makes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Each {
    /// Key of the link.
    pub field: &'static str,
    /// What it points to, a record each.
    pub ids: Vec<RecordId>,
}

/// What is chosen for a link, a record each, and how each is called.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Several {
    pub(super) field: &'static str,
    pub(super) chosen: Vec<(RecordId, String)>,
    /// They were chosen before the form was opened.
    pub(super) is_fixed: bool,
}

impl Several {
    pub(super) fn fixed(each: Each) -> Self {
        let chosen = each.ids.into_iter().map(|id| (id, String::new())).collect();
        Self { field: each.field, chosen, is_fixed: true }
    }

    pub(super) fn open(field: &'static str) -> Self {
        Self { field, ..Self::default() }
    }

    /// Takes what was picked off the link, so that another can be picked.
    pub(super) fn take(&mut self, link: &mut Option<(u128, String)>) {
        if let Some((id, title)) = link.take() {
            let id = record_id(id);
            if !self.chosen.iter().any(|(known, _)| *known == id) {
                self.chosen.push((id, title));
            }
        }
    }

    /// Draws those that were picked; each can be taken out again.
    pub(super) fn chips(&mut self, ui: &mut Ui) {
        if self.chosen.is_empty() {
            return;
        }
        let remove = ui.language().text("form.take_out");
        let mut removed = None;
        ui.horizontal_wrapped(|ui| {
            for (place, (_, title)) in self.chosen.iter().enumerate() {
                if ui.removable_chip(title, remove) {
                    removed = Some(place);
                }
            }
        });
        if let Some(place) = removed {
            self.chosen.remove(place);
        }
    }
}
