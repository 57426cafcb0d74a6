//! Calculations of an archive: numbers and their grammar, retention, lending, boxes.

pub mod boxes;
pub mod filing;
pub mod holes;
pub mod lending;
pub mod number;
pub mod retention;
pub mod sampling;
