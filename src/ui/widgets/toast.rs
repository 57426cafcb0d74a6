//! Short messages that come and go: what was done, with the way to undo it.

use std::collections::VecDeque;

use eframe::egui::{
    Align2, Area, Context, Frame, Id, Label, Margin, Order, Role, Sense, Sides, Stroke, UiBuilder, Vec2,
    pos2, vec2,
};

use super::buttons::ButtonsExt as _;
use super::mark::{Mark, paint_lamp};
use crate::ui::tokens::{Status, UiExt as _};

/// How many toasts are shown at once; the oldest give way.
pub const MOST: usize = 4;

/// A message; `A` is what its button asks for (usually an undo command).
#[derive(Clone, Debug)]
pub struct Toast<A> {
    /// Its tone: [`Status::DueSoon`] is information, [`Status::Behind`] a warning, [`Status::Overdue`] an error.
    pub status: Status,
    /// One sentence.
    pub text: String,
    /// The text of its button and what it asks for.
    pub action: Option<(String, A)>,
}

/// The toasts of a window.
#[derive(Clone, Debug)]
pub struct Toasts<A> {
    shown: VecDeque<Entry<A>>,
    next: u64,
}

#[derive(Clone, Debug)]
struct Entry<A> {
    toast: Toast<A>,
    key: u64,
    /// When it goes, in egui's time; set on its first frame.
    until: Option<f64>,
}

impl<A> Default for Toasts<A> {
    fn default() -> Self {
        Self { shown: VecDeque::new(), next: 0 }
    }
}

impl<A> Toasts<A> {
    /// Tells something.
    pub fn info(&mut self, text: impl Into<String>) {
        self.push(Toast { status: Status::DueSoon, text: text.into(), action: None });
    }

    /// Warns of something that needs no answer.
    pub fn warn(&mut self, text: impl Into<String>) {
        self.push(Toast { status: Status::Behind, text: text.into(), action: None });
    }

    /// Takes the buttons from the toasts shown: what they offered no longer means what they say.
    pub fn retire_actions(&mut self) {
        for entry in &mut self.shown {
            entry.toast.action = None;
        }
    }

    /// Says what failed and what to do; stays longest.
    pub fn error(&mut self, text: impl Into<String>) {
        self.push(Toast { status: Status::Overdue, text: text.into(), action: None });
    }

    /// Says what was done, with a button (usually "Undo").
    pub fn done(&mut self, text: impl Into<String>, action: Option<(String, A)>) {
        self.push(Toast { status: Status::Done, text: text.into(), action });
    }

    /// Shows a toast.
    pub fn push(&mut self, toast: Toast<A>) {
        self.shown.push_back(Entry { toast, key: self.next, until: None });
        self.next += 1;
        while self.shown.len() > MOST {
            self.shown.pop_front();
        }
    }

    /// How many are shown.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Whether none is shown.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Draws the toasts over everything, bottom centre; returns what a pressed button asks for.
    /// Wakes the window once, when the next toast is to go; a toast under the pointer waits.
    pub fn show(&mut self, ctx: &Context) -> Option<A> {
        if self.shown.is_empty() {
            return None;
        }
        let now = ctx.input(|input| input.time);
        let mut asked = None;
        let mut gone = None;
        let mut hovered = false;
        let response = Area::new(Id::unique("chancery toasts"))
            .order(Order::Foreground)
            .role(Role::Status)
            .anchor(Align2::CENTER_BOTTOM, vec2(0.0, -24.0))
            .show(ctx, |ui| {
                ui.set_width(440.0_f32.min(ctx.content_rect().width() - 32.0));
                for entry in &self.shown {
                    ui.push_id(entry.key, |ui| match one(ui, &entry.toast) {
                        Pressed::Nothing => {}
                        Pressed::Action => {
                            asked = Some(entry.key);
                            gone = Some(entry.key);
                        }
                        Pressed::Close => gone = Some(entry.key),
                    });
                }
                hovered = ui.rect_contains_pointer(ui.min_rect());
            });
        ctx.accesskit_node_builder(response.response.id, |node| {
            node.set_live(eframe::egui::accesskit::Live::Polite);
        });
        for entry in &mut self.shown {
            let until = *entry.until.get_or_insert(now + lifetime(&entry.toast));
            if hovered {
                entry.until = Some(until.max(now + 2.0));
            }
        }
        let mut answer = None;
        self.shown.retain_mut(|entry| {
            if asked == Some(entry.key) {
                answer = entry.toast.action.take().map(|(_, action)| action);
            }
            gone != Some(entry.key) && entry.until.is_none_or(|until| until > now)
        });
        let next = self.shown.iter().filter_map(|entry| entry.until).fold(f64::INFINITY, f64::min);
        if next.is_finite() {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64((next - now).max(0.05)));
        }
        answer
    }
}

/// Seconds on screen: longer for what has a button or went wrong.
fn lifetime<A>(toast: &Toast<A>) -> f64 {
    match toast.status {
        Status::Overdue => 15.0,
        _ if toast.action.is_some() => 10.0,
        _ => 5.0,
    }
}

enum Pressed {
    Nothing,
    Action,
    Close,
}

fn one<A>(ui: &mut eframe::egui::Ui, toast: &Toast<A>) -> Pressed {
    let tokens = ui.tokens();
    let mut pressed = Pressed::Nothing;
    let frame = Frame::popup(ui.style())
        .fill(tokens.raised)
        .stroke(Stroke::new(1.0, tokens.line_strong))
        .inner_margin(Margin { left: 12, right: 4, top: 4, bottom: 4 });
    let outer = UiBuilder::new()
        .sense(Sense::hover())
        .accessibility_role(Role::Alert)
        .accessibility_label(&toast.text);
    ui.scope_builder(outer, |ui| {
        frame.show(ui, |ui| {
            Sides::new().height(tokens.control).shrink_left().wrap().show(
                ui,
                |ui| {
                    let (rect, _) = ui.allocate_exact_size(Vec2::splat(14.0), Sense::hover());
                    let center = pos2(rect.left() + 6.0, rect.center().y);
                    paint_lamp(ui.painter(), center, 10.0, toast.status, tokens.status(toast.status));
                    ui.add(Label::new(&toast.text).wrap());
                },
                |ui| {
                    if ui.mark_button(Mark::Cross, ui.language().text("toolkit.dismiss")).clicked() {
                        pressed = Pressed::Close;
                    }
                    if let Some((text, _)) = &toast.action
                        && ui
                            .quiet_button(eframe::egui::RichText::new(text).color(tokens.accent_text))
                            .clicked()
                    {
                        pressed = Pressed::Action;
                    }
                },
            );
        });
    });
    pressed
}
