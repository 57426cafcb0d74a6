//! What a form is written as: one command, whatever it makes.

use super::input::Input;
use super::{FormScreen, FormWish, value_of};
use crate::desk::{BatchMode, Command, Values};
use crate::model::{RecordId, Transition, Value};
use crate::text::Language;

impl FormScreen {
    pub(super) fn save(&mut self, language: Language) -> Option<FormWish> {
        self.faults.clear();
        let mut values = Values::new();
        for ((field, now), before) in self.record_type.fields().iter().zip(&self.now).zip(&self.before) {
            // What only the program fills is shown.
            let (Some(now), true) = (now, !matches!(now, Some(Input::Shown(_)))) else { continue };
            // What the first of several has already, the others may not.
            let is_shared = !self.also.is_empty() && self.asked.contains(field.key);
            let is_sent = is_shared || self.sent.contains(field.key);
            if self.base.is_some() && Some(now) == before.as_ref() && !is_sent {
                continue;
            }
            match value_of(field, now) {
                Ok(value) => values.set(field.key, value),
                Err(message) => {
                    self.faults.insert(field.key, message.in_language(language));
                }
            }
        }
        if !self.faults.is_empty() {
            self.focus_on_fault();
            return None;
        }
        self.saving = true;
        let register = self.record_type.name().to_owned();
        Some(FormWish::Save(match (self.base, self.way) {
            (Some(base), Some(way)) => self.take(way, base, &values),
            (Some(base), None) if self.wants_reason() => Command::Amend {
                register,
                id: self.id,
                base: Some(base),
                values,
                reason: self.reason.trim().to_owned(),
            },
            (Some(base), None) => Command::Update { register, id: self.id, base: Some(base), values },
            (None, _) => self.create(register, values),
        }))
    }

    /// The command that takes the transition, for all that take it as one.
    fn take(&self, way: &Transition, base: u64, values: &Values) -> Command {
        let step = |id: RecordId, base: Option<u64>| Command::Move {
            register: self.record_type.name().to_owned(),
            id,
            base,
            transition: way.code.to_owned(),
            values: values.clone(),
            reason: way.reason.then(|| self.reason.trim().to_owned()),
        };
        let first = step(self.id, Some(base));
        if self.also.is_empty() {
            return first;
        }
        let others = self.also.iter().map(|id| step(*id, None));
        together("batch.steps", std::iter::once(first).chain(others).collect())
    }

    /// The command that makes the record, or one for each that was chosen; with what belongs to it as one.
    fn create(&self, register: String, values: Values) -> Command {
        // Kept over a refusal: what belongs to the record names it.
        let id = self.id;
        let each = self.several.as_ref().map(|several| (several.field, several.chosen.as_slice()));
        if let Some((field, chosen)) = each.filter(|(_, chosen)| !chosen.is_empty()) {
            let one = |(to, _): &(RecordId, String)| Command::Create {
                register: register.clone(),
                id: RecordId::generate(),
                values: values.clone().with(field, Value::Link(*to)),
            };
            return match chosen {
                [only] => one(only),
                several => together("batch.made_together", several.iter().map(one).collect()),
            };
        }
        let create = Command::Create { register, id, values };
        if self.with.is_empty() {
            return create;
        }
        let belonging = self.with.iter().map(|(register, field, values)| Command::Create {
            register: (*register).to_owned(),
            id: RecordId::generate(),
            values: values.clone().with(*field, Value::Link(id)),
        });
        together("batch.made_together", std::iter::once(create).chain(belonging).collect())
    }
}

/// Steps as one command: all of them or none.
fn together(label: &'static str, steps: Vec<Command>) -> Command {
    Command::Batch { label: crate::ui::workplace::label(label), steps, mode: BatchMode::AllOrNothing }
}
