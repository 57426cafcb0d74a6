//! Chancery 文枢: one native program and one data file that run a whole administrative office.

pub mod charts;
pub mod cli;
pub mod desk;
pub mod exchange;
pub mod model;
pub mod print;
pub mod records;
pub mod rules;
pub mod store;
pub mod text;
pub mod ui;
