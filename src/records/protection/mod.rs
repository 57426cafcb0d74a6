//! Who may do and know what: roles and their grants, who has which role, who is cleared for what, the three separated
//! administrators, and the opening of sealed content (`domain.md` §7.3, §13).

mod clearance;
mod opening;
mod role;
mod role_assignment;
mod role_grant;
mod separation;

pub use clearance::Clearance;
pub use opening::{OPENING_WORKFLOW, Opening, OpeningState};
pub use role::OfficeRole;
pub use role_assignment::RoleAssignment;
pub use role_grant::{FieldRight, Reach, RoleGrant};
pub use separation::{SEPARATION_WORKFLOW, Separation, SeparationState};
