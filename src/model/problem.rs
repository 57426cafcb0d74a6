//! What can go wrong, sorted by who must act.

use serde::Serialize;

use super::{Message, RecordId, Value};
use crate::text::Language;

/// Something wrong with what the user gave, at one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Key of the field; `None` when it concerns the record as a whole.
    pub field: Option<&'static str>,
    /// What is wrong and what to do.
    pub message: Message,
}

/// A field on which two writers disagree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// Key of the field.
    pub field: &'static str,
    /// What this writer wants.
    pub mine: Value,
    /// What is stored now.
    pub theirs: Value,
}

/// Why a command or a read was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The user's input: each fault names its field and says what to do.
    #[error("the input has {} problem(s)", .0.len())]
    Input(Vec<Fault>),
    /// A permission is missing; the message names the rule.
    #[error("not permitted: {}", .0.key)]
    Denied(Message),
    /// The record has changed since it was read; nothing was overwritten.
    #[error("the record has changed since it was read")]
    Conflict {
        /// The record.
        id: RecordId,
        /// Fields on which the two differ, with both values.
        clashes: Vec<Clash>,
    },
    /// There is no such record, as far as this session may see.
    #[error("no such record")]
    Missing(Message),
    /// The file or the disk.
    #[error(transparent)]
    Storage(#[from] crate::store::StoreError),
    /// A fault of the program.
    #[error("internal fault: {0}")]
    Bug(String),
}

impl Problem {
    /// One fault at one field.
    pub fn field(field: &'static str, message: Message) -> Self {
        Self::Input(vec![Fault { field: Some(field), message }])
    }

    /// One fault of the whole record or request.
    pub fn input(message: Message) -> Self {
        Self::Input(vec![Fault { field: None, message }])
    }

    /// A refusal that names its rule.
    pub fn denied(key: &'static str) -> Self {
        Self::Denied(Message::new(key))
    }

    /// A word for the kind of problem, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Input(_) => "input",
            Self::Denied(_) => "denied",
            Self::Conflict { .. } => "conflict",
            Self::Missing(_) => "missing",
            Self::Storage(_) => "storage",
            Self::Bug(_) => "bug",
        }
    }

    /// The whole problem as sentences for a person, the field names in front.
    pub fn in_language(&self, language: Language, label: impl Fn(&str) -> String) -> String {
        match self {
            Self::Input(faults) => faults
                .iter()
                .map(|fault| {
                    let sentence = fault.message.in_language(language);
                    match fault.field {
                        Some(field) => {
                            let separator = if language == Language::English { ": " } else { "：" };
                            format!("{}{separator}{sentence}", label(field))
                        }
                        None => sentence,
                    }
                })
                .collect::<Vec<_>>()
                .join("\n"),
            Self::Denied(message) | Self::Missing(message) => message.in_language(language),
            Self::Conflict { clashes, .. } => {
                let fields: Vec<String> = clashes.iter().map(|clash| label(clash.field)).collect();
                let fields = fields.join(language.list_separator());
                language.fill("problem.conflict", &[("fields", &fields)])
            }
            Self::Storage(error) => error.message().in_language(language),
            Self::Bug(detail) => language.fill("problem.bug", &[("detail", detail)]),
        }
    }
}

/// Collects the faults of one record so that the user sees all of them at once.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Adds a fault at a field; the same is told once.
    pub fn at(&mut self, field: &'static str, message: Message) {
        let fault = Fault { field: Some(field), message };
        if !self.0.contains(&fault) {
            self.0.push(fault);
        }
    }

    /// Adds a fault of the whole record.
    pub fn whole(&mut self, message: Message) {
        self.0.push(Fault { field: None, message });
    }

    /// Nothing was wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Ends the collection.
    ///
    /// # Errors
    /// All faults as one problem, when there is one.
    pub fn finish(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(Problem::Input(self.0)) }
    }
}
