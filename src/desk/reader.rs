//! The one read filter. List, detail, search, history, export, print, chart, clipboard and command line read through
//! it: rows that the session may not see are left out before they are counted, fields above its levels are blank.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::permissions::{Right, Scope};
use super::session::Session;
use super::{titles, undo};
use crate::model::{Id, Message, Problem, Record, RecordId, RecordType, Row, Stored, Value};
use crate::records::{self, RECORDS};
use crate::store::attachment::Attachment;
use crate::store::audit::CommandEntry;
use crate::store::{Rows, Snapshot, attachment, audit};

/// Which records of a register are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those in force.
    Living,
    /// The recycle bin: void ones, without those whose making was only undone.
    Void,
}

/// A record as a session may see it.
#[derive(Clone, Debug)]
pub struct View {
    /// The record; fields the session may not see hold nothing.
    pub row: Row,
    /// Positions of the fields that were blanked, as bits.
    hidden: u64,
}

impl View {
    /// Whether the field at a position was blanked.
    pub fn is_hidden(&self, index: usize) -> bool {
        u32::try_from(index).is_ok_and(|index| self.hidden.checked_shr(index).unwrap_or(0) & 1 == 1)
    }

    /// The value of a field; `None` when the session may not see it.
    pub fn value(&self, index: usize) -> Option<Value> {
        (!self.is_hidden(index)).then(|| self.row.record.value(index))
    }
}

/// A snapshot of the office through the eyes of a session.
#[derive(Debug)]
pub struct Reader {
    snapshot: Snapshot,
    session: Arc<Session>,
}

impl Reader {
    pub(super) fn new(snapshot: Snapshot, session: Arc<Session>) -> Self {
        Self { snapshot, session }
    }

    /// Who reads.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The unfiltered snapshot, for what looks at the file as a whole (check, backup, audit proof).
    ///
    /// # Errors
    /// When the session may not read the audit trail as a whole.
    pub fn whole(&self) -> Result<&Snapshot, Problem> {
        if self.session.permissions.may_audit() {
            Ok(&self.snapshot)
        } else {
            Err(Problem::denied("denied.audit"))
        }
    }

    pub(super) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Refuses when the session has no right at all in the register.
    ///
    /// # Errors
    /// [`Problem::Denied`], naming the rule.
    pub fn require(&self, record_type: &dyn RecordType, right: Right) -> Result<(), Problem> {
        match self.session.permissions.scope(record_type.name(), right) {
            Some(_) => Ok(()),
            None => Err(self.session.permissions.refusal(record_type.name(), right)),
        }
    }

    /// The row as the session may see it; `None` when it may not.
    pub(super) fn filter(&self, record_type: &dyn RecordType, mut row: Row) -> Option<View> {
        let permissions = &self.session.permissions;
        if !permissions.reaches(record_type.name(), Right::Read, &row) {
            return None;
        }
        let own = self.session.person == Some(row.meta.id);
        let mut hidden = 0_u64;
        for (index, field) in record_type.fields().iter().enumerate() {
            // 个人信息保护法 第四十四、四十五条: people may see what is kept about themselves.
            if permissions.sees(field.level) || own {
                continue;
            }
            if let Some(bit) = u32::try_from(index).ok().and_then(|index| 1_u64.checked_shl(index)) {
                hidden |= bit;
            }
            row.record.set_value(index, Value::Nothing).ok()?;
        }
        Some(View { row, hidden })
    }

    /// One living record.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn get(&self, record_type: &dyn RecordType, id: RecordId) -> Result<Option<View>, Problem> {
        let row = self.snapshot.stored(record_type, id)?.filter(|row| row.meta.void.is_none());
        Ok(row.and_then(|row| self.filter(record_type, row)))
    }

    /// One record, living or void.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn get_any(&self, record_type: &dyn RecordType, id: RecordId) -> Result<Option<View>, Problem> {
        Ok(self.snapshot.stored(record_type, id)?.and_then(|row| self.filter(record_type, row)))
    }

    /// A record of any register by its identity, living or void.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn locate(&self, id: RecordId) -> Result<Option<(&'static dyn RecordType, View)>, Problem> {
        for record_type in RECORDS {
            if let Some(view) = self.get_any(*record_type, id)? {
                return Ok(Some((*record_type, view)));
            }
        }
        Ok(None)
    }

    /// Visits the records of a register until the visitor breaks.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn visit(
        &self,
        record_type: &dyn RecordType,
        which: Which,
        visitor: &mut dyn FnMut(View) -> ControlFlow<()>,
    ) -> Result<(), Problem> {
        self.snapshot.each_stored(record_type, &mut |row| {
            let wanted = match (&row.meta.void, which) {
                (None, Which::Living) => true,
                (Some(void), Which::Void) => !void.undone,
                _ => false,
            };
            if !wanted {
                return Ok(ControlFlow::Continue(()));
            }
            Ok(self.filter(record_type, row).map_or(ControlFlow::Continue(()), &mut *visitor))
        })?;
        Ok(())
    }

    /// Every living record of a type, as the session may see it.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn all<R: Record>(&self) -> Result<Vec<Stored<R>>, Problem> {
        let Some(record_type) = records::find(R::NAME) else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        self.visit(record_type, Which::Living, &mut |view| {
            found.extend(view.row.typed::<R>());
            ControlFlow::Continue(())
        })?;
        Ok(found)
    }

    /// One living record of a type.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn find<R: Record>(&self, id: Id<R>) -> Result<Option<Stored<R>>, Problem> {
        let Some(record_type) = records::find(R::NAME) else { return Ok(None) };
        Ok(self.get(record_type, id.erase())?.and_then(|view| view.row.typed()))
    }

    /// How many living records of a register the session may see.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn count(&self, record_type: &dyn RecordType) -> Result<u64, Problem> {
        match self.session.permissions.scope(record_type.name(), Right::Read) {
            None => Ok(0),
            Some(Scope::All) => Ok(self.snapshot.living(record_type.name())?),
            Some(_) => {
                let mut count = 0_u64;
                self.visit(record_type, Which::Living, &mut |_| {
                    count = count.saturating_add(1);
                    ControlFlow::Continue(())
                })?;
                Ok(count)
            }
        }
    }

    /// The name of a record.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn title(&self, record_type: &dyn RecordType, row: &Row) -> Result<String, Problem> {
        Ok(titles::title_of(&self.snapshot, record_type, row)?)
    }

    /// The living records that refer to one and that the session may see: register, record, field.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn referring(
        &self,
        target: RecordId,
    ) -> Result<Vec<(&'static dyn RecordType, View, &'static crate::model::Field)>, Problem> {
        let mut found = Vec::new();
        for (register, id, field) in self.snapshot.references(target)? {
            let Some(record_type) = records::find(&register) else { continue };
            let Some((_, field)) = record_type.field(&field) else { continue };
            if !self.session.permissions.sees(field.level) {
                continue;
            }
            if let Some(view) = self.get(record_type, id)? {
                found.push((record_type, view, field));
            }
        }
        Ok(found)
    }

    /// The attachments of a record that the session may see.
    ///
    /// # Errors
    /// When the file can't be read or the record may not be seen.
    pub fn attachments(
        &self,
        record_type: &dyn RecordType,
        owner: RecordId,
    ) -> Result<Vec<Attachment>, Problem> {
        match self.get_any(record_type, owner)? {
            Some(_) => Ok(attachment::of(&self.snapshot, owner)?),
            None => Ok(Vec::new()),
        }
    }

    /// The content of an attachment whose record the session may see.
    ///
    /// # Errors
    /// When the file can't be read, or the content is damaged.
    pub fn content(&self, attachment: &Attachment) -> Result<Vec<u8>, Problem> {
        let missing = || Problem::Missing(Message::new("problem.no_such_attachment"));
        let record_type = records::find(&attachment.register).ok_or_else(missing)?;
        let kept = self.attachments(record_type, attachment.owner)?;
        if !kept.contains(attachment) {
            return Err(missing());
        }
        attachment::content(&self.snapshot, &attachment.sha256)?.ok_or_else(missing)
    }

    /// What undo and redo would take back for this session.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn undoable(&self) -> Result<(Option<CommandEntry>, Option<CommandEntry>), Problem> {
        let (undo, redo) = undo::tops(&self.snapshot, self.session.person)?;
        let entry = |number: Option<u64>| match number {
            Some(number) => audit::command(&self.snapshot, number),
            None => Ok(None),
        };
        Ok((entry(undo)?, entry(redo)?))
    }

    /// A preference of this session's actor.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn preference(&self, name: &str) -> Result<Option<Vec<u8>>, Problem> {
        Ok(self.snapshot.get(crate::store::Table::Preferences, &preference_key(&self.session, name))?)
    }
}

/// The key of an actor's preference.
pub(super) fn preference_key(session: &Session, name: &str) -> Vec<u8> {
    let actor = session.person.unwrap_or_default();
    [actor.as_bytes().as_slice(), name.as_bytes()].concat()
}
