//! What the audit panel shows, read and put into words once, and the chain verified on another thread.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use eframe::egui::Context;

use crate::desk::{Reader, Titles, TrailEntry, TrailFilter, TrailHead, actor_name, tell};
use crate::model::{Message, Problem, RecordId};
use crate::text::Language;
use crate::ui::jobs::Job;
use crate::ui::routes::Selected;
use crate::ui::workplace::Workplace;

/// An entry as it is shown.
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) when: String,
    pub(super) who: String,
    pub(super) verb: String,
    pub(super) record: &'static str,
    pub(super) title: String,
    /// What changed, in one line.
    pub(super) brief: String,
    pub(super) selected: Selected,
    /// Field, before, after.
    pub(super) changes: Vec<[String; 3]>,
    pub(super) reason: String,
}

/// What was read.
#[derive(Default)]
pub(super) struct Page {
    pub(super) lines: Vec<Line>,
    pub(super) actors: Vec<(Option<RecordId>, String)>,
    pub(super) more: bool,
}

/// What came of verifying.
pub(super) struct Verified {
    pub(super) sentence: Message,
    pub(super) sound: bool,
    pub(super) head: Option<TrailHead>,
}

/// Verifies the chain, and holds a head that was noted elsewhere against it.
pub(super) fn verify(ctx: &Context, workplace: &Workplace, noted: &str) -> Job<Result<Verified, Problem>> {
    let noted = noted.trim().to_owned();
    workplace.ask(ctx, "verify", move |reader, _| {
        let report = reader.verify_trail()?;
        if let Some(number) = report.broken_at {
            let sentence = Message::new("audit.broken").with("number", number);
            return Ok(Verified { sentence, sound: false, head: None });
        }
        let head = TrailHead::from(&report);
        if !noted.is_empty() {
            let Ok(kept) = noted.parse::<TrailHead>() else {
                let sentence = Message::new("audit.no_head").with("text", noted);
                return Ok(Verified { sentence, sound: false, head: Some(head) });
            };
            if !reader.holds_head(&kept)? {
                let sentence = Message::new("audit.cut").with("entries", kept.entries);
                let sentence = sentence.with("present", report.entries);
                return Ok(Verified { sentence, sound: false, head: None });
            }
        }
        let sentence = Message::new("audit.sound").with("entries", report.entries);
        Ok(Verified { sentence, sound: true, head: Some(head) })
    })
}

/// Reads the newest entries that pass a filter, as many as wanted.
pub(super) fn gather(
    reader: &Reader,
    filter: &TrailFilter,
    wanted: usize,
    language: Language,
    progress: &mut dyn FnMut(u64) -> bool,
) -> Result<Page, Problem> {
    let mut entries: Vec<TrailEntry> = Vec::new();
    let mut more = false;
    let mut by = BTreeSet::new();
    reader.trail(filter, None, progress, &mut |entry| {
        if entries.len() >= wanted {
            more = true;
            return ControlFlow::Break(());
        }
        by.insert(entry.by);
        entries.push(entry);
        ControlFlow::Continue(())
    })?;
    by.extend(filter.by);
    let mut titles = Titles::default();
    let mut lines = Vec::with_capacity(entries.len());
    for entry in entries {
        lines.extend(line(reader, &mut titles, entry, language)?);
    }
    let mut actors = Vec::new();
    for by in by {
        actors.push((by, actor_name(reader, &mut titles, by, language)?));
    }
    Ok(Page { lines, actors, more })
}

fn line(
    reader: &Reader,
    titles: &mut Titles,
    entry: TrailEntry,
    language: Language,
) -> Result<Option<Line>, Problem> {
    const MOST_IN_BRIEF: usize = 4;
    let Some(record_type) = crate::records::find(entry.register) else { return Ok(None) };
    let told = tell(reader, titles, record_type, &entry, language)?;
    // What is in the recycle bin keeps its name here.
    let title = match reader.get_any(record_type, entry.id)? {
        Some(view) => reader.title(record_type, &view.row)?,
        None => entry.id.to_string(),
    };
    let reason = told.reason.unwrap_or_default();
    let brief = if told.lines.is_empty() {
        reason.clone()
    } else {
        told.lines.iter().take(MOST_IN_BRIEF).map(String::as_str).collect::<Vec<_>>().join(" · ")
    };
    Ok(Some(Line {
        number: entry.number,
        when: told.when,
        who: told.who,
        verb: told.verb,
        record: language.text(record_type.text()),
        title,
        brief,
        selected: Selected { register: entry.register, id: entry.id },
        changes: told.changes,
        reason,
    }))
}
