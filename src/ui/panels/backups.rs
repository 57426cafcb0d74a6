//! Backups: when bringing the office back was last proven, each plan with its newest copy, and what came of every run.

use eframe::egui::{Context, Response, RichText, ScrollArea, Ui};

use crate::desk::backups::{BackupStanding, PlanStanding};
use crate::desk::{Asked, Right, civil_time};
use crate::model::{Choice as _, Message, Problem, Stored};
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
    shown: Loaded<Shown>,
}

struct Shown {
    standing: BackupStanding,
    /// Why the session may make no plan.
    no_plan: Option<Message>,
    /// Why the session may not copy the file as a whole.
    no_copy: Option<Message>,
}

impl BackupsScreen {
    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.shown.invalidate();
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let now = workplace.office.clock().now();
        let read = || {
            workplace.ask(ctx, "backups", move |reader, _| {
                let create = Asked::Right(Right::Create);
                let no_plan = match crate::records::find("backup_plan") {
                    Some(plans) => reader.obstacle(plans, None, create)?,
                    None => None,
                };
                let no_copy = match reader.whole() {
                    Err(Problem::Denied(rule)) => Some(rule),
                    _ => None,
                };
                Ok(Shown { standing: reader.backup_standing(now)?, no_plan, no_copy })
            })
        };
        self.shown.refresh(read).1
    }

    /// Draws them.
    pub fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let tokens = ui.tokens();
        let language = ui.language();
        let Some(shown) = self.shown.value() else {
            screen_title(ui, language.text("nav.backups"), |_| {});
            return;
        };
        let standing = &shown.standing;
        let is_empty = standing.plans.is_empty() && standing.runs.is_empty();
        screen_title(ui, language.text("nav.backups"), |ui| {
            // The first plan is offered where it will stand.
            if !is_empty {
                let new = (icons::ADD, language.text("backups.new_plan"));
                if allowed(ui, shown.no_plan.as_ref(), |ui| ui.primary_button(new)) {
                    requests.push(Request::New("backup_plan"));
                }
            }
            let copy = (icons::BACKUP, language.text("action.backup"));
            if allowed(ui, shown.no_copy.as_ref(), |ui| ui.quiet_button(copy)) {
                requests.push(Request::Act(Action::Backup));
            }
            if ui.quiet_button((icons::RESTORE, language.text("backups.restore"))).clicked() {
                requests.push(Request::Act(Action::RestoreBackup));
            }
        });
        if is_empty {
            let sentence = match &shown.no_plan {
                Some(rule) => rule.in_language(language),
                None => language.text("backups.none").to_owned(),
            };
            let first = shown.no_plan.is_none().then(|| language.text("backups.new_plan"));
            if empty_state(ui, icons::BACKUP, &sentence, first) {
                requests.push(Request::New("backup_plan"));
            }
            return;
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.add_space(tokens.gap);
            summary_ui(ui, shown, requests);
            section_title(ui, language.text("register.backup_plan"));
            for plan in &standing.plans {
                ui.push_id(plan.plan.meta.id.as_bytes(), |ui| plan_ui(ui, plan, shown, requests));
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

/// A button that is grey where a rule stands against it, which it tells; whether it was pressed.
fn allowed(ui: &mut Ui, rule: Option<&Message>, button: impl FnOnce(&mut Ui) -> Response) -> bool {
    let language = ui.language();
    let response = ui.add_enabled_ui(rule.is_none(), button).inner;
    match rule {
        Some(rule) => response.on_disabled_hover_text(rule.in_language(language)).clicked(),
        None => response.clicked(),
    }
}

fn summary_ui(ui: &mut Ui, shown: &Shown, requests: &mut Vec<Request>) {
    let standing = &shown.standing;
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
            && allowed(ui, shown.no_copy.as_ref(), |ui| ui.button(language.text("backups.drill")))
        {
            requests.push(Request::RestoreDrill(Box::new(copy.record.clone())));
        }
    });
}

fn plan_ui(ui: &mut Ui, plan: &PlanStanding, shown: &Shown, requests: &mut Vec<Request>) {
    let tokens = ui.tokens();
    let language = ui.language();
    let failed = plan.last.as_ref().filter(|run| run.record.outcome == BackupOutcome::Failed);
    let (status, text) = match plan.standing {
        _ if plan.plan.record.paused => (Status::Neutral, "backups.paused"),
        // However young the copy before is.
        _ if failed.is_some() => (Status::Overdue, "backup_outcome.failed"),
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
        if allowed(ui, shown.no_copy.as_ref(), |ui| ui.button(language.text("backups.run_now"))) {
            requests.push(Request::RunBackup(Box::new(plan.plan.clone())));
        }
        if allowed(ui, shown.no_plan.as_ref(), |ui| ui.quiet_button(language.text("action.edit"))) {
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
