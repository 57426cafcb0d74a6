//! The screens, one file each. A screen draws what it has and pushes requests; it changes nothing itself.

pub mod board;
pub mod duty_matrix;
pub mod form;
pub mod home;
pub mod inspector;
pub mod list;
pub mod org_chart;
pub mod settings;
pub mod welcome;
