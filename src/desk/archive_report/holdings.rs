//! What the archive holds: by 年度 and 保管期限, by 机构 and 门类, and when the periods end.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike as _, NaiveDate};

use super::REST;
use crate::desk::record_checks::is_electronic;
use crate::desk::report_figures::{Cells, Tally, YearsShown, greatest};
use crate::desk::{BarTable, FigureRows, Reader};
use crate::model::{Id, Problem, Record as _, RecordId};
use crate::records::archive::{ArchiveCategory, ArchiveDivision, ArchiveItem, ArchiveItemState, Retention};
use crate::rules::archive::retention::is_due;

/// Years that are told one by one; older ones stand together.
const MOST_YEARS: usize = 20;

/// 机构 that are told one by one.
const MOST_DIVISIONS: usize = 12;

/// 门类 that are told one by one: with the rest as many as there are hatchings.
const MOST_CATEGORIES: usize = 5;

/// Years ahead, this one among them, in which the end of periods is told one by one.
const YEARS_AHEAD: i32 = 10;

/// 门类 and 机构.
pub(super) type Class = (Option<RecordId>, Option<RecordId>);

/// An item as the report counts it.
pub(super) struct Item {
    pub(super) id: RecordId,
    pub(super) class: Class,
    state: ArchiveItemState,
    /// Whether it has electronic files that are looked after.
    pub(super) is_electronic: bool,
    year: i64,
    retention: Retention,
    expires_on: Option<NaiveDate>,
}

/// Every item of the archive, and the names of classes.
pub(super) struct Catalogue {
    pub(super) items: Vec<Item>,
    /// Codes of 门类 with their names.
    categories: HashMap<RecordId, (String, String)>,
    /// Codes of 机构 with their names.
    divisions: HashMap<RecordId, (String, String)>,
}

impl Catalogue {
    pub(super) fn read(reader: &Reader, tally: &mut Tally) -> Result<Self, Problem> {
        let mut items = Vec::new();
        reader.each::<ArchiveItem>(&mut |item| {
            tally.add(item.meta.mark.as_deref());
            let record = &item.record;
            items.push(Item {
                id: item.meta.id,
                class: (record.category.map(Id::erase), record.division.map(Id::erase)),
                state: record.state,
                is_electronic: is_electronic(record),
                year: record.year,
                retention: record.retention,
                expires_on: record.expires_on,
            });
        })?;
        let (mut categories, mut divisions) = (HashMap::new(), HashMap::new());
        reader.each::<ArchiveCategory>(&mut |of| {
            categories.insert(of.meta.id, (of.record.code, of.record.name));
        })?;
        reader.each::<ArchiveDivision>(&mut |of| {
            divisions.insert(of.meta.id, (of.record.code, of.record.name));
        })?;
        Ok(Self { items, categories, divisions })
    }

    fn category(&self, id: Option<RecordId>) -> Option<&(String, String)> {
        self.categories.get(&id?)
    }

    fn division(&self, id: Option<RecordId>) -> Option<&(String, String)> {
        self.divisions.get(&id?)
    }

    /// How a class is called where there is little room: the code of its 门类 and the name of its 机构.
    pub(super) fn class_name(&self, (category, division): Class) -> String {
        let code = self.category(category).map_or("", |(code, _)| code);
        let name = self.division(division).map_or("", |(_, name)| name);
        [code, name].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// What the archive holds today. Items that wait for filing, and those that were lost, handed over or destroyed, are not
/// in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HoldingFigures {
    /// 在档
    pub items: FigureRows,
    /// By 年度; a series each of `retentions`.
    pub years: BarTable,
    /// 保管期限 that items have, the longest first.
    pub retentions: Vec<Retention>,
    /// By 机构; a series each of `categories`. What has none stands under an empty name, the rest under [`REST`].
    pub classes: BarTable,
    /// The names of 门类, those with most items first.
    pub categories: Vec<String>,
    /// 到期待鉴定: the period is over and nobody looks yet at what is to become of it.
    pub expired: FigureRows,
    /// 鉴定中: the period is over and somebody does.
    pub in_appraisal: usize,
    /// 到期预测: first those whose period is over, then the years ahead, then all later ones together. 永久 has no end.
    pub expiry: BarTable,
}

impl HoldingFigures {
    /// The registers that the figures are made of.
    pub const REGISTERS: &'static [&'static str] = &[ArchiveItem::NAME];

    pub(super) fn of(catalogue: &Catalogue, today: NaiveDate) -> Self {
        let kept = || catalogue.items.iter().filter(|item| item.state.is_kept());
        let rows = |ids: Vec<RecordId>| FigureRows { register: ArchiveItem::NAME, ids };
        let (years, retentions) = by_year(kept());
        let (classes, categories) = by_class(catalogue, kept());
        let over = || kept().filter(|item| is_due(item.expires_on, today));
        let is_looked_at = |item: &&Item| item.state == ArchiveItemState::Appraisal;
        let expired = over().filter(|item| !is_looked_at(item)).map(|item| item.id);
        Self {
            items: rows(kept().map(|item| item.id).collect()),
            years,
            retentions,
            classes,
            categories,
            expired: rows(expired.collect()),
            in_appraisal: over().filter(is_looked_at).count(),
            expiry: expiry(kept(), today),
        }
    }
}

fn by_year<'a>(items: impl Iterator<Item = &'a Item> + Clone) -> (BarTable, Vec<Retention>) {
    let all: BTreeSet<i64> = items.clone().map(|item| item.year).collect();
    let shown = YearsShown::of(&all, MOST_YEARS);
    let mut cells = Cells::new();
    let mut used = BTreeSet::new();
    for item in items {
        used.insert(item.retention);
        cells.add(item.retention, shown.place(item.year), item.id);
    }
    // As they are declared, the longest first; what nobody decided yet comes last.
    let mut retentions: Vec<Retention> = used.into_iter().collect();
    retentions.sort_by_key(|retention| (*retention == Retention::Undecided, *retention));
    let table = cells.table(&retentions, shown.years(), |_| ArchiveItem::NAME, |year| shown.name(*year));
    (table, retentions)
}

/// A 门类 or a 机构 by which items are told, or that they are of the rest; named ones stand in the order of their codes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    Named(String, String),
    Unsaid,
    Rest,
}

impl Told {
    fn of(named: Option<&(String, String)>) -> Self {
        named.map_or(Self::Unsaid, |(code, name)| Self::Named(code.clone(), name.clone()))
    }

    /// The same, or the rest where it is not among those that are shown.
    fn among(self, shown: &[Self]) -> Self {
        if shown.contains(&self) { self } else { Self::Rest }
    }

    fn name(&self) -> String {
        match self {
            Self::Named(_, name) => name.clone(),
            Self::Unsaid => String::new(),
            Self::Rest => REST.to_owned(),
        }
    }
}

fn by_class<'a>(
    catalogue: &Catalogue,
    items: impl Iterator<Item = &'a Item> + Clone,
) -> (BarTable, Vec<String>) {
    let told = |item: &Item| {
        (Told::of(catalogue.category(item.class.0)), Told::of(catalogue.division(item.class.1)))
    };
    let (mut categories, mut divisions) = (Cells::new(), Cells::new());
    for item in items.clone() {
        let (category, division) = told(item);
        categories.add((), category, item.id);
        divisions.add((), division, item.id);
    }
    let shown = |counts: Cells<(), Told>, most: usize| {
        let counts = counts.places();
        let has_rest = counts.len() > most;
        (greatest(counts, most), has_rest)
    };
    let (mut categories, more_categories) = shown(categories, MOST_CATEGORIES);
    let (mut divisions, more_divisions) = shown(divisions, MOST_DIVISIONS);
    let mut cells = Cells::new();
    for item in items {
        let (category, division) = told(item);
        cells.add(category.among(&categories), division.among(&divisions), item.id);
    }
    categories.extend(more_categories.then_some(Told::Rest));
    divisions.extend(more_divisions.then_some(Told::Rest));
    let table = cells.table(&categories, &divisions, |_| ArchiveItem::NAME, Told::name);
    (table, categories.iter().map(Told::name).collect())
}

/// When a period ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// It is over.
    Past,
    Year(i32),
    Later,
}

fn expiry<'a>(items: impl Iterator<Item = &'a Item>, today: NaiveDate) -> BarTable {
    let last = today.year() + YEARS_AHEAD - 1;
    let mut cells = Cells::new();
    for item in items {
        let Some(day) = item.expires_on else { continue };
        let end = match day.year() {
            _ if is_due(Some(day), today) => End::Past,
            year if year > last => End::Later,
            year => End::Year(year),
        };
        cells.add((), end, item.id);
    }
    let mut places = vec![End::Past];
    places.extend((today.year()..=last).map(End::Year));
    places.push(End::Later);
    let name = |end: &End| match end {
        End::Past => String::new(),
        End::Year(year) => year.to_string(),
        End::Later => format!(">{last}"),
    };
    cells.table(&[()], &places, |_| ArchiveItem::NAME, name)
}
