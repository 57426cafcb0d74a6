//! The document tree: at the left the tree, which is one of several; in the middle the records of the chosen node; at
//! the right what a file shows. Records are put elsewhere by dragging them onto another node.

mod growing;
mod preview;
mod side;
mod taking;
mod text_pages;
mod tree_pane;
mod unfolding;
mod versions;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use eframe::egui::{
    Align, Align2, CentralPanel, Context, FontId, Frame, Id, LayerId, Layout, Margin, Order, Panel, Rect, Ui,
};

use self::growing::{Growing, Grown};
use self::preview::PreviewPane;
use self::side::Side;
pub use self::taking::TakeInOrder;
use self::taking::Taking;
use self::unfolding::Remembered;
use self::versions::VersionsPane;
use super::list::ListScreen;
use crate::desk::TreeKind;
use crate::model::{Problem, Record as _, RecordId};
use crate::records::documents::Document;
use crate::ui::actions::Action;
use crate::ui::icons;
use crate::ui::jobs::Job;
use crate::ui::registers::Registers;
use crate::ui::routes::Selected;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::section::screen_title;
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::tree::TreeState;
use crate::ui::workplace::{Request, Workplace};

/// What the lists in the tree show until the user wants something else.
const COLUMNS: &[(&str, &[&str])] = &[
    ("document", &["title", "number", "keeper", "formed_on"]),
    ("archive_item", &["number", "title", "pages", "state", "lent_to"]),
];

/// A file that was found by its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundInFile {
    /// The record it is attached to.
    pub selected: Selected,
    /// The attachment.
    pub file: RecordId,
    /// What was searched for.
    pub words: String,
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
    side: Side,
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

    /// Shows a record among all the others, and where its file has the words that it was found by.
    pub fn read(&mut self, workplace: &Workplace, found: FoundInFile) {
        if self.remembered.is_none() {
            self.recall(workplace);
        }
        let Selected { register, id } = found.selected;
        if self.register() != register {
            let Some(kind) = TreeKind::of(register) else { return };
            self.kind = kind;
            self.state = TreeState::default();
            self.is_changed = true;
        }
        self.side = Side::Preview;
        self.chosen.remove(&self.kind);
        self.arrange();
        if let Some(list) = self.list() {
            list.uncover(id);
            list.choose(id);
        }
        self.preview.show_words(found);
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
        // What was selected on another screen stands in no tree.
        let selected = selected.filter(|of| of.register == self.register());
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
            Side::Preview => problems.extend(self.preview.logic(ctx, workplace, selected)),
            Side::Versions => problems.extend(self.versions.logic(ctx, workplace, selected)),
            Side::Details => {}
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

    /// Shows the documents whose content several records have.
    fn duplicates_logic(&mut self, ctx: &Context) -> Option<Problem> {
        let found = match Job::take_ended(&mut self.duplicates)? {
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
