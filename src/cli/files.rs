//! Verbs that read or write files of others: import, export and charts.

use std::io::Write;
use std::path::Path;

use chrono::Datelike as _;
use serde_json::json;

use super::arguments::{Export, Import, Print};
use super::assignment::pairs;
use super::context::{Context, record_type};
use super::expanded::read_days;
use super::failure::Failure;
use crate::desk::{Conditions, Reader, Which, field_label};
use crate::exchange::{
    ImportOptions, export_archive, export_file, export_files, export_office, import_file, read_conditions,
    release_file,
};
use crate::model::{Message, RecordType};
use crate::print::papers::{PAPERS, print_file, printable, release_paper};
use crate::print::{
    CalendarPrint, write_archive_report, write_budget_execution, write_calendar, write_org_chart,
};
use crate::rules::filing::visible;

/// `import`
pub(super) fn import(context: &Context, import: &Import, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    let options = ImportOptions {
        mapping: import.map.iter().map(|pair| (pair.field.clone(), pair.text.clone())).collect(),
        every_row: import.set.iter().map(|pair| (pair.field.clone(), pair.text.clone())).collect(),
        strict: import.strict,
        dry_run: import.dry_run,
        language: context.language,
    };
    let report = import_file(&at_work.office, &at_work.session, &import.record, &import.input, &options)?;
    if context.json {
        writeln!(out, "{}", report.json(context.language))?;
    } else {
        let sentence = if report.is_of_files {
            Message::new("cli.taken_in")
                .with("read", report.read)
                .with("created", report.created)
                .with("unchanged", report.unchanged)
                .with("skipped", report.skipped)
        } else {
            Message::new("cli.imported")
                .with("read", report.read)
                .with("created", report.created)
                .with("updated", report.updated)
                .with("unchanged", report.unchanged)
                .with("skipped", report.skipped)
        };
        writeln!(out, "{}", sentence.in_language(context.language))?;
        for problem in report.listed_problems().chain(report.listed_notes()) {
            let label = |key: &str| {
                visible(&field_label(problem.record.or(Some(&import.record)), key, context.language))
            };
            let field = problem.field.as_deref().map_or_else(|| "-".to_owned(), label);
            writeln!(out, "{}\t{field}\t{}", problem.place(), problem.message.in_language(context.language))?;
        }
        if report.more() > 0 {
            let message = Message::new("import.more").with("count", report.more());
            writeln!(out, "{}", message.in_language(context.language))?;
        }
    }
    match report.problems.len() {
        0 => Ok(()),
        count if report.is_of_files => {
            Err(Failure::Answered(Message::new("cli.file_problems").with("count", count)))
        }
        count => Err(Failure::Answered(Message::new("cli.import_problems").with("count", count))),
    }
}

/// `export`
pub(super) fn export(context: &Context, export: &Export, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    if export.record == "office" {
        if !export.conditions.is_empty() {
            return Err(Failure::Usage(Message::new("cli.office_where")));
        }
        let report = export_office(&at_work.reader()?, &export.output)?;
        return wrote(context, &export.output, Some(report.written), out);
    }
    if super::calendar_files::is_one(&export.record) {
        return super::calendar_files::export(context, &at_work, export, out);
    }
    if export.record == "archive" {
        let reader = at_work.reader()?;
        let items = record_type("archive_item")?;
        let office = at_work.office.store().info()?.name;
        let report = read_conditions(&reader, items, pairs(&export.conditions))
            .and_then(|conditions| export_archive(&reader, &office, &export.output, &conditions))
            .map_err(|problem| Failure::Problem(problem, Some(items)))?;
        wrote(context, &export.output, Some(report.written), out)?;
        return said_withheld(context, report.withheld, out);
    }
    let record_type = record_type(&export.record)?;
    let reader = at_work.reader()?;
    if record_type.name() == "document" && export.output.extension().is_none() {
        return export_folder(context, &reader, record_type, export, out);
    }
    let report = read_conditions(&reader, record_type, pairs(&export.conditions))
        .and_then(|conditions| match &export.release {
            Some(reason) => release_file(&reader, record_type, &export.output, &conditions, reason),
            None => export_file(&reader, record_type, &export.output, &conditions),
        })
        .map_err(|problem| Failure::Problem(problem, Some(record_type)))?;
    wrote(context, &export.output, Some(report.written), out)?;
    said_withheld(context, report.withheld, out)
}

pub(super) fn said_withheld(context: &Context, withheld: usize, out: &mut dyn Write) -> Result<(), Failure> {
    if withheld > 0 && !context.json {
        let message = Message::new("cli.withheld").with("count", withheld);
        writeln!(out, "{}", message.in_language(context.language))?;
    }
    Ok(())
}

/// Documents as files in a folder.
fn export_folder(
    context: &Context,
    reader: &Reader,
    record_type: &'static dyn RecordType,
    export: &Export,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let failed = |problem| Failure::Problem(problem, Some(record_type));
    let conditions = read_conditions(reader, record_type, pairs(&export.conditions)).map_err(failed)?;
    let mut records = Vec::new();
    reader
        .visit(record_type, Which::Living, &mut |view| {
            if conditions.pass(&view) {
                records.push(view.row.meta.id);
            }
            std::ops::ControlFlow::Continue(())
        })
        .map_err(failed)?;
    let report = export_files(reader, record_type, &records, &export.output, &|_, _| true).map_err(failed)?;
    wrote(context, &export.output, Some(report.written), out)?;
    if report.withheld > 0 && !context.json {
        let message = Message::new("cli.withheld").with("count", report.withheld);
        writeln!(out, "{}", message.in_language(context.language))?;
    }
    Ok(())
}

/// `chart`
pub(super) fn chart(
    context: &Context,
    name: &str,
    output: &Path,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let write = match name {
        "org" => write_org_chart,
        "archive" => write_archive_report,
        "budget-execution" => write_budget_execution,
        _ => return Err(Failure::request(Message::new("cli.no_such_chart").with("named", name))),
    };
    let at_work = context.open()?;
    write(&at_work.reader()?, at_work.office.clock().today(), output, context.language)?;
    wrote(context, output, None, out)
}

/// `print`
pub(super) fn print(context: &Context, print: &Print, out: &mut dyn Write) -> Result<(), Failure> {
    if print.name == "calendar" {
        return print_calendar(context, print, out);
    }
    let Some(printable) = printable(&print.name) else {
        let names = PAPERS.iter().map(|printable| printable.name).chain(std::iter::once("calendar"));
        let known = names.collect::<Vec<_>>().join(", ");
        let message = Message::new("cli.no_such_paper").with("named", &print.name).with("known", known);
        return Err(Failure::request(message));
    };
    let at_work = context.open()?;
    let record_type = record_type(printable.register)?;
    let reader = at_work.reader()?;
    let conditions = match &print.record {
        Some(named) => Conditions::chosen([at_work.find(&[record_type], named)?.1]),
        None => read_conditions(&reader, record_type, pairs(&print.conditions))
            .map_err(|problem| Failure::Problem(problem, Some(record_type)))?,
    };
    let today = at_work.office.clock().today();
    let (output, language) = (print.output.as_path(), context.language);
    match &print.release {
        Some(reason) => {
            release_paper(printable, &reader, &conditions, today, (output, reason.as_str()), language)
        }
        None => print_file(printable, &reader, &conditions, today, output, language),
    }
    .map_err(|problem| Failure::Problem(problem, Some(record_type)))?;
    wrote(context, &print.output, None, out)
}

/// `print calendar`
fn print_calendar(context: &Context, print: &Print, out: &mut dyn Write) -> Result<(), Failure> {
    let days = print.days.as_deref().map(read_days).transpose()?;
    let at_work = context.open()?;
    let reader = at_work.reader()?;
    let meeting = record_type("meeting")?;
    let conditions = read_conditions(&reader, meeting, pairs(&print.conditions))
        .map_err(|problem| Failure::Problem(problem, Some(meeting)))?;
    let days = match days {
        Some((first, last)) => first..last.succ_opt().unwrap_or(last),
        None => {
            let today = at_work.office.clock().today();
            let first = today.with_day(1).unwrap_or(today);
            first..first.checked_add_months(chrono::Months::new(1)).unwrap_or(first)
        }
    };
    let conditions = (!print.conditions.is_empty()).then_some(&conditions);
    let order = CalendarPrint { days, passes: &|_, _| true, conditions };
    write_calendar(&reader, &order, &print.output, context.language)?;
    wrote(context, &print.output, None, out)
}

pub(super) fn wrote(
    context: &Context,
    path: &Path,
    records: Option<usize>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let path = path.display().to_string();
    match (context.json, records) {
        (true, Some(records)) => writeln!(out, "{}", json!({ "file": path, "records": records }))?,
        (true, None) => writeln!(out, "{}", json!({ "file": path }))?,
        (false, Some(records)) => {
            let message = Message::new("cli.exported").with("path", path).with("records", records);
            writeln!(out, "{}", message.in_language(context.language))?;
        }
        (false, None) => {
            let message = Message::new("cli.drawn").with("path", path);
            writeln!(out, "{}", message.in_language(context.language))?;
        }
    }
    Ok(())
}
