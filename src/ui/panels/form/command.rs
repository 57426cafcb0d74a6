//! What a form writes: one command for the record, or for all that take the same step, with what is made for it.

use super::input::{Input, value_of};
use super::making::Making;
use super::{FormScreen, FormWish};
use crate::desk::{BatchMode, Command, Values};
use crate::model::{RecordId, Transition, Value};
use crate::text::Language;

impl FormScreen {
    /// Reads what was typed, and gives the command that writes it; `None` where something can't be read.
    pub(super) fn save(&mut self, language: Language) -> Option<FormWish> {
        self.faults.clear();
        let mut values = Values::new();
        for ((field, now), before) in self.record_type.fields().iter().zip(&self.now).zip(&self.before) {
            // What only the program fills is shown.
            let (Some(now), true) = (now, !matches!(now, Some(Input::Shown(_)))) else { continue };
            // What the first of several has already, the others may not.
            let is_shared = !self.also.is_empty() && self.asked.contains(field.key);
            // Who signs is said each time, though somebody stands there already.
            let is_sent = is_shared || self.sent.contains(field.key) || self.signature == Some(field.key);
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
        let made = self.makes(&values);
        let command = match (self.base, self.way) {
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
        };
        Some(FormWish::Save(after(made, command)))
    }

    /// The commands that make what links name and is not there yet.
    fn makes(&self, values: &Values) -> Vec<Command> {
        let make = |(field, making): (&&'static str, &Making)| {
            let is_named = values.get(field) == Some(&Value::Link(making.id));
            let (register, id, values) = (making.register.to_owned(), making.id, making.values.clone());
            is_named.then_some(Command::Create { register, id, values })
        };
        self.makings.iter().filter_map(make).collect()
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

/// A command after what is made for it, as one.
fn after(made: Vec<Command>, command: Command) -> Command {
    if made.is_empty() {
        return command;
    }
    let (label, steps) = match command {
        Command::Batch { label, steps, .. } => (label, steps),
        command => (crate::ui::workplace::label("batch.made_together"), vec![command]),
    };
    let steps = made.into_iter().chain(steps).collect();
    Command::Batch { label, steps, mode: BatchMode::AllOrNothing }
}

/// Steps as one command: all of them or none.
fn together(label: &'static str, steps: Vec<Command>) -> Command {
    Command::Batch { label: crate::ui::workplace::label(label), steps, mode: BatchMode::AllOrNothing }
}
