//! The first start: a new office, the demo, or a file that is already there.

use eframe::egui::{Align, Layout, RichText, ScrollArea, TextEdit, Ui};
use zeroize::Zeroizing;

use crate::rules::password::{PasswordProfile, weaknesses};
use crate::text::Language;
use crate::ui::icons;
use crate::ui::theme::display_style;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::narrow::{narrow_column, narrow_field};
use crate::ui::widgets::section::caption;
use crate::ui::widgets::segmented::segmented;

/// What the user chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A new office of this name.
    New(String),
    /// The demo office.
    Demo,
    /// A file that is there.
    Open,
    /// To read another language.
    Read(Language),
}

/// The welcome screen.
#[derive(Debug)]
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

impl Default for WelcomeScreen {
    fn default() -> Self {
        Self {
            name: String::new(),
            // Somebody who wants a file that others can read says so.
            protects: true,
            account: String::new(),
            password: Zeroizing::default(),
            again: Zeroizing::default(),
            failure: None,
            busy: false,
        }
    }
}

/// What the screen needs below the choice of language.
const LEAST_HEIGHT: f32 = 610.0;

impl WelcomeScreen {
    /// The first account and its password, when a new office is to be encrypted.
    pub fn protection(&self) -> Option<(String, Zeroizing<String>)> {
        self.protects.then(|| (self.account.trim().to_owned(), self.password.clone()))
    }

    /// Draws the first account; answers whether it is complete.
    fn protection_ui(&mut self, ui: &mut Ui) -> bool {
        let language = ui.language();
        let tokens = ui.tokens();
        ui.checkbox(&mut self.protects, language.text("welcome.protect"));
        if !self.protects {
            caption(ui, language.text("settings.no_accounts"));
            return true;
        }
        ui.add_space(tokens.grid);
        narrow_field(ui, language.text("account.name"), TextEdit::singleline(&mut self.account));
        let secret = TextEdit::singleline(&mut *self.password).password(true);
        narrow_field(ui, language.text("welcome.password"), secret);
        let weak = weaknesses(PasswordProfile::default(), &self.password, self.account.trim());
        let mut strong = !self.password.is_empty();
        match weak.into_iter().next().filter(|_| !self.password.is_empty()) {
            Some(weak) => {
                ui.label(RichText::new(weak.in_language(language)).small().color(tokens.behind));
                strong = false;
            }
            None => drop(caption(ui, language.text("welcome.password_hint"))),
        }
        let again = TextEdit::singleline(&mut *self.again).password(true);
        narrow_field(ui, language.text("welcome.again"), again);
        if !self.again.is_empty() && self.again != self.password {
            ui.label(RichText::new(language.text("password.differ")).color(tokens.overdue));
        }
        strong && !self.account.trim().is_empty() && self.password == self.again
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui) -> Option<Choice> {
        let mut choice = None;
        let mut language = ui.language();
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            let languages = Language::ALL.map(|language| (language, language.own_name()));
            if segmented(ui, language.text("settings.language"), &mut language, &languages) {
                choice = Some(Choice::Read(language));
            }
        });
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            // On a low screen the space above goes first, so that all three ways in stay in sight.
            let height = ui.available_height();
            ui.add_space(
                (height - LEAST_HEIGHT).clamp(ui.tokens().grid, (height * 0.1).max(ui.tokens().grid)).round(),
            );
            if let Some(chosen) = self.body(ui) {
                choice = Some(chosen);
            }
        });
        choice
    }

    fn body(&mut self, ui: &mut Ui) -> Option<Choice> {
        let language = ui.language();
        let tokens = ui.tokens();
        let mut choice = None;
        ui.vertical_centered(|ui| {
            ui.label(
                RichText::new(language.text("welcome.program"))
                    .text_style(display_style())
                    .color(tokens.accent_text),
            );
            ui.label(RichText::new(language.text("welcome.sentence")).color(tokens.text_weak));
            ui.add_space(32.0);
        });
        narrow_column(ui, |ui| {
            if self.busy {
                ui.label(language.text("welcome.making"));
                return;
            }
            let name = TextEdit::singleline(&mut self.name).hint_text(language.text("welcome.name_hint"));
            narrow_field(ui, language.text("welcome.name"), name);
            ui.add_space(tokens.grid);
            let ready = self.protection_ui(ui);
            ui.add_space(tokens.padding);
            let new =
                ui.add_enabled_ui(ready, |ui| ui.primary_button((icons::ADD, language.text("welcome.new"))));
            if new.inner.on_disabled_hover_text(language.text("welcome.incomplete")).clicked() {
                let name = self.name.trim();
                let name = if name.is_empty() { language.text("welcome.name_hint") } else { name };
                choice = Some(Choice::New(name.to_owned()));
            }
            ui.add_space(tokens.gap);
            ui.label(RichText::new(language.text("welcome.or")).color(tokens.text_weak));
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
