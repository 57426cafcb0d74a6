//! Meetings (`domain.md` §4).

mod meeting;

pub use meeting::{MEETING_WORKFLOW, Meeting, MeetingState};
