//! Links that lead out of a package: to people, units and papers that stay where they are. What this office does not have
//! is left out, whom it named is kept in the note of the record, and both are made good when the package comes again.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

use super::ImportProblem;
use super::export::{Names, Table};
use super::plan::{Plan, Step};
use crate::desk::{Command, Reader, Right, Values, Which, only_takes_off};
use crate::model::{Field, Kind, Message, Problem, Record as _, RecordId, Value};
use crate::records;
use crate::records::domains::HOLDINGS;
use crate::records::organisation::{Person, Unit};
use crate::text::Language;

/// Names by register and by how records refer to them.
pub(super) type NamesOf = BTreeMap<String, BTreeMap<String, String>>;

/// Registers whose names go along with what refers to them.
const NAMED: [&str; 2] = [Person::NAME, Unit::NAME];

/// Where a field leads out of a package to. Totals are nobody's to give.
fn outside(field: &Field) -> Option<&'static str> {
    match field.kind {
        Kind::Link(target) if !field.total && !HOLDINGS.contains(&target) => Some(target),
        _ => None,
    }
}

/// Notes the names of the people and units that the records of a table refer to. Who may not leave, and whom the session
/// may not export, is not named.
pub(super) fn note_people(
    reader: &Reader,
    table: &Table,
    names: &mut Names<'_>,
    noted: &mut NamesOf,
) -> Result<(), Problem> {
    for (place, (_, field)) in (1..).zip(&table.fields) {
        let Some(target) = outside(field).filter(|target| NAMED.contains(target)) else { continue };
        let Some(record_type) = records::find(target) else { continue };
        for value in table.rows.iter().filter_map(|row| row.get(place)) {
            let Some(id) = value.as_link() else { continue };
            let reference = names.text(field, value);
            let of_target = noted.entry(target.to_owned()).or_default();
            if of_target.contains_key(&reference) {
                continue;
            }
            let Some(view) = reader.get(record_type, id)? else { continue };
            let may_leave = view.row.meta.mark.as_ref().is_none_or(|mark| mark.may_leave());
            if may_leave && reader.session().permissions.reaches(target, Right::Export, &view.row) {
                of_target.insert(reference, reader.title(record_type, &view.row)?);
            }
        }
    }
    Ok(())
}

/// What a package refers to and this office does not have.
pub(super) struct Absent {
    names: NamesOf,
    known: HashMap<(&'static str, String), bool>,
    /// By register and field: how many links, and what one of them names.
    left_out: BTreeMap<(&'static str, &'static str), (usize, String)>,
}

impl Absent {
    pub(super) fn new(names: NamesOf) -> Self {
        Self { names, known: HashMap::new(), left_out: BTreeMap::new() }
    }

    /// The lines of a register without the links to records outside the package that this office does not have.
    pub(super) fn known_links(
        &mut self,
        reader: &Reader,
        register: &str,
        text: &str,
    ) -> Result<String, Problem> {
        let Some(record_type) = records::find(register) else { return Ok(text.to_owned()) };
        let outside: Vec<(&'static Field, &'static str)> =
            record_type.fields().iter().filter_map(|field| Some((field, outside(field)?))).collect();
        let totals: Vec<&str> =
            record_type.fields().iter().filter(|field| field.total).map(|field| field.key).collect();
        let has_note = record_type.field("note").is_some_and(|(_, field)| field.kind == Kind::LongText);
        let mut lines = String::with_capacity(text.len());
        for line in text.lines() {
            let mut object: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(line).map_err(super::package::broken)?;
            object.retain(|key, _| !totals.contains(&key.as_str()));
            let mut names = Vec::new();
            for (field, target) in &outside {
                let Some(named) = object.get(field.key).and_then(|value| value.as_str()).map(str::to_owned)
                else {
                    continue;
                };
                if self.is_there(reader, target, &named)? {
                    continue;
                }
                object.remove(field.key);
                let name = self.names.get(*target).and_then(|names| names.get(&named));
                names.extend(name.map(|name| kept(field, name)));
                let shown = name.cloned().unwrap_or(named);
                self.left_out.entry((record_type.name(), field.key)).or_insert((0, shown)).0 += 1;
            }
            if has_note {
                let own = object.get("note").and_then(|note| note.as_str()).unwrap_or_default();
                let names = names.join("；");
                let apart = if own.is_empty() || names.is_empty() { "" } else { "\n" };
                let note = format!("{own}{apart}{names}");
                // Given even where it is empty, so that names are taken off again.
                object.insert("note".to_owned(), note.into());
            }
            let line = serde_json::to_string(&object).map_err(|error| Problem::Bug(error.to_string()))?;
            lines.push_str(&line);
            lines.push('\n');
        }
        Ok(lines)
    }

    /// What was left out, a note a register and field.
    pub(super) fn told(&self) -> impl Iterator<Item = ImportProblem> {
        self.left_out.iter().map(|((register, field), (count, value))| {
            let message = Message::new("package.link_left_out").with("count", count).with("value", value);
            let mut note = ImportProblem::at(0, Some((*field).to_owned()), message);
            note.record = Some(register);
            note
        })
    }

    /// Whether the office has a record of an identity or of a unique value.
    fn is_there(&mut self, reader: &Reader, register: &'static str, named: &str) -> Result<bool, Problem> {
        let key = (register, named.to_owned());
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        let is_there = is_there(reader, register, named)?;
        self.known.insert(key, is_there);
        Ok(is_there)
    }
}

fn is_there(reader: &Reader, register: &str, named: &str) -> Result<bool, Problem> {
    let Some(record_type) = records::find(register) else { return Ok(false) };
    if let Ok(id) = named.parse::<RecordId>() {
        return Ok(reader.get(record_type, id)?.is_some());
    }
    let fields = record_type.fields().iter().enumerate();
    let unique: Vec<usize> = fields.filter(|(_, field)| field.unique).map(|(place, _)| place).collect();
    let mut found = false;
    reader.visit(record_type, Which::Living, &mut |view| {
        let has = |place: &usize| view.value(*place) == Some(Value::text(named));
        found |= unique.iter().any(has);
        if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    Ok(found)
}

/// Turns changes of records that are here already into what completes them: links that were left out are filled, and
/// none is taken away because the package does not have it.
pub(super) fn completing(reader: &Reader, plan: &mut Plan) -> Result<(), Problem> {
    let mut steps = Vec::with_capacity(plan.steps.len());
    for Step { line, command } in std::mem::take(&mut plan.steps) {
        let (register, id, base, values, reason) = match command {
            Command::Update { register, id, base, values } => (register, id, base, values, None),
            Command::Amend { register, id, base, values, reason } => {
                (register, id, base, values, Some(reason))
            }
            command => {
                steps.push(Step { line, command });
                continue;
            }
        };
        let (missing, others) = apart(reader, &register, id, values)?;
        let is_untouched = missing.is_empty() && others.is_empty();
        if is_untouched {
            plan.unchanged = plan.unchanged.saturating_add(1);
        }
        if !missing.is_empty() {
            let command = Command::Complete { register: register.clone(), id, values: missing };
            steps.push(Step { line, command });
        }
        if !others.is_empty() {
            // The version the row was compared with is not the one after the links were filled.
            let base =
                base.filter(|_| !matches!(steps.last(), Some(Step { line: last, .. }) if *last == line));
            let command = match reason {
                Some(reason) => Command::Amend { register, id, base, values: others, reason },
                None => Command::Update { register, id, base, values: others },
            };
            steps.push(Step { line, command });
        }
    }
    plan.steps = steps;
    Ok(())
}

/// The links out of a package that a record lacks, with its note where they change it; and the other values.
fn apart(reader: &Reader, register: &str, id: RecordId, values: Values) -> Result<(Values, Values), Problem> {
    let known = records::find(register);
    let Some(record_type) = known else { return Ok((Values::new(), values)) };
    let Some(view) = reader.get(record_type, id)? else { return Ok((Values::new(), values)) };
    let (mut missing, mut others) = (Values::new(), Values::new());
    for (key, value) in values.iter() {
        let leads_out = record_type.field(key).filter(|(_, field)| outside(field).is_some());
        match leads_out {
            Some((place, _)) => match (view.value(place), value) {
                (_, Value::Nothing) => {}
                (None | Some(Value::Nothing), _) => missing.set(key.to_owned(), value.clone()),
                _ => others.set(key.to_owned(), value.clone()),
            },
            None => others.set(key.to_owned(), value.clone()),
        }
    }
    let Some(note) = others.get("note").cloned() else { return Ok((missing, others)) };
    // The names in the note were put there when the links were left out; what else stands in it was written here.
    let current = record_type.field("note").and_then(|(place, _)| view.value(place));
    let current = current.as_ref().and_then(Value::as_str).unwrap_or_default();
    let is_kept = |key: &str| {
        let field = record_type.field(key);
        field.is_some_and(|(_, field)| current.contains(&kept(field, "")))
    };
    let has_names = missing.iter().any(|(key, _)| is_kept(key))
        && only_takes_off(current, note.as_str().unwrap_or_default());
    if has_names || note.is_nothing() {
        others = others.iter().filter(|(key, _)| *key != "note").map(own).collect();
    }
    if has_names {
        missing.set("note".to_owned(), note);
    }
    Ok((missing, others))
}

/// Whom a field names, as a note keeps it.
fn kept(field: &Field, name: &str) -> String {
    format!("{}：{name}", Language::default().text(field.label))
}

fn own((key, value): (&str, &Value)) -> (String, Value) {
    (key.to_owned(), value.clone())
}
