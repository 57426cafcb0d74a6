//! Drawing the window: what stands around a screen, the screen, and the dialogs over it.

use eframe::egui::{self, CentralPanel, Context, Frame, Margin, Ui};

use super::search::{PaletteAction, Provider};
use super::{App, list_screen};
use crate::desk::{BatchMode, Command, Which};
use crate::ui::actions::Action;
use crate::ui::files::Purpose;
use crate::ui::navigation::Chosen;
use crate::ui::panels::bulk_edit::BulkWish;
use crate::ui::panels::export::ExportWish;
use crate::ui::panels::form::FormWish;
use crate::ui::panels::list::side_panel;
use crate::ui::routes::{Route, Selected};
use crate::ui::shell::{StatusLine, TopBar, pressed};
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::dialog::{Dialog, button_row};
use crate::ui::workplace::{Request, Workplace, label};

impl App {
    fn screen_ui(&mut self, ui: &mut Ui) {
        let requests = &mut self.requests;
        let Some(workplace) = &self.workplace else { return };
        match self.history.current().clone() {
            Route::Home => self.home.ui(ui, requests),
            Route::OrgChart => self.org_chart.ui(ui, &workplace.days(), &mut self.photos, requests),
            Route::DocumentTree => self.document_tree.ui(ui, requests),
            Route::DutyMatrix => self.duty_matrix.ui(ui, requests),
            Route::Import => self.import.ui(ui, requests),
            Route::Calendar => self.calendar.ui(ui, &workplace.days(), workplace, requests),
            Route::Execution => self.execution.ui(ui, &workplace.days(), requests),
            Route::Console(_) => self.console.ui(ui, workplace, requests),
            Route::Activity(_) => self.activity.ui(ui, workplace.today(), requests),
            Route::WorkReport => self.work_report.ui(ui, requests),
            Route::ArchiveReport => self.archive_report.ui(ui, requests),
            Route::Supervision => self.supervision.ui(ui, requests),
            Route::Rights => self.rights.ui(ui, requests),
            Route::Settings => {
                let signed_in = self.gate.has_pass();
                self.settings.ui(ui, workplace, signed_in, &mut self.appearance, requests);
            }
            Route::AuditTrail => self.audit.ui(ui, workplace, requests),
            Route::Backups => self.backups.ui(ui, requests),
            Route::Filing => self.filing.ui(ui, requests),
            Route::Lending => self.lending.ui(ui, requests),
            Route::DisposalLines(_) => self.disposal_lines.ui(ui, requests),
            Route::RecordProperties => self.record_properties.ui(ui, requests),
            Route::Board(register) => {
                if let Some(board) = self.boards.get_mut(register) {
                    board.ui(ui, requests);
                }
            }
            Route::List(register) => {
                if let Some(list) = list_screen(&mut self.lists, register, Which::Living) {
                    list.ui(ui, requests);
                }
            }
            Route::RecycleBin(register) => {
                if let Some(list) = list_screen(&mut self.lists, register, Which::Void) {
                    list.ui(ui, requests);
                }
            }
        }
    }

    fn dialogs_ui(&mut self, ctx: &Context) {
        if let Some(form) = &mut self.form {
            match form.show(ctx, &mut self.photos) {
                Some(FormWish::Save(command)) => {
                    if let Some(workplace) = &mut self.workplace {
                        workplace.run(command);
                    }
                }
                Some(FormWish::Close) => self.form = None,
                Some(FormWish::Choose { field, label, folder }) => {
                    let title = ctx.language().text(label);
                    let suggested = (!folder).then(|| "calendar.ics".to_owned());
                    self.files.open(ctx, Purpose::Field(field, folder), title, suggested);
                }
                None => {}
            }
        }
        if let (Some(edit), Some(workplace)) = (&mut self.bulk_edit, &mut self.workplace) {
            match edit.show(ctx, workplace) {
                Some(BulkWish::Run(command)) => {
                    workplace.run(command);
                    self.bulk_edit = None;
                }
                Some(BulkWish::Close) => self.bulk_edit = None,
                None => {}
            }
        }
        self.mark_ui(ctx);
        match self.export.as_mut().and_then(|export| export.show(ctx)) {
            Some(ExportWish::Browse(order, name)) => {
                self.export = None;
                let title = ctx.language().text("files.export");
                self.files.open(ctx, Purpose::Export(order), title, Some(name));
            }
            Some(ExportWish::Write(order, path)) => {
                self.export = None;
                self.use_file(ctx, Purpose::Export(order), path);
            }
            Some(ExportWish::Close) => self.export = None,
            None => {}
        }
        self.files.show(ctx);
        self.void_ui(ctx);
        self.version_ui(ctx);
        self.gate_dialogs(ctx);
        self.view_as_ui(ctx);
        self.viewing_ui(ctx);
        self.calendar_file_ui(ctx);
        let found_in = Provider::new(&self.record_search, self.appearance.look.language);
        if let Some(action) = self.palette.show(ctx, &found_in) {
            match action {
                PaletteAction::Act(action) => self.requests.push(Request::Act(action)),
                PaletteAction::Go(route) => self.requests.push(Request::Go(route)),
                PaletteAction::Make(register) => {
                    self.requests.extend([Request::Go(Route::List(register)), Request::New(register)]);
                }
                PaletteAction::Open(selected) => self.requests.push(Request::Open(selected)),
                PaletteAction::Read(found) => self.requests.push(Request::Read(found)),
            }
        }
        if let Some(action) = self.toasts.show(ctx) {
            self.requests.push(Request::Act(action));
        }
    }

    /// Whether something is open that takes the keys for itself.
    fn has_dialog(&self) -> bool {
        self.form.is_some()
            || self.mark.is_some()
            || self.void_question.is_some()
            || self.bulk_edit.is_some()
            || self.new_version.is_some()
            || self.export.is_some()
            || self.files.is_typing()
            || self.view_as.is_some()
            || self.loan_viewer.is_open()
            || self.calendar_file.is_some()
            || self.gate.asks()
            || self.calendar.has_dialog()
            || self.palette.is_open()
    }

    /// After a dialog the keyboard is where it was before: in the list over which it stood.
    fn give_keyboard_back(&mut self, ctx: &Context) {
        let has_dialog = self.has_dialog();
        let had_dialog = std::mem::replace(&mut self.had_dialog, has_dialog);
        if had_dialog && !has_dialog {
            if let Some(list) = self.current_list() {
                list.take_keyboard();
            }
            ctx.request_repaint();
        }
    }

    fn void_ui(&mut self, ctx: &Context) {
        let language = self.language();
        let Some(question) = &mut self.void_question else { return };
        let count = question.ids.len().to_string();
        let title = language.fill("void.title", &[("count", &count)]);
        let mut answer = None;
        let (_, dismissal) = Dialog::new("void", &title).edits().show(ctx, |ui| {
            let label = ui.label(language.text("void.reason"));
            let edit = egui::TextEdit::singleline(&mut question.reason).desired_width(f32::INFINITY);
            let edit = ui.add(edit).labelled_by(label.id);
            if ui.memory(|memory| memory.focused().is_none()) {
                edit.request_focus();
            }
            button_row(ui, |ui| {
                let ready = !question.reason.trim().is_empty();
                let confirm = ui.add_enabled_ui(ready, |ui| ui.danger_button(language.text("action.void")));
                if confirm.inner.clicked() {
                    answer = Some(true);
                }
                if ui.quiet_button(language.text("toolkit.cancel")).clicked() {
                    answer = Some(false);
                }
            });
        });
        if answer == Some(false) || dismissal.is_some() {
            self.void_question = None;
        } else if answer == Some(true)
            && let Some(question) = self.void_question.take()
            && let Some(workplace) = &mut self.workplace
        {
            let steps: Vec<Command> = question
                .ids
                .into_iter()
                .map(|id| Command::Void {
                    register: question.register.to_owned(),
                    id,
                    reason: question.reason.clone(),
                })
                .collect();
            let mode = BatchMode::AllOrNothing;
            workplace.run(match <[Command; 1]>::try_from(steps) {
                Ok([single]) => single,
                Err(steps) => Command::Batch { label: label("batch.void"), steps, mode },
            });
        }
    }

    /// Draws everything and carries out what was asked for.
    pub(super) fn draw(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let tokens = ui.tokens();
        if self.gate.is_shut() || (self.workplace.is_none() && self.gate.is_busy()) {
            self.gate_ui(ui);
            return;
        }
        if self.workplace.is_none() {
            let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::same(24));
            CentralPanel::default().frame(frame).show(ui, |ui| {
                if let Some(choice) = self.welcome.ui(ui) {
                    self.choose(ui.ctx(), choice);
                }
            });
            self.files.show(&ctx);
            self.gate_dialogs(&ctx);
            return;
        }
        if !std::mem::replace(&mut self.has_drawn, true) {
            // For whoever measures the start: tests/bench/window.rs.
            tracing::info!("first picture of the office");
        }
        self.give_keyboard_back(&ctx);
        // A frame may be drawn twice; a key is pressed once.
        let first_pass = ctx.current_pass_index() == 0;
        if first_pass {
            self.requests.extend(pressed(&ctx, self.has_dialog()).map(Request::Act));
        }
        let who = self.workplace.as_ref().map(|place| place.session.name.clone()).unwrap_or_default();
        let top = TopBar {
            office: &self.office_name,
            who: &who,
            signed_in: self.gate.has_pass(),
            can_go_back: self.history.can_go_back(),
            can_go_forward: self.history.can_go_forward(),
            can_undo: self.can_undo,
            can_redo: self.can_redo,
            in_anothers_place: self.workplace.as_ref().is_some_and(Workplace::is_in_anothers_place),
        };
        self.requests.extend(top.ui(ui).map(Request::Act));
        if self.view_as_banner(ui) {
            self.requests.push(Request::Act(Action::OwnView));
        }
        let status = StatusLine {
            path: &self.path_text,
            writing: self.workplace.as_ref().is_some_and(Workplace::is_writing),
            job: self.job.as_ref().map(|(name, job)| {
                let (done, total) = job.progress().state();
                (name.as_str(), done, total)
            }),
        };
        if status.ui(ui)
            && let Some((_, job)) = &self.job
        {
            job.progress().cancel();
        }
        if self.shows_navigation {
            match self.navigation.ui(ui, self.history.current()) {
                Some(Chosen::Screen(route)) => self.requests.push(Request::Go(route)),
                Some(Chosen::Folding) => self.remember_folding(),
                None => {}
            }
        }
        let has_inspector = matches!(
            self.history.current(),
            Route::List(_)
                | Route::Board(_)
                | Route::RecycleBin(_)
                | Route::OrgChart
                | Route::Supervision
                | Route::DocumentTree
                | Route::Calendar
                | Route::Filing
                | Route::Lending
        );
        let has_inspector = has_inspector
            && !(*self.history.current() == Route::DocumentTree && self.document_tree.is_taking_in());
        if self.shows_inspector
            && has_inspector
            && let Some(days) = self.workplace.as_ref().map(Workplace::days)
        {
            let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::same(16));
            let Self { inspector, photos, requests, document_tree, history, .. } = self;
            side_panel().frame(frame).show(ui, |ui| {
                // The panel is as wide as it was drawn, whatever stands in it.
                ui.set_width(ui.available_width());
                if *history.current() == Route::DocumentTree {
                    document_tree.side_ui(ui, inspector, &days, photos, requests);
                } else {
                    inspector.ui(ui, &days, photos, requests);
                }
            });
        }
        let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(20, 16));
        CentralPanel::default().frame(frame).show(ui, |ui| self.screen_ui(ui));
        self.dialogs_ui(&ctx);
        if *self.history.current() != Route::DocumentTree {
            drop_hint(&ctx);
        }
        let requests = std::mem::take(&mut self.requests);
        for request in requests {
            self.carry_out(&ctx, request);
        }
        self.follow_route();
        if self.had_dialog && !self.has_dialog() {
            ctx.request_repaint();
        }
    }
}

impl App {
    /// A record does not stay beside a screen that it is not on: where a list is come back to, what is chosen there.
    fn follow_route(&mut self) {
        let (route, selected) = (self.history.current().clone(), self.inspector.selected());
        let is_old = route != self.shown.0 && selected == self.shown.1;
        if let Some(Selected { register, .. }) = selected.filter(|_| is_old) {
            match &route {
                // These show any record that has a place on them.
                Route::Home | Route::OrgChart | Route::Calendar | Route::DocumentTree => {}
                Route::List(of) | Route::Board(of) | Route::RecycleBin(of) if *of == register => {}
                Route::List(of) => {
                    let chosen = self.lists.get(&(*of, false)).and_then(|list| list.single());
                    self.inspector.select(chosen.map(|id| Selected { register: of, id }));
                }
                _ => self.inspector.select(None),
            }
        }
        let now = self.inspector.selected();
        // What was found or made elsewhere is chosen in its list too.
        if let (Route::List(register), Some(chosen)) = (&route, now.filter(|_| now != self.shown.1))
            && *register == chosen.register
            && let Some(list) = list_screen(&mut self.lists, register, Which::Living)
        {
            list.choose(chosen.id);
        }
        self.shown = (route, now);
    }
}

/// Says what dropping the file that hovers over the window does.
fn drop_hint(ctx: &Context) {
    if ctx.input(|input| input.raw.hovered_files.is_empty()) {
        return;
    }
    let tokens = ctx.tokens();
    let layer = egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("drop hint"));
    let painter = ctx.layer_painter(layer);
    let rect = ctx.content_rect();
    painter.rect_filled(rect, 0.0, tokens.backdrop);
    let font = egui::FontId::proportional(tokens.title);
    let text = ctx.language().text("files.drop");
    painter.text(rect.center(), egui::Align2::CENTER_CENTER, text, font, tokens.text_on_accent);
}
