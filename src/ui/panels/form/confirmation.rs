//! The last word before a step that nobody can take back: what it will do and to what, and that it is meant, typed by hand.

use eframe::egui::{Frame, Label, Margin, Response, RichText, ScrollArea, TextStyle, Ui};

use crate::model::LastWord;
use crate::text::Language;
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::field_edit;
use crate::ui::widgets::mark::lamp;

/// Lines of what is concerned that are in sight at once.
const LINES: f32 = 6.0;

/// What an irrevocable step will do, and what was typed to confirm it.
pub(super) struct Confirmation {
    told: Vec<String>,
    concerned: Vec<String>,
    /// What has to be typed; empty where the button is enough.
    word: String,
    typed: String,
}

impl Confirmation {
    /// Of what is foretold of each record that takes the step; `None` where nothing is.
    pub(super) fn of(last_words: Vec<LastWord>, language: Language) -> Option<Self> {
        if last_words.is_empty() {
            return None;
        }
        let (mut told, mut concerned, mut words) = (Vec::new(), Vec::new(), Vec::new());
        for of in last_words {
            told.push(of.told.in_language(language));
            concerned.extend(of.concerned);
            words.extend(Some(of.typed).filter(|word| !word.is_empty()));
        }
        Some(Self { told, concerned, word: words.join(" "), typed: String::new() })
    }

    /// Whether it is meant.
    pub(super) fn is_given(&self) -> bool {
        self.typed.trim() == self.word
    }

    /// Draws what will be done, and where it is confirmed; gives the response of what is typed, if anything is.
    pub(super) fn ui(&mut self, ui: &mut Ui) -> Option<Response> {
        let (tokens, language) = (ui.tokens(), ui.language());
        let frame = Frame::new().fill(tokens.sunken).corner_radius(tokens.radius);
        frame.inner_margin(Margin::same(10)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            for told in &self.told {
                ui.horizontal_wrapped(|ui| {
                    lamp(ui, Status::Overdue, "");
                    ui.add(Label::new(RichText::new(told).color(tokens.overdue)).wrap());
                });
            }
            let height = ui.text_style_height(&TextStyle::Body);
            let area = ScrollArea::vertical().id_salt("concerned").max_height(height * LINES);
            area.auto_shrink([false, true]).show_rows(ui, height, self.concerned.len(), |ui, rows| {
                for line in self.concerned.get(rows).into_iter().flatten() {
                    ui.add(Label::new(line).truncate());
                }
            });
        });
        ui.add_space(tokens.gap);
        if self.word.is_empty() {
            return None;
        }
        let label = language.fill("form.type_to_confirm", &[("word", &self.word)]);
        Some(field_edit::text_field(ui, &field_edit::Field::new(&label).required(), &mut self.typed))
    }
}
