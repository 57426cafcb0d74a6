//! An event of a file as the fields of a meeting.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{Datelike as _, NaiveDateTime, TimeDelta};
use sha2::{Digest as _, Sha256};

use super::component::{Component, Refusal};
use super::content::{Line, unescaped};
use super::write::ROOM;
use super::zones::Described;
use crate::desk::Values;
use crate::model::{Message, RecordId, Value};
use crate::rules::recurrence::{Plan, civil_at, civil_of, read_date, read_duration, read_time};
use crate::rules::time_zones::Zone;
use crate::text::Language;

/// The lengths of the fields that hold texts.
const LONGEST_LINE: usize = 500;
const LONGEST_NOTE: usize = 20_000;
const LONGEST_KEPT: usize = 200_000;

/// Years a calendar of an office has to do with.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2200;

/// A time as a property names it.
#[derive(Clone, Debug, PartialEq)]
enum Stamp {
    Day(NaiveDateTime),
    /// With the zone's name; empty for the clock of wherever one is.
    Time(NaiveDateTime, String),
}

/// An event, understood.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) line: u64,
    pub(super) uid: String,
    pub(super) start: Option<NaiveDateTime>,
    pub(super) end: Option<NaiveDateTime>,
    pub(super) all_day: bool,
    pub(super) time_zone: String,
    pub(super) recurrence_id: Option<NaiveDateTime>,
    replaced: Option<Stamp>,
    pub(super) following: bool,
    pub(super) sequence: i64,
    pub(super) cancelled: bool,
    pub(super) title: String,
    pub(super) place: String,
    pub(super) note: String,
    recurrence: String,
    /// Whether its beginning is a time without a zone.
    pub(super) is_on_any_clock: bool,
    /// Whether it is a to-do.
    pub(super) is_todo: bool,
    /// The room it names as one of this office, and what that is called.
    pub(super) room: Option<RecordId>,
    pub(super) room_name: String,
    /// What has no field of its own, word for word.
    pub(super) kept: String,
    /// Characters of it.
    kept_length: usize,
    /// What could not be kept, with its line and property.
    pub(super) problems: Vec<(u64, String, Message)>,
}

type Zones = HashMap<String, Option<Described>>;

impl Event {
    pub(super) fn of(component: &Component<'_>, zones: &Zones) -> Result<Self, Refusal> {
        let mut event = Self {
            line: component.line,
            uid: String::new(),
            start: None,
            end: None,
            all_day: false,
            time_zone: String::new(),
            recurrence_id: None,
            replaced: None,
            following: false,
            sequence: 0,
            cancelled: false,
            title: String::new(),
            place: String::new(),
            note: String::new(),
            recurrence: String::new(),
            is_on_any_clock: false,
            is_todo: component.name == "VTODO",
            room: None,
            room_name: String::new(),
            kept: String::new(),
            kept_length: 0,
            problems: Vec::new(),
        };
        if let Some(line) = component.get("DTSTART")
            && let Some(stamp) = event.stamp(line, line.value(), zones)
        {
            match stamp {
                Stamp::Day(day) => (event.start, event.all_day) = (Some(day), true),
                Stamp::Time(time, zone) => (event.start, event.time_zone) = (Some(time), zone),
            }
            let names_none = line.parameter("TZID").is_none_or(str::is_empty);
            event.is_on_any_clock = names_none && !event.all_day && event.time_zone.is_empty();
        }
        for line in &component.properties {
            event.take(line, zones);
        }
        event.complete();
        if event.uid.is_empty() {
            event.uid = fingerprint(component);
        }
        for child in &component.children {
            event.keep_component(child);
        }
        Ok(event)
    }

    fn take(&mut self, line: &Line<'_>, zones: &Zones) {
        let name = capitals(line.name());
        // A matter has no field for these.
        const KEPT: [&str; 6] = ["DTSTART", "SEQUENCE", "LOCATION", "RECURRENCE-ID", "STATUS", "DURATION"];
        if self.is_todo && KEPT.contains(&name.as_ref()) {
            self.keep(line.number, &name, &line.raw);
            if name != "DURATION" {
                return;
            }
        }
        match name.as_ref() {
            // DTSTAMP is when a file was written, which changes with each that says the same.
            "DTSTART" | "DTSTAMP" => {}
            "UID" if self.uid.is_empty() => line.value().trim().clone_into(&mut self.uid),
            "SEQUENCE" => self.sequence = line.value().trim().parse().unwrap_or(0).max(0),
            "DUE" if !self.is_todo => self.keep(line.number, &name, &line.raw),
            // A matter has a day; the time of the day stays with it.
            "DUE" if read_date(line.value()).is_none() => {
                self.keep(line.number, &name, &line.raw);
                self.due(line, zones);
            }
            "DTEND" | "DUE" => match self.stamp(line, line.value(), zones) {
                Some(Stamp::Day(day)) => self.end = Some(day),
                Some(Stamp::Time(time, zone)) => self.end = Some(self.on_own_clock(time, &zone)),
                None => {}
            },
            "DURATION" => {
                let length = read_duration(line.value().trim());
                if let (Some(start), Some((days, seconds))) = (self.start, length) {
                    let whole = Zone::find(&self.time_zone).unwrap_or_else(Zone::office);
                    let begin = civil_of(start) + days * 86_400;
                    self.end = Some(civil_at(whole.civil(whole.moment(begin) + seconds)));
                }
            }
            "RECURRENCE-ID" => {
                self.replaced = self.stamp(line, line.value(), zones);
                self.following =
                    line.parameter("RANGE").is_some_and(|range| range.eq_ignore_ascii_case("THISANDFUTURE"));
            }
            "RRULE" | "EXRULE" => self.push_recurrence(&format!("{name}:{}", line.value().trim())),
            "RDATE" | "EXDATE" => self.take_dates(line, &name, zones),
            "STATUS" if line.value().trim().eq_ignore_ascii_case("CANCELLED") => self.cancelled = true,
            "SUMMARY" => self.title = self.text(line, LONGEST_LINE, false),
            "LOCATION" if line.parameter("X-CHANCERY-PLACE").is_some() => {
                self.room_name = unescaped(line.value());
            }
            "LOCATION" => self.place = self.text(line, LONGEST_LINE, false),
            ROOM => self.room = line.value().trim().parse().ok(),
            "DESCRIPTION" => self.note = self.text(line, LONGEST_NOTE, true),
            _ => self.keep(line.number, &name, &line.raw),
        }
    }

    /// Dates on the plan's own clock stand as they are, those of another with the name of the database.
    fn take_dates(&mut self, line: &Line<'_>, name: &str, zones: &Zones) {
        let own_clock = line.parameter("X-CHANCERY-CLOCK").is_some();
        let zone = line.parameter("TZID").filter(|_| !own_clock);
        let zone = zone.map(|name| zones.get(name).cloned().flatten().map(|described| described.zone));
        let kind = line.parameter("VALUE").map(|kind| format!(";VALUE={}", kind.to_ascii_uppercase()));
        let kind = kind.filter(|kind| kind != ";VALUE=DATE-TIME").unwrap_or_default();
        let head = match zone {
            Some(Some(zone)) if zone.name() != self.time_zone && !kind.ends_with("=DATE") => {
                format!("{name}{kind};TZID={}", quoted(zone.name()))
            }
            Some(None) => {
                self.unknown_zone(line);
                format!("{name}{kind}")
            }
            _ => format!("{name}{kind}"),
        };
        self.push_recurrence(&format!("{head}:{}", line.value().trim()));
    }

    fn push_recurrence(&mut self, line: &str) {
        if !self.recurrence.is_empty() {
            self.recurrence.push('\n');
        }
        self.recurrence.push_str(line);
    }

    /// A text for a field. Where the field can't hold all of it, or the property says more than its text, the whole
    /// line is kept beside.
    fn text(&mut self, line: &Line<'_>, longest: usize, several_lines: bool) -> String {
        let whole = unescaped(line.value());
        let text = fitted(&whole, longest, several_lines);
        if text != whole || line.has_parameters() {
            self.keep(line.number, line.name(), &line.raw);
        }
        text
    }

    fn keep(&mut self, number: u64, name: &str, raw: &str) {
        let length = raw.chars().count();
        if self.kept_length + length > LONGEST_KEPT {
            let message = Message::new("icalendar.too_long").with("name", name);
            self.problems.push((number, name.to_owned(), message));
            return;
        }
        if !self.kept.is_empty() {
            self.kept.push('\n');
            self.kept_length += 1;
        }
        self.kept_length += length;
        if raw.contains(char::is_control) {
            self.kept.extend(raw.chars().map(|letter| if letter.is_control() { ' ' } else { letter }));
        } else {
            self.kept.push_str(raw);
        }
    }

    fn keep_component(&mut self, component: &Component<'_>) {
        self.keep(component.line, &component.name, &format!("BEGIN:{}", component.name));
        for line in &component.properties {
            self.keep(line.number, line.name(), &line.raw);
        }
        component.children.iter().for_each(|child| self.keep_component(child));
        self.keep(component.line, &component.name, &format!("END:{}", component.name));
    }

    fn unknown_zone(&mut self, line: &Line<'_>) {
        let zone = line.parameter("TZID").unwrap_or_default();
        let message = Message::new("icalendar.unknown_zone").with("name", zone);
        self.problems.push((line.number, line.name().to_owned(), message));
    }

    fn stamp(&mut self, line: &Line<'_>, value: &str, zones: &Zones) -> Option<Stamp> {
        if let Some(date) = read_date(value) {
            return Some(Stamp::Day(date.and_time(chrono::NaiveTime::MIN)));
        }
        let (civil, utc) = read_time(value)?;
        let name = match line.parameter("TZID").filter(|name| !name.is_empty()) {
            _ if utc => "UTC".to_owned(),
            _ if line.parameter("X-CHANCERY-CLOCK").is_some() => String::new(),
            None => String::new(),
            Some(name) => match zones.get(name) {
                Some(Some(Described { zone, is_near })) => {
                    if *is_near {
                        let message = Message::new("icalendar.near_zone").with("name", name);
                        let message = message.with("zone", zone.name());
                        self.problems.push((line.number, line.name().to_owned(), message));
                    }
                    zone.name().to_owned()
                }
                _ => {
                    self.unknown_zone(line);
                    String::new()
                }
            },
        };
        Some(Stamp::Time(civil_at(civil), name))
    }

    fn on_own_clock(&self, time: NaiveDateTime, zone: &str) -> NaiveDateTime {
        on_clock(time, zone, &self.time_zone)
    }

    fn complete(&mut self) {
        let Some(start) = self.start else { return };
        let day = TimeDelta::days(1);
        if self.all_day && !self.is_todo && self.end.is_none_or(|end| end == start) {
            self.end = start.checked_add_signed(day);
        }
        let end = self.end.unwrap_or(start);
        if !YEARS.contains(&start.year()) || !YEARS.contains(&end.year()) {
            let message = Message::new("icalendar.year").with("year", start.year());
            self.problems.push((self.line, "DTSTART".to_owned(), message));
            self.start = None;
        }
    }

    /// Names the replaced occurrence on the clock of its series, which begins at a time on a clock.
    pub(super) fn settle(&mut self, series: Option<(String, Option<NaiveDateTime>)>) {
        let (clock, begin) = series.unwrap_or_else(|| (self.time_zone.clone(), self.start));
        self.recurrence_id = match self.replaced.take() {
            None => return,
            // A day names the occurrence of that day.
            Some(Stamp::Day(day)) => Some(begin.map_or(day, |begin| day.date().and_time(begin.time()))),
            Some(Stamp::Time(time, zone)) => Some(on_clock(time, &zone, &clock)),
        };
        // One changed occurrence does not repeat itself; what some programs write there all the same is kept.
        for line in std::mem::take(&mut self.recurrence).lines() {
            self.keep(self.line, "RDATE", line);
        }
    }

    /// When it takes place; `None` without a beginning.
    pub(super) fn plan(&self) -> Option<Plan> {
        let start = self.start?;
        Some(Plan {
            start,
            end: self.end.unwrap_or(start),
            all_day: self.all_day,
            time_zone: self.time_zone.clone(),
            recurrence: self.recurrence.clone(),
        })
    }

    /// Gives it other lines by which it comes again.
    pub(super) fn set_recurrence(&mut self, lines: String) {
        self.recurrence = lines;
    }

    /// Makes what changed an occurrence and all that follow a series of its own.
    pub(super) fn become_series(&mut self, plan: &Plan, uid: String) {
        (self.start, self.end) = (Some(plan.start), Some(plan.end));
        self.time_zone.clone_from(&plan.time_zone);
        self.recurrence.clone_from(&plan.recurrence);
        self.uid = uid;
        self.recurrence_id = None;
        self.following = false;
    }

    /// The day by which a to-do is done, on the office's clock.
    fn due(&mut self, line: &Line<'_>, zones: &Zones) {
        if let Some(Stamp::Time(time, zone)) = self.stamp(line, line.value(), zones) {
            let office = Zone::office();
            let zone = Zone::find(&zone).filter(|_| !zone.is_empty());
            let moment = zone.map(|zone| zone.moment(civil_of(time)));
            self.end = Some(moment.map_or(time, |moment| civil_at(office.civil(moment))));
        }
    }

    /// Whether it stands for one occurrence of a series.
    pub(super) fn replaces(&self) -> bool {
        self.replaced.is_some()
    }

    /// Whether it comes again.
    pub(super) fn repeats(&self) -> bool {
        !self.recurrence.is_empty()
    }

    /// What has no field, with the rules of a to-do that comes again.
    pub(super) fn kept_with_recurrence(&self) -> String {
        let mut lines: Vec<&str> = self.recurrence.lines().collect();
        lines.extend(self.kept.lines());
        lines.join("\n")
    }

    /// What a COMMENT says, in one line.
    pub(super) fn comment(&self) -> Option<String> {
        let line = self.kept.lines().find(|line| super::write::is(line, "COMMENT"))?;
        Some(fitted(&unescaped(super::content::value_of(line)), LONGEST_LINE, false))
            .filter(|text| !text.is_empty())
    }

    /// The fields of its meeting.
    pub(super) fn values(&self) -> Values {
        let time = |time: Option<NaiveDateTime>| time.map_or(Value::Nothing, Value::DateTime);
        let untitled = Language::default().text("icalendar.untitled");
        Values::new()
            .text("title", if self.title.is_empty() { untitled } else { &self.title })
            .with("start", time(self.start))
            .with("end", time(self.end))
            .with("all_day", Value::Flag(self.all_day))
            .text("time_zone", &self.time_zone)
            .text("place", &self.place)
            .text("note", &self.note)
            .text("recurrence", &self.recurrence)
            .with("recurrence_id", time(self.recurrence_id))
            .text("uid", fitted(&self.uid, LONGEST_LINE, false))
            .with("sequence", Value::Integer(self.sequence))
            .text("icalendar", &self.kept)
    }
}

/// A time of one clock on another; a clock without a name stays as it is.
pub(super) fn on_clock(time: NaiveDateTime, from: &str, to: &str) -> NaiveDateTime {
    if from == to || from.is_empty() || to.is_empty() {
        return time;
    }
    match (Zone::find(from), Zone::find(to)) {
        (Some(from), Some(to)) => civil_at(to.civil(from.moment(civil_of(time)))),
        _ => time,
    }
}

/// The name of a zone as a parameter: a distance from UTC has a colon and is quoted.
pub(super) fn quoted(name: &str) -> String {
    if name.contains([':', ';', ',']) { format!("\"{name}\"") } else { name.to_owned() }
}

/// A name in capitals, as most files write it.
fn capitals(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_lowercase()) {
        Cow::Owned(name.to_ascii_uppercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// A text as a field can hold it.
pub(super) fn fitted(text: &str, longest: usize, several_lines: bool) -> String {
    let fits = |character: &char| !character.is_control() || (several_lines && *character == '\n');
    if text.len() <= longest && text.chars().all(|character| fits(&character)) {
        return text.trim().to_owned();
    }
    let tidy = text.chars().map(|character| {
        if character == '\t' || character == '\n' && !several_lines { ' ' } else { character }
    });
    let tidy: String = tidy.filter(fits).collect();
    let tidy = tidy.trim();
    match tidy.char_indices().nth(longest) {
        None => tidy.to_owned(),
        Some(_) => tidy.chars().take(longest - 1).chain(['…']).collect(),
    }
}

/// Who brings no identity gets one from what it says, so that the same file read again is recognised.
fn fingerprint(component: &Component<'_>) -> String {
    let mut hash = Sha256::new();
    for line in &component.properties {
        hash.update(line.raw.as_bytes());
        hash.update(b"\n");
    }
    let digest = hash.finalize();
    let digits: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{digits}@content.chancery")
}
