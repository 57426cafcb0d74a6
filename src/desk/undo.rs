//! Undo and redo, each another command with its own audit entries. What an actor can undo is kept in the file, so it
//! survives a restart; a batch is taken back as one.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::command::Command;
use super::permissions::Right;
use super::pipeline::{Run, Write, attachment_change, missing, require_unsettled};
use super::session::Session;
use super::standing;
use crate::model::{Clash, Faults, Message, Problem, RecordId, RecordType, Row, Value, Void};
use crate::records;
use crate::store::attachment;
use crate::store::audit::{self, ATTACHMENT_PREFIX, AuditEntry, FieldChange, VOID_FIELD, Verb};
use crate::store::{Rows, Store, StoreError, Table, Transaction};

/// How many commands of one actor can be taken back.
const DEPTH: usize = 1000;

/// A record that a reversal touched.
struct Reversed {
    register: String,
    /// As it stood before.
    before: Row,
    /// It was made in a state beyond the first, as an import does.
    came_settled: bool,
}

#[derive(Clone, Copy)]
enum Direction {
    Undo,
    Redo,
    /// The latest command of the actor that stands: nothing before it is taken back past it.
    Standing,
}

fn stack_key(person: Option<RecordId>, direction: Direction) -> Vec<u8> {
    let actor = person.unwrap_or_default();
    let mut key = actor.as_bytes().to_vec();
    key.push(match direction {
        Direction::Undo => b'u',
        Direction::Redo => b'r',
        Direction::Standing => b's',
    });
    key
}

fn stack(rows: &impl Rows, person: Option<RecordId>, direction: Direction) -> Result<Vec<u64>, StoreError> {
    match rows.value(Table::UndoStacks, &stack_key(person, direction))? {
        Some(bytes) => rmp_serde::from_slice(&bytes).map_err(|error| StoreError::Encoding(error.to_string())),
        None => Ok(Vec::new()),
    }
}

fn put_stack(
    transaction: &mut Transaction,
    person: Option<RecordId>,
    direction: Direction,
    stack: &[u64],
) -> Result<(), StoreError> {
    let kept = stack.get(stack.len().saturating_sub(DEPTH)..).unwrap_or(stack);
    let bytes = rmp_serde::to_vec(kept).map_err(|error| StoreError::Encoding(error.to_string()))?;
    transaction.put(Table::UndoStacks, &stack_key(person, direction), bytes)
}

/// The number of the command that undo, and that redo, would take.
///
/// # Errors
/// When the file can't be read.
pub(super) fn tops(
    rows: &impl Rows,
    person: Option<RecordId>,
) -> Result<(Option<u64>, Option<u64>), StoreError> {
    let undo = match latest(rows, person)? {
        Some(Latest::Undoable(number)) => Some(number),
        Some(Latest::Standing(_)) | None => None,
    };
    Ok((undo, stack(rows, person, Direction::Redo)?.last().copied()))
}

/// The last thing an actor did.
enum Latest {
    /// It can be taken back.
    Undoable(u64),
    /// It stays, and all that was done before stays with it: undo is about the last thing that was done, and not about
    /// another that somebody no longer thinks of.
    Standing(u64),
}

fn latest(rows: &impl Rows, person: Option<RecordId>) -> Result<Option<Latest>, StoreError> {
    let undo = stack(rows, person, Direction::Undo)?.last().copied();
    let standing = stack(rows, person, Direction::Standing)?.last().copied();
    Ok(match standing.filter(|standing| undo.is_none_or(|undo| undo < *standing)) {
        Some(standing) => Some(Latest::Standing(standing)),
        None => undo.map(Latest::Undoable),
    })
}

/// Whether a command has no place in undo: what the program wrote down happened, whatever the user takes back.
fn is_beyond_undo(command: &Command) -> bool {
    match command {
        Command::Batch { steps, .. } => !steps.is_empty() && steps.iter().all(is_beyond_undo),
        command => matches!(command, Command::Note { .. }),
    }
}

/// Takes away what everybody could undo: an office begins with what it was made of.
///
/// # Errors
/// When the file can't be written.
pub(super) fn forget(store: &Store) -> Result<(), StoreError> {
    let mut transaction = store.begin()?;
    let mut stacks = Vec::new();
    transaction.visit(Table::UndoStacks, &[], &mut |key, _| {
        stacks.push(key.to_vec());
        Ok(ControlFlow::Continue(()))
    })?;
    for key in stacks {
        transaction.delete(Table::UndoStacks, &key)?;
    }
    transaction.commit()
}

/// Notes what a command means for undo, and says whether it can be taken back, or done again: a fresh one can and ends
/// what could be redone; one that `stands` ends what could be undone as well.
pub(super) fn remember(
    transaction: &mut Transaction,
    session: &Session,
    command: &Command,
    number: u64,
    stands: bool,
) -> Result<bool, Problem> {
    // Nobody did what the program does: Ctrl+Z of the owner of the file takes back what the owner did.
    if session.permissions.is_program() || is_beyond_undo(command) {
        return Ok(false);
    }
    let stands = stands || standing::is_about_accounts(command);
    let person = session.signature();
    let mut undo = stack(transaction, person, Direction::Undo)?;
    let mut redo = stack(transaction, person, Direction::Redo)?;
    match command {
        Command::Undo => {
            undo.pop();
            redo.push(number);
        }
        Command::Redo => {
            redo.pop();
            undo.push(number);
        }
        _ if stands => {
            put_stack(transaction, person, Direction::Standing, &[number])?;
            redo.clear();
        }
        _ => {
            undo.push(number);
            redo.clear();
        }
    }
    put_stack(transaction, person, Direction::Undo, &undo)?;
    put_stack(transaction, person, Direction::Redo, &redo)?;
    Ok(!stands)
}

/// Takes back the latest command of this actor.
pub(super) fn undo(run: &mut Run<'_>) -> Result<(Message, Option<u64>), Problem> {
    let number = match latest(&*run.transaction, run.session.signature())? {
        Some(Latest::Undoable(number)) => number,
        Some(Latest::Standing(number)) => return Err(standing::rule_of(run, number)?),
        None => return Err(Problem::input(Message::new("problem.nothing_to_undo"))),
    };
    reverse(run, number, Verb::Undo)?;
    Ok((Message::new("done.undone"), Some(number)))
}

/// Takes back the latest undo of this actor.
pub(super) fn redo(run: &mut Run<'_>) -> Result<(Message, Option<u64>), Problem> {
    let top = stack(&*run.transaction, run.session.signature(), Direction::Redo)?.last().copied();
    let number = top.ok_or_else(|| Problem::input(Message::new("problem.nothing_to_redo")))?;
    reverse(run, number, Verb::Redo)?;
    Ok((Message::new("done.redone"), Some(number)))
}

/// Writes what every entry of a command changed back to what it was, newest first.
fn reverse(run: &mut Run<'_>, number: u64, verb: Verb) -> Result<(), Problem> {
    let command = audit::command(&*run.transaction, number)?
        .ok_or_else(|| Problem::Bug(format!("command {number} is on a stack but not in the file")))?;
    let mut changed: Vec<Reversed> = Vec::new();
    let mut made: Option<BTreeSet<RecordId>> = None;
    for entry_number in (command.first..=command.last).rev() {
        let entry = audit::entry(&*run.transaction, entry_number)?
            .ok_or_else(|| Problem::Bug(format!("audit entry {entry_number} is missing")))?;
        if entry.verb == Verb::Total {
            // Totals follow what they count, at the end of this command too.
            continue;
        }
        if let Some(obstacle) = obstacle(run, &entry)? {
            let made = match &mut made {
                Some(made) => made,
                None => made.insert(made_by(run, command.first..=command.last)?),
            };
            if !made.contains(&entry.id) {
                return Err(obstacle);
            }
            // It comes and goes with its mark.
            if entry.verb == Verb::Mark {
                continue;
            }
        }
        reverse_entry(run, entry_number, &entry, verb, &mut changed)?;
    }
    run.forget_links();
    let mut faults = Faults::default();
    for Reversed { register, before, came_settled } in changed {
        let Some(record_type) = records::find(&register) else { continue };
        let id = before.meta.id;
        let Some(row) = run.transaction.stored(record_type, id)? else { continue };
        if row.meta.void.is_none() {
            // Where it goes back along its workflow, or comes back, it is held against the rules as if written anew.
            // Else it is a change like any other, and what is fixed meanwhile stays fixed.
            let state = |of: &Row| record_type.workflow().map(|(index, _)| of.record.value(index));
            let differs = |place: usize| before.record.value(place) != row.record.value(place);
            let plain = before.meta.void.is_none()
                && state(&before) == state(&row)
                && (0..record_type.fields().len()).any(differs);
            run.recheck(record_type, plain.then_some(&before), &row, &mut faults)?;
            continue;
        }
        if before.meta.void.is_none() && !came_settled {
            // What may not be made void does not vanish with its creation either.
            run.check_void(record_type, &row, &mut faults)?;
        }
        if let Some((source, source_id, _)) = run.transaction.references(id)?.into_iter().next() {
            let seen = match records::find(&source) {
                Some(source_type) => {
                    run.known(source_type, source_id)?.map(|row| run.title(source_type, &row)).transpose()?
                }
                None => None,
            };
            faults.whole(match seen {
                Some(title) => Message::new("problem.still_referenced").with("count", 1).with("first", title),
                None => Message::new("problem.still_needed"),
            });
        }
    }
    faults.finish()
}

/// What stands against taking back a part of a command, unless the command itself made the record: a mark, and whatever
/// was done to what stands for ever. An import brings such records with their marks and files, and takes them back.
fn obstacle(run: &Run<'_>, entry: &AuditEntry) -> Result<Option<Problem>, Problem> {
    if entry.verb == Verb::Mark {
        return Ok(Some(Problem::input(Message::new("problem.mark_not_undone"))));
    }
    let Some(record_type) = records::find(&entry.register).filter(|_| entry.verb != Verb::Create) else {
        return Ok(None);
    };
    let row = run.known(record_type, entry.id)?.filter(|row| row.meta.void.is_none());
    Ok(row.and_then(|row| require_unsettled(record_type, &row).err()))
}

/// The records that came or went with a command.
fn made_by(run: &Run<'_>, entries: std::ops::RangeInclusive<u64>) -> Result<BTreeSet<RecordId>, Problem> {
    let mut made = BTreeSet::new();
    for number in entries {
        if let Some(entry) = audit::entry(&*run.transaction, number)?
            && (entry.verb == Verb::Create || entry.changes.iter().any(|change| change.field == VOID_FIELD))
        {
            made.insert(entry.id);
        }
    }
    Ok(made)
}

fn reverse_entry(
    run: &mut Run<'_>,
    number: u64,
    entry: &AuditEntry,
    verb: Verb,
    changed: &mut Vec<Reversed>,
) -> Result<(), Problem> {
    let record_type = records::find(&entry.register)
        .ok_or_else(|| Problem::Bug(format!("the register {} is unknown", entry.register)))?;
    // A record that has since been marked above the actor's clearance is no longer there to be taken back.
    let before = run.known(record_type, entry.id)?.ok_or_else(|| missing(record_type, entry.id))?;
    run.session.permissions.require(record_type.name(), Right::Update, &before)?;
    if let (Verb::Move, Some((index, _))) = (entry.verb, record_type.workflow()) {
        let state = before.record.value(index);
        if let Some(code) = state.as_str().filter(|code| record_type.standing().contains(code)) {
            return Err(standing::step_stands(record_type, code));
        }
    }
    let was_here = changed.iter().any(|of| of.register == entry.register && of.before.meta.id == entry.id);
    if before.meta.entry != number && !was_here {
        refuse_overwriting(run, record_type, &before, entry)?;
    }
    let mut after = before.clone();
    let mut changes = Vec::new();
    if entry.verb == Verb::Create {
        let made = Value::Flag(!has_been_numbered(record_type, &before, entry));
        set_void(run, &mut after, &made);
        changes.push(FieldChange { field: VOID_FIELD.into(), before: Value::Nothing, after: made });
    } else {
        for change in &entry.changes {
            if change.field == VOID_FIELD {
                set_void(run, &mut after, &change.before);
            } else if let Some(id) = change.field.strip_prefix(ATTACHMENT_PREFIX) {
                changes.push(reverse_attachment(run, &before, id, &change.before)?);
                continue;
            } else if let Some((index, field)) = record_type.field(&change.field) {
                if field.permanent && !after.record.value(index).is_nothing() {
                    continue;
                }
                after
                    .record
                    .set_value(index, change.before.clone())
                    .map_err(|message| Problem::field(field.key, message))?;
            }
            changes.push(FieldChange {
                field: change.field.clone(),
                before: change.after.clone(),
                after: change.before.clone(),
            });
        }
    }
    if before.meta.void.is_some() && after.meta.void.is_none() {
        require_untaken(run, record_type, &after)?;
    }
    run.write(Write { record_type, before: Some(&before), after, verb, changes, reason: None })?;
    // An import brings records that are at their end: they can be taken back with it.
    let came_settled = entry.verb == Verb::Create
        && record_type.workflow().is_some_and(|(index, workflow)| {
            let state = before.record.value(index);
            state.as_str().is_some_and(|code| code != workflow.initial())
        });
    match changed.iter_mut().find(|of| of.register == entry.register && of.before.meta.id == entry.id) {
        Some(known) => known.came_settled |= came_settled,
        None => {
            changed.push(Reversed { register: entry.register.clone().into_owned(), before, came_settled });
        }
    }
    Ok(())
}

/// Refuses to bring a record back whose unique values another has meanwhile.
fn require_untaken(run: &Run<'_>, record_type: &dyn RecordType, row: &Row) -> Result<(), Problem> {
    let mut faults = Faults::default();
    for (index, field) in record_type.fields().iter().enumerate().filter(|(_, field)| field.unique) {
        let value = row.record.value(index);
        let owner = match value.is_nothing() {
            true => None,
            false => run.transaction.unique_owner(record_type.name(), field.key, &value)?,
        };
        if owner.is_some_and(|owner| owner != row.meta.id) {
            let shown = value.as_str().map_or_else(String::new, str::to_owned);
            faults.at(field.key, Message::new("problem.not_unique").with("value", shown));
        }
    }
    faults.finish()
}

/// A change can be taken back while what it made is still there: earlier changes of the record that were themselves
/// taken back, and changes of other fields, do not stand in the way.
fn refuse_overwriting(
    run: &Run<'_>,
    record_type: &dyn RecordType,
    stored: &Row,
    entry: &AuditEntry,
) -> Result<(), Problem> {
    let made = |key: &str| entry.changes.iter().find(|change| change.field == key);
    let mut clashes = Vec::new();
    for (index, field) in record_type.fields().iter().enumerate() {
        if field.total || field.permanent {
            continue;
        }
        let (mine, expected) = match made(field.key) {
            Some(change) => (&change.before, &change.after),
            // Taking back its creation takes the whole record away, and so whatever others have added to it.
            None if entry.verb == Verb::Create => (&Value::Nothing, &Value::Nothing),
            None => continue,
        };
        let theirs = stored.record.value(index);
        // What the totals make of a record goes with it.
        let goes_too = entry.verb == Verb::Create && record_type.agrees(field, &theirs, expected);
        if theirs != *expected && !goes_too {
            let concealed = run.conceals(record_type, field, stored, &theirs)?;
            let theirs = if concealed { Value::Nothing } else { theirs };
            clashes.push(Clash { field: field.key, mine: mine.clone(), theirs });
        }
    }
    let should_be_void = made(VOID_FIELD).is_some_and(|change| change.after != Value::Nothing);
    let mut same = clashes.is_empty() && stored.meta.void.is_some() == should_be_void;
    for change in entry.changes.iter().filter(|change| change.field.starts_with(ATTACHMENT_PREFIX)) {
        let id = change.field.strip_prefix(ATTACHMENT_PREFIX).unwrap_or_default();
        let kept = attachment::of(&*run.transaction, entry.id)?;
        let is_kept = kept.iter().any(|kept| kept.id.to_string() == id);
        same &= is_kept == (change.after != Value::Nothing);
    }
    if same { Ok(()) } else { Err(Problem::Conflict { id: entry.id, clashes }) }
}

/// Whether a record got a number on its way, after it was made. Such a number was given to it and is given to nobody
/// else: the record stays with it in the recycle bin. One that it was made with goes as it came.
fn has_been_numbered(record_type: &dyn RecordType, row: &Row, creation: &AuditEntry) -> bool {
    record_type.fields().iter().enumerate().any(|(index, field)| {
        let was_made_with = || creation.changes.iter().any(|change| change.field == field.key);
        field.permanent && field.unique && !row.record.value(index).is_nothing() && !was_made_with()
    })
}

/// Nothing: the record lives. A text: it is void for that reason. A flag: its creation was undone; false where it had
/// its number by then, with which it stays.
fn set_void(run: &Run<'_>, row: &mut Row, value: &Value) {
    row.meta.void = match value {
        Value::Nothing => None,
        _ => Some(Void {
            at: run.now(),
            by: run.session.signature(),
            reason: value.as_str().unwrap_or_default().to_owned(),
            undone: *value == Value::Flag(true),
        }),
    };
}

/// Puts an attachment back as it was, or takes it off; what was sealed meanwhile stays sealed.
fn reverse_attachment(
    run: &mut Run<'_>,
    owner: &Row,
    id: &str,
    kept: &Value,
) -> Result<FieldChange, Problem> {
    let broken = |detail: String| Problem::Bug(format!("attachment {id}: {detail}"));
    let identity: RecordId = id.parse().map_err(|_| broken("not an identity".to_owned()))?;
    let now = attachment::of(&*run.transaction, owner.meta.id)?.into_iter().find(|of| of.id == identity);
    let kept = match kept.as_str() {
        Some(json) => {
            let kept = serde_json::from_str(json).map_err(|error| broken(error.to_string()))?;
            Some(run.sealing().bring_back(run.transaction, owner.meta.mark.as_deref(), kept)?)
        }
        None => None,
    };
    attachment::put(run.transaction, owner.meta.id, identity, kept.as_ref())?;
    attachment_change(identity, now.as_ref(), kept.as_ref())
}
