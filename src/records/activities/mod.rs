//! 活动 (`domain.md` §4.3): what an office organises besides meetings, from the plan to the summary: what it costs, how
//! it is made known, who signs up and comes, what is needed, and what happens when.

mod activity;
mod promotion;
mod registration;
mod run_sheet;
mod supply;

pub use activity::{ACTIVITY_WORKFLOW, Activity, ActivityKind, ActivityState, LARGE_FROM};
pub use promotion::{Channel, Promotion};
pub use registration::{REGISTRATION_WORKFLOW, Registration, RegistrationState};
pub use run_sheet::RunSheetItem;
pub use supply::{Supply, SupplySource};
