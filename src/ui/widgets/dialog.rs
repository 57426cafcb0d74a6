//! Dialogs over the window: a frame for any content, and a queue of questions.
//!
//! Escape closes only the topmost dialog, and a popup inside it first. A click beside a dialog that edits something
//! does nothing, so that a stray click never loses a draft.

use std::collections::VecDeque;

use eframe::egui::{
    Align, Context, Frame, Id, Key, Label, Layout, Margin, Modal, Modifiers, Popup, Response, RichText, Role,
    Stroke, Ui, Vec2, vec2,
};

use super::buttons::ButtonsExt as _;
use crate::ui::theme::section_style;
use crate::ui::tokens::{Tokens, UiExt as _};

/// Between the edge of a dialog and what is in it.
const PADDING: i8 = 20;

/// Why a dialog wants to close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dismissal {
    /// Escape was pressed with this dialog on top and no popup open.
    Escape,
    /// The user clicked beside a dialog that edits nothing.
    Backdrop,
    /// The content called `ui.close()`.
    Content,
}

/// The frame of a dialog.
#[derive(Clone, Copy, Debug)]
pub struct Dialog<'a> {
    id: Id,
    title: &'a str,
    width: f32,
    edits: bool,
}

impl<'a> Dialog<'a> {
    /// A dialog called `title`; `name` is unique in the program and not translated.
    pub fn new(name: &str, title: &'a str) -> Self {
        Self { id: Id::unique(("dialog", name)), title, width: 440.0, edits: false }
    }

    /// The width of its content in points.
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// Says that something is edited in it: a click beside it is ignored.
    pub fn edits(mut self) -> Self {
        self.edits = true;
        self
    }

    /// Draws it; the caller decides what a dismissal means (a dirty draft asks first).
    pub fn show<R>(self, ctx: &Context, content: impl FnOnce(&mut Ui) -> R) -> (R, Option<Dismissal>) {
        let tokens = ctx.tokens();
        let before = ctx.memory(|memory| memory.area_rect(self.id)).map(|rect| rect.size());
        let area = Modal::default_area(self.id).role(Role::Dialog).accessible_name(self.title);
        let popup_open = Popup::is_any_open(ctx);
        let response = Modal::new(self.id)
            .area(area)
            .backdrop_color(tokens.backdrop)
            .frame(frame(ctx, tokens))
            .show(ctx, |ui| {
                let room = ctx.content_rect().size() - Vec2::splat(64.0);
                ui.set_width(self.width.min(room.x));
                // An area offers what it measured in the frame before, so that what scrolls would grow bit by bit.
                ui.set_max_height(room.y - 2.0 * f32::from(PADDING));
                ui.label(RichText::new(self.title).text_style(section_style()));
                ui.add_space(tokens.grid);
                content(ui)
            });
        // It is centred by the size it had: once more, so that a line which came or went moves nothing off the middle.
        let now = ctx.memory(|memory| memory.area_rect(self.id)).map(|rect| rect.size());
        if before != now {
            ctx.request_repaint();
        }
        let dismissal = if response.response.should_close() {
            Some(Dismissal::Content)
        } else if response.is_top_modal
            && !popup_open
            && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
        {
            Some(Dismissal::Escape)
        } else if response.backdrop_response.clicked() && !self.edits {
            Some(Dismissal::Backdrop)
        } else {
            None
        };
        (response.inner, dismissal)
    }
}

fn frame(ctx: &Context, tokens: &Tokens) -> Frame {
    Frame::popup(&ctx.global_style())
        .fill(tokens.raised)
        .stroke(Stroke::new(1.0, tokens.line))
        .corner_radius(tokens.radius_large)
        .inner_margin(Margin::same(PADDING))
}

/// The row of buttons at the foot of a dialog, from the right.
pub fn button_row<R>(ui: &mut Ui, buttons: impl FnOnce(&mut Ui) -> R) -> R {
    ui.add_space(ui.tokens().padding);
    let row = vec2(ui.available_width(), ui.spacing().interact_size.y);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), buttons).inner
}

/// Gives the keyboard to the first input of a dialog, once. While a dialog is only measured it can't have it.
pub fn first_focus(ui: &Ui, fresh: &mut bool, first: &Response) {
    if *fresh && !ui.is_sizing_pass() {
        *fresh = false;
        first.request_focus();
    }
}

/// How much a button of a question weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The expected answer; Enter presses it.
    Primary,
    /// Another answer.
    Plain,
    /// An answer that destroys; Enter does not press it.
    Danger,
}

/// A question with its answers, the first at the right.
#[derive(Clone, Debug)]
pub struct Question<A> {
    /// What is asked, in a few words.
    pub title: String,
    /// What will happen.
    pub body: String,
    /// Text, weight and meaning of each answer.
    pub answers: Vec<(String, Weight, A)>,
}

/// Questions shown one after another.
#[derive(Clone, Debug)]
pub struct Questions<A> {
    waiting: VecDeque<Question<A>>,
}

impl<A> Default for Questions<A> {
    fn default() -> Self {
        Self { waiting: VecDeque::new() }
    }
}

impl<A: Clone> Questions<A> {
    /// Asks after the questions that wait already.
    pub fn ask(&mut self, question: Question<A>) {
        self.waiting.push_back(question);
    }

    /// Whether a question is open.
    pub fn is_open(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Draws the question in front; returns its answer once given. Escape, a click beside it and "Cancel" drop it
    /// without an answer.
    pub fn show(&mut self, ctx: &Context) -> Option<A> {
        let question = self.waiting.front()?;
        let tokens = ctx.tokens();
        let dialog = Dialog::new("question", &question.title).width(400.0);
        let (chosen, dismissal) = dialog.show(ctx, |ui| {
            ui.add(Label::new(RichText::new(&question.body).color(tokens.text)).wrap());
            button_row(ui, |ui| {
                let mut chosen = None;
                for (index, (text, weight, answer)) in question.answers.iter().enumerate() {
                    let response = match weight {
                        Weight::Primary => ui.primary_button(text),
                        Weight::Plain => ui.button(text),
                        Weight::Danger => ui.danger_button(text),
                    };
                    let no_focus = ui.memory(|memory| memory.focused().is_none());
                    if index == 0 && no_focus && *weight != Weight::Danger {
                        response.request_focus();
                    }
                    if response.clicked() {
                        chosen = Some(Some(answer.clone()));
                    }
                }
                if ui.button(ui.language().text("toolkit.cancel")).clicked() {
                    chosen = Some(None);
                }
                chosen
            })
        });
        if chosen.is_some() || dismissal.is_some() {
            self.waiting.pop_front();
        }
        chosen.flatten()
    }
}
