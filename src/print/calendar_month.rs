//! A month on paper: its weeks below each other, a line an event.

use chrono::{Datelike as _, NaiveDate};

use super::calendar_pages::{MARGIN, SHEET, SheetOf, TITLE, blank, day_note, ink_of, text};
use super::calendar_week::{strip, wide};
use super::drawing::{Anchor, Drawing, Item, Stroke};
use super::palette;
use crate::desk::calendar::{Bar, month_weeks, weekday_name};
use crate::rules::org_view::{Point, Rect};

const WEEKDAYS: f64 = 14.0;
const HEAD: f64 = 14.0;
const LINE: f64 = 11.0;
const SMALL: f64 = 7.0;

/// Draws a month.
pub(super) fn month_sheet(sheet: &SheetOf<'_>, month: NaiveDate) -> Drawing {
    let mut items = blank(sheet);
    let top = MARGIN + TITLE + WEEKDAYS;
    let weeks = sheet.heads.len().div_ceil(7).max(1);
    let (width, height) = ((SHEET.0 - 2.0 * MARGIN) / 7.0, (SHEET.1 - MARGIN - top) / wide(weeks));
    let corner =
        |week: usize, day: usize| Point { x: MARGIN + width * wide(day), y: top + height * wide(week) };
    for (day, head) in sheet.heads.iter().take(7).enumerate() {
        let at = Point { x: corner(0, day).x + 4.0, y: top - 4.0 };
        let name = weekday_name(head.day, sheet.language);
        items.push(text(sheet, at, width - 8.0, (8.0, false, palette::FADED_INK), name));
    }
    for (place, head) in sheet.heads.iter().enumerate() {
        let at = corner(place / 7, place % 7);
        if !head.is_working_day {
            let rect = Rect { x: at.x, y: at.y, width, height };
            items.push(Item::Rect { rect, radius: 0.0, fill: Some(palette::PAPER), stroke: None });
        }
        let in_month = head.day.month() == month.month();
        let ink = match (in_month, head.is_working_day) {
            (false, _) => palette::RULE,
            (true, false) => palette::CINNABAR,
            (true, true) => palette::INK,
        };
        let number = head.day.day().to_string();
        items.push(text(sheet, Point { x: at.x + 4.0, y: at.y + 10.5 }, width, (9.5, true, ink), &number));
        items.push(Item::Text {
            position: Point { x: at.x + width - 4.0, y: at.y + 10.0 },
            anchor: Anchor::End,
            size: SMALL,
            is_bold: false,
            ink: if in_month { palette::FADED_INK } else { palette::RULE },
            text: sheet.typeface.fit(false, SMALL, &day_note(head, sheet.language), width - 24.0),
        });
    }
    for week in 0..=weeks {
        let (from, to) = (corner(week, 0), corner(week, 7));
        items.push(Item::Polyline { points: vec![from, to], stroke: Stroke::solid(palette::RULE, 0.4) });
    }
    for day in 0..=7 {
        let (from, to) = (corner(0, day), corner(weeks, day));
        items.push(Item::Polyline { points: vec![from, to], stroke: Stroke::solid(palette::RULE, 0.4) });
    }
    let days =
        sheet.heads.first().map(|head| head.day).zip(sheet.heads.last().and_then(|head| head.day.succ_opt()));
    let Some((first, end)) = days else {
        return Drawing { width: SHEET.0, height: SHEET.1, title: sheet.title.clone(), items };
    };
    let fits = lines(height - HEAD);
    for (number, week) in month_weeks(&(first..end), sheet.entries).iter().take(weeks).enumerate() {
        let shown_of = |day: usize| match week.counts.get(day) {
            Some(count) if *count > fits => fits.saturating_sub(1),
            _ => fits,
        };
        let mut seen = [0_usize; 7];
        for bar in &week.bars {
            let row = usize::from(bar.row);
            let last = (bar.from..bar.until).take_while(|day| row < shown_of(*day)).last();
            let Some(last) = last else { continue };
            (bar.from..=last).for_each(|day| {
                if let Some(seen) = seen.get_mut(day) {
                    *seen += 1;
                }
            });
            let at = corner(number, bar.from);
            let rect = Rect {
                x: at.x + 1.5,
                y: at.y + HEAD + LINE * wide(row),
                width: width * wide(last + 1 - bar.from) - 3.0,
                height: LINE - 1.0,
            };
            line(sheet, &mut items, rect, bar);
        }
        for (day, (count, seen)) in week.counts.iter().zip(seen).enumerate() {
            if *count > seen {
                let at = corner(number, day);
                let words = sheet.language.fill("calendar.more", &[("count", &(count - seen).to_string())]);
                let at = Point { x: at.x + 5.0, y: at.y + HEAD + LINE * wide(fits) - 3.0 };
                items.push(text(sheet, at, width - 8.0, (SMALL, false, palette::FADED_INK), &words));
            }
        }
    }
    Drawing { width: SHEET.0, height: SHEET.1, title: sheet.title.clone(), items }
}

fn line(sheet: &SheetOf<'_>, items: &mut Vec<Item>, rect: Rect, bar: &Bar) {
    let Some(entry) = sheet.entries.get(bar.line) else { return };
    if entry.is_bar() {
        strip(sheet, items, rect, entry, &entry.title);
        return;
    }
    let centre = Point { x: rect.x + 3.5, y: rect.y + rect.height / 2.0 };
    items.push(Item::Circle { centre, radius: 1.8, fill: Some(ink_of(entry.source)), stroke: None });
    let base = rect.y + rect.height - 2.5;
    let time = entry.start.format("%H:%M").to_string();
    let time_width = sheet.typeface.text_width(false, SMALL, &time) + 4.0;
    let left = rect.x + 8.0;
    items.push(text(sheet, Point { x: left, y: base }, 40.0, (SMALL, false, palette::FADED_INK), &time));
    let room = rect.width - 9.0 - time_width;
    let at = Point { x: left + time_width, y: base };
    items.push(text(sheet, at, room, (8.0, false, palette::INK), &entry.title));
}

/// How many lines a height holds.
fn lines(height: f64) -> usize {
    let mut count = 0;
    while LINE * wide(count + 1) <= height {
        count += 1;
    }
    count.max(1)
}
