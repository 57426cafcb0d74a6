//! 机构: a department or section.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Appointment, Period, Person, PersonState, Post, acts_as, has_left};
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

impl Unit {
    /// Whether a word is its name, other name or code.
    fn is_called(&self, word: &str) -> bool {
        self.words().contains(&word.trim())
    }

    /// What it is called by.
    pub(crate) fn words(&self) -> [&str; 3] {
        [&self.name, &self.alias, &self.code]
    }
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

/// 主要负责人 of the organisation that a unit is of, or of the only one there is; `None` where none is named or whoever
/// is has left.
///
/// # Errors
/// When the file can't be read.
pub fn head_of_organisation(
    unit: Option<Id<Unit>>,
    office: &dyn Lookup,
) -> Result<Option<Id<Person>>, Problem> {
    let mut top = match unit {
        Some(unit) => office.find(unit)?.map(|unit| unit.record),
        None => {
            let roots = office.all::<Unit>()?.into_iter().filter(|unit| unit.record.parent.is_none());
            let mut roots =
                roots.filter(|unit| unit.record.valid_until.is_none_or(|last| last >= office.today()));
            match (roots.next(), roots.next()) {
                (Some(only), None) => Some(only.record),
                _ => None,
            }
        }
    };
    let mut seen = HashSet::new();
    while let Some(parent) = top.as_ref().and_then(|unit| unit.parent)
        && seen.insert(parent.erase())
    {
        top = office.find(parent)?.map(|unit| unit.record);
    }
    let head = top.and_then(|unit| unit.head);
    Ok(if has_left(head, office)? { None } else { head })
}

/// What a unit is called outside the house: the name of the organisation, then its own (江岳集团综合办公室).
///
/// # Errors
/// When the file can't be read.
pub fn full_name(unit: Id<Unit>, office: &dyn Lookup) -> Result<Option<String>, Problem> {
    let Some(unit) = office.find(unit)?.map(|unit| unit.record) else { return Ok(None) };
    let (mut top, mut seen) = (unit.clone(), HashSet::new());
    while let Some(parent) = top.parent.filter(|parent| seen.insert(parent.erase())) {
        match office.find(parent)? {
            Some(above) => top = above.record,
            None => break,
        }
    }
    let is_named = unit.name.starts_with(&top.name);
    Ok(Some(if is_named { unit.name } else { format!("{}{}", top.name, unit.name) }))
}

/// 负责人 of a unit, or of the nearest one above it, who is at work and not `person`.
///
/// # Errors
/// When the file can't be read.
pub fn head_above(
    unit: Id<Unit>,
    person: Option<Id<Person>>,
    office: &dyn Lookup,
) -> Result<Option<Id<Person>>, Problem> {
    let (mut at, mut seen) = (Some(unit), HashSet::new());
    while let Some(unit) = at.filter(|unit| seen.insert(unit.erase())) {
        let Some(unit) = office.find(unit)?.map(|unit| unit.record) else { break };
        if let Some(head) = unit.head.filter(|head| Some(*head) != person)
            && !has_left(Some(head), office)?
        {
            return Ok(Some(head));
        }
        at = unit.parent;
    }
    Ok(None)
}

/// Whether a person heads a unit or one above it, or stands in for whoever does in a function of the office.
///
/// # Errors
/// When the file can't be read.
pub fn is_head_over(
    person: Id<Person>,
    unit: Id<Unit>,
    function: Function,
    office: &dyn Lookup,
) -> Result<bool, Problem> {
    let (mut at, mut seen) = (Some(unit), HashSet::new());
    while let Some(unit) = at.filter(|unit| seen.insert(unit.erase())) {
        let Some(unit) = office.find(unit)?.map(|unit| unit.record) else { break };
        if let Some(head) = unit.head
            && acts_as(person, head, function, office)?
        {
            return Ok(true);
        }
        at = unit.parent;
    }
    Ok(false)
}

/// The units that words mean by name, other name or code, and the words that mean none.
#[derive(Debug, Default)]
pub struct NamedUnits {
    /// The units.
    pub units: BTreeSet<RecordId>,
    /// What is no unit.
    pub unknown: Vec<String>,
}

impl NamedUnits {
    /// Those that words mean; blank ones mean nothing.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn of(words: &[String], office: &dyn Lookup) -> Result<Self, Problem> {
        let mut found = Self::default();
        let words: Vec<&str> = words.iter().map(|word| word.trim()).filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return Ok(found);
        }
        let units = office.all::<Unit>()?;
        for word in words {
            match units.iter().find(|unit| unit.record.is_called(word)) {
                Some(unit) => {
                    found.units.insert(unit.meta.id);
                }
                None => found.unknown.push(word.to_owned()),
            }
        }
        Ok(found)
    }
}

/// Whether a person is of a unit, or of one below it, today: by their own unit or by a post they hold.
///
/// # Errors
/// When the file can't be read.
pub fn belongs_to(person: Id<Person>, unit: Id<Unit>, office: &dyn Lookup) -> Result<bool, Problem> {
    let today = office.today();
    let mut units = Vec::new();
    units.extend(office.find(person)?.and_then(|person| person.record.unit));
    for held in office.linking::<Appointment>(person.erase(), "person")? {
        if held.record.period().contains(today)
            && let Some(post) = held.record.post
        {
            units.extend(office.find(post)?.and_then(|post| post.record.unit));
        }
    }
    let mut seen = HashSet::new();
    while let Some(at) = units.pop() {
        if at == unit {
            return Ok(true);
        }
        if seen.insert(at.erase()) {
            units.extend(office.find(at)?.and_then(|at| at.record.parent));
        }
    }
    Ok(false)
}
