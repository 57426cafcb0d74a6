//! A date, typed or taken from a calendar.

use chrono::{Datelike as _, Days, NaiveDate};
use eframe::egui::{
    Id, Key, Modifiers, Popup, PopupCloseBehavior, Rect, Response, TextEdit, Ui, UiBuilder, Vec2, pos2,
};

use super::buttons::ButtonsExt as _;
use super::calendar::{DayKind, calendar};
use super::mark::Mark;
use crate::ui::tokens::UiExt as _;

/// Reads a date as people type it: `2026-03-01`, `2026/3/1`, `2026.3.1`, `2026年3月1日`, `20260301`; `3-1` and `3月1日`
/// are of this year; `+3` and `-3` count from today; `今天`, `today`, `明天`, `昨天`. `None` when it is no date.
pub fn parse_date(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let text = text.trim();
    match text.to_lowercase().as_str() {
        "今天" | "today" => return Some(today),
        "明天" | "tomorrow" => return today.succ_opt(),
        "昨天" | "yesterday" => return today.pred_opt(),
        _ => {}
    }
    if let Some(days) = text.strip_prefix('+').and_then(|digits| digits.parse().ok()) {
        return today.checked_add_days(Days::new(days));
    }
    if let Some(days) = text.strip_prefix('-').and_then(|digits| digits.parse().ok()) {
        return today.checked_sub_days(Days::new(days));
    }
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return NaiveDate::parse_from_str(text, "%Y%m%d").ok();
    }
    let text = text.trim_end_matches(['日', '号', '號']);
    let mut parts =
        text.split(['-', '/', '.', '年', '月', '－', '／', '．']).map(|part| part.trim().parse::<u32>());
    let (first, second) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let date = match parts.next() {
        Some(third) => NaiveDate::from_ymd_opt(i32::try_from(first).ok()?, second, third.ok()?),
        None => NaiveDate::from_ymd_opt(today.year(), first, second),
    };
    let complete = parts.next().is_none();
    date.filter(|date| complete && (1900..=2200).contains(&date.year()))
}

/// What the user is typing, kept while the field has the keyboard or holds something that is no date.
#[derive(Clone, Default)]
struct Draft {
    text: String,
    editing: bool,
    unclear: bool,
    open: bool,
    shown: Option<NaiveDate>,
}

/// A date field.
pub struct DateEdit<'a> {
    value: &'a mut Option<NaiveDate>,
    today: NaiveDate,
    kind: &'a dyn Fn(NaiveDate) -> DayKind,
    width: f32,
}

/// What happened in a date field.
pub struct DateResponse {
    /// The text input; `changed()` when the date did.
    pub response: Response,
    /// Whether what was typed is no date; the date is unchanged then.
    pub unclear: bool,
}

impl<'a> DateEdit<'a> {
    /// Edits `value`; `today` comes from the program's clock.
    pub fn new(value: &'a mut Option<NaiveDate>, today: NaiveDate) -> Self {
        Self { value, today, kind: &|_| DayKind::Ordinary, width: 148.0 }
    }

    /// Tells the calendar of holidays and make-up days.
    pub fn day_kind(mut self, kind: &'a dyn Fn(NaiveDate) -> DayKind) -> Self {
        self.kind = kind;
        self
    }

    /// The width in points.
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// Draws the field; Enter or leaving it takes what was typed, Alt+Down or the button opens the calendar.
    pub fn show(self, ui: &mut Ui, id_salt: &str) -> DateResponse {
        let tokens = ui.tokens();
        let id = ui.make_persistent_id(("date", id_salt));
        let mut draft: Draft = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        let focused = ui.memory(|memory| memory.has_focus(id));
        if !draft.editing && !draft.unclear {
            draft.text = self.value.map(|date| date.format("%Y-%m-%d").to_string()).unwrap_or_default();
        }
        if focused && ui.input_mut(|input| input.consume_key(Modifiers::ALT, Key::ArrowDown)) {
            draft.open = true;
        }
        // Taken here, so that a dialog around the field does not close with the calendar.
        if draft.open && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            draft.open = false;
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        let mut response = ui.add(
            TextEdit::singleline(&mut draft.text)
                .id(id)
                .desired_width(self.width)
                .margin(eframe::egui::Margin { left: 8, right: 28, top: 2, bottom: 2 })
                .align(eframe::egui::Align2::LEFT_CENTER),
        );
        // The response of a text field says `changed()` for each letter; ours says it for the date.
        let typed = response.changed();
        let mut date_changed = false;
        draft.editing |= typed;
        if response.lost_focus() && draft.editing {
            draft.editing = false;
            let read = parse_date(&draft.text, self.today);
            draft.unclear = read.is_none() && !draft.text.trim().is_empty();
            if !draft.unclear && *self.value != read {
                *self.value = read;
                date_changed = true;
            }
        }
        let button = Rect::from_center_size(
            pos2(response.rect.right() - 16.0, response.rect.center().y),
            Vec2::splat(tokens.control.min(response.rect.height())),
        );
        let opened = ui
            .scope_builder(UiBuilder::new().id_salt(id).max_rect(button), |ui| {
                ui.mark_button(Mark::Calendar, ui.language().text("toolkit.open_calendar")).clicked()
            })
            .inner;
        draft.open ^= opened;
        if draft.open {
            date_changed |= self.popup(ui, id, &response, &mut draft);
        } else {
            draft.shown = None;
        }
        let unclear = draft.unclear;
        ui.data_mut(|data| data.insert_temp(id, draft));
        response.flags.set(eframe::egui::response::Flags::CHANGED, date_changed);
        DateResponse { response, unclear }
    }

    fn popup(self, ui: &Ui, id: Id, response: &Response, draft: &mut Draft) -> bool {
        let mut shown = draft.shown.or(*self.value).unwrap_or(self.today);
        let first_frame = draft.shown.is_none();
        let mut picked = None;
        let popup = Popup::from_response(response)
            .id(id.with("calendar"))
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .open_bool(&mut draft.open);
        if first_frame {
            ui.memory_mut(|memory| memory.surrender_focus(id));
        }
        popup.show(|ui| {
            picked = calendar(ui, &mut shown, *self.value, self.today, self.kind);
        });
        draft.shown = Some(shown);
        let Some(day) = picked else { return false };
        draft.open = false;
        draft.editing = false;
        draft.unclear = false;
        ui.memory_mut(|memory| memory.request_focus(id));
        let changed = *self.value != Some(day);
        *self.value = Some(day);
        changed
    }
}
