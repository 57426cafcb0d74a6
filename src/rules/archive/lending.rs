//! When something borrowed is due, and when its borrower is told.

use chrono::NaiveDate;

use crate::rules::working_days::WorkCalendar;

/// How an office lends (`domain.md` §3.2; every number is the office's own to change).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LendingTerms {
    /// Working days of a loan.
    pub days: i32,
    /// Working days that a renewal adds to the due date.
    pub renewal_days: i32,
    /// Renewals of one loan.
    pub renewals: i64,
    /// Items that one person may have at once.
    pub items: i64,
}

impl Default for LendingTerms {
    fn default() -> Self {
        Self { days: 10, renewal_days: 5, renewals: 1, items: 5 }
    }
}

/// Working days before the due date on which the borrower is told first.
const TOLD_BEFORE: i64 = 3;
/// Working days between two reminders once it is overdue.
const TOLD_EVERY: i64 = 3;
/// Working days after the due date from which the director is told.
const DIRECTOR_AFTER: i64 = 10;

/// How urgently something borrowed is asked back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dunning {
    /// Nobody need be told.
    Quiet,
    /// It is due within three working days.
    Soon,
    /// It is due today.
    Today,
    /// It is overdue.
    Overdue {
        /// Working days since the due date.
        days: i64,
        /// So many reminders are due by now: one every third working day.
        reminders: i64,
        /// The director is told too.
        to_director: bool,
    },
}

/// The day on which something lent on a day is due, so many working days later. `None` beyond the calendar.
pub fn due_on(lent_on: NaiveDate, days: i32, calendar: &WorkCalendar) -> Option<NaiveDate> {
    calendar.add_working_days(lent_on, days)
}

/// How urgently something that is due on a day is asked back today.
pub fn dunning(due_on: NaiveDate, today: NaiveDate, calendar: &WorkCalendar) -> Dunning {
    if today < due_on {
        let left = calendar.working_days_between(today, due_on);
        return if left <= TOLD_BEFORE { Dunning::Soon } else { Dunning::Quiet };
    }
    if today == due_on {
        return Dunning::Today;
    }
    let days = calendar.working_days_between(due_on, today);
    Dunning::Overdue { days, reminders: days.div_euclid(TOLD_EVERY), to_director: days >= DIRECTOR_AFTER }
}
