//! Every visible text, in three languages.
//!
//! A text is one row of a table with its key and its three versions, so a text that lacks a language does not
//! compile. Rows live in one file a subject; [`TABLES`] names the files. Placeholders are written `{name}`.

mod accounts;
mod activities;
mod activity_console;
mod archive;
mod backups;
mod budget;
mod calendar;
mod calendar_file;
mod cli;
mod console;
mod contracts;
mod document_tree;
mod documents;
mod done;
mod exchange;
mod execution;
mod filing;
mod home;
mod icalendar;
mod meeting_times;
mod meetings;
mod organisation;
mod paper_hands;
mod problems;
mod protection;
mod recurrence;
mod report;
mod rules;
mod screens;
mod shell;
mod store;
mod supervision;
mod toolkit;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// A text: its key, then Simplified Chinese, Traditional Chinese and English.
pub type Entry = (&'static str, &'static str, &'static str, &'static str);

/// Every table of texts; keys are unique over all of them.
pub const TABLES: &[&[Entry]] = &[
    meetings::ENTRIES,
    meeting_times::ENTRIES,
    organisation::ENTRIES,
    paper_hands::ENTRIES,
    problems::ENTRIES,
    protection::ENTRIES,
    recurrence::ENTRIES,
    report::ENTRIES,
    rules::ENTRIES,
    store::ENTRIES,
    supervision::ENTRIES,
    accounts::ENTRIES,
    activities::ENTRIES,
    activity_console::ENTRIES,
    console::ENTRIES,
    contracts::ENTRIES,
    archive::ENTRIES,
    backups::ENTRIES,
    budget::ENTRIES,
    document_tree::ENTRIES,
    calendar::ENTRIES,
    calendar_file::ENTRIES,
    documents::ENTRIES,
    done::ENTRIES,
    cli::ENTRIES,
    exchange::ENTRIES,
    execution::ENTRIES,
    home::ENTRIES,
    filing::ENTRIES,
    icalendar::ENTRIES,
    screens::ENTRIES,
    shell::ENTRIES,
    toolkit::ENTRIES,
];

/// A language the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// 简体中文
    #[default]
    #[serde(rename = "zh-Hans")]
    SimplifiedChinese,
    /// 繁體中文, with mainland wording (信息, 軟件)
    #[serde(rename = "zh-Hant")]
    TraditionalChinese,
    /// English
    #[serde(rename = "en")]
    English,
}

static INDEX: LazyLock<HashMap<&'static str, [&'static str; 3]>> = LazyLock::new(|| {
    TABLES
        .iter()
        .flat_map(|table| table.iter())
        .map(|&(key, hans, hant, en)| (key, [hans, hant, en]))
        .collect()
});

/// Stands between several texts that are told as a list, each of which is translated.
pub const LISTED: &str = "\u{1f}";

impl Language {
    /// All languages, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::SimplifiedChinese, Self::TraditionalChinese, Self::English];

    /// The BCP 47 tag, as on the command line.
    pub fn tag(self) -> &'static str {
        match self {
            Self::SimplifiedChinese => "zh-Hans",
            Self::TraditionalChinese => "zh-Hant",
            Self::English => "en",
        }
    }

    /// What stands between the members of a list.
    pub fn list_separator(self) -> &'static str {
        match self {
            Self::SimplifiedChinese | Self::TraditionalChinese => "、",
            Self::English => ", ",
        }
    }

    /// The language of a BCP 47 tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(tag))
    }

    /// A name as it stands within a sentence: English writes it small there, unless it is an abbreviation.
    pub fn within(self, name: &str) -> String {
        let mut letters = name.chars();
        let (first, second) = (letters.next(), letters.next());
        match (self, first) {
            (Self::English, Some(first)) if second.is_some_and(char::is_lowercase) => {
                first.to_lowercase().chain(name.chars().skip(1)).collect()
            }
            _ => name.to_owned(),
        }
    }

    /// The language's own name.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::SimplifiedChinese => "简体中文",
            Self::TraditionalChinese => "繁體中文",
            Self::English => "English",
        }
    }

    /// The text of `key`. An unknown key is shown as itself; a test finds every such key in the sources.
    pub fn text(self, key: &'static str) -> &'static str {
        let column = match self {
            Self::SimplifiedChinese => 0,
            Self::TraditionalChinese => 1,
            Self::English => 2,
        };
        INDEX.get(key).and_then(|row| row.get(column)).copied().unwrap_or(key)
    }

    /// The text of `key` with its `{name}` placeholders filled. "(s)" after a number is the plural of one that is not 1.
    pub fn fill(self, key: &'static str, arguments: &[(&str, &str)]) -> String {
        filled(self.text(key), arguments)
    }

    /// The text of a key that is only known at run time; anything else is returned as it is.
    pub fn translate(self, key: &str) -> Cow<'_, str> {
        match INDEX.get_key_value(key) {
            Some((known, _)) => self.text(known).into(),
            None if key.contains(LISTED) => {
                let listed: Vec<_> = key.split(LISTED).map(|one| self.translate(one)).collect();
                listed.join(self.list_separator()).into()
            }
            None => key.into(),
        }
    }

    /// The key as the texts have it, when they have it.
    pub fn known(key: &str) -> Option<&'static str> {
        INDEX.get_key_value(key).map(|(known, _)| *known)
    }

    /// A text that the program may have written in another language: in this one, when it is still that of `key`.
    pub fn reword(self, key: &'static str, text: &str) -> String {
        let is_own = Self::ALL.iter().any(|language| language.text(key) == text);
        if is_own { self.text(key).to_owned() } else { text.to_owned() }
    }

    /// Whether a text exists for `key`.
    pub fn knows(key: &str) -> bool {
        INDEX.contains_key(key)
    }
}

/// A size as people read it.
pub fn size_text(bytes: u64) -> String {
    const KILO: u64 = 1024;
    match bytes {
        0..KILO => format!("{bytes} B"),
        KILO..0x10_0000 => format!("{} KB", bytes.div_ceil(KILO)),
        _ => format!("{} MB", bytes.div_ceil(KILO * KILO)),
    }
}

/// A template with its `{name}` placeholders filled, each "(s)" decided by the number before it.
pub fn filled(template: &str, arguments: &[(&str, &str)]) -> String {
    // A text within the text has placeholders and plurals of its own.
    let mut text = template.to_owned();
    for (name, value) in arguments.iter().filter(|(_, value)| value.contains("(s)")) {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    let mut text = numbered(&text, arguments);
    for (name, value) in arguments {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

/// A template in which each "(s)" is decided by the placeholder before it.
fn numbered(template: &str, arguments: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len());
    let mut parts = template.split("(s)").peekable();
    while let Some(part) = parts.next() {
        text.push_str(part);
        if parts.peek().is_some() {
            let last = arguments.iter().max_by_key(|(name, _)| text.rfind(&format!("{{{name}}}")));
            text.push_str(if last.is_some_and(|(_, value)| *value == "1") { "" } else { "s" });
        }
    }
    text
}
