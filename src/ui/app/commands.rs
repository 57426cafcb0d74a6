//! Carrying out what screens and shortcuts ask for.

use super::{
    Action, App, BulkEdit, Command, Context, Draft, FormData, Problem, Purpose, RecordId, RecordType,
    Request, Route, Selected, Step, VoidQuestion, Which, list_screen, theme, view_as,
};
use crate::desk::{Access, Asked, Outlet};
use crate::model::Message;
use crate::text::Language;
use crate::ui::tokens::{Density, UiExt as _};
use eframe::egui::ThemePreference;

impl App {
    pub(super) fn carry_out(&mut self, ctx: &Context, request: Request) {
        match request {
            Request::Go(route) => {
                if let Route::List(register) = route
                    && let Some(list) = list_screen(&mut self.lists, register, Which::Living)
                {
                    list.leave_figure();
                }
                self.go(route);
            }
            Request::Select(selected) => self.inspector.select(selected),
            Request::Open(selected) => {
                if let Some(list) = list_screen(&mut self.lists, selected.register, Which::Living) {
                    list.uncover(selected.id);
                }
                self.go(Route::List(selected.register));
                self.inspector.select(Some(selected));
            }
            Request::Read(found) => {
                self.go(Route::DocumentTree);
                self.inspector.select(Some(found.selected));
                if let Some(workplace) = &self.workplace {
                    self.document_tree.read(workplace, *found);
                }
            }
            Request::Run(command) => self.run(command),
            Request::New(register) => self.open_form(ctx, register, None, None),
            Request::NewFrom(draft) => self.open_draft(ctx, *draft),
            Request::Mark(selected, attachment) => self.open_mark(ctx, selected, attachment),
            Request::Edit(selected) => self.open_form(ctx, selected.register, Some(selected), None),
            Request::TakeWay(selected, way) => self.open_way(ctx, selected, way),
            Request::TakeWays(register, ids, way) => self.open_ways(ctx, register, ids, way),
            Request::FollowUp(asked) => {
                let Some(workplace) = &self.workplace else { return };
                let register = asked.register;
                let job =
                    workplace.ask(ctx, "form", move |reader, _| FormData::read_follow_up(reader, asked));
                self.refused_step = None;
                self.form_job = Some((register, None, job));
            }
            Request::Void(register, ids) => {
                if !ids.is_empty() {
                    self.void_question = Some(VoidQuestion { register, ids, reason: String::new() });
                }
            }
            Request::OpenList(register, filter) => {
                self.history.go(Route::List(register));
                if let Some(list) = list_screen(&mut self.lists, register, Which::Living) {
                    list.only(filter);
                }
            }
            Request::OpenRows(rows, name) => {
                self.history.go(Route::List(rows.register));
                if let Some(list) = list_screen(&mut self.lists, rows.register, Which::Living) {
                    list.only_rows(name, rows.ids);
                }
            }
            Request::SaveCharts(page, name) => {
                let title = ctx.language().text("files.export");
                self.files.open(ctx, Purpose::SaveCharts(page), title, Some(name));
            }
            Request::PrintCalendar(wish, name) => {
                let title = ctx.language().text("calendar.print");
                self.files.open(ctx, Purpose::PrintCalendar(wish), title, Some(name));
            }
            Request::CalendarFile(order) => self.ask_calendar_file(ctx, order),
            Request::Act(action) => self.act(ctx, action),
            Request::Remember(name, value) => {
                if let Some(workplace) = &self.workplace
                    && let Err(problem) = workplace.office.set_preference(&workplace.session, &name, value)
                {
                    self.tell(&problem, None);
                }
            }
            Request::Copy(text) => self.copy(ctx, text),
            Request::Attach(selected) => {
                let title = ctx.language().text("attachment.add");
                self.files.open(ctx, Purpose::Attach(selected, String::new()), title, None);
            }
            Request::ChoosePhoto(selected) => {
                let title = ctx.language().text("photo.choose");
                self.files.open(ctx, Purpose::Photo(selected), title, None);
            }
            Request::OpenOutside(kept) => self.open_outside(ctx, *kept),
            Request::NewVersion(selected) => self.ask_version(selected),
            Request::SaveAttachment(kept) => {
                let (title, name) = (ctx.language().text("attachment.save"), kept.name.clone());
                self.files.open(ctx, Purpose::SaveAttachment(kept), title, Some(name));
            }
            Request::ReadTable(path) => self.read_table(ctx, path),
            Request::Import(order) => self.run_import(ctx, order),
            Request::TakeIn(order) => self.take_in(ctx, order),
            Request::Tell(text) => self.toasts.warn(text),
            Request::ExportAudit(filter) => self.ask_audit_export(ctx, filter),
            Request::SaveAuditHead(head) => self.ask_audit_head(ctx, head),
            Request::Password(task) => self.ask_password(task),
            Request::Compact => self.compact(ctx),
            Request::Print(name, ids) => {
                let title = ctx.language().text("action.print");
                self.files.open(ctx, Purpose::Print(name, ids), title, Some(format!("{name}.pdf")));
            }
            Request::ViewLoan(loan) => self.open_loan(ctx, loan),
            Request::CheckRecords(items) => self.check_records(ctx, items),
            Request::FilePapers(queue, chosen, by) => self.file_papers(ctx, queue, chosen, by),
            Request::RunBackup(plan) => self.run_backup(ctx, plan),
            Request::RestoreDrill(copy) => self.restore_drill(ctx, copy),
        }
        ctx.request_repaint();
    }

    pub(super) fn run(&mut self, command: Command) {
        if let Some(workplace) = &mut self.workplace {
            workplace.run(command);
        }
    }

    /// Opens the form of a record, or of what a transition of it needs.
    fn open_form(
        &mut self,
        ctx: &Context,
        register: &'static str,
        selected: Option<Selected>,
        way: Option<&'static str>,
    ) {
        let (Some(workplace), Some(record_type)) = (&self.workplace, crate::records::find(register)) else {
            return;
        };
        let (id, language) = (selected.map(|selected| selected.id), ctx.language());
        self.refused_step = None;
        let job = workplace.ask(ctx, "form", move |reader, _| {
            let data = FormData::read(reader, record_type, id, way, Vec::new())?;
            data.with_opinions(reader, (record_type, id), language)
        });
        self.form_job = Some((record_type.name(), id, job));
    }

    /// Opens the form of a transition, unless a rule stands against it whatever is filled in.
    fn open_way(&mut self, ctx: &Context, selected: Selected, way: &'static str) {
        let (Some(workplace), Some(record_type)) = (&self.workplace, crate::records::find(selected.register))
        else {
            return;
        };
        let (id, language) = (selected.id, ctx.language());
        self.refused_step = None;
        let verb = record_type.workflow().and_then(|(_, workflow)| workflow.transition(way));
        let verb = language.text(verb.map_or("", |way| way.text));
        let job = workplace.ask(ctx, "form", move |reader, _| {
            // What is still to be filled in is what the form asks for.
            let rule = reader.obstacle(record_type, Some(id), Asked::Transition(way))?;
            if let Some(rule) = rule.filter(|rule| rule.key != "why.needs") {
                let told = Message::new("denied.way").with("way", verb);
                return Err(Problem::Denied(told.with("rule", rule.in_language(language))));
            }
            let data = FormData::read(reader, record_type, Some(id), Some(way), Vec::new())?;
            data.with_opinions(reader, (record_type, Some(id)), language)
        });
        self.form_job = Some((record_type.name(), Some(id), job));
    }

    /// Opens the form of a transition that several records take together.
    fn open_ways(
        &mut self,
        ctx: &Context,
        register: &'static str,
        mut ids: Vec<RecordId>,
        way: &'static str,
    ) {
        let (Some(workplace), Some(record_type)) = (&self.workplace, crate::records::find(register)) else {
            return;
        };
        let Some(first) = ids.pop() else { return };
        // What was said of one is not what was said of the others.
        let said_of = Some(first).filter(|_| ids.is_empty());
        let language = ctx.language();
        self.refused_step = None;
        let job = workplace.ask(ctx, "form", move |reader, _| {
            let data = FormData::read(reader, record_type, Some(first), Some(way), ids)?;
            data.with_opinions(reader, (record_type, said_of), language)
        });
        self.form_job = Some((record_type.name(), Some(first), job));
    }

    /// Opens the form of a step that was refused, with what it said of its fields.
    pub(super) fn ask_for(
        &mut self,
        ctx: &Context,
        record_type: &'static dyn RecordType,
        step: Step,
        problem: Problem,
    ) {
        let Some(way) = record_type.workflow().and_then(|(_, workflow)| workflow.transition(&step.way))
        else {
            return self.tell(&problem, Some(record_type.name()));
        };
        let selected = Selected { register: record_type.name(), id: step.id };
        self.open_form(ctx, selected.register, Some(selected), Some(way.code));
        self.refused_step = Some((step.reason.unwrap_or_default(), problem));
    }

    /// Opens the form of a new record of which something is known already.
    fn open_draft(&mut self, ctx: &Context, draft: Draft) {
        let (Some(workplace), Some(record_type)) = (&self.workplace, crate::records::find(draft.register))
        else {
            return;
        };
        self.refused_step = None;
        let job =
            workplace.ask(ctx, "form", move |reader, _| FormData::read_draft(reader, record_type, draft));
        self.form_job = Some((record_type.name(), None, job));
    }

    /// The register of the screen that is shown.
    pub(super) fn register(&self) -> Option<&'static str> {
        match self.history.current() {
            Route::List(register) | Route::Board(register) => Some(register),
            Route::DocumentTree => Some(self.document_tree.register()),
            _ => None,
        }
    }

    fn act(&mut self, ctx: &Context, action: Action) {
        let language = ctx.language();
        if let Some(route) = action.route() {
            self.history.go(route);
            return;
        }
        match action {
            Action::Palette => self.palette.toggle(),
            Action::Lock => self.lock(),
            Action::SignOut => self.sign_out(ctx),
            Action::Undo => self.run(Command::Undo),
            Action::Redo => self.run(Command::Redo),
            Action::Back => {
                self.history.back();
            }
            Action::Forward => {
                self.history.forward();
            }
            Action::New if *self.history.current() == Route::Calendar => {
                let draft = self.calendar.draft();
                self.open_draft(ctx, draft);
            }
            Action::New => {
                if let Some(register) = self.register() {
                    self.open_form(ctx, register, None, None);
                }
            }
            Action::Edit => {
                if let Some(selected) = self.inspector.selected() {
                    self.open_form(ctx, selected.register, Some(selected), None);
                }
            }
            Action::BulkEdit => self.bulk_edit(ctx),
            Action::Void => self.void_selected(),
            Action::Copy => {
                if let Some(text) = self.current_list().map(|list| list.selected_text()) {
                    self.copy(ctx, text);
                }
            }
            Action::Find => {
                if let Some(list) = self.current_list() {
                    list.find();
                }
            }
            Action::Inspector => self.shows_inspector = !self.shows_inspector,
            Action::Navigation => self.shows_navigation = !self.shows_navigation,
            Action::Theme => {
                self.appearance.theme = match self.appearance.theme {
                    ThemePreference::Dark => ThemePreference::Light,
                    _ => ThemePreference::Dark,
                };
            }
            Action::Language => {
                let all = Language::ALL;
                let at = all.iter().position(|other| *other == language).unwrap_or(0);
                self.appearance.look.language = all.into_iter().cycle().nth(at + 1).unwrap_or_default();
            }
            Action::Density => {
                self.appearance.look.density = match self.appearance.look.density {
                    Density::Compact => Density::Normal,
                    _ => Density::Compact,
                };
            }
            Action::ZoomIn => theme::zoom(ctx, 1),
            Action::ZoomOut => theme::zoom(ctx, -1),
            Action::ZoomReset => theme::zoom(ctx, 0),
            Action::Import => self.import(),
            Action::ChooseImport
            | Action::TakeIn
            | Action::TakeInFolder
            | Action::ExportFiles
            | Action::Export
            | Action::OpenFile
            | Action::Backup
            | Action::RestoreBackup => {
                self.ask_file(ctx, action);
            }
            Action::ViewAs => match &self.workplace {
                Some(workplace) if workplace.may_take_places() => {
                    self.view_as = Some(view_as::ask(ctx, workplace));
                }
                _ => self.toasts.warn(language.text("view_as.refused")),
            },
            Action::OwnView => self.end_view_as(),
            Action::AuditTrail
            | Action::Backups
            | Action::Calendar
            | Action::Home
            | Action::OrgChart
            | Action::People
            | Action::DutyMatrix
            | Action::DocumentTree
            | Action::Execution
            | Action::Supervision
            | Action::Console
            | Action::WorkReport
            | Action::ArchiveReport
            | Action::Rights
            | Action::Settings => {}
        }
    }

    /// Puts a text on the clipboard and notes that it left.
    fn copy(&mut self, ctx: &Context, text: String) {
        if let (Some(workplace), Some(register)) = (&self.workplace, self.register())
            && let Ok(reader) = workplace.office.reader(&workplace.session)
        {
            let mut access = Access::new(register, Outlet::Clipboard);
            access.count = text.lines().count().saturating_sub(1);
            reader.record_access(access);
        }
        ctx.copy_text(text);
    }

    pub(super) fn current_list(&mut self) -> Option<&mut super::ListScreen> {
        match self.history.current().clone() {
            Route::List(register) => list_screen(&mut self.lists, register, Which::Living),
            Route::RecycleBin(register) => list_screen(&mut self.lists, register, Which::Void),
            Route::DocumentTree => self.document_tree.list(),
            _ => None,
        }
    }

    fn bulk_edit(&mut self, ctx: &Context) {
        let Some(register) = self.register() else { return };
        let ids = self.current_list().map(|list| list.selected()).unwrap_or_default();
        if let (Some(workplace), Some(record_type)) = (&self.workplace, crate::records::find(register))
            && !ids.is_empty()
        {
            self.bulk_edit = Some(BulkEdit::new(ctx, workplace, record_type, ids));
        } else {
            self.toasts.warn(ctx.language().text("list.nothing_selected"));
        }
    }

    fn void_selected(&mut self) {
        if *self.history.current() == Route::Calendar
            && let Some(selected) = self.inspector.selected()
        {
            let (register, ids) = (selected.register, vec![selected.id]);
            self.void_question = Some(VoidQuestion { register, ids, reason: String::new() });
            return;
        }
        let Some(register) = self.register() else { return };
        let ids = self.current_list().map(|list| list.selected()).unwrap_or_default();
        if !ids.is_empty() {
            self.void_question = Some(VoidQuestion { register, ids, reason: String::new() });
        }
    }
}
