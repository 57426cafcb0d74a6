//! The form of any record: a draft over the field table, faults beside their fields, a question before a dirty draft
//! is dropped, both values shown when somebody else was faster.

mod input;

use std::collections::BTreeMap;

use eframe::egui::{Context, RichText, ScrollArea, Ui};

pub(super) use self::input::{Candidates, Input, Picker, input_of, input_ui, value_of};
use crate::desk::{BatchMode, Command, Outcome, PICTURED, Reader, Titles, Values, show_field};
use crate::model::{Clash, Kind, Problem, RecordId, RecordType, Transition, Value};
use crate::text::Language;
use crate::ui::days::Days;
use crate::ui::photos::Photos;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::avatar::pictured;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::dialog::{Dialog, button_row};
use crate::ui::widgets::field_edit::{self, error_line};

/// A new record of which something is known already, and what is made together with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// Its register.
    pub register: &'static str,
    /// What is known.
    pub values: Values,
    /// Records that belong to it: their register, the field that names it, their values.
    pub with: Vec<(&'static str, &'static str, Values)>,
}

/// What a form needs from the office.
pub struct FormData {
    /// Values and version of the record; `None` for a new one.
    stored: Option<(u64, Vec<Option<Value>>, String)>,
    draft: Draft,
    candidates: Candidates,
    /// The transition that is to be taken with what is filled in.
    way: Option<&'static Transition>,
}

impl FormData {
    /// Reads a record and what its links can point to.
    ///
    /// # Errors
    /// When the file can't be read or the record is gone.
    pub fn read(
        reader: &Reader,
        record_type: &'static dyn RecordType,
        id: Option<RecordId>,
    ) -> Result<Self, Problem> {
        let mut candidates = Candidates::read(reader, record_type)?;
        let stored = match id {
            Some(id) => {
                let view = reader.get(record_type, id)?.ok_or_else(|| {
                    Problem::Missing(
                        crate::model::Message::new("problem.missing")
                            .with("record", record_type.text())
                            .with("id", id),
                    )
                })?;
                reader.record_detail(record_type, &view);
                let values: Vec<Option<Value>> =
                    (0..record_type.fields().len()).map(|place| view.value(place)).collect();
                let title = reader.title(record_type, &view.row)?;
                Some((view.row.meta.version, values, title))
            }
            None => None,
        };
        let mut titles = Titles::default();
        if let Some((_, values, _)) = &stored {
            for (field, value) in record_type.fields().iter().zip(values) {
                if let (Kind::Link(register), Some(Value::Link(id))) = (field.kind, value)
                    && !candidates.titles.contains_key(id)
                {
                    let title = titles.get(reader, register, *id)?.to_owned();
                    candidates.titles.insert(*id, title);
                }
            }
        }
        Ok(Self { stored, draft: Draft::default(), candidates, way: None })
    }

    /// For a transition: the fields that it needs, and the way is taken with them.
    #[must_use]
    pub fn on_way(self, record_type: &'static dyn RecordType, code: Option<&str>) -> Self {
        let way = code.and_then(|code| record_type.workflow()?.1.transition(code));
        Self { way, ..self }
    }

    /// Reads what a new record's links can point to, and takes over what is known of it.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn read_draft(
        reader: &Reader,
        record_type: &'static dyn RecordType,
        draft: Draft,
    ) -> Result<Self, Problem> {
        Ok(Self { draft, ..Self::read(reader, record_type, None)? })
    }
}

/// What the user wants of a form.
#[derive(Debug, PartialEq)]
pub enum FormWish {
    /// Write it.
    Save(Command),
    /// Close it; a dirty draft has been asked about.
    Close,
}

/// Points across a photo.
const PHOTO: f32 = 56.0;

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
    faults: BTreeMap<&'static str, String>,
    whole: Vec<String>,
    clashes: Vec<Clash>,
    candidates: Candidates,
    asks_to_close: bool,
    saving: bool,
    /// The field that takes the keyboard: the first one, or the first with a fault.
    focus: Option<&'static str>,
    days: Days,
    /// What is made together with a new record.
    with: Vec<(&'static str, &'static str, Values)>,
    /// The transition that is taken with what is filled in, and its reason.
    way: Option<&'static Transition>,
    reason: String,
}

impl FormScreen {
    /// A form over what was read.
    pub fn new(
        record_type: &'static dyn RecordType,
        id: Option<RecordId>,
        data: FormData,
        language: Language,
        days: Days,
    ) -> Self {
        let FormData { stored, draft, candidates, way } = data;
        let blank = record_type.blank();
        let fields = record_type.fields().iter().enumerate();
        let values: Vec<Option<Input>> = fields
            .map(|(place, field)| {
                let value = match &stored {
                    Some((_, values, _)) => values.get(place).cloned().flatten()?,
                    None => draft.values.get(field.key).cloned().unwrap_or_else(|| blank.value(place)),
                };
                Some(input_of(field, &value, &candidates.titles, language))
            })
            .collect();
        let name = language.text(record_type.text());
        let title = match (&stored, way) {
            (Some((_, _, title)), Some(way)) => {
                language.fill("form.way_title", &[("way", language.text(way.text)), ("title", title)])
            }
            (Some((_, _, title)), None) => {
                language.fill("form.edit_title", &[("record", name), ("title", title)])
            }
            (None, _) => language.fill("form.new_title", &[("record", &language.within(name))]),
        };
        Self {
            record_type,
            id: id.unwrap_or_else(RecordId::generate),
            base: stored.as_ref().map(|(version, _, _)| *version),
            title,
            name: stored.map(|(_, _, title)| title).unwrap_or_default(),
            before: values.clone(),
            now: values,
            faults: BTreeMap::new(),
            whole: Vec::new(),
            clashes: Vec::new(),
            candidates,
            asks_to_close: false,
            saving: false,
            focus: record_type
                .fields()
                .iter()
                .find(|field| field.editable() && way.is_none_or(|way| way.needs.contains(&field.key)))
                .map(|field| field.key),
            days,
            with: draft.with,
            way,
            reason: String::new(),
        }
    }

    /// Whether anything was changed.
    pub fn is_dirty(&self) -> bool {
        self.before != self.now || !self.reason.is_empty()
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

    /// Whether a save is under way.
    pub fn is_saving(&self) -> bool {
        self.saving
    }

    /// Draws the form as a dialog.
    pub fn show(&mut self, ctx: &Context, photos: &mut Photos) -> Option<FormWish> {
        let title = self.title.clone();
        let height = (ctx.content_rect().height() - 220.0).max(200.0);
        // Each form has a size of its own, which is not that of the one before.
        let name = format!("form of {} {}", self.record_type.name(), self.way.map_or("", |way| way.code));
        let dialog = Dialog::new(&name, &title).width(584.0).edits();
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
            ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
                // The bar of a long form floats; it has a place beside the fields.
                ui.set_max_width(ui.available_width() - ui.tokens().gap);
                self.fields_ui(ui);
            });
            self.buttons(ui)
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
                    wish = Some(FormWish::Close);
                }
            });
            return wish;
        }
        button_row(ui, |ui| {
            let text = language.text(self.way.map_or("form.save", |way| way.text));
            let has_reason = self.way.is_none_or(|way| !way.reason || !self.reason.trim().is_empty());
            let save = ui.add_enabled_ui(!self.saving && has_reason, |ui| ui.primary_button(text)).inner;
            let by_key = ui
                .input_mut(|input| input.consume_key(eframe::egui::Modifiers::COMMAND, eframe::egui::Key::S));
            if save.clicked() || (by_key && !self.saving && has_reason) {
                wish = self.save(language);
            }
            if ui.quiet_button(language.text("toolkit.cancel")).clicked() {
                wish = Some(FormWish::Close);
            }
        });
        wish
    }

    fn fields_ui(&mut self, ui: &mut Ui) {
        let language = ui.language();
        let is_new = self.base.is_none();
        let record_type = self.record_type;
        let way = self.way;
        if way.is_some_and(|way| way.reason) {
            let edit = field_edit::Field::new(language.text("form.reason")).required();
            field_edit::text_field(ui, &edit, &mut self.reason);
        }
        let is_measured = ui.is_sizing_pass();
        let Self { now, faults, candidates, days, focus, .. } = self;
        for (field, input) in record_type.fields().iter().zip(now.iter_mut()) {
            let Some(input) = input else { continue };
            if !field.editable() && is_new {
                continue;
            }
            if way.is_some_and(|way| !way.needs.contains(&field.key) && !faults.contains_key(field.key)) {
                continue;
            }
            let mut edit = field_edit::Field::new(language.text(field.label));
            if field.required || way.is_some_and(|way| way.needs.contains(&field.key)) {
                edit = edit.required();
            }
            if let Some(fault) = faults.get(field.key) {
                edit = edit.error(fault);
            }
            let drawn = input_ui(ui, field, &edit, input, candidates, days);
            if *focus == Some(field.key) && !is_measured {
                *focus = None;
                drawn.request_focus();
                drawn.scroll_to_me(None);
            }
        }
    }

    fn focus_on_fault(&mut self) {
        let mut fields = self.record_type.fields().iter();
        self.focus = fields.find(|field| self.faults.contains_key(field.key)).map(|field| field.key);
    }

    fn save(&mut self, language: Language) -> Option<FormWish> {
        self.faults.clear();
        let mut values = Values::new();
        for ((field, now), before) in self.record_type.fields().iter().zip(&self.now).zip(&self.before) {
            let (Some(now), true) = (now, field.editable()) else { continue };
            if self.base.is_some() && Some(now) == before.as_ref() {
                continue;
            }
            match value_of(field, now) {
                Ok(value) => values.set(field.key, value),
                Err(message) => {
                    self.faults.insert(field.key, message.in_language(language));
                }
            }
        }
        if !self.faults.is_empty() {
            self.focus_on_fault();
            return None;
        }
        self.saving = true;
        let register = self.record_type.name().to_owned();
        Some(FormWish::Save(match (self.base, self.way) {
            (Some(base), Some(way)) => Command::Move {
                register,
                id: self.id,
                base: Some(base),
                transition: way.code.to_owned(),
                values,
                reason: way.reason.then(|| self.reason.trim().to_owned()),
            },
            (Some(base), None) => Command::Update { register, id: self.id, base: Some(base), values },
            (None, _) => self.create(register, values),
        }))
    }

    /// The command that makes the record, with what belongs to it as one.
    fn create(&self, register: String, values: Values) -> Command {
        // Kept over a refusal: what belongs to the record names it.
        let id = self.id;
        let create = Command::Create { register, id, values };
        if self.with.is_empty() {
            return create;
        }
        let belonging = self.with.iter().map(|(register, field, values)| Command::Create {
            register: (*register).to_owned(),
            id: RecordId::generate(),
            values: values.clone().with(*field, Value::Link(id)),
        });
        Command::Batch {
            label: crate::ui::workplace::label("batch.made_together"),
            steps: std::iter::once(create).chain(belonging).collect(),
            mode: BatchMode::AllOrNothing,
        }
    }
}
