//! Bulk edit: fields and their new values for every selected record, what that would do, then one command.

use eframe::egui::{Context, Label, RichText, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};

use super::form::{Candidates, Input, input_of, input_ui, value_of};
use crate::desk::{BulkPlan, Command, FieldChange, Values, plan_bulk_edit};
use crate::model::{Problem, RecordId, RecordType};
use crate::text::Language;
use crate::ui::days::Days;
use crate::ui::icons;
use crate::ui::jobs::{Job, Poll};
use crate::ui::routes::register_text;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::dialog::{Dialog, button_row};
use crate::ui::widgets::field_edit::{Field, error_line};
use crate::ui::widgets::section::caption;
use crate::ui::workplace::{Workplace, sentence};

/// Old values named one by one; the others are counted.
const MOST_OLD_VALUES: usize = 4;

/// A field that was chosen, with what is typed.
struct Chosen {
    place: usize,
    input: Input,
    fault: String,
}

/// What the user wants.
#[derive(Debug, PartialEq)]
pub enum BulkWish {
    /// Carry it out.
    Run(Command),
    /// Leave it.
    Close,
}

/// The dialog.
pub struct BulkEdit {
    record_type: &'static dyn RecordType,
    ids: Vec<RecordId>,
    candidates: Option<Candidates>,
    reading: Option<Job<Result<Candidates, Problem>>>,
    chosen: Vec<Chosen>,
    planning: Option<Job<Result<BulkPlan, Problem>>>,
    plan: Option<(BulkPlan, Vec<(String, String)>)>,
    days: Days,
}

impl BulkEdit {
    /// A dialog for some records of a register.
    pub fn new(
        ctx: &Context,
        workplace: &Workplace,
        record_type: &'static dyn RecordType,
        ids: Vec<RecordId>,
    ) -> Self {
        let reading = workplace.ask(ctx, "bulk-edit", move |reader, _| Candidates::read(reader, record_type));
        Self {
            record_type,
            ids,
            candidates: None,
            reading: Some(reading),
            chosen: Vec::new(),
            planning: None,
            plan: None,
            days: workplace.days(),
        }
    }

    /// Takes what has been read and worked out.
    pub fn logic(&mut self, language: Language) -> Option<Problem> {
        let mut problem = None;
        match self.reading.as_ref().map(Job::poll) {
            None | Some(Poll::Busy) => {}
            Some(Poll::Lost) => self.reading = None,
            Some(Poll::Ready(result)) => {
                self.reading = None;
                match result {
                    Ok(candidates) => self.candidates = Some(candidates),
                    Err(failure) => problem = Some(failure),
                }
            }
        }
        match self.planning.as_ref().map(Job::poll) {
            None | Some(Poll::Busy) => {}
            Some(Poll::Lost) => self.planning = None,
            Some(Poll::Ready(result)) => {
                self.planning = None;
                match result {
                    Ok(plan) => {
                        let register = Some(self.record_type.name());
                        let told = |(title, problem): &(String, Problem)| {
                            (title.clone(), sentence(problem, language, register))
                        };
                        let refused = plan.refused.iter().map(told).collect();
                        self.plan = Some((plan, refused));
                    }
                    Err(failure) => problem = Some(failure),
                }
            }
        }
        problem
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, workplace: &Workplace) -> Option<BulkWish> {
        let language = ctx.language();
        let name = language.text(register_text(self.record_type.name()));
        let count = self.ids.len().to_string();
        let title = language.fill("bulk.title", &[("count", &count), ("register", name)]);
        let height = (ctx.content_rect().height() - 260.0).max(160.0);
        let dialog = Dialog::new("bulk edit", &title).width(620.0).edits();
        let (wish, dismissal) = dialog.show(ctx, |ui| {
            ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
                match &self.plan {
                    None => self.fields_ui(ui),
                    Some((plan, refused)) => plan_ui(ui, plan, refused),
                }
            });
            self.buttons(ui, workplace)
        });
        if dismissal.is_some() { Some(BulkWish::Close) } else { wish }
    }

    fn fields_ui(&mut self, ui: &mut Ui) {
        let language = ui.language();
        let Self { record_type, candidates, chosen, days, .. } = self;
        let Some(candidates) = candidates else {
            caption(ui, language.text("list.reading"));
            return;
        };
        if chosen.is_empty() {
            ui.label(RichText::new(language.text("bulk.explain")).color(ui.tokens().text_weak));
        }
        let mut removed = None;
        for (at, one) in chosen.iter_mut().enumerate() {
            let Some(field) = record_type.fields().get(one.place) else { continue };
            let label = language.text(field.label);
            let edit = Field::new(label).error(&one.fault);
            input_ui(ui, field, &edit, &mut one.input, candidates, days);
            let remove = language.fill("bulk.leave_out", &[("field", label)]);
            if ui.quiet_button((icons::REMOVE, remove)).clicked() {
                removed = Some(at);
            }
            ui.add_space(ui.tokens().grid);
        }
        if let Some(at) = removed {
            chosen.remove(at);
        }
        ui.menu_button((icons::ADD, language.text("bulk.add_field")), |ui| {
            ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                for (place, field) in record_type.fields().iter().enumerate() {
                    // A unique value can't be given to many.
                    let taken = chosen.iter().any(|one| one.place == place);
                    if !field.editable_on(None) || field.unique || taken {
                        continue;
                    }
                    let blank = crate::model::Value::Nothing;
                    let input = input_of(field, &blank, &candidates.titles, None, language);
                    if matches!(input, Input::Shown(_)) {
                        continue;
                    }
                    if ui.button(language.text(field.label)).clicked() {
                        chosen.push(Chosen { place, input, fault: String::new() });
                    }
                }
            });
        });
    }

    fn buttons(&mut self, ui: &mut Ui, workplace: &Workplace) -> Option<BulkWish> {
        let language = ui.language();
        let mut wish = None;
        button_row(ui, |ui| {
            match &self.plan {
                None => {
                    let ready = !self.chosen.is_empty() && self.planning.is_none();
                    let preview = language.text("bulk.preview");
                    if ui.add_enabled_ui(ready, |ui| ui.primary_button(preview)).inner.clicked() {
                        self.start(ui, workplace);
                    }
                }
                Some((plan, _)) => {
                    let count = plan.changed.len().to_string();
                    let text = language.fill("bulk.run", &[("count", &count)]);
                    let ready = plan.command.is_some();
                    if ui.add_enabled_ui(ready, |ui| ui.primary_button(text)).inner.clicked() {
                        wish = plan.command.clone().map(BulkWish::Run);
                    }
                    if ui.quiet_button(language.text("bulk.back")).clicked() {
                        self.plan = None;
                    }
                }
            }
            if ui.quiet_button(language.text("toolkit.cancel")).clicked() {
                wish = Some(BulkWish::Close);
            }
        });
        wish
    }

    fn start(&mut self, ui: &Ui, workplace: &Workplace) {
        let language = ui.language();
        let mut values = Values::new();
        let mut sound = true;
        for one in &mut self.chosen {
            one.fault.clear();
            let Some(field) = self.record_type.fields().get(one.place) else { continue };
            match value_of(field, &one.input) {
                Ok(value) => values.set(field.key, value),
                Err(message) => {
                    one.fault = message.in_language(language);
                    sound = false;
                }
            }
        }
        if !sound {
            return;
        }
        let (office, session) = (workplace.office.clone(), workplace.session.clone());
        let (record_type, ids) = (self.record_type, self.ids.clone());
        self.planning = Some(Job::start(ui.ctx(), "bulk-plan", move |_| {
            plan_bulk_edit(&office, &session, record_type, &ids, &values, language)
        }));
    }
}

fn plan_ui(ui: &mut Ui, plan: &BulkPlan, refused: &[(String, String)]) {
    let tokens = ui.tokens();
    let language = ui.language();
    let counts = language.fill(
        "bulk.counts",
        &[
            ("changed", &plan.changed.len().to_string()),
            ("unchanged", &plan.unchanged.to_string()),
            ("refused", &refused.len().to_string()),
        ],
    );
    ui.label(counts);
    ui.add_space(tokens.grid);
    for change in &plan.fields {
        caption(ui, language.text(change.label));
        ui.add(Label::new(in_words(change, language)).wrap());
        ui.add_space(tokens.grid);
    }
    if refused.is_empty() {
        return;
    }
    error_line(ui, language.text("bulk.refused"));
    TableBuilder::new(ui)
        .id_salt("refused")
        .column(Column::initial(180.0).clip(true))
        .column(Column::remainder().clip(true))
        .max_scroll_height(180.0)
        .body(|body| {
            body.rows(tokens.row, refused.len(), |mut row| {
                let Some((title, reason)) = refused.get(row.index()) else { return };
                row.col(|ui| {
                    ui.add(Label::new(title).truncate());
                });
                row.col(|ui| {
                    ui.add(Label::new(RichText::new(reason).color(tokens.text_weak)).truncate())
                        .on_hover_text(reason);
                });
            });
        });
}

/// 旧值 (3)、另一旧值 (1) → 新值
fn in_words(change: &FieldChange, language: Language) -> String {
    let or_none = |text: &str| if text.is_empty() { "—".to_owned() } else { text.to_owned() };
    let mut old: Vec<String> = change
        .from
        .iter()
        .take(MOST_OLD_VALUES)
        .map(|(text, count)| format!("{} ({count})", or_none(text)))
        .collect();
    if change.from.len() > MOST_OLD_VALUES {
        let others: usize = change.from.iter().skip(MOST_OLD_VALUES).map(|(_, count)| count).sum();
        old.push(language.fill("bulk.others", &[("count", &others.to_string())]));
    }
    format!("{} → {}", old.join(language.list_separator()), or_none(&change.to))
}
