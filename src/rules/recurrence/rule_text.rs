//! The text of a rule, `FREQ=WEEKLY;BYDAY=MO` (RFC 5545 §3.3.10, RFC 7529 §4).

use super::civil::{DAY, day_of};
use super::error::RecurrenceError;
use super::lines::{read_date, read_time};
use super::rule::{End, Frequency, Numbers, Rule, Scale, Skip, Workday};

/// The weekdays as rules name them, Monday first.
pub(super) const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

impl Rule {
    /// Reads a rule. Letters count the same in both cases; parts may stand in any order.
    ///
    /// # Errors
    /// A [`RecurrenceError`] that names the part that can't be read, is out of range, or is not allowed.
    pub fn read(text: &str) -> Result<Self, RecurrenceError> {
        let text = text.trim().to_ascii_uppercase();
        let mut parts = Vec::new();
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let Some((name, value)) = part.split_once('=') else {
                return Err(bad(part, ""));
            };
            if parts.iter().any(|(known, _)| *known == name) {
                return Err(RecurrenceError::Twice(name.to_owned()));
            }
            parts.push((name, value));
        }
        let frequency = parts.iter().find(|(name, _)| *name == "FREQ").map(|(_, value)| *value);
        let mut rule = Self::new(read_frequency(frequency.ok_or(RecurrenceError::NoFrequency)?)?);
        for (name, value) in &parts {
            rule.read_part(name, value)?;
        }
        if parts.iter().any(|(name, _)| *name == "COUNT") && parts.iter().any(|(name, _)| *name == "UNTIL") {
            return Err(RecurrenceError::TwoEnds);
        }
        rule.check()?;
        Ok(rule)
    }

    fn read_part(&mut self, name: &str, value: &str) -> Result<(), RecurrenceError> {
        let refuse = || bad(name, value);
        match name {
            "FREQ" => {}
            "INTERVAL" => {
                self.interval = number(value).filter(|interval| *interval > 0).ok_or_else(refuse)?;
            }
            "COUNT" => {
                self.end = End::Count(number(value).filter(|count| *count > 0).ok_or_else(refuse)?);
            }
            "UNTIL" => self.end = read_until(value).ok_or_else(refuse)?,
            "BYSECOND" => {
                let seconds = read_bits(value, 60).ok_or_else(refuse)?;
                self.seconds = (seconds & ((1 << 60) - 1)) | (seconds >> 60 & 1) << 59;
            }
            "BYMINUTE" => self.minutes = read_bits(value, 59).ok_or_else(refuse)?,
            "BYHOUR" => self.hours = read_bits(value, 23).ok_or_else(refuse)?,
            "BYDAY" => self.read_weekdays(value)?,
            "BYMONTHDAY" => self.month_days = read_numbers(value, 31).ok_or_else(refuse)?,
            "BYYEARDAY" => self.year_days = read_numbers(value, 366).ok_or_else(refuse)?,
            "BYWEEKNO" => self.weeks = read_numbers(value, 53).ok_or_else(refuse)?,
            "BYMONTH" => self.read_months(value)?,
            "BYSETPOS" => self.positions = read_numbers(value, 366).ok_or_else(refuse)?,
            "WKST" => self.week_start = weekday(value).ok_or_else(refuse)?,
            "RSCALE" => {
                self.scale = match value {
                    "GREGORIAN" => Scale::Gregorian,
                    "CHINESE" => Scale::Chinese,
                    other => return Err(RecurrenceError::UnknownScale(other.to_owned())),
                };
            }
            "SKIP" => {
                self.skip = match value {
                    "OMIT" => Skip::Omit,
                    "BACKWARD" => Skip::Backward,
                    "FORWARD" => Skip::Forward,
                    _ => return Err(refuse()),
                };
            }
            "X-WORKDAY" => {
                self.workday = match value {
                    "KEEP" => Workday::Keep,
                    "NEXT" => Workday::Next,
                    "PREVIOUS" => Workday::Previous,
                    "SKIP" => Workday::Omit,
                    _ => return Err(refuse()),
                };
            }
            // Parts of others that are no standard say nothing about when (RFC 5545 allows them).
            _ if name.starts_with("X-") => {}
            _ => return Err(refuse()),
        }
        Ok(())
    }

    fn read_weekdays(&mut self, value: &str) -> Result<(), RecurrenceError> {
        for entry in value.split(',') {
            let refuse = || bad("BYDAY", entry);
            let cut = entry.len().checked_sub(2).ok_or_else(refuse)?;
            let (Some(number), Some(name)) = (entry.get(..cut), entry.get(cut..)) else {
                return Err(refuse());
            };
            let day = weekday(name).ok_or_else(refuse)?;
            if number.is_empty() {
                self.weekdays |= 1 << day;
            } else {
                let number = signed(number).filter(|number| *number != 0 && number.abs() <= 53);
                self.counted.push((number.ok_or_else(refuse)?, day));
            }
        }
        self.counted.sort_unstable();
        self.counted.dedup();
        Ok(())
    }

    fn read_months(&mut self, value: &str) -> Result<(), RecurrenceError> {
        for entry in value.split(',') {
            let refuse = || bad("BYMONTH", entry);
            let (months, digits) = match entry.strip_suffix('L') {
                Some(digits) => (&mut self.leap_months, digits),
                None => (&mut self.months, entry),
            };
            let month = number(digits).filter(|month| (1..=12).contains(month)).ok_or_else(refuse)?;
            *months |= 1 << month;
        }
        Ok(())
    }

    /// What RFC 5545 §3.3.10 forbids.
    fn check(&self) -> Result<(), RecurrenceError> {
        let frequency = self.frequency;
        let refuse = |part| Err(RecurrenceError::NotAllowed { part, frequency: frequency.name() });
        let yearly_or_monthly = matches!(frequency, Frequency::Yearly | Frequency::Monthly);
        let may_count = yearly_or_monthly && self.weeks.is_empty();
        if !self.counted.is_empty() && !may_count {
            return refuse("BYDAY");
        }
        if !self.month_days.is_empty() && frequency == Frequency::Weekly {
            return refuse("BYMONTHDAY");
        }
        let middle = matches!(frequency, Frequency::Daily | Frequency::Weekly | Frequency::Monthly);
        if !self.year_days.is_empty() && middle {
            return refuse("BYYEARDAY");
        }
        if !self.weeks.is_empty() && frequency != Frequency::Yearly {
            return refuse("BYWEEKNO");
        }
        let others = self.has_weekdays()
            || self.has_months()
            || self.seconds | self.minutes | self.hours != 0
            || !(self.month_days.is_empty() && self.year_days.is_empty() && self.weeks.is_empty());
        if !self.positions.is_empty() && !others {
            return refuse("BYSETPOS");
        }
        if self.leap_months != 0 && self.scale == Scale::Gregorian {
            return Err(bad("BYMONTH", "L"));
        }
        Ok(())
    }
}

fn bad(part: &str, value: &str) -> RecurrenceError {
    RecurrenceError::BadPart { part: part.to_owned(), value: value.to_owned() }
}

fn read_frequency(name: &str) -> Result<Frequency, RecurrenceError> {
    [
        Frequency::Secondly,
        Frequency::Minutely,
        Frequency::Hourly,
        Frequency::Daily,
        Frequency::Weekly,
        Frequency::Monthly,
        Frequency::Yearly,
    ]
    .into_iter()
    .find(|frequency| frequency.name() == name)
    .ok_or_else(|| bad("FREQ", name))
}

/// A date means its whole day, which other programs write for plans with times.
fn read_until(value: &str) -> Option<End> {
    if let Some(date) = read_date(value) {
        return Some(End::Local((day_of(date) + 1) * DAY - 1));
    }
    let (civil, utc) = read_time(value)?;
    Some(if utc { End::Moment(civil) } else { End::Local(civil) })
}

fn number(text: &str) -> Option<u32> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn signed(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let number = i64::from(number(digits)?);
    Some(if negative { -number } else { number })
}

fn weekday(name: &str) -> Option<i64> {
    (0_i64..).zip(WEEKDAYS).find(|(_, known)| *known == name).map(|(day, _)| day)
}

fn read_bits(value: &str, most: u32) -> Option<u64> {
    value.split(',').try_fold(0_u64, |bits, entry| {
        let index = number(entry).filter(|index| *index <= most)?;
        Some(bits | 1 << index)
    })
}

fn read_numbers(value: &str, most: i64) -> Option<Numbers> {
    let mut numbers = Numbers::default();
    for entry in value.split(',') {
        let number = signed(entry).filter(|number| *number != 0 && number.abs() <= most)?;
        numbers.add(number);
    }
    Some(numbers)
}
