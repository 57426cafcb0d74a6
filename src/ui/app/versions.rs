//! A new version of a file: why it was made is asked first, then the file.

use eframe::egui::{Context, Key, TextEdit};

use super::{App, Purpose, Selected};
use crate::ui::icons;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::dialog::{Dialog, button_row};

/// A record that gets a version, and the reason typed so far.
pub(super) struct NewVersion {
    selected: Selected,
    reason: String,
}

impl App {
    pub(super) fn ask_version(&mut self, selected: Selected) {
        self.new_version = Some(NewVersion { selected, reason: String::new() });
    }

    pub(super) fn version_ui(&mut self, ctx: &Context) {
        let language = ctx.language();
        let Some(asked) = &mut self.new_version else { return };
        let mut answer = None;
        let title = language.text("versions.new_title");
        let (_, dismissal) = Dialog::new("new version", title).edits().show(ctx, |ui| {
            let label = ui.label(language.text("versions.reason"));
            let edit = TextEdit::singleline(&mut asked.reason).desired_width(f32::INFINITY);
            let edit = ui.add(edit).labelled_by(label.id);
            // Asked before the focus comes back, after which it was never lost.
            let entered = edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if ui.memory(|memory| memory.focused().is_none()) {
                edit.request_focus();
            }
            let ready = !asked.reason.trim().is_empty();
            button_row(ui, |ui| {
                let text = (icons::FOLDER, language.text("versions.choose"));
                let chosen = ui.add_enabled_ui(ready, |ui| ui.primary_button(text)).inner.clicked();
                if ready && (chosen || entered) {
                    answer = Some(true);
                }
                if ui.quiet_button(language.text("toolkit.cancel")).clicked() {
                    answer = Some(false);
                }
            });
        });
        if answer.is_none() && dismissal.is_none() {
            return;
        }
        if let Some(NewVersion { selected, reason }) = self.new_version.take()
            && answer == Some(true)
        {
            let purpose = Purpose::Attach(selected, reason.trim().to_owned());
            self.files.open(ctx, purpose, language.text("versions.new_title"), None);
        }
    }
}
