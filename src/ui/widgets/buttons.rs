//! Buttons by their weight: one primary a screen, plain ones, quiet ones, icons, chips.

use eframe::egui::{
    Align2, Button, Color32, FontSelection, IntoAtoms, KeyboardShortcut, Rect, Response, Role, Sense, Stroke,
    StrokeKind, TextStyle, Ui, Vec2, WidgetInfo, vec2,
};

use super::mark::{Mark, paint_lamp, paint_mark};
use crate::ui::tokens::{Status, Tokens, UiExt as _};

/// Buttons on a [`Ui`].
pub trait ButtonsExt {
    /// The one primary action of a screen, in cinnabar.
    fn primary_button<'a>(&mut self, content: impl IntoAtoms<'a>) -> Response;
    /// An action without a frame, for toolbars and second choices.
    fn quiet_button<'a>(&mut self, content: impl IntoAtoms<'a>) -> Response;
    /// An action that destroys or voids: red text, plain ground.
    fn danger_button<'a>(&mut self, content: impl IntoAtoms<'a>) -> Response;
    /// A square button showing `icon` (a glyph of the icon font), called `name`; the tooltip adds the shortcut.
    fn icon_button(&mut self, icon: &str, name: &str, shortcut: Option<&KeyboardShortcut>) -> Response;
    /// As [`ButtonsExt::icon_button`], with a drawn sign instead of a glyph.
    fn mark_button(&mut self, mark: Mark, name: &str) -> Response;
    /// A small label on a tinted ground, with a status lamp if one is given.
    fn chip(&mut self, text: &str, status: Option<Status>) -> Response;
    /// A chip with a cross that says `remove_name`; true when the cross is pressed.
    fn removable_chip(&mut self, text: &str, remove_name: &str) -> bool;
}

impl ButtonsExt for Ui {
    fn primary_button<'a>(&mut self, content: impl IntoAtoms<'a>) -> Response {
        let tokens = self.tokens();
        self.scope(|ui| {
            let widgets = &mut ui.visuals_mut().widgets;
            for (look, fill) in [
                (&mut widgets.inactive, tokens.accent),
                (&mut widgets.hovered, tokens.accent_hover),
                (&mut widgets.active, tokens.accent_pressed),
            ] {
                look.weak_bg_fill = fill;
                look.fg_stroke.color = tokens.text_on_accent;
            }
            widgets.inactive.bg_stroke = Stroke::new(1.0, tokens.accent);
            widgets.hovered.bg_stroke = Stroke::new(1.0, tokens.accent_hover);
            ui.add(Button::new(content))
        })
        .inner
    }

    fn quiet_button<'a>(&mut self, content: impl IntoAtoms<'a>) -> Response {
        self.scope(|ui| {
            let widgets = &mut ui.visuals_mut().widgets;
            widgets.hovered.bg_stroke = Stroke::NONE;
            ui.add(Button::new(content).frame_when_inactive(false))
        })
        .inner
    }

    fn danger_button<'a>(&mut self, content: impl IntoAtoms<'a>) -> Response {
        let tokens = self.tokens();
        self.scope(|ui| {
            let widgets = &mut ui.visuals_mut().widgets;
            for look in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
                look.fg_stroke.color = tokens.overdue;
            }
            widgets.hovered.bg_stroke = Stroke::new(1.0, tokens.overdue);
            ui.add(Button::new(content))
        })
        .inner
    }

    fn icon_button(&mut self, icon: &str, name: &str, shortcut: Option<&KeyboardShortcut>) -> Response {
        let font = FontSelection::from(TextStyle::Button).resolve(self.style());
        let response = square(self, name, |ui, rect, color| {
            ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon, font, color);
        });
        match shortcut.map(|shortcut| self.ctx().format_shortcut(shortcut)) {
            Some(keys) => response.on_hover_text(format!("{name}  {keys}")),
            None => response.on_hover_text(name),
        }
    }

    fn mark_button(&mut self, mark: Mark, name: &str) -> Response {
        square(self, name, |ui, rect, color| {
            paint_mark(ui.painter(), Rect::from_center_size(rect.center(), Vec2::splat(16.0)), mark, color);
        })
        .on_hover_text(name)
    }

    fn chip(&mut self, text: &str, status: Option<Status>) -> Response {
        let tokens = self.tokens();
        let font = TextStyle::Small.resolve(self.style());
        let color = status.map_or(tokens.text, |status| tokens.status(status));
        let galley = self.painter().layout_no_wrap(text.to_owned(), font, color);
        let lamp = if status.is_some() { 14.0 } else { 0.0 };
        let size = vec2(galley.size().x + lamp + 16.0, galley.size().y + 4.0);
        let (rect, response) = self.allocate_exact_size(size, Sense::hover());
        self.painter().rect_filled(rect, rect.height() / 2.0, tokens.chip);
        if let Some(status) = status {
            let center = eframe::egui::pos2(rect.left() + 13.0, rect.center().y);
            paint_lamp(self.painter(), center, 7.0, status, color);
        }
        let origin = eframe::egui::pos2(rect.left() + 8.0 + lamp, rect.center().y - galley.size().y / 2.0);
        self.painter().galley(origin, galley, color);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
        response
    }

    fn removable_chip(&mut self, text: &str, remove_name: &str) -> bool {
        let tokens = self.tokens();
        let font = TextStyle::Small.resolve(self.style());
        let galley = self.painter().layout_no_wrap(text.to_owned(), font, tokens.text);
        let size = vec2(galley.size().x + 34.0, (galley.size().y + 6.0).max(20.0));
        let (rect, label) = self.allocate_exact_size(size, Sense::hover());
        label.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
        let cross = Rect::from_center_size(
            eframe::egui::pos2(rect.right() - 13.0, rect.center().y),
            Vec2::splat(16.0),
        );
        let response = self.interact(cross, label.id.with("remove"), Sense::click());
        self.painter().rect_filled(rect, rect.height() / 2.0, tokens.chip);
        let origin = eframe::egui::pos2(rect.left() + 10.0, rect.center().y - galley.size().y / 2.0);
        self.painter().galley(origin, galley, tokens.text);
        let hot = response.hovered() || response.has_focus();
        paint_mark(
            self.painter(),
            Rect::from_center_size(cross.center(), Vec2::splat(12.0)),
            Mark::Cross,
            if hot { tokens.text } else { tokens.text_weak },
        );
        focus_ring(self, cross, &response);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{remove_name} {text}")));
        response.clicked()
    }
}

/// Draws the focus ring of a hand-drawn widget around `rect` while it has the keyboard.
pub fn focus_ring(ui: &Ui, rect: Rect, response: &Response) {
    if response.has_focus() {
        let tokens = ui.tokens();
        let stroke = Stroke::new(2.0, tokens.focus);
        ui.painter().rect_stroke(rect, tokens.radius, stroke, StrokeKind::Inside);
    }
}

/// The ground of a hand-drawn thing that can be pressed, chosen and hovered.
pub fn ground(tokens: &Tokens, response: &Response, selected: bool) -> Color32 {
    if selected {
        tokens.selected
    } else if response.is_pointer_button_down_on() {
        tokens.pressed
    } else if response.hovered() {
        tokens.hover
    } else {
        Color32::TRANSPARENT
    }
}

fn square(ui: &mut Ui, name: &str, paint: impl FnOnce(&Ui, Rect, Color32)) -> Response {
    let tokens = ui.tokens();
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(tokens.control), Sense::click());
    if ui.is_rect_visible(rect) {
        ui.painter().rect_filled(rect, tokens.radius, ground(tokens, &response, false));
        let hot = response.hovered() || response.has_focus();
        let color = if hot { tokens.text } else { tokens.text_weak };
        let color = if ui.is_enabled() { color } else { tokens.line_strong };
        paint(ui, rect, color);
        focus_ring(ui, rect, &response);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    response
}
