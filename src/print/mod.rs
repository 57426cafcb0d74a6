//! Everything that leaves the program as a picture or on paper.

mod chart_file;
pub mod drawing;
pub mod font;
pub mod org_chart;
pub mod palette;
pub mod pdf;
pub mod png;
pub mod svg;
pub mod typefaces;

pub use chart_file::write_org_chart;
