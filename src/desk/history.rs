//! What happened to records, and how a record stood at any moment, read backwards from the audit chain.

use std::ops::ControlFlow;

use chrono::{DateTime, Utc};

use super::access::Access;
use super::reader::{Reader, View};
use crate::model::{Kind, Problem, RecordId, RecordType, Value, Void};
use crate::records;
use crate::store::StoreError;
use crate::store::attachment::Attachment;
use crate::store::audit::{self, ATTACHMENT_PREFIX, AuditEntry, FieldChange, MARK_FIELD, VOID_FIELD, Verb};

/// A field that changed, as the session may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Key of the field, or one of the pseudo fields of [`audit`].
    pub field: String,
    /// Before; `None` when the session may not see the field.
    pub before: Option<Value>,
    /// After; `None` when the session may not see the field.
    pub after: Option<Value>,
}

/// One change of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// Number in the audit chain.
    pub number: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; `None` is the owner of the file.
    pub by: Option<RecordId>,
    /// What.
    pub verb: Verb,
    /// Register of the record.
    pub register: &'static str,
    /// The record.
    pub id: RecordId,
    /// Its version after the change.
    pub version: u64,
    /// Fields that changed.
    pub changes: Vec<Change>,
    /// Why.
    pub reason: Option<String>,
}

impl Reader {
    /// The history of a record, newest first. Empty when the session may not see the record.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn history(&self, record_type: &dyn RecordType, id: RecordId) -> Result<Vec<HistoryEntry>, Problem> {
        let Some(view) = self.get_any(record_type, id)? else { return Ok(Vec::new()) };
        let mut entries = Vec::new();
        let mut number = view.row.meta.entry;
        while number > 0 {
            let Some(entry) = audit::entry(self.snapshot(), number)? else { break };
            let previous = entry.previous;
            entries.extend(self.visible(number, entry, &view)?);
            // Entries only ever name older ones; anything else is damage and must not loop.
            if previous >= number {
                break;
            }
            number = previous;
        }
        Ok(entries)
    }

    /// The latest changes of records the session may see, newest first.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn latest(&self, limit: usize) -> Result<Vec<HistoryEntry>, Problem> {
        let mut entries: Vec<HistoryEntry> = Vec::new();
        // A large import is one thing that happened, not a page of the same line.
        let mut last_command = None;
        let mut looked_at = 0_usize;
        audit::visit_back(self.snapshot(), &mut |number, entry| {
            looked_at = looked_at.saturating_add(1);
            let command = entry.command;
            // Totals follow from what somebody did, which is the news.
            let is_change = !matches!(entry.verb, Verb::Read | Verb::Export | Verb::Total);
            // What the program brought along is no news either.
            let is_change = is_change && (entry.by, entry.verb) != (Some(RecordId::PROGRAM), Verb::Create);
            if is_change
                && last_command != Some(command)
                && let Some(record_type) = records::find(&entry.register)
                // What the program writes down of itself is no change of the office.
                && !record_type.is_trace()
                && let Ok(Some(view)) = self.get_any(record_type, entry.id)
                && let Some(visible) = self.visible(number, entry, &view)?
            {
                last_command = Some(command);
                entries.push(visible);
            }
            let enough = entries.len() >= limit || looked_at >= limit.saturating_mul(50);
            Ok(if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(entries)
    }

    fn visible(
        &self,
        number: u64,
        entry: AuditEntry,
        view: &View,
    ) -> Result<Option<HistoryEntry>, StoreError> {
        let Some(record_type) = records::find(&entry.register) else { return Ok(None) };
        let mut changes = Vec::new();
        for change in entry.changes {
            let shown = match record_type.field(&change.field) {
                Some((_, field)) => {
                    let known = |value: &Value| match (field.kind, value) {
                        (Kind::Link(register), Value::Link(id)) => self.may_follow(register, *id),
                        _ => Ok(true),
                    };
                    if !(known(&change.before)? && known(&change.after)?) {
                        // That it pointed to something hidden is hidden too.
                        continue;
                    }
                    self.shows(record_type, field, &view.row)
                }
                None => self.shows_pseudo_field(&change, view),
            };
            changes.push(Change {
                field: change.field.into_owned(),
                before: shown.then_some(change.before),
                after: shown.then_some(change.after),
            });
        }
        if entry.verb == Verb::Update && changes.is_empty() {
            return Ok(None);
        }
        Ok(Some(HistoryEntry {
            number,
            at: entry.at,
            by: entry.by,
            verb: entry.verb,
            register: record_type.name(),
            id: entry.id,
            version: entry.version,
            changes,
            reason: entry.reason,
        }))
    }

    /// An entry as an auditor reads it. That somebody did something is never kept from an auditor; to what, and what
    /// it held, is, where the record is beyond the auditor's clearance or circle.
    pub(super) fn in_trail(
        &self,
        number: u64,
        mut entry: AuditEntry,
    ) -> Result<Option<HistoryEntry>, StoreError> {
        use crate::store::Rows;
        let Some(record_type) = records::find(&entry.register) else { return Ok(None) };
        let view = match self.snapshot().stored(record_type, entry.id)? {
            Some(row) => self.filter(record_type, row)?,
            None => None,
        };
        if let (Some(view), false) = (&view, matches!(entry.verb, Verb::Read | Verb::Export)) {
            return self.visible(number, entry, view);
        }
        let mut changes = Vec::new();
        if let Verb::Read | Verb::Export = entry.verb {
            for change in std::mem::take(&mut entry.changes) {
                changes.push(Change {
                    field: change.field.into_owned(),
                    before: None,
                    after: Some(self.access_seen(change.after)?),
                });
            }
        }
        Ok(Some(HistoryEntry {
            number,
            at: entry.at,
            by: entry.by,
            verb: entry.verb,
            register: record_type.name(),
            id: if view.is_some() { entry.id } else { RecordId::default() },
            version: entry.version,
            changes,
            reason: entry.reason.filter(|_| view.is_some() || entry.verb == Verb::Export),
        }))
    }

    /// What was read, without the identities of records that are beyond the reader.
    fn access_seen(&self, value: Value) -> Result<Value, StoreError> {
        let Some(mut access) = value.as_str().and_then(|json| serde_json::from_str::<Access>(json).ok())
        else {
            return Ok(value);
        };
        let mut known = Vec::new();
        for id in access.records {
            if !self.is_beyond(id)? {
                known.push(id);
            }
        }
        access.records = known;
        if let Some(id) = access.record
            && self.is_beyond(id)?
        {
            access.record = None;
        }
        Ok(serde_json::to_string(&access).map_or(Value::Nothing, Value::Text))
    }

    /// Attachments above the session's clearance have no history either.
    fn shows_pseudo_field(&self, change: &FieldChange, view: &View) -> bool {
        if change.field.starts_with(ATTACHMENT_PREFIX) {
            let permissions = &self.session().permissions;
            let knows = |value: &Value| {
                let kept = value.as_str().and_then(|json| serde_json::from_str::<Attachment>(json).ok());
                kept.is_none_or(|kept| permissions.may_know(kept.mark.as_deref()))
            };
            let mark = view.row.meta.mark.as_deref();
            return permissions.is_open(view.row.meta.id, mark, self.now())
                && knows(&change.before)
                && knows(&change.after);
        }
        change.field == VOID_FIELD || change.field == MARK_FIELD
    }

    /// A record as it stood at a moment; `None` when it did not exist yet, was void, or may not be seen.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn as_of(
        &self,
        record_type: &dyn RecordType,
        id: RecordId,
        moment: DateTime<Utc>,
    ) -> Result<Option<View>, Problem> {
        use crate::store::Rows;
        let Some(mut row) = self.snapshot().stored(record_type, id)? else { return Ok(None) };
        let mut number = row.meta.entry;
        while number > 0 {
            let Some(entry) = audit::entry(self.snapshot(), number)? else { break };
            if entry.at <= moment {
                row.meta.version = entry.version;
                row.meta.updated_at = entry.at;
                row.meta.updated_by = entry.by;
                row.meta.entry = number;
                break;
            }
            if entry.verb == Verb::Create {
                return Ok(None);
            }
            for change in &entry.changes {
                if change.field == VOID_FIELD {
                    row.meta.void = (change.before != Value::Nothing).then(Void::default);
                } else if let Some((index, _)) = record_type.field(&change.field)
                    && row.record.set_value(index, change.before.clone()).is_err()
                {
                    // A choice that this version of the program no longer knows: the older value is shown as none.
                    row.record.set_value(index, Value::Nothing).ok();
                }
            }
            if entry.previous >= number {
                break;
            }
            number = entry.previous;
        }
        if row.meta.void.is_some() {
            return Ok(None);
        }
        Ok(self.filter(record_type, row)?)
    }
}
