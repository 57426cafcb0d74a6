//! How entries and the ground are handled: selected, opened, dragged, dropped, walked over by the keyboard.

use chrono::NaiveDate;
use eframe::egui::{
    Align2, Color32, EventFilter, Key, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, TextStyle, Ui,
    WidgetInfo, vec2,
};

use super::block;
use super::drag::{Drag, Dropped, Grip, STEP, Spot, Target};
use super::new_meeting::new_at;
use super::page::{Line, Page, Track, time_at};
use super::{CalendarScreen, Wish};
use crate::ui::routes::Selected;
use crate::ui::tokens::UiExt as _;

impl CalendarScreen {
    pub(super) fn is_selected(&self, line: &Line) -> bool {
        self.selected == Some((line.entry.record, line.entry.original))
    }

    /// Whether a line is being dragged, or waits for the answer to its move.
    pub(super) fn is_moving(&self, line: &Line) -> bool {
        let same = |drag: &Drag| match &drag.grip {
            Grip::Whole(entry) | Grip::Start(entry) | Grip::End(entry) => {
                (entry.record, entry.original) == (line.entry.record, line.entry.original)
            }
            Grip::Ground => false,
        };
        let settling = self.settling.as_ref();
        self.drag.as_ref().or(settling).is_some_and(same)
    }

    /// Where the thing in hand, or the one that waits, is drawn.
    pub(super) fn ghost_target(&self, tracks: &[Track], by_days: bool) -> Option<Target> {
        let settling = self.settling.as_ref();
        let drag = self.drag.as_ref().or(settling).filter(|drag| drag.by_days == by_days)?;
        drag.target(tracks)
    }

    pub(super) fn dragged_colour(&self, ui: &Ui, page: &Page) -> Color32 {
        let tokens = ui.tokens();
        let moving = page.lines.iter().find(|line| self.is_moving(line));
        moving.map_or(tokens.link, |line| block::ink(tokens, line.colour))
    }

    /// Lets go of what is dragged.
    pub(super) fn drop_here(&mut self, tracks: &[Track], wishes: &mut Vec<Wish>) {
        let Some(drag) = self.drag.take() else { return };
        match drag.dropped(tracks) {
            Some(Dropped::New(target)) => wishes.push(Wish::New(target)),
            Some(Dropped::Move(wanted)) => {
                self.settling = Some(drag);
                wishes.push(Wish::Move(wanted));
            }
            None => {}
        }
    }

    /// A click selects, a double click opens, Enter on the focused one opens.
    pub(super) fn entry_wishes(&self, ui: &Ui, response: &Response, line: &Line, wishes: &mut Vec<Wish>) {
        let entry = &line.entry;
        let selected = Selected { register: entry.register, id: entry.record };
        let by_key = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if response.double_clicked() || (by_key && response.clicked()) {
            wishes.push(Wish::Open(selected));
        } else if response.clicked() {
            wishes.push(Wish::Select((entry.record, entry.original), selected));
        }
    }

    /// A click puts the cursor there, a double click makes a meeting.
    pub(super) fn ground_wishes(
        &mut self,
        ui: &Ui,
        ground: &Response,
        tracks: &[Track],
        spot: &dyn Fn(Pos2) -> Option<Spot>,
        wishes: &mut Vec<Wish>,
    ) {
        let at = ground.interact_pointer_pos().and_then(spot).map(Spot::snapped);
        let Some(at) = at.filter(|_| ground.clicked() || ground.double_clicked()) else { return };
        ground.request_focus();
        let Some(track) = tracks.get(at.track) else { return };
        let half = at.minute.div_euclid(2 * STEP) * 2 * STEP;
        self.cursor = Some(time_at(track.day, half));
        self.cursor_track = at.track;
        if ground.double_clicked() {
            wishes.push(Wish::New(new_at(track, half, at.track)));
        }
        ui.ctx().request_repaint();
    }

    /// The ground holds the keyboard when nothing else does, and keeps the arrows to itself.
    pub(super) fn keep_keys(&mut self, ui: &Ui, ground: &Response) {
        self.ground = Some(ground.id);
        if ui.memory(|memory| memory.focused().is_none() && memory.top_modal_layer().is_none()) {
            ground.request_focus();
        }
        if ground.has_focus() {
            let filter =
                EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(ground.id, filter));
        }
    }

    /// A line that says how many more there are, and opens their day.
    pub(super) fn more_ui(
        &self,
        ui: &Ui,
        cell: Rect,
        salt: (&str, usize),
        count: usize,
        day: NaiveDate,
        wishes: &mut Vec<Wish>,
    ) {
        let tokens = ui.tokens();
        let language = ui.language();
        let response = ui.interact(cell, ui.scope_id().with(salt), Sense::click());
        let number = count.to_string();
        let short = cell.width() < 72.0;
        let key = if short { "calendar.more_short" } else { "calendar.more" };
        let words = language.fill(key, &[("count", &number)]);
        let spoken = language.fill("calendar.more", &[("count", &number)]);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
        let fill = if response.hovered() { tokens.hover } else { tokens.chip };
        ui.painter().rect_filled(cell, tokens.radius, fill);
        if response.has_focus() {
            let stroke = Stroke::new(2.0, tokens.focus);
            ui.painter().rect_stroke(cell, tokens.radius, stroke, StrokeKind::Inside);
        }
        let font = TextStyle::Small.resolve(ui.style());
        let at = cell.left_center() + vec2(6.0, 0.0);
        ui.painter().text(at, Align2::LEFT_CENTER, words, font, tokens.text_weak);
        if response.clicked() {
            wishes.push(Wish::OpenDay(day));
        }
    }
}
