//! Budgets: what a line has left and how its execution stands against time (`domain.md` §6.1).

pub mod accounts;
pub mod anomaly;
pub mod approval;
pub mod assessment;
pub mod figures;
pub mod forecast;
pub mod month_plan;
pub mod occupation;
pub mod time_progress;
