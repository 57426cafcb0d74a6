//! From a sheet to one command, for any record type: rows are matched to records, what is the same makes no step.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::cell::disarm;
use super::{ImportOptions, ImportProblem, ImportReport, Sheet, parse_cell};
use crate::desk::{BatchMode, Command, Office, Reader, Right, Session, Values, Which};
use crate::model::{Fault, KeptMessage, Kind, Message, Problem, RecordId, RecordType, Value};
use crate::text::Language;

/// A step with the line it comes from.
pub(super) struct Step {
    pub(super) line: u64,
    pub(super) command: Command,
}

/// What an import will do.
pub(super) struct Plan {
    pub(super) label: &'static str,
    pub(super) read: usize,
    pub(super) steps: Vec<Step>,
    pub(super) unchanged: usize,
    pub(super) skipped: HashSet<u64>,
    pub(super) problems: Vec<ImportProblem>,
}

impl Plan {
    /// Carries the plan out, or only tries it.
    pub(super) fn run(
        self,
        office: &Office,
        session: &Arc<Session>,
        options: &ImportOptions,
    ) -> Result<ImportReport, Problem> {
        let Self { label, read, steps, unchanged, mut skipped, mut problems } = self;
        if options.strict && !skipped.is_empty() {
            return Err(Problem::Input(faults(&problems)));
        }
        let lines: Vec<(u64, bool)> =
            steps.iter().map(|step| (step.line, matches!(step.command, Command::Create { .. }))).collect();
        let mut failed = HashSet::new();
        if !steps.is_empty() {
            let steps = steps.into_iter().map(|step| step.command).collect();
            let label = KeptMessage::from(&Message::new(label));
            let mut command = Command::Batch { label, steps, mode: BatchMode::GoodOnes };
            if options.strict {
                // Tried step by step first, so that the refusal names every bad line and not only the first.
                for (position, problem) in office.try_out(session, &command)?.problems {
                    let line = lines.get(position).map_or(0, |(line, _)| *line);
                    problems.extend(of_problem(line, problem));
                    failed.insert(position);
                }
                if !failed.is_empty() {
                    problems.sort_by_key(|problem| problem.line);
                    return Err(Problem::Input(faults(&problems)));
                }
                if let Command::Batch { mode, .. } = &mut command {
                    *mode = BatchMode::AllOrNothing;
                }
            }
            let outcome = if options.dry_run {
                office.try_out(session, &command)?
            } else {
                office.execute(session, command)?
            };
            for (position, problem) in outcome.problems {
                let line = lines.get(position).map_or(0, |(line, _)| *line);
                failed.insert(position);
                skipped.insert(line);
                problems.extend(of_problem(line, problem));
            }
        }
        let done = lines.iter().enumerate().filter(|(position, _)| !failed.contains(position));
        let (mut created, mut updated) = (HashSet::new(), HashSet::new());
        for (_, (line, creates)) in done {
            if *creates {
                created.insert(*line);
            } else {
                updated.insert(*line);
            }
        }
        updated.retain(|line| !created.contains(line));
        problems.sort_by_key(|problem| problem.line);
        Ok(ImportReport {
            read,
            created: created.len(),
            updated: updated.len(),
            unchanged,
            skipped: skipped.iter().filter(|line| !created.contains(line) && !updated.contains(line)).count(),
            problems,
        })
    }
}

fn of_problem(line: u64, problem: Problem) -> Vec<ImportProblem> {
    match problem {
        Problem::Input(faults) => faults
            .into_iter()
            .map(|Fault { field, message }| ImportProblem { line, field: field.map(str::to_owned), message })
            .collect(),
        Problem::Denied(message) | Problem::Missing(message) => {
            vec![ImportProblem { line, field: None, message }]
        }
        other => {
            let message = Message::new("import.failed").with("detail", other);
            vec![ImportProblem { line, field: None, message }]
        }
    }
}

fn faults(problems: &[ImportProblem]) -> Vec<Fault> {
    let with_line = |problem: &ImportProblem| Fault {
        field: None,
        message: Message::new("import.at_line")
            .with("line", problem.line)
            .with("message", problem.message.in_language(Language::English)),
    };
    problems.iter().map(with_line).collect()
}

/// What stands in the office already, for matching rows and resolving links.
pub(super) struct Directory {
    by_unique: HashMap<(&'static str, String), RecordId>,
    by_title: HashMap<(&'static str, String), Vec<RecordId>>,
    ids: HashSet<RecordId>,
}

impl Directory {
    /// Reads the registers that the record type links to, and itself.
    pub(super) fn read(reader: &Reader, record_type: &'static dyn RecordType) -> Result<Self, Problem> {
        let mut directory = Self { by_unique: HashMap::new(), by_title: HashMap::new(), ids: HashSet::new() };
        let mut registers = vec![record_type.name()];
        for field in record_type.fields() {
            if let Kind::Link(register) = field.kind
                && !registers.contains(&register)
            {
                registers.push(register);
            }
        }
        for register in registers {
            if let Some(target) = crate::records::find(register) {
                directory.add_register(reader, target)?;
            }
        }
        Ok(directory)
    }

    fn add_register(&mut self, reader: &Reader, target: &'static dyn RecordType) -> Result<(), Problem> {
        let mut views = Vec::new();
        reader.visit(target, Which::Living, &mut |view| {
            views.push(view);
            ControlFlow::Continue(())
        })?;
        for view in views {
            let id = view.row.meta.id;
            self.ids.insert(id);
            for (place, field) in target.fields().iter().enumerate().filter(|(_, field)| field.unique) {
                if let Some(value) = view.value(place).filter(|value| !value.is_nothing()) {
                    let text = super::export_text(field, &value, &mut |id| id.to_string());
                    self.by_unique.insert((target.name(), text.to_lowercase()), id);
                }
            }
            let title = reader.title(target, &view.row)?;
            self.by_title.entry((target.name(), title.to_lowercase())).or_default().push(id);
        }
        Ok(())
    }

    /// Notes a record that the same file makes.
    pub(super) fn add(&mut self, register: &'static str, unique: &str, title: &str, id: RecordId) {
        self.ids.insert(id);
        if !unique.is_empty() {
            self.by_unique.insert((register, unique.to_lowercase()), id);
        }
        if !title.is_empty() {
            self.by_title.entry((register, title.to_lowercase())).or_default().push(id);
        }
    }

    /// The record with a unique value.
    pub(super) fn unique(&self, register: &'static str, text: &str) -> Option<RecordId> {
        self.by_unique.get(&(register, text.to_lowercase())).copied()
    }

    /// The record a text names: by identity, by a unique value, or by its name when that is one record's alone.
    pub(super) fn resolve(&self, register: &'static str, text: &str) -> Result<RecordId, Message> {
        if let Ok(id) = text.parse::<RecordId>()
            && self.ids.contains(&id)
        {
            return Ok(id);
        }
        if let Some(id) = self.unique(register, text) {
            return Ok(id);
        }
        match self.by_title.get(&(register, text.to_lowercase())).map(Vec::as_slice) {
            Some([id]) => Ok(*id),
            Some(many) => Err(Message::new("import.ambiguous").with("value", text).with("count", many.len())),
            None => Err(Message::new("import.unknown_link").with("value", text)),
        }
    }
}

/// Plans the import of a sheet into a register.
pub(super) fn plan(
    reader: &Reader,
    register: &str,
    sheet: &Sheet,
    mapping: &[(String, String)],
) -> Result<Plan, Problem> {
    let record_type = crate::records::find(register).ok_or_else(|| {
        let known = crate::records::RECORDS.iter().map(|of| of.name()).chain(["staff"]);
        let known = known.collect::<Vec<_>>().join(", ");
        Problem::input(Message::new("problem.unknown_register").with("name", register).with("known", known))
    })?;
    reader.require(record_type, Right::Create)?;
    let mut problems = Vec::new();
    let columns = match_columns(record_type, sheet, mapping, &mut problems)?;
    let id_column = sheet.columns.iter().position(|title| title.eq_ignore_ascii_case("id"));
    let mut directory = Directory::read(reader, record_type)?;
    let mut plan = Plan {
        label: "batch.import",
        read: sheet.rows.len(),
        steps: Vec::new(),
        unchanged: 0,
        skipped: HashSet::new(),
        problems,
    };
    let unique = record_type.fields().iter().position(|field| field.unique);
    let rows = in_order(record_type, sheet, &columns, &mut directory, unique, id_column);
    let mut seen: HashMap<RecordId, u64> = HashMap::new();
    let linked = linked_titles(reader, record_type)?;
    let given =
        |row: &super::Row| id_column.is_some_and(|column| row.cell(column).parse::<RecordId>().is_ok());
    for (row, id) in rows {
        let mut values = Values::new();
        let mut bad = false;
        for (place, column) in &columns {
            let Some(field) = record_type.fields().get(*place) else { continue };
            let cell = row.cells.get(*column).map_or("", String::as_str);
            match parse_cell(field, cell, &mut |register, text| directory.resolve(register, text)) {
                Ok(value) if value.is_nothing() && !can_be_empty(record_type, *place) => {}
                Ok(value) => values.set(field.key, value),
                Err(message) => {
                    bad = true;
                    let field = Some(field.key.to_owned());
                    plan.problems.push(ImportProblem { line: row.line, field, message });
                }
            }
        }
        let id = match linked_title(record_type, &|_, key| values.get(key).cloned()) {
            Some(title) if !given(row) => match linked.get(&title).map(Vec::as_slice) {
                Some([known]) => *known,
                Some(several) => {
                    bad = true;
                    let message = Message::new("import.ambiguous").with("value", row.line);
                    let message = message.with("count", several.len());
                    plan.problems.push(ImportProblem { line: row.line, field: None, message });
                    id
                }
                None => id,
            },
            _ => id,
        };
        if let Some(earlier) = seen.insert(id, row.line) {
            bad = true;
            let message = Message::new("import.duplicate").with("line", earlier);
            plan.problems.push(ImportProblem { line: row.line, field: None, message });
        }
        if bad {
            plan.skipped.insert(row.line);
            continue;
        }
        match reader.get(record_type, id)? {
            None => {
                let command = Command::Create { register: record_type.name().to_owned(), id, values };
                plan.steps.push(Step { line: row.line, command });
            }
            Some(view) => {
                let differs = |key: &str, value: &Value| {
                    record_type.field(key).is_some_and(|(place, _)| view.value(place).as_ref() != Some(value))
                };
                let changed: Values = values
                    .iter()
                    .filter(|(key, value)| differs(key, value))
                    .map(|(key, value)| (key.to_owned(), value.clone()))
                    .collect();
                if changed.is_empty() {
                    plan.unchanged += 1;
                } else {
                    let command = Command::Update {
                        register: record_type.name().to_owned(),
                        id,
                        base: Some(view.row.meta.version),
                        values: changed,
                    };
                    plan.steps.push(Step { line: row.line, command });
                }
            }
        }
    }
    Ok(plan)
}

/// Whether a field can hold nothing at all. An empty cell of a number, a flag or a choice that always has a value
/// leaves what the record has, or its default.
fn can_be_empty(record_type: &'static dyn RecordType, place: usize) -> bool {
    let mut blank = record_type.blank();
    blank.set_value(place, Value::Nothing).is_ok() && blank.value(place).is_nothing()
}

/// The values that name a record whose name is made of links, as an appointment's.
fn linked_title(
    record_type: &'static dyn RecordType,
    value: &dyn Fn(usize, &'static str) -> Option<Value>,
) -> Option<Vec<Vec<u8>>> {
    let titles: Vec<_> = record_type.fields().iter().enumerate().filter(|(_, field)| field.title).collect();
    if !titles.iter().any(|(_, field)| matches!(field.kind, Kind::Link(_))) {
        return None;
    }
    titles.into_iter().map(|(place, field)| Some(value(place, field.key)?.index_bytes())).collect()
}

/// The records of a register by the links that name them; empty where names are no links.
fn linked_titles(
    reader: &Reader,
    record_type: &'static dyn RecordType,
) -> Result<HashMap<Vec<Vec<u8>>, Vec<RecordId>>, Problem> {
    let mut found: HashMap<_, Vec<RecordId>> = HashMap::new();
    reader.visit(record_type, Which::Living, &mut |view| {
        let Some(title) = linked_title(record_type, &|place, _| view.value(place)) else {
            return ControlFlow::Break(());
        };
        found.entry(title).or_default().push(view.row.meta.id);
        ControlFlow::Continue(())
    })?;
    Ok(found)
}

/// Places of fields with the columns that hold them.
fn match_columns(
    record_type: &'static dyn RecordType,
    sheet: &Sheet,
    mapping: &[(String, String)],
    problems: &mut Vec<ImportProblem>,
) -> Result<Vec<(usize, usize)>, Problem> {
    let mut columns = Vec::new();
    for (place, title) in sheet.columns.iter().enumerate() {
        let mapped = mapping.iter().find(|(column, _)| column == title).map(|(_, field)| field.as_str());
        let wanted = mapped.unwrap_or(title);
        let found = record_type.fields().iter().position(|field| {
            field.key.eq_ignore_ascii_case(wanted)
                || Language::ALL.into_iter().any(|language| language.text(field.label) == wanted)
        });
        match found {
            Some(field) => columns.push((field, place)),
            None if mapped.is_some() => {
                return Err(Problem::input(Message::new("problem.unknown_field").with("field", wanted)));
            }
            None if title.is_empty() || title.eq_ignore_ascii_case("id") => {}
            None => problems.push(ImportProblem {
                line: 1,
                field: Some(title.clone()),
                message: Message::new("import.unknown_column").with("column", title),
            }),
        }
    }
    if columns.is_empty() {
        return Err(Problem::input(Message::new("import.no_columns")));
    }
    Ok(columns)
}

/// The rows with the identities of their records, those that others of the same file refer to first.
fn in_order<'a>(
    record_type: &'static dyn RecordType,
    sheet: &'a Sheet,
    columns: &[(usize, usize)],
    directory: &mut Directory,
    unique: Option<usize>,
    id_column: Option<usize>,
) -> Vec<(&'a super::Row, RecordId)> {
    let column_of =
        |place: usize| columns.iter().find(|(field, _)| *field == place).map(|(_, column)| *column);
    let unique_column = unique.and_then(column_of);
    let titles: Vec<usize> = record_type
        .fields()
        .iter()
        .enumerate()
        .filter(|(_, field)| field.title)
        .filter_map(|(place, _)| column_of(place))
        .collect();
    let name = record_type.name();
    let mut rows = Vec::with_capacity(sheet.rows.len());
    for row in &sheet.rows {
        let unique = unique_column.map_or("", |column| disarm(row.cell(column)));
        let title = titles.iter().map(|column| disarm(row.cell(*column))).collect::<Vec<_>>().join(" · ");
        let given = id_column.and_then(|column| row.cell(column).parse::<RecordId>().ok());
        let known = given.or_else(|| directory.unique(name, unique).filter(|_| !unique.is_empty()));
        let known = known.or_else(|| {
            let linked =
                record_type.fields().iter().any(|field| field.title && matches!(field.kind, Kind::Link(_)));
            (unique.is_empty() && !linked).then(|| directory.resolve(name, &title).ok()).flatten()
        });
        let id = known.unwrap_or_else(RecordId::generate);
        if known.is_none() || given.is_some() {
            directory.add(name, unique, &title, id);
        }
        rows.push((row, id));
    }
    let selves: Vec<usize> = record_type
        .fields()
        .iter()
        .enumerate()
        .filter(|(_, field)| field.kind == Kind::Link(name))
        .filter_map(|(place, _)| column_of(place))
        .collect();
    if selves.is_empty() {
        return rows;
    }
    let places: HashMap<RecordId, usize> = rows.iter().enumerate().map(|(at, (_, id))| (*id, at)).collect();
    let needs = |at: usize| -> Vec<usize> {
        let Some((row, _)) = rows.get(at) else { return Vec::new() };
        let named = selves.iter().map(|column| disarm(row.cell(*column))).filter(|text| !text.is_empty());
        named.filter_map(|text| places.get(&directory.resolve(name, text).ok()?).copied()).collect()
    };
    super::staff_shape::dependencies_first(rows.len(), needs)
        .into_iter()
        .filter_map(|at| rows.get(at).copied())
        .collect()
}
