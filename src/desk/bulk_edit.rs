//! Bulk edit: the same new values for many records, looked at before it is done, done as one command.

use std::sync::Arc;

use super::command::{BatchMode, Command, Values};
use super::{Office, Session, Titles, show};
use crate::model::{KeptMessage, Message, Problem, RecordId, RecordType, Value};
use crate::text::Language;

/// What happens to one field: how often each old value stands, and the new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Key of the field's label.
    pub label: &'static str,
    /// Old values as they are read with the number of records that have them, most frequent first; an empty text
    /// stands for none.
    pub from: Vec<(String, usize)>,
    /// The new value as it is read; empty for none.
    pub to: String,
}

/// What a bulk edit would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BulkPlan {
    /// Names of the records that would change.
    pub changed: Vec<String>,
    /// Records that have the values already.
    pub unchanged: usize,
    /// Names of the records that can't be given the values, with the reason.
    pub refused: Vec<(String, Problem)>,
    /// The fields that would change in the records that would.
    pub fields: Vec<FieldChange>,
    /// The command; `None` when there is nothing to change.
    pub command: Option<Command>,
}

/// A record that differs from the values wanted.
struct Candidate {
    title: String,
    /// Old values, in the order of the fields wanted.
    before: Vec<Value>,
    step: Command,
}

/// Works out what giving some records the same values would do, and does nothing.
///
/// # Errors
/// When the file can't be read, or a field does not exist or may not be seen.
pub fn plan_bulk_edit(
    office: &Office,
    session: &Arc<Session>,
    record_type: &'static dyn RecordType,
    ids: &[RecordId],
    values: &Values,
    language: Language,
) -> Result<BulkPlan, Problem> {
    let reader = office.reader(session)?;
    let mut wanted = Vec::new();
    for (key, value) in values.iter() {
        wanted.push((reader.visible_field(record_type, key)?, value));
    }
    let mut plan = BulkPlan::default();
    let mut candidates = Vec::new();
    for id in ids {
        let Some(view) = reader.get(record_type, *id)? else { continue };
        let before: Vec<Value> =
            wanted.iter().map(|(place, _)| view.value(*place).unwrap_or_default()).collect();
        if before.iter().zip(&wanted).all(|(before, (_, after))| before == *after) {
            plan.unchanged = plan.unchanged.saturating_add(1);
            continue;
        }
        let step = Command::Update {
            register: record_type.name().to_owned(),
            id: *id,
            base: Some(view.row.meta.version),
            values: values.clone(),
        };
        candidates.push(Candidate { title: reader.title(record_type, &view.row)?, before, step });
    }
    if candidates.is_empty() {
        return Ok(plan);
    }
    let tried =
        batch(candidates.iter().map(|candidate| candidate.step.clone()).collect(), BatchMode::GoodOnes);
    let mut problems = office.try_out(session, &tried)?.problems.into_iter().peekable();
    let mut good = Vec::with_capacity(candidates.len());
    for (position, candidate) in candidates.into_iter().enumerate() {
        match problems.next_if(|(refused, _)| *refused == position) {
            Some((_, problem)) => plan.refused.push((candidate.title, problem)),
            None => good.push(candidate),
        }
    }
    let mut titles = Titles::default();
    for (at, (place, after)) in wanted.iter().enumerate() {
        let Some(field) = record_type.fields().get(*place) else { continue };
        let mut from: Vec<(String, usize)> = Vec::new();
        for before in good.iter().filter_map(|candidate| candidate.before.get(at)) {
            let shown = show(&reader, &mut titles, field, before, language)?;
            match from.iter_mut().find(|(known, _)| *known == shown) {
                Some((_, count)) => *count = count.saturating_add(1),
                None => from.push((shown, 1)),
            }
        }
        from.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let to = show(&reader, &mut titles, field, after, language)?;
        plan.fields.push(FieldChange { label: field.label, from, to });
    }
    if !good.is_empty() {
        // What was refused is left out, so that the batch as a whole is sound; who changes a record meanwhile is
        // not overwritten.
        let steps = good.iter().map(|candidate| candidate.step.clone()).collect();
        plan.command = Some(batch(steps, BatchMode::GoodOnes));
    }
    plan.changed = good.into_iter().map(|candidate| candidate.title).collect();
    Ok(plan)
}

fn batch(steps: Vec<Command>, mode: BatchMode) -> Command {
    Command::Batch { label: KeptMessage::from(&Message::new("batch.bulk_edit")), steps, mode }
}
