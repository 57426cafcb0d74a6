//! The office's working days: its own holidays over the program's table.

use super::Reader;
use crate::model::Problem;
use crate::records::calendar::Holiday;
use crate::rules::working_days::{HolidayTable, SpecialDay, WorkCalendar};

/// The working days of the office as a session sees them.
///
/// # Errors
/// When the file can't be read.
pub fn work_calendar(reader: &Reader) -> Result<WorkCalendar, Problem> {
    let mut own = HolidayTable::default();
    for holiday in reader.all::<Holiday>()? {
        if let Some(date) = holiday.record.date {
            let day = SpecialDay { name: holiday.record.name, is_work: holiday.record.working };
            own.days.insert(date, day);
        }
    }
    Ok(WorkCalendar::new(&own))
}
