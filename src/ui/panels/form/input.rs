//! A field as it is typed: its input, from its kind alone.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use eframe::egui::{Response, Role, Ui, WidgetInfo};

use crate::desk::{Reader, Which, show_plain};
use crate::model::{
    Field, Kind, Message, Problem, RecordId, RecordType, Value, Wording, format_decimal, parse_date_time,
    parse_decimal,
};
use crate::records::RECORDS;
use crate::rules::search_text::{collation_key, place_in, search_key};
use crate::text::Language;
use crate::ui::days::Days;
use crate::ui::panels::list::{record_id, row_id};
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::field_edit::{
    self, choice_field, date_field, flag_field, link_field, long_text_field, names_field, read_only_field,
    tags_field, text_field,
};
use crate::ui::widgets::pick_box::{PickBox, Picked, Proposal, pick_box};

/// How many proposals a link offers at once.
const MOST_PROPOSALS: usize = 12;

/// A field as it is typed.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui::panels) enum Input {
    Text(String),
    Date(Option<NaiveDate>),
    Flag(bool),
    Choice(Option<usize>),
    Link(Option<(u128, String)>),
    Tags(Vec<String>),
    Shown(String),
}

/// The records that the links of a register can point to: identity, what the search looks through, name and detail.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    registers: BTreeMap<&'static str, Vec<(u128, String, String)>>,
    /// By link, those of its register that will do, where not all will.
    narrowed: BTreeMap<&'static str, Vec<(u128, String, String)>>,
    /// Names by identity.
    pub(in crate::ui::panels) titles: BTreeMap<RecordId, String>,
}

impl Candidates {
    /// Reads what the links of a register can point to.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn read(reader: &Reader, record_type: &'static dyn RecordType) -> Result<Self, Problem> {
        let links = record_type.fields().iter().filter_map(|field| match field.kind {
            Kind::Link(register) => Some(register),
            _ => field.proposes,
        });
        Self::of_registers(reader, &links.collect::<Vec<_>>())
    }

    /// Reads the records of some registers.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn of_registers(reader: &Reader, registers: &[&'static str]) -> Result<Self, Problem> {
        let mut candidates = Self::default();
        for register in registers {
            let Some(target) = crate::records::find(register) else { continue };
            if candidates.registers.contains_key(register) {
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
                candidates.titles.insert(view.row.meta.id, title.clone());
                let order = collation_key(&title);
                found.push((order, (row_id(view.row.meta.id), key, format!("{title}\u{1}{detail}"))));
            }
            // As every list of names: whoever reads it looks for a name in its place.
            found.sort_by(|(one, (of, ..)), (other, (than, ..))| (one, of).cmp(&(other, than)));
            let found = found.into_iter().map(|(_, candidate)| candidate).collect();
            candidates.registers.insert(register, found);
        }
        Ok(candidates)
    }

    /// Offers a link only some records of its register.
    pub(super) fn narrow(&mut self, field: &'static str, register: &str, ids: &[RecordId]) {
        let ids: BTreeSet<u128> = ids.iter().map(|id| row_id(*id)).collect();
        let offered = self.of(register).iter().filter(|(id, ..)| ids.contains(id)).cloned().collect();
        self.narrowed.insert(field, offered);
    }

    /// What a link to a register can name.
    fn of_link(&self, field: &Field, register: &str) -> &[(u128, String, String)] {
        self.narrowed.get(field.key).map_or_else(|| self.of(register), Vec::as_slice)
    }

    fn of(&self, register: &str) -> &[(u128, String, String)] {
        self.registers.get(register).map_or(&[], Vec::as_slice)
    }
}

/// A box that names one record of a register, outside of a form.
pub(in crate::ui::panels) struct Picker<'a> {
    pub(in crate::ui::panels) register: &'static str,
    /// What it is called; shown while it is empty.
    pub(in crate::ui::panels) name: &'a str,
    pub(in crate::ui::panels) width: f32,
}

impl Picker<'_> {
    /// Draws the box.
    pub(in crate::ui::panels) fn show(
        self,
        ui: &mut Ui,
        chosen: &mut Option<(u128, String)>,
        candidates: &Candidates,
    ) {
        let title = chosen.as_ref().map(|(_, title)| title.clone()).unwrap_or_default();
        let look = PickBox { id_salt: self.name, chosen: &title, hint: self.name, width: self.width };
        let (response, picked) = pick_box(ui, look, |query| propose(candidates.of(self.register), query));
        let spoken = format!("{} {title}", self.name);
        response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, spoken.trim()));
        match picked {
            Some(Picked::One((id, title, _))) => *chosen = Some((id, title)),
            Some(Picked::Nothing) => *chosen = None,
            None => {}
        }
    }
}

/// Draws the input of a field; gives the response of its input.
pub(in crate::ui::panels) fn input_ui(
    ui: &mut Ui,
    field: &Field,
    edit: &field_edit::Field<'_>,
    input: &mut Input,
    candidates: &Candidates,
    days: &Days,
) -> Response {
    let language = ui.language();
    let drawn = ui.push_id(field.key, |ui| match input {
        Input::Text(text) if field.kind == Kind::LongText => long_text_field(ui, edit, text, 3),
        Input::Text(text) => text_field(ui, edit, text),
        Input::Date(date) => date_field(ui, edit, date, days.today, &|day| days.kind(day)),
        Input::Flag(flag) => flag_field(ui, edit, flag),
        Input::Choice(chosen) => {
            let options: Vec<&str> =
                options(field).into_iter().map(|(_, text)| language.text(text)).collect();
            choice_field(ui, edit, chosen, &options)
        }
        Input::Link(link) => {
            let register = if let Kind::Link(register) = field.kind { register } else { "" };
            let hint = choose(register, language);
            link_field(ui, edit, link, &hint, |query| propose(candidates.of_link(field, register), query))
        }
        Input::Tags(tags) => match field.proposes.filter(|register| !candidates.of(register).is_empty()) {
            Some(register) => {
                let hint = choose(register, language);
                names_field(ui, edit, tags, &hint, |query| propose(candidates.of(register), query))
            }
            None => tags_field(ui, edit, tags),
        },
        Input::Shown(text) => read_only_field(ui, edit, text),
    });
    drawn.inner
}

/// What stands in an empty box that wants a record of a register.
fn choose(register: &str, language: Language) -> String {
    let record = crate::records::find(register).map_or("", |of| language.text(of.text()));
    language.fill("form.choose", &[("record", &language.within(record))])
}

fn propose(offered: &[(u128, String, String)], query: &str) -> Vec<Proposal> {
    let found = offered.iter().filter_map(|of| Some((place_in(&of.1, query)?, of)));
    let mut found: Vec<(usize, &(u128, String, String))> = found.collect();
    // Whose name begins so comes first; in the order of the register where they fit equally.
    found.sort_by_key(|(place, _)| *place);
    found
        .into_iter()
        .take(MOST_PROPOSALS)
        .map(|(_, (id, _, shown))| {
            let (title, detail) = shown.split_once('\u{1}').unwrap_or((shown, ""));
            (*id, title.to_owned(), detail.to_owned())
        })
        .collect()
}

/// Code and text key of each value that a field can be given from a list: its own choices, or the registers where it
/// names one.
fn options(field: &Field) -> Vec<(&'static str, &'static str)> {
    match field.wording {
        Wording::Register => RECORDS.iter().map(|of| (of.name(), of.text())).collect(),
        _ => field.kind.options(),
    }
}

pub(in crate::ui::panels) fn input_of(
    field: &Field,
    value: &Value,
    titles: &BTreeMap<RecordId, String>,
    step: Option<&str>,
    language: Language,
) -> Input {
    if !field.editable_on(step) {
        let named = value.as_link().and_then(|id| titles.get(&id));
        return Input::Shown(named.cloned().unwrap_or_else(|| show_plain(field.kind, value, language)));
    }
    match field.kind {
        Kind::Text if field.wording == Wording::Register => {
            let name = value.as_str().unwrap_or_default();
            Input::Choice(options(field).iter().position(|(known, _)| *known == name))
        }
        Kind::Text | Kind::LongText => Input::Text(value.as_str().unwrap_or_default().to_owned()),
        Kind::Integer | Kind::Money | Kind::DateTime => Input::Text(show_plain(field.kind, value, language)),
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

pub(in crate::ui::panels) fn value_of(field: &Field, input: &Input) -> Result<Value, Message> {
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
        (Input::Text(text), Kind::DateTime) => match text.trim() {
            "" => Value::Nothing,
            text => Value::DateTime(parse_date_time(text)?),
        },
        (Input::Text(text), _) => Value::text(text.trim()),
        (Input::Date(date), _) => date.map_or(Value::Nothing, Value::Date),
        (Input::Flag(flag), _) => Value::Flag(*flag),
        (Input::Choice(chosen), kind) => {
            let code = chosen.and_then(|place| options(field).get(place).copied()).map(|(code, _)| code);
            match (code, kind) {
                (None, _) => Value::Nothing,
                (Some(code), Kind::Text) => Value::text(code),
                (Some(code), _) => Value::choice(code),
            }
        }
        (Input::Link(link), _) => link.as_ref().map_or(Value::Nothing, |(id, _)| Value::Link(record_id(*id))),
        (Input::Tags(tags), _) if tags.is_empty() => Value::Nothing,
        (Input::Tags(tags), _) => Value::Tags(tags.clone()),
        (Input::Shown(_), _) => Value::Nothing,
    })
}
