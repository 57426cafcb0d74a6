//! What is done with files: asking for them, reading and writing them as jobs.

use std::fs;
use std::path::Path;

use super::{App, Context, ExportDialog, Job, PathBuf, Purpose, Route, Selected, Told, Which, list_screen};
use crate::desk::{Conditions, Office, Right, Session, backups, photo_command};
use crate::exchange::attaching::{MOST_ATTACHED_BYTES, attach_told, require_attachable};
use crate::exchange::{self, ImportOptions};
use crate::model::{Message, Problem};
use crate::print::portrait::Portrait;
use crate::store::{StoreError, files};
use crate::text::Language;
use crate::ui::actions::Action;
use crate::ui::jobs::Progress;
use crate::ui::panels::document_tree::TakeInOrder;
use crate::ui::panels::export::ExportOrder;
use crate::ui::panels::import::ImportOrder;
use crate::ui::tokens::UiExt as _;

/// Whether a file is an archive package by its name.
fn is_package(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

/// What an import did, in words.
fn imported(report: &exchange::ImportReport, language: Language) -> String {
    let problems = report.problems.len().to_string();
    let counts = [("created", report.created.to_string()), ("updated", report.updated.to_string())];
    let [(created, made), (updated, changed)] = &counts;
    language.fill("files.imported", &[(created, made), (updated, changed), ("problems", &problems)])
}

impl App {
    pub(super) fn ask_file(&mut self, ctx: &Context, action: Action) {
        let language = ctx.language();
        let (purpose, title, suggested) = match action {
            Action::ChooseImport => (Purpose::Import, "files.import", None),
            Action::Export if *self.history.current() == Route::OrgChart => {
                (Purpose::ExportChart, "files.export", Some("org-chart.pdf".to_owned()))
            }
            Action::Export => return self.export(ctx),
            Action::ExportFiles => return self.ask_export_files(ctx),
            Action::Backup => {
                let day = self.workplace.as_ref().map(|place| place.today().to_string()).unwrap_or_default();
                (Purpose::Backup, "files.backup", Some(format!("chancery-{day}.backup")))
            }
            Action::RestoreBackup => (Purpose::RestoreBackup, "backups.restore", None),
            Action::TakeIn => (Purpose::TakeIn, "action.take_in", None),
            Action::TakeInFolder => (Purpose::TakeInFolder, "action.take_in_folder", None),
            _ => (Purpose::Open, "action.open_file", None),
        };
        self.files.open(ctx, purpose, language.text(title), suggested);
    }

    /// To the import screen, which expects what the screen before shows.
    pub(super) fn import(&mut self) {
        let wanted = match self.history.current() {
            Route::OrgChart => "staff",
            _ => self.register().unwrap_or("staff"),
        };
        self.import.want(if wanted == "person" { "staff" } else { wanted });
        self.history.go(Route::Import);
    }

    fn export(&mut self, ctx: &Context) {
        let Some(register) = self.register() else {
            self.toasts.warn(ctx.language().text("files.nothing_to_export"));
            return;
        };
        let list = match self.history.current() {
            Route::DocumentTree => self.document_tree.list(),
            _ => list_screen(&mut self.lists, register, Which::Living),
        };
        let Some(list) = list else { return };
        let (total, shown) = list.shown();
        let selected = list.selected();
        let may_release = self.workplace.as_ref().is_some_and(|workplace| {
            let now = workplace.office.current(&workplace.session);
            now.is_ok_and(|now| now.permissions.scope(register, Right::Declassify).is_some())
        });
        let dialog = ExportDialog::new(register, total, shown, selected).may_release(may_release);
        self.export = Some(dialog);
    }

    /// Uses a file the user has chosen.
    pub(super) fn use_file(&mut self, ctx: &Context, purpose: Purpose, path: PathBuf) {
        match purpose {
            Purpose::Open => self.open_file(ctx, &path),
            Purpose::New(name) => self.make_office(ctx, name, false, path),
            Purpose::Demo => self.make_office(ctx, String::new(), true, path),
            Purpose::Field(field, _) => {
                if let Some(form) = &mut self.form {
                    form.take_path(field, &path);
                }
            }
            Purpose::Import => self.read_table(ctx, path),
            Purpose::Export(order) => {
                self.start(ctx, "files.export", move |office, session, language, _| {
                    let reader = office.reader(session)?;
                    let record_type = crate::records::find(order.register)
                        .ok_or_else(|| Problem::Bug(format!("no register {}", order.register)))?;
                    let conditions = order.chosen.map(Conditions::chosen).unwrap_or_default();
                    let report = match &order.release {
                        None if is_package(&path) && order.register == "archive_item" => {
                            let name = office.store().info()?.name;
                            exchange::export_archive(&reader, &name, &path, &conditions)?
                        }
                        Some(reason) => {
                            exchange::release_file(&reader, record_type, &path, &conditions, reason)?
                        }
                        None => exchange::export_file(&reader, record_type, &path, &conditions)?,
                    };
                    let mut text = language.fill("files.exported", &[("count", &report.written.to_string())]);
                    if report.withheld > 0 {
                        let count = report.withheld.to_string();
                        text.push(' ');
                        text.push_str(&language.fill("files.withheld", &[("count", &count)]));
                    }
                    Ok(Told::of(text))
                });
            }
            Purpose::Print(name, ids) => self.print_paper(ctx, name, ids, path),
            Purpose::ExportChart => {
                let day = self.workplace.as_ref().map(|place| place.today()).unwrap_or_default();
                self.start(ctx, "files.export", move |office, session, language, _| {
                    crate::print::write_org_chart(&office.reader(session)?, day, &path, language)?;
                    Ok(Told::of(language.text("files.chart_written")))
                });
            }
            Purpose::SaveCharts(page) => {
                self.start(ctx, "files.export", move |office, session, language, _| {
                    crate::print::write_charts(&office.reader(session)?, &page, &path, language)?;
                    Ok(Told::of(language.text("execution.written")))
                });
            }
            Purpose::PrintCalendar(wish) => {
                self.start(ctx, "calendar.print", move |office, session, language, _| {
                    wish.write(&office.reader(session)?, &path, language)?;
                    Ok(Told::of(language.text("calendar.printed")))
                });
            }
            Purpose::CalendarFile(order) => self.use_calendar_file(ctx, order, path),
            Purpose::Photo(selected) => self.give_photo(ctx, selected, path),
            Purpose::TakeIn | Purpose::TakeInFolder => {
                let paths = std::iter::once(path).chain(self.files.others()).collect();
                self.look_at_files(ctx, paths);
            }
            Purpose::Attach(selected, reason) => self.attach(ctx, selected, reason, path),
            Purpose::ExportFiles(order) => self.export_files(ctx, order, path),
            Purpose::SaveAttachment(kept) => {
                self.start(ctx, "attachment.save", move |office, session, language, _| {
                    let content = office.reader(session)?.content(&kept)?;
                    files::write_whole(&path, &content)?;
                    Ok(Told::of(language.fill("attachment.saved", &[("name", &kept.name)])))
                });
            }
            Purpose::ExportAudit(filter) => self.export_audit(ctx, filter, path),
            Purpose::AuditHead(head) => self.write_audit_head(ctx, head, path),
            Purpose::SaveCode(code, one_time) => {
                let is_paper =
                    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"));
                let written = if is_paper {
                    crate::print::write_code(&code, one_time, &self.office_name, &path, ctx.language())
                } else {
                    files::write_private(&path, code.as_bytes()).map_err(Problem::from)
                };
                if let Err(problem) = written {
                    self.tell(&problem, None);
                }
            }
            Purpose::RestoreBackup => self.restore_backup(ctx, path),
            Purpose::Backup => {
                self.start(ctx, "files.backup", move |office, session, language, progress| {
                    let mut told = |done| progress.report(done, 0);
                    let run = backups::copy(office, session, &path, None, language, &mut told)?;
                    Ok(Told::of(backups::summary(&run).in_language(language)))
                });
            }
        }
    }

    fn attach(&mut self, ctx: &Context, selected: Selected, reason: String, path: PathBuf) {
        self.start(ctx, "attachment.add", move |office, session, language, _| {
            let failed = |error: std::io::Error| StoreError::from_io(&error, &path);
            require_attachable(fs::metadata(&path).map_err(failed)?.len()).map_err(Problem::input)?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let content = fs::read(&path).map_err(failed)?;
            let (command, note) = attach_told(selected.register, selected.id, &name, content, &reason);
            let outcome = office.execute(session, command)?;
            let told = std::iter::once(outcome.message).chain(note);
            let told: Vec<String> = told.map(|message| message.in_language(language)).collect();
            Ok(Told { can_undo: true, ..Told::of(told.join("\n")) })
        });
    }

    /// Makes a picture the photo of a person, when it can be shown as one.
    fn give_photo(&mut self, ctx: &Context, selected: Selected, path: PathBuf) {
        self.start(ctx, "photo.choose", move |office, session, language, _| {
            let failed = |error: std::io::Error| StoreError::from_io(&error, &path);
            if fs::metadata(&path).map_err(failed)?.len() > MOST_ATTACHED_BYTES {
                return Err(Problem::input(Message::new("attachment.too_large")));
            }
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let content = fs::read(&path).map_err(failed)?;
            Portrait::read(&content, 1).map_err(|error| {
                Problem::input(Message::new("photo.not_shown").with("name", &name).with("detail", error))
            })?;
            let before = office.reader(session)?.photo(selected.id)?;
            let command = photo_command(selected.id, before.as_ref(), &name, content)?;
            office.execute(session, command)?;
            Ok(Told { can_undo: true, ..Told::of(language.text("photo.given")) })
        });
    }

    /// A file dropped on the window: an office is opened, a table goes to the import screen.
    pub(super) fn take_dropped(&mut self, ctx: &Context, path: PathBuf) {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if extension.eq_ignore_ascii_case("chancery") {
            self.open_file(ctx, &path);
        } else {
            self.read_table(ctx, path);
        }
    }

    /// The files of what is selected go out, or of all that is shown where nothing is.
    fn ask_export_files(&mut self, ctx: &Context) {
        let language = ctx.language();
        let Some(register) = self.register() else {
            return self.toasts.warn(language.text("files.nothing_to_export"));
        };
        let Some(list) = self.current_list() else { return };
        let selected = list.selected();
        let chosen = if selected.is_empty() { list.shown().1 } else { selected };
        let order = ExportOrder { register, chosen: Some(chosen), release: None };
        self.files.open(ctx, Purpose::ExportFiles(order), language.text("action.export_files"), None);
    }

    fn export_files(&mut self, ctx: &Context, order: ExportOrder, folder: PathBuf) {
        self.start(ctx, "files.export", move |office, session, language, progress| {
            let record_type = crate::records::find(order.register)
                .ok_or_else(|| Problem::Bug(format!("no register {}", order.register)))?;
            let records = order.chosen.unwrap_or_default();
            let watch = |done, total| progress.report(done, total);
            let reader = office.reader(session)?;
            let report = exchange::export_files(&reader, record_type, &records, &folder, &watch)?;
            let (count, path) = (report.written.to_string(), folder.display().to_string());
            let mut text = language.fill("files.written", &[("count", &count), ("path", &path)]);
            if report.withheld > 0 {
                let count = report.withheld.to_string();
                text.push(' ');
                text.push_str(&language.fill("files.withheld", &[("count", &count)]));
            }
            Ok(Told::of(text))
        });
    }

    /// Files dropped on the window: in the document tree they are taken in.
    pub(super) fn take_all_dropped(&mut self, ctx: &Context, mut paths: Vec<PathBuf>) {
        paths.retain(|path| !path.as_os_str().is_empty());
        let is_office =
            |path: &PathBuf| path.extension().is_some_and(|of| of.eq_ignore_ascii_case("chancery"));
        if *self.history.current() == Route::DocumentTree && !paths.is_empty() && !paths.iter().any(is_office)
        {
            self.look_at_files(ctx, paths);
        } else if let Some(path) = paths.into_iter().next() {
            self.take_dropped(ctx, path);
        }
    }

    /// Looks at files and folders that are to be taken in.
    pub fn look_at_files(&mut self, ctx: &Context, paths: Vec<PathBuf>) {
        let Some(workplace) = &self.workplace else { return };
        self.document_tree.take_files(ctx, workplace, paths);
        self.history.go(Route::DocumentTree);
    }

    pub(super) fn take_in(&mut self, ctx: &Context, order: TakeInOrder) {
        let started = self.start(ctx, "taking_in.running", move |office, session, language, progress| {
            let watch = |done, total| progress.report(done, total);
            let taken = exchange::taking_in::take_in(office, session, &order.plan, order.skips, &watch)?;
            let report = &taken.report;
            let counts = [report.created, report.unchanged, report.skipped].map(|count| count.to_string());
            let [created, unchanged, skipped] = &counts;
            let mut text = language.fill(
                "taking_in.done",
                &[("created", created), ("unchanged", unchanged), ("skipped", skipped)],
            );
            // Of the files that stayed out for their marking the first is named, or of the plain attachments.
            let first_with = |key| report.problems.iter().find(|problem| problem.message.key == key);
            if let Some(first) =
                first_with("taking_in.state_marked").or_else(|| first_with("taking_in.plain"))
            {
                text.push('\n');
                text.push_str(first.field.as_deref().map_or("", file_name));
                text.push_str(": ");
                text.push_str(&first.message.in_language(language));
            }
            Ok(Told { text, can_undo: report.created > 0, goes_to: Some(Route::DocumentTree) })
        });
        if !started {
            self.document_tree.taken_in(false);
        }
    }

    pub(super) fn read_table(&mut self, ctx: &Context, path: PathBuf) {
        if super::calendar_files::is_calendar(&path) {
            return self.look_at_calendar(ctx, path);
        }
        if is_package(&path) {
            return self.import_package(ctx, path);
        }
        let Some(workplace) = &self.workplace else { return };
        self.import.open(ctx, workplace, path);
        self.history.go(Route::Import);
    }

    /// Brings an archive package in: whole or not at all, and one undo takes it back.
    fn import_package(&mut self, ctx: &Context, path: PathBuf) {
        self.start(ctx, "files.import", move |office, session, language, progress| {
            let options = ImportOptions { language, ..ImportOptions::default() };
            let watch = |done, total| progress.report(done, total);
            let report = exchange::import_archive(office, session, &path, &options, &watch)?;
            let text = imported(&report, language);
            let can_undo = report.created + report.updated > 0;
            Ok(Told { text, can_undo, goes_to: Some(Route::List("archive_item")) })
        });
    }

    pub(super) fn run_import(&mut self, ctx: &Context, order: ImportOrder) {
        let started = self.start(ctx, "files.import", move |office, session, language, progress| {
            let ImportOrder { layout, sheet, mapping, every_row, path, strict } = order;
            let options = ImportOptions { mapping, every_row, strict, language, ..ImportOptions::default() };
            let watch = |done, total| progress.report(done, total);
            let report = if layout == "office" {
                let options = ImportOptions { mapping: Vec::new(), ..options };
                exchange::import_office(office, session, &path, &options, &watch)?
            } else {
                let report = exchange::import_sheet(office, session, layout, &sheet, &options, &watch)?;
                exchange::remember_mapping(office, session, layout, &sheet, &options.mapping)?;
                report
            };
            let text = imported(&report, language);
            let goes_to = match layout {
                "staff" => Route::OrgChart,
                "bill" => Route::List("expense"),
                _ => crate::records::find(layout).map_or(Route::Home, |of| Route::List(of.name())),
            };
            Ok(Told { text, can_undo: report.created + report.updated > 0, goes_to: Some(goes_to) })
        });
        if !started {
            self.import.finished(false);
        }
    }

    /// Starts a job, unless one is under way.
    pub(super) fn start(
        &mut self,
        ctx: &Context,
        name: &'static str,
        work: impl FnOnce(&Office, &std::sync::Arc<Session>, Language, &Progress) -> Result<Told, Problem>
        + Send
        + 'static,
    ) -> bool {
        let Some(workplace) = &self.workplace else { return false };
        if self.job.is_some() {
            self.toasts.warn(ctx.language().text("files.busy"));
            return false;
        }
        let (office, session, language) =
            (workplace.office.clone(), workplace.session.clone(), ctx.language());
        let job = Job::start(ctx, "job", move |progress| work(&office, &session, language, progress));
        self.job = Some((language.text(name).to_owned(), job));
        true
    }
}

/// The last part of a path as it was written.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
