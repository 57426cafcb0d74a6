//! The calendar on paper: a week by its hours, a month by its weeks, each on one A4 sheet across, text as text.

use std::ops::Range;
use std::path::Path;

use chrono::{Datelike as _, Days, NaiveDate};

use super::calendar_month::month_sheet;
use super::calendar_week::week_sheet;
use super::chart_file::{marked_heading, typeface};
use super::drawing::{Anchor, Drawing, Ink, Item};
use super::font::Typeface;
use super::{palette, pdf};
use crate::desk::calendar::{CalendarBook, CalendarEntry, DayHead, Source, days_title, month_title};
use crate::desk::{Access, Conditions, Outlet, Reader, Right, work_calendar};
use crate::model::{Message, Problem, RecordId, Secrecy};
use crate::records;
use crate::records::meetings::MeetingKind;
use crate::rules::org_view::{Point, Rect};
use crate::rules::working_days::WorkCalendar;
use crate::store::files;
use crate::text::Language;

/// A sheet of A4 across, in points.
pub(super) const SHEET: (f64, f64) = (841.89, 595.28);
/// White on all sides.
pub(super) const MARGIN: f64 = 28.0;
/// Height of what stands over the days.
pub(super) const TITLE: f64 = 30.0;

/// More months than this are an export, not a calendar.
const MOST_MONTHS: usize = 24;

/// What is printed.
pub struct CalendarPrint<'a> {
    /// The days, half-open. Up to seven give one sheet by the hour, more give a sheet a month.
    pub days: Range<NaiveDate>,
    /// Which calendars.
    pub passes: &'a dyn Fn(Source, Option<RecordId>) -> bool,
    /// Which meetings; what falls due is left out where they are given.
    pub conditions: Option<&'a Conditions>,
}

/// What a sheet needs of everything.
pub(super) struct SheetOf<'a> {
    pub(super) typeface: &'a Typeface,
    pub(super) language: Language,
    pub(super) entries: &'a [CalendarEntry],
    pub(super) heads: &'a [DayHead],
    pub(super) title: String,
}

/// Prints the calendar of some days as PDF.
///
/// # Errors
/// When the session may not take meetings out, there are too many months, or the file can't be written.
pub fn write_calendar(
    reader: &Reader,
    print: &CalendarPrint<'_>,
    path: &Path,
    language: Language,
) -> Result<(), Problem> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    if !extension.eq_ignore_ascii_case("pdf") {
        return Err(Problem::input(Message::new("print.only_pdf")));
    }
    let book = CalendarBook::read(reader)?;
    let calendar = work_calendar(reader)?;
    let typeface = typeface()?;
    let mut leaving = Leaving::new(reader, print.conditions)?;
    let mut drawings = Vec::new();
    for stretch in stretches(&print.days)? {
        let shown = &stretch.shown;
        let entries = leaving.only(book.between(shown.clone(), print.passes))?;
        let heads: Vec<DayHead> = shown
            .start
            .iter_days()
            .take_while(|day| *day < shown.end)
            .map(|day| head(day, &calendar, language))
            .collect();
        let title = match stretch.month {
            Some(month) => month_title(month, language),
            None => days_title(shown, language),
        };
        let title = marked_heading(leaving.marks(), title, language);
        let sheet = SheetOf { typeface: &typeface, language, entries: &entries, heads: &heads, title };
        drawings.push(match stretch.month {
            Some(month) => month_sheet(&sheet, month),
            None => week_sheet(&sheet),
        });
    }
    let pages: Vec<&Drawing> = drawings.iter().collect();
    let bytes = pdf::write_pages(&pages, &typeface)
        .map_err(|error| Problem::input(Message::new("print.failed").with("detail", error)))?;
    reader.record_access(leaving.access);
    Ok(files::write_whole(path, &bytes)?)
}

fn head(day: NaiveDate, calendar: &WorkCalendar, language: Language) -> DayHead {
    DayHead::of(day, calendar, language)
}

/// The days of a sheet.
struct Stretch {
    shown: Range<NaiveDate>,
    /// The month it is of; `None` for a week by its hours.
    month: Option<NaiveDate>,
}

fn stretches(days: &Range<NaiveDate>) -> Result<Vec<Stretch>, Problem> {
    let count = (days.end - days.start).num_days();
    if count <= 7 {
        let end = days.end.max(days.start.succ_opt().unwrap_or(days.start));
        return Ok(vec![Stretch { shown: days.start..end, month: None }]);
    }
    let mut found = Vec::new();
    let mut month = days.start.with_day(1).unwrap_or(days.start);
    while month < days.end {
        let back = u64::from(month.weekday().num_days_from_monday());
        let first = month.checked_sub_days(Days::new(back)).unwrap_or(month);
        let next = month.checked_add_months(chrono::Months::new(1)).unwrap_or(NaiveDate::MAX);
        // As many weeks as the month touches.
        let weeks = u64::try_from((next - first).num_days()).unwrap_or(42).div_ceil(7);
        let end = first.checked_add_days(Days::new(weeks * 7)).unwrap_or(next);
        found.push(Stretch { shown: first..end, month: Some(month) });
        month = next;
        if found.len() > MOST_MONTHS {
            return Err(Problem::input(Message::new("print.too_many_months").with("limit", MOST_MONTHS)));
        }
    }
    Ok(found)
}

/// What may leave the office, and what has left.
struct Leaving<'a> {
    reader: &'a Reader,
    conditions: Option<&'a Conditions>,
    access: Access,
}

impl<'a> Leaving<'a> {
    fn new(reader: &'a Reader, conditions: Option<&'a Conditions>) -> Result<Self, Problem> {
        let meeting =
            records::find("meeting").ok_or_else(|| Problem::Bug("no register meeting".to_owned()))?;
        reader.require(meeting, Right::Export)?;
        Ok(Self { reader, conditions, access: Access::new("meeting", Outlet::Paper) })
    }

    /// Leaves out what is kept in the file, and what the session may see but not take out.
    fn only(&mut self, entries: Vec<CalendarEntry>) -> Result<Vec<CalendarEntry>, Problem> {
        let mut kept = Vec::with_capacity(entries.len());
        for entry in entries {
            let Some(record_type) = records::find(entry.register) else { continue };
            let Some(view) = self.reader.get(record_type, entry.record)? else { continue };
            let is_meeting = matches!(entry.source, Source::Meeting(_));
            let asked = self.conditions.is_none_or(|conditions| is_meeting && conditions.pass(&view));
            let permissions = &self.reader.session().permissions;
            let may_leave = view.row.meta.mark.as_ref().is_none_or(|mark| mark.may_leave());
            if asked && may_leave && permissions.reaches(entry.register, Right::Export, &view.row) {
                self.access.add(record_type, &view);
                kept.push(entry);
            }
        }
        Ok(kept)
    }

    fn marks(&self) -> crate::desk::Marks {
        crate::desk::Marks { level: self.access.secrecy.max(Secrecy::Ordinary), keeps: false }
    }
}

/// The colour of an entry.
pub(super) fn ink_of(source: Source) -> Ink {
    const INKS: [Ink; 7] = [
        palette::MOVED,
        palette::CINNABAR,
        palette::ADDED,
        Ink::opaque(0xB4, 0x7A, 0x1C),
        Ink::opaque(0x86, 0x5A, 0x82),
        Ink::opaque(0x4F, 0x7E, 0x9E),
        Ink::opaque(0x7E, 0x65, 0x30),
    ];
    match source {
        Source::Meeting(kind) => {
            let place = MeetingKind::ALL.iter().position(|of| *of == kind).unwrap_or_default();
            INKS.get(place % INKS.len()).copied().unwrap_or(palette::INK)
        }
        Source::Dated(_) => palette::FADED_INK,
    }
}

/// A line of text, cut with an … where it is too long.
pub(super) fn text(
    sheet: &SheetOf<'_>,
    at: Point,
    width: f64,
    (size, is_bold, ink): (f64, bool, Ink),
    words: &str,
) -> Item {
    let text = sheet.typeface.fit(is_bold, size, words, width);
    Item::Text { position: at, anchor: Anchor::Start, size, is_bold, ink, text }
}

/// The ground and the title of a sheet.
pub(super) fn blank(sheet: &SheetOf<'_>) -> Vec<Item> {
    let title = Point { x: MARGIN, y: MARGIN + 14.0 };
    vec![
        Item::Rect {
            rect: Rect { x: 0.0, y: 0.0, width: SHEET.0, height: SHEET.1 },
            radius: 0.0,
            fill: Some(palette::SHEET),
            stroke: None,
        },
        text(sheet, title, SHEET.0 - 2.0 * MARGIN, (16.0, true, palette::INK), &sheet.title),
    ]
}

/// What stands beside a day's number: the day of the Chinese calendar, the holiday, 休 or 班.
pub(super) fn day_note(head: &DayHead, language: Language) -> String {
    let mark = head.is_work.map(|is_work| match is_work {
        true => language.text("toolkit.make_up_day"),
        false => language.text("toolkit.holiday"),
    });
    let parts = [mark.unwrap_or_default(), head.holiday.as_str(), head.lunar.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Words broken into lines of a width, at most so many; the last is cut with an ….
pub(super) fn broken(typeface: &Typeface, size: f64, words: &str, width: f64, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = words;
    while !rest.is_empty() && lines.len() < most {
        if lines.len() + 1 == most {
            lines.push(typeface.fit(false, size, rest, width));
            break;
        }
        let mut end = rest.len();
        let mut space = None;
        for (place, character) in rest.char_indices() {
            let next = place + character.len_utf8();
            let head = rest.get(..next).unwrap_or(rest);
            if typeface.text_width(false, size, head) > width && place > 0 {
                end = place;
                break;
            }
            if character == ' ' {
                space = Some(next);
            }
        }
        // Latin words stay whole where they can.
        let breaks_word =
            rest.get(end..).is_some_and(|tail| tail.starts_with(|c: char| c.is_ascii_alphanumeric()));
        let end = space.filter(|_| end < rest.len() && breaks_word).unwrap_or(end);
        let (line, tail) = rest.split_at(end);
        lines.push(line.trim_end().to_owned());
        rest = tail.trim_start();
    }
    lines
}
