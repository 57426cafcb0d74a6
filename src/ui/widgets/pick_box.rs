//! A text box that proposes: for links to records and for long lists of choices.

use eframe::egui::{
    Align2, EventFilter, Id, Key, Modifiers, Popup, PopupCloseBehavior, Response, Role, ScrollArea, Sense,
    TextEdit, TextStyle, Ui, WidgetInfo, vec2,
};

use super::buttons::ground;
use super::mark::{Mark, paint_mark};
use crate::ui::tokens::UiExt as _;

/// One proposal: an id that means something to the caller, a title, and a detail in weak ink.
pub type Proposal = (u128, String, String);

/// What the user did with a pick box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    /// Chose this proposal.
    One(Proposal),
    /// Emptied the box.
    Nothing,
}

#[derive(Clone, Default)]
struct State {
    /// What is typed; `None` while the box shows the chosen title.
    query: Option<String>,
    proposals: Vec<Proposal>,
    cursor: usize,
    open: bool,
}

/// How a pick box looks.
#[derive(Clone, Copy, Debug)]
pub struct PickBox<'a> {
    /// Makes its id among its siblings.
    pub id_salt: &'a str,
    /// The title of what is chosen; empty when nothing is.
    pub chosen: &'a str,
    /// Shown while it is empty.
    pub hint: &'a str,
    /// Width in points.
    pub width: f32,
}

/// Draws the box. `propose` is asked only when it opens and when the text changes. Down opens it, arrows move, Enter
/// or Tab takes, Escape closes; leaving it without a choice puts the title back.
pub fn pick_box(
    ui: &mut Ui,
    look: PickBox<'_>,
    propose: impl Fn(&str) -> Vec<Proposal>,
) -> (Response, Option<Picked>) {
    let tokens = ui.tokens();
    let id = ui.make_persistent_id(("pick", look.id_salt));
    let mut state: State = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let focused = ui.memory(|memory| memory.has_focus(id));
    let mut taken = None;
    if focused {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if state.open {
            // Taken here, so that a dialog around the box does not close with the list.
            if pressed(Key::Escape) {
                state.open = false;
                state.query = None;
            }
            if pressed(Key::ArrowDown) {
                state.cursor = (state.cursor + 1).min(state.proposals.len().saturating_sub(1));
            }
            if pressed(Key::ArrowUp) {
                state.cursor = state.cursor.saturating_sub(1);
            }
            let tabbed = state.query.is_some() && ui.input(|input| input.key_pressed(Key::Tab));
            if pressed(Key::Enter) || tabbed {
                taken = state.proposals.get(state.cursor).cloned();
            }
        } else if pressed(Key::ArrowDown) {
            state.open = true;
            state.proposals = propose("");
            state.cursor = 0;
        }
    }
    let mut text = state.query.clone().unwrap_or_else(|| look.chosen.to_owned());
    let mut response = ui.add(
        TextEdit::singleline(&mut text)
            .id(id)
            .hint_text(look.hint.to_owned())
            .desired_width(look.width)
            .event_filter(EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: true,
                tab: false,
            })
            .margin(eframe::egui::Margin { left: 8, right: 24, top: 2, bottom: 2 })
            .align(Align2::LEFT_CENTER),
    );
    let mark =
        Align2::RIGHT_CENTER.align_size_within_rect(vec2(16.0, 16.0), response.rect.shrink2(vec2(6.0, 0.0)));
    paint_mark(ui.painter(), mark, Mark::Down, tokens.text_weak);
    let mut emptied = false;
    if response.changed() {
        state.proposals = propose(&text);
        state.cursor = 0;
        state.open = true;
        emptied = text.is_empty() && !look.chosen.is_empty();
        state.query = Some(text);
    } else if response.clicked() && !state.open {
        state.proposals = propose("");
        state.cursor = 0;
        state.open = true;
    }
    if state.open && taken.is_none() {
        taken = list(ui, id, &response, &mut state);
    }
    // What was typed does not outlive the stay in the box, nor the form that the box was in.
    let is_left = response.lost_focus() || (state.query.is_some() && !response.has_focus());
    if is_left && !ui.memory(|memory| memory.focused() == Some(id)) && !pressed_in_popup(ui, id) {
        state.open = false;
        state.query = None;
    }
    let picked = match taken {
        Some(proposal) => {
            state = State::default();
            Some(Picked::One(proposal))
        }
        None if emptied => Some(Picked::Nothing),
        None => None,
    };
    ui.data_mut(|data| data.insert_temp(id, state));
    response.flags.set(eframe::egui::response::Flags::CHANGED, picked.is_some());
    (response, picked)
}

fn popup_id(id: Id) -> Id {
    id.with("proposals")
}

/// A press in the list takes the keyboard from the text; that is not leaving the box. A pointer that merely rests where
/// the list is does not hold it.
fn pressed_in_popup(ui: &Ui, id: Id) -> bool {
    if !ui.input(|input| input.pointer.any_down() || input.pointer.any_released()) {
        return false;
    }
    let rect = ui.memory(|memory| memory.area_rect(popup_id(id)));
    let pointer = ui.input(|input| input.pointer.interact_pos());
    rect.zip(pointer).is_some_and(|(rect, pointer)| rect.contains(pointer))
}

fn list(ui: &Ui, id: Id, anchor: &Response, state: &mut State) -> Option<Proposal> {
    let tokens = ui.tokens();
    let mut taken = None;
    let State { proposals, cursor, open, .. } = state;
    let width = anchor.rect.width().max(200.0);
    Popup::from_response(anchor)
        .id(popup_id(id))
        .width(width)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .open_bool(open)
        .show(|ui| {
            ui.set_width(width - 10.0);
            ui.spacing_mut().item_spacing.y = 0.0;
            if proposals.is_empty() {
                ui.weak(ui.language().text("toolkit.no_match"));
                return;
            }
            ScrollArea::vertical().max_height(8.0 * tokens.row).show(ui, |ui| {
                for (index, proposal) in proposals.iter().enumerate() {
                    let row = proposal_row(ui, id.with(("row", index)), proposal, index == *cursor);
                    if row.clicked() {
                        taken = Some(proposal.clone());
                    }
                    if index == *cursor {
                        row.scroll_to_me(None);
                    }
                }
            });
        });
    taken
}

fn proposal_row(ui: &mut Ui, id: Id, proposal: &Proposal, at_cursor: bool) -> Response {
    let tokens = ui.tokens();
    let (_, title, detail) = proposal;
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), tokens.row));
    let response = ui.interact(rect, id, Sense::CLICK);
    ui.painter().rect_filled(rect, tokens.radius, ground(tokens, &response, at_cursor));
    let body = TextStyle::Body.resolve(ui.style());
    let small = TextStyle::Small.resolve(ui.style());
    let inner = rect.shrink2(vec2(8.0, 0.0));
    let painter = ui.painter().with_clip_rect(inner.intersect(ui.clip_rect()));
    let shown = painter.text(inner.left_center(), Align2::LEFT_CENTER, title, body, tokens.text);
    let mut weak = painter.layout_no_wrap(detail.clone(), small.clone(), tokens.text_weak);
    let room = inner.right() - shown.right() - 12.0;
    if weak.size().x > room {
        let mut job =
            eframe::egui::text::LayoutJob::simple_singleline(detail.clone(), small, tokens.text_weak);
        job.wrap = eframe::egui::text::TextWrapping::truncate_at_width(room.max(0.0));
        weak = painter.layout_job(job);
    }
    let at = Align2::RIGHT_CENTER.align_size_within_rect(weak.size(), inner).min;
    painter.galley(at, weak, tokens.text_weak);
    response.widget_info(|| {
        let name = if detail.is_empty() { title.clone() } else { format!("{title} {detail}") };
        WidgetInfo::selected(Role::ListBoxOption, true, at_cursor, name)
    });
    response
}
