//! 督查督办: who is told about a matter that runs late, and the score of one that is finished (`domain.md` §4.2, §9.1).

use chrono::{Datelike as _, NaiveDate, Weekday};

use crate::rules::working_days::WorkCalendar;

/// Whose attention a matter has, from its due date on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attention {
    /// Nobody is to be told yet.
    Nobody,
    /// The owner: three working days before the due date.
    Owner,
    /// The head of the department too: on the due date.
    Department,
    /// A deputy director too: one working day after.
    Deputy,
    /// The director's list: five working days after.
    Director,
}

/// Working days by which a matter is late; negative while there is time, 0 on the due day.
pub fn days_late(due: NaiveDate, today: NaiveDate, calendar: &WorkCalendar) -> i64 {
    calendar.working_days_between(due, today)
}

/// Whom a matter that is still open concerns today.
pub fn attention(due: NaiveDate, today: NaiveDate, calendar: &WorkCalendar) -> Attention {
    match days_late(due, today, calendar) {
        5.. => Attention::Director,
        1..=4 => Attention::Deputy,
        _ if today >= due => Attention::Department,
        -3..=0 => Attention::Owner,
        _ => Attention::Nobody,
    }
}

/// How many weekly reports fall into (`after`, `until`]: one each Friday.
pub fn reports_due(after: NaiveDate, until: NaiveDate) -> u32 {
    let fridays = |day: NaiveDate| {
        let friday = i64::from(Weekday::Fri.num_days_from_monday());
        (i64::from(day.num_days_from_ce()) - 1 - friday).div_euclid(7)
    };
    u32::try_from(fridays(until).saturating_sub(fridays(after))).unwrap_or(0)
}

/// The score of a finished matter, of 100: on time 40, quality 40, feedback 20; five less a working day of delay (at
/// most 40), ten less each time it was sent back (at most 40), feedback by the share of the weekly reports given.
pub fn score(late: i64, sent_back: i64, reports: u32, reports_due: u32) -> i64 {
    let on_time = 40 - late.max(0).saturating_mul(5).min(40);
    let quality = 40 - sent_back.max(0).saturating_mul(10).min(40);
    let given = i64::from(reports.min(reports_due));
    let feedback = if reports_due == 0 { 20 } else { 20 * given / i64::from(reports_due) };
    on_time + quality + feedback
}
