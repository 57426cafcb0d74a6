//! Who asks. Every command and every read carries one.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;

use super::command::Touched;
use super::permissions::{Permissions, owner_under_separation};
use crate::model::{Problem, RecordId};
use crate::store::Rows;
use crate::store::vault::Keyring;

/// Somebody at work, with what they may do.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// The person; `None` is the owner of the file.
    pub person: Option<RecordId>,
    /// The person's name, as the window shows who is at work; empty for the owner.
    pub name: String,
    /// Who is written down where nobody acts as themselves: the account by which the owner of the file signed in, or whose
    /// it is. Several may act for the owner, and the owner with the rights of another.
    pub signed_in: Option<RecordId>,
    /// What the session may do, as far as it was known when the session began.
    pub permissions: Permissions,
    /// The keys of who signed in, which open what is sealed for them; none where nobody did, or somebody acts as
    /// another.
    pub keys: Option<Arc<Keyring>>,
}

impl Session {
    /// The owner of the file, who may do everything; an office whose administration is separated takes from it what
    /// belongs to the three administrators.
    pub fn owner() -> Self {
        Self {
            person: None,
            name: String::new(),
            signed_in: None,
            permissions: Permissions::owner(),
            keys: None,
        }
    }

    /// The program itself, which writes down what happens whoever is at work: sign-ins, backups. No separation of
    /// administrators takes anything from it, and nobody signs in as it.
    pub fn program() -> Self {
        Self {
            person: None,
            name: String::new(),
            signed_in: None,
            permissions: Permissions::program(),
            keys: None,
        }
    }

    /// Whether nobody in particular acts: the owner of the file, who says by name who signs what has to be signed.
    pub fn is_nobody(&self) -> bool {
        self.person.is_none() && !self.permissions.is_program()
    }

    /// Who is written down as having acted: a person, an account that acts for the owner, or the program; `None` is the
    /// owner of a file without accounts.
    pub fn signature(&self) -> Option<RecordId> {
        // Whoever acts with the rights of another is written down, and not the other.
        if self.permissions.is_program() { Some(RecordId::PROGRAM) } else { self.signed_in.or(self.person) }
    }

    /// A person of the office, with the rights they have on a day.
    ///
    /// # Errors
    /// When the file can't be read or there is no such person.
    pub fn of_person(rows: &dyn Rows, person: RecordId, day: NaiveDate) -> Result<Self, Problem> {
        let (name, permissions) = Permissions::of_person(rows, person, day)?;
        Ok(Self { person: Some(person), name, signed_in: None, permissions, keys: None })
    }
}

/// The registers from which rights are computed.
const SOURCES_OF_RIGHTS: [&str; 15] = [
    "appointment",
    "attendee",
    "circulation",
    "clearance",
    "countersign",
    "delegation",
    "duty",
    "opening",
    "person",
    "post",
    "role",
    "role_assignment",
    "role_grant",
    "separation",
    "unit",
];

/// The rights of everybody at work as they stand now. A session that is held for days loses what was taken from its
/// person, or has ended by its date, with the next thing it asks.
#[derive(Debug, Default)]
pub(super) struct CurrentRights {
    /// Counts the changes of what rights are computed from.
    generation: AtomicU64,
    known: Mutex<HashMap<Option<RecordId>, Known>>,
}

#[derive(Clone, Debug)]
struct Known {
    generation: u64,
    day: NaiveDate,
    session: Arc<Session>,
}

impl CurrentRights {
    /// Whether a change concerns what rights are computed from.
    pub(super) fn concerns(touched: &[Touched]) -> bool {
        touched.iter().any(|of| SOURCES_OF_RIGHTS.contains(&of.register))
    }

    /// Notes what a command changed.
    pub(super) fn note(&self, touched: &[Touched]) {
        if Self::concerns(touched) {
            self.generation.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// The generation, to be asked before the rows are read.
    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// A session with the rights that its person has now.
    ///
    /// # Errors
    /// When the file can't be read or the person has left.
    pub(super) fn of(
        &self,
        session: &Arc<Session>,
        rows: &dyn Rows,
        generation: u64,
        day: NaiveDate,
    ) -> Result<Arc<Session>, Problem> {
        if session.permissions.is_program() {
            return Ok(session.clone());
        }
        let person = session.person;
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&person).cloned();
        if let Some(known) = known
            && known.generation == generation
            && known.day == day
            && known.session.keys == session.keys
            && known.session.signed_in == session.signed_in
        {
            return Ok(known.session);
        }
        let current = Self::fresh(session, rows, day)?;
        let known = Known { generation, day, session: current.clone() };
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(person, known);
        Ok(current)
    }

    /// As [`Self::of`], computed anew.
    ///
    /// # Errors
    /// When the file can't be read or the person has left.
    pub(super) fn fresh(
        session: &Arc<Session>,
        rows: &dyn Rows,
        day: NaiveDate,
    ) -> Result<Arc<Session>, Problem> {
        match session.person {
            _ if session.permissions.is_program() => Ok(session.clone()),
            Some(person) => {
                let current = Session::of_person(rows, person, day)?;
                let (signed_in, keys) = (session.signed_in, session.keys.clone());
                Ok(Arc::new(Session { signed_in, keys, ..current }))
            }
            None => Ok(match owner_under_separation(rows)? {
                Some(permissions) => Arc::new(Session { permissions, ..Session::clone(session) }),
                None => session.clone(),
            }),
        }
    }
}
