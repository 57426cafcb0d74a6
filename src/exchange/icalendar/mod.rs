//! Calendar files (RFC 5545, RFC 5546): meetings in and out.
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
mod import;
mod write;
mod zones;

pub use component::{Calendar, Refusal, read_calendar};
pub(super) use import::plan;
pub(super) use write::{Row, write_meetings};
