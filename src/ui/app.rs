//! The window's state and its two halves: [`eframe::App::logic`] takes what has come and changes things,
//! [`eframe::App::ui`] draws.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{self, CentralPanel, Context, Frame, Margin, Ui};

use super::actions::Action;
use super::files::{FilePicker, Purpose};
use super::history::History;
use super::jobs::{Job, Poll};
use super::panels::board::BoardScreen;
use super::panels::duty_matrix::DutyMatrixScreen;
use super::panels::form::{FormData, FormScreen, FormWish};
use super::panels::home::HomeScreen;
use super::panels::inspector::Inspector;
use super::panels::list::{ListScreen, side_panel};
use super::panels::org_chart::OrgChartScreen;
use super::panels::settings::{Appearance, SettingsScreen};
use super::panels::welcome::{Choice, WelcomeScreen};
use super::routes::{Route, Selected};
use super::shell::{StatusLine, TopBar, navigation, pressed};
use super::tokens::{Density, Look, UiExt as _};
use super::widgets::dialog::{Dialog, button_row};
use super::widgets::palette::Palette;
use super::widgets::toast::Toasts;
use super::window::WindowOptions;
use super::workplace::{Request, Workplace, label, sentence};
use super::{fonts, theme};
use crate::desk::{BatchMode, Command, Office, Outcome, SystemClock, Which};
use crate::model::{Problem, RecordId};
use crate::text::Language;

mod commands;
pub(super) mod opening;
mod search;

use search::{Finder, PaletteAction};

/// A question for the reason of making records void.
struct VoidQuestion {
    register: &'static str,
    ids: Vec<RecordId>,
    reason: String,
}

/// What a background job of the window ends with: words for a toast.
type Told = Result<String, Problem>;

/// The window.
pub struct App {
    workplace: Option<Workplace>,
    welcome: WelcomeScreen,
    opening: Option<Job<Result<Arc<Office>, Problem>>>,
    appearance: Appearance,
    applied: Option<Appearance>,
    history: History<Route>,
    lists: BTreeMap<(&'static str, bool), ListScreen>,
    boards: BTreeMap<&'static str, BoardScreen>,
    home: HomeScreen,
    org_chart: OrgChartScreen,
    duty_matrix: DutyMatrixScreen,
    settings: SettingsScreen,
    inspector: Inspector,
    form: Option<FormScreen>,
    form_job: Option<(&'static str, Option<RecordId>, Job<Result<FormData, Problem>>)>,
    void_question: Option<VoidQuestion>,
    palette: Palette<PaletteAction>,
    finder: Finder,
    toasts: Toasts<Action>,
    files: FilePicker,
    job: Option<(String, Job<Told>)>,
    requests: Vec<Request>,
    shows_navigation: bool,
    shows_inspector: bool,
    can_undo: bool,
    can_redo: bool,
    office_name: String,
    path_text: String,
}

impl App {
    /// A window over a file, or over the welcome screen.
    pub fn new(ctx: &Context, options: &WindowOptions) -> Self {
        let language = options.language.unwrap_or_default();
        ctx.set_fonts(fonts::definitions_in(language));
        let look = Look { language, density: Density::Normal };
        theme::apply(ctx, look);
        let mut app = Self {
            workplace: None,
            welcome: WelcomeScreen::default(),
            opening: None,
            appearance: Appearance { look, theme: egui::ThemePreference::Light },
            applied: None,
            history: History::new(Route::Home),
            lists: BTreeMap::new(),
            boards: BTreeMap::new(),
            home: HomeScreen::default(),
            org_chart: OrgChartScreen::default(),
            duty_matrix: DutyMatrixScreen::default(),
            settings: SettingsScreen::default(),
            inspector: Inspector::default(),
            form: None,
            form_job: None,
            void_question: None,
            palette: Palette::default(),
            finder: Finder::default(),
            toasts: Toasts::default(),
            files: FilePicker::default(),
            job: None,
            requests: Vec::new(),
            shows_navigation: true,
            shows_inspector: true,
            can_undo: false,
            can_redo: false,
            office_name: String::new(),
            path_text: String::new(),
        };
        if let Some(file) = &options.file {
            app.open_file(ctx, file);
        }
        app
    }

    /// Puts an open office into the window.
    pub fn sit_down(&mut self, ctx: &Context, office: Arc<Office>) {
        let workplace = Workplace::new(ctx, office);
        self.office_name = workplace.office.store().info().map(|info| info.name).unwrap_or_default();
        self.path_text = workplace.path().map(|path| path.display().to_string()).unwrap_or_default();
        if let Some(appearance) = opening::remembered_appearance(&workplace) {
            self.appearance = appearance;
        }
        self.workplace = Some(workplace);
        self.welcome = WelcomeScreen::default();
        self.history = History::new(Route::Home);
        self.lists.clear();
        self.boards.clear();
        self.home = HomeScreen::default();
        self.org_chart = OrgChartScreen::default();
        self.duty_matrix = DutyMatrixScreen::default();
        self.inspector = Inspector::default();
        self.finder = Finder::default();
        self.refresh_undo();
    }

    fn language(&self) -> Language {
        self.appearance.look.language
    }

    fn invalidate(&mut self) {
        self.home.invalidate();
        self.org_chart.invalidate();
        self.duty_matrix.invalidate();
        self.inspector.invalidate();
        self.finder.invalidate();
        for list in self.lists.values_mut() {
            list.invalidate();
        }
        for board in self.boards.values_mut() {
            board.invalidate();
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
            && let Err(problem) = opening::remember_appearance(workplace, self.appearance)
        {
            self.tell(&problem, None);
        }
    }

    fn take_answers(&mut self, ctx: &Context) {
        let answers = self.workplace.as_mut().map(Workplace::answers).unwrap_or_default();
        if self.workplace.as_ref().is_some_and(Workplace::take_changed) {
            self.invalidate();
            self.refresh_undo();
        }
        for answer in answers {
            let language = self.language();
            if let Some(form) = &mut self.form
                && form.is_saving()
            {
                if form.answer(&answer, language) {
                    self.form = None;
                    self.toast(&answer);
                }
                continue;
            }
            self.toast(&answer);
            ctx.request_repaint();
        }
    }

    fn toast(&mut self, answer: &Result<Outcome, Problem>) {
        match answer {
            Ok(outcome) => {
                let text = outcome.message.in_language(self.language());
                let undo = self.language().text("action.undo").to_owned();
                let action = (outcome.number > 0).then_some((undo, Action::Undo));
                self.toasts.done(text, action);
            }
            Err(problem) => self.tell(problem, None),
        }
    }

    fn screens_logic(&mut self, ctx: &Context) {
        let Some(workplace) = &self.workplace else { return };
        let mut problems = Vec::new();
        match self.history.current() {
            Route::Home => problems.extend(self.home.logic(ctx, workplace)),
            Route::OrgChart => problems.extend(self.org_chart.logic(ctx, workplace)),
            Route::DutyMatrix => problems.extend(self.duty_matrix.logic(ctx, workplace)),
            Route::Settings => problems.extend(self.settings.logic()),
            Route::Board(register) => {
                let record_type = crate::records::find(register);
                if !self.boards.contains_key(register)
                    && let Some(board) = record_type.and_then(BoardScreen::new)
                {
                    self.boards.insert(register, board);
                }
                if let Some(board) = self.boards.get_mut(register) {
                    problems.extend(board.logic(ctx, workplace));
                }
            }
            Route::List(register) => {
                if let Some(list) = list_screen(&mut self.lists, register, Which::Living) {
                    problems.extend(list.logic(ctx, workplace));
                }
            }
            Route::RecycleBin(register) => {
                if let Some(list) = list_screen(&mut self.lists, register, Which::Void) {
                    problems.extend(list.logic(ctx, workplace));
                }
            }
        }
        problems.extend(self.inspector.logic(ctx, workplace));
        problems.extend(self.finder.logic(ctx, workplace));
        for problem in problems {
            self.tell(&problem, None);
        }
    }

    fn form_logic(&mut self) {
        let Some((register, id, job)) = &self.form_job else { return };
        let (register, id) = (*register, *id);
        let result = match job.poll() {
            Poll::Busy => return,
            Poll::Lost => {
                self.form_job = None;
                return;
            }
            Poll::Ready(result) => result,
        };
        self.form_job = None;
        match (result, crate::records::find(register), &self.workplace) {
            (Ok(data), Some(record_type), Some(workplace)) => {
                let today = workplace.today();
                self.form = Some(FormScreen::new(record_type, id, data, self.language(), today));
            }
            (Err(problem), _, _) => self.tell(&problem, Some(register)),
            _ => {}
        }
    }

    fn job_logic(&mut self) {
        let Some((_, job)) = &self.job else { return };
        match job.poll() {
            Poll::Busy => {}
            Poll::Lost => self.job = None,
            Poll::Ready(told) => {
                self.job = None;
                self.invalidate();
                self.refresh_undo();
                match told {
                    Ok(text) => self.toasts.done(text, None),
                    Err(problem) => self.tell(&problem, None),
                }
            }
        }
    }

    fn screen_ui(&mut self, ui: &mut Ui) {
        let requests = &mut self.requests;
        let Some(workplace) = &self.workplace else { return };
        match self.history.current().clone() {
            Route::Home => self.home.ui(ui, requests),
            Route::OrgChart => self.org_chart.ui(ui, workplace.today(), requests),
            Route::DutyMatrix => self.duty_matrix.ui(ui, requests),
            Route::Settings => self.settings.ui(ui, workplace, &mut self.appearance, requests),
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
            match form.show(ctx) {
                Some(FormWish::Save(command)) => {
                    if let Some(workplace) = &mut self.workplace {
                        workplace.run(command);
                    }
                }
                Some(FormWish::Close) => self.form = None,
                None => {}
            }
        }
        self.void_ui(ctx);
        if let Some(action) = self.palette.show(ctx, &self.finder.provider(self.appearance.look.language)) {
            match action {
                PaletteAction::Act(action) => self.requests.push(Request::Act(action)),
                PaletteAction::Open(selected) => {
                    self.requests.push(Request::Go(Route::List(selected.register)));
                    self.requests.push(Request::Select(Some(selected)));
                }
            }
        }
        if let Some(action) = self.toasts.show(ctx) {
            self.requests.push(Request::Act(action));
        }
    }

    fn void_ui(&mut self, ctx: &Context) {
        let language = self.language();
        let Some(question) = &mut self.void_question else { return };
        let count = question.ids.len().to_string();
        let title = language.fill("void.title", &[("count", &count)]);
        let mut answer = None;
        let (_, dismissal) = Dialog::new("void", &title).edits().show(ctx, |ui| {
            use super::widgets::buttons::ButtonsExt as _;
            let label = ui.label(language.text("void.reason"));
            let edit = egui::TextEdit::singleline(&mut question.reason).desired_width(f32::INFINITY);
            ui.add(edit).labelled_by(label.id);
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
        self.take_answers(ctx);
        self.form_logic();
        self.job_logic();
        if let Some((purpose, path)) = self.files.poll() {
            self.use_file(ctx, purpose, path);
        }
        self.screens_logic(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        let tokens = ui.tokens();
        if self.workplace.is_none() {
            let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::same(24));
            CentralPanel::default().frame(frame).show(ui, |ui| {
                if let Some(choice) = self.welcome.ui(ui) {
                    self.choose(ui.ctx(), choice);
                }
            });
            return;
        }
        // A frame may be drawn twice; a key is pressed once.
        let first_pass = ctx.current_pass_index() == 0;
        if first_pass && self.form.is_none() && self.void_question.is_none() && !self.palette.is_open() {
            self.requests.extend(pressed(&ctx).map(Request::Act));
        }
        let who = self.workplace.as_ref().map(|place| place.session.name.clone()).unwrap_or_default();
        let top = TopBar {
            office: &self.office_name,
            who: &who,
            can_go_back: self.history.can_go_back(),
            can_go_forward: self.history.can_go_forward(),
            can_undo: self.can_undo,
            can_redo: self.can_redo,
        };
        self.requests.extend(top.ui(ui).map(Request::Act));
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
            self.requests.extend(navigation(ui, self.history.current()).map(Request::Go));
        }
        let has_inspector = matches!(
            self.history.current(),
            Route::List(_) | Route::Board(_) | Route::RecycleBin(_) | Route::OrgChart
        );
        if self.shows_inspector && has_inspector {
            let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::same(16));
            side_panel().frame(frame).show(ui, |ui| self.inspector.ui(ui, &mut self.requests));
        }
        let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(20, 16));
        CentralPanel::default().frame(frame).show(ui, |ui| self.screen_ui(ui));
        self.dialogs_ui(&ctx);
        let requests = std::mem::take(&mut self.requests);
        for request in requests {
            self.carry_out(&ctx, request);
        }
    }
}
