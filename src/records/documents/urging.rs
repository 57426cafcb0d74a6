//! 催办: each time somebody was reminded of a paper that waits; kept for ever, never changed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Incoming;
use crate::fields;
use crate::model::{
    Change, Completion, Faults, Frozen, Function, Id, Lookup, Message, Problem, Record as _, RecordId, Rules,
    instant, link, long_text,
};
use crate::records::organisation::Person;

/// One reminder.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Urging {
    /// The paper.
    pub paper: Option<Id<Incoming>>,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// Who was reminded.
    pub addressee: Option<Id<Person>>,
    /// 催办人
    pub by: Option<Id<Person>>,
    /// What was said, and the answer.
    pub note: String,
}

fields! { Urging, "urging", Function::Supervision;
    paper => link::<Incoming>().required().title().column(280).filter();
    at => instant().read_only().column(150);
    addressee => link::<Person>().required().title().column(110).filter();
    by => link::<Person>().read_only().column(110).filter();
    note => long_text().required().column(320).search();
}

impl Rules for Urging {
    const COUNTED_BY: &'static [&'static str] = &["paper"];

    fn complete(&mut self, occasion: &Completion<'_, Self>, _office: &dyn Lookup) -> Result<(), Problem> {
        self.at = self.at.or(Some(occasion.now));
        self.by = self.by.or(occasion.actor.map(Id::new));
        Ok(())
    }

    fn freeze(
        &self,
        _: RecordId,
        _: Option<&str>,
        _: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        frozen.all(Self::FIELDS, &Message::new("problem.urging_fixed"));
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        if change.before.is_none()
            && let Some(paper) = change.after.paper
            && let Some(paper) = office.find(paper)?
            && !paper.record.state.is_open()
            // An import brings the reminders of papers that were closed long ago.
            && change.after.at.is_none_or(|at| Some(at.date_naive()) >= office.today().pred_opt())
        {
            faults.at("paper", Message::new("problem.urging_closed"));
        }
        Ok(())
    }
}
