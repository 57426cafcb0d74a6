//! The roles of an office with their grants: as they stand in the file, or the template while nobody has changed it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::Permissions;
use super::right::{GUARDED_LEVELS, RegisterGrant, Right, Scope};
use super::template::template;
use crate::desk::seeding::identity_of_code;
use crate::desk::{BatchMode, Command, Office, Reader, Session, Values, civil_date};
use crate::model::{Choice, Id, KeptMessage, Message, Problem, Record, RecordId, Role, Value};
use crate::records::protection::{FieldRight, OfficeRole, Reach, RoleGrant};
use crate::records::{self};
use crate::store::{Rows, StoreError};
use crate::text::Language;

/// A role with its grants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleEntry {
    /// Identity; a role of the template has the same one in every office.
    pub id: RecordId,
    /// Reference.
    pub code: String,
    /// Name, or the key of its name.
    pub name: String,
    /// The role as which workflows know it.
    pub acts_as: Role,
    /// Reads the audit trail as a whole.
    pub audits: bool,
    /// Looks after the file.
    pub maintains: bool,
    /// Its grants, one a register.
    pub grants: Vec<RegisterGrant>,
}

impl RoleEntry {
    /// What is granted on a register.
    pub fn grant(&self, register: &str) -> Option<&RegisterGrant> {
        self.grants.iter().find(|grant| grant.register == register)
    }
}

/// Every role of an office.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleBook {
    /// The roles.
    pub roles: Vec<RoleEntry>,
}

/// A record of the type `R` that is in force.
pub(super) fn each_living<R: Record>(
    rows: &dyn Rows,
    mut visitor: impl FnMut(crate::model::Stored<R>),
) -> Result<(), StoreError> {
    let Some(record_type) = records::find(R::NAME) else { return Ok(()) };
    rows.each_stored(record_type, &mut |row| {
        if row.meta.void.is_none()
            && let Some(stored) = row.typed::<R>()
        {
            visitor(stored);
        }
        Ok(ControlFlow::Continue(()))
    })
}

/// Whether the office has roles of its own. Void ones count, so that voiding every role opens nothing; those whose
/// making was undone do not, for then the template is what it was.
///
/// # Errors
/// When the file can't be read.
pub fn has_own_roles(rows: &dyn Rows) -> Result<bool, StoreError> {
    let mut found = false;
    let Some(record_type) = records::find(OfficeRole::NAME) else { return Ok(false) };
    rows.each_stored(record_type, &mut |row| {
        found = row.meta.void.is_none_or(|void| !void.undone);
        Ok(if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    Ok(found)
}

impl RoleBook {
    /// The roles of an office.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn read(rows: &dyn Rows) -> Result<Self, StoreError> {
        if !has_own_roles(rows)? {
            return Ok(template());
        }
        let mut roles = Vec::new();
        each_living::<OfficeRole>(rows, |stored| {
            roles.push(RoleEntry {
                id: stored.meta.id,
                code: stored.record.code,
                name: stored.record.name,
                acts_as: stored.record.acts_as,
                audits: stored.record.audits,
                maintains: stored.record.maintains,
                grants: Vec::new(),
            });
        })?;
        each_living::<RoleGrant>(rows, |stored| {
            let grant = stored.record;
            // A register that this program does not know grants nothing.
            let Some(register) = records::find(&grant.register) else { return };
            let Some(role) = roles.iter_mut().find(|role| Some(role.id) == grant.role.map(Id::erase)) else {
                return;
            };
            role.grants.push(RegisterGrant {
                register: register.name(),
                reach: [
                    grant.read,
                    grant.create,
                    grant.update,
                    grant.advance,
                    grant.make_void,
                    grant.export,
                    grant.mark,
                    grant.declassify,
                ],
                levels: [grant.personal, grant.finance, grant.security],
            });
        })?;
        Ok(Self { roles })
    }

    /// The role of a code.
    pub fn role(&self, code: &str) -> Option<&RoleEntry> {
        self.roles.iter().find(|role| role.code == code)
    }

    /// The role of an identity.
    pub fn role_of_id(&self, id: RecordId) -> Option<&RoleEntry> {
        self.roles.iter().find(|role| role.id == id)
    }
}

/// The identity of the grant of a role on a register, when the program made it.
pub fn grant_identity(role: &str, register: &str) -> RecordId {
    identity_of_code("role_grant", &format!("{role}/{register}"))
}

/// The fields of a grant.
pub fn grant_values(role: RecordId, grant: &RegisterGrant) -> Values {
    let mut values = Values::new().with("role", Value::Link(role)).text("register", grant.register);
    for (right, reach) in Right::ALL.iter().zip(grant.reach) {
        values.set(right.field(), Value::choice(Reach::code(reach)));
    }
    for (level, right) in GUARDED_LEVELS.iter().zip(grant.levels) {
        values.set(level_field(*level), Value::choice(FieldRight::code(right)));
    }
    values
}

/// The field of a grant that holds the right on a level.
pub fn level_field(level: crate::model::Level) -> &'static str {
    level.text().rsplit('.').next().unwrap_or_default()
}

/// The commands that write the template into an office, so that every cell of it can be changed.
pub fn seed_commands(language: Language) -> Vec<Command> {
    let mut steps = Vec::new();
    for role in template().roles {
        let values = Values::new()
            .text("code", role.code.as_str())
            .text("name", language.translate(&role.name))
            .with("acts_as", Value::choice(role.acts_as.code()))
            .with("audits", Value::Flag(role.audits))
            .with("maintains", Value::Flag(role.maintains));
        steps.push(Command::Create { register: OfficeRole::NAME.to_owned(), id: role.id, values });
        for grant in &role.grants {
            steps.push(Command::Create {
                register: RoleGrant::NAME.to_owned(),
                id: grant_identity(&role.code, grant.register),
                values: grant_values(role.id, grant),
            });
        }
    }
    steps
}

/// Writes the template into an office that has no roles of its own yet; does nothing in any other.
///
/// # Errors
/// When the session may not, or the file can't be written.
pub fn seed_roles(office: &Office, session: &Arc<Session>, language: Language) -> Result<(), Problem> {
    if has_own_roles(&office.store().snapshot()?)? {
        return Ok(());
    }
    let label = KeptMessage { key: "done.seeded_roles".to_owned(), arguments: Vec::new() };
    let steps = seed_commands(language);
    // What the program brings along is nobody's own act, which Ctrl+Z would take back.
    let owner = session.permissions.is_owner();
    let session = if owner { &Arc::new(Session::program()) } else { session };
    office.execute(session, Command::Batch { label, steps, mode: BatchMode::AllOrNothing })?;
    Ok(())
}

/// The roles of an office as their matrix shows and changes them.
#[derive(Clone, Debug)]
pub struct RoleMatrix {
    /// The roles with their grants.
    pub book: RoleBook,
    /// Whether they are still the template, which no record of the office holds yet.
    pub is_template: bool,
    grants: BTreeMap<(RecordId, &'static str), RecordId>,
}

impl RoleMatrix {
    /// The command that sets one field of a grant to a choice. The first change of a template writes all of it.
    pub fn set(
        &self,
        role: &RoleEntry,
        register: &'static str,
        field: &'static str,
        choice: &'static str,
        language: Language,
    ) -> Command {
        let value = Value::choice(choice);
        let known = if self.is_template {
            role.grant(register).map(|_| grant_identity(&role.code, register))
        } else {
            self.grants.get(&(role.id, register)).copied()
        };
        let record = || RoleGrant::NAME.to_owned();
        let step = match known {
            Some(id) => Command::Update {
                register: record(),
                id,
                base: None,
                values: Values::new().with(field, value),
            },
            None => {
                let values = grant_values(role.id, &RegisterGrant::nothing(register)).with(field, value);
                Command::Create { register: record(), id: RecordId::generate(), values }
            }
        };
        if !self.is_template {
            return step;
        }
        let mut steps = seed_commands(language);
        steps.push(step);
        let label = KeptMessage { key: "done.seeded_roles".to_owned(), arguments: Vec::new() };
        Command::Batch { label, steps, mode: BatchMode::AllOrNothing }
    }
}

impl Reader {
    /// The roles of the office, for whoever may read all of them.
    ///
    /// # Errors
    /// When the file can't be read or the session may not.
    pub fn role_matrix(&self) -> Result<RoleMatrix, Problem> {
        self.require_all_grants()?;
        let mut grants = BTreeMap::new();
        each_living::<RoleGrant>(self.snapshot(), |stored| {
            if let (Some(role), Some(register)) = (stored.record.role, records::find(&stored.record.register))
            {
                grants.insert((role.erase(), register.name()), stored.meta.id);
            }
        })?;
        let is_template = !has_own_roles(self.snapshot())?;
        let mut book = RoleBook::read(self.snapshot())?;
        if let Some(roles) = records::find(OfficeRole::NAME).filter(|_| !is_template) {
            let mut known = Vec::with_capacity(book.roles.len());
            for role in std::mem::take(&mut book.roles) {
                // What a sealed role may do is a part of what is sealed.
                if self.get(roles, role.id)?.is_some_and(|view| self.is_open(&view, None)) {
                    known.push(role);
                }
            }
            grants.retain(|(role, _), _| known.iter().any(|known| known.id == *role));
            book.roles = known;
        }
        let order = template();
        let place = |code: &str| order.roles.iter().position(|role| role.code == code);
        book.roles.sort_by_key(|role| (place(&role.code).unwrap_or(usize::MAX), role.name.clone()));
        Ok(RoleMatrix { book, is_template, grants })
    }

    /// The rights of a person today, with where each comes from: one's own, or anybody's for whoever may read the
    /// roles.
    ///
    /// # Errors
    /// When the file can't be read, the session may not, or the person has left.
    pub fn rights_of(&self, person: RecordId) -> Result<Permissions, Problem> {
        if self.session().person != Some(person) {
            self.require_all_grants()?;
        }
        let people = records::find("person").map(|people| self.get(people, person)).transpose()?.flatten();
        if people.is_none() {
            return Err(Problem::Missing(Message::new("problem.no_such_person").with("id", person)));
        }
        let (_, mut permissions) = Permissions::of_person(self.snapshot(), person, civil_date(self.now()))?;
        if self.session().person != Some(person) {
            let is_template = !has_own_roles(self.snapshot())?;
            permissions.withhold_names(&|register, name| {
                // What the program brings along is no secret.
                let is_brought = is_template && register == OfficeRole::NAME;
                Ok(is_brought || Language::known(name).is_some() || !self.linked(register, name)?.is_empty())
            })?;
        }
        Ok(permissions)
    }

    fn require_all_grants(&self) -> Result<(), Problem> {
        let permissions = &self.session().permissions;
        match permissions.scope(RoleGrant::NAME, Right::Read) {
            Some(Scope::All) => Ok(()),
            _ => Err(permissions.refusal(RoleGrant::NAME, Right::Read)),
        }
    }
}
