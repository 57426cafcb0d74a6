//! 审核: two people check a draft before it is signed, the head of the drafting unit and then a secretary of the office
//! (条例 第二十五条; `domain.md` §13: 审核 department head then 秘书). Whoever drafted it is neither of them. The head of a unit
//! may be the one who signs for the office as well, as where the office itself drafts: the secretary stands between.

use chrono::{DateTime, Utc};

use super::outgoing_workflow::{HEADS, SECRETARIES};
use super::{Outgoing, OutgoingState};
use crate::model::{Change, Faults, Id, Lookup, Message, Problem, Record as _};
use crate::records::organisation::{
    Person, acts_as, has_left, head_above, head_of_organisation, is_head_over,
};

impl Outgoing {
    /// A draft that is submitted waits for the head of its unit, or of the nearest unit above whose head did not draft
    /// it; whoever is named sees it.
    pub(super) fn begin_checking(&mut self, office: &dyn Lookup) -> Result<(), Problem> {
        self.forget_checks();
        self.checker = match self.unit {
            Some(unit) => head_above(unit, self.drafter, office)?,
            None => None,
        };
        Ok(())
    }

    /// A draft that goes back is one that nobody has checked: who did, when, and what was said of the earlier one stays in
    /// its history.
    pub(super) fn forget_checks(&mut self) {
        self.checker = None;
        self.checked_at = None;
        self.reviewer = None;
        self.reviewed_at = None;
        for opinion in [&mut self.unit_review, &mut self.review, &mut self.signing_note] {
            opinion.clear();
        }
    }

    /// Writes down who checked it, and when.
    pub(super) fn note_check(&mut self, way: &str, actor: Option<Id<Person>>, now: DateTime<Utc>) {
        if way == "check" {
            self.checker = actor.or(self.checker);
            self.checked_at = Some(now);
        } else {
            self.reviewer = actor.or(self.reviewer);
            self.reviewed_at = Some(now);
        }
    }

    /// The head who checks it for its unit. Whoever was named may have left meanwhile; `None` where nobody is head of it,
    /// so that anybody else may check.
    fn head_who_checks(&self, office: &dyn Lookup) -> Result<Option<Id<Person>>, Problem> {
        match (self.checker, self.unit) {
            (Some(named), _) if !has_left(Some(named), office)? => Ok(Some(named)),
            (_, Some(unit)) => head_above(unit, self.drafter, office),
            _ => Ok(None),
        }
    }

    /// Whether somebody checks it for its unit, as its head or standing in for them.
    pub(super) fn is_checked_by(&self, actor: Id<Person>, office: &dyn Lookup) -> Result<bool, Problem> {
        if self.drafter == Some(actor) {
            return Ok(false);
        }
        match self.head_who_checks(office)? {
            Some(head) => acts_as(actor, head, Self::FUNCTION, office),
            None => Ok(true),
        }
    }

    /// The drafter checks nothing, the head of the unit or whoever stands in for them checks first, and somebody else
    /// after them. A paper that was submitted when one hand was enough has had no first one, and goes on.
    pub(super) fn check_hands(
        &self,
        change: &Change<'_, Self>,
        office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        let Some(way @ ("check" | "endorse")) = change.transition else { return Ok(()) };
        let Some(actor) = office.actor().map(Id::<Person>::new) else { return Ok(()) };
        let before = change.before.unwrap_or(self);
        if self.drafter == Some(actor) {
            faults.whole(Message::new("problem.drafter_endorses"));
            return Ok(());
        }
        if way == "endorse" {
            if before.checked_at.is_some() && before.checker == Some(actor) {
                faults.whole(Message::new("problem.checked_by_two"));
            }
            return Ok(());
        }
        if !before.is_checked_by(actor, office)?
            && let Some(head) = before.head_who_checks(office)?
        {
            let name = office.find(head)?.map(|person| person.record.name).unwrap_or_default();
            faults.at("checker", Message::new("problem.head_of_unit_checks").with("name", name));
        }
        Ok(())
    }

    /// Sends back who may pass on: the head who checks or one above, a secretary, the signer; each time the heads of the
    /// office too. The drafter takes it back while nobody has decided on it, and sends nothing back.
    pub(super) fn sending_back_refusal(
        &self,
        step: &str,
        office: &dyn Lookup,
    ) -> Result<Option<Message>, Problem> {
        let Some(actor) = office.actor().map(Id::<Person>::new) else { return Ok(None) };
        let is_drafter = self.drafter == Some(actor);
        match step {
            "recall" => return Ok((!is_drafter).then(|| Message::new("problem.drafter_recalls"))),
            "send_back" if is_drafter => return Ok(Some(Message::new("problem.drafter_sends_back"))),
            "send_back" => {}
            _ => return Ok(None),
        }
        if office.has_role(Self::NAME, HEADS) || head_of_organisation(self.unit, office)? == Some(actor) {
            return Ok(None);
        }
        let (is_theirs, rule) = match self.state {
            OutgoingState::DepartmentReview => {
                let is_above = match self.unit {
                    Some(unit) => is_head_over(actor, unit, Self::FUNCTION, office)?,
                    None => false,
                };
                (is_above || self.is_checked_by(actor, office)?, "problem.head_sends_back")
            }
            OutgoingState::Signing => {
                let is_signer = match self.signer {
                    Some(signer) => acts_as(actor, signer, Self::FUNCTION, office)?,
                    None => false,
                };
                (is_signer, "problem.signer_sends_back")
            }
            _ => (office.has_role(Self::NAME, SECRETARIES), "problem.secretary_sends_back"),
        };
        Ok((!is_theirs).then(|| Message::new(rule)))
    }
}
