//! Dialogs about an own account: the first account of the office, another password, and the recovery code that is
//! shown once.

use eframe::egui::{Context, Key, Response, RichText, TextEdit, Ui};
use zeroize::Zeroizing;

use crate::ui::icons;
use crate::ui::theme::section_style;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::dialog::{Dialog, button_row, first_focus};

/// What the dialog is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordTask {
    /// The first account of an office.
    First,
    /// Another password.
    Change,
    /// A password in place of the one-time code that was signed in with; nothing else is possible before.
    Replace,
    /// A one-time code for somebody's account, in place of their password.
    Code,
    /// Encrypt the file; the password is asked again.
    Encrypt,
    /// Take the encryption off the file.
    Decrypt,
}

impl PasswordTask {
    /// Key of what is to be known before; `None` where the title says it.
    fn sentence(self) -> Option<&'static str> {
        match self {
            PasswordTask::Replace => Some("password.replace_sentence"),
            PasswordTask::Encrypt => Some("password.encrypt_sentence"),
            PasswordTask::Decrypt => Some("password.decrypt_sentence"),
            PasswordTask::First | PasswordTask::Change | PasswordTask::Code => None,
        }
    }

    /// Key of its title.
    pub fn title(self) -> &'static str {
        match self {
            PasswordTask::First => "password.first_title",
            PasswordTask::Change => "password.change_title",
            PasswordTask::Replace => "password.replace_title",
            PasswordTask::Code => "password.code_title",
            PasswordTask::Encrypt => "password.encrypt_title",
            PasswordTask::Decrypt => "password.decrypt_title",
        }
    }
}

/// What the user has filled in.
#[derive(Debug)]
pub struct PasswordWish {
    /// What for.
    pub task: PasswordTask,
    /// The sign-in name, for a first account.
    pub name: String,
    /// The password there is.
    pub old: Zeroizing<String>,
    /// The password there shall be.
    pub new: Zeroizing<String>,
    /// Whether the file is encrypted with its first account.
    pub encrypts: bool,
}

/// A dialog that asks for passwords.
#[derive(Debug)]
pub struct PasswordDialog {
    task: PasswordTask,
    name: String,
    old: Zeroizing<String>,
    new: Zeroizing<String>,
    again: Zeroizing<String>,
    shows: bool,
    encrypts: bool,
    fresh: bool,
    /// Key of what Enter found missing.
    said: Option<&'static str>,
    /// Why the last try failed.
    pub failure: Option<String>,
    /// Whether it is being done.
    pub busy: bool,
}

/// What became of a dialog in this frame.
#[derive(Debug)]
pub enum PasswordAnswer {
    /// Do this.
    Do(PasswordWish),
    /// Nothing.
    Close,
}

impl PasswordDialog {
    /// An empty dialog.
    pub fn new(task: PasswordTask) -> Self {
        Self {
            task,
            name: String::new(),
            old: Zeroizing::default(),
            new: Zeroizing::default(),
            again: Zeroizing::default(),
            shows: false,
            // Somebody who wants a file that others can read says so.
            encrypts: task == PasswordTask::First,
            fresh: true,
            said: None,
            failure: None,
            busy: false,
        }
    }

    fn asks_old(&self) -> bool {
        !matches!(self.task, PasswordTask::First | PasswordTask::Code)
    }

    fn asks_name(&self) -> bool {
        !self.asks_old()
    }

    fn asks_new(&self) -> bool {
        matches!(self.task, PasswordTask::First | PasswordTask::Change | PasswordTask::Replace)
    }

    /// The key of what is not filled in yet, or not as it must be.
    fn missing(&self) -> Option<&'static str> {
        if self.asks_name() && self.name.trim().is_empty() {
            Some("password.name_missing")
        } else if (self.asks_old() && self.old.is_empty()) || (self.asks_new() && self.new.is_empty()) {
            Some("password.missing")
        } else if self.asks_new() && self.again.is_empty() {
            Some("password.again_missing")
        } else if self.asks_new() && self.new != self.again {
            Some("password.differ")
        } else {
            None
        }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context) -> Option<PasswordAnswer> {
        let language = ctx.language();
        let tokens = ctx.tokens();
        let mut answer = None;
        let mut entered = false;
        // The first field that is still empty: there Enter goes on while something is missing.
        let mut empty: Option<Response> = None;
        let name = format!("password {:?}", self.task);
        let title = language.text(self.task.title());
        let (_, dismissal) = Dialog::new(&name, title).edits().show(ctx, |ui| {
            if let Some(sentence) = self.task.sentence() {
                ui.label(RichText::new(language.text(sentence)).color(tokens.text_weak));
            }
            if self.asks_name() {
                let label = ui.label(language.text("account.name"));
                let edit = TextEdit::singleline(&mut self.name).desired_width(f32::INFINITY);
                let edit = ui.add(edit).labelled_by(label.id);
                first_focus(ui, &mut self.fresh, &edit);
                entered |= by_enter(ui, &edit);
                empty = empty.or(self.name.trim().is_empty().then_some(edit));
            }
            if self.asks_old() {
                let replaces = self.task == PasswordTask::Replace;
                let old = if replaces { "sign_in.password" } else { "password.old" };
                let edit = secret(ui, language.text(old), &mut self.old, self.shows);
                first_focus(ui, &mut self.fresh, &edit);
                entered |= by_enter(ui, &edit);
                empty = empty.or(self.old.is_empty().then_some(edit));
            }
            if self.asks_new() {
                let edit = secret(ui, language.text("password.new"), &mut self.new, self.shows);
                entered |= by_enter(ui, &edit);
                empty = empty.or(self.new.is_empty().then_some(edit));
                let edit = secret(ui, language.text("password.again"), &mut self.again, self.shows);
                entered |= by_enter(ui, &edit);
                empty = empty.or((self.new != self.again).then_some(edit));
            }
            if self.asks_old() || self.asks_new() {
                ui.checkbox(&mut self.shows, language.text("sign_in.show"));
            }
            if self.task == PasswordTask::First {
                ui.checkbox(&mut self.encrypts, language.text("password.encrypts"));
            }
            let differ = self.asks_new() && !self.again.is_empty() && self.new != self.again;
            let missing = self.missing();
            if entered {
                self.said = missing;
                empty.filter(|_| missing.is_some()).inspect(Response::request_focus);
            }
            if differ {
                ui.label(RichText::new(language.text("password.differ")).color(tokens.overdue));
            } else if let Some(said) = self.said.filter(|_| missing.is_some()) {
                ui.label(RichText::new(language.text(said)).color(tokens.overdue));
            } else if let Some(failure) = &self.failure {
                ui.label(RichText::new(failure).color(tokens.overdue));
            }
            button_row(ui, |ui| {
                let ready = !self.busy && missing.is_none();
                let text = if self.busy { "sign_in.trying" } else { self.task.title() };
                let confirm = ui.add_enabled_ui(ready, |ui| ui.primary_button(language.text(text)));
                if confirm.inner.clicked() || (entered && ready) {
                    self.busy = true;
                    self.failure = None;
                    answer = Some(PasswordAnswer::Do(PasswordWish {
                        task: self.task,
                        name: self.name.trim().to_owned(),
                        old: self.old.clone(),
                        new: self.new.clone(),
                        encrypts: self.encrypts,
                    }));
                }
                if self.task != PasswordTask::Replace
                    && ui.quiet_button(language.text("toolkit.cancel")).clicked()
                {
                    answer = Some(PasswordAnswer::Close);
                }
            });
        });
        if dismissal.is_some() && self.task != PasswordTask::Replace && !self.busy {
            answer = Some(PasswordAnswer::Close);
        }
        answer
    }
}

/// Whether the field was left by Enter, which does what the button does or says what is missing.
fn by_enter(ui: &Ui, edit: &Response) -> bool {
    edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

fn secret(ui: &mut Ui, text: &str, value: &mut String, shows: bool) -> Response {
    let label = ui.label(text);
    let edit = TextEdit::singleline(value).password(!shows).desired_width(f32::INFINITY);
    ui.add(edit).labelled_by(label.id)
}

/// What the user does with a recovery code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeAnswer {
    /// Write it to a file.
    Save,
    /// Write it as a paper to be printed.
    Print,
    /// It is noted.
    Close,
}

/// A code that is shown once.
#[derive(Debug)]
pub struct ShownCode {
    /// The code.
    pub code: Zeroizing<String>,
    /// Whether it opens an account once, instead of the file when a password is lost.
    pub one_time: bool,
}

/// Shows a code that is never shown again.
pub fn show_code(ctx: &Context, shown: &ShownCode) -> Option<CodeAnswer> {
    let language = ctx.language();
    let code = shown.code.as_str();
    let (title, sentence) = match shown.one_time {
        true => ("recovery.one_time_title", "recovery.one_time_sentence"),
        false => ("recovery.title", "recovery.sentence"),
    };
    let mut answer = None;
    Dialog::new("recovery code", language.text(title)).edits().show(ctx, |ui| {
        let tokens = ui.tokens();
        ui.label(language.text(sentence));
        ui.add_space(tokens.padding);
        ui.label(RichText::new(code).text_style(section_style()));
        ui.add_space(tokens.padding);
        button_row(ui, |ui| {
            if ui.primary_button(language.text("recovery.noted")).clicked() {
                answer = Some(CodeAnswer::Close);
            }
            if ui.button((icons::PRINT, language.text("recovery.print"))).clicked() {
                answer = Some(CodeAnswer::Print);
            }
            if ui.button(language.text("recovery.save")).clicked() {
                answer = Some(CodeAnswer::Save);
            }
            if ui.quiet_button(language.text("recovery.copy")).clicked() {
                ui.ctx().copy_text(code.to_owned());
            }
        });
    });
    answer
}
