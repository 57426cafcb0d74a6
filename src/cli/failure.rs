//! How a verb ends when it was not done.

use std::io::{self, Write};
use std::process::ExitCode;

use serde_json::{Value as Json, json};

use super::json::value;
use crate::desk::{field_label, show_field};
use crate::model::{Clash, Message, Problem, RecordType, Value};
use crate::store::StoreError;
use crate::text::Language;

/// Why a verb was not done.
pub(super) enum Failure {
    /// The program was called wrongly.
    Usage(Message),
    /// The data or the request has problems; field names are those of the record type.
    Problem(Problem, Option<&'static dyn RecordType>),
    /// The answer itself has said what is wrong.
    Answered(Message),
    /// The answer could not be written.
    Output(io::Error),
}

impl Failure {
    /// A problem of the request as a whole.
    pub(super) fn request(message: Message) -> Self {
        Self::Problem(Problem::input(message), None)
    }

    /// Whether the reader of the answer has heard enough, as `head` does.
    pub(super) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    pub(super) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            _ => ExitCode::from(1),
        }
    }

    fn sentence(&self, language: Language) -> String {
        match self {
            Self::Usage(message) | Self::Answered(message) => message.in_language(language),
            Self::Problem(problem, record_type) => {
                let register = record_type.map(|record_type| record_type.name());
                let label = |key: &str| field_label(register, key, language);
                let mut lines = vec![problem.in_language(language, label)];
                if let (Problem::Conflict { clashes, .. }, Some(record_type)) = (problem, record_type) {
                    lines.extend(clashes.iter().filter_map(|clash| told(*record_type, clash, language)));
                }
                lines.join("\n")
            }
            Self::Output(error) => error.to_string(),
        }
    }

    fn code_and_field(&self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Usage(message) | Self::Answered(message) => (message.code(), None),
            Self::Problem(Problem::Input(faults), _) => match faults.first() {
                Some(fault) => (fault.message.code(), fault.field),
                None => ("input", None),
            },
            Self::Problem(Problem::Denied(_), _) => ("denied", None),
            Self::Problem(Problem::Missing(_), _) => ("missing", None),
            Self::Problem(Problem::Storage(error), _) => (error.message().code(), None),
            Self::Problem(Problem::Conflict { clashes, .. }, _) => {
                ("conflict", clashes.first().map(|clash| clash.field))
            }
            Self::Problem(problem @ Problem::Bug(_), _) => (problem.code(), None),
            Self::Output(_) => ("output", None),
        }
    }

    /// As a program reads it: `{"error":{"code","message","field"?}}`.
    fn json(&self, language: Language) -> Json {
        let (code, field) = self.code_and_field();
        let mut error = json!({ "code": code, "message": self.sentence(language) });
        if let (Some(field), Some(error)) = (field, error.as_object_mut()) {
            error.insert("field".to_owned(), Json::from(field));
        }
        if let (Self::Problem(Problem::Conflict { clashes, .. }, Some(record_type)), Some(error)) =
            (self, error.as_object_mut())
        {
            let both = clashes.iter().filter_map(|clash| {
                let kind = record_type.field(clash.field)?.1.kind;
                let (mine, theirs) = (value(kind, &clash.mine), value(kind, &clash.theirs));
                Some(json!({ "field": clash.field, "mine": mine, "theirs": theirs }))
            });
            error.insert("clashes".to_owned(), both.collect());
        }
        json!({ "error": error })
    }

    /// Says it: the sentence to the error stream and, where JSON was asked for, an object to the answer.
    pub(super) fn say(
        &self,
        language: Language,
        json: bool,
        out: &mut dyn Write,
        errors: &mut dyn Write,
    ) -> io::Result<()> {
        if json && !matches!(self, Self::Answered(_)) {
            writeln!(out, "{}", self.json(language))?;
        }
        writeln!(errors, "{}", self.sentence(language))
    }
}

/// Both values of a field that somebody else has changed meanwhile.
fn told(record_type: &dyn RecordType, clash: &Clash, language: Language) -> Option<String> {
    let (_, field) = record_type.field(clash.field)?;
    let shown = |value: &Value| {
        if value.is_nothing() { "—".to_owned() } else { show_field(field, value, language) }
    };
    let (mine, theirs) = (shown(&clash.mine), shown(&clash.theirs));
    let label = language.text(field.label);
    Some(language.fill("form.clash", &[("field", label), ("mine", &mine), ("theirs", &theirs)]))
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem, None)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Problem(error.into(), None)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
