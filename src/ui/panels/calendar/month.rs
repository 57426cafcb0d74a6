//! A month: six weeks, a line an event, "+3 more" where a day has more than fit.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use eframe::egui::{
    Align2, FontId, Pos2, Rect, Role, Sense, Stroke, StrokeKind, TextStyle, Ui, WidgetInfo, pos2,
    text::LayoutJob, text::TextWrapping, vec2,
};

use super::block;
use super::day_heads::{day_mark, head_words};
use super::drag::{Grip, Spot, follow};
use super::entry_block::{Along, EntryBlock};
use super::page::{DAY, Page, Track, Week};
use super::{CalendarScreen, Wish};
use crate::desk::calendar::{DayHead, day_words, month_name, weekday_name};
use crate::ui::pixels::{floor, narrow, wide};
use crate::ui::theme::section_style;
use crate::ui::tokens::UiExt as _;

/// Height of a day's head.
const HEAD: f32 = 24.0;
/// Height of a line.
const LINE: f32 = 18.0;
/// Width of the numbers of the weeks.
const WEEKS: f32 = 28.0;

/// Where the days stand.
#[derive(Clone, Copy)]
struct Cells {
    grid: Rect,
    width: f32,
    height: f32,
}

impl Cells {
    fn cell(self, week: usize, day: usize) -> Rect {
        let corner = self.grid.min + vec2(self.width * narrow(wide(day)), self.height * narrow(wide(week)));
        Rect::from_min_size(corner, vec2(self.width, self.height))
    }

    fn at(self, at: Pos2) -> usize {
        let day = floor(f64::from(((at.x - self.grid.left()) / self.width).max(0.0))).min(6);
        let week = floor(f64::from(((at.y - self.grid.top()) / self.height).max(0.0))).min(5);
        week * 7 + day
    }

    /// A line over some days of a week.
    fn line(self, week: usize, days: std::ops::Range<usize>, row: usize) -> Rect {
        let (first, last) = (self.cell(week, days.start), self.cell(week, days.end.saturating_sub(1)));
        let top = first.top() + HEAD + narrow(wide(row)) * LINE;
        Rect::from_min_max(pos2(first.left() + 2.0, top), pos2(last.right() - 3.0, top + LINE - 2.0))
    }
}

/// What the weeks of a month are drawn from.
#[derive(Clone, Copy)]
struct MonthSheet<'a> {
    page: &'a Page,
    cells: Cells,
    /// So many lines find room in a day.
    fits: usize,
    now: NaiveDateTime,
}

impl CalendarScreen {
    /// Draws a month.
    pub(super) fn month_ui(
        &mut self,
        ui: &mut Ui,
        page: &Page,
        weeks: &[Week],
        now: NaiveDateTime,
        wishes: &mut Vec<Wish>,
    ) {
        let tokens = ui.tokens();
        let language = ui.language();
        let (rect, _) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
        let small = TextStyle::Small.resolve(ui.style());
        let heads =
            Rect::from_min_max(pos2(rect.left() + WEEKS, rect.top()), pos2(rect.right(), rect.top() + 24.0));
        let grid = Rect::from_min_max(heads.left_bottom(), rect.max);
        let cells = Cells { grid, width: grid.width() / 7.0, height: grid.height() / 6.0 };
        for (place, head) in page.heads.iter().take(7).enumerate() {
            let x = cells.cell(0, place).left() + 8.0;
            let colour = if head.is_weekend() { tokens.accent_text } else { tokens.text_weak };
            let name = weekday_name(head.day, language);
            ui.painter().text(pos2(x, heads.center().y), Align2::LEFT_CENTER, name, small.clone(), colour);
        }
        let ground = ui.interact(grid, ui.scope_id().with("ground"), Sense::click_and_drag());
        ground.widget_info(|| WidgetInfo::labeled(Role::Grid, true, &page.title));
        self.keep_keys(ui, &ground);
        let month = self.anchor().month();
        for (place, head) in page.heads.iter().enumerate() {
            let cell = cells.cell(place / 7, place % 7);
            self.day_ui(ui, cell, head, head.day.month() == month, now.date(), wishes);
            if place % 7 == 0 {
                let at = pos2(rect.left() + 4.0, cell.top() + 13.0);
                let week = head.day.iso_week().week().to_string();
                ui.painter().text(at, Align2::LEFT_CENTER, week, small.clone(), tokens.line_strong);
            }
        }
        for week in 0..=6 {
            let y = grid.top() + cells.height * narrow(wide(week));
            ui.painter().hline(rect.x_range(), y, Stroke::new(1.0, tokens.line));
        }
        for day in 1..7 {
            let x = grid.left() + cells.width * narrow(wide(day));
            ui.painter().vline(x, grid.y_range(), Stroke::new(1.0, tokens.line));
        }
        let tracks: Vec<Track> = page.heads.iter().map(|head| day_track(head.day)).collect();
        let spot = |at: Pos2| Some(Spot { track: cells.at(at), minute: 0 });
        let mut dropped = follow(ui, &ground, &mut self.drag, true, &spot, &|_| Some(Grip::Ground));
        self.month_ground(&ground, page, cells, wishes);
        let fits = floor(f64::from((cells.height - HEAD - 2.0) / LINE)).max(1);
        let sheet = MonthSheet { page, cells, fits, now };
        for (number, week) in weeks.iter().enumerate() {
            dropped |= self.week_ui(ui, &sheet, week, number, wishes);
        }
        if let Some(target) = self.ghost_target(&tracks, true) {
            let last = target.end - chrono::TimeDelta::minutes(1);
            for week in 0..6 {
                let inside = |day: &usize| {
                    page.heads.get(week * 7 + day).is_some_and(|head| {
                        head.day >= target.start.date() && head.day <= last.date().max(target.start.date())
                    })
                };
                let (Some(from), Some(until)) = ((0..7).find(inside), (0..7).rfind(inside)) else { continue };
                let cell = cells.line(week, from..until + 1, 0);
                let colour = self.dragged_colour(ui, page);
                block::ghost(ui, ui.painter(), cell, &day_words(target.start.date(), language), colour);
            }
        }
        if dropped {
            self.drop_here(&tracks, wishes);
        }
    }

    fn day_ui(
        &self,
        ui: &Ui,
        cell: Rect,
        head: &DayHead,
        in_month: bool,
        today: NaiveDate,
        wishes: &mut Vec<Wish>,
    ) {
        let tokens = ui.tokens();
        let language = ui.language();
        let painter = ui.painter();
        if !head.is_working_day {
            painter.rect_filled(cell, 0.0, tokens.sunken);
        }
        let number = Rect::from_min_size(cell.min, vec2(cell.width(), HEAD));
        let response = ui.interact(number, ui.scope_id().with(("day", head.day)), Sense::click());
        let words = head_words(head, language);
        response.widget_info(|| {
            let words = language.fill("calendar.open_day", &[("day", &words)]);
            WidgetInfo::labeled(Role::Button, true, words)
        });
        let small = TextStyle::Small.resolve(ui.style());
        let bold = FontId { size: tokens.body, ..section_style().resolve(ui.style()) };
        let is_today = head.day == today;
        let colour = match (is_today, in_month, head.is_working_day) {
            (true, ..) => tokens.text_on_accent,
            (_, false, _) => tokens.line_strong,
            (_, true, false) => tokens.accent_text,
            (_, true, true) => tokens.text,
        };
        let digits = match head.day.day() {
            1 if !is_today => format!("{} 1", short_month(head.day, language)),
            day => day.to_string(),
        };
        let galley = painter.layout_no_wrap(digits, bold, colour);
        let at = pos2(cell.left() + 8.0, number.center().y - galley.size().y / 2.0);
        let patch = Rect::from_min_size(at, galley.size());
        if is_today {
            painter.circle_filled(patch.center(), 11.0, tokens.accent);
        } else if response.hovered() {
            painter.rect_filled(patch.expand2(vec2(4.0, 1.0)), tokens.radius, tokens.hover);
        }
        let width = galley.size().x;
        painter.galley(at, galley, colour);
        let weak = if in_month { tokens.text_weak } else { tokens.line_strong };
        let right = cell.right() - 8.0;
        let mut job = LayoutJob::simple_singleline(head.lunar.clone(), small, weak);
        job.wrap = TextWrapping::truncate_at_width((right - at.x - width - 8.0).max(0.0));
        let lunar = painter.layout_job(job);
        let left = right - lunar.size().x;
        painter.galley(pos2(left, number.center().y - lunar.size().y / 2.0), lunar, weak);
        let clip = painter.with_clip_rect(Rect::from_min_max(pos2(at.x + width + 4.0, cell.top()), cell.max));
        day_mark(ui, &clip, pos2(left - 14.0, number.center().y), head);
        if self.cursor.is_some_and(|cursor| cursor.date() == head.day)
            && self.ground.is_some_and(|ground| ui.memory(|memory| memory.has_focus(ground)))
        {
            let stroke = Stroke::new(1.5, tokens.focus);
            painter.rect_stroke(cell.shrink(1.0), tokens.radius, stroke, StrokeKind::Inside);
        }
        if response.has_focus() {
            painter.rect_stroke(
                number.shrink(2.0),
                tokens.radius,
                Stroke::new(2.0, tokens.focus),
                StrokeKind::Inside,
            );
        }
        if response.clicked() {
            wishes.push(Wish::OpenDay(head.day));
        }
    }

    fn month_ground(
        &mut self,
        ground: &eframe::egui::Response,
        page: &Page,
        cells: Cells,
        wishes: &mut Vec<Wish>,
    ) {
        let Some(at) = ground.interact_pointer_pos().filter(|_| ground.clicked() || ground.double_clicked())
        else {
            return;
        };
        ground.request_focus();
        let Some(head) = page.heads.get(cells.at(at)) else { return };
        let time = super::new_meeting::day_begins();
        self.cursor = Some(head.day.and_time(time));
        if ground.double_clicked() {
            wishes.push(Wish::New(super::new_meeting::new_at(&day_track(head.day), 9 * 60, cells.at(at))));
        }
    }

    fn week_ui(
        &mut self,
        ui: &Ui,
        sheet: &MonthSheet<'_>,
        week: &Week,
        number: usize,
        wishes: &mut Vec<Wish>,
    ) -> bool {
        let MonthSheet { page, cells, fits, now } = *sheet;
        let day = |place: usize| page.heads.get(number * 7 + place).map(|head| head.day);
        let spot = |at: Pos2| Some(Spot { track: cells.at(at), minute: 0 });
        let mut dropped = false;
        let shown_of = |day: usize| match week.counts.get(day) {
            Some(count) if *count > fits => fits - 1,
            _ => fits,
        };
        // A bar may have pushed a line of a day with few events below the last row.
        let mut seen = [0_usize; 7];
        for bar in week.bars.iter().take_while(|bar| usize::from(bar.row) < fits) {
            let row = usize::from(bar.row);
            let Some(line) = page.lines.get(bar.line) else { continue };
            let mut from = bar.from;
            while from < bar.until {
                if row >= shown_of(from) {
                    from += 1;
                    continue;
                }
                let mut until = from + 1;
                while until < bar.until && row < shown_of(until) {
                    until += 1;
                }
                for day in from..until {
                    if let Some(seen) = seen.get_mut(day) {
                        *seen += 1;
                    }
                }
                let shown = day(bar.from).zip(day(bar.until.saturating_sub(1)));
                let of = EntryBlock {
                    line,
                    cell: cells.line(number, from..until, row),
                    place: number * 7 + from,
                    along: Along::Days(shown.map(|(first, last)| first..=last)),
                    is_fixed: false,
                };
                dropped |= self.block_ui(ui, &of, now, &spot, wishes);
                from = until;
            }
        }
        for (day, (count, seen)) in week.counts.iter().zip(seen).enumerate() {
            let hidden = count.saturating_sub(seen);
            if hidden > 0
                && let Some(head) = page.heads.get(number * 7 + day)
            {
                let cell = cells.line(number, day..day + 1, fits - 1);
                self.more_ui(ui, cell, ("more", number * 7 + day), hidden, head.day, wishes);
            }
        }
        dropped
    }
}

fn short_month(day: NaiveDate, language: crate::text::Language) -> String {
    let name = month_name(day.month(), language);
    match language {
        crate::text::Language::English => name.chars().take(3).collect(),
        _ => name.to_owned(),
    }
}

/// A day as a track on which whole days are dragged.
pub(super) fn day_track(day: NaiveDate) -> Track {
    Track { day, of: None, name: String::new(), detail: String::new(), open: 0..DAY }
}
