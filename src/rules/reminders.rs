//! The reminder engine: from a due date to a lamp and to the days on which somebody is told.
//!
//! Evaluation is a function of the due date, today, the calendar and whether the record is still open. The caller
//! stores one thing per [`ReminderKey`]: the day the reminder last rang. With it, missed days are caught up by one
//! reminder, and a clock that is set back or a second start on the same day rings nothing twice.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::rules::working_days::{Shift, WorkCalendar};

/// Up to so many working days before the due date the lamp is yellow.
pub const SOON_WORKING_DAYS: i64 = 3;

/// The unit an offset or a period is counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DayUnit {
    /// Every day counts.
    #[default]
    CalendarDays,
    /// Only days on which people work count.
    WorkingDays,
}

/// What kind of date is due, which decides where a date on a day off goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DueKind {
    /// A filing that a law dates: it moves to the working day before.
    Statutory,
    /// A task of the office's own: it moves to the working day after.
    #[default]
    Internal,
    /// It stays where it is, as an expiry does.
    Fixed,
}

impl DueKind {
    /// Where a due date on a day off goes.
    pub const fn shift(self) -> Shift {
        match self {
            DueKind::Statutory => Shift::Previous,
            DueKind::Internal => Shift::Next,
            DueKind::Fixed => Shift::Keep,
        }
    }
}

/// Whether and how a reminder comes again while its record stays open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Repeat {
    /// It rings once.
    #[default]
    Once,
    /// It rings again every so many units after its first day.
    Every {
        /// At least 1; 0 rings once.
        count: u16,
        /// What is counted.
        unit: DayUnit,
    },
    /// It rings again on the due day, and then every so many units after that.
    AfterDue {
        /// At least 1; 0 rings only on the due day.
        count: u16,
        /// What is counted.
        unit: DayUnit,
    },
}

/// Somebody else is told too when a record is still open so long after its due date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// So many units after the due date.
    pub after: u16,
    /// What is counted.
    pub unit: DayUnit,
    /// The role that is told.
    pub recipient: String,
}

/// Hours of the day in which nothing is shown; may pass midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// When they begin.
    pub from: NaiveTime,
    /// When they end (exclusive).
    pub until: NaiveTime,
}

impl QuietHours {
    /// Whether a time of day is quiet.
    pub fn contains(self, time: NaiveTime) -> bool {
        if self.from <= self.until {
            self.from <= time && time < self.until
        } else {
            time >= self.from || time < self.until
        }
    }
}

/// One rule: which date of which record kind rings, when, and for whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReminderRule {
    /// The stable name of the rule.
    pub key: String,
    /// The record kind it watches.
    pub record: String,
    /// The field of that record which holds the due date.
    pub date_field: String,
    /// First day it rings: so many units after the due date, negative before it.
    pub offset: i32,
    /// What the offset is counted in.
    pub unit: DayUnit,
    /// Whether it comes again.
    #[serde(default)]
    pub repeat: Repeat,
    /// The role that is told.
    pub recipient: String,
    /// Who else is told later.
    #[serde(default)]
    pub escalation: Vec<Escalation>,
    /// Where a due date on a day off goes.
    #[serde(default)]
    pub due_kind: DueKind,
    /// When nothing is shown.
    #[serde(default)]
    pub quiet_hours: Option<QuietHours>,
}

/// Whether the record still waits for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OpenState {
    /// It does.
    Open,
    /// It left the open state, so the reminder is done.
    Closed,
}

/// The light beside a due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Lamp {
    /// Closed; no light.
    Done,
    /// Green: more than [`SOON_WORKING_DAYS`] working days left.
    Normal,
    /// Yellow: that many working days or fewer left, the due day included.
    Soon,
    /// Red: the due day has passed.
    Overdue,
}

/// What makes a reminder the same reminder: the rule, the record and the due date as the record holds it.
///
/// A record that gets a new due date is reminded of anew.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReminderKey {
    /// [`ReminderRule::key`].
    pub rule: String,
    /// The record's id, as text.
    pub record_id: String,
    /// The due date in the record, before any shift.
    pub due: NaiveDate,
}

/// A reminder that rings now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// Under which the day it rang (today) is to be stored.
    pub key: ReminderKey,
    /// The day it was to ring; before today where days were missed.
    pub scheduled: NaiveDate,
    /// The roles that are told, each once.
    pub recipients: Vec<String>,
}

/// What a rule says about one record today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// The due date after its shift to a working day.
    pub due: NaiveDate,
    /// The light.
    pub lamp: Lamp,
    /// The reminder to show now, if any.
    pub ring: Option<Reminder>,
    /// The next day after today on which it will ring if the record stays open.
    pub next: Option<NaiveDate>,
}

/// The light of a due date, which is taken as it is given.
pub fn lamp(due: NaiveDate, today: NaiveDate, calendar: &WorkCalendar, state: OpenState) -> Lamp {
    if state == OpenState::Closed {
        Lamp::Done
    } else if today > due {
        Lamp::Overdue
    } else if calendar.working_days_between(today, due) <= SOON_WORKING_DAYS {
        Lamp::Soon
    } else {
        Lamp::Normal
    }
}

impl ReminderRule {
    /// The due date with the shift for its kind.
    pub fn effective_due(&self, due: NaiveDate, calendar: &WorkCalendar) -> NaiveDate {
        calendar.shift(due, self.due_kind.shift())
    }

    /// What the rule says about one record today.
    ///
    /// `due` is the date in the record; `last_rang` is the day stored under the reminder's key, if any. However
    /// many days were missed, at most one reminder rings.
    pub fn evaluate(
        &self,
        record_id: &str,
        due: NaiveDate,
        today: NaiveDate,
        calendar: &WorkCalendar,
        state: OpenState,
        last_rang: Option<NaiveDate>,
    ) -> Evaluation {
        let effective = self.effective_due(due, calendar);
        let lamp = lamp(effective, today, calendar, state);
        if state == OpenState::Closed {
            return Evaluation { due: effective, lamp, ring: None, next: None };
        }
        let latest = self.latest_on_or_before(effective, today, calendar);
        let is_new = |day: &NaiveDate| last_rang.is_none_or(|rang| *day > rang);
        let ring = latest.filter(is_new).map(|scheduled| Reminder {
            key: ReminderKey { rule: self.key.clone(), record_id: record_id.to_owned(), due },
            scheduled,
            recipients: self.recipients(effective, today, calendar),
        });
        Evaluation { due: effective, lamp, ring, next: self.next_after(effective, today, calendar) }
    }

    /// The days in `(after, until]` on which the rule rings for an effective due date, at most `limit` of them.
    pub fn reminder_dates(
        &self,
        effective_due: NaiveDate,
        after: NaiveDate,
        until: NaiveDate,
        calendar: &WorkCalendar,
        limit: usize,
    ) -> Vec<NaiveDate> {
        let mut days = Vec::new();
        let mut at = after;
        while days.len() < limit
            && let Some(next) = self.next_after(effective_due, at, calendar).filter(|next| *next <= until)
        {
            days.push(next);
            at = next;
        }
        days
    }

    fn recipients(&self, due: NaiveDate, today: NaiveDate, calendar: &WorkCalendar) -> Vec<String> {
        let mut roles = vec![self.recipient.clone()];
        for step in &self.escalation {
            let reached =
                moved(due, i32::from(step.after), step.unit, calendar).is_some_and(|day| day <= today);
            if reached && !roles.contains(&step.recipient) {
                roles.push(step.recipient.clone());
            }
        }
        roles
    }

    /// The days that are given one by one, and the series that repeats, as (its first day, every so many, unit).
    fn schedule(&self, due: NaiveDate, calendar: &WorkCalendar) -> (Vec<NaiveDate>, Option<Series>) {
        let first = moved(due, self.offset, self.unit, calendar);
        let mut days: Vec<NaiveDate> = first.into_iter().collect();
        days.extend(
            self.escalation.iter().filter_map(|step| moved(due, i32::from(step.after), step.unit, calendar)),
        );
        let series = match self.repeat {
            Repeat::Once => None,
            Repeat::Every { count, unit } => first.map(|first| Series { first, count, unit }),
            Repeat::AfterDue { count, unit } => {
                days.push(due);
                Some(Series { first: due, count, unit })
            }
        };
        (days, series.filter(|series| series.count > 0))
    }

    fn latest_on_or_before(
        &self,
        due: NaiveDate,
        today: NaiveDate,
        calendar: &WorkCalendar,
    ) -> Option<NaiveDate> {
        let (days, series) = self.schedule(due, calendar);
        let repeated = series.and_then(|series| series.day(series.passed(today, calendar)?, calendar));
        days.into_iter().chain(repeated).filter(|day| *day <= today).max()
    }

    fn next_after(&self, due: NaiveDate, today: NaiveDate, calendar: &WorkCalendar) -> Option<NaiveDate> {
        let (days, series) = self.schedule(due, calendar);
        let repeated = series.and_then(|series| match series.passed(today, calendar) {
            Some(passed) => series.day(passed.checked_add(1)?, calendar),
            None => Some(series.first),
        });
        days.into_iter().chain(repeated).filter(|day| *day > today).min()
    }
}

#[derive(Clone, Copy)]
struct Series {
    first: NaiveDate,
    count: u16,
    unit: DayUnit,
}

impl Series {
    /// How many repeats have been reached by `today`; `None` before the first day.
    fn passed(self, today: NaiveDate, calendar: &WorkCalendar) -> Option<i32> {
        if today < self.first {
            return None;
        }
        let days = match self.unit {
            DayUnit::CalendarDays => (today - self.first).num_days(),
            DayUnit::WorkingDays => calendar.working_days_between(self.first, today),
        };
        i32::try_from(days.checked_div(i64::from(self.count))?).ok()
    }

    fn day(self, number: i32, calendar: &WorkCalendar) -> Option<NaiveDate> {
        moved(self.first, number.checked_mul(i32::from(self.count))?, self.unit, calendar)
    }
}

fn moved(date: NaiveDate, count: i32, unit: DayUnit, calendar: &WorkCalendar) -> Option<NaiveDate> {
    match unit {
        DayUnit::CalendarDays => date.checked_add_signed(TimeDelta::try_days(i64::from(count))?),
        DayUnit::WorkingDays => calendar.add_working_days(date, count),
    }
}
