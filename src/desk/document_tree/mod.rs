//! The document tree: documents by their nature, content, department or folder, and the archive by 全宗, 门类, 年度,
//! 机构, 期限 and 盒. It is made of the table that the list shows, so counts and rows are those of one moment and of
//! what the session may see; void records are not in it.

mod grow;
mod order;

use std::collections::BTreeSet;

use self::grow::Growth;
use super::register_table::RegisterTable;
use super::{BatchMode, Command, FieldFilter, Reader, Values};
use crate::model::{KeptMessage, Problem, Record as _, RecordId, Value};
use crate::records::archive::ArchiveItem;
use crate::records::documents::Document;
use crate::text::Language;

/// What the tree is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum TreeKind {
    /// 按性质, then by content and department.
    #[default]
    Nature,
    /// 按内容, then by nature and department.
    Content,
    /// 按部门, as the units stand under one another.
    Department,
    /// By the folders that files were taken in from.
    Folder,
    /// The archive.
    Archive,
}

impl TreeKind {
    /// Every one, in the order offered.
    pub const ALL: [Self; 5] = [Self::Nature, Self::Content, Self::Department, Self::Folder, Self::Archive];

    /// Its name in preferences.
    pub fn code(self) -> &'static str {
        match self {
            Self::Nature => "nature",
            Self::Content => "content",
            Self::Department => "department",
            Self::Folder => "folder",
            Self::Archive => "archive",
        }
    }

    /// The kind of a name in preferences.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The first of those in which the records of a register stand.
    pub fn of(register: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.register() == register)
    }

    /// Key of its name.
    pub fn text(self) -> &'static str {
        match self {
            Self::Nature => "document_tree.nature",
            Self::Content => "document_tree.content",
            Self::Department => "document_tree.department",
            Self::Folder => "document_tree.folder",
            Self::Archive => "document_tree.archive",
        }
    }

    /// The register whose records stand in it.
    pub fn register(self) -> &'static str {
        match self {
            Self::Archive => ArchiveItem::NAME,
            _ => Document::NAME,
        }
    }

    /// The fields that make its levels, from the top.
    fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Nature => &["nature", "content", "department"],
            Self::Content => &["content", "nature", "department"],
            Self::Department => &["department"],
            Self::Folder => &["folder"],
            // 全宗 → 门类 → 年度 → 机构 → 期限 → 盒; the 件 are the rows of the list.
            Self::Archive => &["fonds", "category", "year", "division", "retention", "in_box"],
        }
    }
}

/// One node of the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct TreeNode {
    /// What tells it apart, in every language and after every change; remembered where it is unfolded.
    pub key: String,
    /// What it is called; empty where the field has no value.
    pub name: String,
    /// How many records stand in it and below.
    pub count: usize,
    /// How far below the top, from 0.
    pub depth: usize,
    /// The node above.
    pub parent: Option<usize>,
    /// The nodes below, in order.
    pub children: Vec<usize>,
    /// The field it is a value of.
    pub field: &'static str,
    /// Texts of the field that belong to it.
    shown: Vec<String>,
    /// Its records, where their texts don't tell them from those of another node, as of two units of one name.
    records: Option<BTreeSet<RecordId>>,
    /// What a record that is dropped here gets in that field; `None` when that can't be told.
    value: Option<Value>,
}

/// The tree.
#[derive(Clone, Debug)]
pub struct DocumentTree {
    /// What it is.
    pub kind: TreeKind,
    nodes: Vec<TreeNode>,
    roots: Vec<usize>,
    total: usize,
}

impl DocumentTree {
    /// Makes the tree of the records in a table of [`TreeKind::register`].
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn read(
        reader: &Reader,
        kind: TreeKind,
        table: &RegisterTable,
        language: Language,
    ) -> Result<Self, Problem> {
        let mut growth = Growth::default();
        match kind {
            TreeKind::Department => growth.units(reader, table)?,
            TreeKind::Folder => growth.folders(table),
            TreeKind::Nature | TreeKind::Content | TreeKind::Archive => {
                growth.levels(reader, table, kind.fields(), language)?;
            }
        }
        let (nodes, roots) = growth.finish();
        Ok(Self { kind, nodes, roots, total: table.len() })
    }

    /// A node.
    pub fn node(&self, place: usize) -> Option<&TreeNode> {
        self.nodes.get(place)
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// How many records stand in the tree.
    pub fn total(&self) -> usize {
        self.total
    }

    /// The node of a key.
    pub fn find(&self, key: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.key == key)
    }

    /// A node and those above it, from the node up.
    fn upwards(&self, place: usize) -> impl Iterator<Item = &TreeNode> {
        std::iter::successors(self.nodes.get(place), |node| self.nodes.get(node.parent?))
    }

    /// The nodes in sight where these are unfolded, from the top.
    pub fn rows(&self, unfolded: &BTreeSet<String>) -> Vec<usize> {
        let mut rows = Vec::new();
        let mut waiting: Vec<usize> = self.roots.iter().rev().copied().collect();
        while let Some(place) = waiting.pop() {
            rows.push(place);
            if let Some(node) = self.nodes.get(place)
                && unfolded.contains(&node.key)
            {
                waiting.extend(node.children.iter().rev());
            }
        }
        rows
    }

    /// The key of the node at the top, where there is only one.
    pub fn only_top(&self) -> Option<String> {
        match self.roots.as_slice() {
            [top] => self.nodes.get(*top).map(|node| node.key.clone()),
            _ => None,
        }
    }

    /// The names of a node and those above it, from the top.
    pub fn path(&self, place: usize) -> Vec<&str> {
        let mut names: Vec<&str> = self.upwards(place).map(|node| node.name.as_str()).collect();
        names.reverse();
        names
    }

    /// The keys of the nodes above one.
    pub fn above(&self, place: usize) -> impl Iterator<Item = &str> {
        self.upwards(place).skip(1).map(|node| node.key.as_str())
    }

    /// The records in a node and below, where conditions don't tell them.
    pub fn records(&self, place: usize) -> Option<&BTreeSet<RecordId>> {
        self.nodes.get(place)?.records.as_ref()
    }

    /// What the records in a node and below have in common, as conditions of a list.
    pub fn filters(&self, place: usize) -> Vec<FieldFilter> {
        let mut filters: Vec<FieldFilter> = Vec::new();
        for node in self.upwards(place) {
            // Of nodes of one field the lowest says it all.
            if filters.iter().all(|filter| filter.field != node.field) {
                filters.push(FieldFilter { field: node.field.to_owned(), shown: node.shown.clone() });
            }
        }
        filters
    }

    /// What a record that is put into a node gets; `None` when a node on the way can't tell, as two units of one name.
    pub fn values(&self, place: usize) -> Option<Values> {
        let mut values = Values::new();
        for node in self.upwards(place) {
            if values.get(node.field).is_none() {
                values.set(node.field, node.value.clone()?);
            }
        }
        Some(values)
    }

    /// What a record gets that is put to the top, under no node: nothing in the field that sorts the tree; `None` where
    /// each record must have something there.
    pub fn top_values(&self) -> Option<Values> {
        match self.kind {
            TreeKind::Department | TreeKind::Folder => {
                let fields = self.kind.fields().iter();
                Some(fields.fold(Values::new(), |values, field| values.with(*field, Value::Nothing)))
            }
            TreeKind::Nature | TreeKind::Content | TreeKind::Archive => None,
        }
    }

    /// The command that puts records into a node, or to the top: one step back takes all of it back.
    pub fn move_command(&self, place: Option<usize>, records: &[RecordId]) -> Option<Command> {
        let values = match place {
            Some(place) => self.values(place)?,
            None => self.top_values()?,
        };
        let steps = records.iter().map(|id| Command::Update {
            register: self.kind.register().to_owned(),
            id: *id,
            base: None,
            values: values.clone(),
        });
        let label = KeptMessage { key: "batch.filed_elsewhere".to_owned(), arguments: Vec::new() };
        Some(Command::Batch { label, steps: steps.collect(), mode: BatchMode::AllOrNothing })
    }
}
