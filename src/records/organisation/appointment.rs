//! 任职: a person holds a post over dates.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Period, Person, PersonState, Post};
use crate::model::{
    Change, Faults, Function, Id, Lookup, Message, Problem, RecordId, Role, Rules, Stored, choice, date,
    decimal, link, text,
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

/// A whole working time, as shares are stored.
const FULL_TIME: i64 = 100;

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

    /// Whether the post stands for as long as somebody is appointed to it; an appointment without a first day begins
    /// with the post.
    pub fn is_covered_by(&self, post: &Period) -> bool {
        Period::new(self.from.or(post.from), self.until).within(post)
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
            let held: Vec<Stored<Self>> = held.into_iter().filter_map(others).collect();
            let second_main = held.iter().any(|of| of.record.tenure == Tenure::Main);
            if appointment.tenure == Tenure::Main && second_main {
                faults.at("tenure", Message::new("problem.second_main_post"));
            }
            if appointment.post.is_some() && held.iter().any(|of| of.record.post == appointment.post) {
                faults.at("post", Message::new("problem.same_post_twice"));
            }
        }
        if appointment.share > FULL_TIME {
            faults.at("share", Message::new("problem.more_than_full_time"));
        }
        let Some(post) = appointment.post else { return Ok(()) };
        let Some(post) = office.find(post)? else { return Ok(()) };
        let stands = Period::new(post.record.valid_from, post.record.valid_until);
        let is_new = change.before.is_none_or(|before| {
            (before.post, before.from, before.until)
                != (appointment.post, appointment.from, appointment.until)
        });
        if is_new && !appointment.is_covered_by(&stands) {
            faults.at("post", Message::new("problem.post_does_not_stand").with("days", stands.in_words()));
        }
        if post.record.role == Role::Director && has_other_director(change.id, appointment, None, office)? {
            faults.at("post", Message::new("problem.second_director"));
        }
        Ok(())
    }
}

/// Whether somebody else is appointed director on the same days: there is one at a time (`domain.md` §1), beside whom an
/// acting one may stand. `besides` is a post that is about to become the director's.
///
/// # Errors
/// When the file can't be read.
pub(super) fn has_other_director(
    id: RecordId,
    appointment: &Appointment,
    besides: Option<RecordId>,
    office: &dyn Lookup,
) -> Result<bool, Problem> {
    if appointment.tenure == Tenure::Acting {
        return Ok(false);
    }
    let posts = office.all::<Post>()?.into_iter();
    let posts = posts.filter(|post| post.record.role == Role::Director).map(|post| post.meta.id);
    for post in posts.chain(besides) {
        for other in office.linking::<Appointment>(post, "post")? {
            let same_days = other.record.period().overlaps(&appointment.period());
            if other.meta.id != id && other.record.tenure != Tenure::Acting && same_days {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
