//! To-dos of a calendar file are supervised matters (督办事项), and matters go out as to-dos (RFC 5545 §3.6.2).

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::content::{escaped, push_folded, value_of};
use super::event::Event;
use super::import::opened;
use super::write::{Dress, Row, begin, is, kept_parts, text};
use crate::desk::{Command, Reader, Right, Values};
use crate::exchange::import::changed;
use crate::exchange::plan::{Plan, Step};
use crate::exchange::{ImportProblem, Watch, watched};
use crate::model::{Message, Problem, RecordId, Stored, Value};
use crate::records;
use crate::records::supervision::Matter;
use crate::text::Language;

/// What ends the UID of a matter that was made here.
const OWN: &str = "@matter.chancery";

const REGISTER: &str = "matter";

/// Plans the import of a calendar file's to-dos into the matters.
pub(in crate::exchange) fn plan(reader: &Reader, path: &Path, watch: Watch<'_>) -> Result<Plan, Problem> {
    let record_type =
        records::find(REGISTER).ok_or_else(|| Problem::Bug("there is no register of matters".to_owned()))?;
    reader.require(record_type, Right::Create)?;
    let mut plan = Plan::new("batch.import");
    let Some(calendar) = opened(path, &mut plan)? else { return Ok(plan) };
    let mut known: HashMap<String, RecordId> = HashMap::new();
    reader.each::<Matter>(&mut |stored: Stored<Matter>| {
        if !stored.record.uid.is_empty() {
            known.insert(stored.record.uid, stored.meta.id);
        }
    })?;
    plan.read = calendar.todos.len() + calendar.events.len() + calendar.others.len();
    let leave_out = |plan: &mut Plan, line: u64, name: &str, message: Message| {
        plan.skipped.insert(line);
        plan.problems.push(ImportProblem::at(line, Some(name.to_owned()), message));
    };
    for event in &calendar.events {
        leave_out(&mut plan, event.line, "VEVENT", Message::new("icalendar.event_elsewhere"));
    }
    plan.notes.extend(super::import::notes(calendar.notes));
    for other in &calendar.others {
        let message = Message::new("icalendar.no_matter").with("name", &other.name);
        leave_out(&mut plan, other.line, &other.name, message);
    }
    let total = calendar.todos.len();
    for (done, mut todo) in calendar.todos.into_iter().enumerate() {
        watched(watch, done, total)?;
        for (line, property, message) in todo.problems.drain(..) {
            plan.problems.push(ImportProblem::at(line, Some(property), message));
        }
        if todo.repeats() {
            let message = Message::new("icalendar.todo_repeats");
            plan.problems.push(ImportProblem::at(todo.line, Some("RRULE".to_owned()), message));
        }
        let own = todo.uid.strip_suffix(OWN).and_then(|id| id.parse::<RecordId>().ok());
        let mut values = values(&todo);
        let id = known.get(&todo.uid).copied().or(own);
        let view = id.map(|id| reader.get(record_type, id)).transpose()?.flatten();
        if let Some(view) = view {
            let id = view.row.meta.id;
            if own.is_some() {
                values.set("uid", Value::Nothing);
                values
                    .set("icalendar", crate::model::AnyRecord::value(&*view.row.record, place("icalendar")));
            }
            // Where it came from is said when it is made.
            values.set("source", crate::model::AnyRecord::value(&*view.row.record, place("source")));
            let values = changed(record_type, &view, &values);
            if values.is_empty() {
                plan.unchanged += 1;
                continue;
            }
            let base = Some(view.row.meta.version);
            let command = Command::Update { register: REGISTER.to_owned(), id, base, values };
            plan.steps.push(Step { line: todo.line, command });
            continue;
        }
        let id = RecordId::generate();
        if known.insert(todo.uid.clone(), id).is_some() {
            leave_out(&mut plan, todo.line, "UID", Message::new("icalendar.twice").with("name", "UID"));
            continue;
        }
        let command = Command::Create { register: REGISTER.to_owned(), id, values };
        plan.steps.push(Step { line: todo.line, command });
    }
    Ok(plan)
}

fn place(key: &str) -> usize {
    records::find(REGISTER).and_then(|of| of.field(key)).map_or(0, |(place, _)| place)
}

fn values(todo: &Event) -> Values {
    let untitled = Language::default().text("icalendar.untitled");
    let due = todo.end.or(todo.start).map_or(Value::Nothing, |time| Value::Date(time.date()));
    let title = if todo.title.is_empty() { untitled } else { todo.title.as_str() };
    let title: String = title.chars().take(300).collect();
    Values::new()
        .text("title", title)
        .text("text", &todo.note)
        .with("due", due)
        .with("source", Value::choice("plan"))
        .text("uid", &todo.uid)
        .text("icalendar", todo.kept_with_recurrence())
}

/// Writes matters as to-dos. `dress` names their owners.
pub(super) fn write_matters(rows: &[Row<'_>], now: DateTime<Utc>, dress: &Dress) -> String {
    let mut out = String::new();
    begin(&mut out, dress.method);
    for (id, field) in rows {
        push_folded(&mut out, "BEGIN:VTODO");
        let uid = text(field, "uid");
        let uid = if uid.is_empty() { format!("{id}{OWN}") } else { uid };
        push_folded(&mut out, &format!("UID:{uid}"));
        push_folded(&mut out, &format!("DTSTAMP:{}", now.format("%Y%m%dT%H%M%SZ")));
        push_folded(&mut out, &format!("SUMMARY:{}", escaped(&text(field, "title"))));
        let note = text(field, "text");
        if !note.is_empty() {
            push_folded(&mut out, &format!("DESCRIPTION:{}", escaped(&note)));
        }
        let kept = text(field, "icalendar");
        let (properties, components) = kept_parts(&kept);
        let state = text(field, "state");
        let status = match state.as_str() {
            "proposed" => None,
            "assigned" => Some("NEEDS-ACTION"),
            "accepted" | "closed" => Some("COMPLETED"),
            "stopped" => Some("CANCELLED"),
            _ => Some("IN-PROCESS"),
        };
        // What a file said stands until somebody here has taken the matter in hand.
        let mut own = vec!["SUMMARY", "DESCRIPTION"];
        if let Some(status) = status {
            own.extend(["STATUS", "PERCENT-COMPLETE", "COMPLETED"]);
            push_folded(&mut out, &format!("STATUS:{status}"));
            if let Value::Integer(percent) = field("progress") {
                let percent = if status == "COMPLETED" { 100 } else { percent.clamp(0, 100) };
                push_folded(&mut out, &format!("PERCENT-COMPLETE:{percent}"));
            }
            if let (Some(day), "COMPLETED") = (field("done_on").as_date(), status) {
                // The end of the working day of the office, in UTC.
                push_folded(&mut out, &format!("COMPLETED:{}T090000Z", day.format("%Y%m%d")));
            }
        }
        if let Some(due) = field("due").as_date() {
            let day = due.format("%Y%m%d").to_string();
            let said = |line: &&str| is(line, "DUE") && value_of(line).starts_with(&day);
            if !properties.iter().any(said) {
                own.push("DUE");
                push_folded(&mut out, &format!("DUE;VALUE=DATE:{day}"));
            }
        }
        let people = dress.people.get(id).map(Vec::as_slice).unwrap_or_default();
        people.iter().for_each(|line| push_folded(&mut out, line));
        for line in properties {
            let is_own = own.iter().any(|name| is(line, name));
            if !is_own && !super::write::is_said(line, people, false) {
                push_folded(&mut out, line);
            }
        }
        components.iter().for_each(|line| push_folded(&mut out, line));
        push_folded(&mut out, "END:VTODO");
    }
    push_folded(&mut out, "END:VCALENDAR");
    out
}
