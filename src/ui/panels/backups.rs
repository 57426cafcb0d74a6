//! Backups: when bringing the office back was last proven, each plan with its newest copy, and what came of every run.

use eframe::egui::{Context, RichText, ScrollArea, Ui};

use crate::desk::backups::{BackupStanding, PlanStanding};
use crate::desk::civil_time;
use crate::model::{Choice as _, Problem, Stored};
use crate::records::backups::{BackupFrequency, BackupKind, BackupMedium, BackupOutcome, BackupRun};
use crate::rules::backup_schedule::Standing;
use crate::ui::actions::Action;
use crate::ui::icons;
use crate::ui::jobs::Loaded;
use crate::ui::routes::{Route, Selected};
use crate::ui::shell::register_links;
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::mark::lamp;
use crate::ui::widgets::section::{caption, key_values, screen_title, section_title};
use crate::ui::workplace::{Request, Workplace};

/// Runs shown below the plans; the list has all.
const MOST_RUNS: usize = 12;

/// The backups.
#[derive(Default)]
pub struct BackupsScreen {
    standing: Loaded<BackupStanding>,
}

impl BackupsScreen {
    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.standing.invalidate();
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let now = workplace.office.clock().now();
        let read = || workplace.ask(ctx, "backups", move |reader, _| reader.backup_standing(now));
        self.standing.refresh(read).1
    }

    /// Draws them.
    pub fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let tokens = ui.tokens();
        let language = ui.language();
        screen_title(ui, language.text("nav.backups"), |ui| {
            if ui.primary_button((icons::ADD, language.text("backups.new_plan"))).clicked() {
                requests.push(Request::New("backup_plan"));
            }
            if ui.quiet_button((icons::BACKUP, language.text("action.backup"))).clicked() {
                requests.push(Request::Act(Action::Backup));
            }
            if ui.quiet_button((icons::RESTORE, language.text("backups.restore"))).clicked() {
                requests.push(Request::Act(Action::RestoreBackup));
            }
        });
        let Some(standing) = self.standing.value() else { return };
        if standing.plans.is_empty() && standing.runs.is_empty() {
            if empty_state(
                ui,
                icons::BACKUP,
                language.text("backups.none"),
                Some(language.text("backups.new_plan")),
            ) {
                requests.push(Request::New("backup_plan"));
            }
            return;
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.add_space(tokens.gap);
            summary_ui(ui, standing, requests);
            section_title(ui, language.text("register.backup_plan"));
            for plan in &standing.plans {
                ui.push_id(plan.plan.meta.id.as_bytes(), |ui| plan_ui(ui, plan, requests));
                ui.add_space(tokens.gap);
            }
            section_title(ui, language.text("register.backup_run"));
            if standing.runs.is_empty() {
                caption(ui, language.text("backups.no_runs"));
            }
            for run in standing.runs.iter().take(MOST_RUNS) {
                ui.push_id(run.meta.id.as_bytes(), |ui| run_ui(ui, run));
            }
            ui.horizontal(|ui| register_links(ui, &Route::Backups, requests));
        });
    }
}

fn summary_ui(ui: &mut Ui, standing: &BackupStanding, requests: &mut Vec<Request>) {
    let language = ui.language();
    let proven = standing.last_proven();
    let last = proven.and_then(|run| run.record.at).map(civil_time).unwrap_or_default();
    let drill =
        standing.last_drill.as_ref().and_then(|run| run.record.at).map(civil_time).unwrap_or_default();
    let rule = if standing.keeps_three_two_one() { "backups.rule_kept" } else { "backups.rule_not_kept" };
    key_values(
        ui,
        &[
            (language.text("backups.last_proven"), &last),
            (language.text("backups.last_drill"), &drill),
            (language.text("backups.rule"), language.text(rule)),
        ],
    );
    let copy = standing
        .runs
        .iter()
        .find(|run| run.record.kind == BackupKind::Copy && run.record.outcome == BackupOutcome::Proven);
    ui.horizontal(|ui| {
        if standing.drill_due {
            lamp(ui, Status::Behind, language.text("backups.drill_due"));
        }
        if let Some(copy) = copy
            && ui.button(language.text("backups.drill")).clicked()
        {
            requests.push(Request::RestoreDrill(Box::new(copy.record.clone())));
        }
    });
}

fn plan_ui(ui: &mut Ui, plan: &PlanStanding, requests: &mut Vec<Request>) {
    let tokens = ui.tokens();
    let language = ui.language();
    let (status, text) = match plan.standing {
        _ if plan.plan.record.paused => (Status::Neutral, "backups.paused"),
        Standing::Good => (Status::Done, "backups.good"),
        Standing::Due => (Status::Behind, "backups.due"),
        Standing::Overdue => (Status::Overdue, "backups.overdue"),
    };
    let record = &plan.plan.record;
    ui.horizontal(|ui| {
        lamp(ui, status, language.text(text));
        ui.strong(&record.name);
        ui.label(RichText::new(&record.destination).color(tokens.text_weak));
    });
    let failed = plan.last.as_ref().filter(|run| run.record.outcome == BackupOutcome::Failed);
    if let Some(run) = failed {
        ui.label(RichText::new(&run.record.detail).color(tokens.overdue));
    }
    let every = BackupFrequency::SET.text_key(record.frequency.code()).map_or("", |key| language.text(key));
    let medium = BackupMedium::SET.text_key(record.medium.code()).map_or("", |key| language.text(key));
    let last = plan.last_proven.as_ref().and_then(|run| run.record.at).map(civil_time);
    let last = last.unwrap_or_else(|| "—".to_owned());
    caption(
        ui,
        &language.fill(
            "backups.plan_line",
            &[
                ("every", every),
                ("medium", medium),
                ("keep", &record.keep.to_string()),
                ("last", &last),
                ("next", &civil_time(plan.next_due)),
            ],
        ),
    );
    ui.horizontal(|ui| {
        if ui.button(language.text("backups.run_now")).clicked() {
            requests.push(Request::RunBackup(Box::new(plan.plan.clone())));
        }
        if ui.quiet_button(language.text("action.edit")).clicked() {
            requests.push(Request::Edit(Selected { register: "backup_plan", id: plan.plan.meta.id }));
        }
    });
}

fn run_ui(ui: &mut Ui, run: &Stored<BackupRun>) {
    let tokens = ui.tokens();
    let language = ui.language();
    let status = match run.record.outcome {
        BackupOutcome::Proven => Status::Done,
        BackupOutcome::Failed => Status::Overdue,
    };
    let outcome = BackupOutcome::SET.text_key(run.record.outcome.code()).map_or("", |key| language.text(key));
    let kind = BackupKind::SET.text_key(run.record.kind.code()).map_or("", |key| language.text(key));
    ui.horizontal(|ui| {
        lamp(ui, status, outcome);
        ui.label(run.record.at.map(civil_time).unwrap_or_default());
        ui.label(kind);
        let detail = match run.record.outcome {
            BackupOutcome::Proven => &run.record.file,
            BackupOutcome::Failed => &run.record.detail,
        };
        let label = eframe::egui::Label::new(RichText::new(detail).color(tokens.text_weak)).truncate();
        ui.add(label).on_hover_text(&run.record.sha256);
    });
}
