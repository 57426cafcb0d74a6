//! Components of a calendar file: what begins and ends, and what must stand in it (RFC 5545 §3.4 to §3.6).

use std::collections::HashMap;

use chrono::NaiveDateTime;

use super::check;
use super::content::{Line, Lines, Next, text, unescaped};
use super::event::{Event, fitted};
use super::following;
use super::zones::{self, Described};
use crate::model::Message;
use crate::rules::time_zones::Zone;
use crate::rules::two_threads::both;

/// Why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Line in the file, from 1.
    pub line: u64,
    /// Name of the property or component.
    pub property: String,
    /// What is wrong and what to do.
    pub message: Message,
}

impl Refusal {
    pub(super) fn new(line: u64, property: &str, message: Message) -> Self {
        Self { line, property: property.to_owned(), message }
    }
}

/// What a calendar file holds.
#[derive(Debug, Default)]
pub struct Calendar {
    /// METHOD, in capitals; empty where the file only tells of events.
    pub method: String,
    pub(super) events: Vec<Event>,
    pub(super) todos: Vec<Event>,
    /// What is neither: journals, free/busy times.
    pub(super) others: Vec<Other>,
    /// What is said of the whole calendar and has no place here: line, property, and what that means.
    pub(super) notes: Vec<(u64, String, Message)>,
}

/// A component that no register takes.
#[derive(Debug)]
pub(super) struct Other {
    pub(super) line: u64,
    pub(super) name: String,
    /// How many busy times it names.
    pub(super) times: usize,
}

impl Calendar {
    /// How many events there are.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// How many to-dos there are.
    pub fn todos(&self) -> usize {
        self.todos.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }
}

/// A component with what stands in it.
#[derive(Clone, Debug)]
pub(super) struct Component<'a> {
    pub(super) name: String,
    pub(super) line: u64,
    pub(super) properties: Vec<Line<'a>>,
    pub(super) children: Vec<Component<'a>>,
}

impl Component<'_> {
    /// The first property of a name.
    pub(super) fn get(&self, name: &str) -> Option<&Line<'_>> {
        self.properties.iter().find(|line| line.is(name))
    }
}

/// The most events one file may bring.
const MOST_EVENTS: usize = 200_000;

/// From so many events on they are worth a second thread.
const TWO_THREADS: usize = 500;

/// The most notes about one file.
const MOST_NOTES: usize = 200;

/// The most components within each other.
const DEEPEST: usize = 8;

/// Reads a calendar file.
///
/// # Errors
/// The first thing in it that breaks the format, with its line.
pub fn read_calendar(bytes: &[u8]) -> Result<Calendar, Refusal> {
    let text = text(bytes);
    let mut lines = Lines::new(&text);
    let mut reading = Reading::default();
    loop {
        match lines.next()? {
            Next::End => break,
            Next::Blank(number) => {
                if let Some(blank) = (!reading.stack.is_empty()).then_some(number) {
                    reading.blank.get_or_insert(blank);
                }
            }
            Next::Line(line) => reading.take(line)?,
        }
    }
    if let Some(open) = reading.stack.last() {
        let message = Message::new("icalendar.unclosed").with("name", &open.name);
        return Err(Refusal::new(open.line, &open.name, message));
    }
    if !reading.any {
        return Err(Refusal::new(1, "VCALENDAR", Message::new("icalendar.no_calendar")));
    }
    Ok(reading.calendar)
}

#[derive(Default)]
struct Reading<'a> {
    stack: Vec<Component<'a>>,
    blank: Option<u64>,
    /// A to-do that can't be published: its line and what it lacks.
    unfit: Option<(u64, &'static str)>,
    any: bool,
    zones: HashMap<String, Option<Described>>,
    /// Zones that lines name before or without their description, with the line.
    named: HashMap<String, u64>,
    events: Vec<Component<'a>>,
    calendar: Calendar,
}

impl<'a> Reading<'a> {
    fn take(&mut self, line: Line<'a>) -> Result<(), Refusal> {
        if let Some(blank) = self.blank.take() {
            return Err(Refusal::new(blank, "", Message::new("icalendar.blank_line")));
        }
        if line.is("BEGIN") {
            return self.begin(&line);
        }
        if line.is("END") {
            return self.end(&line);
        }
        if line.name().len() == 1 {
            let message = Message::new("icalendar.unknown_property").with("name", line.name());
            return Err(Refusal::new(line.number, line.name(), message));
        }
        let Some(component) = self.stack.last_mut() else {
            return Err(Refusal::new(line.number, line.name(), Message::new("icalendar.no_calendar")));
        };
        check::property(&line, &component.name)?;
        if component.name != "VTIMEZONE"
            && let Some(zone) = line.parameter("TZID")
            && !self.named.contains_key(zone)
        {
            self.named.insert(zone.to_owned(), line.number);
        }
        component.properties.push(line);
        Ok(())
    }

    fn begin(&mut self, line: &Line<'a>) -> Result<(), Refusal> {
        let name = line.value().trim().to_ascii_uppercase();
        let refuse = |key| Err(Refusal::new(line.number, &name, Message::new(key)));
        match (self.stack.is_empty(), name == "VCALENDAR") {
            (true, false) => return refuse("icalendar.no_calendar"),
            (false, true) => return refuse("icalendar.nested_calendar"),
            _ if self.stack.len() >= DEEPEST => return refuse("icalendar.too_deep"),
            _ => {}
        }
        self.stack.push(Component { name, line: line.number, properties: Vec::new(), children: Vec::new() });
        Ok(())
    }

    fn end(&mut self, line: &Line<'a>) -> Result<(), Refusal> {
        let name = line.value().trim();
        let Some(component) = self.stack.pop().filter(|open| open.name.eq_ignore_ascii_case(name)) else {
            let message = Message::new("icalendar.wrong_end").with("name", name);
            return Err(Refusal::new(line.number, name, message));
        };
        check::component(&component)?;
        match (component.name.as_str(), self.stack.len()) {
            ("VCALENDAR", _) => self.close(&component)?,
            ("VTIMEZONE", 1) => {
                if let Some((name, zone)) = zones::described(&component) {
                    self.zones.insert(name, zone);
                }
            }
            ("VEVENT" | "VTODO", 1) => {
                let read = self.events.len() + self.calendar.events.len() + self.calendar.todos.len();
                if read >= MOST_EVENTS {
                    let message = Message::new("icalendar.too_many_events").with("limit", MOST_EVENTS);
                    return Err(Refusal::new(component.line, &component.name, message));
                }
                let lacks =
                    ["ORGANIZER", "PRIORITY"].into_iter().find(|needed| component.get(needed).is_none());
                if let Some(lacking) = lacks.filter(|_| component.name == "VTODO") {
                    self.unfit.get_or_insert((component.line, lacking));
                }
                self.events.push(component);
            }
            (_, 1) => {
                let times = component.properties.iter().filter(|line| line.is("FREEBUSY"));
                let times = times.map(|line| line.value().split(',').count()).sum();
                self.calendar.others.push(Other { line: component.line, name: component.name, times });
            }
            _ => {
                if let Some(parent) = self.stack.last_mut() {
                    parent.children.push(component);
                }
            }
        }
        Ok(())
    }

    /// The end of a calendar: its zones are known now, and its events can be understood.
    fn close(&mut self, calendar: &Component<'a>) -> Result<(), Refusal> {
        self.any = true;
        let signed = calendar.get("PRODID").is_some();
        let mut named: Vec<(String, u64)> = self.named.drain().collect();
        named.sort_by_key(|(_, line)| *line);
        for (name, line) in named {
            if self.zones.contains_key(&name) || name.is_empty() {
                continue;
            }
            let Some(zone) = Zone::find(&name).filter(|_| signed) else {
                let message = Message::new("icalendar.undescribed_zone").with("name", &name);
                return Err(Refusal::new(line, "TZID", message));
            };
            self.zones.insert(name, Some(Described::known(zone)));
        }
        if let Some(method) = calendar.get("METHOD") {
            self.calendar.method = method.value().trim().to_ascii_uppercase();
        }
        // RFC 5546 §3.4.1: what a published to-do must have.
        if let Some((line, lacking)) = self.unfit.take().filter(|_| self.calendar.method == "PUBLISH") {
            let message = Message::new("icalendar.missing").with("name", lacking).with("component", "VTODO");
            return Err(Refusal::new(line, lacking, message));
        }
        let components = std::mem::take(&mut self.events);
        let zones = &self.zones;
        let understood = |part: &[Component<'_>]| -> Result<Vec<Event>, Refusal> {
            part.iter().map(|component| Event::of(component, zones)).collect()
        };
        let (first, second) = components.split_at(components.len() / 2);
        let (first, second) = match components.len() {
            0..TWO_THREADS => (understood(first), understood(second)),
            _ => both("icalendar", || understood(first), || understood(second)),
        };
        for event in first?.into_iter().chain(second?) {
            let kind = if event.is_todo { &mut self.calendar.todos } else { &mut self.calendar.events };
            kind.push(event);
        }
        self.zones.clear();
        self.settle();
        self.note(calendar);
        // What is called off or answered is so of the office's own series.
        if matches!(self.calendar.method.as_str(), "" | "PUBLISH" | "REQUEST") {
            following::part(&mut self.calendar.events);
        }
        Ok(())
    }

    /// Tells what the file says of the calendar as a whole, which an office's meetings have no place for.
    fn note(&mut self, calendar: &Component<'_>) {
        const USED: [&str; 4] = ["VERSION", "PRODID", "CALSCALE", "METHOD"];
        let has_free_times = self.calendar.events.iter().any(|event| event.is_on_any_clock);
        for line in calendar.properties.iter().filter(|line| !USED.iter().any(|used| line.is(used))) {
            // The clock of the calendar says something only about times without one of their own.
            let key = match line.is("X-WR-TIMEZONE") {
                true if has_free_times => "icalendar.note_clock",
                true => continue,
                false => "icalendar.note_calendar",
            };
            if self.calendar.notes.len() < MOST_NOTES {
                let value = fitted(&unescaped(line.value()), 120, false);
                let message = Message::new(key).with("name", line.name()).with("value", value);
                self.calendar.notes.push((line.number, line.name().to_owned(), message));
            }
        }
    }

    /// What replaces one occurrence names it on the clock of its series.
    fn settle(&mut self) {
        let events = &mut self.calendar.events;
        if !events.iter().any(Event::replaces) {
            return;
        }
        let series = events.iter().filter(|event| !event.replaces() && event.recurrence_id.is_none());
        let starts: HashMap<String, (String, Option<NaiveDateTime>)> =
            series.map(|event| (event.uid.clone(), (event.time_zone.clone(), event.start))).collect();
        for event in events.iter_mut().filter(|event| event.replaces()) {
            event.settle(starts.get(&event.uid).cloned());
        }
    }
}
