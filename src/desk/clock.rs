//! The one clock. Everything that needs the time is given it, so that tests and demo data are the same every day.

use chrono::{
    DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound as _, TimeDelta, Utc,
};

/// Offices keep civil dates of China Standard Time, which is eight hours ahead of UTC all year (`domain.md` §0).
const CHINA_SECONDS: i32 = 8 * 3600;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The moment.
    fn now(&self) -> DateTime<Utc>;

    /// The civil date in the office.
    fn today(&self) -> NaiveDate {
        civil_date(self.now())
    }
}

/// The civil date in the office at a moment.
pub fn civil_date(moment: DateTime<Utc>) -> NaiveDate {
    match FixedOffset::east_opt(CHINA_SECONDS) {
        Some(offset) => moment.with_timezone(&offset).date_naive(),
        None => moment.date_naive(),
    }
}

/// A moment as it is read in the office: date and time to the minute.
pub fn civil_time(moment: DateTime<Utc>) -> String {
    match FixedOffset::east_opt(CHINA_SECONDS) {
        Some(offset) => moment.with_timezone(&offset).format("%Y-%m-%d %H:%M").to_string(),
        None => moment.format("%Y-%m-%d %H:%M").to_string(),
    }
}

/// Date and time of day in the office at a moment.
pub fn office_time(moment: DateTime<Utc>) -> NaiveDateTime {
    let ahead = TimeDelta::try_seconds(i64::from(CHINA_SECONDS)).unwrap_or_default();
    moment.naive_utc().checked_add_signed(ahead).unwrap_or(moment.naive_utc())
}

/// A moment in the office as it goes into the name of a file.
pub fn civil_stamp(moment: DateTime<Utc>) -> String {
    match FixedOffset::east_opt(CHINA_SECONDS) {
        Some(offset) => moment.with_timezone(&offset).format("%Y%m%d-%H%M%S").to_string(),
        None => moment.format("%Y%m%d-%H%M%S").to_string(),
    }
}

/// The moment at which a civil date begins in the office.
pub fn civil_midnight(day: NaiveDate) -> DateTime<Utc> {
    let local = day.and_time(NaiveTime::MIN);
    civil_moment(local).unwrap_or_else(|| local.and_utc())
}

/// The moment of a date and time of the office.
pub fn civil_moment(local: NaiveDateTime) -> Option<DateTime<Utc>> {
    let behind = TimeDelta::try_seconds(i64::from(CHINA_SECONDS))?;
    Some(local.checked_sub_signed(behind)?.and_utc())
}

/// The last moment of a day of the office.
pub fn end_of_day(day: NaiveDate) -> Option<DateTime<Utc>> {
    let next = day.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN);
    civil_moment(next.checked_sub_signed(TimeDelta::microseconds(1))?)
}

/// The computer's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
    fn now(&self) -> DateTime<Utc> {
        // To the microsecond, as it is kept: what was written reads back as the same moment.
        Utc::now().trunc_subsecs(6)
    }
}

/// A clock that stands still.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub DateTime<Utc>);

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}
