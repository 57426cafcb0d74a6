//! 会议室: a room can be held by one meeting at a time, with the minutes it needs in between.

use serde::{Deserialize, Serialize};

use crate::fields;
use crate::model::{
    Change, Faults, Function, Id, Lookup, Message, Problem, Rules, flag, integer, link, long_text, tags, text,
};
use crate::records::organisation::Person;

/// A room for meetings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Room {
    /// 名称
    pub name: String,
    /// 楼层
    pub floor: String,
    /// 容量
    pub capacity: Option<i64>,
    /// 设备
    pub equipment: Vec<String>,
    /// 开放时间起, as minutes are written: 08:00.
    pub opens: String,
    /// 开放时间止
    pub closes: String,
    /// Minutes that must lie between two meetings.
    pub buffer: Option<i64>,
    /// 无人签到释放: a meeting to which nobody has signed in after so many minutes gives it back; empty: never.
    pub release_after: Option<i64>,
    /// Who keeps it.
    pub keeper: Option<Id<Person>>,
    /// It can't be taken for the time being.
    pub closed: bool,
    /// Remarks.
    pub note: String,
}

fields! { Room, "room", Function::Administration;
    name => text().required().unique().title().max_length(80).column(180);
    floor => text().max_length(40).column(90).filter();
    capacity => integer().minimum(1).column(80);
    equipment => tags().column(240);
    opens => text().max_length(5).column(80);
    closes => text().max_length(5).column(80);
    buffer => integer().minimum(0).column(90);
    release_after => integer().minimum(1).column(110);
    keeper => link::<Person>().column(100);
    closed => flag().filter();
    note => long_text().search();
}

impl Room {
    /// A time of day as it is written in `opens` and `closes`, in minutes; 24:00 is the end of the day.
    pub fn minutes(text: &str) -> Option<i64> {
        let (hours, minutes) = text.trim().split_once(':')?;
        let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
        let total = hours.checked_mul(60)?.checked_add(minutes)?;
        ((0..60).contains(&minutes) && (0..=24 * 60).contains(&total)).then_some(total)
    }
}

impl Rules for Room {
    fn check(change: &Change<'_, Self>, _office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let room = change.after;
        for (field, text) in [("opens", &room.opens), ("closes", &room.closes)] {
            if !text.is_empty() && Self::minutes(text).is_none() {
                faults.at(field, Message::new("problem.not_a_time_of_day").with("value", text));
            }
        }
        if let (Some(opens), Some(closes)) = (Self::minutes(&room.opens), Self::minutes(&room.closes))
            && closes <= opens
        {
            faults.at("closes", Message::new("problem.closes_before_opens"));
        }
        if room.buffer.is_some_and(|minutes| minutes > 24 * 60) {
            faults.at("buffer", Message::new("problem.buffer_too_long"));
        }
        Ok(())
    }
}
