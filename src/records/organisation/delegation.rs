//! 授权代理: a person lets another act in their place, over dates and within a function of the office.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Appointment, Duty, Involvement, Period, Person, PersonState};
use crate::fields;
use crate::model::{
    Change, Faults, Function, Id, Lookup, Message, Problem, Role, Rules, choice, date, link, long_text,
};

/// One person acts for another in one function.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Delegation {
    /// 授权人
    pub delegator: Option<Id<Person>>,
    /// 被授权人
    pub delegate: Option<Id<Person>>,
    /// The function in which the delegate may act.
    pub scope: Function,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day; it ends by itself.
    pub until: Option<NaiveDate>,
    /// Why.
    pub reason: String,
}

fields! { Delegation, "delegation", Function::Administration;
    delegator => link::<Person>().required().title().column(140).filter();
    delegate => link::<Person>().required().title().column(140).filter();
    scope => choice::<Function>().column(140).filter();
    from => date().required().column(110);
    until => date().required().column(110);
    reason => long_text().search();
}

impl Delegation {
    /// The days it covers.
    pub fn period(&self) -> Period {
        Period::new(self.from, self.until)
    }
}

impl Rules for Delegation {
    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let delegation = change.after;
        delegation.period().check("until", faults);
        if delegation.delegator.is_some() && delegation.delegator == delegation.delegate {
            faults.at("delegate", Message::new("problem.delegates_to_self"));
        }
        for (field, person) in [("delegator", delegation.delegator), ("delegate", delegation.delegate)] {
            let person = match person {
                Some(person) => office.find(person)?,
                None => None,
            };
            let left = person.filter(|person| person.record.state == PersonState::Left);
            if left.is_some_and(|left| delegation.until.is_none() || delegation.until > left.record.left_on) {
                faults.at(field, Message::new("problem.person_has_left"));
            }
        }
        if let Some(delegator) = delegation.delegator
            && !answers_for(delegator, delegation, office)?
        {
            // What a person only holds by delegation can't be delegated on, and nobody gives more than they have:
            // both follow from asking the delegator's own posts alone.
            faults.at("scope", Message::new("problem.delegates_beyond_rights"));
        }
        Ok(())
    }
}

/// Whether somebody acts today in a function of the office for a person whose own post has a role.
///
/// # Errors
/// When the file can't be read.
pub fn acts_for(
    delegate: Id<Person>,
    role: Role,
    function: Function,
    office: &dyn Lookup,
) -> Result<bool, Problem> {
    let today = office.today();
    for delegation in office.linking::<Delegation>(delegate.erase(), "delegate")? {
        let delegation = delegation.record;
        let Some(delegator) = delegation.delegator.filter(|_| delegation.scope == function) else { continue };
        if !delegation.period().contains(today) {
            continue;
        }
        for held in office.linking::<Appointment>(delegator.erase(), "person")? {
            let Some(post) = held.record.post.filter(|_| held.record.period().contains(today)) else {
                continue;
            };
            if office.find(post)?.is_some_and(|post| post.record.role == role) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Whether somebody stands in today for a certain person in a function.
///
/// # Errors
/// When the file can't be read.
pub fn stands_in_for(
    delegate: Id<Person>,
    delegator: Id<Person>,
    function: Function,
    office: &dyn Lookup,
) -> Result<bool, Problem> {
    let today = office.today();
    let delegations = office.linking::<Delegation>(delegate.erase(), "delegate")?;
    Ok(delegations.iter().any(|of| {
        of.record.delegator == Some(delegator)
            && of.record.scope == function
            && of.record.period().contains(today)
    }))
}

/// Whether somebody is a certain person, or stands in for them today in a function.
///
/// # Errors
/// When the file can't be read.
pub fn acts_as(
    actor: Id<Person>,
    person: Id<Person>,
    function: Function,
    office: &dyn Lookup,
) -> Result<bool, Problem> {
    Ok(actor == person || stands_in_for(actor, person, function, office)?)
}

/// Whether a post of the delegator answers for the function throughout the delegation.
fn answers_for(delegator: Id<Person>, delegation: &Delegation, office: &dyn Lookup) -> Result<bool, Problem> {
    for held in office.linking::<Appointment>(delegator.erase(), "person")? {
        let Some(post) = held.record.post else { continue };
        if !delegation.period().within(&held.record.period()) {
            continue;
        }
        let duties = office.linking::<Duty>(post.erase(), "post")?;
        let acts = |duty: &Duty| {
            duty.function == delegation.scope
                && matches!(duty.involvement, Involvement::Accountable | Involvement::Responsible)
        };
        if duties.iter().any(|duty| acts(&duty.record)) {
            return Ok(true);
        }
    }
    Ok(false)
}
