//! From a sheet to the steps of one command, for any record type: rows are matched to records, what is the same makes
//! no step.

use std::collections::HashMap;
use std::ops::ControlFlow;

use super::catalogue::{self, Catalogue};
use super::cell::parse_amount;
use super::directory::Directory;
use super::export::MARK_COLUMN;
use super::matching::{Matching, Named};
use super::paper_book::PaperBook;
use super::plan::{Plan, Step, of_problem};
use super::sheet::without_unit;
use super::{ImportProblem, Sheet, Watch, parse_cell, totals, watched};
use crate::desk::{Command, Reader, Right, Values, View, Which};
use crate::model::{
    AmountUnit, Field, Kind, Mark, Message, Problem, RecordId, RecordType, Row, Secrecy, Term, Value,
};
use crate::text::Language;

/// Plans the import of a sheet into a register.
pub(super) fn plan(
    reader: &Reader,
    register: &str,
    sheet: &Sheet,
    mapping: &[(String, String)],
    watch: Watch<'_>,
) -> Result<Plan, Problem> {
    let record_type = crate::records::find(register).ok_or_else(|| {
        let known = crate::records::RECORDS.iter().map(|of| of.name()).chain(super::LAYOUTS);
        let known = known.collect::<Vec<_>>().join(", ");
        Problem::input(Message::new("problem.unknown_register").with("name", register).with("known", known))
    })?;
    let mut directory = Directory::of(reader, record_type)?;
    let mut plan = Plan::new("batch.import");
    let draft = Draft::begin(reader, record_type, sheet, mapping, &mut directory, &mut plan)?;
    draft.finish(reader, &directory, &|_| false, &mut plan, watch)?;
    Ok(plan)
}

/// A column that holds a field.
pub(super) struct Column {
    /// Place of the field in the field table.
    pub(super) field: usize,
    /// Place of the column in the sheet.
    pub(super) place: usize,
    /// Whether the field can hold nothing at all. An empty cell of a number, a flag or a choice that always has a value
    /// leaves what the record has, or its default.
    can_be_empty: bool,
    /// The unit of its amounts.
    unit: AmountUnit,
}

impl Column {
    /// The value of a cell of the column.
    pub(super) fn value(&self, field: &Field, cell: &str, directory: &Directory) -> Result<Value, Message> {
        if field.kind == Kind::Money && !cell.trim().is_empty() {
            parse_amount(cell.trim(), self.unit).map(Value::Money)
        } else {
            parse_cell(field, cell, &mut |register, text| directory.resolve(register, text))
        }
    }
}

/// What stands in a row.
struct ReadRow {
    values: Values,
    problems: Vec<ImportProblem>,
}

/// With fewer rows than this a second thread costs more than it brings.
const WORTH_A_THREAD: usize = 10_000;

/// A sheet on its way into a register: its columns understood, its rows given the identities of their records.
pub(super) struct Draft<'a> {
    record_type: &'static dyn RecordType,
    columns: Vec<Column>,
    id_column: Option<usize>,
    mark_column: Option<usize>,
    /// Whether that column is one of a catalogue from elsewhere, and not what an export of this program writes.
    marks_are_of_a_catalogue: bool,
    rows: Vec<Named<'a>>,
    /// Line that comes before the first line of this sheet, where a plan reads several.
    before: u64,
}

impl<'a> Draft<'a> {
    /// Understands the columns and notes in the directory which records the sheet is about.
    pub(super) fn begin(
        reader: &Reader,
        record_type: &'static dyn RecordType,
        sheet: &'a Sheet,
        mapping: &[(String, String)],
        directory: &mut Directory,
        plan: &mut Plan,
    ) -> Result<Self, Problem> {
        reader.require(record_type, Right::Create)?;
        let before = plan.before;
        plan.register = Some(record_type.name());
        let columns = match_columns(record_type, sheet, mapping, before, &mut plan.problems)?;
        let units: Vec<AmountUnit> = columns.iter().map(|(_, column)| sheet.unit_of(*column)).collect();
        let totals = totals::check(record_type, sheet, &columns, &units, before, &mut plan.problems);
        let column = |((field, place), unit)| Column {
            field,
            place,
            can_be_empty: can_be_empty(record_type, field),
            unit,
        };
        let columns: Vec<Column> = columns.into_iter().zip(units).map(column).collect();
        let titled = |wanted: &str| sheet.columns.iter().position(|title| title.eq_ignore_ascii_case(wanted));
        let (id_column, own_marks) = (titled("id"), titled(MARK_COLUMN));
        let is_mark = |title: &String| catalogue::is_mark_title(record_type.name(), title);
        let mark_column = own_marks.or_else(|| sheet.columns.iter().position(is_mark));
        let marks_are_of_a_catalogue = own_marks.is_none();
        let rows = sheet.rows.iter().filter(|row| !totals.contains(&row.line)).collect();
        let rows = Matching::new(reader, record_type, &columns, id_column).in_order(rows, directory)?;
        plan.read = plan.read.saturating_add(rows.len());
        Ok(Self { record_type, columns, id_column, mark_column, marks_are_of_a_catalogue, rows, before })
    }

    /// The records the sheet is about.
    pub(super) fn records(&self) -> impl Iterator<Item = RecordId> {
        self.rows.iter().map(|named| named.id)
    }

    /// Adds the steps of every row to a plan. A link to a record that a later step makes (`is_ahead`) is set by a
    /// step at the very end, so that units may name their heads and people their units.
    pub(super) fn finish(
        self,
        reader: &Reader,
        directory: &Directory,
        is_ahead: &dyn Fn(RecordId) -> bool,
        plan: &mut Plan,
        watch: Watch<'_>,
    ) -> Result<(), Problem> {
        let record_type = self.record_type;
        let mut seen: HashMap<RecordId, u64> = HashMap::with_capacity(self.rows.len());
        let mut catalogue = Catalogue::of(reader, record_type.name())?;
        let mut book = PaperBook::of(reader, record_type.name())?;
        let unique = record_type.fields().iter().enumerate().find(|(_, field)| field.unique);
        let unique = unique.filter(|(place, _)| self.columns.iter().any(|column| column.field == *place));
        let linked = linked_titles(reader, record_type)?;
        let read = self.read_all(directory);
        for ((done, named), read) in self.rows.iter().copied().enumerate().zip(read) {
            let Named { row, id, is_new, by_content } = named;
            watched(watch, done, self.rows.len())?;
            let line = self.before.saturating_add(row.line);
            let (mut values, mut bad) = (read.values, !read.problems.is_empty());
            plan.problems.extend(read.problems);
            let given = self.id_column.is_some_and(|column| row.cell(column).parse::<RecordId>().is_ok());
            let title = || linked_title(record_type, &|_, key| values.get(key).cloned());
            let known = if linked.is_empty() || given { None } else { title() };
            let known = known.and_then(|title| linked.get(&title));
            let id = match known.map(Vec::as_slice) {
                Some([known]) => *known,
                Some(several) => {
                    bad = true;
                    let message = Message::new("import.ambiguous").with("value", row.line);
                    let message = message.with("count", several.len());
                    plan.problems.push(ImportProblem::at(line, None, message));
                    id
                }
                None => id,
            };
            if let Some(earlier) = seen.insert(id, row.line) {
                bad = true;
                let message = Message::new("import.duplicate").with("line", earlier);
                let field = unique.filter(|(_, field)| values.get(field.key).is_some());
                let field = field.map(|(_, field)| field.key.to_owned());
                plan.problems.push(ImportProblem::at(line, field, message));
            }
            if bad {
                plan.skipped.insert(line);
                continue;
            }
            let current = if is_new && known.is_none() { None } else { reader.get(record_type, id)? };
            // A row that was found by what it gives changes nothing; where a link differs after all, it is another record.
            let differs = |view: &View| {
                let changed = changed(record_type, view, &values);
                changed.iter().any(|(_, value)| !value.is_nothing())
            };
            let is_same = by_content && current.as_ref().is_some_and(|view| !differs(view));
            let is_another = by_content && current.is_some() && !is_same;
            let (id, current) = if is_another { (RecordId::generate(), None) } else { (id, current) };
            if let Some(view) = &current {
                values = if is_same { Values::new() } else { changed(record_type, view, &values) };
                if catalogue.is_some() && !given {
                    match Catalogue::added(record_type, view, values) {
                        Ok(added) => values = added,
                        Err(problem) => {
                            plan.problems.extend(of_problem(line, problem));
                            plan.skipped.insert(line);
                            continue;
                        }
                    }
                }
                if values.is_empty() {
                    plan.unchanged = plan.unchanged.saturating_add(1);
                    continue;
                }
            }
            if let (None, Some(catalogue)) = (&current, &catalogue)
                && let Err(problem) = catalogue.complete(&mut values)
            {
                plan.problems.extend(of_problem(line, problem));
                plan.skipped.insert(line);
                continue;
            }
            // A level that came with a record goes in with it; one that is there already stays. What can't be marked so
            // does not go in at all, for it would go in open.
            let marked = match self.mark(reader, row, current.is_none()) {
                Ok(marked) => marked,
                Err(problem) => {
                    plan.problems.extend(of_problem(line, problem));
                    plan.skipped.insert(line);
                    continue;
                }
            };
            if let (None, Some(catalogue)) = (&current, &mut catalogue) {
                catalogue.note(line, &values);
            }
            if let (None, Some(book)) = (&current, &mut book) {
                book.note(line, id, &values);
            }
            let ahead: Values = take_ahead(&mut values, is_ahead);
            let register = || record_type.name().to_owned();
            if current.is_none() || !values.is_empty() {
                let command = match &current {
                    // Whose file it is brings an office over whole, with what its program wrote down.
                    None if record_type.is_trace() && reader.session().permissions.is_owner() => {
                        Command::Note { register: register(), id, values }
                    }
                    None => Command::Create { register: register(), id, values },
                    Some(view) => change(record_type, &view.row, values),
                };
                plan.steps.push(Step { line, command });
            }
            if let Some((level, term)) = marked {
                let basis = Language::default().text("import.mark_basis").to_owned();
                let mark = Mark { level, term, basis, ..Mark::default() };
                let (attachment, reason) = (None, String::new());
                let command = Command::Mark { register: register(), id, attachment, mark, reason };
                plan.last_steps.push(Step { line, command });
            }
            if !ahead.is_empty() {
                let command = Command::Update { register: register(), id, base: None, values: ahead };
                plan.last_steps.push(Step { line, command });
            }
        }
        plan.notes.extend(catalogue.iter().flat_map(Catalogue::holes));
        plan.notes.extend(book.into_iter().flat_map(PaperBook::notes));
        Ok(())
    }

    /// The level that a row names for a new record.
    fn mark(
        &self,
        reader: &Reader,
        row: &super::Row,
        is_new: bool,
    ) -> Result<Option<(Secrecy, Term)>, Problem> {
        let Some(column) = self.mark_column.filter(|_| is_new) else { return Ok(None) };
        let cell = row.cell(column);
        let marked = match self.marks_are_of_a_catalogue {
            true => catalogue::mark_of(cell).map_err(Problem::input)?,
            false => Mark::from_shown(cell),
        };
        if let Some((level, _)) = marked {
            reader.require_mark(self.record_type, level)?;
        }
        Ok(marked)
    }

    /// The values of all rows; of many, half are read by another thread.
    fn read_all(&self, directory: &Directory) -> Vec<ReadRow> {
        let read = |rows: &[Named<'_>]| -> Vec<ReadRow> {
            rows.iter().map(|named| self.read(named.row, directory)).collect()
        };
        if self.rows.len() < WORTH_A_THREAD {
            return read(&self.rows);
        }
        let (first, second) = self.rows.split_at(self.rows.len() / 2);
        std::thread::scope(|scope| {
            let theirs = move || read(first);
            let other = std::thread::Builder::new().name("chancery-cells".to_owned());
            let other = other.spawn_scoped(scope, theirs);
            let second = read(second);
            // Where no thread can be had, this one reads all.
            let first = other.ok().and_then(|thread| thread.join().ok()).unwrap_or_else(|| read(first));
            first.into_iter().chain(second).collect()
        })
    }

    /// The values of a row, and what is wrong with its cells.
    fn read(&self, row: &super::Row, directory: &Directory) -> ReadRow {
        let line = self.before.saturating_add(row.line);
        let mut values = Values::new();
        let mut problems = Vec::new();
        for column in &self.columns {
            let Some(field) = self.record_type.fields().get(column.field) else { continue };
            let cell = row.cells.get(column.place);
            match column.value(field, cell, directory) {
                Ok(value) if value.is_nothing() && !column.can_be_empty => {}
                Ok(value) => values.set(field.key, value),
                Err(message) => {
                    let field = Some(field.key.to_owned());
                    problems.push(ImportProblem::at(line, field, message));
                }
            }
        }
        ReadRow { values, problems }
    }
}

/// The values that a record does not have yet.
pub(super) fn changed(record_type: &dyn RecordType, view: &View, values: &Values) -> Values {
    let differs = |key: &str, value: &Value| {
        let Some((place, field)) = record_type.field(key) else { return false };
        let agrees = |has: Value| record_type.agrees(field, &has, value);
        !field.total && !view.value(place).is_some_and(agrees)
    };
    let changed = values.iter().filter(|(key, value)| differs(key, value));
    changed.map(|(key, value)| (key.to_owned(), value.clone())).collect()
}

/// Takes out the links to records that later steps make.
fn take_ahead(values: &mut Values, is_ahead: &dyn Fn(RecordId) -> bool) -> Values {
    if !values.iter().any(|(_, value)| value.as_link().is_some_and(is_ahead)) {
        return Values::new();
    }
    let (ahead, now): (Vec<_>, Vec<_>) = values
        .iter()
        .map(|(key, value)| (key.to_owned(), value.clone()))
        .partition(|(_, value)| value.as_link().is_some_and(is_ahead));
    *values = now.into_iter().collect();
    ahead.into_iter().collect()
}

fn can_be_empty(record_type: &'static dyn RecordType, place: usize) -> bool {
    let mut blank = record_type.blank();
    blank.set_value(place, Value::Nothing).is_ok() && blank.value(place).is_nothing()
}

/// The values that name a record whose name is made of links, as an appointment's.
fn linked_title(
    record_type: &'static dyn RecordType,
    value: &dyn Fn(usize, &'static str) -> Option<Value>,
) -> Option<Vec<Vec<u8>>> {
    let fields = record_type.fields();
    if !fields.iter().any(|field| field.title && is_link(field)) {
        return None;
    }
    // What it must belong to tells it from its namesakes: the line of this year's budget from that of the last.
    let naming = fields.iter().enumerate();
    let naming = naming.filter(|(_, field)| field.title || (field.required && is_link(field)));
    naming.map(|(place, field)| Some(value(place, field.key)?.index_bytes())).collect()
}

pub(super) fn is_link(field: &Field) -> bool {
    matches!(field.kind, Kind::Link(_))
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

/// The field that a title names: by its key, or by its label in any language.
pub(super) fn field_of_title(record_type: &dyn RecordType, title: &str) -> Option<usize> {
    let named = |title: &str| {
        record_type.fields().iter().position(|field| {
            field.key.eq_ignore_ascii_case(title)
                || Language::ALL.into_iter().any(|language| language.text(field.label) == title)
        })
    };
    named(title).or_else(|| {
        // Foreign tables add units (金额（万元）) and blanks (1 月, 部　门).
        let wanted = plain(without_unit(title));
        record_type.fields().iter().position(|field| {
            !wanted.is_empty() && Language::ALL.into_iter().any(|of| plain(of.text(field.label)) == wanted)
        })
    })
}

fn plain(title: &str) -> String {
    title.to_lowercase().chars().filter(|character| !character.is_whitespace()).collect()
}

/// Places of fields with the columns that hold them.
fn match_columns(
    record_type: &'static dyn RecordType,
    sheet: &Sheet,
    mapping: &[(String, String)],
    before: u64,
    problems: &mut Vec<ImportProblem>,
) -> Result<Vec<(usize, usize)>, Problem> {
    let mut columns = Vec::new();
    for (place, title) in sheet.columns.iter().enumerate() {
        let mapped = mapping.iter().find(|(column, _)| column == title).map(|(_, field)| field.as_str());
        if mapped == Some("") {
            continue;
        }
        let wanted = mapped.or_else(|| catalogue::field_of_title(record_type.name(), title)).unwrap_or(title);
        if wanted.is_empty() && !title.is_empty() {
            continue;
        }
        match field_of_title(record_type, wanted) {
            Some(field) => columns.push((field, place)),
            None if mapped.is_some() => {
                return Err(Problem::input(Message::new("problem.unknown_field").with("field", wanted)));
            }
            None if ["", "id", MARK_COLUMN].iter().any(|own| title.eq_ignore_ascii_case(own)) => {}
            None if catalogue::is_mark_title(record_type.name(), title) => {}
            None => {
                let message = Message::new("import.unknown_column").with("column", title);
                problems.push(ImportProblem::at(before.saturating_add(1), Some(title.clone()), message));
            }
        }
    }
    if columns.is_empty() {
        return Err(Problem::input(Message::new("import.no_columns")));
    }
    Ok(columns)
}

/// The command that changes a record that is here already. That it came with a file is why something is corrected.
fn change(record_type: &dyn RecordType, row: &Row, values: Values) -> Command {
    let (register, id, base) = (record_type.name().to_owned(), row.meta.id, Some(row.meta.version));
    if record_type.reasoned(row).iter().any(|key| values.get(key).is_some()) {
        let reason = Language::default().text("batch.import").to_owned();
        return Command::Amend { register, id, base, values, reason };
    }
    Command::Update { register, id, base, values }
}
