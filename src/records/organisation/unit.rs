//! 机构: a department or section.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Period, Person, PersonState, Post};
use crate::fields;
use crate::model::{
    Change, Faults, Function, Id, Lookup, Message, Problem, RecordId, Rules, date, link, long_text, text,
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
        if let Some(head) = unit.head.filter(|_| change.before.is_none_or(|before| before.head != unit.head))
            && office.find(head)?.is_some_and(|head| head.record.state == PersonState::Left)
        {
            faults.at("head", Message::new("problem.head_has_left"));
        }
        let shorter = change.before.filter(|before| before.valid_until != unit.valid_until);
        if let (Some(_), Some(last_day)) = (shorter, unit.valid_until) {
            check_emptied(change.id, last_day, office, faults)?;
        }
        Ok(())
    }
}

/// A unit is closed once nobody and nothing belongs to it any more: people, posts and units below it go first.
fn check_emptied(
    unit: RecordId,
    last_day: NaiveDate,
    office: &dyn Lookup,
    faults: &mut Faults,
) -> Result<(), Problem> {
    let outlives = |until: Option<NaiveDate>| until.is_none_or(|until| until > last_day);
    let people = office.linking::<Person>(unit, "unit")?;
    let stays = |person: &Person| person.state != PersonState::Left && outlives(person.left_on);
    let people: Vec<String> =
        people.into_iter().filter(|of| stays(&of.record)).map(|of| of.record.name).collect();
    let posts = office.linking::<Post>(unit, "unit")?.into_iter();
    let posts = posts.filter(|of| outlives(of.record.valid_until)).map(|of| of.record.name);
    let below = office.linking::<Unit>(unit, "parent")?.into_iter();
    let below = below.filter(|of| outlives(of.record.valid_until)).map(|of| of.record.name);
    let kinds = [
        ("problem.unit_has_people", people),
        ("problem.unit_has_posts", posts.collect()),
        ("problem.unit_has_units", below.collect()),
    ];
    for (key, names) in kinds {
        if let Some(first) = names.first() {
            let told = Message::new(key).with("count", names.len()).with("first", first);
            faults.at("valid_until", told.with("date", last_day));
        }
    }
    Ok(())
}
