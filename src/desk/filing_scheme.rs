//! What is proposed for a paper that is to be filed: where it is to stand, drawn from the office's own tables.

use std::collections::HashMap;

use super::Reader;
use super::filing::FilingClass;
use crate::model::{Id, Problem, Stored};
use crate::records::archive::{ArchiveCategory, ArchiveDivision, Fonds, RetentionRule};
use crate::records::organisation::Unit;
use crate::rules::archive::filing::best_rule;

/// 文书档案, where a rule names no category (DA/T 22-2015 6.2).
const ADMINISTRATIVE: &str = "WS";

/// What the proposals are drawn from.
pub(super) struct Scheme {
    pub(super) rules: Vec<Stored<RetentionRule>>,
    pub(super) categories: Vec<Stored<ArchiveCategory>>,
    pub(super) divisions: Vec<Stored<ArchiveDivision>>,
    pub(super) fonds: Vec<Stored<Fonds>>,
    parents: HashMap<Id<Unit>, Option<Id<Unit>>>,
}

impl Scheme {
    pub(super) fn read(reader: &Reader) -> Result<Self, Problem> {
        let mut rules = reader.all::<RetentionRule>()?;
        rules.sort_by_cached_key(|rule| crate::rules::search_text::collation_key(&rule.record.number));
        let units = reader.all::<Unit>()?;
        Ok(Self {
            rules,
            categories: reader.all()?,
            divisions: reader.all()?,
            fonds: reader.all()?,
            parents: units.iter().map(|unit| (Id::new(unit.meta.id), unit.record.parent)).collect(),
        })
    }

    /// The nearest of a unit and those above it that something is of.
    fn nearest<T>(&self, unit: Option<Id<Unit>>, of: impl Fn(Id<Unit>) -> Option<T>) -> Option<T> {
        /// Deeper than any office.
        const DEEPEST: usize = 24;
        let mut unit = unit;
        for _ in 0..DEEPEST {
            let here = unit?;
            if let Some(found) = of(here) {
                return Some(found);
            }
            unit = self.parents.get(&here).copied().flatten();
        }
        None
    }

    /// The class of a paper by its title and its department.
    pub(super) fn propose(&self, title: &str, department: Option<Id<Unit>>) -> FilingClass {
        let rules = self.rules.iter().map(|rule| (rule, rule.record.keywords.as_slice()));
        let rule = best_rule(title, rules);
        let only = |category: &&Stored<ArchiveCategory>| {
            self.categories.len() == 1 || category.record.code == ADMINISTRATIVE
        };
        let usual = || self.categories.iter().find(only).map(|category| Id::new(category.meta.id));
        let division_of = |unit: Id<Unit>| {
            let found = self.divisions.iter().find(|of| of.record.unit == Some(unit));
            found.map(|of| Id::new(of.meta.id))
        };
        let fonds_of = |unit: Id<Unit>| {
            self.fonds.iter().find(|of| of.record.unit == Some(unit)).map(|of| Id::new(of.meta.id))
        };
        let only_fonds = || match self.fonds.as_slice() {
            [only] => Some(Id::new(only.meta.id)),
            _ => None,
        };
        FilingClass {
            fonds: only_fonds().or_else(|| self.nearest(department, fonds_of)),
            category: rule.and_then(|rule| rule.record.category).or_else(usual),
            division: self.nearest(department, division_of),
            rule: rule.map(|rule| Id::new(rule.meta.id)),
        }
    }
}
