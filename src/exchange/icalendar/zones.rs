//! VTIMEZONE: the time zone that a file describes, and the description that we write (RFC 5545 §3.6.5).

use chrono::{Datelike as _, NaiveDate};

use super::component::Component;
use super::content::{escaped, push_folded, unescaped};
use crate::rules::recurrence::{Plan, Schedule, civil_at, read_time};
use crate::rules::time_zones::{Zone, ZoneChange, read_distance};
use crate::rules::working_days::WorkCalendar;

/// From 2000 to 2037, in seconds: where a described zone is compared with those of the database.
const COMPARED: std::ops::Range<i64> = 946_684_800..2_114_380_800;

/// A zone of the database for one that a file describes.
#[derive(Clone, Debug)]
pub(super) struct Described {
    pub(super) zone: Zone,
    /// Whether the two differ now and then, which is to be told.
    pub(super) is_near: bool,
}

impl Described {
    /// A zone that is meant by its name.
    pub(super) fn known(zone: Zone) -> Self {
        Self { zone, is_near: false }
    }
}

/// The name that a file gives to a zone, and the zone: one of the database that has this name, ends its path in it,
/// or shows the same time, nearly always at least; else a fixed distance from UTC; `None` where it is none of these.
pub(super) fn described(component: &Component<'_>) -> Option<(String, Option<Described>)> {
    let name = unescaped(component.get("TZID")?.value());
    let place = component.get("X-LIC-LOCATION").map(|line| line.value().trim().to_owned());
    let known = Zone::find(&name).filter(|zone| !zone.is_office());
    let known = known.or_else(|| Zone::find(&place?).filter(|zone| !zone.is_office()));
    let known = known.or_else(|| Zone::find_in_path(&name));
    let zone = known.map(Described::known).or_else(|| by_its_clock(&read(component)?));
    Some((name, zone))
}

fn by_its_clock(zone: &Zone) -> Option<Described> {
    if zone.changes().is_empty() {
        let offset = zone.first_offset();
        let sign = if offset < 0 { '-' } else { '+' };
        let name = format!("{sign}{:02}:{:02}", offset.abs() / 3600, offset.abs() / 60 % 60);
        return Zone::find(&name).map(Described::known);
    }
    Zone::same_as(zone, COMPARED.start, COMPARED.end)
        .or_else(|| Zone::same_as(zone, COMPARED.end - 15 * 365 * 86_400, COMPARED.end))
        .map(Described::known)
        .or_else(|| {
            let zone = Zone::nearest(zone, COMPARED.start, COMPARED.end)?;
            Some(Described { zone, is_near: true })
        })
}

/// The zone as it is described.
fn read(component: &Component<'_>) -> Option<Zone> {
    let mut changes = Vec::new();
    let mut first: Option<(i64, i64)> = None;
    for part in component.children.iter().filter(|part| matches!(part.name.as_str(), "STANDARD" | "DAYLIGHT"))
    {
        let (begin, _) = read_time(part.get("DTSTART")?.value())?;
        let from = read_distance(part.get("TZOFFSETFROM")?.value().trim())?;
        let to = read_distance(part.get("TZOFFSETTO")?.value().trim())?;
        if first.is_none_or(|(at, _)| begin < at) {
            first = Some((begin, from));
        }
        let repeated = part.properties.iter().filter(|line| line.is("RRULE") || line.is("RDATE"));
        let recurrence: Vec<&str> = repeated.map(|line| line.raw.as_ref()).collect();
        let start = civil_at(begin);
        let plan = Plan { start, end: start, recurrence: recurrence.join("\n"), ..Plan::default() };
        let day = |year| NaiveDate::from_ymd_opt(year, 1, 1).map(|day| day.and_time(chrono::NaiveTime::MIN));
        let found =
            Schedule::of(&plan).ok()?.occurrences(&WorkCalendar::default(), day(1)?..day(2100)?).ok()?;
        changes.extend(found.iter().map(|at| {
            let civil = at.original.and_utc().timestamp();
            (civil - from, from, to)
        }));
    }
    changes.sort_unstable();
    let mut offset = changes.first().map_or(first?.1, |(_, from, _)| *from);
    let start = offset;
    let mut kept = Vec::new();
    for (moment, _, to) in changes {
        if to != offset {
            kept.push(ZoneChange { moment, offset: to });
            offset = to;
        }
    }
    // A zone with one part only is always as that part says.
    if kept.len() == 1 && component.children.len() == 1 {
        return Some(Zone::fixed("", offset));
    }
    Some(Zone::described("", start, kept))
}

/// Writes the description of a zone for times from a year on: each change of its clock by itself up to the years
/// from which on one rule tells them, and that rule.
pub(super) fn write(out: &mut String, zone: &Zone, from_year: i32) {
    push_folded(out, "BEGIN:VTIMEZONE");
    push_folded(out, &format!("TZID:{}", escaped(zone.name())));
    let begin = NaiveDate::from_ymd_opt(from_year, 1, 1).unwrap_or_default().and_time(chrono::NaiveTime::MIN);
    let begin = begin.and_utc().timestamp() - 366 * 86_400;
    let mut before = zone.offset(begin);
    part(out, "STANDARD", begin + before, before, before, None);
    let last_known = COMPARED.end;
    for change in zone.changes().iter().filter(|change| change.moment > begin && change.moment < last_known) {
        let kind = if change.offset > before { "DAYLIGHT" } else { "STANDARD" };
        let civil = change.moment + before;
        let rule = (change.moment > last_known - 366 * 86_400).then(|| yearly(civil));
        part(out, kind, civil, before, change.offset, rule.as_deref());
        before = change.offset;
    }
    push_folded(out, "END:VTIMEZONE");
}

/// The rule of a change that comes back each year: the last such weekday of the month, or the nth.
fn yearly(civil: i64) -> String {
    let date = civil_at(civil).date();
    let day = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let weekday = usize::try_from(date.weekday().num_days_from_monday()).ok().and_then(|at| day.get(at));
    let last = date.checked_add_days(chrono::Days::new(7)).is_some_and(|next| next.month() != date.month());
    let nth = if last { -1 } else { i64::from(date.day().div_ceil(7)) };
    format!("RRULE:FREQ=YEARLY;BYMONTH={};BYDAY={nth}{}", date.month(), weekday.unwrap_or(&"SU"))
}

fn part(out: &mut String, kind: &str, civil: i64, from: i64, to: i64, rule: Option<&str>) {
    push_folded(out, &format!("BEGIN:{kind}"));
    push_folded(out, &format!("DTSTART:{}", civil_at(civil).format("%Y%m%dT%H%M%S")));
    push_folded(out, &format!("TZOFFSETFROM:{}", distance(from)));
    push_folded(out, &format!("TZOFFSETTO:{}", distance(to)));
    if let Some(rule) = rule {
        push_folded(out, rule);
    }
    push_folded(out, &format!("END:{kind}"));
}

fn distance(offset: i64) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    let (hours, minutes, seconds) = (offset.abs() / 3600, offset.abs() / 60 % 60, offset.abs() % 60);
    if seconds == 0 {
        format!("{sign}{hours:02}{minutes:02}")
    } else {
        format!("{sign}{hours:02}{minutes:02}{seconds:02}")
    }
}
