//! Columns of hours: a day, a week, people and rooms side by side.

use chrono::{NaiveDateTime, Timelike as _};
use eframe::egui::{
    Align2, Pos2, Rect, Response, Role, ScrollArea, Sense, Shape, Stroke, TextStyle, Ui, WidgetInfo, pos2,
    vec2,
};

use super::block;
use super::columns::{Columns, HourSheet};
use super::drag::{Grip, Spot, follow, within_day};
use super::entry_block::{Along, EntryBlock};
use super::page::{DAY, Hours, Page, Placed, minutes};
use super::{CalendarScreen, Wish};
use crate::desk::calendar::day_words;
use crate::ui::pixels::{narrow, wide};
use crate::ui::tokens::UiExt as _;

/// Below this width entries beside each other can't be told apart, and only their number is shown.
const LEAST_LANE: f32 = 22.0;
/// The hour from which a day is shown at first.
pub(super) const MORNING: f32 = 7.5;

impl CalendarScreen {
    /// Draws columns of hours.
    pub(super) fn hours_ui(
        &mut self,
        ui: &mut Ui,
        page: &Page,
        hours: &Hours,
        now: NaiveDateTime,
        wishes: &mut Vec<Wish>,
    ) {
        let left = ui.available_rect_before_wrap().left();
        let columns = Columns::new(left, ui.available_width(), hours.tracks.len());
        let sheet = HourSheet { page, hours, columns, now };
        self.heads_ui(ui, &sheet, wishes);
        self.bars_ui(ui, &sheet, wishes);
        let line = ui.available_rect_before_wrap();
        let tokens = ui.tokens();
        ui.painter().hline(line.x_range(), line.top(), Stroke::new(1.0, tokens.line_strong));
        let hour = self.hour_height(ui);
        let mut area = ScrollArea::vertical().id_salt("calendar hours").auto_shrink(false);
        if let Some(top) = self.scroll_to.take() {
            area = area.vertical_scroll_offset((top * hour).max(0.0));
        }
        area.show(ui, |ui| self.columns_ui(ui, &sheet, wishes));
    }

    fn hour_height(&self, ui: &Ui) -> f32 {
        ui.tokens().row * 1.75
    }

    fn columns_ui(&mut self, ui: &mut Ui, sheet: &HourSheet<'_>, wishes: &mut Vec<Wish>) {
        let HourSheet { page, hours, columns, now } = *sheet;
        let tokens = ui.tokens();
        let language = ui.language();
        let hour = self.hour_height(ui);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), hour * 24.0), Sense::hover());
        let y = |minute: i64| rect.top() + narrow(f64::from(hour) * minute_share(minute));
        let area = Rect::from_min_max(pos2(columns.left, rect.top()), rect.max);
        let ground = ui.interact(area, ui.scope_id().with("ground"), Sense::click_and_drag());
        ground.widget_info(|| WidgetInfo::labeled(Role::Grid, true, language.text("calendar.ground")));
        self.keep_keys(ui, &ground);
        let clip = ui.clip_rect();
        let painter = ui.painter().clone();
        grounds(ui, sheet, &y);
        let small = TextStyle::Small.resolve(ui.style());
        for of_day in 0..24_i64 {
            let top = y(of_day * 60);
            if top < clip.top() - hour || top > clip.bottom() + hour {
                continue;
            }
            painter.hline(area.x_range(), top, Stroke::new(1.0, tokens.line));
            let half = y(of_day * 60 + 30);
            let dots = [pos2(area.left(), half), pos2(area.right(), half)];
            painter.extend(Shape::dotted_line(&dots, tokens.line, 4.0, 0.5));
            if of_day > 0 {
                let at = pos2(area.left() - 8.0, top);
                let words = format!("{of_day:02}:00");
                painter.text(at, Align2::RIGHT_CENTER, words, small.clone(), tokens.text_weak);
            }
        }
        for place in 1..hours.tracks.len() {
            let (x, _) = columns.range(place, place);
            painter.vline(x, area.y_range(), Stroke::new(1.0, tokens.line));
        }
        let spot = |at: Pos2| {
            let minute = within_day(f64::from((at.y - rect.top()) / hour) * 60.0);
            columns.at(at.x).map(|track| Spot { track, minute })
        };
        let mut dropped = follow(ui, &ground, &mut self.drag, false, &spot, &|_| Some(Grip::Ground));
        self.ground_wishes(ui, &ground, &hours.tracks, &spot, wishes);
        for (column, placed) in hours.placed.iter().enumerate() {
            let (left, right) = columns.range(column, column + 1);
            let most = crate::ui::pixels::floor(f64::from((right - left - 8.0) / LEAST_LANE)).max(1);
            let mut hidden: Vec<(&Placed, usize)> = Vec::new();
            for of in placed {
                let lanes = usize::from(of.lane.lanes);
                if lanes > most && usize::from(of.lane.lane) >= most.saturating_sub(1) {
                    count_hidden(&mut hidden, of);
                    continue;
                }
                let cell = block_rect(left, right - 6.0, of, most, &y);
                if !clip.intersects(cell) {
                    continue;
                }
                let Some(line) = page.lines.get(of.line) else { continue };
                let of = EntryBlock { line, cell, place: column, along: Along::Down, is_fixed: false };
                dropped |= self.block_ui(ui, &of, now, &spot, wishes);
            }
            for (of, count) in hidden {
                let share = (right - 6.0 - left) / narrow(wide(most));
                let x = left + 2.0 + share * narrow(wide(most - 1));
                let cell =
                    Rect::from_min_max(pos2(x, y(of.from) + 1.0), pos2(right - 6.0, y(of.from) + 20.0));
                if clip.intersects(cell) {
                    let day = hours.tracks.get(column).map_or(now.date(), |track| track.day);
                    self.more_ui(ui, cell, ("more", column + of.line * 64), count, day, wishes);
                }
            }
        }
        self.ghost_ui(ui, sheet, &y);
        now_line(ui, sheet, &y);
        self.cursor_ui(ui, sheet, &ground, &y);
        if dropped {
            self.drop_here(&hours.tracks, wishes);
        }
        if self.drag.as_ref().is_some_and(|drag| !drag.by_days) {
            scroll_at_edges(ui, clip);
        }
    }

    /// Where what is dragged would lie.
    fn ghost_ui(&self, ui: &Ui, sheet: &HourSheet<'_>, y: &dyn Fn(i64) -> f32) {
        let HourSheet { page, hours, columns, .. } = *sheet;
        let Some(target) = self.ghost_target(&hours.tracks, false) else { return };
        let language = ui.language();
        let words = format!("{}–{}", target.start.format("%H:%M"), target.end.format("%H:%M"));
        let colour = self.dragged_colour(ui, page);
        for (place, track) in hours.tracks.iter().enumerate() {
            let owned = hours.tracks.iter().any(|track| track.of.is_some());
            if owned && place != target.track {
                continue;
            }
            let (from, until) = (minutes(track.day, target.start), minutes(track.day, target.end));
            if until <= 0 || from >= DAY {
                continue;
            }
            let (left, right) = columns.range(place, place + 1);
            let cell = Rect::from_min_max(
                pos2(left + 1.0, y(from.max(0)) + 1.0),
                pos2(right - 6.0, y(until.min(DAY)) - 1.0),
            );
            let words = if from >= 0 { words.clone() } else { day_words(track.day, language) };
            block::ghost(ui, ui.painter(), cell, &words, colour);
        }
    }

    /// The slot the keyboard is on.
    fn cursor_ui(&mut self, ui: &Ui, sheet: &HourSheet<'_>, ground: &Response, y: &dyn Fn(i64) -> f32) {
        let HourSheet { page, hours, columns, .. } = *sheet;
        let Some(cursor) = self.cursor.filter(|_| ground.has_focus()) else { return };
        let Some(place) = hours.tracks.iter().position(|track| track.day == cursor.date()) else { return };
        let (left, right) = columns.range(place, place + 1);
        let minute = i64::from(cursor.hour()) * 60 + i64::from(cursor.minute());
        let cell = Rect::from_min_max(pos2(left + 1.0, y(minute)), pos2(right - 1.0, y(minute + 30)));
        // A selected entry shows where the keyboard is by itself.
        let covers = |of: &&Placed| of.from <= minute && minute < of.until;
        let mut under = hours.placed.get(place).into_iter().flatten().filter(covers);
        if !under.any(|of| page.lines.get(of.line).is_some_and(|line| self.is_selected(line))) {
            let stroke = Stroke::new(1.5, ui.tokens().focus);
            ui.painter().rect_stroke(cell, ui.tokens().radius, stroke, eframe::egui::StrokeKind::Inside);
        }
        if std::mem::take(&mut self.reveals_cursor) {
            ui.scroll_to_rect(cell.expand(24.0), None);
        }
    }
}

/// The line of the present minute, over the days that are today.
fn now_line(ui: &Ui, sheet: &HourSheet<'_>, y: &dyn Fn(i64) -> f32) {
    let HourSheet { hours, columns, now, .. } = *sheet;
    let tokens = ui.tokens();
    let minute = i64::from(now.hour()) * 60 + i64::from(now.minute());
    let at = y(minute);
    let mut is_shown = false;
    for (place, track) in hours.tracks.iter().enumerate() {
        if track.day != now.date() {
            continue;
        }
        let (left, right) = columns.range(place, place + 1);
        ui.painter().hline(left..=right, at, Stroke::new(2.0, tokens.accent));
        if !is_shown {
            ui.painter().circle_filled(pos2(left, at), 4.0, tokens.accent);
        }
        is_shown = true;
    }
    if is_shown {
        let small = TextStyle::Small.resolve(ui.style());
        let words = now.format("%H:%M").to_string();
        let galley = ui.painter().layout_no_wrap(words, small, tokens.accent_text);
        let corner = pos2(columns.left - 8.0 - galley.size().x, at - galley.size().y / 2.0);
        let patch = Rect::from_min_size(corner, galley.size()).expand2(vec2(3.0, 0.0));
        ui.painter().rect_filled(patch, 0.0, tokens.panel);
        ui.painter().galley(corner, galley, tokens.accent_text);
        repaint_with_the_minute(ui, now);
    }
}

/// The line of the present minute moves once a minute.
pub(super) fn repaint_with_the_minute(ui: &Ui, now: NaiveDateTime) {
    let left = 60 - u64::from(now.second().min(59));
    ui.ctx().request_repaint_after(std::time::Duration::from_secs(left));
}

fn minute_share(minute: i64) -> f64 {
    wide(usize::try_from(minute.max(0)).unwrap_or_default()) / 60.0
}

fn block_rect(left: f32, right: f32, of: &Placed, most: usize, y: &dyn Fn(i64) -> f32) -> Rect {
    let lanes = usize::from(of.lane.lanes).min(most).max(1);
    let share = (right - left) / narrow(wide(lanes));
    let from = left + share * f32::from(of.lane.lane);
    let crowded = usize::from(of.lane.lanes) > most;
    let reach = if crowded { 1.0 } else { f32::from(of.lane.reach) };
    let top = y(of.from);
    let bottom = y(of.until).max(top + 16.0);
    Rect::from_min_max(pos2(from + 1.0, top + 0.5), pos2((from + share * reach).min(right), bottom - 1.0))
}

/// Entries that find no room are counted once where they hang together.
fn count_hidden<'a>(hidden: &mut Vec<(&'a Placed, usize)>, of: &'a Placed) {
    match hidden.last_mut() {
        Some((first, count)) if of.from < first.until => *count += 1,
        _ => hidden.push((of, 1)),
    }
}

/// The ground of the columns: days off and hours in which a room is shut recede.
fn grounds(ui: &Ui, sheet: &HourSheet<'_>, y: &dyn Fn(i64) -> f32) {
    let HourSheet { page, hours, columns, .. } = *sheet;
    let tokens = ui.tokens();
    let painter = ui.painter();
    let shade = tokens.panel.lerp_to_gamma(tokens.sunken, 0.75);
    for (place, track) in hours.tracks.iter().enumerate() {
        let (left, right) = columns.range(place, place + 1);
        let column = |from: i64, until: i64| Rect::from_min_max(pos2(left, y(from)), pos2(right, y(until)));
        let is_free = page.heads.iter().any(|head| head.day == track.day && !head.is_working_day);
        if is_free {
            painter.rect_filled(column(0, DAY), 0.0, tokens.sunken);
        } else {
            let open = if track.open == (0..DAY) { 8 * 60..18 * 60 } else { track.open.clone() };
            painter.rect_filled(column(0, open.start.clamp(0, DAY)), 0.0, shade);
            painter.rect_filled(column(open.end.clamp(0, DAY), DAY), 0.0, shade);
        }
    }
}

/// The hours move along when something is dragged to their edge.
fn scroll_at_edges(ui: &Ui, clip: Rect) {
    const MARGIN: f32 = 28.0;
    const SPEED: f32 = 6.0;
    let Some(at) = ui.input(|input| input.pointer.interact_pos()) else { return };
    let delta = if at.y > clip.bottom() - MARGIN {
        -SPEED
    } else if at.y < clip.top() + MARGIN {
        SPEED
    } else {
        return;
    };
    ui.scroll_with_delta(vec2(0.0, delta));
    ui.ctx().request_repaint();
}
