//! Meetings as a calendar file (RFC 5545): every line folded at 75 octets, every time zone described.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike as _, NaiveDateTime, Utc};

use super::content::{escaped, escaped_parameter, push_folded, unescaped, value_of};
use super::event::{fitted, quoted};
use super::people::address;
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

/// The room of a meeting by its identity.
pub(super) const ROOM: &str = "X-CHANCERY-ROOM";

/// Marks a place that is only the name of the room.
pub(super) const PLACE_IS_ROOM: &str = "X-CHANCERY-PLACE=ROOM";

/// A meeting on its way out: its identity and the value of a field.
pub(super) type Row<'a> = (RecordId, &'a dyn Fn(&str) -> Value);

/// What a file says besides its meetings.
#[derive(Default)]
pub(in crate::exchange) struct Dress {
    /// METHOD (RFC 5546), where it asks for something.
    pub(in crate::exchange) method: Option<&'static str>,
    /// More lines about the calendar: its name, how often it is written.
    pub(in crate::exchange) lines: Vec<String>,
    /// ORGANIZER and ATTENDEE lines by meeting; what an earlier file said of the same people is left out then.
    pub(in crate::exchange) people: HashMap<RecordId, Vec<String>>,
    /// Whether only those people are named: in the answer of one.
    pub(in crate::exchange) alone: bool,
    /// Only when, not what.
    pub(in crate::exchange) busy_only: bool,
    /// The names of rooms.
    pub(in crate::exchange) rooms: HashMap<RecordId, String>,
}

/// The first lines of every file.
pub(super) fn begin(out: &mut String, method: Option<&str>) {
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Chancery//Chancery//EN", "CALSCALE:GREGORIAN"] {
        push_folded(out, line);
    }
    if let Some(method) = method {
        push_folded(out, &format!("METHOD:{method}"));
    }
}

/// Writes meetings into a calendar file.
pub(super) fn write_meetings(rows: &[Row<'_>], now: DateTime<Utc>, dress: &Dress) -> String {
    let mut out = String::new();
    begin(&mut out, dress.method);
    dress.lines.iter().for_each(|line| push_folded(&mut out, line));
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
        event(&mut out, row, &uids, now, dress);
    }
    push_folded(&mut out, "END:VCALENDAR");
    out
}

pub(super) fn text(field: &dyn Fn(&str) -> Value, key: &str) -> String {
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
    dress: &Dress,
) {
    let Some(start) = field("start").as_date_time() else { return };
    let all_day = field("all_day") == Value::Flag(true);
    let zone = text(field, "time_zone");
    let series = field("series").as_link().and_then(|series| uids.get(&series));
    let uid = series.map_or_else(|| uid(*id, field), |(uid, _)| uid.clone());
    push_folded(out, "BEGIN:VEVENT");
    push_folded(out, &format!("UID:{uid}"));
    let kept = if dress.busy_only { String::new() } else { text(field, "icalendar") };
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
    if dress.busy_only {
        let busy = Language::default().text("icalendar.busy");
        push_folded(out, &format!("SUMMARY:{}", escaped(busy)));
        push_folded(out, "CLASS:PRIVATE");
        if field("state") == Value::choice("cancelled") {
            push_folded(out, "STATUS:CANCELLED");
        }
        return push_folded(out, "END:VEVENT");
    }
    write_room(out, field, dress);
    let people = dress.people.get(id).map(Vec::as_slice).unwrap_or_default();
    people.iter().for_each(|line| push_folded(out, line));
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
        if !written_anew && !called_off && !is_said(line, people, dress.alone) {
            push_folded(out, line);
        }
    }
    components.iter().for_each(|line| push_folded(out, line));
    push_folded(out, "END:VEVENT");
}

/// The room, which has a name as a place and comes back as a room.
fn write_room(out: &mut String, field: &dyn Fn(&str) -> Value, dress: &Dress) {
    let Some(room) = field("room").as_link() else { return };
    let Some(name) = dress.rooms.get(&room) else { return };
    push_folded(out, &format!("{ROOM};CN={}:{room}", escaped_parameter(name)));
    if text(field, "place").is_empty() {
        push_folded(out, &format!("LOCATION;{PLACE_IS_ROOM}:{}", escaped(name)));
    }
}

/// Whether lines about people say what a kept line says of one.
pub(super) fn is_said(line: &str, people: &[String], alone: bool) -> bool {
    if people.is_empty() || !(is(line, "ATTENDEE") || is(line, "ORGANIZER")) {
        return false;
    }
    let same = |own: &String| {
        is(line, "ORGANIZER") && is(own, "ORGANIZER") || is(own, "ATTENDEE") && address(own) == address(line)
    };
    alone && is(line, "ATTENDEE") || people.iter().any(same)
}

/// Whether a kept line says what the field says now.
fn says(line: &str, value: &str, several_lines: bool) -> bool {
    fitted(&unescaped(value_of(line)), if several_lines { 20_000 } else { 500 }, several_lines) == value
}

pub(super) fn is(line: &str, name: &str) -> bool {
    let own = line.split([':', ';']).next().unwrap_or_default();
    own.eq_ignore_ascii_case(name)
}

/// The kept lines: properties, and components with what stands in them.
pub(super) fn kept_parts(kept: &str) -> (Vec<&str>, Vec<&str>) {
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
