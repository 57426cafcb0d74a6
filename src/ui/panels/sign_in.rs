//! Signing in: in place of the workplace when a file asks for it, and over it when the window was locked.

use std::path::PathBuf;
use std::time::Duration;

use eframe::egui::{Align, Key, Layout, Modifiers, RichText, TextEdit, Ui};
use zeroize::Zeroizing;

use crate::text::Language;
use crate::ui::icons;
use crate::ui::theme::display_style;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::narrow::{narrow_column, narrow_field};
use crate::ui::widgets::segmented::segmented;

/// What the user wants.
#[derive(Debug)]
pub enum SignInWish {
    /// Try these: the name where there are several accounts, and the password or code.
    Try {
        /// The account; `None` is the only one.
        name: Option<String>,
        /// Password, one-time code or recovery code.
        secret: Zeroizing<String>,
        /// It is the recovery code.
        recovery: bool,
    },
    /// Open another file.
    Other,
    /// Read the window in another language.
    Read(Language),
}

/// The sign-in screen.
#[derive(Debug)]
pub struct SignInScreen {
    /// The file to be opened; `None` over an office that is open behind the lock.
    pub path: Option<PathBuf>,
    /// Why the last try failed.
    pub failure: Option<String>,
    /// Whether a try is under way.
    pub busy: bool,
    title: String,
    asks_name: bool,
    name: String,
    secret: Zeroizing<String>,
    shows_secret: bool,
    recovery: bool,
    /// On the clock of the window, in seconds.
    wait_until: Option<f64>,
    fresh: bool,
}

impl SignInScreen {
    /// A screen for a file with so many accounts; `title` names the office or its file.
    pub fn new(path: Option<PathBuf>, title: String, accounts: usize) -> Self {
        Self {
            path,
            failure: None,
            busy: false,
            title,
            asks_name: accounts != 1,
            name: String::new(),
            secret: Zeroizing::default(),
            shows_secret: false,
            recovery: false,
            wait_until: None,
            fresh: true,
        }
    }

    /// The lock over an open office: whoever was at work is offered to come back.
    pub fn lock(office: String, name: String) -> Self {
        Self { name, asks_name: true, ..Self::new(None, office, 2) }
    }

    /// A try failed: `wait` is how long the next one must wait.
    pub fn refuse(&mut self, failure: String, wait: Option<Duration>, now: f64) {
        self.busy = false;
        self.secret = Zeroizing::default();
        self.failure = Some(failure);
        self.wait_until = wait.map(|wait| now + wait.as_secs_f64());
        self.fresh = true;
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui) -> Option<SignInWish> {
        let language = ui.language();
        let tokens = ui.tokens();
        let now = ui.input(|input| input.time);
        // A recovery code can't be guessed, and may always be tried.
        let wait = self.wait_until.filter(|_| !self.recovery);
        let left = wait.map_or(0.0, |until| (until - now).max(0.0));
        if left > 0.0 {
            // One frame a second counts down; nothing else moves.
            ui.ctx().request_repaint_after(Duration::from_secs(1));
        }
        let mut wish = None;
        let mut other = language;
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            let languages = Language::ALL.map(|language| (language, language.own_name()));
            if segmented(ui, language.text("settings.language"), &mut other, &languages) {
                // The press took the keyboard from the field.
                self.fresh = true;
                wish = Some(SignInWish::Read(other));
            }
        });
        ui.add_space((ui.available_height() * 0.2).round());
        ui.vertical_centered(|ui| {
            ui.label(RichText::new(&self.title).text_style(display_style()).color(tokens.accent_text));
            ui.label(RichText::new(language.text("sign_in.title")).color(tokens.text_weak));
            ui.add_space(32.0);
        });
        narrow_column(ui, |ui| {
            let mut first = self.fresh;
            if self.asks_name && !self.recovery {
                let edit = TextEdit::singleline(&mut self.name);
                let edit = narrow_field(ui, language.text("account.name"), edit);
                if self.fresh && self.name.is_empty() {
                    edit.request_focus();
                    first = false;
                }
                ui.add_space(tokens.grid);
            }
            let text = if self.recovery { "sign_in.recovery_code" } else { "sign_in.password" };
            let edit = TextEdit::singleline(&mut *self.secret).password(!self.shows_secret && !self.recovery);
            let edit = narrow_field(ui, language.text(text), edit);
            if first {
                edit.request_focus();
            }
            self.fresh = false;
            let entered = edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if !self.recovery {
                ui.checkbox(&mut self.shows_secret, language.text("sign_in.show"));
                if looks_shifted(&self.secret) {
                    ui.label(RichText::new(language.text("sign_in.caps_lock")).color(tokens.behind));
                }
            }
            // Above the button, where one looks; what stands below does not jump.
            if left > 0.0 {
                let seconds = format!("{:.0}", left.ceil());
                let text = language.fill("account.wait", &[("seconds", &seconds)]);
                ui.label(RichText::new(text).color(tokens.overdue));
            } else if let Some(failure) = &self.failure {
                ui.label(RichText::new(failure).color(tokens.overdue));
            }
            ui.add_space(tokens.padding);
            let ready = !self.busy && left <= 0.0 && !self.secret.is_empty();
            let text = if self.busy { "sign_in.trying" } else { "sign_in.enter" };
            let button = ui.add_enabled_ui(ready, |ui| ui.primary_button(language.text(text)));
            if ready && (button.inner.clicked() || entered) {
                self.busy = true;
                self.failure = None;
                let name = (self.asks_name && !self.name.trim().is_empty()).then(|| self.name.clone());
                let secret = std::mem::take(&mut self.secret);
                wish = Some(SignInWish::Try { name, secret, recovery: self.recovery });
            }
            ui.add_space(tokens.gap);
            let other = if self.recovery { "sign_in.use_password" } else { "sign_in.use_recovery" };
            if ui.button(language.text(other)).clicked() {
                self.recovery = !self.recovery;
                self.secret = Zeroizing::default();
                self.failure = None;
                self.fresh = true;
            }
            if self.path.is_some()
                && ui.button((icons::FOLDER, language.text("sign_in.other_file"))).clicked()
            {
                wish = Some(SignInWish::Other);
            }
        });
        // What is typed here is nobody else's.
        ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        wish
    }
}

/// The window is not told of the caps lock: several letters that are all capitals suggest it.
fn looks_shifted(secret: &str) -> bool {
    let mut letters = secret.chars().filter(|character| character.is_ascii_alphabetic()).peekable();
    let enough = secret.chars().filter(char::is_ascii_alphabetic).count() > 2;
    enough && letters.all(|letter| letter.is_ascii_uppercase())
}
