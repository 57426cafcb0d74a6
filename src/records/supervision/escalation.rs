//! Who is told about a matter, along the org chart: its owner three working days before the due date, the head of the
//! department on it, a deputy director one working day after, the director five after (`domain.md` §4.2).

use super::Matter;
use crate::model::{Id, Role};
use crate::records::organisation::{Ladder, Person};
use crate::rules::supervision::Attention;

/// Whom a matter concerns that has come so far, each person once, from the owner upwards.
pub fn told(ladder: &Ladder, matter: &Matter, attention: Attention) -> Vec<(Attention, Id<Person>)> {
    let mut found: Vec<(Attention, Id<Person>)> = Vec::new();
    let mut add = |step: Attention, person: Id<Person>| {
        if step <= attention && !found.iter().any(|(_, known)| *known == person) {
            found.push((step, person));
        }
    };
    let Some(owner) = matter.owner else { return Vec::new() };
    add(Attention::Owner, owner);
    let unit = matter.lead_unit.or_else(|| ladder.unit_of(owner));
    let head = unit.and_then(|unit| ladder.head_above(unit, owner));
    head.into_iter().for_each(|head| add(Attention::Department, head));
    let from = head.unwrap_or(owner);
    ladder.above(from, Role::Deputy).into_iter().for_each(|deputy| add(Attention::Deputy, deputy));
    ladder.above(from, Role::Director).into_iter().for_each(|director| add(Attention::Director, director));
    found
}
