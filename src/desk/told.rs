//! History in words, said once for window and command line.

use super::access::show_trace;
use super::history::{Change, HistoryEntry};
use super::step_taken::StepTaken;
use super::{Reader, Titles, civil_time, show, show_plain};
use crate::model::{Field, Kind, Problem, RecordId, RecordType, Value};
use crate::store::attachment::Attachment;
use crate::store::audit::{ATTACHMENT_PREFIX, VOID_FIELD, Verb};
use crate::text::Language;

/// One change of one record, as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Date and time in the office.
    pub when: String,
    /// Who: a name, or the owner of the file.
    pub who: String,
    /// What was done; a step of a workflow by its name, with the states it went between.
    pub verb: String,
    /// A line a field that changed.
    pub lines: Vec<String>,
    /// The same, the sides apart: label of the field, before, after.
    pub changes: Vec<[String; 3]>,
    /// Why.
    pub reason: Option<String>,
}

impl Told {
    /// When, who and what in one line.
    pub fn heading(&self) -> String {
        format!("{} · {} · {}", self.when, self.who, self.verb)
    }
}

/// The key of a verb's name.
pub fn verb_text(verb: Verb) -> &'static str {
    match verb {
        Verb::Create => "verb.create",
        Verb::Update => "verb.update",
        Verb::Move => "verb.move",
        Verb::Void => "verb.void",
        Verb::Restore => "verb.restore",
        Verb::Attach => "verb.attach",
        Verb::Detach => "verb.detach",
        Verb::Undo => "verb.undo",
        Verb::Redo => "verb.redo",
        Verb::Total => "verb.total",
        Verb::Mark => "verb.mark",
        Verb::Read => "verb.read",
        Verb::Export => "verb.export",
    }
}

/// What was done, in a word: a step of a workflow by its own name.
pub fn what_was_done(record_type: &dyn RecordType, entry: &HistoryEntry, language: Language) -> String {
    match StepTaken::of(record_type, entry) {
        Some(step) => step.verb(language),
        None => language.text(verb_text(entry.verb)).to_owned(),
    }
}

/// The name of who acted: a person, the program, or the owner of the file.
///
/// # Errors
/// When the file can't be read.
pub fn actor_name(
    reader: &Reader,
    titles: &mut Titles,
    by: Option<RecordId>,
    language: Language,
) -> Result<String, Problem> {
    Ok(match by {
        None => language.text("history.owner").to_owned(),
        Some(RecordId::PROGRAM) => language.text("history.program").to_owned(),
        Some(actor) => match named_actor(reader, titles, actor)? {
            "" => actor.to_string(),
            name => name.to_owned(),
        },
    })
}

/// The name of a person, or of an account that acts for the owner, as far as the reader may know it; empty where not.
///
/// # Errors
/// When the file can't be read.
pub fn named_actor<'a>(reader: &Reader, titles: &'a mut Titles, actor: RecordId) -> Result<&'a str, Problem> {
    titles.first(reader, &["person", "account"], actor)
}

/// Puts a change into words. A field the session may not see is named without its values.
///
/// # Errors
/// When the file can't be read.
pub fn tell(
    reader: &Reader,
    titles: &mut Titles,
    record_type: &dyn RecordType,
    entry: &HistoryEntry,
    language: Language,
) -> Result<Told, Problem> {
    // What follows a change, and what is written down of who came and what was read, is nobody's own act.
    let is_nobodys = entry.by.is_none() && (record_type.is_trace() || entry.verb == Verb::Total);
    let by = if is_nobodys { Some(RecordId::PROGRAM) } else { entry.by };
    let who = actor_name(reader, titles, by, language)?;
    let step = StepTaken::of(record_type, entry);
    let state = record_type.workflow().and_then(|(place, _)| record_type.fields().get(place));
    // The step says it.
    let told_state = state.filter(|_| step.as_ref().is_some_and(StepTaken::tells_states));
    let mut lines = Vec::with_capacity(entry.changes.len());
    let mut changes = Vec::with_capacity(entry.changes.len());
    for change in &entry.changes {
        let Some((label, sides)) = sides(reader, titles, record_type, change, language)? else { continue };
        let Some([before, after]) = sides else {
            lines.push(language.fill("history.hidden_change", &[("field", label)]));
            let hidden = language.text("history.hidden");
            changes.push([label.to_owned(), hidden.to_owned(), hidden.to_owned()]);
            continue;
        };
        let arguments = [("field", label), ("before", before.as_str()), ("after", after.as_str())];
        // What was new had nothing before.
        let is_new = matches!(&change.before, Some(Value::Nothing)) && entry.verb == Verb::Create;
        if told_state.is_none_or(|state| state.key != change.field) {
            lines.push(language.fill(if is_new { "history.set" } else { "history.change" }, &arguments));
        }
        changes.push([label.to_owned(), before, after]);
    }
    Ok(Told {
        when: civil_time(entry.at),
        who,
        verb: match step {
            Some(step) => step.in_words(language),
            None => {
                let verb = what_happened(record_type, entry).unwrap_or_else(|| verb_text(entry.verb));
                language.text(verb).to_owned()
            }
        },
        lines,
        changes,
        reason: entry.reason.clone(),
    })
}

/// What a trace tells: that somebody failed to sign in was not made by anybody, it happened. The first of its choices
/// says what.
fn what_happened(record_type: &dyn RecordType, entry: &HistoryEntry) -> Option<&'static str> {
    if !record_type.is_trace() || entry.verb != Verb::Create {
        return None;
    }
    entry.changes.iter().find_map(|change| match record_type.field(&change.field)?.1.kind {
        Kind::Choice(set) => set.text_key(change.after.as_ref()?.as_str()?),
        _ => None,
    })
}

/// The label of what changed and both sides of it, which are not told when the session may not see the field.
type Sides<'a> = Option<(&'a str, Option<[String; 2]>)>;

fn sides<'a>(
    reader: &Reader,
    titles: &mut Titles,
    record_type: &dyn RecordType,
    change: &'a Change,
    language: Language,
) -> Result<Sides<'a>, Problem> {
    // That a record was made void or restored is what the verb says.
    if change.field == VOID_FIELD {
        return Ok(None);
    }
    if let Some((label, after)) =
        change.after.as_ref().and_then(|after| show_trace(&change.field, after, language))
    {
        let before = change.before.as_ref().and_then(|before| show_trace(&change.field, before, language));
        let before = before.map_or_else(|| "—".to_owned(), |(_, text)| text);
        return Ok(Some((language.text(label), Some([before, after]))));
    }
    let (label, field) = match record_type.field(&change.field) {
        Some((_, field)) => (language.text(field.label), Some(*field)),
        None if change.field.starts_with(ATTACHMENT_PREFIX) => (language.text("history.attachment"), None),
        None => (change.field.as_str(), Some(crate::model::text())),
    };
    let (Some(before), Some(after)) = (&change.before, &change.after) else {
        return Ok(Some((label, None)));
    };
    let mut side = |value: &Value| match &field {
        Some(field) => side(reader, titles, field, value, language),
        None => Ok(attachment_name(value, language)),
    };
    Ok(Some((label, Some([side(before)?, side(after)?]))))
}

/// One side of a change; a link whose target is gone is named by its identity.
fn side(
    reader: &Reader,
    titles: &mut Titles,
    field: &Field,
    value: &Value,
    language: Language,
) -> Result<String, Problem> {
    let text = show(reader, titles, field, value, language)?;
    Ok(match (text.is_empty(), value.is_nothing()) {
        (true, true) => "—".to_owned(),
        (true, false) => show_plain(field.kind, value, language),
        (false, _) => text,
    })
}

/// The name of an attachment with its mark, which is what a change of it is about.
fn attachment_name(value: &Value, language: Language) -> String {
    let kept = value.as_str().and_then(|json| serde_json::from_str::<Attachment>(json).ok());
    match kept {
        None => "—".to_owned(),
        Some(Attachment { name, mark: None, .. }) => name,
        Some(Attachment { name, mark: Some(mark), .. }) => format!("{name} {}", mark.shown(language)),
    }
}
