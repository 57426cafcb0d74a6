//! How a tree grows out of a table: one pass over the rows counts them into nodes, then every node gets its name.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;

use super::TreeNode;
use super::order::{Order, order};
use crate::desk::register_table::RegisterTable;
use crate::desk::{Reader, Which};
use crate::model::{Field, Id, Kind, Problem, RecordId, Stored, Value};
use crate::records;
use crate::records::documents::Document;
use crate::records::organisation::Unit;
use crate::text::Language;

/// Nodes with their place among those beside them. A node stands behind the one above it.
#[derive(Default)]
pub(super) struct Growth {
    nodes: Vec<(TreeNode, Order)>,
}

/// A node by its level and text, before it is named.
struct Counted {
    parent: Option<usize>,
    level: usize,
    text: usize,
    count: usize,
    /// Its records, where it or a node above shares its text with another.
    records: Option<BTreeSet<RecordId>>,
}

/// The texts of one field over both parts of a table.
struct Level<'a> {
    field: &'static Field,
    texts: Vec<&'a str>,
    /// For each part, which of the texts each of its values is.
    values: [Vec<usize>; 2],
    /// The record a text stands for, where several have the same name: then it is in `texts` once for each.
    owners: HashMap<usize, RecordId>,
}

impl<'a> Level<'a> {
    /// `None` where the session does not see the field.
    fn read(table: &'a RegisterTable, key: &str) -> Option<Self> {
        let (place, field) = table.record_type().field(key)?;
        let mut known: HashMap<&str, usize> = HashMap::new();
        let mut texts = Vec::new();
        let mut values = [Vec::new(), Vec::new()];
        for ((part, _), values) in table.parts().into_iter().zip(&mut values) {
            let column = part.column(place)?;
            values.extend((0..column.values()).map(|value| {
                let text = column.value_text(value);
                *known.entry(text).or_insert_with(|| {
                    texts.push(text);
                    texts.len() - 1
                })
            }));
        }
        Some(Self { field, texts, values, owners: HashMap::new() })
    }

    /// Which text each living row has, in no order that matters.
    fn of_rows(&self, table: &RegisterTable) -> Vec<usize> {
        let mut found = Vec::with_capacity(table.len());
        let Some((place, _)) = table.record_type().field(self.field.key) else { return found };
        for ((part, rows), values) in table.parts().into_iter().zip(&self.values) {
            let Some(column) = part.column(place) else { continue };
            let living = rows.clone().filter(|row| !table.is_gone(*row));
            let texts = living.map(|row| values.get(column.value(row - rows.start)).copied().unwrap_or(0));
            found.extend(texts);
        }
        found
    }

    /// Which text each row has, records of one name told apart by what the rows say of them.
    fn of_rows_apart(
        &mut self,
        reader: &Reader,
        table: &RegisterTable,
        names: &Names,
        ids: &[RecordId],
    ) -> Result<Vec<usize>, Problem> {
        let mut found = self.of_rows(table);
        let shared: HashSet<usize> = (0..self.texts.len())
            .filter(|text| self.texts.get(*text).is_some_and(|of| names.is_shared(of)))
            .collect();
        let Some((place, _)) = table.record_type().field(self.field.key).filter(|_| !shared.is_empty())
        else {
            return Ok(found);
        };
        let mut places: HashMap<(usize, RecordId), usize> = HashMap::new();
        for (text, id) in found.iter_mut().zip(ids).filter(|(text, _)| shared.contains(*text)) {
            let Some(view) = reader.get(table.record_type(), *id)? else { continue };
            let Some(owner) = view.value(place).and_then(|value| value.as_link()) else { continue };
            *text = *places.entry((*text, owner)).or_insert_with(|| {
                self.texts.push(self.texts.get(*text).copied().unwrap_or_default());
                self.owners.insert(self.texts.len() - 1, owner);
                self.texts.len() - 1
            });
        }
        Ok(found)
    }

    fn counts(&self, table: &RegisterTable) -> HashMap<&'a str, usize> {
        let mut counts = vec![0_usize; self.texts.len()];
        for text in self.of_rows(table) {
            if let Some(count) = counts.get_mut(text) {
                *count += 1;
            }
        }
        self.texts.iter().copied().zip(counts).filter(|(_, count)| *count > 0).collect()
    }
}

impl Growth {
    /// Sorts the children of every node; answers nodes and those at the top.
    pub(super) fn finish(self) -> (Vec<TreeNode>, Vec<usize>) {
        let mut below: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        let (mut nodes, orders): (Vec<TreeNode>, Vec<Order>) = self.nodes.into_iter().unzip();
        for (place, node) in nodes.iter().enumerate() {
            below.entry(node.parent).or_default().push(place);
        }
        for children in below.values_mut() {
            children.sort_by(|left, right| orders.get(*left).cmp(&orders.get(*right)).then(left.cmp(right)));
        }
        let roots = below.remove(&None).unwrap_or_default();
        for (parent, children) in below {
            if let Some(node) = parent.and_then(|parent| nodes.get_mut(parent)) {
                node.children = children;
            }
        }
        (nodes, roots)
    }

    fn add(&mut self, parent: Option<usize>, key: &str, order: Order, mut node: TreeNode) -> usize {
        let above = parent.and_then(|parent| self.nodes.get(parent));
        node.parent = parent;
        node.depth = above.map_or(0, |(above, _)| above.depth + 1);
        node.key = above.map_or_else(|| key.to_owned(), |(above, _)| format!("{}/{key}", above.key));
        self.nodes.push((node, order));
        self.nodes.len() - 1
    }

    /// A level a field. Values that a record of the first field could have are there even where none has them, so that
    /// one can be put there.
    pub(super) fn levels(
        &mut self,
        reader: &Reader,
        table: &RegisterTable,
        fields: &[&'static str],
        language: Language,
    ) -> Result<(), Problem> {
        let mut levels: Vec<Level<'_>> = fields.iter().filter_map(|key| Level::read(table, key)).collect();
        let mut counted: Vec<Counted> = Vec::new();
        let mut places: HashMap<(Option<usize>, usize), usize> = HashMap::new();
        if let Some(first) = levels.first_mut() {
            for (_, text) in first.field.kind.options() {
                let text = language.text(text);
                let known = first.texts.iter().position(|known| *known == text);
                let text = known.unwrap_or_else(|| {
                    first.texts.push(text);
                    first.texts.len() - 1
                });
                places.insert((None, text), counted.len());
                counted.push(Counted { parent: None, level: 0, text, count: 0, records: None });
            }
        }
        let names = levels.iter().map(|level| Names::read(reader, level.field.kind, language));
        let names = names.collect::<Result<Vec<_>, _>>()?;
        let ids = living(table);
        let columns = levels.iter_mut().zip(&names);
        let columns = columns.map(|(level, names)| level.of_rows_apart(reader, table, names, &ids));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        for (row, id) in ids.iter().enumerate() {
            let mut parent = None;
            for (level, column) in columns.iter().enumerate() {
                let text = column.get(row).copied().unwrap_or(0);
                let place = *places.entry((parent, text)).or_insert_with(|| {
                    let above = parent.and_then(|parent: usize| counted.get(parent));
                    let is_apart = above.is_some_and(|above| above.records.is_some())
                        || levels.get(level).is_some_and(|level| level.owners.contains_key(&text));
                    let records = is_apart.then(BTreeSet::new);
                    counted.push(Counted { parent, level, text, count: 0, records });
                    counted.len() - 1
                });
                if let Some(node) = counted.get_mut(place) {
                    node.count += 1;
                    node.records.iter_mut().for_each(|records| {
                        records.insert(*id);
                    });
                }
                parent = Some(place);
            }
        }
        for Counted { parent, level, text, count, records } in counted {
            let (Some(of), Some(names)) = (levels.get(level), names.get(level)) else { continue };
            let owner = of.owners.get(&text).copied();
            let text = of.texts.get(text).copied().unwrap_or_default();
            let value = owner.map(Value::Link).or_else(|| names.value(of.field, text));
            let key = match &value {
                Some(Value::Choice(code)) => code.clone(),
                Some(Value::Link(id)) => id.to_string(),
                _ => text.to_owned(),
            };
            let order = order(of.field.kind, text, |text| names.declared(text));
            let name = if order == Order::Last { String::new() } else { text.to_owned() };
            let node = blank(of.field.key, name, count, value);
            self.add(parent, &key, order, TreeNode { shown: vec![text.to_owned()], records, ..node });
        }
        Ok(())
    }

    /// The units under one another, each with the documents of its own and those below it.
    pub(super) fn units(&mut self, reader: &Reader, table: &RegisterTable) -> Result<(), Problem> {
        let Some(level) = Level::read(table, "department") else { return Ok(()) };
        let mut counts = level.counts(table);
        let mut units = reader.all::<Unit>()?;
        units.sort_by(|left, right| left.record.code.cmp(&right.record.code));
        let ids: HashMap<RecordId, usize> =
            units.iter().enumerate().map(|(place, unit)| (unit.meta.id, place)).collect();
        let mut below: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (place, unit) in units.iter().enumerate() {
            let parent = unit.record.parent.and_then(|parent| ids.get(&parent.erase()).copied());
            below.entry(parent).or_default().push(place);
        }
        {
            let held = Held { counts: &counts, apart: apart(reader, table, &units)? };
            self.unit_branch(&units, &below, None, None, &held, &mut HashSet::new());
        }
        units.iter().for_each(|unit| {
            counts.remove(unit.record.name.as_str());
        });
        // What has no unit, or one that is no more.
        let mut rest: Vec<(&str, usize)> = counts.into_iter().collect();
        rest.sort_unstable();
        for (text, count) in rest {
            let value = text.is_empty().then_some(Value::Nothing);
            let node = blank("department", text.to_owned(), count, value);
            let node = TreeNode { shown: vec![text.to_owned()], ..node };
            self.add(None, &format!("={text}"), order(Kind::Text, text, |_| None), node);
        }
        Ok(())
    }

    /// The units below one; answers what stands there.
    fn unit_branch(
        &mut self,
        units: &[Stored<Unit>],
        below: &BTreeMap<Option<usize>, Vec<usize>>,
        of: Option<usize>,
        parent: Option<usize>,
        held: &Held<'_>,
        known: &mut HashSet<usize>,
    ) -> Branch {
        let mut all = Branch::default();
        for place in below.get(&of).into_iter().flatten() {
            let Some(unit) = units.get(*place).filter(|_| known.insert(*place)) else { continue };
            let mut branch = held.of(unit);
            let own = branch.count;
            let value = Some(Value::Link(unit.meta.id));
            let node = blank("department", unit.record.name.clone(), own, value);
            // Units are known by themselves wherever they move.
            let node = self.add(parent, &unit.meta.id.to_string(), Order::Declared(*place), node);
            branch.join(self.unit_branch(units, below, Some(*place), Some(node), held, known));
            if let Some((node, _)) = self.nodes.get_mut(node) {
                node.count = branch.count;
                node.shown.clone_from(&branch.names);
                node.records = branch.is_mixed.then(|| branch.records.clone());
            }
            all.join(branch);
        }
        all
    }

    /// The folders files came from, a level a folder.
    pub(super) fn folders(&mut self, table: &RegisterTable) {
        let Some(level) = Level::read(table, "folder") else { return };
        let mut counts: Vec<(&str, usize)> = level.counts(table).into_iter().collect();
        counts.sort_unstable();
        let mut places: HashMap<String, usize> = HashMap::new();
        for (folder, count) in counts {
            let mut path = String::new();
            let mut parent = None;
            for name in folder.split('/') {
                if !path.is_empty() {
                    path.push('/');
                }
                path.push_str(name);
                let place = match places.get(&path) {
                    Some(place) => *place,
                    None => {
                        let node = blank("folder", name.to_owned(), 0, Some(Value::text(path.as_str())));
                        let place = self.add(parent, name, order(Kind::Text, name, |_| None), node);
                        places.insert(path.clone(), place);
                        place
                    }
                };
                if let Some((node, _)) = self.nodes.get_mut(place) {
                    node.count += count;
                    node.shown.push(folder.to_owned());
                }
                parent = Some(place);
            }
        }
    }
}

/// What stands in a unit and those below it.
#[derive(Default)]
struct Branch {
    count: usize,
    names: Vec<String>,
    /// The documents, where some unit of the office shares its name with another.
    records: BTreeSet<RecordId>,
    /// Whether a unit of the branch does.
    is_mixed: bool,
}

impl Branch {
    fn join(&mut self, other: Self) {
        self.count += other.count;
        self.names.extend(other.names);
        self.records.extend(other.records);
        self.is_mixed |= other.is_mixed;
    }
}

/// The documents of each unit, where names don't tell units apart.
struct Apart {
    /// Names that several units have.
    shared: HashSet<String>,
    documents: HashMap<RecordId, BTreeSet<RecordId>>,
}

/// What units hold: counted by their names, which the table shows, or by themselves where names are shared.
struct Held<'a> {
    counts: &'a HashMap<&'a str, usize>,
    apart: Option<Apart>,
}

impl Held<'_> {
    /// What stands in a unit itself.
    fn of(&self, unit: &Stored<Unit>) -> Branch {
        let name = &unit.record.name;
        let by_name = self.counts.get(name.as_str()).copied().unwrap_or(0);
        let own = self.apart.as_ref().map(|apart| {
            let records = apart.documents.get(&unit.meta.id).cloned().unwrap_or_default();
            (records, apart.shared.contains(name))
        });
        let (records, is_mixed) = own.unwrap_or_default();
        let count = if is_mixed { records.len() } else { by_name };
        Branch { count, names: vec![name.clone()], records, is_mixed }
    }
}

/// Reads which unit each document is of, where units share a name; few offices have such, and none pays for it.
fn apart(reader: &Reader, table: &RegisterTable, units: &[Stored<Unit>]) -> Result<Option<Apart>, Problem> {
    let mut names = HashSet::new();
    let shared = units.iter().filter(|unit| !names.insert(unit.record.name.as_str()));
    let shared: HashSet<String> = shared.map(|unit| unit.record.name.clone()).collect();
    if shared.is_empty() {
        return Ok(None);
    }
    let mut documents: HashMap<RecordId, BTreeSet<RecordId>> = HashMap::new();
    for row in (0..table.row_count()).filter(|row| !table.is_gone(*row)) {
        let Some(id) = table.id(row) else { continue };
        let document = reader.find::<Document>(Id::new(id))?;
        if let Some(unit) = document.and_then(|document| document.record.department) {
            documents.entry(unit.erase()).or_default().insert(id);
        }
    }
    Ok(Some(Apart { shared, documents }))
}

/// The living rows of a table, in the order of its parts.
fn living(table: &RegisterTable) -> Vec<RecordId> {
    let rows = table.parts().into_iter().flat_map(|(_, rows)| rows);
    rows.filter(|row| !table.is_gone(*row)).map(|row| table.id(row).unwrap_or_default()).collect()
}

fn blank(field: &'static str, name: String, count: usize, value: Option<Value>) -> TreeNode {
    TreeNode {
        key: String::new(),
        name,
        count,
        depth: 0,
        parent: None,
        children: Vec::new(),
        field,
        shown: Vec::new(),
        records: None,
        value,
    }
}

/// What the shown texts of a field stand for.
enum Names {
    /// Code and text of each choice.
    Choices(Vec<(&'static str, &'static str)>),
    /// Records by their names; `None` where several share one.
    Records(HashMap<String, Option<RecordId>>),
    /// The text stands for itself.
    Plain,
}

impl Names {
    fn read(reader: &Reader, kind: Kind, language: Language) -> Result<Self, Problem> {
        let Kind::Link(register) = kind else {
            let options = kind.options();
            let options = options.into_iter().map(|(code, text)| (code, language.text(text)));
            return Ok(if matches!(kind, Kind::Choice(_)) {
                Self::Choices(options.collect())
            } else {
                Self::Plain
            });
        };
        let mut records: HashMap<String, Option<RecordId>> = HashMap::new();
        let Some(record_type) = records::find(register) else { return Ok(Self::Plain) };
        let mut failure = None;
        reader.visit(record_type, Which::Living, &mut |view| match reader.title(record_type, &view.row) {
            Ok(title) => {
                let id = view.row.meta.id;
                records.entry(title).and_modify(|known| *known = None).or_insert(Some(id));
                ControlFlow::Continue(())
            }
            Err(problem) => {
                failure = Some(problem);
                ControlFlow::Break(())
            }
        })?;
        failure.map_or(Ok(Self::Records(records)), Err)
    }

    /// Whether several records have this name.
    fn is_shared(&self, text: &str) -> bool {
        matches!(self, Self::Records(records) if records.get(text) == Some(&None))
    }

    fn declared(&self, text: &str) -> Option<usize> {
        match self {
            Self::Choices(options) => options.iter().position(|(_, known)| *known == text),
            Self::Records(_) | Self::Plain => None,
        }
    }

    fn value(&self, field: &Field, text: &str) -> Option<Value> {
        if text.is_empty() {
            return (!field.required).then_some(Value::Nothing);
        }
        match self {
            Self::Choices(options) => {
                options.iter().find(|(_, known)| *known == text).map(|(code, _)| Value::choice(*code))
            }
            Self::Records(records) => records.get(text).copied().flatten().map(Value::Link),
            Self::Plain if field.kind == Kind::Integer => text.parse().ok().map(Value::Integer),
            Self::Plain => Some(Value::text(text)),
        }
    }
}
