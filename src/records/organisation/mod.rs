//! Organisation: units, posts, people, who holds which post, who stands in for whom, which post answers for which
//! function of the office, and the policies it works by (`domain.md` §1, handbook 1.1–1.2).

mod appointment;
mod delegation;
mod duty;
mod ladder;
mod period;
mod person;
mod policy;
mod post;
mod unit;

pub use appointment::{Appointment, Tenure};
pub use delegation::{Delegation, acts_as, acts_for, stands_in_for};
pub use duty::{Duty, Involvement};
pub use ladder::Ladder;
pub use period::Period;
pub(in crate::records) use person::check_nothing_kept;
pub use person::{PERSON_WORKFLOW, Person, PersonState, has_left};
pub use policy::{POLICY_WORKFLOW, Policy, PolicyState};
pub use post::Post;
pub use unit::{NamedUnits, Unit, belongs_to, full_name, head_above, head_of_organisation, is_head_over};
