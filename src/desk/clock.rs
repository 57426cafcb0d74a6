//! The one clock. Everything that needs the time is given it, so that tests and demo data are the same every day.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

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

/// The computer's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
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
