//! The calendar by keyboard: arrows move the cursor, PageUp and PageDown turn the page, T goes to today, Enter opens
//! what is under the cursor or makes a meeting there; Ctrl moves what is selected, with Shift its end.

use chrono::{Datelike as _, Days, NaiveDateTime, TimeDelta};
use eframe::egui::{Key, Modifiers, Ui};

use super::drag::STEP;
use super::page::{AgendaRow, Body, Hours, Line, Owner, Page, Placed};
use super::state::CalendarView;
use super::{CalendarScreen, Wish};
use crate::desk::calendar::Move;
use crate::ui::routes::Selected;

/// Letters that lead to a view.
const VIEW_KEYS: [(Key, CalendarView); 5] = [
    (Key::D, CalendarView::Day),
    (Key::W, CalendarView::Week),
    (Key::M, CalendarView::Month),
    (Key::Y, CalendarView::Year),
    (Key::A, CalendarView::Agenda),
];

impl CalendarScreen {
    /// Takes the keys that mean something to the calendar.
    pub(super) fn keys(&mut self, ui: &Ui, page: &Page, wishes: &mut Vec<Wish>) {
        if ui.ctx().text_edit_focused() || ui.memory(|memory| memory.top_modal_layer().is_some()) {
            return;
        }
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::T) {
            wishes.push(Wish::Stand(self.today));
        }
        for (key, view) in VIEW_KEYS {
            if pressed(key) {
                self.remembered.view = view;
            }
        }
        for (key, later) in [(Key::PageUp, false), (Key::PageDown, true)] {
            if pressed(key) {
                wishes.push(Wish::Stand(self.remembered.turned(self.anchor(), later)));
            }
        }
        let focused = ui.memory(|memory| memory.focused());
        let has_ground = self.ground.is_some() && focused == self.ground;
        self.move_by_key(ui, page, wishes);
        if has_ground {
            self.walk(ui, page, wishes);
        }
    }

    fn walk(&mut self, ui: &Ui, page: &Page, wishes: &mut Vec<Wish>) {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if let Body::Agenda(rows) = &page.body {
            for (key, step) in [(Key::ArrowUp, -1_isize), (Key::ArrowDown, 1)] {
                if pressed(key) {
                    self.walk_agenda(page, rows, step, wishes);
                }
            }
            if pressed(Key::Enter)
                && let Some(line) = self.selected.and_then(|key| page.find(key))
            {
                wishes.push(Wish::Open(selected_of(line)));
            }
            return;
        }
        let by_days = matches!(self.remembered.view, CalendarView::Month | CalendarView::Year);
        let start = self.cursor.unwrap_or_else(|| self.anchor().and_time(super::new_meeting::day_begins()));
        let mut cursor = start;
        let mut track = self.cursor_track;
        let rooms = self.remembered.view == CalendarView::Rooms;
        let together = self.remembered.view == CalendarView::Together;
        let count = match &page.body {
            Body::Hours(hours) => hours.tracks.len(),
            _ => 0,
        };
        for (key, across, down) in [
            (Key::ArrowLeft, -1_i64, 0),
            (Key::ArrowRight, 1, 0),
            (Key::ArrowUp, 0, -1),
            (Key::ArrowDown, 0, 1),
        ] {
            if !pressed(key) {
                continue;
            }
            if by_days {
                cursor = later(cursor, TimeDelta::days(across + down * 7));
            } else if rooms {
                cursor = later(cursor, half_hours(across));
                track = shifted(track, down, count);
            } else if together {
                cursor = later(cursor, half_hours(down));
                track = shifted(track, across, count);
            } else {
                cursor = later(cursor, TimeDelta::days(across) + half_hours(down));
            }
        }
        let from_monday = u64::from(cursor.date().weekday().num_days_from_monday());
        if pressed(Key::Home) {
            cursor = cursor.checked_sub_days(Days::new(from_monday)).unwrap_or(cursor);
        }
        if pressed(Key::End) {
            cursor = cursor.checked_add_days(Days::new(6 - from_monday)).unwrap_or(cursor);
        }
        if (cursor, track) != (start, self.cursor_track) || self.cursor.is_none() && cursor != start {
            (self.cursor, self.cursor_track) = (Some(cursor), track);
            self.reveals_cursor = true;
            let elsewhere = by_days && cursor.date().month() != self.anchor().month();
            if elsewhere || !page.days.contains(&cursor.date()) {
                wishes.push(Wish::Stand(cursor.date()));
            }
            if let Some(line) = self.under_cursor(page).filter(|_| !by_days) {
                let entry = &line.entry;
                wishes.push(Wish::Select((entry.record, entry.original), selected_of(line)));
            }
        }
        if pressed(Key::Enter) {
            match self.under_cursor(page) {
                _ if by_days => wishes.push(Wish::OpenDay(cursor.date())),
                Some(line) => wishes.push(Wish::Open(selected_of(line))),
                None => wishes.push(Wish::New(self.new_at_cursor())),
            }
        }
    }

    fn walk_agenda(&mut self, page: &Page, rows: &[AgendaRow], step: isize, wishes: &mut Vec<Wish>) {
        let lines: Vec<usize> = rows
            .iter()
            .filter_map(|row| match row {
                AgendaRow::Line(line) => Some(*line),
                AgendaRow::Day(_) => None,
            })
            .collect();
        let at =
            lines.iter().position(|line| page.lines.get(*line).is_some_and(|line| self.is_selected(line)));
        let next = match at {
            Some(at) => at.saturating_add_signed(step).min(lines.len().saturating_sub(1)),
            None => 0,
        };
        if let Some(line) = lines.get(next).and_then(|line| page.lines.get(*line)) {
            self.reveals_cursor = true;
            let entry = &line.entry;
            wishes.push(Wish::Select((entry.record, entry.original), selected_of(line)));
        }
    }

    /// The entry under the cursor: the one that is selected, or else the first.
    fn under_cursor<'a>(&self, page: &'a Page) -> Option<&'a Line> {
        let cursor = self.cursor?;
        let Body::Hours(hours) = &page.body else { return None };
        let place = self.track_of_cursor(hours, cursor)?;
        let at = super::page::minutes(hours.tracks.get(place)?.day, cursor);
        let covers = |placed: &&Placed| placed.from < at + 30 && at < placed.until.max(placed.from + 1);
        let lines: Vec<&Line> = hours
            .placed
            .get(place)?
            .iter()
            .filter(covers)
            .filter_map(|placed| page.lines.get(placed.line))
            .collect();
        lines.iter().find(|line| self.is_selected(line)).or(lines.first()).copied()
    }

    fn track_of_cursor(&self, hours: &Hours, cursor: NaiveDateTime) -> Option<usize> {
        if hours.tracks.iter().any(|track| track.of.is_some()) {
            return (self.cursor_track < hours.tracks.len()).then_some(self.cursor_track);
        }
        hours.tracks.iter().position(|track| track.day == cursor.date())
    }

    /// Ctrl with an arrow moves what is selected, with Shift its end.
    fn move_by_key(&mut self, ui: &Ui, page: &Page, wishes: &mut Vec<Wish>) {
        let Some(line) = self.selected.and_then(|key| page.find(key)).filter(|line| line.entry.can_move())
        else {
            return;
        };
        if self.moving.is_some() || self.is_waiting || self.has_dialog() {
            return;
        }
        let stretch = Modifiers::COMMAND.plus(Modifiers::SHIFT);
        let entry = &line.entry;
        let day = TimeDelta::days(1);
        let step = if entry.all_day { day } else { TimeDelta::try_minutes(STEP).unwrap_or_default() };
        let mut wanted = Move {
            start: entry.start,
            end: entry.end,
            all_day: entry.all_day,
            room: entry.room,
            entry: entry.clone(),
        };
        for (key, by) in [(Key::ArrowUp, -step), (Key::ArrowDown, step)] {
            if ui.input_mut(|input| input.consume_key(stretch, key)) {
                wanted.end = later(wanted.end, by).max(later(wanted.start, step));
            } else if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, key)) {
                (wanted.start, wanted.end) = (later(wanted.start, by), later(wanted.end, by));
            }
        }
        for (key, by) in [(Key::ArrowLeft, -day), (Key::ArrowRight, day)] {
            if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, key)) {
                (wanted.start, wanted.end) = (later(wanted.start, by), later(wanted.end, by));
            }
        }
        if wanted.changes_anything() {
            wishes.push(Wish::Move(wanted));
        }
    }

    /// The room of the column the cursor stands in.
    pub(super) fn owner_of_cursor(&self) -> Option<Owner> {
        let read = self.data.value()?;
        match &read.page.body {
            Body::Hours(hours) => hours.tracks.get(self.cursor_track).and_then(|track| track.of),
            _ => None,
        }
    }
}

fn selected_of(line: &Line) -> Selected {
    Selected { register: line.entry.register, id: line.entry.record }
}

fn later(time: NaiveDateTime, by: TimeDelta) -> NaiveDateTime {
    time.checked_add_signed(by).unwrap_or(time)
}

fn half_hours(count: i64) -> TimeDelta {
    TimeDelta::try_minutes(count * 30).unwrap_or_default()
}

fn shifted(track: usize, by: i64, count: usize) -> usize {
    let moved = track.saturating_add_signed(isize::try_from(by).unwrap_or_default());
    moved.min(count.saturating_sub(1))
}
