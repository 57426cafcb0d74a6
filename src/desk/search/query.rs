//! What somebody typed into the search: words, phrases in quotation marks, and words that must stand in one field.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::Field;
use crate::records::RECORDS;
use crate::rules::folding::fold;
use crate::text::Language;

/// The quotation marks of a phrase, opening and closing.
const QUOTES: [(char, char); 5] = [('"', '"'), ('“', '”'), ('「', '」'), ('『', '』'), ('＂', '＂')];

/// Names under which the name of any record is looked for, folded.
const TITLE_NAMES: [&str; 4] = ["title", "标题", "题名", "name"];
/// Names under which any number is looked for, folded.
const NUMBER_NAMES: [&str; 4] = ["number", "编号", "文号", "字号"];
/// Names under which the text of attached files is looked for, folded.
const TEXT_NAMES: [&str; 4] = ["text", "fulltext", "正文", "全文"];

/// Fields by their folded names: keys, and labels in every language.
static FIELDS: LazyLock<HashMap<String, Vec<Place>>> = LazyLock::new(|| {
    let mut fields: HashMap<String, Vec<Place>> = HashMap::new();
    for record_type in RECORDS {
        for field in record_type.fields() {
            let labels = Language::ALL.into_iter().map(|language| fold(&language.translate(field.label)));
            let mut names: Vec<String> = labels.chain([fold(field.key)]).collect();
            if field.title {
                names.extend(TITLE_NAMES.map(str::to_owned));
            }
            if field.key == "number" || field.key.ends_with("_number") {
                names.extend(NUMBER_NAMES.map(str::to_owned));
            }
            names.sort_unstable();
            names.dedup();
            for name in names {
                fields.entry(name).or_default().push((record_type.name(), field.key));
            }
        }
    }
    fields
});

/// A field: its register and key.
type Place = (&'static str, &'static str);

/// Where a word may stand.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Scope {
    /// In any field that is searched and in attached texts.
    Anywhere,
    /// In these fields, and with `texts` in attached texts.
    Fields { places: Vec<Place>, texts: bool },
}

/// One thing that a record must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// What is looked for, folded; a phrase has blanks inside.
    pub(super) text: String,
    /// It stands in quotation marks: as it is written and in no other way.
    pub(super) is_phrase: bool,
    scope: Scope,
}

impl Term {
    /// Whether it may stand in a field of a register.
    pub(super) fn takes(&self, register: &str, field: &Field) -> bool {
        match &self.scope {
            Scope::Anywhere => super::is_searched(field),
            Scope::Fields { places, .. } => {
                places.iter().any(|(of, key)| *of == register && *key == field.key)
            }
        }
    }

    /// Whether it may stand in the text of an attached file.
    pub(super) fn takes_texts(&self) -> bool {
        matches!(&self.scope, Scope::Anywhere | Scope::Fields { texts: true, .. })
    }
}

/// A query: everything that a record must have to be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub(super) terms: Vec<Term>,
}

impl Query {
    /// Reads what was typed: words apart by blanks, "phrases", and `field:word`, `field:"phrase"`, where a field goes
    /// by its key or its label in any language. What looks like a field and is none is a word.
    pub fn parse(typed: &str) -> Self {
        let mut terms = Vec::new();
        let mut rest = typed.trim_start();
        while !rest.is_empty() {
            let scope = field_of(rest);
            let behind = scope.as_ref().map_or(rest, |(_, behind)| behind);
            let (word, is_phrase, left) = word_of(behind);
            let scope = scope.map_or(Scope::Anywhere, |(scope, _)| scope);
            let folded = fold(word);
            if is_phrase {
                let joined = folded.split_whitespace().collect::<Vec<_>>().join(" ");
                let joined = Some(joined).filter(|text| !text.is_empty());
                terms.extend(joined.map(|text| Term { text, is_phrase, scope }));
            } else {
                let words = folded.split_whitespace();
                let term = |text: &str| Term { text: text.to_owned(), is_phrase, scope: scope.clone() };
                terms.extend(words.map(term));
            }
            rest = left.trim_start();
        }
        Self { terms }
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether it names a field, which may be one that the search over everything leaves out.
    pub fn names_fields(&self) -> bool {
        self.terms.iter().any(|term| term.scope != Scope::Anywhere)
    }
}

/// The fields that a query begins with, and what is behind their colon.
fn field_of(rest: &str) -> Option<(Scope, &str)> {
    let (name, behind) = rest.split_once([':', '：'])?;
    if name.chars().any(|of| of.is_whitespace() || QUOTES.iter().any(|(open, _)| *open == of)) {
        return None;
    }
    if behind.chars().next().is_none_or(char::is_whitespace) {
        return None;
    }
    let name = fold(name);
    let places = FIELDS.get(&name).cloned().unwrap_or_default();
    let texts = TEXT_NAMES.contains(&name.as_str());
    (texts || !places.is_empty()).then_some((Scope::Fields { places, texts }, behind))
}

/// The first word of a query or its first phrase, and what is left.
fn word_of(rest: &str) -> (&str, bool, &str) {
    let first = rest.chars().next();
    let quotes = QUOTES.iter().find(|(open, _)| Some(*open) == first);
    if let Some((open, close)) = quotes {
        let inside = rest.get(open.len_utf8()..).unwrap_or_default();
        // A phrase that is still being typed has no end yet.
        let (phrase, left) = inside.split_once(*close).unwrap_or((inside, ""));
        return (phrase, true, left);
    }
    let end = rest
        .char_indices()
        .find(|(place, of)| *place > 0 && (of.is_whitespace() || QUOTES.iter().any(|(open, _)| open == of)));
    let (word, left) = rest.split_at(end.map_or(rest.len(), |(place, _)| place));
    (word, false, left)
}
