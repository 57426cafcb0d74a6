//! What marks of secrecy keep from a session: records beyond it, and the marks of those it may see.

use std::collections::{BTreeMap, HashSet};

use super::{Reader, View};
use crate::desk::permissions::{Right, Scope};
use crate::model::{Mark, Problem, RecordId, RecordType};
use crate::records::{self, RECORDS};
use crate::store::{Rows as _, StoreError};

/// What marks keep from a session.
#[derive(Debug, Default)]
pub(super) struct Beyond {
    pub(super) ids: HashSet<RecordId>,
    /// The living ones, by register.
    pub(super) living: BTreeMap<&'static str, u64>,
}

impl Reader {
    pub(super) fn beyond(&self) -> Result<&Beyond, StoreError> {
        if let Some(known) = self.beyond.get() {
            return Ok(known);
        }
        let mut beyond = Beyond::default();
        let mut found = Vec::new();
        for record_type in RECORDS {
            for id in self.snapshot.marked(record_type.name())? {
                let Some(row) = self.snapshot.stored(*record_type, id)? else { continue };
                if !self.session.permissions.may_know(row.meta.mark.as_deref()) {
                    found.push((record_type.name(), id, row.meta.void.is_none()));
                }
            }
        }
        // What can't be without a record that is not there is not there either.
        while let Some((register, id, living)) = found.pop() {
            if !beyond.ids.insert(id) {
                continue;
            }
            if living {
                let count = beyond.living.entry(register).or_default();
                *count = count.saturating_add(1);
            }
            for (source, source_id, key) in self.snapshot.references(id)? {
                if let Some(source_type) = records::find(&source)
                    && source_type.field(&key).is_some_and(|(_, field)| field.required)
                {
                    found.push((source_type.name(), source_id, true));
                }
            }
        }
        Ok(self.beyond.get_or_init(|| beyond))
    }

    /// Whether the session may know that a link's target exists.
    pub(in crate::desk) fn may_follow(&self, register: &str, id: RecordId) -> Result<bool, StoreError> {
        match self.session.permissions.scope(register, Right::Read) {
            None => Ok(false),
            Some(Scope::All) => Ok(!self.beyond()?.ids.contains(&id)),
            Some(_) => {
                let Some(record_type) = records::find(register) else { return Ok(false) };
                let row = self.snapshot.stored(record_type, id)?;
                Ok(row.is_some_and(|row| self.session.permissions.visible(register, &row)))
            }
        }
    }

    /// Whether a mark, or what it can't be without, keeps a record from the session.
    pub(in crate::desk) fn is_beyond(&self, id: RecordId) -> Result<bool, StoreError> {
        Ok(self.beyond()?.ids.contains(&id))
    }

    /// The mark of a record that the session may see; `None` when it bears none or may not be seen.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn mark(&self, register: &str, id: RecordId) -> Result<Option<Box<Mark>>, Problem> {
        let Some(record_type) = records::find(register) else { return Ok(None) };
        // Most offices mark little: one look at the index spares the rows.
        if !self.snapshot.is_marked(register, id)? {
            return Ok(None);
        }
        Ok(self.get_any(record_type, id)?.and_then(|view| view.row.meta.mark))
    }

    /// The records the session may see whose mark comes to its end by a day: when, register and record.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn marks_ending(
        &self,
        until: chrono::NaiveDate,
    ) -> Result<Vec<(chrono::NaiveDate, &'static dyn RecordType, View)>, Problem> {
        let mut ending = Vec::new();
        for record_type in RECORDS {
            for id in self.snapshot.marked(record_type.name())? {
                let Some(view) = self.get(*record_type, id)? else { continue };
                if let Some(day) = view.row.meta.mark.as_deref().and_then(Mark::ends)
                    && day <= until
                {
                    ending.push((day, *record_type, view));
                }
            }
        }
        ending.sort_by_key(|(day, _, view)| (*day, view.row.meta.id));
        Ok(ending)
    }
}
