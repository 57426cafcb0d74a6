//! What stands around every screen beside the navigation: top bar, status line.

use eframe::egui::{self, Align, Context, Frame, Layout, Margin, Panel, RichText, Ui};

use super::actions::{ACTIONS, Action};
use super::icons;
use super::routes::{FROM_SCREENS, Route, register_text};
use super::tokens::UiExt as _;
use super::widgets::buttons::ButtonsExt as _;
use super::widgets::progress::{JobProgress, job_line};
use super::widgets::section::caption;
use super::workplace::Request;

/// What the top bar shows.
pub(super) struct TopBar<'a> {
    pub(super) office: &'a str,
    pub(super) who: &'a str,
    /// Whether somebody has signed in and can sign out again.
    pub(super) signed_in: bool,
    pub(super) can_go_back: bool,
    pub(super) can_go_forward: bool,
    pub(super) can_undo: bool,
    pub(super) can_redo: bool,
    pub(super) in_anothers_place: bool,
}

impl TopBar<'_> {
    /// Draws the bar; gives the action that was asked for.
    pub(super) fn ui(&self, ui: &mut Ui) -> Option<Action> {
        let tokens = ui.tokens();
        let language = ui.language();
        let mut asked = None;
        let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(12, 6));
        Panel::top("top bar").frame(frame).show(ui, |ui| {
            ui.horizontal(|ui| {
                asked = asked.or(icon(ui, Action::Navigation, true));
                asked = asked.or(icon(ui, Action::Back, self.can_go_back));
                asked = asked.or(icon(ui, Action::Forward, self.can_go_forward));
                ui.add_space(tokens.gap);
                let width = (ui.available_width() * 0.42).clamp(220.0, 520.0);
                if search_button(ui, width).clicked() {
                    asked = Some(Action::Palette);
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let who = if self.who.is_empty() { language.text("history.owner") } else { self.who };
                    let menu = ui.menu_button(format!("{} {who}", icons::USER_CIRCLE), |ui| {
                        let view = if self.in_anothers_place { Action::OwnView } else { Action::ViewAs };
                        let signed_in: &[Action] =
                            if self.signed_in { &[Action::Lock, Action::SignOut] } else { &[] };
                        for action in std::iter::once(&view).chain(signed_in) {
                            let Some(row) = action.row() else { continue };
                            if ui.button((row.icon, language.text(row.text))).clicked() {
                                asked = Some(*action);
                                ui.close();
                            }
                        }
                    });
                    menu.response.on_hover_text(self.office);
                    asked = asked.or(icon(ui, Action::Inspector, true));
                    asked = asked.or(icon(ui, Action::Theme, true));
                    asked = asked.or(icon(ui, Action::Language, true));
                    asked = asked.or(icon(ui, Action::Redo, self.can_redo));
                    asked = asked.or(icon(ui, Action::Undo, self.can_undo));
                });
            });
        });
        asked
    }
}

fn icon(ui: &mut Ui, action: Action, enabled: bool) -> Option<Action> {
    let row = action.row()?;
    let name = ui.language().text(row.text);
    let response = ui.add_enabled_ui(enabled, |ui| ui.icon_button(row.icon, name, row.shortcut.as_ref()));
    response.inner.clicked().then_some(action)
}

/// The search box of the top bar: a button that opens the palette, which is where one types.
fn search_button(ui: &mut Ui, width: f32) -> egui::Response {
    let tokens = ui.tokens();
    let language = ui.language();
    let shortcut = Action::Palette.shortcut().map(|shortcut| ui.ctx().format_shortcut(shortcut));
    let text = RichText::new(format!("{}  {}", icons::SEARCH, language.text("shell.search")))
        .color(tokens.text_weak);
    let button = egui::Button::new(text)
        .right_text(RichText::new(shortcut.unwrap_or_default()).color(tokens.text_weak))
        .fill(tokens.sunken)
        .min_size(egui::vec2(width, tokens.control));
    ui.add(button)
}

/// Links to the lists of the registers that a screen stands for.
pub fn register_links(ui: &mut Ui, screen: &Route, requests: &mut Vec<Request>) {
    let language = ui.language();
    for (register, _) in FROM_SCREENS.iter().filter(|(_, from)| from == screen) {
        if ui.link(language.text(register_text(register))).clicked() {
            requests.push(Request::Go(Route::List(register)));
        }
    }
}

/// What the status line shows.
pub(super) struct StatusLine<'a> {
    pub(super) path: &'a str,
    pub(super) writing: bool,
    pub(super) job: Option<(&'a str, u64, u64)>,
}

impl StatusLine<'_> {
    /// Draws the line; `true` when the job is to be cancelled.
    pub(super) fn ui(&self, ui: &mut Ui) -> bool {
        let tokens = ui.tokens();
        let language = ui.language();
        let frame = Frame::new().fill(tokens.sunken).inner_margin(Margin::symmetric(12, 3));
        let mut cancelled = false;
        Panel::bottom("status line").frame(frame).show(ui, |ui| {
            if let Some((name, done, total)) = self.job {
                let detail = if total > 0 { format!("{done} / {total}") } else { done.to_string() };
                let fraction = fraction(done, total);
                let job = JobProgress { name, fraction, detail: &detail, can_cancel: true };
                cancelled = job_line(ui, &job);
            }
            ui.horizontal(|ui| {
                let state = if self.writing { "shell.writing" } else { "shell.saved" };
                caption(ui, language.text(state));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| caption(ui, self.path));
            });
        });
        cancelled
    }
}

/// How much of a job is done, 0 to 1.
fn fraction(done: u64, total: u64) -> Option<f32> {
    const STEPS: u64 = 1000;
    let steps = done.saturating_mul(STEPS).checked_div(total)?.min(STEPS);
    Some(f32::from(u16::try_from(steps).ok()?) / 1000.0)
}

/// The action whose shortcut was pressed. Those with more modifiers come first, because a shortcut with fewer would
/// match them too. Over a dialog the window can still be locked: what is filled in stays behind the lock.
pub(super) fn pressed(ctx: &Context, has_dialog: bool) -> Option<Action> {
    let typing = ctx.text_edit_focused();
    let offered = ACTIONS.iter().filter(|row| !has_dialog || row.action == Action::Lock);
    let mut rows: Vec<_> = offered.filter_map(|row| Some((row, row.shortcut?))).collect();
    rows.sort_by_key(|(_, shortcut)| {
        let held = shortcut.modifiers;
        std::cmp::Reverse(u8::from(held.shift) + u8::from(held.alt))
    });
    let waits = |disturbs: bool| disturbs && typing;
    rows.into_iter()
        .find(|(row, shortcut)| {
            !waits(row.disturbs_typing) && ctx.input_mut(|input| input.consume_shortcut(shortcut))
        })
        .map(|(row, _)| row.action)
}
