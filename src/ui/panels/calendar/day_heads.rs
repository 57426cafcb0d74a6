//! What stands over columns and days: dates, the day of the Chinese calendar, 休 and 班, people and rooms.

use chrono::Datelike as _;
use eframe::egui::{
    Align2, FontId, Painter, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, TextStyle, Ui,
    WidgetInfo, pos2, vec2,
};

use super::columns::HourSheet;
use super::page::Track;
use super::{CalendarScreen, Wish};
use crate::desk::calendar::{DayHead, day_words};
use crate::text::Language;
use crate::ui::theme::section_style;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::mark::{Mark, paint_mark};

impl CalendarScreen {
    pub(super) fn heads_ui(&mut self, ui: &mut Ui, sheet: &HourSheet<'_>, wishes: &mut Vec<Wish>) {
        let HourSheet { page, hours, columns, now } = *sheet;
        let tokens = ui.tokens();
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 44.0), Sense::hover());
        for (place, track) in hours.tracks.iter().enumerate() {
            let (left, right) = columns.range(place, place + 1);
            let cell = Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
            if track.of.is_some() {
                self.owner_head(ui, cell, place, track, wishes);
                continue;
            }
            let Some(head) = page.heads.get(place) else { continue };
            let response = ui.interact(cell, ui.scope_id().with(("head", place)), Sense::click());
            let words = head_words(head, ui.language());
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
            let response =
                if head.holiday.is_empty() { response } else { response.on_hover_text(&head.holiday) };
            day_head(ui, cell, head, &track.name, head.day == now.date(), &response);
            if response.clicked() {
                wishes.push(Wish::OpenDay(head.day));
            }
            if response.has_focus() {
                ui.painter().rect_stroke(
                    cell.shrink(2.0),
                    tokens.radius,
                    Stroke::new(2.0, tokens.focus),
                    StrokeKind::Inside,
                );
            }
        }
    }

    fn owner_head(&self, ui: &mut Ui, cell: Rect, place: usize, track: &Track, wishes: &mut Vec<Wish>) {
        let tokens = ui.tokens();
        let painter = ui.painter().with_clip_rect(cell.shrink2(vec2(4.0, 0.0)));
        let name = section_style().resolve(ui.style());
        let small = TextStyle::Small.resolve(ui.style());
        let body = FontId { size: tokens.body, ..name };
        let at = pos2(cell.left() + 8.0, cell.top() + 14.0);
        painter.text(at, Align2::LEFT_CENTER, &track.name, body, tokens.text);
        painter.text(
            pos2(at.x, cell.bottom() - 12.0),
            Align2::LEFT_CENTER,
            &track.detail,
            small,
            tokens.text_weak,
        );
        let Some(owner) = track.of else { return };
        let cross = Rect::from_center_size(pos2(cell.right() - 14.0, cell.top() + 14.0), vec2(20.0, 20.0));
        let words = ui.language().fill("calendar.remove_column", &[("name", &track.name)]);
        let response = ui.interact(cross, ui.scope_id().with(("remove", place)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
        let colour =
            if response.hovered() || response.has_focus() { tokens.text } else { tokens.line_strong };
        let mark = Mark::Cross;
        paint_mark(ui.painter(), cross.shrink(3.0), mark, colour);
        if response.clicked() {
            wishes.push(Wish::RemoveColumn(owner));
        }
    }
}

/// The head of a day: its name, its number, the day of the Chinese calendar, 休 and 班.
pub(super) fn day_head(ui: &Ui, cell: Rect, head: &DayHead, name: &str, is_today: bool, response: &Response) {
    let tokens = ui.tokens();
    let painter = ui.painter().with_clip_rect(cell.intersect(ui.clip_rect()));
    if response.hovered() {
        painter.rect_filled(cell.shrink(2.0), tokens.radius, tokens.hover);
    }
    let small = TextStyle::Small.resolve(ui.style());
    let number = FontId { size: tokens.title, ..section_style().resolve(ui.style()) };
    let free = if head.is_working_day { tokens.text } else { tokens.accent_text };
    let digits = head.day.day().to_string();
    let galley = painter.layout_no_wrap(digits, number, if is_today { tokens.text_on_accent } else { free });
    let centre = pos2(cell.left() + 22.0, cell.center().y);
    if is_today {
        painter.circle_filled(centre, 15.0, tokens.accent);
    }
    painter.galley(centre - galley.size() / 2.0, galley, free);
    let left = cell.left() + 44.0;
    let weekday = if is_today { tokens.accent_text } else { tokens.text };
    let first =
        painter.text(pos2(left, cell.center().y - 8.0), Align2::LEFT_CENTER, name, small.clone(), weekday);
    painter.text(
        pos2(left, cell.center().y + 8.0),
        Align2::LEFT_CENTER,
        &head.lunar,
        small.clone(),
        tokens.text_weak,
    );
    day_mark(ui, &painter, pos2(first.right() + 12.0, cell.center().y - 8.0), head);
}

/// 休 and 班 as small seals.
pub(super) fn day_mark(ui: &Ui, painter: &Painter, centre: Pos2, head: &DayHead) {
    let Some(is_work) = head.is_work else { return };
    let tokens = ui.tokens();
    let language = ui.language();
    let (key, colour) = match is_work {
        true => ("toolkit.make_up_day", tokens.text_weak),
        false => ("toolkit.holiday", tokens.accent_text),
    };
    let font = FontId { size: 10.0, ..TextStyle::Small.resolve(ui.style()) };
    let galley = painter.layout_no_wrap(language.text(key).to_owned(), font, colour);
    let patch = Rect::from_center_size(centre, galley.size() + vec2(6.0, 1.0));
    let patch = patch.translate(vec2((galley.size().x - 10.0).max(0.0) / 2.0, 0.0));
    painter.rect_filled(patch, 3.0, tokens.panel.lerp_to_gamma(colour, 0.16));
    painter.galley(patch.center() - galley.size() / 2.0, galley, colour);
}

/// A day in words, with what is special about it.
pub(super) fn head_words(head: &DayHead, language: Language) -> String {
    let mut words = day_words(head.day, language);
    for part in [&head.lunar, &head.holiday] {
        if !part.is_empty() {
            words.push_str(language.list_separator());
            words.push_str(part);
        }
    }
    if let Some(is_work) = head.is_work {
        words.push_str(language.list_separator());
        words.push_str(language.text(if is_work { "toolkit.make_up_day" } else { "toolkit.holiday" }));
    }
    words
}
