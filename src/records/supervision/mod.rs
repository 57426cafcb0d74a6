//! 督查督办 (`domain.md` §4.2, §9.1): matters somebody owes, and what they report about them.

mod matter;
mod report;

pub use matter::{MATTER_WORKFLOW, MOST_EXTENSIONS, Matter, MatterSource, MatterState};
pub use report::MatterReport;
