//! 审核: two people check a draft before it is signed, the head of the drafting unit and then a secretary of the office
//! (条例 第二十五条; `domain.md` §13: 审核 department head then 秘书). Whoever drafted it is neither of them.

use chrono::{DateTime, Utc};

use super::Outgoing;
use crate::model::{Change, Faults, Id, Lookup, Message, Problem, Record as _};
use crate::records::organisation::{Person, has_left, head_above, stands_in_for};

impl Outgoing {
    /// A draft that is submitted waits for the head of its unit, or of the nearest unit above whose head did not draft
    /// it; whoever is named sees it. What was said of an earlier draft stays in its history.
    pub(super) fn begin_checking(&mut self, office: &dyn Lookup) -> Result<(), Problem> {
        self.checker = match self.unit {
            Some(unit) => head_above(unit, self.drafter, office)?,
            None => None,
        };
        self.checked_at = None;
        self.reviewer = None;
        self.reviewed_at = None;
        for opinion in [&mut self.unit_review, &mut self.review, &mut self.signing_note] {
            opinion.clear();
        }
        Ok(())
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
        // Whoever was named may have left meanwhile; a unit of which nobody is head lets anybody else check.
        let expected = match (before.checker, self.unit) {
            (Some(named), _) if !has_left(Some(named), office)? => Some(named),
            (_, Some(unit)) => head_above(unit, self.drafter, office)?,
            _ => None,
        };
        if let Some(head) = expected.filter(|head| *head != actor)
            && !stands_in_for(actor, head, Self::FUNCTION, office)?
        {
            let name = office.find(head)?.map(|person| person.record.name).unwrap_or_default();
            faults.at("checker", Message::new("problem.head_of_unit_checks").with("name", name));
        }
        Ok(())
    }
}
