//! Who may do and know what: roles and their grants, who has which role, who is cleared for what, the three separated
//! administrators, the opening of sealed content, and orders to encrypt (`domain.md` §7.3, §13).

mod clearance;
mod encryption_order;
mod opening;
mod role;
mod role_assignment;
mod role_grant;
mod separation;

pub use clearance::Clearance;
pub use encryption_order::{
    ENCRYPTION_ORDER_WORKFLOW, EncryptionChange, EncryptionOrder, EncryptionOrderState,
};
pub use opening::{OPENING_WORKFLOW, Opening, OpeningState};
pub use role::OfficeRole;
pub use role_assignment::RoleAssignment;
pub use role_grant::{FieldRight, Reach, RoleGrant};
pub use separation::{SEPARATION_WORKFLOW, Separation, SeparationState};
