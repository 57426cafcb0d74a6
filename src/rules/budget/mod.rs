//! Budgets: what a line has left and how its execution stands against time (`domain.md` §6.1).

pub mod anomaly;
pub mod approval;
pub mod figures;
pub mod occupation;
pub mod time_progress;
