//! Which rights a person has on a day, gathered from the records: what everybody has, the roles of the posts they
//! hold, roles assigned to them, the duties of their posts, and what others have passed on to them.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Permissions;
use super::right::{Origin, RegisterGrant, Source};
use super::role_book::{RoleBook, RoleEntry, each_living};
use super::template::{BUSINESS, EVERYONE, duty_code, is_protected};
use crate::model::{
    Choice as _, Function, Id, Message, Problem, Record, RecordId, Role, Row, Secrecy, Stored,
};
use crate::records::documents::{Circulation, CirculationState, Countersign, CountersignState};
use crate::records::meetings::{Attendee, Meeting};
use crate::records::organisation::{Appointment, Delegation, Duty, Period, Person, PersonState, Post, Unit};
use crate::records::protection::{
    Clearance, EncryptionOrder, Opening, OpeningState, RoleAssignment, Separation,
};
use crate::records::{self, domains};
use crate::store::{Rows, StoreError};

/// The separation that is in force.
pub(super) fn separation(rows: &dyn Rows) -> Result<Option<Stored<Separation>>, StoreError> {
    let mut found = None;
    each_living::<Separation>(rows, |stored| {
        if stored.record.is_in_force() {
            found = Some(stored);
        }
    })?;
    Ok(found)
}

/// What the owner of the file keeps while three administrators share its administration: the office's business up to
/// 内部, and nothing that guards it. `None` when there is no separation.
///
/// # Errors
/// When the file can't be read.
pub(in crate::desk) fn owner_under_separation(rows: &dyn Rows) -> Result<Option<Permissions>, StoreError> {
    Ok(separation(rows)?.map(|_| Permissions {
        separated: true,
        clearance: Secrecy::Internal,
        ..Permissions::default()
    }))
}

impl Permissions {
    /// The rights of a person on a day, with the person's name.
    ///
    /// # Errors
    /// When the file can't be read, there is no such person, or they have left.
    pub fn of_person(rows: &dyn Rows, person: RecordId, day: NaiveDate) -> Result<(String, Self), Problem> {
        let missing = || Problem::Missing(Message::new("problem.no_such_person").with("id", person));
        let stored = living::<Person>(rows, person)?.ok_or_else(missing)?;
        if stored.record.state == PersonState::Left {
            return Err(Problem::Denied(
                Message::new("denied.person_left").with("name", &stored.record.name),
            ));
        }
        let posts = posts_held(rows, person, day)?;
        let unit = stored.record.unit.map(Id::erase);
        let post_units = posts.iter().filter_map(|post| post.record.unit.map(Id::erase));
        let mut permissions = Self {
            person: Some(person),
            units: with_units_above(rows, unit.into_iter().chain(post_units))?,
            posts: posts.iter().map(|post| post.meta.id).collect(),
            ..Self::default()
        };
        for unit in &permissions.units {
            if let Some(unit) = living::<Unit>(rows, *unit)? {
                let words = unit.record.words().into_iter().filter(|word| !word.is_empty());
                permissions.unit_words.extend(words.map(str::to_owned));
            }
        }
        let mut gathering =
            Gathering { rows, day, book: RoleBook::read(rows)?, permissions: &mut permissions };
        let administers = separation(rows)?.map(|separation| separation.record.role_of(person));
        match administers {
            Some(Some(role)) => gathering.administrator(role),
            separated => {
                gathering.posts(&posts)?;
                gathering.assignments(person, &posts)?;
                gathering.delegations(person)?;
                if separated.is_some() {
                    permissions.leave_administration();
                }
            }
        }
        permissions.clear(rows, person, day)?;
        permissions.attend(rows, person)?;
        permissions.read_papers(rows, person)?;
        Ok((stored.record.name, permissions))
    }

    /// What the three administrators hold is nobody else's, whatever role their posts have.
    fn leave_administration(&mut self) {
        let sources = std::mem::take(&mut self.sources);
        self.grants.clear();
        self.levels.clear();
        self.inside.clear();
        (self.audits, self.maintains) = (false, false);
        for role in [Role::System, Role::Security, Role::Auditor] {
            self.roles.remove(&role);
        }
        for mut source in sources {
            for grant in &mut source.grants {
                if !BUSINESS.contains(&grant.register) && grant.register != "opening" {
                    *grant = grant.clone().only_reading();
                }
            }
            self.add(source);
        }
    }

    /// The meetings that the person, also as a deputy, was asked to, with the occurrences of series that have records of
    /// their own.
    fn attend(&mut self, rows: &dyn Rows, person: RecordId) -> Result<(), StoreError> {
        for field in ["person", "deputy"] {
            for attendee in linking::<Attendee>(rows, person, field)? {
                self.takes_part.extend(attendee.record.meeting.map(Id::erase));
            }
        }
        let mut changed = BTreeSet::new();
        for meeting in &self.takes_part {
            changed.extend(rows.referring(*meeting, Meeting::NAME, "series")?);
        }
        self.takes_part.extend(changed);
        Ok(())
    }

    /// The papers that go round to the person (传阅): whoever is on the list reads them, whatever their unit (条例
    /// 第二十四条). Those that a unit of theirs is asked to countersign (会签) are read there too.
    fn read_papers(&mut self, rows: &dyn Rows, person: RecordId) -> Result<(), StoreError> {
        for copy in linking::<Circulation>(rows, person, "reader")? {
            if copy.record.state != CirculationState::Recalled {
                self.reads.extend(copy.record.paper.map(Id::erase));
            }
        }
        for unit in &self.units {
            for asked in linking::<Countersign>(rows, *unit, "unit")? {
                if asked.record.state != CountersignState::Lapsed {
                    self.reads.extend(asked.record.paper.map(Id::erase));
                }
            }
        }
        Ok(())
    }

    /// Clearance and what has been opened.
    fn clear(&mut self, rows: &dyn Rows, person: RecordId, day: NaiveDate) -> Result<(), StoreError> {
        let only_kiosk = self.roles.len() == 1 && self.roles.contains(&Role::Kiosk);
        self.clearance = if only_kiosk { Secrecy::Ordinary } else { Secrecy::Internal };
        for clearance in linking::<Clearance>(rows, person, "person")? {
            if clearance.record.period().contains(day) {
                self.clearance = self.clearance.max(clearance.record.level);
            }
        }
        for opening in linking::<Opening>(rows, person, "applicant")? {
            let opening = opening.record;
            if opening.state == OpeningState::Open
                && let (Ok(subject), Some(until)) = (opening.subject.parse(), opening.open_until)
            {
                let known = self.openings.entry(subject).or_insert(until);
                *known = (*known).max(until);
            }
        }
        Ok(())
    }
}

struct Gathering<'a> {
    rows: &'a dyn Rows,
    day: NaiveDate,
    book: RoleBook,
    permissions: &'a mut Permissions,
}

impl Gathering<'_> {
    fn give(&mut self, role: &RoleEntry, origin: Origin, lapsed: bool) {
        if !lapsed {
            self.permissions.role_ids.insert(role.id);
            self.permissions.roles.insert(role.acts_as);
            self.permissions.audits |= role.audits;
            self.permissions.maintains |= role.maintains;
        }
        self.permissions.add(Source { origin, role: role.name.clone(), grants: role.grants.clone(), lapsed });
    }

    fn role(&self, code: &str) -> Option<RoleEntry> {
        self.book.role(code).cloned()
    }

    fn everyone(&mut self) {
        if let Some(role) = self.role(EVERYONE) {
            self.give(&role, Origin::Everyone, false);
        }
    }

    /// One of the three: what everybody may read, and the one role. Nothing of the office's business, so that nobody
    /// who looks after the program also decides.
    fn administrator(&mut self, role: Role) {
        self.everyone();
        let Some(mut entry) = self.role(role.code()) else { return };
        for grant in &mut entry.grants {
            let register = grant.register;
            // Whatever a grant says: the scheme is not loosened by the matrix.
            let keeps = match role {
                Role::System => domains::UPKEEP.contains(&register) || domains::ACCOUNTS.contains(&register),
                Role::Security => is_protected(register) || register == EncryptionOrder::NAME,
                _ => false,
            };
            if !keeps && register != "separation" {
                *grant = grant.clone().only_reading();
            }
        }
        entry.audits = role == Role::Auditor;
        entry.maintains = role == Role::System;
        entry.acts_as = role;
        self.give(&entry, Origin::Administrator, false);
        self.permissions.roles.remove(&Role::Staff);
    }

    fn posts(&mut self, posts: &[Stored<Post>]) -> Result<(), StoreError> {
        let kiosk = !posts.is_empty() && posts.iter().all(|post| post.record.role == Role::Kiosk);
        if !kiosk {
            self.everyone();
        }
        for post in posts {
            let name = post.record.name.clone();
            if let Some(role) = self.role(post.record.role.code()) {
                self.give(&role, Origin::Post { post: name.clone() }, false);
            }
            for duty in linking::<Duty>(self.rows, post.meta.id, "post")? {
                let duty = duty.record;
                let Some(role) = self.role(&duty_code(duty.involvement)) else { continue };
                let origin = Origin::Duty {
                    post: name.clone(),
                    function: duty.function,
                    involvement: duty.involvement,
                };
                self.permissions.add(Source {
                    origin,
                    role: role.name.clone(),
                    grants: within(&role.grants, duty.function),
                    lapsed: false,
                });
            }
        }
        if kiosk {
            self.permissions.roles = BTreeSet::from([Role::Kiosk]);
        }
        Ok(())
    }

    fn assignments(&mut self, person: RecordId, posts: &[Stored<Post>]) -> Result<(), StoreError> {
        let mut assignments = linking::<RoleAssignment>(self.rows, person, "person")?;
        for post in posts {
            assignments.extend(linking::<RoleAssignment>(self.rows, post.meta.id, "post")?);
        }
        for assignment in assignments {
            let period = assignment.record.period();
            let role = assignment.record.role.and_then(|role| self.book.role_of_id(role.erase())).cloned();
            if let Some(role) = role {
                let origin = Origin::Assigned { until: period.until };
                self.give(&role, origin, !period.contains(self.day));
            }
        }
        Ok(())
    }

    /// What others have passed on: what their own posts give them in the one function, never more, and nothing that
    /// was itself passed on.
    fn delegations(&mut self, person: RecordId) -> Result<(), StoreError> {
        for delegation in linking::<Delegation>(self.rows, person, "delegate")? {
            let delegation = delegation.record;
            let Some(delegator) = delegation.delegator.map(Id::erase) else { continue };
            let function = delegation.scope;
            let lapsed = !delegation.period().contains(self.day);
            let from = living::<Person>(self.rows, delegator)?.map(|from| from.record.name);
            let origin =
                Origin::Delegation { from: from.unwrap_or_default(), function, until: delegation.until };
            for post in posts_held(self.rows, delegator, self.day)? {
                let mut roles: Vec<RoleEntry> = self.role(post.record.role.code()).into_iter().collect();
                let administers =
                    |role: &RoleEntry| matches!(role.acts_as, Role::System | Role::Security | Role::Auditor);
                roles.retain(|role| !administers(role));
                if !lapsed {
                    let passed = roles.iter().map(|role| (function, role.acts_as));
                    self.permissions.delegated.extend(passed);
                }
                for duty in linking::<Duty>(self.rows, post.meta.id, "post")? {
                    if duty.record.function == function {
                        roles.extend(self.role(&duty_code(duty.record.involvement)));
                    }
                }
                for role in roles {
                    let mut grants = within(&role.grants, function);
                    // Fields above the open level are not passed on: who sees them is a matter of the person's own role.
                    for grant in &mut grants {
                        grant.levels = RegisterGrant::nothing(grant.register).levels;
                    }
                    let role = role.name;
                    self.permissions.add(Source { origin: origin.clone(), role, grants, lapsed });
                }
            }
        }
        Ok(())
    }
}

/// Grants on the registers of a function. What guards the office is in no function.
fn within(grants: &[RegisterGrant], function: Function) -> Vec<RegisterGrant> {
    let belongs = |grant: &&RegisterGrant| {
        BUSINESS.contains(&grant.register)
            && records::find(grant.register).is_some_and(|record_type| record_type.function() == function)
    };
    grants.iter().filter(belongs).cloned().collect()
}

fn with_units_above(
    rows: &dyn Rows,
    units: impl Iterator<Item = RecordId>,
) -> Result<BTreeSet<RecordId>, StoreError> {
    let mut found = BTreeSet::new();
    for unit in units {
        let mut next = Some(unit);
        while let Some(unit) = next.filter(|unit| !found.contains(unit)) {
            found.insert(unit);
            next = living::<Unit>(rows, unit)?.and_then(|unit| unit.record.parent).map(Id::erase);
        }
    }
    Ok(found)
}

fn living<R: Record>(rows: &dyn Rows, id: RecordId) -> Result<Option<Stored<R>>, StoreError> {
    let Some(record_type) = records::find(R::NAME) else { return Ok(None) };
    let row = rows.stored(record_type, id)?;
    Ok(row.filter(|row| row.meta.void.is_none()).and_then(Row::typed))
}

fn linking<R: Record>(rows: &dyn Rows, target: RecordId, field: &str) -> Result<Vec<Stored<R>>, StoreError> {
    let mut found = Vec::new();
    for source in rows.referring(target, R::NAME, field)? {
        found.extend(living::<R>(rows, source)?);
    }
    Ok(found)
}

/// The posts a person holds on a day.
fn posts_held(rows: &dyn Rows, person: RecordId, day: NaiveDate) -> Result<Vec<Stored<Post>>, StoreError> {
    let mut posts = Vec::new();
    for held in linking::<Appointment>(rows, person, "person")? {
        let Some(post) = held.record.post else { continue };
        if held.record.period().contains(day)
            && let Some(post) = living::<Post>(rows, post.erase())?
            && Period::new(post.record.valid_from, post.record.valid_until).contains(day)
        {
            posts.push(post);
        }
    }
    Ok(posts)
}
