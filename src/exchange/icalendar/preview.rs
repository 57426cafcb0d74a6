//! What a calendar file would do, before it does it: whose answer changes what, which meetings come, change or end.

use std::path::Path;
use std::sync::Arc;

use super::component::read_calendar;
use crate::desk::{Command, Office, Reader, Session, Titles, Values};
use crate::exchange::plan::Step;
use crate::exchange::{ImportOptions, ImportReport, Watch};
use crate::model::{Message, Problem, RecordId, RecordType, Value};
use crate::records;
use crate::store::StoreError;
use crate::text::Language;

/// A calendar file that was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarPreview {
    /// The register it goes into: meetings, or matters where it holds nothing but to-dos.
    pub register: &'static str,
    /// METHOD, in capitals; empty where the file only tells of events.
    pub method: String,
    /// What would come of it.
    pub report: ImportReport,
    /// What would happen to which record, in the order of the file.
    pub effects: Vec<CalendarEffect>,
    /// The meeting an answer is about.
    pub meeting: Option<RecordId>,
}

/// What would happen to one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarEffect {
    /// Line in the file.
    pub line: u64,
    /// What it is called.
    pub name: String,
    /// What becomes of it.
    pub what: String,
}

/// Looks at a calendar file and changes nothing.
///
/// # Errors
/// When the file can't be read or the session may not import.
pub fn preview_calendar(
    office: &Office,
    session: &Arc<Session>,
    path: &Path,
    language: Language,
    watch: Watch<'_>,
) -> Result<CalendarPreview, Problem> {
    let reader = office.reader(session)?;
    let bytes = std::fs::read(path).map_err(|error| StoreError::from_io(&error, path))?;
    // What can't be read is told line by line by the plan.
    let (method, only_to_dos) = match read_calendar(&bytes) {
        Ok(calendar) => (calendar.method.clone(), calendar.is_empty() && calendar.todos() > 0),
        Err(_) => (String::new(), false),
    };
    let (register, plan) = match only_to_dos {
        true => ("matter", super::plan_todos(&reader, path, watch)?),
        false => ("meeting", super::plan(&reader, path, watch)?),
    };
    let mut effects = Effects { reader: &reader, language, titles: Titles::default(), meeting: None };
    let mut found = Vec::new();
    for step in plan.steps.iter().chain(&plan.last_steps).take(MOST_EFFECTS) {
        found.extend(effects.of(step)?);
    }
    let meeting = effects.meeting;
    let options = ImportOptions { dry_run: true, language, ..ImportOptions::default() };
    let report = plan.run(office, session, &options)?;
    Ok(CalendarPreview { register, method, report, effects: found, meeting })
}

/// More effects than this are counted, not listed.
const MOST_EFFECTS: usize = 500;

struct Effects<'a> {
    reader: &'a Reader,
    language: Language,
    titles: Titles,
    meeting: Option<RecordId>,
}

impl Effects<'_> {
    fn of(&mut self, step: &Step) -> Result<Option<CalendarEffect>, Problem> {
        let (name, what) = match &step.command {
            Command::Create { register, values, .. } => {
                let Some(record_type) = records::find(register) else { return Ok(None) };
                (self.made(record_type, values)?, Message::new("icalendar.effect_made"))
            }
            Command::Update { register, id, values, .. } => {
                let Some(record_type) = records::find(register) else { return Ok(None) };
                let labels = values.iter().filter_map(|(key, _)| record_type.field(key));
                let labels: Vec<&str> = labels.map(|(_, field)| self.language.text(field.label)).collect();
                let labels = labels.join(self.language.list_separator());
                let what = Message::new("icalendar.effect_changed").with("fields", labels);
                (self.named(record_type, *id)?, what)
            }
            Command::Move { register, id, transition, reason, .. } => {
                let Some(record_type) = records::find(register) else { return Ok(None) };
                let Some(what) = moved(record_type, transition, reason.as_deref()) else { return Ok(None) };
                (self.named(record_type, *id)?, what)
            }
            _ => return Ok(None),
        };
        Ok(Some(CalendarEffect { line: step.line, name, what: what.in_language(self.language) }))
    }

    fn named(&mut self, record_type: &'static dyn RecordType, id: RecordId) -> Result<String, Problem> {
        if record_type.name() == "meeting" {
            self.meeting = self.meeting.or(Some(id));
        } else if let Some((place, _)) = record_type.field("meeting")
            && let Some(view) = self.reader.get(record_type, id)?
        {
            self.meeting = self.meeting.or(view.value(place).and_then(|of| of.as_link()));
        }
        Ok(self.titles.get(self.reader, record_type.name(), id)?.to_owned())
    }

    /// What is made has no name of its own yet; its title, when it is, and who comes to it are known.
    fn made(&mut self, record_type: &'static dyn RecordType, values: &Values) -> Result<String, Problem> {
        let mut parts = Vec::new();
        parts.extend(values.get("title").and_then(Value::as_str).map(str::to_owned));
        if let Some(start) = values.get("start").and_then(Value::as_date_time) {
            parts.push(start.format("%Y-%m-%d %H:%M").to_string());
        }
        if let (Some(person), Some((_, field))) =
            (values.get("person").and_then(Value::as_link), record_type.field("person"))
            && let crate::model::Kind::Link(register) = field.kind
        {
            parts.push(self.titles.get(self.reader, register, person)?.to_owned());
        }
        if parts.is_empty() {
            parts.push(self.language.text(record_type.text()).to_owned());
        }
        Ok(parts.join(" · "))
    }
}

/// Where a step leads, in words: the state, and why.
fn moved(record_type: &dyn RecordType, transition: &str, reason: Option<&str>) -> Option<Message> {
    let (_, workflow) = record_type.workflow()?;
    let way = workflow.transitions.iter().find(|way| way.code == transition)?;
    let state = workflow.state(way.to)?;
    Some(match reason {
        Some(reason) => {
            Message::new("icalendar.effect_moved_why").with("state", state.text).with("reason", reason)
        }
        None => Message::new("icalendar.effect_moved").with("state", state.text),
    })
}
