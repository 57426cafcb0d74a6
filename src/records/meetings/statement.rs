//! 会议记录: what was said at a meeting and by whom, kept by its recorder for the office alone. The minutes (纪要) say
//! what was resolved, and are issued.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::issued::{check_part, freeze_part, require_open_minutes};
use super::{AgendaItem, Meeting};
use crate::fields;
use crate::model::{
    Change, Completion, Faults, Frozen, Function, Id, Lookup, Message, Problem, Record as _, RecordId, Rules,
    instant, link, long_text, text,
};
use crate::records::organisation::Person;

/// Something that was said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Statement {
    /// The meeting.
    pub meeting: Option<Id<Meeting>>,
    /// What was talked about.
    pub item: Option<Id<AgendaItem>>,
    /// 发言人
    pub speaker: Option<Id<Person>>,
    /// Name of a speaker who is not of the office.
    pub name: String,
    /// 发言
    pub text: String,
    /// When it was written down.
    pub at: Option<DateTime<Utc>>,
    /// 记录人
    pub recorder: Option<Id<Person>>,
}

fields! { Statement, "statement", Function::Administration;
    meeting => link::<Meeting>().required().title().column(220).filter();
    item => link::<AgendaItem>().column(200).filter();
    speaker => link::<Person>().title().column(100).filter();
    name => text().max_length(60).column(90);
    text => long_text().required().column(380).search();
    at => instant().read_only().column(150);
    recorder => link::<Person>().read_only().column(100);
}

impl Rules for Statement {
    fn complete(&mut self, occasion: &Completion<'_, Self>, _office: &dyn Lookup) -> Result<(), Problem> {
        self.at = self.at.or(Some(occasion.now));
        self.recorder = self.recorder.or(occasion.actor.map(Id::new));
        Ok(())
    }

    fn freeze(
        &self,
        _: RecordId,
        _: Option<&str>,
        office: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        freeze_part(Self::FIELDS, self.meeting, office, frozen)
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        check_part(change.before.map(|before| before.meeting), after.meeting, office, faults)?;
        if let Some(item) = after.item
            && let Some(item) = office.find(item)?
            && item.record.meeting != after.meeting
        {
            faults.at("item", Message::new("problem.item_of_another_meeting"));
        }
        Ok(())
    }

    fn check_void(_: RecordId, of: &Self, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        require_open_minutes([of.meeting], office, faults)
    }
}
