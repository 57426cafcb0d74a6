//! Moving a record along its workflow.

use super::check::differences;
use super::{Run, Write};
use crate::desk::command::Values;
use crate::model::{Faults, Message, Problem, RecordType, Row, Transition, Value};
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
        if !transition.by.is_empty() && !self.session.permissions.has_role(record_type.name(), transition.by)
        {
            return Err(Problem::Denied(Message::new("denied.transition").with("verb", transition.text)));
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
        self.apply(record_type, &mut after, values, &mut faults)?;
        self.compare_versions(record_type, &before, base, &after)?;
        self.complete(record_type, Some(code), &mut after)?;
        record_type.complete(&mut after, Some(&before), Some(code), self.now, &self.inside())?;
        for needed in transition.needs {
            if let Some((index, field)) = record_type.field(needed)
                && after.record.value(index).is_nothing()
            {
                faults.at(field.key, Message::new("problem.needed_for").with("verb", transition.text));
            }
        }
        if let Err(message) = after.record.set_value(state_index, Value::choice(transition.to)) {
            return Err(Problem::Bug(message.key.to_owned()));
        }
        self.check(record_type, Some(&before), &after, Some(code), &mut faults)?;
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

    /// Refuses to make a record in a state that the session could not bring it to.
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
        let is_open = |way: &&Transition| way.to == code && !record_type.is_by_program(way.code);
        let mut ways = workflow.transitions.iter().filter(is_open);
        if ways.clone().any(|way| {
            !way.four_eyes && (way.by.is_empty() || permissions.has_role(record_type.name(), way.by))
        }) {
            return Ok(());
        }
        let verb = ways.next().map_or("", |way| way.text);
        Err(Problem::Denied(Message::new("denied.transition").with("verb", verb)))
    }
}
