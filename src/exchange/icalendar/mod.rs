//! Calendar files (RFC 5545, RFC 5546): meetings in and out, to-dos, busy times, invitations and their answers.
//!
//! ```text
//! bytes ─▶ lines (charset, folding) ─▶ components (nesting, required properties) ─▶ events ─▶ one command
//! ```
//! A file that breaks a rule of the format is refused with the line and the rule: a calendar that is half right books
//! rooms at wrong times. What is right but has no field of its own is kept word for word in the field `icalendar` and
//! written out again.

mod check;
mod component;
mod content;
mod event;
mod feed;
mod following;
mod free_busy;
mod import;
mod outgoing;
mod people;
mod preview;
mod scheduling;
mod todo;
mod write;
mod zones;

pub use component::{Calendar, Refusal, read_calendar};
pub use feed::{FeedsDone, write_due_feeds};
pub use free_busy::export_free_busy;
pub(super) use import::plan;
pub(super) use outgoing::calendar_of;
pub use outgoing::{CalendarMessage, export_message};
pub use preview::{CalendarEffect, CalendarPreview, preview_calendar};
pub(super) use todo::plan as plan_todos;
pub(super) use write::Dress;
use write::Row;
