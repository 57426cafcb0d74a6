//! What was said of a record on its way: the opinions in its own fields and in the records that give one on it, each with
//! who gave it and when. What was said of an earlier draft, or before it was said anew, is in the history and told too.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::step_taken::StepTaken;
use super::told::actor_name;
use super::{HistoryEntry, Reader, Titles, View, civil_time};
use crate::model::{Field, Kind, Opinion, Problem, RecordId, RecordType, State, Value};
use crate::records;
use crate::store::audit::Verb;
use crate::text::Language;

/// Something that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenOpinion {
    /// The field that holds or held it; empty for the reason of a step.
    pub field: &'static str,
    /// What it is: the name of the field, or of the step.
    pub label: String,
    /// What it is, whose and of when, in one line.
    pub heading: String,
    /// Whose it is and of when, in one line: what stands under it on paper.
    pub signature: String,
    /// What was said.
    pub text: String,
    /// Whether it still holds: what was said before a draft was sent back, or was said anew afterwards, does not.
    pub stands: bool,
}

/// What an opinion is headed with and signed by.
#[derive(Clone, Default)]
struct Signed {
    who: String,
    at: Option<DateTime<Utc>>,
}

impl Signed {
    fn of(&self, label: &str) -> (String, String) {
        let at = self.at.map(civil_time).unwrap_or_default();
        let join = |parts: &[&str], by: &str| {
            parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(by)
        };
        (join(&[label, &self.who, &at], " · "), join(&[&self.who, &at], "  "))
    }
}

/// An opinion, or the reason of a step, with the entry of the history that tells it.
struct Said {
    entry: u64,
    at: Option<DateTime<Utc>>,
    given: GivenOpinion,
}

/// What was said so far of a record, or of the record on which it gives an opinion itself, oldest first; what the session
/// may not see is left out.
///
/// # Errors
/// When the file can't be read.
pub fn opinions(
    reader: &Reader,
    record_type: &'static dyn RecordType,
    id: RecordId,
    language: Language,
) -> Result<Vec<GivenOpinion>, Problem> {
    let Some((record_type, view)) = subject(reader, record_type, id)? else { return Ok(Vec::new()) };
    let mut titles = Titles::default();
    let mut said = own(reader, &mut titles, record_type, &view, language)?;
    for (other_type, other, field) in reader.referring(view.row.meta.id)? {
        if other_type.opinions_on() == Some(field.key) {
            said.extend(others(reader, &mut titles, other_type, &other, language)?);
        }
    }
    said.sort_by_key(|said| said.at);
    Ok(said.into_iter().map(|said| said.given).collect())
}

/// The record of which something is said.
fn subject(
    reader: &Reader,
    record_type: &'static dyn RecordType,
    id: RecordId,
) -> Result<Option<(&'static dyn RecordType, View)>, Problem> {
    let Some(view) = reader.get(record_type, id)? else { return Ok(None) };
    let Some((place, field)) = record_type.opinions_on().and_then(|key| record_type.field(key)) else {
        return Ok(Some((record_type, view)));
    };
    let target = view.value(place).and_then(|value| value.as_link());
    match (field.kind, target) {
        (Kind::Link(register), Some(target)) => match records::find(register) {
            Some(on) => Ok(reader.get(on, target)?.map(|view| (on, view))),
            None => Ok(None),
        },
        _ => Ok(None),
    }
}

/// The fields of a record that hold opinions.
fn fields_of(record_type: &'static dyn RecordType) -> impl Iterator<Item = (usize, &'static Field, Opinion)> {
    let fields = record_type.fields().iter().enumerate();
    fields.filter_map(|(place, field)| Some((place, field, field.opinion?)))
}

/// What the fields of the record itself hold and held, and the reasons with which it was sent back.
fn own(
    reader: &Reader,
    titles: &mut Titles,
    record_type: &'static dyn RecordType,
    view: &View,
    language: Language,
) -> Result<Vec<Said>, Problem> {
    let mut said: Vec<Said> = Vec::new();
    if fields_of(record_type).next().is_none() {
        return Ok(said);
    }
    let mut standing: HashMap<String, Value> = HashMap::new();
    let mut steps: Vec<u64> = Vec::new();
    let state = record_type.workflow().and_then(|(place, _)| record_type.fields().get(place));
    let mut returns: Vec<u64> = Vec::new();
    for entry in reader.history(record_type, view.row.meta.id)?.into_iter().rev() {
        let mut changed = Vec::new();
        for change in &entry.changes {
            if let Some(after) = &change.after {
                standing.insert(change.field.clone(), after.clone());
                changed.push(change.field.as_str());
            }
        }
        for (_, field, of) in fields_of(record_type).filter(|(_, field, _)| changed.contains(&field.key)) {
            // What was taken back was not said.
            if entry.verb == Verb::Undo {
                if let Some(last) = said.iter().rposition(|said| said.given.field == field.key) {
                    said.remove(last);
                }
                continue;
            }
            let Some(text) = standing.get(field.key).and_then(Value::as_str).filter(|text| !text.is_empty())
            else {
                continue;
            };
            let who = match of.by.and_then(|by| standing.get(by)).and_then(Value::as_link) {
                Some(person) => {
                    let name = titles.get(reader, "person", person)?.to_owned();
                    entered(reader, titles, &entry, (person, name), language)?
                }
                None => name_of(reader, titles, &entry, language)?,
            };
            let at = of.at.filter(|at| changed.contains(at)).and_then(|at| instant(standing.get(at)));
            // What came with the record came from somewhere else, whenever that was.
            let at = at.or((entry.verb != Verb::Create).then_some(entry.at));
            let label = language.text(field.label).to_owned();
            let (heading, signature) = Signed { who, at }.of(&label);
            let text = text.to_owned();
            let given = GivenOpinion { field: field.key, label, heading, signature, text, stands: true };
            said.push(Said { entry: entry.number, at, given });
        }
        match entry.verb {
            Verb::Move => steps.push(entry.number),
            Verb::Undo if state.is_some_and(|state| changed.contains(&state.key)) => {
                let step = steps.pop();
                said.retain(|said| !said.given.field.is_empty() || Some(said.entry) != step);
                returns.retain(|entry| Some(*entry) != step);
            }
            _ => {}
        }
        if entry.verb == Verb::Move && begins_anew(record_type, &standing) {
            returns.push(entry.number);
        }
        if let (Some(reason), Some(step)) = (&entry.reason, StepTaken::of(record_type, &entry)) {
            let who = actor_name(reader, titles, entry.by, language)?;
            let label = step.verb(language);
            let (heading, signature) = Signed { who, at: Some(entry.at) }.of(&label);
            let text = reason.clone();
            let given = GivenOpinion { field: "", label, heading, signature, text, stands: true };
            said.push(Said { entry: entry.number, at: Some(entry.at), given });
        }
    }
    let returned = returns.last().copied().unwrap_or_default();
    let mut said_anew: Vec<&str> = Vec::new();
    for said in said.iter_mut().rev() {
        let field = said.given.field;
        let is_last = !said_anew.contains(&field);
        said.given.stands = said.entry > returned && (field.is_empty() || is_last);
        said_anew.push(field);
    }
    Ok(said)
}

/// Whether a record is back where every record begins: what was said of it was said of an earlier draft.
fn begins_anew(record_type: &dyn RecordType, standing: &HashMap<String, Value>) -> bool {
    let Some((place, workflow)) = record_type.workflow() else { return false };
    let state = record_type.fields().get(place).and_then(|field| standing.get(field.key));
    state.and_then(Value::as_str) == Some(workflow.initial())
}

/// Who gave an opinion, and who wrote it down for them where somebody else did.
fn entered(
    reader: &Reader,
    titles: &mut Titles,
    entry: &HistoryEntry,
    (person, name): (RecordId, String),
    language: Language,
) -> Result<String, Problem> {
    if entry.verb == Verb::Create || entry.by == Some(person) || entry.by == Some(RecordId::PROGRAM) {
        return Ok(name);
    }
    let by = actor_name(reader, titles, entry.by, language)?;
    Ok(language.fill("form.opinion_entered", &[("who", &name), ("by", &by)]))
}

/// Whoever wrote something; what the owner of the file brought with a record is nobody's that is known.
fn name_of(
    reader: &Reader,
    titles: &mut Titles,
    entry: &HistoryEntry,
    language: Language,
) -> Result<String, Problem> {
    match (entry.by, entry.verb) {
        (None, Verb::Create) => Ok(String::new()),
        (by, _) => actor_name(reader, titles, by, language),
    }
}

/// What another record says of it, under the names that it bears.
fn others(
    reader: &Reader,
    titles: &mut Titles,
    record_type: &'static dyn RecordType,
    view: &View,
    language: Language,
) -> Result<Vec<Said>, Problem> {
    let mut said = Vec::new();
    let value = |key: &str| record_type.field(key).and_then(|(place, _)| view.value(place));
    for (place, field, of) in fields_of(record_type) {
        let text = view.value(place);
        let Some(text) = text.as_ref().and_then(|text| text.as_str()).filter(|text| !text.is_empty()) else {
            continue;
        };
        let mut who: Vec<String> = Vec::new();
        let names = record_type.fields().iter().filter(|named| {
            (named.title && record_type.opinions_on() != Some(named.key)) || of.by == Some(named.key)
        });
        for named in names {
            if let (Kind::Link(register), Some(Value::Link(id))) = (named.kind, value(named.key)) {
                let name = titles.get(reader, register, id)?.to_owned();
                if !name.is_empty() && !who.contains(&name) {
                    who.push(name);
                }
            }
        }
        let state = record_type.workflow().and_then(|(place, workflow)| {
            let state = view.value(place)?;
            workflow.state(state.as_str()?)
        });
        let label = language.text(field.label);
        let label = match state {
            Some(state) => {
                language.fill("form.opinion_state", &[("label", label), ("state", language.text(state.text))])
            }
            None => label.to_owned(),
        };
        let mut who = who.join(" ");
        if let Some(Value::Link(person)) = of.by.and_then(value)
            && let Some(entry) = given_by(reader, record_type, view.row.meta.id, field)?
        {
            who = entered(reader, titles, &entry, (person, who), language)?;
        }
        let at = of.at.and_then(|at| instant(value(at).as_ref()));
        let (heading, signature) = Signed { who, at }.of(&label);
        let stands = !state.is_some_and(State::is_lapsed);
        let text = text.to_owned();
        let given = GivenOpinion { field: field.key, label, heading, signature, text, stands };
        said.push(Said { entry: view.row.meta.entry, at, given });
    }
    Ok(said)
}

/// The entry of the history in which a field got what it holds.
fn given_by(
    reader: &Reader,
    record_type: &dyn RecordType,
    id: RecordId,
    field: &Field,
) -> Result<Option<HistoryEntry>, Problem> {
    let history = reader.history(record_type, id)?;
    let gave = |entry: &HistoryEntry| entry.changes.iter().any(|change| change.field == field.key);
    Ok(history.into_iter().find(gave))
}

fn instant(value: Option<&Value>) -> Option<DateTime<Utc>> {
    match value {
        Some(Value::Instant(at)) => Some(*at),
        _ => None,
    }
}
