//! 催办: each time somebody was reminded of something that waits — a paper that came in, one that goes out, a unit's 会签 of
//! it; kept for ever, never changed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Countersign, CountersignState, Incoming, IncomingState, Outgoing, OutgoingState};
use crate::fields;
use crate::model::{
    Change, Completion, Faults, Frozen, Function, Id, Lookup, Message, Problem, Record, RecordId, Rules,
    Value, instant, link, long_text,
};
use crate::records::organisation::{Person, Unit, head_of_organisation};

/// One reminder.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Urging {
    /// The paper that came in.
    pub paper: Option<Id<Incoming>>,
    /// The paper that goes out.
    pub outgoing: Option<Id<Outgoing>>,
    /// The unit that is to countersign it, where it waits for that.
    pub countersign: Option<Id<Countersign>>,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// Who was reminded: with whom it waits, unless somebody else was.
    pub addressee: Option<Id<Person>>,
    /// 催办人
    pub by: Option<Id<Person>>,
    /// What was said, and the answer.
    pub note: String,
}

fields! { Urging, "urging", Function::Supervision;
    paper => link::<Incoming>().title().column(240).filter();
    outgoing => link::<Outgoing>().title().column(240).filter();
    countersign => link::<Countersign>().filter();
    at => instant().read_only().column(150);
    addressee => link::<Person>().required().title().column(110).filter();
    by => link::<Person>().read_only().column(110).filter();
    note => long_text().required().column(320).search();
}

/// How often something was urged: what it keeps as its total. `field` is the link of [`Urging`] that names it.
///
/// # Errors
/// When the file can't be read.
pub(super) fn times_urged(id: RecordId, field: &str, office: &dyn Lookup) -> Result<i64, Problem> {
    let urged = office.linking::<Urging>(id, field)?.len();
    Ok(i64::try_from(urged).unwrap_or(i64::MAX))
}

/// One record, where a link names one that is there.
fn found<R: Record>(link: Option<Id<R>>, office: &dyn Lookup) -> Result<Option<R>, Problem> {
    Ok(match link {
        Some(id) => office.find(id)?.map(|stored| stored.record),
        None => None,
    })
}

impl Urging {
    /// What is urged: register and record.
    pub fn of(&self) -> Option<(&'static str, RecordId)> {
        let asked = self.countersign.map(|asked| (Countersign::NAME, asked.erase()));
        let outgoing = self.outgoing.map(|paper| (Outgoing::NAME, paper.erase()));
        asked.or(outgoing).or(self.paper.map(|paper| (Incoming::NAME, paper.erase())))
    }

    /// With whom what is urged waits now.
    fn held_by(&self, office: &dyn Lookup) -> Result<Option<Id<Person>>, Problem> {
        if let Some(asked) = found(self.countersign, office)? {
            return Ok(found(asked.unit, office)?.and_then(|unit| unit.head));
        }
        let holder = match (found(self.outgoing, office)?, found(self.paper, office)?) {
            (Some(paper), _) => match paper.holder() {
                // What waits to be signed and names nobody waits for the head.
                None if paper.state == OutgoingState::Signing => {
                    return head_of_organisation(paper.unit, office);
                }
                holder => holder,
            },
            (None, Some(paper)) if paper.state == IncomingState::Proposed => {
                return head_of_organisation(None, office);
            }
            (None, paper) => paper.and_then(|paper| paper.holder()),
        };
        Ok(match holder {
            Some((Person::NAME, who)) => Some(Id::new(who)),
            Some((Unit::NAME, unit)) => {
                found(Some(Id::<Unit>::new(unit)), office)?.and_then(|unit| unit.head)
            }
            _ => None,
        })
    }

    /// It urges one thing, and that waits.
    fn check_urged(&self, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        if self.paper.is_some() == self.outgoing.is_some() {
            faults.at("paper", Message::new("problem.urging_of_one"));
            return Ok(());
        }
        let asked = found(self.countersign, office)?;
        if asked.as_ref().is_some_and(|asked| asked.paper != self.outgoing) {
            faults.at("countersign", Message::new("problem.urging_of_another"));
        }
        // An import brings the reminders of papers that were closed long ago.
        if self.at.is_some_and(|at| Some(at.date_naive()) < office.today().pred_opt()) {
            return Ok(());
        }
        if asked.is_some_and(|asked| asked.state != CountersignState::Waiting) {
            faults.at("countersign", Message::new("problem.urging_answered"));
        }
        if found(self.paper, office)?.is_some_and(|paper| !paper.state.is_open()) {
            faults.at("paper", Message::new("problem.urging_closed"));
        }
        if found(self.outgoing, office)?.is_some_and(|paper| !paper.state.is_open()) {
            faults.at("outgoing", Message::new("problem.urging_closed"));
        }
        Ok(())
    }
}

impl Rules for Urging {
    const COUNTED_BY: &'static [&'static str] = &["paper", "outgoing", "countersign"];
    const ONE_OF: &'static [&'static str] = &["paper", "outgoing", "countersign"];

    fn proposed(&self, _: Option<&str>, office: &dyn Lookup) -> Result<Vec<(&'static str, Value)>, Problem> {
        let holder = self.held_by(office)?;
        Ok(holder.map(|who| ("addressee", Value::Link(who.erase()))).into_iter().collect())
    }

    fn complete(&mut self, occasion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        self.at = self.at.or(Some(occasion.now));
        self.by = self.by.or(occasion.actor.map(Id::new));
        if let (None, Some(asked)) = (self.outgoing, found(self.countersign, office)?) {
            self.outgoing = asked.paper;
        }
        if self.addressee.is_none() {
            self.addressee = self.held_by(office)?;
        }
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
        if change.before.is_none() { change.after.check_urged(office, faults) } else { Ok(()) }
    }
}
