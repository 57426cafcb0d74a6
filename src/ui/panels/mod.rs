//! The screens, one file each. A screen draws what it has and pushes requests; it changes nothing itself.

pub mod audit;
pub mod backups;
pub mod board;
pub mod budget_execution;
pub mod bulk_edit;
pub mod calendar;
pub mod console;
pub mod document_tree;
pub mod duty_matrix;
pub mod export;
pub mod form;
pub mod home;
pub mod import;
pub mod inspector;
pub mod list;
pub mod mark;
pub mod org_chart;
pub mod password;
pub mod rights;
pub mod settings;
pub mod sign_in;
pub mod supervision;
pub mod welcome;
pub mod work_report;
