//! What a meeting resolved and who owes it, and what returns from earlier meetings.

use eframe::egui::{Button, Label, RichText, ScrollArea, Sense, Ui, vec2};

use super::data::ConsoleData;
use crate::ui::icons;
use crate::ui::routes::{Route, Selected};
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::mark::paint_light;
use crate::ui::widgets::section::{caption, section_title};
use crate::ui::workplace::Request;

/// Draws both.
pub(super) fn outcome(ui: &mut Ui, data: &ConsoleData, requests: &mut Vec<Request>) {
    let tokens = ui.tokens();
    let language = ui.language();
    ScrollArea::vertical().id_salt("outcome").auto_shrink(false).show(ui, |ui| {
        if !data.console.returning.is_empty() {
            section_title(ui, language.text("console.returning"));
            for (place, returning) in data.console.returning.iter().enumerate() {
                ui.push_id(("returning", place), |ui| {
                    ui.add(Label::new(format!("{} {}", icons::RESTORE, returning.title)).truncate());
                });
            }
            let take = Button::new((icons::AGENDA, language.text("console.take_up")));
            if ui.add_enabled(data.edit.is_none(), take).clicked() {
                requests.push(Request::Run(data.console.take_up()));
            }
        }
        section_title(ui, language.text("console.matters"));
        if data.console.matters.is_empty() {
            caption(ui, language.text("console.no_matters"));
        }
        for line in &data.console.matters {
            ui.push_id(line.id.as_bytes(), |ui| {
                ui.horizontal(|ui| {
                    let (rect, _) = ui.allocate_exact_size(vec2(16.0, 18.0), Sense::hover());
                    if let Some(lamp) = line.lamp {
                        paint_light(ui.painter(), rect.center(), 9.0, lamp, tokens);
                    }
                    ui.vertical(|ui| {
                        ui.spacing_mut().item_spacing.y = 0.0;
                        let title = RichText::new(&line.matter.title).color(tokens.link);
                        let link = Button::new(title).frame(false).truncate();
                        if ui.add(link).clicked() {
                            requests.push(Request::Go(Route::Supervision));
                            let selected = Selected { register: "matter", id: line.id };
                            requests.push(Request::Select(Some(selected)));
                        }
                        let mut detail = vec![line.matter.number.clone()];
                        detail.push(line.holders.join(language.list_separator()));
                        detail.extend(line.matter.due.map(|due| due.to_string()));
                        detail.push(line.matter.last_word.clone());
                        detail.retain(|part| !part.is_empty());
                        ui.add(
                            Label::new(RichText::new(detail.join(" · ")).small().color(tokens.text_weak))
                                .truncate(),
                        );
                    });
                });
                ui.add_space(tokens.grid);
            });
        }
    });
}
