//! The form of any record: a draft over the field table, faults beside their fields, a question before a dirty draft
//! is dropped, both values shown when somebody else was faster.

mod command;
mod confirmation;
mod data;
mod hints;
mod input;
mod making;
mod opening;
mod opinions;
mod several;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use eframe::egui::{Context, RichText, ScrollArea, Ui};

use self::confirmation::Confirmation;
pub use self::data::{Draft, FollowUp, FormData};
use self::hints::Hints;
pub(super) use self::input::{Candidates, Input, Picker, input_of, input_ui, value_of};
use self::making::{Making, making_ui};
use self::opinions::Opinions;
pub use self::several::Each;
use self::several::Several;
use crate::desk::{Command, Outcome, PICTURED, Values, show_field};
use crate::model::{Clash, Field, Problem, RecordId, RecordType, Transition, Value, Wording};
use crate::text::Language;
use crate::ui::days::Days;
use crate::ui::icons;
use crate::ui::photos::Photos;
use crate::ui::routes::Selected;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::avatar::pictured;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::dialog::{Dialog, button_row};
use crate::ui::widgets::field_edit::{self, error_line, path_field};
use crate::ui::workplace::Workplace;

/// What the user wants of a form.
#[derive(Debug, PartialEq)]
pub enum FormWish {
    /// Write it.
    Save(Command),
    /// Close it; a dirty draft has been asked about.
    Close,
    /// Choose what the text of a field names: a folder, or else a file that is written.
    Choose {
        /// The field.
        field: &'static str,
        /// The key of its label.
        label: &'static str,
        /// Whether it is a folder.
        folder: bool,
    },
}

/// The fewest points for the fields of a form.
const LEAST_FIELDS: f32 = 200.0;

/// Points across a photo.
const PHOTO: f32 = 56.0;

/// What stands for the reason of a step among the keys of fields.
const REASON: &str = "(reason)";

/// What stands for the confirmation of a step among them.
const CONFIRMATION: &str = "(confirmation)";

/// A form on screen.
pub struct FormScreen {
    record_type: &'static dyn RecordType,
    id: RecordId,
    base: Option<u64>,
    title: String,
    /// What the record is called.
    name: String,
    before: Vec<Option<Input>>,
    now: Vec<Option<Input>>,
    /// By field, the rule by which it is only shown; empty of a new record.
    bars: Vec<Option<String>>,
    faults: BTreeMap<&'static str, String>,
    whole: Vec<String>,
    clashes: Vec<Clash>,
    /// What is told of what is typed.
    hints: Hints,
    candidates: Candidates,
    asks_to_close: bool,
    saving: bool,
    /// The field that takes the keyboard: the first one, or the first with a fault.
    focus: Option<&'static str>,
    days: Days,
    /// What an irrevocable step will do, and that it is meant.
    confirmation: Option<Confirmation>,
    /// By link, what can be made for it to name.
    makings: BTreeMap<&'static str, Making>,
    /// What is made together with a new record.
    with: Vec<(&'static str, &'static str, Values)>,
    /// The transition that is taken with what is filled in, and its reason.
    way: Option<&'static Transition>,
    reason: String,
    /// The fields that the transition asks for: those that it needs, and those of which a refusal spoke.
    asked: BTreeSet<&'static str>,
    /// Fields that are not moved without a reason.
    reasoned: &'static [&'static str],
    /// What was said so far of the record that takes the transition.
    opinions: Opinions,
    /// Points that the fields took when they were last drawn.
    fields_height: f32,
    /// Fields that are written whether or not anything was typed: what a step says anew is not what was said before, and
    /// what is proposed is taken with it.
    sent: BTreeSet<&'static str>,
    /// What is held against what is found on the step.
    told: Vec<String>,
    /// Records that take the transition too.
    also: Vec<RecordId>,
    /// The link that several may be chosen for, with a new record each.
    several: Option<Several>,
    /// The fields of a new record that are filled in on its way, until somebody asks for them.
    waiting: BTreeSet<&'static str>,
    /// The field in which the owner of the file says who signs.
    signature: Option<&'static str>,
}

impl FormScreen {
    /// Whether a reason is asked for: by the step, or because something is moved that stands.
    fn wants_reason(&self) -> bool {
        let mut inputs = self.record_type.fields().iter().zip(self.before.iter().zip(&self.now));
        let is_moved = |field: &Field, before: &Option<Input>, now: &Option<Input>| {
            self.reasoned.contains(&field.key) && is_moved(field, before.as_ref(), now.as_ref())
        };
        match self.way {
            Some(way) => way.reason,
            None => self.base.is_some() && inputs.any(|(field, (before, now))| is_moved(field, before, now)),
        }
    }

    /// The form of a step that was refused before it was asked for anything.
    pub fn refused(&mut self, reason: String, problem: Problem, language: Language) {
        self.reason = reason;
        self.answer(&Err(problem), language);
    }

    /// Looks up what is to be told of what is typed.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) {
        let hinted = self.record_type.hinted();
        if hinted.is_empty() || self.way.is_some() || !self.is_dirty() {
            return;
        }
        let fields = self.record_type.fields().iter().zip(&self.now);
        let typed = fields.filter(|(field, _)| hinted.contains(&field.key));
        let typed: Values = typed
            .filter_map(|(field, input)| Some((field.key, value_of(field, input.as_ref()?).ok()?)))
            .collect();
        self.hints.logic(ctx, workplace, (self.record_type, self.id), typed);
    }

    /// Whether anything was changed.
    pub fn is_dirty(&self) -> bool {
        let picked = |several: &Several| !several.is_fixed && !several.chosen.is_empty();
        self.before != self.now || !self.reason.is_empty() || self.several.as_ref().is_some_and(picked)
    }

    /// The answer to a save: a fault stays beside its field, a success closes the form.
    pub fn answer(&mut self, answer: &Result<Outcome, Problem>, language: Language) -> bool {
        self.saving = false;
        self.faults.clear();
        self.whole.clear();
        self.clashes.clear();
        match answer {
            Ok(_) => return true,
            Err(Problem::Input(faults)) => {
                for fault in faults {
                    let sentence = fault.message.in_language(language);
                    match fault.field {
                        Some(field) => {
                            self.asked.insert(field);
                            self.faults.insert(field, sentence);
                        }
                        None => self.whole.push(sentence),
                    }
                }
                self.focus_on_fault();
            }
            Err(Problem::Conflict { clashes, .. }) => {
                self.clashes.clone_from(clashes);
                self.whole.push(language.text("form.conflict").to_owned());
            }
            Err(problem) => self.whole.push(problem.in_language(language, str::to_owned)),
        }
        false
    }

    /// The record that it makes, where it makes one.
    pub fn made(&self) -> Option<Selected> {
        let made = Selected { register: self.record_type.name(), id: self.id };
        Some(made).filter(|_| self.base.is_none() && self.several.is_none())
    }

    /// Whether a save is under way.
    pub fn is_saving(&self) -> bool {
        self.saving
    }

    /// Draws the form as a dialog.
    pub fn show(&mut self, ctx: &Context, photos: &mut Photos) -> Option<FormWish> {
        let title = self.title.clone();
        let room = ctx.content_rect().height() - 220.0;
        let taken = self.opinions.height(room, self.fields_height.max(LEAST_FIELDS));
        let height = (room - taken).max(LEAST_FIELDS);
        // Each form has a size of its own, which is not that of the one before.
        let name = format!("form of {} {}", self.record_type.name(), self.way.map_or("", |way| way.code));
        let dialog = Dialog::new(&name, &title).width(584.0).edits();
        let mut chosen = None;
        let (wish, dismissal) = dialog.show(ctx, |ui| {
            for sentence in &self.whole {
                error_line(ui, sentence);
            }
            if self.record_type.name() == PICTURED && self.base.is_some() {
                let (tokens, name) = (ui.tokens(), self.name.clone());
                let paint = |ui: &Ui, rect| photos.paint(ui.painter(), rect, self.id, tokens);
                pictured(ui, &name, PHOTO, paint);
            }
            self.clash_rows(ui);
            self.opinions.ui(ui, taken);
            let fields =
                ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
                    // The bar of a long form floats; it has a place beside the fields.
                    ui.set_max_width(ui.available_width() - ui.tokens().gap);
                    chosen = self.fields_ui(ui);
                });
            self.fields_height = fields.content_size.y;
            self.buttons(ui).or(chosen)
        });
        let wants_out = dismissal.is_some() || wish == Some(FormWish::Close);
        if wants_out {
            if self.asks_to_close || !self.is_dirty() {
                return Some(FormWish::Close);
            }
            self.asks_to_close = true;
            return None;
        }
        wish
    }

    fn clash_rows(&self, ui: &mut Ui) {
        let language = ui.language();
        for clash in &self.clashes {
            let Some((_, field)) = self.record_type.field(clash.field) else { continue };
            let shown = |value: &Value| match value.as_link().and_then(|id| self.candidates.titles.get(&id)) {
                Some(title) => title.clone(),
                None if value.is_nothing() => "—".to_owned(),
                None => show_field(field, value, language),
            };
            let (mine, theirs) = (shown(&clash.mine), shown(&clash.theirs));
            let label = language.text(field.label);
            ui.label(language.fill("form.clash", &[("field", label), ("mine", &mine), ("theirs", &theirs)]));
        }
    }

    fn buttons(&mut self, ui: &mut Ui) -> Option<FormWish> {
        let language = ui.language();
        let mut wish = None;
        if self.asks_to_close {
            ui.add_space(ui.tokens().gap);
            ui.label(RichText::new(language.text("form.dirty")).color(ui.tokens().accent_text));
            button_row(ui, |ui| {
                if ui.primary_button(language.text("form.keep_editing")).clicked() {
                    self.asks_to_close = false;
                }
                if ui.danger_button(language.text("form.discard")).clicked() {
                    self.before.clone_from(&self.now);
                    self.reason.clear();
                    self.several = None;
                    wish = Some(FormWish::Close);
                }
            });
            return wish;
        }
        button_row(ui, |ui| {
            let text = language.text(self.way.map_or("form.save", |way| way.text));
            let has_reason = !self.reason.trim().is_empty() || !self.wants_reason();
            let is_meant = self.confirmation.as_ref().is_none_or(Confirmation::is_given);
            let ready = !self.saving && has_reason && is_meant;
            let save = ui.add_enabled_ui(ready, |ui| match &self.confirmation {
                Some(_) => ui.danger_button(text),
                None => ui.primary_button(text),
            });
            let save = save.inner;
            let by_key = ui
                .input_mut(|input| input.consume_key(eframe::egui::Modifiers::COMMAND, eframe::egui::Key::S));
            if save.clicked() || (by_key && ready) {
                wish = self.save(language);
            }
            if ui.quiet_button(language.text("toolkit.cancel")).clicked() {
                wish = Some(FormWish::Close);
            }
        });
        wish
    }

    fn fields_ui(&mut self, ui: &mut Ui) -> Option<FormWish> {
        let language = ui.language();
        let mut wish = None;
        let is_new = self.base.is_none();
        let record_type = self.record_type;
        let way = self.way;
        for told in &self.told {
            ui.label(told);
        }
        if way.is_some_and(|way| way.reason) {
            let edit = field_edit::Field::new(language.text("form.reason")).required();
            let drawn = field_edit::text_field(ui, &edit, &mut self.reason);
            if self.focus == Some(REASON) && !ui.is_sizing_pass() {
                self.focus = None;
                drawn.request_focus();
            }
        }
        if let Some(confirmation) = &mut self.confirmation {
            let typed = confirmation.ui(ui);
            if self.focus == Some(CONFIRMATION) && !ui.is_sizing_pass() {
                self.focus = None;
                typed.into_iter().for_each(|typed| typed.request_focus());
            }
        }
        let is_measured = ui.is_sizing_pass();
        let (reasoned, is_plain) = (self.reasoned, way.is_none() && !is_new);
        let Self {
            now,
            before,
            bars,
            makings,
            reason,
            faults,
            hints,
            candidates,
            days,
            focus,
            asked,
            several,
            waiting,
            ..
        } = self;
        let mut hidden = 0_usize;
        let inputs = record_type.fields().iter().zip(now.iter_mut().zip(before.iter())).enumerate();
        for (place, (field, (input, stood))) in inputs {
            let Some(input) = input else { continue };
            if waiting.contains(field.key) && !faults.contains_key(field.key) {
                hidden += 1;
                continue;
            }
            if !field.editable_on(way.map(|way| way.code)) && is_new {
                continue;
            }
            if way.is_some() && !asked.contains(field.key) {
                continue;
            }
            let mut edit = field_edit::Field::new(language.text(field.label));
            let needs = |way: &Transition| way.asks(true).any(|key| key == field.key);
            if field.required || (way.is_some_and(needs) && asked.contains(field.key)) {
                edit = edit.required();
            }
            if let Some(fault) = faults.get(field.key) {
                edit = edit.error(fault);
            }
            if let Some(Some(bar)) = bars.get(place) {
                edit = edit.fixed(bar);
            }
            let mut several = several.as_mut().filter(|several| several.field == field.key);
            if let Some(several) = several.as_ref().filter(|several| several.is_fixed) {
                let count = several.chosen.len().to_string();
                let text = language.fill("form.for_each", &[("count", &count)]);
                ui.push_id(field.key, |ui| field_edit::read_only_field(ui, &edit, &text));
                continue;
            }
            let drawn = match (&mut *input, field.wording) {
                (Input::Text(path), Wording::Folder | Wording::File) => {
                    let (drawn, pressed) = path_field(ui, &edit, path, language.text("form.choose_path"));
                    if pressed {
                        let folder = field.wording == Wording::Folder;
                        wish = Some(FormWish::Choose { field: field.key, label: field.label, folder });
                    }
                    drawn
                }
                (input, _) => input_ui(ui, field, &edit, input, candidates, days),
            };
            if let (Some(making), Input::Link(link)) = (makings.get(field.key), &mut *input)
                && making_ui(ui, making, link)
            {
                faults.remove(field.key);
            }
            if let (Some(several), Input::Link(link)) = (&mut several, &mut *input) {
                several.take(link);
                several.chips(ui);
            }
            if drawn.changed() {
                // What was wrong with it was wrong with what it held.
                faults.remove(field.key);
            }
            hints.ui(ui, field.key);
            if is_plain && reasoned.contains(&field.key) && is_moved(field, stood.as_ref(), Some(input)) {
                let edit = field_edit::Field::new(language.text("form.reason")).required();
                field_edit::text_field(ui, &edit, reason);
            }
            if *focus == Some(field.key) && !is_measured {
                *focus = None;
                drawn.request_focus();
                drawn.scroll_to_me(None);
            }
        }
        if hidden > 0 {
            let text = language.fill("form.later", &[("count", &hidden.to_string())]);
            if ui.quiet_button((icons::EXPAND, text)).clicked() {
                waiting.clear();
            }
        }
        wish
    }

    /// What the text of a field names was chosen.
    pub fn take_path(&mut self, field: &str, path: &Path) {
        let place = self.record_type.field(field).map(|(place, _)| place);
        if let Some(Some(Input::Text(text))) = place.and_then(|place| self.now.get_mut(place)) {
            *text = path.display().to_string();
        }
    }

    fn focus_on_fault(&mut self) {
        let mut fields = self.record_type.fields().iter();
        self.focus = fields.find(|field| self.faults.contains_key(field.key)).map(|field| field.key);
    }
}

/// Whether what stood in a field was changed or taken out.
fn is_moved(field: &Field, before: Option<&Input>, now: Option<&Input>) -> bool {
    let stood = |input: &Input| value_of(field, input).is_ok_and(|value| !value.is_nothing());
    before != now && before.is_some_and(stood)
}
