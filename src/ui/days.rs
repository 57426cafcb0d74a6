//! Today and the office's working days, as date fields and calendars show them.

use std::sync::Arc;

use chrono::NaiveDate;

use super::widgets::calendar::DayKind;
use crate::rules::working_days::WorkCalendar;

/// What every date field needs to know.
#[derive(Clone, Debug)]
pub struct Days {
    /// The civil date in the office.
    pub today: NaiveDate,
    /// Which days are worked.
    pub calendar: Arc<WorkCalendar>,
}

impl Days {
    /// What a calendar marks a day with: 休, 班 or nothing.
    pub fn kind(&self, day: NaiveDate) -> DayKind {
        match self.calendar.special_day(day) {
            Some(special) if special.is_work => DayKind::MakeUp,
            Some(_) => DayKind::Holiday,
            None => DayKind::Ordinary,
        }
    }
}
