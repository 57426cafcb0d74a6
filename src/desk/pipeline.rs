//! The one way in which anything changes, always in the same order: permission → load and compare the version →
//! apply → stamp → field checks → the record's own rules → row, indexes and audit entry. Whoever calls commits all
//! of it or drops it.

use std::collections::HashMap;
use std::ops::ControlFlow;

use chrono::{DateTime, NaiveDate, Utc};

use super::command::{BatchMode, Command, Outcome, Touched, Values};
use super::permissions::Right;
use super::session::Session;
use super::undo;
use crate::model::{
    Clash, Faults, KeptMessage, Kind, Lookup, Message, Meta, Problem, RecordId, RecordType, Reference, Row,
    Value, Void,
};
use crate::records::{self, RECORDS};
use crate::store::attachment::{self, Attachment};
use crate::store::audit::{
    self, ATTACHMENT_PREFIX, AuditEntry, AuditWriter, CommandEntry, FieldChange, VOID_FIELD, Verb,
};
use crate::store::{Rows, StoreError, Transaction};

/// Carries out a command inside a transaction; the caller commits.
///
/// # Errors
/// Why it was refused. `wrote` tells whether the transaction must be dropped.
pub(super) fn run(
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
        today: super::clock::civil_date(now),
        number,
        audit,
        touched: Vec::new(),
        known_links: HashMap::new(),
        wrote,
    };
    let mut problems = Vec::new();
    let (message, reverses) = match command {
        Command::Undo => undo::undo(&mut run)?,
        Command::Redo => undo::redo(&mut run)?,
        Command::Batch { label, steps, mode } => {
            run.batch(steps, *mode, &mut problems)?;
            let message =
                Message::new("done.batch").with("label", &label.key).with("count", run.touched.len());
            (message, None)
        }
        single => (run.step(single)?, None),
    };
    let Run { audit, touched, transaction, .. } = run;
    let last = audit.next().saturating_sub(1);
    if last < first {
        return Ok(Outcome { number: 0, message: Message::new("done.nothing"), touched, problems });
    }
    let label = match command {
        Command::Batch { label, .. } => label.clone(),
        _ => KeptMessage::from(&message),
    };
    let entry = CommandEntry { at: now, by: session.person, label, first, last, reverses };
    audit::put_command(transaction, number, &entry)?;
    undo::remember(transaction, session, command, number)?;
    Ok(Outcome { number, message, touched, problems })
}

/// A command under way.
pub(super) struct Run<'a> {
    pub(super) transaction: &'a mut Transaction,
    pub(super) session: &'a Session,
    now: DateTime<Utc>,
    today: NaiveDate,
    number: u64,
    audit: AuditWriter,
    touched: Vec<Touched>,
    /// Link targets that were found living, so that a large import looks each of them up once.
    known_links: HashMap<RecordId, bool>,
    wrote: &'a mut bool,
}

/// What is to be written about one record.
pub(super) struct Write<'a> {
    pub(super) record_type: &'static dyn RecordType,
    pub(super) before: Option<&'a Row>,
    pub(super) after: Row,
    pub(super) verb: Verb,
    pub(super) changes: Vec<FieldChange>,
    pub(super) reason: Option<String>,
}

impl Run<'_> {
    fn batch(
        &mut self,
        steps: &[Command],
        mode: BatchMode,
        problems: &mut Vec<(usize, Problem)>,
    ) -> Result<(), Problem> {
        for (position, step) in steps.iter().enumerate() {
            match (self.step(step), mode) {
                (Ok(_), _) => {}
                (Err(problem @ (Problem::Storage(_) | Problem::Bug(_))), _)
                | (Err(problem), BatchMode::AllOrNothing) => return Err(problem),
                (Err(problem), BatchMode::GoodOnes) => problems.push((position, problem)),
            }
        }
        Ok(())
    }

    /// One step. It looks at everything before it writes anything, so a refused step leaves no trace.
    fn step(&mut self, command: &Command) -> Result<Message, Problem> {
        match command {
            Command::Create { register, id, values } => self.create(find_register(register)?, *id, values),
            Command::Update { register, id, base, values } => {
                self.update(find_register(register)?, *id, *base, values)
            }
            Command::Move { register, id, base, transition, values, reason } => {
                let record_type = find_register(register)?;
                self.transition(record_type, *id, *base, transition, values, reason.as_deref())
            }
            Command::Void { register, id, reason } => self.void(find_register(register)?, *id, reason),
            Command::Restore { register, id } => self.restore(find_register(register)?, *id),
            Command::Attach { register, id, attachment, name, media_type, content } => {
                self.attach(find_register(register)?, *id, *attachment, name, media_type, content)
            }
            Command::Detach { register, id, attachment } => {
                self.detach(find_register(register)?, *id, *attachment)
            }
            Command::Batch { .. } | Command::Undo | Command::Redo => {
                Err(Problem::input(Message::new("problem.not_a_step")))
            }
        }
    }

    fn create(
        &mut self,
        record_type: &'static dyn RecordType,
        id: RecordId,
        values: &Values,
    ) -> Result<Message, Problem> {
        self.session.permissions.require(record_type.name(), Right::Create, None)?;
        if self.transaction.stored(record_type, id)?.is_some() {
            return Err(Problem::input(Message::new("problem.exists_already").with("id", id)));
        }
        let mut after = record_type.blank();
        let mut faults = Faults::default();
        for (key, value) in values.iter() {
            let Some((index, field)) = record_type.field(key) else {
                faults.whole(Message::new("problem.unknown_field").with("field", key));
                continue;
            };
            if matches!(field.kind, Kind::State(_)) {
                // An import may bring a record in the state it already has; where it went is then its own history.
                if let Err(message) = field.check(value, self.today) {
                    faults.at(field.key, message);
                    continue;
                }
                self.require_state(record_type, value)?;
            }
            self.require_level(record_type, field)?;
            if let Err(message) = after.set_value(index, value.clone()) {
                faults.at(field.key, message);
            }
        }
        let row = Row { meta: Meta { id, ..Meta::default() }, record: after };
        self.check(record_type, None, &row, None, &mut faults)?;
        faults.finish()?;
        let changes = differences(record_type, None, &row);
        let title = self.title(record_type, &row)?;
        self.write(Write {
            record_type,
            before: None,
            after: row,
            verb: Verb::Create,
            changes,
            reason: None,
        })?;
        Ok(Message::new("done.created").with("record", record_type.text()).with("title", title))
    }

    fn update(
        &mut self,
        record_type: &'static dyn RecordType,
        id: RecordId,
        base: Option<u64>,
        values: &Values,
    ) -> Result<Message, Problem> {
        let before = self.load(record_type, id, Right::Update)?;
        let mut faults = Faults::default();
        let mut after = before.clone();
        self.apply(record_type, &mut after, values, &mut faults)?;
        compare_versions(record_type, &before, base, &after)?;
        self.check(record_type, Some(&before), &after, None, &mut faults)?;
        faults.finish()?;
        let changes = differences(record_type, Some(&before), &after);
        let title = self.title(record_type, &after)?;
        if changes.is_empty() {
            return Ok(Message::new("done.nothing"));
        }
        self.write(Write {
            record_type,
            before: Some(&before),
            after,
            verb: Verb::Update,
            changes,
            reason: None,
        })?;
        Ok(Message::new("done.updated").with("record", record_type.text()).with("title", title))
    }

    fn transition(
        &mut self,
        record_type: &'static dyn RecordType,
        id: RecordId,
        base: Option<u64>,
        code: &str,
        values: &Values,
        reason: Option<&str>,
    ) -> Result<Message, Problem> {
        let Some((state_index, workflow)) = record_type.workflow() else {
            return Err(Problem::input(Message::new("problem.no_workflow")));
        };
        let before = self.load(record_type, id, Right::Move)?;
        let current = before.record.value(state_index);
        let current = current.as_str().unwrap_or_default();
        let Some(transition) = workflow.transition(code) else {
            let known = workflow.leaving(current).map(|way| way.code).collect::<Vec<_>>().join(", ");
            return Err(Problem::input(
                Message::new("problem.unknown_transition").with("value", code).with("known", known),
            ));
        };
        let from_text = workflow.state(current).map_or("", |state| state.text);
        if !transition.from.contains(&current) {
            return Err(Problem::input(
                Message::new("problem.wrong_state").with("verb", transition.text).with("state", from_text),
            ));
        }
        if !transition.by.is_empty() && !self.session.permissions.has_role(transition.by) {
            return Err(Problem::Denied(Message::new("denied.transition").with("verb", transition.text)));
        }
        if transition.four_eyes
            && !self.session.permissions.is_owner()
            && before.meta.created_by == self.session.person
        {
            return Err(Problem::Denied(Message::new("denied.four_eyes").with("verb", transition.text)));
        }
        let mut faults = Faults::default();
        if transition.reason && reason.is_none_or(|reason| reason.trim().is_empty()) {
            faults.whole(Message::new("problem.reason_required"));
        }
        let mut after = before.clone();
        self.apply(record_type, &mut after, values, &mut faults)?;
        compare_versions(record_type, &before, base, &after)?;
        for needed in transition.needs {
            if let Some((index, field)) = record_type.field(needed)
                && after.record.value(index).is_nothing()
            {
                faults.at(field.key, Message::new("problem.needed_for").with("verb", transition.text));
            }
        }
        if let Err(message) = after.record.set_value(state_index, Value::choice(transition.to)) {
            return Err(Problem::Bug(message.key.to_owned()));
        }
        self.check(record_type, Some(&before), &after, Some(code), &mut faults)?;
        faults.finish()?;
        let changes = differences(record_type, Some(&before), &after);
        let title = self.title(record_type, &after)?;
        self.write(Write {
            record_type,
            before: Some(&before),
            after,
            verb: Verb::Move,
            changes,
            reason: reason.map(str::to_owned),
        })?;
        let to_text = workflow.state(transition.to).map_or("", |state| state.text);
        Ok(Message::new("done.moved").with("title", title).with("state", to_text))
    }

    fn void(
        &mut self,
        record_type: &'static dyn RecordType,
        id: RecordId,
        reason: &str,
    ) -> Result<Message, Problem> {
        let before = self.load(record_type, id, Right::Void)?;
        if reason.trim().is_empty() {
            return Err(Problem::input(Message::new("problem.reason_required")));
        }
        let mut faults = Faults::default();
        let mut visible = Vec::new();
        for (register, source, _) in self.transaction.references(id)? {
            if source == id {
                continue;
            }
            if let Some(source_type) = records::find(&register)
                && let Some(row) = self.transaction.stored(source_type, source)?
            {
                // A record that may not be seen still stands in the way, but is not named.
                let seen = self.session.permissions.reaches(source_type.name(), Right::Read, &row);
                visible.push(if seen { self.title(source_type, &row)? } else { "—".to_owned() });
            }
        }
        if let Some(first) = visible.first() {
            faults.whole(
                Message::new("problem.still_referenced").with("count", visible.len()).with("first", first),
            );
        }
        record_type.check_void(&before, &self.inside(), &mut faults)?;
        faults.finish()?;
        let title = self.title(record_type, &before)?;
        let mut after = before.clone();
        after.meta.void = Some(Void {
            at: self.now,
            by: self.session.person,
            reason: reason.trim().to_owned(),
            undone: false,
        });
        let changes = vec![FieldChange {
            field: VOID_FIELD.to_owned(),
            before: Value::Nothing,
            after: Value::Text(reason.trim().to_owned()),
        }];
        self.write(Write {
            record_type,
            before: Some(&before),
            after,
            verb: Verb::Void,
            changes,
            reason: Some(reason.trim().to_owned()),
        })?;
        Ok(Message::new("done.voided").with("title", title))
    }

    fn restore(&mut self, record_type: &'static dyn RecordType, id: RecordId) -> Result<Message, Problem> {
        let stored = self.transaction.stored(record_type, id)?.ok_or_else(|| missing(record_type, id))?;
        self.session.permissions.require(record_type.name(), Right::Void, Some(&stored))?;
        let Some(void) = &stored.meta.void else {
            return Err(Problem::input(Message::new("problem.not_void")));
        };
        let changes = vec![FieldChange {
            field: VOID_FIELD.to_owned(),
            before: Value::Text(void.reason.clone()),
            after: Value::Nothing,
        }];
        let mut after = stored.clone();
        after.meta.void = None;
        let mut faults = Faults::default();
        self.check(record_type, None, &after, None, &mut faults)?;
        faults.finish()?;
        let title = self.title(record_type, &after)?;
        self.write(Write {
            record_type,
            before: Some(&stored),
            after,
            verb: Verb::Restore,
            changes,
            reason: None,
        })?;
        Ok(Message::new("done.restored").with("title", title))
    }

    fn attach(
        &mut self,
        record_type: &'static dyn RecordType,
        id: RecordId,
        identity: RecordId,
        name: &str,
        media_type: &str,
        content: &[u8],
    ) -> Result<Message, Problem> {
        let before = self.load(record_type, id, Right::Update)?;
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
        let unusable =
            |character: char| character.is_control() || ('\u{202a}'..='\u{202e}').contains(&character);
        if name.is_empty() || name == "." || name == ".." || name.chars().any(unusable) {
            return Err(Problem::input(Message::new("problem.file_name").with("name", name.escape_debug())));
        }
        *self.wrote = true;
        let sha256 = attachment::put_content(self.transaction, content)?;
        let kept = Attachment {
            id: identity,
            owner: id,
            register: record_type.name().to_owned(),
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            size: u64::try_from(content.len()).unwrap_or(u64::MAX),
            sha256,
            at: self.now,
            by: self.session.person,
        };
        attachment::put(self.transaction, id, identity, Some(&kept))?;
        let change = attachment_change(identity, None, Some(&kept))?;
        self.write(Write {
            record_type,
            before: Some(&before),
            after: before.clone(),
            verb: Verb::Attach,
            changes: vec![change],
            reason: None,
        })?;
        Ok(Message::new("done.attached").with("name", name))
    }

    fn detach(
        &mut self,
        record_type: &'static dyn RecordType,
        id: RecordId,
        identity: RecordId,
    ) -> Result<Message, Problem> {
        let before = self.load(record_type, id, Right::Update)?;
        let kept = attachment::of(self.transaction, id)?.into_iter().find(|kept| kept.id == identity);
        let Some(kept) = kept else {
            return Err(Problem::Missing(Message::new("problem.no_such_attachment")));
        };
        *self.wrote = true;
        attachment::put(self.transaction, id, identity, None)?;
        let change = attachment_change(identity, Some(&kept), None)?;
        self.write(Write {
            record_type,
            before: Some(&before),
            after: before.clone(),
            verb: Verb::Detach,
            changes: vec![change],
            reason: None,
        })?;
        Ok(Message::new("done.detached").with("name", kept.name))
    }

    /// A living record that the session may see and use this right on.
    fn load(&self, record_type: &'static dyn RecordType, id: RecordId, right: Right) -> Result<Row, Problem> {
        let permissions = &self.session.permissions;
        let found = self.transaction.stored(record_type, id)?.filter(|row| row.meta.void.is_none());
        // What may not be seen is as good as absent: a refusal would say that it exists.
        let visible = found.filter(|row| permissions.reaches(record_type.name(), Right::Read, row));
        let row = visible.ok_or_else(|| missing(record_type, id))?;
        permissions.require(record_type.name(), right, Some(&row))?;
        Ok(row)
    }

    /// Refuses to make a record in a state that the session could not bring it to.
    fn require_state(&self, record_type: &'static dyn RecordType, state: &Value) -> Result<(), Problem> {
        let Some((_, workflow)) = record_type.workflow() else { return Ok(()) };
        let permissions = &self.session.permissions;
        let code = state.as_str().unwrap_or_default();
        if permissions.is_owner() || code.is_empty() || code == workflow.initial() {
            return Ok(());
        }
        let mut ways = workflow.transitions.iter().filter(|way| way.to == code);
        if ways.clone().any(|way| !way.four_eyes && (way.by.is_empty() || permissions.has_role(way.by))) {
            return Ok(());
        }
        let verb = ways.next().map_or("", |way| way.text);
        Err(Problem::Denied(Message::new("denied.transition").with("verb", verb)))
    }

    fn require_level(
        &self,
        record_type: &'static dyn RecordType,
        field: &crate::model::Field,
    ) -> Result<(), Problem> {
        if self.session.permissions.sees(field.level) {
            return Ok(());
        }
        Err(Problem::Denied(
            Message::new("denied.level")
                .with("field", field.label)
                .with("level", field.level.text())
                .with("record", record_type.text()),
        ))
    }

    fn apply(
        &self,
        record_type: &'static dyn RecordType,
        after: &mut Row,
        values: &Values,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        for (key, value) in values.iter() {
            let Some((index, field)) = record_type.field(key) else {
                faults.whole(Message::new("problem.unknown_field").with("field", key));
                continue;
            };
            // Asked before the values are compared: whether a guess is right must not show.
            if self.session.person != Some(after.meta.id) {
                self.require_level(record_type, field)?;
            }
            if after.record.value(index) == *value {
                continue;
            }
            if matches!(field.kind, Kind::State(_)) {
                faults.at(field.key, Message::new("problem.state_by_transition"));
                continue;
            }
            self.require_level(record_type, field)?;
            if let Err(message) = after.record.set_value(index, value.clone()) {
                faults.at(field.key, message);
            }
        }
        Ok(())
    }

    /// Field checks, links, unique values, then the record's own rules.
    fn check(
        &mut self,
        record_type: &'static dyn RecordType,
        before: Option<&Row>,
        after: &Row,
        transition: Option<&str>,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        for (index, field) in record_type.fields().iter().enumerate() {
            let value = after.record.value(index);
            if let Err(message) = field.check(&value, self.today) {
                faults.at(field.key, message);
                continue;
            }
            let unchanged = before.is_some_and(|before| before.record.value(index) == value);
            if unchanged || value.is_nothing() {
                continue;
            }
            if let (Kind::Link(register), Some(target)) = (field.kind, value.as_link())
                && !self.is_living(register, target)?
            {
                faults.at(field.key, Message::new("problem.no_such_record").with("id", target));
            }
            if field.unique
                && let Some(owner) = self.transaction.unique_owner(record_type.name(), field.key, &value)?
                && owner != after.meta.id
            {
                let shown = value.as_str().map_or_else(String::new, str::to_owned);
                faults.at(field.key, Message::new("problem.not_unique").with("value", shown));
            }
        }
        if faults.is_empty() {
            let id = after.meta.id;
            record_type.check(id, before, after.record.as_ref(), transition, &self.inside(), faults)?;
        }
        Ok(())
    }

    fn is_living(&mut self, register: &'static str, id: RecordId) -> Result<bool, Problem> {
        if let Some(known) = self.known_links.get(&id) {
            return Ok(*known);
        }
        let found = match records::find(register) {
            Some(record_type) => {
                self.transaction.stored(record_type, id)?.is_some_and(|row| row.meta.void.is_none())
            }
            None => false,
        };
        if found {
            self.known_links.insert(id, true);
        }
        Ok(found)
    }

    /// Stamps and writes row, indexes and audit entry.
    pub(super) fn write(&mut self, write: Write<'_>) -> Result<(), Problem> {
        let Write { record_type, before, mut after, verb, changes, reason } = write;
        *self.wrote = true;
        self.known_links.remove(&after.meta.id);
        let by = self.session.person;
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
            register: record_type.name().to_owned(),
            id,
            version: after.meta.version,
            previous,
            changes,
            reason,
        };
        self.transaction.put_row(record_type, before, &after)?;
        self.audit.append(self.transaction, &entry)?;
        self.touched.push(Touched { register: record_type.name(), id });
        Ok(())
    }

    /// Checks a record that undo brought back or changed, as if it were written anew.
    pub(super) fn recheck(
        &mut self,
        record_type: &'static dyn RecordType,
        row: &Row,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        self.check(record_type, None, row, None, faults)
    }

    pub(super) fn title(&self, record_type: &dyn RecordType, row: &Row) -> Result<String, Problem> {
        Ok(super::titles::title_of(&*self.transaction, record_type, row)?)
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    pub(super) fn forget_links(&mut self) {
        self.known_links.clear();
    }

    fn inside(&self) -> Inside<'_> {
        Inside { transaction: self.transaction, today: self.today }
    }
}

fn find_register(name: &str) -> Result<&'static dyn RecordType, Problem> {
    records::find(name).ok_or_else(|| {
        let known = RECORDS.iter().map(|of| of.name()).collect::<Vec<_>>().join(", ");
        Problem::input(Message::new("problem.unknown_register").with("name", name).with("known", known))
    })
}

pub(super) fn missing(record_type: &dyn RecordType, id: RecordId) -> Problem {
    Problem::Missing(Message::new("problem.missing").with("record", record_type.text()).with("id", id))
}

/// A lost update is refused, and both values are shown.
fn compare_versions(
    record_type: &dyn RecordType,
    stored: &Row,
    base: Option<u64>,
    mine: &Row,
) -> Result<(), Problem> {
    if base.is_none_or(|base| base == stored.meta.version) {
        return Ok(());
    }
    let clashes = differences(record_type, Some(stored), mine)
        .into_iter()
        .filter_map(|change| {
            let (_, field) = record_type.field(&change.field)?;
            Some(Clash { field: field.key, mine: change.after, theirs: change.before })
        })
        .collect();
    Err(Problem::Conflict { id: stored.meta.id, clashes })
}

/// The fields on which two versions of a record differ.
fn differences(record_type: &dyn RecordType, before: Option<&Row>, after: &Row) -> Vec<FieldChange> {
    let fields = record_type.fields().iter().enumerate();
    fields
        .filter_map(|(index, field)| {
            let old = before.map_or(Value::Nothing, |row| row.record.value(index));
            let new = after.record.value(index);
            (old != new).then(|| FieldChange { field: field.key.to_owned(), before: old, after: new })
        })
        .collect()
}

fn attachment_change(
    id: RecordId,
    before: Option<&Attachment>,
    after: Option<&Attachment>,
) -> Result<FieldChange, Problem> {
    let value = |attachment: Option<&Attachment>| match attachment {
        Some(attachment) => serde_json::to_string(attachment)
            .map(Value::Text)
            .map_err(|error| Problem::Bug(error.to_string())),
        None => Ok(Value::Nothing),
    };
    Ok(FieldChange {
        field: format!("{ATTACHMENT_PREFIX}{id}"),
        before: value(before)?,
        after: value(after)?,
    })
}

/// The office as a record's rules see it: inside the running transaction, void records left out.
struct Inside<'a> {
    transaction: &'a Transaction,
    today: NaiveDate,
}

impl Lookup for Inside<'_> {
    fn today(&self) -> NaiveDate {
        self.today
    }

    fn row(&self, register: &str, id: RecordId) -> Result<Option<Row>, StoreError> {
        match records::find(register) {
            Some(record_type) => {
                Ok(self.transaction.stored(record_type, id)?.filter(|row| row.meta.void.is_none()))
            }
            None => Ok(None),
        }
    }

    fn visit(&self, register: &str, visitor: &mut dyn FnMut(Row) -> bool) -> Result<(), StoreError> {
        let Some(record_type) = records::find(register) else { return Ok(()) };
        self.transaction.each_stored(record_type, &mut |row| {
            if row.meta.void.is_none() && !visitor(row) {
                return Ok(ControlFlow::Break(()));
            }
            Ok(ControlFlow::Continue(()))
        })
    }

    fn referring(&self, target: RecordId) -> Result<Vec<Reference>, StoreError> {
        let references = self.transaction.references(target)?.into_iter();
        let known = references.filter_map(|(register, id, field)| {
            let record_type = records::find(&register)?;
            let (_, field) = record_type.field(&field)?;
            Some(Reference { register: record_type.name(), id, field: field.key })
        });
        Ok(known.collect())
    }
}
