//! Everything that leaves the program as a picture or on paper.

mod budget_chart;
mod calendar_month;
mod calendar_pages;
mod calendar_week;
mod chart_file;
mod chart_surface;
mod code_paper;
pub mod drawing;
pub mod font;
pub mod org_chart;
pub mod palette;
pub mod paper;
pub mod papers;
pub mod pdf;
pub mod png;
pub mod portrait;
mod report_chart;
pub mod sheets;
pub mod svg;
pub mod typefaces;

pub use budget_chart::{ChartPage, write_budget_execution, write_charts};
pub use calendar_pages::{CalendarPrint, write_calendar};
pub use chart_file::write_org_chart;
pub use code_paper::{write_code, write_head};
pub use report_chart::write_archive_report;
