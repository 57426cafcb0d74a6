//! The form of any record: a draft over the field table, faults beside their fields, a question before a dirty draft
//! is dropped, both values shown when somebody else was faster.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use eframe::egui::{Context, RichText, ScrollArea, Ui};

use crate::desk::{Command, Outcome, Reader, Titles, Values, Which, show_plain};
use crate::model::{Clash, Field, Kind, Problem, RecordId, RecordType, Value, format_decimal, parse_decimal};
use crate::rules::search_text::{matches, search_key};
use crate::text::Language;
use crate::ui::panels::list::{record_id, row_id};
use crate::ui::routes::register_text;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::calendar::DayKind;
use crate::ui::widgets::dialog::{Dialog, button_row};
use crate::ui::widgets::field_edit::{
    self, choice_field, date_field, error_line, flag_field, link_field, long_text_field, read_only_field,
    tags_field, text_field,
};
use crate::ui::widgets::pick_box::Proposal;

/// How many proposals a link offers at once.
const MOST_PROPOSALS: usize = 12;

/// A field as it is typed.
#[derive(Clone, Debug, PartialEq)]
enum Input {
    Text(String),
    Date(Option<NaiveDate>),
    Flag(bool),
    Choice(Option<usize>),
    Link(Option<(u128, String)>),
    Tags(Vec<String>),
    Shown(String),
}

/// The records a link can point to, read when the form opens.
type Candidates = BTreeMap<&'static str, Vec<(u128, String, String)>>;

/// What a form needs from the office.
pub struct FormData {
    /// Values and version of the record; `None` for a new one.
    stored: Option<(u64, Vec<Option<Value>>, String)>,
    candidates: Candidates,
    link_titles: BTreeMap<RecordId, String>,
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
        let mut candidates = Candidates::new();
        let mut link_titles = BTreeMap::new();
        for field in record_type.fields() {
            let Kind::Link(register) = field.kind else { continue };
            let Some(target) = crate::records::find(register) else { continue };
            if candidates.contains_key(register) {
                continue;
            }
            let mut found = Vec::new();
            let mut rows = Vec::new();
            reader.visit(target, Which::Living, &mut |view| {
                rows.push(view);
                std::ops::ControlFlow::Continue(())
            })?;
            for view in rows {
                let title = reader.title(target, &view.row)?;
                let detail = target.fields().iter().position(|field| field.unique);
                let detail = detail.and_then(|place| view.value(place)).unwrap_or_default();
                let detail = detail.as_str().unwrap_or_default().to_owned();
                let key = search_key(&format!("{title} {detail}"));
                link_titles.insert(view.row.meta.id, title.clone());
                found.push((row_id(view.row.meta.id), key, format!("{title}\u{1}{detail}")));
            }
            candidates.insert(register, found);
        }
        let stored = match id {
            Some(id) => {
                let view = reader.get(record_type, id)?.ok_or_else(|| {
                    Problem::Missing(
                        crate::model::Message::new("problem.missing")
                            .with("record", record_type.text())
                            .with("id", id),
                    )
                })?;
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
                    && !link_titles.contains_key(id)
                {
                    link_titles.insert(*id, titles.get(reader, register, *id)?.to_owned());
                }
            }
        }
        Ok(Self { stored, candidates, link_titles })
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

/// A form on screen.
pub struct FormScreen {
    record_type: &'static dyn RecordType,
    id: RecordId,
    base: Option<u64>,
    title: String,
    before: Vec<Option<Input>>,
    now: Vec<Option<Input>>,
    faults: BTreeMap<&'static str, String>,
    whole: Vec<String>,
    clashes: Vec<Clash>,
    candidates: Candidates,
    link_titles: BTreeMap<RecordId, String>,
    asks_to_close: bool,
    saving: bool,
    today: NaiveDate,
}

impl FormScreen {
    /// A form over what was read.
    pub fn new(
        record_type: &'static dyn RecordType,
        id: Option<RecordId>,
        data: FormData,
        language: Language,
        today: NaiveDate,
    ) -> Self {
        let FormData { stored, candidates, link_titles } = data;
        let blank = record_type.blank();
        let fields = record_type.fields().iter().enumerate();
        let values: Vec<Option<Input>> = fields
            .map(|(place, field)| {
                let value = match &stored {
                    Some((_, values, _)) => values.get(place).cloned().flatten()?,
                    None => blank.value(place),
                };
                Some(input_of(field, &value, &link_titles, language))
            })
            .collect();
        let name = language.text(record_type.text());
        let title = match &stored {
            Some((_, _, title)) => language.fill("form.edit_title", &[("record", name), ("title", title)]),
            None => language.fill("form.new_title", &[("record", name)]),
        };
        Self {
            record_type,
            id: id.unwrap_or_default(),
            base: stored.as_ref().map(|(version, _, _)| *version),
            title,
            before: values.clone(),
            now: values,
            faults: BTreeMap::new(),
            whole: Vec::new(),
            clashes: Vec::new(),
            candidates,
            link_titles,
            asks_to_close: false,
            saving: false,
            today,
        }
    }

    /// Whether anything was changed.
    pub fn is_dirty(&self) -> bool {
        self.before != self.now
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
    pub fn show(&mut self, ctx: &Context) -> Option<FormWish> {
        let title = self.title.clone();
        let height = (ctx.content_rect().height() - 220.0).max(200.0);
        let dialog = Dialog::new("record form", &title).width(640.0).edits();
        let (wish, dismissal) = dialog.show(ctx, |ui| {
            for sentence in &self.whole {
                error_line(ui, sentence);
            }
            self.clash_rows(ui);
            ScrollArea::vertical()
                .max_height(height)
                .auto_shrink([false, true])
                .show(ui, |ui| self.fields_ui(ui));
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
            let shown = |value: &Value| match value.as_link().and_then(|id| self.link_titles.get(&id)) {
                Some(title) => title.clone(),
                None if value.is_nothing() => "—".to_owned(),
                None => show_plain(field.kind, value, language),
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
                    wish = Some(FormWish::Close);
                }
            });
            return wish;
        }
        button_row(ui, |ui| {
            let save =
                ui.add_enabled_ui(!self.saving, |ui| ui.primary_button(language.text("form.save"))).inner;
            let by_key = ui
                .input_mut(|input| input.consume_key(eframe::egui::Modifiers::COMMAND, eframe::egui::Key::S));
            if save.clicked() || (by_key && !self.saving) {
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
        let Self { now, faults, candidates, today, .. } = self;
        for (field, input) in record_type.fields().iter().zip(now.iter_mut()) {
            let Some(input) = input else { continue };
            if !field.editable() && is_new {
                continue;
            }
            let mut edit = field_edit::Field::new(language.text(field.label));
            if field.required {
                edit = edit.required();
            }
            if let Some(fault) = faults.get(field.key) {
                edit = edit.error(fault);
            }
            ui.push_id(field.key, |ui| match input {
                Input::Text(text) if field.kind == Kind::LongText => {
                    long_text_field(ui, &edit, text, 3);
                }
                Input::Text(text) => {
                    text_field(ui, &edit, text);
                }
                Input::Date(date) => {
                    date_field(ui, &edit, date, *today, &|_| DayKind::Ordinary);
                }
                Input::Flag(flag) => {
                    flag_field(ui, &edit, flag);
                }
                Input::Choice(chosen) => {
                    let options: Vec<&str> =
                        field.kind.options().into_iter().map(|(_, text)| language.text(text)).collect();
                    choice_field(ui, &edit, chosen, &options);
                }
                Input::Link(link) => {
                    let Kind::Link(register) = field.kind else { return };
                    let offered = candidates.get(register).map_or(&[][..], Vec::as_slice);
                    let hint = language.text(register_text(register));
                    link_field(ui, &edit, link, hint, |query| propose(offered, query));
                }
                Input::Tags(tags) => {
                    tags_field(ui, &edit, tags);
                }
                Input::Shown(text) => {
                    read_only_field(ui, &edit, text);
                }
            });
        }
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
            return None;
        }
        self.saving = true;
        let register = self.record_type.name().to_owned();
        Some(FormWish::Save(match self.base {
            Some(base) => Command::Update { register, id: self.id, base: Some(base), values },
            None => Command::Create { register, id: RecordId::generate(), values },
        }))
    }
}

fn propose(offered: &[(u128, String, String)], query: &str) -> Vec<Proposal> {
    let found = offered.iter().filter(|(_, key, _)| query.is_empty() || matches(key, query));
    found
        .take(MOST_PROPOSALS)
        .map(|(id, _, shown)| {
            let (title, detail) = shown.split_once('\u{1}').unwrap_or((shown, ""));
            (*id, title.to_owned(), detail.to_owned())
        })
        .collect()
}

fn input_of(field: &Field, value: &Value, titles: &BTreeMap<RecordId, String>, language: Language) -> Input {
    if !field.editable() {
        return Input::Shown(show_plain(field.kind, value, language));
    }
    match field.kind {
        Kind::Text | Kind::LongText => Input::Text(value.as_str().unwrap_or_default().to_owned()),
        Kind::Integer | Kind::Money => Input::Text(show_plain(field.kind, value, language)),
        Kind::Decimal(places) => Input::Text(match value {
            Value::Integer(number) => format_decimal(*number, places),
            _ => String::new(),
        }),
        Kind::Date => Input::Date(value.as_date()),
        Kind::Instant | Kind::State(_) => Input::Shown(show_plain(field.kind, value, language)),
        Kind::Flag => Input::Flag(*value == Value::Flag(true)),
        Kind::Choice(set) => {
            let code = value.as_str().unwrap_or_default();
            Input::Choice(set.options.iter().position(|(known, _)| *known == code))
        }
        Kind::Link(_) => {
            Input::Link(value.as_link().map(|id| (row_id(id), titles.get(&id).cloned().unwrap_or_default())))
        }
        Kind::Tags => Input::Tags(match value {
            Value::Tags(tags) => tags.clone(),
            _ => Vec::new(),
        }),
    }
}

fn value_of(field: &Field, input: &Input) -> Result<Value, crate::model::Message> {
    use crate::model::Message;
    Ok(match (input, field.kind) {
        (Input::Text(text), Kind::Integer) => match text.trim() {
            "" => Value::Nothing,
            text => Value::Integer(parse_decimal(text, 0)?),
        },
        (Input::Text(text), Kind::Decimal(places)) => match text.trim() {
            "" => Value::Nothing,
            text => Value::Integer(parse_decimal(text, places)?),
        },
        (Input::Text(text), Kind::Money) => match text.trim() {
            "" => Value::Nothing,
            text => Value::Money(
                crate::model::Money::from_yuan_text(text)
                    .map_err(|_| Message::new("problem.not_a_number").with("value", text))?,
            ),
        },
        (Input::Text(text), _) => Value::text(text.trim()),
        (Input::Date(date), _) => date.map_or(Value::Nothing, Value::Date),
        (Input::Flag(flag), _) => Value::Flag(*flag),
        (Input::Choice(chosen), kind) => {
            let options = kind.options();
            chosen
                .and_then(|place| options.get(place).copied())
                .map_or(Value::Nothing, |(code, _)| Value::choice(code))
        }
        (Input::Link(link), _) => link.as_ref().map_or(Value::Nothing, |(id, _)| Value::Link(record_id(*id))),
        (Input::Tags(tags), _) if tags.is_empty() => Value::Nothing,
        (Input::Tags(tags), _) => Value::Tags(tags.clone()),
        (Input::Shown(_), _) => Value::Nothing,
    })
}
