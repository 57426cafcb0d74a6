//! A year: twelve months, each day tinted by how much takes place.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use eframe::egui::{
    Align2, FontId, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, TextStyle, Ui, WidgetInfo, pos2, vec2,
};

use super::day_heads::head_words;
use super::page::Page;
use super::{CalendarScreen, Wish};
use crate::desk::calendar::{DayHead, month_name};
use crate::ui::pixels::{floor, narrow, wide};
use crate::ui::theme::section_style;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::calendar::{WEEKDAYS, first_shown};

/// How a day of a small month looks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SmallDay {
    /// It belongs to the month.
    pub(super) in_month: bool,
    /// It is today.
    pub(super) today: bool,
    /// It stands on the page, or under the keyboard.
    pub(super) chosen: bool,
    /// From 0 to 1: how much takes place.
    pub(super) heat: f32,
}

/// A day of a small month.
pub(super) fn small_day(ui: &Ui, cell: Rect, head: &DayHead, look: SmallDay, words: &str) -> bool {
    let tokens = ui.tokens();
    let response = ui.interact(cell, ui.scope_id().with(("small", head.day)), Sense::CLICK);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, look.chosen, words));
    let painter = ui.painter();
    let inner = cell.shrink(1.0);
    if look.heat > 0.0 && look.in_month {
        let strength = 0.10 + 0.55 * look.heat.min(1.0);
        painter.rect_filled(inner, tokens.radius, tokens.panel.lerp_to_gamma(tokens.link, strength));
    }
    if look.chosen && !look.today {
        painter.rect_filled(inner, tokens.radius, tokens.selected);
    }
    if look.today {
        painter.circle_filled(inner.center(), inner.height().min(inner.width()) / 2.0, tokens.accent);
    } else if response.hovered() {
        painter.rect_stroke(inner, tokens.radius, Stroke::new(1.0, tokens.line_strong), StrokeKind::Inside);
    }
    let colour = match (look.today, look.in_month, head.is_working_day) {
        (true, ..) => tokens.text_on_accent,
        (_, false, _) => tokens.line_strong,
        (_, true, false) => tokens.accent_text,
        (_, true, true) => tokens.text,
    };
    let font = FontId { size: 11.5, ..TextStyle::Small.resolve(ui.style()) };
    painter.text(inner.center(), Align2::CENTER_CENTER, head.day.day().to_string(), font, colour);
    if let (Some(is_work), true, false) = (head.is_work, look.in_month, look.today) {
        // 休 and 班 as a point: filled where one works, a ring where not.
        let at = pos2((inner.center().x + 11.0).min(inner.right() - 3.0), inner.center().y - 6.0);
        if is_work {
            painter.circle_filled(at, 2.0, tokens.text_weak);
        } else {
            painter.circle_stroke(at, 1.5, Stroke::new(1.0, tokens.accent_text));
        }
    }
    response.clicked()
}

/// The names of the days over a small month.
pub(super) fn small_weekdays(ui: &Ui, rect: Rect) {
    let tokens = ui.tokens();
    let language = ui.language();
    let font = FontId { size: 10.5, ..TextStyle::Small.resolve(ui.style()) };
    let width = rect.width() / 7.0;
    for (place, key) in WEEKDAYS.into_iter().enumerate() {
        let x = rect.left() + width * (narrow(wide(place)) + 0.5);
        let at = pos2(x, rect.center().y);
        ui.painter().text(at, Align2::CENTER_CENTER, language.text(key), font.clone(), tokens.text_weak);
    }
}

impl CalendarScreen {
    /// Draws a year.
    pub(super) fn year_ui(
        &mut self,
        ui: &mut Ui,
        page: &Page,
        loads: &[usize],
        now: NaiveDateTime,
        wishes: &mut Vec<Wish>,
    ) {
        let width = ui.available_width();
        let across = floor(f64::from(width / 232.0)).clamp(2, 4);
        let down = 12_usize.div_ceil(across);
        let gap = 24.0;
        let share = (width - gap * narrow(wide(across - 1))) / narrow(wide(across));
        let height = ((ui.available_height() - 12.0) / narrow(wide(down))).clamp(176.0, 260.0);
        let most = loads.iter().copied().max().unwrap_or_default().max(4);
        let (rect, ground) = {
            let size = ui.available_size();
            (Rect::from_min_size(ui.cursor().min, size), size)
        };
        let response = ui.interact(
            Rect::from_min_size(rect.min, ground),
            ui.scope_id().with("ground"),
            Sense::focusable_noninteractive(),
        );
        response.widget_info(|| WidgetInfo::labeled(Role::Grid, true, &page.title));
        self.keep_keys(ui, &response);
        ScrollArea::vertical().id_salt("calendar year").auto_shrink(false).show(ui, |ui| {
            let size = vec2(width, height * narrow(wide(down)));
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            for month in 0..12_usize {
                let corner = rect.min
                    + vec2(
                        (share + gap) * narrow(wide(month % across)),
                        height * narrow(wide(month / across)),
                    );
                let cell = Rect::from_min_size(corner, vec2(share, height - 12.0));
                if ui.is_rect_visible(cell) {
                    self.small_month(ui, page, loads, month, most, cell, now.date(), wishes);
                }
            }
        });
    }

    #[expect(clippy::too_many_arguments, reason = "a month hangs on all of these")]
    fn small_month(
        &self,
        ui: &Ui,
        page: &Page,
        loads: &[usize],
        month: usize,
        most: usize,
        rect: Rect,
        today: NaiveDate,
        wishes: &mut Vec<Wish>,
    ) {
        let tokens = ui.tokens();
        let language = ui.language();
        let number = u32::try_from(month + 1).unwrap_or(1);
        let Some(first) = NaiveDate::from_ymd_opt(page.days.start.year(), number, 1) else { return };
        let bold = FontId { size: tokens.body, ..section_style().resolve(ui.style()) };
        let title = Rect::from_min_size(rect.min, vec2(rect.width(), 22.0));
        let response = ui.interact(title, ui.scope_id().with(("month", month)), Sense::click());
        let name = month_name(number, language);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
        let colour = if response.hovered() { tokens.accent_text } else { tokens.text };
        ui.painter().text(title.left_center() + vec2(4.0, 0.0), Align2::LEFT_CENTER, name, bold, colour);
        if response.clicked() {
            wishes.push(Wish::OpenMonth(first));
        }
        let weekdays = Rect::from_min_size(title.left_bottom(), vec2(rect.width(), 18.0));
        small_weekdays(ui, weekdays);
        let grid = Rect::from_min_max(weekdays.left_bottom(), rect.max);
        let size = vec2(grid.width() / 7.0, grid.height() / 6.0);
        let shown = first_shown(first);
        for (place, day) in shown.iter_days().take(42).enumerate() {
            if day.month() != number {
                continue;
            }
            let at = usize::try_from((day - page.days.start).num_days()).unwrap_or(usize::MAX);
            let (Some(head), Some(load)) = (page.heads.get(at), loads.get(at)) else { continue };
            let corner = grid.min + vec2(size.x * narrow(wide(place % 7)), size.y * narrow(wide(place / 7)));
            let cell = Rect::from_min_size(corner, size);
            let look = SmallDay {
                in_month: true,
                today: day == today,
                chosen: self.cursor.is_some_and(|cursor| cursor.date() == day),
                heat: narrow(wide(*load) / wide(most)),
            };
            let count = language.fill("calendar.events", &[("count", &load.to_string())]);
            let words = format!("{}{}{count}", head_words(head, language), language.list_separator());
            if small_day(ui, cell, head, look, &words) {
                wishes.push(Wish::OpenDay(day));
            }
        }
    }
}
