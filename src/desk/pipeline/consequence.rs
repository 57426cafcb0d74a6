//! What follows from a change in the same transaction: carried out with the program's authority, held against the same
//! checks and rules, and taken back with the change.

use super::check::differences;
use super::{Run, Write, missing, require_unsettled};
use crate::model::{Consequence, Faults, Message, Meta, Problem, RecordType, Row, Value, Workflow};
use crate::records;
use crate::store::Rows as _;
use crate::store::audit::Verb;

/// Consequences of consequences end here; a longer chain is a fault of the program.
const DEEPEST: usize = 8;

impl Run<'_> {
    pub(super) fn consequences(
        &self,
        record_type: &'static dyn RecordType,
        before: Option<&Row>,
        after: &Row,
        transition: Option<&str>,
    ) -> Result<Vec<Consequence>, Problem> {
        record_type.consequences(after.meta.id, before, after.record.as_ref(), transition, &self.inside())
    }

    /// Carries out what follows, and what follows from that.
    pub(super) fn follow(&mut self, mut following: Vec<Consequence>) -> Result<(), Problem> {
        for _ in 0..DEEPEST {
            if following.is_empty() {
                return Ok(());
            }
            let mut next = Vec::new();
            for consequence in following {
                next.extend(self.carry_out(consequence)?);
            }
            following = next;
        }
        Err(Problem::Bug("consequences follow from one another without end".to_owned()))
    }

    fn carry_out(&mut self, consequence: Consequence) -> Result<Vec<Consequence>, Problem> {
        let (register, id, transition, values, is_new) = match consequence {
            Consequence::Create { register, id, values } => (register, id, None, values, true),
            Consequence::Update { register, id, values } => (register, id, None, values, false),
            Consequence::Move { register, id, transition, values } => {
                (register, id, Some(transition), values, false)
            }
        };
        let record_type = records::find(register)
            .ok_or_else(|| Problem::Bug(format!("a consequence names the unknown register {register}")))?;
        let stored = self.transaction.stored(record_type, id)?.filter(|row| row.meta.void.is_none());
        let before = match (stored, is_new) {
            (Some(_), true) => {
                return Err(Problem::input(Message::new("problem.exists_already").with("id", id)));
            }
            (None, false) => return Err(missing(record_type, id)),
            (stored, _) => stored,
        };
        if let Some(before) = &before {
            require_unsettled(record_type, before)?;
        }
        let mut after = before
            .clone()
            .unwrap_or_else(|| Row { meta: Meta { id, ..Meta::default() }, record: record_type.blank() });
        let mut faults = Faults::default();
        for (key, value) in values {
            let Some((index, field)) = record_type.field(key) else {
                return Err(Problem::Bug(format!("a consequence names the unknown field {register}.{key}")));
            };
            if let Err(message) = after.record.set_value(index, value) {
                faults.at(field.key, message);
            }
        }
        record_type.complete(&mut after, before.as_ref(), transition, self.now, &self.inside())?;
        if let Some(code) = transition {
            enter(record_type, &mut after, code)?;
        }
        self.check(record_type, before.as_ref(), &after, transition, &mut faults)?;
        faults.finish()?;
        let changes = differences(record_type, before.as_ref(), &after);
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        let verb = match (before.is_some(), transition) {
            (false, _) => Verb::Create,
            (true, None) => Verb::Update,
            (true, Some(_)) => Verb::Move,
        };
        let following = self.consequences(record_type, before.as_ref(), &after, transition)?;
        self.write(Write { record_type, before: before.as_ref(), after, verb, changes, reason: None })?;
        Ok(following)
    }
}

/// Brings a record to the state that a transition leads to.
fn enter(record_type: &dyn RecordType, row: &mut Row, code: &str) -> Result<(), Problem> {
    let broken = |detail: &str| Problem::Bug(format!("{} {code}: {detail}", record_type.name()));
    let (index, workflow): (usize, &'static Workflow) =
        record_type.workflow().ok_or_else(|| broken("there is no workflow"))?;
    let way = workflow.transition(code).ok_or_else(|| broken("there is no such transition"))?;
    let current = row.record.value(index);
    let current = current.as_str().unwrap_or_default();
    if !way.from.contains(&current) {
        let state = workflow.state(current).map_or("", |state| state.text);
        return Err(Problem::input(
            Message::new("problem.wrong_state").with("verb", way.text).with("state", state),
        ));
    }
    row.record.set_value(index, Value::choice(way.to)).map_err(|message| broken(message.key))
}
