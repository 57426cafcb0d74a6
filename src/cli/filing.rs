//! `filing`: what waits for the archive, filed by one command, and how complete the archive is.

use std::collections::BTreeSet;
use std::io::Write;

use serde_json::json;

use super::arguments::FilingPart;
use super::context::{AtWork, Context};
use super::failure::Failure;
use super::table::write_table;
use super::writing::{carry_out, said};
use crate::charts::budget::rate;
use crate::desk::{self, FilingPaper, FilingQueue, FilingYear, PROPERTIES, PageCounters};
use crate::exchange::extract::page_count;
use crate::exchange::texts::is_sound;
use crate::model::{Choice as _, Id, Message, RecordId};
use crate::print::papers::pages_of_paper;
use crate::records;
use crate::records::archive::{ArchiveDivision, CheckOccasion, RetentionRule};

/// `filing queue`, `filing file` and `filing report`
pub(super) fn filing(context: &Context, part: &FilingPart, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    let counters = PageCounters { of_file: page_count, of_paper: pages_of_paper };
    let mut queue = at_work.reader()?.filing_queue(at_work.office.clock().today(), counters)?;
    match part {
        FilingPart::Queue => list(context, &queue, out),
        FilingPart::File { papers, all, rule, division, pages, by } => {
            let named = papers
                .iter()
                .map(|named| in_queue(&queue, named).map(|paper| paper.id))
                .collect::<Result<Vec<_>, _>>()?;
            for given in rule {
                let rule = Id::<RetentionRule>::new(at_work.linked(&["retention_rule"], &given.said)?);
                if queue.retention(Some(rule)).is_none() {
                    return Err(Failure::request(
                        Message::new("cli.no_such_record").with("named", &given.said),
                    ));
                }
                for paper in meant(&queue, given.paper.as_deref(), &named)? {
                    queue.set_rule(paper, rule);
                }
            }
            for given in division {
                let division = match given.said.as_str() {
                    "" => None,
                    said => Some(Id::<ArchiveDivision>::new(at_work.linked(&["archive_division"], said)?)),
                };
                for paper in meant(&queue, given.paper.as_deref(), &named)? {
                    queue.set_division(paper, division);
                }
            }
            for given in pages {
                for paper in meant(&queue, given.paper.as_deref(), &named)? {
                    queue.set_pages(paper, given.said);
                }
            }
            let by = by.as_ref().map(|by| at_work.linked(&["person"], by)).transpose()?;
            file(context, &at_work, &queue, (&named, *all), by, out)
        }
        FilingPart::Report => report(context, &queue, out),
    }
}

/// `check-records`
pub(super) fn check_records(context: &Context, all: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    let (office, language) = (&at_work.office, context.language);
    let count = if all {
        let items = at_work.reader()?.record_standing()?.items;
        desk::check_records(office, &items, CheckOccasion::ByHand, is_sound, &mut |_| true)?
    } else {
        desk::check_due_records(office, is_sound, &mut |_| true)?
    };
    let mut standing = at_work.reader()?.record_standing()?;
    for of in &mut standing.faults {
        of.reasons = desk::messages(&of.reasons, language);
    }
    let failed: Vec<usize> = standing.properties.iter().map(|property| property.failed.len()).collect();
    if context.json {
        let faults = standing.faults.iter().map(|of| {
            json!({
                "id": of.check.to_string(),
                "number": of.number,
                "title": of.title,
                "reasons": of.reasons.lines().collect::<Vec<_>>(),
            })
        });
        let answer = json!({
            "checked": count,
            "items": standing.items.len(),
            "unchecked": standing.unchecked.len(),
            "failed": PROPERTIES.iter().zip(&failed).map(|(key, count)| {
                (key.trim_start_matches("record_check.").to_owned(), json!(count))
            }).collect::<serde_json::Map<_, _>>(),
            "faults": faults.collect::<Vec<_>>(),
        });
        writeln!(out, "{answer}")?;
        return Ok(());
    }
    writeln!(out, "{}", language.fill("done.records_checked", &[("count", &count.to_string())]))?;
    for (key, count) in PROPERTIES.iter().zip(failed) {
        let failed = language.fill("records.failed", &[("count", &count.to_string())]);
        writeln!(out, "{}  {failed}", language.text(key))?;
    }
    if standing.awaits_backup() {
        writeln!(out, "{}", language.text("records.no_plan"))?;
    }
    for of in &standing.faults {
        writeln!(out, "  {} {}: {}", of.number, of.title, of.reasons.replace('\n', "; "))?;
    }
    Ok(())
}

fn list(context: &Context, queue: &FilingQueue, out: &mut dyn Write) -> Result<(), Failure> {
    let language = context.language;
    if context.json {
        for paper in &queue.papers {
            let lacks: Vec<&str> = queue
                .lacks(paper)
                .iter()
                .filter_map(|label| label.split_once('.'))
                .map(|(_, key)| key)
                .collect();
            let line = json!({
                "record": paper.register,
                "id": paper.id.to_string(),
                "minutes_of": paper.minutes_of.as_ref().map(|(meeting, _)| meeting.to_string()),
                "title": paper.title,
                "document_number": paper.document_number,
                "done_on": paper.done_on.map(|day| day.to_string()),
                "year": paper.year,
                "class": queue.class_text(paper),
                "retention": queue.retention(paper.class.rule).map(|of| of.code()),
                "pages": (paper.pages > 0).then_some(paper.pages),
                "files": paper.files.len(),
                "late": paper.is_late,
                "lacks": lacks,
            });
            writeln!(out, "{line}")?;
        }
        return Ok(());
    }
    let header = ["filing.source", "archive_item.document_number", "archive_item.title", "filing.class"];
    let header = header.iter().chain(&["filing.lacks_column", "cli.column_id"]);
    let header: Vec<String> = header.map(|key| language.text(key).to_owned()).collect();
    let row = |paper: &FilingPaper| {
        let lacks: Vec<&str> = queue.lacks(paper).iter().map(|label| language.text(label)).collect();
        vec![
            paper.source(language),
            paper.document_number.clone(),
            paper.title.clone(),
            queue.class_text(paper),
            lacks.join(language.list_separator()),
            paper.id.to_string(),
        ]
    };
    let rows: Vec<Vec<String>> = queue.papers.iter().map(row).collect();
    if !rows.is_empty() {
        write_table(out, &header, &[], &rows)?;
    }
    Ok(())
}

/// The paper of the queue that is named by its identity or number.
fn in_queue<'a>(queue: &'a FilingQueue, named: &str) -> Result<&'a FilingPaper, Failure> {
    let is_it = |paper: &&FilingPaper| paper.id.to_string() == named || paper.document_number == named;
    let found = queue.papers.iter().find(is_it);
    found.ok_or_else(|| Failure::request(Message::new("filing.not_in_queue").with("named", named)))
}

/// The papers that an option is about: the one it says, or all that are to be filed by name.
fn meant(queue: &FilingQueue, paper: Option<&str>, named: &[RecordId]) -> Result<Vec<RecordId>, Failure> {
    match paper {
        Some(paper) => Ok(vec![in_queue(queue, paper)?.id]),
        None => Ok(named.to_vec()),
    }
}

fn file(
    context: &Context,
    at_work: &AtWork,
    queue: &FilingQueue,
    (papers, all): (&[RecordId], bool),
    by: Option<RecordId>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut chosen: BTreeSet<RecordId> = BTreeSet::new();
    if all {
        chosen
            .extend(queue.papers.iter().filter(|paper| queue.lacks(paper).is_empty()).map(|paper| paper.id));
    }
    chosen.extend(papers);
    loop {
        let (command, count) = at_work.reader()?.filing_command(queue, &chosen, by)?;
        let outcome = carry_out(at_work, records::find("archive_item"), command)?;
        if context.json {
            said(context, &outcome, out)?;
        } else {
            // Papers, not the items and papers that were touched.
            let count = count.to_string();
            writeln!(out, "{}", context.language.fill("done.filed", &[("count", &count)]))?;
        }
        let done: Vec<RecordId> = queue
            .papers
            .iter()
            .filter(|paper| chosen.contains(&paper.id))
            .take(count)
            .map(|of| of.id)
            .collect();
        done.iter().for_each(|id| {
            chosen.remove(id);
        });
        if chosen.is_empty() {
            return Ok(());
        }
    }
}

/// The rate of a year in per cent.
fn percent(year: &FilingYear) -> Option<f64> {
    year.filed().rate().and_then(|rate| i32::try_from(rate).ok()).map(|rate| f64::from(rate) / 100.0)
}

fn report(context: &Context, queue: &FilingQueue, out: &mut dyn Write) -> Result<(), Failure> {
    let language = context.language;
    if context.json {
        for year in &queue.years {
            let open: Vec<String> =
                year.open.iter().flat_map(|of| &of.ids).map(ToString::to_string).collect();
            let line = json!({
                "year": year.year,
                "last_day": year.last_day.map(|day| day.to_string()),
                "done": year.done(),
                "in_time": year.in_time,
                "late": year.late,
                "open": open,
                "percent": percent(year),
            });
            writeln!(out, "{line}")?;
        }
        for hole in &queue.holes {
            let line = json!({ "missing": [hole.first, hole.last], "count": hole.count });
            writeln!(out, "{line}")?;
        }
        return Ok(());
    }
    let header = [
        "archive_item.year",
        "filing.last_day",
        "filing.done",
        "filing.in_time",
        "filing.filed_late",
        "filing.not_filed",
        "filing.percent",
    ];
    let header: Vec<String> = header.iter().map(|key| language.text(key).to_owned()).collect();
    let rows: Vec<Vec<String>> = queue
        .years
        .iter()
        .map(|year| {
            vec![
                year.year.to_string(),
                year.last_day.map(|day| day.to_string()).unwrap_or_default(),
                year.done().to_string(),
                year.in_time.to_string(),
                year.late.to_string(),
                year.open_count().to_string(),
                rate(year.filed().rate()),
            ]
        })
        .collect();
    write_table(out, &header, &[true; 7], &rows)?;
    for hole in &queue.holes {
        let count = hole.count.to_string();
        let arguments = [("first", hole.first.as_str()), ("last", &hole.last), ("count", &count)];
        writeln!(out, "{}", language.fill("filing.hole", &arguments))?;
    }
    Ok(())
}
