//! The office at work, without any window: who asks, what they may, and the one way in which anything changes.
//!
//! A [`Command`] goes through [`Office::execute`] and comes back as an [`Outcome`] or a problem; a [`Reader`] shows
//! what a [`Session`] may see and nothing else. Window, command line, import and kiosk all stand on these two.

mod clock;
mod command;
pub mod demo;
mod history;
mod office;
mod org_chart;
mod permissions;
mod pipeline;
mod reader;
mod register_list;
pub mod scale;
mod search;
mod seeding;
mod session;
mod titles;
mod undo;

pub use clock::{Clock, FixedClock, SystemClock, civil_date, civil_time};
pub use command::{BatchMode, Command, Outcome, Touched, Values};
pub use history::{Change, HistoryEntry};
pub use office::Office;
pub use org_chart::{OrgChart, OrgNode};
pub use permissions::{Grant, Permissions, Right, Scope, role_levels};
pub use reader::{Reader, View, Which};
pub use register_list::{FieldFilter, RegisterList, show, show_plain, tone};
pub use search::{Hit, SearchIndex};
pub use session::Session;
pub use titles::Titles;
