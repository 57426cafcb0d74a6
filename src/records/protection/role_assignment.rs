//! 角色分配: a role beside the one that a post brings, for whoever holds a post or for one person, over dates.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::OfficeRole;
use crate::fields;
use crate::model::{Change, Faults, Function, Id, Lookup, Message, Problem, Rules, date, link, long_text};
use crate::records::organisation::{Period, Person, Post};

/// A role for a post or a person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoleAssignment {
    /// The role.
    pub role: Option<Id<OfficeRole>>,
    /// For whoever holds this post.
    pub post: Option<Id<Post>>,
    /// For this person.
    pub person: Option<Id<Person>>,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day; it ends by itself.
    pub until: Option<NaiveDate>,
    /// Why.
    pub reason: String,
}

fields! { RoleAssignment, "role_assignment", Function::Administration;
    role => link::<OfficeRole>().required().title().column(160).filter();
    post => link::<Post>().title().column(180).filter();
    person => link::<Person>().title().column(140).filter();
    from => date().column(110);
    until => date().column(110);
    reason => long_text().column(220).search();
}

impl RoleAssignment {
    /// The days it covers.
    pub fn period(&self) -> Period {
        Period::new(self.from, self.until)
    }
}

impl Rules for RoleAssignment {
    fn check(change: &Change<'_, Self>, _office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let assignment = change.after;
        assignment.period().check("until", faults);
        if assignment.post.is_some() == assignment.person.is_some() {
            faults.at("person", Message::new("problem.post_or_person"));
        }
        Ok(())
    }
}
