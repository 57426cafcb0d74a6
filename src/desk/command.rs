//! What can be asked of the office. A command is a plain value: it can be compared, written down and made in a test
//! without a window.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::permissions::Right;
use crate::model::{KeptMessage, Mark, Message, Problem, RecordId, Value};

/// Values of fields by their keys, each key at most once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values(Vec<(Cow<'static, str>, Value)>);

impl Values {
    /// No values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces a value.
    pub fn set(&mut self, key: impl Into<Cow<'static, str>>, value: Value) {
        let key = key.into();
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key, value)),
        }
    }

    /// Adds or replaces a value.
    #[must_use]
    pub fn with(mut self, key: impl Into<Cow<'static, str>>, value: Value) -> Self {
        self.set(key, value);
        self
    }

    /// Adds or replaces a text; an empty one is no value.
    #[must_use]
    pub fn text(self, key: &'static str, text: impl Into<String>) -> Self {
        self.with(key, Value::text(text))
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// Keys and values in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_ref(), value))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K: Into<Cow<'static, str>>> FromIterator<(K, Value)> for Values {
    fn from_iter<I: IntoIterator<Item = (K, Value)>>(values: I) -> Self {
        let mut collected = Self::new();
        for (key, value) in values {
            collected.set(key, value);
        }
        collected
    }
}

/// Whether a batch with a bad step does its good steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BatchMode {
    /// Every step, or none.
    AllOrNothing,
    /// The steps that are sound; the others are reported.
    GoodOnes,
}

/// Something asked of the office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Makes a record.
    Create {
        /// Register.
        register: String,
        /// Identity of the new record, chosen by whoever asks so that a repeated command is recognised.
        id: RecordId,
        /// Its fields.
        values: Values,
    },
    /// Changes fields of a record.
    Update {
        /// Register.
        register: String,
        /// The record.
        id: RecordId,
        /// The version whoever asks has seen; with `None` the change is made whatever the version.
        base: Option<u64>,
        /// Fields and their new values.
        values: Values,
    },
    /// Changes fields of a record, and says why: what is moved only with a reason
    /// ([`reasoned`](crate::model::Rules::reasoned)) is moved by it.
    Amend {
        /// Register.
        register: String,
        /// The record.
        id: RecordId,
        /// The version whoever asks has seen; with `None` the change is made whatever the version.
        base: Option<u64>,
        /// Fields and their new values.
        values: Values,
        /// Why.
        reason: String,
    },
    /// Takes a transition of the record's workflow.
    Move {
        /// Register.
        register: String,
        /// The record.
        id: RecordId,
        /// The version whoever asks has seen.
        base: Option<u64>,
        /// Code of the transition.
        transition: String,
        /// Fields that are filled on the way.
        values: Values,
        /// Why, where the transition asks.
        reason: Option<String>,
    },
    /// Makes a record void: deleting, as far as an office deletes.
    Void {
        /// Register.
        register: String,
        /// The record.
        id: RecordId,
        /// Why.
        reason: String,
    },
    /// Takes a record from the recycle bin.
    Restore {
        /// Register.
        register: String,
        /// The record.
        id: RecordId,
    },
    /// Attaches a file to a record.
    Attach {
        /// Register.
        register: String,
        /// The record.
        id: RecordId,
        /// Identity of the attachment.
        attachment: RecordId,
        /// File name without a path.
        name: String,
        /// Media type.
        media_type: String,
        /// The content.
        #[serde(with = "serde_bytes_vec")]
        content: Vec<u8>,
        /// Why this version was made, where the record has one already.
        reason: String,
        /// The text that was read out of the content, for the search; `None` when nobody has looked.
        text: Option<String>,
    },
    /// Attaches a content that was deposited before ([`super::Office::deposit`]): so many large files become one command
    /// that fits into memory.
    AttachDeposit {
        /// Register.
        register: String,
        /// The record.
        id: RecordId,
        /// Identity of the attachment.
        attachment: RecordId,
        /// File name without a path.
        name: String,
        /// Media type.
        media_type: String,
        /// The deposit, which whoever attaches it has made.
        deposit: RecordId,
        /// Why this version was made, where the record has one already.
        reason: String,
    },
    /// Takes an attachment from a record; its content stays in the history.
    Detach {
        /// Register.
        register: String,
        /// The record.
        id: RecordId,
        /// The attachment.
        attachment: RecordId,
    },
    /// 定密: marks a record or one of its attachments, or changes the mark.
    Mark {
        /// Register.
        register: String,
        /// The record.
        id: RecordId,
        /// One of its attachments; `None` is the record itself.
        attachment: Option<RecordId>,
        /// The mark. Its day is set when it is carried out.
        mark: Mark,
        /// Why; needed to lower a level, to widen a circle and to take a seal off.
        reason: String,
    },
    /// Several steps as one: an import, a bulk edit, a move on the chart. One undo takes all of it back.
    Batch {
        /// What it is, in words.
        label: KeptMessage,
        /// The steps.
        steps: Vec<Command>,
        /// What a bad step means for the others.
        mode: BatchMode,
    },
    /// Writes down what the program did for whoever is at work: a sign-in, a backup, a look at what was lent. The only
    /// way a trace comes about ([`crate::model::Rules::TRACE`]); nobody makes one by hand.
    Note {
        /// Register.
        register: String,
        /// Identity of the new record.
        id: RecordId,
        /// Its fields.
        values: Values,
    },
    /// Gives a record that came in a package the links it had to leave behind, once what they lead to is here. Only what
    /// is empty is filled, whatever state the record is in: it is part of how it came, and no change of it. Where a note
    /// kept the names meanwhile, the note is as it was given.
    Complete {
        /// Register; one of [`crate::records::domains::HOLDINGS`].
        register: String,
        /// The record.
        id: RecordId,
        /// Links, and its note.
        values: Values,
    },
    /// Takes back the latest command of this actor that can be taken back.
    Undo,
    /// Makes again what was last taken back.
    Redo,
}

impl Command {
    /// Whether a record begins with it.
    pub fn is_beginning(&self) -> bool {
        matches!(self, Self::Create { .. } | Self::Note { .. })
    }

    /// The register it is about; of several steps, that of the first.
    pub fn register(&self) -> Option<&str> {
        match self {
            Self::Create { register, .. }
            | Self::Note { register, .. }
            | Self::Complete { register, .. }
            | Self::Update { register, .. }
            | Self::Amend { register, .. }
            | Self::Move { register, .. }
            | Self::Void { register, .. }
            | Self::Restore { register, .. }
            | Self::Attach { register, .. }
            | Self::AttachDeposit { register, .. }
            | Self::Detach { register, .. }
            | Self::Mark { register, .. } => Some(register),
            Self::Batch { steps, .. } => steps.first().and_then(Self::register),
            Self::Undo | Self::Redo => None,
        }
    }

    /// The right a step needs in its register. A command that is no single step needs those of its steps, or those of
    /// what it takes back. There is no arm for the rest: a new command does not compile without its rule.
    pub fn right(&self) -> Option<Right> {
        match self {
            Self::Create { .. } | Self::Note { .. } => Some(Right::Create),
            Self::Update { .. }
            | Self::Amend { .. }
            | Self::Complete { .. }
            | Self::Attach { .. }
            | Self::AttachDeposit { .. }
            | Self::Detach { .. } => Some(Right::Update),
            Self::Move { .. } => Some(Right::Move),
            Self::Void { .. } | Self::Restore { .. } => Some(Right::Void),
            Self::Mark { .. } => Some(Right::Mark),
            Self::Batch { .. } | Self::Undo | Self::Redo => None,
        }
    }
}

/// Whether a note says nothing that it did not say before: only whole parts of it were taken off.
pub fn only_takes_off(before: &str, after: &str) -> bool {
    let said: Vec<&str> = before.split(['\n', '；']).map(str::trim).collect();
    after.split(['\n', '；']).map(str::trim).all(|part| part.is_empty() || said.contains(&part))
}

mod serde_bytes_vec {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        Vec::deserialize(deserializer)
    }
}

/// A record that a command changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Touched {
    /// Register.
    pub register: &'static str,
    /// The record.
    pub id: RecordId,
}

/// What came of a command.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Number of the command; 0 when there was nothing to change.
    pub number: u64,
    /// What was done, for a toast.
    pub message: Message,
    /// Every record that changed, in order.
    pub touched: Vec<Touched>,
    /// Steps of a batch that were not carried out, with their positions.
    pub problems: Vec<(usize, Problem)>,
    /// What was done all the same, and should be looked at: who is wanted elsewhere at that time.
    pub warnings: Vec<Message>,
    /// Whether undo would take it back, or redo do it again where it was undone. What is written into a ledger, is final or
    /// has a level stands.
    pub can_be_undone: bool,
}

impl Outcome {
    /// That of a command that changed nothing.
    pub(super) fn nothing() -> Self {
        let message = Message::new("done.nothing");
        let (touched, problems, warnings) = (Vec::new(), Vec::new(), Vec::new());
        Self { number: 0, message, touched, problems, warnings, can_be_undone: false }
    }
}
