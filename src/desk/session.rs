//! Who asks. Every command and every read carries one.

use chrono::NaiveDate;

use super::permissions::Permissions;
use crate::model::{Problem, RecordId};
use crate::store::Snapshot;

/// Somebody at work, with what they may do.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// The person; `None` is the owner of the file.
    pub person: Option<RecordId>,
    /// The person's name, as the window shows who is at work; empty for the owner.
    pub name: String,
    /// What the session may do.
    pub permissions: Permissions,
}

impl Session {
    /// The owner of the file, who may do everything.
    pub fn owner() -> Self {
        Self { person: None, name: String::new(), permissions: Permissions::owner() }
    }

    /// A person of the office, with the rights of the posts they hold on a day.
    ///
    /// # Errors
    /// When the file can't be read or there is no such person.
    pub fn of_person(snapshot: &Snapshot, person: RecordId, day: NaiveDate) -> Result<Self, Problem> {
        let (name, permissions) = Permissions::of_person(snapshot, person, day)?;
        Ok(Self { person: Some(person), name, permissions })
    }
}
