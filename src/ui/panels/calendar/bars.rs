//! Whole days over the columns of hours: bars that span them.

use eframe::egui::{Align2, Pos2, Rect, Role, Sense, Stroke, TextStyle, Ui, WidgetInfo, pos2, vec2};

use super::block;
use super::columns::{Columns, GUTTER, HourSheet};
use super::drag::{Drag, Grip, Spot, follow};
use super::entry_block::{Along, EntryBlock};
use super::page::{Bar, Hours};
use super::{CalendarScreen, Wish};
use crate::desk::calendar::day_words;
use crate::ui::pixels::{narrow, wide};
use crate::ui::tokens::UiExt as _;

/// Height of a bar of whole days.
const BAR: f32 = 22.0;
/// So many rows of bars are shown; beyond them only their number.
const MOST_BARS: usize = 4;

impl CalendarScreen {
    /// Draws the bars.
    pub(super) fn bars_ui(&mut self, ui: &mut Ui, sheet: &HourSheet<'_>, wishes: &mut Vec<Wish>) {
        let HourSheet { page, hours, columns, now } = *sheet;
        let tokens = ui.tokens();
        let language = ui.language();
        let too_many = hours.bar_rows > MOST_BARS;
        let rows = hours.bar_rows.clamp(1, MOST_BARS);
        let height = narrow(wide(rows)) * BAR + 4.0;
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
        let small = TextStyle::Small.resolve(ui.style());
        let label = pos2(rect.left() + GUTTER - 8.0, rect.top() + BAR / 2.0);
        let all_day = language.text("calendar.all_day");
        ui.painter().text(label, Align2::RIGHT_CENTER, all_day, small, tokens.text_weak);
        let ground = Rect::from_min_max(pos2(columns.left, rect.top()), rect.max);
        let response = ui.interact(ground, ui.scope_id().with("whole days"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Grid, true, language.text("calendar.whole_days")));
        let spot = |at: Pos2| columns.at(at.x).map(|track| Spot { track, minute: 0 });
        let mut dropped = follow(ui, &response, &mut self.drag, true, &spot, &|_| Some(Grip::Ground));
        if response.double_clicked()
            && let Some(spot) = response.interact_pointer_pos().and_then(spot)
            && let Some(target) =
                (Drag { grip: Grip::Ground, from: spot, to: spot, by_days: true }).target(&hours.tracks)
        {
            wishes.push(Wish::New(target));
        }
        for place in 1..hours.tracks.len() {
            let (x, _) = columns.range(place, place);
            ui.painter().vline(x, rect.y_range(), Stroke::new(1.0, tokens.line));
        }
        let shown_rows = if too_many { MOST_BARS - 1 } else { MOST_BARS };
        let day = |place: usize| hours.tracks.get(place).map(|track| track.day);
        for bar in hours.bars.iter().filter(|bar| usize::from(bar.row) < shown_rows) {
            let Some(line) = page.lines.get(bar.line) else { continue };
            let shown = day(bar.from).zip(day(bar.until.saturating_sub(1)));
            let of = EntryBlock {
                line,
                cell: bar_rect(rect.top() + 2.0, columns, bar),
                place: bar.from,
                along: Along::Days(shown.map(|(first, last)| first..=last)),
                // Columns of people and rooms lead to no other day.
                is_fixed: hours.tracks.iter().any(|track| track.of.is_some()),
            };
            dropped |= self.block_ui(ui, &of, now, &spot, wishes);
        }
        if too_many {
            for (place, track) in hours.tracks.iter().enumerate() {
                let beyond =
                    |bar: &&Bar| usize::from(bar.row) >= shown_rows && (bar.from..bar.until).contains(&place);
                let count = hours.bars.iter().filter(beyond).count();
                if count > 0 {
                    let (left, right) = columns.range(place, place + 1);
                    let top = rect.top() + 2.0 + narrow(wide(shown_rows)) * BAR;
                    let cell = Rect::from_min_max(pos2(left + 2.0, top), pos2(right - 2.0, top + BAR - 2.0));
                    self.more_ui(ui, cell, ("more bars", place), count, track.day, wishes);
                }
            }
        }
        self.bar_ghost(ui, sheet, rect.top() + 2.0);
        if dropped {
            self.drop_here(&hours.tracks, wishes);
        }
    }

    /// Where a bar that is being dragged would lie.
    fn bar_ghost(&self, ui: &Ui, sheet: &HourSheet<'_>, top: f32) {
        let HourSheet { page, hours, columns, .. } = *sheet;
        let Some(drag) = self.drag.as_ref().filter(|drag| drag.by_days) else { return };
        let Some(target) = drag.target(&hours.tracks) else { return };
        let (first, last) = (target.start.date(), target.end.date());
        let days = |day| first <= day && (day < last || day == first);
        let from = hours.tracks.iter().position(|track| days(track.day));
        let until = hours.tracks.iter().rposition(|track| days(track.day));
        if let (Some(from), Some(until)) = (from, until) {
            let row = dragged_row(drag, hours);
            let cell = bar_rect(top, columns, &Bar { line: 0, from, until: until + 1, row });
            let colour = self.dragged_colour(ui, page);
            block::ghost(ui, ui.painter(), cell, &day_words(first, ui.language()), colour);
        }
    }
}

fn dragged_row(drag: &Drag, hours: &Hours) -> u16 {
    let taken = hours.bars.iter().find(|bar| (bar.from..bar.until).contains(&drag.from.track));
    taken.map_or(0, |bar| bar.row)
}

fn bar_rect(top: f32, columns: Columns, bar: &Bar) -> Rect {
    let (left, right) = columns.range(bar.from, bar.until);
    let top = top + f32::from(bar.row) * BAR;
    Rect::from_min_max(pos2(left + 1.0, top), pos2(right - 3.0, top + BAR - 2.0))
}
