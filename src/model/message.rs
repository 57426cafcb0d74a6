//! A sentence for a person that is not yet in a language: a text key and what fills its placeholders.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::text::{Language, filled};

/// What stands between the parts of a record's name.
pub const TITLE_SEPARATOR: &str = " · ";

/// An argument in a language: a text key by its text, also where it is a part of a record's name.
fn translated(value: &str, language: Language) -> Cow<'_, str> {
    if !value.contains(TITLE_SEPARATOR) {
        return language.translate(value);
    }
    let parts: Vec<_> = value.split(TITLE_SEPARATOR).map(|part| language.translate(part)).collect();
    parts.join(TITLE_SEPARATOR).into()
}

/// The argument that names what a sentence is about ([`Message::about`]).
const SUBJECT: &str = "subject";

/// A text key with its arguments; becomes a sentence with [`Message::in_language`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Key of a text; also the machine-readable code of a problem.
    pub key: &'static str,
    /// What the placeholders of the text stand for.
    pub arguments: Vec<(&'static str, String)>,
}

impl Message {
    /// A message without placeholders.
    pub fn new(key: &'static str) -> Self {
        Self { key, arguments: Vec::new() }
    }

    /// Fills the placeholder `{name}`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.arguments.push((name, value.to_string()));
        self
    }

    /// Names what the sentence is about, where it does not stand beside it: the key of a label.
    #[must_use]
    pub fn about(self, label: &'static str) -> Self {
        self.with(SUBJECT, label)
    }

    /// The sentence in a language. An argument that is itself a text key is translated too.
    pub fn in_language(&self, language: Language) -> String {
        let words: Vec<_> =
            self.arguments.iter().map(|(name, value)| (*name, translated(value, language))).collect();
        let words: Vec<(&str, &str)> = words.iter().map(|(name, value)| (*name, value.as_ref())).collect();
        let sentence = language.fill(self.key, &words);
        match words.iter().find(|(name, _)| *name == SUBJECT) {
            Some((_, subject)) => format!("{subject}{}{sentence}", language.colon()),
            None => sentence,
        }
    }

    /// The last part of the key, as the command line prints it in `code`.
    pub fn code(&self) -> &'static str {
        self.key.rsplit('.').next().unwrap_or(self.key)
    }
}

/// A message as it is kept in the audit trail: the key may come from a version of the program that has other texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptMessage {
    /// Key of a text.
    pub key: String,
    /// Placeholders and their values.
    pub arguments: Vec<(String, String)>,
}

impl KeptMessage {
    /// The sentence in a language; a key that this version does not know is shown as it is.
    pub fn in_language(&self, language: Language) -> String {
        let words: Vec<_> =
            self.arguments.iter().map(|(name, value)| (name.as_str(), translated(value, language))).collect();
        let words: Vec<(&str, &str)> = words.iter().map(|(name, value)| (*name, value.as_ref())).collect();
        filled(&language.translate(&self.key), &words)
    }

    /// On one line of a text that is kept, as [`Self::read`] reads it: `key name=value …`.
    pub fn line(&self) -> String {
        let mut line = self.key.clone();
        for (name, value) in &self.arguments {
            line.push_str(&format!(" {name}={}", value.replace(['\n', '\r'], " ")));
        }
        line
    }

    /// What [`Self::line`] wrote; `None` for a line in somebody's own words. A value goes to the next name that the
    /// text has a place for, so it may hold blanks and signs of equality.
    pub fn read(line: &str) -> Option<Self> {
        let (key, rest) = line.split_once(' ').unwrap_or((line, ""));
        let template = Language::default().text(Language::known(key)?);
        let begins = |rest: &str, name: &str| rest.find(&format!("{name}="));
        let mut starts: Vec<(usize, &str)> = Vec::new();
        for name in template.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name)
        {
            let at = begins(rest, name).filter(|at| *at == 0 || rest.get(at - 1..*at) == Some(" "));
            starts.extend(at.map(|at| (at, name)));
        }
        starts.sort_unstable();
        let ends = starts.iter().skip(1).map(|(at, _)| at - 1).chain([rest.len()]);
        let arguments = starts.iter().zip(ends).map(|((at, name), end)| {
            let value = rest.get(at + name.len() + 1..end).unwrap_or_default();
            ((*name).to_owned(), value.to_owned())
        });
        Some(Self { key: key.to_owned(), arguments: arguments.collect() })
    }
}

impl From<&Message> for KeptMessage {
    fn from(message: &Message) -> Self {
        Self {
            key: message.key.to_owned(),
            arguments: message
                .arguments
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
        }
    }
}
