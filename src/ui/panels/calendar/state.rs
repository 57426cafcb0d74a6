//! What the calendar shows and how: the view, the day it stands on, the calendars that are hidden.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use chrono::{Datelike as _, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::desk::Reader;
use crate::desk::calendar::{Source, days_title, month_title, year_title};
use crate::model::{Problem, RecordId};
use crate::print::{CalendarPrint, write_calendar};
use crate::text::Language;
use crate::ui::widgets::calendar::first_shown;

/// Name of the preference that holds how the calendar was left.
pub(super) const REMEMBERED: &str = "calendar";

/// A way to look at the calendar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CalendarView {
    /// One day by its hours.
    Day,
    /// Monday to Friday, with Saturday and Sunday where they are made up for.
    WorkWeek,
    /// Seven days by their hours.
    #[default]
    Week,
    /// A month, a line an event.
    Month,
    /// A year, a heat of load.
    Year,
    /// What is coming, day by day.
    Agenda,
    /// Rooms below each other, hours across.
    Rooms,
    /// People and rooms side by side on one day.
    Together,
}

impl CalendarView {
    /// Every view in the order of its switch.
    pub const ALL: [Self; 8] = [
        Self::Day,
        Self::WorkWeek,
        Self::Week,
        Self::Month,
        Self::Year,
        Self::Agenda,
        Self::Rooms,
        Self::Together,
    ];

    /// Key of its name.
    pub fn text(self) -> &'static str {
        match self {
            Self::Day => "calendar.view.day",
            Self::WorkWeek => "calendar.view.work_week",
            Self::Week => "calendar.view.week",
            Self::Month => "calendar.view.month",
            Self::Year => "calendar.view.year",
            Self::Agenda => "calendar.view.agenda",
            Self::Rooms => "calendar.view.rooms",
            Self::Together => "calendar.view.together",
        }
    }
}

/// So many days does the agenda list from the day it stands on.
const AGENDA_DAYS: u64 = 60;

/// How the calendar was left, kept for its user.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Remembered {
    /// The view.
    pub view: CalendarView,
    /// Whether colours tell rooms and not kinds.
    pub by_room: bool,
    /// Whether the room view spans a week.
    pub rooms_week: bool,
    /// Whether the list of calendars is shown; `None`: where there is room for it.
    pub list: Option<bool>,
    /// Keys of the calendars that are not shown.
    pub hidden: BTreeSet<String>,
    /// People of the view side by side.
    pub people: Vec<RecordId>,
    /// Rooms of the view side by side.
    pub rooms: Vec<RecordId>,
}

/// Key of a room's calendar; `None`: what holds no room.
pub(super) fn room_key(room: Option<RecordId>) -> String {
    room.map_or_else(|| "room".to_owned(), |room| format!("room {room}"))
}

impl Remembered {
    /// Whether the calendars of an entry are shown.
    pub(super) fn passes(&self, source: Source, room: Option<RecordId>) -> bool {
        if self.hidden.is_empty() {
            return true;
        }
        let is_meeting = matches!(source, Source::Meeting(_));
        let is_hidden = self.hidden.contains(&source.key());
        !is_hidden && (!is_meeting || !self.hidden.contains(&room_key(room)))
    }

    /// The days a view shows when it stands on a day, half-open.
    pub(super) fn days(&self, anchor: NaiveDate) -> Range<NaiveDate> {
        let after = |day: NaiveDate, days: u64| day.checked_add_days(Days::new(days)).unwrap_or(day);
        match self.view {
            CalendarView::Day | CalendarView::Together => anchor..after(anchor, 1),
            CalendarView::Rooms if !self.rooms_week => anchor..after(anchor, 1),
            CalendarView::Week | CalendarView::WorkWeek | CalendarView::Rooms => {
                let monday = monday(anchor);
                monday..after(monday, 7)
            }
            CalendarView::Month => {
                let first = first_shown(anchor);
                first..after(first, 42)
            }
            CalendarView::Year => {
                let first = NaiveDate::from_ymd_opt(anchor.year(), 1, 1).unwrap_or(anchor);
                let next = NaiveDate::from_ymd_opt(anchor.year().saturating_add(1), 1, 1).unwrap_or(anchor);
                first..next
            }
            CalendarView::Agenda => anchor..after(anchor, AGENDA_DAYS),
        }
    }

    /// The day a view stands on one page earlier or later.
    pub(super) fn turned(&self, anchor: NaiveDate, later: bool) -> NaiveDate {
        let days = |count: u64| match later {
            true => anchor.checked_add_days(Days::new(count)),
            false => anchor.checked_sub_days(Days::new(count)),
        };
        let months = |count: u32| match later {
            true => anchor.checked_add_months(Months::new(count)),
            false => anchor.checked_sub_months(Months::new(count)),
        };
        let turned = match self.view {
            CalendarView::Day | CalendarView::Together => days(1),
            CalendarView::Rooms if !self.rooms_week => days(1),
            CalendarView::Week | CalendarView::WorkWeek | CalendarView::Rooms => days(7),
            CalendarView::Month => months(1),
            CalendarView::Year => months(12),
            CalendarView::Agenda => days(7),
        };
        turned.unwrap_or(anchor)
    }

    /// What stands over the calendar.
    pub(super) fn title(&self, anchor: NaiveDate, shown: &Range<NaiveDate>, language: Language) -> String {
        match self.view {
            CalendarView::Month => month_title(anchor, language),
            CalendarView::Year => year_title(anchor, language),
            _ => days_title(shown, language),
        }
    }
}

/// The Monday of a week.
pub(super) fn monday(day: NaiveDate) -> NaiveDate {
    let back = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(back)).unwrap_or(day)
}

/// What is to be printed: the days on screen with the calendars that are shown.
#[derive(Clone, Debug, PartialEq)]
pub struct PrintWish {
    remembered: Remembered,
    days: Range<NaiveDate>,
}

impl PrintWish {
    pub(super) fn of(remembered: &Remembered, anchor: NaiveDate) -> Self {
        let days = match remembered.view {
            // Paper has no six weeks: a month is its own days.
            CalendarView::Month | CalendarView::Agenda => {
                let first = anchor.with_day(1).unwrap_or(anchor);
                first..first.checked_add_months(Months::new(1)).unwrap_or(first)
            }
            _ => remembered.days(anchor),
        };
        Self { remembered: remembered.clone(), days }
    }

    /// A name for the file.
    pub(super) fn file_name(&self) -> String {
        format!("calendar-{}.pdf", self.days.start)
    }

    /// Prints it.
    pub(in crate::ui) fn write(
        &self,
        reader: &Reader,
        path: &Path,
        language: Language,
    ) -> Result<(), Problem> {
        let passes = |source, room| self.remembered.passes(source, room);
        let order = CalendarPrint { days: self.days.clone(), passes: &passes, conditions: None };
        write_calendar(reader, &order, path, language)
    }
}

/// What a page of the calendar depends on besides the office.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Query {
    pub(super) remembered: Remembered,
    pub(super) anchor: NaiveDate,
    pub(super) language: Language,
}
