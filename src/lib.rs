//! Chancery 文枢: one native program and one data file that run a whole administrative office.

pub mod text;
