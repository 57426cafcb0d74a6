//! What will be made of files: a document each with title, class and department, why each class, and which of them are
//! there already.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use super::scan::{Found, scan};
use crate::desk::{Reader, Right, Values};
use crate::exchange::Watch;
use crate::exchange::attaching::require_attachable;
use crate::exchange::extract::extract;
use crate::model::{Choice as _, Message, Problem, RecordId, Value};
use crate::records::documents::{DocumentContent, DocumentNature};
use crate::records::organisation::Unit;
use crate::rules::filing::{Proposed, propose, stem};
use crate::rules::folding::fold;
use crate::rules::secrecy_marking::{bears_state_marking, bears_state_marking_on_face};
use crate::store::attachment;
use chrono::NaiveDate;

/// A file that is not taken, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// Where it lies.
    pub path: PathBuf,
    /// Why.
    pub why: Message,
}

/// Where the same content is already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Same {
    /// In a record of this name.
    Kept(String),
    /// In another of the files, at this place among the items.
    Twin(usize),
}

/// A document that will be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The file.
    pub found: Found,
    /// SHA-256 of its content, in hexadecimal digits.
    pub sha256: String,
    /// 题名
    pub title: String,
    /// 文号, where its name has one.
    pub number: String,
    /// Code of its nature.
    pub nature: String,
    /// Code of its content.
    pub content: String,
    /// Its department, with the name of it.
    pub department: Option<(RecordId, String)>,
    /// 形成时间: the day of the file.
    pub formed_on: Option<NaiveDate>,
    /// Why it is filed so, a sentence a facet.
    pub why: Vec<Message>,
    /// Where the same is already.
    pub same: Option<Same>,
}

/// Everything that will be made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TakingIn {
    /// The documents.
    pub items: Vec<Item>,
    /// What is left out.
    pub refused: Vec<Refused>,
    /// What every document gets, whatever its name says.
    pub given: Values,
}

/// Looks at files and folders and says what taking them in would make. `aim` holds what they are to get whatever their
/// names say, because they were put into a class.
///
/// # Errors
/// When the session may not make documents, there are too many files, or the watcher does not want to go on.
pub fn look(
    reader: &Reader,
    paths: &[PathBuf],
    aim: &Values,
    today: NaiveDate,
    watch: Watch<'_>,
) -> Result<TakingIn, Problem> {
    if let Some(record_type) = crate::records::find("document") {
        reader.require(record_type, Right::Create)?;
    }
    let (files, mut refused) = scan(paths, watch)?;
    let units = Units::read(reader)?;
    let mut items: Vec<Item> = Vec::with_capacity(files.len());
    let mut first: HashMap<String, usize> = HashMap::new();
    let total = files.len();
    for (done, found) in files.into_iter().enumerate() {
        watched_each(watch, done, total)?;
        let mut item = proposed(found, &units, aim, today);
        let sha256 = match looked_into(&item) {
            Ok(sha256) => sha256,
            Err(why) => {
                refused.push(Refused { path: item.found.path, why });
                continue;
            }
        };
        let place = items.len();
        let same = match first.get(&sha256) {
            Some(twin) => Some(Same::Twin(*twin)),
            None => {
                first.insert(sha256.clone(), place);
                None
            }
        };
        (item.sha256, item.same) = (sha256, same);
        items.push(item);
    }
    let hashes: BTreeSet<String> = first.into_keys().collect();
    let held = reader.holders(&hashes)?;
    for item in &mut items {
        if let Some(holder) = held.get(&item.sha256).and_then(|holders| holders.first()) {
            item.same = Some(Same::Kept(holder.title.clone()));
        }
    }
    Ok(TakingIn { items, refused, given: aim.clone() })
}

impl TakingIn {
    /// How many of the items are there already.
    pub fn duplicates(&self) -> usize {
        self.items.iter().filter(|item| item.same.is_some()).count()
    }
}

/// Tells the watcher of every file: one can be large.
pub(super) fn watched_each(watch: Watch<'_>, done: usize, total: usize) -> Result<(), Problem> {
    let wide = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    if !watch(wide(done), wide(total)) {
        return Err(Problem::input(Message::new("import.cancelled")));
    }
    Ok(())
}

/// The content of a file as it is now; it may have grown since it was met.
pub(super) fn read(found: &Found) -> Result<Vec<u8>, Message> {
    let failed = |error: std::io::Error| Message::new("taking_in.unreadable").with("detail", error);
    let size = std::fs::metadata(&found.path).map_err(failed)?.len();
    require_attachable(size)?;
    std::fs::read(&found.path).map_err(failed)
}

/// Why a file stays out that says of itself that it is a state secret, with where it says so. What its text says is
/// known once it was read.
pub(super) fn state_marking(item: &Item, text: Option<&str>) -> Option<Message> {
    let Found { name, folder, .. } = &item.found;
    let place = if bears_state_marking(name) {
        "taking_in.marked_in_name"
    } else if bears_state_marking(folder) {
        "taking_in.marked_in_folder"
    } else if bears_state_marking(&item.title) {
        "taking_in.marked_in_title"
    } else if text.is_some_and(bears_state_marking_on_face) {
        "taking_in.marked_in_text"
    } else {
        return None;
    };
    Some(Message::new("taking_in.state_marked").with("place", place))
}

/// SHA-256 of a file that may be taken in, or why it stays out. It is read whole, since what makes it stay out may stand
/// in its text.
fn looked_into(item: &Item) -> Result<String, Message> {
    if let Some(marked) = state_marking(item, None) {
        return Err(marked);
    }
    let content = read(&item.found)?;
    let text = extract(&item.found.name, &content).text;
    state_marking(item, Some(&text)).map_or_else(|| Ok(attachment::sha256_hex(&content)), Err)
}

/// The units by everything they are called.
struct Units {
    names: HashMap<String, RecordId>,
    titles: HashMap<RecordId, String>,
}

impl Units {
    fn read(reader: &Reader) -> Result<Self, Problem> {
        let mut several = BTreeSet::new();
        let mut units = Self { names: HashMap::new(), titles: HashMap::new() };
        for unit in reader.all::<Unit>()? {
            let id = unit.meta.id;
            for name in [&unit.record.name, &unit.record.code, &unit.record.alias] {
                let name = fold(name);
                if !name.is_empty() && units.names.insert(name.clone(), id).is_some_and(|known| known != id) {
                    several.insert(name);
                }
            }
            units.titles.insert(id, unit.record.name);
        }
        // A name that two units share proposes neither.
        for name in several {
            units.names.remove(&name);
        }
        Ok(units)
    }

    /// The unit that a folder is called after, the innermost first.
    fn of<'a>(&self, folders: &[&'a str]) -> Option<(RecordId, String, &'a str)> {
        folders.iter().rev().find_map(|folder| {
            let id = *self.names.get(&fold(folder))?;
            Some((id, self.titles.get(&id)?.clone(), *folder))
        })
    }
}

fn proposed(found: Found, units: &Units, aim: &Values, today: NaiveDate) -> Item {
    let folders: Vec<&str> = found.folder.split('/').filter(|folder| !folder.is_empty()).collect();
    let proposal = propose(&folders, &found.name);
    let mut why = Vec::new();
    let mut class = |field: &str, proposed: &Proposed, name: Option<&'static str>| match aim.get(field) {
        Some(Value::Choice(code)) => code.clone(),
        _ => {
            let name = name.unwrap_or_default();
            let message = match proposed.word {
                Some(word) => Message::new("taking_in.why")
                    .with("class", name)
                    .with("place", &proposed.place)
                    .with("word", word),
                None => Message::new("taking_in.usual").with("class", name),
            };
            why.push(message);
            proposed.code.to_owned()
        }
    };
    let nature = class("nature", &proposal.nature, DocumentNature::SET.text_key(proposal.nature.code));
    let content = class("content", &proposal.content, DocumentContent::SET.text_key(proposal.content.code));
    let department = match aim.get("department") {
        Some(Value::Link(id)) => units.titles.get(id).map(|name| (*id, name.clone())),
        _ => units.of(&folders).map(|(id, name, folder)| {
            why.push(Message::new("taking_in.why_unit").with("unit", &name).with("place", folder));
            (id, name)
        }),
    };
    if ["nature", "content", "department"]
        .iter()
        .any(|field| aim.get(field).is_some_and(|of| !of.is_nothing()))
    {
        why.push(Message::new("taking_in.put_there"));
    }
    let number = proposal.number.unwrap_or_default();
    let title = titled(&found.name, &number);
    let formed_on = found.changed_on.filter(|day| *day <= today);
    Item {
        sha256: String::new(),
        title,
        number,
        nature,
        content,
        department,
        formed_on,
        why,
        same: None,
        found,
    }
}

/// The name without its ending and without the number that has a field of its own.
fn titled(name: &str, number: &str) -> String {
    let stem = stem(name);
    let rest = if number.is_empty() { stem.to_owned() } else { stem.replacen(number, "", 1) };
    let rest =
        rest.trim_matches(|character: char| character.is_whitespace() || "-_—·,，、".contains(character));
    if rest.is_empty() { stem.trim().to_owned() } else { rest.to_owned() }
}
