//! What stands at the right: what the file shows, or what is known of the record.

use eframe::egui::Ui;

use super::DocumentTreeScreen;
use crate::ui::days::Days;
use crate::ui::icons;
use crate::ui::panels::inspector::Inspector;
use crate::ui::photos::Photos;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::segmented::segmented;
use crate::ui::workplace::Request;

/// Which of its views the side shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Side {
    /// What the file shows.
    #[default]
    Preview,
    /// Its versions and what changed between them.
    Versions,
    /// What is known of the record.
    Details,
}

impl DocumentTreeScreen {
    /// Draws the side.
    pub fn side_ui(
        &mut self,
        ui: &mut Ui,
        inspector: &mut Inspector,
        days: &Days,
        photos: &mut Photos,
        requests: &mut Vec<Request>,
    ) {
        let language = ui.language();
        let views = [
            (Side::Preview, language.text("document_tree.preview")),
            (Side::Versions, language.text("document_tree.versions")),
            (Side::Details, language.text("document_tree.details")),
        ];
        segmented(ui, language.text("document_tree.side"), &mut self.side, &views);
        ui.add_space(ui.tokens().gap);
        match self.side {
            Side::Preview => self.preview.ui(ui, requests),
            Side::Versions => {
                if let Some(file) = self.versions.ui(ui, requests) {
                    self.preview.show(file);
                    self.side = Side::Preview;
                    ui.request_repaint();
                }
            }
            Side::Details if inspector.selected().is_some_and(|of| of.register != self.register()) => {
                empty_state(ui, icons::DOCUMENT, language.text("document_tree.choose"), None);
            }
            Side::Details => inspector.ui(ui, days, photos, requests),
        }
    }
}
