//! An entry where it lies on a page: it is read aloud, taken hold of, selected and opened, whichever way its time runs.

use std::ops::RangeInclusive;

use chrono::{NaiveDate, NaiveDateTime};
use eframe::egui::{CursorIcon, Pos2, Rect, Response, Ui};

use super::block::{self, BlockLook};
use super::drag::{Grip, Spot, follow};
use super::page::Line;
use super::{CalendarScreen, Wish};

/// An edge so near is stretched, not moved.
const EDGE: f32 = 6.0;

/// Which way the time of an entry runs.
pub(super) enum Along {
    /// Hours from top to bottom.
    Down,
    /// Hours from left to right.
    Across,
    /// Whole days from left to right, the first and the last of those it is drawn over.
    Days(Option<RangeInclusive<NaiveDate>>),
}

/// An entry and where it lies.
pub(super) struct EntryBlock<'a> {
    pub(super) line: &'a Line,
    pub(super) cell: Rect,
    /// Its column, row or day: one entry may lie in several.
    pub(super) place: usize,
    pub(super) along: Along,
    /// It lies where there is nothing to drag it to.
    pub(super) is_fixed: bool,
}

impl EntryBlock<'_> {
    fn can_move(&self) -> bool {
        let has_edges = self.by_days() || !self.line.entry.all_day;
        self.line.entry.can_move() && has_edges && !self.is_fixed
    }

    fn by_days(&self) -> bool {
        matches!(self.along, Along::Days(_))
    }

    /// What is taken hold of at a point.
    fn grip(&self, at: Pos2) -> Grip {
        let entry = Box::new(self.line.entry.clone());
        let cell = self.cell;
        let (at, start, end, edge) = match self.along {
            Along::Down => (at.y, cell.top(), cell.bottom(), EDGE.min(cell.height() / 4.0)),
            Along::Across => (at.x, cell.left(), cell.right(), EDGE.min(cell.width() / 4.0)),
            Along::Days(_) if !entry.is_bar() => return Grip::Whole(entry),
            Along::Days(_) => (at.x, cell.left(), cell.right(), EDGE),
        };
        if at > end - edge {
            Grip::End(entry)
        } else if at < start + edge {
            Grip::Start(entry)
        } else {
            Grip::Whole(entry)
        }
    }

    /// The pointer tells what a press would take hold of.
    fn show_grip(&self, ui: &Ui, response: &Response) {
        let Some(at) = response.hover_pos() else { return };
        let stretches = match self.along {
            Along::Down => CursorIcon::ResizeVertical,
            Along::Across => CursorIcon::ResizeHorizontal,
            Along::Days(_) => return,
        };
        let is_whole = matches!(self.grip(at), Grip::Whole(_));
        ui.ctx().set_cursor_icon(if is_whole { CursorIcon::Grab } else { stretches });
    }

    /// How it looks, but for what the user does with it.
    fn look(&self, now: NaiveDateTime) -> BlockLook {
        let entry = &self.line.entry;
        let shown = if let Along::Days(shown) = &self.along { shown.as_ref() } else { None };
        let days = entry.days();
        BlockLook {
            past: entry.end <= now,
            open_start: shown.is_some_and(|shown| days.start < *shown.start()),
            open_end: shown.and_then(|shown| shown.end().succ_opt()).is_some_and(|day| day < days.end),
            ..BlockLook::default()
        }
    }
}

impl CalendarScreen {
    /// Draws an entry and follows what is done with it; whether it was let go of here. `spot` tells the place on the page
    /// of a point.
    pub(super) fn block_ui(
        &mut self,
        ui: &Ui,
        of: &EntryBlock<'_>,
        now: NaiveDateTime,
        spot: &dyn Fn(Pos2) -> Option<Spot>,
        wishes: &mut Vec<Wish>,
    ) -> bool {
        let selected = self.is_selected(of.line);
        let response = block::sense(ui, of.cell, of.place, of.line, selected);
        let mut dropped = false;
        if of.can_move() {
            let grip = |at: Pos2| Some(of.grip(at));
            dropped = follow(ui, &response, &mut self.drag, of.by_days(), spot, &grip);
            of.show_grip(ui, &response);
        }
        let look = BlockLook { selected, faded: self.is_moving(of.line), ..of.look(now) };
        let draw = if of.by_days() { block::strip } else { block::block };
        draw(ui, ui.painter(), of.cell, of.line, look, &response);
        self.entry_wishes(ui, &response, of.line, wishes);
        dropped
    }
}
