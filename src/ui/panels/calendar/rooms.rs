//! Rooms below each other, the hours of a day or a week across: who sits where, and which room is free.

use std::ops::Range;

use chrono::NaiveDateTime;
use eframe::egui::{
    Align2, FontId, Pos2, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, TextStyle, Ui, WidgetInfo, pos2,
    vec2,
};

use super::block;
use super::day_heads::{day_mark, head_words};
use super::drag::{Grip, Spot, follow};
use super::entry_block::{Along, EntryBlock};
use super::hours::repaint_with_the_minute;
use super::page::{DAY, Hours, Owner, Page, Placed, Track, minutes};
use super::{CalendarScreen, Wish};
use crate::ui::icons;
use crate::ui::pixels::{floor, narrow, wide};
use crate::ui::theme::section_style;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::workplace::Request;

/// Width of the names of rooms.
const NAMES: f32 = 168.0;

/// From minutes to points and back. Only a part of each day is shown: the nights of a week say nothing.
#[derive(Clone)]
struct Scale {
    left: f32,
    day_width: f32,
    days: i64,
    window: Range<i64>,
}

impl Scale {
    fn x(&self, minute: i64) -> f32 {
        let minute = minute.clamp(0, self.days * DAY);
        // The end of the last day is no day of its own.
        let day = minute.div_euclid(DAY).min(self.days - 1);
        let of_day = (minute - day * DAY).clamp(self.window.start, self.window.end) - self.window.start;
        let share = wide(usize::try_from(of_day).unwrap_or_default())
            / wide(usize::try_from(self.length()).unwrap_or(1));
        let day = narrow(wide(usize::try_from(day).unwrap_or_default()));
        self.left + self.day_width * (day + narrow(share))
    }

    fn length(&self) -> i64 {
        (self.window.end - self.window.start).max(1)
    }

    fn minute(&self, x: f32) -> i64 {
        let share = f64::from(((x - self.left) / self.day_width).max(0.0));
        let day = i64::try_from(floor(share)).unwrap_or(0).min(self.days - 1);
        let of_day = (share - wide(usize::try_from(day).unwrap_or_default())).clamp(0.0, 1.0);
        let length = wide(usize::try_from(self.length()).unwrap_or(1));
        let inside = i64::try_from(floor(of_day * length)).unwrap_or(0);
        day * DAY + self.window.start + inside.min(self.length() - 1)
    }
}

/// What the rows of rooms are drawn from.
#[derive(Clone, Copy)]
struct RoomSheet<'a> {
    page: &'a Page,
    hours: &'a Hours,
    scale: &'a Scale,
    now: NaiveDateTime,
}

/// The hours that are shown: office hours, and what lies before and after them.
fn window(hours: &Hours) -> Range<i64> {
    let mut window = 8 * 60..19 * 60;
    for placed in hours.placed.iter().flatten() {
        // What lasts over night would show the whole of it.
        if placed.until - placed.from < DAY / 2 {
            let from = placed.from.rem_euclid(DAY);
            window.start = window.start.min(from.div_euclid(60) * 60);
            let until = from + placed.until - placed.from;
            window.end = window.end.max((until + 59).div_euclid(60) * 60).min(DAY);
        }
    }
    window
}

impl CalendarScreen {
    /// Draws rooms over hours.
    pub(super) fn rooms_ui(
        &mut self,
        ui: &mut Ui,
        page: &Page,
        hours: &Hours,
        now: NaiveDateTime,
        wishes: &mut Vec<Wish>,
    ) {
        let language = ui.language();
        if hours.tracks.is_empty() {
            let add = language.text("calendar.add_room");
            if empty_state(ui, icons::ROOM, language.text("calendar.no_rooms"), Some(add)) {
                wishes.push(Wish::Ask(Request::New("room")));
            }
            return;
        }
        let tokens = ui.tokens();
        let width = ui.available_width();
        let days = i64::try_from(page.heads.len()).unwrap_or(1).max(1);
        let day_width = (width - NAMES) / narrow(wide(page.heads.len().max(1)));
        let scale = Scale {
            left: ui.available_rect_before_wrap().left() + NAMES,
            day_width,
            days,
            window: window(hours),
        };
        let sheet = RoomSheet { page, hours, scale: &scale, now };
        self.rooms_heads(ui, &sheet, wishes);
        let line = ui.available_rect_before_wrap();
        ui.painter().hline(line.x_range(), line.top(), Stroke::new(1.0, tokens.line_strong));
        let count = hours.tracks.len();
        let height = (ui.available_height() / narrow(wide(count))).clamp(44.0, 96.0);
        ScrollArea::vertical().id_salt("calendar rooms").auto_shrink(false).show(ui, |ui| {
            let size = vec2(ui.available_width(), height * narrow(wide(count)));
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            self.rooms_rows(ui, &sheet, rect, height, wishes);
        });
    }

    fn rooms_heads(&self, ui: &mut Ui, sheet: &RoomSheet<'_>, wishes: &mut Vec<Wish>) {
        let RoomSheet { page, scale, now, .. } = *sheet;
        let tokens = ui.tokens();
        let language = ui.language();
        let one_day = scale.days == 1;
        let (rect, _) = ui.allocate_exact_size(
            vec2(ui.available_width(), if one_day { 28.0 } else { 44.0 }),
            Sense::hover(),
        );
        let small = TextStyle::Small.resolve(ui.style());
        if !one_day {
            for (place, head) in page.heads.iter().enumerate() {
                let left = scale.left + scale.day_width * narrow(wide(place));
                let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(scale.day_width, 24.0));
                let response = ui.interact(cell, ui.scope_id().with(("head", place)), Sense::click());
                let words = head_words(head, language);
                response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
                let is_today = head.day == now.date();
                let colour = match (is_today, head.is_working_day) {
                    (false, true) => tokens.text,
                    _ => tokens.accent_text,
                };
                let bold = FontId { size: tokens.body, ..section_style().resolve(ui.style()) };
                let weekday = crate::desk::calendar::weekday_name(head.day, language);
                let name = format!("{weekday} {}", chrono::Datelike::day(&head.day));
                let at = pos2(left + 6.0, cell.center().y);
                let shown = ui.painter().text(at, Align2::LEFT_CENTER, name, bold, colour);
                let clip = ui.painter().with_clip_rect(cell);
                let lunar = clip.text(
                    pos2(shown.right() + 6.0, cell.center().y),
                    Align2::LEFT_CENTER,
                    &head.lunar,
                    small.clone(),
                    tokens.text_weak,
                );
                day_mark(ui, &clip, pos2(lunar.right() + 12.0, cell.center().y), head);
                if response.clicked() {
                    wishes.push(Wish::OpenDay(head.day));
                }
            }
        }
        let step = if scale.day_width > 560.0 { 1 } else { 4 };
        for day in 0..scale.days {
            let (mut hour, last) = (scale.window.start.div_euclid(60), scale.window.end.div_euclid(60));
            while hour < last {
                let x = scale.x(day * DAY + hour * 60);
                let words = if step == 1 { format!("{hour:02}:00") } else { format!("{hour}") };
                let at = pos2(x + 3.0, rect.bottom() - 10.0);
                ui.painter().text(at, Align2::LEFT_CENTER, words, small.clone(), tokens.text_weak);
                hour += step;
            }
        }
    }

    fn rooms_rows(
        &mut self,
        ui: &mut Ui,
        sheet: &RoomSheet<'_>,
        rect: Rect,
        height: f32,
        wishes: &mut Vec<Wish>,
    ) {
        let RoomSheet { page, hours, scale, now } = *sheet;
        let tokens = ui.tokens();
        let language = ui.language();
        let area = Rect::from_min_max(pos2(scale.left, rect.top()), rect.max);
        let ground = ui.interact(area, ui.scope_id().with("ground"), Sense::click_and_drag());
        ground.widget_info(|| WidgetInfo::labeled(Role::Grid, true, language.text("calendar.ground")));
        self.keep_keys(ui, &ground);
        let count = hours.tracks.len();
        let top = |row: usize| rect.top() + height * narrow(wide(row));
        let spot = |at: Pos2| {
            let row = floor(f64::from(((at.y - rect.top()) / height).max(0.0))).min(count.saturating_sub(1));
            Some(Spot { track: row, minute: scale.minute(at.x) })
        };
        for (row, track) in hours.tracks.iter().enumerate() {
            let line = Rect::from_min_max(pos2(rect.left(), top(row)), pos2(rect.right(), top(row) + height));
            room_ground(ui, page, track, line, scale);
            room_name(ui, track, line, row, wishes);
        }
        for day in 0..scale.days {
            let (mut hour, last) = (scale.window.start.div_euclid(60), scale.window.end.div_euclid(60));
            let step = if scale.days == 1 { 1 } else { 4 };
            while hour < last {
                let is_midnight = day > 0 && hour * 60 == scale.window.start;
                let colour = if is_midnight { tokens.line_strong } else { tokens.line };
                ui.painter().vline(scale.x(day * DAY + hour * 60), area.y_range(), Stroke::new(1.0, colour));
                hour += step;
            }
        }
        let mut dropped = follow(ui, &ground, &mut self.drag, false, &spot, &|_| Some(Grip::Ground));
        self.ground_wishes(ui, &ground, &hours.tracks, &spot, wishes);
        for (row, placed) in hours.placed.iter().enumerate() {
            for of in placed {
                let Some(line) = page.lines.get(of.line) else { continue };
                let cell = room_block(scale, top(row), height, of);
                if cell.width() < 1.0 || !ui.clip_rect().intersects(cell) {
                    continue;
                }
                let of = EntryBlock { line, cell, place: row, along: Along::Across, is_fixed: false };
                dropped |= self.block_ui(ui, &of, now, &spot, wishes);
            }
        }
        if let Some(target) = self.ghost_target(&hours.tracks, false)
            && let Some(track) = hours.tracks.get(target.track)
        {
            let (from, until) = (minutes(track.day, target.start), minutes(track.day, target.end));
            let cell = Rect::from_min_max(
                pos2(scale.x(from), top(target.track) + 3.0),
                pos2(scale.x(until), top(target.track) + height - 3.0),
            );
            let words = format!("{}–{}", target.start.format("%H:%M"), target.end.format("%H:%M"));
            block::ghost(ui, ui.painter(), cell, &words, self.dragged_colour(ui, page));
        }
        if let Some(track) = hours.tracks.first() {
            let minute = minutes(track.day, now);
            let of_day = minute.rem_euclid(DAY);
            if (0..scale.days * DAY).contains(&minute) && scale.window.contains(&of_day) {
                ui.painter().vline(scale.x(minute), area.y_range(), Stroke::new(2.0, tokens.accent));
                repaint_with_the_minute(ui, now);
            }
        }
        if let Some(cursor) = self.cursor.filter(|_| ground.has_focus())
            && let Some(track) = hours.tracks.get(self.cursor_track)
        {
            let minute = minutes(track.day, cursor);
            let cell = Rect::from_min_max(
                pos2(scale.x(minute), top(self.cursor_track) + 1.0),
                pos2(scale.x(minute + 30), top(self.cursor_track) + height - 1.0),
            );
            let stroke = Stroke::new(1.5, tokens.focus);
            ui.painter().rect_stroke(cell, tokens.radius, stroke, StrokeKind::Inside);
            if std::mem::take(&mut self.reveals_cursor) {
                ui.scroll_to_rect(cell, None);
            }
        }
        if dropped {
            self.drop_here(&hours.tracks, wishes);
        }
    }
}

fn room_block(scale: &Scale, top: f32, height: f32, of: &Placed) -> Rect {
    let lanes = f32::from(of.lane.lanes.max(1));
    let share = (height - 6.0) / lanes;
    let from = top + 3.0 + share * f32::from(of.lane.lane);
    let (left, right) = (scale.x(of.from), scale.x(of.until));
    Rect::from_min_max(pos2(left + 1.0, from), pos2((right - 1.0).max(left + 4.0), from + share))
}

/// The ground of a room's row: days off and hours in which it is shut recede.
fn room_ground(ui: &Ui, page: &Page, track: &Track, line: Rect, scale: &Scale) {
    let tokens = ui.tokens();
    let shade = tokens.panel.lerp_to_gamma(tokens.sunken, 0.75);
    for (head, day) in page.heads.iter().zip(0_i64..) {
        let part = |from: i64, until: i64| {
            let (left, right) = (scale.x(day * DAY + from), scale.x(day * DAY + until.min(DAY - 1)));
            Rect::from_min_max(pos2(left, line.top()), pos2(right, line.bottom()))
        };
        if !head.is_working_day {
            ui.painter().rect_filled(part(0, DAY), 0.0, tokens.sunken);
            continue;
        }
        if track.open.start > scale.window.start {
            ui.painter().rect_filled(part(0, track.open.start), 0.0, shade);
        }
        if track.open.end < scale.window.end {
            ui.painter().rect_filled(part(track.open.end, DAY), 0.0, shade);
        }
    }
    ui.painter().hline(line.x_range(), line.bottom(), Stroke::new(1.0, tokens.line));
}

fn room_name(ui: &Ui, track: &Track, line: Rect, row: usize, wishes: &mut Vec<Wish>) {
    let tokens = ui.tokens();
    let cell = Rect::from_min_size(line.min, vec2(NAMES - 8.0, line.height()));
    let response = ui.interact(cell, ui.scope_id().with(("room", row)), Sense::click());
    let words = format!("{} {}", track.name, track.detail);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words.trim()));
    if response.hovered() {
        ui.painter().rect_filled(cell.shrink(2.0), tokens.radius, tokens.hover);
    }
    if response.has_focus() {
        let stroke = Stroke::new(2.0, tokens.focus);
        ui.painter().rect_stroke(cell.shrink(2.0), tokens.radius, stroke, StrokeKind::Inside);
    }
    let painter = ui.painter().with_clip_rect(cell.intersect(ui.clip_rect()));
    let bold = FontId { size: tokens.body, ..section_style().resolve(ui.style()) };
    let small = TextStyle::Small.resolve(ui.style());
    let left = cell.left() + 8.0;
    let middle = cell.center().y;
    painter.text(pos2(left, middle - 8.0), Align2::LEFT_CENTER, &track.name, bold, tokens.text);
    painter.text(pos2(left, middle + 9.0), Align2::LEFT_CENTER, &track.detail, small, tokens.text_weak);
    if let (true, Some(Owner::Room(room))) = (response.clicked(), track.of) {
        wishes.push(Wish::Ask(Request::Select(Some(crate::ui::routes::Selected {
            register: "room",
            id: room,
        }))));
    }
}
