//! The document tree: at the left the tree, which is one of several; in the middle the records of the chosen node; at
//! the right what a file shows. Records are put elsewhere by dragging them onto another node.

mod growing;
mod preview;
mod side;
mod taking;
mod versions;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use eframe::egui::{
    Align, Align2, CentralPanel, Context, DragAndDrop, FontId, Frame, Id, LayerId, Layout, Margin, Order,
    Panel, Rect, Stroke, StrokeKind, Ui, vec2,
};
use serde::{Deserialize, Serialize};

use self::growing::{Growing, Grown};
use self::preview::PreviewPane;
pub use self::taking::TakeInOrder;
use self::taking::Taking;
use self::versions::VersionsPane;
use super::list::{DraggedRecords, ListPart, ListScreen};
use crate::desk::{DocumentTree, TreeKind};
use crate::model::{Problem, Record as _, RecordId};
use crate::records::documents::Document;
use crate::ui::actions::Action;
use crate::ui::icons;
use crate::ui::jobs::{Job, Poll};
use crate::ui::registers::Registers;
use crate::ui::routes::Selected;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::section::{caption, screen_title};
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::tree::{TreeRow, TreeSource, TreeState, tree};
use crate::ui::workplace::{Request, Workplace};

/// Name of the preference that holds how the screen was left.
const PREFERENCE: &str = "document_tree";

/// What the lists in the tree show until the user wants something else.
const COLUMNS: &[(&str, &[&str])] = &[
    ("document", &["title", "number", "keeper", "formed_on"]),
    ("archive_item", &["number", "title", "pages", "state"]),
];

/// How the screen was left.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Remembered {
    kind: String,
    /// Keys of the nodes that are unfolded, by the kind of the tree.
    unfolded: BTreeMap<String, BTreeSet<String>>,
}

/// The screen.
#[derive(Default)]
pub struct DocumentTreeScreen {
    kind: TreeKind,
    growing: Growing,
    /// By the kind of the tree: the nodes that are unfolded.
    unfolded: BTreeMap<TreeKind, BTreeSet<String>>,
    /// The key of the node chosen; `None` is all of them.
    chosen: BTreeMap<TreeKind, String>,
    /// The nodes in sight; `None`, which is the first, stands for all records.
    rows: Vec<Option<usize>>,
    /// The place of the chosen node among them.
    row: Option<usize>,
    state: TreeState,
    lists: BTreeMap<&'static str, ListScreen>,
    side: side::Side,
    preview: PreviewPane,
    versions: VersionsPane,
    duplicates: Option<Job<Result<BTreeSet<RecordId>, Problem>>>,
    /// Files that are being taken in.
    taking: Option<Taking>,
    wants_duplicates: bool,
    /// The node under the pointer, where files may be let go.
    hovered: Option<usize>,
    remembered: Option<Remembered>,
    /// Whether something was folded or another kind chosen since.
    is_changed: bool,
}

impl DocumentTreeScreen {
    /// The register whose records stand in the tree.
    pub fn register(&self) -> &'static str {
        self.kind.register()
    }

    /// The list in the middle.
    pub fn list(&mut self) -> Option<&mut ListScreen> {
        let register = self.register();
        if !self.lists.contains_key(register) {
            let record_type = crate::records::find(register)?;
            let columns =
                COLUMNS.iter().find(|(of, _)| *of == register).map_or(&[][..], |(_, columns)| columns);
            self.lists.insert(register, ListScreen::inside(record_type, columns));
        }
        self.lists.get_mut(register)
    }

    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.growing.invalidate();
        self.preview.invalidate();
        self.versions.invalidate();
        for list in self.lists.values_mut() {
            list.invalidate();
        }
    }

    /// Makes the tree of what has been read, and shows the part of it that is chosen.
    pub fn logic(
        &mut self,
        ctx: &Context,
        workplace: &Workplace,
        registers: &Registers,
        selected: Option<Selected>,
    ) -> Vec<Problem> {
        if self.remembered.is_none() {
            self.recall(workplace);
        }
        let mut problems = Vec::new();
        let (grown, problem) = self.growing.logic(ctx, workplace, registers, self.kind);
        problems.extend(problem);
        if grown {
            self.arrange();
        }
        if let Some(list) = self.list() {
            problems.extend(list.logic(ctx, workplace, registers));
        }
        match self.side {
            side::Side::Preview => problems.extend(self.preview.logic(ctx, workplace, selected)),
            side::Side::Versions => problems.extend(self.versions.logic(ctx, workplace, selected)),
            side::Side::Details => {}
        }
        problems.extend(self.duplicates_logic(ctx));
        if std::mem::take(&mut self.wants_duplicates) {
            self.duplicates = Some(workplace.ask(ctx, "duplicates", |reader, _| {
                let found = reader.duplicates()?;
                let holders = found.into_iter().flat_map(|duplicate| duplicate.holders);
                Ok(holders
                    .filter(|holder| holder.register == Document::NAME)
                    .map(|holder| holder.id)
                    .collect())
            }));
        }
        if let Some(Err(problem)) = self.taking.as_mut().map(|taking| taking.logic(ctx)) {
            self.taking = None;
            problems.extend(problem);
        }
        problems
    }

    /// Looks at files and folders that are to be taken in, into the node under the pointer where there is one.
    pub fn take_files(&mut self, ctx: &Context, workplace: &Workplace, paths: Vec<PathBuf>) {
        let aim = self.hovered.filter(|_| self.register() == Document::NAME);
        let aim = aim.and_then(|node| self.grown()?.tree.values(node)).unwrap_or_default();
        self.taking = Some(Taking::look(ctx, workplace, paths, aim));
    }

    /// The command that takes files in ended.
    pub fn taken_in(&mut self, is_done: bool) {
        // Another job may end while files are only being looked at.
        let Some(taking) = self.taking.as_mut().filter(|taking| taking.is_running()) else { return };
        if is_done {
            self.taking = None;
        } else {
            taking.stopped();
        }
    }

    /// Whether files are being taken in: then that is the whole screen.
    pub fn is_taking_in(&self) -> bool {
        self.taking.is_some()
    }

    fn recall(&mut self, workplace: &Workplace) {
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
    fn remember(&mut self, requests: &mut Vec<Request>) {
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

    /// Shows the documents whose content several records have.
    fn duplicates_logic(&mut self, ctx: &Context) -> Option<Problem> {
        let found = match self.duplicates.as_ref()?.poll() {
            Poll::Busy => return None,
            Poll::Lost => None,
            Poll::Ready(found) => Some(found),
        };
        self.duplicates = None;
        let found = match found? {
            Ok(found) => found,
            Err(problem) => return Some(problem),
        };
        let name = ctx.language().text("document_tree.duplicates").to_owned();
        self.chosen.remove(&self.kind);
        self.arrange();
        if let Some(list) = self.list() {
            list.only_rows(name, found);
        }
        None
    }

    fn grown(&self) -> Option<&Grown> {
        self.growing.grown(self.kind)
    }

    /// Lays out the rows and shows the part of the register that is chosen.
    fn arrange(&mut self) {
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

    fn choose(&mut self, row: usize) {
        let node = self.rows.get(row).copied().flatten();
        let key = node.and_then(|node| Some(self.grown()?.tree.node(node)?.key.clone()));
        match key {
            Some(key) => self.chosen.insert(self.kind, key),
            None => self.chosen.remove(&self.kind),
        };
        self.arrange();
    }

    fn toggle(&mut self, row: usize) {
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

    /// Draws tree and list.
    pub fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let language = ui.language();
        let tokens = ui.tokens();
        if let Some(taking) = &mut self.taking {
            if taking.ui(ui, requests) {
                self.taking = None;
            }
            return;
        }
        screen_title(ui, language.text("nav.document_tree"), |ui| {
            let text = (icons::IMPORT, language.text("action.take_in"));
            if ui.primary_button(text).clicked() {
                requests.push(Request::Act(Action::TakeIn));
            }
            let text = (icons::FOLDER, language.text("action.take_in_folder"));
            if ui.quiet_button(text).clicked() {
                requests.push(Request::Act(Action::TakeInFolder));
            }
        });
        ui.add_space(tokens.grid);
        let kinds: Vec<(TreeKind, &str)> =
            TreeKind::ALL.into_iter().map(|kind| (kind, language.text(kind.text()))).collect();
        ui.horizontal(|ui| {
            let register = self.register();
            if segmented(ui, language.text("document_tree.sorted_by"), &mut self.kind, &kinds) {
                self.state = TreeState::default();
                self.is_changed = true;
                self.arrange();
                if self.register() != register {
                    requests.push(Request::Select(self.selected()));
                }
                ui.request_repaint();
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| self.list_buttons(ui, requests));
        });
        ui.add_space(tokens.gap);
        let frame = Frame::new().inner_margin(Margin { right: 12, ..Margin::ZERO });
        Panel::left("document tree").default_size(248.0).size_range(160.0..=420.0).frame(frame).show(
            ui,
            |ui| {
                self.tree_ui(ui, requests);
            },
        );
        let frame = Frame::new().inner_margin(Margin { left: 12, ..Margin::ZERO });
        CentralPanel::default().frame(frame).show(ui, |ui| {
            let place = ui.max_rect();
            if let Some(list) = self.list() {
                list.body_ui(ui, requests);
            }
            let files = ui.input(|input| input.raw.hovered_files.len());
            if files > 0 {
                drop_hint(ui, place, files);
            }
        });
        self.remember(requests);
    }

    /// The record that is selected in the list, where it is one.
    fn selected(&mut self) -> Option<Selected> {
        let register = self.register();
        match self.list()?.selected().as_slice() {
            [id] => Some(Selected { register, id: *id }),
            _ => None,
        }
    }

    /// What can be done with the documents shown.
    fn list_buttons(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let language = ui.language();
        if ui.quiet_button((icons::EXPORT, language.text("action.export_files"))).clicked() {
            requests.push(Request::Act(Action::ExportFiles));
        }
        let text = (icons::COMPARE, language.text("document_tree.find_duplicates"));
        if self.kind != TreeKind::Archive && ui.quiet_button(text).clicked() {
            self.wants_duplicates = true;
            ui.request_repaint();
        }
    }

    fn tree_ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
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

/// Says over the list what letting go of files does; the tree stays clear, so that a node can be aimed at.
fn drop_hint(ui: &Ui, place: Rect, files: usize) {
    let tokens = ui.tokens();
    let layer = LayerId::new(Order::Foreground, Id::unique("document drop hint"));
    let painter = ui.ctx().layer_painter(layer);
    painter.rect_filled(place, tokens.radius, tokens.backdrop);
    let text = ui.language().fill("document_tree.drop", &[("count", &files.to_string())]);
    let font = FontId::proportional(tokens.section);
    painter.text(place.center(), Align2::CENTER_CENTER, text, font, tokens.text_on_accent);
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
    counts: &'a growing::Counts,
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
