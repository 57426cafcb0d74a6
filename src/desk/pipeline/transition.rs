//! Moving a record along its workflow.

use super::change::require_reason;
use super::check::differences;
use super::{Run, Write};
use crate::desk::command::Values;
use crate::desk::permissions::{Permissions, role_refusal};
use crate::model::{Faults, Id, Message, Problem, Record as _, RecordType, Row, Transition, Value};
use crate::records::organisation::{Appointment, Person, has_left};
use crate::store::Rows as _;
use crate::store::audit::Verb;

impl Run<'_> {
    pub(super) fn transition(
        &mut self,
        record_type: &'static dyn RecordType,
        before: Row,
        base: Option<u64>,
        code: &str,
        values: &Values,
        reason: Option<&str>,
    ) -> Result<Message, Problem> {
        let Some((state_index, workflow)) = record_type.workflow() else {
            return Err(Problem::input(Message::new("problem.no_workflow")));
        };
        let current = before.record.value(state_index);
        let current = current.as_str().unwrap_or_default();
        let Some(transition) = workflow.transition(code) else {
            let known = workflow.leaving(current).map(|way| way.code).collect::<Vec<_>>().join(", ");
            return Err(Problem::input(
                Message::new("problem.unknown_transition").with("value", code).with("known", known),
            ));
        };
        let from_text = workflow.state(current).map_or("", |state| state.text);
        if !transition.from.contains(&current) {
            return Err(Problem::input(
                Message::new("problem.wrong_state").with("verb", transition.text).with("state", from_text),
            ));
        }
        let is_its_own = record_type.is_by_program(code) && self.session.permissions.is_program();
        if let Some(told) = record_type.not_by_hand(code).filter(|_| !is_its_own) {
            return Err(Problem::Denied(Message::new(told).with("verb", transition.text)));
        }
        if !self.session.permissions.may_take(record_type, transition, &before) {
            return Err(Problem::Denied(role_refusal(transition)));
        }
        if self.session.person.is_some()
            && let Some(rule) = self.hand_refusal(record_type, &before, transition)?
        {
            return Err(Problem::Denied(rule));
        }
        if transition.four_eyes
            && !self.session.permissions.is_owner()
            && before.meta.created_by == self.session.signature()
        {
            return Err(Problem::Denied(Message::new("denied.four_eyes").with("verb", transition.text)));
        }
        let mut faults = Faults::default();
        if transition.reason && reason.is_none_or(|reason| reason.trim().is_empty()) {
            faults.whole(Message::new("problem.reason_required"));
        }
        let mut after = before.clone();
        let (signature, values) = self.taken_apart(transition, values);
        self.apply(record_type, &mut after, Some(code), &values, &mut faults)?;
        self.sign(record_type, transition, &mut after, signature, &mut faults)?;
        if let (Some(key), Some(_)) = (transition.signs, self.signer)
            && let Some((_, field)) = record_type.field(key)
            && let Some(rule) = self.hand_refusal(record_type, &before, transition)?
        {
            faults.at(field.key, rule);
        }
        self.compare_versions(record_type, &before, base, &after)?;
        self.complete(record_type, Some(code), &mut after)?;
        record_type.complete(&mut after, Some(&before), Some(code), self.now, &self.inside())?;
        for needed in transition.asks(self.session.is_nobody()) {
            if let Some((index, field)) = record_type.field(needed)
                && after.record.value(index).is_nothing()
            {
                let is_signature = transition.signs == Some(needed);
                let told = if is_signature { "problem.who_signs" } else { "problem.needed_for" };
                faults.at(field.key, Message::new(told).with("verb", transition.text));
            }
        }
        if let Err(message) = after.record.set_value(state_index, Value::choice(transition.to)) {
            return Err(Problem::Bug(message.key.to_owned()));
        }
        self.check(record_type, Some(&before), &after, Some(code), &mut faults)?;
        require_reason(record_type, (&before, &after), &values, reason, &mut faults);
        faults.finish()?;
        let changes = differences(record_type, Some(&before), &after);
        let title = self.title(record_type, &after)?;
        let following = self.consequences(record_type, Some(&before), &after, Some(code))?;
        self.write(Write {
            record_type,
            before: Some(&before),
            after,
            verb: Verb::Move,
            changes,
            reason: reason.map(str::to_owned),
        })?;
        self.follow(following)?;
        let to_text = workflow.state(transition.to).map_or("", |state| state.text);
        Ok(Message::new("done.moved").with("title", title).with("state", to_text))
    }

    /// The rule of the record that keeps whoever acts from taking a step; the program takes what follows from others.
    fn hand_refusal(
        &self,
        record_type: &dyn RecordType,
        before: &Row,
        transition: &Transition,
    ) -> Result<Option<Message>, Problem> {
        if self.session.permissions.is_program() {
            return Ok(None);
        }
        record_type.hand_refusal(before, transition.code, &self.inside())
    }

    /// Who is named as signing, and the other values: the program fills the field for a person, whom it knows.
    fn taken_apart(&self, transition: &Transition, values: &Values) -> (Option<Value>, Values) {
        let Some(key) = transition.signs else { return (None, values.clone()) };
        if !self.session.is_nobody() {
            return (values.get(key).cloned(), values.clone());
        }
        let others = values.iter().filter(|(other, _)| *other != key);
        let others = others.map(|(other, value)| (other.to_owned(), value.clone())).collect();
        (values.get(key).cloned(), others)
    }

    /// Writes down who signs where the owner of the file says so; from here on they are who acts. Everybody else signs for
    /// themselves.
    fn sign(
        &mut self,
        record_type: &'static dyn RecordType,
        transition: &Transition,
        after: &mut Row,
        signature: Option<Value>,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        let signs = transition.signs.and_then(|key| record_type.field(key));
        let Some((index, field)) = signs.filter(|_| !self.session.permissions.is_program()) else {
            return Ok(());
        };
        if let Some(person) = self.session.person {
            // Who stands there may be known beforehand; nobody puts another there while they sign.
            let is_another = signature.is_some_and(|named| named.as_link() != Some(person));
            if is_another && !field.read_only {
                faults.at(field.key, Message::new("problem.not_the_witness"));
            }
            return Ok(());
        }
        let expected = after.record.value(index).as_link();
        match signature.map(|signature| after.record.set_value(index, signature)) {
            Some(Ok(())) => {}
            Some(Err(message)) => faults.at(field.key, message),
            // Whoever is expected to sign has not signed by that: the owner of the file is asked each time.
            None if expected.is_some() => {
                faults.at(field.key, Message::new("problem.who_signs").with("verb", transition.text));
            }
            None => {}
        }
        self.signer = after.record.value(index).as_link();
        if self.signer != expected {
            self.require_role_of_signer(record_type, transition, field.key, faults)?;
        }
        if has_left(self.signer.map(Id::<Person>::new), &self.inside())? {
            faults.at(field.key, Message::new("problem.left_the_office"));
        }
        Ok(())
    }

    /// Whoever signs has a role that takes the step, unless they were expected to sign from before. An office that has
    /// filled no post has nobody with a role.
    fn require_role_of_signer(
        &self,
        record_type: &'static dyn RecordType,
        transition: &Transition,
        field: &'static str,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        let Some(signer) = self.signer.filter(|_| !transition.by.is_empty()) else { return Ok(()) };
        if self.transaction.living(Appointment::NAME)? == 0 {
            return Ok(());
        }
        let rights = match Permissions::of_person(self.transaction, signer, self.today) {
            Ok((_, rights)) => rights,
            // That nobody of that name is at work is told by itself.
            Err(Problem::Missing(_) | Problem::Denied(_)) => return Ok(()),
            Err(problem) => return Err(problem),
        };
        if !rights.has_role(record_type.name(), transition.by) {
            faults.at(field, role_refusal(transition));
        }
        Ok(())
    }

    /// Refuses to make a record in a state that the session could not bring it to by itself: every step on a way there
    /// must be one of its own, that nobody else has to take and no rule of the record alone allows.
    pub(super) fn require_state(
        &self,
        record_type: &'static dyn RecordType,
        state: &Value,
    ) -> Result<(), Problem> {
        let Some((_, workflow)) = record_type.workflow() else { return Ok(()) };
        let permissions = &self.session.permissions;
        let code = state.as_str().unwrap_or_default();
        if permissions.is_owner() || code.is_empty() || code == workflow.initial() {
            return Ok(());
        }
        let is_own = |way: &&Transition| {
            !way.four_eyes
                && !record_type.is_by_program(way.code)
                && permissions.has_role(record_type.name(), way.by)
        };
        let mut reached = vec![workflow.initial()];
        let mut next = 0;
        while let Some(from) = reached.get(next).copied() {
            next += 1;
            let ways = workflow.transitions.iter().filter(|way| way.from.contains(&from)).filter(is_own);
            for to in ways.map(|way| way.to) {
                if to == code {
                    return Ok(());
                }
                if !reached.contains(&to) {
                    reached.push(to);
                }
            }
        }
        let state = workflow.state(code).map_or("", |of| of.text);
        Err(Problem::Denied(Message::new("denied.state").with("state", state)))
    }
}
