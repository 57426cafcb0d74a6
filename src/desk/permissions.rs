//! What a session may do: register × right × scope, and which field levels it sees.
//!
//! The default template comes from the duty matrix (handbook 1.2.2): a post that answers for a function (A) or does
//! its work (R) may write the registers of that function; one that is consulted or informed may read them. The role of
//! a post adds what the role needs whatever its duties. Every refusal names its rule.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::model::{Choice, Function, Id, Level, Message, Problem, RecordId, Role, Row, Stored};
use crate::records::organisation::{
    Appointment, Delegation, Duty, Involvement, Period, Person, PersonState, Post,
};
use crate::records::{self, RECORDS};
use crate::store::{Rows, Snapshot};

/// What can be done with the records of a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// See them.
    Read,
    /// Make new ones.
    Create,
    /// Change fields.
    Update,
    /// Take a transition of the workflow.
    Move,
    /// Make void and restore.
    Void,
    /// Write them to a file.
    Export,
}

impl Right {
    /// All rights.
    pub const ALL: [Self; 6] = [Self::Read, Self::Create, Self::Update, Self::Move, Self::Void, Self::Export];

    /// Key of the right's name.
    pub fn text(self) -> &'static str {
        match self {
            Self::Read => "right.read",
            Self::Create => "right.create",
            Self::Update => "right.update",
            Self::Move => "right.move",
            Self::Void => "right.void",
            Self::Export => "right.export",
        }
    }
}

/// Whose records a right reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The person's own.
    Own,
    /// Those of the person's unit.
    Unit,
    /// All.
    All,
}

/// A right as it was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Whose records.
    pub scope: Scope,
}

/// What a session may do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Permissions {
    owner: bool,
    person: Option<RecordId>,
    unit: Option<RecordId>,
    roles: BTreeSet<Role>,
    levels: BTreeSet<Level>,
    grants: BTreeMap<(&'static str, Right), Grant>,
    audit: bool,
}

/// The registers that everybody at work in the office may look into: who is who, and by what rules.
const DIRECTORY: [&str; 7] = ["unit", "post", "person", "appointment", "duty", "policy", "holiday"];

/// The registers that personnel specialists keep whatever their duties.
const PERSONNEL: [&str; 5] = ["unit", "post", "person", "appointment", "delegation"];

/// The field levels a role sees besides [`Level::Open`] (`domain.md` §13).
pub fn role_levels(role: Role) -> &'static [Level] {
    match role {
        Role::Director | Role::Deputy => &[Level::Personal, Level::Finance],
        Role::Personnel => &[Level::Personal],
        Role::Finance => &[Level::Finance],
        Role::System => &[Level::Security],
        Role::Staff
        | Role::Secretary
        | Role::Administrator
        | Role::Technician
        | Role::Archivist
        | Role::Liaison
        | Role::Auditor
        | Role::Kiosk => &[],
    }
}

impl Permissions {
    /// The owner of the file: everything.
    pub fn owner() -> Self {
        Self { owner: true, audit: true, levels: Level::ALL.into(), ..Self::default() }
    }

    /// The rights of a person on a day, with the person's name.
    ///
    /// # Errors
    /// When the file can't be read, there is no such person, or they have left.
    pub fn of_person(
        snapshot: &Snapshot,
        person: RecordId,
        day: NaiveDate,
    ) -> Result<(String, Self), Problem> {
        let missing = || Problem::Missing(Message::new("problem.no_such_person").with("id", person));
        let stored = living::<Person>(snapshot, person)?.ok_or_else(missing)?;
        if stored.record.state == PersonState::Left {
            return Err(Problem::Denied(
                Message::new("denied.person_left").with("name", &stored.record.name),
            ));
        }
        let mut permissions = Self {
            person: Some(person),
            unit: stored.record.unit.map(Id::erase),
            levels: BTreeSet::from([Level::Open]),
            ..Self::default()
        };
        permissions.grant_directory();
        for post in posts_held(snapshot, person, day)? {
            permissions.grant_role(post.record.role);
            permissions.grant_duties(&duties_of(snapshot, post.meta.id)?, None);
        }
        for delegation in linking::<Delegation>(snapshot, person, "delegate")? {
            if !delegation.record.period().contains(day) {
                continue;
            }
            let Some(delegator) = delegation.record.delegator else { continue };
            for post in posts_held(snapshot, delegator.erase(), day)? {
                let duties = duties_of(snapshot, post.meta.id)?;
                permissions.grant_duties(&duties, Some(delegation.record.scope));
            }
        }
        Ok((stored.record.name, permissions))
    }

    /// The rights of a role alone, for the matrix and for tests.
    pub fn of_role(role: Role) -> Self {
        let mut permissions = Self { levels: BTreeSet::from([Level::Open]), ..Self::default() };
        if role != Role::Kiosk {
            permissions.grant_directory();
        }
        permissions.grant_role(role);
        permissions
    }

    fn grant(&mut self, register: &'static str, right: Right, scope: Scope) {
        let grant = self.grants.entry((register, right)).or_insert(Grant { scope });
        grant.scope = grant.scope.max(scope);
    }

    fn grant_directory(&mut self) {
        for register in DIRECTORY {
            self.grant(register, Right::Read, Scope::All);
        }
        self.grant("person", Right::Update, Scope::Own);
        self.grant("delegation", Right::Read, Scope::Own);
    }

    fn grant_role(&mut self, role: Role) {
        self.roles.insert(role);
        self.levels.extend(role_levels(role));
        match role {
            Role::Director | Role::Deputy => {
                for record_type in RECORDS {
                    self.grant(record_type.name(), Right::Read, Scope::All);
                    self.grant(record_type.name(), Right::Move, Scope::All);
                    self.grant(record_type.name(), Right::Export, Scope::All);
                }
            }
            Role::Personnel => {
                for register in PERSONNEL {
                    for right in Right::ALL {
                        self.grant(register, right, Scope::All);
                    }
                }
            }
            Role::Auditor => {
                self.audit = true;
                for record_type in RECORDS {
                    self.grant(record_type.name(), Right::Read, Scope::All);
                }
            }
            _ => {}
        }
    }

    /// Grants what duties give; with `only`, those in one function alone, as a delegation passes them on.
    fn grant_duties(&mut self, duties: &[Stored<Duty>], only: Option<Function>) {
        for duty in duties.iter().map(|duty| &duty.record) {
            if only.is_some_and(|function| function != duty.function) {
                continue;
            }
            let rights: &[Right] = match duty.involvement {
                Involvement::Accountable => &Right::ALL,
                Involvement::Responsible => {
                    &[Right::Read, Right::Create, Right::Update, Right::Move, Right::Export]
                }
                Involvement::Consulted | Involvement::Informed => &[Right::Read],
            };
            for record_type in RECORDS.iter().filter(|of| of.function() == duty.function) {
                for right in rights {
                    self.grant(record_type.name(), *right, Scope::All);
                }
            }
        }
    }

    /// Whether this is the owner of the file.
    pub fn is_owner(&self) -> bool {
        self.owner
    }

    /// Whether the session has one of the roles.
    pub fn has_role(&self, roles: &[Role]) -> bool {
        self.owner || roles.iter().any(|role| self.roles.contains(role))
    }

    /// Whether the session may read the audit trail as a whole.
    pub fn may_audit(&self) -> bool {
        self.audit
    }

    /// Whether the session sees fields of a level.
    pub fn sees(&self, level: Level) -> bool {
        self.levels.contains(&level)
    }

    /// How far a right reaches in a register; `None` when it was not granted.
    pub fn scope(&self, register: &str, right: Right) -> Option<Scope> {
        if self.owner {
            return Some(Scope::All);
        }
        let register = records::find(register)?.name();
        self.grants.get(&(register, right)).map(|grant| grant.scope)
    }

    /// Whether a right reaches one record.
    pub fn reaches(&self, register: &str, right: Right, row: &Row) -> bool {
        match self.scope(register, right) {
            None => false,
            Some(Scope::All) => true,
            Some(Scope::Own) => self.is_own(register, row),
            Some(Scope::Unit) => self.is_own(register, row) || self.is_of_unit(register, row),
        }
    }

    /// Refuses a command that the session may not give.
    ///
    /// # Errors
    /// [`Problem::Denied`], naming the rule.
    pub fn require(&self, register: &'static str, right: Right, row: Option<&Row>) -> Result<(), Problem> {
        let allowed = match row {
            Some(row) => self.reaches(register, right, row),
            None => self.scope(register, right).is_some_and(|scope| scope != Scope::Own),
        };
        if allowed { Ok(()) } else { Err(self.refusal(register, right)) }
    }

    /// Why a right is missing, in words that name the rule.
    pub fn refusal(&self, register: &'static str, right: Right) -> Problem {
        let record_type = records::find(register);
        let function = record_type.map_or("", |of| Choice::code(of.function()));
        let key = match self.scope(register, right) {
            Some(Scope::Own | Scope::Unit) => "denied.only_own",
            _ => "denied.not_granted",
        };
        Problem::Denied(
            Message::new(key)
                .with("right", right.text())
                .with("record", record_type.map_or(register, |of| of.text()))
                .with("function", format!("function.{function}")),
        )
    }

    fn is_own(&self, register: &str, row: &Row) -> bool {
        let Some(person) = self.person else { return false };
        row.meta.id == person
            || links(register, row).any(|(target, value)| target == "person" && value == person)
    }

    fn is_of_unit(&self, register: &str, row: &Row) -> bool {
        let Some(unit) = self.unit else { return false };
        links(register, row).any(|(target, value)| target == "unit" && value == unit)
    }
}

fn links<'a>(register: &str, row: &'a Row) -> impl Iterator<Item = (&'static str, RecordId)> + 'a {
    let fields = records::find(register).map_or(&[][..], |record_type| record_type.fields());
    fields.iter().enumerate().filter_map(|(index, field)| match field.kind {
        crate::model::Kind::Link(target) => Some((target, row.record.value(index).as_link()?)),
        _ => None,
    })
}

fn living<R: crate::model::Record>(snapshot: &Snapshot, id: RecordId) -> Result<Option<Stored<R>>, Problem> {
    let Some(record_type) = records::find(R::NAME) else { return Ok(None) };
    let row = snapshot.stored(record_type, id)?;
    Ok(row.filter(|row| row.meta.void.is_none()).and_then(Row::typed))
}

fn linking<R: crate::model::Record>(
    snapshot: &Snapshot,
    target: RecordId,
    field: &str,
) -> Result<Vec<Stored<R>>, Problem> {
    let mut found = Vec::new();
    for (register, source, from_field) in snapshot.references(target)? {
        if register == R::NAME && from_field == field {
            found.extend(living::<R>(snapshot, source)?);
        }
    }
    Ok(found)
}

fn duties_of(snapshot: &Snapshot, post: RecordId) -> Result<Vec<Stored<Duty>>, Problem> {
    linking(snapshot, post, "post")
}

/// The posts a person holds on a day.
fn posts_held(snapshot: &Snapshot, person: RecordId, day: NaiveDate) -> Result<Vec<Stored<Post>>, Problem> {
    let mut posts = Vec::new();
    for held in linking::<Appointment>(snapshot, person, "person")? {
        let Some(post) = held.record.post else { continue };
        if held.record.period().contains(day)
            && let Some(post) = living::<Post>(snapshot, post.erase())?
            && Period::new(post.record.valid_from, post.record.valid_until).contains(day)
        {
            posts.push(post);
        }
    }
    Ok(posts)
}
