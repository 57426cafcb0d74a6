//! The one read filter. List, detail, search, history, export, print, chart, clipboard and command line read through
//! it: rows that the session may not see are left out before they are counted, fields above its levels are blank.

mod attachments;
mod beyond;

use std::ops::ControlFlow;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};

use self::beyond::Beyond;
use super::access::{Access, Recorder};
use super::permissions::{Right, Scope};
use super::session::Session;
use super::{titles, undo};
use crate::model::{
    Field, Id, KeptMessage, Kind, Message, Problem, Record, RecordId, RecordType, Row, Secrecy, Stored, Value,
};
use crate::records::{self, RECORDS};
use crate::store::audit::CommandEntry;
use crate::store::{Rows, Snapshot, StoreError, audit};
use crate::text::Language;

/// Which records of a register are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those in force.
    Living,
    /// The recycle bin: void ones, without those whose making was only undone.
    Void,
}

impl Which {
    /// Whether a row is one of these.
    pub(super) fn takes(self, row: &Row) -> bool {
        match (&row.meta.void, self) {
            (None, Self::Living) => true,
            (Some(void), Self::Void) => !void.undone,
            _ => false,
        }
    }
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

    /// How secret the record is.
    pub fn secrecy(&self) -> Secrecy {
        self.row.meta.mark.as_ref().map_or(Secrecy::Ordinary, |mark| mark.level)
    }

    /// The value of a field; `None` when the session may not see it.
    pub fn value(&self, index: usize) -> Option<Value> {
        (!self.is_hidden(index)).then(|| self.row.record.value(index))
    }
}

/// A snapshot of the office through the eyes of a session.
#[derive(Debug)]
pub struct Reader {
    snapshot: Arc<Snapshot>,
    session: Arc<Session>,
    now: DateTime<Utc>,
    recorder: Recorder,
    /// Of choices and the program's words in names; without one they are named as they are stored.
    language: Option<Language>,
    /// Records whose mark keeps them from this session; few offices have many.
    beyond: OnceLock<Beyond>,
}

impl Reader {
    pub(super) fn new(
        snapshot: Snapshot,
        session: Arc<Session>,
        now: DateTime<Utc>,
        recorder: Recorder,
    ) -> Self {
        Self { snapshot: Arc::new(snapshot), session, now, recorder, language: None, beyond: OnceLock::new() }
    }

    /// The same, naming records in a language.
    #[must_use]
    pub fn in_language(self, language: Language) -> Self {
        Self { language: Some(language), ..self }
    }

    /// The same office as it may leave in a file or on paper: what bears a mark that keeps it is not there, and no link
    /// leads to it.
    pub fn leaving(&self) -> Self {
        let mut session = Session::clone(&self.session);
        session.permissions.leave_out_what_is_kept();
        Self {
            snapshot: self.snapshot.clone(),
            session: Arc::new(session),
            now: self.now,
            recorder: self.recorder.clone(),
            language: self.language,
            beyond: OnceLock::new(),
        }
    }

    /// The moment of reading.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Notes in the audit trail that something sensitive was read or taken out. A list that is scrolled, or read anew
    /// after each change, is noted once in a while and not once a row.
    pub fn record_access(&self, access: Access) {
        self.recorder.record(&self.session, self.now, access);
    }

    pub(super) fn shared_session(&self) -> Arc<Session> {
        self.session.clone()
    }

    /// Who reads.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The unfiltered snapshot, for what looks at the file as a whole (check, backup, audit proof).
    ///
    /// # Errors
    /// When the session neither reads the audit trail as a whole nor looks after the file.
    pub fn whole(&self) -> Result<&Snapshot, Problem> {
        if self.session.permissions.may_audit() || self.session.permissions.may_maintain() {
            Ok(self.snapshot())
        } else {
            Err(Problem::denied("denied.maintenance"))
        }
    }

    /// Refuses when the session may not read the audit trail as a whole.
    ///
    /// # Errors
    /// [`Problem::Denied`], naming the rule.
    pub fn require_audit(&self) -> Result<(), Problem> {
        if self.session.permissions.may_audit() { Ok(()) } else { Err(Problem::denied("denied.audit")) }
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

    /// Refuses a mark that the session may not put on a record.
    ///
    /// # Errors
    /// [`Problem::Denied`], naming the rule.
    pub fn require_mark(&self, record_type: &dyn RecordType, level: Secrecy) -> Result<(), Problem> {
        self.require(record_type, Right::Mark)?;
        let clearance = self.session.permissions.clearance();
        if level > clearance {
            let message = Message::new("denied.above_clearance").with("level", clearance.text());
            return Err(Problem::Denied(message));
        }
        Ok(())
    }

    /// The row as the session may see it; `None` when it may not.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn filter(
        &self,
        record_type: &dyn RecordType,
        mut row: Row,
    ) -> Result<Option<View>, StoreError> {
        let permissions = &self.session.permissions;
        if !permissions.visible(record_type.name(), &row) {
            return Ok(None);
        }
        let mut hidden = 0_u64;
        for (index, field) in record_type.fields().iter().enumerate() {
            let seen = self.shows(record_type, field, &row);
            let followed = match (seen || field.required, field.kind) {
                (true, Kind::Link(register)) => match row.record.value(index).as_link() {
                    Some(target) => self.may_follow(register, target)?,
                    None => true,
                },
                _ => true,
            };
            if field.required && !followed {
                return Ok(None);
            }
            if seen && followed {
                continue;
            }
            if let Some(bit) = u32::try_from(index).ok().and_then(|index| 1_u64.checked_shl(index)) {
                hidden |= bit;
            }
            if row.record.set_value(index, Value::Nothing).is_err() {
                // A field that can't be blanked is not shown with its record.
                return Ok(None);
            }
        }
        Ok(Some(View { row, hidden }))
    }

    /// Whether the level of a field, and the seal of its record, let the session see what it holds or once held.
    pub(super) fn shows(&self, record_type: &dyn RecordType, field: &Field, row: &Row) -> bool {
        let (permissions, meta) = (&self.session.permissions, &row.meta);
        permissions.sees_of(record_type.name(), field, row)
            && (field.title || permissions.is_open(meta.id, meta.mark.as_deref(), self.now))
    }

    fn seen(&self, record_type: &dyn RecordType, row: Option<Row>) -> Result<Option<View>, Problem> {
        match row {
            Some(row) => Ok(self.filter(record_type, row)?),
            None => Ok(None),
        }
    }

    /// One living record.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn get(&self, record_type: &dyn RecordType, id: RecordId) -> Result<Option<View>, Problem> {
        let row = self.snapshot.stored(record_type, id)?.filter(|row| row.meta.void.is_none());
        self.seen(record_type, row)
    }

    /// One record, living or void.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn get_any(&self, record_type: &dyn RecordType, id: RecordId) -> Result<Option<View>, Problem> {
        self.seen(record_type, self.snapshot.stored(record_type, id)?)
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
            if !which.takes(&row) {
                return Ok(ControlFlow::Continue(()));
            }
            Ok(self.filter(record_type, row)?.map_or(ControlFlow::Continue(()), &mut *visitor))
        })?;
        Ok(())
    }

    /// Visits the living records of a type, one after another: for registers that should not stand in memory whole.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn each<R: Record>(&self, visitor: &mut dyn FnMut(Stored<R>)) -> Result<(), Problem> {
        let Some(record_type) = records::find(R::NAME) else { return Ok(()) };
        self.visit(record_type, Which::Living, &mut |view| {
            view.row.typed::<R>().into_iter().for_each(&mut *visitor);
            ControlFlow::Continue(())
        })
    }

    /// Every living record of a type, as the session may see it.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn all<R: Record>(&self) -> Result<Vec<Stored<R>>, Problem> {
        let mut found = Vec::new();
        self.each::<R>(&mut |stored| found.push(stored))?;
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
            Some(Scope::All) => {
                let living = self.snapshot.living(record_type.name())?;
                let beyond = self.beyond()?.living.get(record_type.name()).copied().unwrap_or_default();
                Ok(living.saturating_sub(beyond))
            }
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
        Ok(titles::title_of(record_type, row, self.language, &|target_type, id| {
            let row = self.snapshot.stored(target_type, id)?;
            Ok(match row {
                Some(row) => self.filter(target_type, row)?.map(|view| view.row),
                None => None,
            })
        })?)
    }

    /// The living records that refer to one and that the session may see: register, record, field.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn referring(
        &self,
        target: RecordId,
    ) -> Result<Vec<(&'static dyn RecordType, View, &'static Field)>, Problem> {
        let mut found = Vec::new();
        for (register, id, field) in self.snapshot.references(target)? {
            let Some(record_type) = records::find(&register) else { continue };
            let Some((_, field)) = record_type.field(&field) else { continue };
            if let Some(view) = self.get(record_type, id)?
                && record_type.field(field.key).is_some_and(|(place, _)| !view.is_hidden(place))
            {
                found.push((record_type, view, field));
            }
        }
        Ok(found)
    }

    /// What undo and redo would take back for this session.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn undoable(&self) -> Result<(Option<CommandEntry>, Option<CommandEntry>), Problem> {
        let (undo, redo) = undo::tops(self.snapshot(), self.session.signature())?;
        Ok((self.command_seen(undo)?, self.command_seen(redo)?))
    }

    /// A command as this session may read of it: what it was called is withheld when it names a record that is no
    /// longer to be seen.
    fn command_seen(&self, number: Option<u64>) -> Result<Option<CommandEntry>, Problem> {
        const MOST_LOOKED_AT: u64 = 100;
        let Some(number) = number else { return Ok(None) };
        let Some(mut command) = audit::command(self.snapshot(), number)? else { return Ok(None) };
        for entry in command.first..=command.last.min(command.first.saturating_add(MOST_LOOKED_AT)) {
            let Some(entry) = audit::entry(self.snapshot(), entry)? else { continue };
            let seen = match records::find(&entry.register) {
                Some(record_type) => self.get_any(record_type, entry.id)?.is_some(),
                None => false,
            };
            if !seen {
                command.label = KeptMessage { key: "done.something".to_owned(), arguments: Vec::new() };
                break;
            }
        }
        Ok(Some(command))
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
