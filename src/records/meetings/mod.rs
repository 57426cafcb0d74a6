//! 会议 (`domain.md` §4): meetings, the rooms they hold, what they talk about and who comes.

mod agenda_item;
mod attendee;
mod calendar_feed;
mod issued;
mod meeting;
mod meeting_times;
mod meeting_workflow;
mod minutes_draft;
mod returning;
mod room;
mod room_wait;
mod sign_in_code;
mod statement;

pub use agenda_item::{AGENDA_WORKFLOW, AgendaItem, AgendaKind, AgendaState};
pub use attendee::{ATTENDEE_WORKFLOW, Attendee, AttendeeState, Part};
pub use calendar_feed::{CalendarFeed, FEED_WORKFLOW, FeedDetail, FeedState};
pub use meeting::{MINUTES_DAYS, Meeting};
pub use meeting_workflow::{MEETING_WORKFLOW, MeetingKind, MeetingState, QuorumRule, VoteBase};
pub use returning::{Returning, returning};
pub use room::Room;
pub use room_wait::{OFFER_HOURS, ROOM_WAIT_WORKFLOW, RoomWait, RoomWaitState};
pub use sign_in_code::sign_in_code;
pub use statement::Statement;
