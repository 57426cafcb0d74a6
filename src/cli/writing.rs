//! Verbs that change something. Each is a command, as the window gives it.

use std::io::{self, Write};

use serde_json::json;

use super::arguments::{Add, Attach, MakeVoid, Set, Take};
use super::assignment::{Assignment, pairs};
use super::context::{AtWork, Context, record_type};
use super::failure::Failure;
use crate::desk::{BatchMode, Command, Outcome, Values, hints};
use crate::exchange::attaching::{attach_told, require_attachable};
use crate::exchange::read_values;
use crate::model::{Faults, KeptMessage, Message, Problem, RecordId, RecordType};
use crate::rules::filing::visible;
use crate::store::StoreError;

type Known = &'static dyn RecordType;

pub(super) fn carry_out(
    at_work: &AtWork,
    record_type: Option<Known>,
    command: Command,
) -> Result<Outcome, Failure> {
    at_work
        .office
        .execute(&at_work.session, command)
        .map_err(|problem| Failure::Problem(problem, record_type))
}

fn values_of(at_work: &AtWork, record_type: Known, typed: &[Assignment]) -> Result<Values, Failure> {
    let values = read_values(&at_work.reader()?, record_type, pairs(typed))
        .and_then(|values| without_totals(record_type, values));
    values.map_err(|problem| Failure::Problem(problem, Some(record_type)))
}

/// Refuses what only the program writes. A file that comes in may hold it, and it is counted anew; somebody who types it
/// means something by it.
fn without_totals(record_type: Known, values: Values) -> Result<Values, Problem> {
    let mut faults = Faults::default();
    let typed = values.iter().filter_map(|(key, _)| record_type.field(key));
    for (_, field) in typed.filter(|(_, field)| field.total) {
        faults.at(field.key, Message::new("problem.set_by_program"));
    }
    faults.finish()?;
    Ok(values)
}

pub(super) fn said(context: &Context, outcome: &Outcome, out: &mut dyn Write) -> Result<(), Failure> {
    let message = outcome.message.in_language(context.language);
    if context.json {
        let touched = outcome.touched.iter();
        let touched: Vec<_> =
            touched.map(|of| json!({ "record": of.register, "id": of.id.to_string() })).collect();
        let mut answer = json!({ "number": outcome.number, "message": message, "touched": touched });
        if let (false, Some(answer)) = (outcome.warnings.is_empty(), answer.as_object_mut()) {
            answer.insert("warnings".to_owned(), warned(context, outcome).into());
        }
        writeln!(out, "{answer}")?;
    } else {
        writeln!(out, "{message}")?;
        for warning in warned(context, outcome) {
            writeln!(io::stderr(), "{warning}")?;
        }
    }
    Ok(())
}

fn warned(context: &Context, outcome: &Outcome) -> Vec<String> {
    outcome.warnings.iter().map(|warning| warning.in_language(context.language)).collect()
}

/// `add`
pub(super) fn add(context: &Context, add: &Add, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    let record_type = record_type(&add.record)?;
    let values = values_of(&at_work, record_type, &add.values)?;
    let id = RecordId::generate();
    let register = record_type.name().to_owned();
    let told = hints(&at_work.reader()?, record_type, id, &values)?;
    let outcome = carry_out(&at_work, Some(record_type), Command::Create { register, id, values })?;
    let mut warnings = warned(context, &outcome);
    warnings.extend(told.into_iter().map(|(_, hint)| hint.in_language(context.language)));
    if context.json {
        let mut answer = json!({ "record": record_type.name(), "id": id.to_string() });
        if let (false, Some(answer)) = (warnings.is_empty(), answer.as_object_mut()) {
            answer.insert("warnings".to_owned(), warnings.into());
        }
        writeln!(out, "{answer}")?;
    } else {
        writeln!(out, "{id}")?;
        for warning in warnings {
            writeln!(io::stderr(), "{warning}")?;
        }
    }
    Ok(())
}

/// `set`
pub(super) fn set(context: &Context, set: &Set, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    let record_type = record_type(&set.record)?;
    let (_, id) = at_work.find(&[record_type], &set.id)?;
    let values = values_of(&at_work, record_type, &set.values)?;
    let register = record_type.name().to_owned();
    let base = set.base;
    let command = match set.reason.clone() {
        Some(reason) => Command::Amend { register, id, base, values, reason },
        None => Command::Update { register, id, base, values },
    };
    said(context, &carry_out(&at_work, Some(record_type), command)?, out)
}

/// `do`
pub(super) fn take(context: &Context, take: &Take, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    let record_type = record_type(&take.record)?;
    let (_, id) = at_work.find(&[record_type], &take.id)?;
    let command = Command::Move {
        register: record_type.name().to_owned(),
        id,
        base: take.base,
        transition: take.transition.clone(),
        values: values_of(&at_work, record_type, &take.values)?,
        reason: take.reason.clone(),
    };
    said(context, &carry_out(&at_work, Some(record_type), command)?, out)
}

/// `void`
pub(super) fn void(context: &Context, void: &MakeVoid, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    let (record_type, id) = at_work.find_anywhere(&void.record)?;
    let register = record_type.name().to_owned();
    let command = Command::Void { register, id, reason: void.reason.clone() };
    said(context, &carry_out(&at_work, Some(record_type), command)?, out)
}

/// `unvoid`
pub(super) fn unvoid(context: &Context, record: &str, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    let (record_type, id) = at_work.find_anywhere(record)?;
    let command = Command::Restore { register: record_type.name().to_owned(), id };
    said(context, &carry_out(&at_work, Some(record_type), command)?, out)
}

/// `undo`
pub(super) fn undo(context: &Context, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    said(context, &carry_out(&at_work, None, Command::Undo)?, out)
}

/// `redo`
pub(super) fn redo(context: &Context, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    said(context, &carry_out(&at_work, None, Command::Redo)?, out)
}

/// `attach`
pub(super) fn attach(context: &Context, attach: &Attach, out: &mut dyn Write) -> Result<(), Failure> {
    let at_work = context.open()?;
    let (record_type, id) = at_work.find_anywhere(&attach.record)?;
    let (mut steps, mut notes) = (Vec::new(), Vec::new());
    for path in &attach.files {
        let failed = |error: &io::Error| Failure::from(Problem::from(StoreError::from_io(error, path)));
        let size = std::fs::metadata(path).map_err(|error| failed(&error))?.len();
        require_attachable(size).map_err(|why| {
            let message = Message::new("taking_in.at_file").with("file", visible(&path.to_string_lossy()));
            Failure::request(message.with("why", why.in_language(context.language)))
        })?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let content = std::fs::read(path).map_err(|error| failed(&error))?;
        let (command, note) = attach_told(record_type.name(), id, &name, content, &attach.reason);
        steps.push(command);
        notes.extend(note);
    }
    let command = match steps.len() {
        1 => steps.remove(0),
        _ => Command::Batch {
            label: KeptMessage { key: "batch.take_in".to_owned(), arguments: Vec::new() },
            steps,
            mode: BatchMode::AllOrNothing,
        },
    };
    let mut outcome = carry_out(&at_work, Some(record_type), command)?;
    outcome.warnings.extend(notes);
    said(context, &outcome, out)
}
