//! The lines of a recurrence, `RRULE:…`, `RDATE…`, `EXDATE…`, `EXRULE:…`, as they stand in a record, and the dates,
//! times and lengths of time of iCalendar (RFC 5545 §3.3).

use chrono::{NaiveDate, NaiveTime};

use super::civil::{DAY, day_of, of};
use super::error::RecurrenceError;
use super::rule::Rule;
use crate::rules::time_zones::Zone;

/// A date or time as a line names it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stamp {
    /// A whole day.
    Day(i64),
    /// A time of the plan's own clock.
    Local(i64),
    /// A time of another clock, as the moment that it is.
    Moment(i64),
}

/// How long an added time lasts, where its line says so.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Length {
    Until(Stamp),
    Lasting(i64),
}

/// What the lines of a recurrence say.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    pub(super) rules: Vec<Rule>,
    pub(super) excluded_rules: Vec<Rule>,
    pub(super) added: Vec<(Stamp, Option<Length>)>,
    pub(super) excluded: Vec<Stamp>,
}

/// More dates than this in one recurrence are no plan but an attack.
const MOST_DATES: usize = 20_000;

/// More rules than this neither.
const MOST_RULES: usize = 32;

impl Lines {
    /// Reads the text of a recurrence. A line that is a bare rule (`FREQ=…`) is an RRULE.
    pub(super) fn read(text: &str) -> Result<Self, RecurrenceError> {
        let mut lines = Self::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            let refuse = || RecurrenceError::BadLine { line: index + 1, text: line.to_owned() };
            let (name, parameters, value) = split(line).ok_or_else(refuse)?;
            match name.as_str() {
                "RRULE" => lines.rules.push(Rule::read(value)?),
                "EXRULE" => lines.excluded_rules.push(Rule::read(value)?),
                "RDATE" => {
                    let zone = zone_of(&parameters)?;
                    for entry in value.split(',').filter(|entry| !entry.is_empty()) {
                        lines.added.push(read_added(entry, zone.as_ref())?);
                    }
                }
                "EXDATE" => {
                    let zone = zone_of(&parameters)?;
                    for entry in value.split(',').filter(|entry| !entry.is_empty()) {
                        lines.excluded.push(read_stamp(entry, zone.as_ref())?);
                    }
                }
                _ => return Err(refuse()),
            }
            if lines.added.len().max(lines.excluded.len()) > MOST_DATES {
                return Err(RecurrenceError::TooMany(MOST_DATES));
            }
            if lines.rules.len().max(lines.excluded_rules.len()) > MOST_RULES {
                return Err(RecurrenceError::TooMany(MOST_RULES));
            }
        }
        Ok(lines)
    }
}

/// Name (in capitals), parameters and value of a line.
pub(super) fn split(line: &str) -> Option<(String, Vec<(String, String)>, &str)> {
    let begins = |word: &str| line.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
    // The parts of a rule stand in any order (RFC 7529 begins with RSCALE).
    if begins("FREQ=") || begins("RSCALE=") {
        return Some(("RRULE".to_owned(), Vec::new(), line));
    }
    // A quoted zone may have a colon of its own; values of these lines have none.
    let (head, value) = line.rsplit_once(':')?;
    let mut parts = head.split(';');
    let name = parts.next()?.to_ascii_uppercase();
    let parameters = parts.map(|part| {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        (key.to_ascii_uppercase(), value.trim_matches('"').to_owned())
    });
    Some((name, parameters.collect(), value.trim()))
}

pub(super) fn zone_of(parameters: &[(String, String)]) -> Result<Option<Zone>, RecurrenceError> {
    let Some((_, name)) = parameters.iter().find(|(key, _)| key == "TZID") else { return Ok(None) };
    Zone::find(name).map(Some).ok_or_else(|| RecurrenceError::UnknownZone(name.clone()))
}

pub(super) fn read_stamp(text: &str, zone: Option<&Zone>) -> Result<Stamp, RecurrenceError> {
    if let Some(date) = read_date(text) {
        return Ok(Stamp::Day(day_of(date)));
    }
    let (civil, utc) = read_time(text).ok_or_else(|| RecurrenceError::BadTime(text.to_owned()))?;
    Ok(match zone {
        _ if utc => Stamp::Moment(civil),
        Some(zone) => Stamp::Moment(zone.moment(civil)),
        None => Stamp::Local(civil),
    })
}

fn read_added(text: &str, zone: Option<&Zone>) -> Result<(Stamp, Option<Length>), RecurrenceError> {
    let Some((start, end)) = text.split_once('/') else { return Ok((read_stamp(text, zone)?, None)) };
    let length = match read_duration(end) {
        Some((days, seconds)) => Length::Lasting(days * DAY + seconds),
        None => Length::Until(read_stamp(end, zone)?),
    };
    Ok((read_stamp(start, zone)?, Some(length)))
}

/// A date, `20261124`, of the years 1 to 9999.
pub(crate) fn read_date(text: &str) -> Option<NaiveDate> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<u32>().ok();
    let year = i32::try_from(part(0..4)?).ok().filter(|year| *year > 0)?;
    NaiveDate::from_ymd_opt(year, part(4..6)?, part(6..8)?)
}

/// A date and time, `20261124T090000` or with a Z for UTC: its civil seconds and whether it is UTC. A leap second is
/// the second before it.
pub(crate) fn read_time(text: &str) -> Option<(i64, bool)> {
    let (text, utc) = match text.strip_suffix(['Z', 'z']) {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let (date, time) = text.split_once(['T', 't'])?;
    if time.len() != 6 || !time.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| time.get(range)?.parse::<u32>().ok();
    let second = part(4..6).filter(|second| *second <= 60)?.min(59);
    let time = NaiveTime::from_hms_opt(part(0..2)?, part(2..4)?, second)?;
    Some((of(read_date(date)?.and_time(time)), utc))
}

/// A length of time, `P1DT2H30M` or `P2W`: days, and seconds beside them, both with its sign.
pub(crate) fn read_duration(text: &str) -> Option<(i64, i64)> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let rest = rest.strip_prefix(['P', 'p'])?;
    let (mut days, mut seconds, mut number) = (0_i64, 0_i64, None::<i64>);
    let (mut in_time, mut any) = (false, false);
    for character in rest.chars() {
        if let Some(digit) = character.to_digit(10) {
            let grown = number.unwrap_or(0) * 10 + i64::from(digit);
            number = Some(grown).filter(|number| *number < 1_000_000_000);
            number?;
            continue;
        }
        match (character.to_ascii_uppercase(), in_time) {
            ('T', false) if number.is_none() => in_time = true,
            ('W', false) => days += number.take()? * 7,
            ('D', false) => days += number.take()?,
            ('H', true) => seconds += number.take()? * 3600,
            ('M', true) => seconds += number.take()? * 60,
            ('S', true) => seconds += number.take()?,
            _ => return None,
        }
        any |= !character.eq_ignore_ascii_case(&'T');
    }
    let sign = if negative { -1 } else { 1 };
    (any && number.is_none()).then_some((days * sign, seconds * sign))
}
