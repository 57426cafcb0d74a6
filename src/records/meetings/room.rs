//! 会议室: a room can be held by one meeting at a time, with the minutes it needs in between.

use std::ops::Range;

use chrono::{NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};
use serde::{Deserialize, Serialize};

use super::Meeting;
use crate::fields;
use crate::model::{
    Change, Faults, Function, Id, Lookup, Message, Problem, RecordId, Rules, flag, integer, link, long_text,
    tags, text,
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

    /// Whether it is open throughout a time.
    pub fn is_open_at(&self, time: &Range<NaiveDateTime>) -> bool {
        let day = 24 * 60;
        let opens = Self::minutes(&self.opens).unwrap_or(0);
        let closes = Self::minutes(&self.closes).unwrap_or(day);
        let begins = i64::from(time.start.hour()) * 60 + i64::from(time.start.minute());
        let ends = (time.end - time.start).num_minutes() + begins;
        (opens, closes) == (0, day) || (begins >= opens && ends <= closes)
    }

    /// Meetings that are still to come and can't stay with what a room is changed to, each with its field; those that
    /// are over are left alone.
    fn check_bookings(
        &self,
        before: &Self,
        id: RecordId,
        office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        let closes = self.closed && !before.closed;
        let hours = (&self.opens, &self.closes) != (&before.opens, &before.closes);
        let widens = self.buffer.unwrap_or(0) > before.buffer.unwrap_or(0);
        if !(closes || hours || widens) {
            return Ok(());
        }
        let from = office.today().and_time(NaiveTime::MIN);
        let meetings = office.linking::<Meeting>(id, "room")?;
        let mut booked: Vec<(Range<NaiveDateTime>, &str)> = Vec::new();
        for meeting in meetings.iter().filter(|meeting| meeting.record.is_to_come()) {
            let (times, _) = meeting.record.times(office)?;
            let to_come = times.into_iter().filter(|time| time.end > from);
            booked.extend(to_come.map(|time| (time, meeting.record.title.as_str())));
        }
        booked.sort_by_key(|(time, _)| (time.start, time.end));
        if closes {
            refuse(faults, "closed", &booked.iter().collect::<Vec<_>>());
        }
        if hours {
            let outside: Vec<_> = booked.iter().filter(|(time, _)| !self.is_open_at(time)).collect();
            let field = if self.opens == before.opens { "closes" } else { "opens" };
            refuse(faults, field, &outside);
        }
        if widens {
            let buffer = TimeDelta::try_minutes(self.buffer.unwrap_or(0)).unwrap_or_default();
            let pairs = booked.iter().zip(booked.iter().skip(1));
            let close = pairs.filter(|(one, next)| next.0.start < one.0.end + buffer).map(|(_, next)| next);
            refuse(faults, "buffer", &close.collect::<Vec<_>>());
        }
        Ok(())
    }
}

/// So many of the meetings in the way are named.
const NAMED: usize = 3;

fn refuse(faults: &mut Faults, field: &'static str, meetings: &[&(Range<NaiveDateTime>, &str)]) {
    if meetings.is_empty() {
        return;
    }
    let name = |(time, title): &(Range<NaiveDateTime>, &str)| {
        format!("{} {title}", time.start.format("%Y-%m-%d %H:%M"))
    };
    let first: Vec<String> = meetings.iter().take(NAMED).map(|meeting| name(meeting)).collect();
    let message = Message::new("problem.room_is_booked").with("count", meetings.len());
    faults.at(field, message.with("first", first.join(" · ")));
}

impl Rules for Room {
    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
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
        match change.before {
            Some(before) if faults.is_empty() => room.check_bookings(before, change.id, office, faults),
            _ => Ok(()),
        }
    }
}
