//! Verbs that only look. All of them read through the read filter of whoever asks.

use std::io::Write;
use std::ops::ControlFlow;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde_json::{Value as Json, json};

use super::arguments::{List, Search, Show};
use super::assignment::pairs;
use super::context::{AtWork, Context, record_type};
use super::failure::Failure;
use super::files::said_withheld;
use super::json;
use super::table::write_table;
use crate::desk::{
    HistoryEntry, Query, Reader, RegisterList, Right, SearchIndex, Texts, Titles, View, Wanted, Which,
    civil_date, civil_moment, end_of_day, show as shown, tell,
};
use crate::exchange::{export_files, read_conditions, texts};
use crate::model::{Message, Problem, RecordId, RecordType};
use crate::records::RECORDS;
use crate::rules::filing::visible;
use crate::text::size_text;

/// `records`: what there is, one record type a line.
pub(super) fn records(context: &Context, out: &mut dyn Write) -> Result<(), Failure> {
    for record_type in RECORDS {
        let title = context.language.text(record_type.text());
        if context.json {
            let fields: Vec<Json> = record_type.fields().iter().map(json::field).collect();
            let line = json!({ "record": record_type.name(), "title": title, "fields": fields });
            writeln!(out, "{line}")?;
        } else {
            let keys: Vec<&str> = record_type.fields().iter().map(|field| field.key).collect();
            writeln!(out, "{} {title}: {}", record_type.name(), keys.join(" "))?;
        }
    }
    Ok(())
}

/// `list`
pub(super) fn list(context: &Context, list: &List, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    let record_type = record_type(&list.record)?;
    let reader = at_work.reader()?.in_language(context.language);
    reader.require(record_type, Right::Read)?;
    if let Some(days) = &list.expand {
        return super::expanded::list(context, &reader, record_type, list, days, out);
    }
    let views = select(context, &reader, record_type, list)?;
    if context.json {
        for view in &views {
            writeln!(out, "{}", Json::Object(json::record(record_type, view)))?;
        }
        return Ok(());
    }
    let permissions = &reader.session().permissions;
    let columns: Vec<_> = record_type
        .fields()
        .iter()
        .enumerate()
        .filter(|(_, field)| field.column.is_some() && permissions.sees(record_type.name(), field.level))
        .collect();
    let header: Vec<String> =
        columns.iter().map(|(_, field)| context.language.text(field.label).to_owned()).collect();
    let right: Vec<bool> = columns.iter().map(|(_, field)| field.kind.is_number()).collect();
    let mut titles = Titles::default();
    let mut rows = Vec::with_capacity(views.len());
    for view in &views {
        let mut row = Vec::with_capacity(columns.len());
        for (index, field) in &columns {
            let value = view.value(*index).unwrap_or_default();
            row.push(shown(&reader, &mut titles, field, &value, context.language)?);
        }
        rows.push(row);
    }
    write_table(out, &header, &right, &rows)?;
    Ok(())
}

/// The records asked for, in the order asked for.
fn select(
    context: &Context,
    reader: &Reader,
    record_type: &'static dyn RecordType,
    list: &List,
) -> Result<Vec<View>, Failure> {
    let conditions = read_conditions(reader, record_type, pairs(&list.conditions))
        .map_err(|problem| Failure::Problem(problem, Some(record_type)))?;
    let passes = |view: &View| conditions.pass(view);
    let which = if list.void { Which::Void } else { Which::Living };
    let limit = list.limit.unwrap_or(usize::MAX);
    let mut views = Vec::new();
    if limit == 0 {
        return Ok(views);
    }
    let permissions = &reader.session().permissions;
    let own = record_type.order_field().filter(|field| permissions.sees(record_type.name(), field.level));
    let (key, descending) = match (list.sort.as_deref(), own) {
        (Some(asked), _) => asked.strip_prefix('-').map_or((asked, false), |key| (key, true)),
        (None, Some(field)) => (field.key, false),
        (None, None) => {
            reader.visit(record_type, which, &mut |view| {
                if passes(&view) {
                    views.push(view);
                }
                if views.len() >= limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })?;
            return Ok(views);
        }
    };
    let index = reader.visible_field(record_type, key)?;
    let mut sorted = RegisterList::read(reader, record_type, which, context.language, &mut |_| true)?;
    sorted.sort(&[(index, descending)]);
    for id in (0..sorted.len()).filter_map(|position| sorted.id(position)) {
        views.extend(reader.get_any(record_type, id)?.filter(passes));
        if views.len() >= limit {
            break;
        }
    }
    Ok(views)
}

/// `show`
pub(super) fn show(context: &Context, show: &Show, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    let (record_type, id) = at_work.find_anywhere(&show.record)?;
    let reader = at_work.reader()?.in_language(context.language);
    let view = match &show.as_of {
        Some(time) => reader.as_of(record_type, id, moment(time)?)?,
        None => reader.get_any(record_type, id)?,
    };
    let Some(view) = view else {
        return Err(Problem::Missing(Message::new("cli.not_there_then").with("named", &show.record)).into());
    };
    reader.record_detail(record_type, &view);
    let attachments = if show.as_of.is_none() { reader.attachments(record_type, id)? } else { Vec::new() };
    let written = match &show.files {
        Some(folder) => Some((folder, export_files(&reader, record_type, &[id], folder, &|_, _| true)?)),
        None => None,
    };
    let history = if show.history { reader.history(record_type, id)? } else { Vec::new() };
    if context.json {
        let mut object = json::record(record_type, &view);
        object.insert("record".to_owned(), Json::from(record_type.name()));
        if show.as_of.is_none() {
            object.insert("attachments".to_owned(), attachments.iter().map(json::attachment).collect());
        }
        if let Some((folder, report)) = &written {
            let files = json!({ "folder": folder.display().to_string(), "written": report.written, "withheld": report.withheld });
            object.insert("files".to_owned(), files);
        }
        if show.history {
            let entries = history.iter().map(|entry| json::history(record_type, entry));
            object.insert("history".to_owned(), entries.collect());
        }
        writeln!(out, "{}", Json::Object(object))?;
        return Ok(());
    }
    let mut titles = Titles::default();
    let title = reader.title(record_type, &view.row)?;
    writeln!(out, "{} {title} ({id})", context.language.text(record_type.text()))?;
    if let Some(mark) = &view.row.meta.mark {
        writeln!(out, "{}", mark.shown(context.language))?;
    }
    for (index, field) in record_type.fields().iter().enumerate() {
        let Some(value) = view.value(index).filter(|value| !value.is_nothing()) else { continue };
        let text = shown(&reader, &mut titles, field, &value, context.language)?;
        writeln!(out, "{}: {text}", context.language.text(field.label))?;
    }
    if let Some(void) = &view.row.meta.void {
        writeln!(out, "{}: {}", context.language.text("verb.void"), void.reason)?;
    }
    if !attachments.is_empty() {
        writeln!(out, "{}:", context.language.text("cli.attachments"))?;
    }
    for file in &attachments {
        let (name, day) = (visible(&file.name), civil_date(file.at));
        writeln!(out, "  {name}  {}  {day}  {}", size_text(file.size), file.id)?;
    }
    if let Some((folder, report)) = &written {
        let (path, count) = (folder.display(), report.written);
        let message = Message::new("cli.files_written").with("path", path).with("count", count);
        writeln!(out, "{}", message.in_language(context.language))?;
        said_withheld(context, report.withheld, out)?;
    }
    if show.history {
        writeln!(out)?;
        for entry in &history {
            write_entry(context, &reader, &mut titles, record_type, entry, out)?;
        }
    }
    Ok(())
}

fn write_entry(
    context: &Context,
    reader: &Reader,
    titles: &mut Titles,
    record_type: &'static dyn RecordType,
    entry: &HistoryEntry,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let told = tell(reader, titles, record_type, entry, context.language)?;
    write!(out, "{}  {}  {}", told.when, told.who, told.verb)?;
    match &told.reason {
        Some(reason) => writeln!(out, "  ({reason})")?,
        None => writeln!(out)?,
    }
    for line in &told.lines {
        writeln!(out, "    {line}")?;
    }
    Ok(())
}

/// A time as it is typed: a day stands for its end, a time of day for the office's clock.
fn moment(typed: &str) -> Result<DateTime<Utc>, Failure> {
    if let Ok(moment) = DateTime::parse_from_rfc3339(typed) {
        return Ok(moment.with_timezone(&Utc));
    }
    let moment = match typed.parse::<NaiveDate>() {
        Ok(day) => end_of_day(day),
        Err(_) => ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
            .iter()
            .find_map(|pattern| NaiveDateTime::parse_from_str(typed, pattern).ok())
            .and_then(civil_moment),
    };
    moment.ok_or_else(|| Failure::Usage(Message::new("cli.no_time").with("typed", typed)))
}

/// `search`
pub(super) fn search(context: &Context, search: &Search, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work: AtWork = context.open()?;
    texts::read_missing(&at_work.office, &mut |_| true)?;
    let reader = at_work.reader()?.in_language(context.language);
    let names_fields = Query::parse(&search.query).names_fields();
    let wanted = if names_fields { Wanted::All } else { Wanted::Searched };
    let index = SearchIndex::build_of(&reader, wanted, context.language, &mut |_| true)?;
    let texts = Texts::read(&reader, &Texts::default(), texts::text_of, &mut |_| true)?;
    let hits = index.with_texts(texts).search(&reader, &search.query, search.limit)?;
    if context.json {
        for hit in &hits {
            let id: RecordId = hit.id;
            let snippet = hit.snippet.as_ref().map(|of| {
                json!({ "source": of.source, "before": of.before, "found": of.found, "behind": of.behind })
            });
            let line = json!({
                "record": hit.register,
                "id": id.to_string(),
                "title": hit.title,
                "detail": hit.detail,
                "score": hit.score,
                "snippet": snippet,
            });
            writeln!(out, "{line}")?;
        }
        return Ok(());
    }
    let header =
        ["cli.column_record", "cli.column_title", "cli.column_detail", "cli.column_found", "cli.column_id"];
    let header: Vec<String> = header.iter().map(|key| context.language.text(key).to_owned()).collect();
    let rows: Vec<Vec<String>> = hits
        .iter()
        .map(|hit| {
            let record = crate::records::find(hit.register).map_or("", |of| context.language.text(of.text()));
            let found = hit.snippet.as_ref().map_or_else(String::new, |of| {
                format!("{}: {}[{}]{}", of.source, of.before, of.found, of.behind)
            });
            vec![record.to_owned(), hit.title.clone(), hit.detail.clone(), found, hit.id.to_string()]
        })
        .collect();
    if rows.is_empty() {
        writeln!(out, "{}", context.language.fill("cli.nothing_found", &[("query", &search.query)]))?;
    } else {
        write_table(out, &header, &[], &rows)?;
    }
    Ok(())
}
