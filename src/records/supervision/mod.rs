//! 督查督办 (`domain.md` §4.2, §9.1): matters somebody owes, the days by which parts of them are reached, what is
//! reported about them, what stands in their way, and each time their owners were urged.

mod escalation;
mod issue;
mod matter;
mod milestone;
mod report;
mod slip;

pub use escalation::told;
pub use issue::{ISSUE_WORKFLOW, IssueState, MatterIssue};
pub use matter::{MATTER_WORKFLOW, MOST_EXTENSIONS, Matter, MatterSource, MatterState};
pub use milestone::Milestone;
pub use report::MatterReport;
pub use slip::{Slip, SlipColour};
