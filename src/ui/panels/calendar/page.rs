//! A page of the calendar, read and laid out away from the window: the frame only draws what stands here.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};

use super::state::{CalendarView, Query, monday};
pub(super) use crate::desk::calendar::{Bar, DAY, Placed, Week, minutes, time_at};
use crate::desk::calendar::{
    CalendarBook, CalendarEntry, CalendarRoom, DayHead, Source, bars, day_words, meetings_of, month_weeks,
    place, weekday_name,
};
use crate::desk::{Reader, Which, work_calendar};
use crate::model::{Problem, RecordId};
use crate::records::meetings::MeetingKind;
use crate::rules::search_text::search_key;
use crate::rules::side_by_side::Lane;
use crate::rules::working_days::WorkCalendar;
use crate::text::Language;

/// An entry with everything that is said of it.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) entry: CalendarEntry,
    /// When it begins; empty for whole days.
    pub(super) time: String,
    /// From when to when.
    pub(super) span: String,
    /// All of it in words, for screen readers.
    pub(super) words: String,
    /// Its place in the palette.
    pub(super) colour: Colour,
}

impl AsRef<CalendarEntry> for Line {
    fn as_ref(&self) -> &CalendarEntry {
        &self.entry
    }
}

/// How an entry is told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Colour {
    /// The colour of this place in the palette.
    Series(usize),
    /// Something that falls due.
    Due,
    /// A meeting without a room, where colours tell rooms.
    Plain,
}

/// What a column or a row of a page stands for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Track {
    /// The day whose midnight is minute 0.
    pub(super) day: NaiveDate,
    /// Whose it is; `None` for everything.
    pub(super) of: Option<Owner>,
    /// What stands over it.
    pub(super) name: String,
    /// What stands below the name in weak ink.
    pub(super) detail: String,
    /// Minutes of the day in which a meeting may lie here.
    pub(super) open: Range<i64>,
}

/// Somebody or something that has a column of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    Person(RecordId),
    Room(RecordId),
}

/// Columns or rows with hours.
#[derive(Clone, Debug, Default)]
pub(super) struct Hours {
    pub(super) tracks: Vec<Track>,
    pub(super) placed: Vec<Vec<Placed>>,
    pub(super) bars: Vec<Bar>,
    pub(super) bar_rows: usize,
}

/// A row of the agenda.
#[derive(Clone, Copy, Debug)]
pub(super) enum AgendaRow {
    /// A day, by its place among the heads.
    Day(usize),
    /// A line.
    Line(usize),
}

/// What a view draws.
#[derive(Clone, Debug)]
pub(super) enum Body {
    Hours(Hours),
    Month(Vec<Week>),
    /// How many events each day of the year has.
    Year(Vec<usize>),
    Agenda(Vec<AgendaRow>),
}

/// A page.
pub(super) struct Page {
    pub(super) title: String,
    pub(super) days: Range<NaiveDate>,
    pub(super) heads: Vec<DayHead>,
    pub(super) lines: Vec<Line>,
    pub(super) body: Body,
    pub(super) rooms: Arc<[CalendarRoom]>,
    /// Everybody, for those who choose columns: identity, what is searched, name.
    pub(super) people: Arc<[(RecordId, String, String)]>,
    /// The years on the page whose holidays nobody has entered.
    pub(super) untabled: Option<i32>,
    pub(super) troubles: usize,
    /// Heads of the six weeks of the small month.
    pub(super) small: Vec<DayHead>,
}

/// Everybody a calendar can be shown of.
pub(super) fn everybody(reader: &Reader) -> Result<Arc<[(RecordId, String, String)]>, Problem> {
    let Some(record_type) = crate::records::find("person") else { return Ok(Arc::default()) };
    let mut rows = Vec::new();
    reader.visit(record_type, Which::Living, &mut |view| {
        rows.push(view);
        std::ops::ControlFlow::Continue(())
    })?;
    let mut found = Vec::with_capacity(rows.len());
    for view in rows {
        let name = reader.title(record_type, &view.row)?;
        found.push((view.row.meta.id, search_key(&name), name));
    }
    Ok(found.into())
}

impl Page {
    /// Lays out what a query asks for.
    pub(super) fn read(
        reader: &Reader,
        book: &CalendarBook,
        query: &Query,
        people: Arc<[(RecordId, String, String)]>,
    ) -> Result<Self, Problem> {
        let calendar = work_calendar(reader)?;
        let language = query.language;
        let remembered = &query.remembered;
        let days = remembered.days(query.anchor);
        let with_lunar = !matches!(remembered.view, CalendarView::Year);
        let heads: Vec<DayHead> = days
            .start
            .iter_days()
            .take_while(|day| *day < days.end)
            .map(|day| match with_lunar {
                true => DayHead::of(day, &calendar, language),
                false => DayHead::bare(day, &calendar),
            })
            .collect();
        let entries = book.between(days.clone(), &|source, room| remembered.passes(source, room));
        let rooms = book.rooms().clone();
        let wording = Wording { language, by_room: remembered.by_room, rooms: &rooms };
        let mut page = Self {
            title: remembered.title(query.anchor, &days, language),
            lines: Vec::new(),
            body: Body::Month(Vec::new()),
            people,
            untabled: untabled(&days, &calendar),
            troubles: book.troubles(days.clone()).len(),
            small: small_heads(query.anchor, &calendar),
            rooms: rooms.clone(),
            heads,
            days,
        };
        if remembered.view == CalendarView::Year {
            page.body = Body::Year(loads(&page.days, &entries));
            return Ok(page);
        }
        page.lines = entries.into_iter().map(|entry| wording.line(entry)).collect();
        page.body = match remembered.view {
            CalendarView::Day | CalendarView::Week => {
                let days: Vec<NaiveDate> = page.heads.iter().map(|head| head.day).collect();
                Body::Hours(by_day(&days, &page.lines, language))
            }
            CalendarView::WorkWeek => {
                // A weekend that is made up for is worked and shown.
                let shown = page.heads.iter().filter(|head| !head.is_weekend() || head.is_working_day);
                let days: Vec<NaiveDate> = shown.map(|head| head.day).collect();
                page.heads.retain(|head| days.contains(&head.day));
                Body::Hours(by_day(&days, &page.lines, language))
            }
            CalendarView::Month => Body::Month(month_weeks(&page.days, &page.lines)),
            CalendarView::Agenda => Body::Agenda(agenda(&page.heads, &page.lines)),
            CalendarView::Rooms => Body::Hours(by_room(&page.days, &page.lines, &rooms, language)),
            CalendarView::Together => Body::Hours(together(reader, query, &page)?),
            CalendarView::Year => Body::Year(Vec::new()),
        };
        Ok(page)
    }

    /// The line of an occurrence.
    pub(super) fn find(&self, key: (RecordId, NaiveDateTime)) -> Option<&Line> {
        self.lines.iter().find(|line| (line.entry.record, line.entry.original) == key)
    }
}

fn untabled(days: &Range<NaiveDate>, calendar: &WorkCalendar) -> Option<i32> {
    let last = days.end.pred_opt().unwrap_or(days.end);
    (days.start.year()..=last.year()).find(|year| !calendar.covers(*year))
}

/// The heads of the small month beside the calendar.
fn small_heads(anchor: NaiveDate, calendar: &WorkCalendar) -> Vec<DayHead> {
    let first = crate::ui::widgets::calendar::first_shown(anchor);
    first.iter_days().take(42).map(|day| DayHead::bare(day, calendar)).collect()
}

struct Wording<'a> {
    language: Language,
    by_room: bool,
    rooms: &'a [CalendarRoom],
}

impl Wording<'_> {
    fn line(&self, entry: CalendarEntry) -> Line {
        let language = self.language;
        let clock = |time: NaiveDateTime| time.format("%H:%M").to_string();
        let (time, span) = if entry.all_day {
            (String::new(), language.text("calendar.all_day").to_owned())
        } else if entry.start.date() == entry.end.date() || entry.days().end <= next(entry.start.date()) {
            (clock(entry.start), format!("{}–{}", clock(entry.start), clock(entry.end)))
        } else {
            let far = |time: NaiveDateTime| time.format("%m-%d %H:%M").to_string();
            (clock(entry.start), format!("{} – {}", far(entry.start), far(entry.end)))
        };
        let mut parts = vec![entry.title.to_string(), day_words(entry.start.date(), language), span.clone()];
        if !entry.place.is_empty() {
            parts.push(entry.place.to_string());
        }
        parts.push(language.text(entry.source.text()).to_owned());
        if entry.repeats {
            parts.push(language.text("calendar.repeats").to_owned());
        }
        if entry.is_exception {
            parts.push(language.text("calendar.exception").to_owned());
        }
        let words = parts.join(language.list_separator());
        Line { time, span, words, colour: self.colour(&entry), entry }
    }

    fn colour(&self, entry: &CalendarEntry) -> Colour {
        match entry.source {
            Source::Dated(_) => Colour::Due,
            Source::Meeting(kind) if !self.by_room => Colour::Series(kind_colour(kind)),
            Source::Meeting(_) => {
                let place = entry.room.and_then(|room| self.rooms.iter().position(|of| of.id == room));
                place.map_or(Colour::Plain, Colour::Series)
            }
        }
    }
}

/// The place of a kind's colour in the palette.
pub(super) fn kind_colour(kind: MeetingKind) -> usize {
    MeetingKind::ALL.iter().position(|of| *of == kind).unwrap_or_default()
}

fn next(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

fn by_day(days: &[NaiveDate], lines: &[Line], language: Language) -> Hours {
    let (bars, bar_rows) = bars(days, lines, |line| line.entry.is_bar());
    let tracks = days.iter().map(|day| Track {
        day: *day,
        of: None,
        name: weekday_name(*day, language).to_owned(),
        detail: String::new(),
        open: 0..DAY,
    });
    let placed = days.iter().map(|day| place(*day, DAY, lines, |_| true));
    Hours { tracks: tracks.collect(), placed: placed.collect(), bars, bar_rows }
}

fn room_track(room: &CalendarRoom, day: NaiveDate, language: Language) -> Track {
    let seats = room.capacity.map(|count| language.fill("calendar.seats", &[("count", &count.to_string())]));
    let closed = room.closed.then(|| language.text("calendar.closed").to_owned());
    let floor = Some(room.floor.clone()).filter(|floor| !floor.is_empty());
    let parts: Vec<String> = [closed, seats, floor].into_iter().flatten().collect();
    Track {
        day,
        of: Some(Owner::Room(room.id)),
        name: room.name.to_string(),
        detail: parts.join(" · "),
        open: if room.closed { 0..0 } else { room.open.clone() },
    }
}

fn by_room(days: &Range<NaiveDate>, lines: &[Line], rooms: &[CalendarRoom], language: Language) -> Hours {
    let length = (days.end - days.start).num_days() * DAY;
    let tracks = rooms.iter().map(|room| room_track(room, days.start, language));
    let placed = rooms.iter().map(|room| {
        // A meeting of whole days holds its room all the time.
        let mut found = place(days.start, length, lines, |line| line.entry.room == Some(room.id));
        for (at, line) in lines.iter().enumerate() {
            let entry = &line.entry;
            if entry.is_bar() && entry.room == Some(room.id) {
                let from = minutes(days.start, entry.start).clamp(0, length);
                let until = minutes(days.start, entry.end).clamp(0, length);
                let lane = Lane { lane: 0, lanes: 1, reach: 1 };
                found.push(Placed { line: at, lane, from, until });
            }
        }
        found
    });
    Hours { tracks: tracks.collect(), placed: placed.collect(), bars: Vec::new(), bar_rows: 0 }
}

fn together(reader: &Reader, query: &Query, page: &Page) -> Result<Hours, Problem> {
    let (remembered, language, day) = (&query.remembered, query.language, query.anchor);
    let mut hours = Hours::default();
    let mut whole = Vec::new();
    for person in &remembered.people {
        let Some((id, _, name)) = page.people.iter().find(|(id, ..)| id == person) else { continue };
        let busy = meetings_of(reader, *id)?;
        let goes = |line: &Line| busy.contains(&line.entry.record) || busy.contains(&line.entry.series);
        hours.placed.push(place(day, DAY, &page.lines, goes));
        whole.push(page.lines.iter().map(|line| line.entry.is_bar() && goes(line)).collect::<Vec<_>>());
        hours.tracks.push(Track {
            day,
            of: Some(Owner::Person(*id)),
            name: name.clone(),
            detail: String::new(),
            open: 0..DAY,
        });
    }
    for room in &remembered.rooms {
        let Some(room) = page.rooms.iter().find(|of| of.id == *room) else { continue };
        let takes = |line: &Line| line.entry.room == Some(room.id);
        hours.placed.push(place(day, DAY, &page.lines, takes));
        whole.push(page.lines.iter().map(|line| line.entry.is_bar() && takes(line)).collect());
        hours.tracks.push(room_track(room, day, language));
    }
    for (column, lines) in whole.iter().enumerate() {
        let taken = lines.iter().enumerate().filter(|(_, taken)| **taken);
        for (row, (line, _)) in taken.enumerate() {
            let short = u16::try_from(row).unwrap_or(u16::MAX);
            hours.bars.push(Bar { line, from: column, until: column + 1, row: short });
            hours.bar_rows = hours.bar_rows.max(row + 1);
        }
    }
    Ok(hours)
}

fn loads(days: &Range<NaiveDate>, entries: &[CalendarEntry]) -> Vec<usize> {
    let count = usize::try_from((days.end - days.start).num_days()).unwrap_or_default();
    let mut loads = vec![0; count];
    for entry in entries {
        let range = entry.days();
        let from = usize::try_from((range.start - days.start).num_days().max(0)).unwrap_or_default();
        let until = usize::try_from((range.end - days.start).num_days().max(0)).unwrap_or_default();
        loads.iter_mut().take(until).skip(from).for_each(|load| *load += 1);
    }
    loads
}

fn agenda(heads: &[DayHead], lines: &[Line]) -> Vec<AgendaRow> {
    let mut rows = Vec::new();
    let first = heads.first().map_or(NaiveDate::MIN, |head| head.day);
    let mut of_day: BTreeMap<NaiveDate, Vec<usize>> = BTreeMap::new();
    for (place, line) in lines.iter().enumerate() {
        // What has begun before is told on the first day.
        of_day.entry(line.entry.start.date().max(first)).or_default().push(place);
    }
    for (place, head) in heads.iter().enumerate() {
        if let Some(lines) = of_day.get(&head.day) {
            rows.push(AgendaRow::Day(place));
            rows.extend(lines.iter().map(|line| AgendaRow::Line(*line)));
        }
    }
    rows
}

/// The days of the week a day belongs to.
pub(super) fn week_of(day: NaiveDate) -> Range<NaiveDate> {
    let monday = monday(day);
    monday..monday.checked_add_days(chrono::Days::new(7)).unwrap_or(monday)
}
