//! The tree at the left: its nodes with their counts, and what may be let go over them.

use std::collections::BTreeSet;

use eframe::egui::{DragAndDrop, FontId, Id, LayerId, Order, Rect, Stroke, StrokeKind, Ui, vec2};

use super::DocumentTreeScreen;
use super::growing::Counts;
use crate::desk::DocumentTree;
use crate::model::Record as _;
use crate::records::documents::Document;
use crate::ui::icons;
use crate::ui::panels::list::DraggedRecords;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::section::caption;
use crate::ui::widgets::tree::{TreeRow, TreeSource, tree};
use crate::ui::workplace::Request;

impl DocumentTreeScreen {
    /// Draws the tree.
    pub(super) fn tree_ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let language = ui.language();
        let register = self.register();
        let Some(grown) = self.growing.grown(self.kind) else {
            // The panel would shrink to the words.
            ui.set_min_size(ui.available_size());
            caption(ui, language.text("list.reading"));
            return;
        };
        let nothing = BTreeSet::new();
        let unfolded = self.unfolded.get(&self.kind).unwrap_or(&nothing);
        let source = Rows {
            tree: &grown.tree,
            counts: &grown.counts,
            rows: &self.rows,
            unfolded,
            all: language.text("document_tree.all"),
            none: language.text("document_tree.none"),
        };
        let dragged = DragAndDrop::payload::<DraggedRecords>(ui.ctx());
        let dragged = dragged.filter(|dragged| dragged.register == register);
        let rows = &self.rows;
        let files = ui.input(|input| input.raw.hovered_files.len());
        let is_of_files = files > 0;
        let takes = |row: usize| match rows.get(row) {
            Some(Some(node)) => grown.tree.values(*node).is_some(),
            // At the top files are sorted by what is proposed for each.
            Some(None) => is_of_files || grown.tree.top_values().is_some(),
            None => false,
        };
        let is_over = dragged.is_some() || (files > 0 && register == Document::NAME);
        let accepts: Option<&dyn Fn(usize) -> bool> = is_over.then_some(&takes);
        let name = language.text("nav.document_tree");
        let done = tree(ui, name, &source, self.row, &mut self.state, accepts);
        self.hovered = done.hovered.and_then(|row| self.rows.get(row).copied().flatten());
        if let Some(dragged) = &dragged {
            drag_hint(ui, dragged.ids.len());
            let target = done.dropped_on.and_then(|row| self.rows.get(row).copied());
            if let Some(command) = target.and_then(|node| grown.tree.move_command(node, &dragged.ids)) {
                DragAndDrop::clear_payload(ui.ctx());
                requests.push(Request::Run(command));
            }
        }
        if let Some(row) = done.toggled {
            self.toggle(row);
            ui.request_repaint();
        }
        if let Some(row) = done.chosen {
            self.choose(row);
            ui.request_repaint();
        }
    }
}

/// Says beside the pointer how many records are being dragged.
fn drag_hint(ui: &Ui, count: usize) {
    let Some(pointer) = ui.input(|input| input.pointer.hover_pos()) else { return };
    let tokens = ui.tokens();
    let layer = LayerId::new(Order::Tooltip, Id::unique("drag hint"));
    let painter = ui.ctx().layer_painter(layer);
    let text = ui.language().fill("document_tree.dragging", &[("count", &count.to_string())]);
    let font = FontId::proportional(tokens.small);
    let galley = painter.layout_no_wrap(text, font, tokens.text);
    let rect = Rect::from_min_size(pointer + vec2(14.0, 10.0), galley.size() + vec2(16.0, 8.0));
    painter.rect_filled(rect, tokens.radius, tokens.raised);
    painter.rect_stroke(rect, tokens.radius, Stroke::new(1.0, tokens.line_strong), StrokeKind::Inside);
    painter.galley(rect.min + vec2(8.0, 4.0), galley, tokens.text);
}

/// The rows as the tree draws them.
struct Rows<'a> {
    tree: &'a DocumentTree,
    counts: &'a Counts,
    rows: &'a [Option<usize>],
    unfolded: &'a BTreeSet<String>,
    all: &'a str,
    none: &'a str,
}

impl TreeSource for Rows<'_> {
    fn row_count(&self) -> usize {
        self.rows.len()
    }

    fn row(&self, index: usize) -> TreeRow<'_> {
        let place = self.rows.get(index).copied().flatten();
        let Some((place, node)) = place.and_then(|place| Some((place, self.tree.node(place)?))) else {
            let count = &self.counts.all;
            return TreeRow { icon: icons::DOCUMENTS, name: self.all, count, depth: 0, unfolded: None };
        };
        let unfolded = (!node.children.is_empty()).then(|| self.unfolded.contains(&node.key));
        TreeRow {
            icon: icon(node.field, unfolded == Some(true)),
            name: if node.name.is_empty() { self.none } else { &node.name },
            count: self.counts.of(place),
            depth: node.depth,
            unfolded,
        }
    }
}

/// The icon of a node by the field it is a value of.
fn icon(field: &str, is_open: bool) -> &'static str {
    match field {
        "department" | "division" => icons::UNIT,
        "fonds" => icons::BOOKS,
        "in_box" => icons::BOX,
        "year" => icons::CALENDAR,
        "retention" => icons::RULE,
        _ if is_open => icons::FOLDER_OPEN,
        _ => icons::FOLDER,
    }
}
