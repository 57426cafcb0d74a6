//! Rules about who gives rights to whom: nobody gives them to themselves, three administrators are not exchanged by
//! one of them, and what is sealed opens for whom it was asked.

use chrono::{DateTime, TimeDelta, Utc};

use crate::desk::pipeline::Run;
use crate::model::{Faults, Id, Mark, Message, Problem, Record as _, RecordId, RecordType, Row, Value};
use crate::records;
use crate::records::organisation::{Appointment, Delegation, Duty, Post};
use crate::records::protection::{
    Clearance, EncryptionOrder, Opening, RoleAssignment, RoleGrant, Separation,
};
use crate::store::attachment;

/// How long an opening lasts, in minutes.
const OPENING_MINUTES: i64 = 30;

/// How long an order to encrypt or decrypt may be carried out, in hours.
const ORDER_HOURS: i64 = 24;

/// Fills what the program itself writes into a record that guards rights, when it is made or on the way of a transition
/// that `person` takes.
///
/// # Errors
/// When a field does not take it.
pub(in crate::desk) fn fill_guarded(
    record_type: &dyn RecordType,
    transition: Option<&str>,
    after: &mut Row,
    person: Option<RecordId>,
    now: DateTime<Utc>,
) -> Result<(), Problem> {
    let actor = person.map_or(Value::Nothing, Value::Link);
    let until = Value::Instant(now + TimeDelta::minutes(OPENING_MINUTES));
    let tomorrow = Value::Instant(now + TimeDelta::hours(ORDER_HOURS));
    let fills: &[(&str, Value)] = match (record_type.name(), transition) {
        (Opening::NAME, None) if person.is_some() => &[("applicant", actor)],
        (Opening::NAME, Some("consent")) => &[("consenter", actor), ("open_until", until)],
        (Opening::NAME, Some("refuse")) => &[("consenter", actor)],
        (Opening::NAME, Some("close")) => &[("open_until", Value::Instant(now))],
        (EncryptionOrder::NAME, None) if person.is_some() => &[("applicant", actor)],
        (EncryptionOrder::NAME, Some("consent")) => &[("consenter", actor), ("valid_until", tomorrow)],
        (EncryptionOrder::NAME, Some("refuse")) => &[("consenter", actor)],
        (EncryptionOrder::NAME, Some("withdraw")) => &[("valid_until", Value::Instant(now))],
        (Separation::NAME, Some("ask_end")) => &[("asked_by", actor)],
        (Separation::NAME, Some("keep")) => &[("asked_by", Value::Nothing)],
        _ => &[],
    };
    for (key, value) in fills {
        if let Some((index, field)) = record_type.field(key) {
            after
                .record
                .set_value(index, value.clone())
                .map_err(|message| Problem::field(field.key, message))?;
        }
    }
    Ok(())
}

impl Run<'_> {
    /// Fills what the program itself writes into a new record or on the way of a transition.
    pub(in crate::desk) fn complete(
        &self,
        record_type: &dyn RecordType,
        transition: Option<&str>,
        after: &mut Row,
    ) -> Result<(), Problem> {
        fill_guarded(record_type, transition, after, self.session.person, self.now())
    }

    /// Refuses a change by which somebody would give rights to themselves, or undo the separation of powers alone.
    pub(in crate::desk) fn guard(
        &self,
        record_type: &dyn RecordType,
        before: Option<&Row>,
        after: &Row,
        transition: Option<&str>,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        if let Some(separation) = after.typed_ref::<Separation>() {
            self.guard_separation(before.and_then(Row::typed_ref), separation, transition)?;
        }
        if before.is_none()
            && let Some(opening) = after.typed_ref::<Opening>()
        {
            self.guard_opening(opening, faults)?;
        }
        let Some(me) = self.session.person else { return Ok(()) };
        let permissions = &self.session.permissions;
        let is_me = |person: Option<RecordId>| person == Some(me);
        let is_mine =
            |post: Option<Id<Post>>| post.is_some_and(|post| permissions.posts.contains(&post.erase()));
        let gives_myself = match record_type.name() {
            RoleAssignment::NAME => after
                .typed_ref::<RoleAssignment>()
                .is_some_and(|of| is_me(of.person.map(Id::erase)) || is_mine(of.post)),
            Clearance::NAME => {
                after.typed_ref::<Clearance>().is_some_and(|of| is_me(of.person.map(Id::erase)))
            }
            Appointment::NAME => {
                after.typed_ref::<Appointment>().is_some_and(|of| is_me(of.person.map(Id::erase)))
            }
            Delegation::NAME => {
                after.typed_ref::<Delegation>().is_some_and(|of| is_me(of.delegate.map(Id::erase)))
            }
            Duty::NAME => after.typed_ref::<Duty>().is_some_and(|of| is_mine(of.post)),
            RoleGrant::NAME => after
                .typed_ref::<RoleGrant>()
                .and_then(|of| of.role)
                .is_some_and(|role| permissions.role_ids.contains(&role.erase())),
            Post::NAME => {
                let old = before.and_then(Row::typed_ref::<Post>).map(|post| post.role);
                let new = after.typed_ref::<Post>().map(|post| post.role);
                permissions.posts.contains(&after.meta.id) && old != new
            }
            _ => false,
        };
        if gives_myself {
            return Err(Problem::Denied(
                Message::new("denied.to_oneself").with("record", record_type.text()),
            ));
        }
        Ok(())
    }

    fn guard_separation(
        &self,
        before: Option<&Separation>,
        after: &Separation,
        transition: Option<&str>,
    ) -> Result<(), Problem> {
        let Some(before) = before else { return Ok(()) };
        let same =
            (before.system, before.security, before.auditor) == (after.system, after.security, after.auditor);
        if before.is_in_force() && !same {
            return Err(Problem::denied("denied.separation_stands"));
        }
        if let Some(code) = transition {
            let role = self.session.person.and_then(|person| before.role_of(person));
            if role.is_none() {
                return Err(Problem::denied("denied.separation_three"));
            }
            if code == "end" && before.asked_by.map(Id::erase) == self.session.person {
                return Err(Problem::denied("denied.separation_two"));
            }
        }
        Ok(())
    }

    /// What is asked for must be something sealed that the applicant may know of; anything else is not there.
    fn guard_opening(&self, opening: &Opening, faults: &mut Faults) -> Result<(), Problem> {
        if self.session.person.is_none() {
            // An import into another office brings requests with their applicants.
            if opening.applicant.is_none() {
                faults.at("applicant", Message::new("problem.opening_needs_person"));
            }
            return Ok(());
        }
        let subject = match (records::find(&opening.register), opening.subject.parse::<RecordId>()) {
            (Some(record_type), Ok(id)) => self.known(record_type, id)?,
            _ => None,
        };
        match subject {
            None => faults.at("subject", Message::new("problem.no_such_record").with("id", &opening.subject)),
            Some(row) if !self.is_sealed(&row)? => {
                faults.at("subject", Message::new("problem.not_sealed"));
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// Whether a record, or one of its attachments that the session may know of, opens with consent only.
    fn is_sealed(&self, row: &Row) -> Result<bool, Problem> {
        let sealed = |mark: Option<&Mark>| mark.is_some_and(|mark| mark.sealed);
        if sealed(row.meta.mark.as_deref()) {
            return Ok(true);
        }
        let mut attached = attachment::of(&*self.transaction, row.meta.id)?.into_iter();
        let known = |mark: Option<&Mark>| self.session.permissions.may_know(mark);
        Ok(attached.any(|of| sealed(of.mark.as_deref()) && known(of.mark.as_deref())))
    }
}
