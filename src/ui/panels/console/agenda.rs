//! The agenda: its items in order, moved by drag or Alt with the arrow keys, each with its planned and used time.

use chrono::{DateTime, Utc};
use eframe::egui::{
    Color32, CursorIcon, Key, Modifiers, Rect, Role, Sense, TextStyle, Ui, WidgetInfo, pos2, vec2,
};

use super::data::ConsoleData;
use crate::desk::ConsoleItem;
use crate::model::RecordId;
use crate::records::meetings::AgendaState;
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::buttons::{focus_ring, ground};
use crate::ui::widgets::mark::paint_lamp;
use crate::ui::widgets::table_rows::text_in;
use crate::ui::workplace::Request;

const ROW: f32 = 48.0;

/// Seconds an item has taken by a moment; `None` before it was called up.
pub(super) fn used(item: &ConsoleItem, now: DateTime<Utc>) -> Option<i64> {
    let of = &item.stored.record;
    let began = of.began_at?;
    Some((of.ended_at.unwrap_or(now) - began).num_seconds().max(0))
}

/// Minutes and seconds.
pub(super) fn minutes(seconds: i64) -> String {
    format!("{:02}:{:02}", seconds / 60, seconds % 60)
}

fn status(state: AgendaState) -> Status {
    match state {
        AgendaState::Waiting => Status::Neutral,
        AgendaState::Open => Status::DueSoon,
        AgendaState::Voting => Status::Behind,
        AgendaState::Resolved | AgendaState::Noted => Status::Done,
        AgendaState::Rejected | AgendaState::Carried => Status::Neutral,
    }
}

/// Draws the items; the chosen one is kept in `chosen`.
pub(super) fn items(
    ui: &mut Ui,
    data: &ConsoleData,
    chosen: &mut Option<RecordId>,
    now: DateTime<Utc>,
    requests: &mut Vec<Request>,
) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut dropped = None;
    for (place, item) in data.console.items.iter().enumerate() {
        ui.push_id(item.stored.meta.id.as_bytes(), |ui| {
            if let Some(moved) = one(ui, data, (place, item), chosen, now) {
                dropped = Some(moved);
            }
        });
    }
    if let Some((from, to)) = dropped
        && let Some(command) = data.console.moved(from, to)
    {
        requests.push(Request::Run(command));
    }
}

fn one(
    ui: &mut Ui,
    data: &ConsoleData,
    (place, item): (usize, &ConsoleItem),
    chosen: &mut Option<RecordId>,
    now: DateTime<Utc>,
) -> Option<(usize, usize)> {
    let tokens = ui.tokens();
    let language = ui.language();
    let of = &item.stored.record;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click_and_drag());
    let is_chosen = *chosen == Some(item.stored.meta.id);
    ui.painter().rect_filled(rect, tokens.radius, ground(tokens, &response, is_chosen));
    ui.painter().hline(rect.x_range(), rect.bottom(), (1.0, tokens.line.gamma_multiply(0.5)));
    let (body, small) = (TextStyle::Body.resolve(ui.style()), TextStyle::Small.resolve(ui.style()));
    let cell = |left: f32, right: f32, upper: bool| {
        let (top, bottom) = if upper { (5.0, 27.0) } else { (25.0, 44.0) };
        Rect::from_min_max(pos2(left, rect.top() + top), pos2(right, rect.top() + bottom))
    };
    let state = status(of.state);
    let center = pos2(rect.left() + 14.0, rect.top() + 17.0);
    paint_lamp(ui.painter(), center, 9.0, state, tokens.status(state));
    let (left, right) = (rect.left() + 30.0, rect.right() - 112.0);
    let title = format!("{}　{}", place + 1, of.title);
    text_in(ui.painter(), cell(left, right, true), &title, body.clone(), tokens.text, false);
    let mut detail = Vec::new();
    detail.extend(data.item_states.get(place).map(|state| (*state).to_owned()));
    if !item.presenter.is_empty() {
        detail.push(item.presenter.clone());
    }
    if !item.materials.is_empty() {
        detail.push(language.fill("console.materials", &[("count", &item.materials.len().to_string())]));
    }
    let detail = detail.join(" · ");
    text_in(ui.painter(), cell(left, right, false), &detail, small.clone(), tokens.text_weak, false);

    let planned = of.minutes.unwrap_or(0);
    let seconds = used(item, now);
    let over = planned > 0 && seconds.is_some_and(|seconds| seconds > planned * 60);
    let time = match seconds {
        Some(seconds) => minutes(seconds),
        None => String::new(),
    };
    let color = if over { tokens.overdue } else { tokens.text };
    let times = (rect.right() - 104.0, rect.right() - 10.0);
    text_in(ui.painter(), cell(times.0, times.1, true), &time, body, color, true);
    let plan = if planned > 0 {
        language.fill("console.planned", &[("minutes", &planned.to_string())])
    } else {
        String::new()
    };
    text_in(ui.painter(), cell(times.0, times.1, false), &plan, small, tokens.text_weak, true);
    if let Some(seconds) = seconds.filter(|_| planned > 0) {
        bar(ui, rect, seconds, planned * 60, if over { tokens.overdue } else { tokens.link });
    }
    let spoken = format!("{title} {detail} {time} {plan}");
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_chosen, &spoken));
    focus_ring(ui, rect, &response);
    if response.clicked() {
        *chosen = Some(item.stored.meta.id);
    }
    response.dnd_set_drag_payload(place);
    if response.dragged() {
        ui.set_cursor_icon(CursorIcon::Grabbing);
    }
    if let Some(from) = response.dnd_hover_payload::<usize>()
        && *from != place
    {
        let y = if *from < place { rect.bottom() } else { rect.top() };
        ui.painter().hline(rect.x_range(), y, (2.0, tokens.accent));
    }
    let keyed = response.has_focus().then(|| {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::ALT, key));
        if pressed(Key::ArrowUp) {
            place.checked_sub(1)
        } else if pressed(Key::ArrowDown) {
            Some(place + 1)
        } else {
            None
        }
    });
    let dropped = response.dnd_release_payload::<usize>().map(|from| (*from, place));
    response.on_hover_text(language.text("console.move_explain"));
    dropped.or(keyed.flatten().map(|to| (place, to)))
}

/// How much of the planned time is used, along the lower edge of a row.
fn bar(ui: &Ui, rect: Rect, seconds: i64, planned: i64, color: Color32) {
    let thousandths =
        i16::try_from((seconds.saturating_mul(1000) / planned.max(1)).min(1000)).unwrap_or(1000);
    let width = rect.width() * f32::from(thousandths) / 1000.0;
    let line = Rect::from_min_size(pos2(rect.left(), rect.bottom() - 2.0), vec2(width, 2.0));
    ui.painter().rect_filled(line, 0.0, color);
}
