//! The office's own table of holidays and make-up working days (法定节假日, 调休上班). It stands over the table that
//! the program brings along, because next year's arrangement is published each November.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::fields;
use crate::model::{Function, Lookup, Problem, Rules, date, flag, text};
use crate::rules::working_days::{HolidayTable, SpecialDay, WorkCalendar};

/// A day on which the office's working time departs from Monday to Friday.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Holiday {
    /// The day.
    pub date: Option<NaiveDate>,
    /// What it is called.
    pub name: String,
    /// 班: a weekend on which the office works; otherwise 休.
    pub working: bool,
}

fields! { Holiday, "holiday", Function::Administration;
    date => date().required().unique().column(120);
    name => text().required().title().column(240);
    working => flag().column(120).filter();
}

impl Rules for Holiday {}

/// The working days of the office, as a record's rules see them.
///
/// # Errors
/// When the file can't be read.
pub fn work_calendar(office: &dyn Lookup) -> Result<WorkCalendar, Problem> {
    let mut own = HolidayTable::default();
    for holiday in office.all::<Holiday>()? {
        if let Some(date) = holiday.record.date {
            let day = SpecialDay { name: holiday.record.name, is_work: holiday.record.working };
            own.days.insert(date, day);
        }
    }
    Ok(WorkCalendar::new(&own))
}
