//! 归档文件目录: a catalogue names a paper's class by its 档号 alone (DA/T 22-2015, annex B). What the number says is
//! filled in, so that a list from elsewhere needs no columns of its own for 全宗, 门类, 年度, 期限 and 机构.

use std::collections::HashMap;

use crate::desk::{Reader, Values};
use crate::model::{Choice as _, Message, Problem, Record as _, RecordId, Stored, Value};
use crate::records::archive::{
    ArchiveCategory, ArchiveDivision, ArchiveItem, ArchiveItemState, Fonds, Retention,
};
use crate::rules::archive::number::Grammar;

/// How the columns of a 归档文件目录 are called where that is not the name of the field; an empty field is left out.
const TITLES: [(&str, &str); 6] = [
    ("序号", ""),
    ("序號", ""),
    ("日期", "formed_on"),
    ("成文日期", "formed_on"),
    ("页号", ""),
    ("文件编号", "document_number"),
];

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
        }))
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
