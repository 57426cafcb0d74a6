//! `list RECORD --expand DAY..DAY`: what takes place, one entry an occurrence.

use std::collections::HashMap;
use std::io::Write;

use chrono::{Days, NaiveDate};
use serde_json::Value as Json;

use super::arguments::List;
use super::assignment::pairs;
use super::context::Context;
use super::failure::Failure;
use super::json;
use super::table::write_table;
use crate::desk::{MOST_EXPANDED, OccurrenceBook, Reader, Shown, View, show};
use crate::exchange::read_conditions;
use crate::model::{Message, Problem, RecordId, RecordType};

/// Prints the occurrences that begin or last within some days, first to last inclusive, of the clock that each has.
pub(super) fn list(
    context: &Context,
    reader: &Reader,
    record_type: &'static dyn RecordType,
    list: &List,
    days: &str,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let (first, last) = read_days(days)?;
    let conditions = read_conditions(reader, record_type, pairs(&list.conditions))
        .map_err(|problem| Failure::Problem(problem, Some(record_type)))?;
    let book = OccurrenceBook::read(reader, record_type)?;
    // Another clock may already have, or still have, these days.
    let around = first.checked_sub_days(Days::new(1)).unwrap_or(first)
        ..last.checked_add_days(Days::new(2)).unwrap_or(NaiveDate::MAX);
    let found = book.between(around.clone());
    if found.len() > MOST_EXPANDED {
        return Err(Problem::input(Message::new("recurrence.too_many").with("limit", MOST_EXPANDED)).into());
    }
    let mut views: HashMap<RecordId, Option<View>> = HashMap::new();
    let mut rows = Vec::new();
    let mut left = list.limit.unwrap_or(usize::MAX);
    for shown in found.iter().filter(|shown| on_own_clock(shown, first, last)) {
        if left == 0 {
            break;
        }
        let view = match views.entry(shown.record) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(place) => {
                let view = reader.get(record_type, shown.record)?;
                place.insert(view.filter(|view| conditions.pass(view) && takes_place(record_type, view)))
            }
        };
        let Some(view) = view else { continue };
        left -= 1;
        if context.json {
            writeln!(out, "{}", entry(record_type, view, shown))?;
        } else {
            rows.push(row(context, reader, record_type, view, shown)?);
        }
    }
    if !context.json {
        let label = |key: &'static str| context.language.text(key).to_owned();
        let title = record_type.fields().iter().find(|field| field.title).map_or("", |field| field.label);
        let header = [label("occurrences.start"), label("occurrences.end"), label(title)];
        write_table(out, &header, &[false, false, false], &rows)?;
    }
    let troubles = book.troubles(around);
    if troubles.is_empty() {
        return Ok(());
    }
    for (id, message) in &troubles {
        tracing::warn!(record = %id, problem = message.in_language(context.language), "no occurrences");
    }
    let first = troubles
        .first()
        .map_or_else(String::new, |(id, message)| format!("{id}: {}", message.in_language(context.language)));
    let message = Message::new("occurrences.troubles").with("count", troubles.len()).with("first", first);
    Err(Failure::Answered(message))
}

/// Two days as they are typed: 2026-01-01..2026-12-31.
pub(super) fn read_days(text: &str) -> Result<(NaiveDate, NaiveDate), Failure> {
    let refuse = || Failure::Usage(Message::new("occurrences.bad_days").with("text", text));
    let (first, last) = text.split_once("..").ok_or_else(refuse)?;
    let day = |text: &str| text.trim().parse::<NaiveDate>().map_err(|_| refuse());
    let (first, last) = (day(first)?, day(last)?);
    if last < first { Err(refuse()) } else { Ok((first, last)) }
}

/// What was called off does not take place, though its record stays.
fn takes_place(record_type: &'static dyn RecordType, view: &View) -> bool {
    let state = record_type.field("state").and_then(|(place, _)| view.value(place));
    state.is_none_or(|state| state.as_str() != Some("cancelled"))
}

/// Whether an occurrence takes place within some days of its own clock.
fn on_own_clock(shown: &Shown, first: NaiveDate, last: NaiveDate) -> bool {
    let occurrence = &shown.occurrence;
    let begins = occurrence.start.date() <= last;
    let ends_after = occurrence.end > first.and_time(chrono::NaiveTime::MIN);
    begins && (ends_after || occurrence.start.date() >= first)
}

fn entry(record_type: &'static dyn RecordType, view: &View, shown: &Shown) -> Json {
    let mut object = json::record(record_type, view);
    let zoned = record_type
        .field("time_zone")
        .and_then(|(place, _)| view.value(place))
        .is_some_and(|zone| !zone.is_nothing());
    let time = |time: chrono::NaiveDateTime, offset: i32| {
        if shown.all_day {
            return time.format("%Y-%m-%d").to_string();
        }
        let civil = time.format("%Y-%m-%dT%H:%M:%S");
        if !zoned {
            return civil.to_string();
        }
        let sign = if offset < 0 { '-' } else { '+' };
        format!("{civil}{sign}{:02}:{:02}", offset.abs() / 3600, offset.abs() / 60 % 60)
    };
    let occurrence = &shown.occurrence;
    object.insert("start".to_owned(), time(occurrence.start, occurrence.start_offset).into());
    object.insert("end".to_owned(), time(occurrence.end, occurrence.end_offset).into());
    object.insert("all_day".to_owned(), shown.all_day.into());
    object.insert("series".to_owned(), shown.series.to_string().into());
    let original = occurrence.original.format("%Y-%m-%dT%H:%M:%S").to_string();
    object.entry("recurrence_id").and_modify(|known| {
        if known.is_null() && shown.repeats {
            *known = original.into();
        }
    });
    Json::Object(object)
}

fn row(
    context: &Context,
    reader: &Reader,
    record_type: &'static dyn RecordType,
    view: &View,
    shown: &Shown,
) -> Result<Vec<String>, Failure> {
    let format = if shown.all_day { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M" };
    let title = record_type.fields().iter().position(|field| field.title);
    let mut titles = crate::desk::Titles::default();
    let name = match title.and_then(|place| Some((record_type.fields().get(place)?, view.value(place)?))) {
        Some((field, value)) => show(reader, &mut titles, field, &value, context.language)?,
        None => String::new(),
    };
    let occurrence = &shown.occurrence;
    Ok(vec![occurrence.start.format(format).to_string(), occurrence.end.format(format).to_string(), name])
}
