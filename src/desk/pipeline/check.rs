//! What every change is held against: the session's rights, the version it was made from, the field table, links,
//! unique values and the record's own rules.

use super::{Run, missing, require_unsettled};
use crate::desk::permissions::{Right, level_refusal};
use crate::model::Record as _;
use crate::model::{Clash, Faults, Field, Id, Kind, Message, Problem, RecordId, RecordType, Row, Value};
use crate::records;
use crate::records::accounts::Account;
use crate::records::organisation::has_left;
use crate::records::protection::FieldRight;
use crate::rules::secrecy_marking::bears_state_marking;
use crate::store::Rows;
use crate::store::audit::FieldChange;

impl Run<'_> {
    /// A living record that the session may see and use this right on.
    pub(super) fn load(
        &self,
        record_type: &'static dyn RecordType,
        id: RecordId,
        right: Right,
    ) -> Result<Row, Problem> {
        // What may not be seen is as good as absent: a refusal would say that it exists.
        let found = self.known(record_type, id)?.filter(|row| row.meta.void.is_none());
        let row = found.ok_or_else(|| missing(record_type, id))?;
        self.session.permissions.require(record_type.name(), right, &row)?;
        // Who may know what is no part of what the program did: a trace can be marked like anything else.
        if record_type.is_trace() && right != Right::Mark {
            return Err(Problem::denied("denied.trace"));
        }
        if right != Right::Mark && !self.came_settled.contains(&id) {
            require_unsettled(record_type, &row)?;
        }
        Ok(row)
    }

    pub(super) fn require_level(
        &self,
        record_type: &'static dyn RecordType,
        field: &Field,
    ) -> Result<(), Problem> {
        let right = self.session.permissions.field_right(record_type.name(), field.level);
        if right == FieldRight::Change {
            return Ok(());
        }
        Err(Problem::Denied(level_refusal(record_type, field)))
    }

    /// What is sealed is not changed before it is opened.
    pub(super) fn require_open(&self, field: &Field, row: &Row) -> Result<(), Problem> {
        let mark = row.meta.mark.as_deref();
        if field.title || self.session.permissions.is_open(row.meta.id, mark, self.now) {
            return Ok(());
        }
        Err(Problem::Denied(Message::new("why.sealed").with("field", field.label)))
    }

    /// Whether the session may not see what a field of a record it sees holds.
    pub(in crate::desk) fn conceals(
        &self,
        record_type: &dyn RecordType,
        field: &Field,
        row: &Row,
        value: &Value,
    ) -> Result<bool, Problem> {
        let permissions = &self.session.permissions;
        if !permissions.sees_of(record_type.name(), field, row) || self.require_open(field, row).is_err() {
            return Ok(true);
        }
        match (field.kind, value) {
            (Kind::Link(register), Value::Link(target)) => {
                Ok(!permissions.knows_target(&*self.transaction, register, *target)?)
            }
            _ => Ok(false),
        }
    }

    /// An account that acts for the owner is made and unmade by an owner alone: whoever keeps accounts could otherwise
    /// give themselves every right.
    fn require_owner_for_owners(&self, before: Option<&Row>, after: &Row) -> Result<(), Problem> {
        let owns = |row: &Row| row.clone().typed::<Account>().is_some_and(|account| account.record.owner);
        if !self.session.permissions.is_owner() && (owns(after) || before.is_some_and(owns)) {
            return Err(Problem::denied("denied.owner_account"));
        }
        Ok(())
    }

    /// Field checks, links, unique values, then the record's own rules.
    pub(super) fn check(
        &mut self,
        record_type: &'static dyn RecordType,
        before: Option<&Row>,
        after: &Row,
        transition: Option<&str>,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        // Who may do it comes before what is wrong with it.
        self.guard(record_type, before, after, transition, faults)?;
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
            if field.kind == Kind::LongText
                && after.meta.mark.as_ref().is_some_and(|mark| mark.level.is_state_secret())
            {
                faults.at(field.key, Message::new("problem.state_secret_text"));
            }
            if field.title && value.as_str().is_some_and(bears_state_marking) {
                faults.at(field.key, Message::new("problem.state_secret_title"));
            }
            if let (Kind::Link(register), Some(target)) = (field.kind, value.as_link())
                && !self.is_living(register, target)?
            {
                faults.at(field.key, Message::new("problem.no_such_record").with("id", target));
            }
            if field.at_work && !self.reverses && self.has_left(&value)? {
                // What the owner of the file makes may be an import of how things were, which is told and not refused.
                if before.is_none() && self.session.person.is_none() {
                    self.warn(Message::new("warning.person_has_left").with("field", field.label));
                } else {
                    faults.at(field.key, Message::new("problem.left_the_office"));
                }
            }
            if field.unique
                && let Some(owner) = self.transaction.unique_owner(record_type.name(), field.key, &value)?
                && owner != after.meta.id
            {
                let shown = value.as_str().map_or_else(String::new, str::to_owned);
                faults.at(field.key, Message::new("problem.not_unique").with("value", shown));
            }
        }
        if record_type.name() == Account::NAME {
            self.require_owner_for_owners(before, after)?;
        }
        if faults.is_empty() {
            let id = after.meta.id;
            record_type.check(id, before, after.record.as_ref(), transition, &self.inside(), faults)?;
            if record_type.can_occupy() && faults.is_empty() && !self.as_a_whole {
                self.check_free(record_type, after, false, faults)?;
            }
        }
        Ok(())
    }

    /// Whether a link names somebody who has left the office.
    fn has_left(&self, value: &Value) -> Result<bool, Problem> {
        match value.as_link() {
            Some(person) => Ok(has_left(Some(Id::new(person)), &self.inside())?),
            None => Ok(false),
        }
    }

    /// Whether a link may be made to a record: it is in force, and the session may know of it. What it may not know
    /// of is not there for it.
    fn is_living(&mut self, register: &'static str, id: RecordId) -> Result<bool, Problem> {
        if let Some(known) = self.known_links.get(&id) {
            return Ok(*known);
        }
        let found = match records::find(register) {
            Some(record_type) => self.known(record_type, id)?.is_some_and(|row| row.meta.void.is_none()),
            None => false,
        };
        if found {
            self.known_links.insert(id, true);
        }
        Ok(found)
    }

    /// Checks a record that undo brought back or changed; without `before` as if it were written anew.
    pub(in crate::desk) fn recheck(
        &mut self,
        record_type: &'static dyn RecordType,
        before: Option<&Row>,
        row: &Row,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        self.check(record_type, before, row, None, faults)
    }

    /// Runs the record's own rules for becoming void.
    pub(in crate::desk) fn check_void(
        &self,
        record_type: &dyn RecordType,
        row: &Row,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        record_type.check_void(row, &self.inside(), faults)
    }
}

impl Run<'_> {
    /// A lost update is refused, and both values are shown, as far as the session may see them.
    pub(super) fn compare_versions(
        &self,
        record_type: &dyn RecordType,
        stored: &Row,
        base: Option<u64>,
        mine: &Row,
    ) -> Result<(), Problem> {
        if base.is_none_or(|base| base == stored.meta.version) {
            return Ok(());
        }
        let mut clashes = Vec::new();
        for change in differences(record_type, Some(stored), mine) {
            let Some((_, field)) = record_type.field(&change.field) else { continue };
            let concealed = self.conceals(record_type, field, stored, &change.before)?;
            let theirs = if concealed { Value::Nothing } else { change.before };
            clashes.push(Clash { field: field.key, mine: change.after, theirs });
        }
        Err(Problem::Conflict { id: stored.meta.id, clashes })
    }
}

/// The fields on which two versions of a record differ.
pub(super) fn differences(
    record_type: &dyn RecordType,
    before: Option<&Row>,
    after: &Row,
) -> Vec<FieldChange> {
    let fields = record_type.fields().iter().enumerate();
    fields
        .filter_map(|(index, field)| {
            let old = before.map_or(Value::Nothing, |row| row.record.value(index));
            let new = after.record.value(index);
            (old != new).then(|| FieldChange { field: field.key.into(), before: old, after: new })
        })
        .collect()
}
