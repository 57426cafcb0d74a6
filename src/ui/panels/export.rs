//! Export of a list: which records, in which format, into which file.

use std::path::PathBuf;

use eframe::egui::{Context, Key, TextEdit, Ui};

use crate::model::RecordId;
use crate::ui::icons;
use crate::ui::routes::register_text;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::dialog::{Dialog, button_row};
use crate::ui::widgets::section::caption;
use crate::ui::widgets::segmented::segmented;

/// The register that is also exported as a package, with its files.
const PACKED: &str = "archive_item";

/// Which records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    All,
    Shown,
    Selected,
}

/// What is exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportOrder {
    /// The register.
    pub register: &'static str,
    /// Only these records; `None` exports all.
    pub chosen: Option<Vec<RecordId>>,
    /// Why records above 内部 go out too; `None` leaves them behind.
    pub release: Option<String>,
}

/// What the user wants.
#[derive(Debug, PartialEq)]
pub enum ExportWish {
    /// Ask for the file with the system's dialog; the text is the proposed name.
    Browse(ExportOrder, String),
    /// Write this file.
    Write(ExportOrder, PathBuf),
    /// Leave it.
    Close,
}

/// The dialog.
pub struct ExportDialog {
    register: &'static str,
    total: usize,
    shown: Vec<RecordId>,
    selected: Vec<RecordId>,
    which: Which,
    format: &'static str,
    path: String,
    /// Whether the session may let records out that marks keep in the office, and whether it does, and why.
    may_release: bool,
    releases: bool,
    reason: String,
}

impl ExportDialog {
    /// A dialog for a list of `total` records, some of which are shown and some selected.
    pub fn new(register: &'static str, total: usize, shown: Vec<RecordId>, selected: Vec<RecordId>) -> Self {
        let which = if shown.len() < total { Which::Shown } else { Which::All };
        let path = String::new();
        Self {
            register,
            total,
            shown,
            selected,
            which,
            format: "xlsx",
            path,
            may_release: false,
            releases: false,
            reason: String::new(),
        }
    }

    /// Offers to let marked records out, to who may declassify.
    #[must_use]
    pub fn may_release(self, may_release: bool) -> Self {
        Self { may_release, ..self }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context) -> Option<ExportWish> {
        let language = ctx.language();
        let name = language.text(register_text(self.register));
        let title = language.fill("export_dialog.title", &[("register", name)]);
        let (wish, dismissal) = Dialog::new("export", &title).width(460.0).show(ctx, |ui| self.ui(ui));
        if dismissal.is_some() { Some(ExportWish::Close) } else { wish }
    }

    fn ui(&mut self, ui: &mut Ui) -> Option<ExportWish> {
        let language = ui.language();
        let tokens = ui.tokens();
        let count = |key, count: usize| language.fill(key, &[("count", &count.to_string())]);
        let all = count("export_dialog.all", self.total);
        let shown = count("export_dialog.shown", self.shown.len());
        let selected = count("export_dialog.selected", self.selected.len());
        let mut options = vec![(Which::All, all.as_str())];
        if self.shown.len() < self.total {
            options.push((Which::Shown, shown.as_str()));
        }
        if !self.selected.is_empty() {
            options.push((Which::Selected, selected.as_str()));
        }
        caption(ui, language.text("export_dialog.which"));
        segmented(ui, language.text("export_dialog.which"), &mut self.which, &options);
        ui.add_space(tokens.grid);
        caption(ui, language.text("export_dialog.format"));
        let mut formats = vec![("xlsx", "Excel (xlsx)"), ("csv", "CSV"), ("jsonl", "JSON (jsonl)")];
        if self.register == PACKED {
            formats.push(("zip", language.text("export_dialog.package")));
        }
        segmented(ui, language.text("export_dialog.format"), &mut self.format, &formats);
        let is_package = self.register == PACKED && self.format == "zip";
        if is_package {
            caption(ui, language.text("export_dialog.package_holds"));
        }
        self.releases &= !is_package;
        ui.add_space(tokens.grid);
        if self.may_release && !is_package {
            ui.checkbox(&mut self.releases, language.text("export_dialog.release"));
            if self.releases {
                let label = caption(ui, language.text("export_dialog.reason"));
                let edit = TextEdit::singleline(&mut self.reason).desired_width(f32::INFINITY);
                ui.add(edit).labelled_by(label.id);
            }
            ui.add_space(tokens.grid);
        }
        let ready = !self.releases || !self.reason.trim().is_empty();
        let label = caption(ui, language.text("export_dialog.path"));
        let hint = self.file_name();
        let edit = TextEdit::singleline(&mut self.path).desired_width(f32::INFINITY);
        let edit = ui.add(edit.hint_text(hint)).labelled_by(label.id);
        let entered = edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let has_path = !self.path.trim().is_empty();
        let mut wish = None;
        button_row(ui, |ui| {
            let export = language.text(if has_path { "files.export" } else { "action.export" });
            let button = ui.add_enabled_ui(ready, |ui| ui.primary_button((icons::EXPORT, export)));
            let pressed = button.inner.clicked();
            if has_path && ready && (pressed || entered) {
                wish = Some(ExportWish::Write(self.order(), self.full_path()));
            } else if pressed {
                wish = Some(ExportWish::Browse(self.order(), self.file_name()));
            }
            if ui.quiet_button(language.text("toolkit.cancel")).clicked() {
                wish = Some(ExportWish::Close);
            }
        });
        wish
    }

    fn file_name(&self) -> String {
        format!("{}.{}", self.register, self.format)
    }

    /// The path as typed, with the extension of the format where it has none.
    fn full_path(&self) -> PathBuf {
        let path = PathBuf::from(self.path.trim());
        if path.extension().is_none() { path.with_extension(self.format) } else { path }
    }

    fn order(&self) -> ExportOrder {
        let chosen = match self.which {
            Which::All => None,
            Which::Shown => Some(self.shown.clone()),
            Which::Selected => Some(self.selected.clone()),
        };
        let release = self.releases.then(|| self.reason.trim().to_owned());
        ExportOrder { register: self.register, chosen, release }
    }
}
