//! The window's state and its two halves: [`eframe::App::logic`] takes what has come and changes things,
//! [`eframe::App::ui`] draws.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{self, Context, Ui};

use super::actions::Action;
use super::composition::Composition;
use super::files::{FilePicker, Purpose};
use super::front::Front;
use super::history::History;
use super::jobs::{Job, Poll};
use super::navigation::Navigation;
use super::panels::activity::ActivityScreen;
use super::panels::audit::AuditScreen;
use super::panels::backups::BackupsScreen;
use super::panels::board::BoardScreen;
use super::panels::budget_execution::ExecutionScreen;
use super::panels::bulk_edit::BulkEdit;
use super::panels::calendar::CalendarScreen;
use super::panels::calendar_file::CalendarFileDialog;
use super::panels::console::ConsoleScreen;
use super::panels::disposal_lines::DisposalLinesScreen;
use super::panels::document_tree::DocumentTreeScreen;
use super::panels::duty_matrix::DutyMatrixScreen;
use super::panels::export::ExportDialog;
use super::panels::filing::FilingScreen;
use super::panels::form::{Draft, FormData, FormScreen};
use super::panels::home::HomeScreen;
use super::panels::import::ImportScreen;
use super::panels::inspector::Inspector;
use super::panels::lending::LendingScreen;
use super::panels::list::ListScreen;
use super::panels::mark::{MarkData, MarkScreen, MarkWish};
use super::panels::org_chart::OrgChartScreen;
use super::panels::record_properties::RecordPropertiesScreen;
use super::panels::report::ReportScreen;
use super::panels::rights::RightsScreen;
use super::panels::settings::{Appearance, SettingsScreen};
use super::panels::supervision::SupervisionScreen;
use super::panels::welcome::{Choice, WelcomeScreen};
use super::photos::Photos;
use super::registers::Registers;
use super::routes::{Route, Selected};
use super::tokens::{Density, Look};
use super::widgets::palette::Palette;
use super::widgets::toast::Toasts;
use super::window::WindowOptions;
use super::workplace::{Answer, Request, Step, Workplace, sentence};
use super::{fonts, theme};
use crate::desk::{
    ArchiveReport, Command, Office, Outcome, SeenHeads, Session, SystemClock, Which, WorkReport,
};
use crate::model::{Problem, RecordId, RecordType};
use crate::text::Language;

mod archiving;
mod calendar_files;
mod commands;
mod drawing;
mod file_work;
mod gate;
mod logic;
mod marking;
pub(super) mod opening;
mod outside;
mod search;
mod upkeep;
mod versions;
mod view_as;

use search::PaletteAction;
use view_as::ViewAs;

/// A question for the reason of making records void.
struct VoidQuestion {
    register: &'static str,
    ids: Vec<RecordId>,
    reason: String,
}

/// What a background job of the window ends with.
struct Told {
    /// Words for a toast.
    text: String,
    /// Whether the toast offers to undo.
    can_undo: bool,
    /// The screen that shows what was made; also the sign of an import.
    goes_to: Option<Route>,
}

impl Told {
    fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), can_undo: false, goes_to: None }
    }
}

/// The window.
pub struct App {
    workplace: Option<Workplace>,
    welcome: WelcomeScreen,
    opening: Option<Job<Result<opening::Opened, Problem>>>,
    gate: gate::Gate,
    appearance: Appearance,
    applied: Option<Appearance>,
    /// The language asked for at the start, which goes before the one remembered in an office.
    asked_language: Option<Language>,
    history: History<Route>,
    /// The screen of the last frame, and the record that stood beside it.
    shown: (Route, Option<Selected>),
    lists: BTreeMap<(&'static str, bool), ListScreen>,
    boards: BTreeMap<&'static str, BoardScreen>,
    home: HomeScreen,
    org_chart: OrgChartScreen,
    document_tree: DocumentTreeScreen,
    duty_matrix: DutyMatrixScreen,
    calendar: CalendarScreen,
    execution: ExecutionScreen,
    supervision: SupervisionScreen,
    console: ConsoleScreen,
    activity: ActivityScreen,
    work_report: ReportScreen<WorkReport>,
    archive_report: ReportScreen<ArchiveReport>,
    filing: FilingScreen,
    lending: LendingScreen,
    disposal_lines: DisposalLinesScreen,
    loan_viewer: archiving::Viewing,
    calendar_file: Option<CalendarFileDialog>,
    record_properties: RecordPropertiesScreen,
    rights: RightsScreen,
    settings: SettingsScreen,
    audit: AuditScreen,
    backups: BackupsScreen,
    upkeep: upkeep::Upkeep,
    inspector: Inspector,
    photos: Photos,
    form: Option<FormScreen>,
    mark: Option<MarkScreen>,
    mark_job: Option<(Selected, Job<Result<MarkData, Problem>>)>,
    form_job: Option<(&'static str, Option<RecordId>, Job<Result<FormData, Problem>>)>,
    /// The reason and the refusal of a step, for the form that is coming.
    refused_step: Option<(String, Problem)>,
    void_question: Option<VoidQuestion>,
    bulk_edit: Option<BulkEdit>,
    new_version: Option<versions::NewVersion>,
    /// Removes copies of files when the window goes.
    _opened: outside::OpenedOutside,
    view_as: Option<ViewAs>,
    /// Whose place is taken when an office is open.
    asked_person: Option<String>,
    palette: Palette<PaletteAction>,
    record_search: search::RecordSearch,
    registers: Registers,
    toasts: Toasts<Action>,
    files: FilePicker,
    /// Watches for second starts on the same file.
    front: Option<Front>,
    job: Option<(String, Job<Result<Told, Problem>>)>,
    import: ImportScreen,
    export: Option<ExportDialog>,
    requests: Vec<Request>,
    shows_navigation: bool,
    navigation: Navigation,
    shows_inspector: bool,
    can_undo: bool,
    can_redo: bool,
    office_name: String,
    path_text: String,
    has_drawn: bool,
    /// Whether a dialog had the keyboard when the last frame began.
    had_dialog: bool,
}

impl App {
    /// A window over a file, or over the welcome screen.
    pub fn new(ctx: &Context, options: &WindowOptions) -> Self {
        // Who signs in reads as somebody read here the last time; the office they open remembers its own.
        let noted = options.file.as_ref().and_then(|_| opening::noted_appearance());
        let plain = Look { language: Language::default(), density: Density::Normal };
        let mut appearance = noted.unwrap_or(Appearance { look: plain, theme: egui::ThemePreference::Light });
        appearance.look.language = options.language.unwrap_or(appearance.look.language);
        ctx.set_fonts(fonts::definitions_in(appearance.look.language));
        ctx.add_plugin(Composition::default());
        theme::apply(ctx, appearance.look);
        let mut app = Self {
            workplace: None,
            welcome: WelcomeScreen::default(),
            opening: None,
            gate: gate::Gate::default(),
            appearance,
            applied: None,
            asked_language: options.language,
            history: History::new(Route::Home),
            shown: (Route::Home, None),
            lists: BTreeMap::new(),
            boards: BTreeMap::new(),
            home: HomeScreen::default(),
            org_chart: OrgChartScreen::default(),
            document_tree: DocumentTreeScreen::default(),
            duty_matrix: DutyMatrixScreen::default(),
            calendar: CalendarScreen::default(),
            execution: ExecutionScreen::default(),
            supervision: SupervisionScreen::default(),
            console: ConsoleScreen::default(),
            activity: ActivityScreen::default(),
            work_report: ReportScreen::default(),
            archive_report: ReportScreen::default(),
            filing: FilingScreen::default(),
            lending: LendingScreen::default(),
            disposal_lines: DisposalLinesScreen::default(),
            loan_viewer: archiving::Viewing::default(),
            calendar_file: None,
            record_properties: RecordPropertiesScreen::default(),
            rights: RightsScreen::default(),
            settings: SettingsScreen::default(),
            audit: AuditScreen::default(),
            backups: BackupsScreen::default(),
            upkeep: upkeep::Upkeep::default(),
            inspector: Inspector::default(),
            photos: Photos::default(),
            form: None,
            mark: None,
            mark_job: None,
            form_job: None,
            refused_step: None,
            void_question: None,
            bulk_edit: None,
            new_version: None,
            _opened: outside::OpenedOutside,
            view_as: None,
            asked_person: options.person.clone(),
            palette: Palette::default(),
            record_search: search::RecordSearch::default(),
            registers: Registers::default(),
            toasts: Toasts::default(),
            files: FilePicker::default(),
            front: None,
            job: None,
            import: ImportScreen::default(),
            export: None,
            requests: Vec::new(),
            shows_navigation: true,
            navigation: Navigation::default(),
            shows_inspector: true,
            can_undo: false,
            can_redo: false,
            office_name: String::new(),
            path_text: String::new(),
            has_drawn: false,
            had_dialog: false,
        };
        if let Some(file) = &options.file {
            app.open_file(ctx, file);
        }
        app
    }

    /// Puts an open office into the window, for its owner.
    pub fn sit_down(&mut self, ctx: &Context, office: Arc<Office>) {
        self.sit_down_with(ctx, office, Arc::new(Session::owner()));
    }

    /// Puts an open office into the window, for somebody who works in it.
    pub fn sit_down_with(&mut self, ctx: &Context, office: Arc<Office>, session: Arc<Session>) {
        let mut workplace = Workplace::new(ctx, office);
        workplace.session = session;
        self.office_name = workplace.office.store().info().map(|info| info.name).unwrap_or_default();
        self.path_text = workplace.path().map(|path| path.display().to_string()).unwrap_or_default();
        if let Some(appearance) = opening::remembered_appearance(&workplace) {
            self.appearance = appearance;
        }
        if let Some(language) = self.asked_language {
            self.appearance.look.language = language;
        }
        if workplace.path().is_some() {
            match SeenHeads::watch_over(&workplace.office) {
                Ok(strange) => {
                    let language = self.appearance.look.language;
                    strange.iter().for_each(|message| self.toasts.error(message.in_language(language)));
                }
                Err(problem) => {
                    tracing::warn!(?problem, "the office could not be compared with what was seen of it");
                }
            }
        }
        self.navigation = opening::remembered_navigation(&workplace).unwrap_or_default();
        self.front = workplace.path().map(|path| Front::watch(ctx, &path));
        self.workplace = Some(workplace);
        self.gate = gate::Gate::default();
        self.welcome = WelcomeScreen::default();
        self.history = History::new(Route::Home);
        self.view_as = None;
        self.forget_screens();
        self.touched();
        self.refresh_undo();
        self.take_asked_place(ctx);
    }

    /// Drops whatever the screens have read.
    fn forget_screens(&mut self) {
        self.lists.clear();
        self.boards.clear();
        self.home = HomeScreen::default();
        self.org_chart = OrgChartScreen::default();
        self.document_tree = DocumentTreeScreen::default();
        self.duty_matrix = DutyMatrixScreen::default();
        self.calendar = self.workplace.as_ref().map(CalendarScreen::remembered).unwrap_or_default();
        self.execution = ExecutionScreen::default();
        self.supervision = SupervisionScreen::default();
        self.console = ConsoleScreen::default();
        self.activity = ActivityScreen::default();
        self.work_report = ReportScreen::default();
        self.archive_report = ReportScreen::default();
        self.filing = FilingScreen::default();
        self.lending = LendingScreen::default();
        self.disposal_lines = DisposalLinesScreen::default();
        self.loan_viewer = archiving::Viewing::default();
        self.calendar_file = None;
        self.record_properties = RecordPropertiesScreen::default();
        self.rights = RightsScreen::default();
        self.audit = AuditScreen::default();
        self.backups = BackupsScreen::default();
        self.upkeep = upkeep::Upkeep::default();
        self.inspector = Inspector::default();
        self.photos = Photos::default();
        self.registers = Registers::default();
        self.record_search = search::RecordSearch::default();
        self.form = None;
        self.form_job = None;
        self.refused_step = None;
        self.bulk_edit = None;
        self.new_version = None;
        self.export = None;
        self.import = ImportScreen::default();
    }

    /// The screen that is shown.
    pub fn route(&self) -> &Route {
        self.history.current()
    }

    /// Goes to a screen.
    pub fn go(&mut self, route: Route) {
        self.history.go(route);
    }

    fn language(&self) -> Language {
        self.appearance.look.language
    }

    fn invalidate(&mut self) {
        if let Some(workplace) = &mut self.workplace {
            workplace.invalidate();
        }
        self.home.invalidate();
        self.org_chart.invalidate();
        self.document_tree.invalidate();
        self.duty_matrix.invalidate();
        self.calendar.invalidate();
        self.execution.invalidate();
        self.supervision.invalidate();
        self.console.invalidate();
        self.activity.invalidate();
        self.work_report.invalidate();
        self.archive_report.invalidate();
        self.filing.invalidate();
        self.lending.invalidate();
        self.disposal_lines.invalidate();
        self.record_properties.invalidate();
        self.rights.invalidate();
        self.audit.invalidate();
        self.backups.invalidate();
        if let Some(workplace) = &self.workplace {
            self.upkeep.invalidate(workplace.office.clock().now());
        }
        self.inspector.invalidate();
        self.import.invalidate();
        for list in self.lists.values_mut() {
            list.invalidate();
        }
        for board in self.boards.values_mut() {
            board.invalidate();
        }
    }

    /// The office was opened or changed: whatever waits for quiet waits again.
    fn touched(&mut self) {
        if let Some(workplace) = &self.workplace {
            self.upkeep.touched(workplace.office.clock().now());
        }
    }

    fn refresh_undo(&mut self) {
        if let Some(workplace) = &self.workplace
            && let Ok((undo, redo)) = workplace.office.can_undo(&workplace.session)
        {
            self.can_undo = undo;
            self.can_redo = redo;
        }
    }

    fn tell(&mut self, problem: &Problem, register: Option<&str>) {
        let text = sentence(problem, self.language(), register);
        self.toasts.error(text);
    }

    fn apply_appearance(&mut self, ctx: &Context) {
        if self.applied == Some(self.appearance) {
            return;
        }
        let before = self.applied.replace(self.appearance);
        theme::apply(ctx, self.appearance.look);
        ctx.set_theme(self.appearance.theme);
        let language = self.appearance.look.language;
        if before.is_none_or(|before| before.look.language != language) {
            ctx.set_fonts(fonts::definitions_in(language));
            self.invalidate();
        }
        if before.is_some()
            && let Some(workplace) = &self.workplace
            && let Err(problem) = opening::remember_appearance(ctx, workplace, self.appearance)
        {
            self.tell(&problem, None);
        }
    }
}

fn list_screen<'a>(
    lists: &'a mut BTreeMap<(&'static str, bool), ListScreen>,
    register: &'static str,
    which: Which,
) -> Option<&'a mut ListScreen> {
    let record_type = crate::records::find(register)?;
    let screen = lists.entry((register, which == Which::Void));
    Some(screen.or_insert_with(|| ListScreen::new(record_type, which)))
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.apply_appearance(ctx);
        self.opening_logic(ctx);
        self.gate_logic(ctx);
        self.take_answers(ctx);
        self.form_logic(ctx);
        self.mark_logic();
        self.view_as_logic();
        let language = self.language();
        if let Some(problem) = self.bulk_edit.as_mut().and_then(|edit| edit.logic(language)) {
            self.tell(&problem, None);
        }
        self.job_logic();
        self.upkeep_logic(ctx);
        if let Some((purpose, path)) = self.files.poll(ctx) {
            self.use_file(ctx, purpose, path);
        }
        let dropped: Vec<PathBuf> =
            ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
        if !dropped.is_empty() {
            self.take_all_dropped(ctx, dropped);
        }
        self.viewing_logic(ctx);
        self.calendar_file_logic(ctx);
        self.screens_logic(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.draw(ui);
    }
}
