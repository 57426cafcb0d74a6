//! Everything that names egui: the look, the widgets, and the screens made of them.
//!
//! [`tokens`] names every colour and size, [`theme`] hands them to egui, [`widgets`] is the toolkit. A widget knows
//! nothing of the office's records: it takes plain values and closures, and reports what the user did.

pub mod actions;
pub mod app;
mod composition;
pub mod days;
mod files;
pub mod fonts;
pub mod front;
pub mod gallery;
pub mod history;
pub mod icons;
pub mod jobs;
mod navigation;
pub mod of_record;
pub mod panels;
pub mod photos;
pub mod pixels;
mod registers;
pub mod routes;
mod shell;
pub mod theme;
pub mod tokens;
pub mod widgets;
mod window;
pub mod workplace;

pub use window::{Renderer, WindowOptions, run};
