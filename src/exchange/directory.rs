//! What stands in the office already, for matching rows to records and resolving links.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use crate::desk::{Reader, Which};
use crate::model::{Field, Kind, Message, Problem, RecordId, RecordType};

/// What stands in the office already, for matching rows and resolving links.
pub(super) struct Directory {
    by_unique: HashMap<&'static str, HashMap<String, RecordId>>,
    by_title: HashMap<&'static str, HashMap<String, Vec<RecordId>>>,
    ids: HashSet<RecordId>,
    /// Registers to which the rows that are read link, by names too.
    linked: HashSet<&'static str>,
}

impl Directory {
    /// Reads the registers that the record type links to, and itself.
    pub(super) fn of(reader: &Reader, record_type: &'static dyn RecordType) -> Result<Self, Problem> {
        let mut registers = vec![record_type.name()];
        for field in record_type.fields() {
            if let Kind::Link(register) = field.kind
                && !registers.contains(&register)
            {
                registers.push(register);
            }
        }
        let mut directory = Self::read(reader, registers.into_iter().filter_map(crate::records::find))?;
        let links_to_itself = |field: &Field| field.kind == Kind::Link(record_type.name());
        if !record_type.fields().iter().any(links_to_itself) {
            directory.linked.remove(record_type.name());
        }
        Ok(directory)
    }

    /// Reads some registers.
    pub(super) fn read(
        reader: &Reader,
        registers: impl IntoIterator<Item = &'static dyn RecordType>,
    ) -> Result<Self, Problem> {
        let mut directory = Self {
            by_unique: HashMap::new(),
            by_title: HashMap::new(),
            ids: HashSet::new(),
            linked: HashSet::new(),
        };
        for target in registers {
            directory.linked.insert(target.name());
            directory.add_register(reader, target)?;
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
                    self.by_unique.entry(target.name()).or_default().insert(text.to_lowercase(), id);
                }
            }
            let title = reader.title(target, &view.row)?;
            self.by_title.entry(target.name()).or_default().entry(title.to_lowercase()).or_default().push(id);
        }
        Ok(())
    }

    /// Whether the rows that are read may link to a register.
    pub(super) fn is_linked(&self, register: &'static str) -> bool {
        self.linked.contains(register)
    }

    /// Makes room for so many records that the same file makes.
    pub(super) fn make_room(&mut self, register: &'static str, records: usize) {
        self.by_unique.entry(register).or_default().reserve(records);
    }

    /// Notes a record that the same file makes.
    pub(super) fn add(&mut self, register: &'static str, unique: &[&str], title: &str, id: RecordId) {
        if self.is_linked(register) {
            self.ids.insert(id);
        }
        for unique in unique.iter().filter(|unique| !unique.is_empty()) {
            self.by_unique.entry(register).or_default().insert(lower(unique).into_owned(), id);
        }
        if !title.is_empty() {
            let titles = self.by_title.entry(register).or_default();
            titles.entry(lower(title).into_owned()).or_default().push(id);
        }
    }

    /// The record with a unique value.
    pub(super) fn unique(&self, register: &'static str, text: &str) -> Option<RecordId> {
        self.by_unique.get(register)?.get(lower(text).as_ref()).copied()
    }

    /// The records of a title, those that the same file makes included.
    pub(super) fn titled(&self, register: &'static str, title: &str) -> &[RecordId] {
        let titles = self.by_title.get(register);
        titles.and_then(|titles| titles.get(lower(title).as_ref())).map_or(&[], Vec::as_slice)
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
        match self.titled(register, text) {
            [id] => Ok(*id),
            [] => Err(Message::new("import.unknown_link").with("value", text)),
            many => Err(Message::new("import.ambiguous").with("value", text).with("count", many.len())),
        }
    }
}

/// A text in small letters; most are already.
fn lower(text: &str) -> Cow<'_, str> {
    let is_small = text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_small { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) }
}
