//! Carrying out what screens and shortcuts ask for.

use super::{
    Action, App, Command, Context, FormData, Job, PathBuf, Purpose, Request, Route, Selected, Told,
    VoidQuestion, Which, list_screen, theme,
};
use crate::exchange::{self, ImportOptions};
use crate::model::Problem;
use crate::store::backup;
use crate::text::Language;
use crate::ui::jobs::Progress;
use crate::ui::tokens::{Density, UiExt as _};
use eframe::egui::ThemePreference;

impl App {
    pub(super) fn carry_out(&mut self, ctx: &Context, request: Request) {
        match request {
            Request::Go(route) => self.history.go(route),
            Request::Select(selected) => self.inspector.select(selected),
            Request::Run(command) => self.run(command),
            Request::New(register) => self.open_form(ctx, register, None),
            Request::Edit(selected) => self.open_form(ctx, selected.register, Some(selected)),
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
            Request::Act(action) => self.act(ctx, action),
            Request::Remember(name, value) => {
                if let Some(workplace) = &self.workplace
                    && let Err(problem) = workplace.office.set_preference(&workplace.session, &name, value)
                {
                    self.tell(&problem, None);
                }
            }
            Request::Copy(text) => ctx.copy_text(text),
            Request::Tell(text) => self.toasts.warn(text),
        }
        ctx.request_repaint();
    }

    fn run(&mut self, command: Command) {
        if let Some(workplace) = &mut self.workplace {
            workplace.run(command);
        }
    }

    fn open_form(&mut self, ctx: &Context, register: &'static str, selected: Option<Selected>) {
        let (Some(workplace), Some(record_type)) = (&self.workplace, crate::records::find(register)) else {
            return;
        };
        let id = selected.map(|selected| selected.id);
        let job = workplace.ask(ctx, "form", move |reader, _| FormData::read(reader, record_type, id));
        self.form_job = Some((record_type.name(), id, job));
    }

    /// The register of the screen that is shown.
    fn register(&self) -> Option<&'static str> {
        match self.history.current() {
            Route::List(register) | Route::Board(register) => Some(register),
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
            Action::Undo => self.run(Command::Undo),
            Action::Redo => self.run(Command::Redo),
            Action::Back => {
                self.history.back();
            }
            Action::Forward => {
                self.history.forward();
            }
            Action::New => {
                if let Some(register) = self.register() {
                    self.open_form(ctx, register, None);
                }
            }
            Action::Edit => {
                if let Some(selected) = self.inspector.selected() {
                    self.open_form(ctx, selected.register, Some(selected));
                }
            }
            Action::Void => self.void_selected(),
            Action::Copy => {
                if let Some(list) = self.current_list() {
                    let text = list.selected_text();
                    ctx.copy_text(text);
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
            Action::Import | Action::Export | Action::OpenFile | Action::Backup => self.ask_file(ctx, action),
            Action::Home | Action::OrgChart | Action::People | Action::DutyMatrix | Action::Settings => {}
        }
    }

    fn current_list(&mut self) -> Option<&mut super::ListScreen> {
        match self.history.current().clone() {
            Route::List(register) => list_screen(&mut self.lists, register, Which::Living),
            Route::RecycleBin(register) => list_screen(&mut self.lists, register, Which::Void),
            _ => None,
        }
    }

    fn void_selected(&mut self) {
        let Some(register) = self.register() else { return };
        let ids = self.current_list().map(|list| list.selected()).unwrap_or_default();
        if !ids.is_empty() {
            self.void_question = Some(VoidQuestion { register, ids, reason: String::new() });
        }
    }

    fn ask_file(&mut self, ctx: &Context, action: Action) {
        let language = ctx.language();
        let register = self.register();
        let chart = *self.history.current() == Route::OrgChart;
        let (purpose, title, suggested) = match action {
            Action::Import if chart || register == Some("person") => {
                (Purpose::Import("staff"), "files.import", None)
            }
            Action::Import => match register {
                Some(register) => (Purpose::Import(register), "files.import", None),
                None => (Purpose::Import("staff"), "files.import", None),
            },
            Action::Export if chart => {
                (Purpose::ExportChart, "files.export", Some("org-chart.pdf".to_owned()))
            }
            Action::Export => match register {
                Some(register) => {
                    (Purpose::Export(register), "files.export", Some(format!("{register}.xlsx")))
                }
                None => return,
            },
            Action::Backup => {
                let day = self.workplace.as_ref().map(|place| place.today().to_string()).unwrap_or_default();
                (Purpose::Backup, "files.backup", Some(format!("chancery-{day}.backup")))
            }
            _ => (Purpose::Open, "action.open_file", None),
        };
        self.files.open(ctx, purpose, language.text(title), suggested);
    }

    /// Uses a file the user has chosen.
    pub(super) fn use_file(&mut self, ctx: &Context, purpose: Purpose, path: PathBuf) {
        match purpose {
            Purpose::Open => self.open_file(ctx, &path),
            Purpose::New(name) => self.make_office(ctx, name, false, path),
            Purpose::Demo => self.make_office(ctx, String::new(), true, path),
            Purpose::Import(layout) => {
                self.start(ctx, "files.import", move |office, session, language, _| {
                    let options = ImportOptions::default();
                    let report = exchange::import_file(office, session, layout, &path, &options)?;
                    Ok(language.fill(
                        "files.imported",
                        &[
                            ("created", &report.created.to_string()),
                            ("updated", &report.updated.to_string()),
                            ("problems", &report.problems.len().to_string()),
                        ],
                    ))
                });
            }
            Purpose::Export(register) => {
                self.start(ctx, "files.export", move |office, session, language, _| {
                    let report = exchange::export_file(&office.reader(session)?, register, &path, &[])?;
                    Ok(language.fill("files.exported", &[("count", &report.written.to_string())]))
                });
            }
            Purpose::ExportChart => {
                let day = self.workplace.as_ref().map(|place| place.today()).unwrap_or_default();
                self.start(ctx, "files.export", move |office, session, language, _| {
                    crate::print::write_org_chart(&office.reader(session)?, day, &path, language)?;
                    Ok(language.text("files.chart_written").to_owned())
                });
            }
            Purpose::Backup => self.start(ctx, "files.backup", move |office, session, language, _| {
                let reader = office.reader(session)?;
                backup::write(reader.whole()?, &path)?;
                let proof = backup::prove(&path, crate::records::RECORDS)?;
                Ok(language.fill("files.backed_up", &[("records", &proof.records.to_string())]))
            }),
        }
    }

    fn start(
        &mut self,
        ctx: &Context,
        name: &'static str,
        work: impl FnOnce(
            &crate::desk::Office,
            &std::sync::Arc<crate::desk::Session>,
            Language,
            &Progress,
        ) -> Told
        + Send
        + 'static,
    ) {
        let Some(workplace) = &self.workplace else { return };
        if self.job.is_some() {
            self.toasts.warn(ctx.language().text("files.busy"));
            return;
        }
        let (office, session, language) =
            (workplace.office.clone(), workplace.session.clone(), ctx.language());
        let job = Job::start(ctx, "job", move |progress| -> Result<String, Problem> {
            work(&office, &session, language, progress)
        });
        self.job = Some((language.text(name).to_owned(), job));
    }
}
