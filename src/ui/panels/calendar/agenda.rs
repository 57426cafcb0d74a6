//! The agenda: what is coming, day by day.

use chrono::NaiveDateTime;
use eframe::egui::{
    Align2, FontId, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, TextStyle, Ui, WidgetInfo,
    epaint::text::TextWrapping, pos2, text::LayoutJob, vec2,
};

use super::block::ink;
use super::day_heads::{day_mark, head_words};
use super::page::{AgendaRow, Colour, Line, Page};
use super::{CalendarScreen, Wish};
use crate::desk::calendar::{DayHead, day_words};
use crate::ui::icons;
use crate::ui::theme::section_style;
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::buttons::ground;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::mark::paint_lamp;

impl CalendarScreen {
    /// Draws the agenda.
    pub(super) fn agenda_ui(
        &mut self,
        ui: &mut Ui,
        page: &Page,
        rows: &[AgendaRow],
        now: NaiveDateTime,
        wishes: &mut Vec<Wish>,
    ) {
        let language = ui.language();
        let rect = ui.available_rect_before_wrap();
        let whole = ui.interact(rect, ui.scope_id().with("ground"), Sense::focusable_noninteractive());
        whole.widget_info(|| WidgetInfo::labeled(Role::List, true, &page.title));
        self.keep_keys(ui, &whole);
        if rows.is_empty() {
            let new = language.text("calendar.new");
            if empty_state(ui, icons::CALENDAR, language.text("calendar.empty_agenda"), Some(new)) {
                wishes.push(Wish::New(super::new_meeting::new_at(
                    &super::month::day_track(self.anchor()),
                    9 * 60,
                    0,
                )));
            }
            return;
        }
        let height = ui.tokens().row;
        let mut area = ScrollArea::vertical().id_salt("calendar agenda").auto_shrink(false);
        if std::mem::take(&mut self.reveals_cursor)
            && let Some(place) = self.selected_row(page, rows)
        {
            let top = height * crate::ui::pixels::narrow(crate::ui::pixels::wide(place));
            area = area.vertical_scroll_offset((top - rect.height() / 2.0).max(0.0));
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        area.show_rows(ui, height, rows.len(), |ui, shown| {
            for row in rows.get(shown).unwrap_or_default() {
                let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
                match row {
                    AgendaRow::Day(place) => {
                        if let Some(head) = page.heads.get(*place) {
                            day_row(ui, rect, head, head.day == now.date(), wishes);
                        }
                    }
                    AgendaRow::Line(place) => {
                        if let Some(line) = page.lines.get(*place) {
                            self.agenda_line(ui, rect, line, now, wishes);
                        }
                    }
                }
            }
        });
    }

    /// The row of the agenda that is selected.
    pub(super) fn selected_row(&self, page: &Page, rows: &[AgendaRow]) -> Option<usize> {
        rows.iter().position(|row| match row {
            AgendaRow::Line(place) => page.lines.get(*place).is_some_and(|line| self.is_selected(line)),
            AgendaRow::Day(_) => false,
        })
    }

    fn agenda_line(&self, ui: &Ui, rect: Rect, line: &Line, now: NaiveDateTime, wishes: &mut Vec<Wish>) {
        let tokens = ui.tokens();
        let language = ui.language();
        let selected = self.is_selected(line);
        let id = ui.scope_id().with(("agenda", line.entry.record, line.entry.original));
        let response = ui.interact(rect, id, Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, selected, &line.words));
        ui.painter().rect_filled(rect, tokens.radius, ground(tokens, &response, selected));
        if response.has_focus() {
            ui.painter().rect_stroke(rect, tokens.radius, Stroke::new(2.0, tokens.focus), StrokeKind::Inside);
        }
        let past = line.entry.end <= now;
        let text = if past { tokens.text_weak } else { tokens.text };
        let body = TextStyle::Body.resolve(ui.style());
        let small = TextStyle::Small.resolve(ui.style());
        let y = rect.center().y;
        let cell = |x: f32, width: f32, words: &str, font: &FontId, colour| {
            let mut job = LayoutJob::simple_singleline(words.to_owned(), font.clone(), colour);
            job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
            let galley = ui.painter().layout_job(job);
            ui.painter().galley(pos2(x, y - galley.size().y / 2.0), galley, colour);
        };
        let left = rect.left() + 16.0;
        cell(left, 120.0, &line.span, &body, tokens.text_weak);
        let dot = pos2(left + 134.0, y);
        let colour = ink(tokens, line.colour);
        if line.colour == Colour::Due {
            let status = if past { Status::Overdue } else { Status::DueSoon };
            paint_lamp(ui.painter(), dot, 8.0, status, tokens.status(status));
        } else {
            ui.painter().circle_filled(dot, 4.0, colour);
        }
        let title = left + 150.0;
        let right = rect.right() - 8.0;
        let is_wide = rect.width() > 640.0;
        let (kind_width, place_width) = if is_wide { (110.0, 180.0) } else { (0.0, 120.0) };
        let place = right - kind_width - place_width;
        cell(title, place - title - 12.0, &line.entry.title, &body, text);
        cell(place, place_width - 12.0, &line.entry.place, &small, tokens.text_weak);
        if is_wide {
            let kind = language.text(line.entry.source.text());
            cell(right - kind_width, kind_width, kind, &small, tokens.text_weak);
        }
        self.entry_wishes(ui, &response, line, wishes);
    }
}

fn day_row(ui: &Ui, rect: Rect, head: &DayHead, is_today: bool, wishes: &mut Vec<Wish>) {
    let tokens = ui.tokens();
    let language = ui.language();
    let response = ui.interact(rect, ui.scope_id().with(("agenda day", head.day)), Sense::click());
    let words = head_words(head, language);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    let bold = FontId { size: tokens.body, ..section_style().resolve(ui.style()) };
    let small = TextStyle::Small.resolve(ui.style());
    let y = rect.bottom() - 12.0;
    let colour = match (is_today, head.is_working_day) {
        (true, _) => tokens.accent_text,
        (false, true) => tokens.text,
        (false, false) => tokens.accent_text,
    };
    let name = day_words(head.day, language);
    let at = pos2(rect.left(), y);
    let shown = ui.painter().text(at, Align2::LEFT_CENTER, name, bold, colour);
    let mut right = shown.right() + 10.0;
    if is_today {
        let today = language.text("calendar.today");
        let words =
            ui.painter().text(pos2(right, y), Align2::LEFT_CENTER, today, small.clone(), tokens.accent_text);
        right = words.right() + 10.0;
    }
    let lunar = ui.painter().text(pos2(right, y), Align2::LEFT_CENTER, &head.lunar, small, tokens.text_weak);
    day_mark(ui, ui.painter(), pos2(lunar.right() + 16.0, y), head);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
    if response.has_focus() {
        ui.painter().rect_stroke(rect, tokens.radius, Stroke::new(2.0, tokens.focus), StrokeKind::Inside);
    }
    if response.clicked() {
        wishes.push(Wish::OpenDay(head.day));
    }
}
