//! What an archive prints: labels for boxes, catalogues, notes, stamps, lists of what leaves it, slips (DA/T 22-2015).

pub(super) mod boxes;
pub(super) mod catalogue;
pub(super) mod disposal;
pub(super) mod loan;
pub(super) mod properties;
pub(super) mod stamp;

use super::{PrintOrder, failed};
use crate::desk::Reader;
use crate::model::{Choice as _, Id, Problem, RecordId, Stored};
use crate::print::font::Typeface;
use crate::print::paper::typeface;
use crate::records::archive::{
    ARCHIVE_ITEM_WORKFLOW, ArchiveCategory, ArchiveDivision, ArchiveItem, ArchiveItemState, Disposal,
    DisposalKind, DisposalLine, DisposalState, Fonds, Loan, LoanCondition, Retention,
};
use crate::records::organisation::Person;
use crate::text::Language;

/// A class of the archive in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ClassWords {
    pub(super) fonds_code: String,
    pub(super) fonds_name: String,
    pub(super) category: String,
    pub(super) category_name: String,
    pub(super) year: i64,
    /// 永久 or 30年, in the language of the paper.
    pub(super) retention: String,
    /// `Y`, `D30` …
    pub(super) retention_code: String,
    pub(super) division_code: String,
    pub(super) division: String,
}

/// Links of a class: 全宗, 门类, 机构.
type ClassLinks = (Option<Id<Fonds>>, Option<Id<ArchiveCategory>>, Option<Id<ArchiveDivision>>);

impl ClassWords {
    fn of(
        reader: &Reader,
        (fonds, category, division): ClassLinks,
        year: i64,
        retention: Retention,
        language: Language,
    ) -> Result<Self, Problem> {
        let mut words = Self { year, retention_code: retention.code().to_owned(), ..Self::default() };
        words.retention = Retention::SET
            .text_key(retention.code())
            .map_or_else(String::new, |key| language.text(key).to_owned());
        if let Some(fonds) = fonds
            && let Some(found) = reader.find(fonds)?
        {
            (words.fonds_code, words.fonds_name) = (found.record.code, found.record.name);
        }
        if let Some(category) = category
            && let Some(found) = reader.find(category)?
        {
            (words.category, words.category_name) = (found.record.code, found.record.name);
        }
        if let Some(division) = division
            && let Some(found) = reader.find(division)?
        {
            (words.division_code, words.division) = (found.record.code, found.record.name);
        }
        Ok(words)
    }

    fn of_item(reader: &Reader, item: &ArchiveItem, language: Language) -> Result<Self, Problem> {
        let links = (item.fonds, item.category, item.division);
        Self::of(reader, links, item.year, item.retention, language)
    }

    /// 门类 by its code and its name.
    fn category_words(&self) -> String {
        format!("{} {}", self.category, self.category_name).trim().to_owned()
    }

    /// On one line, for the head of a list.
    fn line(&self, language: Language) -> String {
        let parts = [
            ("archive_item.fonds", format!("{} {}", self.fonds_code, self.fonds_name)),
            ("archive_item.category", self.category_words()),
            ("archive_item.year", self.year.to_string()),
            ("archive_item.retention", self.retention.clone()),
            ("archive_item.division", self.division.clone()),
        ];
        let parts = parts.iter().filter(|(_, value)| !value.trim().is_empty());
        parts.map(|(key, value)| format!("{} {value}", language.text(key))).collect::<Vec<_>>().join("    ")
    }
}

/// The items that are meant, in the order of their numbers.
fn items(order: &PrintOrder<'_>) -> Result<Vec<Stored<ArchiveItem>>, Problem> {
    let views = order.records("archive_item")?;
    let mut items: Vec<Stored<ArchiveItem>> = views.into_iter().filter_map(|view| view.row.typed()).collect();
    items.sort_by(|one, other| (&one.record.number, one.meta.id).cmp(&(&other.record.number, other.meta.id)));
    Ok(items)
}

/// Whether an item was destroyed, handed over or lost: a catalogue still lists it, nothing is stuck on it.
fn is_gone(item: &ArchiveItem) -> bool {
    use ArchiveItemState::{Destroyed, Lost, Transferred};
    matches!(item.state, Destroyed | Lost | Transferred)
}

/// What became of an item that is gone, with the number of the list or of the loan that says so; empty where it is there.
fn fate(reader: &Reader, item: &Stored<ArchiveItem>, language: Language) -> Result<String, Problem> {
    if !is_gone(&item.record) {
        return Ok(String::new());
    }
    let state = ARCHIVE_ITEM_WORKFLOW.state(item.record.state.code());
    let word = state.map_or("", |state| language.text(state.text));
    let kind = match item.record.state {
        ArchiveItemState::Destroyed => Some(DisposalKind::Destroy),
        ArchiveItemState::Transferred => Some(DisposalKind::Transfer),
        _ => None,
    };
    let mut number = String::new();
    for (record_type, view, field) in reader.referring(item.meta.id)? {
        match (record_type.name(), field.key, kind) {
            ("disposal_line", "item", Some(kind)) => {
                let list = view.row.typed::<DisposalLine>().and_then(|line| line.record.disposal);
                let list: Option<Stored<Disposal>> =
                    list.map(|list| reader.find(list)).transpose()?.flatten();
                let tells = |list: &Disposal| list.kind == kind && list.state == DisposalState::Done;
                if let Some(list) = list.filter(|list| tells(&list.record)) {
                    number = list.record.number;
                }
            }
            ("loan", "item", None) => {
                let lost = view.row.typed::<Loan>().map(|loan| loan.record);
                let tells = |loan: &Loan| loan.was_lost() && loan.condition == LoanCondition::Unchecked;
                if let Some(loan) = lost.filter(tells) {
                    number = loan.number;
                }
            }
            _ => {}
        }
    }
    Ok(format!("{word} {number}").trim_end().to_owned())
}

/// The name of a person, empty where there is none or none may be seen.
fn person(reader: &Reader, person: Option<Id<Person>>) -> Result<String, Problem> {
    Ok(match person {
        Some(person) => reader.find(person)?.map(|found| found.record.name).unwrap_or_default(),
        None => String::new(),
    })
}

/// 件号: what stands last in a number.
fn last_part(number: &str) -> &str {
    number.rsplit('-').next().unwrap_or(number)
}

/// A size in points at which a text fits a width in millimetres, from `most` down.
fn fitting(typeface: &Typeface, text: &str, is_bold: bool, most: f64, width: f64) -> f64 {
    /// Smaller is not read at arm's length.
    const LEAST: f64 = 6.0;
    let takes = typeface.text_width(is_bold, most, text) / crate::print::paper::POINTS;
    if takes <= width { most } else { (most * width / takes).max(LEAST) }
}

/// The faces that archives print in.
fn faces() -> Result<Typeface, Problem> {
    typeface().map_err(failed)
}

/// Whether a record is among others.
fn is_of(link: Option<RecordId>, id: RecordId) -> bool {
    link == Some(id)
}
