//! Beside the calendar: a small month, and the calendars that can be shown and hidden.

use chrono::{Datelike as _, NaiveDate};
use eframe::egui::{
    Align2, Color32, CornerRadius, FontId, Rect, Role, ScrollArea, Sense, Sides, Stroke, StrokeKind,
    TextStyle, Ui, WidgetInfo, pos2, vec2,
};

use super::block::series_colour;
use super::day_heads::head_words;
use super::page::{Page, kind_colour, week_of};
use super::state::room_key;
use super::year::{SmallDay, small_day, small_weekdays};
use super::{CalendarScreen, Wish};
use crate::desk::calendar::{Source, month_title};
use crate::records::meetings::MeetingKind;
use crate::ui::pixels::{narrow, wide};
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::buttons::{ButtonsExt as _, ground};
use crate::ui::widgets::calendar::day_after_key;
use crate::ui::widgets::mark::{Mark, paint_lamp, paint_mark};
use crate::ui::widgets::section::caption;
use crate::ui::widgets::segmented::segmented;

/// Height of a day of the small month.
const DAY: f32 = 24.0;

/// How a calendar is told apart in the list.
enum Swatch {
    Colour(Color32),
    Lamp,
    Plain,
}

impl CalendarScreen {
    pub(super) fn side_ui(&mut self, ui: &mut Ui, page: &Page, today: NaiveDate, wishes: &mut Vec<Wish>) {
        let tokens = ui.tokens();
        let language = ui.language();
        ScrollArea::vertical().id_salt("calendar side").auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            self.small_month_ui(ui, page, today, wishes);
            ui.add_space(tokens.padding);
            let options =
                [(false, language.text("calendar.by_kind")), (true, language.text("calendar.by_room"))];
            caption(ui, language.text("calendar.colour_by"));
            segmented(ui, language.text("calendar.colour_by"), &mut self.remembered.by_room, &options);
            ui.add_space(tokens.gap);
            let by_room = self.remembered.by_room;
            caption(ui, language.text("calendar.kinds"));
            for kind in MeetingKind::ALL {
                let source = Source::Meeting(*kind);
                let swatch = match by_room {
                    true => Swatch::Plain,
                    false => Swatch::Colour(series_colour(tokens, kind_colour(*kind))),
                };
                self.calendar_row(ui, &source.key(), language.text(source.text()), &swatch);
            }
            ui.add_space(tokens.gap);
            caption(ui, language.text("calendar.rooms"));
            for (place, room) in page.rooms.iter().enumerate() {
                let swatch = match by_room {
                    true => Swatch::Colour(series_colour(tokens, place)),
                    false => Swatch::Plain,
                };
                self.calendar_row(ui, &room_key(Some(room.id)), &room.name, &swatch);
            }
            let plain = match by_room {
                true => Swatch::Colour(tokens.text_weak),
                false => Swatch::Plain,
            };
            self.calendar_row(ui, &room_key(None), language.text("calendar.no_room"), &plain);
            ui.add_space(tokens.gap);
            caption(ui, language.text("calendar.dated"));
            for source in Source::all().filter(|source| matches!(source, Source::Dated(_))) {
                self.calendar_row(ui, &source.key(), language.text(source.text()), &Swatch::Lamp);
            }
            ui.add_space(tokens.padding);
        });
    }

    /// A calendar with its colour; a click shows or hides it.
    fn calendar_row(&mut self, ui: &mut Ui, key: &str, name: &str, swatch: &Swatch) {
        let tokens = ui.tokens();
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
        let response = ui.interact(rect, ui.scope_id().with(("calendar", key)), Sense::click());
        let is_shown = !self.remembered.hidden.contains(key);
        response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_shown, name));
        let painter = ui.painter();
        painter.rect_filled(rect, tokens.radius, ground(tokens, &response, false));
        if response.has_focus() {
            painter.rect_stroke(rect, tokens.radius, Stroke::new(2.0, tokens.focus), StrokeKind::Inside);
        }
        let square = Rect::from_center_size(pos2(rect.left() + 12.0, rect.center().y), vec2(14.0, 14.0));
        let colour = match swatch {
            Swatch::Colour(colour) => *colour,
            Swatch::Lamp => tokens.due_soon,
            Swatch::Plain => tokens.line_strong,
        };
        if is_shown {
            painter.rect_filled(square, CornerRadius::same(3), colour);
            paint_mark(painter, square.shrink(1.0), Mark::Check, tokens.panel);
        } else {
            painter.rect_stroke(square, CornerRadius::same(3), Stroke::new(1.5, colour), StrokeKind::Inside);
        }
        let mut left = square.right() + 8.0;
        if matches!(swatch, Swatch::Lamp) {
            paint_lamp(painter, pos2(left + 4.0, rect.center().y), 7.0, Status::DueSoon, tokens.due_soon);
            left += 14.0;
        }
        let body = TextStyle::Body.resolve(ui.style());
        let font = FontId { size: body.size - 1.0, ..body };
        let text = if is_shown { tokens.text } else { tokens.text_weak };
        painter.with_clip_rect(rect).text(pos2(left, rect.center().y), Align2::LEFT_CENTER, name, font, text);
        if response.clicked() {
            if is_shown {
                self.remembered.hidden.insert(key.to_owned());
            } else {
                self.remembered.hidden.remove(key);
            }
        }
    }

    fn small_month_ui(&self, ui: &mut Ui, page: &Page, today: NaiveDate, wishes: &mut Vec<Wish>) {
        let tokens = ui.tokens();
        let language = ui.language();
        let anchor = self.anchor();
        Sides::new().height(tokens.control).show(
            ui,
            |ui| {
                ui.add_space(4.0);
                ui.label(month_title(anchor, language));
            },
            |ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                if ui.mark_button(Mark::Right, language.text("toolkit.next_month")).clicked() {
                    wishes.push(Wish::Stand(day_after_key(anchor, eframe::egui::Key::PageDown, false)));
                }
                if ui.mark_button(Mark::Left, language.text("toolkit.previous_month")).clicked() {
                    wishes.push(Wish::Stand(day_after_key(anchor, eframe::egui::Key::PageUp, false)));
                }
            },
        );
        let width = ui.available_width();
        let (heads, _) = ui.allocate_exact_size(vec2(width, 18.0), Sense::hover());
        small_weekdays(ui, heads);
        let (grid, _) = ui.allocate_exact_size(vec2(width, DAY * 6.0), Sense::hover());
        let share = width / 7.0;
        let week = week_of(anchor);
        let in_page = |day: NaiveDate| match self.remembered.view {
            super::CalendarView::Week | super::CalendarView::WorkWeek => week.contains(&day),
            _ => day == anchor,
        };
        for (place, head) in page.small.iter().enumerate() {
            let corner = grid.min + vec2(share * narrow(wide(place % 7)), DAY * narrow(wide(place / 7)));
            let cell = Rect::from_min_size(corner, vec2(share, DAY));
            let look = SmallDay {
                in_month: head.day.month() == anchor.month(),
                today: head.day == today,
                chosen: in_page(head.day),
                heat: 0.0,
            };
            if small_day(ui, cell, head, look, &head_words(head, language)) {
                wishes.push(Wish::Stand(head.day));
            }
        }
    }
}
