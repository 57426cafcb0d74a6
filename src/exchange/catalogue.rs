//! 归档文件目录: a catalogue names a paper's class by its 档号 alone (DA/T 22-2015, annex B). What the number says is
//! filled in, so that a list from elsewhere needs no columns of its own for 全宗, 门类, 年度, 期限 and 机构.

use std::collections::{BTreeMap, HashMap};

use super::ImportProblem;
use crate::desk::{NumberHole, NumberRows, Reader, Values, View};
use crate::model::{
    Choice as _, Fault, Mark, Message, Problem, Record as _, RecordId, RecordType, Secrecy, Stored, Term,
    Value,
};
use crate::records::archive::{
    ArchiveCategory, ArchiveDivision, ArchiveItem, ArchiveItemState, Fonds, Retention,
};
use crate::rules::archive::number::Grammar;
use crate::text::Language;

/// How the columns of a 归档文件目录 are called where that is not the name of the field; an empty field is left out.
const TITLES: [(&str, &str); 6] = [
    ("序号", ""),
    ("序號", ""),
    ("日期", "formed_on"),
    ("成文日期", "formed_on"),
    ("页号", ""),
    ("文件编号", "document_number"),
];

/// How the column of the level of secrecy is called (DA/T 22-2015, annex B).
const MARKS: [&str; 5] = ["密级", "密級", "密级★期限", "密级和保密期限", "密級和保密期限"];

/// What stands in that column where there is no secret.
const OPEN: [&str; 9] = ["", "—", "-", "/", "无", "無", "公开", "公開", "非密"];

/// Whether a column of a catalogue holds the level of secrecy.
pub(super) fn is_mark_title(register: &str, title: &str) -> bool {
    register == ArchiveItem::NAME && MARKS.contains(&title.trim())
}

/// The level and period that a cell of that column names; nothing where it is open.
///
/// # Errors
/// What is said of a level that this program doesn't know, or of a state secret, which it must not hold: a row like that
/// never goes in open.
pub(super) fn mark_of(cell: &str) -> Result<Option<(Secrecy, Term)>, Message> {
    let cell = cell.trim();
    if OPEN.contains(&cell) {
        return Ok(None);
    }
    let (word, term) = cell.split_once('★').unwrap_or((cell, ""));
    let named = |level: &&Secrecy| {
        Language::ALL.into_iter().any(|language| language.text(level.text()) == word)
            || (**level == Secrecy::Trade && matches!(word, "商密" | "商业秘密" | "商業秘密"))
    };
    let unknown = || Message::new("import.catalogue_mark_unknown").with("value", cell);
    let level = Secrecy::ALL.iter().find(named).copied().ok_or_else(unknown)?;
    if level.is_state_secret() {
        return Err(Message::new("import.catalogue_state_secret").with("value", cell));
    }
    if level == Secrecy::Ordinary {
        return Ok(None);
    }
    if term.is_empty() {
        return Ok(Some((level, Term::LongTerm)));
    }
    let shown = Mark::from_shown(cell).map(|(_, term)| (level, term));
    shown.map(Some).ok_or_else(unknown)
}

/// The field that a column of a catalogue holds; empty when it is to be left out.
pub(super) fn field_of_title(register: &str, title: &str) -> Option<&'static str> {
    if register != ArchiveItem::NAME {
        return None;
    }
    TITLES.iter().find(|(known, _)| *known == title.trim()).map(|(_, field)| *field)
}

/// The scheme by which numbers are read.
pub(super) struct Catalogue {
    fonds: Vec<(RecordId, String, Grammar)>,
    categories: HashMap<String, RecordId>,
    divisions: HashMap<String, RecordId>,
    /// The rows of numbers, with those of the catalogue as they are read.
    rows: NumberRows,
    /// The lines of the catalogue at which rows of numbers begin.
    begun: BTreeMap<String, u64>,
}

impl Catalogue {
    /// The scheme of the office; `None` for registers that are no catalogue.
    pub(super) fn of(reader: &Reader, register: &str) -> Result<Option<Self>, Problem> {
        if register != ArchiveItem::NAME {
            return Ok(None);
        }
        let mut fonds = Vec::new();
        for Stored { meta, record } in reader.all::<Fonds>()? {
            fonds.push((meta.id, record.code.clone(), record.grammar()?));
        }
        let categories = reader.all::<ArchiveCategory>()?.into_iter();
        let divisions = reader.all::<ArchiveDivision>()?.into_iter();
        Ok(Some(Self {
            fonds,
            categories: categories.map(|of| (of.record.code, of.meta.id)).collect(),
            divisions: divisions.map(|of| (of.record.code, of.meta.id)).collect(),
            rows: reader.number_rows()?,
            begun: BTreeMap::new(),
        }))
    }

    /// Notes the number of a new item.
    pub(super) fn note(&mut self, line: u64, values: &Values) {
        if let Some(number) = values.get("number").and_then(Value::as_str)
            && let Some(prefix) = self.rows.add(number)
        {
            self.begun.entry(prefix).or_insert(line);
        }
    }

    /// The numbers that are missing in the rows which the catalogue goes on with, each at the line where its row begins.
    pub(super) fn holes(&self) -> Vec<ImportProblem> {
        let told = |hole: NumberHole| {
            let message = Message::new("import.catalogue_hole").with("first", hole.first);
            message.with("last", hole.last).with("count", hole.count)
        };
        let begun = self.begun.iter();
        let of_row = |(prefix, line): (&String, &u64)| {
            let holes = self.rows.holes_of(prefix).into_iter();
            let at = *line;
            holes
                .map(move |hole| ImportProblem::at(at, Some("number".to_owned()), told(hole)))
                .collect::<Vec<_>>()
        };
        begun.flat_map(of_row).collect()
    }

    /// What a row of a catalogue adds to an item that is there already. What was filed is not overwritten by a list: where
    /// the row says something else, it is another paper under a number in use, or a mistake.
    ///
    /// # Errors
    /// By field, what differs.
    pub(super) fn added(
        record_type: &dyn RecordType,
        view: &View,
        differing: Values,
    ) -> Result<Values, Problem> {
        let Some(item) = view.row.typed_ref::<ArchiveItem>() else { return Ok(differing) };
        if item.number.is_empty() {
            return Ok(differing);
        }
        if let Some(title) = differing.get("title").and_then(Value::as_str) {
            let message = Message::new("import.catalogue_number_taken").with("number", &item.number);
            let message = message.with("title", &item.title).with("other", title);
            return Err(Problem::field("number", message));
        }
        let (mut added, mut faults) = (Values::new(), Vec::new());
        for (key, value) in differing.iter().filter(|(_, value)| !value.is_nothing()) {
            let Some((place, field)) = record_type.field(key) else { continue };
            match view.value(place) {
                Some(Value::Nothing | Value::Integer(0)) => added.set(field.key, value.clone()),
                _ => {
                    let message = Message::new("import.catalogue_filed").with("number", &item.number);
                    faults.push(Fault { field: Some(field.key), message });
                }
            }
        }
        if faults.is_empty() { Ok(added) } else { Err(Problem::Input(faults)) }
    }

    /// Fills what the number of a new item says and the row does not: its class, and that it is filed.
    pub(super) fn complete(&self, values: &mut Values) -> Result<(), Problem> {
        let says = |key: &str| values.get(key).is_some_and(|value| !value.is_nothing());
        let number = values.get("number").and_then(Value::as_str).unwrap_or_default().to_owned();
        if number.is_empty() || says("fonds") || says("category") || says("state") {
            return Ok(());
        }
        let malformed = || {
            let message = Message::new("problem.archive_number_malformed").with("number", &number);
            Problem::field("number", message)
        };
        let unknown = |label: &'static str, code: &str| {
            let message = Message::new("import.catalogue_unknown").with("what", label).with("code", code);
            Problem::field("number", message.with("number", &number))
        };
        // Each fonds may have a grammar of its own.
        let readings = || {
            self.fonds.iter().filter_map(|(id, code, grammar)| {
                let (parts, item) = grammar.read(&number)?;
                (item > 0).then_some((*id, code, parts))
            })
        };
        let own = readings().find(|(_, code, parts)| **code == parts.fonds);
        let (fonds, parts) = match (own, readings().next()) {
            (Some((id, _, parts)), _) => (id, parts),
            (None, Some((_, _, parts))) => return Err(unknown("archive_item.fonds", &parts.fonds)),
            (None, None) => return Err(malformed()),
        };
        let category = self.categories.get(&parts.category);
        let category = category.ok_or_else(|| unknown("archive_item.category", &parts.category))?;
        let retention = Retention::ALL.iter().find(|of| of.code() == parts.retention);
        let retention = retention.ok_or_else(|| unknown("archive_item.retention", &parts.retention))?;
        if !parts.division.is_empty() {
            let division = self.divisions.get(&parts.division);
            let division = division.ok_or_else(|| unknown("archive_item.division", &parts.division))?;
            values.set("division", Value::Link(*division));
        }
        values.set("fonds", Value::Link(fonds));
        values.set("category", Value::Link(*category));
        values.set("year", Value::Integer(parts.year));
        values.set("retention", Value::choice(retention.code()));
        values.set("state", Value::choice(ArchiveItemState::Filed.code()));
        Ok(())
    }
}
