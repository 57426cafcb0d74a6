//! `import staff`: units, posts, people and appointments from one table, as one command that one undo takes back.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use super::plan::{Plan, Step};
use super::staff_shape::{Entry, dependencies_first, entries, superiors};
use super::{ImportProblem, Sheet, Watch, parse_cell, watched};
use crate::desk::{Command, Reader, Right, Values, View, Which};
use crate::model::{Field, Message, Problem, RecordId, Value};
use crate::rules::search_text::pinyin_initials;

/// What the office already has, by the references staff lists use.
struct Known {
    units: HashMap<String, RecordId>,
    unit_codes: HashSet<String>,
    posts: HashMap<String, View>,
    persons: HashMap<String, View>,
    appointments: HashSet<(RecordId, RecordId)>,
}

fn views(reader: &Reader, register: &'static str) -> Result<Vec<View>, Problem> {
    let mut found = Vec::new();
    if let Some(record_type) = crate::records::find(register) {
        reader.visit(record_type, Which::Living, &mut |view| {
            found.push(view);
            ControlFlow::Continue(())
        })?;
    }
    Ok(found)
}

fn text(view: &View, register: &str, key: &str) -> String {
    let place = crate::records::find(register).and_then(|of| of.field(key)).map(|(place, _)| place);
    let value = place.and_then(|place| view.value(place)).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

fn link(view: &View, register: &str, key: &str) -> Option<RecordId> {
    let place = crate::records::find(register).and_then(|of| of.field(key)).map(|(place, _)| place)?;
    view.value(place)?.as_link()
}

impl Known {
    fn read(reader: &Reader) -> Result<Self, Problem> {
        let units = views(reader, "unit")?;
        let unit_codes = units.iter().map(|view| text(view, "unit", "code").to_lowercase()).collect();
        let by = |views: Vec<View>, register: &'static str, key: &'static str| {
            views.into_iter().map(|view| (text(&view, register, key).to_lowercase(), view)).collect()
        };
        let appointments = views(reader, "appointment")?;
        let held = appointments.iter().filter_map(|view| {
            Some((link(view, "appointment", "person")?, link(view, "appointment", "post")?))
        });
        Ok(Self {
            units: units.iter().map(|view| (text(view, "unit", "name"), view.row.meta.id)).collect(),
            unit_codes,
            appointments: held.collect(),
            posts: by(views(reader, "post")?, "post", "code"),
            persons: by(views(reader, "person")?, "person", "number"),
        })
    }

    /// A code for a unit that no other unit has: its initials, then a number.
    fn new_code(&mut self, name: &str) -> String {
        let latin: String =
            name.split_whitespace().filter_map(|word| word.chars().next()).filter(char::is_ascii).collect();
        let base = match pinyin_initials(name).into_iter().next() {
            Some(initials) if !name.is_ascii() => initials,
            _ if latin.chars().count() > 1 => latin,
            _ => name.chars().filter(char::is_ascii_alphanumeric).take(3).collect(),
        };
        let base: String = base.to_uppercase().chars().filter(char::is_ascii_alphanumeric).take(6).collect();
        let base = if base.is_empty() { "U".to_owned() } else { base };
        let mut code = base.clone();
        let mut number = 2_u32;
        while !self.unit_codes.insert(code.to_lowercase()) {
            code = format!("{base}{number}");
            number = number.saturating_add(1);
        }
        code
    }
}

/// Plans the import of a staff list.
pub(super) fn plan(
    reader: &Reader,
    sheet: &Sheet,
    mapping: &[(String, String)],
    watch: Watch<'_>,
) -> Result<Plan, Problem> {
    for register in ["unit", "post", "person", "appointment"] {
        if let Some(record_type) = crate::records::find(register) {
            reader.require(record_type, Right::Create)?;
        }
    }
    let mut problems = Vec::new();
    let mut all = entries(sheet, mapping, &mut problems)?;
    let mut skipped = HashSet::new();
    drop_duplicates(&mut all, &mut problems, &mut skipped);
    let mut known = Known::read(reader)?;
    let inside: HashSet<String> = all.iter().map(|entry| entry.reference.to_lowercase()).collect();
    let named: HashSet<String> = all.iter().map(|entry| entry.name.to_lowercase()).collect();
    // Lists of senior and of junior posts come as two files; the second reports to posts of the first.
    let outside = |reference: &str| -> Option<RecordId> {
        let reference = reference.to_lowercase();
        let elsewhere = !inside.contains(&reference) && !named.contains(&reference);
        known.posts.get(&reference).filter(|_| elsewhere).map(|view| view.row.meta.id)
    };
    let superiors = superiors(&all, &|reference| outside(reference).is_some(), &mut problems);
    let chiefs: Vec<Option<RecordId>> = all.iter().map(|entry| outside(&entry.superior)).collect();
    report_shape(&all, &superiors, &chiefs, &mut problems);
    let mut writer = Writer { steps: Vec::new(), problems };
    let units = writer.units(&all, &mut known);
    let order =
        dependencies_first(all.len(), |place| superiors.get(place).copied().flatten().into_iter().collect());
    let mut posts: Vec<Option<RecordId>> = vec![None; all.len()];
    for (done, place) in order.into_iter().enumerate() {
        watched(watch, done, all.len())?;
        let Some(entry) = all.get(place) else { continue };
        let superior = superiors.get(place).copied().flatten();
        let chief = superior.and_then(|superior| posts.get(superior).copied().flatten());
        let chief = chief.or_else(|| chiefs.get(place).copied().flatten());
        let id = writer.post(entry, chief, units.get(entry.unit.as_str()).copied(), &known);
        if let Some(post) = posts.get_mut(place) {
            *post = Some(id);
        }
    }
    for (entry, post) in all.iter().zip(&posts) {
        if let Some(post) = post {
            writer.holder(entry, *post, units.get(entry.unit.as_str()).copied(), &known);
        }
    }
    let touched: HashSet<u64> = writer.steps.iter().map(|step| step.line).collect();
    Ok(Plan {
        read: sheet.rows.len(),
        unchanged: all.iter().filter(|entry| !touched.contains(&entry.line)).count(),
        steps: writer.steps,
        skipped,
        problems: writer.problems,
        ..Plan::new("batch.staff")
    })
}

fn drop_duplicates(all: &mut Vec<Entry>, problems: &mut Vec<ImportProblem>, skipped: &mut HashSet<u64>) {
    let mut seen: HashMap<String, u64> = HashMap::new();
    all.retain(|entry| match seen.get(&entry.reference.to_lowercase()) {
        Some(line) => {
            let message = Message::new("staff.duplicate").with("value", &entry.reference).with("line", line);
            problems.push(ImportProblem::at(entry.line, Some("reference".to_owned()), message));
            skipped.insert(entry.line);
            false
        }
        None => {
            seen.insert(entry.reference.to_lowercase(), entry.line);
            true
        }
    });
}

/// Several roots, no root, vacant posts: nothing that stops the import, but nothing to keep quiet about.
fn report_shape(
    all: &[Entry],
    superiors: &[Option<usize>],
    chiefs: &[Option<RecordId>],
    problems: &mut Vec<ImportProblem>,
) {
    let roots: Vec<&Entry> = all
        .iter()
        .zip(superiors.iter().zip(chiefs))
        .filter(|(_, (superior, chief))| superior.is_none() && chief.is_none())
        .map(|(entry, _)| entry)
        .collect();
    let within = chiefs.iter().all(Option::is_none);
    if within && !all.is_empty() && all.iter().all(|entry| !entry.superior.is_empty()) {
        problems.push(ImportProblem::at(1, None, Message::new("staff.no_root")));
    }
    // Those whose superior led nowhere have been told already, each by its line.
    let named: Vec<&&Entry> = roots.iter().filter(|entry| entry.superior.is_empty()).collect();
    if named.len() > 1 {
        for entry in &named {
            let message = Message::new("staff.several_roots").with("count", named.len());
            problems.push(ImportProblem::at(entry.line, Some("superior".to_owned()), message));
        }
    }
    for entry in all.iter().filter(|entry| entry.name.is_empty() && !entry.group) {
        let message = Message::new("staff.vacant").with("post", &entry.post);
        problems.push(ImportProblem::at(entry.line, Some("name".to_owned()), message));
    }
}

struct Writer {
    steps: Vec<Step>,
    problems: Vec<ImportProblem>,
}

impl Writer {
    fn units<'a>(&mut self, all: &'a [Entry], known: &mut Known) -> HashMap<&'a str, RecordId> {
        let mut units = HashMap::new();
        for entry in all.iter().filter(|entry| !entry.unit.is_empty()) {
            if units.contains_key(entry.unit.as_str()) {
                continue;
            }
            let id = match known.units.get(&entry.unit) {
                Some(id) => *id,
                None => {
                    let id = RecordId::generate();
                    let values =
                        Values::new().text("code", known.new_code(&entry.unit)).text("name", &entry.unit);
                    self.create("unit", entry.line, id, values);
                    id
                }
            };
            units.insert(entry.unit.as_str(), id);
        }
        units
    }

    fn post(
        &mut self,
        entry: &Entry,
        chief: Option<RecordId>,
        unit: Option<RecordId>,
        known: &Known,
    ) -> RecordId {
        let mut values = Values::new()
            .text("code", &entry.reference)
            .text("name", &entry.post)
            .text("grade", &entry.grade);
        if let Some(places) = entry.places {
            values.set("establishment", Value::Integer(places));
        }
        values.set("reports_to", chief.map_or(Value::Nothing, Value::Link));
        values.set("unit", unit.map_or(Value::Nothing, Value::Link));
        match known.posts.get(&entry.reference.to_lowercase()) {
            Some(view) => {
                self.update("post", entry.line, view, values);
                view.row.meta.id
            }
            None => {
                let id = RecordId::generate();
                self.create("post", entry.line, id, values);
                id
            }
        }
    }

    fn holder(&mut self, entry: &Entry, post: RecordId, unit: Option<RecordId>, known: &Known) {
        if entry.name.is_empty() || entry.group {
            return;
        }
        let since = self.date(entry);
        let mut values = Values::new()
            .text("number", &entry.reference)
            .text("name", &entry.name)
            .text("email", &entry.email)
            .text("phone", &entry.phone);
        values.set("unit", unit.map_or(Value::Nothing, Value::Link));
        values.set("hired_on", since.clone());
        let person = match known.persons.get(&entry.reference.to_lowercase()) {
            Some(view) => {
                self.update("person", entry.line, view, values);
                view.row.meta.id
            }
            None => {
                let id = RecordId::generate();
                self.create("person", entry.line, id, values);
                id
            }
        };
        if !known.appointments.contains(&(person, post)) {
            let values = Values::new()
                .with("person", Value::Link(person))
                .with("post", Value::Link(post))
                .with("from", since);
            self.create("appointment", entry.line, RecordId::generate(), values);
        }
    }

    fn date(&mut self, entry: &Entry) -> Value {
        let hired = crate::records::find("person").and_then(|of| of.field("hired_on"));
        let Some((_, field)): Option<(usize, &Field)> = hired else { return Value::Nothing };
        match parse_cell(field, &entry.since, &mut |_, _| Err(Message::new("problem.wrong_kind"))) {
            Ok(value) => value,
            Err(message) => {
                let field = Some("since".to_owned());
                self.problems.push(ImportProblem::at(entry.line, field, message));
                Value::Nothing
            }
        }
    }

    fn create(&mut self, register: &str, line: u64, id: RecordId, values: Values) {
        let command = Command::Create { register: register.to_owned(), id, values };
        self.steps.push(Step { line, command });
    }

    /// Only what differs makes a step, so that the same file changes nothing the second time. What the list leaves
    /// open stays as the office has it; only a superior can be taken away, as from whoever becomes the head.
    fn update(&mut self, register: &'static str, line: u64, view: &View, values: Values) {
        let Some(record_type) = crate::records::find(register) else { return };
        let changed: Values = values
            .iter()
            .filter(|(key, value)| !value.is_nothing() || *key == "reports_to")
            .filter(|(key, value)| {
                record_type.field(key).is_some_and(|(place, _)| view.value(place).as_ref() != Some(value))
            })
            .map(|(key, value)| (key.to_owned(), value.clone()))
            .collect();
        if !changed.is_empty() {
            let command = Command::Update {
                register: register.to_owned(),
                id: view.row.meta.id,
                base: Some(view.row.meta.version),
                values: changed,
            };
            self.steps.push(Step { line, command });
        }
    }
}
