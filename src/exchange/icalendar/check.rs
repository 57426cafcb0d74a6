//! What a property and a component may hold. Only what would make the calendar wrong is refused; what others write
//! beside the standard is left alone.

use super::component::{Component, Refusal};
use super::content::Line;
use crate::model::Message;
use crate::rules::recurrence::{read_date, read_duration, read_time};

/// Refuses a property whose value can't be understood.
pub(super) fn property(line: &Line<'_>, component: &str) -> Result<(), Refusal> {
    let value = line.value();
    let name = line.name();
    // Most properties are texts; the few that are not are told by their first letters.
    let refuse = |key: &'static str| {
        let shown: String = value.chars().take(60).collect();
        Err(Refusal::new(line.number, name, Message::new(key).with("name", name).with("value", shown)))
    };
    let is = |known: &[&str]| known.iter().any(|known| name.eq_ignore_ascii_case(known));
    match name.as_bytes().first().map(u8::to_ascii_uppercase) {
        Some(b'D') if is(&["DTSTAMP"]) => {
            return if is_utc(value) { Ok(()) } else { refuse("icalendar.not_utc") };
        }
        Some(b'D') if is(&["DTSTART", "DTEND", "DUE"]) && !is_stamp(value) => {
            return refuse("icalendar.bad_time");
        }
        Some(b'D') if is(&["DURATION"]) && read_duration(value.trim()).is_none() => {
            return refuse("icalendar.bad_duration");
        }
        Some(b'R') if is(&["RECURRENCE-ID"]) && !is_stamp(value) => return refuse("icalendar.bad_time"),
        Some(b'R') if is(&["RDATE"]) && !value.split(',').all(is_period_or_stamp) => {
            return refuse("icalendar.bad_time");
        }
        Some(b'E') if is(&["EXDATE"]) && !value.split(',').all(is_stamp) => {
            return refuse("icalendar.bad_time");
        }
        Some(b'F') if is(&["FREEBUSY"]) && !value.split(',').all(is_period_or_stamp) => {
            return refuse("icalendar.bad_time");
        }
        Some(b'C') if is(&["CREATED", "COMPLETED"]) && !is_utc(value) => return refuse("icalendar.not_utc"),
        Some(b'C') if is(&["COMPLETED"]) && component == "VEVENT" => return refuse("icalendar.not_in_event"),
        Some(b'L') if is(&["LAST-MODIFIED"]) && !is_utc(value) => return refuse("icalendar.not_utc"),
        Some(b'G') if is(&["GEO"]) && !is_place(value) => return refuse("icalendar.bad_place"),
        Some(b'A' | b'O') if is(&["ATTENDEE", "ORGANIZER"]) && value.trim().contains(' ') => {
            return refuse("icalendar.bad_address");
        }
        Some(b'V') if is(&["VERSION"]) && component == "VCALENDAR" && !is_version(value) => {
            return refuse("icalendar.version");
        }
        Some(b'S') if is(&["STATUS"]) && !is_status(value.trim(), component) => {
            return refuse("icalendar.bad_status");
        }
        _ => {}
    }
    if value.is_empty()
        && is(&["CLASS", "TRANSP", "SEQUENCE", "PRIORITY", "UID", "RRULE", "ACTION", "METHOD"])
    {
        return refuse("icalendar.empty");
    }
    Ok(())
}

/// Refuses a component that lacks what it can't be without.
pub(super) fn component(component: &Component<'_>) -> Result<(), Refusal> {
    let refuse = |property: &str| {
        let message =
            Message::new("icalendar.missing").with("name", property).with("component", &component.name);
        Err(Refusal::new(component.line, property, message))
    };
    let needs: &[&str] = match component.name.as_str() {
        "VCALENDAR" => &["VERSION"],
        "VALARM" => &["ACTION", "TRIGGER"],
        "VTIMEZONE" => &["TZID"],
        "STANDARD" | "DAYLIGHT" => &["DTSTART", "TZOFFSETFROM", "TZOFFSETTO"],
        _ => &[],
    };
    if let Some(missing) = needs.iter().find(|name| component.get(name).is_none()) {
        return refuse(missing);
    }
    if component.name != "VEVENT" {
        return Ok(());
    }
    const ONCE: [&str; 8] =
        ["DTSTART", "DTEND", "DURATION", "SUMMARY", "DTSTAMP", "RECURRENCE-ID", "SEQUENCE", "STATUS"];
    let mut seen = 0_u8;
    for line in &component.properties {
        let Some(at) = ONCE.iter().position(|name| line.is(name)) else { continue };
        if seen >> at & 1 == 1 {
            let message = Message::new("icalendar.twice").with("name", line.name());
            return Err(Refusal::new(line.number, line.name(), message));
        }
        seen |= 1 << at;
    }
    if let (Some(_), Some(length)) = (component.get("DTEND"), component.get("DURATION")) {
        return Err(Refusal::new(length.number, "DURATION", Message::new("icalendar.two_ends")));
    }
    Ok(())
}

fn is_stamp(value: &str) -> bool {
    read_date(value).is_some() || read_time(value).is_some()
}

fn is_period_or_stamp(value: &str) -> bool {
    match value.split_once('/') {
        Some((start, end)) => is_stamp(start) && (is_stamp(end) || read_duration(end).is_some()),
        None => is_stamp(value),
    }
}

fn is_utc(value: &str) -> bool {
    read_time(value).is_some_and(|(_, utc)| utc)
}

fn is_place(value: &str) -> bool {
    let number =
        |text: &str, most: f64| text.trim().parse::<f64>().is_ok_and(|degrees| degrees.abs() <= most);
    value
        .split_once(';')
        .is_some_and(|(latitude, longitude)| number(latitude, 90.0) && number(longitude, 180.0))
}

fn is_version(value: &str) -> bool {
    value.trim().rsplit(';').next().is_some_and(|version| version.trim() == "2.0")
}

fn is_status(value: &str, component: &str) -> bool {
    let known: &[&str] = match component {
        "VEVENT" => &["TENTATIVE", "CONFIRMED", "CANCELLED"],
        "VTODO" => &["NEEDS-ACTION", "COMPLETED", "IN-PROCESS", "CANCELLED"],
        "VJOURNAL" => &["DRAFT", "FINAL", "CANCELLED"],
        _ => return true,
    };
    known.iter().any(|known| value.eq_ignore_ascii_case(known))
}
