//! A week on paper: days across, hours down.

use chrono::{Datelike as _, NaiveDate};

use super::calendar_pages::{MARGIN, SHEET, SheetOf, TITLE, blank, broken, day_note, ink_of, text};
use super::drawing::{Anchor, Drawing, Item, Stroke};
use super::palette;
use crate::desk::calendar::{CalendarEntry, DAY, Placed, bars, place, weekday_name};
use crate::rules::org_view::{Point, Rect};

/// Width of the hours.
const GUTTER: f64 = 32.0;
/// Height of a day's head.
const HEAD: f64 = 26.0;
/// Height of a bar of whole days.
const BAR: f64 = 13.0;
const SMALL: f64 = 7.0;
const NAME: f64 = 8.0;

/// Draws a week by its hours.
pub(super) fn week_sheet(sheet: &SheetOf<'_>) -> Drawing {
    let mut items = blank(sheet);
    let days: Vec<NaiveDate> = sheet.heads.iter().map(|head| head.day).collect();
    let placed: Vec<Vec<Placed>> = days.iter().map(|day| place(*day, DAY, sheet.entries, |_| true)).collect();
    let (whole, rows) = bars(&days, sheet.entries, CalendarEntry::is_bar);
    let width = (SHEET.0 - 2.0 * MARGIN - GUTTER) / wide(days.len().max(1));
    let left = |column: usize| MARGIN + GUTTER + width * wide(column);
    let top = MARGIN + TITLE;
    let hours_top = top + HEAD + BAR * wide(rows) + 4.0;
    let (first, last) = hours(&placed);
    let hour = (SHEET.1 - MARGIN - hours_top) / wide_minutes(last - first) * 60.0;
    let y = |minute: i64| hours_top + wide_minutes(minute.clamp(first, last) - first) / 60.0 * hour;
    for (column, head) in sheet.heads.iter().enumerate() {
        let cell = Rect { x: left(column), y: top, width, height: SHEET.1 - MARGIN - top };
        if !head.is_working_day {
            items.push(Item::Rect { rect: cell, radius: 0.0, fill: Some(palette::PAPER), stroke: None });
        }
        let ink = if head.is_working_day { palette::INK } else { palette::CINNABAR };
        let name = format!("{} {}", weekday_name(head.day, sheet.language), head.day.day());
        let at = Point { x: cell.x + 4.0, y: top + 10.0 };
        items.push(text(sheet, at, width - 8.0, (10.0, true, ink), &name));
        let at = Point { x: cell.x + 4.0, y: top + 20.0 };
        let note = day_note(head, sheet.language);
        items.push(text(sheet, at, width - 8.0, (SMALL, false, palette::FADED_INK), &note));
    }
    let mut minute = first;
    while minute <= last {
        let points =
            vec![Point { x: MARGIN + GUTTER, y: y(minute) }, Point { x: SHEET.0 - MARGIN, y: y(minute) }];
        items.push(Item::Polyline { points, stroke: Stroke::solid(palette::RULE, 0.4) });
        items.push(Item::Text {
            position: Point { x: MARGIN + GUTTER - 4.0, y: y(minute) + 2.5 },
            anchor: Anchor::End,
            size: SMALL,
            is_bold: false,
            ink: palette::FADED_INK,
            text: format!("{:02}:00", minute / 60),
        });
        minute += 60;
    }
    for column in 0..=days.len() {
        let points = vec![Point { x: left(column), y: top }, Point { x: left(column), y: SHEET.1 - MARGIN }];
        items.push(Item::Polyline { points, stroke: Stroke::solid(palette::RULE, 0.4) });
    }
    for bar in &whole {
        let Some(entry) = sheet.entries.get(bar.line) else { continue };
        let rect = Rect {
            x: left(bar.from) + 1.0,
            y: top + HEAD + BAR * f64::from(bar.row),
            width: width * wide(bar.until - bar.from) - 2.0,
            height: BAR - 1.5,
        };
        strip(sheet, &mut items, rect, entry, &entry.title);
    }
    for (column, placed) in placed.iter().enumerate() {
        for of in placed {
            let Some(entry) = sheet.entries.get(of.line) else { continue };
            let share = (width - 3.0) / f64::from(of.lane.lanes.max(1));
            let from = y(of.from);
            let rect = Rect {
                x: left(column) + 1.0 + share * f64::from(of.lane.lane),
                y: from + 0.5,
                width: share * f64::from(of.lane.reach) - 1.0,
                height: (y(of.until) - from - 1.0).max(9.0),
            };
            block(sheet, &mut items, rect, entry);
        }
    }
    Drawing { width: SHEET.0, height: SHEET.1, title: sheet.title.clone(), items }
}

/// The hours of office, and what lies before and after them.
fn hours(placed: &[Vec<Placed>]) -> (i64, i64) {
    let (mut first, mut last) = (8 * 60, 18 * 60);
    for of in placed.iter().flatten() {
        first = first.min(of.from.div_euclid(60) * 60);
        last = last.max((of.until + 59).div_euclid(60) * 60);
    }
    (first, last.min(DAY))
}

fn block(sheet: &SheetOf<'_>, items: &mut Vec<Item>, rect: Rect, entry: &CalendarEntry) {
    let ink = ink_of(entry.source);
    // The lines of the hours do not show through.
    items.push(Item::Rect { rect, radius: 2.0, fill: Some(palette::SHEET), stroke: None });
    items.push(Item::Rect { rect, radius: 2.0, fill: Some(ink.with_opacity(34)), stroke: None });
    let bar = Rect { width: 2.0, ..rect };
    items.push(Item::Rect { rect: bar, radius: 0.0, fill: Some(ink), stroke: None });
    let room = rect.width - 7.0;
    let fits = lines_of(rect.height).max(1);
    let when = format!("{}–{}", entry.start.format("%H:%M"), entry.end.format("%H:%M"));
    let mut y = rect.y + NAME + 0.5;
    let names = broken(sheet.typeface, NAME, &entry.title, room, if fits > 2 { fits - 1 } else { 1 });
    let named = names.len();
    for line in names {
        items.push(text(sheet, Point { x: rect.x + 5.0, y }, room, (NAME, false, palette::INK), &line));
        y += NAME + 1.5;
    }
    let where_and_when = [when, entry.place.to_string()];
    for line in where_and_when.iter().filter(|line| !line.is_empty()).take(fits.saturating_sub(named)) {
        items.push(text(sheet, Point { x: rect.x + 5.0, y }, room, (SMALL, false, palette::FADED_INK), line));
        y += SMALL + 1.5;
    }
}

/// How many lines a block of a height holds.
fn lines_of(height: f64) -> usize {
    let mut lines = 0;
    let mut used = NAME + 2.0;
    while used <= height + 0.5 {
        lines += 1;
        used += NAME + 1.5;
    }
    lines
}

/// An entry as one line on a tinted ground.
pub(super) fn strip(
    sheet: &SheetOf<'_>,
    items: &mut Vec<Item>,
    rect: Rect,
    entry: &CalendarEntry,
    words: &str,
) {
    let ink = ink_of(entry.source);
    items.push(Item::Rect { rect, radius: 2.0, fill: Some(ink.with_opacity(34)), stroke: None });
    let bar = Rect { width: 2.0, ..rect };
    items.push(Item::Rect { rect: bar, radius: 0.0, fill: Some(ink), stroke: None });
    let at = Point { x: rect.x + 5.0, y: rect.y + rect.height - 3.0 };
    items.push(text(sheet, at, rect.width - 7.0, (NAME, false, palette::INK), words));
}

pub(super) fn wide(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn wide_minutes(minutes: i64) -> f64 {
    f64::from(i32::try_from(minutes).unwrap_or(i32::MAX))
}
