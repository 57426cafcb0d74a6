//! Who stands above whom on a day, from units, posts and who holds them: for whatever is told upwards.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Appointment, Period, Person, Post, Unit};
use crate::model::{Id, RecordId, Role, Stored};

/// No line of reporting is longer; a circle ends here.
const HIGHEST: usize = 64;

struct Step {
    role: Role,
    reports_to: Option<RecordId>,
    unit: Option<Id<Unit>>,
}

/// The lines of reporting of one day.
pub struct Ladder {
    /// The head of each unit and the unit above it.
    units: BTreeMap<RecordId, (Option<Id<Person>>, Option<Id<Unit>>)>,
    posts: BTreeMap<RecordId, Step>,
    /// The posts of each person, the main one first.
    held: BTreeMap<RecordId, Vec<RecordId>>,
    /// Who holds each post.
    holders: BTreeMap<RecordId, BTreeSet<RecordId>>,
}

impl Ladder {
    /// The lines as they run on a day.
    pub fn new(
        units: &[Stored<Unit>],
        posts: &[Stored<Post>],
        appointments: &[Stored<Appointment>],
        day: NaiveDate,
    ) -> Self {
        let mut ladder = Self {
            units: units.iter().map(|of| (of.meta.id, (of.record.head, of.record.parent))).collect(),
            posts: BTreeMap::new(),
            held: BTreeMap::new(),
            holders: BTreeMap::new(),
        };
        for post in posts {
            let reports_to = post.record.reports_to.map(Id::erase);
            let step = Step { role: post.record.role, reports_to, unit: post.record.unit };
            ladder.posts.insert(post.meta.id, step);
        }
        let mut current: Vec<&Appointment> = appointments
            .iter()
            .map(|of| &of.record)
            .filter(|of| Period::new(of.from, of.until).contains(day))
            .collect();
        current.sort_by_key(|of| (of.tenure, of.from));
        for appointment in current {
            if let (Some(person), Some(post)) = (appointment.person, appointment.post) {
                ladder.held.entry(person.erase()).or_default().push(post.erase());
                ladder.holders.entry(post.erase()).or_default().insert(person.erase());
            }
        }
        ladder
    }

    /// The unit of a person's main post.
    pub fn unit_of(&self, person: Id<Person>) -> Option<Id<Unit>> {
        self.held.get(&person.erase())?.iter().find_map(|post| self.posts.get(post)?.unit)
    }

    /// The head of a unit or of the nearest one above it, who is not `person`.
    pub fn head_above(&self, unit: Id<Unit>, person: Id<Person>) -> Option<Id<Person>> {
        let mut at = Some(unit);
        for _ in 0..HIGHEST {
            let (head, parent) = self.units.get(&at?.erase())?;
            if let Some(head) = head
                && *head != person
            {
                return Some(*head);
            }
            at = *parent;
        }
        None
    }

    /// Who has a role above a person: the holders of the nearest such post on the line upwards, or else everybody who
    /// has the role. Nobody when the person has it too.
    pub fn above(&self, person: Id<Person>, role: Role) -> Vec<Id<Person>> {
        let own = self.held.get(&person.erase()).map(Vec::as_slice).unwrap_or_default();
        let has = |post: &RecordId| self.posts.get(post).is_some_and(|step| step.role == role);
        if own.iter().any(has) {
            return Vec::new();
        }
        let holders = |post: &RecordId| self.holders.get(post).into_iter().flatten().copied().map(Id::new);
        let mut at = own.first().and_then(|post| self.posts.get(post)?.reports_to);
        for _ in 0..HIGHEST {
            let Some(post) = at else { break };
            if has(&post) && self.holders.contains_key(&post) {
                return holders(&post).collect();
            }
            at = self.posts.get(&post).and_then(|step| step.reports_to);
        }
        self.holders_of(role)
    }

    /// Everybody who has a role.
    pub fn holders_of(&self, role: Role) -> Vec<Id<Person>> {
        let posts = self.posts.iter().filter(|(_, step)| step.role == role).map(|(post, _)| post);
        let found: BTreeSet<RecordId> =
            posts.filter_map(|post| self.holders.get(post)).flatten().copied().collect();
        found.into_iter().map(Id::new).collect()
    }
}
