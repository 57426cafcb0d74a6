//! How the screen is left and found again: the kind of tree, what is unfolded in it, and the node chosen.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::DocumentTreeScreen;
use crate::desk::TreeKind;
use crate::ui::panels::list::ListPart;
use crate::ui::workplace::{Request, Workplace};

/// Name of the preference that holds how the screen was left.
const PREFERENCE: &str = "document_tree";

/// How the screen was left.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Remembered {
    kind: String,
    /// Keys of the nodes that are unfolded, by the kind of the tree.
    unfolded: BTreeMap<String, BTreeSet<String>>,
}

impl DocumentTreeScreen {
    /// Takes up how the screen was left.
    pub(super) fn recall(&mut self, workplace: &Workplace) {
        let reader = workplace.office.reader(&workplace.session).ok();
        let bytes = reader.and_then(|reader| reader.preference(PREFERENCE).ok().flatten());
        let left: Remembered = bytes.and_then(|bytes| rmp_serde::from_slice(&bytes).ok()).unwrap_or_default();
        if let Some(kind) = TreeKind::from_code(&left.kind) {
            self.kind = kind;
        }
        for (kind, keys) in &left.unfolded {
            if let Some(kind) = TreeKind::from_code(kind) {
                self.unfolded.insert(kind, keys.clone());
            }
        }
        self.remembered = Some(left);
    }

    /// Notes how the screen is left, where that has changed.
    pub(super) fn remember(&mut self, requests: &mut Vec<Request>) {
        if !std::mem::take(&mut self.is_changed) {
            return;
        }
        let unfolded = self.unfolded.iter().map(|(kind, keys)| (kind.code().to_owned(), keys.clone()));
        let now = Remembered { kind: self.kind.code().to_owned(), unfolded: unfolded.collect() };
        if self.remembered.as_ref() != Some(&now) {
            if let Ok(bytes) = rmp_serde::to_vec_named(&now) {
                requests.push(Request::Remember(PREFERENCE.to_owned(), bytes));
            }
            self.remembered = Some(now);
        }
    }

    /// Lays out the rows and shows the part of the register that is chosen.
    pub(super) fn arrange(&mut self) {
        let Some(grown) = self.growing.grown(self.kind) else { return };
        // Under a single top there is nothing to choose from until it is unfolded.
        let unfolded =
            self.unfolded.entry(self.kind).or_insert_with(|| grown.tree.only_top().into_iter().collect());
        self.rows = std::iter::once(None).chain(grown.tree.rows(unfolded).into_iter().map(Some)).collect();
        let node = self.chosen.get(&self.kind).and_then(|key| grown.tree.find(key));
        self.row = self.rows.iter().position(|row| *row == node);
        let part = node.map(|node| ListPart {
            filters: grown.tree.filters(node),
            records: grown.tree.records(node).cloned(),
        });
        let part = part.unwrap_or_default();
        if let Some(list) = self.list() {
            list.show_part(part);
        }
    }

    /// Chooses a row.
    pub(super) fn choose(&mut self, row: usize) {
        let node = self.rows.get(row).copied().flatten();
        let key = node.and_then(|node| Some(self.grown()?.tree.node(node)?.key.clone()));
        match key {
            Some(key) => self.chosen.insert(self.kind, key),
            None => self.chosen.remove(&self.kind),
        };
        self.arrange();
    }

    /// Folds or unfolds a row.
    pub(super) fn toggle(&mut self, row: usize) {
        let Some(node) = self.rows.get(row).copied().flatten() else { return };
        let Some(grown) = self.growing.grown(self.kind) else { return };
        let Some(key) = grown.tree.node(node).map(|node| node.key.clone()) else { return };
        let unfolded = self.unfolded.entry(self.kind).or_default();
        if unfolded.remove(&key) {
            // What was chosen below is out of sight now: the node itself is chosen instead.
            let chosen = self.chosen.get(&self.kind).and_then(|chosen| grown.tree.find(chosen));
            if chosen.is_some_and(|chosen| grown.tree.above(chosen).any(|above| above == key)) {
                self.chosen.insert(self.kind, key);
            }
        } else {
            unfolded.insert(key);
        }
        self.is_changed = true;
        self.arrange();
    }
}
