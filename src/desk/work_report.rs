//! How meetings and supervised matters went over some days: rates, ages, load, rooms, attendance, and how long it takes
//! from a decision to its end. Every figure has the records it is made of.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::report_figures::{month_of, per_cent};
use super::{
    Bar, BarTable, FigureRows, Marks, OccurrenceBook, Reader, ReportDays, Share, Titles, work_calendar,
};
use crate::model::{Id, Problem, RecordId, Stored};
use crate::records;
use crate::records::activities::{Activity, ActivityState};
use crate::records::meetings::{Attendee, AttendeeState, Meeting, Part, Room};
use crate::records::supervision::{Matter, MatterState};
use crate::rules::supervision::days_late;
use crate::rules::working_days::WorkCalendar;

/// Upper bounds, in days, of the ages of late matters that are told apart; the last age has none (`domain.md` §4.2).
pub const LATE_AGES: [i64; 2] = [7, 30];

/// Upper bounds, in working days, of the times from a decision to its end; the last has none.
pub const LEAD_TIMES: [i64; 4] = [5, 10, 20, 40];

/// The report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorkReport {
    /// The days that it tells of.
    pub days: ReportDays,
    /// 办结率: finished of those that were assigned.
    pub closed: Share,
    /// 按期办结率: in time of those that are finished.
    pub on_time: Share,
    /// Late and still owed.
    pub late: FigureRows,
    /// Working days from a decision to its end, of the finished: their sum and the matters.
    pub lead: (i64, FigureRows),
    /// Meetings that were held, and their minutes.
    pub held: (i64, FigureRows),
    /// 出勤率: members who came of those who were asked.
    pub attendance: Share,
    /// 纪要按期率: minutes issued in time of those that were due.
    pub minutes: Share,
    /// 活动: who came of those who were expected; what was spent; points of the feedback and their number.
    pub activities: ActivityFigures,
    /// 逾期账龄
    pub ages: BarTable,
    /// 部门负载: in time, late, finished.
    pub load: BarTable,
    /// Assigned and finished a month.
    pub months: BarTable,
    /// 会议室使用: the share of its open hours on working days.
    pub rooms: BarTable,
    /// 出勤率 a month.
    pub came: BarTable,
    /// 决定到办结
    pub lead_times: BarTable,
    /// The marks of everything that was counted.
    pub marks: Marks,
    /// How many records were counted.
    pub count: usize,
}

/// What activities came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivityFigures {
    /// People who came, and who were expected.
    pub came: Share,
    /// Spent, in 分.
    pub spent: i64,
    /// Hundredths of points, summed over activities that were judged, and how many.
    pub feedback: (i64, i64),
}

impl WorkReport {
    /// Reads the report of some days, both ends included.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn read(
        reader: &Reader,
        from: NaiveDate,
        until: NaiveDate,
        today: NaiveDate,
    ) -> Result<Self, Problem> {
        let calendar = work_calendar(reader)?;
        let mut report = Self { days: ReportDays { from, until }, ..Self::default() };
        report.count_matters(reader, today, &calendar)?;
        report.count_meetings(reader)?;
        report.count_rooms(reader, &calendar)?;
        report.count_activities(reader)?;
        Ok(report)
    }

    fn count_matters(
        &mut self,
        reader: &Reader,
        today: NaiveDate,
        calendar: &WorkCalendar,
    ) -> Result<(), Problem> {
        let mut matters: Vec<Stored<Matter>> = Vec::new();
        reader.each::<Matter>(&mut |matter| {
            if self.days.contain(matter.record.assigned_on) && matter.record.state != MatterState::Stopped {
                matters.push(matter);
            }
        })?;
        for matter in &matters {
            self.marks.add(matter.meta.mark.as_deref());
        }
        self.count += matters.len();
        let is_done = |of: &Matter| matches!(of.state, MatterState::Accepted | MatterState::Closed);
        let is_late = |of: &Matter| {
            !is_done(of) && of.state != MatterState::Reported && of.due.is_some_and(|due| due < today)
        };
        let ids = |takes: &dyn Fn(&Matter) -> bool| -> Vec<RecordId> {
            matters.iter().filter(|of| takes(&of.record)).map(|of| of.meta.id).collect()
        };
        let rows = |ids: Vec<RecordId>| FigureRows { register: "matter", ids };
        let count = |ids: &[RecordId]| u64::try_from(ids.len()).unwrap_or(u64::MAX);
        let done = ids(&is_done);
        let all = ids(&|_| true);
        self.closed = Share { part: count(&done), whole: count(&all), rows: rows(all) };
        let in_time = ids(&|of| is_done(of) && of.done_on.zip(of.due).is_some_and(|(done, due)| done <= due));
        self.on_time = Share { part: count(&in_time), whole: count(&done), rows: rows(done.clone()) };
        self.late = rows(ids(&is_late));

        let lead = |of: &Matter| Some(days_late(of.assigned_on?, of.done_on?, calendar));
        let timed = ids(&|of| is_done(of) && lead(of).is_some());
        let sum = matters.iter().filter(|of| is_done(&of.record)).filter_map(|of| lead(&of.record)).sum();
        self.lead = (sum, rows(timed));
        let finished = matters.iter().filter(|of| is_done(&of.record));
        let leads = finished.filter_map(|of| Some((lead(&of.record)?, of.meta.id)));
        self.lead_times = BarTable::in_spans("matter", &LEAD_TIMES, 0, leads);
        let late = matters.iter().filter(|of| is_late(&of.record));
        let lateness = late.map(|of| (of.record.due.map_or(0, |due| (today - due).num_days()), of.meta.id));
        self.ages = BarTable::in_spans("matter", &LATE_AGES, 1, lateness);

        let mut titles = Titles::default();
        let mut units: BTreeMap<String, [Vec<RecordId>; 3]> = BTreeMap::new();
        for matter in &matters {
            let unit = titles.of(reader, matter.record.lead_unit)?;
            let [open, late, finished] = units.entry(unit).or_default();
            let row = if is_done(&matter.record) {
                finished
            } else if is_late(&matter.record) {
                late
            } else {
                open
            };
            row.push(matter.meta.id);
        }
        let mut units: Vec<(String, [Vec<RecordId>; 3])> = units.into_iter().collect();
        units.sort_by_key(|(name, rows)| {
            (std::cmp::Reverse(rows.iter().map(Vec::len).sum::<usize>()), name.clone())
        });
        let mut series: Vec<Vec<Bar>> = vec![Vec::new(); 3];
        for (_, rows) in &units {
            for (bars, ids) in series.iter_mut().zip(rows) {
                bars.push(Bar::counted("matter", ids.clone()));
            }
        }
        self.load = BarTable { places: units.into_iter().map(|(name, _)| name).collect(), series };

        let months = self.days.months();
        let of_month = |day: Option<NaiveDate>, month: (i32, u32)| day.map(month_of) == Some(month);
        let bars = |day: &dyn Fn(&Matter) -> Option<NaiveDate>| -> Vec<Bar> {
            let bar = |month| Bar::counted("matter", ids(&|of| of_month(day(of), month)));
            months.iter().map(|month| bar(*month)).collect()
        };
        let finished = |of: &Matter| of.done_on.filter(|_| is_done(of));
        self.months = BarTable {
            places: self.days.month_names(),
            series: vec![bars(&|of| of.assigned_on), bars(&finished)],
        };
        Ok(())
    }

    fn count_meetings(&mut self, reader: &Reader) -> Result<(), Problem> {
        let mut held: BTreeMap<RecordId, (i32, u32)> = BTreeMap::new();
        let (mut minutes, mut due, mut in_time) = (0_i64, Vec::new(), 0_u64);
        reader.each::<Meeting>(&mut |meeting| {
            let of = &meeting.record;
            let Some(start) =
                of.start.filter(|start| of.state.was_held() && self.days.contain(Some(start.date())))
            else {
                return;
            };
            held.insert(meeting.meta.id, month_of(start.date()));
            self.marks.add(meeting.meta.mark.as_deref());
            let planned = of.end.map_or(0, |end| (end - start).num_minutes());
            let lasted = of.began_at.zip(of.ended_at).map(|(began, ended)| (ended - began).num_minutes());
            minutes = minutes.saturating_add(lasted.unwrap_or(planned).max(0));
            if let Some(by) = of.minutes_due {
                due.push(meeting.meta.id);
                in_time += u64::from(of.issued_on.is_some_and(|on| on <= by));
            }
        })?;
        self.count += held.len();
        let whole = u64::try_from(due.len()).unwrap_or(u64::MAX);
        self.minutes = Share { part: in_time, whole, rows: FigureRows { register: "meeting", ids: due } };
        self.held = (minutes, FigureRows { register: "meeting", ids: held.keys().copied().collect() });
        let months = self.days.months();
        let mut by_month: Vec<Share> = vec![Share::default(); months.len()];
        reader.each::<Attendee>(&mut |attendee| {
            let of = &attendee.record;
            let Some(month) = of.meeting.and_then(|meeting| held.get(&meeting.erase())) else { return };
            if of.part != Part::Member {
                return;
            }
            let came = matches!(of.state, AttendeeState::Present | AttendeeState::Left);
            let place = months.iter().position(|shown| shown == month);
            let share = place.and_then(|place| by_month.get_mut(place));
            for share in share.into_iter().chain([&mut self.attendance]) {
                share.part += u64::from(came);
                share.whole += 1;
                share.rows.register = "attendee";
                share.rows.ids.push(attendee.meta.id);
            }
        })?;
        self.came = BarTable {
            places: self.days.month_names(),
            series: vec![
                by_month
                    .into_iter()
                    .map(|share| Bar { value: share.rate().map(per_cent), rows: share.rows })
                    .collect(),
            ],
        };
        Ok(())
    }

    /// How much of their open hours on working days rooms are held by meetings.
    fn count_rooms(&mut self, reader: &Reader, calendar: &WorkCalendar) -> Result<(), Problem> {
        let missing = || Problem::Bug("there is no register of meetings".to_owned());
        let record_type = records::find("meeting").ok_or_else(missing)?;
        let book = OccurrenceBook::read(reader, record_type)?;
        let last = self.days.until.checked_add_days(Days::new(1)).unwrap_or(self.days.until);
        let mut used: BTreeMap<RecordId, (i64, BTreeSet<RecordId>)> = BTreeMap::new();
        let mut rooms_of: BTreeMap<RecordId, Option<RecordId>> = BTreeMap::new();
        for shown in book.between(self.days.from..last).iter().filter(|shown| !shown.all_day) {
            let room = match rooms_of.get(&shown.record) {
                Some(room) => *room,
                None => {
                    let meeting = reader.find(Id::<Meeting>::new(shown.record))?;
                    let room = meeting
                        .filter(|meeting| meeting.record.takes_place())
                        .and_then(|meeting| meeting.record.room)
                        .map(Id::erase);
                    rooms_of.insert(shown.record, room);
                    room
                }
            };
            let Some(room) = room else { continue };
            let length = shown.occurrence.office_end() - shown.occurrence.office_start();
            let (minutes, meetings) = used.entry(room).or_default();
            *minutes = minutes.saturating_add(length.num_minutes().max(0));
            meetings.insert(shown.record);
        }
        let before = self.days.from.pred_opt().unwrap_or(self.days.from);
        let days = calendar.working_days_between(before, self.days.until).max(0);
        let mut rooms: Vec<(String, Bar)> = Vec::new();
        reader.each::<Room>(&mut |room| {
            let opens = Room::minutes(&room.record.opens).unwrap_or(8 * 60);
            let closes = Room::minutes(&room.record.closes).unwrap_or(18 * 60);
            let open = days.saturating_mul((closes - opens).max(0));
            let (minutes, meetings) = used.get(&room.meta.id).cloned().unwrap_or_default();
            let part = u64::try_from(minutes.max(0)).unwrap_or(0);
            let share = Share { part, whole: u64::try_from(open).unwrap_or(0), rows: FigureRows::default() };
            let rows = FigureRows { register: "meeting", ids: meetings.into_iter().collect() };
            rooms.push((room.record.name, Bar { value: share.rate().map(per_cent), rows }));
        })?;
        rooms.sort_by(|a, b| a.0.cmp(&b.0));
        let (places, bars) = rooms.into_iter().unzip();
        self.rooms = BarTable { places, series: vec![bars] };
        Ok(())
    }

    fn count_activities(&mut self, reader: &Reader) -> Result<(), Problem> {
        let mut figures = ActivityFigures::default();
        figures.came.rows.register = "activity";
        reader.each::<Activity>(&mut |activity| {
            let of = &activity.record;
            let over = matches!(of.state, ActivityState::Summarising | ActivityState::Filed);
            if !over || !self.days.contain(of.start.map(|start| start.date())) {
                return;
            }
            figures.came.part += u64::try_from(of.present.max(0)).unwrap_or(0);
            figures.came.whole += u64::try_from(of.expected.unwrap_or(0).max(0)).unwrap_or(0);
            figures.came.rows.ids.push(activity.meta.id);
            figures.spent = figures.spent.saturating_add(of.spent.unwrap_or_default().fen());
            if let Some(feedback) = of.feedback {
                figures.feedback.0 = figures.feedback.0.saturating_add(feedback);
                figures.feedback.1 += 1;
            }
        })?;
        self.activities = figures;
        Ok(())
    }

    /// Mean working days from a decision to its end, in tenths, half up; `None` without any.
    pub fn mean_lead(&self) -> Option<i64> {
        let count = i64::try_from(self.lead.1.ids.len()).ok().filter(|count| *count > 0)?;
        Some(self.lead.0.saturating_mul(20).saturating_add(count).div_euclid(count.saturating_mul(2)))
    }
}
