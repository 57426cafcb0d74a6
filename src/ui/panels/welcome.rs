//! The first start: a new office, the demo, or a file that is already there.

use eframe::egui::{Align, Layout, RichText, TextEdit, Ui};
use zeroize::Zeroizing;

use crate::ui::icons;
use crate::ui::theme::display_style;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;

/// What the user chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A new office of this name.
    New(String),
    /// The demo office.
    Demo,
    /// A file that is there.
    Open,
}

/// The welcome screen.
#[derive(Debug, Default)]
pub struct WelcomeScreen {
    name: String,
    protects: bool,
    account: String,
    password: Zeroizing<String>,
    again: Zeroizing<String>,
    /// Why the last try failed.
    pub failure: Option<String>,
    /// Whether an office is being made.
    pub busy: bool,
}

impl WelcomeScreen {
    /// The first account and its password, when a new office is to be encrypted.
    pub fn protection(&self) -> Option<(String, Zeroizing<String>)> {
        self.protects.then(|| (self.account.trim().to_owned(), self.password.clone()))
    }

    fn protection_ui(&mut self, ui: &mut Ui) -> bool {
        let language = ui.language();
        let tokens = ui.tokens();
        ui.checkbox(&mut self.protects, language.text("welcome.protect"));
        if !self.protects {
            return true;
        }
        let label = ui.label(language.text("account.name"));
        ui.add(TextEdit::singleline(&mut self.account).desired_width(320.0)).labelled_by(label.id);
        let pairs = [("password.new", &mut self.password), ("password.again", &mut self.again)];
        for (text, value) in pairs {
            let label = ui.label(language.text(text));
            let edit = TextEdit::singleline(&mut **value).password(true).desired_width(320.0);
            ui.add(edit).labelled_by(label.id);
        }
        if !self.again.is_empty() && self.again != self.password {
            ui.label(RichText::new(language.text("password.differ")).color(tokens.overdue));
        }
        ui.add_space(tokens.grid);
        !self.account.trim().is_empty() && !self.password.is_empty() && self.password == self.again
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui) -> Option<Choice> {
        let language = ui.language();
        let tokens = ui.tokens();
        let mut choice = None;
        ui.add_space((ui.available_height() * 0.16).round());
        ui.with_layout(Layout::top_down(Align::Center), |ui| {
            ui.label(RichText::new("文枢 Chancery").text_style(display_style()).color(tokens.accent_text));
            ui.label(RichText::new(language.text("welcome.sentence")).color(tokens.text_weak));
            ui.add_space(32.0);
            ui.set_max_width(420.0);
            if self.busy {
                ui.label(language.text("welcome.making"));
                return;
            }
            let label = ui.label(language.text("welcome.name"));
            let edit = TextEdit::singleline(&mut self.name).desired_width(320.0);
            ui.add(edit.hint_text(language.text("welcome.name_hint"))).labelled_by(label.id);
            ui.add_space(tokens.grid);
            let ready = self.protection_ui(ui);
            let new =
                ui.add_enabled_ui(ready, |ui| ui.primary_button((icons::ADD, language.text("welcome.new"))));
            if new.inner.clicked() {
                let name = self.name.trim();
                let name = if name.is_empty() { language.text("welcome.name_hint") } else { name };
                choice = Some(Choice::New(name.to_owned()));
            }
            ui.add_space(tokens.padding);
            if ui.button((icons::ORG_CHART, language.text("welcome.demo"))).clicked() {
                choice = Some(Choice::Demo);
            }
            if ui.button((icons::FOLDER, language.text("action.open_file"))).clicked() {
                choice = Some(Choice::Open);
            }
            if let Some(failure) = &self.failure {
                ui.add_space(tokens.padding);
                ui.label(RichText::new(failure).color(tokens.overdue));
            }
        });
        choice
    }
}
