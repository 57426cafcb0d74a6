//! Settings: language, theme, density, size; what the file is, its backup and its check.

use eframe::egui::{self, Context, Ui};

use crate::desk::{Which, check_numbers, check_times, told_of_office};
use crate::model::Problem;
use crate::store::integrity;
use crate::text::Language;
use crate::ui::actions::Action;
use crate::ui::jobs::{Job, Poll};
use crate::ui::panels::password::PasswordTask;
use crate::ui::routes::Route;
use crate::ui::shell::register_links;
use crate::ui::tokens::{Density, Look, UiExt as _};
use crate::ui::widgets::section::{key_values, screen_title, section_title};
use crate::ui::widgets::segmented::segmented;
use crate::ui::workplace::{Request, Workplace};

/// What a check found, in words.
type Checked = Result<String, Problem>;

/// The settings.
#[derive(Default)]
pub struct SettingsScreen {
    check: Option<Job<Checked>>,
    checked: Option<String>,
}

/// What the settings change at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appearance {
    /// Language and density.
    pub look: Look,
    /// Light, dark or the system's.
    pub theme: egui::ThemePreference,
}

impl SettingsScreen {
    /// Takes the result of a check.
    pub fn logic(&mut self) -> Option<Problem> {
        let job = self.check.as_ref()?;
        match job.poll() {
            Poll::Busy => None,
            Poll::Lost => {
                self.check = None;
                None
            }
            Poll::Ready(result) => {
                self.check = None;
                match result {
                    Ok(text) => {
                        self.checked = Some(text);
                        None
                    }
                    Err(problem) => Some(problem),
                }
            }
        }
    }

    /// Draws the settings.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        workplace: &Workplace,
        signed_in: bool,
        appearance: &mut Appearance,
        requests: &mut Vec<Request>,
    ) {
        let language = ui.language();
        let tokens = ui.tokens();
        screen_title(ui, language.text("nav.settings"), |_| {});
        ui.add_space(tokens.gap);
        section_title(ui, language.text("settings.appearance"));
        let languages = Language::ALL.map(|language| (language, language.own_name()));
        choice_row(ui, "settings.language", &mut appearance.look.language, &languages);
        let themes = [
            (egui::ThemePreference::System, language.text("settings.theme_system")),
            (egui::ThemePreference::Light, language.text("settings.theme_light")),
            (egui::ThemePreference::Dark, language.text("settings.theme_dark")),
        ];
        choice_row(ui, "settings.theme", &mut appearance.theme, &themes);
        let densities = [
            (Density::Normal, language.text("settings.density_normal")),
            (Density::Compact, language.text("settings.density_compact")),
        ];
        choice_row(ui, "settings.density", &mut appearance.look.density, &densities);
        ui.add_space(tokens.gap);
        section_title(ui, language.text("settings.file"));
        let path = workplace.path().map(|path| path.display().to_string()).unwrap_or_default();
        key_values(ui, &[(language.text("settings.path"), &path)]);
        ui.add_space(tokens.gap);
        ui.horizontal(|ui| {
            if ui.button(language.text("action.backup")).clicked() {
                requests.push(Request::Act(Action::Backup));
            }
            if workplace.path().is_some() && ui.button(language.text("settings.compact")).clicked() {
                requests.push(Request::Compact);
            }
            let busy = self.check.is_some();
            let check = ui.add_enabled(!busy, egui::Button::new(language.text("settings.check")));
            if check.clicked() {
                self.checked = None;
                self.check = Some(start_check(ui.ctx(), workplace));
            }
        });
        if let Some(checked) = &self.checked {
            ui.label(checked);
        }
        ui.add_space(tokens.gap);
        section_title(ui, language.text("settings.sign_in"));
        let encrypted = workplace.office.store().is_encrypted();
        let state = match (signed_in, encrypted) {
            (true, true) => "settings.encrypted",
            (true, false) => "settings.accounts_only",
            (false, _) => "settings.no_accounts",
        };
        ui.label(language.text(state));
        ui.add_space(tokens.grid);
        let conversion = if encrypted { PasswordTask::Decrypt } else { PasswordTask::Encrypt };
        let tasks: &[PasswordTask] = match signed_in {
            false => &[PasswordTask::First],
            true if workplace.session.permissions.is_owner() => {
                &[PasswordTask::Change, PasswordTask::Code, conversion]
            }
            // Of three administrators the one who keeps the file; the answer names the consent that is missing.
            true if workplace.session.permissions.may_maintain() => {
                &[PasswordTask::Change, PasswordTask::Code, conversion]
            }
            true => &[PasswordTask::Change],
        };
        ui.horizontal(|ui| register_links(ui, &Route::Settings, requests));
        ui.add_space(tokens.grid);
        ui.horizontal(|ui| {
            for task in tasks {
                if ui.button(format!("{}…", language.text(task.title()))).clicked() {
                    requests.push(Request::Password(*task));
                }
            }
        });
    }
}

/// Width of the names before the choices.
const NAME_WIDTH: f32 = 96.0;

/// A choice after its name.
fn choice_row<T: PartialEq + Copy>(ui: &mut Ui, key: &'static str, value: &mut T, options: &[(T, &str)]) {
    let (name, tokens) = (ui.language().text(key), ui.tokens());
    ui.horizontal(|ui| {
        ui.allocate_ui_with_layout(
            egui::vec2(NAME_WIDTH, tokens.control),
            egui::Layout::left_to_right(egui::Align::Center),
            |ui| {
                ui.set_width(NAME_WIDTH);
                ui.label(egui::RichText::new(name).color(tokens.text_weak));
            },
        );
        segmented(ui, name, value, options);
    });
    ui.add_space(ui.tokens().grid);
}

fn start_check(ctx: &Context, workplace: &Workplace) -> Job<Checked> {
    let language = ctx.language();
    workplace.ask(ctx, "check", move |reader, _| {
        let mut report = integrity::check(reader.whole()?, crate::records::RECORDS)?;
        if report.findings.is_empty() {
            report.findings = check_times(reader.whole()?)?;
            report.findings.extend(check_numbers(reader.whole()?)?);
        }
        let mut bin = 0_usize;
        for record_type in crate::records::RECORDS {
            reader.visit(*record_type, Which::Void, &mut |_| {
                bin = bin.saturating_add(1);
                std::ops::ControlFlow::Continue(())
            })?;
        }
        let first = report.findings.iter().find(|finding| finding.is_damage());
        let told = told_of_office(&report.findings).into_iter().map(|told| told.in_language(language));
        let told: Vec<String> = told.collect();
        Ok(match first {
            None if !told.is_empty() => told.join("\n"),
            None => language.fill(
                "settings.checked_well",
                &[
                    ("records", &report.living().to_string()),
                    ("entries", &report.audit_entries.to_string()),
                    ("bin", &bin.to_string()),
                ],
            ),
            Some(finding) => language.fill(
                "settings.checked_badly",
                &[("count", &report.findings.len().to_string()), ("place", &finding.place)],
            ),
        })
    })
}
