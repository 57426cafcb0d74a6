//! Every test outside the sources, in one program: it links once, and a file that is forgotten here fails it.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::expect_used,
    clippy::float_cmp,
    clippy::indexing_slicing,
    clippy::iter_over_hash_type,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test ends by failing"
)]

mod architecture;
mod cli;
mod crash;
mod damage;
mod demo;
mod drawing;
mod export;
mod faults;
mod fixture;
mod fonts;
mod import;
mod kill;
mod money;
mod org_layout;
mod org_tree;
mod pipeline;
mod recurrence;
mod registry;
mod reminders;
mod search;
mod search_text;
mod staff;
mod store;
mod texts;
mod toolkit;
mod window;
mod working_days;
