//! The office's own table of holidays and make-up working days (法定节假日, 调休上班). It stands over the table that
//! the program brings along, because next year's arrangement is published each November.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::fields;
use crate::model::{Function, Rules, date, flag, text};

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
