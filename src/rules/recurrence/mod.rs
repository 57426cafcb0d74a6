//! What comes again: meetings, rounds, maintenance, filings. The rules of RFC 5545 (iCalendar) whole, those of
//! RFC 7529 for the lunar calendar and for days that a month lacks, and our own shift to working days.
//!
//! A [`Plan`] is what stands in a record: a first time and lines of text. [`Schedule::of`] reads it once; from then
//! on it is asked for the occurrences of a range, and walks that range and not the years before it. Times are civil
//! times of the plan's own time zone, so that nine o'clock stays nine o'clock when the clocks change.
//!
//! ```text
//! RRULE text ─▶ Rule ─▶ Walk (years, months, weeks, days, hours …) ─▶ Schedule (DTSTART, RDATE, EXDATE, zone, shift)
//! ```
//!
//! Every question is bounded: a rule that gives more than [`MOST_OCCURRENCES`], or that walks longer than
//! [`MOST_STEPS`] without giving any, is refused.

mod civil;
mod error;
mod lines;
mod month_table;
mod pattern;
mod rule;
mod rule_text;
mod schedule;
mod series;
mod times;
mod walk;

pub(crate) use civil::{at as civil_at, of as civil_of};
pub use error::RecurrenceError;
pub(crate) use lines::{read_date, read_duration, read_time};
pub use rule::{End, Frequency, Rule, Scale, Skip, Workday};
pub use schedule::{Occurrence, Plan, Schedule};
pub use series::{Moved, moved, split, without};

/// The most occurrences that one question about one plan may have as its answer.
pub const MOST_OCCURRENCES: usize = 100_000;

/// The most steps (periods, and times in them) that one question may walk; well under 50 ms.
pub const MOST_STEPS: u32 = 200_000;
