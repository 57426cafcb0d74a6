//! A switch between a few views of the same thing.

use eframe::egui::{
    Key, Modifiers, Rect, Response, Role, Sense, StrokeKind, TextStyle, Ui, WidgetInfo, pos2, vec2,
};

use super::buttons::focus_ring;
use crate::ui::tokens::UiExt as _;

/// Draws the options side by side and sets `value` to the one pressed; arrow keys move it. Returns whether it changed.
pub fn segmented<T: PartialEq + Copy>(ui: &mut Ui, name: &str, value: &mut T, options: &[(T, &str)]) -> bool {
    let tokens = ui.tokens();
    let font = TextStyle::Button.resolve(ui.style());
    let galleys: Vec<_> = options
        .iter()
        .map(|(_, text)| ui.painter().layout_no_wrap((*text).to_owned(), font.clone(), tokens.text))
        .collect();
    let widths: Vec<f32> = galleys.iter().map(|galley| (galley.size().x + 24.0).ceil()).collect();
    let size = vec2(widths.iter().sum::<f32>() + 4.0, tokens.control);
    let (rect, whole) = ui.allocate_exact_size(size, Sense::hover());
    ui.painter().rect_filled(rect, tokens.radius, tokens.chip);
    whole.widget_info(|| WidgetInfo::labeled(Role::RadioGroup, true, name));

    let chosen = options.iter().position(|(option, _)| option == value);
    let mut wanted = None;
    let mut left = rect.left() + 2.0;
    let mut responses: Vec<Response> = Vec::with_capacity(options.len());
    for (index, ((_, text), (galley, width))) in
        options.iter().zip(galleys.into_iter().zip(widths)).enumerate()
    {
        let cell = Rect::from_min_size(pos2(left, rect.top() + 2.0), vec2(width, rect.height() - 4.0));
        left += width;
        let response = ui.interact(cell, whole.id.with(index), Sense::click());
        let is_chosen = chosen == Some(index);
        if is_chosen {
            ui.painter().rect(
                cell,
                tokens.radius - 1,
                tokens.raised,
                eframe::egui::Stroke::new(1.0, tokens.line_strong),
                StrokeKind::Inside,
            );
        }
        let color = if is_chosen || response.hovered() { tokens.text } else { tokens.text_weak };
        ui.painter().galley_with_override_text_color(cell.center() - galley.size() / 2.0, galley, color);
        focus_ring(ui, cell, &response);
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_chosen, text));
        if response.clicked() {
            wanted = Some(index);
        }
        responses.push(response);
    }
    if let Some(focused) = responses.iter().position(Response::has_focus) {
        let filter = eframe::egui::EventFilter { horizontal_arrows: true, ..Default::default() };
        if let Some(response) = responses.get(focused) {
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        }
        let step = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let next = if step(Key::ArrowRight) {
            Some(focused + 1)
        } else if step(Key::ArrowLeft) {
            focused.checked_sub(1)
        } else {
            None
        };
        if let Some((next, response)) = next.and_then(|next| Some((next, responses.get(next)?))) {
            response.request_focus();
            wanted = Some(next);
        }
    }
    match wanted.and_then(|index| options.get(index)) {
        Some((option, _)) if option != value => {
            *value = *option;
            true
        }
        _ => false,
    }
}
