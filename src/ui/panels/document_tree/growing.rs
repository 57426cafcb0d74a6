//! The tree is made away from the window, with the one before shown meanwhile.

use std::time::Duration;

use eframe::egui::Context;

use crate::desk::{DocumentTree, RegisterTable, TreeKind};
use crate::model::Problem;
use crate::text::Language;
use crate::ui::jobs::{Job, Poll};
use crate::ui::registers::Registers;
use crate::ui::tokens::UiExt as _;
use crate::ui::workplace::Workplace;

/// A small tree is there before the screen could show itself empty.
const BRIEFLY: Duration = Duration::from_millis(3);

/// How many records stand in each node, in words.
pub(super) struct Counts {
    nodes: Vec<String>,
    /// In all of them.
    pub(super) all: String,
}

impl Counts {
    /// The count of a node.
    pub(super) fn of(&self, node: usize) -> &str {
        self.nodes.get(node).map_or("", String::as_str)
    }
}

/// A tree with what is drawn of it each frame.
pub(super) struct Grown {
    pub(super) tree: DocumentTree,
    pub(super) counts: Counts,
}

impl Grown {
    fn of(tree: DocumentTree) -> Self {
        let count = |place| tree.node(place).map_or(0, |node| node.count).to_string();
        let nodes = (0..tree.len()).map(count).collect();
        Self { counts: Counts { nodes, all: tree.total().to_string() }, tree }
    }
}

/// The tree and what is under way for it.
#[derive(Default)]
pub(super) struct Growing {
    grown: Option<Grown>,
    job: Option<Job<Result<Grown, Problem>>>,
    /// The table that trees are made of, with the arrival it is.
    table: Option<(u64, RegisterTable)>,
    made_of: Option<(TreeKind, Language)>,
    is_old: bool,
}

impl Growing {
    /// The office has changed: units may have other names, or stand elsewhere.
    pub(super) fn invalidate(&mut self) {
        self.is_old = true;
    }

    /// The tree of a kind, once it is made.
    pub(super) fn grown(&self, kind: TreeKind) -> Option<&Grown> {
        self.grown.as_ref().filter(|grown| grown.tree.kind == kind)
    }

    /// Takes a tree that has come and begins with one that is wanted; answers whether one came.
    pub(super) fn logic(
        &mut self,
        ctx: &Context,
        workplace: &Workplace,
        registers: &Registers,
        kind: TreeKind,
    ) -> (bool, Option<Problem>) {
        let wanted = (kind, ctx.language());
        let register = kind.register();
        let seen = self.table.as_ref().filter(|(_, table)| table.record_type().name() == register);
        let seen = seen.map_or(0, |(revision, _)| *revision);
        if let Some((revision, table)) = registers.newer(register, seen) {
            self.table = Some((revision, table.clone()));
            self.is_old = true;
        }
        if self.made_of != Some(wanted) {
            self.is_old = true;
            self.job = None;
        }
        let mut problem = None;
        if let Some(job) = &self.job {
            match job.poll() {
                Poll::Busy => return (false, None),
                Poll::Lost => self.job = None,
                Poll::Ready(result) => {
                    self.job = None;
                    match result {
                        Ok(grown) => {
                            self.grown = Some(grown);
                            return (true, None);
                        }
                        Err(failure) => problem = Some(failure),
                    }
                }
            }
        }
        let Some((_, table)) = self.table.as_ref().filter(|_| self.is_old) else { return (false, problem) };
        if table.record_type().name() != register || table.language() != wanted.1 {
            // The register is being read in another language, or not yet.
            return (false, problem);
        }
        let table = table.clone();
        self.is_old = false;
        self.made_of = Some(wanted);
        let job = workplace.ask(ctx, "document-tree", move |reader, _| {
            DocumentTree::read(reader, kind, &table, wanted.1).map(Grown::of)
        });
        match job.wait_briefly(BRIEFLY) {
            Some(Ok(grown)) => {
                self.grown = Some(grown);
                (true, problem)
            }
            Some(Err(failure)) => (false, Some(failure)),
            None => {
                self.job = Some(job);
                (false, problem)
            }
        }
    }
}
