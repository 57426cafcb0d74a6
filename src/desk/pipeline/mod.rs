//! The one way in which anything changes, always in the same order: permission → load and compare the version →
//! apply → stamp → field checks → the record's own rules → row, indexes and audit entry. Whoever calls commits all
//! of it or drops it.

mod attach;
mod change;
mod check;
mod consequence;
mod engagement;
mod mark;
mod occupancy;
mod totals;
mod transition;
mod void;

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};

use self::attach::Given;
pub(in crate::desk) use self::attach::attachment_change;
pub(in crate::desk) use self::change::by_step;
use super::command::{BatchMode, Command, Outcome, Touched};
use super::inside::Inside;
use super::session::Session;
use super::{sealing, standing, undo};
use crate::model::{KeptMessage, Message, Problem, RecordId, RecordType, Row};
use crate::records::{self, RECORDS};
use crate::store::audit::{self, AuditEntry, AuditWriter, CommandEntry, FieldChange, Verb};
use crate::store::{Rows as _, Transaction};

/// Things that one command tells of a kind; an import may have thousands.
const MOST_WARNINGS: usize = 20;

/// Carries out a command inside a transaction; the caller commits.
///
/// # Errors
/// Why it was refused. `wrote` tells whether the transaction must be dropped.
pub(in crate::desk) fn run(
    transaction: &mut Transaction,
    session: &Session,
    now: DateTime<Utc>,
    command: &Command,
    wrote: &mut bool,
) -> Result<Outcome, Problem> {
    let number = audit::next_command(transaction)?;
    let audit = AuditWriter::new(transaction)?;
    let first = audit.next();
    let mut run = Run {
        transaction,
        session,
        now,
        today: crate::desk::clock::civil_date(now),
        number,
        first,
        stands: false,
        audit,
        touched: Vec::new(),
        known_links: HashMap::new(),
        totals_due: BTreeSet::new(),
        occupancy_due: BTreeSet::new(),
        newly_engaged: Vec::new(),
        came_settled: BTreeSet::new(),
        before: HashMap::new(),
        warnings: Vec::new(),
        reverses: matches!(command, Command::Undo | Command::Redo),
        as_a_whole: match command {
            Command::Undo | Command::Redo => true,
            Command::Batch { mode, .. } => *mode == BatchMode::AllOrNothing,
            _ => false,
        },
        tells: !matches!(command, Command::Batch { .. }),
        signer: None,
        wrote,
    };
    let mut problems = Vec::new();
    let (message, reverses) = match command {
        Command::Undo => undo::undo(&mut run)?,
        Command::Redo => undo::redo(&mut run)?,
        Command::Batch { label, steps, mode } => {
            run.batch(steps, *mode, &mut problems)?;
            (run.told_batch(label), None)
        }
        single => (run.step(single)?, None),
    };
    run.bring_totals_up_to_date()?;
    if sealing::concerns(&run.touched) {
        run.sealing().share_all(run.transaction)?;
    }
    run.require_single_holders()?;
    let clashes = run.clashes_of_people()?;
    let Run { audit, touched, transaction, mut warnings, stands, .. } = run;
    warnings.truncate(MOST_WARNINGS);
    warnings.extend(clashes);
    let last = audit.next().saturating_sub(1);
    if last < first {
        return Ok(Outcome { touched, problems, ..Outcome::nothing() });
    }
    let label = match command {
        Command::Batch { label, .. } => label.clone(),
        _ => KeptMessage::from(&message),
    };
    let entry = CommandEntry { at: now, by: session.signature(), label, first, last, reverses };
    audit::put_command(transaction, number, &entry)?;
    let can_be_undone = undo::remember(transaction, session, command, number, stands)?;
    Ok(Outcome { number, message, touched, problems, warnings, can_be_undone })
}

/// A command under way.
pub(in crate::desk) struct Run<'a> {
    pub(in crate::desk) transaction: &'a mut Transaction,
    pub(in crate::desk) session: &'a Session,
    now: DateTime<Utc>,
    today: NaiveDate,
    number: u64,
    /// Number of its first entry.
    first: u64,
    /// Whether it did something that undo does not take back.
    stands: bool,
    audit: AuditWriter,
    touched: Vec<Touched>,
    /// Link targets that were found living, so that a large import looks each of them up once.
    known_links: HashMap<RecordId, bool>,
    /// Records whose totals are brought up to date at the end of the command.
    totals_due: BTreeSet<(&'static str, RecordId)>,
    /// Records whose things are looked at once more at the end of the command.
    occupancy_due: BTreeSet<(&'static str, RecordId)>,
    /// Records that engage people now who were not engaged by them at that time before.
    newly_engaged: Vec<(&'static dyn RecordType, RecordId, Vec<RecordId>)>,
    /// Records that the command itself made in a state in which they stand for ever: an import brings them with their
    /// files.
    came_settled: BTreeSet<RecordId>,
    /// Records of which there may be something to tell, as they stood when the command began.
    before: HashMap<RecordId, Option<Row>>,
    /// What is to be told.
    warnings: Vec<Message>,
    /// Whether it takes something back, or does it again.
    reverses: bool,
    /// Whether all of it is refused when one step is: what its steps hold is then compared when it is complete, so that
    /// they may change places.
    as_a_whole: bool,
    /// Whether it is told what was done: of a batch only how many records.
    tells: bool,
    /// Who signs the step under way, where the owner of the file says so.
    signer: Option<RecordId>,
    wrote: &'a mut bool,
}

/// What is to be written about one record.
pub(in crate::desk) struct Write<'a> {
    pub(in crate::desk) record_type: &'static dyn RecordType,
    pub(in crate::desk) before: Option<&'a Row>,
    pub(in crate::desk) after: Row,
    pub(in crate::desk) verb: Verb,
    pub(in crate::desk) changes: Vec<FieldChange>,
    pub(in crate::desk) reason: Option<String>,
}

impl Run<'_> {
    fn batch(
        &mut self,
        steps: &[Command],
        mode: BatchMode,
        problems: &mut Vec<(usize, Problem)>,
    ) -> Result<(), Problem> {
        for (position, step) in steps.iter().enumerate() {
            let written = self.touched.len();
            match (self.step(step), mode) {
                (Ok(_), _) => {}
                // Its consequences were refused after it was written: nothing of the batch can stay.
                (Err(problem), BatchMode::GoodOnes) if self.touched.len() > written => return Err(problem),
                (Err(problem @ (Problem::Storage(_) | Problem::Bug(_))), _)
                | (Err(problem), BatchMode::AllOrNothing) => return Err(problem),
                (Err(problem), BatchMode::GoodOnes) => problems.push((position, problem)),
            }
        }
        Ok(())
    }

    /// What a batch did: its label with what that counts, and how many records it touched.
    fn told_batch(&self, label: &KeptMessage) -> Message {
        let mut records: Vec<RecordId> = self.touched.iter().map(|of| of.id).collect();
        records.sort_unstable();
        records.dedup();
        let mut message = Message::new("done.batch").with("label", &label.key);
        if let Some((_, count)) = label.arguments.iter().find(|(name, _)| name == "count") {
            message = message.with("count", count);
        }
        message.with("records", records.len())
    }

    /// Adds something to be looked at; the same is told once.
    fn warn(&mut self, message: Message) {
        if self.warnings.len() < MOST_WARNINGS && !self.warnings.contains(&message) {
            self.warnings.push(message);
        }
    }

    /// One step. It looks at everything before it writes anything, so a refused step leaves no trace.
    fn step(&mut self, command: &Command) -> Result<Message, Problem> {
        let right = command.right().ok_or_else(|| Problem::input(Message::new("problem.not_a_step")))?;
        match command {
            Command::Create { register, id, values } => {
                let record_type = find_register(register)?;
                if record_type.is_trace() {
                    return Err(Problem::denied("denied.trace"));
                }
                self.create(record_type, right, *id, values)
            }
            Command::Note { register, id, values } => {
                let record_type = find_register(register)?;
                if !record_type.is_trace() {
                    return Err(Problem::input(Message::new("problem.not_a_step")));
                }
                self.create(record_type, right, *id, values)
            }
            Command::Complete { register, id, values } => {
                self.complete_links(find_register(register)?, right, *id, values)
            }
            Command::Update { register, id, base, values } => {
                self.update(find_register(register)?, right, (*id, *base), values, None)
            }
            Command::Amend { register, id, base, values, reason } => {
                self.update(find_register(register)?, right, (*id, *base), values, Some(reason.as_str()))
            }
            Command::Move { register, id, base, transition, values, reason } => {
                let record_type = find_register(register)?;
                let before = self.load(record_type, *id, right)?;
                let moved =
                    self.transition(record_type, before, *base, transition, values, reason.as_deref());
                // The next step is signed by whoever it names.
                self.signer = None;
                moved
            }
            Command::Void { register, id, reason } => self.void(find_register(register)?, right, *id, reason),
            Command::Restore { register, id } => self.restore(find_register(register)?, right, *id),
            Command::Attach { register, id, attachment, name, media_type, content, reason, text } => {
                let record_type = find_register(register)?;
                let before = self.load(record_type, *id, right)?;
                let (reason, text) = (reason.as_str(), text.as_deref());
                let given = Given { identity: *attachment, name, media_type, content, reason, text };
                self.attach(record_type, &before, &given)
            }
            Command::AttachDeposit { register, id, attachment, name, media_type, deposit, reason } => {
                let record_type = find_register(register)?;
                let before = self.load(record_type, *id, right)?;
                let (content, reason, text) = (&[][..], reason.as_str(), None);
                let given = Given { identity: *attachment, name, media_type, content, reason, text };
                self.attach_deposit(record_type, &before, &given, *deposit)
            }
            Command::Detach { register, id, attachment } => {
                let record_type = find_register(register)?;
                let before = self.load(record_type, *id, right)?;
                self.detach(record_type, &before, *attachment)
            }
            Command::Mark { register, id, attachment, mark, reason } => {
                let record_type = find_register(register)?;
                let before = self.load(record_type, *id, right)?;
                self.mark(record_type, &before, *attachment, mark, reason)
            }
            Command::Batch { .. } | Command::Undo | Command::Redo => {
                Err(Problem::input(Message::new("problem.not_a_step")))
            }
        }
    }

    /// Stamps and writes row, indexes and audit entry.
    pub(in crate::desk) fn write(&mut self, write: Write<'_>) -> Result<(), Problem> {
        let Write { record_type, before, mut after, verb, changes, reason } = write;
        *self.wrote = true;
        if !self.known_links.is_empty() {
            self.known_links.remove(&after.meta.id);
        }
        let by = self.session.signature();
        let previous = before.map_or(0, |row| row.meta.entry);
        if before.is_none() {
            after.meta.created_at = self.now;
            after.meta.created_by = by;
        }
        after.meta.version = before.map_or(0, |row| row.meta.version).saturating_add(1);
        after.meta.updated_at = self.now;
        after.meta.updated_by = by;
        after.meta.entry = self.audit.next();
        let id = after.meta.id;
        let entry = AuditEntry {
            command: self.number,
            at: self.now,
            by,
            verb,
            register: record_type.name().into(),
            id,
            version: after.meta.version,
            previous,
            changes,
            reason,
        };
        if !self.stands && !matches!(verb, Verb::Total | Verb::Undo | Verb::Redo) {
            let workflow = record_type.workflow().filter(|_| verb == Verb::Move);
            let state = workflow.map(|(index, _)| after.record.value(index));
            let state = state.as_ref().and_then(|state| state.as_str());
            let made_with = || standing::was_made_since(self, self.first, previous);
            self.stands = standing::rule(record_type, verb, state, &made_with)?.is_some();
        }
        if verb != Verb::Total {
            self.note_totals(record_type, before, &after);
        }
        let can_settle = before.is_none() && !record_type.settled().is_empty();
        if can_settle && require_unsettled(record_type, &after).is_err() {
            self.came_settled.insert(id);
        }
        self.transaction.put_row(record_type, before, &after)?;
        if record_type.can_occupy() {
            self.hold(record_type, &after)?;
        }
        self.audit.append(self.transaction, &entry)?;
        self.touched.push(Touched { register: record_type.name(), id });
        Ok(())
    }

    /// The title of a record where it is told what was done to it.
    fn told_title(&self, record_type: &dyn RecordType, row: &Row) -> Result<String, Problem> {
        if !self.tells {
            return Ok(String::new());
        }
        Ok(crate::desk::titles::with_keys(record_type, row, self.title(record_type, row)?))
    }

    pub(in crate::desk) fn title(&self, record_type: &dyn RecordType, row: &Row) -> Result<String, Problem> {
        Ok(crate::desk::titles::title_of(record_type, row, None, &|target_type, id| {
            let row = self.transaction.stored(target_type, id)?;
            Ok(match row {
                Some(row) if self.session.permissions.knows(&*self.transaction, target_type, &row)? => {
                    Some(row)
                }
                _ => None,
            })
        })?)
    }

    /// A record that the session may know of, living or void.
    pub(in crate::desk) fn known(
        &self,
        record_type: &dyn RecordType,
        id: RecordId,
    ) -> Result<Option<Row>, Problem> {
        Ok(match self.transaction.stored(record_type, id)? {
            Some(row) if self.session.permissions.knows(&*self.transaction, record_type, &row)? => Some(row),
            _ => None,
        })
    }

    pub(in crate::desk) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    pub(in crate::desk) fn forget_links(&mut self) {
        self.known_links.clear();
    }

    fn inside(&self) -> Inside<'_, Transaction> {
        Inside {
            rows: self.transaction,
            today: self.today,
            actor: self.session.person.or(self.signer),
            permissions: &self.session.permissions,
        }
    }
}

/// Refuses to touch what stands for ever.
pub(in crate::desk) fn require_unsettled(record_type: &dyn RecordType, row: &Row) -> Result<(), Problem> {
    let state = record_type.workflow().map(|(index, _)| row.record.value(index));
    let code = state.as_ref().and_then(|state| state.as_str()).unwrap_or_default();
    if record_type.settled().contains(&code) {
        return Err(Problem::denied("denied.settled"));
    }
    Ok(())
}

fn find_register(name: &str) -> Result<&'static dyn RecordType, Problem> {
    records::find(name).ok_or_else(|| {
        let known = RECORDS.iter().map(|of| of.name()).collect::<Vec<_>>().join(", ");
        Problem::input(Message::new("problem.unknown_register").with("name", name).with("known", known))
    })
}

pub(in crate::desk) fn missing(record_type: &dyn RecordType, id: RecordId) -> Problem {
    Problem::Missing(Message::new("problem.missing").with("record", record_type.text()).with("id", id))
}
