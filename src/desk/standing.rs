//! What stands once it is done: steps that undo does not take back, each with the rule by which it stays.

use super::command::Command;
use super::pipeline::Run;
use crate::model::{Message, Problem, RecordType};
use crate::records::{self, domains};
use crate::store::audit::{self, AuditEntry, VOID_FIELD, Verb};

/// Whether the command that did a thing made its record too, with which it then goes.
type MadeWith<'a> = &'a dyn Fn() -> Result<bool, Problem>;

/// Why what was done to a record stays; `None` where it can be taken back. A ledger says who had what, a certificate of
/// destruction stands for ever, and a level never falls by undo.
///
/// # Errors
/// When the file can't be read.
pub(super) fn rule(
    record_type: &dyn RecordType,
    verb: Verb,
    state: Option<&str>,
    made_with: MadeWith<'_>,
) -> Result<Option<Problem>, Problem> {
    let (Verb::Move, Some(code)) = (verb, state) else {
        let is_mark = verb == Verb::Mark && !made_with()?;
        return Ok(is_mark.then(|| Problem::input(Message::new("problem.mark_not_undone"))));
    };
    if record_type.standing().contains(&code) {
        return Ok(Some(step_stands(record_type, code)));
    }
    let is_final = record_type.settled().contains(&code) && !made_with()?;
    Ok(is_final.then(|| Problem::denied("denied.settled")))
}

/// Whether a command is about accounts alone: who may sign in is changed by steps of its own, since keys and sessions don't
/// come back with a row. An import of a whole office is taken back with its accounts.
pub(super) fn is_about_accounts(command: &Command) -> bool {
    match command {
        Command::Batch { steps, .. } => !steps.is_empty() && steps.iter().all(is_about_accounts),
        command => command.register().is_some_and(|register| domains::ACCOUNTS.contains(&register)),
    }
}

/// That a step into a state of a ledger is not taken back.
pub(super) fn step_stands(record_type: &dyn RecordType, code: &str) -> Problem {
    let state = record_type.workflow().and_then(|(_, workflow)| workflow.state(code));
    let state = state.map_or("", |state| state.text);
    Problem::input(Message::new("problem.step_stands").with("state", state))
}

/// Whether a record came or went by one of the entries from `first` on; `last` is its latest.
///
/// # Errors
/// When the file can't be read.
pub(super) fn was_made_since(run: &Run<'_>, first: u64, last: u64) -> Result<bool, Problem> {
    let mut number = last;
    while number >= first && number > 0 {
        let Some(entry) = audit::entry(&*run.transaction, number)? else { break };
        if entry.verb == Verb::Create || entry.changes.iter().any(|change| change.field == VOID_FIELD) {
            return Ok(true);
        }
        number = entry.previous;
    }
    Ok(false)
}

/// The rule by which a command stays that is not taken back.
///
/// # Errors
/// When the file can't be read.
pub(super) fn rule_of(run: &Run<'_>, number: u64) -> Result<Problem, Problem> {
    let older = || Problem::input(Message::new("problem.command_stands"));
    let Some(command) = audit::command(&*run.transaction, number)? else { return Ok(older()) };
    let mut is_of_accounts = false;
    for entry_number in command.first..=command.last {
        let Some(entry) = audit::entry(&*run.transaction, entry_number)? else { continue };
        let Some(record_type) = records::find(&entry.register) else { continue };
        is_of_accounts |= domains::ACCOUNTS.contains(&record_type.name());
        let made_with = || was_made_since(run, command.first, entry.previous);
        if let Some(rule) = rule(record_type, entry.verb, state_after(record_type, &entry), &made_with)? {
            return Ok(rule);
        }
    }
    if is_of_accounts {
        return Ok(Problem::input(Message::new("problem.account_not_undone")));
    }
    Ok(older())
}

/// The state into which an entry brought its record.
fn state_after<'a>(record_type: &dyn RecordType, entry: &'a AuditEntry) -> Option<&'a str> {
    let (place, _) = record_type.workflow()?;
    let key = record_type.fields().get(place)?.key;
    entry.changes.iter().find(|change| change.field == key)?.after.as_str()
}
