//! A month of days to choose from, Monday first.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use eframe::egui::{
    Align2, EventFilter, Id, Key, Modifiers, Rect, Response, Role, Sense, Sides, Stroke, StrokeKind,
    TextStyle, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use super::buttons::{ButtonsExt as _, focus_ring, ground};
use super::mark::Mark;
use crate::ui::tokens::UiExt as _;

/// What a calendar shows about a day besides its number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DayKind {
    /// An ordinary day: Monday to Friday are worked.
    #[default]
    Ordinary,
    /// A public holiday (休).
    Holiday,
    /// A weekend day that is worked to make up for a holiday (班).
    MakeUp,
}

/// The texts of the days of a week, from Monday on, as they stand over its columns.
pub const WEEKDAYS: [&str; 7] = [
    "toolkit.weekday.1",
    "toolkit.weekday.2",
    "toolkit.weekday.3",
    "toolkit.weekday.4",
    "toolkit.weekday.5",
    "toolkit.weekday.6",
    "toolkit.weekday.7",
];

/// The first day of the six weeks that show the month of `day`: the Monday on or before its first.
pub fn first_shown(day: NaiveDate) -> NaiveDate {
    let first = day.with_day(1).unwrap_or(day);
    let back = u64::from(first.weekday().num_days_from_monday());
    first.checked_sub_days(Days::new(back)).unwrap_or(first)
}

/// Where a key of the calendar leads from `day`: arrows a day or a week, PageUp and PageDown a month (with Shift a
/// year), Home and End the ends of the week.
pub fn day_after_key(day: NaiveDate, key: Key, shift: bool) -> NaiveDate {
    let from_monday = u64::from(day.weekday().num_days_from_monday());
    let months = Months::new(if shift { 12 } else { 1 });
    let moved = match key {
        Key::ArrowLeft => day.checked_sub_days(Days::new(1)),
        Key::ArrowRight => day.checked_add_days(Days::new(1)),
        Key::ArrowUp => day.checked_sub_days(Days::new(7)),
        Key::ArrowDown => day.checked_add_days(Days::new(7)),
        Key::PageUp => day.checked_sub_months(months),
        Key::PageDown => day.checked_add_months(months),
        Key::Home => day.checked_sub_days(Days::new(from_monday)),
        Key::End => day.checked_add_days(Days::new(6 - from_monday)),
        _ => None,
    };
    moved.unwrap_or(day)
}

const KEYS: [Key; 8] = [
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::ArrowUp,
    Key::ArrowDown,
    Key::PageUp,
    Key::PageDown,
    Key::Home,
    Key::End,
];

/// Draws the month of `shown`, which is also the day the keyboard is on; returns the day chosen by click or Enter.
pub fn calendar(
    ui: &mut Ui,
    shown: &mut NaiveDate,
    chosen: Option<NaiveDate>,
    today: NaiveDate,
    kind: &dyn Fn(NaiveDate) -> DayKind,
) -> Option<NaiveDate> {
    let tokens = ui.tokens();
    let language = ui.language();
    let cell = tokens.control.max(28.0) + 4.0;
    ui.set_width(cell * 7.0);
    ui.spacing_mut().item_spacing = Vec2::splat(tokens.grid);
    let month = language.fill(
        "toolkit.month_title",
        &[("year", &shown.year().to_string()), ("month", &format!("{:02}", shown.month()))],
    );
    let mut picked = None;
    Sides::new().height(tokens.control).show(
        ui,
        |ui| {
            ui.add_space(tokens.grid);
            ui.label(&month);
        },
        |ui| {
            if ui.mark_button(Mark::Right, language.text("toolkit.next_month")).clicked() {
                *shown = day_after_key(*shown, Key::PageDown, false);
            }
            if ui.mark_button(Mark::Left, language.text("toolkit.previous_month")).clicked() {
                *shown = day_after_key(*shown, Key::PageUp, false);
            }
            if ui.quiet_button(language.text("toolkit.today")).clicked() {
                picked = Some(today);
            }
        },
    );

    let small = TextStyle::Small.resolve(ui.style());
    let (heads, _) = ui.allocate_exact_size(vec2(cell * 7.0, 20.0), Sense::hover());
    let mut x = heads.left() + cell / 2.0;
    for key in WEEKDAYS {
        let at = pos2(x, heads.center().y);
        ui.painter().text(at, Align2::CENTER_CENTER, language.text(key), small.clone(), tokens.text_weak);
        x += cell;
    }

    let (grid, whole) = ui.allocate_exact_size(Vec2::new(cell * 7.0, cell * 6.0), Sense::click());
    whole.widget_info(|| WidgetInfo::labeled(Role::Grid, true, &month));
    if ui.memory(|memory| memory.focused().is_none()) {
        whole.request_focus();
    }
    picked = picked.or(keyboard(ui, &whole, shown));

    let mut day = first_shown(*shown);
    for week in 0..6_u8 {
        for column in 0..7_u8 {
            let corner = grid.min + vec2(f32::from(column), f32::from(week)) * cell;
            let rect = Rect::from_min_size(corner, Vec2::splat(cell)).shrink(1.0);
            let look = DayLook {
                in_month: day.month() == shown.month(),
                chosen: chosen == Some(day),
                today: day == today,
                cursor: whole.has_focus() && day == *shown,
                kind: kind(day),
            };
            if one_day(ui, rect, whole.id.with((week, column)), day, look).clicked() {
                picked = Some(day);
            }
            day = day.succ_opt().unwrap_or(day);
        }
    }
    focus_ring(ui, grid.expand(2.0), &whole);
    picked
}

fn keyboard(ui: &Ui, whole: &Response, shown: &mut NaiveDate) -> Option<NaiveDate> {
    if !whole.has_focus() {
        return None;
    }
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(whole.id, filter));
    for key in KEYS {
        if ui.input_mut(|input| input.consume_key(Modifiers::SHIFT, key)) {
            *shown = day_after_key(*shown, key, true);
        } else if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            *shown = day_after_key(*shown, key, false);
        }
    }
    ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter)).then_some(*shown)
}

struct DayLook {
    in_month: bool,
    chosen: bool,
    today: bool,
    cursor: bool,
    kind: DayKind,
}

fn one_day(ui: &Ui, rect: Rect, id: Id, day: NaiveDate, look: DayLook) -> Response {
    let tokens = ui.tokens();
    let language = ui.language();
    let response = ui.interact(rect, id, Sense::CLICK);
    let fill = if look.chosen { tokens.accent } else { ground(tokens, &response, false) };
    ui.painter().rect_filled(rect, tokens.radius, fill);
    if look.today && !look.chosen {
        let stroke = Stroke::new(1.0, tokens.accent_text);
        ui.painter().rect_stroke(rect, tokens.radius, stroke, StrokeKind::Inside);
    }
    if look.cursor && !look.chosen {
        let stroke = Stroke::new(1.5, tokens.focus);
        ui.painter().rect_stroke(rect, tokens.radius, stroke, StrokeKind::Inside);
    }
    let is_free = match look.kind {
        DayKind::Ordinary => day.weekday().num_days_from_monday() >= 5,
        DayKind::Holiday => true,
        DayKind::MakeUp => false,
    };
    let color = if look.chosen {
        tokens.text_on_accent
    } else if !look.in_month {
        tokens.line_strong
    } else if is_free {
        tokens.accent_text
    } else {
        tokens.text
    };
    let body = TextStyle::Body.resolve(ui.style());
    let note = match look.kind {
        DayKind::Ordinary => None,
        DayKind::Holiday => Some(language.text("toolkit.holiday")),
        DayKind::MakeUp => Some(language.text("toolkit.make_up_day")),
    };
    let lift = if note.is_some() { 5.0 } else { 0.0 };
    let center = rect.center() - vec2(0.0, lift);
    ui.painter().text(center, Align2::CENTER_CENTER, day.day().to_string(), body, color);
    if let Some(note) = note {
        let font = eframe::egui::FontId::proportional(9.0);
        ui.painter().text(
            pos2(rect.center().x, rect.bottom() - 8.0),
            Align2::CENTER_CENTER,
            note,
            font,
            color,
        );
    }
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, look.chosen, day.format("%Y-%m-%d")));
    response
}
