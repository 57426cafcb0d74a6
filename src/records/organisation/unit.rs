//! 机构: a department or section.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Period, Person};
use crate::fields;
use crate::model::{
    Change, Faults, Function, Id, Lookup, Message, Problem, Rules, date, link, long_text, text,
};

/// A department or section of the organisation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Unit {
    /// Short code, usually two or three letters (BGS); part of archive numbers.
    pub code: String,
    /// Name.
    pub name: String,
    /// Name in another language.
    pub alias: String,
    /// The unit it belongs to.
    pub parent: Option<Id<Unit>>,
    /// 负责人
    pub head: Option<Id<Person>>,
    /// First day.
    pub valid_from: Option<NaiveDate>,
    /// Last day.
    pub valid_until: Option<NaiveDate>,
    /// Remarks.
    pub note: String,
}

fields! { Unit, "unit", Function::Administration;
    code => text().required().unique().max_length(40).column(96).search();
    name => text().required().title().column(220);
    alias => text().column(200).search();
    parent => link::<Unit>().column(180).filter();
    head => link::<Person>().column(120).filter();
    valid_from => date().column(110);
    valid_until => date();
    note => long_text();
}

impl Rules for Unit {
    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let unit = change.after;
        Period::new(unit.valid_from, unit.valid_until).check("valid_until", faults);
        let mut seen = HashSet::from([change.id]);
        let mut above = unit.parent;
        while let Some(parent) = above {
            if !seen.insert(parent.erase()) {
                faults.at("parent", Message::new("problem.unit_cycle").with("name", &unit.name));
                break;
            }
            above = office.find(parent)?.and_then(|parent| parent.record.parent);
        }
        Ok(())
    }
}
