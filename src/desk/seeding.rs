//! What demonstration and measuring data share: identities that are the same in every run, and batches of creations.

use std::sync::Arc;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::{BatchMode, Command, Office, Session, Values};
use crate::model::{KeptMessage, Problem, RecordId, Value};

/// The identity of a record that is known by a code within its register, the same in every run.
pub(super) fn identity_of_code(register: &str, code: &str) -> RecordId {
    let digest: [u8; 32] = Sha256::digest(format!("{register}/{code}")).into();
    let mut bytes = [0; 16];
    for (byte, hashed) in bytes.iter_mut().zip(digest) {
        *byte = hashed;
    }
    RecordId::from_bytes(uuid::Builder::from_custom_bytes(bytes).into_uuid().into_bytes())
}

/// The identity of the record with a number within its register. They ascend, so that the tables of the file grow at
/// their end, which is several times faster than growing in the middle.
pub(super) fn identity_of_number(register: u8, number: u64) -> RecordId {
    let wide = (u128::from(register) << 64) | u128::from(number);
    RecordId::from_bytes(uuid::Builder::from_custom_bytes(wide.to_be_bytes()).into_uuid().into_bytes())
}

/// A date as `2026-01-31`; an empty text is no date. A text that is no date stays a text, which the field refuses.
pub(super) fn date(text: &str) -> Value {
    text.parse::<NaiveDate>().map_or_else(|_| Value::text(text), Value::Date)
}

/// Creations and other steps that are carried out together.
pub(super) struct Batch {
    label: &'static str,
    steps: Vec<Command>,
}

impl Batch {
    /// An empty batch; `label` is the key of what history calls it.
    pub(super) fn new(label: &'static str) -> Self {
        Self { label, steps: Vec::new() }
    }

    /// How many steps it holds.
    pub(super) fn len(&self) -> usize {
        self.steps.len()
    }

    /// Adds a creation.
    pub(super) fn create(&mut self, register: &str, id: RecordId, values: Values) {
        self.add(Command::Create { register: register.to_owned(), id, values });
    }

    /// Adds a change, whatever the version.
    pub(super) fn update(&mut self, register: &str, id: RecordId, values: Values) {
        self.add(Command::Update { register: register.to_owned(), id, base: None, values });
    }

    /// Adds a step.
    pub(super) fn add(&mut self, step: Command) {
        self.steps.push(step);
    }

    /// Carries the steps out, all or none, and leaves the batch empty.
    ///
    /// # Errors
    /// The problem of the first step that was refused.
    pub(super) fn run(&mut self, office: &Office, session: &Arc<Session>) -> Result<(), Problem> {
        let steps = std::mem::take(&mut self.steps);
        if steps.is_empty() {
            return Ok(());
        }
        let label = KeptMessage { key: self.label.to_owned(), arguments: Vec::new() };
        office.execute(session, Command::Batch { label, steps, mode: BatchMode::AllOrNothing })?;
        Ok(())
    }
}
