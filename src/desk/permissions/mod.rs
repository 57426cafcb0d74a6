//! What a session may do and know. Rights are data: roles with their grants (register × right × scope × field level)
//! stand in the office file; posts, assignments, duties and delegations say who has which role. What nothing grants
//! is denied, and every refusal names its rule.

mod collect;
mod explain;
mod guard;
mod known;
mod right;
mod role_book;
mod template;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::model::{
    Choice, Field, Function, Level, Mark, Message, Problem, RecordId, RecordType, Role, Row, Secrecy,
    Transition,
};
use crate::records;
use crate::records::protection::{FieldRight, Reach};

pub use explain::{Asked, Explanation};
pub use right::{GUARDED_LEVELS, Origin, RegisterGrant, Right, Scope, Source};
pub use role_book::{
    RoleBook, RoleEntry, RoleMatrix, grant_identity, grant_values, has_own_roles, level_field, seed_commands,
    seed_roles,
};
pub use template::{BUSINESS, PROTECTED, is_protected, template};

pub(super) use collect::owner_under_separation;
pub(super) use explain::{level_refusal, role_refusal};
pub(super) use guard::fill_guarded;

/// What a session may do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Permissions {
    owner: bool,
    /// The owner of a file whose administration is in three other hands.
    separated: bool,
    person: Option<RecordId>,
    /// The person's units, and those above them.
    units: BTreeSet<RecordId>,
    /// What those units are called by.
    unit_words: BTreeSet<String>,
    posts: BTreeSet<RecordId>,
    role_ids: BTreeSet<RecordId>,
    roles: BTreeSet<Role>,
    /// Roles that were passed on for one function.
    delegated: BTreeSet<(Function, Role)>,
    grants: BTreeMap<(&'static str, Right), Scope>,
    levels: BTreeMap<(&'static str, Level), FieldRight>,
    /// Registers that are read by more than what everybody may.
    inside: BTreeSet<&'static str>,
    /// Meetings that the person was asked to.
    takes_part: BTreeSet<RecordId>,
    /// Papers that the person reads because they go round to them or are countersigned by their unit.
    reads: BTreeSet<RecordId>,
    sources: Vec<Source>,
    clearance: Secrecy,
    /// Sealed records that are open to the person, and until when.
    openings: BTreeMap<RecordId, DateTime<Utc>>,
    audits: bool,
    maintains: bool,
    /// The program itself, which writes down what happened whoever is at work.
    program: bool,
    /// What is read leaves the office.
    leaving: bool,
}

impl Permissions {
    /// The owner of a file nobody else has a part in: everything.
    pub fn owner() -> Self {
        Self { owner: true, audits: true, maintains: true, clearance: Secrecy::TopSecret, ..Self::default() }
    }

    /// The program itself, for its own records of what happened. No separation takes anything from it, and nothing
    /// outside of the desk can be it.
    pub(super) fn program() -> Self {
        Self { program: true, ..Self::owner() }
    }

    /// From now on nothing is known that may not leave the office.
    pub(super) fn leave_out_what_is_kept(&mut self) {
        self.leaving = true;
    }

    /// Whether this is the program itself.
    pub(super) fn is_program(&self) -> bool {
        self.program
    }

    fn add(&mut self, source: Source) {
        if !source.lapsed {
            for grant in &source.grants {
                if source.origin != Origin::Everyone && grant.of(Right::Read) == Reach::All {
                    self.inside.insert(grant.register);
                }
                for right in Right::ALL {
                    let Some(scope) = Scope::of(grant.of(right)) else { continue };
                    let held = self.grants.entry((grant.register, right)).or_insert(scope);
                    *held = (*held).max(scope);
                }
                for (level, right) in GUARDED_LEVELS.iter().zip(grant.levels) {
                    let held = self.levels.entry((grant.register, *level)).or_default();
                    *held = (*held).max(right);
                }
            }
        }
        self.sources.push(source);
    }

    /// Whether this is the owner of the file, with everything.
    pub fn is_owner(&self) -> bool {
        self.owner
    }

    /// Whether the session has one of the roles in a register.
    pub fn has_role(&self, register: &str, roles: &[Role]) -> bool {
        let function = records::find(register).map(|record_type| record_type.function());
        self.owner
            || roles.iter().any(|role| {
                self.roles.contains(role)
                    || function.is_some_and(|function| self.delegated.contains(&(function, *role)))
            })
    }

    /// Whether the session may take a step of a record, as far as its roles go: whoever is named as the one to sign it
    /// may too.
    pub fn may_take(&self, record_type: &dyn RecordType, step: &Transition, row: &Row) -> bool {
        let named = step.signs.and_then(|key| record_type.field(key));
        let named = named.and_then(|(index, _)| row.record.value(index).as_link());
        step.by.is_empty()
            || self.has_role(record_type.name(), step.by)
            || (named.is_some() && named == self.person)
    }

    /// Whether the session may read the audit trail as a whole.
    pub fn may_audit(&self) -> bool {
        self.audits
    }

    /// Whether the session may look after the file: backup, check, restore.
    pub fn may_maintain(&self) -> bool {
        self.maintains
    }

    /// Takes the names out of where the rights come from that `known` does not know: whoever asks about somebody else
    /// may not know of every post, role and person.
    fn withhold_names(&mut self, known: &dyn Fn(&str, &str) -> Result<bool, Problem>) -> Result<(), Problem> {
        for source in &mut self.sources {
            let named = match &mut source.origin {
                Origin::Post { post } | Origin::Duty { post, .. } => Some(("post", post)),
                Origin::Delegation { from, .. } => Some(("person", from)),
                Origin::Everyone | Origin::Assigned { .. } | Origin::Administrator => None,
            };
            for (register, name) in named.into_iter().chain([("role", &mut source.role)]) {
                if !name.is_empty() && !known(register, name)? {
                    "—".clone_into(name);
                }
            }
        }
        Ok(())
    }

    /// Where the rights come from; those that have ended or not yet begun too.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Up to which level the session may know.
    pub fn clearance(&self) -> Secrecy {
        self.clearance
    }

    /// What may be done with the fields of a level.
    pub fn field_right(&self, register: &str, level: Level) -> FieldRight {
        if self.owner || level == Level::Open {
            return FieldRight::Change;
        }
        if self.separated {
            let business = level != Level::Security && !is_protected(register);
            return if business { FieldRight::Change } else { FieldRight::Nothing };
        }
        let Some(record_type) = records::find(register) else { return FieldRight::Nothing };
        self.levels.get(&(record_type.name(), level)).copied().unwrap_or_default()
    }

    /// Whether the session sees the fields of a level.
    pub fn sees(&self, register: &str, level: Level) -> bool {
        self.field_right(register, level) >= FieldRight::See
    }

    /// Whether the session sees a field of a record, as far as its level and its place inside the record go: what is
    /// said in a meeting is for those who take part, and for those who keep or lead meetings.
    pub fn sees_of(&self, register: &str, field: &Field, row: &Row) -> bool {
        // 个人信息保护法 第四十四、四十五条: people may see what is kept about themselves.
        let own = self.person == Some(row.meta.id);
        (own || self.sees(register, field.level)) && (!field.inside || self.is_inside(register, row))
    }

    fn is_inside(&self, register: &str, row: &Row) -> bool {
        self.owner
            || self.separated
            || self.inside.contains(register)
            || self.takes_part.contains(&row.meta.id)
            || self.is_own(register, row)
    }

    /// Whether the session may know of something with this mark: its level is within the clearance, and the person
    /// or one of their units is in the circle.
    pub fn may_know(&self, mark: Option<&Mark>) -> bool {
        let Some(mark) = mark else { return true };
        (!self.leaving || mark.may_leave()) && self.is_cleared(mark) && self.is_in_circle(mark)
    }

    fn is_cleared(&self, mark: &Mark) -> bool {
        mark.level <= self.clearance
    }

    fn is_in_circle(&self, mark: &Mark) -> bool {
        self.owner
            || mark.circle.is_empty()
            || mark.circle.iter().any(|known| Some(*known) == self.person || self.units.contains(known))
    }

    /// Whether the content under a mark is open to the session at a moment.
    pub fn is_open(&self, id: RecordId, mark: Option<&Mark>, now: DateTime<Utc>) -> bool {
        self.owner
            || !mark.is_some_and(|mark| mark.sealed)
            || self.openings.get(&id).is_some_and(|until| now < *until)
    }

    /// How far a right reaches in a register; `None` when it was not granted.
    pub fn scope(&self, register: &str, right: Right) -> Option<Scope> {
        if self.owner {
            return Some(Scope::All);
        }
        let register = records::find(register)?.name();
        if self.separated {
            // That there is a separation, and whose, is no secret from the owner of the file.
            let seen = register == "separation" && right == Right::Read;
            return (seen || BUSINESS.contains(&register)).then_some(Scope::All);
        }
        self.grants.get(&(register, right)).copied()
    }

    /// Whether a right reaches one record, whatever its mark.
    pub fn reaches(&self, register: &str, right: Right, row: &Row) -> bool {
        match self.scope(register, right) {
            None => false,
            Some(Scope::All) => true,
            Some(_) if right == Right::Read && self.reads.contains(&row.meta.id) => true,
            Some(Scope::Own) => self.is_own(register, row),
            Some(Scope::Unit) => {
                self.is_own(register, row)
                    || self.is_of_unit(register, row)
                    || (right == Right::Read && self.is_named(register, row))
            }
        }
    }

    /// Whether the session may know that a record exists.
    pub fn visible(&self, register: &str, row: &Row) -> bool {
        self.reaches(register, Right::Read, row) && self.may_know(row.meta.mark.as_deref())
    }

    /// Whether a sealed record that was open closed between two moments.
    pub(super) fn closes_between(&self, then: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        self.openings.values().any(|until| then < *until && *until <= now)
    }

    /// Refuses a command that the session may not give.
    ///
    /// # Errors
    /// [`Problem::Denied`], naming the rule.
    pub fn require(&self, register: &'static str, right: Right, row: &Row) -> Result<(), Problem> {
        if self.reaches(register, right, row) { Ok(()) } else { Err(self.refusal(register, right)) }
    }

    /// Refuses when a right was not granted at all in a register.
    ///
    /// # Errors
    /// [`Problem::Denied`], naming the rule.
    pub fn require_any(&self, register: &'static str, right: Right) -> Result<(), Problem> {
        if self.scope(register, right).is_some() { Ok(()) } else { Err(self.refusal(register, right)) }
    }

    /// Why a right is missing, in words that name the rule.
    pub fn refusal(&self, register: &'static str, right: Right) -> Problem {
        Problem::Denied(self.refusal_message(register, right))
    }

    fn refusal_message(&self, register: &'static str, right: Right) -> Message {
        let record_type = records::find(register);
        let function = record_type.map_or("", |of| Choice::code(of.function()));
        let key = match self.scope(register, right) {
            Some(Scope::Own | Scope::Unit) => "denied.only_own",
            _ if self.separated => "denied.separated",
            _ if is_protected(register) => "denied.protected",
            _ => "denied.not_granted",
        };
        Message::new(key)
            .with("right", right.text())
            .with("record", record_type.map_or(register, |of| of.text()))
            .with("function", format!("function.{function}"))
    }

    fn is_own(&self, register: &str, row: &Row) -> bool {
        let Some(person) = self.person else { return false };
        row.meta.id == person
            || links(register, row).any(|(target, value)| target == "person" && value == person)
    }

    /// Whether the words of a field name one of the person's units (协办部门): it sees the record.
    fn is_named(&self, register: &str, row: &Row) -> bool {
        let fields = records::find(register).map_or(&[][..], |record_type| record_type.fields());
        let naming = fields.iter().enumerate().filter(|(_, field)| field.names == Some("unit"));
        naming.map(|(index, _)| row.record.value(index)).any(|value| match value {
            crate::model::Value::Tags(words) => {
                words.iter().any(|word| self.unit_words.contains(word.trim()))
            }
            _ => false,
        })
    }

    fn is_of_unit(&self, register: &str, row: &Row) -> bool {
        links(register, row).any(|(target, value)| target == "unit" && self.units.contains(&value))
    }
}

fn links<'a>(register: &str, row: &'a Row) -> impl Iterator<Item = (&'static str, RecordId)> + 'a {
    let fields = records::find(register).map_or(&[][..], |record_type| record_type.fields());
    fields.iter().enumerate().filter_map(|(index, field)| match field.kind {
        crate::model::Kind::Link(target) => Some((target, row.record.value(index).as_link()?)),
        _ => None,
    })
}
