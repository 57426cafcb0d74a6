//! Meetings as a calendar file (RFC 5545): every line folded at 75 octets, every time zone described.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, NaiveDateTime, Utc};

use super::content::{escaped, push_folded, unescaped, value_of};
use super::event::{fitted, quoted};
use super::zones;
use crate::model::{RecordId, Value};
use crate::rules::time_zones::Zone;
use crate::text::Language;

/// What ends the UID of a meeting that was made here.
pub(super) const OWN: &str = "@meeting.chancery";

/// The clock of the office as other programs know it.
const OFFICE_ZONE: &str = "Asia/Shanghai";

/// Marks a time of the office's own clock, so that it comes back as one.
const OWN_CLOCK: &str = "X-CHANCERY-CLOCK=OFFICE";

/// A meeting on its way out: its identity and the value of a field.
pub(in crate::exchange) type Row<'a> = (RecordId, &'a dyn Fn(&str) -> Value);

/// Writes meetings into a calendar file.
pub(in crate::exchange) fn write_meetings(rows: &[Row<'_>], now: DateTime<Utc>) -> String {
    let mut out = String::new();
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Chancery//Chancery//EN", "CALSCALE:GREGORIAN"] {
        push_folded(&mut out, line);
    }
    let mut used: BTreeMap<String, i32> = BTreeMap::new();
    let mut uids: BTreeMap<RecordId, (String, String)> = BTreeMap::new();
    for (id, field) in rows {
        let zone = text(field, "time_zone");
        uids.insert(*id, (uid(*id, field), zone.clone()));
        let name = if zone.is_empty() { OFFICE_ZONE.to_owned() } else { zone };
        let year = field("start").as_date_time().map_or(1970, |start| start.year());
        if field("all_day") != Value::Flag(true) && name != "UTC" {
            used.entry(name).and_modify(|first| *first = (*first).min(year)).or_insert(year);
        }
    }
    for (name, year) in &used {
        if let Some(zone) = Zone::find(name) {
            zones::write(&mut out, &zone, *year);
        }
    }
    for row in rows {
        event(&mut out, row, &uids, now);
    }
    push_folded(&mut out, "END:VCALENDAR");
    out
}

fn text(field: &dyn Fn(&str) -> Value, key: &str) -> String {
    field(key).as_str().unwrap_or_default().to_owned()
}

fn uid(id: RecordId, field: &dyn Fn(&str) -> Value) -> String {
    let own = text(field, "uid");
    if !own.is_empty() {
        return own;
    }
    let named = field("series").as_link().unwrap_or(id);
    format!("{named}{OWN}")
}

fn event(
    out: &mut String,
    (id, field): &Row<'_>,
    uids: &BTreeMap<RecordId, (String, String)>,
    now: DateTime<Utc>,
) {
    let Some(start) = field("start").as_date_time() else { return };
    let all_day = field("all_day") == Value::Flag(true);
    let zone = text(field, "time_zone");
    let series = field("series").as_link().and_then(|series| uids.get(&series));
    let uid = series.map_or_else(|| uid(*id, field), |(uid, _)| uid.clone());
    push_folded(out, "BEGIN:VEVENT");
    push_folded(out, &format!("UID:{uid}"));
    let kept = text(field, "icalendar");
    let (properties, components) = kept_parts(&kept);
    push_folded(out, &format!("DTSTAMP:{}", now.format("%Y%m%dT%H%M%SZ")));
    push_folded(out, &stamp("DTSTART", start, all_day, &zone));
    if let Some(end) = field("end").as_date_time() {
        push_folded(out, &stamp("DTEND", end, all_day, &zone));
    }
    for line in text(field, "recurrence").lines() {
        push_folded(out, &dated(line.trim(), &zone));
    }
    if let Some(original) = field("recurrence_id").as_date_time() {
        let clock = series.map_or(&zone, |(_, clock)| clock);
        push_folded(out, &stamp("RECURRENCE-ID", original, all_day, clock));
    }
    if let Value::Integer(sequence) = field("sequence") {
        push_folded(out, &format!("SEQUENCE:{sequence}"));
    }
    let untitled = Language::default().text("icalendar.untitled");
    for (name, key, several_lines) in
        [("SUMMARY", "title", false), ("LOCATION", "place", false), ("DESCRIPTION", "note", true)]
    {
        let value = text(field, key);
        if properties.iter().any(|line| is(line, name) && says(line, &value, several_lines)) {
            continue;
        }
        if !value.is_empty() && value != untitled {
            push_folded(out, &format!("{name}:{}", escaped(&value)));
        }
    }
    if field("state") == Value::choice("cancelled") {
        push_folded(out, "STATUS:CANCELLED");
    }
    for line in properties {
        let written_anew = [("SUMMARY", "title"), ("LOCATION", "place"), ("DESCRIPTION", "note")]
            .into_iter()
            .any(|(name, key)| is(line, name) && !says(line, &text(field, key), name == "DESCRIPTION"));
        let called_off = is(line, "STATUS") && field("state") == Value::choice("cancelled");
        if !written_anew && !called_off {
            push_folded(out, line);
        }
    }
    components.iter().for_each(|line| push_folded(out, line));
    push_folded(out, "END:VEVENT");
}

/// Whether a kept line says what the field says now.
fn says(line: &str, value: &str, several_lines: bool) -> bool {
    fitted(&unescaped(value_of(line)), if several_lines { 20_000 } else { 500 }, several_lines) == value
}

fn is(line: &str, name: &str) -> bool {
    let own = line.split([':', ';']).next().unwrap_or_default();
    own.eq_ignore_ascii_case(name)
}

/// The kept lines: properties, and components with what stands in them.
fn kept_parts(kept: &str) -> (Vec<&str>, Vec<&str>) {
    let mut depth = 0_u32;
    kept.lines().partition(|line| {
        let (begins, ends) = (is(line, "BEGIN"), is(line, "END"));
        depth += u32::from(begins);
        let outside = depth == 0;
        depth = depth.saturating_sub(u32::from(ends));
        outside
    })
}

fn stamp(name: &str, time: NaiveDateTime, all_day: bool, zone: &str) -> String {
    let shown = time.format("%Y%m%dT%H%M%S");
    match zone {
        _ if all_day => format!("{name};VALUE=DATE:{}", time.format("%Y%m%d")),
        "" => format!("{name};TZID={OFFICE_ZONE};{OWN_CLOCK}:{shown}"),
        "UTC" => format!("{name}:{shown}Z"),
        zone => format!("{name};TZID={}:{shown}", quoted(zone)),
    }
}

/// A line of added or left out times with the zone of its meeting, unless it names one or days or moments.
fn dated(line: &str, zone: &str) -> String {
    let Some((head, value)) = line.rsplit_once(':') else { return line.to_owned() };
    let dates = is(head, "RDATE") || is(head, "EXDATE");
    let upper = head.to_ascii_uppercase();
    if !dates || upper.contains("TZID=") || upper.ends_with("=DATE") || value.ends_with(['Z', 'z']) {
        return line.to_owned();
    }
    match zone {
        "" => format!("{head};TZID={OFFICE_ZONE};{OWN_CLOCK}:{value}"),
        "UTC" => format!(
            "{head}:{}",
            value.split(',').map(|entry| format!("{entry}Z")).collect::<Vec<_>>().join(",")
        ),
        zone => format!("{head};TZID={}:{value}", quoted(zone)),
    }
}
