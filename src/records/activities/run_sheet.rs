//! 流程单: what happens when during an activity, and who sees to it.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::Activity;
use crate::fields;
use crate::model::{
    Change, Faults, Function, Id, Lookup, Message, Problem, Rules, date_time, flag, integer, link, long_text,
    text,
};
use crate::records::organisation::Person;

/// A part of an activity with its time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunSheetItem {
    /// The activity.
    pub activity: Option<Id<Activity>>,
    /// 时刻
    pub start: Option<NaiveDateTime>,
    /// 分钟
    pub minutes: Option<i64>,
    /// 环节
    pub title: String,
    /// 负责人
    pub responsible: Option<Id<Person>>,
    /// 已完成
    pub is_done: bool,
    /// Remarks.
    pub note: String,
}

fields! { RunSheetItem, "run_sheet_item", Function::Administration;
    activity => link::<Activity>().required().title().column(240).filter();
    start => date_time().required().column(140);
    minutes => integer().minimum(1).column(80).sum();
    title => text().required().title().max_length(120).column(240);
    responsible => link::<Person>().column(100).filter();
    is_done => flag().column(80).filter();
    note => long_text().column(200).search();
}

impl Rules for RunSheetItem {
    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        if let Some(activity) = after.activity
            && let Some(activity) = office.find(activity)?
            && let (Some(from), Some(until), Some(start)) =
                (activity.record.start, activity.record.end, after.start)
            // What is prepared stands on the sheet too, from the day before on.
            && (start < from - chrono::TimeDelta::days(1) || start >= until)
        {
            faults.at("start", Message::new("problem.outside_activity"));
        }
        Ok(())
    }
}
