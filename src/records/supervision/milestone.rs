//! 里程碑: the days by which parts of a matter are to be reached.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Matter;
use crate::fields;
use crate::model::{
    Change, Completion, Faults, Function, Id, Lookup, Message, Problem, Rules, date, link, long_text, text,
};
use crate::records::organisation::Person;

/// A part of a matter with its day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Milestone {
    /// The matter.
    pub matter: Option<Id<Matter>>,
    /// What is reached.
    pub title: String,
    /// Who reaches it; whoever owns the matter, unless said otherwise.
    pub responsible: Option<Id<Person>>,
    /// By which day.
    pub due: Option<NaiveDate>,
    /// On which day it was.
    pub done_on: Option<NaiveDate>,
    /// Remarks.
    pub note: String,
}

fields! { Milestone, "milestone", Function::Supervision;
    matter => link::<Matter>().required().title().column(260).filter();
    title => text().required().title().max_length(200).column(260);
    responsible => link::<Person>().column(100).filter();
    due => date().required().column(110);
    done_on => date().not_future().column(110);
    note => long_text().column(240).search();
}

impl Rules for Milestone {
    fn complete(&mut self, _occasion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        if self.responsible.is_none()
            && let Some(matter) = self.matter
        {
            self.responsible = office.find(matter)?.and_then(|matter| matter.record.owner);
        }
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        // A matter whose time is cut short later keeps its milestones as they were.
        if change.before.is_some_and(|before| before.due == after.due && before.matter == after.matter) {
            return Ok(());
        }
        if let Some(matter) = after.matter
            && let Some(matter) = office.find(matter)?
            && let (Some(last), Some(due)) = (matter.record.due, after.due)
            && due > last
        {
            faults.at("due", Message::new("problem.milestone_after_due").with("due", last));
        }
        Ok(())
    }
}
