//! 承办: a paper that came in is handled by the unit in charge (`domain.md` §13: 承办、办结 主办部门), by somebody of it or
//! whom its head, the director, a deputy or a secretary names.

use super::{Incoming, IncomingState};
use crate::model::{Change, Faults, Id, Lookup, Message, Problem, Record as _, Role};
use crate::records::organisation::{Person, Unit, acts_as, belongs_to, is_head_over};

/// Who names somebody of the unit in charge, whatever their own unit.
const ASSIGNERS: &[Role] = &[Role::Director, Role::Deputy, Role::Secretary];

/// Whether somebody works for a unit: is of it, or stands in for its head.
fn works_for(person: Id<Person>, unit: Id<Unit>, office: &dyn Lookup) -> Result<bool, Problem> {
    if belongs_to(person, unit, office)? {
        return Ok(true);
    }
    match office.find(unit)?.and_then(|unit| unit.record.head) {
        Some(head) => acts_as(person, head, Incoming::FUNCTION, office),
        None => Ok(false),
    }
}

fn name_of(unit: Id<Unit>, office: &dyn Lookup) -> Result<String, Problem> {
    Ok(office.find(unit)?.map(|unit| unit.record.name).unwrap_or_default())
}

impl Incoming {
    /// The unit in charge takes a paper in hand and closes it; its head passes it on to another of the unit.
    pub(super) fn handling_refusal(
        &self,
        step: &str,
        office: &dyn Lookup,
    ) -> Result<Option<Message>, Problem> {
        if !matches!(step, "undertake" | "close" | "reassign") {
            return Ok(None);
        }
        let Some(actor) = office.actor().map(Id::<Person>::new) else { return Ok(None) };
        if office.has_role(Self::NAME, ASSIGNERS) || (step != "reassign" && self.handler == Some(actor)) {
            return Ok(None);
        }
        let Some(unit) = self.lead_unit else {
            return Ok(Some(Message::new("problem.no_unit_in_charge")));
        };
        let is_theirs = is_head_over(actor, unit, Self::FUNCTION, office)?
            || (step != "reassign" && works_for(actor, unit, office)?);
        if is_theirs {
            return Ok(None);
        }
        let rule = if step == "reassign" { "problem.head_reassigns" } else { "problem.unit_in_charge" };
        Ok(Some(Message::new(rule).with("unit", name_of(unit, office)?)))
    }

    /// Whoever works for the unit in charge and takes a paper in hand handles it.
    pub(super) fn take_in_hand(
        &mut self,
        actor: Option<Id<Person>>,
        office: &dyn Lookup,
    ) -> Result<(), Problem> {
        if let (None, Some(actor), Some(unit)) = (self.handler, actor, self.lead_unit)
            && works_for(actor, unit, office)?
        {
            self.handler = Some(actor);
        }
        Ok(())
    }

    /// Whoever handles a paper works for the unit in charge; who is not of it and sends it there names somebody.
    pub(super) fn check_handler(
        change: &Change<'_, Self>,
        office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        let after = change.after;
        let (Some(before), Some(unit)) = (change.before, after.lead_unit) else { return Ok(()) };
        let is_taken = change.transition == Some("undertake");
        let is_with_unit = matches!(after.state, IncomingState::Instructed | IncomingState::InHand);
        let is_changed = (before.handler, before.lead_unit) != (after.handler, after.lead_unit);
        if change.transition == Some("reassign") && before.handler == after.handler {
            faults.at("handler", Message::new("problem.handler_is_same"));
        }
        let rule = match after.handler {
            None if is_taken && office.actor().is_some() => "problem.handler_is_named",
            Some(handler)
                if (is_taken || (is_with_unit && is_changed)) && !works_for(handler, unit, office)? =>
            {
                "problem.handler_of_unit"
            }
            _ => return Ok(()),
        };
        faults.at("handler", Message::new(rule).with("unit", name_of(unit, office)?));
        Ok(())
    }
}
