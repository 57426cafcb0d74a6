//! Values as a person reads them.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::permissions::template;
use super::{Reader, Titles};
use crate::model::{Field, KeptMessage, Kind, Problem, RecordType, Tone, Value, Wording, format_decimal};
use crate::records;
use crate::text::Language;

/// A value as a person reads it, links by the name of what they point to.
///
/// # Errors
/// When the file can't be read.
pub fn show(
    reader: &Reader,
    titles: &mut Titles,
    field: &Field,
    value: &Value,
    language: Language,
) -> Result<String, Problem> {
    Ok(match (value, field.kind) {
        (Value::Link(id), Kind::Link(register)) => titles.get(reader, register, *id)?.to_owned(),
        _ => show_field(field, value, language),
    })
}

/// The value of a field as a person reads it; a link by its identity.
pub fn show_field(field: &Field, value: &Value, language: Language) -> String {
    match value {
        Value::Text(text) => worded(field.wording, text, language),
        _ => show_plain(field.kind, value, language),
    }
}

/// A text in the language of whoever reads it, where it is one of the program's.
pub(super) fn worded(wording: Wording, text: &str, language: Language) -> String {
    let key = match wording {
        Wording::Own | Wording::Folder | Wording::File => None,
        Wording::Messages => return messages(text, language),
        Wording::Register => records::find(text).map(RecordType::text),
        Wording::Role => BROUGHT_ROLES.get(text).copied(),
    };
    key.map_or(text, |key| language.text(key)).to_owned()
}

/// Lines that the program wrote in the language of whoever reads them.
pub fn messages(lines: &str, language: Language) -> String {
    let line = |line: &str| KeptMessage::read(line).map(|message| message.in_language(language));
    let lines = lines.lines().map(|of| line(of).unwrap_or_else(|| of.to_owned()));
    lines.collect::<Vec<_>>().join("\n")
}

/// The names of the roles that the program brings along, in every language, with their keys.
static BROUGHT_ROLES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let keys = template().roles.into_iter().filter_map(|role| Language::known(&role.name));
    keys.flat_map(|key| Language::ALL.map(|language| (language.text(key), key))).collect()
});

/// A value as a person reads it; a link by its identity.
pub fn show_plain(kind: Kind, value: &Value, language: Language) -> String {
    match (value, kind) {
        (Value::Nothing, _) => String::new(),
        (Value::Text(text), _) => text.clone(),
        (Value::Integer(number), Kind::Decimal(places)) => format_decimal(*number, places),
        (Value::Integer(number), _) => number.to_string(),
        (Value::Money(money), _) => money.to_string(),
        (Value::Date(date), _) => date.to_string(),
        (Value::DateTime(time), _) => {
            let whole_minute = chrono::Timelike::second(time) == 0;
            time.format(if whole_minute { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" }).to_string()
        }
        (Value::Instant(instant), _) => crate::desk::civil_time(*instant),
        (Value::Flag(flag), _) => language.text(if *flag { "value.yes" } else { "value.no" }).to_owned(),
        (Value::Choice(code), kind) => kind
            .options()
            .into_iter()
            .find(|(known, _)| known == code)
            .map_or_else(|| code.clone(), |(_, text)| language.text(text).to_owned()),
        (Value::Link(id), _) => id.to_string(),
        (Value::Tags(tags), _) => tags.join(language.list_separator()),
    }
}

/// How a state reads at a glance.
pub fn tone(kind: Kind, value: &Value) -> Option<Tone> {
    match (kind, value) {
        (Kind::State(workflow), Value::Choice(code)) => workflow.state(code).map(|state| state.tone),
        _ => None,
    }
}

/// What a field is called: in its register or, where none is told or it has no such field, in any that has one. What is
/// no field, as the title of a column, stays as it is.
pub fn field_label(register: Option<&str>, key: &str, language: Language) -> String {
    let own = register.and_then(records::find).and_then(|of| of.field(key));
    let known = own.or_else(|| records::RECORDS.iter().find_map(|of| of.field(key)));
    known.map_or_else(|| key.to_owned(), |(_, field)| language.text(field.label).to_owned())
}
