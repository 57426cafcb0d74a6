//! 任职: a person holds a post over dates.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Period, Person, PersonState, Post};
use crate::model::{
    Change, Faults, Function, Id, Lookup, Message, Problem, Role, Rules, Stored, choice, date, decimal, link,
    text,
};
use crate::{choices, fields};

choices! {
    /// How a person holds a post.
    pub enum Tenure, "tenure" {
        /// 主职: at most one at a time.
        Main = "main",
        /// 兼职
        Concurrent = "concurrent",
        /// 代理
        Acting = "acting",
    }
}

/// A person holds a post from a first to a last day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Appointment {
    /// Who.
    pub person: Option<Id<Person>>,
    /// Which post.
    pub post: Option<Id<Post>>,
    /// Main, concurrent or acting.
    pub tenure: Tenure,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub until: Option<NaiveDate>,
    /// Share of a full-time equivalent, in hundredths.
    pub share: i64,
    /// Number of the paper that appointed.
    pub paper: String,
}

impl Default for Appointment {
    fn default() -> Self {
        Self {
            person: None,
            post: None,
            tenure: Tenure::default(),
            from: None,
            until: None,
            share: 100,
            paper: String::new(),
        }
    }
}

fields! { Appointment, "appointment", Function::Administration;
    person => link::<Person>().required().title().column(160).filter();
    post => link::<Post>().required().title().column(220).filter();
    tenure => choice::<Tenure>().column(100).filter();
    from => date().column(110);
    until => date().column(110);
    share => decimal(2).minimum(0).column(80);
    paper => text().search();
}

impl Appointment {
    /// The days it covers.
    pub fn period(&self) -> Period {
        Period::new(self.from, self.until)
    }
}

impl Rules for Appointment {
    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let appointment = change.after;
        appointment.period().check("until", faults);
        let others = |of: Stored<Self>| {
            (of.meta.id != change.id && of.record.period().overlaps(&appointment.period())).then_some(of)
        };
        if let Some(person) = appointment.person {
            let holder = office.find(person)?;
            let left = holder.filter(|holder| holder.record.state == PersonState::Left);
            if left.is_some_and(|left| appointment.until.is_none() || appointment.until > left.record.left_on)
            {
                faults.at("person", Message::new("problem.person_has_left"));
            }
            let held = office.linking::<Self>(person.erase(), "person")?;
            let second_main = held.into_iter().filter_map(others).any(|of| of.record.tenure == Tenure::Main);
            if appointment.tenure == Tenure::Main && second_main {
                faults.at("tenure", Message::new("problem.second_main_post"));
            }
        }
        if let Some(post) = appointment.post
            && let Some(held_post) = office.find(post)?
            && held_post.record.role == Role::Director
            && appointment.tenure != Tenure::Acting
        {
            check_single_director(change, office, faults)?;
        }
        Ok(())
    }
}

/// One director at a time (`domain.md` §1): an acting director may stand beside the appointed one.
fn check_single_director(
    change: &Change<'_, Appointment>,
    office: &dyn Lookup,
    faults: &mut Faults,
) -> Result<(), Problem> {
    for post in office.all::<Post>()?.into_iter().filter(|post| post.record.role == Role::Director) {
        for other in office.linking::<Appointment>(post.meta.id, "post")? {
            let same_days = other.record.period().overlaps(&change.after.period());
            if other.meta.id != change.id && other.record.tenure != Tenure::Acting && same_days {
                faults.at("post", Message::new("problem.second_director"));
                return Ok(());
            }
        }
    }
    Ok(())
}
